"""What batches of generated files are made from, as digests: where one is the same, nothing need be made again.

Of a large publication hardly anything changes between two runs, so what many batches are made from is told together
first: only where that is not the same does anybody ask what each is made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from generator import history
from generator.cache import digest, program
from generator.history import History
from generator.records import LazyRecord, field, replace
from generator.rows import Kind
from generator.views.brief import BRIEF, POINTED
from generator.views.common import Site
from generator.views.quoting import QUOTING
from generator.views.related import TRAITS
from generator.views.speaker import PARTS

CLAIMS = f"{history.CLAIMS}/"
ARTICLES = "seeds/articles/"
ADDRESSES = "seeds/addresses.yml"
SAME = ("ground", "articles", "around_articles")
"""What does not depend on how the sources are shown."""
SHORT = 32
"""Hexadecimal digits of a digest that has to be told from few others."""


class Keys(LazyRecord):
    """What batches are made from, as digests.

    Attributes:
        site: everything that pages are made of.
        history: the changes to every claim file.
        told: the digests of the rows of a kind, by its name, as far as it was asked for: many pages need the same.
        whole: one digest of all of them.
        families: the digest of all versions of an article, by the first of them.
    """

    site: Site
    history: History
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    families: dict[tuple[str, ...], str] = field(default_factory=dict)

    def on(self, site: Site) -> Keys:
        """The same for a site that has the same sources."""
        keys = replace(self, site=site)
        keys.__dict__.update((name, self.__dict__[name]) for name in SAME if name in self.__dict__)
        return keys

    @cached_property
    def ground(self) -> str:
        """What every page may depend on: the program, the addresses, the registries, and names that are taken."""
        sources = self.site.compiled.sources
        others = (pair for pair in sources.items() if not pair[0].startswith((CLAIMS, ARTICLES)))
        registries = (part for pair in sorted(others) if pair[0] != ADDRESSES for part in pair)
        # names that further pages of a list, a fact, an article or a speaker may not have
        folders = ("claims", "articles", "speakers")
        taken = sorted(f"{each}/{name}" for each in folders for name in self.site.names_in(each) if "page-" in name)
        return digest(program(), repr(self.site.settings), *registries, "", *taken)

    @cached_property
    def addresses(self) -> str:
        """Every address there was, and where it leads."""
        return self.site.compiled.sources.get(ADDRESSES, "")

    @cached_property
    def articles(self) -> str:
        """All articles."""
        sources = self.site.compiled.sources
        return digest(
            "\n".join(sorted(f"{path} {each}" for path, each in sources.items() if path.startswith(ARTICLES)))
        )

    @cached_property
    def coverage(self) -> str:
        """How much of each article's evidence is used."""
        covered = self.site.compiled.covered
        return digest("\n".join(f"{name} {each.covered} {each.total}" for name, each in covered.items()))

    def of(self, *parts: str) -> str:
        """Some texts, and what every page may depend on."""
        return digest(self.ground, *parts)

    def rows(self, *kinds: Kind[Any], more: Sequence[str] = ()) -> str:
        """Some kinds of row, of all facts."""
        for kind in kinds:
            if kind.name not in self.whole:
                known = self.site.digest_of_all(kind)
                self.whole[kind.name] = known or digest(self.some(kind, self.site.facts))
        return digest(self.ground, *more, "", *(self.whole[kind.name] for kind in kinds))

    def each(self, kind: Kind[Any], facts: Iterable[str]) -> list[str]:
        """For each of some facts what tells its row from any other."""
        told = self.told_of(kind)
        return [f"{fact} {told[fact]}" for fact in facts]

    def some(self, kind: Kind[Any], facts: Iterable[str]) -> str:
        """The rows of some facts, as a text that is equal as long as they are."""
        return "\n".join(self.each(kind, facts))

    def told_of(self, kind: Kind[Any]) -> dict[str, str]:
        """For each fact the digest of its row."""
        if kind.name not in self.told:
            self.told[kind.name] = self.site.row_digests(kind)
        return self.told[kind.name]

    def _family(self, article: str) -> str:
        """An article with all its versions."""
        names = self.site.corpus.versions[article]
        found = self.families.get(names)
        if found is None:
            sources = self.site.compiled.sources
            texts = (sources.get(f"{ARTICLES}{each}{end}", "") for each in names for end in (".txt", ".yml"))
            found = self.families[names] = digest(*names, *texts)
        return found

    def _places(self, articles: Iterable[str]) -> str:
        """On which pages the paragraphs of some articles stand, where these are long."""
        places = self.site.places
        paged = [(each, places[each]) for each in dict.fromkeys(articles) if each in places] if places else []
        return repr(paged) if paged else ""

    @cached_property
    def around_facts(self) -> str:
        """What the pages of facts are made from, taken together, but for the files of their claims."""
        return self.rows(BRIEF, POINTED, TRAITS, more=(self.articles, repr(self.site.places), repr(self.history)))

    @cached_property
    def around_articles(self) -> str:
        """What the pages of articles are made from, taken together."""
        return self.rows(BRIEF, QUOTING, more=(self.articles,))

    @cached_property
    def around_speakers(self) -> str:
        """What the pages of speakers are made from, taken together."""
        return self.rows(BRIEF, PARTS, more=(self.articles, repr(self.site.places)))

    def file(self, name: str) -> str:
        """The file of a claim, as a short text: what `facts` tells of the fact begins with it."""
        return self.site.compiled.sources[f"{CLAIMS}{name}.yml"][:SHORT]

    def facts(self, near: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The pages of some facts, each: its file, its log, the articles it quotes, what is said of those it points to.

        Args:
            near: for each fact those it points to.
        """
        log, family, places = self.history.get, self._family, self._places
        found = {}
        for name, brief in self.site.rows(BRIEF, near).items():
            articles = dict.fromkeys(brief.articles)
            rest = digest(
                *(self.ground, name, repr(log(name)), places(articles)),
                *[family(each) for each in articles],
                "",
                self.some(POINTED, near[name]),
            )
            found[name] = self.file(name) + rest[:SHORT]
        return found

    def article(self, name: str, quoting: Mapping[str, Sequence[str]]) -> str:
        """What is shown of an article: all its versions, and the facts that quote one of them.

        Args:
            name: the article's id.
            quoting: the facts that quote each article.
        """
        family = self.site.corpus.versions[name]
        facts = dict.fromkeys(fact for each in family for fact in quoting.get(each, ()))
        return digest(self.ground, self._family(name), self.some(QUOTING, facts))

    def article_pages(self, name: str, own: str) -> str:
        """The pages of an article, which lead to places in its other versions; `own` is what `article` gives."""
        return digest(own, self._places(self.site.corpus.versions[name]))

    def speaker(self, name: str, facts: Sequence[str]) -> str:
        """The pages of a speaker: the articles they published, and the facts in which they have a part."""
        site = self.site
        sources = site.compiled.sources
        metas = (sources.get(f"{ARTICLES}{each.id}.yml", "") for each in site.carried_by.get(name, ()))
        named = (each for fact in site.rows(BRIEF, facts).values() for each in fact.articles) if site.places else ()
        return digest(self.ground, self._places(named), name, *metas, "", self.some(PARTS, facts))
