"""Coordinates as authored, and the records that pictures are drawn from."""

from __future__ import annotations

import pytest

from generator.authored import salvage
from generator.charts.gather import matter_of, place_choice
from generator.compiler import Compiled
from generator.model import Coordinates, Location
from tests.conftest import typed


@pytest.mark.parametrize(("lat", "lon"), [("34.4504", "40.9186"), ("-12.5", "-170"), ("0", "0"), ("90", "-180")])
def test_degrees_are_plain_numbers_that_may_be_negative(lat: str, lon: str) -> None:
    found = typed(Coordinates, {"lat": lat, "lon": lon, "source": "an atlas"})
    assert (float(found.lat), float(found.lon)) == (float(lat), float(lon))


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("91", "0"), ("0", "181"), ("34°", "0"), ("1e1", "0"), ("nan", "0"), ("٣", "0"), ("", "0"), ("--3", "0")],
)
def test_what_is_no_place_on_earth_is_refused(lat: str, lon: str) -> None:
    assert salvage(Coordinates, {"lat": lat, "lon": lon, "source": "an atlas"}) is None


def test_coordinates_need_a_source() -> None:
    assert salvage(Location, {"name": "Pond", "coordinates": {"lat": "1", "lon": "2"}}) is None


def test_every_real_place_that_is_drawn_names_its_source(real: Compiled) -> None:
    assert real.corpus is not None
    for name, place in real.corpus.places.items():
        choice = place_choice(real.corpus, name)
        assert (choice.point is None) is (place.coordinates is None)
        assert (choice.source == "") is (choice.point is None)


def test_records_hold_every_account_in_the_order_of_the_page(real: Compiled) -> None:
    assert real.corpus is not None
    for examined in real.facts.values():
        matter = matter_of(real.corpus, examined.fact, examined.comparison)
        assert [account.id for account in matter.accounts] == [w.id for w in examined.fact.witnesses]
        assert [account.number for account in matter.accounts] == list(range(1, len(matter.accounts) + 1))
        assert {account.origin for account in matter.accounts} == {origin.id for origin in matter.origins}
