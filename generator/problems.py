"""The problem record: anything wrong in the input, said once, in a form every output format can print.

A problem never stops the run. Whoever finds one yields it and goes on, so that an editor sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from generator.records import Record, field

Path = tuple[str | int, ...]
"""The way to a value in a YAML file: keys and list positions from the top."""


class Level(StrEnum):
    """How much a problem weighs: an error stops the publication, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


class Scope(StrEnum):
    """What a rule looks at: a file, a claim with its articles, the corpus, a change of them, or the built site."""

    FILE = "file"
    CLAIM = "claim"
    CORPUS = "corpus"
    CHANGE = "change"
    SITE = "site"


class Rule(Record):
    """One line of the table of rules.

    Attributes:
        id: the stable name that is printed, documented and searched for; never reused.
        scope: what the rule looks at.
        summary: what must hold, in one sentence.
        why: the mistake in real life that the rule catches.
        fix: what to do about it.
        level: error or warning.
        mend: what `disputed check --fix` does about it, and when; empty where every case needs a person.
    """

    id: str
    scope: Scope
    summary: str
    why: str
    fix: str
    level: Level = Level.ERROR
    mend: str = ""


class Place(Record, order=True):
    """Where a problem is.

    Attributes:
        file: path relative to the project, with forward slashes.
        line: counted from 1; 0 when the file as a whole is meant.
        column: counted from 1, in code points; 0 when the line as a whole is meant.
        length: how many code points the caret line marks; at least 1 where there is a column.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


class Put(Record):
    """Write another text where a value stands."""

    file: str
    path: Path
    text: str


class Rename(Record):
    """Write another key where a key stands."""

    file: str
    path: Path
    key: str


class Drop(Record):
    """Take a key with its value, or an item of a list, out; and what holds it, where nothing else would be left."""

    file: str
    path: Path


class Add(Record):
    """Put an item into a list, or a key into a mapping; made where there is none yet.

    Attributes:
        path: the list; or the mapping and, last, the new key.
        value: the new item, or the value of the new key: a text, or keys with their texts.
        item: whether it goes into a list.
    """

    file: str
    path: Path
    value: str | tuple[tuple[str, str], ...]
    item: bool = False


class Sort(Record):
    """Bring the items of a list into another order: the positions they have now, in the order they should have."""

    file: str
    path: Path
    order: tuple[int, ...]


class Replace(Record):
    """Write a file anew."""

    file: str
    text: str


class Follow(Record):
    """Redirect an address to where its file went, where the repository, or an equal file, says where that is.

    Attributes:
        file: the file with the redirects.
        address: the address that was lost.
    """

    file: str
    address: str


Step = Put | Rename | Drop | Add | Sort | Replace | Follow


class Mend(Record):
    """The one right way to mend a problem. Only where there is exactly one: whatever needs judgement has no mend.

    Attributes:
        title: what is done, in the imperative, as an editor's menu shows it.
        steps: the changes; all of them or none.
    """

    title: str
    steps: tuple[Step, ...]


class Problem(Record):
    """One thing that is wrong.

    Attributes:
        rule: what was broken.
        place: where.
        message: a sentence that says what must hold, with the offending value.
        fix: what to type or do next, for this very case.
        details: labelled lines shown under the excerpt, such as the nearest passage and the difference.
        excerpt: the line of the file that `place` points into, when there is one.
        mend: how to mend it, where there is exactly one right way and whoever found the problem knows it.
    """

    rule: Rule
    place: Place
    message: str
    fix: str = ""
    details: tuple[tuple[str, str], ...] = field(default=())
    excerpt: str | None = None
    mend: Mend | None = None

    @property
    def sort_key(self) -> tuple[Place, str, str]:
        """The stable order of a report: by place, then by rule, then by what is said."""
        return (self.place, self.rule.id, self.message)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in their stable order, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only those that stop the publication."""
    return tuple(problem for problem in problems if problem.rule.level is Level.ERROR)
