"""`disputed new claim`: a file that explains itself, says nothing that nobody decided, and cannot be published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator import forms, layout, model, yamlfile
from generator.cli import main
from generator.compiler import compile_corpus
from generator.drafting import slug

QUESTION = "How many mallards crossed the High Street?"
QUOTE = "Six mallards and eleven tufted ducks."


def new(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", "claim", "--project", str(root), *arguments])


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def text(root: Path, name: str) -> str:
    return (root / f"seeds/claims/{name}.yml").read_text(encoding="utf-8")


def test_a_draft_explains_every_field_and_marks_what_is_to_be_decided(toy: Path) -> None:
    before = contents(toy)
    done = new(toy, QUESTION)
    assert done.exit_code == 0, done.output
    assert done.stdout == "seeds/claims/mallards-crossed-high-street.yml\n"
    draft = text(toy, "mallards-crossed-high-street")
    words = " ".join(line.strip(" #") for line in draft.splitlines())
    for record in (model.Claim, model.Account, model.Measure, model.Value, model.Verdict):
        for key in forms.keys(record):
            assert re.search(rf"^ *(?:- |# )?{key.typed}:", draft, re.MULTILINE), key.typed
            assert " ".join(key.description.split()) in words, key.typed
    after = contents(toy)
    changed = {file for file in after if after[file] != before.get(file)}
    assert changed == {"seeds/claims/mallards-crossed-high-street.yml", "seeds/addresses.yml"}
    problems = compile_corpus(toy).problems
    assert {problem.rule.id for problem in problems} == {"todo-left"}


@pytest.mark.parametrize("kind", list(model.MeasureKind))
@pytest.mark.parametrize("more", [[], ["--quote", QUOTE], ["--article", "kite"]])
def test_a_draft_is_laid_out_and_holds_what_its_kind_needs(toy: Path, kind: model.MeasureKind, more: list[str]) -> None:
    done = new(toy, QUESTION, "--kind", kind.value, *more, "--dry-run")
    assert done.exit_code == 0
    assert layout.formatted("seeds/claims/x.yml", done.stdout) == (done.stdout, [])
    document, problems = yamlfile.read("x.yml", done.stdout)
    assert document is not None
    assert not problems
    assert document.data["measure"]["kind"] == kind.value
    assert ("unit" in document.data["measure"]) is (kind.value in ("quantity", "breakdown"))
    assert ("# at_least:" in done.stdout) is (kind.value == "quantity")
    assert not (toy / "seeds/claims/mallards-crossed-high-street.yml").exists()


def test_quotes_are_taken_from_the_articles_with_a_guess_who_says_so(toy: Path) -> None:
    done = new(toy, QUESTION, "--id", "mallards", "--quote", QUOTE, "--quote", "he counted nine mallards")
    assert done.exit_code == 0, done.output
    document, _ = yamlfile.read("x.yml", text(toy, "mallards"))
    assert document is not None
    listed = [(each["id"], each["article"], each["speaker"], each["quote"]) for each in document.data["accounts"]]
    assert listed == [
        ("bert-reed", "heron", "bert-reed", QUOTE),
        ("dov-levi", "kite", "dov-levi", "he counted nine mallards"),
    ]
    assert all(each["as_of"] == "todo" for each in document.data["accounts"])


def test_two_accounts_of_one_speaker_are_told_apart(toy: Path) -> None:
    quotes = ["--quote", QUOTE, "--quote", "They are all in the mill race now."]
    done = new(toy, QUESTION, *quotes, "--article", "heron", "--dry-run")
    assert re.findall(r"- id: (\S+)", done.stdout) == ["bert-reed", "bert-reed-2"]


def test_typography_comes_from_the_article(toy: Path) -> None:
    done = new(toy, QUESTION, "--quote", '"Seventeen ducks crossed the High Street," said Bert  Reed', "--dry-run")
    assert "quote: “Seventeen ducks crossed the High Street,” said Bert Reed\n" in done.stdout


def test_a_filled_in_draft_is_a_claim(toy: Path) -> None:
    new(toy, QUESTION, "--id", "mallards", "--kind", "quantity", "--quote", QUOTE)
    path = toy / "seeds/claims/mallards.yml"
    draft = path.read_text()
    for old, filled in (
        ("claim: todo", "claim: Six mallards crossed."),
        ("topics: todo water, animals, repairs", "topics: animals"),
        ("unit: todo", "unit: mallards"),
        ("said: todo", "said: 2019-05-02"),
        ("as_of: todo", "as_of: 2019-05-01"),
        ("todo: what the quote states, in the terms of the claim’s measure", "exact: 6"),
        ("rating: todo", "rating: single-source"),
        ("confidence: todo", "confidence: low"),
        ("summary: todo", "summary: Six, says the pond keeper."),
        ("reviewed: todo", "reviewed: 2019-05-07"),
    ):
        assert draft.count(old) == 1, old
        draft = draft.replace(old, filled)
    path.write_text(draft)
    assert compile_corpus(toy).problems == ()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["How many ducks"], 2, "question mark"),
        (["How many?" + "x" * 300 + "?"], 2, "300"),
        (["כמה ברווזים?"], 2, "give one with --id"),
        ([QUESTION, "--id", "Ducks!"], 2, "small letters"),
        ([QUESTION, "--id", "../ducks"], 2, "small letters"),
        ([QUESTION, "--kind", "colour"], 2, "kind"),
        ([QUESTION, "--article", "herons"], 2, "Did you mean `heron`"),
        ([QUESTION, "--id", "ducks"], 1, "seeds/claims/ducks.yml is there already"),
        ([QUESTION, "--id", "how-many-ducks"], 1, "was the address of another page and leads to claims/ducks"),
        (["How many ducks crossed the high street ?"], 1, "seeds/claims/ducks.yml asks this question already"),
        ([QUESTION, "--quote", "Five mallards and eleven tufted ducks."], 1, "Nearest: Six mallards and eleven"),
        ([QUESTION, "--quote", QUOTE, "--article", "kite"], 1, "does not stand in kite"),
        ([QUESTION, "--quote", "the parish council"], 1, "stands in|more than once"),
        ([QUESTION, "--quote", "Comments close after 7 days."], 1, "does not stand in any"),
    ],
)
def test_mistakes_are_named_and_nothing_is_written(toy: Path, arguments: list[str], code: int, says: str) -> None:
    before = contents(toy)
    done = new(toy, *arguments)
    assert done.exit_code == code, done.output
    assert re.search(says, done.output), done.output
    assert contents(toy) == before


def test_a_file_is_never_overwritten_even_where_it_is_broken(toy: Path) -> None:
    (toy / "seeds/claims/mallards-crossed-high-street.yml").write_text("title: [")
    before = contents(toy)
    assert new(toy, QUESTION).exit_code == 1
    assert contents(toy) == before


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many ducks crossed the High Street?", "ducks-crossed-high-street"),
        ("Who is it?", "who-is-it"),
        ("What was the café’s owner’s part?", "cafe-owner-part"),
        ("Did 17 or 1.5 fall?", "17-1-5-fall"),
        ("Была ли рыба?", ""),
    ],
)
def test_ids_come_from_the_words_of_the_question(question: str, name: str) -> None:
    assert slug(question) == name


@given(st.text(max_size=200))
def test_an_id_has_the_form_of_one(question: str) -> None:
    assert re.fullmatch(f"{model.ID_PATTERN}|^$", slug(question))
    assert len(slug(question)) <= 60
