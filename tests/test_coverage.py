"""Evidence coverage: what holds something to check, and what of it nobody cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.compiler import Compiled, compile_corpus
from generator.corpus import Corpus
from generator.coverage import Coverage, holds
from tests.conftest import Spoil


@pytest.fixture(scope="module")
def corpus(compiled_toy: Compiled) -> Corpus:
    assert compiled_toy.corpus is not None
    return compiled_toy.corpus


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Seventeen ducks left.", ["number"]),
        ("There were 17 of them.", ["number"]),
        ("Dozens of ducks left.", ["number"]),
        ("No one left, and one of them stayed.", []),
        ("They left on Wednesday.", ["date"]),
        ("They left in May 2019.", ["number", "date"]),
        ("They may leave, and they march on.", []),
        ("They left yesterday.", ["date"]),
        ("They left the High Street.", ["place"]),
        ("They left the high  street.", ["place"]),
        ("“They left,” he said.", ["attribution"]),
        ("They have aged; a sample sat there.", []),
        ("According to Mr. Reed they left Great Wending.", ["place", "attribution"]),
        ("The ducks are well.", []),
    ],
)
def test_what_a_sentence_holds(text: str, found: list[str], corpus: Corpus) -> None:
    assert list(holds(text, corpus)) == found


def test_the_toy_corpus_is_covered(compiled_toy: Compiled) -> None:
    assert {name: covered.percent for name, covered in compiled_toy.coverage.items()} == {
        "gazette": 100,
        "heron": 100,
        "kite": 100,
    }
    heron = compiled_toy.coverage["heron"]
    assert (heron.covered, len(heron.sentences)) == (14, 14)
    first = heron.sentences[0]
    assert (first.sentence.paragraph, first.holds) == (1, ("date", "place", "attribution"))
    assert first.cited_by == (("bank-broke", "council"),)
    assert heron.sentences[-1].set_aside == "A mood, which nobody disputes."


def test_what_nobody_cites_is_uncovered(toy: Path) -> None:
    (toy / "seeds/claims/refuge.yml").unlink()
    covered = compile_corpus(toy).coverage
    assert [s.sentence.text for s in covered["heron"].sentences if not s.covered] == [
        'They are all in the mill race now."'
    ]
    assert covered["heron"].percent == 92
    assert covered["gazette"].percent == 100


def test_the_share_is_rounded_down(compiled_toy: Compiled) -> None:
    sentences = compiled_toy.coverage["heron"].sentences
    uncovered = type(sentences[0])(sentences[0].sentence, ("number",), (), None)
    assert Coverage("x", (*sentences, *sentences, uncovered)).percent == 96
    assert Coverage("x", (uncovered,)).percent == 0
    assert Coverage("x", ()).percent == 100


def test_an_omission_does_not_cover_what_it_leaves_out(spoil: Spoil, toy: Path) -> None:
    quote = "They are all in the mill race now."
    spoil("claims/refuge.yml", quote, "in the mill race now [...] Ms. Marsh")
    uncovered = [s for s in compile_corpus(toy).coverage["heron"].sentences if not s.covered]
    assert not uncovered  # the sentences between are cited elsewhere
    (toy / "seeds/claims/pond-depth.yml").unlink()
    texts = [s.sentence.text for s in compile_corpus(toy).coverage["heron"].sentences if not s.covered]
    assert len(texts) == 5
    assert texts[0].startswith("Before the break the pond")


@pytest.mark.parametrize(
    ("quote", "rule", "words"),
    [
        ("They are all in the mill race now.", "set-aside-needless", "evidence in refuge"),
        ("said", "quote-not-found", "once"),
        ("nothing of the sort", "quote-not-found", "word for word"),
        ("Comments close after 7 days.", "quote-not-found", "body"),
    ],
)
def test_setting_aside(quote: str, rule: str, words: str, spoil: Spoil) -> None:
    (problem,) = spoil("articles/heron.yml", "“Nobody was cross,” he said.", quote)
    assert problem.rule.id == rule
    assert words in problem.message
    assert problem.place.line == 15


def test_setting_aside_what_holds_nothing(spoil: Spoil, toy: Path) -> None:
    places = (
        (toy / "seeds/places.yml").read_text().replace("  also: High Street\n", "").replace("the High Street", "HS")
    )
    assert "set-aside-needless" in {problem.rule.id for problem in spoil("places.yml", places)}
