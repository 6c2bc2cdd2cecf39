"""Versions of an article: what became of a passage, and that two of them are one publication."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compiler import Compiled, compile_corpus
from generator.facts import Witness
from generator.model import Kind, Rating
from generator.versions import Change, Fate, difference, in_newest, same_passage

KITE = (Path(__file__).parent / "toy/seeds/articles/kite.txt").read_text(encoding="utf-8")
LEFT = "“The ducks never left Little Wending,” he said."


def store_version(
    toy: Path, text: str, older: str = "kite", name: str = "kite-2", modified: str = "2019-05-07"
) -> None:
    """Store a later version of the toy's article `kite`, and record its address."""
    (toy / f"seeds/articles/{name}.txt").write_text(text, encoding="utf-8")
    meta = (
        "title: Nine mallards\npublisher: kite\npublished: 2019-05-06\n"
        f"modified: {modified}\nversion_of: {older}\nlanguage: en\n"
        f"sha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
        f"body: {{first_line: 4, last_line: {len(text.splitlines())}}}\n"
        "rights: {show: full, note: CC BY 4.0}\n"
    )
    (toy / f"seeds/articles/{name}.yml").write_text(meta, encoding="utf-8")
    addresses = toy / "seeds/addresses.yml"
    recorded = addresses.read_text(encoding="utf-8")
    addresses.write_text(recorded.replace("redirects:", f"  - articles/{name}\nredirects:"), encoding="utf-8")


def sound(toy: Path) -> Compiled:
    compiled = compile_corpus(toy)
    assert [problem.message for problem in compiled.problems] == []
    return compiled


def witness_of(compiled: Compiled, claim: str, account: str) -> Witness:
    return compiled.facts[claim].fact.witness(account)


@pytest.mark.parametrize(
    ("old", "new", "fate", "around", "removed", "added"),
    [
        ("He had a boat", "He has a boat", Fate.UNCHANGED, False, "", ""),  # it stands nowhere: nothing changes
        (LEFT, "“The ducks never  left\nLittle Wending,” he said.", Fate.UNCHANGED, False, "", ""),
        (LEFT, '"The ducks never left Little Wending," he said.', Fate.UNCHANGED, False, "", ""),
        (LEFT, f"{LEFT} {LEFT}", Fate.UNCHANGED, False, "", ""),
        (LEFT, LEFT.replace("Little", "Great"), Fate.CHANGED, False, "Little", "Great"),
        (f" {LEFT}", "", Fate.GONE, False, "", ""),
    ],
)
def test_what_became_of_a_quote(
    toy: Path, old: str, new: str, fate: Fate, around: bool, removed: str, added: str
) -> None:
    store_version(toy, KITE.replace(old, new) + "\nA line more.\n")
    compiled = sound(toy)
    assert compiled.corpus is not None
    later = in_newest(witness_of(compiled, "refuge", "levi"), compiled.corpus)
    assert later is not None
    assert (later.fate, later.around) == (fate, around)
    assert " ".join(each.text for each in later.diff if each.change is Change.REMOVED) == removed
    assert " ".join(each.text for each in later.diff if each.change is Change.ADDED) == added
    assert (later.paragraph is None) == (fate is Fate.GONE)


def test_the_words_stand_and_the_sentence_around_them_was_changed(toy: Path) -> None:
    store_version(toy, KITE.replace("he counted nine mallards.", "he counted nine mallards, or ten."))
    corpus = (compiled := compile_corpus(toy)).corpus
    assert corpus is not None
    later = in_newest(witness_of(compiled, "bank-broke", "levi"), corpus)
    assert later is not None
    assert (later.fate, later.around, later.paragraph) == (Fate.UNCHANGED, True, 1)
    assert [each.text for each in later.diff if each.change is not Change.KEPT] == ["mallards.", "mallards, or ten."]


def test_a_passage_that_stood_there_before_takes_nobodys_place(toy: Path) -> None:
    text = KITE.replace(f" {LEFT}", "")
    assert "“The heron has not been seen,” said Cleo Marsh." in text
    store_version(toy, text)
    compiled = sound(toy)
    assert compiled.corpus is not None
    later = in_newest(witness_of(compiled, "refuge", "levi"), compiled.corpus)
    assert later is not None
    assert later.fate is Fate.GONE


def test_the_newest_of_three_versions_counts(toy: Path) -> None:
    store_version(toy, KITE.replace("Little Wending,”", "Great Wending,”"))
    store_version(toy, f"{KITE}\nCorrected.\n", "kite-2", "kite-3")
    compiled = sound(toy)
    assert compiled.corpus is not None
    assert compiled.corpus.versions["kite-2"] == ("kite", "kite-2", "kite-3")
    assert compiled.corpus.publication_of("kite-3") == "kite"
    later = in_newest(witness_of(compiled, "refuge", "levi"), compiled.corpus)
    assert later is not None
    assert (later.article, later.fate) == ("kite-3", Fate.UNCHANGED)


SECOND = """
  - id: levi-again
    article: kite-2
    speaker: {speaker}
    said: 2019-05-06
    as_of: 2019-05-01/2019-05-06
    quote: {quote}
    value: {{place: little-wending}}
verdict:"""


def quote_again(toy: Path, speaker: str, quote: str = LEFT) -> None:
    claim = toy / "seeds/claims/refuge.yml"
    text = claim.read_text(encoding="utf-8").replace("\nverdict:", SECOND.format(speaker=speaker, quote=quote))
    start, end = text.index("  - id: reed"), text.index("  - id: levi\n")
    text = text[:start] + text[end:]  # only the two versions are left
    text = text.replace("claimed_by: reed", "claimed_by: levi").replace("reconcilable", "single-source")
    claim.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("speaker", ["dov-levi", "kite"])
def test_one_passage_in_two_versions_is_one_origin(toy: Path, speaker: str) -> None:
    store_version(toy, f"{KITE}\nCorrected by The Marsh Kite.\n")
    quote_again(toy, speaker)
    problems = compile_corpus(toy).problems
    # the toy's pond keeper goes to the mill race in this claim alone
    assert {problem.rule.id for problem in problems} <= {"unused-entry"}
    comparison = compile_corpus(toy).facts["refuge"].comparison
    assert len(comparison.origins) == 1
    assert comparison.rating is Rating.SINGLE_SOURCE
    assert [pair.kind for pair in comparison.pairs] == [Kind.SAME_ORIGIN]
    assert bool(comparison.origins[0].why) == (speaker != "dov-levi")


def test_another_passage_of_a_later_version_keeps_its_speaker_apart(toy: Path) -> None:
    store_version(toy, f"{KITE}\nIn the end they stayed in Little Wending, said a customer.\n")
    quote_again(toy, "customer", "In the end they stayed in Little Wending")
    compiled = compile_corpus(toy)
    levi, again = compiled.facts["refuge"].fact.witnesses
    assert compiled.corpus is not None
    assert not same_passage(levi, again, compiled.corpus)


WORDS = st.lists(st.sampled_from(["ducks", "“ducks”", "left", "the", "pond", "قال", "17"]), max_size=12)


@given(WORDS, WORDS)
def test_a_difference_holds_both_passages(old: list[str], new: list[str]) -> None:
    pieces = difference(old, new)
    before = " ".join(each.text for each in pieces if each.change is not Change.ADDED).split()
    after = " ".join(each.text for each in pieces if each.change is not Change.REMOVED).split()
    assert before == old
    assert len(after) == len(new)  # what is kept is shown as the older version has it
    assert all(each.text for each in pieces)
