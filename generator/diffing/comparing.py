"""Two states of a publication, set beside each other: what became of each fact, article and entry."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from generator.diffing.records import (
    AccountChange,
    ArticleChange,
    CoverageChange,
    Entry,
    FactChange,
    Field,
    Happened,
    RegistryChange,
    RelationChange,
)
from generator.diffing.renaming import with_accounts_of
from generator.diffing.states import AccountState, ArticleState, FactState, Fields, State
from generator.evidence import normalise
from generator.model import Rating
from generator.records import Record

SHOWN_LINES = 5
"""Of a stored text that was replaced, so many changed lines are shown."""


class Matched(Record):
    """A fact before and after, with what became of it; one side is None where there is none."""

    before: FactState | None
    after: FactState | None
    change: FactChange


def facts(before: State, after: State) -> tuple[Matched, ...]:
    """Every fact to which something happened, the gravest first."""
    found = list(_facts(before, after))
    grave = list(Happened)
    found.sort(key=lambda each: (grave.index(each.change.happened), each.change.id))
    return tuple(found)


def _facts(before: State, after: State) -> Iterator[Matched]:
    names = before.facts.keys() | {name.removeprefix("claims/") for name in before.unread if name.startswith("claims/")}
    former: dict[str, str] = {}  # the new id of a renamed fact, and its old one
    for name in sorted(names - after.facts.keys()):
        target = after.redirects.get(f"claims/{name}", "").removeprefix("claims/")
        if target in after.facts and target not in names and target not in former:
            former[target] = name
    for name, now in after.facts.items():
        was = before.facts.get(former.get(name, name))
        was = was and with_accounts_of(was, now)
        change = _fact(was, now, former.get(name, ""), f"claims/{former.get(name, name)}" in before.unread)
        if change is not None:
            yield Matched(was, now, change)
    for name in sorted(before.facts.keys() - after.facts.keys() - set(former.values())):
        was = before.facts[name]
        target = after.redirects.get(f"claims/{name}", "").removeprefix("claims/")
        happened = (
            Happened.UNREADABLE if f"claims/{name}" in after.unread else Happened.MERGED if target else Happened.REMOVED
        )
        yield Matched(was, None, _alone(was, None, happened, target))


def _alone(was: FactState | None, now: FactState | None, happened: Happened, other: str = "") -> FactChange:
    known = now or was
    assert known is not None
    return FactChange(
        known.id,
        other,
        known.file.claim.title,
        happened,
        f"claims/{now.id}/" if now else f"claims/{other}/" if other else "",
        was.verdict if was else None,
        now.verdict if now else None,
        tuple(AccountChange(None, each.shown, (), True) for each in now.accounts.values())
        if now
        else tuple(AccountChange(each.shown, None, (), False) for each in known.accounts.values()),
        (),
        (),
        (),
        now.entries if now else (),
    )


def _fact(was: FactState | None, now: FactState, former: str, unread: bool) -> FactChange | None:
    if was is None:
        # what could not be read before may or may not be new; it is shown in full all the same
        return _alone(None, now, Happened.UNREADABLE if unread else Happened.ADDED, former)
    accounts = tuple(_accounts(was, now))
    relations = tuple(_relations(was, now))
    fields = (*differing(was.fields, now.fields), *_verdict_fields(was, now))
    wording = differing(was.prose, now.prose)
    told = entries(was, now)
    wording += told.reworded
    added = tuple(now.entries[number] for number in told.added)
    withdrawn = [state.verdict.rating == Rating.WITHDRAWN for state in (was, now)]
    if withdrawn == [False, True]:
        happened = Happened.WITHDRAWN
    elif withdrawn == [True, False]:
        happened = Happened.RESTORED
    elif accounts or relations or fields or added or told.lost:
        happened = Happened.CHANGED
    elif former:
        happened = Happened.RENAMED
    elif wording:
        happened = Happened.REWORDED
    else:
        return None
    return FactChange(
        now.id,
        former,
        now.file.claim.title,
        happened,
        f"claims/{now.id}/",
        was.verdict,
        now.verdict,
        accounts,
        relations,
        fields,
        wording,
        added,
    )


def differing(before: Fields, after: Fields) -> tuple[Field, ...]:
    """What differs between two records, leaf by leaf, in the order of the later one."""
    names = list(dict.fromkeys((*after, *before)))
    return tuple(
        Field(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _verdict_fields(was: FactState, now: FactState) -> Iterator[Field]:
    for name in ("rating", "confidence", "rests_on", "computed", "reviewed"):
        old, new = getattr(was.verdict, name), getattr(now.verdict, name)
        if old != new and not (name == "computed" and "" in (old, new)):
            yield Field(f"verdict.{name}", old, new)


# --- accounts ---------------------------------------------------------------------------------------------------------


def _accounts(was: FactState, now: FactState) -> Iterator[AccountChange]:
    for name, new in now.accounts.items():
        old = was.accounts.get(name)
        if old is None:
            yield AccountChange(None, new.shown, (), True)
            continue
        fields = tuple(account_fields(old, new))
        if fields:
            yield AccountChange(old.shown, new.shown, fields, any(field.name == "quote" for field in fields))
    for name, old in was.accounts.items():
        if name not in now.accounts:
            yield AccountChange(old.shown, None, (), False)


def account_fields(old: AccountState, new: AccountState) -> Iterator[Field]:
    """What differs between two states of an account: what was typed, and what readers see of it."""
    if old.shown.value != new.shown.value:
        yield Field("value", old.shown.value, new.shown.value)
    if not same_quote(old, new):
        yield Field("quote", old.shown.quote, new.shown.quote)
    for field in differing(old.fields, new.fields):
        if field.name != "quote" and not field.name.startswith("value."):
            yield field
    if old.shown.chain != new.shown.chain and not any(
        old.fields.get(name) != new.fields.get(name) for name in ("speaker", "heard_from", "through", "article")
    ):
        yield Field("chain", " → ".join(old.shown.chain), " → ".join(new.shown.chain))


def same_quote(old: AccountState, new: AccountState) -> bool:
    """Whether two quotes are the same words; quotation marks and white space aside."""
    return normalise(old.shown.quote).text == normalise(new.shown.quote).text


def _relations(was: FactState, now: FactState) -> Iterator[RelationChange]:
    if was.relations is None or now.relations is None:
        return
    order = list(dict.fromkeys((*now.accounts, *was.accounts)))
    for pair in dict.fromkeys((*now.relations, *was.relations)):
        before, after = was.relations.get(pair, ""), now.relations.get(pair, "")
        if before != after:
            a, b = sorted(pair, key=order.index)
            yield RelationChange(a, b, before, after)


# --- corrections ------------------------------------------------------------------------------------------------------


class Entries(Record):
    """What became of a fact's corrections: by their place in the list, those added; those whose text was reworded."""

    added: tuple[int, ...]
    reworded: tuple[Field, ...]
    lost: tuple[Entry, ...]


