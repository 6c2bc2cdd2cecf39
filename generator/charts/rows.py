"""What the pictures with one row per account share: labels, scopes, brackets around a shared origin, an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.charts.canvas import Hit, Sheet
from generator.charts.records import Account, Bunch, Group, Matter, closing_origins, either, heading
from generator.charts.scales import Scale
from generator.charts.svg import circle, line, measure, path, rect, shorten, text, wrap
from generator.records import Record

NUMBER = 22
"""How much room a number takes before a name."""

BRACKET = 10
"""How much room a bracket takes before that."""

Draw = Callable[[Sheet, Account, float], float]
"""Draws the marks of one account from a given height on down, and returns how far down they reach."""


class Shade(Record):
    """A stretch of the axis that every account of a scope leaves room for, and the words for it."""

    start: float
    end: float
    words: str


def number(x: float, y: float, value: int) -> str:
    """A number in its box, as the evidence on the page carries it; `y` is the baseline of the text beside it."""
    wide = 18 if value < 100 else 26
    return rect(x, y - 12, wide, 16, "num") + text(x + wide / 2, y, str(value), "s b", "mid")


def label(sheet: Sheet, account: Account) -> None:
    """Who says it, citing whom, from the sheet's height on down; to the left of the marks, or above them."""
    lay = sheet.layout
    x = BRACKET + NUMBER + (8 if account.number > 99 else 0)
    room = (lay.width if lay.stacked else lay.left - 12) - x
    sheet.front.append(number(BRACKET, sheet.y + lay.size, account.number))
    sheet.lines(x, wrap(account.who, lay.size, room, 2, bold=True), "b")
    if account.citing:
        sheet.lines(x, wrap(f"citing {account.citing}", lay.small, room, 2), "soft", small=True)


def row(sheet: Sheet, account: Account, draw: Draw, page: str) -> None:
    """One account: its label, its marks, and a link over both."""
    lay, top = sheet.layout, sheet.y
    sheet.y += 5
    label(sheet, account)
    bottom = draw(sheet, account, sheet.y if lay.stacked else top + 5)
    sheet.y = max(sheet.y, bottom) + (9 if lay.stacked else 6)
    sheet.hits.append(hit(account, page, 0, top, lay.width, sheet.y - top))


def group(sheet: Sheet, each: Group, draw: Draw, page: str, shade: Shade | None = None) -> None:
    """The accounts of one scope under its heading, with brackets where they share an origin."""
    lay = sheet.layout
    scope_heading(sheet, each.scope)
    if shade is not None:
        if each.scope and not lay.stacked and measure(heading(each.scope), lay.size, bold=True) < lay.left - 12:
            sheet.y -= lay.leading - 1
        sheet.lines(lay.left, wrap(shade.words, lay.small, lay.right - lay.left, 2), "soft", small=True)
    top = bottom = sheet.y

    def one(account: Account) -> None:
        nonlocal bottom
        row(sheet, account, draw, page)
        bottom = bottom if account.silent else sheet.y

    for bunch in each.bunches:
        bracketed(sheet, bunch, one)
    if shade is not None:
        start, end = (shade.start, shade.end) if shade.end - shade.start > 6 else _widened(shade)
        sheet.back.insert(0, rect(start, top, end - start, bottom - top, "band"))


def scope_heading(sheet: Sheet, scope: str) -> None:
    """What the accounts below speak of."""
    lay = sheet.layout
    if scope:
        sheet.y += 6
        sheet.front.append(line(0, sheet.y, lay.width, sheet.y, "rule"))
        sheet.y += 3
        sheet.lines(0, wrap(heading(scope), lay.size, lay.width, 2, bold=True), "scope")


def hit(account: Account, page: str, x: float, y: float, width: float, height: float) -> Hit:
    """A link to the evidence of an account."""
    return Hit(f"{page}#{account.id}", f"Evidence {account.number}: {account.who}", x, y, width, height)


def _widened(shade: Shade) -> tuple[float, float]:
    middle = (shade.start + shade.end) / 2
    return middle - 4, middle + 4


def bracketed(sheet: Sheet, bunch: Bunch, draw: Callable[[Account], None]) -> None:
    """Accounts one below the other; where they share an origin, a bracket around them says so."""
    top = sheet.y
    for account in bunch.accounts:
        draw(account)
    if bunch.shared:
        bracket(sheet, 0, top, bunch.note, sheet.layout.width if sheet.layout.stacked else sheet.layout.left - 12)


