"""Reviewing a change: `diff`."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import compiled_from, project
from generator.problems import Problem, errors

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.diffing.revisions import Revision


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "json")),
    default="markdown",
    help="How the difference is printed.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1_000),
    default=65_536,
    show_default=True,
    help="How many characters the Markdown may have; the default is what a comment on GitHub may have.",
)
@project
def diff(base: str, head: str | None, form: str, limit: int, root: Path) -> None:
    """Say what changes for readers between two revisions.

    Compared are the last revision that BASE and HEAD have in common, and HEAD; without HEAD, the files as they are now.
    """
    from generator.diffing import assembling, interchange, markdown

    with _misuse_without_revision():
        before, start = at_base(root, base, head)
        after, end = (compiled_from(root), None) if head is None else at(root, head)
    found, problems = assembling.difference(before, start, after, end)
    text = interchange.as_json(found) if form == "json" else markdown.as_markdown(found, limit)
    sys.stdout.buffer.write(text.encode("utf-8"))  # whatever the terminal's encoding is
    wrong = [*problems, *(errors(after.problems) if after else ())]
    if wrong:
        click.echo(f"{len(wrong)} problem{'s' if len(wrong) != 1 else ''}.", err=True)
    sys.exit(1 if wrong else 0)


def at(root: Path, name: str) -> tuple[Compiled | None, Revision]:
    """The publication at a revision, or None where there was none.

    Raises:
        NoRevision: where there is no such revision.
    """
    from generator.diffing import revisions

    revision = revisions.resolve(root, name)
    return _compiled_at(root, revision), revision


def at_base(root: Path, name: str, head: str | None = None) -> tuple[Compiled | None, Revision]:
    """The publication at the last revision that a branch has in common with another one, or with what is checked out.

    Raises:
        NoRevision: where there is no such revision.
    """
    from generator.diffing import revisions

    other = revisions.resolve(root, head) if head is not None else None
    base = revisions.common(root, revisions.resolve(root, name), other)
    return _compiled_at(root, base), base


def problems_since(root: Path, name: str, after: Compiled) -> tuple[Problem, ...]:
    """What is wrong with the change from a revision to what is there now; exits where there is no such revision."""
    from generator.diffing import assembling

    with _misuse_without_revision():
        before, _ = at_base(root, name)
    return assembling.problems_of_change(before, after)


def _compiled_at(root: Path, revision: Revision) -> Compiled | None:
    from generator.diffing import revisions

    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder goes in this case, too
    try:
        with tempfile.TemporaryDirectory(prefix="disputed-") as folder:
            where = Path(folder).resolve()
            return compiled_from(where) if revisions.copy_out(root, revision, where) else None
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def _misuse_without_revision() -> Iterator[None]:
    from generator.diffing.revisions import NoRevision

    try:
        yield
    except NoRevision as error:
        raise click.UsageError(str(error)) from error
