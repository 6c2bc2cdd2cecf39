"""Both builders take the same pages and the same configuration, and show the same words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from .conftest import disputed
from .test_frames import files


@pytest.fixture(scope="module")
def other(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy publication built with Zensical."""
    project = Path(shutil.copytree(built, tmp_path_factory.mktemp("zensical") / "project", symlinks=True))
    shutil.rmtree(project / "site")
    (project / ".cache/others").mkdir(parents=True)
    (project / ".cache/others/1").write_text("Kept by another program.", encoding="utf-8")
    done = disputed(project, "build", "--engine", "zensical")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "makes every page itself" not in done.stderr
    return project


def words(page: Path) -> str:
    """What a reader reads in the article of a page."""
    article = LexborHTMLParser(page.read_text(encoding="utf-8")).css_first("article.md-content__inner")
    assert article is not None, page
    for node in article.css("a.headerlink, .md-source-file, script, style"):
        node.decompose()
    return re.sub(r"\s+", " ", article.text()).strip()


def test_both_engines_show_the_same_words(built: Path, other: Path) -> None:
    pages = sorted(path.relative_to(built / "site") for path in (built / "site").rglob("index.html"))
    compared = 0
    for page in pages:
        if (built / "docs" / page).is_file():  # a redirect, copied as it is
            assert (other / "site" / page).read_bytes() == (built / "site" / page).read_bytes()
            continue
        assert words(other / "site" / page) == words(built / "site" / page), page
        compared += 1
    assert compared > 20


def test_nothing_of_the_other_engine_is_left_behind(other: Path) -> None:
    assert (
        sorted(path.name for path in other.iterdir() if "zensical" in path.name or path.name.startswith("site.")) == []
    )


def test_a_plain_build_makes_the_same_and_leaves_what_others_keep(other: Path) -> None:
    kept, before = sorted(other.glob(".cache/disputed/*/*")), files(other / "site")
    assert kept
    done = disputed(other, "build", "--engine", "zensical", "--plain")
    assert done.returncode == 0, done.stdout + done.stderr
    assert files(other / "site") == before
    assert [path for path in kept if not path.exists()] == []
    assert {path.name for path in other.glob(".cache/[!.]*")} == {"disputed", "others"}
    assert (other / ".cache/others/1").is_file()
