"""A compiled publication as the states of its facts, articles and registries: what can be set beside another one.

A claim file that was read but does not hold has a state too, only without what could not be computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from generator import forms
from generator.compare import LABELS
from generator.compiler import Compiled, Examined
from generator.corpus import Article, ClaimFile, Corpus
from generator.diffing.records import Account, Entry, Passage, Piece, Verdict
from generator.facts import Witness, chain_of
from generator.model import Authored
from generator.records import Record, field
from generator.settings import Settings
from generator.views import passages
from generator.views.common import Site
from generator.views.passages import Segment

Fields = Mapping[str, str]
"""What was authored, leaf by leaf: the way to it, joined by dots, and the text."""

PROSE = ("title", "claim", "analysis")
VERDICT = ("rating", "confidence", "rests_on", "reviewed")
ACCOUNT_PROSE = ("note", "translation", "prefix", "suffix")


class AccountState(Record):
    """An account as it is shown, and as it was typed; `located` is where its quote stands, where that is known."""

    shown: Account
    fields: Fields
    located: tuple[tuple[int, int], ...] | None


class FactState(Record):
    """A fact at one of the two revisions.

    Attributes:
        accounts: by id, in the file's order.
        relations: how each pair relates; None where that could not be computed.
        fields: everything typed that is neither prose nor of an account, the verdict or the corrections.
        prose: everything typed that is only wording.
        entries: the corrections.
    """

    id: str
    file: ClaimFile
    accounts: Mapping[str, AccountState]
    verdict: Verdict
    relations: Mapping[frozenset[str], str] | None
    fields: Fields
    prose: Fields
    entries: tuple[Entry, ...]


class ArticleState(Record):
    """A stored article at one of the two revisions; `quoted` says whether an account quotes it."""

    article: Article
    publisher: str
    digest: str
    fields: Fields
    quoted: bool


class State(Record):
    """A publication at one of the two revisions. Empty where there was none.

    Attributes:
        unread: files that are there and could not be read, as "claims/x" or "speakers/*".
        registries: by file and key, what stands there.
        former: the former ids of what is kept here under the ids of a later state, by address.
    """

    facts: Mapping[str, FactState] = field(default_factory=dict)
    articles: Mapping[str, ArticleState] = field(default_factory=dict)
    coverage: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    registries: Mapping[str, Mapping[str, Fields]] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)


def state(compiled: Compiled) -> State:
    """The state of a publication; an empty one where not even its publication file can be read."""
    corpus = compiled.corpus
    if corpus is None:
        return State()
    site = Site(compiled, corpus, Settings())
    quoted = {account.article for file in corpus.claims.values() for account in file.claim.accounts}
    return State(
        {name: _fact(file, compiled.facts.get(name), site) for name, file in sorted(corpus.claims.items())},
        {name: _article(each, corpus, name in quoted) for name, each in sorted(corpus.articles.items())},
        {name: (each.covered, len(each.sentences)) for name, each in compiled.coverage.items()},
        {
            "seeds/speakers.yml": {name: flat(each) for name, each in corpus.speakers.items()},
            "seeds/places.yml": {name: flat(each) for name, each in corpus.places.items()},
            "seeds/publication.yml": _by_first_key(flat(corpus.publication)),
        },
        corpus.addresses.redirects,
        corpus.broken,
    )


def flat(record: Authored) -> Fields:
    """Every leaf of a record that somebody typed."""
    return dict(_leaves(record, ""))


def _leaves(value: Any, at: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, Authored):
        for key in forms.keys(type(value)):
            inner = getattr(value, key.name)
            if inner not in (None, key.default):
                yield from _leaves(inner, f"{at}.{key.typed}".lstrip("."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{at}.{key}".lstrip("."))
    elif isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        yield at, ", ".join(value)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{at}.{number}")
    else:
        yield at, f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _by_first_key(fields: Fields) -> Mapping[str, Fields]:
    found: dict[str, dict[str, str]] = {}
    for name, text in fields.items():
        first, _, rest = name.partition(".")
        found.setdefault(first, {})[rest or first] = text
    return found


def _fact(file: ClaimFile, examined: Examined | None, site: Site) -> FactState:
    claim = file.claim
    typed = flat(claim)
    prose = {name: typed[name] for name in PROSE if name in typed}
    prose |= {
        f"verdict.{name}": typed[f"verdict.{name}"] for name in ("summary", "reason") if f"verdict.{name}" in typed
    }
    fields = {
        name: text
        for name, text in typed.items()
        if name not in prose and name.split(".")[0] not in ("accounts", "corrections", "verdict")
    }
    reasons = {name for name in fields if name.startswith("overrides.") and name.endswith(".reason")}
    witnesses = {witness.id: witness for witness in examined.fact.witnesses} if examined else {}
    accounts: dict[str, AccountState] = {}
    for account in claim.accounts:
        found = flat(account)
        prose |= {f"{account.id}.{name}": found[name] for name in ACCOUNT_PROSE if name in found}
        shown, located = _account(file, account.id, witnesses.get(account.id), examined, site)
        accounts[account.id] = AccountState(
            shown, {name: text for name, text in found.items() if name not in ACCOUNT_PROSE}, located
        )
    verdict = claim.verdict
    return FactState(
        file.id,
        file,
        accounts,
        Verdict(
            verdict.rating.value,
            site.corpus.publication.ratings[verdict.rating].label
            if verdict.rating in site.corpus.publication.ratings
            else verdict.rating.value,
            verdict.confidence.value,
            examined.comparison.rating.value if examined else "",
            verdict.summary,
            verdict.reason or "",
            verdict.rests_on or "",
            str(verdict.reviewed),
        ),
        {frozenset((pair.a.id, pair.b.id)): LABELS[pair.kind].label for pair in examined.comparison.pairs}
        if examined
        else None,
        {name: text for name, text in fields.items() if name not in reasons},
        prose | {name: fields[name] for name in reasons},
        tuple(Entry(str(each.date), each.grade.value, each.text) for each in claim.corrections),
    )


def _account(
    file: ClaimFile, name: str, witness: Witness | None, examined: Examined | None, site: Site
) -> tuple[Account, tuple[tuple[int, int], ...] | None]:
    account = next(each for each in file.claim.accounts if each.id == name)
    corpus = site.corpus
    article = corpus.articles.get(account.article)
    chain = chain_of(account, article) if article else (*reversed(account.heard_from or ()), account.speaker)
    if witness is None or examined is None:
        value, passage, located = ", ".join(f"{key} {text}" for key, text in flat(account.value).items()), None, None
    else:
        house = site.house_reading(examined.fact, witness)
        value = f"{site.value(examined.fact, witness)} ({house})" if house else site.value(examined.fact, witness)
        around = passages.context(witness)
        passage = Passage(around.before, _pieces(around.passage), around.after)
        located = tuple((part.start, part.end) for part in witness.located.parts)
    return (
        Account(
            account.id,
            _name(corpus, account.speaker),
            tuple(_name(corpus, each) for each in chain),
            account.article,
            str(account.said),
            str(account.as_of),
            " or ".join(account.scope or ()),
            value,
            account.quote,
            passage,
        ),
        located,
    )


def _pieces(segments: Iterable[Segment]) -> tuple[Piece, ...]:
    """A passage cut only where the quote begins and ends."""
    return tuple(
        Piece("".join(each.text for each in group), quoted)
        for quoted, group in groupby(segments, key=lambda each: each.quoted)
    )


def _name(corpus: Corpus, speaker: str) -> str:
    return corpus.speakers[speaker].name if speaker in corpus.speakers else speaker


def _article(article: Article, corpus: Corpus, quoted: bool) -> ArticleState:
    digest = hashlib.sha256(article.text.raw.encode()).hexdigest()
    fields = {name: text for name, text in flat(article.meta).items() if name != "sha256"}
    return ArticleState(article, _name(corpus, article.meta.publisher), digest, fields, quoted)
