"""What is measured of growing publications keeps to its bounds, and the page says what was measured."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

from bench import scale
from bench.scale import Size, Used, too_much

SMALL = Size(1_000, 7, 130, 3_000, {"check, cold": Used(60, 50, 200), scale.GENERATE: Used(120, 100, 500)})


def test_a_size_that_would_take_too_much_is_not_begun() -> None:
    assert too_much(10_000, SMALL, minutes=40, gigabytes=7, disk=3) == ""
    assert too_much(10_000, SMALL, minutes=30, gigabytes=7, disk=3) == "about 36 minutes, of 30"
    assert too_much(100_000, SMALL, minutes=30, gigabytes=7, disk=3) == (
        "about 360 minutes, of 30, about 60 GB of memory, of 7, about 21 GB of disk, of 3"
    )


def test_the_page_has_the_figures_that_were_measured() -> None:
    known = json.loads(scale.RESULTS.read_text(encoding="utf-8"))
    sizes = list(scale.read(known))
    page = scale.PAGE.read_text(encoding="utf-8")
    assert scale.text(sizes) in page
    assert scale.each_fact(known["constants"]) in page
    assert scale.derived(sizes, known["constants"]) in page
    assert scale.PICTURE.read_text(encoding="utf-8") == scale.drawing(sizes)


def test_the_picture_is_sound_for_one_size_and_for_several() -> None:
    for sizes in ([SMALL], [SMALL, replace(SMALL, facts=10_000)]):
        assert ET.fromstring(scale.drawing(sizes)).tag.endswith("svg")
