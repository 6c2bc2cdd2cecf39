"""One run: what is there, what is known, and what both come to.

Checking is a map over articles and claims, and reductions over what the maps found. The outcome for one claim is kept
with a note of everything that it looked at: `Watched` stands in for the corpus and writes down each entry of a
registry, each article and each answer that was asked for, those that are not there included. A kept outcome counts
while the file and all that was noted are the same, by digest. What nobody taught it to watch counts as "everything".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from generator import cache, checks, parallel, report
from generator.cache import NOTHING, Cache
from generator.corpus import SEEDS, ClaimGist, Corpus, Progress, no_progress
from generator.incremental.keeping import SHARDS, Claims, Outcomes, in_shards, loaded, shard_of
from generator.incremental.late import (
    Asked,
    ChangedMeanwhileError,
    LateClaim,
    LateCorpus,
    LateDocuments,
    Reader,
)
from generator.incremental.outcomes import OfArticle, pack_article, unpack_article
from generator.incremental.shelving import Shelves
from generator.incremental.states import States
from generator.incremental.watching import WatchedWhole
from generator.incremental.working import Desk, Making, check_claim, cover, cover_versions, read_article, tried
from generator.parallel import HERE, Pool
from generator.problems import Problem, in_order
from generator.records import replace
from generator.report import Report
from generator.rows import together
from generator.snapshot import Snapshot

Entry = TypeVar("Entry")


class Run(Desk):
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
        super().__init__(root, taken, taken.files.get(f"{SEEDS}/places.yml", "")[:32])
        self.kept, self.pool, self.progress = kept, pool, progress
        self.loader = Reader(root, taken, kept)
        publication = taken.files.get(f"{SEEDS}/publication.yml", "")
        self.basis = cache.digest(cache.program(), publication)
        self.states: States
        self.whole: Mapping[str, str] = {}
        self.known: list[dict[str, Any]] = []
        self.metas: dict[int, dict[str, Any]] = {}
        self.making, self.rows = making, rows
        self.shelves: Shelves | None = None
        self.outcomes = Outcomes((), {})

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
        for name, read in self.shared("Reading", read_article, todo):
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
            before = loaded(self.kept, f"metas {number} {self.basis}")
            entries = {name: before[name] for name in names if name in before and shard_of(name) == number}
            entries.update((name, [self.file(name), data]) for name, data in new.items() if shard_of(name) == number)
            self.metas[number] = entries
            self.kept.keep(f"metas {number} {self.basis}", entries)

    def file(self, name: str) -> str:
        """The digest of an article's metadata."""
        return self.taken.files.get(f"{SEEDS}/articles/{name}.yml", "")

    def reader(self) -> Reader:
        """Somebody who knows which folders lie in the project."""
        return Reader(self.root, self.taken, before=self.loader)

    def data(self, name: str) -> dict[str, Any] | None:
        """The content of an article's metadata, where it was kept."""
        number = shard_of(name)
        if number not in self.metas:
            self.metas[number] = loaded(self.kept, f"metas {number} {self.basis}")
        digest, data = self.metas[number].get(name, ("", None))
        return data if digest and digest == self.file(name) else None

    def extend(self, articles: Mapping[str, OfArticle]) -> None:
        """Put the articles into the corpus."""
        gists = {name: each.gist for name, each in articles.items() if each.gist is not None}
        self.usable = gists
        late = {name: self.late(name) for name in gists}
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
        self.states = States(self.corpus, self.taken, self.loader, self.basis)
        # before anybody watches: what was worked out for one claim is there for the next
        _ = self.corpus.vague_phrases, self.corpus.spellings, self.corpus.versions

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
        alone = dict(self.shared("Covering", cover, todo))
        for outcome in (alone, *dict(self.shared("Covering", cover_versions, families_)).values()):
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
        kept = Claims(self.kept, self.basis, self.taken)
        found = kept.known(names, self.states, self.maker.key if self.maker else None)
        todo = [name for name in names if name not in found]
        if self.maker:
            ground, there = f"{self.basis} {self.maker.key}", frozenset(names)
            self.shelves = Shelves(self.rows, ground, self.maker.light, self.maker.passing, there)
            todo = together(todo)
        made = self.shared("Checking", check_claim, todo)
        new = dict(self.shelves.put(made) if self.shelves else made)
        found.add(new)
        kept.save(found, new, self.states)
        self.cited = found.cited()
        self.gists, self.whole = kept.gists(), kept.rows()
        return found

    def finish(self, claims: Outcomes) -> None:
        """Put the claims into the corpus."""
        corpus = self.corpus
        late = Asked(dict.fromkeys(claims.sound()), partial(LateClaim, run=self))
        self.corpus = replace(
            corpus,
            claims=late,
            documents=LateDocuments(self.loader.documents, late, corpus.articles),
            broken=corpus.broken | {f"claims/{name}" for name in claims if name not in late},
        )
        self.states = States(self.corpus, self.taken, self.loader, self.basis, self.gists)

    def gist(self, name: str) -> ClaimGist:
        """What the rest of the publication has to know of a claim that is one."""
        gist = self.outcomes[name].gist
        assert gist is not None
        return gist

    # --- the whole ---

    def checked(self) -> Iterator[Problem]:
        """The problems of the rules over the whole corpus; of those that look at no claim, perhaps as they were."""
        key = f"corpus {self.basis}"
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
            self.kept.keep(key, now)

    # --- keeping ---

    def shards(self, sort: str) -> list[dict[str, Any]]:
        """All that is kept of one sort."""
        return [loaded(self.kept, f"{sort} {number} {self.basis}") for number in range(SHARDS)]

    def keep(self, sort: str, number: int, content: Mapping[str, Any]) -> None:
        """Keep one shard."""
        self.kept.keep(f"{sort} {number} {self.basis}", content)

    def shared(
        self, label: str, work: Callable[[Desk, str], Entry], names: Sequence[str]
    ) -> Iterator[tuple[str, Entry]]:
        """The same work on several names, shared out: what came of each, in their order."""
        step = self.progress(label, len(names))
        shared: Callable[[Desk, str], Entry | None] = partial(tried, work)
        for name, outcome in zip(names, parallel.ordered(shared, self, names, self.pool), strict=True):
            yield name, work(self, name) if outcome is None else outcome
            step()


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
