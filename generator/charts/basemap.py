"""The base map that the program ships, cut to a view: borders, coast, rivers, lakes and towns from Natural Earth."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from generator.charts.svg import num, path
from generator.records import Record

Point = tuple[float, float]

SHIPPED = Path(__file__).parent.parent / "data" / "basemap.json"

LAYERS = ("lake", "river", "coast", "disputed", "border")
"""From the bottom up; each is a class of the style sheet."""

MARGIN = 0.22
"""How much is added around the places, as a share of their extent."""

SMALLEST = 5.0
"""A view shows at least so many degrees of longitude, so that a reader knows where it is."""


class Town(Record):
    """A town for orientation; the lower its rank, the more important."""

    name: str
    country: str
    point: Point
    rank: int


class BaseMap(Record):
    """What the shipped file holds, in degrees; beside each line of the layer `river` the river's name."""

    source: str
    box: tuple[float, float, float, float]
    lines: dict[str, tuple[tuple[Point, ...], ...]]
    rivers: tuple[str, ...]
    towns: tuple[Town, ...]


@cache
def base_map() -> BaseMap:
    """The shipped base map. Only what never changes is kept."""
    data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    scale = data["scale"]
    lines = {name: tuple(_line(flat, scale) for flat in data[name]) for name in LAYERS}
    towns = tuple(Town(name, country, (lon, lat), rank) for name, country, lon, lat, rank in data["towns"])
    return BaseMap(data["source"], tuple(data["box"]), lines, tuple(data["river_names"]), towns)


def _line(flat: list[int], scale: int) -> tuple[Point, ...]:
    x, y = flat[0], flat[1]
    points = [(x / scale, y / scale)]
    for dx, dy in zip(flat[2::2], flat[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / scale, y / scale))
    return tuple(points)


class View(Record):
    """A stretch of the earth on a rectangle of the picture: equirectangular, true to scale along its middle parallel.

    Attributes:
        west: its western edge, in degrees; the others likewise.
        x: the left edge of the rectangle.
        y: its upper edge.
        width: its width.
        height: its height.
    """

    west: float
    south: float
    east: float
    north: float
    x: float
    y: float
    width: float
    height: float

    def at(self, point: Point) -> Point:
        """Where a place lies on the picture."""
        lon, lat = point
        return (
            round(self.x + (lon - self.west) / (self.east - self.west) * self.width, 1),
            round(self.y + (self.north - lat) / (self.north - self.south) * self.height, 1),
        )

    def holds(self, point: Point, inset: float = 0) -> bool:
        """Whether a place lies on the picture, that far from its edge."""
        x, y = self.at(point)
        return (
            self.x + inset <= x <= self.x + self.width - inset and self.y + inset <= y <= self.y + self.height - inset
        )


