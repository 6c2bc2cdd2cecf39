"""Quantities in running text: numerals, number words, and the vague words that a publication's house rules define."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from generator.records import Record

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

# small and capital letters of ASCII alone: Unicode would have "sıx" and "ſix" match "six", too
_WORD = f"(?ai:{'|'.join(sorted([*UNITS, *TENS, *SCALES], key=len, reverse=True))})"
_FIRST = f"(?=(?ai:[{''.join(sorted({word[0] for word in (*UNITS, *TENS, *SCALES)}))}]))"
"""Looked at before each word is tried: it halves the time."""
# 10² and 1½ are no 10 and no 1; nobody counts with more than 18 digits
_DIGITS = (
    r"(?P<digits>\d(?<![\w.,].)\d{0,17}(?:,\d{3}){0,6}(?:\.\d{1,18})?"
    r"(?![\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u215e]))"
)
FIGURE = re.compile(_DIGITS)
"""A number in digits; that is all there can be in a text without number words."""
NUMBER = re.compile(
    rf"""
    {_DIGITS}
    (?:[\s-]+(?P<scale>(?ai:hundred|thousand|million|billion))\b)?
    |
    \b{_FIRST}(?P<words>{_WORD}(?:(?:[\s-]+|\s+(?ai:and)\s+){_WORD})*)\b
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]+")
DIGIT = re.compile(r"\d")
NUMBER_WORDS = frozenset((*UNITS, *TENS, *SCALES))
TOKEN = re.compile(r"\w+")
SMALL = "".join(char.lower() if TOKEN.match(char) else " " for char in map(chr, range(128)))
"""What makes words in small letters of a text in ASCII, with spaces between them: a table for `str.translate`."""


@cache
def _numeral() -> re.Pattern[str]:
    """How number words make one number, over one letter for each word: "two hundred and five" is `uh&u`.

    u: one to nine, n: zero and ten to nineteen, t: tens, h, d, T, M, B: the scales, &: and. What does not fit begins a
    number of its own: "six and eleven" are two, and so are "one hundred and two hundred".
    """
    low = "(?:tu?|u|n)"
    number = f"(?:{low}?h(?:&?{low}(?![hd]))?|{low}?d|{low})"
    for scale, following in (("T", "[TMB]"), ("M", "[MB]"), ("B", "B")):
        number = f"(?:(?:{low}?h(?:&?{low})?|{low})?{scale}(?:&?{number}(?!{following}))?|{number})"
    return re.compile(number)


LETTERS = {
    **{word: "u" if 1 <= number <= 9 else "n" for word, number in UNITS.items()},
    **dict.fromkeys(TENS, "t"),
    "hundred": "h",
    "dozen": "d",
    "thousand": "T",
    "million": "M",
    "billion": "B",
    "and": "&",
}


class Number(NamedTuple):
    """A number that a text states: its value, and where it stands in the text."""

    value: Decimal
    start: int
    end: int


class Vague(Record):
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
    spelt = not NUMBER_WORDS.isdisjoint(words_of(text))
    if not spelt and not DIGIT.search(text):  # looking for whole numbers takes longer
        return ()
    found: list[Number] = []
    for match in (NUMBER if spelt else FIGURE).finditer(text):
        if match["digits"]:
            found.append(Number(_digits(match["digits"], match["scale"] if spelt else None), *match.span()))
        else:
            found.extend(_in_words(match["words"], match.start()))
    taken = [span for words in vague for span in find_words(text, words)] if found else []
    return tuple(n for n in found if not any(a < n.end and n.start < b for a, b in taken)) if taken else tuple(found)


def _digits(digits: str, scale: str | None) -> Decimal:
    value = Decimal(digits.replace(",", ""))
    return value * SCALES[scale.lower()] if scale else value


def _in_words(text: str, offset: int) -> Iterator[Number]:
    """The numbers that a run of number words makes."""
    words = list(WORD.finditer(text))
    if len(words) == 1:  # a number by itself
        yield Number(_value([text.lower()]), offset, offset + len(text))
        return
    for match in _numeral().finditer("".join(LETTERS[word[0].lower()] for word in words)):
        first, last = words[match.start()], words[match.end() - 1]
        value = _value(word[0].lower() for word in words[match.start() : match.end()])
        yield Number(value, offset + first.start(), offset + last.end())


def _value(words: Iterable[str]) -> Decimal:
    """The value of the words of one number ("two hundred and twenty-five")."""
    total = group = 0
    for word in words:
        if word in UNITS:
            group += UNITS[word]
        elif word in TENS:
            group += TENS[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * SCALES[word]
        elif word != "and":
            total += max(group, 1) * SCALES[word]
            group = 0
    return Decimal(total + group)


@lru_cache(maxsize=4096)
def _spaced(words: str) -> tuple[str, str, str]:
    """Words with single spaces between them; the same in small letters, and the first one, where they are ASCII."""
    wanted = " ".join(words.split())
    plain = wanted.lower() if wanted.isascii() else ""
    return wanted, plain, plain.partition(" ")[0]


@lru_cache(maxsize=4096)
def _phrase(words: str) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)


def find_words(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Where whole words stand in a text, without regard to case and to the kind of white space."""
    wanted, plain, first = _spaced(words)
    if not wanted:
        return ()
    if plain and text.isascii():
        small = text.lower()
        if first not in small:
            return ()
        if text.isprintable() and "  " not in text:  # white space is one space, and need not be looked for
            return tuple(_find_plainly(small, plain))
    return tuple([match.span() for match in _phrase(wanted).finditer(text)])


def _find_plainly(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        inside = _goes_on(text[at - 1 : at]) or _goes_on(text[end : end + 1])
        if not inside:
            yield at, end
        at = text.find(wanted, at + 1 if inside else end)


def _goes_on(char: str) -> bool:
    """Whether a word goes on with a character of ASCII, or with none."""
    return char.isalnum() or char == "_"


class Phrases:
    """Many names or phrases, to be looked up in many texts: only those whose first word a text holds are looked for.

    Attributes:
        first: their first words.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        self._alone: set[str] = set()
        for phrase in phrases:
            words = words_of(phrase)
            self._by_word.setdefault(words[0] if words else "", []).append(phrase)
            if phrase.isascii() and TOKEN.fullmatch(phrase):
                self._alone.update(words)
        self.first = frozenset(self._by_word) - {""}

    def any_in(self, text: str, words: Collection[str] | None = None) -> bool:
        """Whether one of the phrases stands in a text, as `find_words` finds it.

        Args:
            text: running text.
            words: its words as `words_of` gives them, where the caller has them; those of `first` are enough.
        """
        found = self.first.intersection(words_of(text) if words is None else words)
        if found and text.isascii() and not self._alone.isdisjoint(found):
            return True  # in such a text a word that is the same is the word, and nothing is left to look up
        if not found and "" not in self._by_word:
            return False
        return any(find_words(text, phrase) for word in (*found, "") for phrase in self._by_word.get(word, ()))


def words_of(text: str) -> list[str]:
    """The words of a text without regard to case, as `find_words` has it: the Turkish İ and ı are an i."""
    if text.isascii():
        return text.translate(SMALL).split()
    words = " ".join(TOKEN.findall(text))
    return words.replace("İ", "i").replace("ı", "i").casefold().split(" ") if words else []


def in_figures(value: Decimal) -> str:
    """A number as readers expect it: "1,200", "2.5"."""
    plain = value.normalize()
    if plain == plain.to_integral_value():
        return f"{int(plain):,}"
    return f"{plain:,f}"
