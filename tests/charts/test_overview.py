"""The pictures of the whole site, and the rows that the lists below them are made of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import dates
from generator.charts import listings, overview, pictures
from generator.charts.canvas import LAYOUTS, WIDE, Layout
from generator.charts.listings import Day, Event, Mention, PlaceEntry, anchor_day
from generator.charts.overview import describe, draw
from generator.compiler import Compiled
from generator.corpus import Corpus
from generator.facts import Fact

from .sight import check, desc, links, marks, of_class, words


def corpus_and_facts(compiled: Compiled) -> tuple[Corpus, list[Fact]]:
    assert compiled.corpus is not None
    return compiled.corpus, [examined.fact for examined in compiled.facts.values()]


def days(corpus: Corpus, facts: list[Fact]) -> tuple[Day, ...]:
    return listings.days(pair for fact in facts for pair in listings.mentions(corpus, fact))


def places_of(corpus: Corpus, facts: list[Fact]) -> tuple[PlaceEntry, ...]:
    return listings.places(corpus, (each for fact in facts for each in listings.named(corpus, fact)))


def mention(when: str, number: int = 1) -> Mention:
    return Mention("ducks", f"account-{number}", "How many ducks?", "Mira", "12", dates.parse(when))


def day(text: str, said: int, by: int = 0, about: int = 0) -> Day:
    when = date.fromisoformat(text)
    exact = tuple(mention(text, n) for n in range(said))
    loose = tuple(mention(f"../{text}", n) for n in range(by))
    return Day(when, dates.in_full(when), exact + loose, tuple(mention(text, n) for n in range(about)))


def picture(listing: list[Day], happened: tuple[Event, ...] = (), layout: Layout = WIDE) -> str:
    sheet = draw(happened, listing, layout, "p", "../", "")
    assert sheet is not None
    svg = sheet.svg("Everything", describe(happened, listing))
    check(svg)
    return svg


def test_bars_are_as_high_as_the_accounts_are_many_and_carry_their_number() -> None:
    svg = picture([day("2017-08-29", 10), day("2017-08-30", 5)])
    bars = [box for what, box in marks(svg) if what == "rect bar "]
    assert bars[0][3] - bars[0][1] == pytest.approx(2 * (bars[1][3] - bars[1][1]), abs=0.2)
    assert {"10", "5"} <= set(words(svg))


def test_what_is_not_known_to_the_day_is_an_outline() -> None:
    svg = picture([day("2017-08-29", 1, by=2)])
    assert len([each for each in of_class(svg, "bar") if "vague" in each.attrib["class"]]) == 1
    assert "3" in words(svg)


def test_bars_lead_to_the_days_and_events_to_the_facts() -> None:
    event = Event("ducks", "When did the ducks come?", "", dates.parse("2017-08-29"), ("Mira", "Dov"))
    svg = picture([day("2017-08-29", 2, about=1)], (event,))
    assert links(svg).keys() == {"../claims/ducks/", "#day-2017-08-29"}
    assert any("29 August: Mira and Dov" in each for each in words(svg))
    assert "When did the ducks come? 29 August: Mira and Dov" in desc(svg)


def test_a_period_is_listed_under_its_last_day_or_its_first_where_it_has_no_end() -> None:
    assert anchor_day(dates.parse("2017-08-29/2017-08-31")) == date(2017, 8, 31)
    assert anchor_day(dates.parse("2017-08-29/..")) == date(2017, 8, 29)
    assert anchor_day(dates.parse("../2017-08-29")) == date(2017, 8, 29)


@given(st.lists(st.dates(), min_size=1, max_size=120, unique=True), st.sampled_from(LAYOUTS))
def test_many_days_far_apart_share_bars(found: list[date], layout: Layout) -> None:
    svg = picture([day(str(each), 1, about=1) for each in sorted(found)], layout=layout)
    assert len(of_class(svg, "bar")) <= 2 * overview.COLUMNS + 4
    total = sum(int(each) for each in words(svg) if each.isdigit() and int(each) <= len(found))
    assert total >= len(found)


def test_every_account_is_in_the_list_once_as_said_and_once_as_about(compiled_toy: Compiled) -> None:
    corpus, facts = corpus_and_facts(compiled_toy)
    every = sorted((fact.id, witness.id) for fact in facts for witness in fact.witnesses)
    listing = days(corpus, facts)
    assert sorted((each.fact, each.account) for day in listing for each in day.said) == every
    assert sorted((each.fact, each.account) for day in listing for each in day.about) == every
    assert [day.day for day in listing] == sorted({day.day for day in listing})


def test_the_real_site_has_both_pictures_and_their_links_have_rows(real: Compiled) -> None:
    corpus, facts = corpus_and_facts(real)
    happened = [event for fact in facts for event in listings.events(corpus, fact)]
    timeline = pictures.site_timeline(happened, days(corpus, facts))
    places = pictures.site_map(places_of(corpus, facts))
    assert timeline is not None
    assert places is not None
    anchors = {f"#{day.anchor}" for day in days(corpus, facts)}
    anchors |= {f"claims/{fact.id}/" for fact in facts}
    anchors |= {f"#{entry.anchor}" for entry in places_of(corpus, facts)}
    for svg in (timeline.wide, timeline.narrow, places.wide, places.narrow):
        check(svg)
        assert links(svg).keys() <= anchors
    for entry in places_of(corpus, facts):
        assert entry.place.label in places.desc
        assert entry.mentions or entry.place.point


def test_a_site_without_coordinates_has_no_map(compiled_toy: Compiled) -> None:
    corpus, facts = corpus_and_facts(compiled_toy)
    if not any(place.coordinates for place in corpus.places.values()):
        assert pictures.site_map(places_of(corpus, facts)) is None
