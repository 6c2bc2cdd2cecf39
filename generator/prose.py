"""The editors' prose: CommonMark without raw HTML, with links to known schemes only, and citations as [@account].

The same parser serves the checks and the pages, so what was checked is what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.records import Record

CITATION = re.compile(r"\[@([a-z0-9-]+)\]")
BRACKET = re.compile(r"[\[<]")
"""Without one of these there is neither a citation nor a link."""
INTRICATE = re.compile(r"[\\`~<&\0]|[^\S \n]|\[(?!@)|\]\(|    |(?:(?:[>*+-]|\d+[.)]) *){5}")
"""What may make a citation something else, such as code, or hold a link. Without it [@account] is always a citation."""
SIMPLE_LINK = re.compile(r"\[[A-Za-z][A-Za-z ,.]*\]\(((?:https?://|\.\./|/)?[a-z0-9./-]*)\)")
"""A link of which there are no two opinions: plain words on one line, and an address that stays as it is."""
SCHEMES = frozenset({"http", "https", "mailto", ""})


def _citation(state: StateInline, silent: bool) -> bool:
    """Inline rule: [@account] becomes a token of its own."""
    match = CITATION.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _cited(_self: RendererHTML, tokens: list[Token], at: int, _options: Any, env: Any) -> str:
    """Render rule: what a citation looks like is the page's to say."""
    return str(env["cite"](tokens[at].content))


def _any_link(_url: str) -> bool:
    return True


def parser() -> MarkdownIt:
    """The CommonMark parser all prose goes through. Headings and pictures are off: a page has its own."""
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.disable(["heading", "lheading", "image", "html_block", "html_inline", "reference"])
    markdown.inline.ruler.before("link", "citation", _citation)
    markdown.add_render_rule("citation", _cited)
    # Every scheme is let through the parser, so that a bad one is a problem with a name instead of odd text; nothing
    # with a bad scheme is ever rendered, since it does not compile.
    markdown.validateLink = _any_link  # type: ignore[assignment, method-assign]
    return markdown


class Mentions(Record):
    """What a piece of prose refers to: cited accounts and link addresses, each with its line in the prose (from 0)."""

    citations: tuple[tuple[str, int], ...]
    links: tuple[tuple[str, int], ...]


def mentions(markdown: MarkdownIt, text: str) -> Mentions:
    """The citations and links in a piece of prose."""
    if not BRACKET.search(text):  # most prose has neither, and need not be parsed to know it
        return Mentions((), ())
    if not INTRICATE.search(SIMPLE_LINK.sub("", text)):  # most of the rest need not be parsed, either
        return Mentions(_with_lines(CITATION, text), _with_lines(SIMPLE_LINK, text))
    citations: list[tuple[str, int]] = []
    links: list[tuple[str, int]] = []
    for block in markdown.parse(text):
        line = block.map[0] if block.map else 0
        for token in block.children or ():
            if token.type == "citation":
                citations.append((token.content, line))
            elif token.type == "link_open":
                links.append((str(token.attrs.get("href", "")), line))
            elif token.type in ("softbreak", "hardbreak"):
                line += 1
    return Mentions(tuple(citations), tuple(links))


def _with_lines(wanted: re.Pattern[str], text: str) -> tuple[tuple[str, int], ...]:
    return tuple((match[1], text.count("\n", 0, match.start())) for match in wanted.finditer(text))


def allowed(url: str) -> bool:
    """Whether a link's scheme is on the list, or it has none."""
    try:
        return urlsplit(re.sub(r"[\x00-\x20]", "", url)).scheme.lower() in SCHEMES
    except ValueError:
        return False


def render(markdown: MarkdownIt, text: str, cite: Callable[[str], str]) -> str:
    """The prose as HTML.

    Args:
        markdown: from `parser`.
        text: CommonMark.
        cite: gives the HTML of a citation of an account.
    """
    return str(markdown.render(text, {"cite": cite})).strip()


def plain(markdown: MarkdownIt, text: str) -> str:
    """Prose without its markup and citations, for places that hold text only."""
    words: list[str] = []
    for block in markdown.parse(text):
        for token in block.children or ():
            if token.type in ("text", "code_inline"):
                words.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                words.append(" ")
        words.append(" ")
    return re.sub(r"\s+([.,;:])", r"\1", " ".join("".join(words).split()))
