"""The rules on what a change does to what was published: nothing weighty is changed in silence, or only said to be.

A fact that was not there before is exempt; so is whatever concerns wording alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import rules
from generator.diffing import comparing
from generator.diffing.comparing import Matched
from generator.diffing.records import ArticleChange, Happened
from generator.diffing.states import AccountState, FactState, State
from generator.model import Grade
from generator.problems import Path, Problem, in_order

VERDICT = ("rating", "confidence", "rests_on")
"""What of a verdict readers must be told of when it changes."""


def check(
    before: State, after: State, facts: Sequence[Matched], articles: Sequence[ArticleChange]
) -> tuple[Problem, ...]:
    """What is wrong with a change, as opposed to what is wrong with its outcome."""
    found: list[Problem] = []
    touched = {change.id for change in articles}
    for matched in facts:
        if matched.before is not None and matched.after is not None:
            found.extend(_fact(matched, matched.before, matched.after, touched))
    for change in articles:
        if change.happened is Happened.REPLACED and before.articles[change.id].quoted:
            article = after.articles[change.id].article
            found.append(
                article.document.problem(
                    rules.ARTICLE_REPLACED,
                    ("sha256",),
                    f"{article.file} was published with another text, and published facts quote it.",
                    "Restore it, and store the other text beside it, with a name of its own.",
                )
            )
    return in_order(found)


def _fact(matched: Matched, was: FactState, now: FactState, articles: set[str]) -> Iterator[Problem]:
    document, claim = now.file.document, now.file.claim
    told = comparing.entries(was, now)
    verdict = [name for name in VERDICT if getattr(was.verdict, name) != getattr(now.verdict, name)]
    accounts = list(_accounts(was, now, matched))
    if verdict and not told.added:
        name = verdict[0]
        old, new = getattr(was.verdict, name) or "nothing", getattr(now.verdict, name) or "nothing"
        yield document.problem(
            rules.VERDICT_CHANGED_SILENTLY,
            ("verdict", name),
            f"`{name}` was published as `{old}`; it changes to `{new}` without a correction.",
            "Add an entry under `corrections` with the day, the grade and what stood there.",
        )
    if accounts and not told.added:
        path, said = accounts[0]
        yield document.problem(
            rules.ACCOUNT_CHANGED_SILENTLY,
            path,
            f"This fact was published, and {said} without a correction.",
            "Add an entry under `corrections` with the day, the grade and what stood there.",
            details=tuple(("likewise", more) for _, more in accounts[1:]),
        )
    if told.added and not _changed(matched, now, articles):
        yield document.problem(
            rules.CORRECTION_EMPTY,
            ("corrections", told.added[0]),
            "This correction is new, and nothing else on the page changes.",
            "Make the correction, or remove the entry.",
        )
    elif told.added and (verdict or accounts) and all(claim.corrections[n].grade is Grade.MINOR for n in told.added):
        yield document.problem(
            rules.CORRECTION_UNDERSTATED,
            ("corrections", told.added[-1], "grade"),
            f"`minor` is for wording alone, and {accounts[0][1] if accounts else 'the verdict is changed'}.",
            "Use `update` where something was added, `substantial` where something was wrong.",
        )
    for entry in told.lost:
        yield document.problem(
            rules.CORRECTION_LOST,
            ("corrections",),
            f"The {entry.grade} correction of {entry.date} was published, and is gone.",
            f"Restore it: “{entry.text[:200]}{'…' if len(entry.text) > 200 else ''}”",
            at_key=True,
        )


def _changed(matched: Matched, now: FactState, articles: set[str]) -> bool:
    """Whether anything that readers see of a fact is changed, besides its corrections and the day of the review."""
    change = matched.change
    fields = [field for field in change.fields if field.name != "verdict.reviewed"]
    reworded = [field for field in change.wording if not field.name.startswith("corrections.")]
    quoted = {each.shown.article for each in now.accounts.values()}
    return bool(change.accounts or change.relations or fields or reworded or quoted & articles)


def _accounts(was: FactState, now: FactState, matched: Matched) -> Iterator[tuple[Path, str]]:
    """The accounts that an editor added, changed or removed: where, and in words."""
    order = list(now.accounts)
    for change in matched.change.accounts:
        if change.after is None:
            assert change.before is not None
            yield ("accounts",), f"the account `{change.before.id}` is removed"
        elif change.before is None:
            yield ("accounts", order.index(change.after.id), "id"), f"the account `{change.after.id}` is added"
        else:
            name = _typed(was.accounts[change.after.id], now.accounts[change.after.id])
            if name:
                path = ("accounts", order.index(change.after.id), name)
                yield path, f"`{name}` of the account `{change.after.id}` is changed"


def _typed(old: AccountState, new: AccountState) -> str:
    """The first key of an account whose change an editor made and a reader can see; empty where there is none.

    A value typed in another way that reads the same is no change, nor is one that only a house rule reads anew.
    """
    for field in comparing.account_fields(old, new):
        if field.name == "value":
            kinds = [
                {key: text for key, text in each.fields.items() if key.startswith("value.")} for each in (old, new)
            ]
            if kinds[0] != kinds[1]:
                return "value"
        elif field.name not in ("id", "chain"):
            return field.name.split(".")[0]
    return ""
