"""Positions: code points in the program, lines and code units in an editor.

The Language Server Protocol counts lines that end in a line feed, a carriage return or both, and within a line UTF-16
code units, unless both sides agree on another unit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from functools import cached_property

from generator.records import LazyRecord

LINE_END = re.compile(r"\r\n|\n|\r")


class Unit(StrEnum):
    """What a position within a line counts; the values are the protocol's."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def units(text: str, unit: Unit) -> int:
    """How long a text is. A lone surrogate, which some editors send, counts as one UTF-16 unit."""
    if unit is Unit.UTF32 or text.isascii():
        return len(text)
    if unit is Unit.UTF16:
        return len(text) + sum(char > "\uffff" for char in text)
    return len(text.encode("utf-8", "surrogatepass"))


class Lines(LazyRecord):
    """A text with the beginnings of its lines.

    Attributes:
        text: the text.
        unit: what positions within a line count.
    """

    text: str
    unit: Unit = Unit.UTF16

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(match.end() for match in LINE_END.finditer(self.text)))

    def end(self, line: int) -> int:
        """Where a line ends, before its line end."""
        if line + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[line + 1] - 1
        return end - 1 if self.text[end - 1 : end + 1] == "\r\n" else end

    def position(self, offset: int) -> tuple[int, int]:
        """Line, from 0, and units into it, of a position in code points."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        return line, units(self.text[self.starts[line] : min(offset, self.end(line))], self.unit)

    def offset(self, line: int, character: int) -> int:
        """The position in code points of a line, from 0, and units into it; what lies outside is moved inside.

        A position inside a character is the one before it.
        """
        if line < 0:
            return 0
        if line >= len(self.starts):
            return len(self.text)
        start, end = self.starts[line], self.end(line)
        if self.unit is Unit.UTF32 or self.text[start:end].isascii():
            return min(start + max(character, 0), end)
        at, left = start, character
        while at < end:
            left -= units(self.text[at], self.unit)
            if left < 0:
                break
            at += 1
        return at

    def at(self, line: int, column: int) -> int:
        """The position in code points of a line and column as problems give them, both from 1, lines by line feeds."""
        if line < 1:
            return 0
        start = 0
        for _ in range(line - 1):
            following = self.text.find("\n", start)
            if following < 0:
                return len(self.text)
            start = following + 1
        # the byte order mark that an editor left in the text is no column
        lead = len(self.text) - len(self.text.lstrip("\ufeff")) if line == 1 else 0
        end = self.text.find("\n", start)
        return min(start + lead + max(column - 1, 0), len(self.text) if end < 0 else end)
