"""What builders do differently with the same pages: all that taking apart and putting together has to know of them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import escape

from generator.frames.places import page_file, place
from generator.frames.searching import Rules
from generator.frames.source import EXCLUDED
from generator.records import Record
from generator.searching import theirs

SITEMAP = "sitemap.xml"
KEPT = frozenset("p code pre li ol ul sub sup".split())
LINK = re.compile(r"(?:href|src)=[^>]*\.md\b", re.IGNORECASE)
BARE = re.compile(f"<[a-z]+ {EXCLUDED}>")


class Dialect(Record):
    """How a builder writes.

    Attributes:
        name: of the builder.
        index: the search index.
        rules: of the search.
        packed: the file that holds the site map once more, compressed; or nothing.
        address: what stands in the site map for one page.
        order: what the pages are sorted by there.
        escape: writes a word where the theme escapes it.
        block: writes a block of HTML.
        certain: whether what stands in a page allows to tell how its blocks come out.
    """

    name: str
    index: theirs.Index
    rules: Rules
    packed: str
    address: re.Pattern[str]
    order: Callable[[str], Any]
    escape: Callable[[str], str]
    block: Callable[[str], str]
    certain: Callable[[str], bool]


def _escaped(word: str) -> str:
    return str(escape(word))


def _as_it_is(block: str) -> str:
    return block


def _always(_: str) -> bool:
    return True


MKDOCS = Dialect(
    name="mkdocs",
    index=theirs.MKDOCS,
    rules=Rules(KEPT, by_name=True),
    packed=f"{SITEMAP}.gz",
    address=re.compile(r"\n    <url>.*?</url>", re.DOTALL),
    order=place,
    escape=_escaped,
    block=_as_it_is,
    certain=_always,
)


def _address(path: str) -> str:
    """A page's address, escaped in Zensical's way."""
    return quote(page_file(path).removesuffix("index.html"), safe="/!$'()*+,;=?@").replace("~", "%7E")


def _escaped_with_slashes(word: str) -> str:
    return html.escape(word).replace("/", "&#x2f;")


def _unmarked(block: str) -> str:
    """Zensical takes the marks for the search out of the page."""
    return block.replace(f" {EXCLUDED}>", ">")


def _without_surprise(text: str) -> bool:
    """Zensical rewrites links to Markdown in HTML, too; and where marks end a tag, it is plain which are marks."""
    return (
        "<autoref" not in text
        and not (".md" in text and LINK.search(text))
        and text.count(EXCLUDED) == text.count(f'" {EXCLUDED}>') + len(BARE.findall(text))
    )


ZENSICAL = Dialect(
    name="zensical",
    index=theirs.ZENSICAL,
    rules=Rules(KEPT | {"small"}, by_name=False),
    packed="",
    address=re.compile(r"\n      <url>.*?</url>", re.DOTALL),
    order=_address,
    escape=_escaped_with_slashes,
    block=_unmarked,
    certain=_without_surprise,
)
