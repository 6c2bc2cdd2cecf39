"""What a page says of itself to programs, and the way it takes there: one line of front matter."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import render
from generator.exports import citing, head
from generator.exports.cards import fact_card
from generator.exports.robots import robots_txt
from generator.settings import Settings
from generator.views.common import Site

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(st.dictionaries(st.sampled_from(["tag", "name", "property", "content"]), TEXT), max_size=4))
def test_any_text_comes_back_from_the_front_matter(tags: list[head.Tag]) -> None:
    line = head.as_yaml(tags)
    assert line.count("\n") == 1
    assert yaml.safe_load(line) == {"head": tags}


def tags(site: Site, name: str) -> dict[str, str]:
    examined = site.facts[name]
    found = head.fact_tags(site, citing.work(site, examined.fact), "Said.", fact_card(site, examined))
    return {tag.get("property") or tag.get("name") or tag["type"]: tag.get("content") or tag["href"] for tag in found}


def test_a_fact_says_what_it_is(site: Site) -> None:
    found = tags(site, "pond-depth")
    assert found["og:title"] == found["citation_title"] == "How deep was the village pond?"
    assert found["og:url"] == found["citation_public_url"] == "https://pond.example/facts/claims/pond-depth/"
    assert found["article:modified_time"] == "2019-05-20"
    assert found["citation_publication_date"] == "2019/05/20"
    assert found["citation_author"] == "The friends of the pond"
    assert found["og:image"].startswith("https://pond.example/facts/cards/pond-depth.png?v=")
    assert found["twitter:card"] == "summary_large_image"
    assert found["application/json+oembed"] == "https://pond.example/facts/embeds/pond-depth.json"


def test_without_an_address_nothing_is_made_up(homeless: Site) -> None:
    found = tags(homeless, "pond-depth")
    assert not {"og:url", "og:image", "citation_public_url", "application/json+oembed"} & found.keys()
    assert found["twitter:card"] == "summary"
    assert not [value for value in found.values() if "://" in value]


def test_robots_learn_of_the_site_map_where_it_is_known() -> None:
    known = robots_txt(Settings("https://pond.example/facts/"), render.MARKER).decode()
    assert "Sitemap: https://pond.example/facts/sitemap.xml" in known
    assert "Sitemap" not in robots_txt(Settings(), render.MARKER).decode()
    assert "Disallow" not in known
