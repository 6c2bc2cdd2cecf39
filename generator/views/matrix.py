"""Facts by voices: who says what about which fact, and whether it conflicts with what others say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from generator.compiler import Examined
from generator.facts import Witness
from generator.model import Kind
from generator.records import Record
from generator.rows import Kind as KindOfRow
from generator.views.common import Link, Pill, Site
from generator.views.paging import cut, room, size


class Standing(StrEnum):
    """How an account stands to the others on its page."""

    CLASH = "clash"
    FITS = "fits"
    APART = "apart"
    ALONE = "alone"
    OPEN = "open"


WORDS = {
    Standing.CLASH: "conflicts with others",
    Standing.FITS: "fits others",
    Standing.APART: "another scope or time",
    Standing.ALONE: "nothing to compare with",
    Standing.OPEN: "takes no side",
}
"""What the colour of a cell says, in words."""

FITTING = frozenset({Kind.AGREE, Kind.DIFFER_IN_PRECISION, Kind.COMPLEMENTARY})
"""That accounts of one origin say the same is no support for either."""
APART = frozenset({Kind.DIFFERENT_SCOPE, Kind.CHANGED_OVER_TIME})


class Saying(Record):
    """One account in a cell."""

    value: str
    unit: str
    path: str


class Cell(Record):
    """What one voice says about one fact; empty where it says nothing. Of several standings the strongest counts.

    `more` are the values that only the page of the fact tells.
    """

    voice: str
    sayings: tuple[Saying, ...]
    standing: str
    words: str
    more: int = 0


class Said(Record):
    """One account as the table needs it: its id, the voice it counts for, what it states, how it stands."""

    account: str
    voice: str
    value: str
    unit: str
    standing: Standing


class Voiced(Record):
    """What the table needs of a fact.

    Attributes:
        clashing: the voices that others contradict.
    """

    id: str
    title: str
    pill: Pill
    accounts: tuple[Said, ...]
    clashing: tuple[str, ...]


class MatrixRow(Record):
    """One fact."""

    title: Link
    pill: Pill
    cells: tuple[Cell, ...]


class Matrix(Record):
    """The table: voices as columns, facts as rows."""

    voices: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    legend: tuple[tuple[str, str], ...]


class MatrixPage(Record):
    """The page of the whole matrix."""

    title: str
    description: str
    matrix: Matrix


def standing(examined: Examined, witness: Witness) -> Standing:
    """How an account stands to the others: one contradiction outweighs everything that fits."""
    if witness.open:
        return Standing.OPEN
    kinds = {pair.kind for pair in examined.comparison.pairs if witness is pair.a or witness is pair.b}
    if kinds & {Kind.CONTRADICT, Kind.TOLD_DIFFERENTLY}:
        return Standing.CLASH
    if kinds & FITTING:
        return Standing.FITS
    return Standing.APART if kinds & APART else Standing.ALONE


ORDER = tuple(Standing)


def voiced(site: Site, examined: Examined) -> Voiced:
    """What the table needs of a fact."""
    fact = examined.fact
    voice_of = {each.id: site.corpus.voice(each.account.speaker) for each in fact.witnesses}
    said = (
        Said(each.id, voice_of[each.id], site.value(fact, each), site.unit(fact, each), standing(examined, each))
        for each in fact.witnesses
    )
    clashing = (voice_of[w.id] for pair in examined.comparison.contradictions for w in (pair.a, pair.b))
    return Voiced(fact.id, fact.claim.title, site.pill(fact), tuple(said), tuple(dict.fromkeys(clashing)))


VOICED = KindOfRow("voiced", voiced, Voiced)


def matrix(site: Site, names: Iterable[str], most: int | None = None) -> Matrix:
    """The table of some facts.

    Args:
        site: everything.
        names: the facts, in the order of the rows.
        most: how many voices at the most: first those that others contradict, then those with most to say.
    """
    facts = list(site.rows(VOICED, names).values())
    counted: Counter[str] = Counter()
    clashing: set[str] = set()
    for fact in facts:
        counted.update({said.voice for said in fact.accounts})
        clashing.update(fact.clashing)
    chosen = sorted(counted, key=lambda voice: (voice not in clashing, -counted[voice], site.short(voice)))[:most]
    voices = sorted(chosen, key=lambda voice: (-counted[voice], site.short(voice)))
    return Matrix(
        tuple(Link(site.short(voice), f"speakers/{voice}/") for voice in voices),
        tuple(_row(site, fact, voices) for fact in facts),
        tuple((each.value, words) for each, words in WORDS.items()),
    )


def _row(site: Site, fact: Voiced, voices: list[str]) -> MatrixRow:
    by_voice: dict[str, list[Said]] = {}
    for said in fact.accounts:
        by_voice.setdefault(said.voice, []).append(said)
    return MatrixRow(
        Link(fact.title, f"claims/{fact.id}/"),
        fact.pill,
        tuple(_cell(site, fact, voice, by_voice.get(voice, [])) for voice in voices),
    )


def _cell(site: Site, fact: Voiced, voice: str, accounts: list[Said]) -> Cell:
    if not accounts:
        return Cell(site.short(voice), (), "", "")
    found: dict[str, Saying] = {}
    for said in accounts:
        found.setdefault(said.value, Saying(said.value, said.unit, f"claims/{fact.id}/#{said.account}"))
    strongest = min((said.standing for said in accounts), key=ORDER.index)
    sayings = tuple(found.values())
    more = max(len(sayings) - MOST_SAYINGS, 0)
    return Cell(site.short(voice), sayings[:MOST_SAYINGS], strongest.value, WORDS[strongest], more)


MOST_SAYINGS = 6
"""How many values a cell tells."""
MOST_FACTS = 200
MOST_VOICES = 60
LARGE_FACTS, LARGE_VOICES = 60, 25
"""The page's bounds: a larger table nobody could read, and it would grow with facts times voices."""


def shown(site: Site, names: Sequence[str]) -> Sequence[str]:
    """Which of all facts the page has at the most."""
    return names[: LARGE_FACTS if site.large else MOST_FACTS]


def matrix_page(site: Site, names: Sequence[str]) -> MatrixPage:
    """The page of the matrix: every fact by every voice, or, where there are too many, those that differ most."""
    voices = LARGE_VOICES if site.large else MOST_VOICES
    whole = matrix(site, shown(site, names), voices)
    rows = cut(whole.rows, room(), _weight)[0]
    if len(rows) < len(whole.rows):
        whole = matrix(site, names[: len(rows)], voices)
    which = "Every fact" if len(names) <= len(rows) else f"The {len(rows)} facts on which accounts differ most,"
    return MatrixPage(
        "Who says what",
        f"{which} by every voice: what it says, and whether that conflicts with others.",
        whole,
    )


def _weight(row: MatrixRow) -> int:
    heavy = 150 + size(row.title.path, row.title.text, row.pill.name, row.pill.label, row.pill.meaning)
    for cell in row.cells:
        heavy += 100 + size(cell.voice, cell.words, row.title.path)
        heavy += sum(20 + size(each.path, each.value, each.unit) for each in cell.sayings)
    return heavy
