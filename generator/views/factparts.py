"""The page of a fact in several, where it has so many accounts that one page would be too heavy.

The first page keeps what there is once: the verdict, the analysis, the corrections. Table, evidence, origins and pairs
go on as far as they have to, in that order; the address of every account stays on the first page and leads on from
there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from generator.charts.pictures import Chart
from generator.records import Record, replace
from generator.views.common import Site
from generator.views.fact import FactPage, OriginLine, PairLine, Relations, Row
from generator.views.paging import cut, first_room, pages_of, room, size

PLACE = re.compile(r'href="#([^"]+)"')


class Told(Record):
    """A row of the table."""

    row: Row


class Shown(Record):
    """The evidence of an account, and its source."""

    row: Row


Unit = Told | Shown | OriginLine | tuple[int, PairLine]
"""What the pages are made of; the number is that of the relation."""
Kind = TypeVar("Kind", Told, Shown, OriginLine)


def fact_pages(site: Site, whole: FactPage) -> list[FactPage]:
    """The page of a fact, or the pages that it takes."""
    if _at_most(whole) <= room():
        return [whole]
    units: list[Unit] = [
        *map(Told, whole.rows),
        *map(Shown, whole.rows),
        *whole.origins,
        *((at, pair) for at, relation in enumerate(whole.relations) for pair in relation.pairs),
    ]
    pictures = [chart for chart in (whole.picture, whole.times, whole.graph) if _drawn(chart) <= room() // 4]
    once = sum(map(_drawn, pictures)) + _once(whole)
    if sum(map(_weight, units)) + once <= room():
        return [whole]
    parts = cut(units, room(), _weight, max(first_room(2 * len(whole.rows)) - once, 0))
    held = [_held(parts, n, whole.graph in pictures) for n in range(len(parts))]
    taken = site.names_in("claims")
    pagings = pages_of(f"claims/{whole.id}/", len(parts), taken, beside=True, elsewhere=held)
    on = {each.row.id: paging.path for part, paging in zip(parts, pagings, strict=True) for each in _of(part, Shown)}
    pages = []
    for part, paging in zip(parts, pagings, strict=True):
        where = {name: f"{paging.up}{path}" for name, path in on.items() if path != paging.path}
        page = replace(
            whole,
            paging=paging,
            where=where,
            table=tuple(each.row for each in _of(part, Told)),
            evidence=tuple(each.row for each in _of(part, Shown)),
            origins=tuple(_of(part, OriginLine)),
            all_origins=len(whole.origins),
            relations=_relations(whole, part),
            picture=None,
            times=None,
            graph=None,
        )
        if paging.number == 1:
            page = replace(
                page,
                picture=_chart(whole.picture, pictures, where),
                times=_chart(whole.times, pictures, where),
                graph=_chart(whole.graph, pictures, where),
                summary=_led(whole.summary, where),
                reason=_led(whole.reason, where),
                analysis=_led(whole.analysis, where),
                corrections=tuple(replace(each, html=_led(each.html, where)) for each in whole.corrections),
            )
        pages.append(page)
    return pages


def _of(part: tuple[Unit, ...], kind: type[Kind]) -> list[Kind]:
    return [unit for unit in part if isinstance(unit, kind)]


def _relations(whole: FactPage, part: tuple[Unit, ...]) -> tuple[Relations, ...]:
    found: dict[int, list[PairLine]] = {}
    for unit in part:
        if isinstance(unit, tuple):
            found.setdefault(unit[0], []).append(unit[1])
    return tuple(replace(whole.relations[at], pairs=tuple(pairs)) for at, pairs in found.items())


def _held(parts: list[tuple[Unit, ...]], n: int, drawn: bool) -> tuple[str, list[str]]:
    """What a page holds, in words, and the addresses in it; the picture of the origins has a heading of its own."""
    told, shown = _of(parts[n], Told), _of(parts[n], Shown)
    words = []
    if told:
        words.append(f"accounts {told[0].row.number} to {told[-1].row.number}")
    if shown:
        words.append(f"evidence {shown[0].row.number} to {shown[-1].row.number}")
    words += [HEADINGS[kind][0] for kind in _kinds(parts[n]) if kind in (OriginLine, tuple)]
    before = {kind for part in parts[:n] for kind in _kinds(part)} | ({OriginLine} if drawn else set())
    headings = [each for kind in _kinds(parts[n]) if kind not in before for each in HEADINGS[kind][1:]]
    text = ", ".join(words)
    rows = [f"row-{each.row.id}" for each in told] + [each.row.id for each in shown]
    return text[:1].upper() + text[1:], headings + rows


HEADINGS: Mapping[type, tuple[str, ...]] = {
    Told: ("", "what-each-source-says"),
    Shown: ("", "the-evidence", "sources"),
    OriginLine: ("where the accounts come from", "where-the-accounts-come-from"),
    tuple: ("how they relate", "do-they-contradict-each-other"),
}
"""What the sections of the template are called, and the addresses of their headings."""


def _kinds(part: tuple[Unit, ...]) -> dict[type, None]:
    return dict.fromkeys(type(unit) for unit in part)


def _led(html: str, where: Mapping[str, str]) -> str:
    """HTML whose links to the evidence lead to the pages it is on."""
    return PLACE.sub(lambda found: f'href="{where.get(found[1], "")}#{found[1]}"', html)


def _chart(chart: Chart | None, shown: list[Chart | None], where: Mapping[str, str]) -> Chart | None:
    """A picture, unless it is one of those that are too large to be read."""
    if chart is None or chart not in shown:
        return None
    return replace(chart, wide=_led(chart.wide, where), narrow=_led(chart.narrow, where))


# --- how heavy --------------------------------------------------------------------------------------------------------


def _at_most(page: FactPage) -> int:
    """More than a page can take, without looking closely."""
    quotes = sum(len(segment.text) for row in page.rows for segment in row.context.passage)
    pairs = sum(len(relation.pairs) for relation in page.relations)
    drawn = sum(map(_drawn, (page.picture, page.times, page.graph)))
    return 3_500 * len(page.rows) + 300 * pairs + 8 * quotes + drawn + len(page.analysis) + len(page.json_ld)


def _drawn(chart: Chart | None) -> int:
    return len(chart.wide.encode()) + len(chart.narrow.encode()) if chart is not None else 0


def _once(page: FactPage) -> int:
    html = (page.summary, page.reason, page.analysis, page.json_ld, *(each.html for each in page.corrections))
    return sum(len(text.encode()) for text in html)


def _quote(row: Row) -> int:
    return 80 + size(row.article_id, row.language) + sum(size(segment.text) + 13 for segment in row.quote)


def _weight(unit: Unit) -> int:
    match unit:
        case Told(row):
            texts = (row.id, row.id, row.id, row.speaker.path, row.speaker.text, row.role, row.place_in_article)
            more = (*row.hands, row.value, row.unit, row.read_as, row.translation, row.said, row.as_of, *row.scopes)
            heard = sum(40 + size(each.path, each.text) for each in row.heard_from)
            return 700 + size(*texts, *more) + heard + _quote(row)
        case Shown(row):
            texts = (row.id, row.short, row.speaker.text, row.value, row.unit, row.read_as, row.context.before)
            more = (row.context.after, row.translation, row.article.text, row.published, row.file, row.original or "")
            passage = sum(40 + size(segment.text) for segment in row.context.passage)
            later = sum(12 + size(piece.text) for piece in row.standing.pieces) + 400 if row.standing else 0
            # the source of each account bears a description for reference managers, all in percent signs
            source = 900 + 3 * size(row.article.text, row.article.path)
            return (
                1_700
                + size(*texts, *more, *row.carried)
                + passage
                + later
                + _quote(row)
                + len(row.note.encode())
                + source
            )
        case OriginLine():
            steps = [step for chain in unit.chains for step in chain]
            return 200 + 22 * len(steps) + size(unit.name.path, unit.name.text, *steps, *unit.why)
        case _:
            pair = unit[1]
            sides = sum(140 + size(row.short, row.value, row.id) for row in (pair.a, pair.b))
            return 20 + sides + size(pair.otherwise, pair.reason, pair.computed)
