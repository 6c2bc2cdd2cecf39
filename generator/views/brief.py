"""A fact in the fewest words: what lists are ordered, counted and filtered by."""

from __future__ import annotations

from generator.compiler import Examined
from generator.evidence import normalise
from generator.model import Rating
from generator.records import Record
from generator.rows import Kind
from generator.views import common
from generator.views.common import Pill, Site


class Brief(Record):
    """A fact in the fewest words.

    Attributes:
        title: its question.
        called: the same where no verdict stands beside it.
        pill: its verdict.
        topics: ids.
        kinds: how its accounts relate, as names, in the order of the relations.
        contradictions: how many pairs of accounts contradict each other.
        speakers: for each account the id of its speaker.
        articles: for each account the id of its article.
        parties: ids of everybody who has a part in an account: who says it, and whom they have it from.
        reviewed: the day of the last review as it is written.
        reviewed_on: the same in words.
        reviewed_day: its number in the calendar; 0 where there is none.
    """

    title: str
    called: str
    pill: Pill
    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    contradictions: int
    speakers: tuple[str, ...]
    articles: tuple[str, ...]
    parties: tuple[str, ...]
    reviewed: str
    reviewed_on: str
    reviewed_day: int

    @property
    def rating(self) -> Rating:
        """The verdict."""
        return Rating(self.pill.name)

    @property
    def accounts(self) -> int:
        """How many accounts it has."""
        return len(self.speakers)


def make(site: Site, examined: Examined) -> Brief:
    """A fact in the fewest words."""
    fact = examined.fact
    claim = fact.claim
    reviewed = claim.verdict.reviewed
    return Brief(
        claim.title,
        site.called(fact),
        site.pill(fact),
        claim.topics,
        tuple(kind.value for kind in examined.comparison.kinds()),
        len(examined.comparison.contradictions),
        tuple(witness.account.speaker for witness in fact.witnesses),
        tuple(witness.article.id for witness in fact.witnesses),
        tuple(
            dict.fromkeys(
                each
                for witness in fact.witnesses
                for each in (witness.account.speaker, *(witness.account.heard_from or ()))
            )
        ),
        str(reviewed),
        common.date(reviewed),
        reviewed.day.toordinal() if reviewed.day else 0,
    )


BRIEF = Kind("brief", make, Brief, light=True)


def _apart(_site: Site, examined: Examined) -> tuple[tuple[str, str], ...]:
    return tuple(
        (witness.article.id, normalise(witness.account.quote).text.strip())
        for witness in examined.fact.witnesses
        if witness.account.prefix or witness.account.suffix
    )


APART = Kind("apart", _apart, tuple[tuple[str, str], ...], light=True)
"""The article and the words, as they are compared, of each quote that stands there more than once."""


class Pointed(Record):
    """What is said of a fact where another page points to it."""

    title: str
    pill: Pill


def _pointed(site: Site, examined: Examined) -> Pointed:
    return Pointed(examined.fact.claim.title, site.pill(examined.fact))


POINTED = Kind("pointed", _pointed, Pointed, light=True)


def briefs(site: Site) -> dict[str, Brief]:
    """All facts in the fewest words, by id."""
    return site.rows(BRIEF, site.facts)
