"""Feeds, read back by a program that others wrote."""

from __future__ import annotations

import json
import warnings
from datetime import date
from typing import Any
from uuid import UUID

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from generator import render
from generator.compiler import Compiled
from generator.exports import feeds
from generator.settings import Settings
from generator.views.common import Site

NAMES = ("facts", "corrections")


def atom(files: dict[str, bytes], name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        feed = feedparser.parse(files[f"feeds/{name}.xml"])
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.mark.parametrize("name", NAMES)
def test_atom_is_read_without_complaint(files: dict[str, bytes], name: str) -> None:
    feed = atom(files, name)
    assert feed.feed.title.startswith("What happened at the pond: ")
    assert feed.feed.author == "The friends of the pond"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == f"https://pond.example/facts/feeds/{name}.xml"
    assert links["alternate"] == "https://pond.example/facts/changes/"
    for thing in (feed.feed, *feed.entries):
        assert thing.updated.endswith("T00:00:00Z")
        assert UUID(thing.id.removeprefix("urn:uuid:")).version == 5
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert feed.entries
    assert all(day <= feed.feed.updated for day in days)


def test_each_fact_is_announced_as_its_page_shows_it(files: dict[str, bytes], site: Site) -> None:
    entries = {entry.link: entry for entry in atom(files, "facts").entries}
    assert len(entries) == len(site.facts)
    for name, examined in site.facts.items():
        entry = entries[f"https://pond.example/facts/claims/{name}/"]
        assert entry.title == site.called(examined.fact)
        assert entry.updated.startswith(str(examined.fact.claim.verdict.reviewed))
        content = LexborHTMLParser(entry.content[0].value).text()
        assert site.pill(examined.fact).label in content
        for witness in examined.fact.witnesses:
            assert site.value(examined.fact, witness) in content


def test_corrections_newest_first_with_their_grade(files: dict[str, bytes]) -> None:
    entries = atom(files, "corrections").entries
    assert [(entry.updated[:10], entry.title, entry.tags[0].term) for entry in entries] == [
        ("2019-05-20", "Substantial correction: How deep was the village pond?", "substantial"),
        ("2019-05-12", "Update: How deep was the village pond?", "update"),
        ("2019-05-08", "Minor correction: How deep was the village pond?", "minor"),
    ]
    assert [entry.link.partition("#")[2] for entry in entries] == ["correction-3", "correction-2", "correction-1"]
    page = files["claims/pond-depth/index.md"].decode()
    assert all(f'id="correction-{number}"' in page for number in (1, 2, 3))


@pytest.mark.parametrize("name", NAMES)
def test_json_feed_says_the_same_as_atom(files: dict[str, bytes], name: str) -> None:
    data = json.loads(files[f"feeds/{name}.json"])
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == f"https://pond.example/facts/feeds/{name}.json"
    assert data["authors"] == [{"name": "The friends of the pond"}]
    assert data["title"] == atom(files, name).feed.title
    shown = [(item["id"], item["title"], item["url"], item["date_modified"]) for item in data["items"]]
    assert shown == [(each.id, each.title, each.link, each.updated) for each in atom(files, name).entries]
    assert all(item["content_html"] and item["summary"] for item in data["items"])


@pytest.mark.parametrize("name", NAMES)
def test_ids_do_not_depend_on_where_the_site_is(
    files: dict[str, bytes], files_without_address: dict[str, bytes], name: str
) -> None:
    here, nowhere = atom(files, name), atom(files_without_address, name)
    assert [entry.id for entry in here.entries] == [entry.id for entry in nowhere.entries]
    assert here.feed.id == nowhere.feed.id
    assert nowhere.entries[0].link.startswith("../claims/")
    data = json.loads(files_without_address[f"feeds/{name}.json"])
    assert not {"home_page_url", "feed_url"} & data.keys()
    assert all("url" not in item for item in data["items"])


def test_ids_are_what_they_were() -> None:
    assert feeds.urn("Pond", "claims/ducks/") == "urn:uuid:369d6779-e801-5607-9da7-42b9a29b0c4e"


def test_a_feed_without_entries_is_still_a_feed(compiled_toy: Compiled) -> None:
    assert compiled_toy.corpus is not None
    empty = Site(Compiled(compiled_toy.corpus, {}, {}, ()), compiled_toy.corpus, Settings())
    files = feeds.files(empty, render.MARKER)
    assert atom(files, "facts").feed.updated == "1970-01-01T00:00:00Z"
    assert json.loads(files["feeds/corrections.json"])["items"] == []


def test_no_more_than_the_newest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "NEWEST", 2)
    facts, corrections = feeds.feeds(site)
    assert (len(facts.entries), len(corrections.entries)) == (2, 3)
    assert facts.updated == corrections.updated == date(2019, 5, 20)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_feed_is_in_documents_that_lead_to_one_another(
    files: dict[str, bytes], site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(feeds, "ENTRIES", 1)
    cut = feeds.files(site, render.MARKER)
    path, told, last = f"feeds/{name}.xml", [], ""
    ways: dict[str, str] = {}
    while path:
        feed = atom(cut, path.removeprefix("feeds/").removesuffix(".xml"))
        ways = {link.rel: link.href.removeprefix("https://pond.example/facts/") for link in feed.feed.links}
        assert (ways["self"], ways["first"], ways.get("previous", "")) == (path, f"feeds/{name}.xml", last)
        data = json.loads(cut[path.replace(".xml", ".json")])
        assert data.get("next_url", "").endswith(ways.get("next", "").replace(".xml", ".json"))
        assert [item["id"] for item in data["items"]] == [entry.id for entry in feed.entries]
        told += [entry.id for entry in feed.entries]
        last, path = path, ways.get("next", "")
    assert last == ways["last"]
    assert len(told) > 2
    assert told == [entry.id for entry in atom(files, name).entries]


def test_feeds_are_marked_as_generated(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.startswith(("feeds/", "embeds/", "robots")) or path == "data/facts.json":
            assert render.MARKER.encode() in content[:400], path
