"""What the page of a fact shows beside its view: how to cite it, how to embed it, and what was changed when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator import dates
from generator.exports import citing, embeds
from generator.exports.citing import Citation, Work
from generator.history import Change
from generator.records import Record
from generator.views.common import Site

if TYPE_CHECKING:
    from generator.views.fact import FactPage

LATEST = 8
"""How many changes are listed; the repository has them all."""


class ChangeLine(Record):
    """A change to the claim file, with the address where it can be seen."""

    day: str
    date: str
    subject: str
    href: str | None


class Beside(Record):
    """Everything of a fact's page that is there for other programs, and its past.

    Attributes:
        citations: in every format.
        coins: for each article, the title of its COinS span.
        embed: what to paste to show the fact elsewhere; empty while the site's address is unknown.
        changes: to the claim file, newest first; empty where its past is not known.
        earlier: how many older ones are not listed.
    """

    citations: tuple[Citation, ...]
    coins: Mapping[str, str]
    embed: str
    changes: tuple[ChangeLine, ...]
    earlier: int


def beside(site: Site, page: FactPage, cited: Work, coins: Mapping[str, str], changes: tuple[Change, ...]) -> Beside:
    """What stands beside the view of a fact.

    Args:
        site: everything.
        page: the view of the fact.
        cited: the fact as something that can be cited.
        coins: for each article, the title of its COinS span.
        changes: to its claim file, newest first.
    """
    return Beside(
        citing.citations(cited, page.cite),
        coins,
        embeds.code(site, page),
        tuple(_line(site, change) for change in changes[:LATEST]),
        max(len(changes) - LATEST, 0),
    )


def _line(site: Site, change: Change) -> ChangeLine:
    repository = site.settings.repository
    return ChangeLine(
        change.day,
        dates.in_words(dates.parse(change.day)),
        change.subject,
        f"{repository}/commit/{change.commit}" if repository else None,
    )
