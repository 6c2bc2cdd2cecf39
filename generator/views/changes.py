"""The page of what changed: every correction of the whole site, and the latest reviews."""

from __future__ import annotations

from datetime import date

from markdown_it import MarkdownIt

from generator import prose
from generator.compiler import Examined
from generator.facts import Fact
from generator.model import Grade
from generator.records import Record, replace
from generator.rows import Kind
from generator.views import common
from generator.views.brief import briefs
from generator.views.common import Link, Pill, Site
from generator.views.paging import Paging, cut, pages_of, room, size

ONE = Paging()
LATEST = 30
"""How many reviews are listed."""

GRADES = {
    Grade.SUBSTANTIAL: "a value or the verdict changed",
    Grade.UPDATE: "something was added",
    Grade.MINOR: "wording only",
}


class Corrected(Record):
    """A correction of some fact."""

    day: str
    date: str
    grade: str
    fact: Link
    html: str


class Reviewed(Record):
    """A review of some fact."""

    day: str
    date: str
    fact: Link
    pill: Pill


class ChangesPage(Record):
    """Everything the page of what changed shows."""

    title: str
    description: str
    corrections: tuple[Corrected, ...]
    grades: tuple[tuple[str, str, int], ...]
    reviews: tuple[Reviewed, ...]
    facts: int
    paging: Paging = ONE


def corrected(site: Site, examined: Examined) -> tuple[tuple[int, Corrected], ...]:
    """The corrections of a fact, each with a key that puts later ones first."""
    fact = examined.fact
    return tuple(
        (_newest(each.date.day), _corrected(fact, at, site.markdown)) for at, each in enumerate(fact.claim.corrections)
    )


CORRECTED = Kind("corrected", corrected, tuple[tuple[int, Corrected], ...], light=True)


def changes_pages(site: Site) -> list[ChangesPage]:
    """The same in as many pages as the corrections take."""
    whole = changes_page(site)
    parts = cut(whole.corrections, room(), _weight)
    pagings = pages_of("changes/", len(parts))
    return [replace(whole, corrections=part, paging=each) for part, each in zip(parts, pagings, strict=True)]


def changes_page(site: Site) -> ChangesPage:
    """What the page of what changed shows."""
    facts = briefs(site)
    every = sorted(
        ((name, at, each) for name, rows in site.rows(CORRECTED, facts).items() for at, each in enumerate(rows)),
        key=lambda found: (found[2][0], found[0], -found[1]),
    )
    reviewed = sorted(facts, key=lambda name: (-facts[name].reviewed_day, name))
    grades = [each.grade for _, _, (_, each) in every]
    return ChangesPage(
        "Changes",
        "Every correction of every page, and the latest reviews.",
        tuple(each for _, _, (_, each) in every),
        tuple((grade.value, meaning, grades.count(grade.value)) for grade, meaning in GRADES.items()),
        tuple(
            Reviewed(
                facts[name].reviewed,
                facts[name].reviewed_on,
                Link(facts[name].title, f"claims/{name}/"),
                facts[name].pill,
            )
            for name in reviewed[:LATEST]
        ),
        len(facts),
    )


def _weight(line: Corrected) -> int:
    return 130 + size(line.date, line.fact.path, line.fact.text) + len(line.html.encode())


def _newest(day: date | None) -> int:
    """A key that puts later days first."""
    return -day.toordinal() if day else 0


def _corrected(fact: Fact, at: int, markdown: MarkdownIt) -> Corrected:
    correction = fact.claim.corrections[at]
    numbers = {witness.id: number for number, witness in enumerate(fact.witnesses, 1)}
    return Corrected(
        str(correction.date),
        common.date(correction.date),
        correction.grade.value,
        Link(fact.claim.title, f"claims/{fact.id}/#correction-{at + 1}"),
        prose.render(markdown, correction.text, lambda account: f"[{numbers[account]}]"),
    )
