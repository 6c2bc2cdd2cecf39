"""What stands on the picture that represents a page where it is shared. `drawing` draws it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property

from generator.compiler import Examined
from generator.exports.text import one_line, sentence_case
from generator.facts import Fact, Witness
from generator.model import Rating
from generator.quantities import in_figures
from generator.records import LazyRecord, Record
from generator.rows import Kind
from generator.views import common
from generator.views.common import Site

WIDTH, HEIGHT = 1200, 630
"""The size that sites which show such pictures ask for, in pixels."""
ROOM = 4
"""How many accounts fit."""
FOLDER = "cards"
SITE_CARD = "_site"
"""The name of the card for every page that is not a fact's; no fact can have it."""


class Line(Record):
    """Who says what; the note says what is counted."""

    who: str
    value: str
    note: str


class Card(LazyRecord):
    """The words on a picture.

    Attributes:
        name: of its file, without the ending.
        kicker: the name of the publication.
        title: the question.
        tone: the rating, which picks the colour.
        label: the verdict in words.
        detail: what stands beside the verdict.
        lines: who says what.
        foot: how far the accounts lie apart, or how many there are.
    """

    name: str
    kicker: str
    title: str
    tone: str
    label: str
    detail: str
    lines: tuple[Line, ...]
    foot: str

    @property
    def path(self) -> str:
        """Its path from the site's root."""
        return f"{FOLDER}/{self.name}.png"

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its words."""
        # of the words, so that the name of no class is among them; a test holds this to every field
        said = tuple((line.who, line.value, line.note) for line in self.lines)
        words = (self.name, self.kicker, self.title, self.tone, self.label, self.detail, said, self.foot)
        return hashlib.sha256(repr(words).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def words(self) -> str:
        """The same for whoever does not see it."""
        said = "; ".join(f"{each.who}: {' '.join(filter(None, (each.value, each.note)))}" for each in self.lines)
        verdict = f"{self.label}, {self.detail}" if self.label else self.detail
        return ". ".join(part.rstrip(".") for part in (self.title, verdict, said, self.foot) if part).replace("?.", "?")


def fact_card(site: Site, examined: Examined) -> Card:
    """The card of a fact: the question, the verdict, who says what, and how far apart that is."""
    fact = examined.fact
    verdict, pill = fact.claim.verdict, site.pill(fact)
    clashing = {each.id for pair in examined.comparison.contradictions for each in (pair.a, pair.b)}
    # those who contradict each other first, those who leave it open last; who says the same twice is named once
    order = sorted(fact.witnesses, key=lambda each: (each.id not in clashing, each.open))
    said = tuple(dict.fromkeys(_line(site, fact, witness) for witness in order))
    withdrawn = verdict.rating is Rating.WITHDRAWN
    standing = "no longer stands" if withdrawn else site.corpus.publication.confidence[verdict.confidence].label
    return Card(
        fact.id,
        one_line(site.corpus.publication.name),
        one_line(fact.claim.title),
        pill.name,
        one_line(pill.label),
        one_line(f"{standing}, reviewed {common.date(verdict.reviewed)}"),
        said[: ROOM if len(said) <= ROOM else ROOM - 1],
        _foot(examined, len(said)),
    )


CARD = Kind("card", fact_card, Card)


def _line(site: Site, fact: Fact, witness: Witness) -> Line:
    note = " or ".join(witness.account.scope or ()) or site.unit(fact, witness)
    return Line(one_line(site.short(witness.account.speaker)), one_line(site.value(fact, witness)), one_line(note))


def _foot(examined: Examined, said: int) -> str:
    comparison = examined.comparison
    parts = []
    if said > ROOM:
        rest = said - (ROOM - 1)
        parts.append(f"{rest} more account{'s' if rest > 1 else ''}")
    origins = len(comparison.origins)
    parts.append(f"{origins} independent origin{'s' if origins != 1 else ''}")
    for spread in comparison.spreads:
        if spread.ratio is not None and spread.high is not None and spread.ratio > 1:
            of = f" ({spread.scope})" if spread.scope else ""
            parts.append(f"spread{of} {in_figures(spread.low)}–{in_figures(spread.high)}, × {in_figures(spread.ratio)}")
    return one_line(" · ".join(parts[:3]))


def site_card(site: Site) -> Card:
    """The card of the publication."""
    publication = site.corpus.publication
    accounts = site.compiled.report.accounts
    return Card(
        SITE_CARD,
        one_line(sentence_case(publication.publisher)),
        one_line(publication.name),
        "",
        "",
        one_line(publication.subtitle),
        (),
        f"{len(site.facts)} facts · {accounts} accounts · {len(site.corpus.articles)} articles",
    )


def keys(site: Site) -> dict[str, str]:
    """The path of every picture, with a digest that changes with the words on it."""
    facts = {f"{FOLDER}/{name}.png": told for name, told in site.row_digests(CARD).items()}
    return {f"{FOLDER}/{SITE_CARD}.png": site_card(site).digest, **facts}


def some(site: Site, paths: Iterable[str]) -> Iterator[Card]:
    """The cards whose pictures have these paths."""
    names = [path.removeprefix(f"{FOLDER}/").removesuffix(".png") for path in paths]
    facts = site.rows(CARD, [name for name in names if name != SITE_CARD])
    for name in names:
        yield site_card(site) if name == SITE_CARD else facts[name]
