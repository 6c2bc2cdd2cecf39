"""Cards as pictures: PNG files drawn into a built site.

Drawing is slow beside writing a page, so a picture that the last site already has is copied. Which one it is stands in
the picture itself. The same card gives the same bytes with the same release of Pillow.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from struct import pack

import PIL
from PIL import Image

from generator.corpus import Progress, no_progress
from generator.exports.cards import HEIGHT, WIDTH, Card
from generator.exports.letters import Letters
from generator.parallel import HERE, Pool, ordered
from generator.staging import Staging

DESIGN = 2
"""Counts up with every change to the drawing, so that pictures of an older one are not kept."""
HEAD = 200
"""Bytes at the beginning of a picture within which stands what it was drawn from."""

MARGIN, FLOOR = 72, 548
TITLE_SIZES = range(66, 31, -4)
TITLE_ROOM = 248
LINE, LINE_STEP, WHO = 30, 46, 330
WORDS = WIDTH - 2 * MARGIN - WHO

PAPER, INK = (255, 254, 251), (28, 27, 25)
TONES = {
    "disputed": (138, 67, 0),
    "reconcilable": (20, 80, 140),
    "agreed": (26, 99, 55),
    "single-source": (91, 87, 79),
    "leaning": (104, 72, 154),
    "settled": (26, 99, 55),
    "withdrawn": (161, 29, 51),
}
"""The colours of the verdicts, as in the style sheet."""
BLACK, SOFT, FAINT = 175, 128, 40
"""Shades on paper while drawing, from paper at 0 to ink at 175, …"""
TONE, BRIGHT = 176, 255
"""… and from the colour of the verdict to paper again, so that letters on either ground have smooth edges."""
STEP, BITS = 16, 4
"""So many of these shades become one in the picture, whose 16 colours then take half a byte a pixel."""
SHADES = [shade // STEP for shade in range(256)]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEFLATE = 1
"""How hard to look for repetitions: 7 takes five times as long for a file that is a sixth smaller."""


def draw(
    cards: Iterable[Card], staging: Staging, progress: Progress = no_progress, pool: Pool = HERE
) -> tuple[int, int]:
    """Draw cards into a site.

    Args:
        cards: what to draw.
        staging: the site, and the last one, whose pictures are taken over where they are the same.
        progress: told about every picture.
        pool: who may share the work.

    Returns:
        How many were drawn, and how many taken over.
    """
    chosen = {card.name: card for card in cards}
    step = progress("Drawing", len(chosen))
    todo = {name: card for name, card in chosen.items() if not _taken_over(card, staging)}
    for _ in range(len(chosen) - len(todo)):
        step()
    for card, drawn in zip(todo.values(), ordered(_draw, todo, list(todo), pool), strict=True):
        staging.put(card.path, drawn)
        step()
    return len(todo), len(chosen) - len(todo)


def _draw(cards: Mapping[str, Card], name: str) -> bytes:
    return picture(cards[name])


def _taken_over(card: Card, staging: Staging) -> bool:
    """Make the picture of the last site one of this site, too, if it is the same."""
    old = staging.last / card.path if staging.last else None
    return old is not None and _stamped(old, _stamp(card)) and staging.take(card.path, staging.ledger.digest(old))


def _stamp(card: Card) -> str:
    return f"{card.digest} {DESIGN} {PIL.__version__}"


def _stamped(picture: Path, stamp: str) -> bool:
    try:
        with picture.open("rb") as stream:
            return stamp.encode() in stream.read(HEAD)
    except OSError:
        return False


def picture(card: Card) -> bytes:
    """A card as a PNG file."""
    image = Image.new("L", (WIDTH, HEIGHT), 0)
    image.paste(TONE, (0, 0, WIDTH, 16))
    y = 44
    kicker, foot = _letters("Regular", 27), _letters("Regular", 25)
    kicker.draw(image, MARGIN, y, _clipped(card.kicker, kicker), SOFT)
    y = _title(image, card.title, y + 48)
    y = _verdict(image, card, y + 24)
    _lines(image, card, y)
    image.paste(FAINT, (MARGIN, FLOOR, WIDTH - MARGIN + 1, FLOOR + 2))
    foot.draw(image, MARGIN, FLOOR + 16, _clipped(card.foot, foot), SOFT)
    return _png(image, _palette(card.tone), _stamp(card))


def _title(image: Image.Image, title: str, y: int) -> int:
    """The question, as large as it fits; where its letters end."""
    text = _drawable(title)
    fitting = (
        size for size in TITLE_SIZES if len(_wrapped(text, _letters("Bold", size))) * _leading(size) <= TITLE_ROOM
    )
    size = next(fitting, TITLE_SIZES[-1])
    bold = _letters("Bold", size)
    lines = _wrapped(text, bold)
    most = TITLE_ROOM // _leading(size)
    if len(lines) > most:
        lines = [*lines[: most - 1], _clipped(lines[most - 1], bold, cut=True)]
    for line in lines:
        bold.draw(image, MARGIN, y, line, BLACK)
        y += _leading(size)
    return y


def _leading(size: int) -> int:
    return round(size * 1.22)


def _verdict(image: Image.Image, card: Card, y: int) -> int:
    """The verdict on its colour with what stands beside it, or a text that runs on where there is no verdict."""
    x = MARGIN
    bold, beside = _letters("Bold", 30), _letters("Regular", 27)
    label = _drawable(card.label)
    if not label:
        large = _letters("Regular", 40)
        for line in _wrapped(_drawable(card.detail), large)[:4]:
            large.draw(image, x, y, line, SOFT)
            y += 54
        return y
    right = x + bold.width(label) + 36
    image.paste(TONE, (x, y, right + 1, y + 53))
    bold.draw(image, x + 18, y + 26, label, BRIGHT, middle=True)
    x = right + 22
    beside.draw(image, x, y + 26, _clipped(card.detail, beside, WIDTH - MARGIN - x), SOFT, middle=True)
    return y + 74


def _lines(image: Image.Image, card: Card, y: int) -> None:
    """Who says what, as far as there is room; a value may take several lines while the others keep theirs."""
    room = (FLOOR - 8 - y) // LINE_STEP
    lines = card.lines[:room]
    plain, strong, small = _letters("Regular", LINE), _letters("Bold", LINE), _letters("Regular", 26)
    for at, line in enumerate(lines):
        plain.draw(image, MARGIN, y, _clipped(line.who, plain, WHO - 20), SOFT)
        value = _wrapped(_drawable(line.value), strong, WORDS)
        allowed = room - (len(lines) - at - 1)
        if len(value) > allowed:
            value[allowed - 1] = _clipped(f"{value[allowed - 1]} {value[allowed]}", strong, WORDS, cut=True)
            value = value[:allowed]
        for text in value:
            strong.draw(image, MARGIN + WHO, y, text, BLACK)
            y += LINE_STEP
        room -= len(value)
        used = strong.width(value[-1]) + 14
        if line.note and WORDS - used > 120:
            note = _clipped(line.note, small, WORDS - used)
            small.draw(image, MARGIN + WHO + used, y - LINE_STEP + 4, note, SOFT)


# --- words ------------------------------------------------------------------------------------------------------------


@cache
def _letters(weight: str, size: int) -> Letters:
    return Letters(weight, size)


def _drawable(text: str) -> str:
    """The text, or nothing where the font lacks one of its letters: a row of empty boxes says less than nothing."""
    return text if all(map(_has, text)) else ""


@cache
def _has(letter: str) -> bool:
    font = _letters("Regular", 32).font
    missing = font.getmask("\ue000")
    shape = font.getmask(letter)
    return (shape.size, bytes(shape)) != (missing.size, bytes(missing))


def _wrapped(text: str, letters: Letters, width: int = WIDTH - 2 * MARGIN) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if letters.width(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:  # a word longer than a line is broken where the line ends
            if letters.width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _clipped(text: str, letters: Letters, width: int = WIDTH - 2 * MARGIN, *, cut: bool = False) -> str:
    """A text that fits: cut after a word, and marked where it is."""
    text = _drawable(text)
    if not cut and letters.width(text) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and letters.width(f"{' '.join(words)} …") > width:
        words.pop()
    text = " ".join(words)
    while text and letters.width(f"{text} …") > width:
        text = text[:-1]
    return f"{text} …" if text else ""


# --- files ------------------------------------------------------------------------------------------------------------


def _png(image: Image.Image, palette: bytes, source: str) -> bytes:
    """A grey picture as a PNG file with a palette, half a byte a pixel.

    Written here, since what the library's own writer does to find out what it is given takes half as long again as
    packing and deflating.
    """
    image.im = image.im.point(SHADES, "L")
    image.putpalette(palette)
    packed, row = image.tobytes("raw", f"P;{BITS}"), WIDTH * BITS // 8
    unfiltered = b"\0" + b"\0".join([packed[at : at + row] for at in range(0, len(packed), row)])
    pieces = (
        (b"IHDR", pack(">IIBBBBB", WIDTH, HEIGHT, BITS, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tEXt", b"Source\0" + source.encode("latin-1")),
        (b"IDAT", zlib.compress(unfiltered, DEFLATE)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in pieces
    )


@cache
def _palette(tone: str) -> bytes:
    colour = TONES.get(tone, INK)
    ink, bright = BLACK // STEP, (BRIGHT - TONE) // STEP
    shades = [_between(PAPER, INK, at / ink) for at in range(ink + 1)]
    shades += [_between(colour, PAPER, at / bright) for at in range(bright + 1)]
    return b"".join(bytes(shade) for shade in shades)


def _between(start: tuple[int, ...], end: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
