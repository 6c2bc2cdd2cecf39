"""Everything said, and everything said to have happened, on one axis of days; and the same as lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from generator import dates
from generator.charts import rows
from generator.charts.canvas import Glyph, Hit, Layout, Sheet
from generator.charts.listings import Day, Event
from generator.charts.scales import Scale, time_scale
from generator.charts.svg import counted, line, listed, rect, text, wrap
from generator.charts.timelines import extent, span

BARS = 96
"""How high the highest bar is."""

COLUMNS = 48
"""So many bars at most; where there are more days, several of them share one."""

TARGET = 27.0
"""How wide and high a link is at least; where bars stand closer, only the list links."""


def draw(
    happened: Sequence[Event], listing: Sequence[Day], layout: Layout, prefix: str, root: str, page: str
) -> Sheet | None:
    """The timeline in one layout; None where nothing is known.

    Args:
        happened: what is said to have happened.
        listing: the days.
        layout: which one.
        prefix: makes ids unique on a page.
        root: the way to the site's root, for links to facts.
        page: the address before the days' anchors.
    """
    if not listing:
        return None
    periods = [event.when for event in happened]
    periods += [dates.parse(str(day.day)) for day in listing]
    scale = time_scale(periods, start=layout.left, end=layout.right, size=layout.small)
    sheet = Sheet(layout, prefix)
    if happened:
        sheet.lines(0, ("Said to have happened",), "scope")
        titles: dict[str, list[Event]] = {}
        for event in happened:
            titles.setdefault(event.fact, []).append(event)
        for fact, alike in titles.items():
            _event_rows(sheet, fact, alike, scale, root)
    highest = max(max(len(day.said), len(day.about)) for day in _binned(listing))
    for title, about in (("Accounts by the day they were given", False), ("Accounts by the day they are about", True)):
        sheet.y += 10
        top = sheet.y
        sheet.lines(0, wrap(title, layout.size, layout.width if layout.stacked else layout.left - 16, 3), "scope")
        sheet.y = sheet.y if layout.stacked else top
        _bars(sheet, listing, scale, highest, page, about=about)
    rows.axis(sheet, scale, 0, span(scale))
    sheet.key(
        [
            Glyph(rows.bar(7, 19, 0, "fill", 12), "on that very day"),
            Glyph(rows.bar(7, 19, 0, "vague", 12), "by that day, or in a period that ends with it"),
        ]
    )
    return sheet


def _event_rows(sheet: Sheet, fact: str, alike: list[Event], scale: Scale, root: str) -> None:
    lay, top = sheet.layout, sheet.y
    sheet.y += 4
    room = lay.width if lay.stacked else lay.left - 16
    sheet.lines(0, wrap(alike[0].title, lay.small, room, 3, bold=True), "b", small=True)
    y = sheet.y if lay.stacked else top + 4
    for event in alike:
        start, end = extent(event.when, scale)
        for words in wrap(_event_words(event), lay.small, lay.right - lay.left, 3):
            rows.value_words(sheet, words, (start + end) / 2, y, bold=False)
            y += lay.small_leading
        at = y + 8
        if event.when.day is not None:
            mark = rows.dot((start + end) / 2, at)
        elif event.when.first is None or event.when.last is None:
            ends = (end, start) if event.when.first is None else (start, end)
            mark = rows.arrow(*ends, at) + rows.caps(ends[:1], at)
        else:
            mark = rows.bar(start, end, at, "fill", 5) + rows.caps((start, end), at)
        sheet.front.append(mark)
        y = at + 9
    sheet.y = max(sheet.y, y) + 4
    sheet.hits.append(Hit(f"{root}claims/{fact}/", alike[0].title, 0, top, lay.width, sheet.y - top))


def _event_words(event: Event) -> str:
    what = f"{event.scope}, " if event.scope else ""
    return f"{what}{dates.in_words(event.when, year=False)}: {listed(event.who)}"


def _binned(listing: Sequence[Day]) -> list[Day]:
    """The days, or where there are too many for bars of their own, stretches of equal length."""
    first, last = listing[0].day.toordinal(), listing[-1].day.toordinal()
    size = next(n for n in (1, 7, 28, 91, 364, 3640, 36400, 364000, 3640000) if (last - first) / n < COLUMNS)
    if size == 1:
        return list(listing)
    bins: dict[int, list[Day]] = {}
    for day in listing:
        bins.setdefault((day.day.toordinal() - first) // size, []).append(day)
    return [
        Day(
            inside[-1].day,
            f"{inside[0].label} to {inside[-1].label}",
            tuple(each for day in inside for each in day.said),
            tuple(each for day in inside for each in day.about),
        )
        for _, inside in sorted(bins.items())
    ]


def _bars(sheet: Sheet, listing: Sequence[Day], scale: Scale, highest: int, page: str, *, about: bool) -> None:
    lay, floor = sheet.layout, sheet.y + sheet.layout.small + 6 + BARS
    bins, room = _binned(listing), scale.end - scale.start
    width = max(min(26.0, room / (scale.high - scale.low) * 0.72), min(8.0, room / len(bins) * 0.8))
    shown = [day for day in bins if (day.about if about else day.said)]
    linked = all(scale.at(b.day.toordinal()) - scale.at(a.day.toordinal()) >= TARGET for a, b in pairwise(shown))
    for day in shown:
        found = day.about if about else day.said
        exact = sum(each.when.day is not None for each in found)
        middle = scale.at(day.day.toordinal() + 0.5)
        solid, loose = exact / highest * BARS, (len(found) - exact) / highest * BARS
        x, tall = middle - width / 2, solid + loose
        if exact:
            sheet.front.append(rect(x, floor - solid, width, solid, "bar"))
        if loose:
            sheet.front.append(rect(x, floor - tall, width, loose, "bar vague"))
        sheet.front.append(text(middle, floor - tall - 4, str(len(found)), "s b", "mid"))
        label = f"{day.label}: {counted(len(found), 'account')} {'about it' if about else 'given'}"
        wide, high = max(width, TARGET), max(tall + lay.small + 4, TARGET)
        left = min(max(middle - wide / 2, 0), lay.width - wide)
        if linked:
            sheet.hits.append(Hit(f"{page}#{day.anchor}", label, left, floor - high, wide, high))
    sheet.back.append(line(scale.start, floor, scale.end, floor, "axis"))
    sheet.y = floor - 4 if about else floor + 4  # the common axis lies on the last one


def describe(happened: Sequence[Event], listing: Sequence[Day]) -> str:
    """The timeline in words; every single account is in the list beside it."""
    total = sum(len(day.said) for day in listing)
    parts = [f"Timeline of {counted(total, 'account')}."]
    if happened:
        each = "; ".join(f"{event.title} {_event_words(event)}" for event in happened)
        parts.append(f"Said to have happened: {each}.")
    given = ", ".join(f"{day.label} {len(day.said)}" for day in listing if day.said)
    about = ", ".join(f"{day.label} {len(day.about)}" for day in listing if day.about)
    parts.append(f"Accounts by the last day on which they can have been given: {given}.")
    parts.append(f"Accounts by the last day they are about: {about}.")
    return " ".join(parts)
