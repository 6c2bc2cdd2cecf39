"""The names of everything in a publication that has an id."""

from __future__ import annotations

from collections.abc import Iterator

from generator.corpus import Corpus
from generator.languageserver.terms import Sort
from generator.records import Record


class Thing(Record):
    """Something that has an id.

    Attributes:
        id: the id.
        label: its name, title or, for an account, its quote.
        detail: who or what that is, in a few words.
    """

    id: str
    label: str
    detail: str


def shared(corpus: Corpus, sort: Sort) -> Iterator[Thing]:
    """Everything of a sort that any file may name, in the order in which it was written down."""
    match sort:
        case Sort.SPEAKER:
            for name, speaker in corpus.speakers.items():
                yield Thing(name, speaker.name, f"{speaker.kind}: {speaker.role}" if speaker.role else speaker.kind)
        case Sort.ARTICLE:
            for name, article in corpus.articles.items():
                known = corpus.speakers.get(article.meta.publisher)
                publisher = article.meta.publisher if known is None else known.name
                yield Thing(name, article.meta.title, f"{publisher}, {article.meta.published}")
        case Sort.PLACE:
            for name, place in corpus.places.items():
                above = [corpus.places[each].name for each in corpus.larger_places(name)][1:]
                yield Thing(name, place.name, ", ".join([*([place.kind] if place.kind else []), *above]))
        case Sort.TOPIC:
            for name, label in corpus.publication.topics.items():
                yield Thing(name, label, "")
        case Sort.ADDRESS:
            for name, claim in corpus.claims.items():
                yield Thing(f"claims/{name}", claim.gist.title, "fact")
            for name, article in corpus.articles.items():
                yield Thing(f"articles/{name}", article.meta.title, "article")
            for name, speaker in corpus.speakers.items():
                yield Thing(f"speakers/{name}", speaker.name, "speaker")
        case _:
            return
