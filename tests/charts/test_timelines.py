"""Days and periods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import dates
from generator.charts.canvas import LAYOUTS, WIDE, Layout
from generator.charts.records import Account, groups
from generator.charts.timelines import describe, draw, in_order, overlap

from .made import NOTHING, account, exact, matter, when
from .sight import check, desc, links, marks, of_class, words


def timeline(*accounts: Account, values: bool = True, layout: Layout = WIDE) -> str:
    fact = matter(*accounts)
    sheet = draw(fact, layout, "p", "", values=values)
    assert sheet is not None
    svg = sheet.svg(fact.title, describe(fact, values=values))
    check(svg)
    return svg


@pytest.mark.parametrize("layout", LAYOUTS)
def test_later_days_lie_further_right(layout: Layout) -> None:
    svg = timeline(account(1, when("2017-08-29")), account(2, when("2017-08-30")), layout=layout)
    first, second = [box for what, box in marks(svg) if what.startswith("circle fill")][:2]
    assert first[0] < second[0]


def test_said_as_of_and_published_have_marks_of_their_own() -> None:
    svg = timeline(account(1, exact(3), said=dates.parse("../2017-08-30")), values=False)
    shown = words(svg)
    for meaning in ("as of: the time it is about", "said at the latest; not known to the day", "published"):
        assert meaning in shown
    assert "said" not in shown
    assert of_class(svg, "about")
    assert of_class(svg, "paper")


def test_a_day_that_is_known_and_one_that_is_not_are_told_apart() -> None:
    known = timeline(account(1, exact(3)), values=False)
    by_then = timeline(account(1, exact(3), said=dates.parse("2017-08-29/2017-08-31")), values=False)
    assert not of_class(known, "hollow")
    assert of_class(by_then, "hollow")
    assert of_class(by_then, "thread")


def test_accounts_stand_in_the_order_in_which_they_were_given() -> None:
    fact = matter(
        account(1, exact(3), said=dates.parse("2017-08-31")),
        account(2, exact(3), said=dates.parse("../2017-08-29")),
        account(3, exact(3), said=dates.parse("2017-08-30/..")),
    )
    assert [each.number for each in in_order(fact)] == [2, 1, 3]


def test_days_that_all_allow_are_shaded() -> None:
    svg = timeline(account(1, when("2017-08-29/2017-08-30")), account(2, when("2017-08-30/..")))
    assert "shaded: all of these leave room for 30 August 2017" in words(svg)
    assert of_class(svg, "band")


def test_days_apart_are_not() -> None:
    svg = timeline(account(1, when("2017-08-29")), account(2, when("2017-08-30")))
    assert not of_class(svg, "band")
    assert "No day fits all of them." in desc(svg)


def test_open_ends_meet() -> None:
    group = groups(matter(account(1, when("2017-08-29/..")), account(2, when("../2017-08-30"))))[0]
    common = overlap(group)
    assert common is not None
    assert dates.in_words(common) == "29–30 August 2017"


def test_an_account_without_a_day_says_so_and_still_shows_when_it_was_given() -> None:
    svg = timeline(account(1, when("2017-08-29")), account(2, NOTHING, wording="lately"))
    assert "leaves it open: “lately”" in words(svg)
    assert len(of_class(svg, "about")) == 3  # one each, and the key


def test_only_the_picture_of_values_leads_to_the_evidence() -> None:
    assert links(timeline(account(1, when("2017-08-29"))))
    assert not links(timeline(account(1, exact(3)), values=False))


DAYS = st.dates().map(str)
PERIODS = st.one_of(
    DAYS,
    DAYS.map(lambda day: f"../{day}"),
    DAYS.map(lambda day: f"{day}/.."),
    st.tuples(DAYS, DAYS).map(lambda two: "/".join(sorted(two))),
    st.integers(1, 9999).map("{:04}".format),
)


@given(st.lists(st.tuples(PERIODS, PERIODS, PERIODS), min_size=1, max_size=4), st.sampled_from(LAYOUTS), st.booleans())
def test_any_times_keep_to_the_box(times: list[tuple[str, str, str]], layout: Layout, values: bool) -> None:
    accounts = [
        account(n, when(a), dates.in_words(dates.parse(a)), said=dates.parse(b), as_of=dates.parse(c))
        for n, (a, b, c) in enumerate(times, 1)
    ]
    timeline(*accounts, values=values, layout=layout)
