"""Views to files: Markdown pages through Jinja, and the JSON Schemas. Nothing is decided here.

A page is front matter, headings whose text is fixed in the template, and blocks of escaped HTML for everything curated.
No curated string ever meets a Markdown parser or a second template engine. Every page is the `index.md` of a folder of
its own, so that source and address lie at the same depth: one builder leaves relative links in HTML as they are,
another counts them from the source file, and both arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from generator import prose, publish, rendered
from generator.cache import NOTHING, Cache
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.exports import cards, citing, embeds, feeds, head, opendata, robots
from generator.exports.beside import beside
from generator.facts import Fact, Witness
from generator.history import History
from generator.parallel import HERE, Pool, ordered
from generator.rendered import File, Rendered, Source
from generator.searching import index as searching
from generator.settings import Settings
from generator.templating import environment
from generator.views import article, changes, fact, factparts, fields, lists, matrix, overview, speaker
from generator.views.brief import BRIEF
from generator.views.common import Site
from generator.views.related import related

try:
    from yaml import CSafeDumper as Dumper
except ImportError:  # PyYAML built without libyaml: slower, the same text
    from yaml import SafeDumper as Dumper  # type: ignore[assignment]

MARKER = publish.MARKER
"""Stands near the beginning of every generated file, so that only such files are ever replaced or removed."""


FOUND_FIRST = {"boost": 3}
"""A search finds a question on its own page before the pages that only name it."""


def front_matter(title: str, description: str, source: str, tags: Sequence[head.Tag] = (), **more: Any) -> Markup:
    """The front matter of a page, written by a YAML library.

    The theme puts title and description into its HTML as they are, so they are escaped here; the tags it escapes.
    """
    data = {"title": escape(title), "description": escape(description), **more}
    dumped = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return Markup(f"---\n# {MARKER} Source: {source}\n{dumped}{head.as_yaml(tags) if tags else ''}---\n")


class Renderer:
    """Turns views into the text of pages."""

    def __init__(self) -> None:
        self.environment = environment()

    def page(
        self, template: str, view: Any, source: str, *, tags: Sequence[head.Tag] = (), extra: Any = None, **more: Any
    ) -> bytes:
        """The Markdown of a page.

        Args:
            template: the name of its template, without the ending.
            view: a frozen record with at least `title` and `description`, and `tab` where a tab says more.
            source: where its content comes from, for whoever opens the file.
            tags: what the page says of itself to programs.
            extra: what the template needs beside the view.
            more: further front matter.
        """
        front = front_matter(getattr(view, "tab", view.title), view.description, source, tags, **more)
        text = self.environment.get_template(f"{template}.md.j2").render(front=front, page=view, extra=extra)
        return text.lstrip("\n").encode()

    def redirect(self, title: str, target: str, canonical: str) -> bytes:
        """A page that leads elsewhere."""
        template = self.environment.get_template("redirect.html.j2")
        return _marked(template.render(title=title, target=target, canonical=canonical))

    def embed(self, view: embeds.EmbedPage) -> bytes:
        """A fact as a page for frames on other sites."""
        return _marked(self.environment.get_template("embed.html.j2").render(page=view))


def _marked(html: str) -> bytes:
    return html.replace("<head>\n", f"<head>\n<!-- {MARKER} -->\n", 1).encode()


@dataclass(frozen=True)
class Shared:
    """What every page of a fact needs beside the fact."""

    site: Site
    near: Mapping[str, Sequence[str]]
    coins: Mapping[str, str]
    history: History
    known: Rendered = field(default_factory=Rendered)

    @property
    def ground(self) -> tuple[object, ...]:
        """What the page of every fact needs."""
        return self.site.ground

    def part(self, names: Sequence[str]) -> Shared:
        """As much of it as the pages of these facts need; of the facts they point to, only what a link says."""
        site = self.site.part([f"claims/{name}" for name in names])
        near = {name: self.near[name] for name in names}
        site.know(BRIEF, {other: self.site.row(BRIEF, other) for found in near.values() for other in found})
        coins = {name: self.coins[name] for name in site.corpus.articles}
        history = {name: self.history[name] for name in names if name in self.history}
        return Shared(site, near, coins, history)


@lru_cache(maxsize=1)
def _renderer() -> Renderer:
    """Each process has one."""
    return Renderer()


def pages(compiled: Compiled, settings: Settings, pool: Pool = HERE) -> Mapping[str, bytes]:
    """Every generated page at once, by its path below `docs/`; for publications of a size that memory holds."""
    return dict(each_page(compiled, settings, pool=pool))


def each_page(
    compiled: Compiled,
    settings: Settings,
    progress: Progress = no_progress,
    history: History | None = None,
    pool: Pool = HERE,
    docs: Path | None = None,
    kept: Cache = NOTHING,
    elsewhere: Sequence[Source] = (),
    note: Callable[[str], None] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Every generated page, one after the other, as its path below `docs/` and its bytes.

    Args:
        compiled: a sound publication.
        settings: where site and repository are.
        progress: told about every page.
        history: the changes to every claim file, as far as they are known.
        pool: who may share the work; the bytes do not depend on it.
        docs: the folder of the pages; those of facts that are there as they would be made now are not made again.
        kept: from what they were made.
        elsewhere: pages of facts that were made elsewhere, to be taken where they fit.
        note: told how many of these do.
    """
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, settings)
    total = len(site.facts) + len(site.corpus.articles) + len(site.corpus.speakers) + 9
    step = progress("Writing", total)
    shared = _shared(site, history or {}, docs, kept, elsewhere)
    if elsewhere and note:
        held = sum(shared.known.holds(name) for name in site.facts)
        note(f"{held:,} of {len(site.facts):,} facts have pages that were made before or elsewhere.")
    for path, content in _pages(shared, pool, kept):
        yield path, content
        if path.endswith(".md"):
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
    shared = _shared(Site(compiled, compiled.corpus, settings), history)
    keys = rendered.keys(shared.site, shared.near, history)
    for name, files in zip(names, ordered(_fact_files, shared, names, pool), strict=True):
        yield name, keys[name], files


