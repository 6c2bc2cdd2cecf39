"""Where the words of a long text stand, so that the ten-thousandth quote of it is found as fast as the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+")
LONG = 100_000
"""Characters of a text from which on an index pays; a shorter one is searched through in no time."""
SCANS = 50
"""So many times a text is searched through from end to end before an index is made of it."""
RARE = 200
"""So many places of a word are looked at one by one; where it stands more often, the text is searched through."""


class WordIndex:
    """The words of a text: letters and digits in a row."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] | None = None
        self._scanned = 0

    def places(self, part: str, start: int, end: int) -> Sequence[int] | None:
        """Where a part of a quote stands between two positions, ascending; None where searching is the better way.

        Only a word that has others on both sides is looked up: wherever the part stands, that one stands by itself.
        """
        if len(self._text) < LONG:
            return None
        if self._starts is None:
            self._scanned += 1
            if self._scanned <= SCANS:
                return None
            self._starts = {}
            for match in WORD.finditer(self._text):
                self._starts.setdefault(match[0], []).append(match.start())
        rarest: list[int] | None = None
        offset = 0
        for match in WORD.finditer(part, 0, 400):
            if match.start() > 0 and match.end() < min(len(part), 400):
                found = self._starts.get(match[0], [])
                if rarest is None or len(found) < len(rarest):
                    rarest, offset = found, match.start()
        if rarest is None or len(rarest) > RARE:
            return None
        last = end - len(part)
        wanted = (place - offset for place in rarest)
        return [at for at in wanted if start <= at <= last and self._text.startswith(part, at)]
