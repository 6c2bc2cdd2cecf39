"""From figures and days to positions on an axis, with ticks that a reader can count in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from generator.charts.svg import measure
from generator.dates import MONTHS, Period
from generator.records import Record

LOG_FROM = 20
"""From this ratio of highest to lowest figure on, the axis is logarithmic."""

FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


class Tick(Record):
    """A marked place of an axis."""

    at: float
    label: str


class Scale(Record):
    """An axis: the figures it runs between, and where these lie.

    Attributes:
        low: the figure at its beginning.
        high: the figure at its end.
        start: the position of its beginning.
        end: the position of its end.
        log: whether equal steps multiply instead of adding.
        ticks: where it is marked.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool
    ticks: tuple[Tick, ...] = ()

    def at(self, value: float) -> float:
        """Where a figure lies; what is off the axis lies at its nearer end."""
        value = min(max(value, self.low), self.high)
        share = (value - self.low) / (self.high - self.low)
        if self.log:
            share = math.log10(value / self.low) / math.log10(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)


def figure(value: float) -> str:
    """A tick's label: "1,200", "2.5 million"."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:,.6g} {name}" if value / size < 1e6 else f"{value:.2g}"
    return f"{value:,.6g}" if value < 1e6 else f"{value:,.0f}"


def quantity_scale(values: Sequence[float], *, no_end: bool, start: float, end: float, size: float) -> Scale:
    """An axis for figures.

    Args:
        values: every figure that must lie on it.
        no_end: whether a range is open upwards, so that room is left for its arrow.
        start: the position of its beginning.
        end: the position of its end.
        size: of its labels.
    """
    lowest, highest = min(values), max(values)
    if 0 < lowest * LOG_FROM < highest:
        return _log_scale(lowest, highest * (2 if no_end else 1), start, end, size)
    spread = highest - lowest
    whole = all(value == int(value) for value in values)
    top = highest + (max(spread, highest) * 0.3 if no_end else spread * 0.06)
    base = 0.0 if spread == 0 or lowest < highest * 0.6 else lowest - spread * 0.12
    top = top if top > base else base + 1
    for count in (7, 6, 5, 4, 3, 2):
        step = _nice((top - base) / count, whole=whole)
        first, last = math.floor(base / step), math.ceil(round(top / step, 6))
        ticks = [n * step for n in range(first, last + 1)]
        scale = Scale(ticks[0], ticks[-1], start, end, log=False)
        found = tuple(Tick(scale.at(tick), figure(tick)) for tick in ticks)
        if _fit(found, size):
            break
    else:
        scale = Scale(base, top, start, end, log=False)
        found = (Tick(start, figure(base)), Tick(end, figure(top)))
    return Scale(scale.low, scale.high, start, end, log=False, ticks=found)


def _nice(raw: float, *, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    if whole and step != int(step):
        step = max(1.0, float(math.ceil(step)))
    return step


def _log_scale(lowest: float, highest: float, start: float, end: float, size: float) -> Scale:
    decades = range(math.floor(math.log10(lowest)), math.ceil(math.log10(highest)) + 1)
    marks = [factor * 10.0**decade for decade in decades for factor in (1, 2, 5)]
    low = max(mark for mark in marks if mark <= lowest)
    high = min((mark for mark in marks if mark >= highest), default=marks[-1])
    scale = Scale(low, high, start, end, log=True)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        for every in (1, 2, 3, 6):
            chosen = [f * 10.0**decade for decade in decades[::every] for f in factors]
            found = tuple(Tick(scale.at(mark), figure(mark)) for mark in chosen if low <= mark <= high)
            if len(found) > 1 and _fit(found, size):
                return Scale(low, high, start, end, log=True, ticks=found)
            if len(factors) > 1:
                break
    ends = (Tick(start, figure(low)), Tick(end, figure(high)))
    return Scale(low, high, start, end, log=True, ticks=ends)


def _fit(ticks: Sequence[Tick], size: float) -> bool:
    """Whether the labels stand clear of each other."""
    widths = [measure(tick.label, size) for tick in ticks]
    pairs = zip(ticks, ticks[1:], widths, widths[1:], strict=False)
    return all(b.at - a.at > (first + second) / 2 + 8 for a, b, first, second in pairs)


def time_scale(periods: Iterable[Period], *, start: float, end: float, size: float) -> Scale:
    """An axis for days. A day reaches from its number to the next one, as `date.toordinal` counts.

    Args:
        periods: everything that must lie on it; where one has an open end, room is left for an arrow.
        start: the position of its beginning.
        end: the position of its end.
        size: of its labels.
    """
    all_periods = tuple(periods)
    days = [day.toordinal() for period in all_periods for day in (period.first, period.last) if day is not None]
    first, last = min(days), max(days) + 1
    margin = max(1, (last - first) // 12)
    first -= margin if any(period.first is None for period in all_periods) else 0
    last += margin if any(period.last is None for period in all_periods) else 0
    first, last = max(first, FIRST_DAY), min(max(last, first + 3), LAST_DAY + 1)
    scale = Scale(first, last, start, end, log=False)
    return Scale(first, last, start, end, log=False, ticks=_day_ticks(scale, size))


def _day_ticks(scale: Scale, size: float) -> tuple[Tick, ...]:
    low, high = int(scale.low), int(scale.high) - 1
    first, last = date.fromordinal(low), date.fromordinal(high)
    found: tuple[Tick, ...] = ()
    for every in (1, 2, 3, 7, 14):
        if (high - low) / every > 14:
            continue
        days = range(low, high + 1, every)
        found = tuple(Tick(scale.at(day + 0.5), _day_label(day, day == low)) for day in days)
        if _fit(found, size):
            return found
    by_month: tuple[Callable[[int], tuple[int, str]], ...] = (_month, _year)
    for unit, steps in zip(by_month, ((1, 3, 6), (1, 2, 5, 10, 25, 50, 100, 500, 1000)), strict=True):
        begin = first.year * 12 + first.month - 1 if unit is _month else first.year
        finish = last.year * 12 + last.month - 1 if unit is _month else last.year
        for every in steps:
            if (finish - begin) / every > 14:
                continue
            marks = [unit(n) for n in range(begin + -begin % every, finish + 1, every)]
            found = tuple(Tick(scale.at(day), label) for day, label in marks if low <= day <= high)
            if len(found) > 1 and _fit(found, size):
                return found
    return (Tick(scale.at(low + 0.5), _day_label(low, month=True)),)


def _day_label(day: int, month: bool) -> str:
    when = date.fromordinal(day)
    name = f"{when.day} {MONTHS[when.month - 1][:3]}"
    return name if month or when.day == 1 else str(when.day)


def _month(number: int) -> tuple[int, str]:
    year, month = divmod(number, 12)
    return date(max(year, 1), month + 1, 1).toordinal(), f"{MONTHS[month][:3]} {year}"


def _year(number: int) -> tuple[int, str]:
    return date(max(number, 1), 1, 1).toordinal(), str(number)
