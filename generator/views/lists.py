"""The pages that lead to others: home, all facts, all articles, all speakers, and the published rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from markdown_it import MarkdownIt

from generator import prose
from generator.compare import RELATIONS
from generator.compiler import Examined
from generator.corpus import Article
from generator.facts import Fact
from generator.model import Confidence, Rating
from generator.problems import Rule
from generator.quantities import in_figures
from generator.readings import HEDGES
from generator.records import Record, replace
from generator.rows import Kind
from generator.rules import RULES
from generator.views import reasons
from generator.views.brief import Brief, briefs
from generator.views.common import Link, Pill, Site, dated
from generator.views.matrix import Matrix, matrix
from generator.views.paging import Paging, cut, pages_of, room, size

QUIET = (Rating.AGREED, Rating.SINGLE_SOURCE, Rating.WITHDRAWN)
"""Ratings whose facts are listed apart: nobody contradicts anybody there."""

ORDER = tuple(Rating)
RANKS = (Rating.DISPUTED, Rating.LEANING, Rating.SETTLED, Rating.RECONCILABLE, *QUIET)
RANK = {rating.value: rank for rank, rating in enumerate(RANKS)}
ONE = Paging()
FACTS_A_PAGE = 100
MOST_SAYINGS = 40
"""How many facts a page of a long list holds at most, and how many accounts of one it tells."""
HOME_FACTS = 8
HOME_VOICES = 7


class Saying(Record):
    """Who says what, in the fewest words."""

    who: str
    value: str
    unit: str
    path: str
    open: bool


class Facets(Record):
    """What a list of facts can be filtered by: ids, and the first and last day on which something was said."""

    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    speakers: tuple[str, ...]
    articles: tuple[str, ...]
    first: str
    last: str


class Choice(Record):
    """One filter with its options, as (id, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


class FactLine(Record):
    """One fact in a list."""

    title: Link
    pill: Pill
    sayings: tuple[Saying, ...]
    why: str
    facets: Facets
    more: int = 0


class Group(Record):
    """Facts under one heading."""

    id: str
    label: str
    facts: tuple[FactLine, ...]


class FactsPage(Record):
    """The index of all facts."""

    title: str
    description: str
    differing: tuple[Group, ...]
    agreed: tuple[FactLine, ...]
    single: tuple[FactLine, ...]
    withdrawn: tuple[FactLine, ...]
    pills: tuple[tuple[Pill, int], ...]
    choices: tuple[Choice, ...]
    count: int
    paging: Paging = ONE


class HomePage(Record):
    """The front page."""

    title: str
    description: str
    subtitle: str
    introduction: str
    matrix: Matrix
    facts: int
    differing: int
    accounts: int
    articles: int
    percent: int


class ArticleLine(Record):
    """One article in a list."""

    title: Link
    published: str
    publication: str
    version: str
    quotes: int
    percent: int


class ArticlesPage(Record):
    """The index of all articles."""

    title: str
    description: str
    articles: tuple[ArticleLine, ...]
    paging: Paging = ONE


class SpeakerLine(Record):
    """One speaker in a list."""

    name: Link
    role: str
    accounts: int
    facts: int


class SpeakersPage(Record):
    """The index of all speakers."""

    title: str
    description: str
    speakers: tuple[SpeakerLine, ...]
    others: tuple[SpeakerLine, ...]
    paging: Paging = ONE


class TermLine(Record):
    """A term and its meaning."""

    name: str
    label: str
    meaning: str


class VagueLine(Record):
    """A house rule."""

    words: str
    low: str
    high: str


class RulesPage(Record):
    """The published rules: how words are read, accounts compared, verdicts given, files checked."""

    title: str
    description: str
    ratings: tuple[TermLine, ...]
    confidence: tuple[TermLine, ...]
    relations: tuple[TermLine, ...]
    percent: int
    vague: tuple[VagueLine, ...]
    hedges: tuple[TermLine, ...]
    rules: tuple[Rule, ...]


def fact_line(site: Site, examined: Examined) -> FactLine:
    """One fact in a list."""
    fact = examined.fact
    path = f"claims/{fact.id}/"
    why = reasons.why(site, fact, examined.comparison)
    sayings = _sayings(site, fact, path)
    return FactLine(
        Link(fact.claim.title, path),
        site.pill(fact),
        sayings[:MOST_SAYINGS],
        why,
        _facets(examined),
        max(len(sayings) - MOST_SAYINGS, 0),
    )


LINE = Kind("line", fact_line, FactLine)
WEIGHT = Kind("weight", lambda site, examined: _fact_weight(site.row(LINE, examined.fact.id)), int, light=True)
"""How many bytes of a page a line takes."""


def _sayings(site: Site, fact: Fact, path: str) -> tuple[Saying, ...]:
    """Who says what; the same speaker with the same value once."""
    found: dict[tuple[str, str, str], Saying] = {}
    for witness in fact.witnesses:
        who, value, unit = site.short(witness.account.speaker), site.value(fact, witness), site.unit(fact, witness)
        found.setdefault((who, value, unit), Saying(who, value, unit, f"{path}#{witness.id}", witness.open))
    return tuple(found.values())


def _facets(examined: Examined) -> Facets:
    witnesses = examined.fact.witnesses
    said = [witness.account.said for witness in witnesses]
    firsts = [period.first for period in said if period.first is not None]
    lasts = [period.last for period in said if period.last is not None]
    return Facets(
        tuple(kind.value for kind in examined.comparison.kinds()),
        examined.fact.claim.topics,
        tuple(dict.fromkeys(witness.account.speaker for witness in witnesses)),
        tuple(dict.fromkeys(witness.article.id for witness in witnesses)),
        min(firsts).isoformat() if len(firsts) == len(said) else "",  # something was said nobody knows when
        max(lasts).isoformat() if len(lasts) == len(said) else "",
    )


def _choices(site: Site, facts: Iterable[Brief]) -> tuple[Choice, ...]:
    """The filters of the index: only what at least one fact has."""
    every = list(facts)
    publication, corpus = site.corpus.publication, site.corpus

    def used(pick: Callable[[Brief], tuple[str, ...]]) -> set[str]:
        return {name for each in every for name in pick(each)}

    kinds, topics, speakers, articles = (
        used(lambda f: f.kinds),
        used(lambda f: f.topics),
        used(lambda f: f.speakers),
        used(lambda f: f.articles),
    )
    by_name = sorted(speakers, key=lambda name: corpus.speakers[name].name.casefold())
    return (
        Choice("kind", "Accounts", tuple((r.kind.value, r.label) for r in RELATIONS if r.kind.value in kinds)),
        Choice("topic", "Topic", tuple((t, label) for t, label in publication.topics.items() if t in topics)),
        Choice("speaker", "Speaker", tuple((name, corpus.speakers[name].name) for name in by_name)),
        Choice("article", "Article", tuple((name, corpus.articles[name].meta.title) for name in sorted(articles))),
    )


class Listing(Record):
    """The facts on one page of the index: the heading and the id of each."""

    paging: Paging
    facts: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(name for _, name in self.facts)


def listings(site: Site) -> list[Listing]:
    """The index in as many pages as it takes: facts on which accounts differ by topic, then all others by rating."""
    facts = briefs(site)
    rating = {name: each.rating for name, each in facts.items()}
    ordered = sorted(facts, key=lambda name: (RANKS.index(rating[name]), facts[name].title))
    under: dict[str, list[str]] = {f"topic-{topic}": [] for topic in site.corpus.publication.topics}
    under |= {each.value: [] for each in QUIET}
    for name in ordered:
        own = rating[name]
        under[own.value if own in QUIET else f"topic-{facts[name].topics[0]}"].append(name)
    flat = [(heading, name) for heading, names in under.items() for name in names]
    if not site.large:
        return [Listing(ONE, tuple(flat))]
    fewest, weights = room() // FACTS_A_PAGE, site.rows(WEIGHT, facts)
    parts = cut(flat, room(), lambda each: max(weights[each[1]], fewest))
    if len(parts) == 1:
        return [Listing(ONE, tuple(flat))]
    labels = site.corpus.publication.topics
    held = []
    before: set[str] = set()
    for number, part in enumerate(parts, 1):
        here = dict.fromkeys(heading for heading, _ in part if heading.startswith("topic-"))
        begun = [heading for heading in here if heading not in before]
        before.update(begun)
        named = ", ".join(labels[heading.removeprefix("topic-")] for heading in begun)
        held.append((f"Page {number}{f': {named}' if named else ''}", begun))
    pagings = pages_of("claims/", len(parts), site.names_in("claims"), elsewhere=held)
    return [Listing(paging, part) for part, paging in zip(parts, pagings, strict=True)]


def facts_page(site: Site, listing: Listing) -> FactsPage:
    """A page of the index; the search stands in for the filters where there are several."""
    lines = dict(zip(listing.names, site.passing(LINE, listing.names), strict=True))  # each stands on one page
    under: dict[str, list[FactLine]] = {}
    for heading, name in listing.facts:
        under.setdefault(heading, []).append(lines[name])
    several = listing.paging.several
    return FactsPage(
        "All facts",
        "Every disputed fact of this site, by topic, with who says what.",
        tuple(
            Group(topic, label, tuple(under[f"topic-{topic}"]))
            for topic, label in site.corpus.publication.topics.items()
            if f"topic-{topic}" in under
        ),
        tuple(under.get(Rating.AGREED.value, ())),
        tuple(under.get(Rating.SINGLE_SOURCE.value, ())),
        tuple(under.get(Rating.WITHDRAWN.value, ())),
        () if several else _pills(briefs(site)),
        () if several else _choices(site, briefs(site).values()),
        len(site.facts),
        listing.paging,
    )


def _pills(facts: Mapping[str, Brief]) -> tuple[tuple[Pill, int], ...]:
    """The verdicts that there are, with how many facts have each."""
    pills = {each.pill.name: each.pill for each in facts.values()}
    counted = Counter(each.pill.name for each in facts.values())
    return tuple((pills[rating.value], counted[rating.value]) for rating in ORDER if rating.value in pills)


def articles_pages(site: Site, quotes: Mapping[str, int]) -> list[ArticlesPage]:
    """The index of articles in as many pages as it takes."""
    whole = articles_page(site, quotes)
    parts = cut(whole.articles, room(), _article_weight)
    pagings = pages_of("articles/", len(parts), site.names_in("articles"))
    return [replace(whole, articles=part, paging=each) for part, each in zip(parts, pagings, strict=True)]


def speakers_pages(site: Site, said: Mapping[str, Sequence[str]]) -> list[SpeakersPage]:
    """The index of speakers in as many pages as it takes."""
    whole = speakers_page(site, said)
    every = (*whole.speakers, *whole.others)
    parts = cut(every, room(), _speaker_weight)
    pagings = pages_of("speakers/", len(parts), site.names_in("speakers"))
    return [
        replace(
            whole,
            speakers=tuple(line for line in part if line.accounts),
            others=tuple(line for line in part if not line.accounts),
            paging=each,
        )
        for part, each in zip(parts, pagings, strict=True)
    ]


def _fact_weight(line: FactLine) -> int:
    facets = line.facets
    ids = (*facets.kinds, *facets.topics, *facets.speakers, *facets.articles)
    said = sum(130 + size(each.path, each.who, each.value, each.unit) for each in line.sayings)
    pill = size(line.pill.name, line.pill.name, line.pill.label, line.pill.meaning)
    return 450 + size(line.title.path, line.title.path, line.title.text) + pill + said + size(*ids) + len(ids)


def _article_weight(line: ArticleLine) -> int:
    return 180 + size(line.title.path, line.title.text, line.publication, line.published, line.version)


def _speaker_weight(line: SpeakerLine) -> int:
    return 120 + size(line.name.path, line.name.text, line.role)


def _rank(fact: Brief) -> int:
    return RANK[fact.pill.name]


def by_weight(site: Site) -> list[str]:
    """The ids of all facts: first what contradicts most, then what most accounts speak of."""
    facts = briefs(site)

    def weight(name: str) -> tuple[int, int, int, str]:
        fact = facts[name]
        return (_rank(fact), -fact.contradictions, -fact.accounts, name)

    return sorted(facts, key=weight)


def home_facts(site: Site) -> tuple[list[str], int, int, int]:
    """The facts on the front page; how many there are, on how many of them accounts differ, how many accounts."""
    facts = briefs(site)
    differing = [name for name in by_weight(site) if facts[name].rating not in QUIET]
    return differing[:HOME_FACTS], len(facts), len(differing), sum(each.accounts for each in facts.values())


def home_page(site: Site, markdown: MarkdownIt) -> HomePage:
    """The front page: the facts with the widest disagreement, by the voices with most to say."""
    publication = site.corpus.publication
    shown, count, differing, accounts = home_facts(site)
    coverage = site.compiled.covered.values()
    sentences = sum(each.total for each in coverage)
    covered = sum(each.covered for each in coverage)
    return HomePage(
        publication.name,
        f"{publication.name}: {publication.subtitle}",
        publication.subtitle,
        prose.render(markdown, publication.introduction, lambda _: ""),
        matrix(site, shown, HOME_VOICES),
        count,
        differing,
        accounts,
        len(set(map(site.corpus.publication_of, site.corpus.articles))),
        100 * covered // sentences if sentences else 100,
    )


def articles_page(site: Site, quotes: Mapping[str, int]) -> ArticlesPage:
    """The index of articles, oldest first."""
    ordered = sorted(
        site.corpus.articles.values(), key=lambda a: (str(a.meta.published), str(a.meta.last_changed), a.id)
    )

    return ArticlesPage(
        "Articles",
        "The stored articles that all quotes are taken from.",
        tuple(
            ArticleLine(
                Link(article.meta.title, f"articles/{article.id}/"),
                dated(article.meta),
                site.publication_of(article),
                _version(site, article),
                quotes.get(article.id, 0),
                site.compiled.covered[article.id].percent,
            )
            for article in ordered
        ),
    )


def _version(site: Site, article: Article) -> str:
    """Which of several versions of one article this is, or an empty text."""
    names = site.corpus.versions[article.id]
    return f"version {names.index(article.id) + 1} of {len(names)}" if len(names) > 1 else ""


def speakers_page(site: Site, said: Mapping[str, Sequence[str]]) -> SpeakersPage:
    """The index of speakers: those who are quoted, most often quoted first, then the others."""
    lines = {
        name: SpeakerLine(site.speaker(name), speaker.role or "", len(said.get(name, ())), len(set(said.get(name, ()))))
        for name, speaker in site.corpus.speakers.items()
    }
    ordered = sorted(lines, key=lambda name: (-lines[name].accounts, lines[name].name.text.casefold()))
    return SpeakersPage(
        "Speakers",
        "Who is quoted, and who is named as a source or as a party.",
        tuple(lines[name] for name in ordered if lines[name].accounts),
        tuple(lines[name] for name in ordered if not lines[name].accounts),
    )


def rules_page(site: Site) -> RulesPage:
    """The published rules."""
    publication = site.corpus.publication
    house = publication.house_rules
    return RulesPage(
        "Rules and terms",
        "How words are read, accounts are compared, verdicts are given and files are checked.",
        tuple(
            TermLine(rating.value, publication.ratings[rating].label, publication.ratings[rating].meaning)
            for rating in Rating
        ),
        tuple(
            TermLine(grade.value, publication.confidence[grade].label, publication.confidence[grade].meaning)
            for grade in Confidence
        ),
        tuple(TermLine(r.kind.value, r.label, r.rule) for r in RELATIONS),
        house.about_percent,
        tuple(
            VagueLine(v.words, in_figures(v.low), in_figures(v.high) if v.high is not None else "no upper limit")
            for v in house.vague
        ),
        tuple(TermLine(key, key.replace("_", " "), ", ".join(getattr(house.hedges, key))) for key in HEDGES),
        tuple(RULES.values()),
    )
