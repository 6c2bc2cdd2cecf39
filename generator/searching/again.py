"""The index after an edit: what is remembered of the last one, and which of its files are others now.

Of every document is kept what it brought into the index. Where a few documents changed, the lists of a few words
changed with them. These lie in files that are read again, if they still are what was made, and written anew; where
a file came to hold too much, or several so little that they fit into one, words are put as they would be had all been
made from nothing. Whatever is not as it was expected leads to an index made from nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from zlib import crc32

from generator.cache import Cache
from generator.records import Record, Struct, field
from generator.searching import shards
from generator.searching.documents import Document
from generator.searching.shards import (
    FILTER,
    NARROWS_NOTHING,
    encoded,
    file,
    listed,
    most_of,
    path_of,
    places_in,
    split,
    weight,
    words_in,
    written,
)

STATE = "find"
MANY = 200
"""With more changed documents than this, the index is made from nothing."""
FEWEST = 64
TOGETHER = 64
"""What documents brought into the index lies in so many files at least, each of so many documents at the most."""

Told = tuple[int, str]
"""The number of a document, and what tells it from what it was before."""
Changes = dict[str, dict[int, tuple[int | None, int | None]]]
"""What became of the places of words: for each word by number of the document its mask before and now, or None."""


class NotAsExpectedError(Exception):
    """Something is not as it was left."""


class Remembered(Record):
    """What is remembered of an index.

    Attributes:
        key: what all of it was made from.
        ground: what every document depends on.
        shift: how far numbers of documents are shifted to give the files of their results.
        documents: the documents by path.
        leaves: the files of words: by beginning how much they hold, and how many words.
        common: how many documents hold a word that is in too many to narrow anything.
    """

    key: str
    ground: str
    shift: int
    documents: Mapping[str, Told]
    leaves: Mapping[str, tuple[int, int]]
    common: Mapping[str, int]

    def keep(self, kept: Cache) -> None:
        """Remember it."""
        data = [self.key, self.ground, self.shift, self.documents, self.leaves, self.common]
        kept.keep(STATE, data)


def remembered(kept: Cache) -> Remembered | None:
    """What is remembered of the last index."""
    data = kept.recall(STATE)
    if data is None:
        return None
    key, ground, shift, documents, leaves, common = data
    pairs = {path: (number, told) for path, (number, told) in documents.items()}
    return Remembered(
        key, ground, shift, pairs, {leaf: (heavy, many) for leaf, (heavy, many) in leaves.items()}, common
    )


class Brought(Struct):
    """What each document brought into the index, in files by path."""

    kept: Cache
    count: int
    new: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)

    @property
    def _of(self) -> int:
        of = FEWEST
        while of * TOGETHER < self.count:
            of *= 2
        return of

    def put(self, path: str, told: str, found: Document) -> None:
        """Note what a document brings, for `save`."""
        text = json.dumps(brought_by(found), ensure_ascii=False, separators=(",", ":"))
        self.new.setdefault(crc32(path.encode()) % self._of, {})[path] = told, text

    def get(self, path: str, told: str) -> dict[str, int]:
        """What a document brought when it was told like this.

        Raises:
            NotAsExpectedError: where that is not known.
        """
        found = self._read(crc32(path.encode()) % self._of).get(path)
        if found is None or found[0] != told:
            raise NotAsExpectedError
        words: dict[str, int] = json.loads(found[1])
        return words

    def save(self, paths: Mapping[str, object], *, whole: bool) -> None:
        """Keep what was noted, beside what is known of other documents unless it is the whole."""
        for number, lines in self.new.items():
            before = {} if whole else self._read(number)
            every = {path: line for path, line in {**before, **lines}.items() if path in paths}
            text = "\n".join(f"{path}\t{told}\t{words}" for path, (told, words) in every.items())
            self.kept.put(self._key(number), text.encode())

    def _read(self, number: int) -> dict[str, tuple[str, str]]:
        data = self.kept.get(self._key(number))
        lines = (line.split("\t", 2) for line in data.decode().split("\n")) if data else ()
        return {path: (told, words) for path, told, words in lines}

    def _key(self, number: int) -> str:
        return f"{STATE} {number} of {self._of}"


def brought_by(found: Document) -> dict[str, int]:
    """The words of a document, filters among them, each with its mask."""
    return {**found.masks, **{FILTER + name: mask for name, mask in found.filters.items()}}


def changes(before: Iterable[tuple[int, Mapping[str, int]]], now: Iterable[tuple[int, Mapping[str, int]]]) -> Changes:
    """What became of words, from what changed documents brought before and bring now."""
    old = {(word, number): mask for number, words in before for word, mask in words.items()}
    new = {(word, number): mask for number, words in now for word, mask in words.items()}
    found: Changes = {}
    for word, number in old.keys() | new.keys():
        mask = old.get((word, number)), new.get((word, number))
        if mask[0] != mask[1]:
            found.setdefault(word, {})[number] = mask
    return found


class Words:
    """The files of words while they are changed.

    Args:
        known: what is remembered of them.
        documents: how many there are.
        read: gives a file by its path below the site's root.
    """

    def __init__(self, known: Remembered, documents: int, read: Callable[[str], bytes]) -> None:
        self.leaves, self.common = dict(known.leaves), dict(known.common)
        self._most, self._read = most_of(documents), read
        self._open: dict[str, dict[str, str]] = {}

    def apply(self, changed: Changes) -> tuple[dict[str, dict[str, str]], set[str]]:
        """Put changes into the files.

        Returns:
            The files that are others now, by beginning: their words with what is written of them; and those that went.
        """
        before = set(self.leaves)
        for word in sorted(changed):
            self._change(word, changed[word])
        for leaf in list(self._open):
            if leaf in self._open:
                self._settle(leaf)
        return self._open, before - self.leaves.keys()

    def _change(self, word: str, places: Mapping[int, tuple[int | None, int | None]]) -> None:
        if word in self.common:
            self.common[word] += sum((now is not None) - (before is not None) for before, now in places.values())
            if self.common[word] <= self._most:  # its places are written nowhere
                raise NotAsExpectedError
            return
        leaf = self._leaf(word)
        words = self._opened(leaf)
        found = places_in(words.get(word, "[]"))
        for number, (before, now) in places.items():
            if found.pop(number, None) != before:
                raise NotAsExpectedError
            if now is not None:
                found[number] = now
        if word[0] != FILTER and len(found) > self._most:
            self.common[word] = len(found)
            words[word] = NARROWS_NOTHING
        elif found:
            words[word] = written(sorted(number << 32 | mask for number, mask in found.items()))
        else:
            words.pop(word)
        self._count(leaf)

    def _leaf(self, word: str) -> str:
        """The file of a word, or the beginning of one that is new."""
        for end in range(len(word), 0, -1):
            if word[:end] in self.leaves:
                return word[:end]
        if f"{word}." in self.leaves:
            return f"{word}."
        for end in range(1, len(word) + 1):
            if not any(leaf.startswith(word[:end]) for leaf in self.leaves):
                return word[:end]
        return f"{word}."  # longer words have its beginning, and files by their next letter

    def _opened(self, leaf: str) -> dict[str, str]:
        if leaf not in self._open:
            there = leaf in self.leaves
            self._open[leaf] = words_in(self._read(path_of(leaf))) if there else {}
        return self._open[leaf]

    def _count(self, leaf: str) -> None:
        words = self._open[leaf]
        if words:
            self.leaves[leaf] = weight(words, words), len(words)
        else:
            self.leaves.pop(leaf, None)

    def _settle(self, leaf: str) -> None:
        """Put the words of a file that was changed where they belong: together with others, here, or in several."""
        bare = leaf.removesuffix(".")
        region = leaf
        for end in range(1, len(bare) + 1):
            below = [each for each in self.leaves if each.startswith(bare[:end])]
            heavy, many = (sum(self.leaves[each][at] for each in below) for at in (0, 1))
            if below and below != [bare[:end]] and (many == 1 or heavy <= shards.MOST):
                region = bare[:end]
                words = {word: text for each in below for word, text in self._opened(each).items()}
                break
        else:
            words = self._open[leaf]
            if leaf.endswith(".") or not words:
                if not words:
                    del self._open[leaf]
                return
            below = [leaf]
        for each in below:
            self._open.pop(each, None)
            self.leaves.pop(each, None)
        self._open.pop(leaf, None)
        for name, inside in split(region, sorted(words), words):
            self._open[name] = {word: words[word] for word in inside}
            self._count(name)


def in_order(leaves: Iterable[str]) -> list[str]:
    """The beginnings of words in the order in which an index made from nothing names them."""
    return sorted(leaves, key=lambda leaf: leaf.removesuffix("."))


def files_of(words: Mapping[str, Mapping[str, str]], marker: str) -> Iterator[tuple[str, bytes]]:
    """Files of words by beginning."""
    for leaf, inside in words.items():
        yield file(f"w-{encoded(leaf)}", listed({word: inside[word] for word in sorted(inside)}), marker)
