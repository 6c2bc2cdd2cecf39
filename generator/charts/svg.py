"""The few pieces of SVG that every picture is made of: escaped text, rounded numbers, elements, estimated widths.

Nothing here knows what a picture shows. Colours, strokes and font sizes are in `charts.css`; a picture names classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape

ELLIPSIS = "…"
WIDTHS = {
    char: width
    for chars, width in (
        ("ijlI|'’‘", 0.28),
        (" \u00a0\u202f.,:;!fJ/\\`", 0.34),
        ("rt()[]{}-", 0.41),
        ("scz", 0.54),
        ("vxykeaoPFTYL?*“”–", 0.61),
        ("bdghnpquESBAVXZKR0123456789$€", 0.67),
        ("CGOQDHUNT&#≈+<>=~^_", 0.79),
        ("w", 0.82),
        ("mMW%@—…→", 0.99),
    )
    for char in chars
}
"""Widths in ems, on the generous side: a label that is too long would run into its neighbour, one too short only looks
airy."""

UNFIT = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
"""What XML does not allow, and what turns the direction of the text around it: a pattern that few texts need."""

SPACE = re.compile(r"[^\S\u00a0\u202f]+")
"""Every white space but what keeps words together."""


def clean(words: str) -> str:
    """A text as one line that XML allows and that keeps its direction to itself."""
    if words.isprintable() and "  " not in words:  # nearly every text: no white space but single ones, nothing unfit
        return words.strip(" ")
    return SPACE.sub(" ", re.sub(UNFIT, "\ufffd", words)).strip(" ")


@lru_cache(maxsize=10_000)  # class names and the names of speakers come again and again
def esc(words: str) -> str:
    """A text as content of an element or of a quoted attribute."""
    return escape(clean(words), quote=True)


@lru_cache(maxsize=10_000)  # a page has a thousand coordinates, and few of them are new
def num(value: float) -> str:
    """A coordinate: one decimal at most, no needless zero, the same everywhere."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def el(name: str, content: str | None = None, /, **attributes: str | float) -> str:
    """An element. Names of attributes are the program's; `cls` is class, an underscore is a hyphen.

    Args:
        name: its name.
        content: markup inside it; None makes it empty.
        attributes: numbers are rounded, texts escaped; an empty text, or a nought that is the default, is left out.
    """
    parts = [name]
    for key, value in attributes.items():
        if value == "" or (value == 0 and key in ("x", "y", "rx")):
            continue
        shown = esc(value) if isinstance(value, str) else num(value)
        parts.append(f'{"class" if key == "cls" else key.replace("_", "-")}="{shown}"')
    head = " ".join(parts)
    return f"<{head}/>" if content is None else f"<{head}>{content}</{name}>"


# What pictures consist of by the hundred is written out: `el` takes several times as long. Names of classes are the
# program's and need no escaping.


def text(x: float, y: float, words: str, cls: str = "", anchor: str = "") -> str:
    """One line of text; `anchor` is a class as well: "mid" or "end"."""
    names = f"{cls} {anchor}" if cls and anchor else cls or anchor
    return f"<text{_place(x, y)}{_class(names)}>{esc(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> str:
    """A straight line. Horizontal and vertical ones are written short."""
    end = f"H{num(x2)}" if y1 == y2 else f"V{num(y2)}" if x1 == x2 else f"L{num(x2)} {num(y2)}"
    return f'<path d="M{num(x1)} {num(y1)}{end}"{_class(cls)}/>'


def rect(x: float, y: float, width: float, height: float, cls: str) -> str:
    """A rectangle; the style sheet rounds its corners."""
    return f'<rect{_place(x, y)} width="{num(width)}" height="{num(height)}"{_class(cls)}/>'


def circle(x: float, y: float, r: float, cls: str) -> str:
    """A circle."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(r)}"{_class(cls)}/>'


def _place(x: float, y: float) -> str:
    """A nought is the default and is left out."""
    return (f' x="{num(x)}"' if x else "") + (f' y="{num(y)}"' if y else "")


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def path(d: str, cls: str) -> str:
    """A path whose data the program wrote."""
    return f'<path d="{d}" class="{cls}"/>'


@lru_cache(maxsize=10_000)  # the same labels stand in the wide and in the narrow picture, and in several of a page
def measure(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a text will be at most, estimated."""
    total = 0.0
    for char in words:
        known = WIDTHS.get(char)
        if known is None:
            known = _other(char)
        total += known
    return total * size * (1.1 if bold else 1)


def _other(char: str) -> float:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 0.99 if unicodedata.category(char) in ("So", "Sk") else 0.72


def shorten(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """A text that fits, if need be cut at a word or inside one, with an ellipsis."""
    words = clean(words)
    if measure(words, size, bold=bold) <= room:
        return words
    budget = room - measure(ELLIPSIS, size, bold=bold)
    kept, width = "", 0.0
    for char in words:
        width += WIDTHS[char] if char in WIDTHS else _other(char)
        if width * size * (1.1 if bold else 1) > budget:
            break
        kept += char
    at_word = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return (at_word if len(at_word) * 2 > len(kept) else kept).rstrip(" ,;:(“‘-–") + ELLIPSIS


@lru_cache(maxsize=10_000)  # names stand at every account, in several pictures of a page and on many pages
def wrap(words: str, size: float, room: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """A text in at most so many lines; the last one is shortened where it does not fit."""
    left = clean(words).split(" ")
    found: list[str] = []
    while left and len(found) < lines - 1:
        taken = 1
        while taken < len(left) and measure(" ".join(left[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        found.append(shorten(" ".join(left[:taken]), size, room, bold=bold))
        left = left[taken:]
    if left:
        found.append(shorten(" ".join(left), size, room, bold=bold))
    return tuple(found)


def listed(items: Iterable[str], last: str = "and") -> str:
    """Several things in a sentence: "a, b and c"."""
    all_items = list(items)
    if len(all_items) < 2:
        return "".join(all_items)
    return f"{', '.join(all_items[:-1])} {last} {all_items[-1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 account", "2 accounts"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