def _quoting(site: Site) -> dict[str, list[tuple[Fact, Witness]]]:
    """For each article who quotes it."""
    quoting: dict[str, list[tuple[Fact, Witness]]] = {}
    for examined in site.facts.values():
        for witness in examined.fact.witnesses:
            quoting.setdefault(witness.article.id, []).append((examined.fact, witness))
    return quoting


def _shared(
    site: Site,
    history: History,
    docs: Path | None = None,
    kept: Cache = NOTHING,
    elsewhere: Sequence[Source] = (),
) -> Shared:
    """What the pages of all facts need."""
    _renderer.cache_clear()  # while a site is served, templates change
    site = replace(site, places=article.places(site, _quoting(site)))
    near = related(site)
    coins = {name: citing.coins(site, stored) for name, stored in site.corpus.articles.items()}
    return Shared(site, near, coins, history, rendered.load(site, near, history, docs, kept, elsewhere))


def _pages(shared: Shared, pool: Pool, kept: Cache) -> Iterator[tuple[str, bytes]]:
    site, coins, known = shared.site, shared.coins, shared.known
    renderer, markdown, corpus = _renderer(), site.markdown, site.corpus
    quoting = _quoting(site)
    parts: dict[str, list[speaker.Part]] = {}
    said: dict[str, list[str]] = {}
    for name, examined in site.facts.items():
        for witness in examined.fact.witnesses:
            said.setdefault(witness.account.speaker, []).append(name)
        for part in site.row(speaker.PARTS, name):
            for each in part.names:
                parts.setdefault(each, []).append(part)
    made: dict[str, dict[str, str]] = {}
    new = [name for name in site.facts if not known.holds(name)]
    fresh = iter(ordered(_fact_files, shared, new, pool))
    for name in site.facts:
        files = _fact_files(shared, name) if known.holds(name) else next(fresh)
        yield from ((file.path, file.content) for file in files)
        made[name] = {file.path: file.digest for file in files}
    rendered.save(known, made, kept)
    for name, stored in sorted(corpus.articles.items()):
        note = prose.render(markdown, stored.meta.note, escape) if stored.meta.note else ""
        for shown in article.article_pages(site, stored, quoting, note):
            path = shown.paging.path or f"articles/{name}/"
            text = renderer.page("article", shown, stored.document.file, extra=coins[name], hide=["navigation"])
            yield f"{path}index.md", text
    for name in sorted(corpus.speakers):
        for one in speaker.speaker_pages(site, name, parts.get(name, [])):
            path = one.paging.path or f"speakers/{name}/"
            yield f"{path}index.md", renderer.page("speaker", one, "seeds/speakers.yml", hide=["navigation"])
    quotes = {name: len(uses) for name, uses in quoting.items()}
    whole = matrix.matrix_page(site, lists.by_weight(site))
    yield "matrix/index.md", renderer.page("matrix", whole, "seeds/claims", hide=["navigation", "toc"])
    for facts in lists.facts_pages(site):
        path = facts.paging.path or "claims/"
        yield f"{path}index.md", renderer.page("facts", facts, "seeds/claims", hide=["navigation"])
    for articles in lists.articles_pages(site, quotes):
        yield f"{articles.paging.path}index.md", renderer.page("articles", articles, "seeds/articles")
    for speakers in lists.speakers_pages(site, said):
        yield f"{speakers.paging.path}index.md", renderer.page("speakers", speakers, "seeds/speakers.yml")
    yield "rules/index.md", renderer.page("rules", lists.rules_page(site), "seeds/publication.yml")
    yield "fields/index.md", renderer.page("fields", fields.fields_page(), "the records of the compiler")
    for times in overview.timeline_pages(site):
        path = times.paging.path or "timeline/"
        yield f"{path}index.md", renderer.page("timeline", times, "seeds/claims", hide=["navigation"])
    for places in overview.map_pages(site):
        path = places.paging.path or "map/"
        yield f"{path}index.md", renderer.page("map", places, "seeds/places.yml", hide=["navigation"])
    home = lists.home_page(site, markdown)
    yield "index.md", renderer.page("home", home, "seeds/publication.yml", hide=["navigation", "toc"])
    for changed in changes.changes_pages(site):
        # a search should find a question on its own page, not here
        text = renderer.page("changes", changed, "seeds/claims", search={"exclude": True})
        yield f"{changed.paging.path}index.md", text
    yield from feeds.files(site, MARKER).items()
    yield "data/facts.json", opendata.facts_json(site, MARKER)
    yield "data/accounts.csv", opendata.accounts_csv(site)
    yield from searching.files(site, MARKER, pool)
    yield "robots.txt", robots.robots_txt(site.settings, MARKER)
    yield from _redirects(site, renderer)


def _fact_files(shared: Shared, name: str) -> list[File]:
    """The files of one fact, as they are on disk or made anew."""
    return shared.known.files(name) or [File.of(*each) for each in _made(shared, name)]


def _made(shared: Shared, name: str) -> list[tuple[str, bytes]]:
    """The files of one fact: its page, its page for frames, and what oEmbed answers."""
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


def _framed(page: fact.FactPage) -> str:
    """The picture of a fact for a frame on another site: its marks lead to the evidence on the fact's own page."""
    if page.picture is None:
        return ""
    both = page.picture.wide + page.picture.narrow
    return both.replace('href="#', f'href="../claims/{page.id}/#')


def _redirects(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    for old, new in sorted(site.corpus.addresses.redirects.items()):
        up = "../" * (old.strip("/").count("/") + 1)
        folder, _, name = new.partition("/")
        title = site.row(BRIEF, name).title if folder == "claims" and name in site.facts else new
        target = f"{up}{new}/"
        yield f"{old}/index.html", renderer.redirect(title, target, site.settings.page(f"{new}/") or target)
