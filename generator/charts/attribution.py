"""How each account reached the page, drawn: from the origins to the articles, shared steps once.

Wide, layers run from left to right; narrow, one node stands below the other, and lanes beside them lead from whom it
comes to whom it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from generator import dates
from generator.charts.canvas import NARROW, Glyph, Sheet, smooth
from generator.charts.gather import short
from generator.charts.graphs import Graph, Node, spread
from generator.charts.svg import circle, counted, line, listed, num, path, rect, text, wrap
from generator.compare import Comparison
from generator.corpus import Corpus
from generator.facts import Fact

ORIGIN = Glyph(circle(13, 0, 5.5, "fill"), "where it begins")
PASSED = Glyph(circle(13, 0, 4.5, "hollow"), "who passed it on")
ARTICLE = Glyph(rect(8, -5, 10, 10, "paper"), "the article")
CIRCLE = Glyph(rect(2, -7, 22, 14, "circle"), "counted as one origin")


def graph_of(corpus: Corpus, fact: Fact, comparison: Comparison) -> Graph:
    """The chains of a fact. A node is a speaker, or an article at the end."""
    joined = {
        account: (origin.name if origin.why else "") for origin in comparison.origins for account in origin.accounts
    }
    chains: list[tuple[int, tuple[str, ...]]] = []
    labels: dict[str, str] = {}
    speaks: dict[str, list[int]] = {}
    begins: dict[str, list[int]] = {}
    circles: dict[str, str] = {}
    published: dict[str, str] = {}
    for number, witness in enumerate(fact.witnesses, 1):
        end = f"article {witness.article.id}"
        chain = (*witness.chain[:-1], end)
        labels |= {name: short(corpus, name) for name in chain[:-1]}
        meta = witness.article.meta
        labels[end] = short(corpus, meta.publisher)
        published[end] = dates.in_words(meta.published)
        chains.append((number, chain))
        speaker = witness.account.speaker
        speaks.setdefault(speaker if speaker in chain else end, []).append(number)
        begins.setdefault(chain[0], []).append(number)
        circles.setdefault(chain[0], joined[witness.id])
    nodes = {
        name: Node(
            name,
            label,
            tuple(speaks.get(name, ())),
            tuple(begins.get(name, ())),
            published.get(name, ""),
            circles.get(name, ""),
        )
        for name, label in labels.items()
    }
    why = {origin.name: (short(corpus, origin.name), origin.why) for origin in comparison.origins if origin.why}
    return Graph(nodes, tuple(chains), why)


def remark(node: Node) -> str:
    """What stands below a node's name."""
    states = f"{'account' if len(node.speaks) == 1 else 'accounts'} {listed(map(str, node.speaks))}"
    if node.article:
        return f"article, {node.article}" + (f"; {states}" if node.speaks else "")
    return states if node.speaks else "origin" if node.begins else "passed it on"


def describe(graph: Graph) -> str:
    """The graph in words."""
    names = {
        name: node.label + (f" (article of {node.article})" if node.article else "")
        for name, node in graph.nodes.items()
    }
    ways: dict[tuple[str, ...], list[str]] = {}
    for number, chain in graph.chains:
        ways.setdefault(chain, []).append(str(number))
    parts = [f"How {counted(len(graph.chains), 'account')} reached the page, from origin to article."]
    for chain, numbers in ways.items():
        who = [graph.nodes[name] for name in chain if set(map(int, numbers)) & set(graph.nodes[name].speaks)]
        speaker = f" {who[0].label}" if who else ""
        parts.append(f"{listed(numbers)}{speaker}: {' → '.join(names[name] for name in chain)}.")
    for name, why in graph.circles.values():
        reasons = "; ".join(reason.rstrip(".") for reason in why)
        parts.append(f"Counted as one origin, {name}: {reasons}.")
    return " ".join(parts)


# --- left to right ----------------------------------------------------------------------------------------------------


