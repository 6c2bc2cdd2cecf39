"""Curated text stays text, whatever it is made of: read back by a Markdown parser, and as GitHub's filters see it."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.diffing import escaping

from .conftest import ROOT

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
AFTERWARDS = re.compile(r"@[\w-]|#\d|://|(?i:\bwww\.|\bgh-\d)|:[\w+-]+:")
"""What GitHub makes links or pictures of in the finished text."""


def leaves(found: list[Token]) -> Iterator[Token]:
    for token in found:
        if token.type == "inline":
            yield from leaves(token.children or [])
        else:
            yield token


def as_read(markdown: str) -> str:
    """The text that a reader sees; nothing but text, and a span around each dollar sign, is let through."""
    seen = []
    for token in leaves(PARSER.parse(markdown)):
        if token.type in ("text", "text_special"):
            seen.append(token.content)
        elif token.type == "html_inline":
            assert token.content in ("<span>", "</span>")
    return "".join(seen)


def spelt_out(raw: str) -> str:
    line = " ".join(raw.split())
    kept = escaping.SHOWN
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c not in kept else c
        for c in line
    )


PLACES = {"heading": "### {}", "item": "- {}", "cell": "| a | b |\n| --- | --- |\n| {} |  |", "quotation": "> {}"}
ALLOWED = {
    "heading": {"heading_open", "heading_close"},
    "item": {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"},
    "cell": {f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")},
    "quotation": {"blockquote_open", "blockquote_close"},
}
NASTY = [
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[here](javascript:alert(1))",
    "@everyone, see #12",
    "owner/repo#3 and GH-7",
    "www.evil.example",
    "<https://evil.example>",
    "a@b.example",
    "- a list",
    "1. a list",
    "2) too",
    "# a heading",
    "> quoted",
    "```\ncode",
    "`code`",
    "a | b | c",
    "**bold** __bold__ *i* _i_ ~~gone~~",
    "&lt;b&gt; &#64;x",
    "[^1]: note",
    "[x]: http://evil.example",
    "$x$ and $$y$$",
    ":tada: :+1:",
    "---",
    "***",
    "===",
    "<!-- hidden",
    "-->",
    "</details></table>",
    "a\\",
    "\\@x",
    "a\u202eb",
    "a\u200bb",
    "@\u200bx",
    "[!NOTE]",
    "- [ ] task",
    "+ plus",
    "line\n\n## heading",
    "a\u2028b",
    "x\x1b[31m",
    "#\u0661",
    "https://github.com/a/b/issues/1",
    "|",
    "\\|",
    "<",
]


def check(raw: str, place: str) -> None:
    markdown = PLACES[place].format(escaping.text(raw))
    kinds = {token.type for token in leaves(PARSER.parse(markdown))}
    assert kinds <= ALLOWED[place] | {"text", "text_special", "html_inline", "paragraph_open", "paragraph_close"}
    shown = as_read(markdown)
    parted = shown.replace("\u200b", "")
    expected = spelt_out(raw)
    if place == "cell":
        assert parted.removeprefix("ab") == expected
    else:
        assert parted == expected
    assert not AFTERWARDS.search(shown)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("raw", NASTY)
def test_nasty_text_is_only_text(raw: str, place: str) -> None:
    check(raw, place)


@pytest.mark.parametrize("place", PLACES)
@given(st.lists(st.one_of(st.sampled_from([*NASTY, *"@#:/.-_*`<>&|[]()!\\$~=+1a "]), st.text(max_size=4)), max_size=8))
@example(["a", ":", "b", ":", "c", ":"])
def test_any_text_is_only_text(place: str, parts: list[str]) -> None:
    check("".join(parts), place)


def test_dollar_signs_begin_no_formula() -> None:
    assert escaping.text("$x$") == "<span>$</span>x<span>$</span>"


@pytest.mark.parametrize(
    ("raw", "limit", "short"),
    [("as it is", 8, "as it is"), ("one two three", 10, "one two…"), ("x" * 20, 5, "xxxx…"), (" a\n b ", 9, "a b")],
)
def test_long_text_is_cut_at_a_word(raw: str, limit: int, short: str) -> None:
    assert escaping.shortened(raw, limit) == short


def test_what_the_comment_is_made_of_needs_no_library() -> None:
    """The workflow that may write comments installs nothing."""
    code = "import generator.diffing.interchange, generator.diffing.markdown"
    subprocess.run(
        [sys.executable, "-S", "-I", "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}]; {code}"], check=True
    )
