"""What was there before under the ids of today: a new id alone changes nothing that is said."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from generator.diffing.states import AccountState, FactState, Fields, State
from generator.evidence import normalise
from generator.records import replace

SPEAKERS = re.compile(r"speaker|heard_from|through|value\.party|publisher|reprint_of\.publisher|speaks_for|.*\.speaker")
"""The ways to ids of speakers, in accounts, articles and the registry of speakers."""

ACCOUNTS = re.compile(r"claimed_by|sums\.\d+\.(parts|total)|overrides\.\d+\.accounts")
"""The ways to ids of accounts, in what a claim says besides its accounts."""

Ids = Mapping[str, str]
"""Former ids, and those of today."""


def as_now(before: State, after: State) -> State:
    """The earlier state with every speaker and article that was renamed since under its new id."""
    speakers = _moved("speakers", before.registries.get("seeds/speakers.yml", {}), after)
    articles = _moved("articles", before.articles, after)
    if not speakers and not articles:
        return before
    registries = dict(before.registries)
    if "seeds/speakers.yml" in registries:
        registries["seeds/speakers.yml"] = {
            speakers.get(name, name): _named(fields, SPEAKERS, speakers)
            for name, fields in registries["seeds/speakers.yml"].items()
        }
    return replace(
        before,
        facts={
            name: replace(
                fact, accounts={key: _account(each, speakers, articles) for key, each in fact.accounts.items()}
            )
            for name, fact in before.facts.items()
        },
        articles={
            articles.get(name, name): replace(each, fields=_named(each.fields, SPEAKERS, speakers))
            for name, each in before.articles.items()
        },
        coverage={articles.get(name, name): each for name, each in before.coverage.items()},
        registries=registries,
        former={
            **{f"speakers/{new}": old for old, new in speakers.items()},
            **{f"articles/{new}": old for old, new in articles.items()},
        },
    )


def _moved(folder: str, known: Mapping[str, object], after: State) -> Ids:
    """The ids that lead to others now; none whose new one was there before, for that is another thing."""
    found: dict[str, str] = {}
    for old in known:
        new = after.redirects.get(f"{folder}/{old}", "").removeprefix(f"{folder}/")
        if new and new not in known and new not in found.values():
            found[old] = new
    return found


def _named(fields: Fields, where: re.Pattern[str], ids: Ids) -> Fields:
    return {
        name: ", ".join(ids.get(each, each) for each in text.split(", ")) if where.fullmatch(name) else text
        for name, text in fields.items()
    }


def _account(account: AccountState, speakers: Ids, articles: Ids) -> AccountState:
    fields = _named(_named(account.fields, SPEAKERS, speakers), re.compile("article"), articles)
    return replace(account, fields=fields, shown=dataclasses.replace(account.shown, article=fields["article"]))


def with_accounts_of(was: FactState, now: FactState) -> FactState:
    """The earlier state of a fact with the accounts that only got another id under that of today.

    One is the same as before where article, speaker and words are the same.
    """

    def essence(each: AccountState) -> tuple[str, ...]:
        return (each.fields["article"], each.fields["speaker"], normalise(each.shown.quote).text)

    added = {essence(each): name for name, each in now.accounts.items() if name not in was.accounts}
    ids: dict[str, str] = {}
    for name, each in was.accounts.items():
        if name not in now.accounts and essence(each) in added:
            ids[name] = added.pop(essence(each))
    if not ids:
        return was
    return replace(
        was,
        accounts={ids.get(name, name): each for name, each in was.accounts.items()},
        verdict=dataclasses.replace(was.verdict, rests_on=ids.get(was.verdict.rests_on, was.verdict.rests_on)),
        relations=None
        if was.relations is None
        else {frozenset(ids.get(name, name) for name in pair): label for pair, label in was.relations.items()},
        fields=_named(was.fields, ACCOUNTS, ids),
        prose={
            ".".join([ids.get(head, head), *rest]): text
            for name, text in was.prose.items()
            for head, *rest in [name.split(".")]
        },
    )
