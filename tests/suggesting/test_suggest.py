"""`disputed suggest`: what it finds in invented publications, and that a draft is sound as far as it goes."""

from __future__ import annotations

import json
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.suggest import INVENTED, measure
from generator import dates, evidence, yamlfile
from generator.cli import main
from generator.compiler import Compiled, compile_corpus
from generator.corpus import Article, Corpus
from generator.evidence import ArticleText, Located, Span
from generator.model import ArticleMeta, MeasureKind
from generator.suggesting import drafts
from generator.suggesting.attributions import Names, attributed
from generator.suggesting.concepts import Vocabulary
from generator.suggesting.datings import datings_in
from generator.suggesting.figures import figures_in
from generator.suggesting.passages import find
from generator.suggesting.proposals import Proposal, propose
from generator.suggesting.words import stem
from generator.yamlfile import Document
from tests.conftest import TOY, typed


@pytest.fixture(scope="module")
def corpus(compiled_toy: Compiled) -> Corpus:
    assert compiled_toy.corpus is not None
    return compiled_toy.corpus


def run(*arguments: str, root: Path = TOY) -> Result:
    return CliRunner().invoke(main, ["suggest", *arguments, "--project", str(root)])


# --- how much is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first_twenty", "accounts", "right"),
    [("ferry", 12, 26, 14), ("march", 11, 26, 14), ("well", 6, 15, 10)],
)
def test_most_of_what_is_disputed_in_the_invented_reports_is_found(
    name: str, first_twenty: int, accounts: int, right: int
) -> None:
    """A floor, a little below what is measured: `python -m bench.suggest` prints the figures."""
    found = measure(INVENTED / name).found(20)
    assert len(found.facts) >= first_twenty
    assert found.accounts >= accounts
    assert found.right >= right


def test_most_facts_of_the_toy_corpus_are_found() -> None:
    measured = measure(TOY)
    assert set(measured.facts) - set(measured.found(20).facts) <= {"bank-mended", "refuge"}


# --- the pieces -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("It broke on Wednesday.", ["2019-05-01"]),
        ("It broke on Friday evening.", ["2019-05-03"]),
        ("It broke last Friday.", ["2019-04-26"]),
        ("It opens next Monday.", ["2019-05-06"]),
        ("It broke over the weekend.", ["2019-04-27/2019-04-28"]),
        ("Earlier this week it broke.", ["2019-04-29/2019-05-03"]),
        ("It broke yesterday, not today.", ["2019-05-02", "2019-05-03"]),
        ("It broke on 1 May and on April 30, 2018.", ["2019-05-01", "2018-04-30"]),
        ("It broke on 24 December.", ["2018-12-24"]),
        ("In late August 2017 and in March.", ["2017-08-21/2017-08-31", "2019-03"]),
        ("It may march in.", []),
        ("Closed until the end of the month.", ["2019-05-31"]),
        ("On 31 February it broke.", []),
    ],
)
def test_days_are_counted_from_the_day_of_publication(text: str, edtf: list[str]) -> None:
    assert [each.edtf for each in datings_in(text, date(2019, 5, 3))] == edtf


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 16 buses left", [("buses", {"about": "16"})]),
        (
            "four of the buses reached it, and that six were stuck",
            [("buses", {"exact": "4"}), ("buses", {"exact": "6"})],
        ),
        ("between 2 and 3 metres", [("metres", {"from": "2", "to": "3"})]),
        ("more than 300 armed men", [("men", {"more_than": "300"})]),
        ("no more than 300 men", []),
        ("dozens of people", [("people", {"words": "dozens"})]),
        ("all or most of the ducks left", [("ducks", {"unstated": "all or most of the ducks"})]),
        ("over how many people had left", []),
        ("a network called Deir al-Zour 24, he said", []),
        ("a 34-year-old man at 10 a.m., the 3rd", []),
        ("it cost $2 million", [("$", {"exact": "2000000"})]),
        ("There were 300 of us", [("people", {"exact": "300"})]),
        ("put the crowd at 4,500", [("crowd", {"exact": "4500"})]),
    ],
)
def test_figures_with_what_they_count(text: str, found: list[tuple[str, dict[str, str]]], corpus: Corpus) -> None:
    assert [(each.noun, dict(each.value)) for each in figures_in(text, corpus)] == found


