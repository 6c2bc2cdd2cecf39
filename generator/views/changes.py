"""The page of what changed: every correction of the whole site, and the latest reviews."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from markdown_it import MarkdownIt

from generator import prose
from generator.facts import Fact
from generator.model import Grade
from generator.views import common
from generator.views.common import Link, Pill, Site
from generator.views.paging import Paging, cut, pages_of

ONE = Paging()
CORRECTIONS_A_PAGE = 300
LATEST = 30
"""How many reviews are listed."""

GRADES = {
    Grade.SUBSTANTIAL: "a value or the verdict changed",
    Grade.UPDATE: "something was added",
    Grade.MINOR: "wording only",
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction of some fact."""

    day: str
    date: str
    grade: str
    fact: Link
    html: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review of some fact."""

    day: str
    date: str
    fact: Link
    pill: Pill


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Everything the page of what changed shows."""

    title: str
    description: str
    corrections: tuple[Corrected, ...]
    grades: tuple[tuple[str, str, int], ...]
    reviews: tuple[Reviewed, ...]
    facts: int
    paging: Paging = ONE


def changes_pages(site: Site, markdown: MarkdownIt) -> list[ChangesPage]:
    """The same in as many pages as the corrections take."""
    whole = changes_page(site, markdown)
    parts = cut(whole.corrections, CORRECTIONS_A_PAGE) if site.large else [whole.corrections]
    pagings = pages_of("changes/", len(parts))
    return [replace(whole, corrections=part, paging=each) for part, each in zip(parts, pagings, strict=True)]


def changes_page(site: Site, markdown: MarkdownIt) -> ChangesPage:
    """What the page of what changed shows."""
    facts = [examined.fact for examined in site.facts.values()]
    corrected = sorted(
        ((fact, at) for fact in facts for at in range(len(fact.claim.corrections))),
        key=lambda found: (_newest(found[0].claim.corrections[found[1]].date.day), found[0].id, -found[1]),
    )
    reviewed = sorted(facts, key=lambda fact: (_newest(fact.claim.verdict.reviewed.day), fact.id))
    grades = [fact.claim.corrections[at].grade for fact, at in corrected]
    return ChangesPage(
        "Changes",
        "Every correction of every page, and the latest reviews.",
        tuple(_corrected(fact, at, markdown) for fact, at in corrected),
        tuple((grade.value, meaning, grades.count(grade)) for grade, meaning in GRADES.items()),
        tuple(
            Reviewed(
                str(fact.claim.verdict.reviewed),
                common.date(fact.claim.verdict.reviewed),
                Link(fact.claim.title, f"claims/{fact.id}/"),
                site.pill(fact),
            )
            for fact in reviewed[:LATEST]
        ),
        len(facts),
    )


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
