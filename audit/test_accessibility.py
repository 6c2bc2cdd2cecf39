"""WCAG 2.2 A and AA on every kind of page, light and dark, from a small phone to a desktop; and the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .conftest import KINDS, LAID_OUT, TOOLS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = (320, 390, 768, 1280)

HIDDEN_UNDER_HEADER = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  const header = document.querySelector('.md-header');
  if (at.matches('.md-skip')) return null; // it lies above the header
  if (!header || header.contains(at) || !box.width || !box.height) return null;
  const bottom = header.getBoundingClientRect().bottom;
  return box.bottom <= bottom ? (at.outerHTML || '').slice(0, 120) : null;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll('.md-content a.ref, .md-content .cite > a, .md-content button,'
  + '.md-content summary, .md-content select, .md-content input, .sayings a, a.paragraph-number')]
  .filter((node) => node.getClientRects().length)
  .map((node) => [node, node.getBoundingClientRect()])
  .filter(([node, box]) => Math.max(box.height, node.closest('label')?.getBoundingClientRect().height ?? 0) < 23.5)
  .map(([node]) => node.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_violation_of_wcag(browser: Browser, served: str, width: int, scheme: str) -> None:
    axe = (TOOLS / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    found: list[str] = []
    for kind, path in KINDS.items():
        page = context.new_page()
        page.goto(served + path, wait_until="networkidle")
        page.add_style_tag(content=LAID_OUT)
        page.evaluate(axe)
        for violation in page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]:
            found += [f"{kind}: {violation['id']}: {node['target']}" for node in violation["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{kind}: scrolls sideways")
        found += [f"{kind}: a small target: {target}" for target in page.evaluate(SMALL_TARGETS)]
        page.close()
    context.close()
    assert found == []


@pytest.mark.parametrize("kind", ["facts", "a quantity", "matrix", "an article", "about"])
def test_focus_is_never_hidden_under_the_header(browser: Browser, served: str, kind: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 700})
    page = context.new_page()
    page.goto(served + KINDS[kind], wait_until="networkidle")
    hidden = []
    for key in ["Tab"] * 120 + ["Shift+Tab"] * 120:
        page.keyboard.press(key)
        if under := page.evaluate(HIDDEN_UNDER_HEADER):
            hidden.append(under)
    context.close()
    assert hidden == []


def test_a_citation_is_put_away_with_escape(browser: Browser, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served + KINDS["a quantity"], wait_until="networkidle")
    citation = page.locator(".analysis .cite").first
    citation.locator("a").first.focus()
    assert citation.locator(".cite-quote").is_visible()
    page.keyboard.press("Escape")
    assert not citation.locator(".cite-quote").is_visible()
    context.close()


def test_zoomed_to_twice_the_size_nothing_is_cut_off(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    wide = []
    for kind, path in KINDS.items():
        page = context.new_page()
        page.goto(served + path, wait_until="networkidle")
        page.add_style_tag(content=LAID_OUT)
        if page.evaluate("document.documentElement.scrollWidth") > 640:
            wide.append(kind)
        page.close()
    context.close()
    assert wide == []
