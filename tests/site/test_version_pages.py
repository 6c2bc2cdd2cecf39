"""The pages of an article that was changed later, and of the facts that quote its first version."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator import render
from generator.compiler import compile_corpus
from generator.settings import Settings

from .conftest import disputed, make_project

CHANGED = (
    ("“The ducks never left Little Wending,” he said.", "“The ducks never left <b>Great</b> Wending,” he said."),
    ("he counted nine mallards.", "he counted nine mallards, or ten."),
    ("\n\nOnly the lamp post fell, the customer told Mr. Levi.\n", "\n"),
)
AGAIN = """
  - id: levi-later
    article: kite-v2
    speaker: dov-levi
    said: 2019-05-08
    as_of: 2019-05-01/2019-05-08
    quote: The ducks stayed in Little Wending, said Mr. Levi.
    value: {place: little-wending}
verdict:"""


def add_version(project: Path, show: str = "full") -> None:
    """Store a changed version of the toy's article `kite`, from which one claim quotes a sentence that is new."""
    seeds = project / "seeds"
    text = (seeds / "articles/kite.txt").read_text(encoding="utf-8")
    for old, new in CHANGED:
        assert text.count(old) == 1
        text = text.replace(old, new)
    text = text.rstrip() + "\n\nThe ducks stayed in Little Wending, said Mr. Levi.\n"
    (seeds / "articles/kite-v2.txt").write_text(text, encoding="utf-8")
    (seeds / "articles/kite-v2.yml").write_text(
        "title: “Nine mallards”\npublisher: kite\npublished: 2019-05-06\nmodified: 2019-05-08\nretrieved: 2019-05-09\n"
        f"version_of: kite\nlanguage: en-GB\nsha256: {hashlib.sha256(text.encode()).hexdigest()}\n"
        f"body: {{first_line: 4, last_line: {len(text.splitlines())}}}\nrights: {{show: {show}, note: The Kite’s.}}\n",
        encoding="utf-8",
    )
    addresses = seeds / "addresses.yml"
    recorded = addresses.read_text(encoding="utf-8")
    addresses.write_text(recorded.replace("- articles/kite\n", "- articles/kite\n  - articles/kite-v2\n"), "utf-8")
    claim = seeds / "claims/refuge.yml"
    text = claim.read_text(encoding="utf-8").replace("\nverdict:", AGAIN)
    claim.write_text(text.replace("reviewed: 2019-05-07", "reviewed: 2019-05-09"), encoding="utf-8")


