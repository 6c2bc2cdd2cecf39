"""What is found out about one article and about one claim, and how that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any

from msgspec import convert

from generator import report
from generator.corpus import ArticleGist, ClaimGist
from generator.problems import Problem
from generator.records import Record, field, replace
from generator.report import Summary


class OfArticle(Record):
    """What is found out about one article by itself.

    Attributes:
        own: everything it depends on, as a short text.
        gist: None where it cannot be used.
        problems: of its files and its note.
        cited: the sentences that claims cite, as bits, for which `summary` and `left` hold; None where there are none.
        summary: its coverage.
        left: the problems of its coverage.
    """

    own: str
    gist: ArticleGist | None
    problems: tuple[Problem, ...]
    cited: int | None = None
    summary: Summary | None = None
    left: tuple[Problem, ...] = ()


class OfClaim(Record):
    """What is found out about one claim by itself.

    Attributes:
        own: the digest of its file.
        seen: what else it looked at, in the run that found it out.
        gist: None where the file does not hold a claim.
        problems: everything wrong with it.
        accounts: how many there are; None where it is no fact.
        cited: the sentences that it cites, as bits, by article.
        made_for: what its rows depend on besides files; None where none were made.
        rows: the digest of each row, by kind.
        texts: the rows themselves, in the run that made them.
    """

    own: str
    seen: tuple[str, ...]
    gist: ClaimGist | None
    problems: tuple[Problem, ...]
    accounts: int | None
    cited: tuple[tuple[str, int], ...]
    made_for: str | None = None
    rows: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def settled(self) -> OfClaim:
        """The same, once the rows are somewhere else, for whoever holds many: what they have in common is held once."""
        gist = self.gist
        if gist is not None:
            lists = [tuple(map(intern, each)) for each in (gist.topics, gist.speakers, gist.places, gist.scopes)]
            gist = ClaimGist(gist.title, *lists)
        return replace(
            self,
            seen=tuple(map(intern, self.seen)),
            gist=gist,
            cited=tuple([(intern(name), bits) for name, bits in self.cited]),
            rows={intern(kind): intern(told) for kind, told in self.rows.items()},
            texts={},
        )


def pack_article(each: OfArticle) -> list[Any]:
    """An outcome as JSON can hold it."""
    gist = [each.gist.publishers, each.gist.version_of] if each.gist else None
    cited = None if each.cited is None else f"{each.cited:x}"
    return [each.own, gist, report.pack(each.problems), cited, each.summary, report.pack(each.left)]


def unpack_article(data: list[Any]) -> OfArticle:
    """What `pack_article` made it of."""
    own, gist, problems, cited, summary, left = data
    return OfArticle(
        own,
        ArticleGist(tuple(gist[0]), gist[1]) if gist else None,
        report.unpack(problems),
        None if cited is None else int(cited, 16),
        summary and convert(summary, Summary),
        report.unpack(left),
    )


def pack_claim(each: OfClaim) -> list[Any]:
    """An outcome as JSON can hold it; what it looked at is kept elsewhere."""
    gist = each.gist and [each.gist.title, each.gist.topics, each.gist.speakers, each.gist.places, each.gist.scopes]
    cited = [[name, f"{bits:x}"] for name, bits in each.cited]
    rows = [] if each.made_for is None else [each.made_for, each.rows]
    return [each.own, gist, report.pack(each.problems), each.accounts, cited, *rows]


def unpack_claim(data: list[Any]) -> OfClaim:
    """What `pack_claim` made it of."""
    own, gist, problems, accounts, cited, *rows = data
    return OfClaim(
        own,
        (),
        ClaimGist(gist[0], *map(tuple, gist[1:])) if gist else None,
        report.unpack(problems),
        accounts,
        tuple([(name, int(bits, 16)) for name, bits in cited]),
        *rows,
    )
