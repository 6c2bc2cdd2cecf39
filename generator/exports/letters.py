"""The letters on a picture, each drawn once: texts are measured and put together from them.

The library that draws works every text out from the outlines of its letters, several times over. With this layout
engine and these fonts nothing moves a letter towards its neighbour, so a letter has the same shape and the same width
wherever it stands, and a text is its letters in a row. A test holds that to what the library draws, pixel for pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageFont

FONTS = Path(__file__).parent / "fonts"
FULL = 255
WORDS = 500
"""So many words of each font and size are kept: most words of a publication stand on many of its pictures."""

Shape = tuple[Any, int, int, int, int]
"""The shape of a letter or a word, or None, and its box, seen from where it begins and the top of its line."""


class Letters:
    """The letters of one font in one size.

    Args:
        weight: Regular or Bold.
        size: in pixels.
    """

    def __init__(self, weight: str, size: int) -> None:
        data = (FONTS / f"NotoSerif-{weight}.ttf").read_bytes()
        # the other layout engine depends on what else is installed
        self.font = ImageFont.truetype(BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)
        self._advance: Callable[[str], int] = cache(self._measured)
        self._letter = cache(self._drawn)
        self._word = lru_cache(WORDS)(self._joined)
        self._above_middle = int(self.font.getbbox("x")[1] - self.font.getbbox("x", anchor="lm")[1])

    def width(self, text: str) -> int:
        """How wide a text is, in pixels."""
        return sum(map(self._advance, text))

    def draw(self, image: Image.Image, x: int, y: int, text: str, shade: int, *, middle: bool = False) -> None:
        """Draw a text.

        Args:
            image: the grey picture to draw it on.
            x: where it begins.
            y: the top of its line, or the middle.
            text: one line.
            shade: of the letters.
            middle: whether `y` is the middle.
        """
        y -= self._above_middle if middle else 0
        for word in text.split(" "):
            shape, left, top, right, bottom = self._word(word)
            if shape is not None:
                image.im.paste(shade, (x + left, y + top, x + right, y + bottom), shape)
            x += self.width(word) + self._advance(" ")

    def _joined(self, word: str) -> Shape:
        """A word. As the library does it, letters that touch are joined before they are put on a picture."""
        placed, x = [], 0
        for letter in word:
            shape, left, top, right, bottom = self._letter(letter)
            if shape is not None:
                placed.append((shape, x + left, top, x + right, bottom))
            x += self._advance(letter)
        if not placed:
            return None, 0, 0, 0, 0
        _, lefts, tops, rights, bottoms = zip(*placed, strict=True)
        start, above, end, below = min(lefts), min(tops), max(rights), max(bottoms)
        joined = Image.new("L", (end - start, below - above)).im
        for shape, left, top, right, bottom in placed:
            # the method of `Image` takes longer to tell its arguments apart than this takes to paste
            joined.paste(FULL, (left - start, top - above, right - start, bottom - above), shape)
        return joined, start, above, end, below

    def _measured(self, letter: str) -> int:
        return int(self.font.getlength(letter))

    def _drawn(self, letter: str) -> Shape:
        """A letter."""
        shape, (left, top) = self.font.getmask2(letter, "L")
        wide, high = shape.size
        return shape if wide and high else None, int(left), int(top), int(left) + wide, int(top) + high
