"""The report on a publication: that of an earlier run where nothing changed, else worked out, with what it leaves kept.

Where nothing changed, neither the compiler nor the parsers are so much as loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator import cache, report, snapshot
from generator.cache import Cache
from generator.parallel import HERE, Pool
from generator.report import Report

if TYPE_CHECKING:
    from generator.corpus import Progress

SEEDS = "seeds"
LIMIT = 128_000_000
"""Bytes that outcomes of checking may take."""
FILES = "files"
"""Under what it is kept what the files were."""
ROOM = 10_000
"""The same for each source file of a large publication: some five times what they take, for those of other branches."""


def check(
    root: Path,
    kept: Cache,
    pool: Pool = HERE,
    progress: Progress | None = None,
) -> Report:
    """Check a publication: the same report as that of `compile_corpus`.

    Args:
        root: the project's folder, which holds `seeds/`.
        kept: what earlier runs found out.
        pool: who may share the work.
        progress: told about every step of the longer loops.
    """
    taken = snapshot.take(root, SEEDS, snapshot.Before(kept.get(FILES) or b"", _load))
    key = cache.digest("report", cache.program(), taken.whole) if taken else ""
    known = _known(kept, key) if taken else None
    if known is not None:
        return known
    from generator.compiler import compile_corpus
    from generator.corpus import no_progress
    from generator.incremental import running

    told = progress or no_progress
    found = running.check(root, taken, kept, pool, told) if taken else None
    if found is None:  # links and files that cannot be read are problems, each with a place of its own
        return compile_corpus(root, told).report
    if taken is not None:
        kept.put(FILES, taken.trace)
    coverage, rest = report.to_bytes(found)
    name = cache.digest(coverage)
    if kept.get(f"coverage {name}") is None:
        kept.put(f"coverage {name}", coverage)
    kept.keep(key, [name, rest.decode()])
    kept.trim(ROOM * len(taken.files) if taken else 0)
    return found


def _load() -> None:
    """Load what a run needs that finds out anything, and find out how its files are read."""
    from generator import fitting
    from generator.incremental import running  # noqa: F401

    fitting.prepare()


def _known(kept: Cache, key: str) -> Report | None:
    """The report under a key. Its coverage is kept by itself: most changes leave it as it was."""
    name, rest = kept.recall(key) or (None, "")
    coverage = kept.get(f"coverage {name}") if name else None
    return None if coverage is None else report.from_bytes(coverage, rest.encode())
