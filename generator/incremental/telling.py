"""What tells the rows of all facts from what they were before, kind by kind, without any outcome that has not changed.

An outcome has much that nobody needs in order to know which rows have changed. So these digests are kept by themselves
as well, a file for each kind that was asked for, with a part for each file of outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.cache import Cache
from generator.incremental.keeping import ROWS, Outcomes, Part

Told = tuple[str, Mapping[str, str]]
"""What tells the rows of the facts of one file of outcomes from any others, and the digest of each by fact."""


class Telling:
    """The digests of rows.

    Args:
        kept: where they are kept.
        ground: what all of them depend on.
        outcomes: the outcomes for all claims, none of which is missing.
    """

    def __init__(self, kept: Cache, ground: str, outcomes: Outcomes) -> None:
        self._kept, self._ground, self._outcomes = kept, ground, outcomes
        self._known: dict[str, Mapping[str, str]] = {}

    def __call__(self, kind: str) -> Mapping[str, str]:
        """For each fact the digest of its row of a kind."""
        if kind not in self._known:
            self._known[kind] = {fact: each for _, told in self._of(kind) for fact, each in told.items()}
        return self._known[kind]

    def _of(self, kind: str) -> Sequence[Told]:
        parts = self._outcomes.parts
        key = f"rows of {kind} {self._ground}"
        before: Sequence[Told] = self._kept.recall(key) or [("", {})] * len(parts)
        now = [_told(part, kind, *known) for part, known in zip(parts, before, strict=True)]
        if any(each[0] != known[0] for each, known in zip(now, before, strict=True)):
            self._kept.keep(key, now)
        return now


def _told(part: Part, kind: str, before: str, known: Mapping[str, str]) -> Told:
    assert part.brief is not None
    whole = part.brief.rows.get(kind, "")
    if whole == before:
        return before, known
    if not whole:  # there are no facts, and perhaps no outcomes
        return "", {}
    return whole, {name: data[ROWS].get(kind, "") for name, data in part.packed.items() if len(data) > ROWS}
