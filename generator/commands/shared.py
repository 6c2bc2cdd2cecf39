"""What the commands share: the project they work on, a sound publication or an exit, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.problems import Problem

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.glancing import Ahead
    from generator.parallel import Pool
    from generator.report import Report
    from generator.settings import Settings


def _root(_context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    """The project's folder: the given one, or the nearest above that holds `seeds/`."""
    here = value.resolve()
    for folder in (here, *here.parents):
        if (folder / "seeds").is_dir():
            return folder
    raise click.UsageError(f"There is no folder `seeds` in {value} or above it; name the project with --project.")


project = click.option(
    "--project",
    "root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    callback=_root,
    help="The project's folder; by default the current one or the nearest above it that holds seeds/.",
)


def progress_bar(label: str, steps: int) -> Callable[[], None]:
    """A progress bar on a terminal, nothing in a log."""
    if not sys.stderr.isatty() or os.environ.get("CI") or steps < 50:
        return lambda: None
    bar = click.progressbar(length=steps, label=f"{label:9}", file=sys.stderr, update_min_steps=max(steps // 100, 1))
    bar.render_progress()
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        bar.update(1)
        if done == steps:
            bar.render_finish()

    return step


def workers(address: str | None) -> Pool:
    """The workers of a scheduler, or the cores of this machine; exit where nobody is there."""
    if address is None:
        from generator.parallel import all_cores

        return all_cores()
    from generator.cluster import workers_of
    from generator.parallel import ClusterError

    try:
        return workers_of(address)
    except ClusterError as error:
        raise click.UsageError(str(error)) from None


scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Share the work out among the workers of this Dask scheduler, such as tcp://10.0.0.1:8786.",
)


@contextmanager
def whole_without_workers(left: str) -> Iterator[None]:
    """Say so and stop with exit code 1 if the machines that were asked to help are lost; `left` says what remains."""
    from generator.parallel import ClusterError

    try:
        yield
    except ClusterError as error:
        click.echo(f"{error} {left}", err=True)
        sys.exit(1)


def compiled_from(root: Path) -> Compiled:
    """Everything that was read and checked, with its problems."""
    from generator.compiler import compile_corpus

    return compile_corpus(root, progress_bar)


def late_from(root: Path, pool: Pool) -> Compiled:
    """The same, but what earlier runs found out is not found out again, and facts are resolved when they are asked for.

    A file that changes while somebody works with that raises `ChangedMeanwhileError`.
    """
    from generator import cache, rechecking, snapshot

    def load() -> None:
        from generator import listing  # noqa: F401
        from generator.incremental import compiling  # noqa: F401

    kept = cache.at(root, os.environ, "check", rechecking.LIMIT)
    looked = kept.folder or pool is not pool.local
    taken = snapshot.take(root, rechecking.SEEDS, snapshot.Before(b"", load)) if looked else None
    from generator.incremental import compiling
    from generator.listing import making

    rows = cache.at(root, os.environ, "rows", compiling.LIMIT)
    late = compiling.compiled(root, taken, kept, rows, making(os.environ), pool, progress_bar) if taken else None
    return late or compiled_from(root)


def report_on(root: Path, pool: Pool, *, use_cache: bool) -> Report:
    """What checking comes to; with the cache, nothing is checked twice."""
    from generator import cache, rechecking

    kept = cache.at(root, os.environ, "check", rechecking.LIMIT) if use_cache else cache.NOTHING
    return rechecking.check(root, kept, pool, progress_bar)


def amount(count: int, what: str) -> str:
    """How many there are of something: 1 fact, 2 facts."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def settings_of(compiled: Compiled) -> Settings:
    """Where the site and the repository are."""
    from generator.settings import settings

    return settings(os.environ, compiled.corpus.publication if compiled.corpus else None)


def in_workspace(root: Path) -> str:
    """Where the project is below the folder that a GitHub workflow works in, with a slash at the end, or empty."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not root.is_relative_to(Path(workspace).resolve()):
        return ""
    below = root.relative_to(Path(workspace).resolve()).as_posix()
    return "" if below == "." else f"{below}/"


class FailedError(SystemExit):
    """A command stops with exit code 1, and has said why.

    Attributes:
        problems: what is wrong, if it is the sources.
        said: the report, or what else was said.
    """

    def __init__(self, said: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(1)
        self.problems = problems
        self.said = said


def fail(problems: Sequence[Problem], so: str) -> None:
    """Print problems and stop with exit code 1."""
    from generator import reporting

    report = reporting.as_text(problems)
    click.echo(report)
    click.echo(f"{reporting.tally(problems)}. {so}", err=True)
    raise FailedError(report, problems)


def sound(root: Path, compiled_from: Callable[[Path], Compiled] = compiled_from) -> Compiled:
    """A publication that compiles, or exit."""
    compiled = compiled_from(root)
    if not compiled.sound:
        fail(compiled.problems, "Nothing was written.")
    return compiled


def with_sound(root: Path, work: Callable[[Compiled, Ahead], None], pool: Pool, *folders: Path) -> None:
    """Do something with a publication that compiles, or exit; again where files change meanwhile.

    Args:
        root: the project's folder.
        work: what to do.
        pool: who may share the work.
        folders: what it will look at, which is done while the publication is compiled.
    """
    from generator import glancing
    from generator.alone import alone
    from generator.incremental.late import ChangedMeanwhileError

    with alone(root, lambda: click.echo("Another run is at work here; waiting for it.", err=True)):
        ahead = glancing.begin(*folders)
        try:
            with whole_without_workers("Nothing was written."):
                compiled = sound(root, partial(late_from, pool=pool))
            work(compiled, ahead)
        except ChangedMeanwhileError:
            work(sound(root), ahead)
        finally:
            ahead.end()
