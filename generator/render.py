"""Views to files: every page, feed and export, in batches that are made only where what they are made of changed.

Nothing is decided here. Every page is the `index.md` of a folder of its own, so that source and address lie at the same
depth: one builder leaves relative links in HTML as they are, another counts them from the source file, and both arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from generator import overall, prose, publish
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.exports import cards, citing, embeds, head
from generator.exports.beside import beside
from generator.history import History
from generator.keys import Keys
from generator.overall import Listed
from generator.parallel import HERE, Pool, ordered
from generator.records import Record
from generator.rendered import File, Rendered
from generator.settings import Settings
from generator.views import article
from generator.views.brief import BRIEF, POINTED
from generator.views.common import Site
from generator.views.quoting import QUOTING, Quoting, Uses
from generator.views.related import TRAITS, related
from generator.writing import Renderer

if TYPE_CHECKING:
    from generator.views.fact import FactPage

MARKER = publish.MARKER
"""Stands near the beginning of every generated file, so that only such files are ever replaced or removed."""


AROUND = "claims together"
"""The name of the batch that stands for what the pages of all facts are made from besides the files of claims."""
PLACES = "paragraphs"
NEAR = "near"
FOUND_FIRST = {"boost": 3}
"""A search finds a question on its own page before the pages that only name it."""


class Shared(Record):
    """What every page of a fact needs beside the fact."""

    site: Site
    near: Mapping[str, Sequence[str]]
    coins: Mapping[str, str]
    history: History

    @property
    def ground(self) -> tuple[object, ...]:
        """What the page of every fact needs."""
        return self.site.ground

    def part(self, names: Sequence[str]) -> Shared:
        """As much of it as the pages of these facts need; of the facts they point to, only what a link says."""
        site = self.site.part(names)
        near = {name: self.near[name] for name in names}
        site.know(POINTED, self.site.rows(POINTED, {other: None for found in near.values() for other in found}))
        history = {name: self.history[name] for name in names if name in self.history}
        return Shared(site, near, _Coins(site), history)


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    """Each process has one."""
    return Renderer()


def pages(compiled: Compiled, settings: Settings, pool: Pool = HERE) -> Mapping[str, bytes]:
    """Every generated page at once, by its path below `docs/`; for publications of a size that memory holds."""
    return {file.path: file.content or b"" for file in each_file(compiled, settings, pool=pool)}


def each_file(
    compiled: Compiled,
    settings: Settings,
    progress: Progress = no_progress,
    history: History | None = None,
    pool: Pool = HERE,
    known: Rendered | None = None,
    note: Callable[[str], None] | None = None,
) -> Iterator[File]:
    """Every generated file but the schemas, one after the other.

    Args:
        compiled: a sound publication.
        settings: where site and repository are.
        progress: told about every page.
        history: the changes to every claim file, as far as they are known.
        pool: who may share the work; the bytes do not depend on it.
        known: what is on disk or was made elsewhere; what is there as it would be made now is not made again.
        note: told how much of that fits, where anything was made elsewhere.
    """
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, settings)
    total = len(site.facts) + len(site.corpus.articles) + len(site.corpus.speakers) + 9
    step = progress("Writing", total)
    for file in _files(site, history or {}, pool, known or Rendered(), note):
        yield file
        if file.path.endswith(".md"):
            step()


def shard(
    compiled: Compiled, settings: Settings, history: History, names: Sequence[str], pool: Pool = HERE
) -> Iterator[tuple[str, str, list[File]]]:
    """The pages of some facts only: for each its id, the digest of what they follow from, and the files.

    Args:
        compiled: a sound publication.
        settings: where site and repository are.
        history: the changes to every claim file, as far as they are known.
        names: the facts.
        pool: who may share the work.
    """
    assert compiled.corpus is not None
    needed = shared(Site(compiled, compiled.corpus, settings), history)
    told = Keys(needed.site, history).facts({name: needed.near[name] for name in names})
    for name, files in zip(names, ordered(_fact_files, needed, names, pool), strict=True):
        yield name, told[name], files


def shared(site: Site, history: History) -> Shared:
    """What the pages of all facts need, where nothing is known of any."""
    site, _ = _placed(site, history, Listed(site), Rendered())
    return Shared(site, related(site), _Coins(site), history)


def _placed(site: Site, history: History, listed: Listed, known: Rendered) -> tuple[Site, Keys]:
    """The site with the places of paragraphs, and what its files are made from."""
    _renderer.cache_clear()  # while a site is served, templates change
    keys = Keys(site, history)
    site = site.with_places(_places(site, listed, keys, known))
    return site, keys.on(site)


def relate(compiled: Compiled, settings: Settings, known: Rendered) -> None:
    """Find out what the pages of facts need of all others, and keep it for whoever makes them.

    Args:
        compiled: a sound publication.
        settings: where site and repository are.
        known: where it is kept.
    """
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, settings)
    site, keys = _placed(site, {}, Listed(site), known)
    _near(site, keys, known)


class _Quoting(Mapping[str, Sequence[Quoting]]):
    """The accounts that quote each article; their rows are fetched when somebody asks."""

    def __init__(self, site: Site, facts: Mapping[str, Sequence[str]]) -> None:
        self._site, self._facts = site, facts

    def __getitem__(self, article: str) -> list[Quoting]:
        rows = self._site.passing(QUOTING, self._facts[article])
        return [each for row in rows for name, each in row if name == article]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def _files(
    site: Site, history: History, pool: Pool, known: Rendered, note: Callable[[str], None] | None
) -> Iterator[File]:
    listed = Listed(site)
    site, keys = _placed(site, history, listed, known)
    yield from _facts(site, keys, pool, known, note)
    site.forget(BRIEF)
    yield from _articles(site, keys, listed, pool, known)
    site.forget(BRIEF)
    yield from overall.each_file(site, _renderer(), keys, known, listed, pool)
    site.forget()


Places = Mapping[int, str]


def _places(site: Site, listed: Listed, keys: Keys, known: Rendered) -> dict[str, Places]:
    """On which of its pages each paragraph of a long article begins; kept, since it takes the article to tell."""
    around = "" if known.disk is None else keys.around_articles
    data = known.kept.recall(PLACES) if around else None
    last: tuple[str, dict[str, tuple[str, dict[str, str] | None]]] = data or ("", {})
    before, now = last[1], last[1]
    if not around or last[0] != around:
        now = {}
        quoting = _Quoting(site, listed.quoted_by)
        for name in quoting:
            key = keys.article(name, listed.quoted_by) if around else ""
            if key and name in before and before[name][0] == key:
                now[name] = before[name]
            else:
                places = article.places(site, name, quoting, listed.quotes[name])
                now[name] = key, None if places is None else {str(number): path for number, path in places.items()}
        if around:
            known.kept.keep(PLACES, [around, now])
    told = ((name, places) for name, (_, places) in now.items() if places is not None)
    return {name: {int(number): path for number, path in places.items()} for name, places in told}


def _near(site: Site, keys: Keys, known: Rendered) -> Mapping[str, Sequence[str]]:
    """The facts related to each; kept, since it follows from all of them."""
    key = "" if known.disk is None else keys.rows(TRAITS)
    before: tuple[str, Mapping[str, Sequence[str]]] = (known.kept.recall(NEAR) if key else None) or ("", {})
    if key and before[0] == key:
        return before[1]
    found = related(site)
    if key:
        known.kept.keep(NEAR, [key, found])
    return found


def _told(site: Site, keys: Keys, near: Mapping[str, Sequence[str]], known: Rendered) -> dict[str, str]:
    """From what the pages of each fact are made; of most, it is enough that their claim files are what they were."""
    if known.disk is None:
        return dict.fromkeys(site.facts, "")
    found = {}
    if known.before(AROUND) == keys.around_facts:
        before = ((name, known.before(f"claims/{name}")) for name in site.facts)
        found = {name: key for name, key in before if key.startswith(keys.file(name))}
    known.note(AROUND, keys.around_facts, ())
    return found | keys.facts({name: near[name] for name in site.facts if name not in found})


def _facts(site: Site, keys: Keys, pool: Pool, known: Rendered, note: Callable[[str], None] | None) -> Iterator[File]:
    near = _near(site, keys, known)
    told = _told(site, keys, near, known)
    if known.elsewhere and note:
        held = sum(known.holds(name, told[name]) for name in site.facts)
        note(f"{held:,} of {len(site.facts):,} facts have pages that were made before or elsewhere.")
    there, others = known.still("claims", told)
    yield from there
    todo = []
    for name, key in others.items():
        found = known.brought(name, key)
        if found is None:
            todo.append(name)
        else:
            yield from found
            known.note(f"claims/{name}", key, found)
    if pool.pays(len(todo)):
        site.forget()  # no worker needs what tells facts apart
    shared = Shared(site, near, _Coins(site), keys.history)
    for name, files in zip(todo, ordered(_fact_files, shared, todo, pool), strict=True):
        yield from files
        known.note(f"claims/{name}", told[name], files)


def _articles(site: Site, keys: Keys, listed: Listed, pool: Pool, known: Rendered) -> Iterator[File]:
    def key(name: str) -> str:
        return keys.article_pages(name, keys.article(name, listed.quoted_by))

    there, todo = known.sifted("articles", sorted(site.corpus.articles), lambda: keys.around_articles, key)
    yield from there
    if not todo:  # then nobody has to know who quotes which article
        return
    # on this machine: how much of an article is covered follows from all claims
    made = ordered(_article_files, (site, _Quoting(site, listed.quoted_by)), list(todo), pool.local)
    for (name, told), files in zip(todo.items(), made, strict=True):
        yield from files
        known.note(f"articles/{name}", told, files)


def _article_files(shared: tuple[Site, Uses], name: str) -> list[File]:
    site, quoting = shared
    return [File.of(*each) for each in _article(site, _renderer(), name, quoting)]


def _fact_files(shared: Shared, name: str) -> list[File]:
    return [File.of(*each) for each in _made(shared, name)]


class _Coins(Mapping[str, str]):
    """What reference managers read of each article, made when somebody asks first."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: dict[str, str] = {}

    def __getitem__(self, article: str) -> str:
        if article not in self._made:
            self._made[article] = citing.coins(self._site, self._site.corpus.articles[article])
        return self._made[article]

    def __iter__(self) -> Iterator[str]:
        return iter(self._site.corpus.articles)

    def __len__(self) -> int:
        return len(self._site.corpus.articles)


