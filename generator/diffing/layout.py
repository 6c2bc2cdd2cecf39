"""What a comment is laid out with: tables, lists and counts that know when to end, and room that is limited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.diffing.escaping import shortened, text
from generator.diffing.records import Happened

MOST = 100
"""Of a long list so many lines are shown."""

LONGEST = 12_000
"""A table or a list has so many characters at most, so that one fact leaves room for the others."""

RESERVE = 800
"""Characters kept for saying what was left out."""

SAID = {
    Happened.UNREADABLE: "cannot be compared: its file cannot be read on one side",
    Happened.REMOVED: "removed",
    Happened.WITHDRAWN: "withdrawn",
    Happened.REPLACED: "text replaced",
    Happened.RESTORED: "no longer withdrawn",
    Happened.MERGED: "merged into another",
    Happened.CHANGED: "changed",
    Happened.ADDED: "new",
    Happened.RENAMED: "renamed",
    Happened.REWORDED: "reworded",
}

NAMES = {
    "as_of": "as of",
    "chain": "came through",
    "heard_from": "heard from",
    "verdict.computed": "computed verdict",
    "verdict.confidence": "confidence",
    "verdict.rests_on": "verdict rests on",
    "verdict.reviewed": "reviewed",
    "verdict.summary": "summary",
    "verdict.reason": "reason",
}

Block = tuple[str, ...]
"""What belongs together, in parts: where there is no room for all of them, the first ones stay."""


def code(raw: str) -> str:
    """A name, in the type of code."""
    return f"<code>{text(raw)}</code>"


def name(field: str) -> str:
    """What a changed thing is called."""
    return text(NAMES.get(field, field))


def cell(raw: str, limit: int = 300) -> str:
    """What stood or stands in a place, in a table; a dash for nothing."""
    return text(shortened(raw, limit)) or "–"


def count(number: int, one: str, many: str = "") -> str:
    """How many there are: 1 fact, 2 facts."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    top = f"| {' | '.join(heads)} |\n| {' | '.join('---' for _ in heads)} |\n"
    return top + listing([f"| {' | '.join(row)} |" for row in rows])


def listing(lines: Sequence[str], most: int = MOST) -> str:
    """Lines of a list, until there are enough of them."""
    kept: list[str] = []
    room = LONGEST
    for line in lines[:most]:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    more = len(lines) - len(kept)
    return "\n".join([*kept, *(["", f"… and {more} more."] if more else [])])


def within(blocks: Sequence[Block], limit: int, where: str) -> str:
    """As many blocks as there is room for, in their order, and at the end how many were left out.

    Args:
        blocks: the gravest first.
        limit: how many characters there may be in all.
        where: Markdown that says where the rest is.
    """
    room = limit - RESERVE
    found: list[str] = []
    left_out = 0
    for block in blocks:
        kept: list[str] = []
        for part in block if not left_out else ():
            room -= len(part) + 2
            if room < 0:
                break
            kept.append(part)
        left_out += len(kept) < len(block)
        if kept and not (len(kept) == 1 < len(block) and kept[0].startswith("#")):
            found.extend(kept)
    if left_out:
        said = "One part of this does" if left_out == 1 else f"{left_out} parts of this do"
        found.append(f"---\n\n**{said} not fit here in full; the gravest came first.** {where}"[:RESERVE])
    return "\n\n".join(found) + "\n"


def changed_part(before: str, after: str, limit: int = 300) -> tuple[str, str]:
    """The words that differ, with a few on either side that do not."""
    old, new = before.split(), after.split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    start, end = max(start - 3, 0), max(end - 3, 0)

    def cut(words: list[str]) -> str:
        middle = shortened(" ".join(words[start : len(words) - end]), limit)
        return f"{'… ' if start else ''}{middle}{' …' if end and not middle.endswith('…') else ''}"

    return cut(old), cut(new)
