"""The real publication: every claim file and every article of it, each as its own test."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import reporting
from generator.compiler import Compiled, compile_corpus

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = sorted(path.stem for path in (ROOT / "seeds/claims").glob("*.yml"))
ARTICLES = sorted(path.stem for path in (ROOT / "seeds/articles").glob("*.txt"))


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_corpus(ROOT)


def test_it_compiles(compiled: Compiled) -> None:
    assert reporting.as_text(compiled.problems) == ""
    assert compiled.sound


def test_there_is_something_to_read() -> None:
    assert len(CLAIMS) >= 16
    assert len(ARTICLES) >= 2


@pytest.mark.parametrize("name", CLAIMS)
def test_claim(name: str, compiled: Compiled) -> None:
    mine = [problem for problem in compiled.problems if problem.place.file == f"seeds/claims/{name}.yml"]
    assert reporting.as_text(mine) == ""
    assert name in compiled.facts
    fact = compiled.facts[name].fact
    assert len(fact.witnesses) == len(fact.claim.accounts)


@pytest.mark.parametrize("name", ARTICLES)
def test_every_checkable_sentence_is_cited_or_set_aside(name: str, compiled: Compiled) -> None:
    uncovered = [each.sentence.text for each in compiled.coverage[name].sentences if not each.covered]
    assert uncovered == []
    assert compiled.coverage[name].sentences
