"""Dates as the sources give them: days, months, years, intervals, open ends, approximate dates.

The notation is a subset of EDTF (ISO 8601-2:2019, level 0 and parts of level 1): `2017-08-29`, `2017-08`, `2017`,
`2017-08-21/2017-08-31`, `../2017-08-31` (at the latest), `2017-08-29/..` (from then on), and a final `~` for
"approximately". Approximation is shown to readers; it does not widen the period, since EDTF does not say by how much.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from generator.records import Record

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)", re.ASCII)

EDTF_PATTERN = r"^(\d{4}(-\d{2}(-\d{2})?)?~?|(\d{4}(-\d{2}(-\d{2})?)?~?|\.\.)/(\d{4}(-\d{2}(-\d{2})?)?~?|\.\.))$"
"""The notation as a regular expression, for the JSON Schema."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
PLAN = r"will|would|shall|due|plan(?:s|ned|ning)?|schedul(?:ed|ing)|expect(?:s|ed)|intend(?:s|ed)"
"""Words by which a sentence tells what is to come."""
SAYING = r"said|says|told|announced|stated|wrote|added"
"""Words by which it tells who says so, and when."""
DATING = re.compile(rf"\b(?:(?P<plan>{PLAN})|{SAYING})\b", re.IGNORECASE)
WEEKDAY = re.compile(rf"[FMSTWfmstw](?<=\b.)(?ai:(?:{'|'.join(name[1:-3] for name in WEEKDAYS)})day)[sS]?\b")
"""A word that may be a weekday, or its plural: it begins with the letter of one and goes on like one. To look for a
letter and what stands before it is four times as fast as to look for a name between two edges of words."""


class Period(Record):
    """A stretch of days.

    Attributes:
        first: the first day, or None where the beginning is open.
        last: the last day, or None where the end is open.
        text: the notation it was read from.
        approximate: whether the source gives it only approximately.
    """

    first: date | None
    last: date | None
    text: str
    approximate: bool = False

    @property
    def day(self) -> date | None:
        """The day, where the period is exactly one."""
        return self.first if self.first == self.last else None

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common; an open end reaches for ever."""
        return not (self.before(other) or other.before(self))

    def before(self, other: Period) -> bool:
        """Whether this one is over before the other one begins."""
        return self.last is not None and other.first is not None and self.last < other.first

    def contains_weekday(self, weekday: int) -> bool:
        """Whether one of its days is that weekday (0 is Monday)."""
        if self.first is None or self.last is None:
            return True
        return (weekday - self.first.weekday()) % 7 <= (self.last - self.first).days

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """Read a date.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    match text.split("/"):
        case [single]:
            first, last, approximate = _date(single)
            return Period(first, last, text, approximate)
        case [start, end] if (start, end) != ("..", ".."):
            begin = None if start == ".." else _date(start)
            finish = None if end == ".." else _date(end)
            if begin is not None and finish is not None and finish[1] < begin[0]:
                raise ValueError(f"{text} ends before it begins")
            approximate = (begin is not None and begin[2]) or (finish is not None and finish[2])
            return Period(begin[0] if begin else None, finish[1] if finish else None, text, approximate)
    raise ValueError(f"{text} is not a date; write 2017-08-31, 2017-08, 2017-08-29/2017-08-31 or ../2017-08-31")


def _date(text: str) -> tuple[date, date, bool]:
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text or 'nothing'} is not a date; write 2017-08-31, 2017-08 or 2017")
    year, month, day = int(match[1]), match[2], match[3]
    approximate = bool(match[4])
    try:
        if day:
            only = date(year, int(month), int(day))
            return only, only, approximate
        if month:
            return (
                date(year, int(month), 1),
                date(year, int(month), monthrange(year, int(month))[1]),
                approximate,
            )
        return date(year, 1, 1), date(year, 12, 31), approximate
    except (ValueError, IndexError):  # IndexError: monthrange of a month that does not exist
        raise ValueError(f"{text} is not in the calendar") from None


def weekdays_in(text: str) -> tuple[tuple[int, int, int], ...]:
    """The weekdays that a text names, as (weekday, start, end); 0 is Monday."""
    if "day" not in text.lower():  # most sentences
        return ()
    found = (
        (WEEKDAY_NUMBERS.get(match[0].lower().removesuffix("s")), match.span()) for match in WEEKDAY.finditer(text)
    )
    return tuple([(weekday, *span) for weekday, span in found if weekday is not None])


def planned_weekdays_in(sentence: str) -> tuple[int, ...]:
    """Those named for what is to come: they stand nearer to a word of planning than to one of saying."""
    words = list(DATING.finditer(sentence))
    found = []
    for weekday, start, end in weekdays_in(sentence):
        nearest = min(words, key=lambda word: max(word.start() - end, start - word.end()), default=None)
        if nearest is not None and nearest["plan"]:
            found.append(weekday)
    return tuple(found)


def in_words(period: Period, *, year: bool = True) -> str:
    """The period as a reader wants it: "31 August 2017", "26–27 August 2017", "by 31 August 2017"."""
    about = "around " if period.approximate else ""
    first, last = period.first, period.last
    if first is None and last is not None:
        return f"by {about}{_day(last, year)}"
    if last is None and first is not None:
        return f"from {about}{_day(first, year)} on"
    assert first is not None
    assert last is not None
    if first == last:
        return about + _day(first, year)
    if "/" not in period.text:  # a month or a year, as it was typed
        return about + (f"{MONTHS[first.month - 1]} {first.year}" if first.month == last.month else str(first.year))
    if (first.year, first.month) == (last.year, last.month):
        return f"{about}{first.day}–{_day(last, year)}"
    if first.year == last.year:
        return f"{about}{_day(first, False)} – {_day(last, year)}"
    return f"{about}{_day(first, True)} – {_day(last, True)}"


def _day(day: date, year: bool) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def in_full(day: date) -> str:
    """A day with its weekday: "Thursday 31 August 2017"."""
    return f"{WEEKDAYS[day.weekday()]} {_day(day, True)}"
