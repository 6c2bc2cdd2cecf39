"""A new publication: everything that `disputed build` needs, with one invented example to replace.

What every publication has in common (styles, scripts, the configuration, the pages on how it works) is taken from this
one, so that there is one copy of it. In an installed program it lies inside the package.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.building import OWNED
from generator.records import Record

PACKAGE = Path(__file__).parent
STARTER = PACKAGE / "data" / "starter"
SHARED = (
    "docs/stylesheets",
    "docs/javascripts",
    "docs/favicon.svg",
    "overrides",
    "CONTRIBUTING.md",
    ".editorconfig",
    ".gitattributes",
    ".vscode",
    ".github/ISSUE_TEMPLATE",
    ".github/pull_request_template.md",
)
"""What is copied as it is; beside it go the hand-written pages, except the one about this publication."""
OWN_PAGES = ("about.md", "index.md")
KEPT = (".git",)
"""What a folder may hold already."""


class Terms(Record):
    """What the editors decide at once: the site's name, what it is about in one line, who publishes it."""

    name: str
    subtitle: str
    publisher: str


class NotEmpty(Exception):
    """The folder holds something; the text names it."""


def shared_root() -> Path:
    """Where the common files lie: the repository the program runs from, or the package it was installed as."""
    inside = PACKAGE / "data" / "shared"
    return inside if inside.is_dir() else PACKAGE.parent


def begin(folder: Path, terms: Terms) -> tuple[str, ...]:
    """Write a new publication into a folder, all of it or nothing.

    Args:
        folder: a new one, or one that is empty but for what git keeps in it.
        terms: the words that go into its files.

    Returns:
        The paths written, in order.

    Raises:
        NotEmpty: when the folder holds anything else.
        OSError: when it cannot be written; then nothing of it is left.
    """
    found = sorted(path.name for path in folder.iterdir() if path.name not in KEPT) if folder.exists() else []
    if found:
        raise NotEmpty(found[0])
    there = folder.exists()
    content = dict(sorted(_files(terms)))
    written: list[str] = []
    try:
        for path, data in content.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            target.write_bytes(data)
    except OSError:
        for name in {Path(path).parts[0] for path in written}:
            _remove(folder / name)
        if not there:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return tuple(content)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _files(terms: Terms) -> Iterator[tuple[str, bytes]]:
    root = shared_root()
    for name in SHARED:
        source = root / name
        paths = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
        for path in paths:
            yield path.relative_to(root).as_posix(), path.read_bytes()
    for page in sorted((root / "docs").glob("*.md")):
        if page.name not in OWN_PAGES:
            data = page.read_bytes()
            yield f"docs/{page.name}", data
            for picture in re.findall(rb"\(images/([\w.-]+)\)", data):
                name = f"docs/images/{picture.decode()}"
                yield name, (root / name).read_bytes()
    yield "mkdocs.yml", _configuration((root / "mkdocs.yml").read_text(encoding="utf-8"), terms).encode()
    engine = Environment(
        loader=FileSystemLoader(STARTER),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,
    )  # YAML and Markdown, escaped by the filters
    engine.filters["prose"] = _as_prose
    words: Mapping[str, object] = {
        "name": terms.name,
        "subtitle": terms.subtitle,
        "publisher": terms.publisher,
        "owned": OWNED,
    }
    for path in sorted(path for path in STARTER.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        name = path.relative_to(STARTER).as_posix()
        if not name.endswith(".j2"):
            yield name, path.read_bytes()
            continue
        target = name.removesuffix(".j2")
        text = engine.get_template(name).render(words)
        yield (".gitignore" if target == "gitignore" else target), text.encode()


def _as_prose(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>&#|])", r"\\\1", text)


def _configuration(text: str, terms: Terms) -> str:
    """This publication's configuration with the words of another."""
    rights = f"{terms.publisher}. Quoted passages remain their publishers'."
    text = re.sub(r"(?m)^copyright: >-\n(?:  .*\n)+", "copyright: \n", text, count=1)
    words = {
        "site_name": terms.name,
        "site_description": terms.subtitle,
        "site_author": terms.publisher,
        "copyright": rights,
    }
    lines = []
    for line in text.splitlines():
        key = line.partition(":")[0]
        lines.append(f"{key}: {_quoted(words[key])}" if key in words else line)
    return "\n".join(lines).replace("  - generator/mkdocs_hook.py", "  - hooks/disputed.py") + "\n"


def _quoted(text: str) -> str:
    """A text as a YAML scalar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
