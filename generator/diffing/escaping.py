"""Curated text inside a comment on GitHub, so that it stays text: no markup, mention, reference, link or picture.

A backslash keeps Markdown from reading a character as markup. What GitHub turns into links afterwards, in the finished
text, is parted by a space of no width: names after an at sign, numbers after a number sign, addresses, emoji.
"""

from __future__ import annotations

import re
import unicodedata

PARTED = "&#8203;"
MARKUP = frozenset("&*<>[\\]_`|~")
"""What is markup anywhere in a line."""

AT_START = frozenset("+-=")
"""What is markup at the beginning of one."""

SHOWN = frozenset("\u00ad\u200c\u200d")
"""Invisible characters that belong to the spelling of words."""

LINKED = re.compile(
    r"(?P<mention>@)"
    r"|(?P<number>\#)"
    r"|(?P<dollar>\$)"
    r"|(?P<address>:(?=//))"
    r"|(?P<emoji>:(?=[\w+-]+:))"
    r"|(?P<www>(?<![a-z0-9])www(?=\.))"
    r"|(?P<gh>(?<![a-z0-9])gh(?=-\d))"
    r"|(?P<list>^\d+(?=[.)]))",
    re.IGNORECASE,
)


def text(raw: str) -> str:
    """One line of text, for a heading, a list, a quotation or the cell of a table."""
    line = " ".join(raw.split())
    found: list[str] = []
    at = 0
    for match in LINKED.finditer(line):
        found.append(_plain(line[at : match.start()]))
        found.append(_parted(match))
        at = match.end()
    found.append(_plain(line[at:]))
    return ("\\" if line[:1] in AT_START and line else "") + "".join(found)


def _parted(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "number":
            return f"\\#{PARTED}"
        case "dollar":
            return "<span>$</span>"  # two of them would begin and end a formula
        case "list":
            return f"{match[0]}\\"
        case _:
            return f"{match[0]}{PARTED}"


def _plain(words: str) -> str:
    return "".join(_character(char) for char in words)


def _character(char: str) -> str:
    if char in MARKUP:
        return f"\\{char}"
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") and char not in SHOWN:
        return f"\\\\u{ord(char):04x}"  # spelt out: it may hide or turn around what a reviewer reads
    return char


def shortened(raw: str, limit: int) -> str:
    """A text of at most so many characters, cut at the end of a word where it is longer."""
    line = " ".join(raw.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[limit // 2 :] else cut}…"
