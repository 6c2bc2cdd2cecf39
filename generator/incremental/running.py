"""One run: what is there, what is known, and what both come to.

Checking is a map over articles and claims, and reductions over what the maps found. The outcome for one claim is kept
with a note of everything that it looked at: `Watched` stands in for the corpus and writes down each entry of a
registry, each article and each answer that was asked for, those that are not there included. A kept outcome counts
while the file and all that was noted are the same, by digest. What nobody taught it to watch counts as "everything".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from markdown_it import MarkdownIt

from generator import cache, checks, coverage, facts, lineage, parallel, prose, report, rows
from generator.cache import NOTHING, Cache
from generator.compiler import Examined, examine
from generator.corpus import SEEDS, Article, ClaimFile, ClaimGist, Corpus, Progress, no_progress
from generator.coverage import Coverage
from generator.evidence import ArticleText
from generator.incremental.keeping import SHARDS, Claims, Outcomes, dumped, in_shards, loaded, shard_of
from generator.incremental.late import (
    Asked,
    ChangedMeanwhileError,
    LateArticle,
    LateClaim,
    LateCorpus,
    LateDocuments,
    Reader,
)
from generator.incremental.outcomes import OfArticle, OfClaim, pack_article, unpack_article
from generator.incremental.shelving import Shelves
from generator.incremental.states import States
from generator.incremental.watching import Watched, WatchedWhole
from generator.model import ArticleMeta
from generator.parallel import HERE, Pool
from generator.problems import Problem, in_order
from generator.report import Report, Summary
from generator.snapshot import Snapshot

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Maker:
    """Makes the rows of facts.

    Attributes:
        key: what rows depend on besides files, as a text.
        base: the same as it is.
        make: the rows of a fact as texts, by kind; what it looks at is watched.
        light: kinds of which the rows of all facts are read together.
        passing: kinds of which a row is read once in a run.
    """

    key: str
    base: object
    make: Callable[[Corpus, Examined, MarkdownIt], Mapping[str, str]]
    light: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()


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
        rows: Cache = NOTHING,
    ) -> None:
        self.root, self.taken, self.kept = root, taken, kept
        self.pool, self.progress = pool, progress
        self.markdown = prose.parser()
        self.loader = Reader(root, taken, kept)
        publication = taken.files.get(f"{SEEDS}/publication.yml", "")
        self.ground = cache.digest(cache.program(), publication)
        self.places = taken.files.get(f"{SEEDS}/places.yml", "")[:32]
        self.states: States
        self.cited: Mapping[str, list[tuple[str, int]]] = {}
        self.gists = ""
        self.corpus: Corpus
        self.known: list[dict[str, Any]] = []
        self.metas: dict[int, dict[str, Any]] = {}
        self.texts: dict[str, ArticleText] = {}
        self.checkable: dict[str, Mapping[int, tuple[str, ...]]] = {}
        self.making, self.rows = making, rows
        self.maker: Maker | None = None
        self.shelves: Shelves | None = None
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
        self.outcomes = claims
        self.finish(claims)
        articles = self.covered(articles)
        problems = [
            *loader.problems,
            *(problem for each in articles.values() for problem in (*each.problems, *each.left)),
            *claims.problems(),
            *checks.check_introduction(self.corpus, self.markdown),
            *self.checked(),
        ]
        accounts = claims.accounts()
        summaries = {name: each.summary for name, each in sorted(articles.items()) if each.summary is not None}
        return Report(in_order(problems), summaries, len(accounts), sum(accounts))

    # --- articles ---

    def articles(self, names: Sequence[str]) -> dict[str, OfArticle]:
        """What is found out about each article by itself; coverage may be that of an earlier run."""
        self.known = self.shards("articles")
        found: dict[str, OfArticle] = {}
        for name in names:
            data = self.known[shard_of(name)].get("entries", {}).get(name)
            if data is not None and data[0] == self.own(name):
                found[name] = unpack_article(data)
        todo = [name for name in names if name not in found]
        new = {}
        for name, read in self.shared("Reading", _read_article, todo):
            found[name] = read.outcome
            if read.data is not None and read.text is not None:
                new[name] = read.data
                self.texts[name], self.checkable[name] = read.text, read.checkable
        self.remember(new, names)
        return {name: found[name] for name in names}

    def remember(self, new: Mapping[str, Any], names: Sequence[str]) -> None:
        """Keep the metadata that were read, too, for the rules over all of them; nothing else needs them again."""
        self.metas = {}
        for number in {shard_of(name) for name in new}:
            before = loaded(self.kept, f"metas {number} {self.ground}")
            entries = {name: before[name] for name in names if name in before and shard_of(name) == number}
            entries.update((name, [self.file(name), data]) for name, data in new.items() if shard_of(name) == number)
            self.metas[number] = entries
            self.kept.put(f"metas {number} {self.ground}", dumped(entries))

    def file(self, name: str) -> str:
        """The digest of an article's metadata."""
        return self.taken.files.get(f"{SEEDS}/articles/{name}.yml", "")

    def meta(self, name: str) -> ArticleMeta | None:
        """The metadata of an article, where they were kept."""
        data = self.data(name)
        return None if data is None else ArticleMeta.model_validate(data)

    def data(self, name: str) -> dict[str, Any] | None:
        """The content of an article's metadata, where it was kept."""
        number = shard_of(name)
        if number not in self.metas:
            self.metas[number] = loaded(self.kept, f"metas {number} {self.ground}")
        digest, data = self.metas[number].get(name, ("", None))
        return data if digest and digest == self.file(name) else None

    def own(self, name: str) -> str:
        """What the outcome for an article by itself depends on, the publication file apart, as a short text."""
        file, base = self.taken.files.get, f"{SEEDS}/articles/{name}"
        return f"{file(f'{base}.txt', '')[:32]} {file(f'{base}.yml', '')[:32]} {self.places}"

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
        alone = dict(self.shared("Covering", _cover, todo))
        for outcome in (alone, *dict(self.shared("Covering", _cover_versions, families_)).values()):
            for name, (summary, left) in outcome.items():
                found[name] = replace(found[name], summary=summary, left=left)
        changed = {name for name, each in found.items() if each is not articles[name]}
        for number, members in enumerate(in_shards(found)):
            before = self.known[number].get("entries", {})
            if before.keys() != set(members) or not changed.isdisjoint(members):
                entries = {
                    name: before[name]
                    if self.same(before.get(name), found[name], articles[name])
                    else pack_article(found[name])
                    for name in members
                }
                self.keep("articles", number, {"entries": entries})
        return found

    def same(self, before: list[Any] | None, now: OfArticle, found: OfArticle) -> bool:
        """Whether an article is kept as it was."""
        return before is not None and now is found and before[0] == now.own

    # --- claims ---

    def claims(self, names: Sequence[str]) -> Outcomes:
        """What is found out about each claim by itself."""
        kept = Claims(self.kept, self.ground, self.taken)
        found = kept.known(names, self.states, self.maker.key if self.maker else None)
        todo = [name for name in names if name not in found]
        if self.maker:
            ground, there = f"{self.ground} {self.maker.key}", frozenset(names)
            self.shelves = Shelves(self.rows, ground, self.maker.light, self.maker.passing, there)
            todo = self.shelves.in_order(todo)
        made = self.shared("Checking", _check_claim, todo)
        new = dict(self.shelves.put(made) if self.shelves else made)
        found.add(new)
        kept.save(found, new, self.states)
        self.cited = found.cited()
        self.gists = kept.gists()
        return found

    def finish(self, claims: Outcomes) -> None:
        """Put the claims into the corpus."""
        corpus = self.corpus
        late = Asked(claims.sound(), partial(LateClaim, run=self))
        self.corpus = replace(
            corpus,
            claims=late,
            documents=LateDocuments(self.loader.documents, late, corpus.articles),
            broken=corpus.broken | {f"claims/{name}" for name in claims if name not in late},
        )
        self.states = States(self.corpus, self.taken, self.loader, self.ground, self.gists)

    def gist(self, name: str) -> ClaimGist:
        """What the rest of the publication has to know of a claim that is one."""
        gist = self.outcomes[name].gist
        assert gist is not None
        return gist

    def claim(self, name: str) -> ClaimFile:
        """A claim file of which it is known that it holds a claim."""
        return Reader(self.root, self.taken, before=self.loader).claims(
            lambda: None, [self.root / SEEDS / "claims" / f"{name}.yml"]
        )[name]

    # --- the whole ---

    def checked(self) -> Iterator[Problem]:
        """The problems of the rules over the whole corpus; of those that look at no claim, perhaps as they were."""
        key = f"corpus {self.ground}"
        before = loaded(self.kept, key)
        now = {}
        for check in checks.CORPUS_CHECKS:
            name = check.__name__
            seen, state, found = before.get(name, ((), "", ()))
            if not seen or state != self.states.together(seen):
                watched = WatchedWhole(self.corpus)
                problems = tuple(check(cast(Corpus, watched)))
                seen = sorted(watched.seen or {"publication"})
                state, found = self.states.together(seen), report.pack(problems)
            now[name] = [seen, state, found]
            yield from report.unpack(found)
        if now != before:
            self.kept.put(key, dumped(now))

    # --- keeping ---

    def shards(self, sort: str) -> list[dict[str, Any]]:
        """All that is kept of one sort."""
        return [loaded(self.kept, f"{sort} {number} {self.ground}") for number in range(SHARDS)]

    def keep(self, sort: str, number: int, content: Mapping[str, Any]) -> None:
        """Keep one shard."""
        self.kept.put(f"{sort} {number} {self.ground}", dumped(content))

    def shared(
        self, label: str, work: Callable[[Run, str], Entry], names: Sequence[str]
    ) -> Iterator[tuple[str, Entry]]:
        """The same work on several names, shared out: what came of each, in their order."""
        step = self.progress(label, len(names))
        for name, outcome in zip(names, parallel.ordered(work, self, names, self.pool.local), strict=True):
            yield name, outcome
            step()


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
