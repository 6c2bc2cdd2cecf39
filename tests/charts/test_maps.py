"""Maps: the shipped base map, and places on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.basemap import base_map, covered, drawn, fitted
from generator.charts.canvas import LAYOUTS, WIDE, Layout
from generator.charts.maps import describe, draw
from generator.charts.records import Account, Choice
from generator.readings import Where

from .made import NOTHING, account, matter
from .sight import check, desc, links, marks, of_class, words

ROOT = Path(__file__).resolve().parents[2]
WEST = Choice("west", "Westville", ("Upland",), point=(38.3, 34.5), source="an atlas")
EAST = Choice("east", "Eastville", ("Upland",), point=(42.0, 34.4), source="an atlas")
SOMEWHERE = Choice("upland", "Upland", ("Somewhere",))


def chart(*accounts: Account, layout: Layout = WIDE, choices: tuple[Choice, ...] = (WEST, EAST, SOMEWHERE)) -> str:
    fact = matter(*accounts, choices=choices)
    svg = draw(fact, layout, "p", "").svg(fact.title, describe(fact))
    check(svg)
    return svg


@pytest.mark.parametrize("layout", LAYOUTS)
def test_places_lie_where_they_lie(layout: Layout) -> None:
    svg = chart(account(1, Where(("west",))), account(2, Where(("east",))), layout=layout)
    pins = [box for what, box in marks(svg) if what.startswith("circle fill pin")]
    assert pins[0][0] < pins[1][0]
    assert pins[0][1] < pins[1][1]  # a tenth of a degree further north


def test_the_numbers_at_a_place_are_those_of_its_accounts() -> None:
    svg = chart(account(1, Where(("west", "east"))), account(2, Where(("east",))), account(3, NOTHING, wording="far"))
    shown = words(svg)
    assert "account 1" in shown
    assert "accounts 1 and 2" in shown
    assert "leaves it open" in shown
    assert links(svg).keys() == {"#account-1", "#account-2", "#account-3"}


def test_a_place_without_coordinates_is_in_the_list_and_not_on_the_map() -> None:
    svg = chart(account(1, Where(("west",))), account(2, Where(("upland",))), choices=(WEST, SOMEWHERE))
    assert len(of_class(svg, "pin")) == 1
    assert "in Somewhere; no point on the map" in words(svg)
    assert "Upland, in Somewhere, not drawn, since no coordinates are given: 2 Speaker 2" in desc(svg)


def test_the_sources_of_map_and_coordinates_are_named() -> None:
    svg = chart(account(1, Where(("west",))))
    assert "Base map: Natural Earth, public domain" in words(svg)
    assert any("an atlas" in each for each in words(svg))


def test_beyond_the_base_map_only_the_places_are_drawn() -> None:
    far = Choice("far", "Farville", point=(-70.0, -30.0), source="an atlas")
    svg = chart(account(1, Where(("far",))), choices=(far,))
    assert "no base map for this region" in words(svg)
    assert not of_class(svg, "map-border")
    assert of_class(svg, "pin")


def test_a_single_place_is_seen_with_its_surroundings() -> None:
    view = fitted([(40.9, 34.4)], 0, 0, 440, 340)
    assert view.east - view.west >= 5
    assert covered(view)
    assert drawn(view).count("<path") >= 2


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=6),
    st.sampled_from(LAYOUTS),
)
def test_any_places_keep_to_the_box(points: list[tuple[float, float]], layout: Layout) -> None:
    choices = tuple(Choice(f"p{n}", f"A place with a long name {n}", point=p) for n, p in enumerate(points))
    chart(*(account(n + 1, Where((f"p{n}",))) for n in range(len(points))), layout=layout, choices=choices)


@given(st.tuples(st.floats(34, 47), st.floats(30, 38.5)), st.floats(0.2, 20))
def test_the_base_map_is_cut_at_the_frame(middle: tuple[float, float], degrees: float) -> None:
    lon, lat = middle
    view = fitted([(lon, lat), (lon + degrees / 10, lat)], 10, 20, 300, 200)
    svg = f'<svg class="chart-wide" viewBox="0 0 320 240">{drawn(view)}</svg>'
    for what, (left, top, right, bottom) in marks(svg):
        assert (left >= 9, top >= 19, right <= 311, bottom <= 221) == (True,) * 4, what


def test_the_shipped_file_is_small_and_has_what_a_map_needs() -> None:
    assert (ROOT / "generator" / "data" / "basemap.json").stat().st_size < 10_000
    found = base_map()
    assert {name: bool(lines) for name, lines in found.lines.items()} == dict.fromkeys(found.lines, True)
    west, south, east, north = found.box
    for lines in found.lines.values():
        assert all(west <= x <= east and south <= y <= north for line in lines for x, y in line)
    assert {"Baghdad", "Damascus", "Mosul"} <= {town.name for town in found.towns}


def test_make_basemap_gives_the_same_bytes_from_the_same_layers(tmp_path: Path) -> None:
    def layer(name: str, geometry: str, properties: str) -> None:
        feature = f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
        (tmp_path / f"ne_10m_{name}.geojson").write_text(f'{{"features": [{feature}]}}', encoding="utf-8")

    line = '{"type": "LineString", "coordinates": [[1, 1], [1.5, 1.001], [2, 1], [2, 3]]}'
    ring = '{"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}'
    layer("admin_0_boundary_lines_land", line, '{"type": "Land", "featurecla": "International boundary (verify)"}')
    layer("coastline", line, "{}")
    layer("lakes", ring, "{}")
    layer("rivers_lake_centerlines", line, '{"scalerank": 3, "name": "Firat"}')
    town = '{"scalerank": 1, "pop_max": 5, "name": "Duckington", "adm0name": "Pond"}'
    layer("populated_places_simple", '{"type": "Point", "coordinates": [1.5, 1.5]}', town)
    outputs = []
    for name in ("a.json", "b.json"):
        command = [sys.executable, str(ROOT / "tools" / "make-basemap"), str(tmp_path), str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        outputs.append((tmp_path / name).read_text(encoding="utf-8"))
    assert outputs[0] == outputs[1]
    assert '"border": [[100,100,100,0,0,200]]' in outputs[0]  # the point that is a thousandth off is left out
    assert '"river_names": ["Euphrates"]' in outputs[0]
    assert '"towns": [["Duckington","Pond",1.5,1.5,1]]' in outputs[0]