@pytest.mark.parametrize(
    ("one", "other"),
    [("reinforce", "reinforcements"), ("relocate", "relocation"), ("bus", "buses"), ("city", "cities")],
)
def test_forms_of_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“It broke,” said Bert Reed, the keeper. “It was old.” He left.", ["bert-reed", "bert-reed", None]),
        ("Bert Reed, who keeps it, said it broke. It was old, he added.", ["bert-reed", "bert-reed"]),
        ("According to the parish council, it broke.", ["parish-council"]),
        ("The customer told Mr. Levi that it broke.", ["dov-levi"]),
        ("It broke after the parish council announced that it was old.", ["parish-council"]),
        ("It was said to be old. The figure was first reported.", [None, None]),
        ("Its keeper, Bert Reed, said the bank was old.", ["bert-reed"]),
        ("But Cleo Marsh on Sunday denied it.", ["cleo-marsh"]),
        ("Somebody else said it broke.", [None]),
    ],
)
def test_who_says_so(text: str, speakers: list[str | None], corpus: Corpus) -> None:
    found = attributed(article(text), Names(corpus))
    assert [next((each.speaker for each in found[number]), None) for number in sorted(found)] == speakers


def article(text: str) -> Article:
    meta = typed(
        ArticleMeta,
        {
            "title": "Invented",
            "publisher": "heron",
            "published": "2019-05-03",
            "language": "en",
            "sha256": "0" * 64,
            "body": {"first_line": "1", "last_line": "1"},
            "rights": {"show": "quotes", "note": "Invented."},
        },
    )
    return Article("invented", meta, ArticleText(text, Span(0, len(text))), Document("x.yml", {}, ""), "x.txt")


# --- the drafts -------------------------------------------------------------------------------------------------------


def invented() -> list[Proposal]:
    return [each for path in sorted(INVENTED.iterdir()) for each in measure(path).proposals]


@pytest.fixture(scope="module")
def proposals(corpus: Corpus) -> list[Proposal]:
    return [*propose(corpus), *invented()]


def test_every_proposal_lines_up_two_voices_or_two_articles(proposals: list[Proposal]) -> None:
    assert len(proposals) > 60
    for proposal in proposals:
        assert len({(a.statement.voice, a.statement.article.id) for a in proposal.accounts}) > 1
        assert len({a.id for a in proposal.accounts}) == len(proposal.accounts)


def test_what_differs_comes_first() -> None:
    for path in sorted(INVENTED.iterdir()):
        differing = [proposal.group.differs > 0 for proposal in measure(path).proposals]
        assert differing == sorted(differing, reverse=True)


def test_every_quote_is_found_word_for_word_and_every_date_is_one(proposals: list[Proposal]) -> None:
    for proposal in proposals:
        document, problems = yamlfile.read("draft.yml", drafts.claim_file(proposal))
        assert document is not None
        assert not problems
        accounts = document.data["accounts"]
        assert len(accounts) == len(proposal.accounts)
        for account, draft in zip(accounts, proposal.accounts, strict=True):
            text = draft.statement.article.text
            found = evidence.locate(text, account["quote"], account.get("prefix", ""), account.get("suffix", ""))
            assert isinstance(found, Located)
            assert found.whole == draft.span or text.words(found.whole) == text.words(draft.span)
            said, as_of = dates.parse(account["said"]), dates.parse(account["as_of"])
            assert said.last is not None
            assert said.last <= draft.statement.article.appeared
            assert as_of.first is None or as_of.first <= said.last


def test_a_draft_among_the_claims_is_refused_and_breaks_nothing_else(toy: Path, corpus: Corpus) -> None:
    for proposal in propose(corpus):
        (toy / f"seeds/claims/{proposal.id}.yml").write_text(drafts.claim_file(proposal))
    compiled = compile_corpus(toy)
    assert not compiled.sound
    assert {problem.rule.id for problem in compiled.problems} == {"todo-left"}
    assert len(compiled.facts) == 7


