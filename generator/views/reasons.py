"""Why the accounts of a fact differ, in one sentence that follows from the comparison and from nothing else."""

from __future__ import annotations

from generator.compare import Comparison, Pair
from generator.facts import Fact
from generator.model import Kind, Rating
from generator.views.common import Site

CAUSES = {
    Kind.DIFFERENT_SCOPE: "speak of different things",
    Kind.CHANGED_OVER_TIME: "are about different times",
    Kind.DIFFER_IN_PRECISION: "are more or less precise",
    Kind.COMPLEMENTARY: "name different things that can all be true",
    Kind.TOLD_DIFFERENTLY: "pass on one origin's story differently",
    Kind.NOT_COMPARABLE: "leave the question open",
}
"""For each kind of disagreement that is no contradiction: what the accounts do."""

LABELS = {
    Rating.DISPUTED: "What contradicts",
    Rating.RECONCILABLE: "Why they differ",
    Rating.AGREED: "What they share",
    Rating.SINGLE_SOURCE: "Why it counts as one",
}
"""How the sentence under the verdict is introduced, by the computed rating."""

FAIRNESS = (
    "A differing account is not an accusation: people see, count and hear different things, at different times, and "
    "pass on what they were told."
)


def why(site: Site, fact: Fact, comparison: Comparison) -> str:
    """The sentence under the verdict."""
    match comparison.rating:
        case Rating.DISPUTED:
            return _disputed(site, fact, comparison)
        case Rating.AGREED:
            return "Independent origins say the same."
        case Rating.SINGLE_SOURCE:
            return _single(site, fact, comparison)
        case _:
            kinds = comparison.kinds().keys() - {Kind.NOT_COMPARABLE}
            causes = [cause for kind, cause in CAUSES.items() if kind in kinds]
            return f"No two independent accounts contradict each other: where they differ, they {_listed(causes)}."


def _disputed(site: Site, fact: Fact, comparison: Comparison) -> str:
    pairs = comparison.contradictions
    first = pairs[0]
    more = len(pairs) - 1
    also = f", and so do {more} more pair{'s' if more > 1 else ''} of accounts" if more else ""
    return f"{_both(site, fact, first)} cannot both hold for the same thing at the same time{also}."


def _both(site: Site, fact: Fact, pair: Pair) -> str:
    said = [f"{site.short(w.account.speaker)} ({site.value(fact, w)})" for w in (pair.a, pair.b)]
    return " and ".join(said)


def _single(site: Site, fact: Fact, comparison: Comparison) -> str:
    sided = [w for w in fact.witnesses if not w.open]
    origins = [origin for origin in comparison.origins if any(w.id in origin.accounts for w in sided)]
    if not origins:
        return "No account takes a side."
    name = site.corpus.speakers[origins[0].name].name
    rest = len(fact.witnesses) - len(sided)
    told = "Only one account answers the question"
    if len(sided) > 1:
        told = f"{'Both' if len(sided) == 2 else f'All {len(sided)}'} accounts with an answer go back to one origin"
    left = f"; {rest} more account{'s leave' if rest > 1 else ' leaves'} it open" if rest else ""
    return f"{told}: {name}{left}."


def _listed(items: list[str]) -> str:
    return (
        items[0]
        if len(items) == 1
        else f"{', '.join(items[:-1])} or {items[-1]}"
        if items
        else "do so in their words only"
    )
