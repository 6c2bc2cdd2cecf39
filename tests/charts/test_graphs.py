"""Attribution: layers, order, and what is drawn of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.attribution import describe, draw
from generator.charts.canvas import LAYOUTS, NARROW, WIDE, Layout, Sheet
from generator.charts.graphs import Graph, Node, spread

from .sight import check, desc, marks, of_class, words


def graph(*chains: str, circles: dict[str, str] | None = None) -> Graph:
    """A graph from chains as "town > mayor > paper"; the last one is an article, the second last states it."""
    split = [tuple(chain.split(" > ")) for chain in chains]
    names = dict.fromkeys(name for chain in split for name in chain)
    kin = circles or {}
    nodes = {
        name: Node(
            name,
            name.capitalize(),
            tuple(n for n, chain in enumerate(split, 1) if chain[-2:][0] == name),
            tuple(n for n, chain in enumerate(split, 1) if chain[0] == name),
            "31 August 2017" if any(chain[-1] == name for chain in split) else "",
            kin.get(name, ""),
        )
        for name in names
    }
    why = {each: (each.capitalize(), ("they may speak from one hand",)) for each in kin.values()}
    return Graph(nodes, tuple(enumerate(split, 1)), why)


def picture(found: Graph, layout: Layout = WIDE) -> str:
    svg = draw(found, Sheet(layout, "p")).svg("How it got here", describe(found))
    check(svg)
    return svg


def at(svg: str, name: str) -> tuple[float, float]:
    return next((box[0], box[1]) for what, box in marks(svg) if what == f"text b {name}")


def test_origins_come_first_and_articles_last() -> None:
    found = graph("town > mayor > wire > paper", "army > paper")
    assert found.layers == {"town": 0, "mayor": 1, "wire": 2, "paper": 3, "army": 0}


def test_shared_steps_are_drawn_once() -> None:
    svg = picture(graph("town > mayor > paper", "town > clerk > paper", "town > paper"))
    assert words(svg).count("Town") == words(svg).count("Paper") == 1
    assert len(of_class(svg, "flow")) == 5


@pytest.mark.parametrize(("layout", "axis"), [(WIDE, 0), (NARROW, 1)])
def test_it_runs_from_left_to_right_or_from_top_to_bottom(layout: Layout, axis: int) -> None:
    svg = picture(graph("town > mayor > wire > paper"), layout)
    places = [at(svg, name)[axis] for name in ("Town", "Mayor", "Wire", "Paper")]
    assert places == sorted(places)


def test_needless_crossings_are_avoided() -> None:
    found = graph("a > x > one", "b > y > two", "c > x > one", "d > y > two")
    first = list(found.rows[0])
    assert {frozenset(first[:2]), frozenset(first[2:])} == {frozenset("ac"), frozenset("bd")}


def test_those_counted_as_one_stand_together_in_an_outline_with_the_reason_in_words() -> None:
    found = graph("a > one", "b > two", "c > one", circles={"a": "a", "c": "a"})
    first = [name for name in found.rows[0] if name in "abc"]
    assert abs(first.index("a") - first.index("c")) == 1
    for layout in LAYOUTS:
        svg = picture(found, layout)
        assert len(of_class(svg, "circle")) == 2  # one around them, one in the key
        assert "Counted as one origin, A: they may speak from one hand." in desc(svg)


def test_the_description_follows_each_chain() -> None:
    svg = picture(graph("town > mayor > paper", "town > mayor > paper", "paper"))
    assert "1 and 2 Mayor: Town → Mayor → Paper (article of 31 August 2017)." in desc(svg)
    assert "3 Paper: Paper (article of 31 August 2017)." in desc(svg)


def test_a_circle_of_carriers_is_drawn_all_the_same() -> None:
    svg = picture(graph("a > b > c > paper", "c > b > a > paper"))
    assert of_class(svg, "back")
    picture(graph("a > b > c > paper", "c > b > a > paper"), NARROW)


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True), st.sampled_from("XYZ")),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(LAYOUTS),
)
def test_any_chains_give_a_picture_that_keeps_to_its_box(chains: list[tuple[list[str], str]], layout: Layout) -> None:
    found = graph(*(" > ".join((*names, end)) for names, end in chains))
    svg = picture(found, layout)
    assert {node.label for node in found.nodes.values()} <= set(words(svg))
    assert picture(graph(*(" > ".join((*names, end)) for names, end in chains)), layout) == svg


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=9))
def test_what_is_spread_keeps_its_order_and_its_distance(wanted: list[float]) -> None:
    placed = spread(wanted, [20] * len(wanted), 5)
    assert all(b - a >= 25 - 0.11 for a, b in pairwise(placed))


def test_what_has_room_stays_where_it_is_wanted() -> None:
    assert spread([10, 100, 300], [20, 20, 20], 5) == [10, 100, 300]
    assert spread([100, 100], [20, 20], 0) == [90, 110]
