"""Long lists in pages: no page exceeds the bound, nothing is lost, and every address still arrives."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from bench import corpus, huge
from generator import compiler, render, templating
from generator.compiler import Compiled
from generator.frames import joining
from generator.records import replace
from generator.settings import Settings
from generator.views import lists, paging
from generator.views.paging import Elsewhere, Paging, cut, pages_of, size
from tests.site.conftest import ROOT, serve

LINK = re.compile(r'<li class="fact-line"[^>]*>\n<p class="fact-line-title"><a href="([^"]+)"')
ID = re.compile(r'<[a-z]+\b[^>]*? id="([^"]+)"')
HREF = re.compile(r'href="((?:\.\./|#)[^"]*)"')
LISTS = re.compile(r"(articles|speakers|timeline|map|changes|claims/(huge-fact|page-)|matrix|feeds|find/choices)")
"""The pages that have to be small, by how their paths begin."""
SMALL = 8_000
SITEMAPS = b"http://www.sitemaps.org/schemas/sitemap/0.9"
DRAWN = re.compile(r"(label|timeline|values|when|origins|map)-")
"""Parts of pictures and names of parts, which nobody links to."""


@pytest.fixture
def paged(compiled_toy: Compiled, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The pages of the toy publication, as if two lines were a long list."""
    monkeypatch.setattr(paging, "ROOM", 600)
    monkeypatch.setattr(lists, "FACTS_A_PAGE", 2)
    return _pages(compiled_toy)


