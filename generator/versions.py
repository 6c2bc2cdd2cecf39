"""What became of a quoted passage in a later version of its article: it stands, it was changed, or it is gone.

Whether a quote still stands is decided as everywhere: word for word. Only where it does not, likeness finds the passage
that took its place, so that readers see the difference; nothing is compared or counted by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from generator import evidence
from generator.corpus import Article, Corpus
from generator.evidence import INVISIBLE_CHARACTERS, Missed, normalise
from generator.facts import Witness
from generator.records import Record

ALIKE = 0.5
"""The share of words, in their order, that a passage keeps if it counts as changed; with less of them it is gone."""

LONGEST = 600
"""Words of a passage that are compared; more of them would be no passage any more."""


class Fate(StrEnum):
    """What became of a passage."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"


class Change(StrEnum):
    """What happened to a stretch of words between two versions."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(Record):
    """A stretch of words, and what happened to it."""

    text: str
    change: Change


class Later(Record):
    """A passage of one version as it is in a later one.

    Attributes:
        article: the id of the later version.
        fate: what became of the passage.
        around: whether the words stand, and the sentence that holds them was changed.
        paragraph: where the passage stands in the later version; None where it is gone.
        diff: the sentences of the passage, word by word, where anything in them was changed.
    """

    article: str
    fate: Fate
    around: bool
    paragraph: int | None
    diff: tuple[Piece, ...]


def in_newest(witness: Witness, corpus: Corpus) -> Later | None:
    """What became of a quote in the newest version of its article; None where it is taken from that one."""
    newest = corpus.newest(witness.article.id)
    return None if newest == witness.article.id else became(witness, corpus.articles[newest])


def became(witness: Witness, later: Article) -> Later:
    """What became of a quote in a later version of its article."""
    account = witness.account
    passage = sentences(witness.article, range(*witness.sentences), later)
    found = evidence.locate(later.text, account.quote, account.prefix or "", account.suffix or "")
    if isinstance(found, Missed) and found.reason != "ambiguous":
        if passage.fate is Fate.UNCHANGED:  # the same words stand there twice now, or between others
            return passage
        return Later(passage.article, passage.fate, False, passage.paragraph, passage.diff)
    place = found.places[0] if isinstance(found, Missed) else found.whole
    first, _ = later.text.sentences_of(place)
    around = passage.fate is not Fate.UNCHANGED
    return Later(later.id, Fate.UNCHANGED, around, later.text.paragraph_of(first), passage.diff)


def sentences(article: Article, numbers: Sequence[int], later: Article) -> Later:
    """What became of some sentences in a row, told without regard to what is quoted of them.

    Args:
        article: the version they stand in.
        numbers: their positions in its body, at least one.
        later: another version of it.
    """
    listed = article.text.sentences
    words = " ".join(listed[n].text for n in numbers)
    start, end = later.text.body_range
    at = later.text.normal.text.find(words, start, end)
    if at >= 0:
        first, _ = later.text.sentences_of(later.text.normal.span(at, at + len(words)))
        return Later(later.id, Fate.UNCHANGED, False, later.text.paragraph_of(first), ())
    there = _counterpart(words.split()[:LONGEST], len(numbers), {each.text for each in listed}, later)
    if there is None:
        return Later(later.id, Fate.GONE, False, None, ())
    diff = difference(_shown(article, numbers), _shown(later, there))
    return Later(later.id, Fate.CHANGED, False, later.text.paragraph_of(there[0]), diff)


def _counterpart(words: list[str], count: int, before: set[str], later: Article) -> range | None:
    """The sentences in a row that are most like a passage of so many; what stood there before took nobody's place."""
    from rapidfuzz.distance import Indel  # only versions that differ pay for the import

    listed = later.text.sentences
    split = [each.text.split()[:LONGEST] for each in listed]
    best, found = ALIKE, None
    for size in sorted({max(count - 1, 1), count, count + 1}, key=lambda size: (abs(size - count), size)):
        for first in range(len(listed) - size + 1):
            if all(each.text in before for each in listed[first : first + size]):
                continue
            candidate = [word for each in split[first : first + size] for word in each]
            likeness = Indel.normalized_similarity(words, candidate, score_cutoff=best)
            if likeness > best or (found is None and likeness == best):
                best, found = likeness, range(first, first + size)
    return found


def _shown(article: Article, numbers: Iterable[int]) -> list[str]:
    """The words of some sentences as the file has them."""
    spans = [article.text.span_of(n) for n in numbers]
    text = " ".join(article.text.raw[span.start : span.end] for span in spans)
    return "".join(char for char in text if char not in INVISIBLE_CHARACTERS).split()


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[Piece, ...]:
    """The words of two passages in one row, each with what happened to it.

    Words that differ in the shape of their quotation marks or dashes alone are the same, as everywhere.
    """
    keys = [normalise(word).text for word in old], [normalise(word).text for word in new]
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(" ".join(old[a:b]), Change.KEPT))
            continue
        if a < b:
            found.append(Piece(" ".join(old[a:b]), Change.REMOVED))
        if c < d:
            found.append(Piece(" ".join(new[c:d]), Change.ADDED))
    return tuple(found)


def same_passage(a: Witness, b: Witness, corpus: Corpus) -> bool:
    """Whether two accounts quote one passage, each from another version of one article."""
    if a.article.id == b.article.id or corpus.publication_of(a.article.id) != corpus.publication_of(b.article.id):
        return False
    return _stands_in(a, b) or _stands_in(b, a)


def _stands_in(a: Witness, b: Witness) -> bool:
    """Whether the words of one account stand, in the article of the other, where that one is quoted."""
    found = evidence.locate(b.article.text, a.account.quote, a.account.prefix or "", a.account.suffix or "")
    if isinstance(found, Missed):
        return False
    here, there = found.whole, b.located.whole
    return here.start < there.end and there.start < here.end