def entries(was: FactState, now: FactState) -> Entries:
    """Corrections set beside each other. One of the same day and grade with another text is the old one, reworded."""
    left = list(was.entries)
    new = []
    for number, entry in enumerate(now.entries):
        if entry in left:
            left.remove(entry)
        else:
            new.append((number, entry))
    added, reworded = [], []
    for number, entry in new:
        old = next((each for each in left if (each.date, each.grade) == (entry.date, entry.grade)), None)
        if old is None:
            added.append(number)
        else:
            left.remove(old)
            reworded.append(Field(f"corrections.{number + 1}", old.text, entry.text))
    return Entries(tuple(added), tuple(reworded), tuple(left))


# --- articles, coverage, registries -----------------------------------------------------------------------------------


def articles(before: State, after: State) -> tuple[ArticleChange, ...]:
    """Every article to which something happened, the gravest first."""
    found: list[ArticleChange] = []
    for name, now in after.articles.items():
        was = before.articles.get(name)
        if was is None:
            if f"articles/{name}" not in before.unread:
                found.append(_article(now, Happened.ADDED))
            continue
        fields = (*_id(before, "articles", name), *differing(was.fields, now.fields))
        if was.digest != now.digest:
            found.append(_article(now, Happened.REPLACED, fields, list(_lines(was, now))))
        elif fields:
            only = len(fields) == 1 and fields[0].name == "id"
            found.append(_article(now, Happened.RENAMED if only else Happened.CHANGED, fields))
    for name in before.articles.keys() - after.articles.keys():
        lost = Happened.UNREADABLE if f"articles/{name}" in after.unread else Happened.REMOVED
        found.append(_article(before.articles[name], lost))
    grave = list(Happened)
    return tuple(sorted(found, key=lambda each: (grave.index(each.happened), each.id)))


def _article(
    state: ArticleState, happened: Happened, fields: tuple[Field, ...] = (), lines: list[Field] | None = None
) -> ArticleChange:
    lines = lines or []
    meta = state.article.meta
    return ArticleChange(
        state.article.id,
        meta.title,
        state.publisher,
        str(meta.published),
        happened,
        fields,
        tuple(lines[:SHOWN_LINES]),
        max(len(lines) - SHOWN_LINES, 0),
    )


def _id(before: State, folder: str, name: str) -> Iterator[Field]:
    """That something had another id."""
    former = before.former.get(f"{folder}/{name}")
    if former is not None:
        yield Field("id", former, name)


def _lines(was: ArticleState, now: ArticleState) -> Iterator[Field]:
    old, new = was.article.text.raw.splitlines(), now.article.text.raw.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=True)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            for n in range(max(b - a, d - c)):
                yield Field(
                    str((c if d > c else a) + n + 1),
                    old[a + n] if a + n < b else "",
                    new[c + n] if c + n < d else "",
                )


def coverage(before: State, after: State) -> tuple[CoverageChange, ...]:
    """The articles whose evidence is used more or less than before."""
    found = []
    for name in sorted(before.coverage.keys() | after.coverage.keys()):
        was, now = before.coverage.get(name), after.coverage.get(name)
        if was != now:
            found.append(CoverageChange(name, *(was or (None, None)), *(now or (None, None))))
    return tuple(found)


def registries(before: State, after: State) -> tuple[RegistryChange, ...]:
    """The entries of the registries to which something happened."""
    found = []
    for file, entries in after.registries.items():
        old = before.registries.get(file, {})
        stem = file.removeprefix("seeds/").removesuffix(".yml")
        for key in dict.fromkeys((*entries, *old)):
            if {f"{stem}/{key}", f"{stem}/*"} & (before.unread | after.unread):
                continue
            was, now = old.get(key), entries.get(key)
            fields = (*_id(before, stem, key), *differing(was or {}, now or {}))
            if fields:
                happened = Happened.ADDED if was is None else Happened.REMOVED if now is None else Happened.CHANGED
                found.append(RegistryChange(file, key, happened, fields))
    return tuple(found)
