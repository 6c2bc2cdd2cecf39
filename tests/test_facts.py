"""One claim against the corpus: what is found, what is refused, and whether the way out that is offered is one."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.compiler import Compiled, compile_corpus
from generator.facts import _yaml_scalar
from generator.yamlfile import read
from tests.conftest import Spoil

POND = "claims/pond-depth.yml"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (POND, "at least 2 metres deep, Mr. Reed said.", "at least 2 meters deep, Mr. Reed said."),
        (POND, "With its mud, he added, it had", "With the mud, he added, it has"),
        (POND, "“The pond was more than 4 metres deep,” Mr. Levi", "“The pond is more than 4 metres deep”, Mr Levi"),
        (POND, "On Sunday less than 1 metre was", "On sunday less than 1 metre is"),
        (POND, "less than 1 metre was left, according to", "ess than 1 metre was left, according to"),
        (POND, "On Sunday less than 1 metre was left, according to Mr. Levi.", "less than 1 metre was lef"),
        ("claims/refuge.yml", "They are all in the mill race now.", "They are all in the mill-race now!"),
        ("claims/heron-seen.yml", "ראיתי את האנפה, אמר", "ראיתי את הברווז, אמר"),
        ("claims/what-fell.yml", "The sign fell, said Ms. Marsh, and", "The sign fell: said Ms. Marsh #1, and"),
    ],
)
def test_the_quote_that_is_offered_can_be_pasted(file: str, old: str, new: str, spoil: Spoil, toy: Path) -> None:
    path = toy / "seeds" / file
    quote = next(line for line in path.read_text().splitlines() if old in line)
    indent = quote.partition("quote: ")[0]
    problems = spoil(file, old, new) if ": said" not in new else spoil(file, quote, f"{indent}quote: '{new}'")
    offered = [problem for problem in problems if problem.fix.startswith("quote: ")]
    assert len(offered) == 1
    assert offered[0].rule.id in ("quote-not-found", "quote-cuts-word")
    lines = path.read_text().splitlines()
    lines[offered[0].place.line - 1] = indent + offered[0].fix
    path.write_text("\n".join(lines) + "\n")
    assert not {p.rule.id for p in compile_corpus(toy).problems} & {"quote-not-found", "quote-cuts-word", "yaml-syntax"}


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "M"]) | st.just(" "), min_size=1, max_size=30)
)
def test_any_offered_text_is_yaml(text: str) -> None:
    text = " ".join(text.split())
    if text:
        document, problems = read("x.yml", f"quote: {_yaml_scalar(text)}\n")
        assert not problems
        assert document is not None
        assert document.data == {"quote": text}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        # a weekday in the quote must fit; said is a Monday, as_of the Sunday before
        ("as_of: 2019-05-05", "as_of: 2019-05-04", ["weekday-mismatch"]),
        ("as_of: 2019-05-05", "as_of: 2019-04-28", []),
        ("as_of: 2019-05-05", "as_of: 2019-05-01/2019-05-04", ["weekday-mismatch"]),
        ("as_of: 2019-05-05", "as_of: 2019-05-01/2019-05-05", []),
        ("as_of: 2019-05-05", "as_of: 2019-05", []),
        ("as_of: 2019-05-05", "as_of: ../2019-05-04", []),  # an open end reaches every weekday
        ("as_of: 2019-05-05", "as_of: 2019-05-06", ["weekday-mismatch"]),
    ],
)
def test_weekdays(old: str, new: str, rules: list[str], spoil: Spoil) -> None:
    assert [problem.rule.id for problem in spoil(POND, old, new)] == rules


def test_a_weekday_names_the_days_that_would_fit(spoil: Spoil) -> None:
    (problem,) = spoil(POND, "as_of: 2019-05-05", "as_of: 2019-05-04")
    assert problem.message == "The article says Sunday; none of 2019-05-06, 2019-05-04 is one."
    assert problem.fix == "The last Sunday before publication was 2019-05-05, the one before 2019-04-28."


@pytest.mark.parametrize(("as_of", "rules"), [("2019-05-06", []), ("2019-05-04", ["weekday-mismatch"])])
def test_the_weekday_of_a_plan_is_on_no_date_of_the_account(as_of: str, rules: list[str], toy: Path) -> None:
    article, meta, pond = toy / "seeds/articles/kite.txt", toy / "seeds/articles/kite.yml", toy / "seeds" / POND
    before = hashlib.sha256(article.read_bytes()).hexdigest()
    article.write_text(article.read_text().replace("was left", "will be left"))
    meta.write_text(meta.read_text().replace(before, hashlib.sha256(article.read_bytes()).hexdigest()))
    pond.write_text(
        pond.read_text().replace("was left", "will be left").replace("as_of: 2019-05-05", f"as_of: {as_of}")
    )
    assert [problem.rule.id for problem in compile_corpus(toy).problems] == rules


def test_a_weekday_hidden_by_a_soft_hyphen_is_seen(toy: Path) -> None:
    article, meta = toy / "seeds/articles/kite.txt", toy / "seeds/articles/kite.yml"
    before = hashlib.sha256(article.read_bytes()).hexdigest()
    article.write_text(article.read_text().replace("On Sunday less", "On Sun\u00adday less"))
    meta.write_text(meta.read_text().replace(before, hashlib.sha256(article.read_bytes()).hexdigest()))
    assert compile_corpus(toy).problems == ()
    pond = toy / "seeds" / POND
    pond.write_text(pond.read_text().replace("as_of: 2019-05-05", "as_of: 2019-05-04"))
    assert [problem.rule.id for problem in compile_corpus(toy).problems] == ["weekday-mismatch"]


@pytest.mark.parametrize(
    ("claim", "account", "marked"),
    [
        ("pond-depth", "reed", ["at least 2"]),
        ("pond-depth", "reed-mud", ["about 3.5"]),
        ("pond-depth", "marsh", ["2", "3"]),
        ("pond-depth", "residents", ["a couple of metres"]),
        ("ducks", "reed-parts", ["Six", "eleven"]),
        ("bank-broke", "council", ["Wednesday"]),
        ("bank-mended", "reed", ["Volunteers", "the parish council"]),
        ("refuge", "reed", ["the mill race"]),
        ("heron-seen", "levi", ["ראיתי את האנפה"]),
        ("what-fell", "marsh", ["The sign fell", "the bench was swept away"]),
        ("pond-depth", "customer", ["Deep enough"]),
    ],
)
def test_the_words_a_value_rests_on(claim: str, account: str, marked: list[str], compiled_toy: Compiled) -> None:
    witness = compiled_toy.facts[claim].fact.witness(account)
    assert [witness.article.text.raw[span.start : span.end] for span in witness.marks] == marked


def test_where_an_account_stands(compiled_toy: Compiled) -> None:
    witness = compiled_toy.facts["pond-depth"].fact.witness("residents")
    assert (witness.paragraph, witness.sentences) == (4, (8, 9))
    assert [witness.article.text.words(part) for part in witness.located.parts] == [
        'Residents spoke of "a couple of metres"',
        "or no mud.",
    ]


@pytest.mark.parametrize(
    ("name", "also", "named"),
    [
        ("Levi", "", True),
        ("levi", "", True),
        ("Dov", "", True),
        ("Lev", "", False),  # Levi
        ("Ed", "", False),  # counted
        ("Ab", "Mr. Levi", True),
        ("Ab", "Mr.  Levi", True),
        ("Ab", "Mr Levi", False),
        ("The Marsh Kite", "", True),  # named above the body
        ("Dov Levi’s", "", False),
        ("דב לוי", "", True),
        ("ב לוי", "", False),
    ],
)
def test_whom_an_article_names(name: str, also: str, named: bool, spoil: Spoil, toy: Path) -> None:
    path = toy / "seeds/speakers.yml"
    other = f"  name: {name}\n  kind: person\n" + (f'  also: "{also}"\n' if also else "")
    text = path.read_text().replace("  name: Dov Levi\n  kind: person\n  also: [Mr. Levi, דב לוי]\n", other)
    assert ("speaker-not-named" in {problem.rule.id for problem in spoil("speakers.yml", text)}) is not named


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (
            "said: 2019-05-06\n    as_of: 2019-05-05",
            "said: 2019-05-07\n    as_of: 2019-05-05",
            ["said-after-publication"],
        ),
        ("said: 2019-05-06\n    as_of: 2019-05-05", "said: 2019\n    as_of: 2019-05-05", ["said-after-publication"]),
        ("said: 2019-05-06\n    as_of: 2019-05-05", "said: ../2019-05-06\n    as_of: 2019-05-05", []),
        ("said: 2019-05-06\n    as_of: 2019-05-05", "said: 2019-05-06/..\n    as_of: 2019-05-05", []),
        (
            "said: 2019-05-06\n    as_of: 2019-05-05",
            "said: 2019-05-07/..\n    as_of: 2019-05-05",
            ["said-after-publication"],
        ),
        ("said: 2019-05-06\n    as_of: 2019-05-05", "said: 2019-05-04\n    as_of: 2019-05-05", ["as-of-after-said"]),
        ("said: 2019-05-06\n    as_of: 2019-05-05", "said: 2019-05-05\n    as_of: 2019-05-05/..", []),
    ],
)
def test_order_of_dates(old: str, new: str, rules: list[str], spoil: Spoil) -> None:
    assert [problem.rule.id for problem in spoil(POND, old, new)] == rules


def test_dates_at_the_edge_of_the_calendar(spoil: Spoil, toy: Path) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        text = (toy / "seeds/articles/kite.yml").read_text()
        assert compile_corpus(toy).corpus is not None
        spoil("articles/kite.yml", re.sub(r"published: \S+", f"published: {day}", text))
        pond = (toy / "seeds" / POND).read_text()
        spoil(POND, pond.replace("as_of: 2019-05-05", f"as_of: {day}").replace("as_of: 9999", "as_of: 2019"))


def test_every_unknown_name_of_an_account_is_reported(spoil: Spoil) -> None:
    problems = spoil(
        "claims/what-fell.yml",
        "    speaker: dov-levi\n    heard_from: customer\n",
        "    speaker: dov-lewi\n    heard_from: [custom, customer]\n"
        "    through: [kit, nobody-at-all]\n    scope: all\n",
    )
    assert [(problem.place.line, problem.rule.id, problem.fix) for problem in problems] == [
        (27, "unknown-reference", "Did you mean `dov-levi`?"),
        (28, "unknown-reference", "Did you mean `customer`?"),
        (29, "unknown-reference", "Did you mean `kite`?"),
        (29, "unknown-reference", "Add the speaker to seeds/speakers.yml."),
        (30, "unknown-reference", "List them as `scopes` in `measure`, or remove this key."),
    ]


def test_words_around_a_quote_that_are_not_there(spoil: Spoil) -> None:
    quote = "quote: They are all in the mill race now."
    (problem,) = spoil("claims/refuge.yml", quote, f"{quote}\n    suffix: Related")
    assert problem.rule.id == "quote-not-found"
    assert "not between the words given" in problem.message
    assert problem.place.line == 13


def test_a_broken_entry_of_a_list_is_not_blamed_on_those_who_name_it(spoil: Spoil) -> None:
    problems = spoil("speakers.yml", "  name: the parish council\n", "  nam: the parish council\n")
    assert [problem.place.file for problem in problems if "/claims/" in problem.place.file] == []
    assert {problem.rule.id for problem in problems} == {"unknown-key", "missing-key"}


def test_a_broken_claim_is_still_checked_account_by_account(spoil: Spoil, toy: Path) -> None:
    path = toy / "seeds/claims/refuge.yml"
    path.write_text(path.read_text().replace("mill race now", "mill race soon"))
    problems = spoil("claims/refuge.yml", "rating: reconcilable", "rating: fine")
    assert [problem.rule.id for problem in problems] == ["quote-not-found", "bad-value"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_number_of_a_quote_matters(data: st.DataObject, toy: Path) -> None:
    """Whatever figure an account is given: only the one that its words state compiles."""
    path = toy / "seeds" / POND
    text = path.read_text()
    values = {
        "{at_least: 2}": "2",
        "{about: 3.5}": "3.5",
        "{exact: 1.5}": "1.5",
        "{more_than: 4}": "4",
        "{at_most: 3}": "3",
    }
    right = data.draw(st.sampled_from(sorted(values)))
    other = data.draw(st.decimals(0, 999, places=1).map(lambda n: f"{n.normalize():f}"))
    form = data.draw(st.sampled_from(["exact", "about", "at_least", "more_than", "at_most", "fewer_than"]))
    wrong = f"{{{form}: {other}}}"
    path.write_text(text.replace(right, wrong, 1))
    try:
        found = {problem.rule.id for problem in compile_corpus(toy).problems}
    finally:
        path.write_text(text)
    if wrong == right:
        assert not found
    else:
        assert found & {"value-not-in-quote", "value-hedged"}
