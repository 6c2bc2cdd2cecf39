"""What holds for the pictures of every real fact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.charts import pictures
from generator.charts.gather import matter_of
from generator.charts.pictures import Chart
from generator.compiler import Compiled
from generator.model import MeasureKind

from .sight import check, desc, links, view_box

KINDS = {
    MeasureKind.QUANTITY: {"quantities"},
    MeasureKind.BREAKDOWN: {"breakdown"},
    MeasureKind.DATE: {"timeline"},
    MeasureKind.PLACE: {"map", "strip"},
    MeasureKind.PARTY: {"strip"},
    MeasureKind.POSITION: {"strip"},
}


def every_picture(compiled: Compiled) -> Iterator[tuple[str, Chart]]:
    assert compiled.corpus is not None
    for name, examined in compiled.facts.items():
        made = (
            pictures.fact_chart(compiled.corpus, examined.fact, examined.comparison),
            pictures.timeline_chart(compiled.corpus, examined.fact, examined.comparison),
            pictures.attribution_chart(compiled.corpus, examined.fact, examined.comparison),
        )
        yield from ((name, chart) for chart in made if chart is not None)


@pytest.fixture(scope="module")
def every(real: Compiled) -> list[tuple[str, Chart]]:
    return list(every_picture(real))


def test_every_picture_is_sound_in_both_layouts(every: list[tuple[str, Chart]]) -> None:
    for name, chart in every:
        for svg, width in ((chart.wide, 720), (chart.narrow, 320)):
            try:
                check(svg)
            except AssertionError as error:
                raise AssertionError(f"{name}, {chart.kind}, {width}: {error}") from error
            assert view_box(svg)[2] == width
            assert desc(svg) == chart.desc


def test_every_fact_has_a_picture_of_the_kind_its_measure_asks_for(real: Compiled) -> None:
    assert real.corpus is not None
    for examined in real.facts.values():
        chart = pictures.fact_chart(real.corpus, examined.fact, examined.comparison)
        assert chart is not None, examined.fact.id
        assert chart.kind in KINDS[examined.fact.claim.measure.kind]


def test_every_account_is_named_in_the_description_and_led_to(real: Compiled) -> None:
    assert real.corpus is not None
    for examined in real.facts.values():
        matter = matter_of(real.corpus, examined.fact, examined.comparison)
        chart = pictures.fact_chart(real.corpus, examined.fact, examined.comparison)
        assert chart is not None
        for account in matter.accounts:
            assert f"{account.number} {account.who}" in chart.desc, (examined.fact.id, account.id)
        for svg in (chart.wide, chart.narrow):
            assert links(svg).keys() == {f"#{account.id}" for account in matter.accounts}


def test_times_and_origins_of_every_account_are_described(real: Compiled) -> None:
    assert real.corpus is not None
    for examined in real.facts.values():
        matter = matter_of(real.corpus, examined.fact, examined.comparison)
        when = pictures.timeline_chart(real.corpus, examined.fact, examined.comparison)
        origins = pictures.attribution_chart(real.corpus, examined.fact, examined.comparison)
        assert (when is None) is (examined.fact.claim.measure.kind is MeasureKind.DATE)
        assert origins is not None
        for account in matter.accounts:
            assert when is None or f"{account.number} {account.who}" in when.desc
            assert account.who in origins.desc
        for origin in examined.comparison.origins:
            assert all(reason.rstrip(".") in origins.desc for reason in origin.why)


def test_pictures_are_small(every: list[tuple[str, Chart]]) -> None:
    sizes = sorted(len(svg.encode()) for _, chart in every for svg in (chart.wide, chart.narrow))
    assert sizes[len(sizes) // 2] < 4_000
    assert sizes[-1] < 10_000


def test_the_same_facts_give_the_same_bytes(real: Compiled, every: list[tuple[str, Chart]]) -> None:
    assert list(every_picture(real)) == every


def test_prefixes_keep_ids_apart(real: Compiled) -> None:
    assert real.corpus is not None
    examined = next(iter(real.facts.values()))
    a = pictures.fact_chart(real.corpus, examined.fact, examined.comparison, prefix="a")
    b = pictures.fact_chart(real.corpus, examined.fact, examined.comparison, prefix="b")
    assert a is not None
    assert b is not None
    assert a.wide.replace('"a-', '"b-') == b.wide