def bracket(sheet: Sheet, x: float, top: float, note: str, end: float) -> None:
    """A bracket from a height down to the sheet's, and a note at its foot."""
    lay = sheet.layout
    lines = wrap(note, lay.small, end - x - BRACKET - 2, 2)
    foot = sheet.y + lay.small * 0.7
    sheet.front.append(path(f"M{x + 7:g} {top + 4:g}H{x + 1:g}V{foot:.1f}H{x + 7:g}", "brace"))
    sheet.lines(x + BRACKET, lines, "soft i", small=True)
    sheet.y += 5


def note(sheet: Sheet, account: Account, y: float) -> float:
    """Under the marks: that an account can be read in two scopes."""
    lay, words = sheet.layout, either(account)
    for each in wrap(words, lay.small, lay.right - lay.left, 3) if words else ():
        sheet.front.append(text(lay.left, y + lay.small, each, "s soft i"))
        y += lay.small_leading
    return y


def open_words(sheet: Sheet, account: Account, y: float) -> float:
    """In place of marks: that an account leaves the value open, and in which words."""
    lay = sheet.layout
    words = "leaves it open" + (f": “{account.wording}”" if account.wording else "")
    for each in wrap(words, lay.size, lay.right - lay.left, 2):
        sheet.front.append(text(lay.left, y + lay.size, each, "i"))
        y += lay.leading
    return note(sheet, account, y)


def value_words(sheet: Sheet, words: str, middle: float, y: float, *, bold: bool = True) -> None:
    """The value above its mark, as near to its middle as the edges allow."""
    lay = sheet.layout
    words = shorten(words, lay.small, lay.right - lay.left, bold=bold)
    half = measure(words, lay.small, bold=bold) / 2
    x = min(max(middle, lay.left + half), max(lay.right - half, lay.left + half))
    sheet.front.append(text(x, y + lay.small, words, "s b" if bold else "s", "mid"))


def axis(sheet: Sheet, scale: Scale, top: float, caption: str) -> None:
    """The axis below everything, its lines behind everything, and what it counts."""
    lay, bottom = sheet.layout, sheet.y + 4
    sheet.back.extend(line(tick.at, top, tick.at, bottom, "grid") for tick in scale.ticks)
    sheet.back.append(line(scale.start, bottom, scale.end, bottom, "axis"))
    for tick in scale.ticks:
        half = measure(tick.label, lay.small) / 2
        x = min(max(tick.at, half), lay.width - half)
        sheet.front.append(line(tick.at, bottom, tick.at, bottom + 4, "axis"))
        sheet.front.append(text(x, bottom + 6 + lay.small, tick.label, "s soft", "mid"))
    sheet.y = bottom + 10 + lay.small
    if caption:
        sheet.lines(lay.left, wrap(caption, lay.small, lay.right - lay.left, 2), "soft", small=True)


def closing(sheet: Sheet, matter: Matter) -> None:
    """Below everything: which accounts share an origin across scopes."""
    lay = sheet.layout
    for words in closing_origins(matter, scattered=True):
        sheet.lines(0, wrap(words, lay.small, lay.width, 3), "soft i", small=True)


def dot(x: float, y: float, cls: str = "fill", r: float = 5.5) -> str:
    """A value."""
    return circle(x, y, r, cls)


def bar(start: float, end: float, y: float, cls: str, height: float = 7) -> str:
    """A range; never too short to be seen."""
    if end - start < 3:
        start, end = (start + end) / 2 - 1.5, (start + end) / 2 + 1.5
    return rect(start, y - height / 2, end - start, height, cls)


def caps(ends: Iterable[float], y: float) -> str:
    """Ends that belong to the range."""
    return "".join(line(x, y - 7, x, y + 7, "cap") for x in ends)


def arrow(start: float, end: float, y: float) -> str:
    """A range without an end on one side, pointing there."""
    tip = 7 if end > start else -7
    return line(start, y, end - tip / 2, y, "ray") + path(
        f"M{end - tip:.1f} {y - 5:.1f}L{end:.1f} {y:.1f}L{end - tip:.1f} {y + 5:.1f}z", "fill"
    )
