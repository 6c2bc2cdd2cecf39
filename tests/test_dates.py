"""Dates: our subset of EDTF, weekdays, and dates in words."""

from __future__ import annotations

import re
from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import dates
from generator.dates import Period, parse

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
SINGLE = st.builds(
    lambda day, form, mark: day.isoformat()[:form] + mark, DAYS, st.sampled_from([4, 7, 10]), st.sampled_from(["", "~"])
)
INTERVALS = st.tuples(SINGLE | st.just(".."), SINGLE | st.just("..")).map("/".join)


def bounds(struct: tuple[int, ...]) -> date:
    return date(*struct[:3])


def oracle(text: str) -> tuple[date | None, date | None]:
    """First and last day by the `edtf` package."""
    start, slash, end = text.partition("/")
    first = None if start == ".." else bounds(edtf.parse_edtf(start).lower_strict())
    last = None if (end or start) == ".." else bounds(edtf.parse_edtf(end if slash else start).upper_strict())
    return first, last


@given(SINGLE | INTERVALS)
def test_agrees_with_the_edtf_package(text: str) -> None:
    if text == "../..":
        return
    expected = oracle(text)
    backwards = None not in expected and expected[1] < expected[0]  # type: ignore[operator]
    if backwards:
        with pytest.raises(ValueError, match="ends before it begins"):
            parse(text)
    else:
        period = parse(text)
        assert (period.first, period.last) == expected
        assert period.approximate == ("~" in text)
        assert str(period) == text
        edtf.parse_edtf(text)  # the whole of it is EDTF


@given(SINGLE | INTERVALS | st.text("0123456789-/.~ ?X", max_size=22))
def test_pattern_and_reader_accept_the_same_forms(text: str) -> None:
    """The pattern of the JSON Schema cannot know the calendar; whatever it refuses, the reader refuses, too."""
    try:
        parse(text)
    except ValueError as error:
        form = "is not a date" not in str(error) or text == "../.."
    else:
        form = True
    assert form == bool(re.search(dates.EDTF_PATTERN, text))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.08.2017", "31.08.2017 is not a date; write 2017-08-31, 2017-08 or 2017"),
        ("2017-02-29", "2017-02-29 is not in the calendar"),
        ("2017-13", "2017-13 is not in the calendar"),
        ("2017-00-01", "2017-00-01 is not in the calendar"),
        ("0000", "0000 is not in the calendar"),
        ("2017-9-3", "is not a date"),
        ("", "nothing is not a date"),
        ("..", ".. is not a date"),
        ("../..", "../.. is not a date"),
        ("2017/", "nothing is not a date"),
        ("2017-08-31/2017-08-29", "ends before it begins"),
        ("2017-08/2017-09/2017-10", "is not a date"),
        ("2017-08-31\n", "is not a date"),
        ("٢٠١٧", "is not a date"),
        ("2017-08-31T10:00", "is not a date"),
    ],
)
def test_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        parse(text)


@given(SINGLE | INTERVALS.filter(lambda text: text != "../.."), SINGLE)
def test_before_and_overlap(a: str, b: str) -> None:
    try:
        one, other = parse(a), parse(b)
    except ValueError:
        return
    days = [d for p in (one, other) for d in (p.first, p.last) if d]
    shared = [day for day in days if all((p.first or date.min) <= day <= (p.last or date.max) for p in (one, other))]
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert one.before(other) + other.before(one) + one.overlaps(other) == 1


@given(DAYS, st.integers(0, 10), st.integers(0, 6))
def test_weekdays_of_a_period(first: date, length: int, weekday: int) -> None:
    days = [first + timedelta(days=n) for n in range(length) if first.toordinal() + n <= date.max.toordinal()]
    if days:
        period = Period(days[0], days[-1], "")
        assert period.contains_weekday(weekday) == any(day.weekday() == weekday for day in days)
    assert Period(None, first, "").contains_weekday(weekday)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Wednesday, Sundays and FRIDAY", [2, 6, 4]),
        ("Sunday’s", [6]),
        ("Mondayish Frıday Tueſday", []),
        ("MONDAYS", [0]),
    ],
)
def test_weekdays_in_text(text: str, found: list[int]) -> None:
    assert [weekday for weekday, _, _ in dates.weekdays_in(text)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2017-08-31", "31 August 2017"),
        ("2017-08-31~", "around 31 August 2017"),
        ("2017-08", "August 2017"),
        ("2017", "2017"),
        ("../2017-08-31", "by 31 August 2017"),
        ("2017-08-29/..", "from 29 August 2017 on"),
        ("2017-08-26/2017-08-27", "26–27 August 2017"),
        ("2017-08-29/2017-09-03", "29 August – 3 September 2017"),
        ("2016-12-31/2017-01-01", "31 December 2016 – 1 January 2017"),
        ("2017-08-31/2017-08-31", "31 August 2017"),
        ("2017-08/2017-08", "1–31 August 2017"),
    ],
)
def test_in_words(text: str, words: str) -> None:
    assert dates.in_words(parse(text)) == words


def test_in_words_without_the_year() -> None:
    assert dates.in_words(parse("2017-08-26/2017-08-27"), year=False) == "26–27 August"
    assert dates.in_full(date(2017, 8, 31)) == "Thursday 31 August 2017"


@given(SINGLE | INTERVALS)
def test_every_date_can_be_said(text: str) -> None:
    try:
        period = parse(text)
    except ValueError:
        return
    assert re.search(r"\d", dates.in_words(period))


@pytest.mark.parametrize(
    ("sentence", "planned"),
    [
        ("The ministry said on Tuesday that the road will reopen on Friday.", [4]),
        ("On Tuesday a spokesman said that it would act.", []),
        ("It would act, a spokesman said Tuesday.", []),
        ("They left on Sunday.", []),
        ("The bridge is due to open Saturday, according to the council.", [5]),
    ],
)
def test_the_weekday_of_an_announcement_is_not_that_of_the_plan(sentence: str, planned: list[int]) -> None:
    assert dates.planned_weekdays_in(sentence) == tuple(planned)
