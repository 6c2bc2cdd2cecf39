"""What a picture holds, read back from its SVG by a parser that others wrote."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from generator.charts.svg import measure

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]
SIZES = {"wide": (13.0, 11.5), "narrow": (14.0, 12.5)}
COMMAND = re.compile(r"([MLHVClhvz])([^MLHVClhvz]*)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def parse(svg: str) -> ET.Element:
    """The root element. Raises ParseError where the SVG is not well-formed."""
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def desc(svg: str) -> str:
    found = parse(svg).find(f".//{SVG}desc")
    assert found is not None
    return found.text or ""


def words(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in parse(svg).iter(f"{SVG}text")]


def links(svg: str) -> dict[str, str]:
    return {each.attrib["href"]: each.attrib["aria-label"] for each in parse(svg).iter(f"{SVG}a")}


def of_class(svg: str, name: str) -> list[ET.Element]:
    return [each for each in parse(svg).iter() if name in each.attrib.get("class", "").split()]


def view_box(svg: str) -> Box:
    x, y, width, height = (float(each) for each in parse(svg).attrib["viewBox"].split())
    return x, y, x + width, y + height


def marks(svg: str) -> Iterator[tuple[str, Box]]:
    """Everything drawn, with the rectangle that holds it; texts by their estimated width."""
    root = parse(svg)
    layout = root.attrib["class"].removeprefix("chart-")
    yield from _marks(root, 0, 0, SIZES[layout])


def _marks(element: ET.Element, dx: float, dy: float, sizes: tuple[float, float]) -> Iterator[tuple[str, Box]]:
    for child in element:
        name, at = child.tag.removeprefix(SVG), child.attrib
        if name == "g" and "transform" in at:
            x, y = (float(each) for each in NUMBER.findall(at["transform"]))
            yield from _marks(child, dx + x, dy + y, sizes)
        elif name in ("g", "a"):
            yield from _marks(child, dx, dy, sizes)
        elif name in ("rect", "circle", "path", "text"):
            left, top, right, bottom = _box(child, name, sizes)
            yield f"{name} {at.get('class', '')} {child.text or ''}", (left + dx, top + dy, right + dx, bottom + dy)


def _box(element: ET.Element, name: str, sizes: tuple[float, float]) -> Box:
    at = element.attrib
    if name == "rect":
        x, y = float(at.get("x", 0)), float(at.get("y", 0))
        assert float(at["width"]) >= 0, at
        assert float(at["height"]) >= 0, at
        return x, y, x + float(at["width"]), y + float(at["height"])
    if name == "circle":
        x, y, r = float(at["cx"]), float(at["cy"]), float(at["r"])
        return x - r, y - r, x + r, y + r
    if name == "path":
        points = list(_points(at["d"]))
        return (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )
    classes = at.get("class", "").split()
    size = sizes[1] if "s" in classes else sizes[0]
    width = measure(element.text or "", size, bold="b" in classes or "scope" in classes)
    x, y = float(at.get("x", 0)), float(at.get("y", 0))
    x -= width / 2 if "mid" in classes else width if "end" in classes else 0
    return x, y - size, x + width, y + size * 0.2


def _points(data: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, rest in COMMAND.findall(data):
        numbers = [float(each) for each in NUMBER.findall(rest)]
        match command:
            case "H" | "h":
                for value in numbers:
                    x = value if command == "H" else x + value
                    yield x, y
            case "V" | "v":
                for value in numbers:
                    y = value if command == "V" else y + value
                    yield x, y
            case "M" | "L" | "C":
                for a, b in zip(numbers[::2], numbers[1::2], strict=True):
                    x, y = a, b
                    yield x, y
            case "l":
                for a, b in zip(numbers[::2], numbers[1::2], strict=True):
                    x, y = x + a, y + b
                    yield x, y


def check(svg: str) -> None:
    """What holds for every picture: well-formed, named, described, and nothing outside its box."""
    root = parse(svg)
    image = root if root.attrib["role"] == "img" else root.find(f"{SVG}g[@role='img']")
    assert image is not None
    named, described = image.attrib["aria-labelledby"], image.attrib["aria-describedby"]
    title = image.find(f"{SVG}title[@id='{named}']")
    text = image.find(f"{SVG}desc[@id='{described}']")
    assert title is not None
    assert title.text
    assert text is not None
    assert text.text
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    assert not [each for each in image.iter() if each.tag == f"{SVG}a"], "links inside an image are hidden from some"
    assert all(each.attrib["aria-label"] and each.attrib["href"] for each in root.iter(f"{SVG}a"))
    assert not re.search(r'(?:style|fill|stroke)="(?!url\(#)', svg), "colours belong to the style sheet"
    assert "\n" not in svg
    x1, y1, x2, y2 = view_box(svg)
    for what, (left, top, right, bottom) in marks(svg):
        assert x1 - 1 <= left <= right <= x2 + 1, (what, left, right, x2)
        assert y1 - 1 <= top <= bottom <= y2 + 1, (what, top, bottom, y2)
