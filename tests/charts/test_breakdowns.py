"""Stacked bars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.breakdowns import PATTERNS, describe, draw
from generator.charts.canvas import LAYOUTS, WIDE, Layout
from generator.charts.records import Account, Choice, Matter

from .made import NOTHING, account, matter, parts
from .sight import check, desc, marks, of_class, parse, words

SORTS = tuple(Choice(name, f"ducks {name}") for name in ("home", "away", "lost", "found", "sold", "sick", "new"))


def bars(*accounts: Account, layout: Layout = WIDE) -> str:
    fact: Matter = matter(*accounts, choices=SORTS)
    sheet = draw(fact, layout, "p", "")
    assert sheet is not None
    svg = sheet.svg(fact.title, describe(fact))
    check(svg)
    return svg


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parts_follow_each_other_in_proportion(layout: Layout) -> None:
    svg = bars(account(1, parts(home=6, away=12)), layout=layout)
    home, away = [box for what, box in marks(svg) if what.startswith("rect part") and box[3] - box[1] == 18]
    assert home[2] == pytest.approx(away[0], abs=0.2)
    assert (away[2] - away[0]) == pytest.approx(2 * (home[2] - home[0]), abs=0.3)


def test_each_sort_has_its_pattern_in_the_bars_and_in_the_key() -> None:
    svg = bars(account(1, parts(home=6, away=12)), account(2, parts(away=3, lost=9)))
    ids = {f"url(#{each.attrib['id']})" for each in parse(svg).iter() if each.tag.endswith("pattern")}
    used = [each.attrib["fill"] for each in of_class(svg, "part") if "fill" in each.attrib]
    assert set(used) == ids
    assert {used.count(each) for each in ids} == {2, 3}  # away in two bars, lost in one, both in the key
    assert {"ducks home", "ducks away", "ducks lost"} <= set(words(svg))
    assert "ducks sold" not in words(svg)


def test_patterns_begin_anew_where_there_are_many_sorts() -> None:
    bars(account(1, parts(**{sort.id: 4 for sort in SORTS})))
    assert len(SORTS) > len(PATTERNS)


def test_a_total_alone_is_an_outline_with_its_figure() -> None:
    svg = bars(account(1, parts(17)))
    assert "17 in all" in words(svg)
    assert "given as a total, not by sort" in words(svg)


def test_what_a_total_has_beyond_its_parts_is_an_outline() -> None:
    svg = bars(account(1, parts(20, home=5)))
    assert of_class(svg, "vague")
    assert not of_class(bars(account(1, parts(5, home=5))), "vague")


def test_an_account_that_gives_no_figure_says_so() -> None:
    svg = bars(account(1, parts(home=5)), account(2, NOTHING, wording="some"))
    assert "leaves it open: “some”" in words(svg)
    assert "2 Speaker 2: leaves it open, “some”" in desc(svg)


def test_no_figure_at_all_is_no_picture() -> None:
    assert draw(matter(account(1, NOTHING), choices=SORTS), WIDE, "p", "") is None


@given(st.lists(st.dictionaries(st.sampled_from([s.id for s in SORTS]), st.integers(0, 10**9), min_size=1), min_size=1))
def test_any_counts_keep_to_the_box(counts: list[dict[str, int]]) -> None:
    accounts = [account(n, parts(**each)) for n, each in enumerate(counts[:5], 1)]
    if any(any(each.values()) for each in counts[:5]):
        bars(*accounts)
