"""What was looked at: stands in for the corpus, and writes down each entry, article and answer that was asked for.

What is not there is written down, too. What nobody taught it to watch counts as "everything".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar, cast

from generator.corpus import SEEDS, ClaimFile, ClaimGist, Corpus
from generator.model import Addresses

Entry = TypeVar("Entry")

EVERYTHING = "everything"
GISTS = "gists/*"


class Seen(Mapping[str, Entry]):
    """A mapping that notes which of its keys were asked for, whether they are there or not."""

    def __init__(self, entries: Mapping[str, Entry], name: str, seen: set[str]) -> None:
        self._entries, self._name, self._seen = entries, name, seen

    def __getitem__(self, key: str) -> Entry:
        self._seen.add(f"{self._name}/{key}")
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        self._seen.add(f"{self._name}/{key}")
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        self._seen.add(f"{self._name}/*")
        return iter(self._entries)

    def __len__(self) -> int:
        self._seen.add(f"{self._name}/*")
        return len(self._entries)


class Watched:
    """Stands in for a corpus, and notes what of it was looked at.

    The publication file is not noted: everything depends on all of it.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.seen: set[str] = set()
        self._voices: dict[str, tuple[str, ...]] = {}
        self.articles = Seen(corpus.articles, "articles", self.seen)
        self.speakers = Seen(corpus.speakers, "speakers", self.seen)
        self.places = Seen(corpus.places, "places", self.seen)
        self.publication = corpus.publication
        self.house_rules = corpus.house_rules
        self.vague_words = corpus.vague_words
        self.vague_phrases = corpus.vague_phrases
        self.documents = Seen(corpus.documents, "documents", self.seen)

    @cached_property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """By speaker."""
        return Seen(self._corpus.spellings, "speakers", self.seen)

    @property
    def broken(self) -> frozenset[str]:
        """What could not be read."""
        self.seen.add("broken/*")
        return self._corpus.broken

    @cached_property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        """By article."""
        return Seen(self._corpus.versions, "versions", self.seen)

    def newest(self, article: str) -> str:
        """As the corpus has it."""
        return Corpus.newest(cast(Corpus, self), article)

    def publication_of(self, article: str) -> str:
        """As the corpus has it."""
        return Corpus.publication_of(cast(Corpus, self), article)

    def larger_places(self, place: str) -> Iterator[str]:
        """As the corpus has it; each step is noted."""
        return Corpus.larger_places(cast(Corpus, self), place)

    def voices(self, speaker: str) -> tuple[str, ...]:
        """As the corpus has it; each step is noted, once."""
        known = self._voices.get(speaker)
        if known is None:
            known = self._voices[speaker] = tuple(Corpus.voices(cast(Corpus, self), speaker))
        return known

    def voice(self, speaker: str) -> str:
        """As the corpus has it; each step is noted."""
        return (speaker, *self.voices(speaker))[-1]

    @property
    def addresses(self) -> Addresses:
        """As the corpus has them: all of one file."""
        self.seen.add(f"documents/{SEEDS}/addresses.yml")
        return self._corpus.addresses

    def __getattr__(self, name: str) -> Any:
        self.seen.add(EVERYTHING)
        return getattr(self._corpus, name)


class SeenClaim:
    """A claim file of which the gist is looked at; whoever looks at more of it has looked at everything."""

    def __init__(self, claim: ClaimFile, seen: set[str]) -> None:
        self._claim, self._seen = claim, seen

    @property
    def gist(self) -> ClaimGist:
        """As the claim has it."""
        return self._claim.gist

    def __getattr__(self, name: str) -> Any:
        self._seen.add(EVERYTHING)
        return getattr(self._claim, name)


class SeenClaims(Mapping[str, SeenClaim]):
    """All claims; which there are, and what their gist is, is one thing to look at."""

    def __init__(self, claims: Mapping[str, ClaimFile], seen: set[str]) -> None:
        self._claims, self._seen = claims, seen

    def __getitem__(self, name: str) -> SeenClaim:
        self._seen.add(GISTS)
        return SeenClaim(self._claims[name], self._seen)

    def __iter__(self) -> Iterator[str]:
        self._seen.add(GISTS)
        return iter(self._claims)

    def __len__(self) -> int:
        self._seen.add(GISTS)
        return len(self._claims)


class WatchedWhole(Watched):
    """The same for whoever looks at the publication as a whole, once all claims are known."""

    @property
    def claims(self) -> Mapping[str, SeenClaim]:
        """All of them."""
        return SeenClaims(self._corpus.claims, self.seen)
