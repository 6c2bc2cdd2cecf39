"""The dot-and-range plot."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.canvas import LAYOUTS, NARROW, WIDE, Layout
from generator.charts.quantities import describe, draw, overlap
from generator.charts.records import Matter, groups
from generator.readings import Basis, Quantity

from .made import NOTHING, account, between, exact, matter, more_than, up_to
from .sight import check, desc, links, marks, of_class, words


def plot(fact: Matter, layout: Layout = WIDE) -> str:
    sheet = draw(fact, layout, "p", "")
    assert sheet is not None
    svg = sheet.svg(fact.title, describe(fact))
    check(svg)
    return svg


def dot(svg: str, number: int) -> float:
    """Where the n-th value lies."""
    found = [box for what, box in marks(svg) if what.startswith("circle fill")]
    return (found[number][0] + found[number][2]) / 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_higher_figures_lie_further_right(layout: Layout) -> None:
    svg = plot(matter(account(1, exact(10)), account(2, exact(30)), account(3, exact(20))), layout)
    assert dot(svg, 0) < dot(svg, 2) < dot(svg, 1)


def test_each_form_of_a_figure_has_a_mark_of_its_own_and_an_entry_in_the_key() -> None:
    svg = plot(
        matter(
            account(1, exact(10)),
            account(2, between(9, 11, Basis.ABOUT)),
            account(3, between(3, 30)),
            account(4, between(24, 99, Basis.VAGUE), "24–99", wording="dozens"),
            account(5, more_than(40)),
            account(6, up_to(50)),
        )
    )
    for name in ("fill", "pale", "cap", "vague", "ray", "hollow"):
        assert of_class(svg, name), name
    shown = " ".join(words(svg))
    for meaning in ("without reserve", "± 10 %", "stated range", "one side only", "house rule"):
        assert meaning in shown
    assert "“dozens”, read as 24–99" in shown


def test_the_key_explains_nothing_that_is_not_there() -> None:
    assert "house rule" not in " ".join(words(plot(matter(account(1, exact(10))))))


def test_an_account_without_a_figure_says_so_in_words_and_stands_last() -> None:
    svg = plot(matter(account(1, NOTHING, wording="many"), account(2, exact(10))))
    shown = words(svg)
    assert "leaves it open: “many”" in shown
    assert shown.index("Speaker 2") < shown.index("Speaker 1")
    assert "Speaker 1: leaves it open, “many”" in desc(svg)


def test_no_figure_at_all_is_no_plot() -> None:
    assert draw(matter(account(1, NOTHING)), WIDE, "p", "") is None


def test_scopes_stand_apart_and_an_ambiguous_account_is_drawn_once() -> None:
    svg = plot(
        matter(
            account(1, exact(10), scopes=("fighters", "families")),
            account(2, exact(12), scopes=("families",)),
            account(3, exact(5), scopes=("fighters",)),
            scopes=("fighters", "families"),
        )
    )
    shown = words(svg)
    assert shown.count("Speaker 1") == 1
    assert shown.index("Fighters") < shown.index("Speaker 1") < shown.index("Families") < shown.index("Speaker 2")
    assert any(each.startswith("could be either: fighters or families") for each in shown)


def test_an_ambiguous_account_stands_where_it_has_company() -> None:
    fact = matter(account(1, exact(10), scopes=("a", "b")), account(2, exact(12), scopes=("b",)), scopes=("a", "b"))
    assert [group.scope for group in groups(fact)] == ["b"]


def test_a_shared_origin_is_bracketed_with_its_name() -> None:
    fact = matter(
        account(1, exact(10), origin="town"), account(2, exact(4), origin="army"), account(3, exact(9), origin="town")
    )
    svg = plot(fact)
    shown = words(svg)
    assert shown.index("Speaker 1") < shown.index("Speaker 3") < shown.index("counted as one: Town")
    assert shown.index("counted as one: Town") < shown.index("Speaker 2")
    assert len(of_class(svg, "brace")) == 1
    assert "Accounts 1 and 3 count as one origin, Town." in desc(svg)


def test_what_all_ranges_leave_room_for_is_shaded() -> None:
    svg = plot(matter(account(1, between(10, 30)), account(2, between(20, 40))))
    assert "shaded: all of these leave room for 20 to 30" in words(svg)
    band = next(box for what, box in marks(svg) if what.startswith("rect band"))
    bars = [box for what, box in marks(svg) if what.startswith("rect fill")]
    assert band[0] == pytest.approx(bars[1][0], abs=0.2)
    assert band[2] == pytest.approx(bars[0][2], abs=0.2)


def test_where_nothing_fits_all_that_is_said_and_nothing_shaded() -> None:
    svg = plot(matter(account(1, exact(10)), account(2, exact(20))))
    assert not of_class(svg, "band")
    assert "No figure fits all of them." in desc(svg)


@pytest.mark.parametrize(
    ("a", "b", "common"),
    [
        (exact(5), exact(5), (Decimal(5), Decimal(5))),
        (more_than(5), exact(5), None),
        (more_than(5), exact(6), (Decimal(6), Decimal(6))),
        (more_than(5), more_than(9), (Decimal(9), None)),
        (up_to(5), more_than(5), None),
        (up_to(9), between(1, 20), (Decimal(1), Decimal(9))),
    ],
)
def test_the_overlap_respects_open_and_excluded_ends(
    a: Quantity, b: Quantity, common: tuple[Decimal, Decimal | None] | None
) -> None:
    assert overlap(groups(matter(account(1, a), account(2, b)))[0]) == common


def test_one_account_overlaps_with_nobody() -> None:
    assert overlap(groups(matter(account(1, exact(5))))[0]) is None


def test_a_spread_of_more_than_twenty_is_logarithmic_and_says_so() -> None:
    svg = plot(matter(account(1, exact(4)), account(2, exact(400)), account(3, up_to(90))))
    assert any("logarithmic" in each for each in words(svg))


def test_rows_lead_to_the_evidence() -> None:
    fact = matter(account(1, exact(10)), account(2, exact(20)))
    assert links(plot(fact)) == {"#account-1": "Evidence 1: Speaker 1", "#account-2": "Evidence 2: Speaker 2"}
    sheet = draw(fact, WIDE, "p", "../claims/ducks/")
    assert sheet is not None
    assert list(links(sheet.svg("t", "d"))) == ["../claims/ducks/#account-1", "../claims/ducks/#account-2"]


FIGURES = st.integers(0, 10**12)
READINGS = st.one_of(
    FIGURES.map(exact),
    FIGURES.map(more_than),
    FIGURES.map(up_to),
    st.tuples(FIGURES, FIGURES, st.sampled_from((Basis.RANGE, Basis.ABOUT, Basis.VAGUE))).map(
        lambda t: between(min(t[:2]), max(t[:2]), t[2])
    ),
)


@given(st.lists(READINGS, min_size=1, max_size=6), st.sampled_from((WIDE, NARROW)))
def test_any_figures_give_a_picture_that_keeps_to_its_box(readings: list[Quantity], layout: Layout) -> None:
    plot(matter(*(account(n, reading, "some words") for n, reading in enumerate(readings, 1))), layout)


def test_an_origin_across_scopes_is_said_below() -> None:
    fact = matter(
        account(1, exact(10), scopes=("men",), origin="town"),
        account(2, exact(12), scopes=("all",), origin="town"),
        scopes=("men", "all"),
    )
    svg = plot(fact)
    assert "1 and 2 count as one origin: Town." in words(svg)
    assert not of_class(svg, "brace")
