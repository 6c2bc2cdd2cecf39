"""Whatever stands in a file, a picture shows it as words and keeps to its box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts import attribution, breakdowns, maps, quantities, strips, timelines
from generator.charts.canvas import LAYOUTS, Layout, Sheet
from generator.charts.graphs import Graph, Node
from generator.charts.records import Choice, Matter, Origin
from generator.readings import Answer, Basis, Breakdown, Reading, Where

from .made import NOTHING, account, between, exact, matter, parts, when
from .sight import SVG, check, parse, words

TAGS = {"svg", "g", "title", "desc", "text", "rect", "circle", "path", "a", "defs", "pattern"}
ATTRIBUTES = set(
    "class viewBox role aria-labelledby aria-describedby aria-label id x y cx cy r d width height href transform fill "
    "patternUnits".split()
)
NASTY = "<script>alert(1)</script> ]]> --> &lt;b&gt; \" ' {{ 7*7 }} {% raw %} *x* _y_ `z` <!-- \u202e\u0000\ud83d"
TEXT = st.text(alphabet=st.characters(codec=None), min_size=1, max_size=80).filter(lambda text: bool(text.strip()))
Draw = Callable[[str, Layout], str]


def fact(text: str, *readings: Reading, **more: object) -> Matter:
    accounts = [
        account(
            n,
            reading,
            text,
            who=text,
            citing=text if n % 2 else "",
            wording=text,
            scopes=(text, f"{text} 2") if n % 3 else (f"{text} 2",),
            origin="one" if n < 3 else "two",
        )
        for n, reading in enumerate(readings, 1)
    ]
    origins = (Origin("one", text, (text,)), Origin("two", text, ()))
    return matter(*accounts, title=text, unit=text, scopes=(text, f"{text} 2"), origins=origins, **more)


def finished(sheet: Sheet | None, title: str, description: str) -> str:
    assert sheet is not None
    return sheet.svg(title, description)


def of_quantities(text: str, layout: Layout) -> str:
    found = fact(text, between(3, 9, Basis.VAGUE), exact(4), NOTHING, between(1, 2))
    return finished(quantities.draw(found, layout, "p", ""), text, quantities.describe(found))


def of_breakdowns(text: str, layout: Layout) -> str:
    reading: Breakdown = parts(12, a=3, b=4)
    found = fact(text, reading, NOTHING, parts(a=90), choices=(Choice("a", text), Choice("b", text)))
    return finished(breakdowns.draw(found, layout, "p", ""), text, breakdowns.describe(found))


def of_times(text: str, layout: Layout) -> str:
    found = fact(text, when("2017-08-29"), NOTHING, when("../2017-09"))
    return finished(timelines.draw(found, layout, "p", "", values=True), text, timelines.describe(found, values=True))


def of_strips(text: str, layout: Layout) -> str:
    choices = (Choice("a", text, (text, text)), Choice("b", text, open=True))
    found = fact(text, Answer(("a", "b"), False), NOTHING, Answer(("b",), True), choices=choices)
    return finished(strips.draw(found, layout, "p", ""), text, strips.describe(found))


def of_maps(text: str, layout: Layout) -> str:
    choices = (Choice("a", text, (text,), point=(41.0, 34.0), source=text), Choice("b", text))
    found = fact(text, Where(("a",)), NOTHING, Where(("b", "a")), choices=choices)
    return finished(maps.draw(found, layout, "p", ""), text, maps.describe(found))


def of_graphs(text: str, layout: Layout) -> str:
    nodes = {
        "a": Node("a", text, (1,), (1,), circle="a"),
        "b": Node("b", text, (2,), (2,), circle="a"),
        "c": Node("c", text, (), (), text),
    }
    found = Graph(nodes, ((1, ("a", "c")), (2, ("b", "c"))), {"a": (text, (text,))})
    return finished(attribution.draw(found, Sheet(layout, "p")), text, attribution.describe(found))


ALL = (of_quantities, of_breakdowns, of_times, of_strips, of_maps, of_graphs)


def harmless(svg: str) -> None:
    check(svg)
    for element in parse(svg).iter():
        assert element.tag.removeprefix(SVG) in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        assert element.attrib.get("href", "#").startswith("#")


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_markup_in_every_field_is_shown_as_words(draw: Draw, layout: Layout) -> None:
    svg = draw(NASTY, layout)
    harmless(svg)
    assert "<script" not in svg
    assert any("<script>" in each for each in words(svg))


@pytest.mark.parametrize("draw", ALL)
@given(text=TEXT, layout=st.sampled_from(LAYOUTS))
def test_any_text_in_every_field_gives_a_sound_picture(draw: Draw, text: str, layout: Layout) -> None:
    harmless(draw(text, layout))


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "text", ["W" * 300, "word " * 60, "مجلس " * 40, "漢字" * 80, "👩‍👩‍👧‍👦" * 30, "e\u0301" * 200, "-"], ids=str.__len__
)
def test_long_and_foreign_text_keeps_to_the_box(draw: Draw, layout: Layout, text: str) -> None:
    harmless(draw(text, layout))
