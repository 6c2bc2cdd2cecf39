"""A map: which account puts it where. Places without coordinates are listed beside it, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from generator.charts import rows
from generator.charts.basemap import (
    SMALLEST,
    Point,
    Town,
    View,
    base_map,
    courses,
    covered,
    crosses,
    drawn,
    fitted,
    strokes,
)
from generator.charts.canvas import Hit, Layout, Sheet
from generator.charts.records import Choice, Matter, closing_origins, described, either
from generator.charts.svg import circle, counted, line, listed, measure, num, path, rect, shorten, text, wrap
from generator.records import Record

Segments = list[tuple[Point, Point]]

TOWNS = 9
"""So many towns at most are named for orientation."""


class Pin(Record):
    """A place on the map, and what stands beside it.

    Attributes:
        place: which one.
        note: below its name: the numbers of accounts, or how many there are.
        href: where it leads; empty for nowhere.
        label: the link's name.
        cls: how its mark is drawn.
    """

    place: Choice
    note: str
    href: str = ""
    label: str = ""
    cls: str = "fill pin"


class Box(Record):
    """A rectangle that is taken."""

    x: float
    y: float
    width: float
    height: float

    def crossed(self, segments: Segments) -> int:
        """How many segments run through it."""
        return sum(crosses(segment, self.x, self.y, self.width, self.height) for segment in segments)

    def meets(self, other: Box) -> bool:
        """Whether two overlap."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def draw_map(
    sheet: Sheet, pins: Iterable[Pin], x: float, y: float, width: float, height: float, smallest: float = SMALLEST
) -> None:
    """The map itself, in a rectangle of the sheet; at least so many degrees wide."""
    located = [(pin, pin.place.point) for pin in pins if pin.place.point is not None]
    view = fitted((point for _, point in located), x, y, width, height, smallest)
    lay = sheet.layout
    sheet.back.append(rect(x, y, width, height, "sea"))
    sheet.back.append(drawn(view))
    taken: list[Box] = []
    ways = strokes(view)
    spots = {pin.place.id: view.at(point) for pin, point in located}
    taken += [Box(px - 6, py - 6, 12, 12) for px, py in spots.values()]
    credit = f"Base map: {base_map().source}" if covered(view) else "no base map for this region"
    taken.append(Box(x, y + height - 16, measure(credit, lay.small) + 10, 16))
    for pin, _ in sorted(located, key=lambda each: spots[each[0].place.id]):
        taken.append(_pin(sheet, pin, spots[pin.place.id], view, taken, ways))
    _orientation(sheet, view, taken, ways, {pin.place.label for pin, _ in located})
    sheet.front.append(text(x + 5, y + height - 5, credit, "s soft"))
    sheet.front.append(rect(x, y, width, height, "frame"))


