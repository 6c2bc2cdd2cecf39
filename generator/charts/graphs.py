"""How accounts reached the page, as a graph: shared steps are one node. Its layers and their order, without drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from generator.records import LazyRecord, Record

SWEEPS = 12
"""How often the layers are put in order, to and fro."""


class Node(Record):
    """A speaker, a carrier, or an article.

    Attributes:
        id: its id in the graph.
        label: what readers see.
        speaks: the numbers of the accounts that it states.
        begins: the numbers of the accounts whose information begins with it.
        article: when it appeared, where it is an article, the end of the chains; else an empty text.
        circle: the independent origin it is counted with, where that has several speakers; else an empty text.
    """

    id: str
    label: str
    speaks: tuple[int, ...]
    begins: tuple[int, ...]
    article: str = ""
    circle: str = ""


class Graph(LazyRecord):
    """The chains of one fact.

    Attributes:
        nodes: by id, in the order in which the accounts name them.
        chains: for each account its number and the ids of its nodes, origin first.
        circles: for each origin with several speakers its name, and why they are counted as one.
    """

    nodes: Mapping[str, Node]
    chains: tuple[tuple[int, tuple[str, ...]], ...]
    circles: Mapping[str, tuple[str, tuple[str, ...]]]

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """Each step once, in the order of the accounts."""
        steps = (step for _, chain in self.chains for step in pairwise(chain))
        return tuple(dict.fromkeys(steps))

    def before(self, node: str) -> list[str]:
        """From whom a node has it."""
        return [a for a, b in self.edges if b == node]

    def after(self, node: str) -> list[str]:
        """To whom a node gave it."""
        return [b for a, b in self.edges if a == node]

    @cached_property
    def layers(self) -> Mapping[str, int]:
        """The layer of each node: origins in the first, articles in the last, every step forward where that can be."""
        depth = dict.fromkeys(self.nodes, 0)
        for _ in self.nodes:  # a circle of carriers would go on for ever
            for a, b in self.edges:
                depth[b] = min(max(depth[b], depth[a] + 1), len(self.nodes))
        ranks = {value: n for n, value in enumerate(sorted(set(depth.values())))}
        last = max(ranks.values())
        articles = [name for name, node in self.nodes.items() if node.article]
        return {name: last if name in articles else ranks[value] for name, value in depth.items()}

    @cached_property
    def tracks(self) -> tuple[tuple[str, ...], ...]:
        """Each step as a way from layer to layer; where it skips some, through a place that is kept free there.

        The places have ids of their own: both ends and the layer, with a line feed between, which no id holds.
        """
        found = []
        for a, b in self.edges:
            start, end = self.layers[a], self.layers[b]
            between = [f"{a}\n{b}\n{layer}" for layer in range(start + 1, end)]
            found.append((a, *between, b))
        return tuple(found)

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What stands in each layer, from top to bottom, with as few crossings as the sweeps find."""
        layers: list[list[str]] = [[] for _ in range(max(self.layers.values()) + 1)]
        for name in self.nodes:
            layers[self.layers[name]].append(name)
        for track in self.tracks:
            for place in track[1:-1]:
                layers[int(place.rsplit("\n", 1)[1])].append(place)
        layers = [self._by_circle(layer, {}) for layer in layers]
        before, after, onward = _neighbours(layers, [step for track in self.tracks for step in pairwise(track)])
        best, fewest = layers, _crossings(layers, onward)
        settled = 0
        for sweep in range(SWEEPS):
            if not fewest or settled == 2:  # nothing left to better, or neither direction moves anything any more
                break
            forward = sweep % 2 == 0
            last, layers = layers, [list(layer) for layer in layers]
            for n in range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1):
                beside = layers[n - 1 if forward else n + 1]
                layers[n] = self._by_circle(layers[n], _centres(layers[n], beside, before if forward else after))
            settled = settled + 1 if layers == last else 0
            count = _crossings(layers, onward)
            if count < fewest:
                best, fewest = layers, count
        return tuple(tuple(layer) for layer in best)

    def _by_circle(self, layer: Sequence[str], centre: Mapping[str, float]) -> list[str]:
        """A layer in order of its centres; those that are counted as one stand together."""
        at = {name: centre.get(name, float(n)) for n, name in enumerate(layer)}
        kin: dict[str, list[str]] = {}
        for name in layer:
            node = self.nodes.get(name)
            kin.setdefault((node.circle if node and node.begins else "") or name, []).append(name)
        groups = sorted(kin.values(), key=lambda group: sum(at[name] for name in group) / len(group))
        return [name for group in groups for name in sorted(group, key=lambda name: at[name])]


Neighbours = Mapping[str, Sequence[str]]
"""For each id those that a step joins it with, in the layer on one side of it."""


def _neighbours(layers: Sequence[Sequence[str]], steps: Iterable[tuple[str, str]]) -> tuple[Neighbours, ...]:
    """The neighbours of each one in the layer before it, in the layer after it, and those there that it leads to."""
    layer_of = {name: n for n, names in enumerate(layers) for name in names}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    onward: dict[str, list[str]] = {}
    for a, b in steps:
        first, second = (a, b) if layer_of[a] < layer_of[b] else (b, a)
        if layer_of[first] + 1 == layer_of[second]:
            after.setdefault(first, []).append(second)
            before.setdefault(second, []).append(first)
            if first is a:
                onward.setdefault(a, []).append(b)
    return before, after, onward


def _centres(layer: Sequence[str], beside: Sequence[str], near: Neighbours) -> dict[str, float]:
    """The mean position of each one's neighbours in the layer beside it."""
    at = {name: n for n, name in enumerate(beside)}
    return {name: sum([at[other] for other in near[name]]) / len(near[name]) for name in layer if name in near}


def _crossings(layers: Sequence[Sequence[str]], onward: Neighbours) -> int:
    """How many pairs of steps from one layer to the next cross."""
    count = 0
    for layer, following in pairwise(layers):
        at = {name: n for n, name in enumerate(following)}
        above: list[int] = []  # where the steps of those further up arrive
        for name in layer:
            ends = [at[other] for other in onward.get(name, ())]
            count += sum([end < other for end in ends for other in above])
            above += ends
    return count


def spread(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Middles as near as can be to where they are wanted, in their order, without overlap (least squares)."""
    offsets, offset = [], 0.0
    for n, height in enumerate(heights):
        offset += height / 2 + (heights[n - 1] / 2 + gap if n else -height / 2)
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for want, shift in zip(wanted, offsets, strict=True):
        total, count = want - shift, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            more, members = blocks.pop()
            total, count = total + more, count + members
        blocks.append((total, count))
    placed = [total / count for total, count in blocks for _ in range(count)]
    return [round(base + shift, 1) for base, shift in zip(placed, offsets, strict=True)]
