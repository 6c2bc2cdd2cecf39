"""Lining up statements that may speak of the same thing: groups that share what few others mention.

A group is what holds one rare concept, or two together. What a group is about, and how its statements differ, decides
where it ranks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from math import log

from generator import dates
from generator.corpus import Corpus
from generator.model import MeasureKind
from generator.records import Record
from generator.suggesting.concepts import GENERIC
from generator.suggesting.figures import Figure
from generator.suggesting.statements import Statement

ALIKE = Decimal("1.6")
"""How many times one figure may be another, for both to be like in size."""
ANY = "*"
"""The unit of a group that shares what is done, and not the word for what is counted."""
HUMAN = frozenset("person civilian fighter soldier family worker police ill protest client student victim".split())
"""What counts as a human being: 91 clients and 63 people may be the same ones."""
COMPARABLE = 20
"""How many times one figure may be another, where the words for what is counted differ."""
LARGEST = 8
"""Statements of a group; of more, nobody can say that they are about one thing."""
PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its|we|our|i|my)\b", re.IGNORECASE)
ROLES = ("to", "from", "at")
CLOSEST = 7.0
COMMON = 4 * LARGEST
"""Statements that may share one of two concepts; more of them share nothing in particular."""
BONUS = {MeasureKind.QUANTITY: 2.5, MeasureKind.DATE: 1.5, MeasureKind.PLACE: 0.5, MeasureKind.POSITION: 0.0}
"""What it counts that statements can be compared in figures, days or places."""


class Group(Record):
    """Statements that share something.

    Attributes:
        kind: what they can be compared in.
        shared: what they share.
        members: the statements, in order.
        unit: for a quantity: the concept that is counted.
        role: for a place: "to", "from" or "at".
        differs: how much they differ: 2, in a value; 1, in what is affirmed; 0, not as far as one can see.
        score: how much speaks for looking at it.
    """

    kind: MeasureKind
    shared: tuple[str, ...]
    members: tuple[Statement, ...]
    unit: str
    role: str
    differs: int
    score: float

    @property
    def voices(self) -> tuple[str, ...]:
        """Who speaks in it, each once, in order."""
        return tuple(dict.fromkeys(member.voice for member in self.members))


def features(statement: Statement) -> frozenset[str]:
    """What a statement can be lined up by: its concepts, and marks for what can be compared in it."""
    marks = {f"#{figure.unit}" for figure in statement.figures}
    concepts = set(statement.concepts)
    if statement.speaker and statement.attribution:
        marks.add(f"!{statement.speaker}")
        if PRONOUN.search(statement.text):  # "she would stay", said by her
            concepts.add(f"@{statement.speaker}")
    marks.update(place.role for place in statement.places)
    if statement.datings:
        marks.add("when")
    return frozenset(concepts | {f"?{mark}" for mark in marks})


def line_up(corpus: Corpus, statements: Sequence[Statement]) -> list[Group]:
    """The groups worth looking at, best first; what is nearly another one is left out."""
    holders: dict[str, list[int]] = defaultdict(list)
    alike = _alike(statements)
    featured = [features(statement) | alike.get(number, frozenset()) for number, statement in enumerate(statements)]
    for number, each in enumerate(featured):
        for feature in each:
            holders[feature].append(number)
    weight = {feature: _weight(feature, len(held), len(statements)) for feature, held in holders.items()}
    found: dict[tuple[MeasureKind, frozenset[int]], Group] = {}
    for shared, numbers in _candidates(featured, holders, len(statements)):
        group = _group(shared, [statements[n] for n in numbers], weight, corpus)
        if group is None:
            continue
        key = (group.kind, frozenset(numbers))
        if key not in found or (found[key].score, shared) < (group.score, found[key].shared):
            found[key] = group
    ranked = sorted(found.values(), key=_rank)
    return _apart(ranked)


def _weight(feature: str, held: int, total: int) -> float:
    """How much it says that two statements share a feature: the rarer, the more; names and places say less."""
    return log((total + 1) / (held + 0.5)) * (0.6 if feature.startswith("@") or feature in GENERIC else 1)


def _alike(statements: Sequence[Statement]) -> Mapping[int, frozenset[str]]:
    """Marks for figures of one unit and of like size: 212 people and 219 people may be the same ones."""
    counted: dict[str, list[tuple[Decimal, int]]] = defaultdict(list)
    for number, statement in enumerate(statements):
        for figure in statement.figures:
            size = figure.high if figure.high is not None else figure.low
            if size is not None and size >= 5:
                counted[figure.unit].append((size, number))
    found: dict[int, set[str]] = defaultdict(set)
    for unit, sizes in counted.items():
        sizes.sort()
        last: Decimal | None = None
        for first, (low, _) in enumerate(sizes):
            if low == last:
                continue
            last = low
            stop = first
            while stop < len(sizes) and stop - first <= COMMON and sizes[stop][0] <= low * ALIKE:
                stop += 1
            if 1 < stop - first <= COMMON:
                for _, number in sizes[first:stop]:
                    found[number].add(f"?#{unit}~{low.normalize():f}")
    return {number: frozenset(marks) for number, marks in found.items()}


def _rank(group: Group) -> tuple[object, ...]:
    return (
        group.differs == 0,
        -round(group.score, 6),
        group.kind.value,
        group.shared,
        tuple(each.key for each in group.members),
    )


def _candidates(
    featured: Sequence[frozenset[str]], holders: Mapping[str, list[int]], total: int
) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Concepts that few statements hold, alone and in pairs, with who holds them."""
    common = max(COMMON, total // 12)
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, each in enumerate(featured):
        known = sorted(f for f in each if 2 <= len(holders[f]) <= common)
        for pair in combinations(known, 2):
            if not all(f.startswith("?") for f in pair):
                pairs[pair].append(number)
    for feature, held in sorted(holders.items()):
        alone = not feature.startswith("?") or feature.startswith("?#")
        if alone and 2 <= len(held) <= LARGEST:
            yield (feature,), tuple(held)
    for pair, held in sorted(pairs.items()):
        if 2 <= len(held) <= LARGEST:
            yield pair, tuple(held)


def _group(
    shared: tuple[str, ...], members: Sequence[Statement], weight: Mapping[str, float], corpus: Corpus
) -> Group | None:
    """A group, if at least two voices speak in it, or one speaks in two articles."""
    voices = {member.voice for member in members}
    articles = {member.article.id for member in members}
    if len(voices) < 2 and len(articles) < 2:
        return None
    marks = [each[1:] for each in shared if each.startswith("?")]
    mark = marks[0] if marks else ""
    kind, unit, role = MeasureKind.POSITION, "", ""
    if mark.startswith("#"):
        kind, unit = MeasureKind.QUANTITY, mark[1:].partition("~")[0]
    elif mark == "when":
        kind = MeasureKind.DATE
    elif mark in ROLES:
        kind, role = MeasureKind.PLACE, mark
    if kind is MeasureKind.POSITION and _count(members):
        kind, unit = MeasureKind.QUANTITY, ANY
    if kind is MeasureKind.PLACE and all(each in GENERIC or each[0] in "?@" for each in shared):
        return None
    differs = _differs(kind, unit, role, members, corpus)
    if len(voices) < 2 and not differs:
        return None
    common = frozenset.intersection(*(member.concepts for member in members)) - set(shared)
    closeness = sum(weight[each] for each in shared if not each.startswith("?"))
    closeness += 0.5 * sum(weight[each] for each in sorted(common)) + (2 if "~" in mark else 0)
    score = min(closeness, CLOSEST) + differs + (1.0 if unit == ANY else BONUS[kind]) * (1 if differs else 0.5)
    score += (1.5 if len(articles) > 1 else 0) + 0.4 * min(len(voices), 4) - 0.25 * max(len(members) - 5, 0)
    if any(
        a.article.id == b.article.id and a.voice != b.voice and 0 < abs(a.number - b.number) <= 2
        for a, b in combinations(members, 2)
    ):
        score += 0.7  # one answers the other
    return Group(kind, shared, tuple(members), unit, role, differs, score)


def _count(members: Sequence[Statement]) -> bool:
    """Whether nearly all statements hold a figure, whatever they call what they count."""
    counting = [member for member in members if figures_of(member, ANY)]
    sizes = [figure.high or figure.low or Decimal(0) for member in counting for figure in figures_of(member, ANY)]
    comparable = bool(sizes) and max(sizes) <= min(sizes) * COMPARABLE
    return comparable and len({member.voice for member in counting}) > 1 and 3 * len(counting) >= 2 * len(members)


def figures_of(statement: Statement, unit: str) -> list[Figure]:
    """The figures of a statement that count something; with ANY all that count human beings."""
    if unit == ANY:
        return [figure for figure in statement.figures if figure.low is not None and figure.unit in HUMAN]
    return [figure for figure in statement.figures if figure.unit == unit]


def _differs(kind: MeasureKind, unit: str, role: str, members: Sequence[Statement], corpus: Corpus) -> int:
    """How much statements of different voices differ: 2, apart; 1, in wording or precision; 0, not visibly."""
    most = 0
    for a, b in combinations(members, 2):
        if a.voice == b.voice and a.article.id == b.article.id:
            continue
        most = max(most, int(a.negated != b.negated or a.unsure != b.unsure))
        if kind is MeasureKind.QUANTITY:
            for x in figures_of(a, unit):
                for y in figures_of(b, unit):
                    most = max(most, 2 if _apart_in(x, y) else int(x.value != y.value))
        elif kind is MeasureKind.DATE:
            pairs = [(dates.parse(x.edtf), dates.parse(y.edtf)) for x in a.datings for y in b.datings]
            most = max(most, 2 if pairs and not any(x.overlaps(y) for x, y in pairs) else 0)
        elif kind is MeasureKind.PLACE:
            here = _places(a, role)
            there = _places(b, role)
            if not any(
                x in corpus.larger_places(y) or y in corpus.larger_places(x) or x == y for x in here for y in there
            ):
                most = 2
    return most


def _places(statement: Statement, role: str) -> tuple[str, ...]:
    return tuple(each.place or each.words for each in statement.places if each.role == role)


def _apart_in(a: Figure, b: Figure) -> bool:
    if a.low is None or b.low is None:
        return False
    return (a.high is not None and a.high < b.low) or (b.high is not None and b.high < a.low)


def _apart(ranked: Sequence[Group]) -> list[Group]:
    """Groups without those that are nearly a better one."""
    kept: list[tuple[Group, frozenset[tuple[str, int]]]] = []
    holding: dict[tuple[str, int], list[int]] = defaultdict(list)
    for group in ranked:
        mine = frozenset((member.article.id, member.number) for member in group.members)
        if len(mine) < 2 and group.kind is not MeasureKind.QUANTITY:
            continue
        rivals = sorted({number for sentence in mine for number in holding[sentence]})
        if any(_near(mine, kept[n][1], kept[n][0].kind is group.kind) for n in rivals):
            continue
        for sentence in mine:
            holding[sentence].append(len(kept))
        kept.append((group, mine))
    return [group for group, _ in kept]


def _near(mine: frozenset[tuple[str, int]], better: frozenset[tuple[str, int]], same_kind: bool) -> bool:
    """Whether sentences say hardly more than those of a better group."""
    if same_kind and mine <= better:
        return True
    return len(mine & better) / len(mine | better) >= (0.5 if same_kind else 0.75)