@pytest.fixture(scope="module", params=["full", "quotes"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The versioned publication, built and verified: with the whole text shown, and with quotes only."""
    project = make_project(tmp_path_factory.mktemp("versions") / "project")
    add_version(project, request.param)
    done = disputed(project, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "site"


def page(site: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / path / "index.html").read_text(encoding="utf-8"))


def fates(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in tree.css("li.passage"):
        name = line.css_first(".fate")
        words = line.css_first("span")
        assert name is not None
        assert words is not None
        found.setdefault(name.text(), []).append(" ".join(words.text().split()))
    return found


def test_the_versions_of_an_article_lead_to_each_other(site: Path) -> None:
    for here, other in (("kite", "kite-v2"), ("kite-v2", "kite")):
        tree = page(site, f"articles/{here}")
        links = [link.attributes["href"] for link in tree.css("ol.versions a")]
        assert links == [f"../{other}/"] or links == [f"../../articles/{other}/"]
        assert len(tree.css("ol.versions li")) == 2
    assert "6 May 2019, changed 8 May 2019" in page(site, "articles/kite-v2").css_first("dl.facts").text()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["kite", "kite-v2"])
def test_both_say_what_became_of_each_passage(site: Path, name: str) -> None:
    tree = page(site, f"articles/{name}")
    found = fates(tree)
    assert {key: len(lines) for key, lines in found.items()} == {"changed": 2, "unchanged": 7, "gone": 1, "new": 1}
    assert found["gone"] == ["Only the lamp post fell, the customer told Mr. Levi."]
    assert found["new"] == ["The ducks stayed in Little Wending, said Mr. Levi."]
    assert (
        "2 changed, 7 unchanged, 1 gone, 1 new" in tree.text() or "7 unchanged, 2 changed, 1 gone, 1 new" in tree.text()
    )
    removed = [node.text() for node in tree.css(".passage--changed del")]
    added = [node.text() for node in tree.css(".passage--changed ins")]
    assert (removed, added) == (["mallards.", "Little"], ["mallards, or ten.", "<b>Great</b>"])  # escaped, not markup
    assert not tree.css(".passage--changed b b, .passage--changed ins b")


def test_a_fact_warns_where_a_passage_no_longer_stands(site: Path) -> None:
    tree = page(site, "claims/refuge")
    notice = tree.css_first(".verdict .notice")
    assert notice is not None
    assert "no longer stands like that in the newest version of the article: Dov Levi" in " ".join(
        notice.text().split()
    )
    later = tree.css_first("article#levi .later--changed")
    assert later is not None
    assert "The article was changed later, and this passage with it." in later.text()
    assert [node.text() for node in later.css("del")] == ["Little"]
    assert tree.css_first("article#levi-later .later") is None
    assert tree.css_first("article#reed .later") is None
    gone = page(site, "claims/what-fell").css_first(".later--gone")
    assert gone is not None
    assert "The article was changed later; this passage is no longer there." in gone.text()


def test_a_passage_that_stands_is_told_without_a_warning(site: Path) -> None:
    heron = page(site, "claims/heron-seen")
    assert heron.css_first(".notice") is None
    assert len(heron.css(".later--unchanged")) == 3
    around = page(site, "claims/bank-broke").css_first(".later--unchanged")
    assert around is not None
    assert "the sentence that holds them was changed" in around.text()


def test_two_versions_count_as_one_article_and_one_voice(site: Path) -> None:
    tally = " ".join(page(site, "claims/refuge").css_first(".tally").text().split())  # type: ignore[union-attr]
    assert "3 accounts" in tally
    assert "2 independent origins" in tally
    assert "2 articles, 3 versions" in tally
    home = " ".join(page(site, ".").text().split())
    assert re.search(r"\b3 articles\b", home)
    review = json.loads(page(site, "claims/refuge").css_first('script[type="application/ld+json"]').text())  # type: ignore[union-attr]
    assert len(review["itemReviewed"]["appearance"]) == 2


def test_the_data_say_so_too(site: Path) -> None:
    data = json.loads((site / "data/facts.json").read_text(encoding="utf-8"))
    assert data["articles"]["kite-v2"]["version_of"] == "kite"
    assert (data["articles"]["kite-v2"]["modified"], data["articles"]["kite-v2"]["retrieved"]) == (
        "2019-05-08",
        "2019-05-09",
    )
    refuge = next(fact for fact in data["facts"] if fact["id"] == "refuge")
    stands = {account["id"]: account.get("in_newest_version") for account in refuge["accounts"]}
    assert stands == {"reed": None, "levi": {"article": "kite-v2", "passage": "changed"}, "levi-later": None}
    rows = csv.DictReader(StringIO((site / "data/accounts.csv").read_bytes().decode("utf-8-sig")))
    fates = {row["in_newest_version"] for row in rows if row["fact"] == "what-fell" and row["article"] == "kite"}
    assert fates == {"gone"}


def test_what_was_done_for_the_first_version_is_done_for_the_second(toy: Path) -> None:
    add_version(toy)
    compiled = compile_corpus(toy)
    first, second = compiled.coverage["kite"], compiled.coverage["kite-v2"]
    assert first.percent == 100
    left = [each.sentence.text for each in second.sentences if not each.covered]
    assert left == [
        "On 1 May, he said, the bank broke and he counted nine mallards, or ten.",
        '"The ducks never left <b>Great</b> Wending," he said.',
    ]


def test_a_publication_without_versions_says_nothing_of_them(toy: Path) -> None:
    pages = render.pages(compile_corpus(toy), Settings())
    text = "".join(content.decode() for path, content in pages.items() if path.endswith(".md"))
    assert "version 1 of" not in text
    assert "What was changed" not in text
    assert 'class="later' not in text