def _pages(compiled: Compiled) -> dict[str, str]:
    pages = render.pages(compiled, Settings(large=1))
    return {path: text.decode() for path, text in pages.items() if path.endswith(".md")}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A made-up publication, with an article and a fact that are far too long: as it is, and with a lowered bound."""
    folder = tmp_path_factory.mktemp("made-up")
    corpus.make(folder, 12)
    huge.add(folder, 30, 70)
    compiled = compiler.compile_corpus(folder)
    assert not compiled.problems
    whole = dict(render.pages(compiled, Settings(large=1)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "ROOM", SMALL)
        return whole, dict(render.pages(compiled, Settings(large=1)))


@given(st.lists(st.integers(0, 9)), st.integers(1, 12), st.integers(0, 12))
def test_every_item_is_on_one_page_in_its_order_and_no_page_is_too_heavy(
    items: list[int], most: int, first: int
) -> None:
    parts = cut(items, most, lambda item: item, first)
    assert [item for part in parts for item in part] == items
    assert all(sum(part) <= most or len(part) == 1 for part in parts[1:])
    assert sum(parts[0]) <= first or len(parts[0]) == 1


def test_a_page_takes_no_address_that_belongs_to_another() -> None:
    assert [each.path for each in pages_of("claims/", 3, {"page-2"})] == [
        "claims/",
        "claims/page-2-of-list/",
        "claims/page-3/",
    ]
    assert [each.path for each in pages_of("speakers/levi/", 2, beside=True)] == [
        "speakers/levi/",
        "speakers/levi-page-2/",
    ]


def test_the_size_of_a_text_is_what_it_takes_in_html() -> None:
    assert size("a & b", "“") == len(b"a &amp; b") + 3


def test_no_list_of_a_made_up_publication_exceeds_the_bound(made_up: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    whole, pages = made_up
    sizes = {path: len(content) for path, content in pages.items() if LISTS.match(path)}
    assert len(pages) > len(whole) + 20
    once = sizes.pop("claims/huge-fact/index.md")  # with citations, embedding and what else there is once on a page
    assert once < SMALL * paging.BOUND / 200_000 + 20_000
    assert {path: each for path, each in sizes.items() if each > SMALL * paging.BOUND / 200_000} == {}


@pytest.mark.parametrize("which", ["toy", "made up"])
def test_every_address_there_was_arrives_and_every_link(
    which: str,
    compiled_toy: Compiled,
    made_up: tuple[dict[str, bytes], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if which == "toy":
        before = _pages(compiled_toy)
        monkeypatch.setattr(paging, "ROOM", 3_000)
        after = _pages(compiled_toy)
    else:
        before, after = (
            {path: each.decode() for path, each in pages.items() if path.endswith(".md")} for pages in made_up
        )
    for path, text in after.items():
        assert len(ID.findall(text)) == len(set(ID.findall(text))), path
    ids = {path: set(ID.findall(text)) for path, text in after.items()}
    for path, text in before.items():
        if not path.startswith(("claims/index", "fields", "rules")) and "-page-" not in path:
            lost = set(ID.findall(text)) - ids[path]
            assert {each for each in lost if not DRAWN.match(each)} == set(), path
    for path, text in after.items():
        for link in HREF.findall(text):
            where, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), where or ".", "index.md"))
            if anchor and target in ids and target.startswith(("articles/", "timeline/", "map/", "claims/huge")):
                assert anchor in ids[target], f"{path}: {link}"


def test_links_lead_to_the_very_page_that_holds_a_passage(paged: dict[str, str]) -> None:
    found = 0
    for path, text in paged.items():
        if re.match(r"claims/(?!page-|index)", path):
            for link, number in re.findall(r'href="\.\./\.\./(articles/[^"#]+)#p(\d+)"', text):
                assert f'<section class="paragraph" id="p{number}"' in paged[f"{link}index.md"]
                found += "-page-" in link
    assert found


def test_every_fact_stands_on_one_page_of_the_index(paged: dict[str, str], compiled_toy: Compiled) -> None:
    pages = [path for path in paged if re.fullmatch(r"claims/(page-\d+/)?index\.md", path)]
    assert len(pages) > 3
    found = [link.split("claims/")[1].strip("/") for path in pages for link in LINK.findall(paged[path])]
    assert sorted(found) == sorted(compiled_toy.facts)


def test_every_page_of_a_list_is_reached_from_the_one_before_and_leads_back(paged: dict[str, str]) -> None:
    for folder in ("claims", "articles", "speakers", "timeline", "map"):
        others = [path for path in paged if re.fullmatch(rf"{folder}/page-\d+/index\.md", path)]
        assert others, folder
        for number in range(2, len(others) + 2):
            assert (
                f'href="../../{folder}/page-{number - 1}/"' in paged[f"{folder}/page-{number}/index.md"] or number == 2
            )
            assert 'rel="prev"' in paged[f"{folder}/page-{number}/index.md"]
        assert f'href="../{folder}/page-2/"' in paged[f"{folder}/index.md"]


def test_below_the_bound_no_page_differs(compiled_toy: Compiled) -> None:
    small, large = render.pages(compiled_toy, Settings()), render.pages(compiled_toy, Settings(large=1))
    same = [path for path in small if path.endswith(".md")]
    assert [path for path in same if small[path] != large[path]] == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ("gazette/#p1", "gazette/#p1"),
        ("gazette/#p3", "gazette-page-2/#p3"),
        ("gazette-page-2/#p1", "gazette/#p1"),  # the paragraph has moved to another page since
        ("gazette/#p9", "gazette/#p9"),  # nothing is called so
        ("gazette-page-2/#p9", "gazette/#p9"),
    ],
)
def test_who_comes_by_an_address_is_led_to_the_page_that_holds_it(
    asked: str, arrives: str, browser: Browser, tmp_path: Path
) -> None:
    script = (ROOT / "docs" / "javascripts" / "disputed.js").read_text(encoding="utf-8")
    both = [Paging(n, ("gazette/", "gazette-page-2/"), "../") for n in (1, 2)]
    both[0] = replace(both[0], elsewhere=(Elsewhere("gazette-page-2/", "Paragraph 3", ("p3",)),))
    parts: Any = templating.environment().get_template("parts.j2").module
    for one, own in zip(both, ("p1", "p3"), strict=True):
        folder = tmp_path / one.path
        folder.mkdir()
        ways = f"{parts.pager(one)}{parts.elsewhere(one)}"
        text = f'<!doctype html><title>.</title><p id="{own}">x</p>{ways}<script>{script}</script>'
        (folder / "index.html").write_text(text, encoding="utf-8")
    for base in serve(tmp_path):
        page = browser.new_page()
        page.goto(base + asked)
        expect(page).to_have_url(base + arrives)
        page.close()


def test_a_site_map_of_too_many_addresses_names_others_that_hold_them(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = '<?xml version="1.0"?>\n<urlset xmlns="…">', "\n</urlset>\n"
    entries = [f"\n    <url>\n<loc>https://x.example/{name}</loc></url>" for name in ("", "a/", "b/", "c/", "d/")]
    assert joining.sitemaps(before, entries, after) == {"sitemap.xml": f"{before}{''.join(entries)}{after}".encode()}
    monkeypatch.setattr(joining, "MOST_ADDRESSES", 2)
    found = joining.sitemaps(before, entries, after)
    files = {name: ET.fromstring(data.replace("…".encode(), SITEMAPS)) for name, data in found.items()}
    space = {"s": SITEMAPS.decode()}
    index = files.pop("sitemap.xml")
    named = [each.text for each in index.findall("s:sitemap/s:loc", space)]
    assert named == [f"https://x.example/{name}" for name in files]
    told = [each.text for one in files.values() for each in one.findall("s:url/s:loc", space)]
    assert told == [f"https://x.example/{name}" for name in ("", "a/", "b/", "c/", "d/")]
    assert all(len(one) <= 2 for one in files.values())
