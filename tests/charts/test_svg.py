"""Escaping, rounding and fitting of text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.svg import SPACE, UNFIT, clean, el, esc, listed, measure, num, shorten, wrap
from generator.views import passages

TEXT = st.text(alphabet=st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("value", "shown"), [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (0.06, "0.1"), (-3.5, "-3.5"), (720, "720")]
)
def test_numbers_are_rounded_the_same_everywhere(value: float, shown: str) -> None:
    assert num(value) == shown


@given(TEXT)
def test_any_text_is_content_and_attribute_and_never_markup(text: str) -> None:
    element = ET.fromstring(el("text", esc(text), cls=text, x=0, y=2))
    assert not list(element)
    assert element.attrib.keys() <= {"class", "y"}
    assert element.text is None or "\n" not in element.text


def test_what_is_cleaned_or_folded_is_not_printable() -> None:
    """Both take printable text as it is, where it has no two spaces in a row."""
    for char in map(chr, range(0x11000)):
        around = f"a{char}b"
        assert clean(around) == SPACE.sub(" ", re.sub(UNFIT, "\ufffd", around))
        assert passages.fold(around) == passages.SPACE.sub(" ", passages.UNSEEN.sub("", around))


def test_what_turns_the_direction_of_text_is_taken_out() -> None:
    assert esc("a\u202eb\u2066c\x00d") == "a\ufffdb\ufffdc\ufffdd"


@given(TEXT, st.floats(20, 400), st.integers(1, 4))
def test_wrapped_text_fits(text: str, room: float, lines: int) -> None:
    found = wrap(text, 13, room, lines)
    assert 1 <= len(found) <= lines
    assert all(measure(line, 13) <= room for line in found)


def test_nothing_is_cut_that_fits() -> None:
    assert wrap("Two Iraqi officials", 13, 400, 2) == ("Two Iraqi officials",)
    assert " ".join(wrap("Syrian activists and Iraqi officials", 13, 140, 3)) == "Syrian activists and Iraqi officials"


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert shorten("Syrian activists and Iraqi officials", 13, 120) == "Syrian activists…"
    assert shorten("Donaudampfschifffahrtsgesellschaft", 13, 60).endswith("…")


def test_lists_are_sentences() -> None:
    assert listed([]) == ""
    assert listed("a") == "a"
    assert listed("ab") == "a and b"
    assert listed("abc", "or") == "a, b or c"
