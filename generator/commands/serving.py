"""The site on this machine: `serve`, and `edit` with an editor beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from generator.commands.shared import FailedError, project

if TYPE_CHECKING:
    from generator.serving.answering import Application
    from generator.serving.status import Outcome
    from generator.serving.watching import Sources

LOADED = (
    "generator.admin.pages",
    "generator.building",
    "generator.cluster",
    "generator.commands.publishing",
    "generator.exports.drawing",
    "generator.incremental.compiling",
    "generator.listing",
    "generator.languageserver.schemas",
    "generator.rechecking",
    "generator.reporting",
    "generator.templating",
    "generator.views.factparts",
    "generator.alone",
    "concurrent.futures.process",
    "rapidfuzz.distance",
    "rapidfuzz.fuzz",
)
"""What a build needs. It is loaded once, before the process of the first build is forked."""


class _Address(click.ParamType[tuple[str, int]]):
    name = "HOST:PORT"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        host, _, port = value.rpartition(":")
        if not host or not (port.isascii() and port.isdigit() and int(port) < 65_536):
            self.fail(f"{value!r} is not HOST:PORT, such as 127.0.0.1:8000.", param, ctx)
        return host.removeprefix("[").removesuffix("]"), int(port)


address_option = click.option(
    "--address", type=_Address(), default="127.0.0.1:8000", show_default=True, help="Where to serve, as HOST:PORT."
)
open_option = click.option("--open", "opened", is_flag=True, help="Open the site in a browser once it is built.")


@click.command()
@address_option
@open_option
@project
def serve(address: tuple[str, int], opened: bool, root: Path) -> None:
    """Show the site on this machine, build it again on every save, and reload it in the browser."""
    _serve(root, address, opened=opened)


@click.command()
@address_option
@open_option
@project
def edit(address: tuple[str, int], opened: bool, root: Path) -> None:
    """Serve the site on this machine with an editor at /admin/ that writes into this checkout."""
    from generator.admin import pages
    from generator.serving.answering import of_this_machine

    host, port = address
    if not of_this_machine(host):
        raise click.UsageError(
            "The editor writes files and asks nobody for a password: it is served on 127.0.0.1 only."
        )
    if pages.bundle(root) is None:
        click.echo("The editor's scripts are not installed: run `make admin`, which needs Node.js.", err=True)
        sys.exit(1)
    click.echo(f"The editor: http://{f'[{host}]' if ':' in host else host}:{port}/{pages.FOLDER}/", err=True)

    from generator.admin.local import Editor

    _serve(root, address, lambda shown: Editor(root, shown), opened=opened)


def _serve(
    root: Path,
    address: tuple[str, int],
    around: Callable[[Application], Application] = lambda shown: shown,
    *,
    opened: bool,
) -> None:
    from generator.settings import settings

    for name in LOADED:
        import_module(name)
    from generator import folders
    from generator.serving import running
    from generator.serving.answering import of_this_machine
    from generator.serving.rebuilding import Builder
    from generator.serving.server import AddressError

    with Builder(_rebuild, root, _prepare, _look_ahead) as builder:
        try:
            running.serve(
                root / folders.SITE,
                address,
                builder,
                lambda: _sources(root),
                lambda text: click.echo(text, err=True),
                base=_base(settings(os.environ, None).site),
                local=of_this_machine(address[0]),
                around=around,
                ready=click.launch if opened else (lambda _: None),
            )
        except AddressError as error:
            raise click.UsageError(str(error)) from None


def _prepare() -> None:
    """Do what every build does first, so that a fork finds it done; the program does not change while it runs."""
    from generator import cache, fitting, listing

    cache.program()
    fitting.prepare()
    for kind in listing.KINDS:
        kind.prepare()


def _look_ahead(root: Path) -> Iterator[None]:
    """Look at the folders that a build begins with, in the order in which it needs them."""
    from generator import folders, glancing

    return glancing.remember(root / folders.DOCS, root / folders.SPARE)


def _rebuild(root: Path) -> Outcome:
    """Build once, as `disputed build` does."""
    from generator import reporting
    from generator.commands.publishing import publish
    from generator.engines import Engine
    from generator.parallel import all_cores
    from generator.serving.status import Outcome

    try:
        return Outcome(published=True, base=_base(publish(root, Engine.MKDOCS, all_cores()).site))
    except FailedError as failed:
        first = failed.said.splitlines()[0]
        if failed.problems:
            problem = reporting.weightiest(failed.problems)[0]
            first = f"{problem.place}: {problem.message}"
        return Outcome(published=False, problems=len(failed.problems), first=first, report=failed.said)


def _base(site: str | None) -> str:
    """The path of the site's address, with a slash at both ends."""
    from urllib.parse import unquote

    path = unquote(urlsplit(site or "").path).strip("/")
    return f"/{path}/" if path else "/"


def _sources(root: Path) -> Sources:
    """What the site is built from."""
    from generator import building, engines, folders
    from generator.corpus import SEEDS
    from generator.publish import HEAD
    from generator.render import MARKER
    from generator.serving.watching import Sources

    def generated(path: Path) -> bool:
        try:
            with path.open("rb") as stream:
                return MARKER.encode() in stream.read(HEAD)
        except OSError:
            return False

    config = engines.configuration(root)
    theme = config.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    hooks = config.get("hooks")
    program = Path(building.__file__).parent
    return Sources(
        root,
        frozenset(root / name for name in (engines.CONFIG, *(hooks if isinstance(hooks, list) else ()))),
        (root / SEEDS, *([root / custom] if isinstance(custom, str) else [])),
        root / folders.DOCS,
        building.OWNED,
        generated,
        None if any(part.endswith("-packages") for part in program.parts) else program,
    )
