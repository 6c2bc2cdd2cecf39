"""Looking at the built site as a reader's browser gets it, page by page and as a whole.

What is written is read from the disk again. A page whose bytes were found good before, for the same fact and the same
articles, is not taken apart again; whether its links still arrive is looked up against the whole.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeAlias

from generator import cache, rules, snapshot, vouched
from generator.cache import NOTHING, Cache, program
from generator.checks import live_addresses
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.exports import opendata
from generator.looking import Link, Looker, Seen
from generator.parallel import HERE, Pool, ordered
from generator.problems import Place, Problem, in_order
from generator.records import replace
from generator.settings import Settings
from generator.stated import Good, lines, misplaced
from generator.views.brief import APART, briefs
from generator.views.common import Site
from generator.views.shown import SHOWN, Shown
from generator.vouched import Vouched

UNREAD: Mapping[str, str] = {}
MANY = 100
"""After so many new pages, room is made for them."""
ROOM = 50_000
"""Bytes that what was seen on a page may take: some four times what it does, for the pages of other branches."""


Arrival: TypeAlias = tuple[str, str]
"""A file of the site, and a place in it."""


class Ways(NamedTuple):
    """What other pages have to know of a page, and what has to be known of them.

    Attributes:
        anchors: the places on it that can be linked to.
        leads: the places on other pages that it links to.
    """

    anchors: tuple[str, ...]
    leads: tuple[Arrival, ...]


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
        self.known = vouched.load(kept, self.base)
        self.pages: dict[str, str] = {}
        self.quoted: dict[str, Sequence[str]] = {}
        self.data: dict[str, Good] = {}
        self.open = "", dict[str, bytes]()
        self.fresh: dict[str, Ways] = {}
        self.arrivals: dict[Arrival, Arrival] = {}

    def run(self, progress: Progress, pool: Pool) -> Iterator[Problem]:
        before, doubtful = self.known.pages, self.doubtful
        self.pages = {path: digest for path, digest in self.digests.items() if before.get(path) == digest}
        for path in doubtful:
            self.pages.pop(path, None)
        todo = sorted(path for path in self.files if path[-5:] == ".html" and path not in self.pages)
        step = progress("Verifying", len(todo))
        for path, (digest, seen) in zip(todo, ordered(_page, self, todo, pool.local), strict=True):
            self.pages[path] = digest
            if seen is not None:
                yield from seen.problems
                self.new(path, seen)
                self.quoted[path] = tuple(map(intern, seen.quoted))
            step()
        for path in sorted(path for path in self.files if path[-4:] == ".css"):
            yield from self.looker.style(path, (self.folder / path).read_text(encoding="utf-8", errors="replace"))
        yield from self.stated(pool)
        yield from self.missing()
        yield from self.dangling()

    def save(self) -> None:
        """Remember what was found good."""
        now = replace(self.now, others=[path for path in self.files if path not in self.pages], data=self.data)
        vouched.save(self.kept, self.base, self.known, now, self.articles, self.quoted)
        if len(self.fresh) > MANY:
            self.kept.trim(ROOM * len(self.pages))

    def wanted(self, name: str) -> Shown:
        """What must be found on the page of a fact."""
        return next(self.site.passing(SHOWN, (name,)))

    # --- one page -----------------------------------------------------------------------------------------------------

    def new(self, path: str, seen: Seen) -> None:
        """A page was looked at. Where it leads to, many others do, too, and that is held once."""
        leads = [(intern(link.file), intern(link.fragment)) for link in seen.needs]
        self.fresh[path] = Ways(
            tuple(map(intern, seen.anchors)), tuple([self.arrivals.setdefault(each, each) for each in leads])
        )

    @cached_property
    def base(self) -> str:
        """What every page depends on."""
        return cache.digest(program(), repr(self.looker.settings), repr(sorted(self.looker.told_apart)))

    @cached_property
    def articles(self) -> Mapping[str, str]:
        """The SHA-256 of every file of an article."""
        return vouched.articles_of(self.compiled.sources)

    @cached_property
    def moved(self) -> frozenset[str]:
        """The articles that are not what they were at the last site."""
        return vouched.moved(self.kept, self.known, self.articles)

    @cached_property
    def doubtful(self) -> set[str]:
        """The pages that have to be looked at again even if they are the same."""
        return vouched.doubtful(self.kept, self.known, self.shown, self.moved)

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """For each fact the digest of what must be found on its page."""
        return self.site.row_digests(SHOWN)

    @property
    def now(self) -> Vouched:
        """What is good as far as it was looked at."""
        return Vouched(self.pages, self.shown)

    def page(self, path: str) -> tuple[str, Seen | None]:
        """The SHA-256 of a page, and what there is to see on it unless it was found good before."""
        try:
            data = (self.folder / path).read_bytes()
            digest = sha256(data).hexdigest()
            if self.known.pages.get(path) == digest and path not in self.doubtful:
                return digest, None
            html = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            found = self.looker.problem(rules.SITE_MISSING, path, f"The page cannot be read: {error}.")
            return "", Seen((found,), (), (), ())
        seen = self.looker.look(path, html)
        if not seen.problems:
            key = self.entry(path, Vouched({path: digest}, self.shown))
            self.kept.keep(key, [seen.anchors, seen.places, seen.needs])
        return digest, seen

    def entry(self, path: str, at: Vouched) -> str:
        """Under what is kept what there was to see on a page of a site."""
        return cache.digest(self.base, path, at.key(path))

    def seen(self, path: str) -> Seen:
        """What there is to see on a page, from the run that found it good, or else seen once more."""
        known = _seen(self.kept.recall(self.entry(path, self.now)))
        return known or self.looker.look(path, (self.folder / path).read_text(encoding="utf-8"))

    def ways(self, path: str) -> Ways:
        """To where a page leads, and where one arrives there."""
        if path not in self.fresh:
            self.new(path, self.seen(path))
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
        stayed = self.files.issuperset(self.known.pages) and self.files.issuperset(self.known.others)
        if not stayed or any(self.lost(path) for path in fresh if path in self.known.pages):
            unknown = self.pages.keys() - fresh
            for path in sorted(unknown):
                seen = self.seen(path)
                self.new(path, seen)
                if not self.files.issuperset(seen.places):
                    yield from self.looker.look(path, (self.folder / path).read_text(encoding="utf-8")).problems
            fresh |= unknown
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for _, (file, fragment) in self.leading(fresh):
            wanted[file].add(fragment)
        lost = {file: wanted[file].difference(self.ways(file).anchors) for file in wanted.keys() & self.pages.keys()}
        broken = {(file, fragment) for file, fragments in lost.items() for fragment in fragments}
        astray: defaultdict[str, set[Arrival]] = defaultdict(set)
        for path, arrival in self.leading(fresh) if broken else ():
            if arrival in broken:
                astray[path].add(arrival)
        for path, arrivals in astray.items():
            links = (link for link in self.seen(path).needs if (link.file, link.fragment) in arrivals)
            yield from (self.looker.no_anchor(path, link) for link in links)

    def leading(self, fresh: Collection[str]) -> Iterator[tuple[str, Arrival]]:
        """The places that pages lead to and of which nobody knows that they are there, with the pages."""
        for path in sorted(fresh):
            proven = self.proven(path)
            for arrival in self.ways(path).leads:
                if arrival[0] in fresh or arrival not in proven:
                    yield path, arrival

    def proven(self, path: str) -> frozenset[Arrival]:
        """Places that a page led to when it was found good; on a page that has stayed, they still are."""
        before = self.before(path)
        return frozenset((link.file, link.fragment) for link in before.needs) if before else frozenset()

    def before(self, path: str) -> Seen | None:
        """What there was to see on a page when it was found good, as far as that is known."""
        known = self.known
        return _seen(self.kept.recall(self.entry(path, known))) if path in known.pages else None

    def lost(self, path: str) -> bool:
        """Whether a page that was found good had a place that it no longer has."""
        before = self.before(path)
        return before is None or not set(self.fresh[path].anchors).issuperset(before.anchors)


def _page(verifier: _Verifier, path: str) -> tuple[str, Seen | None]:
    return verifier.page(path)


def _seen(data: Any) -> Seen | None:
    if data is None:
        return None
    anchors, places, needs = data
    return Seen((), tuple(anchors), tuple(places), tuple(Link(*each) for each in needs))


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
