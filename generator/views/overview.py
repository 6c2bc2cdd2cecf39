"""Pages over the whole publication: everything on one timeline, every place on one map, each with its list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from generator import charts
from generator.charts import Chart, Day, Event, Mention, PlaceEntry
from generator.compiler import Examined
from generator.rows import Kind
from generator.views.brief import briefs
from generator.views.common import Site
from generator.views.paging import Paging, cut, first_room, pages_of, room, size

Entry = TypeVar("Entry", Day, PlaceEntry)

ONE = Paging()
MOST_MARKS = 1000
"""With more accounts than this no picture of the timeline is drawn: it would have more marks than points."""


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Everything said, and everything said to have happened, by day."""

    title: str
    description: str
    chart: Chart | None
    days: tuple[Day, ...]
    paging: Paging = ONE


@dataclass(frozen=True, slots=True)
class MapPage:
    """Every place that somebody names as an answer, and those the articles name besides."""

    title: str
    description: str
    chart: Chart | None
    places: tuple[PlaceEntry, ...]
    paging: Paging = ONE


def _mentions(site: Site, examined: Examined) -> tuple[tuple[Mention, Mention], ...]:
    return charts.mentions(site.corpus, examined.fact)


def _events(site: Site, examined: Examined) -> tuple[Event, ...]:
    return charts.events(site.corpus, examined.fact)


def _named(site: Site, examined: Examined) -> tuple[tuple[str, Mention], ...]:
    return charts.named(site.corpus, examined.fact)


MENTIONS = Kind("mentions", _mentions, tuple[tuple[Mention, Mention], ...])
EVENTS = Kind("events", _events, tuple[Event, ...])
NAMED = Kind("named", _named, tuple[tuple[str, Mention], ...])


def timeline_page(site: Site, *, drawn: bool = True) -> TimelinePage:
    """What the timeline shows, and the picture only where it is wanted."""
    days = charts.site_days(pair for pairs in site.rows(MENTIONS, site.facts).values() for pair in pairs)
    happened = (event for events in site.rows(EVENTS, site.facts).values() for event in events)
    return TimelinePage(
        "Timeline",
        "What was said on each day, and what is said of it.",
        charts.site_timeline(happened, days, root="../") if drawn else None,
        days,
    )


def map_page(site: Site) -> MapPage:
    """What the map shows."""
    places = charts.site_places(site.corpus, (each for row in site.rows(NAMED, site.facts).values() for each in row))
    return MapPage(
        "Map",
        "The places that the accounts name, and who names them.",
        charts.site_map(places),
        places,
    )


def timeline_pages(site: Site) -> list[TimelinePage]:
    """The timeline in as many pages as its list takes; the picture stands on the first."""
    marks = sum(each.accounts for each in briefs(site).values())
    whole = timeline_page(site, drawn=marks <= MOST_MARKS)
    chart, left = _chart(whole.chart)
    parts = _paged("timeline/", whole.days, left, _day_weight, _pieces_of_day, _joined_days, lambda day: day.label)
    return [
        replace(whole, chart=chart if paging.number == 1 else None, days=part, paging=paging) for paging, part in parts
    ]


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
    joined: Callable[[Sequence[Entry]], tuple[Entry, ...]],
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
    if sum(map(weight, entries)) <= left:
        return [(ONE, tuple(entries))]
    every = [piece for entry in entries for piece in pieces(entry)]
    parts = [joined(part) for part in cut(every, room(), weight, first_room(len(entries)) - room() + left)]
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


def _mention_weight(mention: Mention) -> int:
    return 50 + size(mention.who, mention.value, mention.fact, mention.account, mention.title)


def _day_weight(day: Day) -> int:
    return 400 + 3 * size(day.label) + sum(map(_mention_weight, (*day.about, *day.said)))


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
