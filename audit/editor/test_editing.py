"""The editor as people use it: headless Chromium, `disputed edit`, and what is on disk afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.compiler import compile_corpus

from .conftest import Checkout

DUCKS = "claims/ducks.yml"
REFUSALS = {"undefined", "Object"}
"""What the CMS itself leaves unhandled whenever a form is not saved."""


class Desk:
    """Somebody at the editor."""

    def __init__(self, page: Page, checkout: Checkout) -> None:
        self.page = page
        self.checkout = checkout

    def open(self, path: str) -> None:
        self.page.goto("about:blank")  # the CMS confuses the fields of two entries opened straight after each other
        self.page.goto(f"{self.checkout.address}/admin/#/collections/{path}")

    def field(self, name: str, nth: int = 0) -> object:
        return self.page.locator(f"[id^='{name}-field']").nth(nth)

    def type(self, name: str, text: str, nth: int = 0) -> None:
        field = self.page.locator(f"[id^='{name}-field']").nth(nth)
        for _ in range(3):  # the CMS may draw a field anew while it is being filled
            field.fill(text)
            if field.input_value() == text:
                break

    def choose(self, name: str, text: str, nth: int = 0) -> None:
        """Choose from a list of entries, by the words of one."""
        box = self.page.locator(f"input[id^='{name}-field']").nth(nth)
        box.click()
        box.fill(text)
        self.page.get_by_text(text, exact=False).last.wait_for()
        self.page.locator("[class*='-option']").filter(has_text=text).first.click()

    def publish(self) -> None:
        expect(self.page.get_by_text("Unsaved changes")).to_be_visible()
        self.page.get_by_role("button", name="Publish", exact=True).click()
        self.page.get_by_text("Publish now", exact=True).click()

    def saved(self) -> None:
        expect(self.page.get_by_text("Changes saved")).to_be_visible()

    def told(self) -> str:
        dialog = self.page.locator("#told")
        expect(dialog).to_be_visible()
        return dialog.inner_text()


@pytest.fixture
def desk(browser: Browser, checkout: Checkout) -> Iterator[Desk]:
    """The editor in a window of its own, which may ask this machine only and may not fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield Desk(page, checkout)
    context.close()
    assert [url for url in asked if not url.startswith((checkout.address, "data:", "blob:"))] == []
    assert [error for error in failed if error not in REFUSALS] == []


def test_a_changed_verdict_changes_its_lines_and_nothing_else(desk: Desk) -> None:
    before = desk.checkout.contents()
    desk.open("claims/entries/ducks")
    words = "Seventeen by the pond keeper’s count, which nobody else made; a witness saw nine mallards."
    desk.type("summary", words)
    desk.publish()
    desk.saved()
    after = desk.checkout.contents()
    wanted = re.sub(rb"(?m)^  summary: .*$", f"  summary: {words}".encode(), before[DUCKS])
    assert wanted != before[DUCKS]
    assert after == {**before, DUCKS: wanted}
    assert compile_corpus(desk.checkout.root).problems == ()


def test_saving_twice_and_putting_a_value_back(desk: Desk) -> None:
    """The CMS reads a file once; what it saves later must still start from what is on disk."""
    before = desk.checkout.contents()
    desk.open("claims/entries/ducks")
    old = desk.page.locator("[id^='summary-field']").input_value()
    for words in ("One.", "Two.", "Three.", old):
        if words == old:  # the CMS takes what it was opened with for unchanged
            desk.open("claims/entries/ducks")
        desk.type("summary", words)
        desk.publish()
        desk.saved()
        assert words.encode() in desk.checkout.contents()[DUCKS]
    assert desk.checkout.contents() == before


def test_a_wrong_quote_is_refused_with_the_words_of_the_compiler(desk: Desk) -> None:
    before = desk.checkout.contents()
    desk.open("claims/entries/ducks")
    page = desk.page
    page.locator("[class*='SortableListItem']").filter(has_text="reed-parts: Six").locator("button").first.click()
    quote = page.locator("textarea[id^='quote-field']").nth(1)
    expect(quote).to_be_visible()
    quote.fill("Six mallards and seven tufted ducks.")
    desk.publish()
    told = desk.told()
    assert "This was not saved" in told
    assert "error[quote-not-found]" in told
    assert "nearest" in told
    assert desk.checkout.contents() == before
    page.get_by_role("button", name="Close", exact=True).click()
    quote.fill("Six mallards and eleven tufted ducks.")