def _pin(sheet: Sheet, pin: Pin, at: Point, view: View, taken: list[Box], ways: Segments) -> Box:
    """A mark with its name and note, wherever around it there is room; with a line where that is further off."""
    lay, (px, py) = sheet.layout, at
    name = shorten(pin.place.label, lay.size, view.width * 0.5, bold=True)
    note = shorten(pin.note, lay.small, view.width * 0.6)
    width = max(measure(name, lay.size, bold=True), measure(note, lay.small)) + 4
    height = lay.leading + (lay.small_leading if note else 0)
    tried = [
        Box(px + dx if side > 0 else px - dx - width, py + dy - height / 2, width, height)
        for dx, dy in ((10, 0), (9, -16), (9, 18), (22, -34), (22, 36), (40, -60), (40, 62), (60, 0))
        for side in (1, -1)
    ]
    free = [box for box in tried if _inside(box, view) and not any(box.meets(other) for other in taken)]
    free.sort(key=lambda box: box.crossed(ways) // 2 + tried.index(box) // 2)
    box = free[0] if free else next((box for box in tried if _inside(box, view)), _moved_in(tried[0], view))
    near = box.x if box.x > px else box.x + width
    if abs(near - px) > 12:
        sheet.front.append(line(px, py, near, box.y + height / 2, "leader"))
    sheet.front.append(circle(px, py, 5.5, pin.cls))
    sheet.front.append(text(box.x + 2, box.y + lay.size, name, "b"))
    if note:
        sheet.front.append(text(box.x + 2, box.y + lay.leading + lay.small, note, "s"))
    if pin.href:
        left, top = min(px - 14, box.x), min(py - 14, box.y)
        right, bottom = max(px + 14, box.x + width), max(py + 14, box.y + height)
        sheet.hits.append(Hit(pin.href, pin.label, left, top, right - left, bottom - top))
    return box


def _moved_in(box: Box, view: View) -> Box:
    x = max(min(box.x, view.x + view.width - box.width - 2), view.x + 2)
    y = max(min(box.y, view.y + view.height - box.height - 2), view.y + 2)
    return Box(x, y, box.width, box.height)


def _inside(box: Box, view: View) -> bool:
    return (
        view.x + 2 <= box.x
        and box.x + box.width <= view.x + view.width - 2
        and view.y + 2 <= box.y
        and box.y + box.height <= view.y + view.height - 2
    )


def _best(tried: list[Box], view: View, taken: list[Box], ways: Segments) -> Box | None:
    """The first of the boxes that meets nothing, preferably one that no river or border runs through."""
    free = [box for box in tried if _inside(box, view) and not any(box.meets(other) for other in taken)]
    return min(free, key=lambda box: min(box.crossed(ways), 3), default=None)


def _orientation(sheet: Sheet, view: View, taken: list[Box], ways: Segments, named: set[str]) -> None:
    """Countries and a few towns, where there is room; the most important first."""
    lay = sheet.layout
    inside = [town for town in base_map().towns if view.holds(town.point, 8)]
    for country in dict.fromkeys(town.country for town in inside):
        points = [view.at(town.point) for town in inside if town.country == country]
        if len(points) < 2:
            continue
        cx, cy = (sum(each) / len(points) for each in zip(*points, strict=True))
        words = country.upper()
        width = measure(words, lay.small) * 1.45
        tried = [
            Box(cx + dx - width / 2, cy + dy, width, 14)
            for dx in (0, 34, -34, 70, -70)
            for dy in (-7, -30, 18, -55, 45, -80, 70)
        ]
        box = _best(tried, view, taken, ways)
        if box is not None and _nearest(inside, view, box.x + width / 2, box.y + 7) == country:
            sheet.back.append(text(box.x + width / 2, box.y + 11, words, "s country", "mid"))
            taken.append(box)
    _rivers(sheet, view, taken, ways)
    shown = 0
    for town in inside:
        px, py = view.at(town.point)
        width = measure(town.name, lay.small)
        sides = [(px + 5, py - 8), (px - 5 - width, py - 8), (px - width / 2, py - 20), (px - width / 2, py + 4)]
        dot = Box(px - 3, py - 3, 6, 6)
        box = _best([Box(bx, by, width, 15) for bx, by in sides], view, taken, ways)
        if box is None or town.name in named or any(dot.meets(other) for other in taken) or shown >= TOWNS:
            continue
        shown += 1
        sheet.back.append(path(f"M{num(px - 2)} {num(py - 2)}h4v4h-4z", "town"))
        sheet.back.append(text(box.x, box.y + 12, town.name, "s soft"))
        taken += [box, dot]


def _rivers(sheet: Sheet, view: View, taken: list[Box], ways: Segments) -> None:
    """The name of each river beside its longest stretch on the picture, where there is room."""
    for name, pieces in sorted(courses(view).items()):
        course = max(pieces, key=lambda piece: sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(piece)))
        width = measure(name, sheet.layout.small)
        points = course[len(course) // 5 :: max(len(course) // 12, 1)]
        tried = [Box(x + dx, y + dy, width, 14) for x, y in points for dx in (6, -6 - width) for dy in (-14, 2)]
        box = _best(tried, view, taken, ways)
        if box is not None:
            sheet.back.append(text(box.x, box.y + 11, name, "s river-name"))
            taken.append(box)


def _nearest(towns: list[Town], view: View, x: float, y: float) -> str:
    """The country of the town that is nearest to a point of the picture."""

    def distance(town: Town) -> float:
        tx, ty = view.at(town.point)
        return (tx - x) ** 2 + (ty - y) ** 2

    return min(towns, key=distance).country


def draw(matter: Matter, layout: Layout, prefix: str, page: str) -> Sheet:
    """The map of one fact in one layout, with all places in words beside it, or below it.

    Args:
        matter: a fact whose readings are places, at least one of them with coordinates.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the accounts' anchors.
    """
    sheet = Sheet(layout, prefix)
    pins = [Pin(place, _numbers(matter, place)) for place in matter.choices]
    if layout.stacked:
        draw_map(sheet, pins, 0, 2, layout.width, 270)
        sheet.y = 278
        _list(sheet, matter, 0, layout.width, page)
    else:
        split = 440
        _list(sheet, matter, split + 20, layout.width - split - 20, page)
        height = min(max(sheet.y, 340), 460)
        draw_map(sheet, pins, 0, 2, split, height)
        sheet.y = max(sheet.y, height + 6)
    return sheet


def _numbers(matter: Matter, place: Choice) -> str:
    found = [str(account.number) for account in matter.accounts if place.id in account.picks]
    return f"{'account' if len(found) == 1 else 'accounts'} {listed(found)}"


def _list(sheet: Sheet, matter: Matter, x: float, width: float, page: str) -> None:
    """Every place with the accounts that name it; those that are not on the map say what they lie in."""
    lay, top = sheet.layout, sheet.y
    for place in sorted(matter.choices, key=lambda place: place.point is None):
        accounts = [account for account in matter.accounts if place.id in account.picks]
        sheet.y += 7
        sheet.front.append(
            circle(x + 6, sheet.y + lay.size - 4, 5, "fill")
            if place.point
            else circle(x + 6, sheet.y + lay.size - 4, 4.5, "nowhere")
        )
        sheet.lines(x + 17, wrap(place.label, lay.size, width - 17, 2, bold=True), "b")
        where = [f"in {', '.join(place.within)}"] if place.within else []
        off = where if place.point else [*where, "no point on the map"]
        if off:
            sheet.lines(x + 17, wrap("; ".join(off), lay.small, width - 17, 3), "soft", small=True)
        _names(sheet, [(account.number, account.id, account.who) for account in accounts], x + 17, width - 17, page)
    silent = [account for account in matter.accounts if account.silent]
    if silent:
        sheet.y += 7
        sheet.lines(x, ("leaves it open",), "b i")
        _names(sheet, [(account.number, account.id, account.who) for account in silent], x + 17, width - 17, page)
    for words in (*closing_origins(matter), f"Coordinates: {_sources(matter)}."):
        sheet.y += 6
        sheet.lines(x, wrap(words, lay.small, width, 4), "soft", small=True)
    sheet.y = max(sheet.y, top)


def _names(sheet: Sheet, accounts: list[tuple[int, str, str]], x: float, width: float, page: str) -> None:
    lay = sheet.layout
    for number, anchor, who in accounts:
        top = sheet.y
        sheet.y += 6
        sheet.front.append(rows.number(x, sheet.y + lay.size, number))
        sheet.lines(x + rows.NUMBER + (8 if number > 99 else 0), (shorten(who, lay.size, width - 30),))
        sheet.y += 5
        sheet.hits.append(Hit(f"{page}#{anchor}", f"Evidence {number}: {who}", x - 2, top, width, sheet.y - top))


def _sources(matter: Matter) -> str:
    return "; ".join(dict.fromkeys(place.source for place in matter.choices if place.source))


def describe(matter: Matter) -> str:
    """The map in words."""
    said = []
    for place in matter.choices:
        accounts = [account for account in matter.accounts if place.id in account.picks]
        inside = f", in {', '.join(place.within)}" if place.within else ""
        drawn_or_not = "" if place.point else ", not drawn, since no coordinates are given"
        who = ", ".join(account.name + (f" ({either(account)})" if either(account) else "") for account in accounts)
        said.append(f"{place.label}{inside}{drawn_or_not}: {who}")
    silent = [f"{a.name} (“{a.wording}”)" for a in matter.accounts if a.silent]
    if silent:
        said.append(f"leaves it open: {', '.join(silent)}")
    on_map = sum(place.point is not None for place in matter.choices)
    opening = f"Map with {counted(on_map, 'marked place')}"
    return described(
        matter, opening, {"": said}, f"Coordinates: {_sources(matter)}.", f"Base map: {base_map().source}."
    )
