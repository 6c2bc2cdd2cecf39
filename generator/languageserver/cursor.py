"""Where in a file the cursor stands: in which key or value, and what is typed there so far."""

from __future__ import annotations

import re

from generator.evidence import Span
from generator.languageserver.outline import Node, Outline, outline
from generator.languageserver.terms import CITATION, PROSE, kind_of, plain
from generator.problems import Path
from generator.records import Record

BARE = re.compile(r"[ \t]*(?:-[ \t]+)*(?:-[ \t]*)?$")


class Cursor(Record):
    """A place in a file that is being typed.

    Attributes:
        offset: the position, in code points.
        path: the way to the value whose key or text the cursor is in; for a key that is being typed, with what there
            is of it.
        key: whether it is in a key, and not in a value.
        span: the whole of that key or text, with its quotation marks.
        typed: what stands between the beginning of the key or text and the cursor, without an opening quotation mark.
        style: how the text is written, as in `Node`.
        gap: whether a space has to go in front of what is typed, since the cursor is directly behind a colon.
        inline: whether it is inside brackets.
    """

    offset: int
    path: Path
    key: bool
    span: Span
    typed: str
    style: str
    gap: bool = False
    inline: bool = False


def cursor(found: Outline, offset: int) -> Cursor | None:
    """Where a position lies; None where nothing of use can be told, such as in a comment."""
    text = found.text
    start = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", offset)
    line, rest = text[start:offset], text[offset : len(text) if stop < 0 else stop]
    if line.lstrip().startswith("#"):
        return None
    inside = _inside(found, offset)
    if inside is not None and (not BARE.fullmatch(line) or rest.strip() or inside.style in ("|", ">")):
        return _at(found, inside, offset)
    if (BARE.fullmatch(line) and not rest.strip()) or line.rstrip().endswith(("{", ",")):
        # a word is put where the cursor stands, to see where it would belong
        node = _inside(outline(f"{text[:offset]}x{text[offset:]}"), offset)
        if node is None or node.value.end - node.value.start > 1:
            return None
        here = Span(offset, offset)
        if node.style == "key":
            return Cursor(offset, (*node.path[:-1], ""), True, here, "", "", inline=not BARE.fullmatch(line))
        return Cursor(offset, node.path, False, here, "", "")
    return None


def _inside(found: Outline, offset: int) -> Node | None:
    """The innermost node whose key or text holds a position, its edges included."""
    best: Node | None = None
    for node in found.nodes:
        for span in (node.key, node.value if node.scalar else None):
            if span is not None and span.start <= offset <= span.end:
                best = node
        if node.scalar and node.value.start == node.value.end and node.key is not None:
            behind = found.text[node.key.end : offset]
            if node.key.end < offset and behind.strip(" \t") == ":":
                best = node
        elif node.scalar and node.value.start == node.value.end and offset >= node.value.start:
            between = found.text[node.value.start : offset]
            if not between.strip(" \t") and "\n" not in between:
                best = node
    return best


def _at(found: Outline, node: Node, offset: int) -> Cursor:
    text = found.text
    inline = any(
        each.style in "[{" and each.style and each.value.start < offset <= each.value.end
        for each in found.nodes
        if each.path == node.path[: len(each.path)] and each.path != node.path
    )
    if node.key is not None and node.key.start <= offset <= node.key.end and not _valued(node, offset):
        return Cursor(offset, node.path, True, node.key, text[node.key.start : offset], node.style, inline=inline)
    if node.value.start == node.value.end:
        here = Span(offset, offset)
        return Cursor(offset, node.path, False, here, "", "", text[offset - 1 : offset] == ":", inline)
    typed = text[node.value.start : offset]
    if node.style in ("'", '"'):
        typed = typed[1:]
    elif node.style in ("|", ">"):
        typed = typed.partition("\n")[2]
    return Cursor(offset, node.path, False, node.value, " ".join(typed.split()), node.style, inline=inline)


def _valued(node: Node, offset: int) -> bool:
    return node.value.start < node.value.end and node.value.start <= offset <= node.value.end


def citation(file: str, found: Outline, offset: int) -> tuple[str, Span] | None:
    """The id, as far as it is typed, and the place of a citation `[@id]` at a position in prose of a claim file."""
    if kind_of(file) != "claim":
        return None
    here = cursor(found, offset)
    if here is None or here.key or plain(here.path) not in PROSE:
        return None
    start = found.text.rfind("\n", 0, offset) + 1
    stop = found.text.find("\n", offset)
    for match in CITATION.finditer(found.text, start, len(found.text) if stop < 0 else stop):
        if match.start(1) <= offset <= match.end(1):
            return match[1], Span(*match.span(1))
    return None
