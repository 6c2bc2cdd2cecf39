"""From sources to a verified site: generate the pages, let a builder make HTML of them, verify, and only then publish.

The builder runs as a process of its own on a folder of its own. The last good site stays until the new one has passed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

import yaml

from generator import history, publish, render, schema
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.exports import cards
from generator.languageserver import schemas
from generator.problems import Problem
from generator.publish import Difference
from generator.settings import Settings
from generator.tidy import tidy
from generator.verify import verify
from generator.views.common import Site

DOCS = "docs"
SITE = "site"
OWNED = (
    "claims",
    "articles",
    "speakers",
    "rules",
    "fields",
    "matrix",
    "timeline",
    "map",
    "changes",
    "embeds",
    "feeds",
    "data",
    "schema",
)
"""Folders below `docs/` that hold nothing but generated files."""
GENERATED = "DISPUTED_GENERATED"
"""Tells the builder's hook that the pages are fresh, so that it does not make them a second time."""


class Engine(StrEnum):
    """Which builder turns the pages into HTML."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


@dataclass(frozen=True, slots=True)
class Generated:
    """What generating came to: the differences, and problems that keep files from being written."""

    difference: Difference
    problems: tuple[Problem, ...]


def generate(
    root: Path,
    compiled: Compiled,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    only_check: bool = False,
    workers: int = 1,
) -> Generated:
    """Write the pages of a sound publication, or only compare them with what is there."""
    pages = render.each_page(compiled, settings, progress, history.read(root), workers)
    wanted = chain(pages, schema.schemas(render.MARKER).items())
    found = publish.bring(root / DOCS, wanted, OWNED, render.MARKER, write=not only_check)
    problems = tuple(publish.problems(found, DOCS, stale=only_check))
    if not only_check:
        schemas.write(root, compiled.corpus, render.MARKER)
    return Generated(found, problems)


class BuilderError(Exception):
    """The builder failed. Its own output says why."""


def build(
    root: Path, compiled: Compiled, settings: Settings, engine: Engine, progress: Progress = no_progress
) -> tuple[Problem, ...]:
    """Build, verify and publish the site into `site/`.

    Args:
        root: the project's folder, its pages freshly generated.
        compiled: the sound publication.
        settings: where site and repository are.
        engine: which builder to use.
        progress: told about every verified page.

    Returns:
        What is wrong with the built site; then the last good one stays where it is.

    Raises:
        BuilderError: when the builder itself fails.
    """
    new = root / f"{SITE}.new"
    shutil.rmtree(new, ignore_errors=True)
    try:
        _run(root, new, settings, engine)
        draw_cards(compiled, settings, new, root / SITE, progress)
        problems = verify(new, SITE, compiled, settings, progress)
        if not problems:
            _swap(new, root / SITE)
        return problems
    finally:
        shutil.rmtree(new, ignore_errors=True)


def draw_cards(
    compiled: Compiled, settings: Settings, site: Path, last: Path | None = None, progress: Progress = no_progress
) -> None:
    """Draw the pictures that represent pages where they are shared, into a built site.

    Args:
        compiled: the sound publication.
        settings: where site and repository are.
        site: the folder of the built site.
        last: the last one, whose pictures are taken over where they are the same.
        progress: told about every picture.
    """
    from generator.exports import drawing  # nothing else needs the library it draws with

    assert compiled.corpus is not None
    drawing.draw(cards.every_card(Site(compiled, compiled.corpus, settings)), site, last, progress)


def _swap(new: Path, site: Path) -> None:
    """Put the new site in the place of the old one by two renames."""
    old = site.with_name(f"{site.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _run(root: Path, new: Path, settings: Settings, engine: Engine) -> None:
    environment = {**os.environ, GENERATED: "1", "SITE_URL": settings.site or "", "NO_MKDOCS_2_WARNING": "1"}
    if engine is Engine.MKDOCS:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(new)]
        _call(command, root, environment)
        return
    config = root / f".{Engine.ZENSICAL}.yml"
    config.write_text(_zensical(root / "mkdocs.yml", new, settings), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", config.name]
        _call(command, root, environment)
    finally:
        config.unlink(missing_ok=True)
    if not new.is_dir():
        raise BuilderError("zensical built no site.")
    for page in new.rglob("*.html"):  # what the hook does for MkDocs
        page.write_text(tidy(page.read_text(encoding="utf-8")), encoding="utf-8")


def _call(command: list[str], root: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuilderError(
            f"{command[2]} failed with exit code {done.returncode}:\n{done.stdout}{done.stderr}".rstrip()
        )


def _zensical(config: Path, site: Path, settings: Settings) -> str:
    """A configuration for Zensical: it takes no site folder as an argument, and needs a name for Material's look."""
    text = config.read_text(encoding="utf-8")
    data = yaml.load(text, Loader=_Passing)
    data["site_dir"] = site.name
    data["site_url"] = settings.site or ""
    data["theme"]["variant"] = "classic"
    data.pop("hooks", None)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


class _Passing(yaml.SafeLoader):
    """Reads `!ENV` values of the configuration as what they stand for at this moment."""


def _environment_value(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    names = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else [node.value]
    *variables, default = names if len(names) > 1 else [*names, None]
    return next((os.environ[name] for name in variables if name in os.environ), default)


_Passing.add_constructor("!ENV", _environment_value)
