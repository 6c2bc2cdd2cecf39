"""Changing what is published: `rename` and `retract`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import compiled_from, project

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.corpus import Corpus
    from generator.renaming import Plan


@click.command()
@click.argument("old")
@click.argument("new")
@project
def rename(old: str, new: str, root: Path) -> None:
    """Give a claim, an article or a speaker another id.

    OLD is the id, with its folder where that is needed to tell what is meant: claims/buses. Its files are moved,
    everything that names it is changed, and its former address leads to the new one.
    """
    from generator import renaming

    plan = _carried_out(root, lambda corpus: renaming.plan(root, corpus, old, new))
    click.echo(
        f"{plan.old} is {plan.new} now; {len(plan.changes)} files changed, and its old address leads there.", err=True
    )
    for path in _mentions(root, plan.old):
        click.echo(f"{path} still names {plan.old}.", err=True)


@click.command()
@click.argument("claim")
@click.option("--reason", required=True, help="What was wrong, for readers.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day; else SOURCE_DATE_EPOCH, else you are asked.")
@project
def retract(claim: str, reason: str, day: str | None, root: Path) -> None:
    """Take a published fact back: its page stays, marked as withdrawn, with the reason and a correction."""
    from generator import retracting

    on = _day(day)
    plan = _carried_out(root, lambda corpus: retracting.plan(root, corpus, claim, reason, on))
    click.echo(f"{plan.new} is withdrawn as of {on}. Read its verdict and summary again: they say it now.", err=True)


def _day(given: str | None) -> date:
    """A day that somebody gave: never silently the day on which the command happens to run."""
    if given is None and (epoch := os.environ.get("SOURCE_DATE_EPOCH")):
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            raise click.UsageError("SOURCE_DATE_EPOCH must be a number of seconds.") from None
    if given is None:
        if not sys.stdin.isatty():
            raise click.UsageError("The day is not known. Give --date YYYY-MM-DD, or set SOURCE_DATE_EPOCH.")
        given = str(click.prompt("The day of the retraction (YYYY-MM-DD)", err=True))
    try:
        return datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.UsageError(f"{given!r} is no day; write it as 2017-08-31.") from None


def _carried_out(root: Path, planned: Callable[[Corpus], Plan]) -> Plan:
    """Work a change out, try it on a copy, and carry it out where the copy is no worse than before; or exit."""
    from generator import reporting
    from generator.changing import NotChangedError, carry_out
    from generator.mending import rehearsal
    from generator.renaming import RefusedError

    before = compiled_from(root)
    if before.corpus is None:
        click.echo(reporting.as_text(before.problems))
        click.echo("Mend this first. Nothing was changed.", err=True)
        sys.exit(1)
    try:
        plan = planned(before.corpus)
        with rehearsal(root, plan.changes) as copy:
            after = compiled_from(copy)
        worse = _worse(before, after)
        if not worse:
            carry_out(root, plan.changes)
    except (RefusedError, NotChangedError) as error:
        click.echo(f"{error} Nothing was changed.", err=True)
        sys.exit(1)
    if worse:
        click.echo(reporting.as_text([each for each in after.problems if each.rule.id in worse]))
        click.echo("This would be wrong afterwards. Nothing was changed.", err=True)
        sys.exit(1)
    for file in sorted(plan.changes):
        click.echo(file)
    return plan


def _worse(before: Compiled, after: Compiled) -> set[str]:
    """The rules that are broken more often than before."""
    old, new = (Counter(problem.rule.id for problem in each.problems) for each in (before, after))
    return {rule for rule, count in new.items() if count > old[rule]}


def _mentions(root: Path, address: str) -> list[str]:
    """Hand-written documents that name an address; they are no part of the publication, and left alone."""
    listed = [*root.glob("*.md"), *(root / "docs").glob("*.md")]
    return sorted(
        path.relative_to(root).as_posix()
        for path in listed
        if path.is_file() and address in path.read_text(encoding="utf-8", errors="replace")
    )
