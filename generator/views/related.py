"""Facts that a reader of one fact may want next: those that rest on the same sentences, speakers and places."""

from __future__ import annotations

from collections import Counter, defaultdict

from generator.compiler import Examined
from generator.readings import Where
from generator.rows import Kind
from generator.views.common import Site

MOST = 5
COMMON = 40
"""Something that so many facts share tells nothing about any two of them, and would make this quadratic."""


def related(site: Site) -> dict[str, tuple[str, ...]]:
    """For each fact the ids of those related to it, the closest first.

    A shared sentence counts three times, a shared place twice, a shared speaker once.
    """
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, traits in site.rows(TRAITS, site.facts).items():
        for trait in traits:
            holders[trait].append(name)
    scores: dict[str, Counter[str]] = {name: Counter() for name in site.facts}
    weights = {"sentence": 3, "place": 2, "speaker": 1}
    for (kind, _), names in holders.items():
        if len(names) <= COMMON:
            for name in names:
                for other in names:
                    if other != name:
                        scores[name][other] += weights[kind]
    return {
        name: tuple(sorted(found, key=lambda other: (-found[other], other))[:MOST]) for name, found in scores.items()
    }


def _traits(_site: Site, examined: Examined) -> tuple[tuple[str, str], ...]:
    """What others can share with a fact: each trait as its sort and its name."""
    traits: dict[tuple[str, str], None] = {}
    for witness in examined.fact.witnesses:
        for number in range(*witness.sentences):
            traits["sentence", f"{witness.article.id} {number}"] = None
        traits["speaker", witness.account.speaker] = None
        if isinstance(witness.reading, Where):
            for place in witness.reading.places:
                traits["place", place] = None
    return tuple(traits)


TRAITS = Kind("traits", _traits, tuple[tuple[str, str], ...], light=True)
