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

from generator import cache, checks, heap, parallel, report
from generator.cache import NOTHING, Cache
from generator.corpus import SEEDS, Article, ArticleGist, ClaimGist, Corpus, Progress, no_progress
from generator.incremental.keeping import Claims, Outcomes, loaded, outside_of, shard_of
from generator.incremental.late import (
    Asked,
    ChangedMeanwhileError,
    LateClaim,
    LateCorpus,
    LateDocuments,
    Later,
    LostError,
    Reader,
)
from generator.incremental.outcomes import OfArticle
from generator.incremental.shelving import Shelves
from generator.incremental.states import States, outside_claims
from generator.incremental.stored import Stored
from generator.incremental.watching import WatchedWhole
from generator.incremental.working import Desk, Making, check_claim, cover, cover_versions, read_article, tried
from generator.parallel import HERE, Pool
from generator.problems import Problem, in_order
from generator.records import replace
from generator.report import Coverage, Report
from generator.rows import together
from generator.snapshot import Snapshot

Entry = TypeVar("Entry")


class MuchToDoError(Exception):
    """So much has to be found out that a run which is to stay small leaves it to another process."""


class Run(Desk):
    """One run: what is there, what is known, and what both come to.

    Args:
        root: the project's folder.
        taken: what is in `seeds/`.
        kept: what earlier runs found out.
        pool: who may share the work.
        progress: told about every step of the longer loops.
        making: says how rows are made, where they are wanted.
        rows: those that earlier runs made.
        lean: whether it is to stay small, and raises `MuchToDoError` where it could not.
    """

    def __init__(
        self,
        root: Path,
        taken: Snapshot,
        kept: Cache,
        pool: Pool,
        progress: Progress,
        making: Making | None = None,
        rows: Cache = NOTHING,
        *,
        lean: bool = False,
    ) -> None:
        super().__init__(root, taken, taken.files.get(f"{SEEDS}/places.yml", "")[:32])
        self.kept, self.pool, self.progress = kept, pool, progress
        self.loader = Reader(root, taken, kept)
        publication = taken.files.get(f"{SEEDS}/publication.yml", "")
        self.basis = cache.digest(cache.program(), publication)
        self.outside = outside_of(taken)
        self.stored = Stored(kept, self.basis, self.outside)
        self.states: States
        self.whole: Mapping[str, str] = {}
        self.read = Asked[Article]({}, self.late)
        self.metas: dict[int, dict[str, Any]] = {}
        self.making, self.rows, self.lean = making, rows, lean
        self.shelves: Shelves | None = None
        self.outcomes = Outcomes((), ())

    def report(self) -> Report | None:
        """The report, or None where not even the publication file can be used."""
        loader = self.loader
        frame = loader.frame()
        if frame is None:
            return None
        self.corpus = frame
        self.maker = self.making(frame) if self.making else None
        files = (name.rpartition(".")[0] for name in loader.names("articles", (".txt", ".yml")))
        names = tuple(dict.fromkeys(files))
        here = loader.names("claims", (".yml",))
        if self.stored.empty and self.lean and len(here) > parallel.MANY:
            raise MuchToDoError
        articles = None if self.stored.brief else self.articles(names)
        self.extend(names, articles)
        claims = self.claims([name.rpartition(".")[0] for name in here])
        self.finish(claims)
        problems, coverage = self.stored.covered(claims.citations()) or self.covered(articles or self.articles(names))
        everything = [
            *loader.problems,
            *problems,
            *claims.problems(),
            *checks.check_introduction(self.corpus, self.markdown),
            *self.checked(),
        ]
        return Report(in_order(everything), coverage, len(claims.facts()), claims.accounts)

    # --- articles ---

    def articles(self, names: Sequence[str]) -> dict[str, OfArticle]:
        """What is found out about each article by itself; coverage may be that of an earlier run."""
        known = ((name, self.stored.outcome(name, self.own(name))) for name in names)
        found = {name: outcome for name, outcome in known if outcome is not None}
        todo = [name for name in names if name not in found]
        new = {}
        for name, read in self.shared("Reading", read_article, todo):
            found[name] = read.outcome
            if read.data is not None and read.text is not None:
                new[name] = read.data
                self.texts[name], self.checkable[name] = read.text, read.checkable
        self.remember(new, names)
        return {name: found[name] for name in names}

    def article_gist(self, name: str) -> ArticleGist:
        """What the rest of the publication has to know of an article that can be used."""
        outcome = self.stored.outcome(name, self.own(name))
        if outcome is None or outcome.gist is None:
            self.stored.forget()
            raise LostError
        return outcome.gist

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

    def extend(self, names: Sequence[str], articles: Mapping[str, OfArticle] | None) -> None:
        """Put the articles into the corpus, as far as they were looked at."""
        version_of: dict[str, str | None] = {}
        if articles is not None:
            self.usable = {name: each.gist for name, each in articles.items() if each.gist is not None}
            version_of = {name: gist.version_of for name, gist in self.usable.items()}
        elif self.stored.brief is not None:
            unusable = frozenset(self.stored.brief.unusable)
            version_of = {name: self.stored.brief.version_of.get(name) for name in names if name not in unusable}
            self.usable = Asked(version_of, self.article_gist)
        late = self.read = Asked(version_of, self.late)
        corpus = self.corpus
        self.corpus = LateCorpus(
            corpus.publication,
            late,
            {},
            corpus.speakers,
            corpus.places,
            corpus.addresses,
            LateDocuments(corpus.documents, {}, late),
            corpus.broken | {f"articles/{name}" for name in names if name not in version_of},
            version_of=version_of,
        )
        self.states = States(self.corpus, self.taken, self.loader, self.basis)
        # before anybody watches: what was worked out for one claim is there for the next
        _ = self.corpus.vague_phrases, self.corpus.spellings, self.corpus.versions

    def covered(self, articles: Mapping[str, OfArticle]) -> tuple[tuple[Problem, ...], Coverage]:
        """Everything wrong with the articles, and the coverage that follows from the claims; both are kept."""
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
        return self.stored.save(found, articles, self.outcomes.citations())

    # --- claims ---

    def claims(self, names: Sequence[str]) -> Outcomes:
        """What is found out about each claim by itself."""
        kept = Claims(self.kept, self.basis, self.taken, self.outside)
        found = kept.known(names, self.states, self.maker.key if self.maker else None)
        todo = found.todo
        if self.lean and len(todo) > parallel.MANY:
            raise MuchToDoError
        if self.maker:
            ground, there = f"{self.basis} {self.maker.key}", frozenset(names)
            self.shelves = Shelves(self.rows, ground, self.maker.light, self.maker.passing, there)
            todo = together(todo)
        made = self.shared("Checking", check_claim, todo)
        if len(todo) > parallel.MANY and self.pool.local is self.pool and self.pool.forks:
            made = self.held_by_workers(made)
        new = dict(self.shelves.put(made) if self.shelves else made)
        found.add(new)
        kept.save(found, new, self.states)
        self.outcomes, self.cited = found, Later(found.cited)
        self.gists, self.whole = found.gists(), found.whole_rows()
        return found

    def held_by_workers(self, made: Iterator[Entry]) -> Iterator[Entry]:
        """The same, and what was read of articles leaves the memory here once those that do the work have it.

        What has to be covered later is read again, by those that cover it.
        """
        for number, each in enumerate(made):
            if number == 0:
                self.texts.clear()
                self.metas.clear()
                heap.give_back()
            yield each

    def finish(self, claims: Outcomes) -> None:
        """Put the claims into the corpus."""
        corpus = self.corpus
        unsound = claims.unsound()
        late = Asked({name: None for name in claims if name not in unsound}, partial(LateClaim, run=self))
        self.corpus = replace(
            corpus,
            claims=late,
            documents=LateDocuments(self.loader.documents, late, corpus.articles),
            broken=corpus.broken | {f"claims/{name}" for name in unsound},
        )
        self.states = States(self.corpus, self.taken, self.loader, self.basis, self.gists)

    def gist(self, name: str) -> ClaimGist:
        """What the rest of the publication has to know of a claim that is one."""
        gist = self.outcomes[name].gist
        assert gist is not None
        return gist

    def forget(self, most: int) -> None:
        """Have the articles leave the memory that checking has read; from here on so many stay there at a time."""
        self.texts.clear()
        self.checkable.clear()
        self.read.forget(most)

    # --- the whole ---

    def checked(self) -> Iterator[Problem]:
        """The problems of the rules over the whole corpus; of those that look at no claim, perhaps as they were."""
        brief, full = f"corpus {self.basis}", f"whole {self.basis}"
        before, now = loaded(self.kept, brief), {}
        beside: dict[str, Any] = {}
        for check in checks.CORPUS_CHECKS:
            name = check.__name__
            outside, wide, found = before.get(name, ("", (), ()))
            if outside != self.outside or any(self.states.state(each) != state for each, state in wide):
                beside = beside or dict(loaded(self.kept, full))
                seen, state, found = beside.get(name, ((), "", ()))
                if not seen or state != self.states.together(seen):
                    watched = WatchedWhole(self.corpus)
                    problems = tuple(check(cast(Corpus, watched)))
                    seen, found = sorted(watched.seen or {"publication"}), report.pack(problems)
                    beside[name] = seen, self.states.together(seen), found
                # which files are broken depends on claims, too, now that these are known
                wide = [each for each in seen if not outside_claims(each) or each.startswith("broken/")]
                wide = [(each, self.states.state(each)) for each in wide]
            now[name] = [self.outside, wide, found]
            yield from report.unpack(found)
        if beside:
            self.kept.keep(full, beside)
            self.kept.keep(brief, now)

    def shared(
        self, label: str, work: Callable[[Desk, str], Entry], names: Sequence[str]
    ) -> Iterator[tuple[str, Entry]]:
        """The same work on several names, shared out: what came of each, in their order."""
        step = self.progress(label, len(names))
        shared: Callable[[Desk, str], Entry | None] = partial(tried, work)
        for name, outcome in zip(names, parallel.ordered(shared, self, names, self.pool), strict=True):
            yield name, work(self, name) if outcome is None else outcome
            step()


def looked_at(begin: Callable[[], Run]) -> tuple[Run, Report | None]:
    """A run with its report; a second one where what the first believed in brief was not there in full.

    Args:
        begin: makes a run.

    Returns:
        No report where a file changed meanwhile, or where there is no publication file that could be used.
    """
    run = begin()
    try:
        return run, run.report()
    except LostError:
        run = begin()
    except ChangedMeanwhileError:
        return run, None
    try:
        return run, run.report()
    except ChangedMeanwhileError:
        return run, None


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
    return looked_at(lambda: Run(root, taken, kept, pool, progress))[1]