def test_a_draft_that_is_filled_in_compiles(toy: Path, corpus: Corpus) -> None:
    """The depth of the pond, proposed while no claim is about it, needs a person only for what is marked."""
    (toy / "seeds/claims/pond-depth.yml").unlink()
    found = run("--all", "--format", "json", "--limit", "50", root=toy)
    listed = json.loads(found.stdout)["proposals"]
    depth = max((each for each in listed if "unit: metres" in each["file"]), key=lambda each: len(each["accounts"]))
    draft = yaml.load(depth["file"], Loader=yaml.CBaseLoader)
    assert len(draft["accounts"]) >= 6
    draft |= {"title": "How deep was the pond?", "claim": "The pond was 1.5 metres deep.", "topics": "water"}
    draft["verdict"] = {
        "rating": "disputed",
        "confidence": "low",
        "summary": "Nobody knows.",
        "reviewed": "2019-05-07",
        "reason": "A test.",
    }
    (toy / "seeds/claims/pond-depth.yml").write_text(yaml.safe_dump(draft, sort_keys=False))
    problems = [p for p in compile_corpus(toy).problems if p.rule.id not in ("unused-entry", "override-needless")]
    assert [problem.message for problem in problems] == []


def test_what_claims_cover_is_left_out_unless_asked() -> None:
    everything = json.loads(run("--all", "--format", "json").stdout)["proposals"]
    shown = json.loads(run("--format", "json").stdout)["proposals"]
    assert shown == [each for each in everything if not each["already_in"]]
    assert {"ducks", "pond-depth", "bank-broke"} <= {claim for each in everything for claim in each["already_in"]}
    assert "Existing claims cover" in run().stderr


def test_only_proposals_with_a_named_article() -> None:
    listed = json.loads(run("gazette", "--all", "--format", "json").stdout)["proposals"]
    assert listed
    assert all("gazette" in {account["article"] for account in each["accounts"]} for each in listed)
    unknown = run("gazete")
    assert unknown.exit_code == 2
    assert "Did you mean `gazette`?" in unknown.output


def test_formats_say_the_same() -> None:
    root = INVENTED / "ferry"
    listed = json.loads(run("--format", "json", "--limit", "3", root=root).stdout)["proposals"]
    files = run("--format", "yaml", "--limit", "3", root=root).stdout
    assert files == "---\n".join(each["file"] for each in listed)
    text = run("--limit", "3", root=root).stdout
    assert [f"[{each['id']}]" in text for each in listed] == [True, True, True]
    assert text == run("--limit", "3", root=root).stdout
    speed = next(each for each in listed if "knots" in each["title"])
    assert [account["value"] for account in speed["accounts"]] == [{"fewer_than": "12"}, {"about": "18"}]


def test_writing_drafts_overwrites_nothing(tmp_path: Path) -> None:
    root = shutil.copytree(INVENTED / "ferry", tmp_path / "ferry")
    first = run("--write", "--limit", "4", root=root)
    assert first.exit_code == 0
    names = first.stdout.split()
    assert len(names) == 4
    assert all(name.startswith("drafts/") for name in names)
    edited = root / names[0]
    edited.write_text("mine")
    again = run("--write", "drafts", "--limit", "4", root=root)
    assert again.stdout == ""
    assert "0 drafts written; 4 were there already" in again.stderr
    assert edited.read_text() == "mine"
    assert sorted(path.name for path in (root / "drafts").iterdir()) == sorted(Path(name).name for name in names)


