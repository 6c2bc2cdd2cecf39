"""The editors' prose: Markdown in, harmless HTML out, and nothing lost on the way."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator import prose


@pytest.fixture(scope="module")
def markdown() -> MarkdownIt:
    return prose.parser()


def cite(account: str) -> str:
    return f"<cite>{account}</cite>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A *b* **c** `d`", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("See [@reed], [@sign].", "<p>See <cite>reed</cite>, <cite>sign</cite>.</p>"),
        ("[@Reed] [@ reed] [@]", "<p>[@Reed] [@ reed] [@]</p>"),
        ("`[@reed]` \\[@reed]", "<p><code>[@reed]</code> [@reed]</p>"),
        ("[a [@reed] b](https://x.example)", "<p>[a <cite>reed</cite> b](https://x.example)</p>"),  # no link in a link
        ("# No heading", "<p># No heading</p>"),
        ("No heading\n---", "<p>No heading</p>\n<hr />"),
        ("![no picture](https://x.example/a.png)", '<p>!<a href="https://x.example/a.png">no picture</a></p>'),
        ("<b>no</b> <!-- no --> &lt;i&gt;", "<p>&lt;b&gt;no&lt;/b&gt; &lt;!-- no --&gt; &lt;i&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x]: https://x.example\n\n[x]", "<p>[x]: https://x.example</p>\n<p>[x]</p>"),
        ("{{ a }} {% b %}", "<p>{{ a }} {% b %}</p>"),
        ("1986. A great year", '<ol start="1986">\n<li>A great year</li>\n</ol>'),
        (
            "<https://x.example/?a=1&b=2>",
            '<p><a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a></p>',
        ),
        ('[a](https://x.example "t\\"><b>")', '<p><a href="https://x.example" title="t&quot;&gt;&lt;b&gt;">a</a></p>'),
    ],
)
def test_rendered(text: str, shown: str, markdown: MarkdownIt) -> None:
    assert prose.render(markdown, text, cite) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example",
        "HTTP://x.example",
        "mailto:a@x.example",
        "../ducks/",
        "#reed",
        "?q=1",
        "/a:b",
        "",
        "//x.example/a",
        "a/b:c",
        "./javascript:x",
    ],
)
def test_allowed(url: str) -> None:
    assert prose.allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:x",
        "java\tscript:x",
        "java\nscript:x",
        "\x01javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "ftp://x.example",
        "view-source:x",
        "http://[x",
        "about:blank",
        "ms-word:x",
        "tel:1",
    ],
)
def test_not_allowed(url: str) -> None:
    assert not prose.allowed(url)


SNEAKY = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;avascript&colon;alert(1))",
    "[a](javascript&#58;alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](<\\javascript:alert(1)>)",
    "[a]( javascript:alert(1) 'title')",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "![a](javascript:alert(1))",
    "> - [*a*](javascript:x)",
    "[a\nb](data:text/html;base64,PHNjcmlwdD4=)",
    "[[@reed]](javascript:x)",
    "[a](javascript://https://x.example/%0aalert(1))",
    "[a](\\javascript:x)",
]


@pytest.mark.parametrize("text", SNEAKY)
def test_a_harmful_link_is_seen_or_never_becomes_one(text: str, markdown: MarkdownIt) -> None:
    seen = [url for url, _ in prose.mentions(markdown, text).links if not prose.allowed(url)]
    links = re.findall(r'href="([^"]*)"', prose.render(markdown, text, cite))
    assert seen or all(browsers_scheme(html.unescape(link)) in ("", "http", "https", "mailto") for link in links)
    assert len(links) == len(prose.mentions(markdown, text).links)


def browsers_scheme(url: str) -> str:
    """The scheme as the URL Standard reads it: tabs and line ends vanish, leading controls and spaces too."""
    url = re.sub(r"[\t\n\r]", "", url.lstrip("".join(map(chr, range(33)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    return match[1].lower() if match else ""


class Reader(HTMLParser):
    """What a browser would make of it: elements, addresses, text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


TAGS = set("p em strong code a cite ul ol li blockquote pre hr br".split())
PIECES = [
    *"[]()<>!*_`\\\"'&#:/\n \t@-+=~|{}%",
    "javascript:",
    "&#106;avascript:",
    "java\tscript:",
    "https://x",
    "[a](",
    "<script>",
    "onerror=x",
    "data:",
    "\x01",
    "\u00a0",
    "[@reed]",
    "![",
    "\n\n",
    "```",
    "1. ",
    "> ",
    "<!--",
    "]]>",
    "é",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_is_written_the_page_is_harmless_or_refused(text: str) -> None:
    markdown = prose.parser()
    mentions = prose.mentions(markdown, text)
    reader = Reader()
    reader.feed(prose.render(markdown, text, cite))
    assert reader.tags <= TAGS
    assert reader.attributes <= {"href", "title", "start", "class"}
    assert len(reader.links) == len(mentions.links)
    if all(prose.allowed(url) for url, _ in mentions.links):
        assert all(browsers_scheme(link) in ("", "http", "https", "mailto") for link in reader.links)
    prose.plain(markdown, text)


def test_mentions_and_their_lines(markdown: MarkdownIt) -> None:
    text = "One [@a]\nand [b](https://b.example) [@c].\n\n- [@d]\n- e\n  <https://f.example>\n\n> > [@g]\n"
    found = prose.mentions(markdown, text)
    assert found.citations == (("a", 0), ("c", 1), ("d", 3), ("g", 7))
    assert found.links == (("https://b.example", 1), ("https://f.example", 5))


def test_plain_text(markdown: MarkdownIt) -> None:
    assert prose.plain(markdown, "A *b* `c` [@reed], see [d](https://x.example).\nE\n\n- f") == "A b c, see d. E f"
