"""The search of a large publication, in a real browser: the toy publication, built as if seven facts were many."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from generator import render
from generator.compiler import Compiled
from generator.keys import Keys
from generator.parallel import HERE, Pool
from generator.rendered import Rendered
from generator.searching import documents, index, shards
from generator.searching.words import words
from generator.settings import LARGE_FROM, Settings
from generator.views.common import Site
from tests.site.conftest import ROOT, disputed, make_project, serve

pytestmark = pytest.mark.browser

LARGE = {LARGE_FROM: "1"}
SCRIPT = ROOT / "docs" / "javascripts" / "search.js"
ASSIGNED = st.characters(exclude_categories=("Cs", "Cn"))
"""What has no meaning yet in this Python may have one in the browser."""
WORDS = {
    "About 1,200 fighters, and 12,5 others": ["about", "1200", "fighters", "and", "12", "5", "others"],
    "The governor’s house; O'Brien’s too": ["the", "governor", "house", "obrien", "too"],
    "Straße, Ærø, Łódź, İstanbul, naïve": ["strasse", "aero", "lodz", "istanbul", "naive"],
    "ΟΔΥΣΣΕΥΣ": ["οδυσσευσ"],
    "العَرَبِيَّة والأخبار ٣٠٠": ["عربيه", "والاخبار", "300"],
    "שָׁלוֹם": ["שלום"],
    "हिन्दी": ["हिन्दी"],
    "東京都 AI": ["東京", "京都", "ai"],
    "車": ["車"],
    "서울 시장": ["서울", "시장"],
    "ﬁre ½ x² … — !": ["fire", "1", "2", "x2"],
    "": [],
    "pre-dawn/e-mail_x": ["pre", "dawn", "e", "mail", "x"],
}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("large") / "project")
    done = disputed(folder, "build", environment=LARGE)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def large_served(large: Path) -> Iterator[str]:
    yield from serve(large / "site")


@pytest.fixture(scope="module")
def script(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the script and nothing else."""
    folder = tmp_path_factory.mktemp("script")
    shutil.copy(SCRIPT, folder / "search.js")
    (folder / "index.html").write_text('<!doctype html><meta charset="utf-8"><script src="search.js"></script>')
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    page.close()


def asked(page: Page, text: str) -> None:
    page.locator("[data-md-component=search-query]").click()
    page.locator("[data-md-component=search-query]").press_sequentially(text)


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", WORDS)
def test_words_are_cut_and_spelt_in_one_way_here_and_in_the_browser(text: str, script: Page) -> None:
    assert words(text) == WORDS[text]
    assert script.evaluate("text => disputedFind.words(text)", text) == WORDS[text]


@tries(max_examples=150)
@given(st.lists(st.text(ASSIGNED, max_size=30), max_size=40))
def test_any_text_has_the_same_words_here_and_in_the_browser(script: Page, texts: list[str]) -> None:
    found = script.evaluate("texts => texts.map(disputedFind.words)", texts)
    assert found == [words(text) for text in texts]


# --- the index --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(compiled_toy: Compiled) -> Site:
    assert compiled_toy.corpus is not None
    return Site(compiled_toy, compiled_toy.corpus, Settings(large=1))


def files_of(site: Site, pool: Pool = HERE) -> dict[str, bytes]:
    made = index.each_file(site, "m", Rendered(), Keys(site, {}), pool)
    return {each.path: each.content for each in made if each.content is not None}


def test_a_small_publication_has_no_index_and_the_same_pages(compiled_toy: Compiled) -> None:
    small = render.pages(compiled_toy, Settings())
    assert not [path for path in small if path.startswith(shards.FOLDER)]


def test_the_index_depends_neither_on_the_order_of_documents_nor_on_the_number_of_workers(site: Site) -> None:
    paths = list(documents.paths(site))
    one, other = shards.Index(paths), shards.Index(list(reversed(paths)))
    for path in paths:
        one.add(documents.document(site, path))
    for path in reversed(paths):
        other.add(documents.document(site, path))
    assert dict(one.files({}, "m")) == dict(other.files({}, "m"))
    assert files_of(site) == files_of(site, Pool(2))


def read(content: bytes) -> object:
    text = content.decode()
    return json.loads(text[text.index(",", text.index("disputedFind(")) + 1 : text.rindex(")")])


def test_every_word_of_every_quote_leads_to_its_account(site: Site) -> None:
    files = files_of(site)
    found: dict[str, dict[int, int]] = {}
    for path, content in files.items():
        if path.startswith("find/w-"):
            for word, postings in read(content).items():  # type: ignore[attr-defined]
                number = 0
                for step, mask in zip(postings[::2], postings[1::2], strict=True):
                    number += step
                    found.setdefault(word, {})[number] = mask
    numbers = shards.numbers(list(documents.paths(site)))
    for name, examined in site.facts.items():
        for at, witness in enumerate(examined.fact.witnesses):
            for word in words(witness.account.quote):
                assert found[word][numbers[f"claims/{name}"]] & documents.account_bit(at), (name, witness.id, word)


