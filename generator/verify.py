"""Looking at the built site as a reader's browser gets it: quotes, links, markup, requests.

This knows nothing of how the pages were made. It reads the HTML and the corpus, and compares the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator import rules
from generator.checks import live_addresses
from generator.compiler import Compiled
from generator.corpus import Corpus, Progress, no_progress
from generator.evidence import Located, locate, normalise
from generator.problems import Place, Problem, Rule, in_order
from generator.settings import Settings

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
LOADING_LINKS = frozenset(
    "stylesheet icon apple-touch-icon preload prefetch preconnect dns-prefetch modulepreload manifest".split()
)
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
DATA = "data/facts.json"
"""The publication as open data."""
SCRIPT_ADDRESS = re.compile(r"(?:fetch|import|importScripts)\(\s*['\"`](https?:)?//", re.IGNORECASE)
REPOSITORY_FACTS = '[data-md-component="source"]'
"""The theme asks the repository's host for stars and forks wherever this element stands."""


def _problem(rule: Rule, site: str, path: str, message: str, fix: str = "") -> Problem:
    return Problem(rule, Place(f"{site}/{path}"), message, fix or rule.fix)


class _Verifier:
    def __init__(self, folder: Path, label: str, compiled: Compiled, settings: Settings) -> None:
        assert compiled.corpus is not None
        self.folder = folder
        self.label = label
        self.compiled = compiled
        self.corpus: Corpus = compiled.corpus
        self.settings = settings
        self.files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        self.anchors: dict[str, frozenset[str]] = {}
        self.links: list[tuple[str, str, str]] = []

    def problem(self, rule: Rule, path: str, message: str, fix: str = "") -> Problem:
        return _problem(rule, self.label, path, message, fix)

    def run(self, progress: Progress) -> Iterator[Problem]:
        paths = sorted(path for path in self.files if path.endswith(".html"))
        step = progress("Verifying", len(paths))
        for path in paths:
            yield from self.page(path)
            step()
        for path in sorted(self.files):
            if path.endswith(".css"):
                yield from self.style(path, (self.folder / path).read_text(encoding="utf-8", errors="replace"))
        yield from self.data()
        yield from self.missing()
        yield from self.dangling()

    # --- one page -----------------------------------------------------------------------------------------------------

    def page(self, path: str) -> Iterator[Problem]:
        try:
            html = (self.folder / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            yield self.problem(rules.SITE_MISSING, path, f"The page cannot be read: {error}.")
            return
        tree = LexborHTMLParser(html)
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        names = [node.attributes["name"] for node in tree.css("a[name]")]
        self.anchors[path] = frozenset(each for each in (*ids, *names) if each)
        for twice in sorted({each for each in ids if each and ids.count(each) > 1}) if len(set(ids)) < len(ids) else ():
            yield self.problem(rules.SITE_LINK, path, f"The id “{twice}” stands more than once on the page.")
        yield from self.quotes(path, tree)
        yield from self.requests(path, tree)
        for node in tree.css("a[href]"):
            self.links.append((path, node.attributes["href"] or "", "link"))
        for node in tree.css('meta[http-equiv="refresh"]'):
            _, _, target = (node.attributes.get("content") or "").partition("url=")
            self.links.append((path, target.strip(), "redirect"))
        for node in tree.css('link[rel~="alternate"][href]'):
            self.links.append((path, node.attributes["href"] or "", "link to another form"))
        for node in tree.css('meta[property="og:image"]'):
            self.links.append((path, node.attributes.get("content") or "", "picture for sharing"))
        yield from self.structured(path, tree)

    def quotes(self, path: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        """Everything marked as a quotation stands in the article it names; every account of a fact is on its page."""
        for node in tree.css("[data-article]"):
            name = node.attributes["data-article"] or ""
            text = node.text()
            article = self.corpus.articles.get(name)
            if article is None:
                yield self.problem(rules.SITE_QUOTE, path, f"A quote names the article {name!r}, which is not stored.")
            elif not isinstance(locate(article.text, text), Located) and not self.known_twice(name, text):
                yield self.problem(
                    rules.SITE_QUOTE, path, f"“{_short(text)}” is shown as a quote and does not stand in {name}."
                )
        match = re.fullmatch(r"claims/([^/]+)/index\.html", path)
        if match and match[1] in self.compiled.facts:
            yield from self.accounts(path, match[1], tree)

    def known_twice(self, article: str, text: str) -> bool:
        """Whether an account with exactly these words is told apart by its prefix or suffix."""
        return (article, normalise(text).text.strip()) in self.told_apart

    @cached_property
    def told_apart(self) -> frozenset[tuple[str, str]]:
        """The article and the words of every quote that stands there more than once."""
        return frozenset(
            (witness.article.id, normalise(witness.account.quote).text.strip())
            for examined in self.compiled.facts.values()
            for witness in examined.fact.witnesses
            if witness.account.prefix or witness.account.suffix
        )

    def accounts(self, path: str, name: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        fact = self.compiled.facts[name].fact
        for witness in fact.witnesses:
            shown = tree.css_first(f'article[id="{witness.id}"]')
            wanted = normalise(witness.account.quote).text.strip()
            texts = [normalise(q.text()).text.strip() for q in shown.css("q[data-article]")] if shown else []
            if wanted not in texts:
                yield self.problem(
                    rules.SITE_QUOTE, path, f"The page does not show the quote of the account `{witness.id}`."
                )
            elif shown is not None and not self.in_context(shown, witness.article.id):
                yield self.problem(
                    rules.SITE_QUOTE, path, f"The context of the account `{witness.id}` is not the article's."
                )
        title = normalise(fact.claim.title).text
        heading = tree.css_first("h1")
        if heading is None or normalise(heading.text()).text.strip() != title:
            yield self.problem(rules.SITE_MISSING, path, "The page's first heading is not the question.")

    def in_context(self, shown: LexborNode, article: str) -> bool:
        """Whether the sentences around a quote stand in the article."""
        text = self.corpus.articles[article].text.normal.text
        blocks = [*shown.css("blockquote"), *shown.css("p.context")]
        return bool(blocks) and all(normalise(block.text()).text.strip() in text for block in blocks)

    def requests(self, path: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        """Nothing on the page makes a browser ask another host."""
        for tag, attribute in LOADED.items():
            for node in tree.css(f"{tag}[{attribute}]"):
                yield from self.request(path, tag, node.attributes[attribute] or "")
        for node in tree.css("[srcset]"):
            for candidate in (node.attributes["srcset"] or "").split(","):
                yield from self.request(path, "srcset", candidate.strip().partition(" ")[0])
        for node in tree.css("link[href]"):
            if LOADING_LINKS & set((node.attributes.get("rel") or "").lower().split()):
                yield from self.request(path, "link", node.attributes["href"] or "")
        for node in tree.css("style"):
            yield from self.style(path, node.text())
        for node in tree.css("[style]"):
            yield from self.style(path, node.attributes["style"] or "")
        for node in tree.css("script:not([src])"):
            if SCRIPT_ADDRESS.search(node.text()):
                yield self.problem(rules.SITE_FOREIGN_REQUEST, path, "A script of the page asks another host.")
        if tree.css_first(REPOSITORY_FACTS) is not None:
            yield self.problem(
                rules.SITE_FOREIGN_REQUEST,
                path,
                "The theme would ask the repository's host for its facts.",
                "Remove `repo_url` from mkdocs.yml; the pages link to the repository themselves.",
            )

    def request(self, path: str, what: str, url: str) -> Iterator[Problem]:
        if url.startswith("data:"):
            return
        if self.foreign(url):
            yield self.problem(rules.SITE_FOREIGN_REQUEST, path, f"<{what}> asks another host: {_short(url)}")
        else:
            self.links.append((path, url, f"<{what}>"))

    def style(self, path: str, css: str) -> Iterator[Problem]:
        for match in CSS_ADDRESS.finditer(css):
            url = match[1] or match[2]
            if self.foreign(url):
                yield self.problem(rules.SITE_FOREIGN_REQUEST, path, f"A style asks another host: {_short(url)}")

    def foreign(self, url: str) -> bool:
        try:
            parts = urlsplit(url.strip())
        except ValueError:
            return True
        if not parts.scheme and not parts.netloc:
            return False
        return not (self.settings.site and url.startswith(self.settings.site)) and parts.scheme != "data"

    def structured(self, path: str, tree: LexborHTMLParser) -> Iterator[Problem]:
        """JSON-LD parses; a fact's page has one ClaimReview, which says what the page shows; others have none."""
        reviews = []
        for node in tree.css('script[type="application/ld+json"]'):
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
            for node in tree.css("script, style"):  # the markup itself does not count as shown
                node.decompose()
            shown = " ".join(tree.body.text().split() if tree.body else ())  # most of a page's text is indents
            text = normalise(shown).text
            yield from self.review(path, reviews[0], text)

    def review(self, path: str, review: Mapping[str, object], text: str) -> Iterator[Problem]:
        rating = review.get("reviewRating")
        verdict = rating.get("alternateName") if isinstance(rating, dict) else None
        for key, value in (("claimReviewed", review.get("claimReviewed")), ("the verdict", verdict)):
            if not isinstance(value, str) or not value or normalise(value).text not in text:
                yield self.problem(rules.SITE_JSON_LD, path, f"{key} of the ClaimReview is not shown on the page.")
        url = review.get("url")
        wanted = self.settings.page(path.removesuffix("index.html"))
        if url != wanted:
            yield self.problem(rules.SITE_JSON_LD, path, f"The ClaimReview's url is {url!r}; it should be {wanted!r}.")

    # --- the data -----------------------------------------------------------------------------------------------------

    def data(self) -> Iterator[Problem]:
        """Every passage that the data names stands in the article where the data says."""
        try:
            facts = json.loads((self.folder / DATA).read_text(encoding="utf-8"))["facts"]
            stated = {(fact["id"], each["id"]): each["targets"] for fact in facts for each in fact["accounts"]}
            for name, examined in self.compiled.facts.items():
                for witness in examined.fact.witnesses:
                    targets = stated[name, witness.id]
                    raw = witness.article.text.raw
                    if len(targets) != len(witness.located.parts) or not all(_stands(raw, each) for each in targets):
                        message = f"A passage of the account `{witness.id}` of `{name}` does not stand where it says."
                        yield self.problem(rules.SITE_QUOTE, DATA, message)
        except (OSError, ValueError, LookupError, TypeError) as error:
            yield self.problem(rules.SITE_MISSING, DATA, f"The data cannot be read: {error}.")

    # --- the whole site -----------------------------------------------------------------------------------------------

    def missing(self) -> Iterator[Problem]:
        for address in live_addresses(self.corpus):
            if f"{address}/index.html" not in self.files:
                yield self.problem(rules.SITE_MISSING, f"{address}/index.html", "This page is missing.")
        for address in self.corpus.addresses.redirects:
            if f"{address}/index.html" not in self.files:
                yield self.problem(rules.SITE_MISSING, f"{address}/index.html", "This redirect is missing.")

    def dangling(self) -> Iterator[Problem]:
        for path, url, what in dict.fromkeys(self.links):
            target = self.target(path, url)
            if target is None:
                continue
            file, fragment = target
            if file not in self.files:
                yield self.problem(rules.SITE_LINK, path, f"The {what} to {_short(url)} leads nowhere.")
            elif fragment and file in self.anchors and fragment not in self.anchors[file]:
                yield self.problem(
                    rules.SITE_LINK, path, f"There is no “{fragment}” on the page that {_short(url)} names."
                )

    def target(self, path: str, url: str) -> tuple[str, str] | None:
        """The file and fragment that an internal address means, or None for an external one."""
        url = url.strip()
        base = self.settings.site
        if base and url.startswith(base):
            url = url[len(base) :]
            path = "index.html"
        try:
            parts = urlsplit(url)
        except ValueError:
            return "", ""
        if parts.scheme or parts.netloc:
            return None
        fragment = unquote(parts.fragment).partition(":~:")[0]
        name = unquote(parts.path)
        if not name:
            return path, fragment
        if name.startswith("/"):
            prefix = urlsplit(base).path if base else "/"
            # the theme's 404 page is served at any depth, so its addresses begin at the site's root
            joined = name.removeprefix(prefix).lstrip("/")
        else:
            joined = normpath(f"{path.rpartition('/')[0]}/{name}").lstrip("/")
        joined = "" if joined == "." else joined
        if name.endswith("/") or not joined or joined in self.folders:
            joined = f"{joined.rstrip('/')}/index.html".lstrip("/")
        return joined, fragment

    @cached_property
    def folders(self) -> frozenset[str]:
        split = (file.split("/") for file in self.files)
        return frozenset("/".join(parts[:n]) for parts in split for n in range(1, len(parts)))


def _stands(raw: str, target: Mapping[str, Any]) -> bool:
    """Whether a passage, described by its position and by its words, stands in a text."""
    position, words = target["selector"]
    before, start, end = words["prefix"], position["start"], position["end"]
    around = raw[start - len(before) : end + len(words["suffix"])]
    return bool(raw[start:end] == words["exact"] and around == before + words["exact"] + words["suffix"])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99] + "…"


def verify(
    folder: Path, label: str, compiled: Compiled, settings: Settings, progress: Progress = no_progress
) -> tuple[Problem, ...]:
    """Check a built site.

    Args:
        folder: the site.
        label: its path as problems print it.
        compiled: the sound publication it was built from.
        settings: where the site will be.
        progress: told about every page.
    """
    if not folder.is_dir():
        return (Problem(rules.SITE_MISSING, Place(label), "There is no built site here.", "Run `disputed build`."),)
    return in_order(_Verifier(folder, label, compiled, settings).run(progress))
