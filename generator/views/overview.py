"""Pages over the whole publication: everything on one timeline, every place on one map, each with its list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator import charts
from generator.charts import Chart, Day, PlaceEntry
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


def timeline_page(site: Site) -> TimelinePage:
    """What the timeline shows."""
    facts = [examined.fact for examined in site.facts.values()]
    return TimelinePage(
        "Timeline",
        "What was said on each day, and what is said of it.",
        charts.site_timeline(site.corpus, facts, root="../"),
        tuple(charts.site_days(site.corpus, facts)),
    )


def map_page(site: Site) -> MapPage:
    """What the map shows."""
    facts = [examined.fact for examined in site.facts.values()]
    return MapPage(
        "Map",
        "The places that the accounts name, and who names them.",
        charts.site_map(site.corpus, facts),
        tuple(charts.site_places(site.corpus, facts)),
    )


def timeline_pages(site: Site) -> list[TimelinePage]:
    """The timeline in as many pages as its list takes, without a picture: it would have more marks than points."""
    whole = timeline_page(site)
    if not site.large:
        return [whole]
    parts = cut(whole.days, MENTIONS_A_PAGE, lambda day: len(day.said) + len(day.about) + 1)
    if len(parts) == 1:
        return [whole]
    return [
        replace(whole, chart=None, days=part, paging=paging)
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
