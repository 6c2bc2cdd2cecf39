"""Checking again with as little work as possible: what no file changed is remembered, and the rest is shared out.

Checking is a map over articles and claims, and reductions over what the maps found. The outcome for one claim is kept
with a note of everything that it looked at: `Watched` stands in for the corpus and writes down each entry of a
registry, each article and each answer that was asked for, those that are not there included. A kept outcome counts
while the file and all that was noted are the same, by digest. What nobody taught it to watch counts as "everything".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast
from zlib import crc32

from generator import cache, checks, coverage, facts, files, lineage, parallel, prose, report
from generator.cache import NOTHING, Cache
from generator.compiler import examine
from generator.corpus import (
    SEEDS,
    Article,
    ArticleGist,
    ClaimFile,
    ClaimGist,
    Corpus,
    Loader,
    Progress,
    families,
    no_progress,
)
from generator.coverage import Coverage
from generator.evidence import ArticleText
from generator.model import ArticleMeta, Claim
from generator.parallel import HERE, Pool
from generator.problems import Problem, in_order
from generator.report import Report, Summary
from generator.snapshot import Snapshot
from generator.yamlfile import Document

Entry = TypeVar("Entry")

SHARDS = 8
"""Files that outcomes are kept in: one of them is written again when one claim changes."""

EVERYTHING = "everything"


class ChangedMeanwhileError(Exception):
    """A file is no longer what it was when this run began."""


# --- what a claim looks at --------------------------------------------------------------------------------------------


class _Seen(Mapping[str, Entry]):
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
        self.articles = _Seen(corpus.articles, "articles", self.seen)
        self.speakers = _Seen(corpus.speakers, "speakers", self.seen)
        self.places = _Seen(corpus.places, "places", self.seen)
        self.publication = corpus.publication
        self.house_rules = corpus.house_rules
        self.vague_words = corpus.vague_words
        self.vague_phrases = corpus.vague_phrases
        self.documents = _Seen(corpus.documents, "documents", self.seen)

    @property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """By speaker."""
        return _Seen(self._corpus.spellings, "speakers", self.seen)

    @property
    def broken(self) -> frozenset[str]:
        """What could not be read."""
        self.seen.add("broken/*")
        return self._corpus.broken

    @property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        """By article."""
        return _Seen(self._corpus.versions, "versions", self.seen)

    def newest(self, article: str) -> str:
        """As the corpus has it."""
        return Corpus.newest(cast(Corpus, self), article)

    def publication_of(self, article: str) -> str:
        """As the corpus has it."""
        return Corpus.publication_of(cast(Corpus, self), article)

    def larger_places(self, place: str) -> Iterator[str]:
        """As the corpus has it; each step is noted."""
        return Corpus.larger_places(cast(Corpus, self), place)

    def voices(self, speaker: str) -> Iterator[str]:
        """As the corpus has it; each step is noted, once."""
        known = self._voices.get(speaker)
        if known is None:
            known = self._voices[speaker] = tuple(Corpus.voices(cast(Corpus, self), speaker))
        return iter(known)

    def voice(self, speaker: str) -> str:
        """As the corpus has it; each step is noted."""
        return Corpus.voice(cast(Corpus, self), speaker)

    def __getattr__(self, name: str) -> Any:
        self.seen.add(EVERYTHING)
        return getattr(self._corpus, name)


# --- files that are read when somebody asks ---------------------------------------------------------------------------


class _Loader(Loader):
    """Reads files of the snapshot, and no others; remembers the content of large registries."""

    def __init__(self, root: Path, taken: Snapshot, kept: Cache = NOTHING, before: _Loader | None = None) -> None:
        super().__init__(root)
        self.taken, self.kept = taken, kept
        if before is not None:
            self.folders = before.folders
        self.known: dict[str, dict[str, Any]] = {}

    def bytes(self, path: Path, limit: int) -> bytes | Problem:
        data = super().bytes(path, limit)
        known = self.taken.files.get(files.relative(self.root, path))
        if isinstance(data, bytes) and known != sha256(data).hexdigest():
            raise ChangedMeanwhileError
        if isinstance(data, Problem) and known is not None and data.rule.id == "file-unreadable":
            raise ChangedMeanwhileError
        return data

    def document(self, path: Path) -> Document | None:
        """A YAML file; the content of some is known from before."""
        file = files.relative(self.root, path)
        registry = path.parent == self.seeds
        key = f"yaml {self.taken.files.get(file)} {cache.program()}"
        known = self.known.get(file)
        if registry and (data := self.kept.get(key)) is not None:
            known = json.loads(data)
        if known is not None:
            content = self.bytes(path, files.CLAIM_LIMIT)
            assert isinstance(content, bytes)
            self.documents[file] = Document(file, known, content.decode().lstrip("\ufeff"))
            return self.documents[file]
        problems = len(self.problems)
        document = super().document(path)
        if registry and document is not None and len(self.problems) == problems:
            self.kept.put(key, json.dumps(document.data).encode())
        return document


class _LateArticle(Article):
    """An article that is read when more than its name is asked for."""

    def __init__(self, name: str, run: _Run, gist: ArticleGist) -> None:
        self.__dict__.update(id=name, _run=run, _gist=gist)

    @property
    def _now(self) -> _Run:
        return cast(_Run, self.__dict__["_run"])

    @cached_property
    def _whole(self) -> Article:
        return self._now.article(self.id)

    @property
    def gist(self) -> ArticleGist:
        return cast(ArticleGist, self.__dict__["_gist"])

    @cached_property
    def meta(self) -> ArticleMeta:
        known = None if "_whole" in self.__dict__ else self._now.meta(self.id)
        return self._whole.meta if known is None else known

    @cached_property
    def text(self) -> ArticleText:
        known = self._now.texts.get(self.id)
        return self._whole.text if known is None else known

    @cached_property
    def document(self) -> Document:
        return self._whole.document

    @cached_property
    def file(self) -> str:
        return f"{SEEDS}/articles/{self.id}.txt"


class _LateClaim(ClaimFile):
    """A claim file that is read when more than its gist is asked for."""

    def __init__(self, name: str, run: _Run, gist: ClaimGist) -> None:
        self.__dict__.update(id=name, _run=run, _gist=gist)

    @cached_property
    def _whole(self) -> ClaimFile:
        return cast(_Run, self.__dict__["_run"]).claim(self.id)

    @property
    def gist(self) -> ClaimGist:
        return cast(ClaimGist, self.__dict__["_gist"])

    @cached_property
    def claim(self) -> Claim:
        return self._whole.claim

    @cached_property
    def document(self) -> Document:
        return self._whole.document


class _LateDocuments(Mapping[str, Document]):
    """The documents of the registries, and of what is read later."""

    def __init__(self, known: Mapping[str, Document], claims: Mapping[str, ClaimFile], late: Mapping[str, Article]):
        self._known, self._claims, self._articles = known, claims, late

    def __getitem__(self, file: str) -> Document:
        if file in self._known:
            return self._known[file]
        path = Path(file)
        folder: Mapping[str, Any] = {"claims": self._claims, "articles": self._articles}.get(path.parent.name, {})
        return cast(Document, folder[path.stem].document)

    def __iter__(self) -> Iterator[str]:
        yield from self._known
        yield from (f"{SEEDS}/claims/{name}.yml" for name in self._claims)
        yield from (f"{SEEDS}/articles/{name}.yml" for name in self._articles)

    def __len__(self) -> int:
        return len(self._known) + len(self._claims) + len(self._articles)


@dataclass(frozen=True)
class _LateCorpus(Corpus):
    """A corpus whose articles and claims are read when they are asked for."""

    version_of: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        return families(self.version_of)


# --- outcomes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OfArticle:
    """What is found out about one article by itself.

    Attributes:
        own: the digest of everything it depends on.
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


