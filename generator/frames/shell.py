"""A built skeleton, cut at its marks, and pages made by filling it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from generator.frames import searching
from generator.frames.dialect import Dialect
from generator.frames.searching import Entry
from generator.frames.source import BLOCK_MARK, MARK, PROBE, Source
from generator.records import Record

FOLDER_MARK = re.compile(rf"{MARK}p[0-9a-f]{{12}}q")


class Unfit(Exception):
    """A built skeleton cannot be filled: a mark came out changed."""


class Shell(Record):
    """A built skeleton.

    Attributes:
        parts: HTML, with what goes between two parts named by `holes`.
        holes: each a letter with a number: `b3` is a block, `w2` a word, `e2` a word to be escaped, `p0` the folder.
        entries: what the theme's search found on it.
        dialect: what the builder does in its own way.
    """

    parts: tuple[str, ...]
    holes: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]
    dialect: Dialect

    def fill(self, source: Source) -> str:
        """The HTML of a page."""
        out = [self.parts[0]]
        for (kind, number), part in zip(self.holes, self.parts[1:], strict=True):
            if kind == "b":
                out.append(self.dialect.block(source.blocks[number].html))
            elif kind == "p":
                out.append(source.folder)
            else:
                word = source.words[number]
                out.append(word if kind == "w" else self.dialect.escape(word))
            out.append(part)
        return "".join(out)

    def found(self, source: Source) -> str | None:
        """The page's entries for the search, as JSON without the brackets around, or None where nothing is certain."""
        word = _word_mark(self.dialect)

        def filled(text: str) -> str:
            text = word.sub(lambda mark: source.words[int(mark[1])], text)
            return FOLDER_MARK.sub(source.folder, text)

        try:
            entries = searching.entries(self.entries, source, filled, self.dialect.rules)
        except searching.Unknown:
            return None
        return as_json(entries, self.dialect)


def as_json(entries: Sequence[Entry], dialect: Dialect) -> str:
    """Entries as the builder writes them, without the brackets around."""
    return dialect.index.dump(entries)[1:-1]


@cache
def _word_mark(dialect: Dialect) -> re.Pattern[str]:
    """A word's mark, with the probe as it is, or as templates escape it."""
    return re.compile(rf"{MARK}w(\d+)q({re.escape(PROBE)}|{re.escape(dialect.escape(PROBE))}){MARK}")


@cache
def _any_mark(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(f"{BLOCK_MARK.pattern}|{_word_mark(dialect).pattern}|{FOLDER_MARK.pattern}")


def cut(html: str, entries: Sequence[Entry], dialect: Dialect) -> Shell:
    """Cut a built skeleton at its marks.

    Raises:
        Unfit: when a mark came out changed.
    """
    parts: list[str] = []
    holes: list[tuple[str, int]] = []
    at = 0
    for mark in _any_mark(dialect).finditer(html):
        parts.append(html[at : mark.start()])
        at = mark.end()
        if mark[2]:
            holes.append(("b", int(mark[2])))
        elif mark[3]:
            holes.append(("w" if mark[4] == PROBE else "e", int(mark[3])))
        else:
            holes.append(("p", 0))
    parts.append(html[at:])
    if any(MARK in part for part in parts):
        raise Unfit
    return Shell(tuple(parts), tuple(holes), tuple(entries), dialect)
