"""Quantities in running text: numerals, number words, and the vague words that a publication's house rules define."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

UNITS = {
    word: number
    for number, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen
        """.split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 100, "dozen": 12, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_WORD = "|".join(sorted([*UNITS, *TENS, *SCALES], key=len, reverse=True))
NUMBER = re.compile(
    rf"""
    (?P<digits>(?<![\w.,])\d+(?:,\d{{3}})*(?:\.\d+)?(?![\d]))(?:[\s-]+(?P<scale>hundred|thousand|million|billion)\b)?
    |
    \b(?P<words>(?:{_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a text states: its value, and where it stands in the text."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vague:
    """One house rule: words without a number, and the range they are read as; `high` is None where it is open."""

    words: str
    low: Decimal
    high: Decimal | None


def numbers_in(text: str, vague: Iterable[str] = ()) -> tuple[Number, ...]:
    """The numbers a text states, in order.

    Args:
        text: running text.
        vague: words that are no numbers although they hold number words ("a couple hundred").
    """
    taken = [(start, end) for words in vague for start, end in find_words(text, words)]
    found = []
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if not any(a < end and start < b for a, b in taken):
            value = _digits(match["digits"], match["scale"]) if match["digits"] else _words(match["words"])
            if value is not None:
                found.append(Number(value, start, end))
    return tuple(found)


def _digits(digits: str, scale: str | None) -> Decimal:
    value = Decimal(digits.replace(",", ""))
    return value * SCALES[scale.lower()] if scale else value


def _words(words: str) -> Decimal | None:
    """The value of number words ("two hundred and twenty-five"), or None where they are no number."""
    total = group = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "and":
            continue
        if word in UNITS:
            group += UNITS[word]
        elif word in TENS:
            group += TENS[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * SCALES[word]
        else:
            total += max(group, 1) * SCALES[word]
            group = 0
    return Decimal(total + group)


@lru_cache(maxsize=4096)
def _phrase(words: str) -> re.Pattern[str]:
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)


def find_words(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where whole words stand in a text, without regard to case and to the kind of white space."""
    if not words.strip():
        return ()
    return tuple(match.span() for match in _phrase(words).finditer(text))


def in_figures(value: Decimal) -> str:
    """A number as readers expect it: "1,200", "2.5"."""
    plain = value.normalize()
    if plain == plain.to_integral_value():
        return f"{int(plain):,}"
    return f"{plain:,f}"