@dataclass(frozen=True, slots=True)
class _OfClaim:
    """What is found out about one claim by itself.

    Attributes:
        own: the digest of its file.
        seen: what else it looked at.
        gist: None where the file does not hold a claim.
        problems: everything wrong with it.
        accounts: how many there are; None where it is no fact.
        cited: the sentences that it cites, as bits, by article.
    """

    own: str
    seen: tuple[str, ...]
    gist: ClaimGist | None
    problems: tuple[Problem, ...]
    accounts: int | None
    cited: tuple[tuple[str, int], ...]


def _pack_article(each: _OfArticle) -> list[Any]:
    gist = [each.gist.publishers, each.gist.version_of] if each.gist else None
    cited = None if each.cited is None else f"{each.cited:x}"
    return [each.own, gist, report.pack(each.problems), cited, report.pack(each.summary), report.pack(each.left)]


def _unpack_article(data: list[Any]) -> _OfArticle:
    own, gist, problems, cited, summary, left = data
    return _OfArticle(
        own,
        ArticleGist(tuple(gist[0]), gist[1]) if gist else None,
        report.unpack(problems),
        None if cited is None else int(cited, 16),
        report.unpack(summary),
        report.unpack(left),
    )


def _pack_claim(each: _OfClaim, numbers: Mapping[str, int]) -> list[Any]:
    gist = [each.gist.title, each.gist.topics, each.gist.speakers, each.gist.places] if each.gist else None
    seen = [numbers[name] for name in each.seen]
    cited = [[name, f"{bits:x}"] for name, bits in each.cited]
    return [each.own, seen, gist, report.pack(each.problems), each.accounts, cited]


