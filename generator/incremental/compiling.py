"""A compiled publication of which hardly anything is loaded: facts are resolved when somebody asks for them.

The report says that all of them hold. What pages that list many facts need of each is kept as rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from zlib import crc32

from generator import coverage
from generator.cache import Cache
from generator.compiler import Compiled, Examined, examine
from generator.corpus import Progress, no_progress
from generator.coverage import Coverage
from generator.incremental.late import Asked, ChangedMeanwhileError
from generator.incremental.running import Making, Run, covered_in
from generator.parallel import HERE, Pool
from generator.report import Covered, Report
from generator.rows import Rows, digest
from generator.snapshot import Snapshot

LIMIT = 1_000_000_000
"""Bytes that rows may take."""
FEWEST = 64
"""So many files, at least, rows of one kind are kept in."""
TOGETHER, TOGETHER_LIGHT = 32, 256
"""So many rows, about, are in one, and so many of kinds that are read for all facts at once: all of them are written
again where one changes."""
TRIMMED = 500
"""With more files than this written, others may have to go; an edit only replaces some."""

NONE = "[]"
"""The row of a fact that has nothing of the kind."""
NONE_DIGEST = digest(NONE)

Line = tuple[str, str]
"""The digest of a row, and the row as text."""


def _fact(run: Run, name: str) -> Examined:
    examined, _ = examine(run.corpus, run.corpus.claims[name], run.markdown)
    assert examined is not None  # the outcome says that it holds
    return examined


def _coverage(run: Run, name: str) -> Coverage:
    versions = run.corpus.versions[name]
    return coverage.carried(versions, {each: covered_in(run, each)[0] for each in versions})[name]


@dataclass(frozen=True)
class LateCompiled(Compiled):
    """A compiled publication of which hardly anything is loaded.

    Attributes:
        known: the report.
        taken: the digests of all files.
    """

    known: Report = field(kw_only=True, compare=False)
    taken: Snapshot = field(kw_only=True, compare=False)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The digests of all files."""
        return self.taken.files

    @property
    def covered(self) -> Mapping[str, Covered]:
        """The coverage of each article in brief, as it was found."""
        return self.known.coverage

    @property
    def report(self) -> Report:
        """As it was found."""
        return self.known


class _Texts:
    """The rows as texts, in files by kind and name of the fact: a line for each, with what tells it from others."""

    def __init__(self, run: Run, kept: Cache) -> None:
        assert run.maker is not None
        self._outcomes, self._kept = run.outcomes, kept
        self._ground = f"{run.ground} {run.maker.key}"
        self._light = run.maker.light
        self._files = tuple(_files(len(self._outcomes), together) for together in (TOGETHER, TOGETHER_LIGHT))
        self._loaded: dict[tuple[str, int, int], dict[str, Line]] = {}

    def __call__(self, kind: str, facts: Iterable[str]) -> dict[str, str]:
        """The rows of a kind that are there and are what was found out."""
        found = {}
        for fact in facts:
            outcome = self._outcomes[fact]
            text = outcome.texts.get(kind)
            if text is None:
                text = self._kept_text(kind, fact, outcome.rows.get(kind, ""))
            if text is not None:
                found[fact] = text
        return found

    def _kept_text(self, kind: str, fact: str, wanted: str) -> str | None:
        if wanted == NONE_DIGEST:  # most facts have no correction; that need not be read
            return NONE
        # where the facts have become many more or fewer since it was kept, they were in fewer or more files
        now = self._of(kind)
        for of in (now, now // 2, now * 2):
            known = self._shard(kind, crc32(fact.encode()) % of, of).get(fact)
            if known is not None and known[0] == wanted:
                return known[1]
        return None

    def _of(self, kind: str) -> int:
        """In how many files the rows of a kind are."""
        return self._files[kind in self._light]

    def _shard(self, kind: str, number: int, of: int) -> dict[str, Line]:
        known = self._loaded.get((kind, number, of))
        if known is None:
            data = self._kept.get(self._key(kind, number, of))
            lines = (line.split("\t", 2) for line in data.decode().split("\n")) if data else ()
            known = self._loaded[kind, number, of] = {fact: (told, text) for fact, told, text in lines}
        return known

    def _key(self, kind: str, number: int, of: int) -> str:
        return f"rows {kind} {number} of {of} {self._ground}"

    def save(self) -> None:
        """Keep what is new, and forget what is gone."""
        new: dict[tuple[str, int], dict[str, Line]] = {}
        for name, outcome in self._outcomes.items():
            if outcome.texts:
                number = crc32(name.encode())
                for kind, text in outcome.texts.items():
                    new.setdefault((kind, number % self._of(kind)), {})[name] = outcome.rows[kind], text
        for (kind, number), lines in new.items():
            of = self._of(kind)
            before = self._shard(kind, number, of)
            if any(before.get(name) != line for name, line in lines.items()):
                entries = {name: line for name, line in {**before, **lines}.items() if name in self._outcomes}
                self._loaded[kind, number, of] = entries
                data = "\n".join(f"{name}\t{told}\t{text}" for name, (told, text) in entries.items())
                self._kept.put(self._key(kind, number, of), data.encode())
        if len(new) > TRIMMED:
            self._kept.trim()


def _files(rows: int, together: int) -> int:
    """So many files that none has more than so many rows, about."""
    of = FEWEST
    while of * together < rows:
        of *= 2
    return of


def compiled(
    root: Path,
    taken: Snapshot,
    kept: Cache,
    kept_rows: Cache,
    making: Making,
    pool: Pool = HERE,
    progress: Progress = no_progress,
) -> Compiled | None:
    """Compile a publication with as little work as possible: what `compile_corpus` gives, resolved later.

    Args:
        root: the project's folder, which holds `seeds/`.
        taken: what is in `seeds/`.
        kept: what earlier runs found out.
        kept_rows: the rows that earlier runs made.
        making: says how rows are made.
        pool: who may share the work.
        progress: told about every step of the longer loops.

    Returns:
        None where this way does not lead to one: a file changed while the run lasted, or there is no publication file
        that could be used. A file that changes later makes whoever asks for it raise `ChangedMeanwhileError`.
    """
    run = Run(root, taken, kept, pool, progress, making)
    try:
        found = run.report()
    except ChangedMeanwhileError:
        return None
    if found is None or run.maker is None:
        return None
    texts = _Texts(run, kept_rows)
    texts.save()
    digests = {name: each.rows for name, each in run.outcomes.items() if each.accounts is not None}
    return LateCompiled(
        run.corpus,
        Asked((name for name, each in run.outcomes.items() if each.accounts is not None), partial(_fact, run)),
        Asked(found.coverage, partial(_coverage, run)),
        found.problems,
        Rows(run.maker.base, digests, texts),
        known=found,
        taken=taken,
    )
