"""How many of each sort: a stacked bar per account, with patterns, on one axis."""

from __future__ import annotations

from decimal import Decimal

from generator.charts import rows
from generator.charts.canvas import Glyph, Layout, Sheet
from generator.charts.records import Account, Matter, described, either, groups
from generator.charts.scales import Scale, quantity_scale
from generator.charts.svg import el, line, measure, path, rect, text
from generator.quantities import in_figures
from generator.readings import Breakdown

HEIGHT = 18
PATTERNS = (
    "",  # plain
    path("M-2 8L8 -2M-2 2L2 -2M4 8L8 4", "hatch"),
    path("M0 1.5H6M0 4.5H6", "hatch"),
    path("M1.5 1.5h2v2h-2z", "fill"),
    path("M0 0L6 6M0 6L6 0", "hatch"),
    path("M3 0V6", "hatch"),
)
"""What tells the categories apart besides their order; after the last one they begin anew."""


def draw(matter: Matter, layout: Layout, prefix: str, page: str) -> Sheet | None:
    """The bars in one layout; None where no account gives a figure.

    Args:
        matter: a fact whose readings are breakdowns.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the accounts' anchors.
    """
    wholes = [_whole(account.reading) for account in matter.accounts if isinstance(account.reading, Breakdown)]
    if not any(wholes):
        return None
    sheet = Sheet(layout, prefix)
    used = _used(matter)
    sheet.back.append(_patterns(sheet, used))
    scale = quantity_scale(
        [0.0, *(float(whole) for whole in wholes)],
        no_end=False,
        start=layout.left,
        end=layout.right,
        size=layout.small,
    )

    def marks(sheet: Sheet, account: Account, y: float) -> float:
        if not isinstance(account.reading, Breakdown):
            return rows.open_words(sheet, account, y)
        _bar(sheet, matter, account.reading, scale, y)
        return rows.note(sheet, account, y + layout.small_leading + HEIGHT + 4)

    for group in groups(matter):
        rows.group(sheet, group, marks, page)
    rows.axis(sheet, scale, 0, f"number of {matter.unit or 'those counted'}")
    sheet.key(_key(sheet, matter, used))
    rows.closing(sheet, matter)
    return sheet


def _whole(reading: Breakdown) -> Decimal:
    counted = sum((count for _, count in reading.parts), Decimal(0))
    return max(counted, reading.total or Decimal(0))


def _used(matter: Matter) -> dict[str, int]:
    """The categories that some account gives, in the order of the claim, with the number of each one's pattern."""
    given = {name for a in matter.accounts if isinstance(a.reading, Breakdown) for name, _ in a.reading.parts}
    return {
        name: n % len(PATTERNS) for n, name in enumerate(choice.id for choice in matter.choices if choice.id in given)
    }


def _patterns(sheet: Sheet, used: dict[str, int]) -> str:
    drawn = (
        el(
            "pattern",
            rect(0, 0, 6, 6, "ground") + PATTERNS[n],
            id=f"{sheet.id}-{n}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        )
        for n in sorted(set(used.values()))
        if PATTERNS[n]
    )
    return el("defs", "".join(drawn))


def _segment(sheet: Sheet, x: float, y: float, width: float, height: float, pattern: int) -> str:
    fill = f"url(#{sheet.id}-{pattern})" if PATTERNS[pattern] else ""
    return el("rect", x=x, y=y, width=width, height=height, fill=fill, cls="part" if fill else "part fill")


def _bar(sheet: Sheet, matter: Matter, reading: Breakdown, scale: Scale, top: float) -> None:
    lay, y = sheet.layout, top + sheet.layout.small_leading + 2
    at, counts, used = scale.start, dict(reading.parts), _used(matter)
    labels = {choice.id: choice.label for choice in matter.choices}
    done, free = Decimal(0), 0.0
    for name in (name for name in used if name in counts):
        done += counts[name]
        end = scale.at(float(done))
        sheet.front.append(_segment(sheet, at, y, end - at, HEIGHT, used[name]))
        figure, middle = in_figures(counts[name]), (at + end) / 2
        if measure(f"{figure} {labels[name]}", lay.small, bold=True) < end - at - 6:
            figure += f" {labels[name]}"
        half = measure(figure, lay.small, bold=True) / 2
        if middle - half >= free:  # a figure that would stand in the one before it is left to the table
            sheet.front.append(text(middle, y - 4, figure, "s b", "mid"))
            free = middle + half + 3
        at = end
    if reading.total is not None:
        end = scale.at(float(reading.total))
        if done < reading.total:
            sheet.front.append(rect(at, y, end - at, HEIGHT, "part vague"))
        words = f"{in_figures(reading.total)} in all"
        half = measure(words, lay.small, bold=True) / 2
        if not done or end - at > 2 * half + 4:
            sheet.front.append(text(max((at + end) / 2, lay.left + half), y - 4, words, "s b", "mid"))
        sheet.front.append(line(end, y - 3, end, y + HEIGHT + 3, "cap"))


def _key(sheet: Sheet, matter: Matter, used: dict[str, int]) -> list[Glyph]:
    labels = {choice.id: choice.label for choice in matter.choices}
    glyphs = [Glyph(_segment(sheet, 1, -7, 24, 13, n), labels[name]) for name, n in used.items()]
    totals = [account.reading for account in matter.accounts if isinstance(account.reading, Breakdown)]
    if any(reading.total is not None and _parts(reading) < reading.total for reading in totals):
        glyphs.append(Glyph(rect(1, -7, 24, 13, "part vague"), "given as a total, not by sort"))
    return glyphs


def _parts(reading: Breakdown) -> Decimal:
    return sum((count for _, count in reading.parts), Decimal(0))


def describe(matter: Matter) -> str:
    """The bars in words."""
    said = {group.scope: [_sentence(account) for account in group.accounts] for group in groups(matter)}
    return described(matter, f"Stacked bars on one axis, number of {matter.unit or 'those counted'},", said)


def _sentence(account: Account) -> str:
    value = account.value
    if account.silent:
        value = "leaves it open" + (f", “{account.wording}”" if account.wording else "")
    more = either(account)
    return f"{account.name}: {value}" + (f" ({more})" if more else "")
