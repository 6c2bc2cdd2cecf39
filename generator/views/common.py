"""What several pages share: how people, dates, values and links are put."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from markdown_it import MarkdownIt

from generator import dates, heap, prose
from generator.compiler import Compiled, Examined
from generator.corpus import Article, Corpus
from generator.dates import Period
from generator.facts import Fact, Witness
from generator.model import ArticleMeta, Rating
from generator.readings import Basis, Quantity, in_words
from generator.records import LazyRecord, Record, field, replace
from generator.rows import NOTHING, Kind, Rows, digest
from generator.settings import Settings
from generator.views import passages
from generator.views.passages import Segment

Row = TypeVar("Row")

AT_A_TIME = 250
"""Rows that are read together, where they are not kept."""


class Link(Record):
    """A text that leads to a page of the site; `path` counts from the site's root."""

    text: str
    path: str


class Pill(Record):
    """A verdict as a label: `name` picks the colour, the text carries the meaning."""

    name: str
    label: str
    meaning: str


class Site(LazyRecord):
    """Everything the pages are made of.

    Attributes:
        compiled: the facts.
        corpus: the files.
        settings: addresses and bounds.
        places: for each article that takes several pages, on which of them each paragraph begins.
    """

    compiled: Compiled
    corpus: Corpus
    settings: Settings
    places: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    markdown: MarkdownIt = field(default_factory=prose.parser)

    def passage(self, article: str, paragraph: int) -> str:
        """The address of a paragraph that is shown on the page of its article."""
        page = self.places.get(article, {}).get(paragraph) or f"articles/{article}/"
        return f"{page}#p{paragraph}"

    def led(self, link: Link) -> Link:
        """A link to a paragraph of an article, to the very page that holds it."""
        page, _, anchor = link.path.partition("#p")
        name = page.removeprefix("articles/").rstrip("/")
        return Link(link.text, self.passage(name, int(anchor))) if name in self.places and anchor else link

    def with_places(self, places: Mapping[str, Mapping[int, str]]) -> Site:
        """The same with the places of paragraphs known; rows that were made stay, since none depends on them."""
        site = replace(self, places=places)
        site.__dict__["_rows"], site.__dict__["_values"] = self._rows, self._values
        return site

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        former = (tuple(old.strip("/").split("/", 1)) for old in self.corpus.addresses.redirects)
        found = {
            "claims": set(self.facts),
            "articles": set(self.corpus.articles),
            "speakers": set(self.corpus.speakers),
        }
        for folder, *name in former:
            found.setdefault(folder, set()).update(name)
        return {folder: frozenset(names) for folder, names in found.items()}

    def names_in(self, folder: str) -> frozenset[str]:
        """The names that are or were taken in a folder of the site."""
        return self._names[folder]

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {} if self._known is NOTHING else self._known.held  # those that another view of the same facts has read

    @cached_property
    def _known(self) -> Rows:
        return self.compiled.rows if self.compiled.rows.base == self.settings else NOTHING

    def row(self, kind: Kind[Row], fact: str) -> Row:
        """A row of a fact, known or made now."""
        return self.rows(kind, (fact,))[fact]

    def rows(self, kind: Kind[Row], facts: Iterable[str]) -> dict[str, Row]:
        """Rows of some facts, known or made now."""
        held = self._rows.setdefault(kind.name, {})
        wanted = list(facts)
        if missing := [fact for fact in wanted if fact not in held]:
            texts = self._known.texts(kind.name, missing)
            held.update(zip(texts, kind.unpack(list(texts.values())), strict=True))
            held.update((fact, kind.make(self, self.facts[fact])) for fact in missing if fact not in texts)
        return {fact: held[fact] for fact in wanted}

    def passing(self, kind: Kind[Row], facts: Iterable[str]) -> Iterator[Row]:
        """Rows of some facts, one after the other; those that nobody asked for before are not kept in memory."""
        held: dict[str, Any] = self._rows.get(kind.name, {})
        wanted = list(facts)
        for at in range(0, len(wanted), AT_A_TIME):
            some = wanted[at : at + AT_A_TIME]
            texts = self._known.texts(kind.name, [fact for fact in some if fact not in held])
            read = dict(zip(texts, kind.unpack(list(texts.values())), strict=True))
            for fact in some:
                found = read.get(fact, held.get(fact))
                yield kind.make(self, self.facts[fact]) if found is None else found

    def forget(self, *but: Kind[Any]) -> None:
        """Have rows leave the memory, where whoever asks again can have them read again.

        Args:
            but: kinds that are asked for again and again.
        """
        if self._known is not NOTHING:
            for kind in self._rows.keys() - {each.name for each in but}:
                del self._rows[kind]
            self._known.forget()
            heap.give_back()

    def row_digest(self, kind: Kind[Row], fact: str) -> str:
        """What tells a row of a fact from what it was before."""
        return self._known.told(kind.name).get(fact) or digest(kind.pack(self.row(kind, fact)))

    def row_digests(self, kind: Kind[Any]) -> dict[str, str]:
        """The same for all facts."""
        known = self._known.told(kind.name)
        return {fact: known.get(fact) or self.row_digest(kind, fact) for fact in self.facts}

    def digest_of_all(self, kind: Kind[Any]) -> str:
        """What tells the rows of all facts from what they were before, if that is known; or nothing."""
        return self._known.whole.get(kind.name, "")

    @cached_property
    def _values(self) -> dict[tuple[str, str], str]:
        """What accounts state, by fact and account: most pages that name an account show it."""
        return {}

    def _value(self, fact: Fact, witness: Witness) -> str:
        if self.house_reading(fact, witness):
            return f"“{(witness.account.value.words or ('',))[0]}”"
        return in_words(witness.reading, fact.claim.measure, self.corpus)

    @cached_property
    def carried_by(self) -> Mapping[str, list[Article]]:
        """The articles that each speaker published first or again."""
        found: dict[str, list[Article]] = {}
        for article in self.corpus.articles.values():
            for publisher in dict.fromkeys(article.gist.publishers):
                found.setdefault(publisher, []).append(article)
        return found

    @property
    def ground(self) -> tuple[object, ...]:
        """What stands in every part of the site."""
        return (*self.compiled.ground, self._names)

    def part(self, names: Sequence[str]) -> Site:
        """As much of the site as the pages of these facts need."""
        compiled = self.compiled.part(names)
        assert compiled.corpus is not None
        settings = replace(self.settings, large=0) if self.large else self.settings  # it stays as large as it is
        places = {name: self.places[name] for name in compiled.corpus.articles if name in self.places}
        site = Site(compiled, compiled.corpus, settings, places, self.markdown)
        site.__dict__["_names"] = self._names
        return site

    def know(self, kind: Kind[Row], rows: Mapping[str, Row]) -> None:
        """Remember rows of facts that need not be here."""
        self._rows.setdefault(kind.name, {}).update(rows)

    def __reduce__(self) -> tuple[Any, ...]:
        given = self.compiled, self.corpus, self.settings, self.places  # a parser cannot be sent
        return Site, given, self.__dict__

    @property
    def large(self) -> bool:
        """Whether a reader's browser should not have to fetch all of it at once."""
        return len(self.facts) >= self.settings.large

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

    def called(self, fact: Fact) -> str:
        """The title of a fact where no verdict stands beside it: in tabs, citations and feeds."""
        withdrawn = fact.claim.verdict.rating is Rating.WITHDRAWN
        return f"{self.pill(fact).label}: {fact.claim.title}" if withdrawn else fact.claim.title

    def pill(self, fact: Fact) -> Pill:
        """The verdict of a fact."""
        rating = fact.claim.verdict.rating
        term = self.corpus.publication.ratings[rating]
        return Pill(rating.value, term.label, term.meaning)

    def value(self, fact: Fact, witness: Witness) -> str:
        """What an account states, without its unit: vague words as they were said, not as they are read."""
        known = self._values.get((fact.id, witness.id))
        if known is None:
            known = self._values[fact.id, witness.id] = self._value(fact, witness)
        return known

    def house_reading(self, fact: Fact, witness: Witness) -> str:
        """The range that the house rules read from vague words, or an empty text where there are none."""
        if isinstance(witness.reading, Quantity) and witness.reading.basis is Basis.VAGUE:
            return in_words(witness.reading, fact.claim.measure, self.corpus)
        return ""

    def unit(self, fact: Fact, witness: Witness) -> str:
        """What the figure of an account counts, as exactly as it says; an empty text where it gives no figure."""
        if not isinstance(witness.reading, Quantity):
            return ""
        scopes = witness.account.scope or ()
        return scopes[0] if len(scopes) == 1 else fact.claim.measure.unit or ""

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


def dated(meta: ArticleMeta) -> str:
    """When an article was published and, where it is known, changed; a later version without such a day by its own."""
    if meta.modified is not None and meta.modified.first != meta.published.first:
        return f"{date(meta.published)}, changed {date(meta.modified)}"
    if meta.version_of is not None and meta.retrieved is not None:
        return f"{date(meta.published)}, as of {date(meta.retrieved)}"
    return date(meta.published)


def date_in_full(period: Period) -> str:
    """A date with its weekday, where it is one day: "Sunday 3 September 2017"."""
    return dates.in_full(period.day) if period.day is not None and not period.approximate else dates.in_words(period)


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
