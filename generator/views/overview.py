"""Pages over the whole publication: everything on one timeline, every place on one map, each with its list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator import charts
from generator.charts import Chart, Day, Event, Mention, PlaceEntry
from generator.compiler import Examined
from generator.rows import Kind
from generator.views.common import Site
from generator.views.paging import Paging, cut, pages_of

ONE = Paging()
MENTIONS_A_PAGE = 800
"""How many accounts the list below a picture names on one page."""


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
    days = charts.site_days(pair for name in site.facts for pair in site.row(MENTIONS, name))
    happened = (event for name in site.facts for event in site.row(EVENTS, name))
    return TimelinePage(
        "Timeline",
        "What was said on each day, and what is said of it.",
        charts.site_timeline(happened, days, root="../") if drawn else None,
        days,
    )


def map_page(site: Site) -> MapPage:
    """What the map shows."""
    places = charts.site_places(site.corpus, (each for name in site.facts for each in site.row(NAMED, name)))
    return MapPage(
        "Map",
        "The places that the accounts name, and who names them.",
        charts.site_map(places),
        places,
    )


def timeline_pages(site: Site) -> list[TimelinePage]:
    """The timeline in as many pages as its list takes, without a picture: it would have more marks than points."""
    if not site.large:
        return [timeline_page(site)]
    whole = timeline_page(site, drawn=False)
    parts = cut(whole.days, MENTIONS_A_PAGE, lambda day: len(day.said) + len(day.about) + 1)
    if len(parts) == 1:
        return [timeline_page(site)]
    return [
        replace(whole, days=part, paging=paging)
        for part, paging in zip(parts, pages_of("timeline/", len(parts)), strict=True)
    ]


def map_pages(site: Site) -> list[MapPage]:
    """The map in as many pages as its list takes; the picture stands on the first."""
    whole = map_page(site)
    if not site.large:
        return [whole]
    parts = cut(whole.places, MENTIONS_A_PAGE, lambda entry: len(entry.mentions) + 1)
    return [
        replace(whole, chart=whole.chart if paging.number == 1 else None, places=part, paging=paging)
        for part, paging in zip(parts, pages_of("map/", len(parts)), strict=True)
    ]
