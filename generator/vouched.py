"""What was found good at the last site, and on which of it one can no longer rely.

A page stays good while its bytes, what was to be shown on it, and the articles it quotes are the same. Of a large site
nearly nothing changes, so what is asked of every page each time is one comparison. Which articles a page quotes is kept
apart, in shards, and read only where an article has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from zlib import crc32

from generator import keys
from generator.cache import Cache, as_json
from generator.looking import fact_of
from generator.records import Record, field
from generator.stated import Good

LAST = "last"
"""The key of what was found good at the last site."""
ARTICLES = "articles"
"""The key of what the articles were then."""
SHARDS = 64
FURTHER = "-page-"
"""Stands in the name of every further page of a fact."""


class Vouched(Record):
    """What was found good at a site.

    Attributes:
        pages: of every page its SHA-256.
        shown: for each fact the digest of what was to be shown on its pages.
        others: the files that are no pages.
        data: the files of the open data.
        articles: the SHA-256 of what the files of all articles were.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    others: Sequence[str] = ()
    data: Mapping[str, Good] = field(default_factory=dict)
    articles: str = ""

    def key(self, path: str) -> str:
        """What a page's being good depends on, but for the whole and for articles: its bytes, and the fact."""
        name = fact_of(path, self.shown)
        return f"{self.pages[path]} {self.shown[name]}" if name else self.pages[path]


def load(kept: Cache, base: str) -> Vouched:
    """What was found good at the last site; nothing, if something changed that every page depends on."""
    data = kept.recall(LAST)
    if data is None or data[0] != base:  # perhaps an earlier version of the program, which kept something else
        return Vouched()
    _, pages, shown, others, stated, articles = data
    return Vouched(pages, shown, others, {path: Good(*each) for path, each in stated.items()}, articles)


def articles_of(sources: Mapping[str, str]) -> dict[str, str]:
    """Of all sources those of articles, with the SHA-256 of each."""
    return {path: digest for path, digest in sources.items() if path.startswith(keys.ARTICLES)}


def moved(kept: Cache, last: Vouched, articles: Mapping[str, str]) -> frozenset[str]:
    """The articles that are not what they were at the last site; all, where that is not known any more.

    Args:
        kept: where it is kept.
        last: what was found good.
        articles: the SHA-256 of their files at this moment.
    """
    if last.articles == _told(articles):
        return frozenset()
    before: Mapping[str, str] = kept.recall(ARTICLES) or {}
    changed = articles.keys() | before.keys()
    if last.articles == _told(before):
        changed = {path for path in changed if articles.get(path) != before.get(path)}
    return frozenset(path.removeprefix(keys.ARTICLES).rpartition(".")[0] for path in changed)


def doubtful(kept: Cache, last: Vouched, shown: Mapping[str, str], moved: frozenset[str]) -> set[str]:
    """The pages of the last site that have to be looked at again even where they are the same to the byte.

    Args:
        kept: where it is kept.
        last: what was found good.
        shown: for each fact the digest of what is to be shown now.
        moved: the articles that have changed.
    """
    facts = {name for name, told in shown.items() if last.shown.get(name) != told} | (last.shown.keys() - shown.keys())
    found = {f"claims/{name}/index.html" for name in facts}
    if facts:
        found.update(path for path in last.pages if FURTHER in path and fact_of(path, facts))
    if moved:
        known: dict[str, Sequence[str]] = {}
        for number in range(SHARDS):
            known.update(kept.recall(_shard(number)) or {})
        for path, digest in last.pages.items():
            told = known.get(path, ("",))
            if told[0] != digest or not moved.isdisjoint(told[1:]):
                found.add(path)
    return found


def save(
    kept: Cache,
    base: str,
    last: Vouched,
    now: Vouched,
    articles: Mapping[str, str],
    quoted: Mapping[str, Iterable[str]],
) -> None:
    """Remember what was found good: what every page leans on first, so that a run that is killed is believed less.

    Args:
        kept: where it is kept.
        base: what every page depends on.
        last: what was remembered.
        now: what was found good, but for the articles.
        articles: the SHA-256 of their files.
        quoted: for each page that was looked at the articles that it quotes.
    """
    shards: dict[int, dict[str, list[str]]] = {}
    for path, names in quoted.items():
        shards.setdefault(crc32(path.encode("utf-8", "surrogateescape")) % SHARDS, {})[path] = [now.pages[path], *names]
    for number, new in shards.items():
        before: Mapping[str, list[str]] = kept.recall(_shard(number)) or {}
        held = {path: told for path, told in before.items() if path in now.pages}
        kept.keep(_shard(number), held | new)
    told = _told(articles)
    if told != last.articles:
        kept.keep(ARTICLES, articles)
    kept.keep(LAST, [base, now.pages, now.shown, now.others, now.data, told])


def _told(articles: Mapping[str, str]) -> str:
    return sha256(as_json(articles)).hexdigest()


def _shard(number: int) -> str:
    return f"quoted {number}"
