"""What several pages share: how people, dates, values and links are put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator import dates
from generator.compiler import Compiled, Examined
from generator.corpus import Article, Corpus
from generator.dates import Period
from generator.facts import Fact, Witness
from generator.readings import Quantity, in_words
from generator.settings import Settings
from generator.views import passages
from generator.views.passages import Segment


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a page of the site; `path` counts from the site's root."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Pill:
    """A verdict as a label: `name` picks the colour, the text carries the meaning."""

    name: str
    label: str
    meaning: str


@dataclass(frozen=True)
class Site:
    """Everything the pages are made of."""

    compiled: Compiled
    corpus: Corpus
    settings: Settings

    @property
    def facts(self) -> Mapping[str, Examined]:
        """The facts, by id."""
        return self.compiled.facts

    def speaker(self, name: str) -> Link:
        """A link to a speaker's page."""
        return Link(self.corpus.speakers[name].name, f"speakers/{name}/")

    def short(self, name: str) -> str:
        """A speaker's short name."""
        entry = self.corpus.speakers[name]
        return entry.short or entry.name

    def pill(self, fact: Fact) -> Pill:
        """The verdict of a fact."""
        rating = fact.claim.verdict.rating
        term = self.corpus.publication.ratings[rating]
        return Pill(rating.value, term.label, term.meaning)

    def value(self, fact: Fact, witness: Witness) -> str:
        """What an account states, without its unit."""
        return in_words(witness.reading, fact.claim.measure, self.corpus)

    def unit(self, fact: Fact, witness: Witness) -> str:
        """What the figure of an account counts, or an empty text where it gives no single figure."""
        return fact.claim.measure.unit or "" if isinstance(witness.reading, Quantity) else ""

    def publication_of(self, article: Article) -> str:
        """How an article is named in a citation: its publisher, and whose text it repeats."""
        publisher = self.corpus.speakers[article.meta.publisher].name
        if article.meta.reprint_of is None:
            return publisher
        first = self.corpus.speakers[article.meta.reprint_of.publisher].name
        return f"{publisher}, reprinting {first} of {date(article.meta.reprint_of.published)}"


def date(period: Period) -> str:
    """A date as the pages print it."""
    return dates.in_words(period)


def carried(site: Site, witness: Witness) -> tuple[str, ...]:
    """Through whose hands a statement went from its speaker to the article, the speaker left out."""
    after = witness.chain[witness.chain.index(witness.account.speaker) + 1 :]
    return tuple(site.short(name) for name in after)


def plain(segments: tuple[Segment, ...]) -> str:
    """Segments as plain text."""
    return "".join(segment.text for segment in segments).strip()


def quoted(witness: Witness) -> str:
    """The quote as plain text."""
    return plain(passages.quote(witness))
