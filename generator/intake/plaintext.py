"""A plain text: which of its lines are likely to be the article, and what the lines around it seem to say.

A plain text declares nothing, so all of this is a guess that an editor confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from generator.intake.days import days_in
from generator.intake.declared import one_line
from generator.intake.draft import Draft, Found, Line

WRAPPED = 100
"""Where no line is longer, paragraphs were broken into lines of a fixed width."""
ENDS = '.!?…:"”’»)。؟۔！？'
AFTERWARDS = re.compile(
    r"\W*(?:comments?(?:\W.{0,3}| close.*| are .*| policy.*| section.*)?|\d+ comments?"
    r"|(?:post|leave|write|add) a (?:comment|reply)|related(?: \w+)?|read next|more (?:on|from|about) .{1,40}"
    r"|share this.{0,20}|kaynak/source|source|التعليقات|kommentare|commentaires|comentarios)\W*",
    re.IGNORECASE,
)
BYLINE = re.compile(r"by\s+(?P<name>[^\W\d_][^|·•,;:0-9]{2,60}?)\s*(?:$|[|·•,;])", re.IGNORECASE)


def read_text(text: str, publishers: Mapping[str, Sequence[str]]) -> Draft:
    """What a plain text seems to hold.

    Args:
        text: the whole file.
        publishers: the names of every speaker that is known, by id.
    """
    rows = text.split("\n")
    first, last = _body(rows)
    lines = tuple(
        Line(n, row.rstrip("\r").removeprefix("\ufeff"), first <= n <= last, n > 1 and bool(rows[n - 2].strip()))
        for n, row in enumerate(rows, 1)
    )
    head = [line for line in lines if line.number < first and line.text.strip()] if first else []
    return Draft("text", lines, _around(head, publishers), text)


def _body(rows: Sequence[str]) -> tuple[int, int]:
    """The first and the last line of what looks like running text, from 1; 0 and -1 where nothing does."""
    numbers = [n for n, row in enumerate(rows, 1) if row.strip()]
    blocks: list[list[int]] = []
    wrapped = max((len(row) for row in rows), default=0) <= WRAPPED and len(numbers) < len(rows)
    for n in numbers:
        if wrapped and blocks and blocks[-1][-1] == n - 1:
            blocks[-1].append(n)
        else:
            blocks.append([n])
    running: list[list[int]] = []
    for block in blocks:
        words = " ".join(rows[n - 1].strip() for n in block)
        if running and len(words) <= 60 and AFTERWARDS.fullmatch(words):
            break
        if len(words) >= 40 and len(words.split()) >= 6 and words.rstrip()[-1] in ENDS:
            running.append(block)
    return (running[0][0], running[-1][-1]) if running else (0, -1)


def _around(head: Sequence[Line], publishers: Mapping[str, Sequence[str]]) -> dict[str, list[Found]]:
    """What the lines above the body seem to say."""
    found: dict[str, list[Found]] = {}

    def add(key: str, values: Iterable[str], line: Line) -> None:
        for value in values:
            if value and all(each.value != value for each in found.setdefault(key, [])):
                found[key].append(Found(value, f"line {line.number}", False))

    known = {name.casefold(): speaker for speaker, names in publishers.items() for name in names}
    for line in head:
        text = one_line(line.text)
        byline = BYLINE.search(text)
        add("authors", [byline["name"].strip()] if byline and byline.start() == 0 else [], line)
        add("published", days_in(text), line)
        names = (name for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.casefold()))
        add("publisher", [known[name] for name in sorted(names, key=lambda name: (-len(name), name))], line)
    taken = {each.source for values in found.values() for each in values}
    for line in head:
        if f"line {line.number}" not in taken:
            add("title", [one_line(line.text)], line)
    return {key: values for key, values in found.items() if values}