@given(st.sets(st.text("abcdef/", min_size=1, max_size=6), min_size=1, max_size=60), st.text("abcdef", min_size=1))
def test_numbers_differ_and_another_document_moves_hardly_any(paths: set[str], new: str) -> None:
    before = shards.numbers(sorted(paths))
    assert len(set(before.values())) == len(before)
    after = shards.numbers(sorted({*paths, new}))
    if (len(after) * shards.ROOM - 1).bit_length() == (len(before) * shards.ROOM - 1).bit_length():
        assert sum(before[path] != after[path] for path in paths) <= max(3, len(paths) // 4)


@given(st.sets(st.text("ab\u0627\u6771", min_size=1, max_size=5), min_size=1, max_size=80))
def test_words_in_many_files_are_each_in_the_one_that_the_browser_asks_for(every: set[str]) -> None:
    most, shards.MOST = shards.MOST, 60
    try:
        leaves = dict(shards.split("", sorted(every), dict.fromkeys(every, "[0,4]")))
    finally:
        shards.MOST = most
    assert sorted(word for inside in leaves.values() for word in inside) == sorted(every)
    assert len({shards.encoded(leaf) for leaf in leaves}) == len(leaves)
    for leaf, inside in leaves.items():
        for word in inside:
            begun = [word[:end] for end in range(1, len(word) + 1) if word[:end] in leaves]
            assert [*begun, *([f"{word}."] if f"{word}." in leaves else [])] == [leaf]


# --- in the browser ---------------------------------------------------------------------------------------------------


def test_words_of_a_quote_lead_to_the_account_with_few_small_requests_to_this_host_only(
    page: Page, large_served: str
) -> None:
    page.goto(large_served, wait_until="networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    asked(page, "tufted ducks")
    first = page.locator(".find .md-search-result__link").first
    expect(first).to_have_attribute("href", f"{large_served}claims/ducks/?h=tufted+ducks#reed-parts")
    expect(page.locator(".find .md-search-result__meta")).to_have_text("1 result")
    assert all(url.startswith(f"{large_served}find/") for url in requests)
    assert len(requests) <= 6
    first.click()
    page.wait_for_url("**/claims/ducks/?h=tufted+ducks#reed-parts")
    expect(page.locator("#reed-parts")).to_be_in_viewport()


def test_the_theme_fetches_an_index_without_entries_and_ours_knows_the_hand_written_pages(
    page: Page, large: Path, large_served: str
) -> None:
    assert json.loads((large / "site/search/search_index.json").read_text(encoding="utf-8"))["docs"] == []
    page.goto(large_served, wait_until="networkidle")
    asked(page, "methodol")
    expect(page.locator(".find .md-search-result__link").first).to_have_attribute("href", f"{large_served}methodology/")


def test_filters_combine_with_words_and_with_each_other(page: Page, large_served: str) -> None:
    page.goto(large_served, wait_until="networkidle")
    asked(page, "pond ")
    links = page.locator(".find .md-search-result__link")
    expect(links.first).to_be_visible()
    before = links.count()
    page.locator(".find summary").click()
    page.locator(".find select[name=speaker]").select_option("dov-levi")
    expect(page.locator(".find .md-search-result__meta")).not_to_have_text("Type to search")
    page.wait_for_function("n => document.querySelectorAll('.find .md-search-result__link').length < n", arg=before)
    hrefs = [each.get_attribute("href") or "" for each in links.all()]
    assert hrefs
    assert all("levi" in each for each in hrefs)
    page.locator(".find select[name=verdict]").select_option("settled")
    expect(links).to_have_count(0)
    page.locator("[data-md-component=search-query]").fill("")
    expect(links.first).to_be_visible()
    assert all("levi" in (each.get_attribute("href") or "") for each in links.all())


def test_the_search_is_used_by_keyboard_alone(page: Page, large_served: str) -> None:
    page.goto(large_served, wait_until="networkidle")
    page.keyboard.press("f")
    page.keyboard.type("ducks")
    links = page.locator(".find .md-search-result__link")
    expect(links.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".find")).not_to_be_in_viewport()
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/**")


def test_an_address_can_ask(page: Page, large_served: str) -> None:
    page.goto(f"{large_served}?q=mallards")
    expect(page.locator(".find .md-search-result__link").first).to_be_visible()


def test_it_works_from_disk_too(page: Page, large: Path) -> None:
    page.goto((large / "site" / "about" / "index.html").as_uri())
    asked(page, "tufted")
    page.locator(".find .md-search-result__link").first.click()
    page.wait_for_url("**/claims/ducks/index.html?h=tufted#reed-parts")
    expect(page.locator("h1")).to_have_text("How many ducks crossed the High Street?")
