"""Looking at the built site as a reader's browser gets it, page by page and as a whole.

What is written is read from the disk again. A page whose bytes were found good before, for the same fact and the same
articles, is not taken apart again; whether its links still arrive is looked up against the whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from generator import rules, snapshot
from generator.cache import NOTHING, Cache, digest, program
from generator.checks import live_addresses
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.exports import opendata
from generator.looking import Link, Looker, Seen, fact_of
from generator.parallel import HERE, Pool, ordered
from generator.problems import Place, Problem, in_order
from generator.records import Record, field
from generator.settings import Settings
from generator.stated import Good, lines, misplaced
from generator.views.brief import APART, briefs
from generator.views.common import Site
from generator.views.shown import SHOWN, Shown

ARTICLES = "seeds/articles/"
UNREAD: Mapping[str, str] = {}
MANY = 100
"""After so many new pages, room is made for them."""
ROOM = 50_000
"""Bytes that what was seen on a page may take: some four times what it does, for the pages of other branches."""
LAST = "last"
"""The key of what was found good at the last site."""


class _Known(Record):
    """What was found good at the last site.

    Attributes:
        files: all its files.
        pages: of every page its SHA-256, with what was to be shown on it.
        quoted: the articles that a page quotes, where it quotes any.
        data: the files of the open data.
        articles: all articles, with their SHA-256.
    """

    files: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)
    quoted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    data: Mapping[str, Good] = field(default_factory=dict)
    articles: Mapping[str, str] = field(default_factory=dict)


class _Verifier:
    def __init__(
        self,
        folder: Path,
        label: str,
        compiled: Compiled,
        settings: Settings,
        kept: Cache,
        digests: Mapping[str, str],
        files: frozenset[str] | None,
        last: Path | None,
    ) -> None:
        assert compiled.corpus is not None
        self.folder = folder
        self.compiled = compiled
        self.corpus = compiled.corpus
        self.files = frozenset(snapshot.names(folder)) if files is None else files
        self.digests = digests
        self.last = last
        self.site = Site(compiled, compiled.corpus, settings)
        apart = frozenset(each for told in self.site.rows(APART, self.site.facts).values() for each in told)
        self.looker = Looker(label, self.files, compiled, settings, apart, self.wanted)
        self.kept = kept
        self.known = self._last()
        self.keys: dict[str, str] = {}
        self.quoted: dict[str, Sequence[str]] = {}
        self.data: dict[str, Good] = {}
        self.open = "", dict[str, bytes]()
        self.fresh: dict[str, Seen] = {}

    def _last(self) -> _Known:
        data = self.kept.recall(LAST)
        if data is None:
            return _Known()
        base, files, *more = data
        if base != self.base:  # perhaps an earlier version of the program, which kept something else
            return _Known(frozenset(files))
        pages, quoted, stated, articles = more
        return _Known(frozenset(files), pages, quoted, {path: Good(*each) for path, each in stated.items()}, articles)

    def run(self, progress: Progress, pool: Pool) -> Iterator[Problem]:
        paths = sorted(path for path in self.files if path.endswith(".html"))
        step = progress("Verifying", len(paths))
        todo = []
        for path in paths:
            known = self.digests.get(path)
            if known and self.good(path, key := self.key(path, known)):
                self.remember(path, key, self.known.quoted.get(path))
                step()
            else:
                todo.append(path)
        for path, (key, seen) in zip(todo, ordered(_page, self, todo, pool.local), strict=True):
            self.remember(path, key, self.known.quoted.get(path) if seen is None else seen.quoted)
            if seen is not None:
                yield from seen.problems
                self.new(path, seen)
            step()
        for path in sorted(path for path in self.files if path.endswith(".css")):
            yield from self.looker.style(path, (self.folder / path).read_text(encoding="utf-8", errors="replace"))
        yield from self.stated(pool)
        yield from self.missing()
        yield from self.dangling()

    def save(self) -> None:
        """Remember what was found good."""
        self.kept.keep(LAST, [self.base, sorted(self.files), self.keys, self.quoted, self.data, self.articles])
        if len(self.fresh) > MANY:
            self.kept.trim(ROOM * len(self.keys))

    def wanted(self, name: str) -> Shown:
        """What must be found on the page of a fact."""
        return self.site.row(SHOWN, name)

    # --- one page -----------------------------------------------------------------------------------------------------

    def key(self, path: str, told_by: str) -> str:
        """What a page's being good depends on, but for the whole and for articles: its bytes, and the fact."""
        name = fact_of(path, self.compiled.facts)
        return f"{told_by} {self.site.row_digest(SHOWN, name)}" if name in self.compiled.facts else told_by

    def good(self, path: str, key: str) -> bool:
        """Whether a page was found good, and the articles that it quotes are the same."""
        if self.known.pages.get(path) != key:
            return False
        return not self.moved or self.moved.isdisjoint(self.known.quoted.get(path, ()))

    def new(self, path: str, seen: Seen) -> None:
        """A page was looked at now. What leads from one to another says the same on many pages, and is held once."""
        needs = tuple(Link(*map(intern, each)) for each in seen.needs)
        self.fresh[path] = Seen((), frozenset(map(intern, seen.anchors)), (), needs)

    def remember(self, path: str, key: str, quoted: Sequence[str] | None) -> None:
        """A page was looked at now or before."""
        self.keys[path] = key
        if quoted:
            self.quoted[path] = quoted

    @cached_property
    def base(self) -> str:
        """What every page depends on."""
        return digest(program(), repr(self.looker.settings), repr(sorted(self.looker.told_apart)))

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """Of every article the digest of its files."""
        sources = self.compiled.sources
        names = self.corpus.articles
        return {
            each: digest(sources.get(f"{ARTICLES}{each}.txt", ""), sources.get(f"{ARTICLES}{each}.yml", ""))[:32]
            for each in names
        }

    @cached_property
    def moved(self) -> frozenset[str]:
        """The articles that are not what they were at the last site."""
        now, before = self.articles, self.known.articles
        return frozenset(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))

    def page(self, path: str) -> tuple[str, Seen | None]:
        """The key of a page, and what there is to see on it unless it was found good before."""
        try:
            data = (self.folder / path).read_bytes()
            key = self.key(path, sha256(data).hexdigest())
            if self.good(path, key):
                return key, None
            html = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            found = self.looker.problem(rules.SITE_MISSING, path, f"The page cannot be read: {error}.")
            return "", Seen((found,), frozenset(), (), ())
        seen = self.looker.look(path, html)
        if not seen.problems:
            self.kept.keep(self.entry(path, key), [sorted(seen.anchors), seen.places, seen.needs])
        return key, seen

    def entry(self, path: str, key: str) -> str:
        """Under what is kept what there is to see on a page."""
        return digest(self.base, path, key)

    def seen(self, path: str) -> Seen:
        """What there is to see on a page, from this run or from the one that found it good."""
        if path not in self.fresh:
            found = _seen(self.kept.recall(self.entry(path, self.keys[path])))
            self.fresh[path] = found or self.looker.look(path, (self.folder / path).read_text(encoding="utf-8"))
        return self.fresh[path]

    # --- the data -----------------------------------------------------------------------------------------------------

    def stated(self, pool: Pool) -> Iterator[Problem]:
        """Every passage that the data names stands in the article where the data says."""
        todo: dict[str, str] = {}
        held = opendata.held(self.site)
        quoting = briefs(self.site) if self.moved else {}
        moved = {name for name, fact in quoting.items() if not self.moved.isdisjoint(fact.articles)}
        for path, names in held.items():
            affected = moved.intersection(names)
            try:
                known = self.digests.get(path)
                good = self.data[path] = Good(known or sha256(self.read(path)).hexdigest(), list(names))
                before = self.known.data.get(path)
                if good != before:
                    last = self.lines_before(path, before)
                    affected.update(name for name, line in self.lines(path).items() if last.get(name) != line)
            except (OSError, ValueError) as error:
                yield self.unreadable(path, error)
                continue
            todo.update((name, path) for name in names if name in affected)
        for problems in ordered(_misplaced, (self, todo), list(todo), pool.local):
            yield from problems
        if opendata.JSON not in held:
            yield from self.parts()

    def parts(self) -> Iterator[Problem]:
        """The data says where its parts are, and what each is."""
        try:
            told = {f"data/{each['file']}": each["sha256"] for each in json.loads(self.read(opendata.JSON))["parts"]}
        except (OSError, ValueError, LookupError, TypeError) as error:
            yield self.unreadable(opendata.JSON, error)
            return
        for path in sorted(told.keys() | self.data.keys()):
            if path not in self.data or told.get(path) != self.data[path].digest:
                message = f"It does not name `{path}` as it is."
                yield self.looker.problem(rules.SITE_MISSING, opendata.JSON, message)

    def read(self, path: str) -> bytes:
        """The content of a file of the site."""
        return (self.folder / path).read_bytes()

    def unreadable(self, path: str, error: Exception) -> Problem:
        """A file of the data that makes no sense."""
        return self.looker.problem(rules.SITE_MISSING, path, f"The data cannot be read: {error}.")

    def lines(self, path: str) -> dict[str, bytes]:
        """What a file of the data says of each of its facts; the one that was read last is remembered."""
        if self.open[0] != path:
            self.open = path, dict(zip(self.data[path].facts, lines(self.read(path)), strict=True))
        return self.open[1]

    def lines_before(self, path: str, good: Good | None) -> dict[str, bytes]:
        """What a file of the last site's data said of every fact, if it is what was found good."""
        if self.last is None or good is None:
            return {}
        try:
            content = (self.last / path).read_bytes()
        except OSError:
            return {}
        return dict(zip(good.facts, lines(content), strict=True)) if sha256(content).hexdigest() == good.digest else {}

    def misplaced(self, path: str, name: str) -> Iterator[Problem]:
        """What is wrong about what the data says of a fact."""
        try:
            for account in misplaced(name, self.wanted(name), self.corpus.articles, self.lines(path)[name]):
                message = f"A passage of the account `{account}` of `{name}` does not stand where it says."
                yield self.looker.problem(rules.SITE_QUOTE, path, message)
        except (OSError, ValueError, LookupError, TypeError) as error:
            yield self.unreadable(path, error)

    # --- the whole site -----------------------------------------------------------------------------------------------

    def missing(self) -> Iterator[Problem]:
        for address in live_addresses(self.corpus):
            if f"{address}/index.html" not in self.files:
                yield self.looker.problem(rules.SITE_MISSING, f"{address}/index.html", "This page is missing.")
        for address in self.corpus.addresses.redirects:
            if f"{address}/index.html" not in self.files:
                yield self.looker.problem(rules.SITE_MISSING, f"{address}/index.html", "This redirect is missing.")

    def dangling(self) -> Iterator[Problem]:
        """Links to places that are not there: of every new page, and of all pages if anything has gone."""
        fresh = set(self.fresh)
        unknown = set(self.keys) - fresh
        gone = self.known.files - self.files
        if unknown and (gone or any(self.lost(path) for path in fresh & set(self.known.pages))):
            for path in sorted(unknown):
                if not self.files.issuperset(self.seen(path).places):
                    yield from self.looker.look(path, (self.folder / path).read_text(encoding="utf-8")).problems
            fresh |= unknown
        for path in sorted(fresh):
            proven = self.proven(path)
            for link in self.seen(path).needs:
                if link.file not in fresh and (link.file, link.fragment) in proven:
                    continue
                if link.file in self.keys and link.fragment not in self.seen(link.file).anchors:
                    yield self.looker.no_anchor(path, link)

    def proven(self, path: str) -> frozenset[tuple[str, str]]:
        """Places that a page led to when it was found good; on a page that has stayed, they still are."""
        before = self.before(path)
        return frozenset((link.file, link.fragment) for link in before.needs) if before else frozenset()

    def before(self, path: str) -> Seen | None:
        """What there was to see on a page when it was found good, as far as that is known."""
        key = self.known.pages.get(path)
        return _seen(self.kept.recall(self.entry(path, key))) if key is not None else None

    def lost(self, path: str) -> bool:
        """Whether a page that was found good had a place that it no longer has."""
        before = self.before(path)
        return before is None or not before.anchors <= self.fresh[path].anchors


