"""The rows of facts in files, by kind and name of the fact: written as they are made, read when somebody asks.

A file has a line for each of its facts, with what tells the row from others. All rows of a large publication are more
than its sources, so none is kept in memory longer than it takes to make those that stand in the same files.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby

from generator.cache import Cache
from generator.incremental.outcomes import OfClaim
from generator.rows import FEWEST, digest, place

TOGETHER, TOGETHER_LIGHT = 32, 256
"""So many rows, about, are in one, and so many of kinds that are read for all facts at once: all of them are written
again where one changes."""
TRIMMED = 500
"""With more files than this written, others may have to go; an edit only replaces some."""
ROOM = 200_000
"""Bytes that the rows of a fact may take: some four times what they do, for those of other branches."""
OPEN = 16
"""So many files of rows that are read but once stay in memory: more than hold the facts of one file of data."""

NONE = "[]"
"""The row of a fact that has nothing of the kind."""
NONE_DIGEST = digest(NONE)

Line = tuple[str, str]
"""The digest of a row, and the row as text."""
File = tuple[str, int, int]
"""The kind of the rows, the number of the file, and of how many."""


class Shelves:
    """The rows of some facts.

    Args:
        kept: where the files are.
        ground: what all rows depend on.
        light: kinds of which the rows of all facts are read together.
        passing: kinds of which a row is read once in a run.
        facts: all facts that there may be.
    """

    def __init__(
        self, kept: Cache, ground: str, light: Collection[str], passing: Collection[str], facts: Collection[str]
    ) -> None:
        self._kept, self._ground, self._light, self._passing, self._facts = kept, ground, light, passing, facts
        self._of = {True: _files(len(facts), TOGETHER_LIGHT), False: _files(len(facts), TOGETHER)}
        self._new: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {}
        self._read: dict[File, dict[str, Line]] = {}
        self._open: OrderedDict[File, dict[str, Line]] = OrderedDict()
        self._written = 0

    # --- writing ---

    def put(self, made: Iterable[tuple[str, OfClaim]]) -> Iterator[tuple[str, OfClaim]]:
        """Write the rows that come with outcomes, and give the outcomes without them.

        Args:
            made: outcomes by name, together those whose rows lie together.
        """
        for _, several in groupby(made, key=lambda each: place(each[0]) % FEWEST):
            for name, outcome in several:
                if outcome.texts:
                    self._new[name] = outcome.rows, outcome.texts
                yield name, outcome.settled()
            self._write()
        if self._written > TRIMMED:
            self._kept.trim(ROOM * len(self._facts))

    def _write(self) -> None:
        if self._kept.folder is None:  # they stay where they are
            return
        files: dict[File, dict[str, Line]] = {}
        for name, (told, texts) in self._new.items():
            for kind, text in texts.items():
                files.setdefault(self._file(kind, name), {})[name] = told[kind], text
        for file, lines in files.items():
            before = self._lines(file)
            if any(before.get(name) != line for name, line in lines.items()):
                entries = {name: line for name, line in {**before, **lines}.items() if name in self._facts}
                data = "\n".join(f"{name}\t{told}\t{text}" for name, (told, text) in entries.items())
                self._kept.put(self._key(file), data.encode())
                self._read.pop(file, None)
                self._open.pop(file, None)
                self._written += 1
        self._new.clear()

    # --- reading ---

    def texts(self, told: Callable[[str], Mapping[str, str]], kind: str, facts: Iterable[str]) -> dict[str, str]:
        """The rows of a kind, as far as they are there and are those that somebody means.

        Args:
            told: gives the digests of the rows of a kind, by fact.
            kind: the kind.
            facts: the facts.
        """
        wanted = told(kind)
        found = ((fact, self._text(kind, fact, wanted.get(fact, ""))) for fact in facts)
        return {fact: text for fact, text in found if text is not None}

    def _text(self, kind: str, fact: str, wanted: str) -> str | None:
        if wanted == NONE_DIGEST:  # most facts have no correction; that need not be read
            return NONE
        if fact in self._new:
            told, texts = self._new[fact]
            return texts[kind] if told.get(kind) == wanted else None
        # where the facts have become many more or fewer since it was kept, they were in fewer or more files
        now = self._of[kind in self._light]
        for of in (now, now // 2, now * 2):
            known = self._lines((kind, place(fact) % of, of)).get(fact)
            if known is not None and known[0] == wanted:
                return known[1]
        return None

    def forget(self) -> None:
        """Have what was read leave the memory; whoever asks again has it read again."""
        self._read.clear()
        self._open.clear()

    def _file(self, kind: str, fact: str) -> File:
        of = self._of[kind in self._light]
        return kind, place(fact) % of, of

    def _lines(self, file: File) -> dict[str, Line]:
        """The lines of a file; those of some kinds are forgotten again."""
        held = self._open if file[0] in self._passing else self._read
        known = held.get(file)
        if known is None:
            known = held[file] = self._kept.recall(self._key(file), _lines) or {}
            if len(self._open) > OPEN:
                self._open.popitem(last=False)
        return known

    def _key(self, file: File) -> str:
        kind, number, of = file
        return f"rows {kind} {number} of {of} {self._ground}"


def _lines(data: bytes) -> dict[str, Line]:
    """The lines of a file, by fact."""
    lines = (line.split("\t", 2) for line in data.decode().split("\n") if line)
    return {fact: (told, text) for fact, told, text in lines}


def _files(rows: int, together: int) -> int:
    """So many files that none has more than so many rows, about."""
    of = FEWEST
    while of * together < rows:
        of *= 2
    return of
