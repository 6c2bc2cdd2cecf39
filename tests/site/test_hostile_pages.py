"""Whatever editors or articles hold, a reader's browser shows it as words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .conftest import disputed, serve

pytestmark = pytest.mark.browser

NASTY = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>{{ 7*7 }}{% raw %}</div></table>`x` *y* "
    "[z](javascript:window.hacked=1) &lt;b&gt; 1986. \"'"
)
FIELD = re.compile(
    r"^(\s*(?:- )?(?:summary|title|claim|subtitle|introduction|label|meaning|role|name|short|note|text|reason|unit))"
    r": .*$",
    re.MULTILINE,
)


def test_html_scripts_and_templates_in_every_field_are_shown_as_words(project: Path, browser: Browser) -> None:
    """Each field of every file gets the same hostile words; where a link's scheme stops it, the link goes."""
    for path in sorted((project / "seeds").rglob("*.yml")):
        spoil(path)
    done = disputed(project, "build")
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[:2000]
    page_html = (project / "site" / "claims" / "ducks" / "index.html").read_text(encoding="utf-8")
    assert "<script>window.hacked" not in page_html
    assert "{{ 7*7 }}" in page_html
    context = browser.new_context()
    page = context.new_page()
    for address in serve(project / "site"):
        for kind in ("", "claims/", "claims/ducks/", "articles/kite/", "speakers/dov-levi/", "speakers/", "rules/"):
            page.goto(address + kind, wait_until="networkidle")
            assert page.evaluate("window.hacked") is None, kind
            page.locator("[data-md-component=search-query]").fill("hacked")
            page.wait_for_timeout(300)
            assert page.evaluate("window.hacked") is None, f"search on {kind}"
    context.close()


def spoil(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    nasty = NASTY.replace("[z](javascript:window.hacked=1) ", "").replace("'", "''")

    def replace(match: re.Match[str]) -> str:
        key = match[1].strip().removeprefix("- ")
        if key == "claim":
            return f"{match[1]}: '<script>window.hacked=1</script> {{{{ 7*7 }}}} {path.stem}'"
        ending = "?" if key == "title" and path.parent.name == "claims" else ""
        # names must stay what the articles say, so those get a spelling beside them
        if key in ("name", "short") and path.stem in ("speakers", "places"):
            return match[0]
        if match[0].rstrip().endswith((">-", "|", ">")):
            return match[0]
        return f"{match[1]}: '{nasty} {path.stem}{ending}'"

    path.write_text(FIELD.sub(replace, text), encoding="utf-8")


def test_a_javascript_link_does_not_compile(project: Path) -> None:
    path = project / "seeds" / "claims" / "refuge.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("summary: .*", f"summary: '{NASTY.replace(chr(39), chr(39) * 2)}'", text), encoding="utf-8")
    done = disputed(project, "build")
    assert done.returncode == 1
    assert "error[citation-scheme]" in done.stdout
