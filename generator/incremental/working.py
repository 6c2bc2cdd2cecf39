"""Work on one article or one claim by itself, and what that needs: where the files are, or on a machine without any.

What is sent to such a machine is a `Desk` with the files that its articles and claims are about. Which articles a claim
quotes is known once it was read, so it goes with every stored article whose id stands anywhere in it. Where that should
not be enough, the work is done where the files are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import Any, NoReturn, TypeVar, cast

from markdown_it import MarkdownIt

from generator import authored, checks, coverage, facts, lineage, prose, rows
from generator.compiler import Examined, examine
from generator.corpus import SEEDS, Article, ArticleGist, ClaimFile, ClaimGist, Corpus
from generator.coverage import Coverage
from generator.evidence import ArticleText
from generator.files import ARTICLE_LIMIT
from generator.incremental.late import Asked, LateArticle, LateCorpus, NotSentError, Reader
from generator.incremental.outcomes import OfArticle, OfClaim
from generator.incremental.watching import Watched
from generator.model import ArticleMeta
from generator.problems import Problem
from generator.records import Record, field
from generator.report import Summary
from generator.snapshot import Snapshot

Entry = TypeVar("Entry")

MAY_BE_ID = re.compile(rb"[a-z0-9]+(?:-[a-z0-9]+)*")
NOWHERE = Path("publication")
"""The root of files that are on no disk."""
WORKED_OUT = ("vague_words", "vague_phrases", "place_names", "spellings", "versions")
"""What follows from registries and lists, and takes long enough to be sent rather than worked out again."""


class Maker(Record):
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


class NotSent(Mapping[str, Any]):
    """What is never sent: whoever looks at it has to do so where the files are."""

    def __getitem__(self, key: str) -> NoReturn:
        raise NotSentError

    def __contains__(self, key: object) -> NoReturn:
        raise NotSentError

    def __iter__(self) -> Iterator[str]:
        raise NotSentError

    def __len__(self) -> int:
        raise NotSentError


class Desk:
    """What work on articles and claims by themselves needs.

    Attributes:
        root: the project's folder.
        taken: what is in `seeds/`, or as much of it as was sent.
        held: the files, where there are none on disk.
        places: what the gazetteer is, as a short text.
        maker: makes the rows of facts, where they are wanted.
        corpus: what is known of everything else.
        usable: the articles that can be used, or those that were sent.
        metadata: the content of their metadata, where it is known.
        cited: the sentences that claims cite, as bits, by article.
        gists: what tells the gists of all claims from what they were before; nothing where that is not known.
        texts: the texts of articles that were read already.
        checkable: the sentences of articles that hold something to check, where they were read already.
    """

    corpus: Corpus

    def __init__(self, root: Path, taken: Snapshot, places: str, held: Mapping[str, bytes] | None = None) -> None:
        self.root, self.taken, self.places, self.held = root, taken, places, held
        self.maker: Maker | None = None
        self.usable: Mapping[str, ArticleGist] = {}
        self.metadata: Mapping[str, dict[str, Any]] = {}
        self.cited: Mapping[str, list[tuple[str, int]]] = {}
        self.gists = ""
        self.texts: dict[str, ArticleText] = {}
        self.checkable: dict[str, Mapping[int, tuple[str, ...]]] = {}

    @cached_property
    def claim_files(self) -> Path:
        """Where they are."""
        return self.root / SEEDS / "claims"

    @cached_property
    def markdown(self) -> MarkdownIt:
        """The parser of prose."""
        return prose.parser()

    def reader(self) -> Reader:
        """Somebody who reads files, and notes what is wrong with them."""
        return Reader(self.root, self.taken, held=self.held)

    def own(self, name: str) -> str:
        """What the outcome for an article by itself depends on, the publication file apart, as a short text."""
        file, base = self.taken.files.get, f"{SEEDS}/articles/{name}"
        return f"{file(f'{base}.txt', '')[:32]} {file(f'{base}.yml', '')[:32]} {self.places}"

    def data(self, name: str) -> dict[str, Any] | None:
        """The content of an article's metadata, where it is known."""
        return self.metadata.get(name)

    def meta(self, name: str) -> ArticleMeta | None:
        """The metadata of an article, where they are known."""
        data = self.data(name)
        return None if data is None else authored.salvage(ArticleMeta, data)

    def late(self, name: str) -> Article:
        """An article that can be used, read when more than its name is asked for."""
        if name not in self.usable:
            raise NotSentError
        return LateArticle(name, self)

    def article(self, name: str) -> Article:
        """An article of which it is known that it can be used."""
        reader, data = self.reader(), self.data(name)
        if data is not None:
            reader.known[f"{SEEDS}/articles/{name}.yml"] = data
        article = reader.article(self.root / SEEDS / "articles" / name)
        assert article is not None
        return article

    def claim(self, name: str) -> ClaimFile:
        """A claim file of which it is known that it holds a claim."""
        return self.reader().claims(lambda: None, [self.claim_files / f"{name}.yml"])[name]

    def gist(self, name: str) -> ClaimGist:
        """What the rest of the publication has to know of a claim that is one."""
        return self.claim(name).gist

    # --- sending ---

    @property
    def ground(self) -> tuple[object, ...]:
        """What every part holds."""
        worked_out = (getattr(self.corpus, name) for name in WORKED_OUT)
        return (*self.corpus.registries, *worked_out, *((self.maker,) if self.maker else ()))

    def part(self, names: Sequence[str]) -> Desk:
        """As much of it as work on the articles and claims with these names needs."""
        reader, files, versions = self.reader(), self.taken.files, self.corpus.versions
        held: dict[str, bytes] = {}

        def hold(file: str) -> bytes:
            data = reader.bytes(self.root / file, ARTICLE_LIMIT) if file in files else b""
            if isinstance(data, Problem):  # such a file is looked at where it is
                return b""
            if file in files:
                held[file] = data
            return data

        named = dict.fromkeys(names)
        for name in names:
            words = MAY_BE_ID.findall(hold(f"{SEEDS}/claims/{name}.yml"))
            named.update((word, None) for each in words if (word := each.decode()) in versions)
        articles = sorted({each for name in named for each in versions.get(name, (name,))})
        for name in articles:
            hold(f"{SEEDS}/articles/{name}.txt")
            hold(f"{SEEDS}/articles/{name}.yml")
        part = Desk(NOWHERE, Snapshot({file: files[file] for file in held}, ""), self.places, held)
        part.maker = self.maker
        part.usable = {name: self.usable[name] for name in articles if name in self.usable}
        part.metadata = {name: data for name in part.usable if (data := self.data(name)) is not None}
        about = {each for name in names for each in versions.get(name, (name,))}
        part.cited = {name: self.cited[name] for name in articles if name in about and name in self.cited}
        part.checkable = {name: self.checkable[name] for name in articles if name in about and name in self.checkable}
        # whatever else is stored has a name, so that it is known to be there
        part.corpus = self.with_only(Asked(versions, part.late))
        return part

    def with_only(self, articles: Mapping[str, Article]) -> Corpus:
        """The corpus with these articles and every registry; whoever looks at more of it has to do so elsewhere."""
        now = self.corpus
        corpus = LateCorpus(
            now.publication, articles, NotSent(), now.speakers, now.places, now.addresses, NotSent(), now.broken
        )
        corpus.__dict__.update((name, getattr(now, name)) for name in WORKED_OUT)
        return corpus


