"""What the page of an article shows of each account that quotes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.compiler import Examined
from generator.evidence import Span
from generator.records import Record
from generator.rows import Kind
from generator.views.common import Site


class Quoting(Record):
    """An account that quotes an article.

    Attributes:
        fact: the id of its fact.
        account: its id on that page.
        title: the fact's question.
        speaker: the speaker's short name.
        value: what it states, in words.
        places: where its words begin and end in the stored file, part by part.
    """

    fact: str
    account: str
    title: str
    speaker: str
    value: str
    places: tuple[tuple[int, int], ...]

    @property
    def parts(self) -> tuple[Span, ...]:
        """Where its words stand."""
        return tuple(Span(*place) for place in self.places)


Uses = Mapping[str, Sequence[Quoting]]
"""The accounts that quote each article."""


def _quoting(site: Site, examined: Examined) -> tuple[tuple[str, Quoting], ...]:
    """The accounts of a fact, each with the id of the article that it quotes."""
    fact = examined.fact
    return tuple(
        (
            each.article.id,
            Quoting(
                fact.id,
                each.id,
                fact.claim.title,
                site.short(each.account.speaker),
                site.value(fact, each),
                tuple((part.start, part.end) for part in each.located.parts),
            ),
        )
        for each in fact.witnesses
    )


QUOTING = Kind("quoting", _quoting, tuple[tuple[str, Quoting], ...])
