"""YAML in the layout that `disputed fmt` writes, read line by line, in a third of the time that a parser takes.

It knows a small part of YAML and when to give up. Where it does not, it gives exactly what the parser would: block
mappings and lists, values of one line that need no thought, and texts below `>-` and `|`.
"""

from __future__ import annotations

import re
from typing import Any

DEEPEST = 8
"""Containers in each other; whoever nests deeper is read by the parser, which says how deep is too deep."""
BEYOND = re.compile(r"[\ud800-\U0010ffff]")
"""Characters of which the parser has to say whether YAML takes them."""
KEY = r"[A-Za-z0-9][\w/-]{0,99}"
FIRST = r"[A-Za-z0-9]|\.\./"
"""How a text begins that cannot be anything else."""
WORD = r"[A-Za-z0-9][A-Za-z0-9_./-]*"
LINE = re.compile(
    rf"""
    (\ *)(?:
        (-\ )?(?:({KEY}):(?=[\ \n])\ ?)?(?:
            ((?:{FIRST})[^\n:\#]*(?::(?![\ \n])[^\n:\#]*)*|)\n   # a text as it is, or nothing
            | (>-|\|)\n((?:\1(?(2)\ \ )\ \ [^\n]*\n|\n)*)   # a text of several lines, indented further than its key
            | ([\[{{'"][^\n]*)\n                            # brackets or quotation marks
        )
        | \#[^\n]*\n
    )
    | ([^\n]+\n?)                                           # anything else
    """,
    re.VERBOSE | re.ASCII,
)
LIST = re.compile(rf"\[{WORD}(?:\ {WORD})*(?:,\ {WORD}(?:\ {WORD})*)*\]")
PAIR = rf"{KEY}:\ {WORD}(?:\ {WORD})*"
MAPPING = re.compile(rf"\{{{PAIR}(?:,\ {PAIR})*\}}")
SINGLE = re.compile(r"'(?:[^']|'')*'")
DOUBLE = re.compile(r'"[^"\\]*"')


class _UnusualError(Exception):
    """Something that the parser has to look at."""


def read(text: str) -> dict[str, Any] | None:
    """What a file holds, every leaf as text; None where it is not in that layout, or not sound."""
    if text[-1:] != "\n" or " \n" in text:
        return None
    if not text.replace("\n", "").isprintable() or (not text.isascii() and BEYOND.search(text)):
        return None
    try:
        return _read(text)
    except _UnusualError:
        return None


def _read(text: str) -> dict[str, Any]:
    top: dict[str, Any] = {}
    here: Any = top
    level = 0  # how far the entries of `here` are indented
    waiting: str | None = None  # a key of `here` whose value may be below it
    above: list[tuple[int, Any]] = []
    for indent, dash, key, plain, header, block, other, unknown in LINE.findall(text):
        if unknown:
            raise _UnusualError
        at = len(indent)
        if not key:
            if not dash:
                if plain or header or other:
                    raise _UnusualError
                continue  # an empty line, or a comment
            if not (plain or other):
                raise _UnusualError
        if waiting is not None:
            if at > level:
                if len(above) == DEEPEST:
                    raise _UnusualError
                above.append((level, here))
                inner: Any = [] if dash else {}
                here[waiting] = inner
                here, level = inner, at
            elif dash and at == level:  # a list that is not indented
                raise _UnusualError
            else:
                here[waiting] = ""
            waiting = None
        while level > at:
            level, here = above.pop()
        if level != at or (here.__class__ is list) is not bool(dash):
            raise _UnusualError
        if dash and key:
            if len(above) == DEEPEST:
                raise _UnusualError
            above.append((level, here))
            item: dict[str, Any] = {}
            here.append(item)
            here, level = item, at + 2
        value: Any = plain or (_below(header, block, level) if header else _closed(other) if other else None)
        if not key:
            here.append(value)
        elif key in here:
            raise _UnusualError
        elif value is None:
            waiting = key
            here[key] = ""
        else:
            here[key] = value
    if not top:
        raise _UnusualError
    return top


def _below(header: str, block: str, level: int) -> str:
    """A text of several lines."""
    text = block.lstrip(" ")
    margin = "\n" + " " * (len(block) - len(text))
    if len(margin) < level + 2 or text[:1] in ("", "\n"):
        raise _UnusualError
    text = text.rstrip("\n")
    if header == ">-":
        folded = text.replace(margin, " ")
        if "\n" in folded or margin + " " in text:  # paragraphs, or lines that are indented further
            raise _UnusualError
        return folded
    lines = text.split("\n")
    if not all(line.startswith(margin[1:]) or not line for line in lines[1:]):
        raise _UnusualError
    return text.replace(margin, "\n") + "\n"


def _closed(text: str) -> Any:
    """What stands in brackets or quotation marks, on one line."""
    if LIST.fullmatch(text):
        return text[1:-1].split(", ")
    if MAPPING.fullmatch(text):
        pairs = [pair.partition(": ")[::2] for pair in text[1:-1].split(", ")]
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
    elif SINGLE.fullmatch(text):
        return text[1:-1].replace("''", "'")
    elif DOUBLE.fullmatch(text):
        return text[1:-1]
    raise _UnusualError
