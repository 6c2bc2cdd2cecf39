"""Checking: `check` and `explain`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import (
    amount,
    compiled_from,
    in_workspace,
    project,
    report_on,
    scheduler_option,
    whole_without_workers,
    workers,
)
from generator.problems import Problem, errors, in_order

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.report import Report

FORMATS = ("text", "github", "json", "sarif")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@click.option("--coverage/--no-coverage", default=True, help="Whether uncited sentences are listed.")
@click.option("--base", help="Also check the change since this revision, such as origin/main: its corrections.")
@click.option("--fix", is_flag=True, help="Mend what has exactly one right fix, then report what is left.")
@click.option("--cache/--no-cache", "use_cache", default=True, help="Whether what earlier runs found out counts.")
@scheduler_option
@project
def check(
    paths: tuple[Path, ...],
    form: str,
    coverage: bool,
    base: str | None,
    fix: bool,
    use_cache: bool,
    scheduler: str | None,
    root: Path,
) -> None:
    """Check every claim, or only report on PATHS (files or folders)."""
    from generator import reporting

    chosen = []
    for path in paths:
        full = path.resolve()
        if not full.is_relative_to(root) or not full.exists():
            raise click.UsageError(f"There is no {path} in the project {root.name}.")
        chosen.append(full.relative_to(root).as_posix())

    if scheduler is not None and (fix or base is not None):
        raise click.UsageError("--scheduler goes with neither --fix nor --base, which need whole facts here.")
    pool = workers(scheduler)

    def asked(problem: Problem) -> bool:
        return not chosen or any(_within(problem.place.file, path) for path in chosen)

    # the past is compared with whole facts; mending looks again after each round
    compiled = _mended(root, asked, form) if fix else compiled_from(root) if base is not None else None
    with whole_without_workers("Nothing was checked."):
        report = report_on(root, pool, use_cache=use_cache) if compiled is None else compiled.report
    everything = report.problems
    if base is not None:
        from generator.commands.reviewing import problems_since

        assert compiled is not None
        everything = in_order((*everything, *problems_since(root, base, compiled)))
    problems = [problem for problem in everything if asked(problem)]
    covered = report.coverage
    if chosen:
        articles = {f"seeds/articles/{name}.{ending}": name for name in covered for ending in ("txt", "yml")}
        named = {name for file, name in articles.items() if any(_within(file, path) for path in chosen)}
        covered = {name: each for name, each in covered.items() if name in named}
    match form:
        case "json":
            click.echo(reporting.as_json(problems, covered), nl=False)
        case "sarif":
            click.echo(reporting.as_sarif(problems, in_workspace(root)), nl=False)
        case "github":
            click.echo(reporting.as_github(problems, in_workspace(root)), nl=False)
            summary = os.environ.get("GITHUB_STEP_SUMMARY")
            if summary:
                with Path(summary).open("a", encoding="utf-8") as stream:
                    stream.write(reporting.as_summary(problems, covered))
            else:
                click.echo(reporting.as_summary(problems, covered), nl=False)
        case _:
            if problems:
                click.echo(reporting.as_text(problems))
            if coverage:
                click.echo(reporting.coverage_text(covered), nl=False)
            click.echo(_verdict_on(report, problems, bool(chosen)), err=True)
    sys.exit(1 if errors(problems) else 0)


def _mended(root: Path, asked: Callable[[Problem], bool], form: str) -> Compiled:
    """The publication after every fix that is certain, each of which is said."""
    from generator import mending, reporting
    from generator.changing import NotChangedError, carry_out
    from generator.past import Repository

    try:
        outcome = mending.mend(root, compiled_from, Repository(root), asked)
        carry_out(root, outcome.changes)
    except NotChangedError as error:
        click.echo(f"{error} Nothing was fixed.", err=True)
        sys.exit(1)
    # what is meant for programs holds problems only
    for problem, title in outcome.fixed:
        click.echo(reporting.as_fixed(problem, title), err=form != "text")
    if outcome.fixed:
        count, files = len(outcome.fixed), len(outcome.changes)
        click.echo(f"{amount(count, 'problem')} fixed in {amount(files, 'file')}.", err=True)
        click.echo(err=form != "text")
    return outcome.left


def _within(file: str, path: str) -> bool:
    return path == "." or file == path or file.startswith(f"{path}/")


def _verdict_on(report: Report, problems: Sequence[Problem], chosen: bool) -> str:
    from generator import reporting

    if problems:
        return f"{reporting.tally(problems)}."
    if chosen:
        elsewhere = len(errors(report.problems))
        return (
            f"No problems there; {amount(elsewhere, 'error')} elsewhere: disputed check"
            if elsewhere
            else "No problems there."
        )
    return f"{amount(report.facts, 'fact')}, {amount(report.accounts, 'account')}, every quote found word for word."


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what a RULE asks for, which mistake it catches and what to do; without one, list them all."""
    from generator.authored import suggestion
    from generator.rules import RULES

    if rule is None:
        width = max(len(name) for name in RULES)
        for name, each in RULES.items():
            click.echo(f"{name:{width}}  {each.summary}")
        return
    if rule not in RULES:
        raise click.UsageError(f"There is no rule {rule!r}. {suggestion(rule, RULES) or 'See: disputed explain'}")
    chosen = RULES[rule]
    click.echo(
        f"{chosen.id} ({chosen.level}, {chosen.scope})\n\n{chosen.summary}\n\n"
        f"It catches this: {chosen.why}\n\nWhat to do: {chosen.fix}"
        + (f"\n\nWhat `disputed check --fix` does: {chosen.mend}" if chosen.mend else "")
    )