def tried(work: Callable[[Desk, str], Entry], desk: Desk, name: str) -> Entry | None:
    """The outcome of some work, or None where something that it needs was not sent."""
    try:
        return work(desk, name)
    except NotSentError:
        return None


class Read(Record):
    """An article that was read: what is kept of it, and what only this run needs again."""

    outcome: OfArticle
    data: dict[str, Any] | None = None
    text: ArticleText | None = None
    checkable: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def read_article(desk: Desk, name: str) -> Read:
    """What is found out about an article by itself, but for its coverage."""
    reader = desk.reader()
    base = desk.root / SEEDS / "articles"
    there = [base / f"{name}{end}" for end in (".txt", ".yml") if f"{SEEDS}/articles/{name}{end}" in desk.taken.files]
    article = reader.articles(lambda: None, there).get(name)
    if article is None:
        return Read(OfArticle(desk.own(name), None, tuple(reader.problems)))
    reader.problems.extend(checks.check_note(article, desk.markdown))
    outcome = OfArticle(desk.own(name), article.gist, tuple(reader.problems))
    # with the text goes what was worked out of it: its sentences, and the way back from its normal form
    return Read(outcome, article.document.data, article.text, coverage.checkable_in(article, desk.corpus))


def check_claim(desk: Desk, name: str) -> OfClaim:
    """What is found out about a claim by itself."""
    reader = desk.reader()
    watched = Watched(desk.corpus)
    corpus = cast(Corpus, watched)
    file = reader.claims(lambda: None, [desk.claim_files / f"{name}.yml"]).get(name)
    problems = reader.problems
    accounts: int | None = None
    cited: dict[str, int] = {}
    texts: Mapping[str, str] = {}
    for broken in reader.broken_claims:
        problems.extend(facts.problems_of_accounts(corpus, broken))
    if file is not None:
        examined, found = examine(corpus, file, desk.markdown)
        problems.extend(found)
        if examined is not None:
            problems.extend(lineage.check_superseded([examined.fact], corpus))
            accounts = len(examined.fact.witnesses)
            texts = desk.maker.make(corpus, examined, desk.markdown) if desk.maker else {}
            for witness in examined.fact.witnesses:
                for number in coverage.cited_in(witness.article, witness.located):
                    cited[witness.article.id] = cited.get(witness.article.id, 0) | 1 << number
    return OfClaim(
        desk.taken.files[f"{SEEDS}/claims/{name}.yml"],
        tuple([intern(name) for name in sorted(watched.seen)]),  # most were seen by others, too
        file.gist if file else None,
        tuple(problems),
        accounts,
        tuple(cited.items()),
        desk.maker.key if desk.maker and accounts is not None else None,
        {kind: rows.digest(text) for kind, text in texts.items()},
        texts,
    )


