"""One run: what is there, what is known, and what both come to.

Checking is a map over articles and claims, and reductions over what the maps found. The outcome for one claim is kept
with a note of everything that it looked at: `Watched` stands in for the corpus and writes down each entry of a
registry, each article and each answer that was asked for, those that are not there included. A kept outcome counts
while the file and all that was noted are the same, by digest. What nobody taught it to watch counts as "everything".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast
from zlib import crc32

from markdown_it import MarkdownIt

from generator import cache, checks, coverage, facts, lineage, parallel, prose, report, rows
from generator.cache import Cache
from generator.compiler import Examined, examine
from generator.corpus import SEEDS, Article, ClaimFile, Corpus, Progress, no_progress
from generator.coverage import Coverage
from generator.evidence import ArticleText
from generator.incremental.late import (
    ChangedMeanwhileError,
    LateArticle,
    LateClaim,
    LateCorpus,
    LateDocuments,
    Reader,
)
from generator.incremental.outcomes import OfArticle, OfClaim, pack_article, pack_claim, unpack_article, unpack_claim
from generator.incremental.states import States
from generator.incremental.watching import Watched
from generator.model import ArticleMeta
from generator.parallel import HERE, Pool
from generator.problems import Problem, in_order
from generator.report import Report, Summary
from generator.snapshot import Snapshot

Entry = TypeVar("Entry")

SHARDS = 8
"""Files that outcomes are kept in: one of them is written again when one claim changes."""


@dataclass(frozen=True)
class Maker:
    """Makes the rows of facts.

    Attributes:
        key: what rows depend on besides files, as a text.
        base: the same as it is.
        make: the rows of a fact as texts, by kind; what it looks at is watched.
    """

    key: str
    base: object
    make: Callable[[Corpus, Examined, MarkdownIt], Mapping[str, str]]


Making = Callable[[Corpus], Maker]
"""Says how rows are made, once the publication file was read."""


class Run:
    """One run: what is there, what is known, and what both come to."""

    def __init__(
        self,
        root: Path,
        taken: Snapshot,
        kept: Cache,
        pool: Pool,
        progress: Progress,
        making: Making | None = None,
    ) -> None:
        self.root, self.taken, self.kept = root, taken, kept
        self.pool, self.progress = pool, progress
        self.markdown = prose.parser()
        self.loader = Reader(root, taken, kept)
        publication = taken.files.get(f"{SEEDS}/publication.yml", "")
        self.ground = cache.digest(cache.program(), publication)
        self.states: States
        self.cited: dict[str, list[tuple[str, int]]] = {}
        self.corpus: Corpus
        self.known: list[dict[str, Any]] = []
        self.metas: dict[int, dict[str, Any]] = {}
        self.texts: dict[str, ArticleText] = {}
        self.checkable: dict[str, Mapping[int, tuple[str, ...]]] = {}
        self.making = making
        self.maker: Maker | None = None
        self.outcomes: Mapping[str, OfClaim] = {}

    def report(self) -> Report | None:
        """The report, or None where not even the publication file can be used."""
        loader = self.loader
        frame = loader.frame()
        if frame is None:
            return None
        self.corpus = frame
        self.maker = self.making(frame) if self.making else None
        stored = (name.rpartition(".")[0] for name in loader.names("articles", (".txt", ".yml")))
        names = [name.rpartition(".")[0] for name in loader.names("claims", (".yml",))]
        articles = self.articles(tuple(dict.fromkeys(stored)))
        self.extend(articles)
        claims = self.claims(names)
        self.finish(claims)
        self.outcomes = claims
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

    def articles(self, names: Sequence[str]) -> dict[str, OfArticle]:
        """What is found out about each article by itself; coverage may be that of an earlier run."""
        self.known = self.shards("articles")
        found: dict[str, OfArticle] = {}
        for name in names:
            data = self.known[_shard(name)].get("entries", {}).get(name)
            if data is not None and data[0] == self.own(name):
                found[name] = unpack_article(data)
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

    def extend(self, articles: Mapping[str, OfArticle]) -> None:
        """Put the articles into the corpus."""
        gists = {name: each.gist for name, each in articles.items() if each.gist is not None}
        late = {name: LateArticle(name, self, gist) for name, gist in gists.items()}
        corpus = self.corpus
        self.corpus = LateCorpus(
            corpus.publication,
            late,
            {},
            corpus.speakers,
            corpus.places,
            corpus.addresses,
            LateDocuments(corpus.documents, {}, late),
            corpus.broken | {f"articles/{name}" for name in articles if name not in gists},
            version_of={name: gist.version_of for name, gist in gists.items()},
        )
        self.states = States(self.corpus, self.taken, self.loader, self.ground)
        # before anybody watches: what was worked out for one claim is there for the next
        _ = self.corpus.vague_phrases, self.corpus.spellings, self.corpus.versions

    def article(self, name: str) -> Article:
        """An article of which it is known that it can be used."""
        loader = Reader(self.root, self.taken, before=self.loader)
        data = self.data(name)
        if data is not None:
            loader.known[f"{SEEDS}/articles/{name}.yml"] = data
        article = loader.article(self.root / SEEDS / "articles" / name)
        assert article is not None
        return article

    def covered(self, articles: Mapping[str, OfArticle]) -> dict[str, OfArticle]:
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
                    name: before[name] if self.same(before.get(name), each, articles[name]) else pack_article(each)
                    for name, each in members.items()
                }
                self.keep("articles", number, {"entries": entries})
        return found

    def same(self, before: list[Any] | None, now: OfArticle, found: OfArticle) -> bool:
        """Whether an article is kept as it was."""
        return before is not None and now is found and before[0] == now.own

    # --- claims ---

    def claims(self, names: Sequence[str]) -> dict[str, OfClaim]:
        """What is found out about each claim by itself."""
        shards = self.shards("claims")
        found: dict[str, OfClaim] = {}
        for shard in shards:
            seen = shard.get("names", [])
            stale = {n for n, name in enumerate(seen) if self.states.state(name) != shard["states"][n]}
            for name, data in shard.get("entries", {}).items():
                if data[0] == self.taken.files.get(f"{SEEDS}/claims/{name}.yml") and stale.isdisjoint(data[1]):
                    known = unpack_claim(data, seen)
                    if self.maker is None or known.accounts is None or known.made_for == self.maker.key:
                        found[name] = known
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
                entries = {name: pack_claim(each, numbers) for name, each in members.items()}
                states = [self.states.state(name) for name in numbers]
                self.keep("claims", number, {"names": list(numbers), "states": states, "entries": entries})
        for name, outcome in sorted(found.items()):
            for article, bits in outcome.cited:
                self.cited.setdefault(article, []).append((name, bits))
        return found

    def finish(self, claims: Mapping[str, OfClaim]) -> None:
        """Put the claims into the corpus."""
        corpus = self.corpus
        late = {name: LateClaim(name, self, each.gist) for name, each in claims.items() if each.gist is not None}
        self.corpus = replace(
            corpus,
            claims=late,
            documents=LateDocuments(self.loader.documents, late, corpus.articles),
            broken=corpus.broken | {f"claims/{name}" for name in claims if name not in late},
        )
        self.states = States(self.corpus, self.taken, self.loader, self.ground)

    def claim(self, name: str) -> ClaimFile:
        """A claim file of which it is known that it holds a claim."""
        return Reader(self.root, self.taken, before=self.loader).claims(
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
            if not seen or state != self.states.together(seen):
                watched = Watched(self.corpus)
                problems = tuple(check(cast(Corpus, watched)))
                seen = sorted(watched.seen or {"publication"})
                state, found = self.states.together(seen), report.pack(problems)
            now[name] = [seen, state, found]
            yield from report.unpack(found)
        if now != before:
            self.kept.put(key, _dumped(now))

    # --- keeping ---

    def shards(self, sort: str) -> list[dict[str, Any]]:
        """All that is kept of one sort."""
        return [_loaded(self.kept, f"{sort} {number} {self.ground}") for number in range(SHARDS)]

    def keep(self, sort: str, number: int, content: Mapping[str, Any]) -> None:
        """Keep one shard."""
        self.kept.put(f"{sort} {number} {self.ground}", _dumped(content))

    def shared(self, label: str, work: Callable[[Run, str], Entry], names: Sequence[str]) -> dict[str, Entry]:
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
class Read:
    """An article that was read: what is kept of it, and what only this run needs again."""

    outcome: OfArticle
    data: dict[str, Any] | None = None
    text: ArticleText | None = None
    checkable: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def _read_article(run: Run, name: str) -> Read:
    loader = Reader(run.root, run.taken, before=run.loader)
    base = run.root / SEEDS / "articles"
    there = [base / f"{name}{end}" for end in (".txt", ".yml") if f"{SEEDS}/articles/{name}{end}" in run.taken.files]
    article = loader.articles(lambda: None, there).get(name)
    if article is None:
        return Read(OfArticle(run.own(name), None, tuple(loader.problems)))
    loader.problems.extend(checks.check_note(article, run.markdown))
    outcome = OfArticle(run.own(name), article.gist, tuple(loader.problems))
    # with the text goes what was worked out of it: its sentences, and the way back from its normal form
    return Read(outcome, article.document.data, article.text, coverage.checkable_in(article, run.corpus))


def _check_claim(run: Run, name: str) -> OfClaim:
    loader = Reader(run.root, run.taken, before=run.loader)
    watched = Watched(run.corpus)
    corpus = cast(Corpus, watched)
    file = loader.claims(lambda: None, [run.root / SEEDS / "claims" / f"{name}.yml"]).get(name)
    problems = loader.problems
    accounts: int | None = None
    cited: dict[str, int] = {}
    texts: Mapping[str, str] = {}
    for broken in loader.broken_claims:
        problems.extend(facts.problems_of_accounts(corpus, broken))
    if file is not None:
        examined, found = examine(corpus, file, run.markdown)
        problems.extend(found)
        if examined is not None:
            problems.extend(lineage.check_superseded([examined.fact], corpus))
            accounts = len(examined.fact.witnesses)
            texts = run.maker.make(corpus, examined, run.markdown) if run.maker else {}
            for witness in examined.fact.witnesses:
                for number in coverage.cited_in(witness.article, witness.located):
                    cited[witness.article.id] = cited.get(witness.article.id, 0) | 1 << number
    return OfClaim(
        run.taken.files[f"{SEEDS}/claims/{name}.yml"],
        tuple(sorted(watched.seen)),
        file.gist if file else None,
        tuple(problems),
        accounts,
        tuple(cited.items()),
        run.maker.key if run.maker and accounts is not None else None,
        {kind: rows.digest(text) for kind, text in texts.items()},
        texts,
    )


def covered_in(run: Run, name: str) -> tuple[Coverage, list[Problem]]:
    """The coverage of an article by what claims cite in itself."""
    quoted = ((fact, "", _numbers(bits)) for fact, bits in run.cited.get(name, ()))
    return coverage.cover(run.corpus.articles[name], run.corpus, quoted, run.checkable.get(name))


def _cover(run: Run, name: str) -> tuple[Summary, tuple[Problem, ...]]:
    covered, problems = covered_in(run, name)
    return covered.summary, tuple(problems)


def _cover_versions(run: Run, name: str) -> Mapping[str, tuple[Summary, tuple[Problem, ...]]]:
    versions = run.corpus.versions[name]
    found = {each: covered_in(run, each) for each in versions}
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
        return Run(root, taken, kept, pool, progress).report()
    except ChangedMeanwhileError:
        return None
