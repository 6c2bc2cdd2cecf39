"""Every place of the publication on one map, with how many accounts name it; and the same as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.charts.basemap import base_map
from generator.charts.canvas import Glyph, Layout, Sheet
from generator.charts.gather import place_choice, short
from generator.charts.maps import Pin, draw_map
from generator.charts.overview import Mention
from generator.charts.records import Choice
from generator.charts.svg import circle, counted, listed, wrap
from generator.corpus import Corpus
from generator.facts import Fact
from generator.readings import Where, in_words

WIDEST = 7.0
"""The map shows at least so many degrees of longitude."""

PASSING = "named in the articles only"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place, and the accounts that name it as their answer; on further pages of a list it goes on, `continued`."""

    place: Choice
    mentions: tuple[Mention, ...]
    continued: bool = False

    @property
    def anchor(self) -> str:
        """Its address in the list."""
        return f"place-{self.place.id}"


def named(corpus: Corpus, fact: Fact) -> tuple[tuple[str, Mention], ...]:
    """The places that the accounts of a fact name, each with who names it."""
    found = []
    for witness in fact.witnesses:
        if isinstance(witness.reading, Where):
            account = witness.account
            mention = Mention(
                fact.id,
                account.id,
                fact.claim.title,
                short(corpus, account.speaker),
                in_words(witness.reading, fact.claim.measure, corpus),
                account.as_of,
            )
            found += [(place, mention) for place in witness.reading.places]
    return tuple(found)


def places(corpus: Corpus, naming: Iterable[tuple[str, Mention]]) -> tuple[PlaceEntry, ...]:
    """Every place that some account names, and those of the gazetteer that can be drawn.

    Those with coordinates stand first, then by how many accounts name them, then by name.

    Args:
        corpus: for the gazetteer.
        naming: what `named` gives of all facts.
    """
    found: dict[str, list[Mention]] = {}
    for place, mention in naming:
        found.setdefault(place, []).append(mention)
    found |= {name: [] for name, entry in corpus.places.items() if entry.coordinates and name not in found}
    entries = (PlaceEntry(place_choice(corpus, name), tuple(said)) for name, said in found.items())
    return tuple(sorted(entries, key=lambda e: (e.place.point is None, -len(e.mentions), e.place.label, e.place.id)))


def draw(entries: Sequence[PlaceEntry], layout: Layout, prefix: str, page: str) -> Sheet | None:
    """The map in one layout; None where no place has coordinates.

    Args:
        entries: the places.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the places' anchors.
    """
    located = [entry for entry in entries if entry.place.point is not None]
    if not located:
        return None
    sheet = Sheet(layout, prefix)
    pins = [
        Pin(
            entry.place,
            _count(entry) if entry.mentions else "",
            f"{page}#{entry.anchor}",
            f"{entry.place.label}: {_count(entry)}",
            "fill pin" if entry.mentions else "hollow",
        )
        for entry in located
    ]
    height = 300 if layout.stacked else 400
    draw_map(sheet, pins, 0, 2, layout.width, height, WIDEST)
    sheet.y = height + 8
    if not all(entry.mentions for entry in located):
        sheet.key(
            [Glyph(circle(13, 0, 5.5, "fill"), "named as an answer"), Glyph(circle(13, 0, 5.5, "hollow"), PASSING)]
        )
    for words in (_elsewhere(entries), _sources(entries)):
        sheet.lines(0, wrap(words, layout.small, layout.width, 8) if words else (), "soft", small=True)
    return sheet


def _count(entry: PlaceEntry) -> str:
    return counted(len(entry.mentions), "account") if entry.mentions else PASSING


def _elsewhere(entries: Sequence[PlaceEntry]) -> str:
    """The places that are not on the map, in words."""
    found = [
        f"{entry.place.label}{f' (in {entry.place.within[0]})' if entry.place.within else ''}, {_count(entry)}"
        for entry in entries
        if entry.place.point is None
    ]
    return f"Named, but without a point on the map: {'; '.join(found)}." if found else ""


def _sources(entries: Sequence[PlaceEntry]) -> str:
    """Where the coordinates come from; the list gives each one's source in full."""
    names = dict.fromkeys(entry.place.source.split(",")[0] for entry in entries if entry.place.source)
    return f"Coordinates: {'; '.join(names)}."


def describe(entries: Sequence[PlaceEntry]) -> str:
    """The map in words."""
    marked = [e for e in entries if e.place.point is not None]
    words = [
        f"{e.place.label}{f', in {listed(e.place.within)}' if e.place.within else ''}: {_count(e)}" for e in marked
    ]
    return (
        f"Map with {counted(len(marked), 'marked place')}. {'; '.join(words)}. "
        f"{_elsewhere(entries)} {_sources(entries)} Base map: {base_map().source}."
    )
