"""Looking at one page as a reader's browser gets it: quotes, links, markup, requests.

This knows nothing of how the page was made. It reads the HTML and the corpus, and compares the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator import rules
from generator.compiler import Compiled
from generator.corpus import Corpus
from generator.evidence import Located, locate, normalise
from generator.problems import Place, Problem, Rule
from generator.records import Record
from generator.settings import Settings
from generator.views.shown import Shown

LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "track": "src",
    "embed": "src",
    "object": "data",
    "input": "src",
    "image": "href",
    "use": "href",
}
"""Elements that fetch what an attribute names."""
ASKED = (*LOADED, "a", "link", "meta", "style")
"""Elements that something is asked of by their names."""
Elements = Mapping[str, Sequence[LexborNode]]
MOST_KEPT = 5_000
"""So many answers about quotes are kept, and so many about addresses."""
LOADING_LINKS = frozenset(
    "stylesheet icon apple-touch-icon preload prefetch preconnect dns-prefetch modulepreload manifest".split()
)
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
SCRIPT_ADDRESS = re.compile(r"(?:fetch|import|importScripts)\(\s*['\"`](https?:)?//", re.IGNORECASE)
REPOSITORY_FACTS = '[data-md-component="source"]'
"""The theme asks the repository's host for stars and forks wherever this element stands."""


FURTHER = re.compile(r"-page-\d+(-of-list)*$")
"""What the name of a further page of a long list ends in."""


class Link(NamedTuple):
    """A link to another place of the site: the file and fragment that it means, and how the page puts it."""

    file: str
    fragment: str
    url: str
    what: str


class Seen(Record):
    """What there is to see on a page.

    Attributes:
        problems: what is wrong with it.
        anchors: the places on it that can be linked to, sorted.
        places: every other file that it links to or loads.
        needs: one link to each place on other pages that it links to.
        quoted: the articles that it quotes.
    """

    problems: tuple[Problem, ...]
    anchors: tuple[str, ...]
    places: tuple[str, ...]
    needs: tuple[Link, ...]
    quoted: tuple[str, ...] = ()


