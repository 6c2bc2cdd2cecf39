"""What a change does to the publication, as data: everything a reviewer is shown, and nothing else.

These records know no corpus and need no library. What was computed where a change cannot be trusted is read again, as
data, where a comment may be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCHEMA_VERSION = 1
"""Of the JSON form; raised when a field changes its meaning or vanishes."""


class Happened(StrEnum):
    """What became of a fact, an article or an entry, the gravest first."""

    UNREADABLE = "unreadable"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    RESTORED = "restored"
    MERGED = "merged"
    CHANGED = "changed"
    ADDED = "added"
    RENAMED = "renamed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article, and whether it is quoted."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote where it stands: the sentence before, the sentences that hold it, the sentence after."""

    before: str
    pieces: tuple[Piece, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account as readers see it.

    Attributes:
        id: its address on the page.
        speaker: the name of who says so.
        chain: through whose hands it came, the origin first.
        article: the id of the stored article.
        said: when it was said.
        as_of: the time it is about.
        scope: what it counts; an empty text where the fact knows no scopes.
        value: what it states, in words.
        quote: the words quoted.
        passage: the quote where it stands; None where it was not found.
    """

    id: str
    speaker: str
    chain: tuple[str, ...]
    article: str
    said: str
    as_of: str
    scope: str
    value: str
    quote: str
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict as readers see it; `computed` is empty where nothing could be computed."""

    rating: str
    label: str
    confidence: str
    computed: str
    summary: str
    reason: str
    rests_on: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that was changed; an empty text where it was not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account that was added, removed or changed.

    Attributes:
        before: as it was, or None.
        after: as it is, or None.
        fields: what differs, where it was there before and is there now.
        quote_changed: whether other words are quoted.
    """

    before: Account | None
    after: Account | None
    fields: tuple[Field, ...]
    quote_changed: bool


@dataclass(frozen=True, slots=True)
class RelationChange:
    """Two accounts that relate in another way than before; an empty text where one of them was not there."""

    a: str
    b: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction that is told to readers."""

    date: str
    grade: str
    text: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """What became of one fact.

    Attributes:
        id: its id, or the last one it had.
        was: its former id, where it was renamed; for a merged one, the fact it now leads to.
        title: the question.
        happened: what became of it.
        page: the path of its page on the site; empty where it has none any more.
        before: the verdict before, or None.
        after: the verdict now, or None.
        accounts: those added, removed or changed.
        relations: pairs that relate in another way, or for the first time.
        fields: whatever else of the comparison's basis was changed, by the key it has in the claim file.
        wording: prose that was changed.
        entries: corrections that were added.
    """

    id: str
    was: str
    title: str
    happened: Happened
    page: str
    before: Verdict | None
    after: Verdict | None
    accounts: tuple[AccountChange, ...]
    relations: tuple[RelationChange, ...]
    fields: tuple[Field, ...]
    wording: tuple[Field, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What became of one stored article; `lines` are lines of its text that changed."""

    id: str
    title: str
    publisher: str
    published: str
    happened: Happened
    fields: tuple[Field, ...]
    lines: tuple[Field, ...]
    more_lines: int


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """How many of an article's checkable sentences are cited or set aside; None where it could not be told."""

    article: str
    before: int | None
    of_before: int | None
    after: int | None
    of_after: int | None


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """An entry of a registry that was added, removed or changed."""

    file: str
    key: str
    happened: Happened
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, as far as a reviewer needs it; `line` is 0 where the file as a whole is meant."""

    rule: str
    level: str
    file: str
    line: int
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two revisions.

    Attributes:
        name: as it was asked for.
        commit: its full name; empty for the files as they are now.
        there: whether anything is published there.
        readable: whether it could be read at all.
        problems: what is wrong with it.
    """

    name: str
    commit: str
    there: bool
    readable: bool
    problems: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """What a change does to the publication.

    Attributes:
        base: what was published before.
        head: what would be published now.
        problems: what is wrong with the change itself: corrections that are missing or empty.
        facts: the gravest first.
        articles: likewise.
        coverage: articles whose evidence is used more or less than before.
        registries: likewise.
        pages: paths of the pages worth looking at.
    """

    schema_version: int
    base: Side
    head: Side
    problems: tuple[Finding, ...]
    facts: tuple[FactChange, ...]
    articles: tuple[ArticleChange, ...]
    coverage: tuple[CoverageChange, ...]
    registries: tuple[RegistryChange, ...]
    pages: tuple[str, ...]
