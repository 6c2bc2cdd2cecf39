"""The built site is looked at once more: each rule of that look sees what it is there to see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from generator import render, stated, vouched
from generator import verify as verifying
from generator.cache import NOTHING, Cache
from generator.compiler import Compiled
from generator.corpus import Article
from generator.exports import opendata
from generator.looking import Looker, Seen
from generator.problems import Problem, Scope
from generator.records import replace
from generator.rules import RULES
from generator.settings import Settings, settings
from generator.verify import verify
from generator.views.shown import Shown

FACT = "claims/ducks/index.html"


def change(site: Path, page: str, pattern: str, replacement: str) -> None:
    path = site / page
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count == 1, f"{pattern} is not on {page}"
    path.write_text(text, encoding="utf-8")


def remove(site: Path, page: str, *_: str) -> None:
    (site / page).unlink()


Change = Callable[..., None]

SPECIMENS: dict[str, tuple[str, Change, str, str, str]] = {
    "a digit changed in a quote": (
        FACT,
        change,
        "<mark>nine</mark> mallards",
        "<mark>ten</mark> mallards",
        "site-quote",
    ),
    "a word lost in the context": (
        FACT,
        change,
        "<blockquote([^>]*)>“<mark",
        r"<blockquote\1>“ Not <mark",
        "site-quote",
    ),
    "an account left out": (FACT, change, '<article class="evidence" id="levi".*?</article>', "", "site-quote"),
    "a quote of an article nobody stored": (FACT, change, 'data-article="kite"', 'data-article="crow"', "site-quote"),
    "a dangling fragment": (FACT, change, 'href="#levi"', 'href="#levy"', "site-link"),
    "a dangling link": (
        FACT,
        change,
        r'href="\.\./\.\./speakers/dov-levi/"',
        'href="../../speakers/dov/"',
        "site-link",
    ),
    "an id twice": (FACT, change, 'id="levi"', 'id="reed-total"', "site-link"),
    "a script from elsewhere": (
        FACT,
        change,
        "</body>",
        '<script src="//cdn.example/x.js"></script></body>',
        "site-foreign-request",
    ),
    "a font from elsewhere": (
        FACT,
        change,
        "</head>",
        '<link rel="stylesheet" href="https://fonts.example/a.css"></head>',
        "site-foreign-request",
    ),
    "a picture from elsewhere": (
        FACT,
        change,
        "</body>",
        '<img src="a.png" srcset="https://x.example/b.png 2x"></body>',
        "site-foreign-request",
    ),
    "a style that fetches": (
        FACT,
        change,
        "</head>",
        "<style>p{background:url(https://x.example/b.png)}</style></head>",
        "site-foreign-request",
    ),
    "a script that fetches": (
        FACT,
        change,
        "</body>",
        "<script>fetch('https://x.example/')</script></body>",
        "site-foreign-request",
    ),
    "a style sheet that imports": (
        "stylesheets/disputed.css",
        change,
        "^",
        '@import "https://x.example/a.css";',
        "site-foreign-request",
    ),
    "the theme's repository facts": (
        FACT,
        change,
        "</body>",
        '<a data-md-component="source" href="#"></a></body>',
        "site-foreign-request",
    ),
    "broken JSON-LD": (FACT, change, '"@context":', '"@context"', "site-json-ld"),
    "another verdict in the markup": (
        FACT,
        change,
        '"alternateName": "Leaning"',
        '"alternateName": "Wrong"',
        "site-json-ld",
    ),
    "another claim in the markup": (
        FACT,
        change,
        '"claimReviewed": "Seventeen',
        '"claimReviewed": "Eighteen',
        "site-json-ld",
    ),
    "two reviews": (FACT, change, "(<script type=.application/ld.json.>.*?</script>)", r"\1\1", "site-json-ld"),
    "a page missing": (FACT, remove, "", "", "site-missing"),
    "a redirect missing": ("claims/how-many-ducks/index.html", remove, "", "", "site-missing"),
    "another question as heading": (FACT, change, "<h1>How", "<h1>Why", "site-missing"),
}


def look(site: Path, compiled: Compiled, where: Settings | None = None, kept: Cache = NOTHING) -> tuple[Problem, ...]:
    assert compiled.corpus is not None
    return verify(site, "site", compiled, where or settings({}, compiled.corpus.publication), kept=kept)


def test_the_built_site_passes(built: Path, compiled_toy: Compiled) -> None:
    assert look(built / "site", compiled_toy) == ()


@pytest.mark.parametrize("name", SPECIMENS)
def test_damage_is_seen(name: str, built: Path, compiled_toy: Compiled, tmp_path: Path) -> None:
    page, damage, pattern, replacement, rule = SPECIMENS[name]
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    kept = Cache(tmp_path / "kept")
    assert look(site, compiled_toy, kept=kept) == ()
    damage(site, page, pattern, replacement)
    found = look(site, compiled_toy)
    assert look(site, compiled_toy, kept=kept) == found  # what was found good before does not hide it
    assert rule in {problem.rule.id for problem in found}
    assert all(problem.message and problem.fix and problem.place.file.startswith("site/") for problem in found)


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_place_that_has_gone_is_missed_by_pages_that_have_not_changed(
    built: Path, compiled_toy: Compiled, tmp_path: Path, forgotten: bool
) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    kept = Cache(tmp_path / "kept")
    assert look(site, compiled_toy, kept=kept) == ()
    if forgotten:  # only the list of good pages is left
        for path in (tmp_path / "kept").glob("*/*"):
            if b'"index.html"' not in path.read_bytes():
                path.unlink()
    change(site, "rules/index.html", ' id="rating-leaning"', "")
    found = look(site, compiled_toy, kept=kept)
    assert FACT in {problem.place.file.removeprefix("site/") for problem in found}
    assert found == look(site, compiled_toy)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are taken apart."""
    found: list[str] = []
    page = Looker.page

    def counted(self: Looker, path: str, html: str) -> Iterator[Problem]:
        found.append(path)
        return page(self, path, html)

    monkeypatch.setattr(Looker, "page", counted)
    return found


