"""The picture of the comparison: time against the number of facts, both on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from generator.charts.svg import esc, num

WIDTH, HEIGHT, LEFT, TOP, PANEL = 760, 330, 62, 46, 300
GAP = 72
COLOURS = {"Disputed": "#a11d33", "Hugo": "#14508c", "Eleventy": "#68489a", "MkDocs": "#8a4300", "Zensical": "#1a6337"}
DASHES = {"Disputed": "", "Hugo": "7 3", "Eleventy": "2 3", "MkDocs": "8 3 2 3", "Zensical": "5 5"}

Series = Mapping[str, Sequence[tuple[int, float]]]
"""For each builder, how many facts and how many seconds."""


def drawing(panels: Mapping[str, Series]) -> str:
    """The panels beside each other, as SVG with a title and a description; colours stand out on light and dark."""
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
        "<style>text { font: 12px sans-serif } .title { font: bold 14px sans-serif }</style>",
        '<title id="t">Seconds to build a site, by the number of facts</title>',
        f'<desc id="d">{esc(words)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffefa"/>',
    ]
    for n, (title, series) in enumerate(panels.items()):
        left = LEFT + n * (PANEL + GAP)
        parts.append(panel(title, series, left, (low, high), (first, last)))
    return "".join(parts) + "</svg>\n"


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
            f'<path d="M{num(left)} {num(y(tick))}h{num(width)}" stroke="#ccc"/>'
            f'<text x="{num(left - 6)}" y="{num(y(tick) + 4)}" text-anchor="end" fill="#555">{tick:g} {unit}</text>'
        )
        tick *= 10
    parts += [
        f'<path d="M{num(x(size))} {TOP}v{num(height)}" stroke="#e4e0d6"/>'
        f'<text x="{num(x(size))}" y="{num(TOP + height + 18)}" text-anchor="middle" fill="#555">{size:,}</text>'
        for size in sorted({size for points in series.values() for size, _ in points})
    ]
    parts.append(f'<text x="{num(left + width / 2)}" y="{HEIGHT - 10}" text-anchor="middle" fill="#555">facts</text>')
    taken: list[float] = []
    for name, points in sorted(series.items(), key=lambda each: each[1][-1][1]):
        line = "L".join(f"{num(x(size))} {num(y(seconds))}" for size, seconds in points)
        colour = COLOURS.get(name, "#1c1b19")
        dashes, width = DASHES.get(name, ""), 3 if name == "Disputed" else 2
        stroke = f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}"'
        parts.append(f'<path d="M{line}" fill="none" {stroke}/>')
        parts += [f'<circle cx="{num(x(s))}" cy="{num(y(t))}" r="3" fill="{colour}"/>' for s, t in points]
        at = min([y(points[-1][1]) + 4, *(each - 14 for each in taken)])  # from the bottom up, none over another
        taken.append(at)
        parts.append(f'<text x="{num(x(points[-1][0]) + 8)}" y="{num(at)}" fill="{colour}">{esc(name)}</text>')
    return "".join(parts)
