"""What a reader sees, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

expect.set_options(timeout=20_000)  # a machine that does other things besides
WIDTHS = {"phone": 390, "small": 320, "desktop": 1280}
KINDS = (
    "",
    "claims/",
    "claims/ducks/",
    "claims/pond-depth/",
    "articles/",
    "articles/kite/",
    "speakers/",
    "speakers/dov-levi/",
    "rules/",
    "about/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_or_asks_another_host(browser: Browser, served: str, width: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for kind in KINDS:
        page.goto(served + kind, wait_until="networkidle")
        page.add_style_tag(content="* { content-visibility: visible !important }")  # as if scrolled through
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width], kind
    origin = served.removesuffix("sub/")
    assert [url for url in asked if not url.startswith((origin, "data:", "blob:"))] == []
    assert complaints == []
    context.close()


def search(page: Page, words: str) -> None:
    """Type into the search box until there are results: words typed before the index has come are not looked up."""
    for _ in range(10):
        page.locator("[data-md-component=search-query]").fill("")
        page.locator("[data-md-component=search-query]").press_sequentially(words)
        try:
            expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=4_000)
        except AssertionError:
            continue
        return
    pytest.fail(f"No result for {words!r}")


def test_search_finds_a_phrase_inside_a_quote(page: Page, served: str) -> None:
    page.goto(served, wait_until="networkidle")
    search(page, "tufted ducks")
    first = page.locator(".md-search-result__link").first
    assert "/claims/ducks/" in (first.get_attribute("href") or "")


def test_a_citation_shows_its_quote_when_focused(page: Page, served: str) -> None:
    page.goto(served + "claims/pond-depth/")
    citation = page.locator(".cite").first
    quote = citation.locator(".cite-quote")
    expect(quote).to_be_hidden()
    citation.locator("a").focus()
    expect(quote).to_be_visible()
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    expect(quote).to_be_hidden()
    citation.hover()
    expect(quote).to_be_visible()


def test_the_index_is_filtered_by_verdict_and_the_address_keeps_it(page: Page, served: str) -> None:
    page.goto(served + "claims/")
    lines = page.locator("[data-verdict]")
    total = lines.count()
    page.locator("input[value=disputed]").uncheck()
    assert page.locator("[data-verdict=disputed]:visible").count() == 0
    assert 0 < page.locator("[data-verdict]:visible").count() < total
    page.reload()
    assert page.locator("[data-verdict=disputed]:visible").count() == 0
    expect(page.locator(".filter-count")).to_contain_text(f"of {total} facts")


def test_without_javascript_nothing_is_hidden(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "claims/")
    assert page.locator("[data-verdict]:visible").count() == page.locator("[data-verdict]").count()
    page.goto(served + "claims/ducks/")
    page.locator("#levi summary").click()
    expect(page.locator("#levi details p")).to_be_visible()
    context.close()


def test_a_quote_leads_to_its_paragraph_and_back(page: Page, served: str) -> None:
    page.goto(served + "claims/ducks/")
    page.locator("#levi .evidence-foot a.in-article").first.click()
    page.wait_for_url("**/articles/kite/#p1")
    expect(page.locator("#p1")).to_be_in_viewport()
    page.locator("#p1 .uses a", has_text="How many ducks").click()
    page.wait_for_url("**/claims/ducks/#levi")


FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  return at.checkVisibility({visibilityProperty: true}) && box.right > 0 ? at.textContent.trim() || at.id : "hidden";
}"""


def test_the_menu_of_a_phone_opens_by_keyboard_and_keeps_focus_out_while_closed(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()

    def tabbed(times: int) -> list[str]:
        found = []
        for _ in range(times):
            page.keyboard.press("Tab")
            page.wait_for_timeout(20)
            found.append(str(page.evaluate(FOCUSED)))
        return found

    page.goto(served + "claims/ducks/", wait_until="networkidle")
    closed = tabbed(8)
    assert closed[0] == "__drawer"
    assert "Speakers" not in closed
    page.goto(served + "claims/ducks/", wait_until="networkidle")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".md-sidebar--primary")).to_be_visible()
    opened = tabbed(14)
    assert "Speakers" in opened
    assert "hidden" not in closed + opened[1:]
    context.close()


def test_the_page_of_a_fact_belongs_to_the_tab_of_facts(page: Page, served: str) -> None:
    page.goto(served + "claims/ducks/", wait_until="networkidle")
    expect(page.locator(".md-tabs__item--active")).to_have_text("Facts")


def test_a_former_address_leads_to_the_page(page: Page, served: str) -> None:
    page.goto(served + "claims/how-many-ducks/")
    page.wait_for_url("**/claims/ducks/")


def test_the_site_works_from_disk(page: Page, built: Path) -> None:
    page.goto((built / "site" / "claims" / "ducks" / "index.html").as_uri())
    expect(page.locator("h1")).to_have_text("How many ducks crossed the High Street?")
    assert page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderLeftStyle") == "solid"


@pytest.mark.parametrize(("system", "first", "then"), [("dark", "slate", "default"), ("light", "default", "slate")])
def test_light_and_dark_follow_the_system_until_somebody_chooses(
    browser: Browser, served: str, system: Literal["dark", "light"], first: str, then: str
) -> None:
    context = browser.new_context(color_scheme=system)
    page = context.new_page()
    page.goto(served + "claims/ducks/", wait_until="commit")
    page.wait_for_selector("main", state="attached")  # the page is still being read
    scheme = page.locator("body")
    expect(scheme).to_have_attribute("data-md-color-scheme", first)
    page.wait_for_load_state("networkidle")
    expect(scheme).to_have_attribute("data-md-color-scheme", first)
    page.locator("#__palette label:visible").click()
    expect(scheme).to_have_attribute("data-md-color-scheme", then)
    page.goto(served, wait_until="networkidle")
    expect(scheme).to_have_attribute("data-md-color-scheme", then)
    page.locator("#__palette input:checked").press("ArrowRight")
    expect(scheme).to_have_attribute("data-md-color-scheme", first)
    context.close()
