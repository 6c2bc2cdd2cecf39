"""Figures: a dot-and-range plot, one row per account on one axis."""

from __future__ import annotations

from decimal import Decimal

from generator.charts import rows
from generator.charts.canvas import Glyph, Layout, Sheet
from generator.charts.records import Account, Group, Matter, described, either, groups
from generator.charts.scales import Scale, quantity_scale
from generator.charts.svg import circle
from generator.quantities import in_figures
from generator.readings import Basis, Quantity

KEYS = {
    Basis.EXACT: (rows.dot(13, 0), "a figure stated without reserve"),
    Basis.ABOUT: (
        rows.bar(1, 25, 0, "pale") + rows.dot(13, 0),
        "“about”, house rule ± {percent} %, at least 1",
    ),
    Basis.RANGE: (rows.bar(2, 24, 0, "fill") + rows.caps((2, 24), 0), "a stated range"),
    Basis.BOUND: (rows.caps((2,), 0) + rows.arrow(2, 25, 0), "a limit on one side only"),
    Basis.VAGUE: (rows.bar(1, 25, 0, "vague", 9), "vague words, read by the house rule"),
}


def draw(matter: Matter, layout: Layout, prefix: str, page: str) -> Sheet | None:
    """The plot in one layout; None where no account gives a figure.

    Args:
        matter: a fact whose readings are quantities.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the accounts' anchors.
    """
    scale = _scale(matter, layout)
    if scale is None:
        return None
    sheet = Sheet(layout, prefix)

    def marks(sheet: Sheet, account: Account, y: float) -> float:
        if not isinstance(account.reading, Quantity):
            return rows.open_words(sheet, account, y)
        _mark(sheet, account, account.reading, scale, y)
        return rows.note(sheet, account, y + layout.small_leading + 18)

    for each in groups(matter):
        rows.group(sheet, each, marks, page, _shade(each, scale))
    rows.axis(sheet, scale, 0, _caption(matter, scale))
    sheet.key(_key(matter, scale))
    rows.closing(sheet, matter)
    return sheet


def _readings(matter: Matter) -> list[Quantity]:
    return [account.reading for account in matter.accounts if isinstance(account.reading, Quantity)]


def _scale(matter: Matter, layout: Layout) -> Scale | None:
    """An axis that holds every figure. The nought below "up to 40" counts only where it can be drawn."""
    readings = _readings(matter)
    floor = [r for r in readings if r.basis is Basis.BOUND and r.high is not None]
    figures = [end for r in readings for end in ((r.high,) if r in floor else (r.low, r.high)) if end is not None]
    if not figures:
        return None
    lowest, highest = min(figures), max(figures)
    if floor and not 0 < lowest * 20 < highest:
        figures.append(Decimal(0))
    return quantity_scale(
        [float(each) for each in figures],
        no_end=any(r.high is None for r in readings),
        start=layout.left,
        end=layout.right,
        size=layout.small,
    )


def _mark(sheet: Sheet, account: Account, reading: Quantity, scale: Scale, top: float) -> None:
    y = top + sheet.layout.small_leading + 9
    start = scale.at(float(reading.low)) if reading.low is not None else scale.start
    end = scale.at(float(reading.high)) if reading.high is not None else scale.end
    match reading.basis:
        case Basis.EXACT:
            drawn = rows.dot(start, y)
        case Basis.ABOUT:
            middle = scale.at((float(reading.low or 0) + float(reading.high or 0)) / 2)
            drawn = rows.bar(start, end, y, "pale") + rows.dot(middle, y)
        case Basis.RANGE:
            drawn = rows.bar(start, end, y, "fill", 5) + rows.caps((start, end), y)
        case Basis.VAGUE:
            drawn = rows.bar(start, end, y, "vague", 9) + (rows.arrow(end - 12, end, y) if reading.high is None else "")
        case _:
            drawn = _bound(reading, start, end, y)
    sheet.front.append(drawn)
    middle = (start + end) / 2
    rows.value_words(sheet, shown(account, reading), middle, top)


