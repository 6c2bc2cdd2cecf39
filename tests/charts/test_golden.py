"""A few pictures, byte for byte. `pytest tests/charts --accept` writes them anew; look at them before committing."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.charts import attribution, maps, quantities, strips
from generator.charts.canvas import NARROW, WIDE, Sheet
from generator.charts.graphs import Graph, Node
from generator.charts.records import Choice
from generator.readings import Answer, Basis, Where

from .made import NOTHING, account, between, exact, matter, more_than

GOLDEN = Path(__file__).parent / "golden"


def quantities_wide() -> str:
    fact = matter(
        account(
            1, between(150, 300, Basis.VAGUE), "150–300", wording="a couple hundred", scopes=("ducks", "all birds")
        ),
        account(2, exact(300), "300", scopes=("ducks",)),
        account(3, NOTHING, wording="many", scopes=("ducks",), origin="town", citing="the mayor"),
        account(4, more_than(200), "more than 200", scopes=("ducks",), origin="town"),
        account(5, between(630, 770, Basis.ABOUT), "≈ 700", scopes=("all birds",)),
        scopes=("ducks", "all birds"),
    )
    sheet = quantities.draw(fact, WIDE, "values", "")
    assert sheet is not None
    return sheet.svg(fact.title, quantities.describe(fact))


def strip_narrow() -> str:
    choices = (Choice("yes", "yes"), Choice("no", "no"), Choice("mum", "declined to say", open=True))
    fact = matter(
        account(1, Answer(("yes",), False), origin="town"),
        account(2, Answer(("yes", "no"), False), origin="town"),
        account(3, Answer(("mum",), True)),
        choices=choices,
        exclusive=False,
    )
    return strips.draw(fact, NARROW, "values", "").svg(fact.title, strips.describe(fact))


def map_wide() -> str:
    choices = (
        Choice("pond", "Pondville", ("Upland",), point=(41.9, 34.5), source="an atlas, “Pond”"),
        Choice("upland", "Upland"),
    )
    fact = matter(account(1, Where(("pond",))), account(2, Where(("upland",))), choices=choices)
    return maps.draw(fact, WIDE, "values", "").svg(fact.title, maps.describe(fact))


def attribution_wide() -> str:
    nodes = {
        "town": Node("town", "Residents", (), (1, 2), circle="town"),
        "mayor": Node("mayor", "Mayor", (1,), ()),
        "clerk": Node("clerk", "Town clerk", (2,), ()),
        "guests": Node("guests", "Two guests", (3,), (3,), circle="town"),
        "paper": Node("paper", "Paper", (4,), (4,), "31 August 2017"),
    }
    chains = (
        (1, ("town", "mayor", "paper")),
        (2, ("town", "clerk", "paper")),
        (3, ("guests", "paper")),
        (4, ("paper",)),
    )
    graph = Graph(nodes, chains, {"town": ("Residents", ("the guests may have it from them",))})
    return attribution.draw(graph, Sheet(WIDE, "origins")).svg("How it got here", attribution.describe(graph))


PICTURES = {
    "quantities-wide": quantities_wide,
    "strip-narrow": strip_narrow,
    "map-wide": map_wide,
    "attribution-wide": attribution_wide,
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_the_one_that_was_looked_at(name: str, request: pytest.FixtureRequest) -> None:
    found = PICTURES[name]().replace("><", ">\n<") + "\n"
    path = GOLDEN / f"{name}.svg"
    if request.config.getoption("--accept"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found