def _article(site: Site, renderer: Renderer, name: str, quoting: Uses) -> Iterator[tuple[str, bytes]]:
    stored = site.corpus.articles[name]
    note = prose.render(site.markdown, stored.meta.note, escape) if stored.meta.note else ""
    coins = citing.coins(site, stored)
    for shown in article.article_pages(site, stored, quoting, note):
        path = shown.paging.path or f"articles/{name}/"
        text = renderer.page("article", shown, stored.document.file, extra=coins, hide=["navigation"])
        yield f"{path}index.md", text


def _made(shared: Shared, name: str) -> list[tuple[str, bytes]]:
    """The files of one fact: its page, its page for frames, and what oEmbed answers."""
    from generator.views import fact, factparts  # with all pictures, which nothing but a page of a fact needs

    renderer, site, examined = _renderer(), shared.site, shared.site.facts[name]
    page = fact.fact_page(site, examined, site.markdown, shared.near[name])
    cited, card = citing.work(site, examined.fact), cards.fact_card(site, examined)
    tags = head.fact_tags(site, cited, page.description, card)
    extra = beside(site, page, cited, shared.coins, shared.history.get(name, ()))
    first, *others = factparts.fact_pages(site, page)
    text = renderer.page("fact", first, page.source, tags=tags, extra=extra, hide=["navigation"], search=FOUND_FIRST)
    found = [
        (f"claims/{name}/index.md", text),
        *(
            (f"{each.paging.path}index.md", renderer.page("fact", each, page.source, extra=extra, hide=["navigation"]))
            for each in others
        ),
        (embeds.path(name), embeds.html(page, cited, renderer.embed, _framed(page))),
    ]
    answer = embeds.oembed(site, page, cited, card, MARKER)
    return [*found, (f"embeds/{name}.json", answer)] if answer else found


def _framed(page: FactPage) -> str:
    """The picture of a fact for a frame on another site: its marks lead to the evidence on the fact's own page."""
    if page.picture is None:
        return ""
    both = page.picture.wide + page.picture.narrow
    return both.replace('href="#', f'href="../claims/{page.id}/#')