def test_a_value_of_the_wrong_form_is_refused_at_its_field(desk: Desk) -> None:
    before = desk.checkout.contents()
    desk.open("claims/entries/ducks")
    desk.type("title", "No question")
    desk.type("reviewed", "yesterday")
    desk.publish()
    expect(desk.page.get_by_text("one line, at most 300 characters with a question mark").first).to_be_visible()
    expect(desk.page.get_by_text("a day such as 2017-08-31").first).to_be_visible()
    assert desk.checkout.contents() == before


def test_ids_stay(desk: Desk) -> None:
    desk.open("claims/entries/ducks")
    ids = desk.page.locator("input[id^='id-field']")
    expect(ids.first).to_have_value("ducks")
    assert ids.count() > 6
    for box in ids.all():
        assert box.get_attribute("readonly") is not None
        assert not box.is_editable()
    desk.open("speakers/entries/speakers")
    expect(desk.page.get_by_text("levi:").first).to_be_visible()
    assert not any(box.is_editable() for box in desk.page.locator("input[id^='id-field']").all())
    desk.open("articles/entries/kite")
    expect(desk.page.locator("input[id^='sha256-field']")).not_to_be_editable()


def test_a_file_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    desk.open("claims/entries/ducks")
    desk.page.locator("[id^='summary-field']").wait_for()
    path = desk.checkout.root / "seeds" / DUCKS
    path.write_bytes(path.read_bytes() + b"# somebody else was here\n")
    before = desk.checkout.contents()
    desk.type("summary", "Mine.")
    desk.publish()
    assert "changed in the meantime" in desk.told()
    assert desk.checkout.contents() == before


def test_a_new_speaker_and_a_new_fact(desk: Desk) -> None:
    before = desk.checkout.contents()
    page = desk.page
    desk.open("claims/new")
    desk.type("id", "ducks")
    desk.type("title", "How many?")
    desk.publish()
    expect(page.get_by_text("There is, or was, a page at claims/ducks").first).to_be_visible()
    desk.type("id", "how-many-crossed")
    desk.type("title", "How many ducks crossed, all in all?")
    desk.type("claim", "Seventeen ducks crossed the street.")
    desk.type("claimed_by", "reed")
    desk.choose("topics", "The animals")
    desk.choose("kind", "quantity")
    desk.type("unit", "ducks")
    page.get_by_role("button", name="Add account").click()
    desk.type("id", "reed", 1)
    desk.choose("article", "heron")
    desk.choose("speaker", "Bert Reed")
    desk.type("said", "2019-05-02")
    desk.type("as_of", "2019-05-01")
    desk.type("quote", "“Seventeen ducks crossed the High Street,” said Bert Reed")
    desk.type("exact", "17")
    desk.choose("rating", "single-source")
    desk.choose("confidence", "low")
    desk.type("summary", "Seventeen, by the one count there is.")
    desk.type("reviewed", "2019-06-01")
    desk.publish()
    desk.saved()
    after = desk.checkout.contents()
    assert set(after) - set(before) == {"claims/how-many-crossed.yml"}
    assert [name for name in before if after[name] != before[name]] == ["addresses.yml"]
    assert after["claims/how-many-crossed.yml"].decode() == NEW
    assert compile_corpus(desk.checkout.root).problems == ()


NEW = """\
# yaml-language-server: $schema=../../.disputed/schema/claim.json
title: How many ducks crossed, all in all?
claim: Seventeen ducks crossed the street.
claimed_by: reed
topics: animals
measure:
  kind: quantity
  unit: ducks
accounts:
  - id: reed
    article: heron
    speaker: bert-reed
    said: 2019-05-02
    as_of: 2019-05-01
    quote: “Seventeen ducks crossed the High Street,” said Bert Reed
    value:
      exact: 17
verdict:
  rating: single-source
  confidence: low
  summary: Seventeen, by the one count there is.
  reviewed: 2019-06-01
"""


def test_the_site_that_is_served_follows(desk: Desk) -> None:
    desk.open("claims/entries/ducks")
    desk.type("summary", "A sentence for the page.")
    desk.publish()
    desk.saved()
    page = desk.page.context.new_page()
    page.goto(f"{desk.checkout.address}/facts/claims/ducks/")
    expect(page.get_by_text("A sentence for the page.").first).to_be_visible()
    page.close()
