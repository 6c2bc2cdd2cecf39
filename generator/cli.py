"""The command line. Exit codes: 0 fine, 1 problems, 2 misuse.

Each command imports what it needs when it runs, so that `check` does not wait for a template engine.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import __version__
from generator.problems import Problem, errors

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.settings import Settings

FORMATS = ("text", "github", "json", "sarif")


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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="disputed")
def main() -> None:
    """A compiler for fact-checks: what does not compile does not publish."""


def _progress(label: str, steps: int) -> Callable[[], None]:
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


def _compile(root: Path) -> Compiled:
    from generator.compiler import compile_corpus

    # nearly everything that a run makes lives until its end; looking for garbage more often costs a sixth of its time
    gc.set_threshold(100_000)
    return compile_corpus(root, _progress)


def _settings(compiled: Compiled) -> Settings:
    from generator.settings import settings

    return settings(os.environ, compiled.corpus.publication if compiled.corpus else None)


def _fail(problems: Sequence[Problem], so: str) -> None:
    """Print problems and stop with exit code 1."""
    from generator import reporting

    click.echo(reporting.as_text(problems))
    click.echo(f"{reporting.tally(problems)}. {so}", err=True)
    sys.exit(1)


def _sound(root: Path) -> Compiled:
    """A publication that compiles, or exit."""
    compiled = _compile(root)
    if not compiled.sound:
        _fail(compiled.problems, "Nothing was written.")
    return compiled


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How problems are printed.")
@click.option("--coverage/--no-coverage", default=True, help="Whether uncited sentences are listed.")
@project
def check(paths: tuple[Path, ...], form: str, coverage: bool, root: Path) -> None:
    """Check every claim, or only report on PATHS (files or folders)."""
    from generator import reporting

    chosen = []
    for path in paths:
        full = path.resolve()
        if not full.is_relative_to(root) or not full.exists():
            raise click.UsageError(f"There is no {path} in the project {root.name}.")
        chosen.append(full.relative_to(root).as_posix())
    compiled = _compile(root)
    problems = [p for p in compiled.problems if not chosen or any(_within(p.place.file, path) for path in chosen)]
    covered = compiled.coverage
    if chosen:
        articles = {f"seeds/articles/{name}.{ending}": name for name in covered for ending in ("txt", "yml")}
        named = {name for file, name in articles.items() if any(_within(file, path) for path in chosen)}
        covered = {name: each for name, each in covered.items() if name in named}
    match form:
        case "json":
            click.echo(reporting.as_json(problems, covered), nl=False)
        case "sarif":
            click.echo(reporting.as_sarif(problems), nl=False)
        case "github":
            click.echo(reporting.as_github(problems), nl=False)
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
            click.echo(_verdict_on(compiled, problems, bool(chosen)), err=True)
    sys.exit(1 if errors(problems) else 0)


def _within(file: str, path: str) -> bool:
    return path == "." or file == path or file.startswith(f"{path}/")


def _verdict_on(compiled: Compiled, problems: Sequence[Problem], chosen: bool) -> str:
    from generator import reporting

    if problems:
        return f"{reporting.tally(problems)}."
    if chosen:
        return "No problems there."
    accounts = sum(len(examined.fact.witnesses) for examined in compiled.facts.values())
    return f"{len(compiled.facts)} facts, {accounts} accounts, every quote found word for word."


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a generated file is not up to date.")
@project
def generate(only_check: bool, root: Path) -> None:
    """Write the pages into docs/."""
    from generator import building

    compiled = _sound(root)
    done = building.generate(
        root, compiled, _settings(compiled), _progress, only_check=only_check, workers=os.cpu_count() or 1
    )
    if done.problems:
        _fail(done.problems, "Nothing was written.")
    written, removed = len(done.difference.write), len(done.difference.remove)
    said = "Every page is up to date." if not written + removed else f"{written} files written, {removed} removed."
    click.echo(said, err=True)


@main.command()
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", help="Which builder to use.")
@project
def build(engine: str, root: Path) -> None:
    """Check, generate, build and verify the site, into site/."""
    from generator import building

    compiled = _sound(root)
    where = _settings(compiled)
    done = building.generate(root, compiled, where, _progress, workers=os.cpu_count() or 1)
    if done.problems:
        _fail(done.problems, "Nothing was written.")
    try:
        problems = building.build(root, compiled, where, building.Engine(engine), _progress)
    except building.BuilderError as error:
        click.echo(str(error), err=True)
        click.echo("The last good site, if there is one, was left as it is.", err=True)
        sys.exit(1)
    if problems:
        _fail(problems, "The last good site, if there is one, was left as it is.")
    accounts = sum(len(examined.fact.witnesses) for examined in compiled.facts.values())
    click.echo(f"site/: {len(compiled.facts)} facts, {accounts} accounts, verified.", err=True)


@main.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve, as HOST:PORT.")
@project
def serve(address: str, root: Path) -> None:
    """Show the site on this machine and rebuild it on every save."""
    os.chdir(root)
    # The builder takes this process's place, so that whatever stops the one stops the other.
    arguments = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    sys.stdout.flush()
    os.execve(sys.executable, arguments, {**os.environ, "NO_MKDOCS_2_WARNING": "1"})


@main.command()
@click.argument("site", type=click.Path(path_type=Path, file_okay=False), default=Path("site"))
@project
def verify(site: Path, root: Path) -> None:
    """Look every quote, link and block of markup up again in a built SITE (by default site/)."""
    from generator.verify import verify as verify_site

    compiled = _sound(root)
    folder = site if site.is_absolute() else root / site
    problems = verify_site(folder, site.as_posix(), compiled, _settings(compiled), _progress)
    if problems:
        _fail(problems, "")
    click.echo(f"{site}: verified.", err=True)


@main.command()
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
    )