def draw_wide(graph: Graph, sheet: Sheet) -> None:
    """The layers side by side."""
    lay, columns = sheet.layout, len(graph.rows)
    gap = 44.0 if columns < 5 else 26.0
    width = min((lay.width - 14 - gap * (columns - 1)) / columns, 190)
    gap = min((lay.width - 14 - width * columns) / max(columns - 1, 1), 110)
    lines = {name: wrap(node.label, lay.size, width - 22, 3, bold=True) for name, node in graph.nodes.items()}
    below = {name: wrap(remark(node), lay.small, width - 18, 2) for name, node in graph.nodes.items()}
    tall = {name: len(lines[name]) * lay.leading + len(below[name]) * lay.small_leading + 11 for name in lines}
    middles, tallest = _middles(graph, tall)
    left = {name: 7 + n * (width + gap) for n, names in enumerate(graph.rows) for name in names}
    for track in graph.tracks:
        points = []
        for name in track:
            x, y = left[name], middles[name]
            points += [(x, y), (x + width, y)]
        forward = all(a[0] <= b[0] for a, b in pairwise(points[1:-1]))
        sheet.back.append(smooth(points[1:-1], "flow" if forward else "flow back"))
    for name, each in lines.items():
        top = middles[name] - tall[name] / 2
        _box(sheet, graph.nodes[name], each, below[name], left[name], top, width, tall[name])
        if graph.before(name):
            x, y = left[name], middles[name]
            sheet.front.append(path(f"M{num(x - 7)} {num(y - 4)}L{num(x)} {num(y)}L{num(x - 7)} {num(y + 4)}z", "tip"))
    for members in _circles(graph):
        top = min(middles[name] - tall[name] / 2 for name in members) - 5
        end = max(middles[name] + tall[name] / 2 for name in members) + 5
        sheet.back.append(rect(1, top, width + 12, end - top, "circle"))
    sheet.y = tallest + 8


def _box(
    sheet: Sheet,
    node: Node,
    lines: tuple[str, ...],
    below: tuple[str, ...],
    x: float,
    y: float,
    width: float,
    height: float,
) -> None:
    lay = sheet.layout
    sheet.front.append(rect(x, y, width, height, "token ends" if node.article else "token"))
    if node.begins:
        sheet.front.append(rect(x, y, 5, height, "fill"))
    at = y + 5 + lay.size
    for each in lines:
        sheet.front.append(text(x + 13, at, each, "b"))
        at += lay.leading
    for each in below:
        sheet.front.append(text(x + 13, at - 1, each, "s soft"))
        at += lay.small_leading


