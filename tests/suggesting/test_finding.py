"""`disputed find`: passages word for word or near, and accounts that can be pasted as they stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator import evidence
from generator.cli import main
from generator.compiler import Compiled, compile_corpus
from generator.corpus import Corpus
from generator.evidence import ArticleText, Located, Span
from generator.suggesting import listing, passages, snippets
from generator.suggesting.passages import How, Passage
from tests.conftest import TOY


@pytest.fixture(scope="module")
def corpus(compiled_toy: Compiled) -> Corpus:
    assert compiled_toy.corpus is not None
    return compiled_toy.corpus


def words_of(passage: Passage) -> str:
    start, end = passage.found
    return passage.text[start:end]


def run(*arguments: str, root: Path = TOY) -> Result:
    return CliRunner().invoke(main, ["find", *arguments, "--project", str(root)])


def test_word_for_word_comes_first_then_what_is_near(corpus: Corpus) -> None:
    found = passages.find(corpus, "Seventeen ducks crossed the High Street")
    assert [(p.how, p.article.id) for p in found[:2]] == [(How.EXACT, "gazette"), (How.EXACT, "heron")]
    assert {p.how for p in found[2:]} <= {How.NEAR}
    (gazette, heron) = found[:2]
    assert (gazette.line, gazette.paragraph) == (6, 2)
    assert (heron.speaker, heron.attribution and heron.attribution.holder) == ("bert-reed", "Bert Reed")
    assert heron.cited_by == (("ducks", "reed-total"),)
    assert heron.beside == ()
    assert heron.after.startswith('"Six mallards')
    assert heron.quotation is not None
    assert heron.quotation.quote == "Seventeen ducks crossed the High Street"


@pytest.mark.parametrize(
    ("text", "words", "how"),
    [
        ('"a couple of metres"', '"a couple of metres"', How.EXACT),
        ("it had measured about 3.5", "it had measured about 3.5", How.EXACT),  # a soft hyphen stands in the article
        ("cleo  marsh, who swims", "Cleo Marsh, who swims", How.CAPITALS),
        ("The sign fell, said Mr. Marsh", "The sign fell, said Ms. Marsh", How.NEAR),
        ("the mill race duck", None, None),
        ("ראיתי את האנפה", "ראיתי את האנפה", How.EXACT),
    ],
)
def test_what_is_found(text: str, words: str | None, how: How | None, corpus: Corpus) -> None:
    found = passages.find(corpus, text)
    if words is None:
        assert How.EXACT not in {p.how for p in found}
    else:
        assert (words_of(found[0]), found[0].how) == (words, how)


def test_words_in_another_order_and_misspelt(corpus: Corpus) -> None:
    (first, *_) = passages.find(corpus, "benches sign swept", ("heron",))
    assert first.text == "The sign fell, said Ms. Marsh, and the bench was swept away."
    assert first.how is How.NEAR


def test_words_across_two_sentences(corpus: Corpus) -> None:
    (found, *_) = passages.find(corpus, "the council's pond keeper. “Six mallards and eleven tufted ducks.", ("heron",))
    assert (found.how, found.paragraph) == (How.EXACT, 2)
    assert found.text.startswith('"Seventeen ducks')
    assert found.text.endswith("eleven tufted ducks.")


def test_an_omission_is_found_as_in_a_quote(corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "The sign fell […] swept away", limit=1)
    assert found.how is How.EXACT
    assert words_of(found) == "The sign fell, said Ms. Marsh, and the bench was swept away"


def test_parts_of_words_are_widened(corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "lunteers mende", ("gazette",))
    assert words_of(found) == "Volunteers mended"


def test_the_speaker_of_a_pronoun_stands_before_it(corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "With its mud", limit=1)
    assert found.speaker == "bert-reed"
    assert found.attribution is not None
    assert found.attribution.borrowed
    assert "# “Mr. Reed”, in a sentence before" in "\n".join(listing.account(found))


def test_where_nobody_is_named_the_article_speaks(corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "kept the Café Wending", limit=1)
    assert (found.speaker, found.attribution) == ("kite", None)


def test_nothing_outside_the_body_unless_asked(corpus: Corpus) -> None:
    assert not passages.find(corpus, "Comments close after 7 days")
    (found,) = passages.find(corpus, "Comments close after 7 days", furniture=True)
    assert (found.paragraph, found.quotation, found.line) == (None, None, 18)
    assert listing.account(found) == ()
    assert "outside the article’s body" in listing.as_text((found,))


def test_limit_and_order(corpus: Corpus) -> None:
    everything = passages.find(corpus, "the", limit=1000)
    assert passages.find(corpus, "the", limit=5) == everything[:5]
    keys = [(p.how, -p.likeness, p.article.id, p.span.start) for p in everything]
    assert keys == sorted(keys)


# --- what is pasted ---------------------------------------------------------------------------------------------------


def test_a_pasted_account_needs_only_what_is_marked(toy: Path, corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "nine mallards", limit=1)
    pasted = "\n".join(listing.account(found))
    assert "quote: >-" in pasted or "quote: On 1 May" in pasted
    filled = pasted.replace("said: todo", "said: 2019-05-06").replace("as_of: todo", "as_of: 2019-05-01")
    filled = filled.replace("todo: what the quote states, in the terms of the claim’s measure", "parts: {mallard: 9}")
    filled = filled.replace("id: dov-levi", "id: levi-again")
    path = toy / "seeds/claims/ducks.yml"
    text = path.read_text()
    path.write_text(text.replace("sums:", f"{filled}\nsums:"))
    compiled = compile_corpus(toy)
    assert [p.rule.id for p in compiled.problems] == []
    assert compiled.facts["ducks"].fact.witness("levi-again").account.speaker == "dov-levi"


def test_what_is_pasted_and_not_filled_in_is_refused(toy: Path, corpus: Corpus) -> None:
    (found,) = passages.find(corpus, "nine mallards", limit=1)
    path = toy / "seeds/claims/ducks.yml"
    path.write_text(path.read_text().replace("sums:", "\n".join([*listing.account(found), "sums:"])))
    compiled = compile_corpus(toy)
    assert {p.rule.id for p in compiled.problems} == {"todo-left"}
    assert len(compiled.problems) == 3
    assert not compiled.sound


def test_formats() -> None:
    text, as_json, as_yaml = (run("mallards", "--format", form) for form in ("text", "json", "yaml"))
    assert [each.exit_code for each in (text, as_json, as_yaml)] == [0, 0, 0]
    assert "seeds/articles/heron.txt:8, paragraph 2 (word for word)" in text.stdout
    assert "cited by: ducks (reed-parts)" in text.stdout
    listed = json.loads(as_json.stdout)["passages"]
    accounts = yaml.safe_load(as_yaml.stdout)
    assert [each["article"] for each in listed] == [each["article"] for each in accounts] == ["heron", "kite"]
    assert yaml.safe_load(listed[0]["account"]) == accounts[:1]


def test_misuse_and_nothing_found() -> None:
    assert run("ducks", "--article", "herron").exit_code == 2
    assert "Did you mean `heron`?" in run("ducks", "--article", "herron").output
    assert run("  ").exit_code == 2
    nothing = run("zebra crossing of the moon")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "Nothing like it" in nothing.stderr


def test_an_article_that_cannot_be_read_hides_no_other(toy: Path) -> None:
    (toy / "seeds/articles/kite.yml").write_text("title: [")
    (toy / "seeds/claims/ducks.yml").write_text("title: [")
    assert "heron.txt:8" in run("mallards", root=toy).stdout


def test_without_a_publication_there_is_nothing_to_search(toy: Path) -> None:
    (toy / "seeds/publication.yml").unlink()
    result = run("mallards", root=toy)
    assert result.exit_code == 1
    assert "file-unreadable" in result.stdout


# --- any text ---------------------------------------------------------------------------------------------------------

TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "ab c.,:;#-'\"“”’«»[]{}&*!|>%@`?\\\t\n\u00a0\u00ad\u200b\u0301\u202e\ufeff\u0085\u2028\x7f\x80"
        ),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
    ),
    max_size=80,
)


@given(TEXT)
def test_yaml_reads_back_what_was_written(text: str) -> None:
    line = " ".join(text.split())
    written = "\n".join(snippets.lines("key", line, 2, "a comment"))
    assert yaml.load(written, Loader=yaml.CBaseLoader) == {"key": line}
    written = "\n".join(snippets.lines("key", {"inner": [line], "long": f"{line} {'word ' * 40}{line}".strip()}))
    assert yaml.load(written, Loader=yaml.CBaseLoader) == {
        "key": {"inner": [line], "long": f"{line} {'word ' * 40}{line}".strip()}
    }


@given(TEXT, st.integers(0, 80), st.integers(0, 80), TEXT)
def test_every_quotation_is_found_where_it_was_taken(text: str, start: int, length: int, more: str) -> None:
    raw = f"{text}\n\n{more}{text}"
    article = ArticleText(raw, Span(0, len(raw)))
    span = Span(min(start, len(raw)), min(start + length, len(raw)))
    made = snippets.quotation(article, span)
    if made is not None:
        read = yaml.load("\n".join(snippets.lines("quote", made.quote)), Loader=yaml.CBaseLoader)["quote"]
        found = evidence.locate(article, read, made.prefix, made.suffix)
        assert isinstance(found, Located)
        assert article.words(found.whole) == article.words(span)
