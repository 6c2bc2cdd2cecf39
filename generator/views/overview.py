"""Pages over the whole publication: everything on one timeline, every place on one map, each with its list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from generator import dates
from generator.charts import listings
from generator.charts.listings import Day, Event, Mention, PlaceEntry, anchor_day
from generator.compiler import Examined
from generator.records import Record, replace
from generator.rows import Kind
from generator.views.brief import briefs
from generator.views.common import Site
from generator.views.paging import Paging, cut, first_room, pages_of, room, size

if TYPE_CHECKING:
    from generator.charts.pictures import Chart

Entry = TypeVar("Entry", Day, PlaceEntry)

ONE = Paging()
MOST_MARKS = 1000
"""With more accounts than this no picture of the timeline is drawn: it would have more marks than points."""


class TimelinePage(Record):
    """Everything said, and everything said to have happened, by day."""

    title: str
    description: str
    chart: Chart | None
    days: tuple[Day, ...]
    paging: Paging = ONE


class MapPage(Record):
    """Every place that somebody names as an answer, and those the articles name besides."""

    title: str
    description: str
    chart: Chart | None
    places: tuple[PlaceEntry, ...]
    paging: Paging = ONE


class Mark(NamedTuple):
    """An account of a long list: its fact, which of its accounts it is, and the bytes that it takes there."""

    fact: str
    at: int
    weight: int


def _mentions(site: Site, examined: Examined) -> tuple[tuple[Mention, Mention], ...]:
    return listings.mentions(site.corpus, examined.fact)


def _dated(site: Site, examined: Examined) -> tuple[tuple[int, int, int], ...]:
    """For each account the days it is listed under, by when it was said and what it is about, and its weight."""
    return tuple(
        (anchor_day(told.when).toordinal(), anchor_day(meant.when).toordinal(), _mention_weight(told))
        for told, meant in site.row(MENTIONS, examined.fact.id)
    )


def _events(site: Site, examined: Examined) -> tuple[Event, ...]:
    return listings.events(site.corpus, examined.fact)


def _named(site: Site, examined: Examined) -> tuple[tuple[str, Mention], ...]:
    return listings.named(site.corpus, examined.fact)


MENTIONS = Kind("mentions", _mentions, tuple[tuple[Mention, Mention], ...])
EVENTS = Kind("events", _events, tuple[Event, ...], light=True)
DATED = Kind("dated", _dated, tuple[tuple[int, int, int], ...], light=True)
NAMED = Kind("named", _named, tuple[tuple[str, Mention], ...], light=True)


def timeline(site: Site, days: tuple[Day, ...], *, drawn: bool = True) -> TimelinePage:
    """What the timeline shows, and the picture only where it is wanted."""
    from generator.charts import pictures

    happened = (event for events in site.passing(EVENTS, site.facts) for event in events) if drawn else ()
    return TimelinePage(
        "Timeline",
        "What was said on each day, and what is said of it.",
        pictures.site_timeline(happened, days, root="../") if drawn else None,
        days,
    )


def map_page(site: Site) -> MapPage:
    """What the map shows."""
    from generator.charts import pictures

    places = listings.places(site.corpus, (each for row in site.passing(NAMED, site.facts) for each in row))
    return MapPage(
        "Map",
        "The places that the accounts name, and who names them.",
        pictures.site_map(places),
        places,
    )


def timeline_pages(site: Site) -> list[TimelinePage]:
    """The timeline in as many pages as its list takes; the picture stands on the first.

    Where there are very many accounts, the days hold `Mark`s, and `told` puts mentions in their place.
    """
    drawn = sum(each.accounts for each in briefs(site).values()) <= MOST_MARKS
    days = listings.days(pair for row in site.passing(MENTIONS, site.facts) for pair in row) if drawn else _marked(site)
    whole = timeline(site, days, drawn=drawn)
    chart, left = _chart(whole.chart)
    parts = _paged("timeline/", whole.days, left, _day_weight, _pieces_of_day, _joined_days, lambda day: day.label)
    return [
        replace(whole, chart=chart if paging.number == 1 else None, days=part, paging=paging) for paging, part in parts
    ]


def _marked(site: Site) -> tuple[Day, ...]:
    """The timeline as a list, with marks in the place of mentions."""
    said: dict[int, list[Mark]] = {}
    about: dict[int, list[Mark]] = {}
    for fact, row in zip(site.facts, site.passing(DATED, site.facts), strict=True):
        for at, (told, meant, weight) in enumerate(row):
            mark = Mark(fact, at, weight)
            said.setdefault(told, []).append(mark)
            about.setdefault(meant, []).append(mark)
    return tuple(
        Day(day, dates.in_full(day), _as_mentions(said.get(number, ())), _as_mentions(about.get(number, ())))
        for number in sorted(said.keys() | about.keys())
        for day in (date.fromordinal(number),)
    )


def _as_mentions(marks: Sequence[Mark]) -> tuple[Mention, ...]:
    """Marks, which stand where mentions will."""
    return cast(tuple[Mention, ...], tuple(marks))


def marked(page: TimelinePage) -> tuple[str, ...]:
    """The facts that marks on a page stand for."""
    marks: Iterable[Mention | Mark] = (mark for day in page.days for mark in (*day.said, *day.about))
    return tuple(dict.fromkeys(mark.fact for mark in marks if isinstance(mark, Mark)))


def outline(page: TimelinePage) -> object:
    """What tells a page from others, beside the rows of its facts: itself, or which accounts its marks stand for."""
    if not marked(page):
        return page
    days = [
        (day.day, day.continued, " ".join([f"{mark.fact}#{mark.at}" for mark in marks]))
        for day in page.days
        for marks in (_as_marks(day.about), _as_marks(day.said))
    ]
    return page.paging, days


def _as_marks(mentions: tuple[Mention, ...]) -> tuple[Mark, ...]:
    """What stands where mentions will."""
    return cast(tuple[Mark, ...], mentions)


def told(site: Site, page: TimelinePage) -> TimelinePage:
    """A page with mentions in the place of marks."""
    if not (names := marked(page)):
        return page
    rows = dict(zip(names, site.passing(MENTIONS, names), strict=True))

    def mentions(marks: Sequence[Mark | Mention], side: int) -> tuple[Mention, ...]:
        return tuple(rows[mark.fact][mark.at][side] if isinstance(mark, Mark) else mark for mark in marks)

    days = (replace(day, said=mentions(day.said, 0), about=mentions(day.about, 1)) for day in page.days)
    return replace(page, days=tuple(days))


def map_pages(site: Site) -> list[MapPage]:
    """The map in as many pages as its list takes; the picture stands on the first."""
    whole = map_page(site)
    chart, left = _chart(whole.chart)
    parts = _paged(
        "map/", whole.places, left, _place_weight, _pieces_of_place, _joined_places, lambda entry: entry.place.label
    )
    return [
        replace(whole, chart=chart if paging.number == 1 else None, places=part, paging=paging)
        for paging, part in parts
    ]


def _paged(
    first: str,
    entries: Sequence[Entry],
    left: int,
    weight: Callable[[Entry], int],
    pieces: Callable[[Entry], list[Entry]],
    joined: Callable[[Iterable[Entry]], tuple[Entry, ...]],
    label: Callable[[Entry], str],
) -> list[tuple[Paging, tuple[Entry, ...]]]:
    """The pages of a list below a picture, each with its part of the list.

    Args:
        first: the address of the first page.
        entries: the list.
        left: the bytes that the picture leaves to it.
        weight: the bytes of an entry.
        pieces: cuts an entry into pieces of which several fit on a page.
        joined: puts pieces of one entry that follow each other together again.
        label: what an entry is called.
    """
    weights = list(map(weight, entries))
    if sum(weights) <= left:
        return [(ONE, tuple(entries))]
    every: list[tuple[Entry, int]] = []
    for entry, heavy in zip(entries, weights, strict=True):
        every += [(entry, heavy)] if heavy <= room() // 4 else [(piece, weight(piece)) for piece in pieces(entry)]
    cuts = cut(every, room(), lambda each: each[1], first_room(len(entries)) - room() + left)
    parts = [joined(piece for piece, _ in part) for part in cuts]
    held = [
        (_from_to(label(part[0]), label(part[-1])), [each.anchor for each in part if not each.continued])
        for part in parts
    ]
    return list(zip(pages_of(first, len(parts), elsewhere=held), parts, strict=True))


def _chart(chart: Chart | None) -> tuple[Chart | None, int]:
    """A picture, unless it fills a page by itself, and the bytes it leaves to the list."""
    drawn = len((chart.wide + chart.narrow).encode()) if chart is not None else 0
    return (chart, room() - drawn) if drawn <= room() else (None, room())


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _mention_weight(mention: Mention | Mark) -> int:
    if isinstance(mention, Mark):
        return mention.weight
    return 50 + size(mention.who, mention.value, mention.fact, mention.account, mention.title)


def _day_weight(day: Day) -> int:
    return 400 + 3 * size(day.label) + sum([_mention_weight(each) for each in (*day.about, *day.said)])


def _place_weight(entry: PlaceEntry) -> int:
    place = entry.place
    return (
        220 + size(place.id, place.label, place.source or "", *place.within) + sum(map(_mention_weight, entry.mentions))
    )


def _pieces_of_day(day: Day) -> list[Day]:
    """A day in pieces of which several fit on a page."""
    both = [("about", mention) for mention in day.about] + [("said", mention) for mention in day.said]
    return [
        replace(
            day,
            about=tuple(mention for what, mention in piece if what == "about"),
            said=tuple(mention for what, mention in piece if what == "said"),
            continued=n > 0,
        )
        for n, piece in enumerate(cut(both, room() // 4, lambda each: _mention_weight(each[1])))
    ]


def _pieces_of_place(entry: PlaceEntry) -> list[PlaceEntry]:
    """A place in pieces of which several fit on a page."""
    pieces = cut(entry.mentions, room() // 4, _mention_weight)
    return [replace(entry, mentions=piece, continued=n > 0) for n, piece in enumerate(pieces)]


def _joined_days(pieces: Iterable[Day]) -> tuple[Day, ...]:
    """Pieces of one day that came to stand on one page after all."""
    found: list[Day] = []
    for day in pieces:
        if found and found[-1].day == day.day:
            found[-1] = replace(found[-1], about=found[-1].about + day.about, said=found[-1].said + day.said)
        else:
            found.append(day)
    return tuple(found)


def _joined_places(pieces: Iterable[PlaceEntry]) -> tuple[PlaceEntry, ...]:
    found: list[PlaceEntry] = []
    for entry in pieces:
        if found and found[-1].place == entry.place:
            found[-1] = replace(found[-1], mentions=found[-1].mentions + entry.mentions)
        else:
            found.append(entry)
    return tuple(found)
