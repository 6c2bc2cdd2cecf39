"""The builders: how each is run, as a process of its own, and what its work depends on beside its sources."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C part
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

from generator.cache import digest
from generator.frames import dialect
from generator.searching.theirs import sharded
from generator.settings import Settings
from generator.tidy import tidy

GENERATED = "DISPUTED_GENERATED"
"""Tells the builder's hook that the pages are fresh, so that it does not make them a second time."""
SOURCES = "DISPUTED_SOURCES"
"""Tells the builder's hook to take another folder of sources than the configuration names."""
SEARCH = "javascripts/search.js"
"""The script of our own search, which only the pages of a large publication load."""
CONFIG = "mkdocs.yml"
HOOKS = (["generator/mkdocs_hook.py"], ["hooks/disputed.py"])
"""What stands under `hooks` in this publication, and in one that `disputed init` has begun."""
EXTENSIONS = frozenset(
    "abbr admonition attr_list codehilite def_list fenced_code footnotes meta nl2br pymdownx.caret pymdownx.details "
    "pymdownx.emoji pymdownx.mark pymdownx.superfences pymdownx.tabbed pymdownx.tilde sane_lists tables toc".split()
)
"""Markdown extensions that leave a block of HTML alone."""


class Engine(StrEnum):
    """Which builder turns the pages into HTML."""

    MKDOCS = "mkdocs"
    ZENSICAL = "zensical"


DIALECTS = {Engine.MKDOCS: dialect.MKDOCS, Engine.ZENSICAL: dialect.ZENSICAL}


class BuilderError(Exception):
    """The builder failed. Its own output says why."""


def run(root: Path, site: Path, settings: Settings, engine: Engine, sources: Path | None = None) -> None:
    """Run a builder.

    Args:
        root: the project's folder.
        site: the folder it shall build into.
        settings: where site and repository are.
        engine: which builder.
        sources: the folder of sources, if not the project's.

    Raises:
        BuilderError: when it fails.
    """
    environment = {**os.environ, GENERATED: "1", "SITE_URL": settings.site or "", "NO_MKDOCS_2_WARNING": "1"}
    environment.pop(SOURCES, None)
    if sources:
        environment[SOURCES] = str(sources)
    if engine is Engine.MKDOCS:
        _call([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)], root, environment)
        return
    config = site.parent / f".{Engine.ZENSICAL}.yml"
    config.write_text(_zensical(root, site, settings, sources), encoding="utf-8")
    _forget(site.parent)
    try:
        _call([sys.executable, "-m", "zensical", "build", "--config-file", str(config)], root, environment)
    finally:
        config.unlink(missing_ok=True)
        _forget(site.parent)
    if not site.is_dir():
        raise BuilderError("zensical built no site.")
    docs = sources or root / configuration(root).get("docs_dir", "docs")
    for page in site.rglob("*.html"):  # what the hook does for MkDocs
        if not (docs / page.relative_to(site)).is_file():
            page.write_text(tidy(page.read_text(encoding="utf-8")), encoding="utf-8")


def _forget(folder: Path) -> None:
    """Remove what Zensical keeps between builds, and no more: its own option for that removes what others keep, too."""
    for path in (folder / ".cache").glob("*"):
        if path.is_file() and (path.name.isdigit() or path.name in ("mkdocstrings.json", "objects.inv")):
            path.unlink()


def _call(command: list[str], root: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuilderError(
            f"{command[2]} failed with exit code {done.returncode}:\n{done.stdout}{done.stderr}".rstrip()
        )


def configuration(root: Path) -> Mapping[str, Any]:
    """The configuration, with its `!ENV` values as what they stand for at this moment; empty if it cannot be read."""
    try:
        data = yaml.load((root / CONFIG).read_text(encoding="utf-8"), Loader=_Passing)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return data if isinstance(data, dict) else {}


def navigation(config: Mapping[str, Any]) -> frozenset[str]:
    """The paths that stand in the navigation."""
    return frozenset(_leaves(config.get("nav")))


def _leaves(item: object) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, list):
        for each in item:
            yield from _leaves(each)
    elif isinstance(item, dict):
        for each in item.values():
            yield from _leaves(each)


def obstacle(config: Mapping[str, Any]) -> str:
    """What in a configuration may treat every page in its own way, so that each needs the builder; or nothing."""
    plugins = {name for each in config.get("plugins", ["search"]) for name in (each if _named(each) else [each])}
    extensions = {name for each in config.get("markdown_extensions", []) for name in (each if _named(each) else [each])}
    theme = config.get("theme")
    for found, said in (
        (not config, f"{CONFIG} holds more than plain data"),
        (not config.get("nav"), "there is no `nav`, so every page stands in the navigation"),
        (plugins != {"search"}, "there are other plug-ins than `search`"),
        (extensions - EXTENSIONS, f"there are other Markdown extensions: {', '.join(sorted(extensions - EXTENSIONS))}"),
        (config.get("hooks") not in HOOKS, "there are other hooks"),
        (not isinstance(theme, dict) or theme.get("name") != "material", "the theme is not Material"),
        (config.get("docs_dir", "docs") != "docs", "`docs_dir` is another folder"),
        (config.get("use_directory_urls", True) is not True, "`use_directory_urls` is off"),
        (set(config) & {"INHERIT", "extra_templates", "exclude_docs", "draft_docs"}, "of a key that decides on files"),
    ):
        if found:
            return said
    return ""


def _named(item: object) -> bool:
    return isinstance(item, dict)


def surroundings(root: Path, config: Mapping[str, Any], settings: Settings, engine: Engine) -> str:
    """The digest of what a builder's work depends on beside its sources: configuration, theme, versions, the day."""
    parts: list[str | bytes] = [engine, repr(settings), repr(config), (root / CONFIG).read_bytes(), _versions()]
    parts.append(repr(sharded(root)))
    # pages may carry the day on which they were built
    parts.append(os.environ.get("SOURCE_DATE_EPOCH") or datetime.now(UTC).date().isoformat())
    theme = config.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    folders = [root / custom] if custom else []
    paths = [root / name for (name,) in HOOKS]
    for path in (*paths, *sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())):
        if path.is_file():
            parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return digest(*parts)


def _versions() -> str:
    """Everything installed beside the builder, by name and version: any of it may have a say."""
    found: set[str] = {sys.version}
    for folder in sys.path:
        if folder.endswith("-packages"):
            found.update(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208
    return "\n".join(sorted(found))


def _zensical(root: Path, site: Path, settings: Settings, sources: Path | None) -> str:
    """A configuration for Zensical: it takes no folder as an argument, and needs a name for Material's look.

    It says nothing of links that lead nowhere, on which it spends a third of its time: our own check of the site does.
    """
    data = yaml.load((root / CONFIG).read_text(encoding="utf-8"), Loader=_Passing)
    if sources:
        data["docs_dir"] = sources.relative_to(site.parent).as_posix()
    data["site_dir"] = site.name
    if "custom_dir" in data["theme"]:
        data["theme"]["custom_dir"] = str(root / data["theme"]["custom_dir"])
    data["validation"] = False
    data["site_url"] = settings.site or ""
    data["theme"]["variant"] = "classic"
    data.pop("hooks", None)
    if sharded(root):
        data["extra_javascript"] = [*data.get("extra_javascript", ()), SEARCH]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


class _Passing(Loader):
    """Reads `!ENV` values of the configuration as what they stand for at this moment."""


def _environment_value(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    names = loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else [node.value]
    *variables, default = names if len(names) > 1 else [*names, None]
    return next((os.environ[name] for name in variables if name in os.environ), default)


_Passing.add_constructor("!ENV", _environment_value)
