"""Figures in running text, with what they count and how the model would write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from generator.corpus import Corpus
from generator.quantities import Number, find_words, numbers_in
from generator.readings import hedge_before
from generator.records import Record
from generator.suggesting.concepts import concept
from generator.suggesting.words import STOP, WORD

IRREGULAR = frozenset(
    "people men women children police troops staff crew personnel percent cattle sheep dead metre meter".split()
)
SKIPPED = frozenset("of the its their his her our these those other individual original more such about only".split())
ENDS = frozenset(
    """
    in on at by from to with and or that who which were was are is had have has been being be will would could may
    for as than into after before during over under near among against aboard while but when where if not said
    """.split()
)
AFTER_UNIT = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]")
QUANTIFIER = re.compile(
    r"\b(?P<words>all or most|most|all|some|many|several|every|more|no|any)\s+(?:of\s+)?", re.IGNORECASE
)
HOURS = {"minute": Decimal(1) / 60, "hour": Decimal(1), "day": Decimal(24), "week": Decimal(168), "month": Decimal(730)}
"""How many hours a unit of time has: two days are compared with 40 hours."""
TIME = "time"
NOT_COUNTED = re.compile(r"(?:-|st\b|nd\b|rd\b|th\b|:\d|\s*(?:[ap]\.?m\b|o'clock|°|years? old))", re.IGNORECASE)

ELLIPTIC = re.compile(r"\s+(?:were|was|had|have|are|of them)\b")
PEOPLE = re.compile(r"\s+(?:of (?:us|them|those)|were|had been|have been)\b")


class Figure(Record):
    """A figure, or a word in its place, with what it counts.

    Attributes:
        start: where it begins in the text, its hedge included.
        end: where the figure ends.
        unit: the concept of what is counted.
        noun: the word for what is counted, as the text has it.
        value: as the model writes it, such as {"about": 700}; empty where the text leaves it open.
        low: the lowest figure that is meant.
        high: the highest; None without a limit.
        noun_end: where the word for what is counted ends.
    """

    start: int
    end: int
    unit: str
    noun: str
    value: Mapping[str, str]
    low: Decimal | None
    high: Decimal | None
    noun_end: int


def figures_in(
    text: str, corpus: Corpus, taken: tuple[tuple[int, int], ...] = (), before: tuple[str, str] | None = None
) -> tuple[Figure, ...]:
    """The figures of a sentence that count something, in order.

    Args:
        text: a sentence, normalised.
        corpus: for its house rules.
        taken: stretches that are dates or names, and count nothing.
        before: unit and noun of the last figure before the sentence, for "the real number is 1,100".
    """
    found: list[Figure] = []
    for rule in sorted(corpus.house_rules.vague, key=lambda rule: (-len(rule.words), rule.words)):
        for start, end in find_words(text, rule.words):
            unit = _unit(text, end)
            if unit and not _overlaps(found, start, end):
                value = {"words": text[start:end]}
                found.append(Figure(start, end, concept(unit[0]), unit[0], value, rule.low, rule.high, unit[1]))
    last: tuple[str, str] | None = None
    numbers = [n for n in numbers_in(text, corpus.vague_words) if not any(a < n.end and n.start < b for a, b in taken)]
    for at, number in enumerate(numbers):
        if _overlaps(found, number.start, number.end) or not _counts(text, number):
            continue
        unit = _counted(text, numbers, at, last, before)
        figure = _figure(text, numbers, at, unit, corpus) if unit else None
        if figure is not None:
            found = [each for each in found if not figure.start <= each.start < figure.end]  # the lower end of a range
            found.append(figure)
            last = (figure.unit, figure.noun)
    for match in QUANTIFIER.finditer(text):
        unit = _unit(text, match.end("words"))
        asked = text[: match.start()].rstrip().lower().endswith("how")  # "over how many people"
        if unit and not asked and not _overlaps(found, match.start(), unit[1]):
            value = {"unstated": " ".join(text[match.start() : unit[1]].split())}
            end = match.end("words")
            found.append(Figure(match.start(), end, concept(unit[0]), unit[0], value, None, None, unit[1]))
    return tuple(sorted(found, key=lambda each: each.start))


def _counts(text: str, number: Number) -> bool:
    """Whether a number can count something: it is no ordinal, no hour, no age, and no part of a name."""
    if text[number.start : number.end].lower() in ("one", "zero") or NOT_COUNTED.match(text, number.end):
        return False
    if text[number.start - 1 : number.start] == "-" and number.start > 1 and text[number.start - 2].isalnum():
        return False
    name = re.search(r"([A-Z][\w'-]*)\s$", text[: number.start])
    return name is None or name[1].lower() in STOP  # "Deir al-Zour 24" counts nothing


def _counted(
    text: str, numbers: Sequence[Number], at: int, last: tuple[str, str] | None, before: tuple[str, str] | None
) -> tuple[str, int] | None:
    """What a number counts, and where the word for it ends."""
    number = numbers[at]
    currency = re.search(r"([$€£])\s?$", text[: number.start])
    if currency:
        return currency[1], number.end
    unit = _unit(text, number.end)
    if unit is not None:
        return unit
    if last is not None and ELLIPTIC.match(text, number.end):
        return last[1], number.end  # "and that six were stuck"
    if PEOPLE.match(text, number.end):
        return "people", number.end  # "four were treated", "300 of us"
    if at + 1 < len(numbers) and re.fullmatch(r"\s+(?:and|to|or)\s+", text[number.end : numbers[at + 1].start]):
        unit = _unit(text, numbers[at + 1].end)
    return unit or _counted_before(text, number.start, number.end, last or before)


BEFORE = re.compile(
    r"(?P<noun>[a-z]{3,})\s+(?:at|of|is|was|to|is closer to|was closer to|reached|rose to|fell to|stood at)\s+"
    r"(?:[a-z]+\s+){0,2}$"
)
TOTALS = frozenset("number figure total count toll estimate".split())


def _counted_before(text: str, start: int, end: int, last: tuple[str, str] | None) -> tuple[str, int] | None:
    """The noun before a figure that counts it: "the crowd at about 4,500"; a total counts what was counted last."""
    match = BEFORE.search(text, max(start - 60, 0), start)
    if match is None or match["noun"] in STOP - TOTALS - {"number"}:
        return None
    if match["noun"] in TOTALS:
        return (last[1], end) if last else None
    return match["noun"], end


def _figure(text: str, numbers: Sequence[Number], at: int, unit: tuple[str, int], corpus: Corpus) -> Figure | None:
    number, house = numbers[at], corpus.house_rules
    plain = _plain(number.value)
    if plain is None:
        return None
    if at and re.fullmatch(r"\s+(?:and|to)\s+", text[numbers[at - 1].end : number.start]):
        lead = re.search(r"\b(?:between|from)\s+$", text[: numbers[at - 1].start], re.IGNORECASE)
        low = numbers[at - 1].value
        if lead and low <= number.value and _plain(low):
            value = {"from": _plain(low) or "", "to": plain}
            return Figure(lead.start(), number.end, concept(unit[0]), unit[0], value, low, number.value, unit[1])
    hedge = hedge_before(text, number.start, house.hedges)
    if hedge and re.search(r"\b(?:no|not)\s+$", text[: hedge[1]], re.IGNORECASE):
        return None  # "no more than" is not "more than", where the house rules do not know it
    key, start = (hedge[0], hedge[1]) if hedge else ("exact", number.start)
    margin = number.value * house.about_percent / 100 if key == "about" else Decimal(0)
    low, high = {
        "at_least": (number.value, None),
        "more_than": (number.value, None),
        "at_most": (Decimal(0), number.value),
        "fewer_than": (Decimal(0), number.value),
    }.get(key, (number.value - margin, number.value + margin))
    hours = HOURS.get(unit[0].removesuffix("s"))
    if hours is not None:
        low, high = low * hours, high * hours if high is not None else None
        return Figure(start, number.end, TIME, unit[0], {key: plain}, low, high, unit[1])
    return Figure(start, number.end, concept(unit[0]), unit[0], {key: plain}, low, high, unit[1])


def _plain(value: Decimal) -> str | None:
    """A number as the model has it; None where it has too many digits."""
    text = f"{value.normalize():f}"
    return text if len(text) <= 18 else None


def _unit(text: str, at: int) -> tuple[str, int] | None:
    """The noun that a figure before it counts, and where that ends: the first plural of the words that follow."""
    words = 0
    for match in AFTER_UNIT.finditer(text, at, at + 90):
        word = match[0].lower()
        if match[0] == "%" and not words:
            return "percent", match.end()
        if not WORD.fullmatch(match[0]):
            return None
        if word in SKIPPED:
            continue
        if word in ENDS or words == 5:
            return None
        words += 1
        regular = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
        plural = regular or word in IRREGULAR
        if plural and match[0][0].islower():
            return word, match.end()
    return None


def _overlaps(found: list[Figure], start: int, end: int) -> bool:
    return any(each.start < end and start < each.end for each in found)
