"""Generated files that need not be made again: those that are on disk as they were made from the very same sources.

Most of the time of a run goes into pages that have not changed. Files that are made together are a batch. Of each batch
is remembered from what it was made, as one digest, and what came of it, as the SHA-256 of every file. Where the first
is the same, and the files on disk still are what was made, they are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from generator import files, history
from generator.cache import NOTHING, Cache, digest, program
from generator.history import History
from generator.problems import Problem
from generator.records import LazyRecord, Record, field, replace
from generator.rows import Kind
from generator.views.brief import POINTED, briefs
from generator.views.common import Site
from generator.views.quoting import QUOTING
from generator.views.speaker import PARTS

NAME = "batches"
LIMIT = 64_000_000
"""Bytes of a page, at the most."""
CLAIMS = f"{history.CLAIMS}/"
ARTICLES = "seeds/articles/"
ADDRESSES = "seeds/addresses.yml"


class File(NamedTuple):
    """A generated file: its path below `docs/`, its content, unless it is on disk as it should be, and its SHA-256."""

    path: str
    content: bytes | None
    digest: str

    @classmethod
    def of(cls, path: str, content: bytes) -> File:
        """A file that was just made."""
        return cls(path, content, sha256(content).hexdigest())


class Part(NamedTuple):
    """Some files of a batch that are made together.

    Attributes:
        name: what tells it from the other parts.
        key: gives the digest of all that it is made from.
        make: makes it.
    """

    name: str
    key: Callable[[], str]
    make: Callable[[], Iterable[tuple[str, bytes]]]


Batch = tuple[str, Mapping[str, str]]
"""From what a batch was made, and the SHA-256 of each of its files by path."""


class Source(Record):
    """A folder with pages of facts that were made elsewhere.

    Attributes:
        folder: below it, the paths are those below `docs/`.
        known: for each fact the digest of all that its pages were made from, and the SHA-256 of each file by path.
    """

    folder: Path
    known: Mapping[str, tuple[str, Mapping[str, str]]]

    def files(self, name: str) -> list[File] | None:
        """The files of a fact, if they are what they were when they were made."""
        found = []
        for path, wanted in self.known[name][1].items():
            content = files.read_bytes(self.folder, self.folder / path, LIMIT, inside=True)
            if isinstance(content, Problem) or (file := File.of(path, content)).digest != wanted:
                return None
            found.append(file)
        return found


class Rendered(LazyRecord):
    """What the files on disk were made from.

    Attributes:
        disk: the SHA-256 of every file that is there, by path; None to make every file.
        kept: where it is remembered.
        known: the batches of the last run, by name.
        made: those of this one.
        elsewhere: pages of facts that were made elsewhere.
        folder: where the files are, if any of them may be read again.
    """

    disk: Mapping[str, str] | None = None
    kept: Cache = NOTHING
    known: Mapping[str, Batch] = field(default_factory=dict)
    made: dict[str, Batch] = field(default_factory=dict)
    elsewhere: Sequence[Source] = ()
    folder: Path | None = None

    def there(self, name: str, key: str) -> list[File] | None:
        """The files of a batch, if they are on disk as they would be made now."""
        before, wanted = self.known.get(name, ("", {}))
        if self.disk is None or before != key:
            return None
        if not wanted.items() <= self.disk.items():
            return None
        self.made[name] = before, wanted
        self.made.update((each, self.known[each]) for each in self._parts.get(name, ()))
        return [File(path, None, digest_of) for path, digest_of in wanted.items()]

    def holds(self, name: str, key: str) -> bool:
        """Whether the files of a fact were made before, or elsewhere, of what they would be made of now."""
        before = (self.known.get(f"claims/{name}", ("",)), *(each.known.get(name, ("",)) for each in self.elsewhere))
        return any(each[0] == key for each in before)

    def brought(self, name: str, key: str) -> list[File] | None:
        """The files of a fact that were made elsewhere of what they would be made of now."""
        fitting = (each for each in self.elsewhere if each.known.get(name, ("",))[0] == key)
        return next((found for each in fitting if (found := each.files(name)) is not None), None)

    def note(self, name: str, key: str, made: Iterable[File]) -> None:
        """Remember a batch that was made."""
        self.made[name] = key, {file.path: file.digest for file in made}

    def batch(
        self, name: str, key: Callable[[], str], make: Callable[[], Iterable[tuple[str, bytes]]]
    ) -> Iterator[File]:
        """The files of a batch, as they are on disk or made now."""
        told = "" if self.disk is None else key()
        found = self.there(name, told)
        if found is None:
            found = []
            for path, content in make():
                file = File.of(path, content)
                yield file
                found.append(File(path, None, file.digest))
            self.note(name, told, found)
        else:
            yield from found

    def divided(self, name: str, key: Callable[[], str], parts: Callable[[], Iterable[Part]]) -> Iterator[File]:
        """The same where a batch has parts: if something changed that it is made from, only those parts are made again.

        Args:
            name: of the batch.
            key: gives the digest of all that it is made from.
            parts: divides it.
        """
        told = "" if self.disk is None else key()
        found = self.there(name, told)
        if found is None:
            found = []
            for part in parts():
                for file in self.batch(f"{name}#{part.name}", part.key, part.make):
                    yield file
                    found.append(File(file.path, None, file.digest))
            self.note(name, told, found)
        else:
            yield from found

    @cached_property
    def _parts(self) -> Mapping[str, list[str]]:
        """The names of all parts, by the name of their batch."""
        found: dict[str, list[str]] = {}
        for each in self.known:
            if "#" in each:
                found.setdefault(each.partition("#")[0], []).append(each)
        return found

    def save(self) -> None:
        """Remember all batches of this run, and no others."""
        if self.disk is not None and self.made != self.known:
            self.kept.keep(NAME, self.made)


def load(
    disk: Mapping[str, str] | None,
    kept: Cache = NOTHING,
    elsewhere: Sequence[Source] = (),
    folder: Path | None = None,
) -> Rendered:
    """What is known of the files on disk.

    Args:
        disk: the SHA-256 of each, by path.
        kept: what was known at the end of the last run.
        elsewhere: pages that were made elsewhere.
        folder: where the files are.
    """
    if disk is None or kept.folder is None:
        return Rendered({} if elsewhere else None, elsewhere=elsewhere)
    known = {name: (key, made) for name, (key, made) in (kept.recall(NAME) or {}).items()}
    return Rendered(disk, kept, known, elsewhere=elsewhere, folder=folder)


class Keys(LazyRecord):
    """What batches are made from, as digests.

    Attributes:
        site: everything that pages are made of.
        history: the changes to every claim file.
        told: the digests of the rows of a kind, by its name, as far as it was asked for: many pages need the same.
        whole: one digest of all of them.
        families: the digest of all versions of an article, by the first of them.
    """

    site: Site
    history: History
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    families: dict[tuple[str, ...], str] = field(default_factory=dict)

    def on(self, site: Site) -> Keys:
        """The same for a site that has the same sources."""
        keys = replace(self, site=site)
        keys.__dict__["ground"] = self.ground
        return keys

    @cached_property
    def ground(self) -> str:
        """What every page may depend on: the program, the addresses, the registries, and names that are taken."""
        sources = self.site.compiled.sources
        registries = (
            part
            for pair in sorted(sources.items())
            if not pair[0].startswith((CLAIMS, ARTICLES)) and pair[0] != ADDRESSES
            for part in pair
        )
        # names that further pages of a list, a fact, an article or a speaker may not have
        folders = ("claims", "articles", "speakers")
        taken = sorted(f"{each}/{name}" for each in folders for name in self.site.names_in(each) if "page-" in name)
        return digest(program(), repr(self.site.settings), *registries, "", *taken)

    @cached_property
    def addresses(self) -> str:
        """Every address there was, and where it leads."""
        return self.site.compiled.sources.get(ADDRESSES, "")

    @cached_property
    def articles(self) -> str:
        """All articles."""
        sources = self.site.compiled.sources
        return digest(*(part for pair in sorted(sources.items()) if pair[0].startswith(ARTICLES) for part in pair))

    @cached_property
    def coverage(self) -> str:
        """How much of each article's evidence is used."""
        return digest(*(f"{name} {each.covered} {each.total}" for name, each in self.site.compiled.covered.items()))

    def of(self, *parts: str) -> str:
        """Some texts, and what every page may depend on."""
        return digest(self.ground, *parts)

    def rows(self, *kinds: Kind[Any], more: Sequence[str] = ()) -> str:
        """Some kinds of row, of all facts."""
        for kind in kinds:
            if kind.name not in self.whole:
                known = self.site.digest_of_all(kind)
                self.whole[kind.name] = known or digest(self.some(kind, self.site.facts))
        return digest(self.ground, *more, "", *(self.whole[kind.name] for kind in kinds))

    def each(self, kind: Kind[Any], facts: Iterable[str]) -> list[str]:
        """For each of some facts what tells its row from any other."""
        told = self.told_of(kind)
        return [f"{fact} {told[fact]}" for fact in facts]

    def some(self, kind: Kind[Any], facts: Iterable[str]) -> str:
        """The rows of some facts, as a text that is equal as long as they are."""
        return "\n".join(self.each(kind, facts))

    def told_of(self, kind: Kind[Any]) -> dict[str, str]:
        """For each fact the digest of its row."""
        if kind.name not in self.told:
            self.told[kind.name] = self.site.row_digests(kind)
        return self.told[kind.name]

    def _family(self, article: str) -> str:
        """An article with all its versions."""
        names = self.site.corpus.versions[article]
        found = self.families.get(names)
        if found is None:
            sources = self.site.compiled.sources
            texts = (sources.get(f"{ARTICLES}{each}{end}", "") for each in names for end in (".txt", ".yml"))
            found = self.families[names] = digest(*names, *texts)
        return found

    def _places(self, articles: Iterable[str]) -> str:
        """On which pages the paragraphs of some articles stand, where these are long."""
        places = self.site.places
        paged = [(each, places[each]) for each in dict.fromkeys(articles) if each in places] if places else []
        return repr(paged) if paged else ""

    def facts(self, near: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The pages of some facts, each: its file, its log, the articles it quotes, what is said of those it points to.

        Args:
            near: for each fact those it points to.
        """
        site, log, family, places = self.site, self.history.get, self._family, self._places
        sources, quoting = site.compiled.sources, briefs(site)
        found = {}
        for name, others in near.items():
            articles = dict.fromkeys(quoting[name].articles)
            found[name] = digest(
                *(self.ground, name, sources[f"{CLAIMS}{name}.yml"], repr(log(name)), places(articles)),
                *[family(each) for each in articles],
                "",
                self.some(POINTED, others),
            )
        return found

    def article(self, name: str, quoting: Mapping[str, Sequence[str]]) -> str:
        """What is shown of an article: all its versions, and the facts that quote one of them.

        Args:
            name: the article's id.
            quoting: the facts that quote each article.
        """
        family = self.site.corpus.versions[name]
        facts = dict.fromkeys(fact for each in family for fact in quoting.get(each, ()))
        return digest(self.ground, self._family(name), self.some(QUOTING, facts))

    def article_pages(self, name: str, own: str) -> str:
        """The pages of an article, which lead to places in its other versions; `own` is what `article` gives."""
        return digest(own, self._places(self.site.corpus.versions[name]))

    def speaker(self, name: str, facts: Sequence[str]) -> str:
        """The pages of a speaker: the articles they published, and the facts in which they have a part."""
        site = self.site
        sources = site.compiled.sources
        metas = (sources.get(f"{ARTICLES}{each.id}.yml", "") for each in site.carried_by.get(name, ()))
        named = (each for fact in facts for each in briefs(site)[fact].articles) if site.places else ()
        return digest(self.ground, self._places(named), name, *metas, "", self.some(PARTS, facts))
