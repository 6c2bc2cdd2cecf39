"""What can be found: one document for each fact with its accounts, for each speaker and for each article.

A pure map: a document depends on its own fact, article or speaker alone, so the work can be shared out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.compiler import Examined
from generator.records import Record
from generator.rows import Kind
from generator.searching.words import words
from generator.views.common import Site, dated, quoted

TITLE, SPEAKER = 1, 2
"""Bits of a mask: the word stands in the title; in the name of a speaker. The bits above stand for the accounts."""
ACCOUNTS = 26
"""So many accounts have a bit of their own; where there are more, several share one."""
FIELDS = ("verdict", "kind", "topic", "speaker", "article")
"""What a search can be narrowed by, in the order of the page."""
HEAVIEST = 99


class Document(Record):
    """Something that can be found.

    Attributes:
        path: its address from the site's root, without the slash at the end.
        record: what a result shows: title, note, and for each account its anchor, speaker, value, quote and language.
        masks: for each word where it stands.
        filters: for each filter, as `verdict=disputed`, the accounts it lets through; 0 for the whole document.
    """

    path: str
    record: tuple[str, str, tuple[tuple[str, str, str, str, str], ...]]
    masks: Mapping[str, int]
    filters: Mapping[str, int]


def account_bit(number: int) -> int:
    """The bit that stands for an account, counted from 0."""
    return 4 << (number % ACCOUNTS)


def of_fact(site: Site, examined: Examined) -> Document:
    """The document of a fact: its title, and who says what in which words."""
    fact = examined.fact
    masks = dict.fromkeys(words(fact.claim.title), TITLE)
    filters: dict[str, int] = {f"verdict={fact.claim.verdict.rating.value}": 0}
    for kind in examined.comparison.kinds():
        filters[f"kind={kind.value}"] = 0
    for topic in fact.claim.topics:
        filters[f"topic={topic}"] = 0
    filters["weight"] = min(len(examined.comparison.contradictions), HEAVIEST)
    shown = []
    for number, witness in enumerate(fact.witnesses):
        bit = account_bit(number)
        speaker, article = witness.account.speaker, witness.article
        value, unit, quote = site.value(fact, witness), site.unit(fact, witness), quoted(witness)
        stated = f"{value} {unit}".strip()
        for word in words(site.corpus.speakers[speaker].name):
            masks[word] = masks.get(word, 0) | bit | SPEAKER
        for word in (*words(stated), *words(quote)):
            masks[word] = masks.get(word, 0) | bit
        for name in (f"speaker={speaker}", f"article={article.id}"):
            filters[name] = filters.get(name, 0) | bit
        shown.append((witness.id, site.corpus.speakers[speaker].name, stated, quote, article.meta.language))
    return Document(f"claims/{fact.id}", (fact.claim.title, site.pill(fact).label, tuple(shown)), masks, filters)


DOCUMENT = Kind("document", of_fact, Document, passing=True)


def of_speaker(site: Site, name: str) -> Document:
    """The document of a speaker: every name, and what they are."""
    entry = site.corpus.speakers[name]
    role = entry.role or ""
    return _simple(f"speakers/{name}", entry.name, role, (*(entry.also or ()), entry.short or "", role))


def of_article(site: Site, name: str) -> Document:
    """The document of an article: title, publisher and day."""
    article = site.corpus.articles[name]
    note = f"{site.publication_of(article)}, {dated(article.meta)}"
    return _simple(f"articles/{name}", article.meta.title, note, (note,))


def _simple(path: str, title: str, note: str, more: Iterable[str]) -> Document:
    masks = {word: SPEAKER for text in more for word in words(text)}
    for word in words(title):
        masks[word] = TITLE
    return Document(path, (title, note, ()), masks, {})


def document(site: Site, path: str) -> Document:
    """The document with an address such as `claims/ducks`."""
    folder, _, name = path.partition("/")
    if folder == "claims":
        return next(site.passing(DOCUMENT, (name,)))
    return of_speaker(site, name) if folder == "speakers" else of_article(site, name)


def paths(site: Site) -> Iterator[str]:
    """The addresses of everything that can be found."""
    yield from (f"claims/{name}" for name in sorted(site.facts))
    yield from (f"speakers/{name}" for name in sorted(site.corpus.speakers))
    yield from (f"articles/{name}" for name in sorted(site.corpus.articles))
