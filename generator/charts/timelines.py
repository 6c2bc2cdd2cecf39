"""Days and periods: what each account says of when, and when it was said and published, on one axis."""

from __future__ import annotations

from datetime import date

from generator import dates
from generator.charts import rows
from generator.charts.canvas import Glyph, Layout, Sheet
from generator.charts.records import Account, Group, Matter, described, either, groups
from generator.charts.scales import Scale, time_scale
from generator.charts.svg import path, rect
from generator.dates import Period
from generator.readings import When

VALUE = Glyph(rows.bar(2, 24, 0, "fill", 5) + rows.caps((2, 24), 0) + rows.dot(13, 0), "the day or period it states")
AS_OF = Glyph(rows.bar(2, 24, 0, "about", 6), "as of: the time it is about")
SAID = Glyph(path("M7 -6H19L13 5z", "fill"), "said")
SAID_BY = Glyph(path("M7 -6H19L13 5z", "hollow"), "said at the latest; not known to the day")
PUBLISHED = Glyph(rect(8, -5, 10, 10, "paper"), "published")
SHADED = Glyph(rows.bar(4, 22, 0, "band", 14), "days that all of these allow")


def draw(matter: Matter, layout: Layout, prefix: str, page: str, *, values: bool) -> Sheet | None:
    """The timeline in one layout; None where there is no day to show.

    Args:
        matter: a fact.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the accounts' anchors; nothing is linked where `values` are not shown.
        values: whether the readings are days and shown; else only when each account was given.
    """
    periods = [each for a in matter.accounts for each in (a.said, a.as_of, a.published)]
    periods += [a.reading.period for a in matter.accounts if isinstance(a.reading, When)]
    scale = time_scale(periods, start=layout.left, end=layout.right, size=layout.small)
    sheet = Sheet(layout, prefix)

    def marks(sheet: Sheet, account: Account, y: float) -> float:
        if values:
            if not isinstance(account.reading, When):
                y = rows.open_words(sheet, account, y) + 2
            else:
                _value(sheet, account, account.reading.period, scale, y)
                y += layout.small_leading + 18
            y = rows.note(sheet, account, y) if isinstance(account.reading, When) else y
        return _given(sheet, account, scale, y)

    if values:
        for group in groups(matter):
            rows.group(sheet, group, marks, page, _shade(group, scale))
    else:
        for account in in_order(matter):
            rows.row(sheet, account, marks, page)
        sheet.hits.clear()
    rows.axis(sheet, scale, 0, span(scale))
    sheet.key(_key(matter, values=values))
    if values:
        rows.closing(sheet, matter)
    return sheet


def in_order(matter: Matter) -> list[Account]:
    """The accounts by the day by which they were said."""
    return sorted(matter.accounts, key=lambda a: (a.said.last or date.max, a.published.last or date.max, a.number))


def span(scale: Scale) -> str:
    """The years that an axis covers."""
    first, last = (date.fromordinal(int(day)).year for day in (scale.low, scale.high - 1))
    return str(first) if first == last else f"{first} to {last}"


def extent(period: Period, scale: Scale) -> tuple[float, float]:
    """Where a period begins and ends on the axis."""
    start = scale.start if period.first is None else scale.at(period.first.toordinal())
    end = scale.end if period.last is None else scale.at(period.last.toordinal() + 1)
    return start, end


def _value(sheet: Sheet, account: Account, period: Period, scale: Scale, top: float) -> None:
    y = top + sheet.layout.small_leading + 9
    start, end = extent(period, scale)
    if period.day is not None:
        drawn = rows.dot((start + end) / 2, y)
    elif period.first is None or period.last is None:
        ends = (end, start) if period.first is None else (start, end)
        drawn = rows.arrow(*ends, y) + rows.caps(ends[:1], y)
    else:
        drawn = rows.bar(start, end, y, "fill", 5) + rows.caps((start, end), y)
    sheet.front.append(drawn)
    rows.value_words(sheet, account.value, (start + end) / 2, top)


