"""Pictures of facts: deterministic, accessible SVG drawn at build time, themed by CSS alone.

Each function returns a `Chart`, whose two layouts both go into the page; `docs/stylesheets/charts.css` shows the one
that fits. Text in them is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from generator.charts import atlas, attribution, breakdowns, maps, overview, quantities, strips, timelines
from generator.charts.canvas import LAYOUTS, Layout, Sheet
from generator.charts.gather import matter_of
from generator.charts.listings import Day, Event, PlaceEntry, in_order
from generator.charts.svg import clean
from generator.compare import Comparison
from generator.corpus import Corpus
from generator.facts import Fact
from generator.model import MeasureKind
from generator.records import Record


class Chart(Record):
    """A picture, ready for a page.

    Attributes:
        kind: what it is: quantities, breakdown, timeline, map, strip, attribution.
        title: its name.
        desc: everything it shows, in words.
        wide: the SVG for wide screens.
        narrow: the SVG for phones.
    """

    kind: str
    title: str
    desc: str
    wide: str
    narrow: str


def _chart(kind: str, title: str, desc: str, draw: Callable[[Layout], Sheet | None]) -> Chart | None:
    sheets = [draw(layout) for layout in LAYOUTS]
    drawn = [sheet.svg(title, desc) for sheet in sheets if sheet is not None]
    return Chart(kind, title, clean(desc), drawn[0], drawn[1]) if len(drawn) == len(LAYOUTS) else None


def fact_chart(
    corpus: Corpus, fact: Fact, comparison: Comparison, *, prefix: str = "values", page: str = ""
) -> Chart | None:
    """The picture of what the accounts of a fact state, by its measure; None where no account states anything.

    Args:
        corpus: for names, places and house rules.
        fact: the fact.
        comparison: its comparison, for the origins.
        prefix: makes ids unique on a page.
        page: the address of the fact's page, before `#account`; empty on that page itself.
    """
    matter = matter_of(corpus, fact, comparison)
    if all(account.silent for account in matter.accounts):
        return None
    title = f"{matter.title} What each account says"
    match fact.claim.measure.kind:
        case MeasureKind.QUANTITY:
            desc = quantities.describe(matter)
            return _chart("quantities", title, desc, lambda lay: quantities.draw(matter, lay, prefix, page))
        case MeasureKind.BREAKDOWN:
            desc = breakdowns.describe(matter)
            return _chart("breakdown", title, desc, lambda lay: breakdowns.draw(matter, lay, prefix, page))
        case MeasureKind.DATE:
            desc = timelines.describe(matter, values=True)
            return _chart("timeline", title, desc, lambda lay: timelines.draw(matter, lay, prefix, page, values=True))
        case MeasureKind.PLACE if any(place.point for place in matter.choices):
            return _chart("map", title, maps.describe(matter), lambda lay: maps.draw(matter, lay, prefix, page))
    return _chart("strip", title, strips.describe(matter), lambda lay: strips.draw(matter, lay, prefix, page))


def timeline_chart(corpus: Corpus, fact: Fact, comparison: Comparison, *, prefix: str = "when") -> Chart | None:
    """When each account was given; None for facts that ask for a day, since `fact_chart` shows it there."""
    if fact.claim.measure.kind is MeasureKind.DATE:
        return None
    matter = matter_of(corpus, fact, comparison)
    title = f"{matter.title} When each account was given"
    desc = timelines.describe(matter, values=False)
    return _chart("timeline", title, desc, lambda lay: timelines.draw(matter, lay, prefix, "", values=False))


def attribution_chart(corpus: Corpus, fact: Fact, comparison: Comparison, *, prefix: str = "origins") -> Chart | None:
    """How each account reached the page; None where every account is an article's own."""
    graph = attribution.graph_of(corpus, fact, comparison)
    if not graph.edges:
        return None
    title = f"{fact.claim.title} How each account reached the page"
    desc = attribution.describe(graph)
    return _chart("attribution", title, desc, lambda lay: attribution.draw(graph, Sheet(lay, prefix)))


def site_timeline(
    happening: Iterable[Event], listing: Sequence[Day], *, prefix: str = "timeline", root: str = "", page: str = ""
) -> Chart | None:
    """Everything said, and everything said to have happened.

    Args:
        happening: what `listings.events` gives of all facts, in the order of the site.
        listing: what `listings.days` gives.
        prefix: makes ids unique on a page.
        root: the way to the site's root, as "../".
        page: the address of the list of days, before `#day-…`; empty on its own page.
    """
    happened = in_order(happening)
    desc = overview.describe(happened, listing)
    return _chart(
        "timeline",
        "Everything said, and everything said to have happened",
        desc,
        lambda lay: overview.draw(happened, listing, lay, prefix, root, page),
    )


def site_map(entries: Sequence[PlaceEntry], *, prefix: str = "map", page: str = "") -> Chart | None:
    """All places that accounts name; None where none of them has coordinates.

    Args:
        entries: what `listings.places` gives.
        prefix: makes ids unique on a page.
        page: the address of the list of places, before `#place-…`; empty on its own page.
    """
    return _chart(
        "map", "Where the accounts put it", atlas.describe(entries), lambda lay: atlas.draw(entries, lay, prefix, page)
    )