def _unpack_claim(data: list[Any], names: Sequence[str]) -> _OfClaim:
    own, seen, gist, problems, accounts, cited = data
    return _OfClaim(
        own,
        tuple([names[n] for n in seen]),
        ClaimGist(gist[0], *map(tuple, gist[1:])) if gist else None,
        report.unpack(problems),
        accounts,
        tuple([(name, int(bits, 16)) for name, bits in cited]),
    )


# --- the run ----------------------------------------------------------------------------------------------------------


class _Run:
    """One run: what is there, what is known, and what both come to."""

    def __init__(self, root: Path, taken: Snapshot, kept: Cache, pool: Pool, progress: Progress) -> None:
        self.root, self.taken, self.kept = root, taken, kept
        self.pool, self.progress = pool, progress
        self.markdown = prose.parser()
        self.loader = _Loader(root, taken, kept)
        publication = taken.files.get(f"{SEEDS}/publication.yml", "")
        self.ground = cache.digest(cache.program(), publication)
        self.states: dict[str, str] = {}
        self.cited: dict[str, list[tuple[str, int]]] = {}
        self.corpus: Corpus
        self.known: list[dict[str, Any]] = []
        self.metas: dict[int, dict[str, Any]] = {}
        self.texts: dict[str, ArticleText] = {}
        self.checkable: dict[str, Mapping[int, tuple[str, ...]]] = {}

    def report(self) -> Report | None:
        """The report, or None where not even the publication file can be used."""
        loader = self.loader
        frame = loader.frame()
        if frame is None:
            return None
        self.corpus = frame
        stored = (name.rpartition(".")[0] for name in loader.names("articles", (".txt", ".yml")))
        names = [name.rpartition(".")[0] for name in loader.names("claims", (".yml",))]
        articles = self.articles(tuple(dict.fromkeys(stored)))
        self.extend(articles)
        claims = self.claims(names)
        self.finish(claims)
        articles = self.covered(articles)
        problems = [
            *loader.problems,
            *(problem for each in articles.values() for problem in (*each.problems, *each.left)),
            *(problem for each in claims.values() for problem in each.problems),
            *checks.check_introduction(self.corpus, self.markdown),
            *self.checked(),
        ]
        facts_ = [each.accounts for each in claims.values() if each.accounts is not None]
        summaries = {name: each.summary for name, each in sorted(articles.items()) if each.summary is not None}
        return Report(in_order(problems), summaries, len(facts_), sum(facts_))

    # --- articles ---

    def articles(self, names: Sequence[str]) -> dict[str, _OfArticle]:
        """What is found out about each article by itself; coverage may be that of an earlier run."""
        self.known = self.shards("articles")
        found: dict[str, _OfArticle] = {}
        for name in names:
            data = self.known[_shard(name)].get("entries", {}).get(name)
            if data is not None and data[0] == self.own(name):
                found[name] = _unpack_article(data)
        todo = [name for name in names if name not in found]
        new = {}
        for name, read in self.shared("Reading", _read_article, todo).items():
            found[name] = read.outcome
            if read.data is not None and read.text is not None:
                new[name] = read.data
                self.texts[name], self.checkable[name] = read.text, read.checkable
        self.remember(new, names)
        return {name: found[name] for name in names}

    def remember(self, new: Mapping[str, Any], names: Sequence[str]) -> None:
        """Keep the metadata that were read, too, for the rules over all of them; nothing else needs them again."""
        self.metas = {}
        for number in {_shard(name) for name in new}:
            before = _loaded(self.kept, f"metas {number} {self.ground}")
            entries = {name: before[name] for name in names if name in before and _shard(name) == number}
            entries.update((name, [self.file(name), data]) for name, data in new.items() if _shard(name) == number)
            self.metas[number] = entries
            self.kept.put(f"metas {number} {self.ground}", _dumped(entries))

    def file(self, name: str) -> str:
        """The digest of an article's metadata."""
        return self.taken.files.get(f"{SEEDS}/articles/{name}.yml", "")

    def meta(self, name: str) -> ArticleMeta | None:
        """The metadata of an article, where they were kept."""
        data = self.data(name)
        return None if data is None else ArticleMeta.model_validate(data)

    def data(self, name: str) -> dict[str, Any] | None:
        """The content of an article's metadata, where it was kept."""
        number = _shard(name)
        if number not in self.metas:
            self.metas[number] = _loaded(self.kept, f"metas {number} {self.ground}")
        digest, data = self.metas[number].get(name, ("", None))
        return data if digest and digest == self.file(name) else None

    def own(self, name: str) -> str:
        """The digest of all that the outcome for an article by itself depends on, the publication file apart."""
        base = f"{SEEDS}/articles/{name}"
        wanted = (f"{base}.txt", f"{base}.yml", f"{SEEDS}/places.yml")
        return cache.digest(*(self.taken.files.get(file, "") for file in wanted))

    def extend(self, articles: Mapping[str, _OfArticle]) -> None:
        """Put the articles into the corpus."""
        gists = {name: each.gist for name, each in articles.items() if each.gist is not None}
        late = {name: _LateArticle(name, self, gist) for name, gist in gists.items()}
        corpus = self.corpus
        self.corpus = _LateCorpus(
            corpus.publication,
            late,
            {},
            corpus.speakers,
            corpus.places,
            corpus.addresses,
            _LateDocuments(corpus.documents, {}, late),
            corpus.broken | {f"articles/{name}" for name in articles if name not in gists},
            version_of={name: gist.version_of for name, gist in gists.items()},
        )
        # before anybody watches: what was worked out for one claim is there for the next
        _ = self.corpus.vague_phrases, self.corpus.spellings, self.corpus.versions

    def article(self, name: str) -> Article:
        """An article of which it is known that it can be used."""
        loader = _Loader(self.root, self.taken, before=self.loader)
        data = self.data(name)
        if data is not None:
            loader.known[f"{SEEDS}/articles/{name}.yml"] = data
        article = loader.article(self.root / SEEDS / "articles" / name)
        assert article is not None
        return article

    def covered(self, articles: Mapping[str, _OfArticle]) -> dict[str, _OfArticle]:
        """The articles with the coverage that follows from the claims, and kept so."""
        todo, families_ = [], []
        found = dict(articles)
        for name, each in articles.items():
            if each.gist is None:
                continue
            bits = 0
            for _, cited in self.cited.get(name, ()):
                bits |= cited
            if len(family := self.corpus.versions[name]) > 1:  # what was dealt with in one version is so in the next
                families_ += [name] if family[0] == name else []
                found[name] = replace(each, cited=None)
            elif each.cited != bits or each.left:
                found[name] = replace(each, cited=bits)
                todo.append(name)
        outcomes = self.shared("Covering", _cover, todo)
        for outcome in (outcomes, *self.shared("Covering", _cover_versions, families_).values()):
            for name, (summary, left) in outcome.items():
                found[name] = replace(found[name], summary=summary, left=left)
        changed = {_shard(name) for name, each in found.items() if each is not articles[name]}
        for number in range(SHARDS):
            members = {name: each for name, each in found.items() if _shard(name) == number}
            before = self.known[number].get("entries", {})
            if number in changed or members.keys() != before.keys():
                entries = {
                    name: before[name] if self.same(before.get(name), each, articles[name]) else _pack_article(each)
                    for name, each in members.items()
                }
                self.keep("articles", number, {"entries": entries})
        return found

    def same(self, before: list[Any] | None, now: _OfArticle, found: _OfArticle) -> bool:
        """Whether an article is kept as it was."""
        return before is not None and now is found and before[0] == now.own

    # --- claims ---

    def claims(self, names: Sequence[str]) -> dict[str, _OfClaim]:
        """What is found out about each claim by itself."""
        shards = self.shards("claims")
        found: dict[str, _OfClaim] = {}
        for shard in shards:
            seen = shard.get("names", [])
            stale = {n for n, name in enumerate(seen) if self.state(name) != shard["states"][n]}
            for name, data in shard.get("entries", {}).items():
                if data[0] == self.taken.files.get(f"{SEEDS}/claims/{name}.yml") and stale.isdisjoint(data[1]):
                    found[name] = _unpack_claim(data, seen)
        todo = [name for name in names if name not in found]
        new = self.shared("Checking", _check_claim, todo)
        found = {name: found[name] if name in found else new[name] for name in names}
        for number in range(SHARDS):
            members = {name: each for name, each in found.items() if _shard(name) == number}
            if members.keys() != shards[number].get("entries", {}).keys() or not members.keys().isdisjoint(new):
                numbers: dict[str, int] = {}
                for each in members.values():
                    for name in each.seen:
                        numbers.setdefault(name, len(numbers))
                entries = {name: _pack_claim(each, numbers) for name, each in members.items()}
                states = [self.state(name) for name in numbers]
                self.keep("claims", number, {"names": list(numbers), "states": states, "entries": entries})
        for name, outcome in sorted(found.items()):
            for article, bits in outcome.cited:
                self.cited.setdefault(article, []).append((name, bits))
        return found

    def finish(self, claims: Mapping[str, _OfClaim]) -> None:
        """Put the claims into the corpus."""
        corpus = self.corpus
        late = {name: _LateClaim(name, self, each.gist) for name, each in claims.items() if each.gist is not None}
        self.corpus = replace(
            corpus,
            claims=late,
            documents=_LateDocuments(self.loader.documents, late, corpus.articles),
            broken=corpus.broken | {f"claims/{name}" for name in claims if name not in late},
        )
        self.states.clear()

    def claim(self, name: str) -> ClaimFile:
        """A claim file of which it is known that it holds a claim."""
        return _Loader(self.root, self.taken, before=self.loader).claims(
            lambda: None, [self.root / SEEDS / "claims" / f"{name}.yml"]
        )[name]

    # --- the whole ---

    def checked(self) -> Iterator[Problem]:
        """The problems of the rules over the whole corpus; of those that look at no claim, perhaps as they were."""
        key = f"corpus {self.ground}"
        before = _loaded(self.kept, key)
        now = {}
        for check in checks.CORPUS_CHECKS:
            name = check.__name__
            seen, state, found = before.get(name, ((), "", ()))
            if not seen or state != self.together(seen):
                watched = Watched(self.corpus)
                problems = tuple(check(cast(Corpus, watched)))
                seen = sorted(watched.seen or {"publication"})
                state, found = self.together(seen), report.pack(problems)
            now[name] = [seen, state, found]
            yield from report.unpack(found)
        if now != before:
            self.kept.put(key, _dumped(now))

    def together(self, seen: Iterable[str]) -> str:
        """The state of several things."""
        return cache.digest(*map(self.state, seen))

    def state(self, name: str) -> str:
        """What something that was looked at is now, as a short text."""
        known = self.states.get(name)
        if known is None:
            known = self.states[name] = self.state_of(*name.partition("/")[::2])
        return known

    def state_of(self, kind: str, key: str) -> str:
        """Of one entry, or with the key `*` of all of them. What is not there has a state, too."""
        file = self.taken.files.get
        match kind, key:
            case ("broken", _):
                return cache.digest(*sorted(self.corpus.broken))[:32]
            case ("articles", "*"):
                listed = ((name, digest) for name, digest in self.taken.files.items() if "/articles/" in name)
                return cache.digest(*(part for pair in listed for part in pair))[:32]
            case ("articles", _):
                base = f"{SEEDS}/articles/{key}"
                return f"{file(f'{base}.txt', '')[:32]} {file(f'{base}.yml', '')[:32]}"
            case ("versions", _) if key != "*":
                return " ".join(self.corpus.versions.get(key, ()))
            case (("speakers" | "places"), "*"):
                return file(f"{SEEDS}/{kind}.yml", "")
            case (("speakers" | "places"), _):
                document = self.loader.documents.get(f"{SEEDS}/{kind}.yml")
                data = document.data.get(key) if document else None
                registry: Collection[str] = self.corpus.speakers if kind == "speakers" else self.corpus.places
                return cache.digest(json.dumps(data), str(key in registry))[:32] if data is not None else ""
            case ("documents", _) if key != "*":
                return file(key, "")
            case ("publication", _):
                return self.ground
            case _:
                return self.taken.whole

    # --- keeping ---

    def shards(self, sort: str) -> list[dict[str, Any]]:
        """All that is kept of one sort."""
        return [_loaded(self.kept, f"{sort} {number} {self.ground}") for number in range(SHARDS)]

    def keep(self, sort: str, number: int, content: Mapping[str, Any]) -> None:
        """Keep one shard."""
        self.kept.put(f"{sort} {number} {self.ground}", _dumped(content))

    def shared(self, label: str, work: Callable[[_Run, str], Entry], names: Sequence[str]) -> dict[str, Entry]:
        """The same work on several names, shared out."""
        step = self.progress(label, len(names))
        found = {}
        for name, outcome in zip(names, parallel.ordered(work, self, names, self.pool.local), strict=True):
            found[name] = outcome
            step()
        return found


