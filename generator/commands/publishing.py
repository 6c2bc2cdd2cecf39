"""From sources to the site: `generate`, `build` and `verify`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import (
    FailedError,
    amount,
    fail,
    progress_bar,
    project,
    scheduler_option,
    settings_of,
    sound,
    whole_without_workers,
    with_sound,
    workers,
)
from generator.folders import DOCS, SPARE

if TYPE_CHECKING:
    from generator.compiler import Compiled
    from generator.engines import Engine
    from generator.glancing import Ahead
    from generator.parallel import Pool
    from generator.rendered import Source
    from generator.settings import Settings

PLAIN = "DISPUTED_PLAIN"
"""The environment variable that does what `--plain` does."""
FOLDER = click.Path(path_type=Path, file_okay=False)
from_option = click.option(
    "--from",
    "folders",
    type=FOLDER,
    multiple=True,
    help="A folder with shards: their pages are taken where they fit the sources. May be given several times.",
)
LEFT = "The last good site, if there is one, was left as it is."


def _note(text: str) -> None:
    click.echo(text, err=True)


def _brought(folders: Sequence[Path]) -> list[Source]:
    """The shards in some folders, or exit where one cannot be read."""
    if not folders:
        return []
    from generator import shards

    try:
        return [source for folder in folders for source in shards.read(folder)]
    except shards.ShardError as error:
        raise click.UsageError(str(error)) from None


def _one_shard(root: Path, text: str, into: Path, pool: Pool) -> None:
    from generator import history, render, shards

    try:
        shard = shards.Shard.named(text)
    except shards.ShardError as error:
        raise click.UsageError(str(error)) from None

    def work(compiled: Compiled, _: Ahead) -> None:
        names = [name for name in compiled.facts if shard.holds(name)]
        with whole_without_workers("The shard has no list, and counts as absent."):
            made = render.shard(compiled, settings_of(compiled), history.read(root), names, pool)
            count = shards.write(into, shard, made)
        click.echo(f"{into}: {amount(count, 'fact')} of {len(compiled.facts):,}, shard {text}.", err=True)

    with_sound(root, work, pool)


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a generated file is not up to date.")
@click.option("--shard", metavar="N/M", help="Only the pages of one part of the facts, such as 3/8, and into --into.")
@click.option("--into", type=FOLDER, help="The folder that a shard is written to.")
@from_option
@scheduler_option
@project
def generate(
    only_check: bool,
    shard: str | None,
    into: Path | None,
    folders: tuple[Path, ...],
    scheduler: str | None,
    root: Path,
) -> None:
    """Write the pages into docs/."""
    from generator import building

    if (shard is None) != (into is None) or (shard and (only_check or folders)):
        raise click.UsageError("--shard and --into go together, and with neither --check nor --from.")
    pool = workers(scheduler)
    if shard is not None and into is not None:
        _one_shard(root, shard, into, pool)
        return
    elsewhere = _brought(folders)

    def work(compiled: Compiled, ahead: Ahead) -> None:
        where = settings_of(compiled)
        with whole_without_workers("Nothing was written."):
            done = building.generate(
                root,
                compiled,
                where,
                progress_bar,
                only_check=only_check,
                pool=pool,
                elsewhere=elsewhere,
                note=_note,
                ahead=ahead,
            )
        if done.problems:
            fail(done.problems, "Nothing was written.")
        written, removed = len(done.difference.write), len(done.difference.remove)
        said = (
            "Every page is up to date."
            if not written + removed
            else f"{amount(written, 'file')} written, {removed} removed."
        )
        click.echo(said, err=True)

    with_sound(root, work, pool, root / DOCS)


@click.command()
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", help="Which builder to use.")
@click.option("--plain", is_flag=True, help="Let the builder make every page itself: slower, the same site.")
@from_option
@scheduler_option
@project
def build(engine: str, plain: bool, folders: tuple[Path, ...], scheduler: str | None, root: Path) -> None:
    """Check, generate, build and verify the site, into site/."""
    from generator.engines import Engine

    publish(root, Engine(engine), workers(scheduler), _brought(folders), plain=plain)


def publish(
    root: Path, engine: Engine, pool: Pool, elsewhere: Sequence[Source] = (), *, plain: bool = False
) -> Settings:
    """Check, generate, build, verify and swap, or exit: all that `build` does.

    Args:
        root: the project's folder.
        engine: which builder to use.
        pool: who may share the work.
        elsewhere: pages of facts that were made elsewhere.
        plain: whether the builder makes every page itself.

    Returns:
        Where site and repository are.
    """
    from generator.settings import Settings

    bare, where = plain or bool(os.environ.get(PLAIN)), Settings()

    def work(compiled: Compiled, ahead: Ahead) -> None:
        nonlocal where
        where = settings_of(compiled)
        _build(root, compiled, engine, pool, elsewhere, ahead, bare=bare)

    with_sound(root, work, pool, root / DOCS, root / SPARE)
    return where


def _build(
    root: Path,
    compiled: Compiled,
    engine: Engine,
    pool: Pool,
    elsewhere: Sequence[Source],
    ahead: Ahead,
    *,
    bare: bool,
) -> None:
    from generator import building, engines
    from generator.admin import pages

    assert compiled.corpus is not None
    where = settings_of(compiled)
    silently = partial(building.generate, root, compiled, where, pool=pool, elsewhere=elsewhere)
    generate = partial(silently, progress=progress_bar, note=_note)
    if building.generate_apart(root, compiled, where, generate, pool, ahead):
        generate = silently
    with whole_without_workers("Nothing was written."):
        done = generate(ahead=ahead)
    if done.problems:
        fail(done.problems, "Nothing was written.")
    try:
        with whole_without_workers(LEFT):
            problems = building.build(
                root,
                compiled,
                where,
                engine,
                progress_bar,
                generated={} if bare else done.digests,
                pool=pool,
                beside=partial(pages.built, root, compiled.corpus, where),
                note=lambda why: click.echo(f"The builder makes every page itself: {why}.", err=True),
                ahead=ahead,
            )
    except engines.BuilderError as error:
        click.echo(str(error), err=True)
        click.echo(LEFT, err=True)
        raise FailedError(str(error)) from None
    if problems:
        fail(problems, LEFT)
    done.remember(root)
    report = compiled.report
    click.echo(f"site/: {amount(report.facts, 'fact')}, {amount(report.accounts, 'account')}, verified.", err=True)


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
