"""Texts put together from letters look as the library draws them, to the pixel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from generator.exports.letters import Letters

SHADE = 140
WORDS = st.text("AVToWyfijgÅé„“”’ .,—…\u00a0\u0301\u0308\u200bÁЖщΩ0147/(", max_size=24)
"""Pairs that are often set closer, letters that reach below their neighbours, marks without a width."""
LETTERS = {(weight, size): Letters(weight, size) for weight in ("Regular", "Bold") for size in (25, 30, 66)}


@settings(max_examples=150, deadline=None)
@given(text=WORDS, font=st.sampled_from(sorted(LETTERS)), middle=st.booleans())
def test_every_text_is_as_the_library_draws_and_measures_it(text: str, font: tuple[str, int], middle: bool) -> None:
    letters = LETTERS[font]
    ours, theirs = Image.new("L", (900, 160), 30), Image.new("L", (900, 160), 30)
    letters.draw(ours, 70, 60, text, SHADE, middle=middle)
    ImageDraw.Draw(theirs).text((70, 60), text, font=letters.font, fill=SHADE, anchor="lm" if middle else "la")
    assert ours.tobytes() == theirs.tobytes()
    assert letters.width(text) == letters.font.getlength(text)


@pytest.mark.parametrize("font", sorted(LETTERS))
def test_no_pair_of_letters_is_set_closer(font: tuple[str, int]) -> None:
    letters = LETTERS[font]
    every = [chr(code) for code in range(0x20, 0x17F)]
    assert all(letters.font.getlength(a + b) == letters.width(a + b) for a in every for b in "AVTo.”y" + every[0])
