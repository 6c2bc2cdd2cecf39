"""Mending a whole publication: every fix that removes its problem, and no other.

The fixes are tried on a copy of the files and the copy is checked; only what held there becomes a change of the files
themselves.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator import files
from generator.changing import Change, carry_out
from generator.compiler import Compiled
from generator.corpus import SEEDS
from generator.fixes import Past, mended
from generator.problems import Add, Drop, Mend, Problem, Scope, Sort
from generator.records import Record

Compile = Callable[[Path], Compiled]

ROUNDS = 200
"""So often at the most is everything checked again; each round but the last mends something or gives something up."""


class Outcome(Record):
    """What mending came to.

    Attributes:
        fixed: the problems that are gone, each with what was done.
        changes: the changes of files, by path, that make them go.
        left: everything as it is after that.
    """

    fixed: tuple[tuple[Problem, str], ...]
    changes: Mapping[str, Change]
    left: Compiled


@contextmanager
def rehearsal(root: Path, changes: Mapping[str, Change] | None = None) -> Iterator[Path]:
    """A copy of a publication in which changes were carried out, gone when it is left.

    Raises:
        NotChangedError: when a change does not fit the files.
    """
    with tempfile.TemporaryDirectory(prefix="disputed-") as folder:
        copy = Path(folder).resolve()
        shutil.copytree(root / SEEDS, copy / SEEDS, symlinks=True)
        carry_out(copy, changes or {})
        yield copy


def mend(root: Path, compile_at: Compile, past: Past | None, chosen: Callable[[Problem], bool]) -> Outcome:
    """Find every fix that holds. No file of the project is written.

    Args:
        root: the project's folder.
        compile_at: how a publication is checked.
        past: what is known of former files.
        chosen: which problems are to be mended.

    Raises:
        NotChangedError: when the files change in the meantime.
    """
    compiled = compile_at(root)
    if not any(problem.mend and chosen(problem) for problem in compiled.problems):
        return Outcome((), {}, compiled)
    with rehearsal(root) as copy:
        work = _Work(copy, compile_at, past, compiled)
        work.run(chosen)
        changes = {file: Change(before, after) for file, (before, after) in work.changed.items() if before != after}
        return Outcome(tuple(work.fixed), changes, work.compiled)


class _Work:
    def __init__(self, copy: Path, compile_at: Compile, past: Past | None, compiled: Compiled) -> None:
        self.copy = copy
        self.compile_at = compile_at
        self.past = past
        self.compiled = compiled
        self.fixed: list[tuple[Problem, str]] = []
        self.changed: dict[str, tuple[bytes, bytes]] = {}
        self.given_up: set[tuple[str, str, str]] = set()

    def run(self, chosen: Callable[[Problem], bool]) -> None:
        together = True
        for _ in range(ROUNDS):
            wanted = [each for each in self.compiled.problems if chosen(each) and _key(each) not in self.given_up]
            batch, texts = self.batch(wanted, only_one=not together)
            if not batch:
                return
            kept = self.attempt(batch, texts)
            if not kept and len(batch) == 1:
                self.given_up.add(_key(batch[0]))
            together = kept or len(batch) == 1

    def batch(self, wanted: list[Problem], *, only_one: bool) -> tuple[list[Problem], dict[str, str]]:
        """Problems that can be mended together, and the texts of the files after that."""
        texts: dict[str, str] = {}
        batch: list[Problem] = []
        done: set[Mend] = set()
        whole = self.compiled.corpus is not None and not self.compiled.corpus.broken
        for problem in sorted((each for each in wanted if each.mend), key=_order):
            assert problem.mend
            if not whole and any(isinstance(step, Drop) for step in problem.mend.steps):
                continue  # what seems needless may be needed by what could not be read
            if problem.mend in done:
                batch.append(problem)
                continue
            after = mended(problem.mend, lambda file: texts.get(file) or self.text(file), self.past)
            if after is None:
                continue
            texts.update(after)
            batch.append(problem)
            done.add(problem.mend)
            if only_one:
                break
        return batch, texts

    def text(self, file: str) -> str | None:
        found = files.read_text(self.copy, self.copy / file, files.LARGEST)
        return None if isinstance(found, Problem) else found

    def attempt(self, batch: list[Problem], texts: Mapping[str, str]) -> bool:
        """Carry changes out on the copy, and take them back unless every problem of the batch went with them."""
        changes = {file: Change((self.copy / file).read_bytes(), text.encode()) for file, text in texts.items()}
        carry_out(self.copy, changes)
        after = self.compile_at(self.copy)
        if not _better(batch, self.compiled, after, set(texts)):
            carry_out(self.copy, {file: Change(change.after, change.before) for file, change in changes.items()})
            return False
        self.compiled = after
        self.fixed += [(problem, problem.mend.title) for problem in batch if problem.mend]
        for file, change in changes.items():
            assert change.before is not None
            assert change.after is not None
            self.changed[file] = (self.changed.get(file, (change.before, b""))[0], change.after)
        return True


def _key(problem: Problem) -> tuple[str, str, str]:
    """What makes a problem the same after lines have moved."""
    return (problem.rule.id, problem.place.file, problem.message)


def _order(problem: Problem) -> tuple[int, list[tuple[int, str]]]:
    """Mends that leave the paths of others as they are come first, and of those that do not, the last in the file."""
    assert problem.mend
    step = problem.mend.steps[0]
    rank = 3 if isinstance(step, Sort) else 2 if isinstance(step, Add) else 1 if isinstance(step, Drop) else 0
    path = step.path if isinstance(step, Drop) else ()
    return rank, [(-part if isinstance(part, int) else 0, "" if isinstance(part, int) else part) for part in path]


def _better(batch: list[Problem], before: Compiled, after: Compiled, touched: set[str]) -> bool:
    """Whether every problem of a batch is gone, and the form of the touched files is no worse than before.

    What comes to light about the content of a file that can now be read is no fault of the fix.
    """
    old, new = Counter(map(_key, before.problems)), Counter(map(_key, after.problems))
    # the same problem may say something else now, so its rule must be broken less often in its file, too
    was, now = (Counter(_key(each)[:2] for each in compiled.problems) for compiled in (before, after))
    keys = [_key(problem) for problem in batch]
    gone = all(new[key] <= old[key] - count for key, count in Counter(keys).items())
    gone = gone and all(now[key] <= was[key] - count for key, count in Counter(key[:2] for key in keys).items())
    return gone and not any(
        problem.rule.scope is Scope.FILE and problem.place.file in touched and new[_key(problem)] > old[_key(problem)]
        for problem in after.problems
    )
