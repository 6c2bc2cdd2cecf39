"""YAML as editors nearly always write it, read line by line: a few times as fast as by the parser.

Only what can mean one thing is read: keys of letters, digits and hyphens; values on one line that are plain, in
quotation marks that hold none, or words in brackets or braces; texts below `>-` and `|`. A file with anything else in
it, sound or not, is left to the parser. What is read here is what the parser would have made of it.
"""

from __future__ import annotations

import re
from typing import Any

KEY = "[A-Za-z0-9_][A-Za-z0-9_-]{0,99}"
LINE = re.compile(rf"^( *)(- )?(?:({KEY}):(?: |$))?(.*)$", re.MULTILINE)
"""Its indent, the dash of an item, a key, and what is left."""
PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
"""What stands for itself; of the rest, letters and signs do, too."""
SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@` ")
"""A value that begins so is more than the text that stands there."""
QUOTED = re.compile(r"\"[^\"\\]*\"|'[^']*'")
WORD = r"[A-Za-z0-9_][\w./-]*(?: [\w./-]+)*"
WORDS = re.compile(rf"\[{WORD}(?:, {WORD})*\]")
PAIRS = re.compile(rf"\{{{KEY}: {WORD}(?:, {KEY}: {WORD})*\}}")
FOLD = re.compile(r"\n(\n*)")
DEEP = 8
"""Nobody nests deeper; the parser says when it is too deep."""


def read(text: str) -> dict[str, Any] | None:
    """What a file holds, or None where somebody else must read it.

    Args:
        text: the content of the file, without a mark at its beginning.
    """
    if not _printable(text):
        return None
    lines = text.split("\n")
    entries = LINE.findall(text)
    top: dict[str, Any] = {}
    here: Any = top  # what is being filled, and how far its lines are indented
    margin = 0
    around: list[tuple[int, Any]] = []
    waiting: str | None = None  # a key of it whose value may begin in a later line
    at = 0
    while at < len(entries):
        indent, dash, key, rest = entries[at]
        at += 1
        if not key and not dash and (not rest or rest[0] == "#"):
            continue
        column = len(indent)
        if column > margin:
            if waiting is None or len(around) > DEEP:
                return None
            around.append((margin, here))
            inner: Any = [] if dash else {}
            here[waiting] = inner
            here, margin, waiting = inner, column, None
        else:
            if waiting is not None:
                here[waiting], waiting = "", None
            while column < margin:
                margin, here = around.pop()
            if column != margin:
                return None
        if bool(dash) != isinstance(here, list):
            return None
        if dash and key:
            around.append((margin, here))
            inner = {}
            here.append(inner)
            here, margin = inner, column + 2
        if not rest:
            if not key or key in here:
                return None
            waiting = key
            continue
        value: Any
        if rest[0] not in SPECIAL:
            if ": " in rest or " #" in rest or rest[-1] in ": ":
                return None
            value = rest
        elif QUOTED.fullmatch(rest):
            value = rest[1:-1]
        elif WORDS.fullmatch(rest):
            value = rest[1:-1].split(", ")
        elif PAIRS.fullmatch(rest):
            pairs = [pair.split(": ") for pair in rest[1:-1].split(", ")]
            value = dict(pairs)
            if len(value) < len(pairs):
                return None
        elif key and rest in (">-", "|-", ">", "|"):
            block = _block(lines, at, margin, folded=rest[0] == ">")
            if block is None or (len(rest) == 1 and lines[-1]):  # whether a line ends decides on its line end
                return None
            value, at = block
            if len(rest) == 1:
                value += "\n"
        else:
            return None
        if isinstance(here, list):
            here.append(value)
        elif not key or key in here:
            return None
        else:
            here[key] = value
    if waiting is not None:
        here[waiting] = ""
    return top or None


def _printable(text: str) -> bool:
    """Whether a text is made of characters that mean nothing but themselves, and line feeds."""
    try:
        rest = text.encode().translate(None, PLAIN)
    except UnicodeEncodeError:
        return False
    return not rest or rest.decode().replace("\N{NO-BREAK SPACE}", "").isprintable()


def _block(lines: list[str], at: int, margin: int, *, folded: bool) -> tuple[str, int] | None:
    """A text of several lines from one line on, without its last line end, and the line after it."""
    first = lines[at] if at < len(lines) else ""
    column = len(first) - len(first.lstrip(" "))
    if column <= margin or column == len(first):
        return None
    prefix = " " * column
    found: list[str] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith(prefix):
            if line.isspace() or (folded and line[column] == " "):  # spaces that count
                return None
            found.append(line[column:])
        elif not line:
            found.append("")
        elif line.isspace():
            return None
        else:
            break
        at += 1
    while not found[-1]:
        found.pop()
    if not folded:
        return "\n".join(found), at
    return " ".join(found) if "" not in found else FOLD.sub(lambda ends: ends[1] or " ", "\n".join(found)), at
