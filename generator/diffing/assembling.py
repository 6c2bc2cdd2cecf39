"""From two compiled publications to the one record of what lies between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.compiler import Compiled
from generator.diffing import comparing, corrections
from generator.diffing.records import (
    SCHEMA_VERSION,
    ArticleChange,
    Diff,
    FactChange,
    Finding,
    Happened,
    RegistryChange,
    Side,
)
from generator.diffing.renaming import as_now
from generator.diffing.revisions import Revision
from generator.diffing.states import State, state
from generator.problems import Problem

RULES_PAGE = ("house_rules", "ratings", "confidence")
"""What of the publication's own file is printed on the page of rules."""


def problems_of_change(before: Compiled | None, after: Compiled) -> tuple[Problem, ...]:
    """What is wrong with a change; nothing where one of the two sides cannot be read at all."""
    if before is None or before.corpus is None or after.corpus is None:
        return ()
    now = state(after)
    was = as_now(state(before), now)
    return corrections.check(was, now, comparing.facts(was, now), comparing.articles(was, now))


def difference(
    before: Compiled | None, base: Revision, after: Compiled | None, head: Revision | None
) -> tuple[Diff, tuple[Problem, ...]]:
    """What a change does, and what is wrong with it.

    Args:
        before: the publication as it was; None where there was none.
        base: the revision it was compiled from.
        after: the publication as it would be; None where there is none.
        head: the revision it was compiled from; None for the files as they are now.
    """
    comparable = all(each is None or each.corpus is not None for each in (before, after))
    now = state(after) if after and comparable else State()
    was = as_now(state(before), now) if before and comparable else State()
    facts, articles = comparing.facts(was, now), comparing.articles(was, now)
    found = corrections.check(was, now, facts, articles)
    registries = comparing.registries(was, now) if before and after else ()
    changes = tuple(matched.change for matched in facts)
    diff = Diff(
        SCHEMA_VERSION,
        _side(before, base),
        _side(after, head),
        findings(found),
        changes,
        articles,
        comparing.coverage(was, now),
        registries,
        tuple(dict.fromkeys(_pages(changes, articles, registries, now))),
    )
    return diff, found


def findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Problems as far as a reviewer needs them."""
    return tuple(
        Finding(
            problem.rule.id,
            problem.rule.level.value,
            problem.place.file,
            problem.place.line,
            problem.message,
            problem.fix,
        )
        for problem in problems
    )


def _side(compiled: Compiled | None, revision: Revision | None) -> Side:
    return Side(
        revision.name if revision else "",
        revision.commit if revision else "",
        compiled is not None,
        compiled is None or compiled.corpus is not None,
        findings(compiled.problems) if compiled else (),
    )


def _pages(
    facts: Sequence[FactChange], articles: Sequence[ArticleChange], registries: Sequence[RegistryChange], now: State
) -> Iterator[str]:
    yield from (change.page for change in facts if change.page)
    yield from (f"articles/{change.id}/" for change in articles if change.id in now.articles)
    for change in registries:
        if change.happened is not Happened.REMOVED and change.file == "seeds/speakers.yml":
            yield f"speakers/{change.key}/"
        elif change.file == "seeds/publication.yml" and change.key in RULES_PAGE:
            yield "rules/"
        elif change.file == "seeds/publication.yml":
            yield ""
    if any(change.entries for change in facts):
        yield "changes/"
