"""Days as pages and plain texts write them, and only where they can be read in one way."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

from generator.dates import MONTHS

NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|{'|'.join(name[:3] for name in MONTHS)}|Sept)\.?"
ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?![\d-])")
FIGURES = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/-])"
)
DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+(?P<year>\d{{4}})\b", re.IGNORECASE
)
MONTH_FIRST = re.compile(rf"\b{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def days_in(text: str) -> tuple[str, ...]:
    """The days that a line names, as 2017-08-31, in their order and each once.

    07.09.2017 is the seventh of September; 07/09/2017 may be another day elsewhere, and is left out.
    """
    found: dict[int, str] = {}
    for match in ISO.finditer(text):
        found[match.start()] = _day(int(match["year"]), int(match["number"]), int(match["day"])) or ""
    for match in FIGURES.finditer(text):
        first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
        if match["mark"] == "." or first > 12 or first == second:
            found[match.start()] = _day(year, second, first) or ""
        elif second > 12:
            found[match.start()] = _day(year, first, second) or ""
    for pattern in (DAY_FIRST, MONTH_FIRST):
        for match in pattern.finditer(text):
            number = NUMBERS[match["month"][:3].lower()]
            found[match.start()] = _day(int(match["year"]), number, int(match["day"])) or ""
    return tuple(dict.fromkeys(found[at] for at in sorted(found) if found[at]))


def declared_day(text: str) -> str | None:
    """The day of a time stamp: the one that is written there, whatever the day was elsewhere on the globe."""
    text = text.strip()[:60]
    stamp = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)", text, re.ASCII)
    if stamp:
        return _day(int(stamp[1]), int(stamp[2]), int(stamp[3]))
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        found = days_in(text)
        return found[0] if len(found) == 1 else None
