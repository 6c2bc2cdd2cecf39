"""The comparison with other builders gives each of them all of the facts, and reports what became slower."""

from __future__ import annotations

import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from bench import corpus
from bench.peers import __main__ as peers
from bench.peers import plot
from bench.peers.builders import BUILDERS, Builder
from bench.peers.facts import Fact, facts, front_matter, markdown
from bench.peers.timing import peak, timed
from generator.compiler import compile_corpus

CLAIMS = 6


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peers") / "source"
    corpus.make(folder, CLAIMS)
    return folder


@pytest.fixture(scope="module")
def words(source: Path) -> list[tuple[str, Fact]]:
    return list(facts(source))


def test_every_fact_has_its_words(words: list[tuple[str, Fact]]) -> None:
    assert len(words) == CLAIMS
    for _, fact in words:
        assert len(fact["accounts"]) == corpus.ACCOUNTS
        (read,) = (each for each in yaml.safe_load_all(front_matter(fact)) if each)
        assert read["accounts"] == fact["accounts"]
        assert all(str(account["quote"]).replace("|", "\\|") in markdown(fact) for account in fact["accounts"])


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda each: each.name)
def test_an_edit_changes_one_fact_and_nothing_else(
    builder: Builder, source: Path, words: list[tuple[str, Fact]], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    builder.write(folder, source, words)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    builder.edit(folder, 1)
    once = {path for path, content in before.items() if path.read_bytes() != content}
    assert len(once) == 1
    (changed,) = once
    builder.edit(folder, 2)
    assert "Edit 2. " in changed.read_text(encoding="utf-8")
    assert "Edit 1. " not in changed.read_text(encoding="utf-8")
    if builder.name == "Disputed":
        assert compile_corpus(folder).problems == ()
    builder.clean(folder)
    assert all(path.exists() for path in before)


@pytest.mark.parametrize("name", ["Hugo", "MkDocs"])
def test_a_builder_makes_a_page_for_every_fact(
    name: str, source: Path, words: list[tuple[str, Fact]], tmp_path: Path
) -> None:
    builder = next(each for each in BUILDERS if each.name == name)
    for tool in ("hyperfine", *(["hugo"] if name == "Hugo" else [])):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed; make peers installs it")
    folder = tmp_path / "site"
    builder.write(folder, source, words)
    assert timed(builder, folder).seconds > 0
    made = {path.parent.name: path.read_text(encoding="utf-8") for path in folder.glob(builder.pages)}
    for fact, content in words:
        assert all(f'id="{account["id"]}"' in made[fact] for account in content["accounts"])
    if sys.platform == "linux":
        assert (peak(builder, folder) or 0) > 1


def figure(builder: str, size: int, what: str, seconds: float) -> peers.Figure:
    return peers.Figure(builder, size, what, seconds, seconds, 10)


FOUND = [
    figure("Disputed", 100, peers.COLD, 2.0),
    figure("Hugo", 100, peers.COLD, 1.0),
    figure("Disputed", 100, peers.EDIT, 0.5),
    figure("Hugo", 100, peers.EDIT, 1.0),
    figure("MkDocs", 100, peers.COLD, 4.0),
]


def test_a_ratio_that_worsened_by_more_than_a_fifth_is_named() -> None:
    assert peers.ratios(FOUND) == {"from nothing, 100": 2.0, "one fact edited, 100": 0.5}
    assert peers.worse(FOUND, {"from nothing, 100": 1.7, "one fact edited, 100": 0.41}) == [
        "one fact edited, 100: 0.50 times Hugo's processor time, 0.41 before"
    ]


def test_the_tables_and_the_picture_name_every_builder() -> None:
    text = peers.report(FOUND, {"Disputed": "1", "Hugo": "2", "MkDocs": "3"}, 3)
    assert "| Disputed | 2.00 s | 2.00 s | 10 MB | 2.00 |" in text
    assert "| MkDocs | – | – | – | – |" in text
    picture = ET.fromstring(plot.drawing(peers.panels(FOUND)))
    said = " ".join(picture.itertext())
    assert all(name in said for name in ("Disputed", "Hugo", "MkDocs"))
