"""The builders: how each is installed, given the facts, run from nothing, and run again after one fact was edited."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench import corpus
from bench.peers.facts import Fact, front_matter, markdown
from generator.folders import DOCS

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
TEMPLATES = ("hugo", "eleventy")
STYLE = "body { font: 16px/1.5 serif; margin: 2rem auto; max-width: 60rem } table { border-collapse: collapse }\n"


class Missing(Exception):
    """A builder is not installed; the text says how it would be."""


@dataclass(frozen=True, slots=True)
class Builder:
    """One of those that are compared.

    Attributes:
        name: how the tables call it.
        version: which one is measured; raises `Missing` where there is none.
        write: puts the facts into a folder, as the builder reads them.
        command: builds the site of that folder.
        clean: removes what a build leaves behind, for a build from nothing.
        edit: changes a few words of one fact, other ones for each number.
        pages: where the pages of facts are then, to see that they were all made.
        variables: added to the environment.
    """

    name: str
    version: Callable[[], str]
    write: Callable[[Path, Path, Iterable[tuple[str, Fact]]], None]
    command: tuple[str, ...]
    clean: Callable[[Path], None]
    edit: Callable[[Path, int], None]
    pages: str
    variables: Mapping[str, str]


def _tool(name: str, how: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed: {how}")
    return found


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _hugo_version() -> str:
    return _said(_tool("hugo", "apt-get install hugo"), "version").split()[1].split("+")[0].removeprefix("v")


ELEVENTY = HERE / "eleventy" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"


def _eleventy_version() -> str:
    _tool("node", "apt-get install nodejs npm")
    if not ELEVENTY.is_file():
        raise Missing("Eleventy is not installed: npm ci --prefix bench/peers/eleventy")
    return _said("node", str(ELEVENTY), "--version")


def _ours(folder: Path, source: Path, _facts: Iterable[tuple[str, Fact]]) -> None:
    """Disputed reads claim files and articles, and has to find out everything for itself."""
    shutil.copytree(source / "seeds", folder / "seeds")
    corpus.add_site(folder, REPOSITORY)


def _pages(folder: Path, below: str, facts: Iterable[tuple[str, Fact]], page: Callable[[Fact], str]) -> None:
    (folder / below).mkdir(parents=True, exist_ok=True)
    for name, fact in facts:
        (folder / below / f"{name}.md").write_text(page(fact), encoding="utf-8")


def _hugo(folder: Path, _source: Path, facts: Iterable[tuple[str, Fact]]) -> None:
    shutil.copytree(HERE / "hugo", folder)
    (folder / "static").mkdir()
    (folder / "static" / "style.css").write_text(STYLE, encoding="utf-8")
    _pages(folder, "content/claims", facts, front_matter)


def _eleventy(folder: Path, _source: Path, facts: Iterable[tuple[str, Fact]]) -> None:
    shutil.copytree(HERE / "eleventy", folder, ignore=shutil.ignore_patterns("node_modules", "package*.json"))
    _pages(folder, "claims", facts, lambda fact: front_matter(fact, layout="fact.njk", tags="claims"))


def _material(folder: Path, _source: Path, facts: Iterable[tuple[str, Fact]]) -> None:
    folder.mkdir()
    shutil.copyfile(HERE / "mkdocs.yml", folder / "mkdocs.yml")
    listed = []

    def noted() -> Iterable[tuple[str, Fact]]:
        for name, fact in facts:
            listed.append(f"- [{fact['title']}](claims/{name}.md) {fact['rating']}")
            yield name, fact

    _pages(folder, "docs/claims", noted(), markdown)
    index = "# The same facts\n\n" + "\n".join(listed) + "\n"
    (folder / "docs" / "index.md").write_text(index, encoding="utf-8")


def _edited(below: str, before: str) -> Callable[[Path, int], None]:
    """Begins the analysis of the middle one of the facts with other words; `before` is the pattern it comes after."""
    pattern = re.compile(rf"({before})(?:Edit \d+\. )?")

    def edit(folder: Path, number: int) -> None:
        files = sorted((folder / below).iterdir())
        path = files[len(files) // 2]
        text, found = pattern.subn(rf"\g<1>Edit {number}. ", path.read_text(encoding="utf-8"), count=1)
        assert found, f"{path.name} has no analysis"
        path.write_text(text, encoding="utf-8")

    return edit


def _removed(*made: str) -> Callable[[Path], None]:
    def clean(folder: Path) -> None:
        for name in made:
            shutil.rmtree(folder / name, ignore_errors=True)

    return clean


def _clean_ours(folder: Path) -> None:
    _removed("site", ".cache", DOCS)(folder)
    corpus.add_site(folder, REPOSITORY)


PYTHON = (sys.executable, "-m")
BUILDERS: tuple[Builder, ...] = (
    Builder(
        "Disputed",
        lambda: version("disputed"),
        _ours,
        (*PYTHON, "generator", "build"),
        _clean_ours,
        _edited("seeds/claims", r"\nanalysis: [|>]-?\n +"),
        "site/claims/*/index.html",
        {"PYTHONPATH": str(REPOSITORY)},
    ),
    Builder(
        "Hugo",
        _hugo_version,
        _hugo,
        ("hugo", "--quiet", "--environment", "production"),
        _removed("public", "resources"),
        _edited("content/claims", r"\nanalysis: ['\"]?<p>"),
        "public/claims/*/index.html",
        {"HUGO_ENABLEGITINFO": "false"},
    ),
    Builder(
        "Eleventy",
        _eleventy_version,
        _eleventy,
        ("node", str(ELEVENTY), "--quiet"),
        _removed("_site"),
        _edited("claims", r"\nanalysis: ['\"]?<p>"),
        "_site/claims/*/index.html",
        {},
    ),
    Builder(
        "MkDocs",
        lambda: version("mkdocs"),
        _material,
        (*PYTHON, "mkdocs", "build", "--quiet"),
        _removed("site"),
        _edited("docs/claims", r"## Analysis\n\n<p>"),
        "site/claims/*/index.html",
        {"NO_MKDOCS_2_WARNING": "1"},
    ),
    Builder(
        "Zensical",
        lambda: version("zensical"),
        _material,
        (*PYTHON, "zensical", "build"),
        _removed("site", ".cache"),
        _edited("docs/claims", r"## Analysis\n\n<p>"),
        "site/claims/*/index.html",
        {},
    ),
)


def install() -> None:
    """Install the builders that no lock file of the project brings, and what times them."""
    wanted = [name for name in ("hugo", "hyperfine") if shutil.which(name) is None]
    if wanted:
        root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*root, "apt-get", "-qq", "update"], check=True)
        subprocess.run([*root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", *wanted], check=True)
    if not ELEVENTY.is_file():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE / "eleventy", check=True)