def _bound(reading: Quantity, start: float, end: float, y: float) -> str:
    """An arrow away from the limit; a hollow end where the limit itself is excluded."""
    up = reading.high is None
    limit, tip, excluded = (start, end, reading.low_open) if up else (end, start, reading.high_open)
    return rows.arrow(limit, tip, y) + (circle(limit, y, 4.5, "hollow") if excluded else rows.caps((limit,), y))


def shown(account: Account, reading: Quantity) -> str:
    """The value at its mark: the words themselves, where a house rule reads them."""
    if reading.basis is Basis.VAGUE:
        return f"“{account.wording}”, read as {account.value}"
    return account.value


def _shade(group: Group, scale: Scale) -> rows.Shade | None:
    common = overlap(group)
    if common is None:
        return None
    low, high = common
    words = f"shaded: {common_words(low, high)}"
    return rows.Shade(scale.at(float(low)), scale.end if high is None else scale.at(float(high)), words)


def common_words(low: Decimal, high: Decimal | None) -> str:
    """What all ranges of a scope leave room for."""
    if high is None:
        return f"all of these leave room for {in_figures(low)} or more"
    if low == high:
        return f"all of these leave room for {in_figures(low)}"
    return f"all of these leave room for {in_figures(low)} to {in_figures(high)}"


def overlap(group: Group) -> tuple[Decimal, Decimal | None] | None:
    """The figures that every account of a scope leaves room for; None where there are none, or one account only."""
    readings = [account.reading for account in group.accounts if isinstance(account.reading, Quantity)]
    if len(readings) < 2:
        return None
    low = max((r.low for r in readings if r.low is not None), default=Decimal(0))
    highs = [r.high for r in readings if r.high is not None]
    if not highs:
        return low, None
    high = min(highs)
    shut = any((r.low_open and r.low == high) or (r.high_open and r.high == low) for r in readings)
    return (low, high) if low < high or (low == high and not shut) else None


def _caption(matter: Matter, scale: Scale) -> str:
    return f"number of {matter.unit or 'those counted'}" + (
        "; each step of the axis multiplies (logarithmic)" if scale.log else ""
    )


def _key(matter: Matter, scale: Scale) -> list[Glyph]:
    used = {reading.basis for reading in _readings(matter)}
    percent = str(matter.about_percent)
    glyphs = [
        Glyph(mark, words.replace("{percent}", percent)) for basis, (mark, words) in KEYS.items() if basis in used
    ]
    if any(_shade(each, scale) for each in groups(matter)):
        glyphs.append(Glyph(rows.bar(4, 22, 0, "band", 14), "figures that all of these allow"))
    return glyphs


def describe(matter: Matter) -> str:
    """The plot in words."""
    said: dict[str, list[str]] = {}
    closing = []
    for each in groups(matter):
        said[each.scope] = [_sentence(account) for account in each.accounts]
        common = overlap(each)
        about = f" ({each.scope})" if each.scope else ""
        if common:
            closing.append(f"Shaded{about}: {common_words(*common)}.")
        elif sum(isinstance(account.reading, Quantity) for account in each.accounts) > 1:
            closing.append(f"No figure{about} fits all of them.")
    return described(matter, f"Plot on one axis, number of {matter.unit or 'those counted'},", said, *closing)


def _sentence(account: Account) -> str:
    if not isinstance(account.reading, Quantity):
        value = "leaves it open" + (f", “{account.wording}”" if account.wording else "")
    else:
        value = shown(account, account.reading)
        if account.reading.basis is Basis.VAGUE:
            value += " by the house rule"
        elif account.reading.basis is Basis.ABOUT:
            low, high = account.reading.low, account.reading.high
            if low is not None and high is not None:
                value += f", read as {in_figures(low)} to {in_figures(high)} by the house rule"
    more = either(account)
    return f"{account.name}: {value}" + (f" ({more})" if more else "")
