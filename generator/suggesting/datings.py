"""Days and periods named in running text, resolved against the day on which the text appeared.

A weekday is the last one on or before that day, as house style counts it; other readings are for the editors.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from generator import dates
from generator.records import Record

SHORT_MONTHS = {name[:3].lower(): number for number, name in enumerate(dates.MONTHS, 1)}
MONTHS = "|".join((*dates.MONTHS, *(rf"{name[:3]}\." for name in dates.MONTHS), r"Sept\."))
WEEKDAYS = "|".join(dates.WEEKDAYS)
PART = r"(?:\s+(?:morning|noon|midday|afternoon|evening|night))?"
LEAD = r"(?:(?:on|since|by|from|until|till|in|over|during|at)\s+)?"


class Dating(Record):
    """A day or period that a text names.

    Attributes:
        start: where its words begin in the text, a preposition included.
        end: where they end.
        edtf: the period in the notation of `generator.dates`.
        words: its words, without the preposition.
    """

    start: int
    end: int
    edtf: str
    words: str


def _iso(day: date) -> str:
    return day.isoformat()


def _span(first: date, last: date) -> str:
    return _iso(first) if first == last else f"{_iso(first)}/{_iso(last)}"


def _month_number(name: str) -> int:
    return SHORT_MONTHS[name[:3].lower()]


def _day(match: re.Match[str], base: date) -> str | None:
    """A day of a month, with or without its year: without one, the last such day."""
    month, day = _month_number(match["month"]), int(match["day"])
    years = [int(match["year"])] if match["year"] else [base.year, base.year - 1]
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    past = [each for each in found if each <= base]
    return next((_iso(each) for each in (*past, *found)), None)


def _month(match: re.Match[str], base: date) -> str | None:
    month = _month_number(match["month"])
    year = int(match["year"]) if match["year"] else base.year - (month > base.month)
    if not 1 <= year <= 9999:
        return None
    last = monthrange(year, month)[1]
    part = (match["part"] or "").lower()
    prefix = f"{year:04}-{month:02}"
    days = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(part)
    return f"{prefix}-{days[0]:02}/{prefix}-{days[1]:02}" if days else prefix


def _weekday(match: re.Match[str], base: date) -> str | None:
    wanted = dates.WEEKDAY_NUMBERS[match["weekday"].lower()]
    back = (base.weekday() - wanted) % 7
    which = (match["which"] or "").lower().strip()
    if which == "next":
        return _iso(base + timedelta(days=7 - back))
    if which == "last" and back == 0:
        back = 7
    return _iso(base - timedelta(days=back))


def _weekend(_match: re.Match[str], base: date) -> str:
    saturday = base - timedelta(days=(base.weekday() - 5) % 7 or 7)
    return _span(saturday, min(saturday + timedelta(days=1), base))


def _this_week(_match: re.Match[str], base: date) -> str:
    return _span(base - timedelta(days=base.weekday()), base)


def _last_week(_match: re.Match[str], base: date) -> str:
    monday = base - timedelta(days=base.weekday() + 7)
    return _span(monday, monday + timedelta(days=6))


def _last_month(_match: re.Match[str], base: date) -> str:
    before = base.replace(day=1) - timedelta(days=1)
    return f"{before.year:04}-{before.month:02}"


def _end_of_month(_match: re.Match[str], base: date) -> str:
    return _iso(base.replace(day=monthrange(base.year, base.month)[1]))


def _until_now(_match: re.Match[str], base: date) -> str:
    return f"../{_iso(base)}"


def _days_ago(match: re.Match[str], base: date) -> str:
    count = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}.get(match["count"].lower()) or int(match["count"])
    return _iso(base - timedelta(days=count))


def _near(days: int) -> Callable[[re.Match[str], date], str]:
    return lambda _match, base: _iso(base + timedelta(days=days))


Resolver = Callable[[re.Match[str], date], str | None]

YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
WITH_WEEKDAY = rf"(?:(?:{WEEKDAYS}),?\s+)?"
OF_MONTHS = frozenset(name[:3].lower() for name in dates.MONTHS)
OF_WEEK = frozenset(name[:3].lower() for name in dates.WEEKDAYS)

RULES: tuple[tuple[frozenset[str], str, Resolver], ...] = (
    (OF_MONTHS, rf"{WITH_WEEKDAY}(?:the\s+)?{DAY}\s+(?:of\s+)?(?P<month>{MONTHS}){YEAR}", _day),
    (OF_MONTHS, rf"{WITH_WEEKDAY}(?P<month>{MONTHS})\s+{DAY}(?!\d){YEAR}", _day),
    (OF_MONTHS, rf"(?:(?P<part>early|mid|late)[\s-]+)?(?P<month>{MONTHS})\s+(?:of\s+)?(?P<year>\d{{4}})", _month),
    (OF_MONTHS, rf"(?P<part>early|mid|late)[\s-]+(?P<month>{MONTHS})(?P<year>)", _month),
    (OF_WEEK, rf"(?:(?P<which>last|next|this|past)\s+)?(?P<weekday>{WEEKDAYS}){PART}", _weekday),
    (frozenset({"yes"}), r"yesterday", _near(-1)),
    (frozenset({"tod", "ton", "thi"}), r"today|tonight|this (?:morning|afternoon|evening)", _near(0)),
    (frozenset({"las"}), r"last night", _near(-1)),
    (frozenset({"tom"}), r"tomorrow", _near(1)),
    (frozenset({"wee"}), r"(?:the|this|last|past) weekend", _weekend),
    (frozenset({"thi"}), r"(?:earlier |late |later )?this week", _this_week),
    (frozenset({"las"}), r"last week", _last_week),
    (frozenset({"las"}), r"last month", _last_month),
    (frozenset({"end"}), r"the end of (?:the|this) month", _end_of_month),
    (frozenset({"ago"}), r"(?P<count>two|three|four|five|six|\d{1,2}) days ago", _days_ago),
    (frozenset({"rec", "pas", "las"}), r"(?:the )?(?:recent|past few|last few) (?:days|weeks)|recently", _until_now),
)
"""The first letters of the words without which a rule cannot fit, what it looks for, and how that is resolved."""
# a bare month is a name and a verb, too: only after a preposition, and with its capital
IN_MONTH = re.compile(
    rf"\b(?:in|since|by|during|until)\s+(?P<words>(?P<part>)(?P<month>{MONTHS})(?P<year>))(?!\s*\d)\b"
)
PATTERNS = (
    *(
        (hints, re.compile(rf"\b{LEAD}(?P<words>{pattern})(?![\w'-])", re.IGNORECASE), resolver)
        for hints, pattern, resolver in RULES
    ),
    (OF_MONTHS, IN_MONTH, _month),
)
HINT = re.compile(
    rf"\b({'|'.join(sorted({*OF_MONTHS, *OF_WEEK, *(hint for hints, _, _ in RULES for hint in hints)}))})",
    re.IGNORECASE,
)


def datings_in(text: str, base: date) -> tuple[Dating, ...]:
    """The days and periods that a text names, in order; of overlapping ones the first pattern's.

    Args:
        text: running text.
        base: the day on which it appeared first.
    """
    hinted = {match[1].lower() for match in HINT.finditer(text)}
    found: list[Dating] = []
    for hints, pattern, resolver in PATTERNS:
        if hints.isdisjoint(hinted):
            continue
        for match in pattern.finditer(text):
            if any(each.start < match.end() and match.start() < each.end for each in found):
                continue
            try:
                edtf = resolver(match, base)
            except (OverflowError, ValueError):  # before the year 1 or after 9999
                continue
            if edtf:
                found.append(Dating(match.start(), match.end(), edtf, match["words"]))
    return tuple(sorted(found, key=lambda each: each.start))