def _page(verifier: _Verifier, path: str) -> tuple[str, Seen | None]:
    return verifier.page(path)


def _seen(data: Any) -> Seen | None:
    if data is None:
        return None
    anchors, places, needs = data
    return Seen((), frozenset(anchors), tuple(places), tuple(Link(*each) for each in needs))


def _misplaced(shared: tuple[_Verifier, Mapping[str, str]], name: str) -> list[Problem]:
    verifier, paths = shared
    return list(verifier.misplaced(paths[name], name))


def verify(
    folder: Path,
    label: str,
    compiled: Compiled,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    pool: Pool = HERE,
    kept: Cache = NOTHING,
    digests: Mapping[str, str] = UNREAD,
    files: frozenset[str] | None = None,
    last: Path | None = None,
) -> tuple[Problem, ...]:
    """Check a built site.

    Args:
        folder: the site.
        label: its path as problems print it.
        compiled: the sound publication it was built from.
        settings: where the site will be.
        progress: told about every page.
        pool: who may share the work.
        kept: what was found good before.
        digests: the SHA-256 of files that are known without reading them again.
        files: the paths of all files, where that is known.
        last: the last site; what it has, too, is known if it was found good.
    """
    if not folder.is_dir():
        return (Problem(rules.SITE_MISSING, Place(label), "There is no built site here.", "Run `disputed build`."),)
    verifier = _Verifier(folder, label, compiled, settings, kept, digests, files, last)
    problems = in_order(verifier.run(progress, pool))
    if not problems:
        verifier.save()
    return problems
