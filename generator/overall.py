"""Pages and files over the whole publication, and what each of them is made from.

Nothing is decided here. A long list is a batch with a part for each of its pages; which facts stand on a page is known
before anything more than a few words of each is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import Any

from generator.exports import feeds, opendata, robots
from generator.keys import Keys
from generator.parallel import HERE, Pool, ordered
from generator.publish import MARKER
from generator.records import LazyRecord
from generator.rendered import File, Made, Part, Rendered
from generator.rows import Kind, together
from generator.searching import index as searching
from generator.splicing import spliced
from generator.views import changes, fields, lists, matrix, overview, speaker
from generator.views.brief import BRIEF, POINTED, Brief, briefs
from generator.views.common import Site
from generator.writing import Renderer

REFERENCE = "reference"
"""The name of the batch that is made of what every page depends on, and of nothing else."""


class Listed(LazyRecord):
    """Who is named by which facts; asked for where that may have changed."""

    site: Site

    @cached_property
    def quoted_by(self) -> Mapping[str, list[str]]:
        """The ids of the facts that quote each article."""
        return self._by(lambda fact: dict.fromkeys(fact.articles))

    @cached_property
    def parties(self) -> Mapping[str, list[str]]:
        """The ids of the facts in which each party has a part."""
        return self._by(lambda fact: fact.parties)

    @cached_property
    def said(self) -> Mapping[str, list[str]]:
        """The same by speaker, once for each account."""
        return self._by(lambda fact: fact.speakers)

    @cached_property
    def quotes(self) -> Mapping[str, int]:
        """How many accounts quote each article."""
        return Counter(chain.from_iterable(fact.articles for fact in briefs(self.site).values()))

    def _by(self, named: Callable[[Brief], Iterable[str]]) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, fact in briefs(self.site).items():
            for each in named(fact):
                found[each].append(name)
        return dict(found)


def begins(keys: Keys, known: Rendered) -> bool:
    """Whether all files are made from nothing, or from something that none was made from before, and are remembered."""
    return known.kept.place("") is not None and known.before(REFERENCE) != keys.rows()


def each_file(
    site: Site, renderer: Renderer, keys: Keys, known: Rendered, listed: Listed, pool: Pool = HERE
) -> Iterator[File]:
    """Every such file, one after the other.

    Args:
        site: everything.
        renderer: writes pages.
        keys: what they are made from.
        known: what is there as it would be made now.
        listed: who is named by which facts.
        pool: who may share the work.
    """

    def rows(*kinds: Kind[Any]) -> Callable[[], str]:
        return lambda: keys.rows(*kinds)

    shared = site, renderer, keys, known, listed
    yield from _speakers(shared, pool)
    site.forget(BRIEF)
    yield from _divisions(shared, pool)
    batches: list[tuple[str, Callable[[], str], Callable[[], Iterable[tuple[str, bytes]]]]] = [
        (REFERENCE, rows(), lambda: _reference(site, renderer)),
        ("table", rows(opendata.TABLE), lambda: [_table(site, keys, known)]),
        ("robots", rows(), lambda: [("robots.txt", robots.robots_txt(site.settings, MARKER))]),
        ("redirects", lambda: _redirected(site, keys), lambda: _redirects(site, renderer)),
    ]
    for name, told, made in batches:
        yield from known.batch(name, told, made)
        site.forget(BRIEF)
    yield from _data(site, keys, known)
    yield from searching.each_file(site, MARKER, known, keys, pool)


_Shared = tuple[Site, Renderer, Keys, Rendered, Listed]


def _divided(shared: _Shared) -> dict[str, tuple[Callable[[], str], Callable[[], Iterable[Part]]]]:
    """The batches that have parts, by name: from what all of each is made, and its parts."""
    site, renderer, keys, _, listed = shared

    def rows(*kinds: Kind[Any], more: Callable[[], Sequence[str]] = tuple) -> Callable[[], str]:
        return lambda: keys.rows(BRIEF, *kinds, more=more())

    def articles() -> Sequence[str]:
        return keys.articles, keys.coverage

    return {
        # it takes the most memory, and comes before others leave some that they no longer need
        "timeline": (rows(overview.MENTIONS, overview.EVENTS), lambda: _timeline(site, renderer, keys)),
        "facts": (rows(lists.LINE, more=lambda: (keys.articles,)), lambda: _facts_index(site, renderer, keys)),
        "map": (rows(overview.NAMED), lambda: _map(site, renderer, keys)),
        "changes": (rows(changes.CORRECTED), lambda: _changes(site, renderer, keys)),
        "feeds": (rows(feeds.REVIEWED, feeds.CORRECTIONS), lambda: _feeds(site, keys)),
        "matrix": (rows(matrix.VOICED), lambda: _matrix(site, renderer, keys)),
        "home": (rows(matrix.VOICED, more=articles), lambda: _home(site, renderer, keys)),
        "speakers": (rows(), lambda: _speakers_index(site, renderer, keys, listed.said)),
        "articles": (rows(more=articles), lambda: _articles_index(site, renderer, keys, listed.quotes)),
    }


def _divisions(shared: _Shared, pool: Pool) -> Iterator[File]:
    """The files of all batches that have parts; of those that changed, only the parts that did are made again."""
    site, _, keys, known, _ = shared
    told = {name: known.told(key) for name, (key, _) in _divided(shared).items()}
    there = {name: known.there(name, key) for name, key in told.items()}
    todo = [name for name, files in there.items() if files is None]
    made: Iterator[Iterable[Made]] = (_division(shared, name) for name in todo)
    if site.large and begins(keys, known):
        made = ordered(_division_files, shared, todo, pool.local, apart=True)
    for name, files in there.items():
        if files is None:
            yield from _noted(known, name, told[name], next(made))
        else:
            yield from files


def _division(shared: _Shared, name: str) -> Iterator[Made]:
    site, _, _, known, _ = shared
    _, parts = _divided(shared)[name]
    for part in parts():
        yield known.part(name, part)
    site.forget(BRIEF)


def _division_files(shared: _Shared, name: str) -> list[Made]:
    return list(_division(shared, name))


def _noted(known: Rendered, name: str, told: str, parts: Iterable[Made]) -> Iterator[File]:
    """The files of a batch that was made, part by part; it is remembered, and so is each of its parts."""
    found = []
    for part, told_of_part, files in parts:
        yield from files
        known.note(part, told_of_part, files)
        found += [File(file.path, None, file.digest) for file in files]
    known.note(name, told, found)


def _speakers(shared: _Shared, pool: Pool) -> Iterator[File]:
    site, _, keys, known, listed = shared

    def key(name: str) -> str:
        return keys.speaker(name, listed.parties.get(name, ()))

    there, todo = known.sifted("speakers", sorted(site.corpus.speakers), lambda: keys.around_speakers, key)
    yield from there
    made = ordered(_speaker_files, shared, list(todo), pool.local, apart=site.large and begins(keys, known))
    for (name, told), parts in zip(todo.items(), made, strict=True):
        yield from _noted(known, f"speakers/{name}", told, parts)


def _speaker_files(shared: _Shared, name: str) -> list[Made]:
    site, renderer, keys, known, listed = shared
    parts = _speaker(site, renderer, keys, name, listed.parties.get(name, ()))
    return [known.part(f"speakers/{name}", part) for part in parts]


def _speaker(site: Site, renderer: Renderer, keys: Keys, name: str, facts: Sequence[str]) -> Iterator[Part]:
    def made(path: str, sheet: speaker.Sheet) -> Iterator[tuple[str, bytes]]:
        page = speaker.speaker_page(site, name, sheet)
        yield f"{path}index.md", renderer.page("speaker", page, "seeds/speakers.yml", hide=["navigation"])

    for sheet in speaker.sheets(site, name, facts):
        key = partial(_from, keys, (name, sheet), speaker.PARTS, sheet.facts)
        yield Part(str(sheet.paging.number), key, partial(made, sheet.paging.path or f"speakers/{name}/", sheet))


def _from(keys: Keys, view: object, kind: Kind[Any], facts: Sequence[str]) -> str:
    """What a page is made from: records that write themselves out in full, and rows of facts."""
    return keys.of(repr(view), keys.some(kind, facts))


def _matrix(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    facts = lists.by_weight(site)

    def key() -> str:
        return keys.of(str(len(facts)), keys.some(matrix.VOICED, matrix.shown(site, facts)))

    def made() -> Iterator[tuple[str, bytes]]:
        page = matrix.matrix_page(site, facts)
        yield "matrix/index.md", renderer.page("matrix", page, "seeds/claims", hide=["navigation", "toc"])

    yield Part("", key, made)


def _facts_index(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    def made(listing: lists.Listing) -> Iterator[tuple[str, bytes]]:
        path = listing.paging.path or "claims/"
        page = lists.facts_page(site, listing)
        yield f"{path}index.md", renderer.page("facts", page, "seeds/claims", hide=["navigation"])

    def key(listing: lists.Listing) -> str:
        if not listing.paging.several:  # there are the filters, with what all facts can be filtered by
            return keys.rows(BRIEF, lists.LINE, more=(keys.articles,))
        return _from(keys, (len(site.facts), listing), lists.LINE, listing.names)

    for each in lists.listings(site):
        yield Part(str(each.paging.number), partial(key, each), partial(made, each))


def _articles_index(site: Site, renderer: Renderer, keys: Keys, quotes: Mapping[str, int]) -> Iterator[Part]:
    def key() -> str:
        return keys.of(keys.articles, keys.coverage, repr(sorted(quotes.items())))

    def made() -> Iterator[tuple[str, bytes]]:
        for articles in lists.articles_pages(site, quotes):
            yield f"{articles.paging.path}index.md", renderer.page("articles", articles, "seeds/articles")

    yield Part("", key, made)


def _speakers_index(site: Site, renderer: Renderer, keys: Keys, said: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    def key() -> str:
        return keys.of(repr([(name, len(each), len(set(each))) for name, each in sorted(said.items())]))

    def made() -> Iterator[tuple[str, bytes]]:
        for speakers in lists.speakers_pages(site, said):
            yield f"{speakers.paging.path}index.md", renderer.page("speakers", speakers, "seeds/speakers.yml")

    yield Part("", key, made)


def _data(site: Site, keys: Keys, known: Rendered) -> Iterator[File]:
    """The open data as JSON."""
    held = opendata.held(site)
    parts: dict[str, opendata.Part] = {}

    def key(names: Sequence[str]) -> str:
        return keys.of(keys.some(opendata.DATA, names))

    def made(path: str, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        yield path, _part(site, keys, known, path, names)

    for path, names in held.items():
        if path != opendata.JSON:
            for file in known.batch(path, partial(key, names), partial(made, path, names)):
                yield file
                parts[path] = opendata.Part(len(names), file.digest)

    def told() -> list[str]:
        return [f"all but facts {keys.articles}", f"where facts are {parts}"]

    def pieces(numbers: Sequence[int]) -> Iterator[bytes]:
        for number in numbers:
            yield opendata.where_facts_are(parts) if number else opendata.all_but_facts(site, MARKER)

    def whole() -> Iterator[tuple[str, bytes]]:
        if parts:
            content = spliced(known, opendata.JSON, lambda: keys.ground, len(told()), told, pieces)
        else:
            content = opendata.whole(site, MARKER, site.passing(opendata.DATA, held[opendata.JSON]))
        yield opendata.JSON, content

    yield from known.batch("data", lambda: keys.of(*told(), key(held.get(opendata.JSON, ()))), whole)


def _part(site: Site, keys: Keys, known: Rendered, path: str, names: Sequence[str]) -> bytes:
    """A file with some of the facts: what it begins with, a piece for each fact, and the end."""
    end = len(names) + 1

    def tell() -> list[str]:
        facts = keys.each(opendata.DATA, names)
        return ["beginning", *(f"first {fact}" for fact in facts[:1]), *facts[1:], "end"]

    def make(numbers: Sequence[int]) -> Iterator[bytes]:
        rows = site.passing(opendata.DATA, [names[number - 1] for number in numbers if 0 < number < end])
        for number in numbers:
            if number == 0:
                yield opendata.part_before_facts(MARKER)
            elif number == end:
                yield opendata.AFTER.encode()
            else:
                yield f"{opendata.BETWEEN if number > 1 else ''}{next(rows)}".encode()

    return spliced(known, path, lambda: keys.ground, end + 1, tell, make)


def _table(site: Site, keys: Keys, known: Rendered) -> tuple[str, bytes]:
    path, names = "data/accounts.csv", list(site.facts)

    def make(numbers: Sequence[int]) -> Iterator[bytes]:
        wanted = together(names[number - 1] for number in numbers if number)
        rows = dict(zip(wanted, site.passing(opendata.TABLE, wanted), strict=True))
        for number in numbers:
            yield rows[names[number - 1]].encode() if number else opendata.csv_head()

    def tell() -> list[str]:
        return ["head", *keys.each(opendata.TABLE, names)]

    return path, spliced(known, path, lambda: keys.ground, len(names) + 1, tell, make)


def _reference(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    yield "rules/index.md", renderer.page("rules", lists.rules_page(site), "seeds/publication.yml")
    yield "fields/index.md", renderer.page("fields", fields.fields_page(), "the records of the compiler")


def _timeline(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    def made(page: overview.TimelinePage) -> Iterator[tuple[str, bytes]]:
        told = overview.told(site, page)
        yield (
            f"{page.paging.path or 'timeline/'}index.md",
            renderer.page("timeline", told, "seeds/claims", hide=["navigation"]),
        )

    for each in overview.timeline_pages(site):
        key = partial(_from, keys, overview.outline(each), overview.MENTIONS, overview.marked(each))
        yield Part(str(each.paging.number), key, partial(made, each))


def _map(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    def made(page: overview.MapPage) -> Iterator[tuple[str, bytes]]:
        path = page.paging.path or "map/"
        yield f"{path}index.md", renderer.page("map", page, "seeds/places.yml", hide=["navigation"])

    for each in overview.map_pages(site):
        yield Part(str(each.paging.number), partial(_from, keys, each, overview.NAMED, ()), partial(made, each))


def _home(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    def key() -> str:
        shown, *counts = lists.home_facts(site)
        return keys.of(keys.articles, keys.coverage, f"{counts} {keys.some(matrix.VOICED, shown)}")

    def made() -> Iterator[tuple[str, bytes]]:
        home = lists.home_page(site, site.markdown)
        yield "index.md", renderer.page("home", home, "seeds/publication.yml", hide=["navigation", "toc"])

    yield Part("", key, made)


def _changes(site: Site, renderer: Renderer, keys: Keys) -> Iterator[Part]:
    def made(page: changes.ChangesPage) -> Iterator[tuple[str, bytes]]:
        # a search should find a question on its own page, not here
        text = renderer.page("changes", page, "seeds/claims", search={"exclude": True})
        yield f"{page.paging.path}index.md", text

    for each in changes.changes_pages(site):
        yield Part(str(each.paging.number), partial(_from, keys, each, changes.CORRECTED, ()), partial(made, each))


def _feeds(site: Site, keys: Keys) -> Iterator[Part]:
    for each in (document for feed in feeds.feeds(site) for document in feeds.documents(feed)):
        key = partial(_from, keys, each, feeds.REVIEWED, ())
        yield Part(f"{each.name} {each.number}", key, partial(_feed, site, each))


def _feed(site: Site, feed: feeds.Feed) -> Iterator[tuple[str, bytes]]:
    yield from feeds.files_of(site, feed, MARKER).items()


def _redirected(site: Site, keys: Keys) -> str:
    """What redirects are made from: the addresses, and the facts that they lead to."""
    names = (new.partition("/")[2] for new in site.corpus.addresses.redirects.values())
    return keys.of(keys.addresses, keys.some(POINTED, [name for name in names if name in site.facts]))


def _redirects(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    for old, new in sorted(site.corpus.addresses.redirects.items()):
        up = "../" * (old.strip("/").count("/") + 1)
        folder, _, name = new.partition("/")
        title = site.row(POINTED, name).title if folder == "claims" and name in site.facts else new
        target = f"{up}{new}/"
        yield f"{old}/index.html", renderer.redirect(title, target, site.settings.page(f"{new}/") or target)
