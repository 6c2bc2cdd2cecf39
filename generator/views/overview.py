"""Pages over the whole publication: everything on one timeline, every place on one map, each with its list."""

from __future__ import annotations

from dataclasses import dataclass

from generator import charts
from generator.charts import Chart, Day, PlaceEntry
from generator.views.common import Site


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Everything said, and everything said to have happened, by day."""

    title: str
    description: str
    chart: Chart | None
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    """Every place that somebody names as an answer, and those the articles name besides."""

    title: str
    description: str
    chart: Chart | None
    places: tuple[PlaceEntry, ...]


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