class Looker:
    """Looks at the pages of one site.

    Args:
        label: the site's path as problems print it.
        files: every file of the site.
        compiled: the sound publication it was built from.
        settings: where the site will be.
        told_apart: the article and the words of every quote that stands there more than once.
        wanted: gives what must be found on the page of a fact.
    """

    def __init__(
        self,
        label: str,
        files: Collection[str],
        compiled: Compiled,
        settings: Settings,
        told_apart: frozenset[tuple[str, str]],
        wanted: Callable[[str], Shown],
    ) -> None:
        assert compiled.corpus is not None
        self.label = label
        self.files = files
        self.compiled = compiled
        self.corpus: Corpus = compiled.corpus
        self.settings = settings
        self.told_apart = told_apart
        self.wanted = wanted
        self.anchors: frozenset[str] = frozenset()
        self.links: list[tuple[str, str]] = []
        self.quoted: dict[str, None] = {}
        self.standing: dict[tuple[str, str], bool] = {}
        self.arrivals: dict[tuple[str, str], tuple[str, str] | None] = {}

    def problem(self, rule: Rule, path: str, message: str, fix: str = "") -> Problem:
        """A problem of a page."""
        return Problem(rule, Place(f"{self.label}/{path}"), message, fix or rule.fix)

    # --- one page -----------------------------------------------------------------------------------------------------

    def look(self, path: str, html: str) -> Seen:
        """What there is to see on a page."""
        self.links = []
        self.quoted = {}
        problems = list(self.page(path, html))
        places: dict[str, None] = {}
        needs: dict[tuple[str, str], Link] = {}
        for url, what in dict.fromkeys(self.links):
            target = self.target(path, url)
            if target is None:
                continue
            file, fragment = target
            if file not in self.files:
                problems.append(self.problem(rules.SITE_LINK, path, f"The {what} to {_short(url)} leads nowhere."))
            elif fragment and file == path:
                if fragment not in self.anchors:
                    problems.append(self.no_anchor(path, Link(file, fragment, url, what)))
            else:
                places[file] = None
                if fragment and target not in needs:
                    needs[target] = Link(file, fragment, url, what)
        anchors = tuple(sorted(self.anchors))
        return Seen(tuple(problems), anchors, tuple(places), tuple(needs.values()), tuple(self.quoted))

    def no_anchor(self, path: str, link: Link) -> Problem:
        """The problem that a link leads to a place that its page does not have."""
        return self.problem(
            rules.SITE_LINK, path, f"There is no “{link.fragment}” on the page that {_short(link.url)} names."
        )

    def page(self, path: str, html: str) -> Iterator[Problem]:
        """What is wrong with a page by itself; its anchors and links are noted."""
        tree = LexborHTMLParser(html)
        elements = _elements(tree)
        links = [node.attributes for node in elements["a"]]
        ids = [node.id for node in tree.css("[id]")]
        names = [each.get("name") for each in links]
        self.anchors = frozenset(each for each in (*ids, *names) if each)
        for twice in sorted({each for each in ids if each and ids.count(each) > 1}) if len(set(ids)) < len(ids) else ():
            yield self.problem(rules.SITE_LINK, path, f"The id “{twice}” stands more than once on the page.")
        yield from self.quotes(path, tree)
        yield from self.requests(path, tree, elements)
        self.links += [(each["href"] or "", "link") for each in links if "href" in each]
        told = [node.attributes for node in elements["meta"]]
        for each in told:
            if (each.get("http-equiv") or "").lower() == "refresh":
                _, _, target = (each.get("content") or "").partition("url=")
                self.links.append((target.strip(), "redirect"))
        for attributes in (node.attributes for node in elements["link"]):
            if "alternate" in (attributes.get("rel") or "").split() and "href" in attributes:
                self.links.append((attributes["href"] or "", "link to another form"))
        pictures = (each for each in told if each.get("property") == "og:image")
        self.links += [(each.get("content") or "", "picture for sharing") for each in pictures]
        yield from self.structured(path, tree, elements)

    def quotes(self, path: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        """Everything marked as a quotation stands in the article it names; every account of a fact is on its page."""
        for node in tree.css("[data-article]"):
            name = node.attributes["data-article"] or ""
            text = node.text()
            article = self.corpus.articles.get(name)
            self.quoted[name] = None
            if article is None:
                yield self.problem(rules.SITE_QUOTE, path, f"A quote names the article {name!r}, which is not stored.")
            elif not self.stands(name, text) and not self.known_twice(name, text):
                yield self.problem(
                    rules.SITE_QUOTE, path, f"“{_short(text)}” is shown as a quote and does not stand in {name}."
                )
        name = fact_of(path, self.compiled.facts)
        if name:
            yield from self.accounts(path, name, tree)

    def stands(self, article: str, text: str) -> bool:
        """Whether a text stands in an article; a quote is shown several times, and looked up once."""
        known = self.standing.get((article, text))
        if known is None:
            if len(self.standing) >= MOST_KEPT:
                self.standing.clear()
            known = isinstance(locate(self.corpus.articles[article].text, text), Located)
            self.standing[article, text] = known
        return known

    def known_twice(self, article: str, text: str) -> bool:
        """Whether an account with exactly these words is told apart by its prefix or suffix."""
        return (article, normalise(text).text.strip()) in self.told_apart

    def accounts(self, path: str, name: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        """Every account of a fact is on its page, in its context, and the page asks its question.

        Of a fact in several pages the first one tells for each account which page it is on: that it is there is seen
        from the links.
        """
        fact = self.wanted(name)
        first = path == f"claims/{name}/index.html"
        evidence = {node.id: node for node in reversed(tree.css("article[id]"))}
        for account in fact.accounts:
            shown = evidence.get(account.id)
            if shown is None and (not first or tree.css_first(f'.elsewhere [id="{account.id}"]')):
                continue
            wanted = normalise(account.quote).text.strip()
            texts = [normalise(q.text()).text.strip() for q in shown.css("q[data-article]")] if shown else []
            if wanted not in texts:
                yield self.problem(
                    rules.SITE_QUOTE, path, f"The page does not show the quote of the account `{account.id}`."
                )
            elif shown is not None and not self.in_context(shown, account.article):
                yield self.problem(
                    rules.SITE_QUOTE, path, f"The context of the account `{account.id}` is not the article's."
                )
        title = normalise(fact.title).text
        heading = tree.css_first("h1")
        if heading is None or normalise(heading.text()).text.strip() != title:
            yield self.problem(rules.SITE_MISSING, path, "The page's first heading is not the question.")

    def in_context(self, shown: LexborNode, article: str) -> bool:
        """Whether the sentences around a quote stand in the article."""
        text = self.corpus.articles[article].text.normal.text
        blocks = [*shown.css("blockquote"), *shown.css("p.context")]
        return bool(blocks) and all(normalise(block.text()).text.strip() in text for block in blocks)

    def requests(self, path: str, tree: LexborHTMLParser, elements: Elements) -> Iterator[Problem]:
        """Nothing on the page makes a browser ask another host."""
        for tag, attribute in LOADED.items():
            for node in elements[tag]:
                if attribute in node.attributes:
                    yield from self.request(path, tag, node.attributes[attribute] or "")
        for node in tree.css("[srcset]"):
            for candidate in (node.attributes["srcset"] or "").split(","):
                yield from self.request(path, "srcset", candidate.strip().partition(" ")[0])
        for node in elements["link"]:
            attributes = node.attributes
            if "href" in attributes and LOADING_LINKS & set((attributes.get("rel") or "").lower().split()):
                yield from self.request(path, "link", attributes["href"] or "")
        for node in elements["style"]:
            yield from self.style(path, node.text())
        for node in tree.css("[style]"):
            yield from self.style(path, node.attributes["style"] or "")
        for node in elements["script"]:
            if "src" not in node.attributes and SCRIPT_ADDRESS.search(node.text()):
                yield self.problem(rules.SITE_FOREIGN_REQUEST, path, "A script of the page asks another host.")
        if tree.css_first(REPOSITORY_FACTS) is not None:
            yield self.problem(
                rules.SITE_FOREIGN_REQUEST,
                path,
                "The theme would ask the repository's host for its facts.",
                "Remove `repo_url` from mkdocs.yml; the pages link to the repository themselves.",
            )

    def request(self, path: str, what: str, url: str) -> Iterator[Problem]:
        """Something that the page loads comes from this site."""
        if url.startswith("data:"):
            return
        if self.foreign(url):
            yield self.problem(rules.SITE_FOREIGN_REQUEST, path, f"<{what}> asks another host: {_short(url)}")
        else:
            self.links.append((url, f"<{what}>"))

    def style(self, path: str, css: str) -> Iterator[Problem]:
        """Styles load nothing from elsewhere."""
        for match in CSS_ADDRESS.finditer(css):
            url = match[1] or match[2]
            if self.foreign(url):
                yield self.problem(rules.SITE_FOREIGN_REQUEST, path, f"A style asks another host: {_short(url)}")

    def foreign(self, url: str) -> bool:
        """Whether an address is that of another host."""
        parts = _split(url.strip())
        if parts is None:
            return True
        if not parts.scheme and not parts.netloc:
            return False
        return not (self.settings.site and url.startswith(self.settings.site)) and parts.scheme != "data"

    def structured(self, path: str, tree: LexborHTMLParser, elements: Elements) -> Iterator[Problem]:
        """JSON-LD parses; a fact's page has one ClaimReview, which says what the page shows; others have none."""
        reviews = []
        for node in elements["script"]:
            if (node.attributes.get("type") or "").lower() != "application/ld+json":
                continue
            try:
                block = json.loads(node.text())
            except ValueError as error:
                yield self.problem(rules.SITE_JSON_LD, path, f"A JSON-LD block does not parse: {error}.")
                continue
            if isinstance(block, dict) and block.get("@type") == "ClaimReview":
                reviews.append(block)
        is_fact = re.fullmatch(r"claims/([^/]+)/index\.html", path)
        expected = 1 if is_fact and is_fact[1] in self.compiled.facts else 0
        if len(reviews) != expected:
            yield self.problem(
                rules.SITE_JSON_LD, path, f"The page has {len(reviews)} ClaimReview blocks; it should have {expected}."
            )
            return
        if reviews:
            for node in (*elements["script"], *elements["style"]):  # the markup itself does not count as shown
                node.decompose()
            shown = " ".join(tree.body.text().split() if tree.body else ())  # most of a page's text is indents
            yield from self.review(path, reviews[0], shown)

    def review(self, path: str, review: Mapping[str, object], shown: str) -> Iterator[Problem]:
        """A ClaimReview says what the page shows."""
        rating = review.get("reviewRating")
        verdict = rating.get("alternateName") if isinstance(rating, dict) else None
        for key, value in (("claimReviewed", review.get("claimReviewed")), ("the verdict", verdict)):
            # of what is shown letter for letter, nobody need ask for the normal form of the whole page
            stands = isinstance(value, str) and (value in shown or normalise(value).text in normalise(shown).text)
            if not value or not stands:
                yield self.problem(rules.SITE_JSON_LD, path, f"{key} of the ClaimReview is not shown on the page.")
        url = review.get("url")
        wanted = self.settings.page(path.removesuffix("index.html"))
        if url != wanted:
            yield self.problem(rules.SITE_JSON_LD, path, f"The ClaimReview's url is {url!r}; it should be {wanted!r}.")

    # --- addresses ----------------------------------------------------------------------------------------------------

    def target(self, path: str, url: str) -> tuple[str, str] | None:
        """The file and fragment that an internal address means, or None for an external one."""
        url = url.strip()
        base = self.settings.site
        if base and url.startswith(base):
            url = url[len(base) :]
            path = "index.html"
        if url.startswith("#") and url.isprintable():  # most links of a fact's page
            return path, unquote(url[1:]).partition(":~:")[0]
        # "../../claims/" means the same on every page at that depth: it is worked out once
        folder, rest = path.rpartition("/")[0], url
        while folder and rest.startswith("../"):
            folder, rest = folder.rpartition("/")[0], rest[3:]
        if not rest or rest[0] in "./?#":
            return self.arrival(path, url)
        if len(self.arrivals) >= MOST_KEPT:
            self.arrivals.clear()
        if (folder, rest) not in self.arrivals:
            self.arrivals[folder, rest] = self.arrival(f"{folder}/index.html" if folder else "index.html", rest)
        return self.arrivals[folder, rest]

    def arrival(self, path: str, url: str) -> tuple[str, str] | None:
        """The same, worked out."""
        parts = _split(url)
        if parts is None:
            return "", ""
        if parts.scheme or parts.netloc:
            return None
        fragment = unquote(parts.fragment).partition(":~:")[0]
        name = unquote(parts.path)
        if not name:
            return path, fragment
        if name.startswith("/"):
            base = self.settings.site
            prefix = urlsplit(base).path if base else "/"
            # the theme's 404 page is served at any depth, so its addresses begin at the site's root
            joined = name.removeprefix(prefix).lstrip("/")
        else:
            joined = normpath(f"{path.rpartition('/')[0]}/{name}").lstrip("/")
        joined = "" if joined == "." else joined
        if name.endswith("/") or not joined or (joined not in self.files and joined in self.folders):
            joined = f"{joined.rstrip('/')}/index.html".lstrip("/")
        return joined, fragment

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder of the site."""
        found: set[str] = set()
        for file in self.files:
            folder = file.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)


def fact_of(path: str, facts: Container[str]) -> str:
    """The id of the fact whose page, or one of whose pages, a file is; empty where it is none of a fact."""
    folder, _, inner = path.partition("/")
    name, _, file = inner.partition("/")
    if folder != "claims" or file != "index.html":
        return ""
    return next((each for each in (name, FURTHER.sub("", name)) if each in facts), "")


def _elements(tree: LexborHTMLParser) -> Elements:
    """The elements that anything is asked of, by their names: one walk takes less than as many searches."""
    found: dict[str, list[LexborNode]] = {name: [] for name in ASKED}
    for node in tree.root.traverse() if tree.root else ():
        if node.tag in found:
            found[node.tag].append(node)
    return found


@lru_cache(maxsize=2_000)  # most addresses stand on many pages
def _split(url: str) -> SplitResult | None:
    """An address in its parts, or None where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99] + "…"