@pytest.fixture
def found_good(built: Path, compiled_toy: Compiled, tmp_path: Path, looked: list[str]) -> tuple[Path, Cache]:
    """A site that was found good, and where that is remembered."""
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    kept = Cache(tmp_path / "kept")
    assert look(site, compiled_toy, kept=kept) == ()
    looked.clear()
    return site, kept


def test_a_good_page_is_not_taken_apart_again(
    found_good: tuple[Path, Cache], compiled_toy: Compiled, looked: list[str]
) -> None:
    site, kept = found_good
    change(site, FACT, "<h1>How", "<h1> How")
    assert look(site, compiled_toy, kept=kept) == ()
    assert looked == [FACT]


def test_pages_that_quote_another_article_than_before_are_taken_apart(
    built: Path, compiled_toy: Compiled, tmp_path: Path, looked: list[str]
) -> None:
    kept, site = Cache(tmp_path / "kept"), built / "site"
    assert look(site, compiled_toy, kept=kept) == ()
    looked.clear()
    edited = with_another_heron(compiled_toy)
    assert look(site, edited, kept=kept) == ()
    assert set(looked) == quoting(site, "heron")
    assert FACT in looked
    looked.clear()
    assert look(site, edited, kept=kept) == ()
    assert looked == []


def quoting(site: Path, article: str) -> set[str]:
    """The pages that quote an article."""
    found = {path for path in site.rglob("*.html") if f'data-article="{article}"' in path.read_text(encoding="utf-8")}
    return {path.relative_to(site).as_posix() for path in found}


def with_another_heron(compiled: Compiled) -> Compiled:
    edited = replace(compiled)
    edited.__dict__["sources"] = {**compiled.sources, "seeds/articles/heron.txt": "other words"}
    return edited


