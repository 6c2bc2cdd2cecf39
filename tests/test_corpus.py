"""The corpus after one file changed is the corpus that a fresh reading gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.corpus import Corpus, load, reread
from generator.problems import in_order
from tests.test_specimens import SPECIMENS, blocks, carry_out

SEEDS_ONLY = ("seeds/claims/", "seeds/articles/", "seeds/speakers.yml", "seeds/places.yml", "seeds/addresses.yml")


def same(a: Corpus, b: Corpus) -> None:
    for name in ("publication", "claims", "speakers", "places", "addresses", "documents", "broken"):
        assert getattr(a, name) == getattr(b, name), name
    assert {each.document.file: each for each in a.broken_claims} == {
        each.document.file: each for each in b.broken_claims
    }
    assert a.articles.keys() == b.articles.keys()
    for name, article in a.articles.items():
        other = b.articles[name]
        assert (article.meta, article.text.raw, article.file) == (other.meta, other.text.raw, other.file)
    assert list(a.claims) == list(b.claims)


@pytest.mark.parametrize("path", sorted(SPECIMENS.glob("*.md")), ids=lambda path: path.stem)
def test_rereading_what_changed_is_reading_everything(path: Path, toy: Path) -> None:
    for block in blocks(path):
        if block.when == "before":
            carry_out(toy, block)
    before, problems = load(toy)
    assert before is not None
    assert not problems
    edits = [block for block in blocks(path) if not block.when and block.action != "problems"]
    if any(not block.file.startswith(SEEDS_ONLY) or not block.file.endswith((".yml", ".txt")) for block in edits):
        pytest.skip("it changes what is not reread")
    for block in edits:
        carry_out(toy, block)
    after, problems = load(toy)
    assert after is not None
    now, found = before, {}
    for file in dict.fromkeys(block.file for block in edits):
        now, found[file] = reread(now, toy, file)
    same(now, after)
    assert {each for some in found.values() for each in some} == set(in_order(problems))


def test_what_is_typed_counts_instead_of_what_is_stored(toy: Path) -> None:
    before, _ = load(toy)
    assert before is not None
    file = "seeds/claims/ducks.yml"
    typed = (toy / file).read_text(encoding="utf-8").replace("How many ducks", "How many mallards")
    now, problems = reread(before, toy, file, {file: typed})
    assert not problems
    assert now.claims["ducks"].claim.title == "How many mallards crossed the High Street?"
    assert before.claims["ducks"].claim.title == "How many ducks crossed the High Street?"
    (toy / file).unlink()
    assert "ducks" in reread(now, toy, file, {file: typed})[0].claims
    assert "ducks" not in reread(now, toy, file)[0].claims


def test_a_broken_publication_file_leaves_the_last_good_one(toy: Path) -> None:
    before, _ = load(toy)
    assert before is not None
    file = "seeds/publication.yml"
    now, problems = reread(before, toy, file, {file: "name: ["})
    assert [problem.rule.id for problem in problems] == ["yaml-syntax"]
    assert now.publication == before.publication
