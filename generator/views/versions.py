"""An article that was changed later: its versions, and what became of the passages that are quoted as evidence."""

from __future__ import annotations

from generator import versions
from generator.corpus import Article
from generator.facts import Witness
from generator.records import Record
from generator.versions import Change, Fate, Later, Piece
from generator.views import common, passages
from generator.views.common import Link, Site
from generator.views.quoting import Uses

STANDING = {
    Fate.UNCHANGED: "The article was changed later; this passage stands there unchanged.",
    Fate.CHANGED: "The article was changed later, and this passage with it.",
    Fate.GONE: "The article was changed later; this passage is no longer there.",
}
AROUND = "The article was changed later. The words quoted stand there still; the sentence that holds them was changed."
CALLED = {Fate.UNCHANGED: "unchanged", Fate.CHANGED: "changed", Fate.GONE: "gone"}
ADDED = "new"


class VersionLine(Record):
    """One version of an article.

    Attributes:
        here: whether it is the one whose page this is.
    """

    link: Link
    dated: str
    here: bool


class PassageLine(Record):
    """A sentence that is quoted as evidence, as it is in two versions.

    Attributes:
        name: what became of it, as a name for styles.
        pieces: its words, with what happened to them.
        old: its place on the page of the older version, or None where it is not there.
        new: its place on the page of the newer version, or None.
    """

    name: str
    label: str
    pieces: tuple[Piece, ...]
    old: Link | None
    new: Link | None


class ChangesBlock(Record):
    """What became of the evidence between two versions.

    Attributes:
        older: when the older one is from.
        newer: when the newer one is from.
        count: how many passages met which fate.
        lines: those that were changed, taken away or added.
        unchanged: the others.
    """

    older: str
    newer: str
    count: str
    lines: tuple[PassageLine, ...]
    unchanged: tuple[PassageLine, ...]


class Standing(Record):
    """How a quote from an older version stands in the newest one.

    Attributes:
        fate: what became of it, as a name for styles.
        lost: whether the words no longer stand there.
        text: the same in a sentence.
        newest: the page of the newest version, at the passage where it is still there.
        dated: when that version is from.
        pieces: the sentences that hold the quote, word by word, where anything in them was changed.
    """

    fate: str
    lost: bool
    text: str
    newest: Link
    dated: str
    pieces: tuple[Piece, ...]


def version_lines(site: Site, article: Article) -> tuple[VersionLine, ...]:
    """Every stored version of an article, oldest first; none where there is only one."""
    names = site.corpus.versions[article.id]
    if len(names) < 2:
        return ()
    stored = site.corpus.articles
    return tuple(
        VersionLine(
            Link(stored[name].meta.title, f"articles/{name}/"), common.dated(stored[name].meta), name == article.id
        )
        for name in names
    )


def changes(site: Site, article: Article, uses: Uses) -> tuple[ChangesBlock, ...]:
    """What became of the evidence: from the version before to this one, and from this one to the newest."""
    names = site.corpus.versions[article.id]
    at = names.index(article.id)
    pairs = [(names[at - 1], article.id)] if at else []
    pairs += [(article.id, names[-1])] if at < len(names) - 1 else []
    stored = site.corpus.articles
    blocks = (_block(site, stored[older], stored[newer], uses) for older, newer in pairs)
    return tuple(block for block in blocks if block.lines or block.unchanged)


def _block(site: Site, older: Article, newer: Article, uses: Uses) -> ChangesBlock:
    lines: list[PassageLine] = []
    before, after = _quoted(older, uses), _quoted(newer, uses)
    shown = {each.id: {each.text.paragraph_of(n) for n in quoted} for each, quoted in ((older, before), (newer, after))}

    def place(article: Article, paragraph: int) -> Link:
        """A paragraph on the page of its article, or the page, where only what is quoted may be shown there."""
        there = article.meta.rights.show == "full" or paragraph in shown[article.id]
        path = site.passage(article.id, paragraph) if there else f"articles/{article.id}/"
        return Link(f"paragraph {paragraph}", path)

    for number in before:
        later = versions.sentences(older, [number], newer)
        paragraph = older.text.paragraph_of(number)
        lines.append(
            PassageLine(
                later.fate.value,
                CALLED[later.fate],
                later.diff or (Piece(passages.sentence(older.text, number), _lone(later)),),
                place(older, paragraph),
                place(newer, later.paragraph) if later.paragraph is not None else None,
            )
        )
    for number in after:
        if versions.sentences(newer, [number], older).fate is Fate.GONE:
            there = place(newer, newer.text.paragraph_of(number))
            piece = Piece(passages.sentence(newer.text, number), Change.ADDED)
            lines.append(PassageLine(ADDED, ADDED, (piece,), None, there))
    labels = [line.label for line in lines]
    order = [label for label in (*CALLED.values(), ADDED) if label in labels]
    same = tuple(line for line in lines if line.name == Fate.UNCHANGED.value)
    return ChangesBlock(
        common.dated(older.meta),
        common.dated(newer.meta),
        ", ".join(f"{labels.count(label)} {label}" for label in order),
        tuple(line for line in lines if line.name != Fate.UNCHANGED.value),
        same,
    )


def _lone(later: Later) -> Change:
    return Change.REMOVED if later.fate is Fate.GONE else Change.KEPT


def _quoted(article: Article, uses: Uses) -> list[int]:
    """The sentences of an article that are quoted, in their order."""
    parts = (part for quoting in uses.get(article.id, ()) for part in quoting.parts)
    return sorted({n for part in parts for n in range(*article.text.sentences_of(part))})


def standing(site: Site, witness: Witness) -> Standing | None:
    """How a quote stands in the newest version of its article; None where it is taken from that one."""
    later = versions.in_newest(witness, site.corpus)
    if later is None:
        return None
    newest = site.corpus.articles[later.article]
    return Standing(
        later.fate.value,
        later.fate is not Fate.UNCHANGED,
        AROUND if later.around else STANDING[later.fate],
        Link(site.publication_of(newest), f"articles/{newest.id}/"),
        common.dated(newest.meta),
        later.diff,
    )