def test_what_a_page_quotes_stays_known_when_its_links_were_looked_up(
    found_good: tuple[Path, Cache], compiled_toy: Compiled, looked: list[str]
) -> None:
    site, kept = found_good
    (site / "robots.txt").unlink()  # something has gone, so that the links of all pages are looked up
    assert look(site, compiled_toy, kept=kept) == ()
    assert looked == []
    assert look(site, with_another_heron(compiled_toy), kept=kept) == ()
    assert set(looked) == quoting(site, "heron")


@pytest.mark.parametrize("lost", ["what pages quote", "what a page quoted at another time", "the articles"])
def test_where_it_is_not_certain_what_a_page_quotes_it_is_taken_apart(
    built: Path, compiled_toy: Compiled, tmp_path: Path, looked: list[str], lost: str
) -> None:
    kept, site = Cache(tmp_path / "kept"), built / "site"
    assert look(site, compiled_toy, kept=kept) == ()
    looked.clear()
    everything = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    if lost == "the articles":
        kept.keep(vouched.ARTICLES, {"seeds/articles/heron.txt": "", "seeds/articles/kite.txt": ""})
    else:
        for number in range(vouched.SHARDS):
            shard = kept.recall(f"quoted {number}") or {}
            other = {} if "at another time" not in lost else {path: ["0" * 64, "kite"] for path in shard}
            kept.keep(f"quoted {number}", other)
    assert look(site, with_another_heron(compiled_toy), kept=kept) == ()
    assert set(looked) >= (quoting(site, "heron") | quoting(site, "kite") if lost == "the articles" else everything)
    looked.clear()
    assert look(site, compiled_toy, kept=kept) == ()
    assert set(looked) == quoting(site, "heron")  # all of it is known again


