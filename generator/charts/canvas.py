"""The two layouts of a picture, and the sheet it is drawn on.

A picture is drawn twice by the same code: wide, with labels to the left of the marks, and narrow, with each label above
its mark. The style sheet shows one of them.
"""

from __future__ import annotations

from itertools import pairwise

from generator.charts.svg import el, esc, measure, num, path, rect, shorten, text
from generator.records import Record, Struct, field


class Layout(Record):
    """The measures of one layout, in units of its own picture.

    Attributes:
        name: "wide" or "narrow"; also the class of the picture.
        width: of the picture.
        size: of text; the style sheet sets the same.
        small: of lesser text.
        left: where marks begin: right of the labels, or at the edge where labels stand above.
        right: where marks end.
    """

    name: str
    width: float
    size: float
    small: float
    left: float
    right: float

    @property
    def stacked(self) -> bool:
        """Whether labels stand above their marks."""
        return self.left < self.width / 8

    @property
    def leading(self) -> int:
        """From one line of text to the next."""
        return round(self.size * 1.3)

    @property
    def small_leading(self) -> int:
        """From one line of lesser text to the next."""
        return round(self.small * 1.3)


WIDE = Layout("wide", 720, 13, 11.5, 232, 700)
NARROW = Layout("narrow", 320, 14, 12.5, 8, 310)
LAYOUTS = (WIDE, NARROW)


class Hit(Record):
    """A part of the picture that leads somewhere; `label` is the link's name for those who do not see the picture."""

    href: str
    label: str
    x: float
    y: float
    width: float
    height: float


class Glyph(Record):
    """One entry of a key: a drawing in a box 26 wide and 12 high around (13, 0), and what it means."""

    drawing: str
    words: str


class Sheet(Struct):
    """Collects what is drawn, back to front, and how far down it reaches; `prefix` makes its ids unique on a page."""

    layout: Layout
    prefix: str
    y: float = 0
    back: list[str] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def lines(self, x: float, words: tuple[str, ...], cls: str = "", *, small: bool = False, anchor: str = "") -> None:
        """Write lines of text from here on down."""
        leading = self.layout.small_leading if small else self.layout.leading
        size = self.layout.small if small else self.layout.size
        kind = f"s {cls}".strip() if small else cls
        for each in words:
            self.front.append(text(x, self.y + size, each, kind, anchor))
            self.y += leading

    def key(self, glyphs: list[Glyph]) -> None:
        """Explain the marks, as many entries to a line as fit."""
        lay, x = self.layout, 0.0
        self.y += 8
        for glyph in glyphs:
            words = shorten(glyph.words, lay.small, lay.width - 34)
            wide = 32 + measure(words, lay.small)
            if x and x + wide > lay.width:
                x, self.y = 0.0, self.y + lay.small_leading + 3
            middle = self.y + lay.small * 0.6
            self.front.append(el("g", glyph.drawing, transform=f"translate({num(x)} {num(middle)})"))
            self.front.append(text(x + 30, self.y + lay.small, words, "s soft"))
            x += wide + 16
        self.y += lay.small_leading + 3

    @property
    def id(self) -> str:
        """What the ids of this picture begin with."""
        return f"{self.prefix}-{self.layout.name}"

    def svg(self, title: str, desc: str) -> str:
        """The finished picture, an image with a name and a description.

        Where it has links, these lie over the image as siblings, since what is inside an image is hidden from assistive
        technology.

        Args:
            title: its name.
            desc: everything it shows, in words.
        """
        name = self.id
        image = {"role": "img", "aria_labelledby": f"{name}-t", "aria_describedby": f"{name}-d"}
        drawing = (
            el("title", esc(title), id=f"{name}-t")
            + el("desc", esc(desc), id=f"{name}-d")
            + "".join(self.back)
            + "".join(self.front)
        )
        box = f"0 0 {num(self.layout.width)} {num(self.y + 4)}"
        around = {"cls": f"chart-{self.layout.name}", "viewBox": box}
        if not self.hits:
            return el("svg", drawing, **around, **image)
        links = "".join(
            el("a", rect(hit.x, hit.y, hit.width, hit.height, "hit"), href=hit.href, aria_label=hit.label)
            for hit in self.hits
        )
        return el("svg", el("g", drawing, **image) + links, **around, role="none")


def smooth(points: list[tuple[float, float]], cls: str, *, down: bool = False) -> str:
    """A curve through points that leaves and arrives straight: rightwards, or downwards."""
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for (x1, y1), (x2, y2) in pairwise(points):
        if (x1 == x2) if down else (y1 == y2):
            d += f"L{num(x2)} {num(y2)}"
        elif down:
            middle = num((y1 + y2) / 2)
            d += f"C{num(x1)} {middle} {num(x2)} {middle} {num(x2)} {num(y2)}"
        else:
            middle = num((x1 + x2) / 2)
            d += f"C{middle} {num(y1)} {middle} {num(y2)} {num(x2)} {num(y2)}"
    return path(d, cls)
