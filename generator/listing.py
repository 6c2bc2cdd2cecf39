"""Every kind of row that pages list facts by, made of one fact at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from markdown_it import MarkdownIt

from generator.compiler import Compiled, Examined
from generator.corpus import Corpus
from generator.exports.cards import CARD
from generator.exports.feeds import CORRECTIONS, REVIEWED
from generator.exports.opendata import DATA, TABLE
from generator.incremental.working import Maker, Making
from generator.rows import Kind
from generator.searching.documents import DOCUMENT
from generator.settings import Settings, settings
from generator.views.brief import APART, BRIEF, POINTED
from generator.views.changes import CORRECTED
from generator.views.common import Site
from generator.views.lists import LINE, WEIGHT
from generator.views.matrix import VOICED
from generator.views.overview import DATED, EVENTS, MENTIONS, NAMED
from generator.views.quoting import QUOTING
from generator.views.related import TRAITS
from generator.views.shown import SHOWN
from generator.views.speaker import PARTS, SHARES

KINDS: tuple[Kind[Any], ...] = (
    *(BRIEF, APART, POINTED, LINE, WEIGHT, VOICED, PARTS, SHARES, CORRECTED, MENTIONS, DATED, EVENTS, NAMED),
    *(TRAITS, SHOWN, QUOTING),
    *(CARD, CORRECTIONS, REVIEWED, DATA, TABLE, DOCUMENT),
)

LIGHT = frozenset(kind.name for kind in KINDS if kind.light)
PASSING = frozenset(kind.name for kind in KINDS if kind.passing)


class _Alone(Mapping[str, Examined]):
    """One fact; a row that asks for the others would depend on what nobody notes."""

    def __init__(self, examined: Examined) -> None:
        self._examined = examined

    def __getitem__(self, name: str) -> Examined:
        if name != self._examined.fact.id:
            raise RuntimeError("a row depends on its own fact only")
        return self._examined

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("a row depends on its own fact only")

    def __len__(self) -> int:
        raise RuntimeError("a row depends on its own fact only")


def making(environment: Mapping[str, str]) -> Making:
    """How rows are made where the addresses of site and repository are these, or what the publication says."""

    def known(publication: Corpus) -> Maker:
        where = settings(environment, publication.publication)
        return Maker(repr(where), where, partial(_rows, where), LIGHT, PASSING)

    return known


def _rows(where: Settings, corpus: Corpus, examined: Examined, markdown: MarkdownIt) -> Mapping[str, str]:
    site = Site(Compiled(corpus, _Alone(examined), {}, ()), corpus, where, markdown=markdown)
    return {kind.name: kind.pack(site.row(kind, examined.fact.id)) for kind in KINDS}