@pytest.mark.parametrize("folder", ["seeds/claims", "seeds", "drafts/../seeds/claims/x"])
def test_drafts_are_never_written_into_the_publication(folder: str, tmp_path: Path) -> None:
    root = shutil.copytree(INVENTED / "ferry", tmp_path / "ferry")
    result = run("--write", folder, root=root)
    assert result.exit_code == 2
    assert not list((root / "seeds").glob("claims/*"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    root = shutil.copytree(INVENTED / "ferry", tmp_path / "ferry")
    (root / "drafts").write_text("a file")
    result = run("--write", root=root)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "drafts" in result.stderr


def test_nothing_to_line_up(toy: Path) -> None:
    for name in ("heron", "gazette"):
        for ending in ("txt", "yml"):
            (toy / f"seeds/articles/{name}.{ending}").unlink()
    (toy / "seeds/articles/kite.txt").write_text("\n\n\nNothing at all.\n\n\n\n\n\n\n\n")
    result = run(root=toy)
    assert result.exit_code == 0
    assert "Nothing that two voices speak of" in result.stderr


# --- any text ---------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    """
    Reed said told Mr. Levi the council according to about 17 ducks six were of us that , , " “ ” ‘ ’ . . ; - – —
    ( ) [ ] Wednesday on 1 May 2019 yesterday weekend who which he she it her and but because not may High
    Street from to in between 2 and 3 metres dozens of people $ % 99999999999999999999 31 February 0001 next Friday
    U.S. broke mended the bank
    \u00ad \u200b \u0301 \u202e \u2028 \t \n \n\n : # ' todo Todo ראיתי İ ß 🦆
    """.split(" ")
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=60).map(" ".join)


@settings(max_examples=150)
@given(TEXTS, TEXTS)
def test_any_text_gives_quotes_that_are_found(compiled_toy: Compiled, one: str, other: str) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    texts = {
        "one": f"Bert Reed said 16 ducks left the bank. {one}",
        "other": f"“17 ducks left the bank,” said Cleo Marsh. {other}",
    }
    articles = {
        name: Article(name, article(text).meta, article(text).text, article(text).document, f"{name}.txt")
        for name, text in texts.items()
    }
    made = propose(
        Corpus(
            corpus.publication,
            articles,
            {},
            corpus.speakers,
            corpus.places,
            corpus.addresses,
            {},
        )
    )
    assert made
    for proposal in made:
        document, problems = yamlfile.read("draft.yml", drafts.claim_file(proposal))
        assert document is not None, problems
        for account in document.data["accounts"]:
            found = evidence.locate(
                articles[account["article"]].text,
                account["quote"],
                account.get("prefix", ""),
                account.get("suffix", ""),
            )
            assert isinstance(found, Located)
        drafts.as_text(made)
        json.loads(drafts.as_json(made))


@given(TEXTS)
def test_any_sentence_is_read(compiled_toy: Compiled, text: str) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    for mention in Vocabulary(corpus).mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
    for dating in datings_in(text, date(2019, 5, 3)):
        dates.parse(dating.edtf)
        assert dating.words in text
    datings_in(text, date(1, 1, 1))
    datings_in(text, date(9999, 12, 31))
    for figure in figures_in(text, corpus):
        assert figure.low is None or figure.high is None or figure.low <= figure.high


def test_kinds_are_all_there(proposals: list[Proposal]) -> None:
    assert {proposal.group.kind for proposal in proposals} == {
        MeasureKind.QUANTITY,
        MeasureKind.DATE,
        MeasureKind.PLACE,
        MeasureKind.POSITION,
    }


# --- too much of it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Bert Reed said 17 ducks left the bank on Friday " * 20_000,
        "Bert Reed said 17 ducks left the bank on Friday. " * 1_000,
        "".join(f"Reed said {n} ducks left road {n}. " for n in range(1_000)),
        "," * 200_000,
        "6, " * 100_000,
        '" said ' * 50_000,
    ],
    ids=["one endless sentence", "one sentence over and over", "a list", "commas", "figures", "nobody said"],
)
def test_a_monstrous_text_costs_seconds_at_most(text: str, corpus: Corpus) -> None:
    monster = article(text)
    mixed = Corpus(
        corpus.publication,
        {**corpus.articles, "invented": monster},
        {},
        corpus.speakers,
        corpus.places,
        corpus.addresses,
        {},
    )
    began = time.process_time()
    assert propose(mixed)
    assert find(mixed, "seventeen ducks crossed")
    assert time.process_time() - began < 20
