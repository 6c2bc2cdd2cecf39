"""What a search finds on a page: the same entries that the theme's search reads out of the finished page.

MkDocs has a plug-in for that, and Zensical does as it does. The plug-in parses every page a second time, tag by tag,
which takes longer than all else that happens to it, and looks at few of the tags. The rules here are its rules, faults
included. Where a block holds something they do not cover, the answer is None, and the builder has to look at the page
itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from math import inf
from typing import Any

from generator.frames.source import EXCLUDED, MARK, Source
from generator.records import Record, Struct, field

Entry = dict[str, Any]

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\s[^<>]*)?/?)>")
SILENT = re.compile(r"<(script|style|object)(?=[\s>]).*?</\1>", re.DOTALL)
ID = re.compile(r'\sid="([^"]*)"')
NUMBER = re.compile(rf"{MARK}b(\d+)q")
GAP = "<wbr>"
"""Stands for what no search looks at, so that the text before and after stays two pieces."""


class Rules(Record):
    """In what the builders differ.

    Attributes:
        kept: elements whose tags stay in the text.
        by_name: whether what is left out ends where any element of the same name does, even one inside.
    """

    kept: frozenset[str]
    by_name: bool


class Unknown(Exception):
    """Only the plug-in itself can tell what it finds here."""


class _Section(Struct):
    """A heading that can be linked to, and the text below it, in pieces.

    `depth` is how many elements were open at its heading, itself included; infinite once the section is left.
    """

    id: str = ""
    depth: float = 1
    level: int = 1
    title: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)


def entries(shown: Sequence[Entry], source: Source, filled: Callable[[str], str], rules: Rules) -> list[Entry]:
    """The entries of a page.

    Args:
        shown: what the plug-in found on the skeleton.
        source: the page.
        filled: puts the page's own words and its folder in the place of their marks.
        rules: those of the builder.

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
                _read(source.blocks[int(part)].html, sections, rules)
            elif part:
                _add_blank(sections[0].pieces) if part.isspace() else sections[0].pieces.append(part)
        common = {key: _each(value, filled) for key, value in entry.items() if key != "text"}
        found.append({**entry, **common, "text": "".join(sections[0].pieces).strip()})
        for each in sections[1:]:
            title = "".join(each.title).strip() if each.title else filled(str(source.front["title"]))
            if not title:  # the builders make different things of it
                raise Unknown
            own = {"location": f"{common['location'].partition('#')[0]}#{each.id}", "title": title}
            level = {"level": each.level} if "level" in entry else {}
            found.append({**entry, **common, **own, **level, "text": "".join(each.pieces).strip()})
    return found


def _each(value: Any, filled: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_each(item, filled) for item in value]
    return filled(value) if isinstance(value, str) else value


def _read(html: str, sections: list[_Section], rules: Rules) -> None:
    """Add what a search finds in a block to the first of some sections, and new sections after it."""
    tokens = TAG.split(SILENT.sub(GAP, html))
    if "linenodiv" in html or (plain := "".join(tokens[::4])).count("<") or plain.count(">"):
        raise Unknown
    now, depth = sections[0], 0
    pieces = now.pieces
    heading, verbatim = "", 0
    skipped: dict[str, int] = {}  # names of excluded elements, and how deep the first of each name is
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
            if name in skipped:
                if skipped[name] == depth + 1 or rules.by_name:
                    del skipped[name]
            elif name in rules.kept and not skipped:
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
            now, heading = _Section(unescape(found[1]), depth, int(name[1])), name
            sections.append(now)
            pieces = now.title
        elif heading and "headerlink" in attributes:
            raise Unknown
        elif EXCLUDED in attributes:
            skipped.setdefault(name, depth)
        elif name in rules.kept and not skipped:
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
