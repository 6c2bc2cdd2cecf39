"""What a web page declares of itself: JSON-LD, Open Graph, meta elements, microdata. Nothing here is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.intake.days import declared_day
from generator.intake.draft import Found

Tree = Any
"""An element of lxml, which publishes no types."""

PUBLISHED = (
    *("article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date"),
    *("dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dcterms.date", "citation_publication_date"),
    *("citation_date", "parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "publication_date"),
)
MODIFIED = (
    *("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod"),
    *("last-modified", "dcterms.modified", "dc.date.modified"),
)
TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title")
AUTHOR = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "citation_author", "byl",
          "parsely-author", "sailthru.author")  # fmt: skip
PUBLISHER = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title", "rbpubname")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]{1,1990}")
SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S{1,2000})")
LONGEST = 300
BLOCKS = 50
"""So many blocks of JSON-LD are read; a page with more is no article."""


def one_line(text: object) -> str:
    """A value as one line, or an empty text where it is none that metadata could hold."""
    line = " ".join(str(text).split()) if isinstance(text, str) else ""
    return line if len(line) <= LONGEST and line.isprintable() else ""


def language_tag(text: object) -> str:
    """A language as BCP 47 has it, from "en_US" or "EN-gb"; an empty text where it is none."""
    first, *rest = one_line(text).replace("_", "-").split("-")
    tag = "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])
    return tag if len(tag) <= 35 and LANGUAGE.fullmatch(tag) else ""


def address(text: object) -> str:
    """A web address, or an empty text."""
    line = one_line(text) if isinstance(text, str) and len(text) <= LONGEST else str(text).strip()
    return line if URL.fullmatch(line) else ""


def declared(tree: Tree, source: str) -> dict[str, list[Found]]:
    """What a page declares, for each key of an article's metadata, the most telling declaration first.

    Args:
        tree: the page.
        source: its source, for what browsers write at its beginning when they save it.
    """
    found: dict[str, list[Found]] = {}

    def add(key: str, value: str | None, where: str) -> None:
        if value and all(each.value != value for each in found.setdefault(key, [])):
            found[key].append(Found(value, where, True))

    for article in _articles(tree):
        _from_json(article, add)
    metas = list(_metas(tree))
    for key, names, read in (
        ("published", PUBLISHED, declared_day),
        ("modified", MODIFIED, declared_day),
        ("title", TITLE, one_line),
        ("publisher", PUBLISHER, one_line),
    ):
        for name in names:
            for content in (content for called, content in metas if called == name):
                add(key, read(content), f"meta {name}")
    if not found.get("authors"):
        for name in AUTHOR:
            names_given = [one_line(content) for called, content in metas if called == name]
            for each in names_given:
                add("authors", "" if "/" in each or "@" in each else each, f"meta {name}")
            if found.get("authors"):
                break
    for key, prop in (("published", "datePublished"), ("modified", "dateModified")):
        for element in tree.xpath(f'//*[@itemprop="{prop}"]')[:5]:
            add(key, declared_day(element.get("content") or element.get("datetime") or ""), f"itemprop {prop}")
    for element in tree.xpath("//time[@pubdate][@datetime]")[:5]:
        add("published", declared_day(element.get("datetime")), "time pubdate")
    for element in tree.xpath('//link[@rel="canonical"]')[:3]:
        add("url", address(element.get("href")), "link canonical")
    for name in ("og:url", "twitter:url"):
        for content in (content for called, content in metas if called == name):
            add("url", address(content), f"meta {name}")
    saved = SAVED_FROM.search(source[:4096])
    add("url", address(saved[1]) if saved else "", "saved from")
    add("language", language_tag(tree.get("lang") or tree.get("xml:lang")), "html lang")
    for name in ("content-language", "dc.language", "dcterms.language", "og:locale"):
        for content in (content for called, content in metas if called == name):
            add("language", language_tag(content), f"meta {name}")
    return {key: values for key, values in found.items() if values}


def _metas(tree: Tree) -> Iterator[tuple[str, str]]:
    for element in tree.xpath("//meta[@content]")[:500]:
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name:
                yield name.strip().lower(), element.get("content")


def _articles(tree: Tree) -> Iterator[dict[str, Any]]:
    """The articles among the objects of a page's JSON-LD."""
    for script in tree.xpath('//script[contains(@type, "ld+json")]')[:BLOCKS]:
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (each for each in _objects(data) if any(name.endswith("Article") for name in _types(each)))


def _objects(data: object) -> Iterator[dict[str, Any]]:
    waiting = [data]
    seen = 0
    while waiting and seen < 5_000:
        here = waiting.pop(0)
        seen += 1
        if isinstance(here, dict):
            yield here
            waiting += [here[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in here]
        elif isinstance(here, list):
            waiting += here


def _types(thing: dict[str, Any]) -> list[str]:
    named = thing.get("@type")
    listed = named if isinstance(named, list) else [named]
    return ["Article" if each == "BlogPosting" else each for each in listed if isinstance(each, str)]


def _names(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        name = each.get("name") if isinstance(each, dict) else each
        for one in name if isinstance(name, list) else [name]:
            line = one_line(one)
            if line and not URL.fullmatch(line):
                yield line


def _first(values: Iterable[str]) -> str:
    return next(iter(values), "")


def _from_json(article: dict[str, Any], add: Callable[[str, str | None, str], None]) -> None:
    where = "JSON-LD"
    add("title", one_line(article.get("headline")), f"{where} headline")
    for key, name in (("published", "datePublished"), ("modified", "dateModified")):
        value = article.get(name)
        add(key, declared_day(value) if isinstance(value, str) else None, f"{where} {name}")
    for author in _names(article.get("author")):
        add("authors", author, f"{where} author")
    add("publisher", _first(_names(article.get("publisher"))), f"{where} publisher")
    add("language", language_tag(article.get("inLanguage")), f"{where} inLanguage")
    add("dateline", one_line(article.get("dateline")), f"{where} dateline")
    page = article.get("mainEntityOfPage")
    for value in (article.get("url"), page.get("@id") if isinstance(page, dict) else page):
        add("url", address(value) if isinstance(value, str) else "", f"{where} url")
