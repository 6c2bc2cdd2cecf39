"""From sources to the site: `generate`, `build`, `serve` and `verify`."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import click

from generator.commands.shared import (
    amount,
    fail,
    progress_bar,
    project,
    scheduler_option,
    settings_of,
    sound,
    whole_without_workers,
    workers,
)

PLAIN = "DISPUTED_PLAIN"
"""The environment variable that does what `--plain` does."""
LEFT = "The last good site, if there is one, was left as it is."


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a generated file is not up to date.")
@scheduler_option
@project
def generate(only_check: bool, scheduler: str | None, root: Path) -> None:
    """Write the pages into docs/."""
    from generator import building

    pool = workers(scheduler)
    compiled = sound(root)
    with whole_without_workers("Nothing was written."):
        done = building.generate(root, compiled, settings_of(compiled), progress_bar, only_check=only_check, pool=pool)
    if done.problems:
        fail(done.problems, "Nothing was written.")
    written, removed = len(done.difference.write), len(done.difference.remove)
    said = (
        "Every page is up to date."
        if not written + removed
        else f"{amount(written, 'file')} written, {removed} removed."
    )
    click.echo(said, err=True)


@click.command()
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", help="Which builder to use.")
@click.option("--plain", is_flag=True, help="Let the builder make every page itself: slower, the same site.")
@scheduler_option
@project
def build(engine: str, plain: bool, scheduler: str | None, root: Path) -> None:
    """Check, generate, build and verify the site, into site/."""
    from generator import building, engines
    from generator.admin import pages

    pool = workers(scheduler)
    compiled = sound(root)
    assert compiled.corpus is not None
    where = settings_of(compiled)
    with whole_without_workers("Nothing was written."):
        done = building.generate(root, compiled, where, progress_bar, pool=pool)
    if done.problems:
        fail(done.problems, "Nothing was written.")
    try:
        with whole_without_workers(LEFT):
            problems = building.build(
                root,
                compiled,
                where,
                engines.Engine(engine),
                progress_bar,
                generated=() if plain or os.environ.get(PLAIN) else done.difference.wanted,
                pool=pool,
                beside=partial(pages.write, root, compiled.corpus, where),
                note=lambda why: click.echo(f"The builder makes every page itself: {why}.", err=True),
            )
    except engines.BuilderError as error:
        click.echo(str(error), err=True)
        click.echo(LEFT, err=True)
        sys.exit(1)
    if problems:
        fail(problems, LEFT)
    accounts = sum(len(examined.fact.witnesses) for examined in compiled.facts.values())
    click.echo(f"site/: {amount(len(compiled.facts), 'fact')}, {amount(accounts, 'account')}, verified.", err=True)


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve, as HOST:PORT.")
@project
def serve(address: str, root: Path) -> None:
    """Show the site on this machine and rebuild it on every save."""
    os.chdir(root)
    # The builder takes this process's place, so that whatever stops the one stops the other.
    arguments = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    sys.stdout.flush()
    os.execve(sys.executable, arguments, {**os.environ, "NO_MKDOCS_2_WARNING": "1"})


@click.command()
@click.argument("site", type=click.Path(path_type=Path, file_okay=False), default=Path("site"))
@project
def verify(site: Path, root: Path) -> None:
    """Look every quote, link and block of markup up again in a built SITE (by default site/)."""
    from generator.verify import verify as verify_site

    compiled = sound(root)
    folder = site if site.is_absolute() else root / site
    problems = verify_site(folder, site.as_posix(), compiled, settings_of(compiled), progress_bar)
    if problems:
        fail(problems, "")
    click.echo(f"{site}: verified.", err=True)
