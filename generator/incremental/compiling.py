"""A compiled publication of which hardly anything is loaded: facts are resolved when somebody asks for them.

The report says that all of them hold. What pages that list many facts need of each is kept as rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from generator import coverage, parallel
from generator.cache import Cache
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.coverage import Coverage
from generator.incremental.late import Asked
from generator.incremental.running import MuchToDoError, Run, looked_at
from generator.incremental.telling import Telling
from generator.incremental.working import Desk, Making, covered_in, fact_of
from generator.parallel import HERE, Pool
from generator.report import Covered, Report
from generator.rows import Rows
from generator.snapshot import Snapshot

LIMIT = 1_000_000_000
"""Bytes that rows may take."""
FACTS = 100
"""So many resolved facts stay in memory; hardly anything asks for one twice."""
ARTICLES = 200
"""So many articles; those that facts beside each other quote are mostly the same."""


def _coverage(run: Run, name: str) -> Coverage:
    versions = run.corpus.versions[name]
    return coverage.carried(versions, {each: covered_in(run, each)[0] for each in versions})[name]


class LateCompiled(Compiled, kw_only=True):
    """A compiled publication of which hardly anything is loaded.

    Attributes:
        known: the report.
        taken: the digests of all files.
        desk: where facts are resolved.
    """

    known: Report
    taken: Snapshot
    desk: Desk

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The digests of all files."""
        return self.taken.files

    @property
    def gists(self) -> str:
        """As the run found them."""
        return self.desk.gists

    @property
    def ground(self) -> tuple[object, ...]:
        """What resolving any fact takes."""
        return self.desk.ground

    def part(self, names: Sequence[str]) -> Compiled:
        """Some facts as files, to be resolved where they are sent."""
        desk = self.desk.part(names)
        corpus = desk.with_only({name: desk.late(name) for name in desk.usable})
        return Compiled(corpus, Asked(dict.fromkeys(names), partial(fact_of, desk)), {}, ())

    @property
    def covered(self) -> Mapping[str, Covered]:
        """The coverage of each article in brief, as it was found."""
        return self.known.coverage

    @property
    def report(self) -> Report:
        """As it was found."""
        return self.known


def _find_out(begin: Callable[[], Run]) -> None:
    """Find out all there is to find out, and keep it."""
    run, _ = looked_at(begin)
    told = Telling(run.kept, run.basis, run.outcomes)
    for kind in run.whole:
        told(kind)


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

    def begin(*, lean: bool = False) -> Run:
        return Run(root, taken, kept, pool, progress, making, kept_rows, lean=lean)

    apart = pool.local is pool and pool.forks and kept.place("") is not None and kept_rows.place("") is not None
    try:
        run, found = looked_at(partial(begin, lean=apart))
    except MuchToDoError:
        parallel.beforehand(partial(_find_out, begin))
        run, found = looked_at(begin)
    if found is None or run.maker is None or run.shelves is None:
        return None
    run.forget(ARTICLES)
    told = Telling(kept, run.basis, run.outcomes)
    return LateCompiled(
        run.corpus,
        Asked(dict.fromkeys(run.outcomes.facts()), partial(fact_of, run), most=FACTS),
        Asked(found.coverage, partial(_coverage, run), most=ARTICLES),
        found.problems,
        Rows(
            run.maker.base,
            told,
            partial(run.shelves.texts, told),
            run.whole,
            forget=run.shelves.forget,
        ),
        known=found,
        taken=taken,
        desk=run,
    )
