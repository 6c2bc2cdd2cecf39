"""What must be found on the page of a fact once it is built: its question, and its accounts with their quotes."""

from __future__ import annotations

from generator.compiler import Examined
from generator.records import Record
from generator.rows import Kind
from generator.views.common import Site


class Account(Record):
    """An account.

    Attributes:
        id: its place on the page.
        quote: its words.
        article: the id of the article that holds them.
        places: where they begin and end there.
    """

    id: str
    quote: str
    article: str
    places: tuple[tuple[int, int], ...]


class Shown(Record):
    """What must be found on the page of a fact."""

    title: str
    accounts: tuple[Account, ...]


def _shown(_site: Site, examined: Examined) -> Shown:
    fact = examined.fact
    return Shown(
        fact.claim.title,
        tuple(
            Account(
                each.id,
                each.account.quote,
                each.article.id,
                tuple((part.start, part.end) for part in each.located.parts),
            )
            for each in fact.witnesses
        ),
    )


SHOWN = Kind("shown", _shown, Shown, passing=True)
