"""From documents to the files of the index. A reduction: the bytes do not depend on the order of the documents.

Each document has a number, which follows from its address and hardly ever from its neighbours, so that a new fact moves
no other. What a result shows lies in files by the leading bits of that number. Words lie in files by how they begin:
where those with one beginning are too much for a file, it is split by the next letter. A file is a call of one function
with plain data, which a browser loads from disk, too.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from generator.searching.documents import Document

FOLDER = "find"
MOST = 20_000
"""Characters of a file of words, as far as that can be had by splitting."""
TOGETHER = 8
"""About so many documents show their results from one file, and at least half as many."""
ROOM = 16
"""So many numbers there are for each document, so that two seldom want the same."""
COMMON = 2_500
"""A word in more documents than this, and in more than a quarter of them, narrows nothing and is only marked."""
NARROWS_NOTHING = "0"
"""Is written instead of the places of such a word."""
FILTER = "="
"""What filters begin with among the words; no word does."""


def numbers(paths: Iterable[str]) -> dict[str, int]:
    """The number of each address: from its digest, or the next that is free."""
    known = sorted((sha256(path.encode()).digest(), path) for path in paths)
    bits = _bits(len(known))
    space, found, taken = 1 << bits, {}, set()
    for digest, path in known:
        number = int.from_bytes(digest[:8], "big") >> (64 - bits)
        while number in taken:
            number = (number + 1) % space
        taken.add(number)
        found[path] = number
    return found


def _bits(documents: int) -> int:
    return max((documents * ROOM - 1).bit_length(), 4)


class Index:
    """Takes up documents one after the other and gives the files of their index.

    Once these were given, it knows of each file of words how much it holds and how many words, and how many documents
    each word has that narrows nothing.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.numbers = numbers(paths)
        self.shift = shift_of(len(paths))
        self.records: dict[int, dict[str, object]] = {}
        self.postings: dict[str, array[int]] = {}
        self.leaves: dict[str, tuple[int, int]] = {}
        self.common: dict[str, int] = {}

    def add(self, found: Document) -> None:
        """Take up a document whose address was named at the beginning."""
        number = self.numbers[found.path]
        self.records.setdefault(number >> self.shift, {})[str(number)] = (found.path, *found.record)
        for words, prefix in ((found.masks, ""), (found.filters, FILTER)):
            for word, mask in words.items():
                postings = self.postings.get(prefix + word)
                if postings is None:
                    postings = self.postings[prefix + word] = array("Q")
                postings.append(number << 32 | mask)

    @property
    def most(self) -> int:
        """A word in more documents than this narrows nothing."""
        return most_of(len(self.numbers))

    def files(self, about: Mapping[str, object], marker: str) -> Iterator[tuple[str, bytes]]:
        """The files, by path from the site's root.

        Args:
            about: what the page needs at once, such as the filters with few choices.
            marker: the words near the beginning of every generated file.
        """
        every = {word: self._places(word) for word in sorted(self.postings)}
        for leaf, words in split("", list(every), every):
            inside = {word: every[word] for word in words}
            self.leaves[leaf] = weight(words, every), len(words)
            yield file(f"w-{encoded(leaf)}", listed(inside), marker)
        for shard, records in sorted(self.records.items()):
            yield results(shard, records, marker)
        yield head(about, len(self.numbers), self.shift, self.leaves, marker)

    def _places(self, word: str) -> str:
        found = self.postings[word]
        if word[0] != FILTER and len(found) > self.most:
            self.common[word] = len(found)
            return NARROWS_NOTHING
        return written(sorted(found))


def shift_of(documents: int) -> int:
    """How far numbers are shifted to give the file of their results: leaves about TOGETHER documents in each."""
    return max(_bits(documents) - max(documents // TOGETHER, 1).bit_length() + 1, 0)


def most_of(documents: int) -> int:
    """In how many of so many documents a word may be and still narrow a search."""
    return max(COMMON, documents // 4)


def results(shard: int, records: Mapping[str, object], marker: str) -> tuple[str, bytes]:
    """The file of what is shown of some documents."""
    inside = ",\n".join(f'"{number}":{_json(records[number])}' for number in sorted(records, key=int))
    return file(f"r-{shard:x}", "{" + inside + "}", marker)


def head(
    about: Mapping[str, object], documents: int, shift: int, leaves: Iterable[str], marker: str
) -> tuple[str, bytes]:
    """The file that is fetched first."""
    return file("index", {**about, "count": documents, "shift": shift, "words": " ".join(leaves)}, marker)


def written(entries: Iterable[int]) -> str:
    """The places of a word: pairs of a number, counted from the one before, and a mask."""
    flat, last = [], 0
    for entry in entries:
        number = entry >> 32
        flat += [number - last, entry & 0xFFFFFFFF]
        last = number
    return _json(flat)


def places_in(text: str) -> dict[int, int]:
    """What `written` made a text of: masks by number."""
    flat, found, number = json.loads(text), dict[int, int](), 0
    for step, mask in zip(flat[::2], flat[1::2], strict=True):
        number += step
        found[number] = mask
    return found


def listed(words: Mapping[str, str]) -> str:
    """Words with what is written of each, as the content of a file."""
    inside = ",\n".join(f"{_json(word)}:{places}" for word, places in words.items())
    return "{" + inside + "}"


def words_in(content: bytes) -> dict[str, str]:
    """The words of a file, with what is written of each."""
    text = content.decode()
    inside = text[text.index("{") + 1 : text.rindex("}")]
    pairs = (line.rpartition('":') for line in inside.split(",\n"))
    return {json.loads(f'{word}"'): places for word, _, places in pairs}


def path_of(leaf: str) -> str:
    """The path of a file of words, from the site's root."""
    return f"{FOLDER}/w-{encoded(leaf)}.js"


def weight(words: Iterable[str], places: Mapping[str, str]) -> int:
    """How many characters of a file words take, with what is written of each."""
    return sum(len(word) + len(places[word]) + 6 for word in words)


def split(prefix: str, words: Sequence[str], sizes: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """The words in files: by prefix; a word that is the whole of a split prefix has a file with a `.` behind."""
    if prefix and (len(words) == 1 or weight(words, sizes) <= MOST):
        yield prefix, list(words)
        return
    begun: dict[str, list[str]] = {}
    for word in words:
        begun.setdefault(word[len(prefix) : len(prefix) + 1], []).append(word)
    for letter, inside in begun.items():
        if letter:
            yield from split(prefix + letter, inside, sizes)
        else:
            yield prefix + ".", inside


def encoded(name: str) -> str:
    """The beginning of words as part of the name of a file: everywhere allowed, and nowhere read as something else."""
    return "".join(c if c.isascii() and (c.islower() or c.isdigit() or c in ".-") else f"_{ord(c):x}_" for c in name)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def file(name: str, data: object, marker: str) -> tuple[str, bytes]:
    """A file of the index, with data or with JSON that is written already."""
    text = data if isinstance(data, str) else _json(data)
    return f"{FOLDER}/{name}.js", f"// {marker}\ndisputedFind({_json(name)},{text});\n".encode()
