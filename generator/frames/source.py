"""A generated page taken apart: its skeleton, which a builder has to see, and what fills it, which needs no builder.

A generated page is front matter, fixed headings and blocks of HTML. A builder copies the blocks as they are; what it
does with the rest depends on very little. So a page is split into a skeleton, in which short marks stand for every
block and for the words that differ from page to page, and the list of what the marks stand for. Thousands of pages
share a handful of skeletons.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import yaml

from generator import tidy
from generator.records import LazyRecord, Record

try:
    from yaml import CSafeDumper as Dumper
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: slower, the same text
    from yaml import SafeDumper as Dumper  # type: ignore[assignment]
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MARK = "dsptmark"
"""What every mark begins with. A page that holds these letters is left to the builder."""
PROBE = "&amp;<i>\"'</i>"
"""Stands in marks for words, so that it shows how the theme writes them: as they are, or escaped."""
WORDS = ("content", "href", "title")
"""The keys of an entry of `head` whose values differ from page to page."""
ROOTS = frozenset("article aside details div dl figure footer form header nav script section table".split())
"""Elements that a block may be; Markdown parsers end a block of HTML where its first element ends."""

FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
HEADING = re.compile(r"#{1,6} [^\n<&]*\n")
OPENING = re.compile(r"<([a-z]+)(?=[\s>])")
TAGS = {root: re.compile(rf"<(/?){root}[\s>]") for root in ROOTS}
ID = re.compile(r'\sid="([^"]*)"')
BLANK = re.compile(r"(?<=\n) +\n")
SPECIAL = (
    # what Markdown parsers treat in a way of their own, even inside HTML
    *("\t", "\r", "\x02", "\x03", "<!", "<?", "```", "~~~", MARK),
    *tidy.SIGNS,
)
"""What a block must not hold for it to be certain that it comes out as it went in."""
EXCLUDED = "data-search-exclude"
"""The one mark for the theme's search that it leaves in the page."""


class Block(Record):
    """One element of HTML that a builder copies."""

    root: str
    html: str


class Source(LazyRecord):
    """A generated page taken apart.

    Attributes:
        path: below the folder of sources.
        shared: whether its skeleton may serve other pages too: then the words of its front matter are marks.
        front: the front matter, with marks in the place of words if it is shared.
        body: headings as they are, and for every block its number.
        words: what the marks in the front matter stand for.
        blocks: what the numbers stand for.
    """

    path: str
    shared: bool
    front: dict[str, Any]
    body: tuple[str | int, ...]
    words: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def folder(self) -> str:
        """The name of the folder it lies in, which stands in its address."""
        return self.path.rpartition("/")[0].rpartition("/")[2]

    @cached_property
    def skeleton(self) -> str:
        """The name of the skeleton: equal for pages that share one."""
        place = [self.path.split("/")[:-2] if self.shared else self.path, self.shared]
        kinds = [(block.root, "<h1" in block.html) for block in self.blocks]
        told = json.dumps([place, self.front, self.body, kinds], default=str)
        return f"{MARK}p{hashlib.sha256(told.encode()).hexdigest()[:12]}q"

    def stand_in(self, ids: Collection[str] = ()) -> str:
        """The text of a page that shows a builder the skeleton.

        Args:
            ids: anchors that other pages are known to ask for; where a block has one, so has its mark.
        """
        lines = [part if isinstance(part, str) else _mark(part, self.blocks[part], ids) for part in self.body]
        front = yaml.dump(self.front, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
        return f"---\n{front}---\n{''.join(lines)}"


def _mark(number: int, block: Block, ids: Collection[str]) -> str:
    inner = f"{MARK}b{number}q"
    if "<h1" in block.html:  # the theme adds a heading to a page that has none
        inner = f"<h1>{inner}</h1>"
    asked = "".join(f'<i id="{each}"></i>' for each in ID.findall(block.html) if each in ids) if ids else ""
    return f"<{block.root}>{inner}{asked}</{block.root}>"


BLOCK_MARK = re.compile(rf'<([a-z]+)>(?:<h1>)?{MARK}b(\d+)q(?:</h1>)?(?:<i id="[^"]*"></i>)*</\1>')
"""A block's mark, as a builder passes it on."""


def word_mark(number: int) -> str:
    """What stands in a skeleton for the word with this number."""
    return f"{MARK}w{number}q{PROBE}{MARK}"


def split(path: str, text: str, *, shared: bool) -> Source | None:
    """Take a page apart, or None where it is not certain that a builder copies its blocks as they are.

    Args:
        path: below the folder of sources.
        text: the page.
        shared: whether its skeleton may serve other pages too.
    """
    found = FRONT.match(text)
    if found is None or any(each in text for each in SPECIAL):
        return None
    if text.count("data-search-") != text.count(EXCLUDED) or f"{EXCLUDED}=" in text:
        return None
    front, words = _front(found[1], shared)
    if front is None:
        return None
    body: list[str | int] = []
    blocks: list[Block] = []
    rest = text[found.end() :]
    for part in _parts(BLANK.sub("\n", rest) if " \n" in rest else rest):
        if isinstance(part, Block):
            body.append(len(blocks))
            blocks.append(part)
        elif part is None:
            return None
        else:
            body.append(part)
    return Source(path, shared, front, tuple(body), words, tuple(blocks))


def _front(text: str, shared: bool) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The front matter with marks in the place of words, and the words."""
    before, _, last = text.rpartition("\nhead: ")
    try:
        front = yaml.load(before or text, Loader=Loader)
        if before:
            front["head"] = json.loads(last)
    except (yaml.YAMLError, ValueError, TypeError):
        return None, ()
    if not isinstance(front, dict):
        return None, ()
    if not shared:
        return front, ()
    words: list[str] = []

    def marked(value: object) -> object:
        if not isinstance(value, str) or not value:
            return value
        words.append(value)
        return word_mark(len(words) - 1)

    for holder, keys in ((front, ("title", "description")), *((each, WORDS) for each in front.get("head", ()))):
        for key in keys:
            if key in holder:
                holder[key] = marked(holder[key])
    return front, tuple(words)


def _parts(text: str) -> Iterator[str | Block | None]:
    """Headings and the empty lines between, blocks, and None for whatever is neither."""
    at = 0
    while at < len(text):
        if text[at] == "\n":
            yield "\n"
            at += 1
        elif heading := HEADING.match(text, at):
            yield heading[0]
            at = heading.end()
        else:
            end = _end(text, at)
            if end is None:
                yield None
                return
            root, stop = end
            yield Block(root, text[at:stop])
            at = stop


def _end(text: str, at: int) -> tuple[str, int] | None:
    """The name of the element that begins here, and where it ends, if that is the end of a line."""
    opening = OPENING.match(text, at)
    if opening is None or opening[1] not in ROOTS:
        return None
    root, depth = opening[1], 0
    for tag in TAGS[root].finditer(text, at):
        depth += -1 if tag[1] else 1
        if not depth:
            stop = tag.end()
            return (root, stop) if text[stop - 1] == ">" and text[stop : stop + 1] in ("", "\n") else None
    return None