def _given(sheet: Sheet, account: Account, scale: Scale, top: float) -> float:
    """Three lanes: the time it is about, when it was said, when it was published."""
    start, end = extent(account.as_of, scale)
    y = top + 7
    sheet.front.append(rows.bar(start, end, y, "about", 6))
    if account.as_of.first is None:
        sheet.front.append(path(f"M{start + 7:g} {y - 6:g}L{start:g} {y:g}L{start + 7:g} {y + 6:g}", "brace-arrow"))
    if account.as_of.last is None:
        sheet.front.append(path(f"M{end - 7:g} {y - 6:g}L{end:g} {y:g}L{end - 7:g} {y + 6:g}", "brace-arrow"))
    y += 14
    sheet.front.append(said(account.said, scale, y))
    start, end = extent(account.published, scale)
    y += 14
    sheet.front.append(rect((start + end) / 2 - 5, y - 5, 10, 10, "paper"))
    return y + 7


def said(period: Period, scale: Scale, y: float) -> str:
    """When something was said: a triangle at the day, hollow at the last one where it is not known to the day."""
    start, end = extent(period, scale)
    exact = period.day is not None
    last = scale.at(period.last.toordinal() + 0.5) if period.last is not None else end - 6
    reach = "" if exact else path(f"M{start:g} {y:g}H{last:g}", "thread")
    return reach + path(f"M{last - 6:g} {y - 6:g}h12l-6 11z", "fill" if exact else "hollow")


def _shade(group: Group, scale: Scale) -> rows.Shade | None:
    common = overlap(group)
    if common is None:
        return None
    return rows.Shade(*extent(common, scale), f"shaded: all of these leave room for {dates.in_words(common)}")


def overlap(group: Group) -> Period | None:
    """The days that every account of a scope leaves room for; None where there are none, or one account only."""
    periods = [account.reading.period for account in group.accounts if isinstance(account.reading, When)]
    firsts = [period.first for period in periods if period.first is not None]
    lasts = [period.last for period in periods if period.last is not None]
    if len(periods) < 2 or not (firsts or lasts):
        return None
    first, last = max(firsts, default=None), min(lasts, default=None)
    if first is not None and last is not None and first > last:
        return None
    return Period(first, last, str(first) if first == last else f"{first or '..'}/{last or '..'}")


def _key(matter: Matter, *, values: bool) -> list[Glyph]:
    exact = [account.said.day is not None for account in matter.accounts]
    shaded = values and any(overlap(group) for group in groups(matter))
    wanted = (
        (VALUE, values and any(isinstance(account.reading, When) for account in matter.accounts)),
        (SHADED, shaded),
        (AS_OF, True),
        (SAID, any(exact)),
        (SAID_BY, not all(exact)),
        (PUBLISHED, True),
    )
    return [glyph for glyph, shown in wanted if shown]


def describe(matter: Matter, *, values: bool) -> str:
    """The timeline in words."""
    if not values:
        said_so = {"": [_times(account) for account in in_order(matter)]}
        return described(matter, "Timeline of when each was given,", said_so)
    found: dict[str, list[str]] = {}
    closing = []
    for group in groups(matter):
        found[group.scope] = [_sentence(account) for account in group.accounts]
        common = overlap(group)
        about = f" ({group.scope})" if group.scope else ""
        if common:
            closing.append(f"Shaded{about}: all of these leave room for {dates.in_words(common)}.")
        elif sum(isinstance(account.reading, When) for account in group.accounts) > 1:
            closing.append(f"No day{about} fits all of them.")
    return described(matter, "Timeline", found, *closing)


def _sentence(account: Account) -> str:
    value = account.value if isinstance(account.reading, When) else f"leaves it open, “{account.wording}”"
    more = either(account)
    return f"{account.name}: {value}" + (f" ({more})" if more else "") + f", {_when(account)}"


def _times(account: Account) -> str:
    return f"{account.name}: {_when(account)}"


def _when(account: Account) -> str:
    about, told, out = (dates.in_words(each) for each in (account.as_of, account.said, account.published))
    return f"about {about}, said {told}, published {out}"