def _middles(graph: Graph, heights: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """The height of each node's middle: near its neighbours, in the order of its layer."""
    gap = 13.0  # an outline around those that are counted as one needs some of it
    tall = {name: heights.get(name, 10.0) for names in graph.rows for name in names}
    middles: dict[str, float] = {}
    for names in graph.rows:
        y = 0.0
        for name in names:
            middles[name] = y + tall[name] / 2
            y += tall[name] + gap
    comes_from: dict[str, list[str]] = {}
    leads_to: dict[str, list[str]] = {}
    for track in graph.tracks:
        for a, b in pairwise(track):
            comes_from.setdefault(b, []).append(a)
            leads_to.setdefault(a, []).append(b)
    for turn in range(6):
        rows, beside = (graph.rows, comes_from) if turn % 2 == 0 else (graph.rows[::-1], leads_to)
        for names in rows:
            near = [[middles[other] for other in beside.get(name, (name,))] for name in names]
            wanted = [sum(each) / len(each) for each in near]
            placed = spread(wanted, [tall[name] for name in names], gap)
            middles |= dict(zip(names, placed, strict=True))
    top = min(middles[name] - tall[name] / 2 for name in middles) - 8
    middles = {name: round(y - top, 1) for name, y in middles.items()}
    return middles, max(middles[name] + tall[name] / 2 for name in middles)


def _circles(graph: Graph) -> list[list[str]]:
    """The origins of the first layer that are counted as one, where there are several."""
    found: dict[str, list[str]] = {}
    for name in graph.rows[0]:
        node = graph.nodes.get(name)
        if node is not None and node.circle and node.begins:
            found.setdefault(node.circle, []).append(name)
    return [members for members in found.values() if len(members) > 1]


# --- from top to bottom -----------------------------------------------------------------------------------------------


def draw_narrow(graph: Graph, sheet: Sheet) -> None:
    """One node to a line; a lane leads down from each to those it went to, and ends at the last of them."""
    lay = sheet.layout
    order = [name for names in graph.rows for name in names if name in graph.nodes]
    lane = _lanes(graph, order)
    pitch = min(16.0, 110 / (max(lane.values()) + 1))
    indent = (max(lane.values()) + 1) * pitch + 12
    x = {name: 10 + lane[name] * pitch for name in order}
    y: dict[str, float] = {}
    boxes = {name: [0.0, 0.0] for name in order}
    gathered = {name: members for members in _circles(graph) for name in members}
    for name in order:
        node = graph.nodes[name]
        sheet.y += 8 if gathered.get(name, [name])[0] == name else 0
        boxes[name][0] = sheet.y
        y[name] = sheet.y + lay.size * 0.9
        sheet.lines(indent, wrap(node.label, lay.size, lay.width - indent - 4, 2, bold=True), "b")
        sheet.lines(indent, wrap(remark(node), lay.small, lay.width - indent - 4, 2), "soft", small=True)
        sheet.y += 5
        boxes[name][1] = sheet.y
        sheet.y += 3 if gathered.get(name, [name])[-1] == name else 0
    for a, b in graph.edges:
        start, end = (x[a], y[a]), (x[b], y[b])
        bend = (x[a], max(y[a], y[b] - 22) if y[b] > y[a] else y[a])
        sheet.back.append(smooth([start, bend, end], "flow" if y[b] > y[a] else "flow back", down=True))
    for name in order:
        sheet.back.insert(0, line(x[name] + 8, y[name], indent - 4, y[name], "lead"))
        sheet.front.append(_dot(graph.nodes[name], x[name], y[name]))
    for members in _circles(graph):
        top, bottom = boxes[members[0]][0], boxes[members[-1]][1]
        sheet.back.append(rect(1, top - 3, lay.width - 2, bottom - top + 3, "circle"))


def _dot(node: Node, x: float, y: float) -> str:
    if node.article:
        return rect(x - 5, y - 5, 10, 10, "paper")
    return circle(x, y, 5.5, "fill") if node.begins else circle(x, y, 4.5, "hollow")


def _lanes(graph: Graph, order: list[str]) -> dict[str, int]:
    """A lane for each node: the first one that is free from there to the last node it leads to."""
    at = {name: n for n, name in enumerate(order)}
    until = {name: max([at[name], *(at[other] for other in graph.after(name))]) for name in order}
    lane: dict[str, int] = {}
    for name in order:
        busy = {lane[other] for other in lane if until[other] > at[name]}
        lane[name] = next(n for n in range(len(order)) if n not in busy)
    return lane


def draw(graph: Graph, sheet: Sheet) -> Sheet:
    """The graph in the layout of the sheet."""
    if sheet.layout is NARROW:
        draw_narrow(graph, sheet)
    else:
        draw_wide(graph, sheet)
    begins = any(node.begins for node in graph.nodes.values())
    passed = any(not node.begins and not node.article for node in graph.nodes.values())
    glyphs = [(ORIGIN, begins), (PASSED, passed), (ARTICLE, True)] if sheet.layout is NARROW else []
    if sheet.layout is not NARROW:
        glyphs.append((Glyph(rect(10, -7, 5, 14, "fill"), "where the information begins"), begins))
    glyphs.append((CIRCLE, bool(_circles(graph))))
    sheet.key([glyph for glyph, shown in glyphs if shown])
    return sheet
