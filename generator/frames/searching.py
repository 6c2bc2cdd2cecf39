"""What a search finds on a page: the same entries that the theme's search plug-in reads out of the finished page.

The plug-in parses every page a second time, tag by tag, which takes longer than all else that happens to it, and looks
at few of the tags. The rules here are its rules, faults included. Where a block holds something they do not cover, the
answer is None, and the builder has to look at the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from math import inf
from typing import Any

from generator.frames.source import EXCLUDED, MARK, Source

Entry = dict[str, Any]

KEPT = frozenset("p code pre li ol ul sub sup".split())
"""Elements whose tags stay in the text."""
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s[^<>]*)?/?)>")
SILENT = re.compile(r"<(script|style|object)(?=[\s>]).*?</\1>", re.DOTALL)
ID = re.compile(r'\sid="([^"]*)"')
NUMBER = re.compile(rf"{MARK}b(\d+)q")
GAP = "<wbr>"
"""Stands for what no search looks at, so that the text before and after stays two pieces."""


class Unknown(Exception):
    """Only the plug-in itself can tell what it finds here."""


@dataclass(slots=True)
class _Section:
    """A heading that can be linked to, and the text below it, in pieces.

    `depth` is how many elements were open at its heading, itself included; infinite once the section is left.
    """

    id: str = ""
    depth: float = 1
    title: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)


def entries(shown: Sequence[Entry], source: Source, filled: Callable[[str], str]) -> list[Entry]:
    """The entries of a page.

    Args:
        shown: what the plug-in found on the skeleton.
        source: the page.
        filled: puts the page's own words and its folder in the place of their marks.

    Raises:
        Unknown: when only the plug-in can tell.
    """
    found: list[Entry] = []
    for entry in shown:
        sections = [_Section()]
        if "title" not in source.front:
            raise Unknown
        for at, part in enumerate(NUMBER.split(entry["text"])):
            if at % 2:
                _read(source.blocks[int(part)].html, sections)
            elif part:
                _add_blank(sections[0].pieces) if part.isspace() else sections[0].pieces.append(part)
        location = filled(entry["location"])
        text = "".join(sections[0].pieces).strip()
        found.append({**entry, "location": location, "title": filled(entry["title"]), "text": text})
        for each in sections[1:]:
            title = "".join(each.title).strip() if each.title else filled(str(source.front["title"]))
            own = {"location": f"{location.partition('#')[0]}#{each.id}", "title": title}
            found.append({**entry, **own, "text": "".join(each.pieces).strip()})
    return found


def _read(html: str, sections: list[_Section]) -> None:
    """Add what a search finds in a block to the first of some sections, and new sections after it."""
    tokens = TAG.split(SILENT.sub(GAP, html))
    if "linenodiv" in html or (plain := "".join(tokens[::4])).count("<") or plain.count(">"):
        raise Unknown
    now, depth = sections[0], 0
    pieces = now.pieces
    heading, verbatim = "", 0
    skipped: set[str] = set()  # names of excluded elements: the plug-in tells them apart by nothing else
    for at in range(0, len(tokens) - 1, 4):
        text, closing, name, attributes = tokens[at : at + 4]
        if text and not skipped:
            _add(text, pieces, titled=bool(heading), verbatim=verbatim > 0)
        if name in VOID or attributes[-1:] == "/":
            continue
        if closing:
            if now.depth > depth:
                now.depth = inf
                now = next(each for each in reversed(sections) if each.depth <= depth)
                pieces = now.pieces
            depth -= 1
            verbatim -= name == "pre"
            if name == heading:
                heading, pieces = "", now.pieces
            if name in skipped:  # even where it is another element of that name inside
                skipped.discard(name)
            elif name in KEPT and not skipped:
                _close(name, pieces)
            continue
        depth += 1
        verbatim += name == "pre"
        if name in HEADINGS:
            found = ID.search(attributes)
            if found is None and name == "h1" and len(sections) == 1:
                continue
            if found is None or heading or EXCLUDED in attributes:
                raise Unknown
            now, heading = _Section(unescape(found[1]), depth), name
            sections.append(now)
            pieces = now.title
        elif EXCLUDED in attributes:
            skipped.add(name)
        elif name in KEPT and not skipped:
            pieces.append(f"<{name}>")
    if tokens[-1] or depth:
        raise Unknown


def _add(text: str, pieces: list[str], *, titled: bool, verbatim: bool) -> None:
    marked = "&" in text
    if marked:
        text = unescape(text)
    if text.isspace() and not titled:
        if not verbatim:
            _add_blank(pieces)
        else:
            pieces.append(text)
        return
    if not verbatim:
        text = " " if text.isspace() else text.replace("\n", " ")
    pieces.append(escape(text, quote=False) if marked else text)


def _add_blank(pieces: list[str]) -> None:
    if not pieces or not pieces[-1].isspace():
        pieces.append(" ")


def _close(name: str, pieces: list[str]) -> None:
    """Close an element, or forget it if nothing has come since the first of its name: so the plug-in has it."""
    try:
        first = pieces.index(f"<{name}>")
    except ValueError:
        raise Unknown from None
    if all(map(str.isspace, pieces[first + 1 : first + 30])) and all(map(str.isspace, pieces[first + 1 :])):
        del pieces[first:]
    else:
        pieces.append(f"</{name}>")
