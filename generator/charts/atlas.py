"""Every place of the publication on one map, with how many accounts name it; and the same as a list."""

from __future__ import annotations

from collections.abc import Sequence

from generator.charts.basemap import base_map
from generator.charts.canvas import Glyph, Layout, Sheet
from generator.charts.listings import PlaceEntry
from generator.charts.maps import Pin, draw_map
from generator.charts.svg import circle, counted, listed, wrap

WIDEST = 7.0
"""The map shows at least so many degrees of longitude."""

PASSING = "named in the articles only"


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