def covered_in(desk: Desk, name: str) -> tuple[Coverage, list[Problem]]:
    """The coverage of an article by what claims cite in itself."""
    quoted = ((fact, "", _numbers(bits)) for fact, bits in desk.cited.get(name, ()))
    return coverage.cover(desk.corpus.articles[name], desk.corpus, quoted, desk.checkable.get(name))


def cover(desk: Desk, name: str) -> tuple[Summary, tuple[Problem, ...]]:
    """The coverage of an article that has no other version, in brief."""
    covered, problems = covered_in(desk, name)
    return covered.summary, tuple(problems)


def cover_versions(desk: Desk, name: str) -> Mapping[str, tuple[Summary, tuple[Problem, ...]]]:
    """The coverage of all versions of an article, in brief."""
    versions = desk.corpus.versions[name]
    found = {each: covered_in(desk, each) for each in versions}
    carried = coverage.carried(versions, {each: covered for each, (covered, _) in found.items()})
    return {each: (carried[each].summary, tuple(problems)) for each, (_, problems) in found.items()}


def fact_of(desk: Desk, name: str) -> Examined:
    """A fact of which it is known that it holds."""
    examined, _ = examine(desk.corpus, desk.claim(name), desk.markdown)
    assert examined is not None
    return examined


def _numbers(bits: int) -> list[int]:
    """The positions of the bits that are set."""
    return [n for n, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]
