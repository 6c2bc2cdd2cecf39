"""A compiled publication of which hardly anything is loaded: facts are resolved when somebody asks for them.

The report says that all of them hold. What pages that list many facts need of each is kept as rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zlib import crc32

from generator import coverage
from generator.cache import Cache
from generator.compiler import Compiled, Examined, examine
from generator.corpus import Progress, no_progress
from generator.coverage import Coverage
from generator.incremental.late import ChangedMeanwhileError
from generator.incremental.running import Making, Run, covered_in
from generator.parallel import HERE, Pool
from generator.report import Covered, Report, Summary
from generator.rows import Rows, digest
from generator.snapshot import Snapshot

LIMIT = 1_000_000_000
"""Bytes that rows may take."""
SHARDS = 64
"""Files that rows of one kind are kept in."""


class _Facts(Mapping[str, Examined]):
    """The facts, each resolved when it is asked for."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names = dict.fromkeys(name for name, each in run.outcomes.items() if each.accounts is not None)
        self._made: dict[str, Examined] = {}

    def __getitem__(self, name: str) -> Examined:
        known = self._made.get(name)
        if known is None:
            if name not in self._names:
                raise KeyError(name)
            known, _ = examine(self._run.corpus, self._run.corpus.claims[name], self._run.markdown)
            assert known is not None  # the outcome says that it holds
            self._made[name] = known
        return known

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Coverages(Mapping[str, Coverage]):
    """The coverage of each article, worked out when it is asked for."""

    def __init__(self, run: Run, brief: Mapping[str, Summary]) -> None:
        self._run, self._brief = run, brief

    def __getitem__(self, name: str) -> Coverage:
        if name not in self._brief:
            raise KeyError(name)
        versions = self._run.corpus.versions[name]
        found = {each: covered_in(self._run, each)[0] for each in versions}
        return coverage.carried(versions, found)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._brief)

    def __len__(self) -> int:
        return len(self._brief)


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
    """The rows as texts, in files by kind and name of the fact."""

    def __init__(self, run: Run, kept: Cache) -> None:
        assert run.maker is not None
        self._outcomes, self._kept = run.outcomes, kept
        self._ground = f"{run.ground} {run.maker.key}"
        self._loaded: dict[tuple[str, int], dict[str, str]] = {}

    def __call__(self, kind: str, fact: str) -> str | None:
        """A row, if it is there and is what was found out."""
        outcome = self._outcomes[fact]
        text = outcome.texts.get(kind)
        if text is None:
            text = self._shard(kind, _shard(fact)).get(fact)
            if text is None or digest(text) != outcome.rows.get(kind):
                return None
        return text

    def _shard(self, kind: str, number: int) -> dict[str, str]:
        known = self._loaded.get((kind, number))
        if known is None:
            data = self._kept.get(self._key(kind, number))
            known = self._loaded[kind, number] = json.loads(data) if data else {}
        return known

    def _key(self, kind: str, number: int) -> str:
        return f"rows {kind} {number} {self._ground}"

    def save(self) -> None:
        """Keep what is new, and forget what is gone."""
        new: dict[tuple[str, int], dict[str, str]] = {}
        for name, outcome in self._outcomes.items():
            for kind, text in outcome.texts.items():
                new.setdefault((kind, _shard(name)), {})[name] = text
        for (kind, number), texts in new.items():
            before = self._shard(kind, number)
            if any(before.get(name) != text for name, text in texts.items()):
                entries = {name: text for name, text in {**before, **texts}.items() if name in self._outcomes}
                self._loaded[kind, number] = entries
                self._kept.put(self._key(kind, number), json.dumps(entries, separators=(",", ":")).encode())
        if new:
            self._kept.trim()


def _shard(name: str) -> int:
    return crc32(name.encode()) % SHARDS


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
        _Facts(run),
        _Coverages(run, found.coverage),
        found.problems,
        Rows(run.maker.base, digests, texts),
        known=found,
        taken=taken,
    )