def test_a_page_of_a_fact_that_shows_something_else_is_taken_apart(
    built: Path, compiled_toy: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    further = "claims/ducks-page-2/index.html"
    (site / further).parent.mkdir()
    (site / further).write_text((site / "claims/index.html").read_text(encoding="utf-8"), encoding="utf-8")
    kept = Cache(tmp_path / "kept")
    monkeypatch.setattr(Looker, "look", lambda *_: Seen((), (), (), ()))
    assert look(site, compiled_toy, kept=kept) == ()
    last = vouched.load(kept, kept.recall(vouched.LAST)[0])
    shown = {**last.shown, "ducks": "another digest"}
    assert vouched.doubtful(kept, last, shown, frozenset()) == {FACT, further}
    del shown["ducks"]
    assert vouched.doubtful(kept, last, shown, frozenset()) == {FACT, further}


def test_of_the_data_only_what_says_something_new_is_looked_up(
    built: Path, compiled_toy: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compiled_toy.corpus is not None
    last, kept, where = built / "site", Cache(tmp_path / "kept"), settings({}, compiled_toy.corpus.publication)
    looked_up: list[str] = []

    def counted(fact: str, wanted: Shown, articles: Mapping[str, Article], line: bytes) -> Iterator[str]:
        looked_up.append(fact)
        return stated.misplaced(fact, wanted, articles, line)

    monkeypatch.setattr(verifying, "misplaced", counted)
    assert look(last, compiled_toy, kept=kept) == ()
    assert sorted(looked_up) == sorted(compiled_toy.facts)
    looked_up.clear()
    site = Path(shutil.copytree(last, tmp_path / "site"))
    text = (site / "data/facts.json").read_text(encoding="utf-8")
    moved = re.sub(r'"start": ?(\d+)', lambda found: f'"start": {int(found[1]) + 1}', text, count=1)
    (site / "data/facts.json").write_text(moved, encoding="utf-8")
    found = verify(site, "site", compiled_toy, where, kept=kept, last=last)
    assert [(each.rule.id, each.place.file) for each in found] == [("site-quote", "site/data/facts.json")]
    assert found == look(site, compiled_toy)
    assert looked_up[:1] == [next(iter(compiled_toy.facts))]
    looked_up.clear()
    edited = with_another_heron(compiled_toy)
    verify(last, "site", edited, where, kept=kept, last=last)
    facts = {name for name, each in edited.facts.items() if any(w.article.id == "heron" for w in each.fact.witnesses)}
    assert set(looked_up) == facts


@pytest.fixture
def in_parts(built: Path, compiled_toy: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site with its open data in parts."""
    monkeypatch.setattr(opendata, "PART", 3)
    assert compiled_toy.corpus is not None
    where = replace(settings({}, compiled_toy.corpus.publication), large=1)
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    for path, content in render.pages(compiled_toy, where).items():
        if path.startswith("data/"):
            (site / path).parent.mkdir(exist_ok=True)
            (site / path).write_bytes(content)
    return site


@pytest.mark.parametrize(
    ("path", "pattern", "replacement", "wanted"),
    [
        ("data/facts/2.json", r'"start": (\d+)', r'"start": 1\1', "A passage of the account"),
        ("data/facts/2.json", r'"exact": "', '"exact": "Not ', "A passage of the account"),
        ("data/facts/2.json", r'^  \{"id".*$', "", "The data cannot be read"),
        ("data/facts/2.json", r'"id": "', '"id": "x', "The data cannot be read"),
        ("data/facts.json", r'"parts": \[', '"others": [', "The data cannot be read"),
        ("data/facts.json", r'"file": "facts/2', '"file": "facts/3', "It does not name `data/facts/2.json` as it is."),
        ("data/facts.json", r'"sha256": "\w', '"sha256": "x', "It does not name `data/facts/1.json` as it is."),
    ],
)
def test_each_part_of_the_data_is_looked_at(
    in_parts: Path, compiled_toy: Compiled, path: str, pattern: str, replacement: str, wanted: str
) -> None:
    assert compiled_toy.corpus is not None
    where = replace(settings({}, compiled_toy.corpus.publication), large=1)
    kept = Cache(in_parts.parent / "kept")

    def found() -> list[Problem]:
        looked = verify(in_parts, "site", compiled_toy, where, kept=kept)
        return [each for each in looked if each.place.file.startswith("site/data/facts")]

    assert found() == []
    text = (in_parts / path).read_text(encoding="utf-8")
    if path == "data/facts.json" and "sha256" in pattern:  # that of an article comes first
        before, _, text = text.partition('"parts": [')
        changed = f'{before}"parts": [{re.sub(pattern, replacement, text, count=1)}'
    else:
        changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    (in_parts / path).write_text(changed, encoding="utf-8")
    assert any(each.message.startswith(wanted) and each.place.file == f"site/{path}" for each in found())


def test_every_rule_for_the_site_has_a_specimen() -> None:
    here = {specimen[-1] for specimen in SPECIMENS.values()}
    elsewhere = {"output-stale", "output-foreign"}  # tests/site/test_publish.py
    assert here | elsewhere == {rule.id for rule in RULES.values() if rule.scope is Scope.SITE}


def test_a_site_that_is_not_there_is_a_problem(tmp_path: Path, compiled_toy: Compiled) -> None:
    assert [problem.rule.id for problem in look(tmp_path / "site", compiled_toy)] == ["site-missing"]


def test_the_address_in_the_markup_must_be_the_page_s_own(built: Path, compiled_toy: Compiled) -> None:
    found = look(built / "site", compiled_toy, Settings("https://elsewhere.example/facts/"))
    assert {problem.rule.id for problem in found} == {"site-json-ld"}


FILES = ["index.html", "404.html", "claims/index.html", "claims/a/index.html", "claims/b/2/index.html", "embeds/a.html"]
PIECES = ("../", "./", "claims/", "b/", "2", "index.html", "/", "#x", "?q", "%61/", "", "//h/", ".")


def test_where_a_link_arrives_is_the_same_on_every_page_at_its_depth(compiled_toy: Compiled) -> None:
    looker = Looker("site", FILES, compiled_toy, Settings(), frozenset(), lambda name: Shown(name, ()))
    for pieces in product(PIECES, repeat=3):
        url = "".join(pieces)
        for path in FILES:
            assert looker.target(path, url) == looker.arrival(path, url), (path, url)
