"""Pages for frames on other sites, and the oEmbed answers that lead to them."""

from __future__ import annotations

import json

from selectolax.lexbor import LexborHTMLParser

from generator import render
from generator.exports import citing, embeds
from generator.exports.cards import fact_card
from generator.records import replace
from generator.views.common import Site
from generator.writing import Renderer

from .conftest import view


def page(site: Site, name: str, **more: str) -> bytes:
    cited = citing.work(site, site.facts[name].fact)
    return embeds.html(view(site, name), cited, Renderer().embed, **more)


def test_it_shows_who_says_what_in_whose_words(site: Site) -> None:
    for name, examined in site.facts.items():
        tree = LexborHTMLParser(page(site, name).decode())
        heading = tree.css_first("h1 a")
        assert heading is not None
        assert heading.text() == examined.fact.claim.title
        assert heading.attributes["href"] == f"../claims/{name}/"
        quotes = [(node.attributes["data-article"], node.text()) for node in tree.css("q")]
        shown = view(site, name)
        wanted = [(row.article_id, "".join(segment.text for segment in row.quote)) for row in shown.rows]
        assert quotes == wanted
        values = [node.text() for node in tree.css("td.value b")]
        assert values == [row.value for row in shown.rows]


def test_it_asks_for_nothing_and_runs_nothing(site: Site) -> None:
    for name in site.facts:
        tree = LexborHTMLParser(page(site, name).decode())
        assert not tree.css("script, img, iframe, [onclick], [src]")
        assert [node.attributes["href"] for node in tree.css("link[rel=stylesheet]")] == ["../stylesheets/charts.css"]
        policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
        assert policy is not None
        assert (policy.attributes["content"] or "").startswith("default-src 'none'")


def test_it_is_small_whatever_the_fact(site: Site) -> None:
    for name in site.facts:
        assert len(page(site, name)) < 15_000
    cited = citing.work(site, site.facts["pond-depth"].fact)
    shown = view(site, "pond-depth")
    crowd = replace(shown, rows=shown.rows * 30)
    found = embeds.html(crowd, cited, Renderer().embed)
    assert len(found) <= embeds.LIMIT
    tree = LexborHTMLParser(found.decode())
    left = len(crowd.rows) - len(tree.css("tbody tr"))
    assert f"{left} more accounts on the page itself." in tree.text()


def test_a_picture_has_its_place_and_goes_where_it_is_too_large(site: Site) -> None:
    assert b'<figure class="chart"><svg></svg></figure>' in page(site, "ducks", chart="<svg></svg>")
    found = page(site, "ducks", chart=f"<svg>{'x' * embeds.LIMIT}</svg>")
    assert b"<svg" not in found
    assert len(found) < embeds.LIMIT


def test_oembed_leads_to_the_frame(site: Site, homeless: Site, files_without_address: dict[str, bytes]) -> None:
    fact = site.facts["ducks"].fact
    cited, card, shown = citing.work(site, fact), fact_card(site, site.facts["ducks"]), view(site, "ducks")
    answer = json.loads(embeds.oembed(site, shown, cited, card, render.MARKER) or b"")
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", fact.claim.title)
    frame = LexborHTMLParser(answer["html"]).css_first("iframe")
    assert frame is not None
    assert frame.attributes["src"] == "https://pond.example/facts/embeds/ducks.html"
    assert frame.attributes["title"] == fact.claim.title
    assert (int(frame.attributes["width"] or 0), int(frame.attributes["height"] or 0)) == (
        answer["width"],
        answer["height"],
    )
    assert answer["thumbnail_url"].startswith("https://pond.example/facts/cards/ducks.png?v=")
    assert embeds.oembed(homeless, view(homeless, "ducks"), cited, card, render.MARKER) is None
    assert not [path for path in files_without_address if path.startswith("embeds/") and path.endswith(".json")]
    assert "<iframe" not in files_without_address["claims/ducks/index.md"].decode()


def test_the_code_to_paste_is_the_one_oembed_gives(site: Site, files: dict[str, bytes]) -> None:
    tree = LexborHTMLParser(files["claims/ducks/index.md"].decode())
    code = [node.text() for node in tree.css("details.cite-as pre") if "<iframe" in node.text()]
    assert code == [json.loads(files["embeds/ducks.json"])["html"]]