def _shard(name: str) -> int:
    return crc32(name.encode()) % SHARDS


def _loaded(kept: Cache, key: str) -> dict[str, Any]:
    data = kept.get(key)
    return cast(dict[str, Any], json.loads(data)) if data else {}


def _dumped(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class _Read:
    """An article that was read: what is kept of it, and what only this run needs again."""

    outcome: _OfArticle
    data: dict[str, Any] | None = None
    text: ArticleText | None = None
    checkable: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def _read_article(run: _Run, name: str) -> _Read:
    loader = _Loader(run.root, run.taken, before=run.loader)
    base = run.root / SEEDS / "articles"
    there = [base / f"{name}{end}" for end in (".txt", ".yml") if f"{SEEDS}/articles/{name}{end}" in run.taken.files]
    article = loader.articles(lambda: None, there).get(name)
    if article is None:
        return _Read(_OfArticle(run.own(name), None, tuple(loader.problems)))
    loader.problems.extend(checks.check_note(article, run.markdown))
    outcome = _OfArticle(run.own(name), article.gist, tuple(loader.problems))
    # with the text goes what was worked out of it: its sentences, and the way back from its normal form
    return _Read(outcome, article.document.data, article.text, coverage.checkable_in(article, run.corpus))


def _check_claim(run: _Run, name: str) -> _OfClaim:
    loader = _Loader(run.root, run.taken, before=run.loader)
    watched = Watched(run.corpus)
    corpus = cast(Corpus, watched)
    file = loader.claims(lambda: None, [run.root / SEEDS / "claims" / f"{name}.yml"]).get(name)
    problems = loader.problems
    accounts: int | None = None
    cited: dict[str, int] = {}
    for broken in loader.broken_claims:
        problems.extend(facts.problems_of_accounts(corpus, broken))
    if file is not None:
        examined, found = examine(corpus, file, run.markdown)
        problems.extend(found)
        if examined is not None:
            problems.extend(lineage.check_superseded([examined.fact], corpus))
            accounts = len(examined.fact.witnesses)
            for witness in examined.fact.witnesses:
                for number in coverage.cited_in(witness.article, witness.located):
                    cited[witness.article.id] = cited.get(witness.article.id, 0) | 1 << number
    return _OfClaim(
        run.taken.files[f"{SEEDS}/claims/{name}.yml"],
        tuple(sorted(watched.seen)),
        file.gist if file else None,
        tuple(problems),
        accounts,
        tuple(cited.items()),
    )


def _covered(run: _Run, name: str) -> tuple[Coverage, list[Problem]]:
    quoted = ((fact, "", _numbers(bits)) for fact, bits in run.cited.get(name, ()))
    return coverage.cover(run.corpus.articles[name], run.corpus, quoted, run.checkable.get(name))


def _cover(run: _Run, name: str) -> tuple[Summary, tuple[Problem, ...]]:
    covered, problems = _covered(run, name)
    return covered.summary, tuple(problems)


def _cover_versions(run: _Run, name: str) -> Mapping[str, tuple[Summary, tuple[Problem, ...]]]:
    versions = run.corpus.versions[name]
    found = {each: _covered(run, each) for each in versions}
    carried = coverage.carried(versions, {each: covered for each, (covered, _) in found.items()})
    return {each: (carried[each].summary, tuple(problems)) for each, (_, problems) in found.items()}


def _numbers(bits: int) -> list[int]:
    """The positions of the bits that are set."""
    return [n for n, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]


def check(
    root: Path, taken: Snapshot, kept: Cache, pool: Pool = HERE, progress: Progress = no_progress
) -> Report | None:
    """Check a publication that changed since anybody looked: the report of `compile_corpus`, with less work.

    Args:
        root: the project's folder, which holds `seeds/`.
        taken: what is in `seeds/`.
        kept: what earlier runs found out.
        pool: who may share the work.
        progress: told about every step of the longer loops.

    Returns:
        The report, or None where this way does not lead to one: a file changed while the run lasted, or there is no
        publication file that could be used.
    """
    try:
        return _Run(root, taken, kept, pool, progress).report()
    except ChangedMeanwhileError:
        return None
