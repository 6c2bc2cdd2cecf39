"""A withdrawn fact cannot be mistaken for one that stands, wherever it is met."""

from __future__ import annotations

import json

from selectolax.lexbor import LexborHTMLParser

from generator.exports import cards, citing, embeds
from generator.views.common import Site
from generator.writing import Renderer

from .conftest import view

NAME = "what-fell"
CALLED = "Withdrawn: What fell when the bank broke?"
REASON = "The question mixed two floods; each has a page of its own now."


def test_its_page_opens_with_the_reason(files: dict[str, bytes]) -> None:
    page = files[f"claims/{NAME}/index.md"].decode()
    assert f"\ntitle: '{CALLED}'\n" in page
    verdict = LexborHTMLParser(page).css_first("section.verdict")
    assert verdict is not None
    notice, summary = verdict.css_first(".notice--withdrawn"), verdict.css_first(".summary")
    assert notice is not None
    assert summary is not None
    assert notice.text().startswith("This page is withdrawn.")
    assert REASON in notice.text()
    text = verdict.text()
    assert text.index(REASON) < text.index("This page is superseded.")
    assert "The editors judge otherwise" not in text
    assert "Low" not in text, "A verdict that does not stand has no confidence."
    assert "The sign fell, said Ms. Marsh" in page, "Its evidence stays."


def test_other_pages_have_no_such_notice(files: dict[str, bytes], site: Site) -> None:
    for name in site.facts.keys() - {NAME}:
        assert b"notice--withdrawn" not in files[f"claims/{name}/index.md"]


def test_it_stands_apart_in_the_index_and_is_not_on_the_front_page(files: dict[str, bytes]) -> None:
    index = files["claims/index.md"].decode()
    assert index.index("\n## Withdrawn\n") < index.index(f'href="../claims/{NAME}/"')
    assert index.count(f'href="../claims/{NAME}/"') == 1
    assert NAME not in files["index.md"].decode()


def test_it_is_called_so_where_it_stands_alone(files: dict[str, bytes], site: Site) -> None:
    cited = citing.work(site, site.facts[NAME].fact)
    assert cited.title == CALLED
    assert CALLED in view(site, NAME).cite
    feed = json.loads(files["feeds/facts.json"])
    (item,) = [each for each in feed["items"] if each["title"] == CALLED]
    assert REASON in item["content_html"]
    frame = LexborHTMLParser(embeds.html(view(site, NAME), cited, Renderer().embed).decode())
    title, main = frame.css_first("title"), frame.css_first("main")
    assert title is not None
    assert main is not None
    assert title.text() == CALLED
    assert (
        f"This page is withdrawn. Its verdict no longer stands; what the sources say stays below.{REASON}"
        in main.text()
    )
    assert "no longer stands" in cards.fact_card(site, site.facts[NAME]).detail
    (data,) = [content for path, content in files.items() if path.startswith("data/") and path.endswith(".json")]
    assert REASON in json.dumps(json.loads(data))
