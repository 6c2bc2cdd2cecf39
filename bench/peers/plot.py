"""The picture of the comparison: time against the number of facts, both on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from generator.charts.svg import esc, num

WIDTH, HEIGHT, LEFT, TOP, PANEL = 760, 330, 62, 46, 300
GAP = 72
COLOURS = {
    "Disputed": ("#a11d33", "#ff8d9c"),
    "Hugo": ("#14508c", "#8cbef2"),
    "Eleventy": ("#68489a", "#c3a8ef"),
    "MkDocs": ("#8a4300", "#f0a868"),
    "Zensical": ("#1a6337", "#84cf9f"),
}
"""On light and on dark paper."""
DASHES = {"Disputed": "", "Hugo": "7 3", "Eleventy": "2 3", "MkDocs": "8 3 2 3", "Zensical": "5 5"}

Series = Mapping[str, Sequence[tuple[int, float]]]
"""For each builder, how many facts and how many seconds."""


def drawing(panels: Mapping[str, Series]) -> str:
    """The panels beside each other, as SVG with a title and a description, for readers of light and of dark pages."""
    times = [seconds for series in panels.values() for points in series.values() for _, seconds in points]
    sizes = [size for series in panels.values() for points in series.values() for size, _ in points]
    low, high = 10 ** math.floor(math.log10(min(times))), 10 ** math.ceil(math.log10(max(times)))
    first, last = min(sizes), max(sizes)
    words = "; ".join(
        f"{title}: "
        + ", ".join(f"{name} {points[-1][1]:.1f} s at {points[-1][0]:,}" for name, points in series.items())
        for title, series in panels.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        f"<style>{style()}</style>",
        '<title id="t">Seconds of processor time to build a site, by the number of facts</title>',
        f'<desc id="d">{esc(words)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" class="paper"/>',
    ]
    for n, (title, series) in enumerate(panels.items()):
        left = LEFT + n * (PANEL + GAP)
        parts.append(panel(title, series, left, (low, high), (first, last)))
    return "".join(parts) + "</svg>\n"


PAPER = {
    "paper": ("fill", "#fffefa", "#17191d"),
    "title": ("fill", "#1d1b18", "#ece9e2"),
    "soft": ("fill", "#555", "#aaa79f"),
    "line": ("stroke", "#ccc", "#474a50"),
    "faint": ("stroke", "#e4e0d6", "#2c2f34"),
}


def style() -> str:
    """The colours, on light paper and, for those who read on dark, on dark."""

    def scheme(dark: int) -> str:
        ground = [f".{name} {{ {what}: {both[dark]} }}" for name, (what, *both) in PAPER.items()]
        lines = [
            f".{name.lower()} path {{ stroke: {both[dark]} }} .{name.lower()} :not(path) {{ fill: {both[dark]} }}"
            for name, both in {**COLOURS, "other": ("#1d1b18", "#ece9e2")}.items()
        ]
        lines.append(f"g text {{ stroke: {PAPER['paper'][1 + dark]} }}")
        return " ".join([*ground, *lines])

    fonts = "text { font: 12px sans-serif } text.title { font: bold 14px sans-serif } g path { fill: none }"
    fonts += " g text { paint-order: stroke; stroke-width: 4px }"
    return f"{fonts} {scheme(0)} @media (prefers-color-scheme: dark) {{ {scheme(1)} }}"


def panel(
    title: str, series: Series, left: float, times: tuple[float, float], sizes: tuple[int, int], unit: str = "s"
) -> str:
    """One of them: its title, how far the axes go, and the unit of the upright one."""
    width, height = PANEL - 62, HEIGHT - TOP - 46
    span = math.log10(sizes[1] / sizes[0]) or 1

    def x(size: float) -> float:
        return left + width * math.log10(size / sizes[0]) / span

    def y(seconds: float) -> float:
        return TOP + height * (1 - math.log10(seconds / times[0]) / math.log10(times[1] / times[0]))

    parts = [f'<text x="{num(left)}" y="24" class="title">{esc(title)}</text>']
    tick = times[0]
    while tick <= times[1] * 1.001:
        parts.append(
            f'<path d="M{num(left)} {num(y(tick))}h{num(width)}" class="line"/>'
            f'<text x="{num(left - 6)}" y="{num(y(tick) + 4)}" text-anchor="end" class="soft">{tick:,g} {unit}</text>'
        )
        tick *= 10
    parts += [
        f'<path d="M{num(x(size))} {TOP}v{num(height)}" class="faint"/>'
        f'<text x="{num(x(size))}" y="{num(TOP + height + 18)}" text-anchor="middle" class="soft">{size:,}</text>'
        for size in sorted({size for points in series.values() for size, _ in points})
    ]
    parts.append(f'<text x="{num(left + width / 2)}" y="{HEIGHT - 10}" text-anchor="middle" class="soft">facts</text>')
    taken: dict[int, list[float]] = {}
    for name, points in sorted(series.items(), key=lambda each: each[1][-1][1]):
        line = "L".join(f"{num(x(size))} {num(y(seconds))}" for size, seconds in points)
        group, dashes = (name.lower(), DASHES[name]) if name in COLOURS else ("other", "")
        stroke = f'stroke-width="{3 if name == "Disputed" else 2}" stroke-dasharray="{dashes}"'
        parts.append(f'<g class="{group}"><path d="M{line}" {stroke}/>')
        parts += [f'<circle cx="{num(x(s))}" cy="{num(y(t))}" r="3"/>' for s, t in points]
        beside = taken.setdefault(points[-1][0], [])  # names at the end of the lines, from the bottom up
        at = min([y(points[-1][1]) + 4, *(each - 14 for each in beside)])
        beside.append(at)
        parts.append(f'<text x="{num(x(points[-1][0]) + 8)}" y="{num(at)}">{esc(name)}</text></g>')
    return "".join(parts)
