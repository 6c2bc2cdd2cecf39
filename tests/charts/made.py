"""Facts made by hand, without files."""

from __future__ import annotations

from decimal import Decimal

from generator import dates
from generator.charts.records import Account, Matter, Origin
from generator.readings import Basis, Breakdown, Nothing, Quantity, Reading, When

DAY = "2017-08-31"


def account(number: int, reading: Reading, value: str = "", **more: object) -> Account:
    fields: dict[str, object] = {
        "number": number,
        "id": f"account-{number}",
        "who": f"Speaker {number}",
        "citing": "",
        "value": value or f"value {number}",
        "wording": "",
        "reading": reading,
        "scopes": ("",),
        "origin": f"origin-{number}",
        "said": dates.parse(DAY),
        "as_of": dates.parse(DAY),
        "published": dates.parse(DAY),
    } | more
    return Account(**fields)  # type: ignore[arg-type]


def matter(*accounts: Account, **more: object) -> Matter:
    origins = tuple(Origin(name, name.capitalize(), ()) for name in dict.fromkeys(a.origin for a in accounts))
    fields: dict[str, object] = {"title": "How many?", "accounts": accounts, "origins": origins, "unit": "ducks"} | more
    return Matter(**fields)  # type: ignore[arg-type]


def exact(figure: int | str) -> Quantity:
    return Quantity(Decimal(figure), Decimal(figure), Basis.EXACT)


def between(low: int, high: int, basis: Basis = Basis.RANGE) -> Quantity:
    return Quantity(Decimal(low), Decimal(high), basis)


def more_than(low: int) -> Quantity:
    return Quantity(Decimal(low), None, Basis.BOUND, low_open=True)


def up_to(high: int) -> Quantity:
    return Quantity(Decimal(0), Decimal(high), Basis.BOUND)


def parts(total: int | None = None, **counts: int) -> Breakdown:
    return Breakdown(
        tuple((name, Decimal(count)) for name, count in counts.items()), None if total is None else Decimal(total)
    )


def when(text: str) -> When:
    return When(dates.parse(text))


NOTHING = Nothing()
