"""Words as they are compared: without endings, without the words of grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from generator.quantities import SCALES, TENS, UNITS

FIRST = re.compile(r"\w+")
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")

STOP = frozenset(
    """
    a about above across after afterwards again against ahead all almost along already also although always am amid
    among an and another any anyone anything are around as asked at away back be became because become been before
    began behind being below between both brought but by came can cannot come could day days did do does doing done
    down due during each early either else enough even ever every everyone everything far few following for form
    former from further gave get gets getting give given go goes going gone got had has have having he her here hers
    herself him himself his how however i if in indeed inside instead into is it its itself just keep kept
    kind knew know known largely last late later latter least less let like likely made make makes making many may
    maybe me meanwhile might mine more most mostly much must my myself near nearly neither never new next no nobody
    none nor not nothing now number of off often old on once one only onto or other others otherwise our ours out
    outside over own part perhaps place put quite rather really recent recently same seem seemed seems seen several
    shall she should since so some somebody someone something soon still such take taken taking than that the their
    theirs them themselves then there therefore these they thing things this those though through thus time times
    to today together told tomorrow too took toward towards tried try trying under unless until up upon us use used
    using usually various very via was way we week weeks went were what whatever when where whether which while
    who whoever whole whom whose why will with within without would year years yes yesterday yet you your yours
    hour hours minute minutes month months morning evening
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december mr mrs ms dr
    said say says saying tell tells telling according statement statements claim claims claimed state stated report
    reports reported reportedly spokesman spokeswoman spokesperson add adds added explain explains explained confirm
    confirms confirmed announce announced announces believe believes believed deny denied denies note notes noted
    comment comments
    """.split()
) | {*UNITS, *TENS, *SCALES}


ENDINGS = (
    *(("ement", 4), ("ment", 4), ("ation", 4), ("ition", 4), ("ating", 4), ("ated", 4)),
    *(("tion", 4), ("ing", 3), ("ed", 3), ("al", 4)),
)
"""Endings, and how many letters must be left without them."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word in small letters without its commonest English endings; "reinforcements" and "reinforce" are one."""
    word = word.casefold().removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("ses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 6 and word.endswith("ly"):
        word = word[:-2]
    for ending, left in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
        if len(word) > 5 and word.endswith("at"):  # relocate, relocation
            word = word[:-2]
    return word


def content(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that carry meaning, in order."""
    return tuple(stem(word) for word in words(text) if word not in STOP)


def words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters."""
    return tuple(match[0].casefold() for match in WORD.finditer(text))


class Spellings:
    """Names under which something is known, to be found in running text as whole words, whatever their capitals."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        """From spellings, normalised and in small letters, to what they name."""
        self._by_word: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for spelling in sorted(ids, key=lambda each: (-len(each), each)):
            first = FIRST.match(spelling)
            if first:  # a name that begins with a sign is found by nobody
                spaced = r"\s+".join(re.escape(word) for word in spelling.split())
                pattern = re.compile(rf"{spaced}(?!\w)", re.IGNORECASE)
                self._by_word.setdefault(first[0], []).append((pattern, ids[spelling]))

    def within(self, text: str) -> list[tuple[str, int, int]]:
        """What a text names, as (id, start, end): at each place the longest name, and none inside another."""
        found: list[tuple[str, int, int]] = []
        end = 0
        for word in FIRST.finditer(text):
            if word.start() < end:
                continue
            for pattern, name in self._by_word.get(word[0].casefold(), ()):
                match = pattern.match(text, word.start())
                if match:
                    end = match.end()
                    found.append((name, word.start(), end))
                    break
        return found
