"""Axes: what lies where, and which ticks a reader sees."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import dates
from generator.charts.scales import Scale, quantity_scale, time_scale
from generator.charts.svg import measure


def figures(*values: float, no_end: bool = False) -> Scale:
    return quantity_scale(values, no_end=no_end, start=100, end=500, size=12)


def days(*texts: str) -> Scale:
    return time_scale(map(dates.parse, texts), start=100, end=500, size=12)


def labels(scale: Scale) -> list[str]:
    return [tick.label for tick in scale.ticks]


def test_counts_have_whole_ticks() -> None:
    assert labels(figures(15, 17)) == ["14", "15", "16", "17", "18"]


def test_figures_far_from_nought_do_not_begin_there_and_others_do() -> None:
    assert figures(150, 999).low == 0
    assert figures(900, 1000).low > 0


def test_one_figure_is_seen_from_nought() -> None:
    scale = figures(17, 17)
    assert scale.low == 0
    assert scale.at(17) < 500


def test_a_wide_spread_makes_the_axis_logarithmic() -> None:
    scale = figures(4, 8000)
    assert scale.log
    assert scale.at(40) - scale.at(4) == pytest.approx(scale.at(400) - scale.at(40), abs=0.2)
    assert not figures(4, 80).log
    assert not figures(0, 8000).log


def test_an_open_end_has_room_for_its_arrow() -> None:
    assert figures(25, no_end=True).at(25) < 480


@given(st.lists(st.integers(0, 10**18), min_size=1, max_size=6), st.booleans())
def test_every_figure_lies_on_the_axis_and_ticks_stand_clear(values: list[int], no_end: bool) -> None:
    scale = figures(*map(float, values), no_end=no_end)
    assert all(100 <= scale.at(value) <= 500 for value in values)
    for a, b in zip(scale.ticks, scale.ticks[1:], strict=False):
        assert b.at - a.at > (measure(a.label, 12) + measure(b.label, 12)) / 2 or len(scale.ticks) == 2
    assert scale.low <= float(min(values)) <= float(max(values)) <= scale.high or scale.log


def test_each_day_has_a_tick_where_there_is_room() -> None:
    assert labels(days("2017-08-29", "2017-09-02")) == ["29 Aug", "30", "31", "1 Sep", "2"]


def test_an_open_beginning_gets_room() -> None:
    scale = days("../2017-09-04", "2017-09-06")
    assert scale.low < date(2017, 9, 4).toordinal()


def test_long_times_have_months_or_years() -> None:
    assert labels(days("2016-03", "2017-01-15")) == ["Apr 2016", "Jul 2016", "Oct 2016", "Jan 2017"]
    assert labels(days("1914/1945"))[:2] == ["1915", "1920"]


@given(st.lists(st.dates(), min_size=1, max_size=5))
def test_every_day_of_the_calendar_lies_on_the_axis(found: list[date]) -> None:
    scale = days(*(str(day) for day in found))
    assert scale.ticks
    assert all(100 <= scale.at(day.toordinal() + 0.5) <= 500 for day in found)
    assert all(100 <= tick.at <= 500 for tick in scale.ticks)