def fitted(
    points: Iterable[Point], x: float, y: float, width: float, height: float, smallest: float = SMALLEST
) -> View:
    """The view that shows all points with room around them, in a rectangle of the picture."""
    places = list(points)
    west, east = min(lon for lon, _ in places), max(lon for lon, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    middle, parallel = (west + east) / 2, (south + north) / 2
    squeeze = max(round(math.cos(math.radians(parallel)), 4), 0.05)
    lon_span = max((east - west) * (1 + 2 * MARGIN), smallest)
    lat_span = (north - south) * (1 + 2 * MARGIN)
    lon_span = max(lon_span, lat_span / squeeze * width / height)
    lat_span = lon_span * squeeze * height / width
    return View(
        middle - lon_span / 2,
        parallel - lat_span / 2,
        middle + lon_span / 2,
        parallel + lat_span / 2,
        x,
        y,
        width,
        height,
    )


def drawn(view: View) -> str:
    """The layers of the base map inside the view; nothing where the file does not reach."""
    found = []
    for name in LAYERS:
        pieces = []
        for points in base_map().lines[name]:
            if name == "lake":
                ring = _thinned(_cut_ring([view.at(point) for point in points], view))
                pieces += [_data(ring) + "z"] if len(ring) > 2 else []
            else:
                pieces += [_data(_thinned(piece)) for piece in _cut([view.at(point) for point in points], view)]
        if pieces:
            found.append(path("".join(pieces), f"map-{name}"))
    return "".join(found)


def strokes(view: View) -> list[tuple[Point, Point]]:
    """The segments of rivers, coasts and borders on the picture, so that labels can keep off them."""
    return [
        segment
        for name in LAYERS
        for points in base_map().lines[name]
        for piece in _cut([view.at(point) for point in points], view)
        for segment in pairwise(piece)
    ]


def courses(view: View) -> dict[str, list[list[Point]]]:
    """The stretches of each river that run through the picture, by the river's name."""
    found: dict[str, list[list[Point]]] = {}
    for name, points in zip(base_map().rivers, base_map().lines["river"], strict=True):
        pieces = list(_cut([view.at(point) for point in points], view))
        if name and pieces:
            found.setdefault(name, []).extend(pieces)
    return found


def crosses(segment: tuple[Point, Point], x: float, y: float, width: float, height: float) -> bool:
    """Whether a segment runs through a rectangle."""
    (x1, y1), (x2, y2) = segment
    right, bottom = x + width, y + height
    if (x1 < x and x2 < x) or (x1 > right and x2 > right) or (y1 < y and y2 < y) or (y1 > bottom and y2 > bottom):
        return False
    return _clip(*segment, View(0, 0, 1, 1, x, y, width, height)) is not None


def covered(view: View) -> bool:
    """Whether the base map reaches anywhere into the view."""
    west, south, east, north = base_map().box
    return view.west < east and view.east > west and view.south < north and view.north > south


def _data(points: list[Point]) -> str:
    """Whole steps from point to point: a tenth of a pixel would be seen by nobody and weigh a third more."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = "".join(
        f"{x2 - x1}{'' if y2 < y1 else ' '}{y2 - y1}{'' if n == len(whole) - 2 else ' '}"
        for n, ((x1, y1), (x2, y2)) in enumerate(pairwise(whole))
    )
    return f"M{num(whole[0][0])} {num(whole[0][1])}l{steps}".replace(" -", "-")


def _thinned(points: list[Point]) -> list[Point]:
    """Without points that lie within two units of the one before."""
    kept = points[:1]
    for point in points[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 4:
            kept.append(point)
    return kept + points[-1:] if len(points) > 1 else kept


def _cut(points: list[Point], view: View) -> Iterator[list[Point]]:
    """The pieces of a line that lie inside the view."""
    piece: list[Point] = []
    for a, b in pairwise(points):
        inside = _clip(a, b, view)
        if inside is None:
            continue
        start, end = inside
        if not piece or piece[-1] != start:
            if len(piece) > 1:
                yield piece
            piece = [start]
        piece.append(end)
    if len(piece) > 1:
        yield piece


def _clip(a: Point, b: Point, view: View) -> tuple[Point, Point] | None:
    """The part of a segment inside the view (Liang and Barsky)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, a[0] - view.x),
        (dx, view.x + view.width - a[0]),
        (-dy, a[1] - view.y),
        (dy, view.y + view.height - a[1]),
    ):
        if step == 0:
            if room < 0:
                return None
            continue
        share = room / step
        if step < 0:
            enter = max(enter, share)
        else:
            leave = min(leave, share)
    if enter > leave:
        return None
    start = a if enter == 0 else (a[0] + enter * dx, a[1] + enter * dy)
    end = b if leave == 1 else (a[0] + leave * dx, a[1] + leave * dy)
    return start, end


def _cut_ring(points: list[Point], view: View) -> list[Point]:
    """The part of a ring inside the view, edge by edge (Sutherland and Hodgman)."""
    for axis, edge, sign in (
        (0, view.x, 1),
        (0, view.x + view.width, -1),
        (1, view.y, 1),
        (1, view.y + view.height, -1),
    ):
        found: list[Point] = []
        for a, b in pairwise([*points, points[0]] if points else []):
            a_in, b_in = (a[axis] - edge) * sign >= 0, (b[axis] - edge) * sign >= 0
            if a_in != b_in:
                share = (edge - a[axis]) / (b[axis] - a[axis])
                found.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
            if b_in:
                found.append(b)
        points = found
    return points
