"""Text as the words a search compares. `docs/javascripts/search.js` does the same, and a test compares the two.

No word is cut to its stem: what else a reader may mean by a word is for the script to try.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
"""Accents, points and vowel signs that people leave out when they type; other scripts' marks are letters to them."""
ALIKE = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "ı": "i",
        "ς": "σ",
        "ى": "ي",
        "ة": "ه",
        **{chr(start + digit): str(digit) for start in (0x660, 0x6F0) for digit in range(10)},
    }
)
APOSTROPHE = re.compile("['’ʼ‘](s(?![a-z0-9]))?")
THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
DENSE = "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)"
"""Scripts that put no space between words: two signs at a time stand for a word. A pattern that few words need."""
ARTICLE = "ال"
"""The Arabic article, which is written in one with its noun."""
LONGEST = 40
"""Characters of a word that count."""


def folded(text: str) -> str:
    """A text without what people spell in different ways: capitals, accents, apostrophes, commas in figures."""
    plain = MARKS.sub("", normalize("NFKD", text)).lower().translate(ALIKE)
    return THOUSANDS.sub("", APOSTROPHE.sub("", normalize("NFC", plain)))


def words(text: str) -> list[str]:
    """The words of a text in their order."""
    plain = folded(text)
    spaced = plain if plain.isascii() else "".join(c if category(c)[0] in "LNM" else " " for c in plain)
    runs = re.findall("[a-z0-9]+", spaced) if plain.isascii() else spaced.split()
    return [word for run in runs for word in _words_of(run)]


def _words_of(run: str) -> list[str]:
    if run.isascii():
        return [run[:LONGEST]]
    found = []
    for at, part in enumerate(re.split(DENSE, run)):
        if at % 2:
            found += [part[n : n + 2] for n in range(max(len(part) - 1, 1))]
        elif part:
            bare = part.removeprefix(ARTICLE) if len(part) > len(ARTICLE) + 2 else part
            found.append(bare[:LONGEST])
    return found
