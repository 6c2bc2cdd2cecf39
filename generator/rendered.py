"""Generated files that need not be made again: those that are on disk as they were made from the very same sources.

Most of the time of a run goes into pages that have not changed. Files that are made together are a batch. Of each batch
is remembered from what it was made, as one digest, and what came of it, as the SHA-256 of every file. Where the first
is the same, and the files on disk still are what was made, they are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from msgspec import DecodeError
from msgspec.json import Decoder

from generator import files
from generator.cache import NOTHING, Cache, decoded
from generator.problems import Problem
from generator.records import LazyRecord, Record, field

NAME = "batches"
LIMIT = 64_000_000
"""Bytes of a page, at the most."""


class File(NamedTuple):
    """A generated file: its path below `docs/`, its content, unless it is on disk as it should be, and its SHA-256."""

    path: str
    content: bytes | None
    digest: str

    @classmethod
    def of(cls, path: str, content: bytes) -> File:
        """A file that was just made."""
        return cls(path, content, sha256(content).hexdigest())


class Part(NamedTuple):
    """Some files of a batch that are made together.

    Attributes:
        name: what tells it from the other parts.
        key: gives the digest of all that it is made from.
        make: makes it.
    """

    name: str
    key: Callable[[], str]
    make: Callable[[], Iterable[tuple[str, bytes]]]


Batch = tuple[str, Mapping[str, str]]
"""From what a batch was made, and the SHA-256 of each of its files by path."""
Made = tuple[str, str, list[File]]
"""A part of a batch: its name, from what it was made, and its files."""
_DECODER = Decoder(dict[str, Batch])


class Source(Record):
    """A folder with pages of facts that were made elsewhere.

    Attributes:
        folder: below it, the paths are those below `docs/`.
        known: for each fact the digest of all that its pages were made from, and the SHA-256 of each file by path.
    """

    folder: Path
    known: Mapping[str, tuple[str, Mapping[str, str]]]

    def files(self, name: str) -> list[File] | None:
        """The files of a fact, if they are what they were when they were made."""
        found = []
        for path, wanted in self.known[name][1].items():
            content = files.read_bytes(self.folder, self.folder / path, LIMIT, inside=True)
            if isinstance(content, Problem) or (file := File.of(path, content)).digest != wanted:
                return None
            found.append(file)
        return found


class Rendered(LazyRecord):
    """What the files on disk were made from.

    Attributes:
        disk: the SHA-256 of every file that is there, by path; None to make every file.
        kept: where it is remembered.
        known: the batches of the last run, by name.
        made: those of this one.
        elsewhere: pages of facts that were made elsewhere.
        folder: where the files are, if any of them may be read again.
    """

    disk: Mapping[str, str] | None = None
    kept: Cache = NOTHING
    known: Mapping[str, Batch] = field(default_factory=dict)
    made: dict[str, Batch] = field(default_factory=dict)
    elsewhere: Sequence[Source] = ()
    folder: Path | None = None

    def there(self, name: str, key: str) -> list[File] | None:
        """The files of a batch, if they are on disk as they would be made now."""
        return self._together([name]) if name in self.known and self.before(name) == key else None

    def told(self, key: Callable[[], str]) -> str:
        """The digest of all that a batch is made from; where nothing is known of any, nobody has to find it out."""
        return "" if self.disk is None else key()

    def before(self, name: str) -> str:
        """From what a batch was made at the last run; nothing where there was none."""
        return self.known.get(name, ("",))[0]

    def sifted(
        self, folder: str, names: Iterable[str], together: Callable[[], str], key: Callable[[str], str]
    ) -> tuple[list[File], dict[str, str]]:
        """The batches of a folder: the files of those that are as they would be made now, and the others to be made.

        Args:
            folder: what the names of the batches begin with.
            names: the rest of these names, sorted as they are to be made.
            together: gives the digest of all that any of them is made from; where it is as it was, none is asked for.
            key: gives from what one of them is made.

        Returns:
            The files, and from what each other is made, by the rest of its name.
        """
        if self.disk is None:
            return [], dict.fromkeys(names, "")
        around, now = f"{folder} together", together()
        batches = [name for name in self.known if name.startswith(f"{folder}/") and "#" not in name]
        same = self._together(batches) if self.before(around) == now else None
        self.note(around, now, ())
        return (same, {}) if same is not None else self.still(folder, {name: key(name) for name in names})

    def still(self, folder: str, told: Mapping[str, str]) -> tuple[list[File], dict[str, str]]:
        """The same where it is known already from what each batch would be made, by the rest of its name."""
        batches = {name: f"{folder}/{name}" for name in told}
        same = {name: batch for name, batch in batches.items() if told[name] and self.before(batch) == told[name]}
        files = self._together(list(same.values()))
        if files is None:  # hardly ever: then each is asked for by itself
            each = {name: self._together([batch]) for name, batch in same.items()}
            same = {name: batch for name, batch in same.items() if each[name] is not None}
            files = [file for found in each.values() for file in found or ()]
        return files, {name: key for name, key in told.items() if name not in same}

    def _together(self, names: Sequence[str]) -> list[File] | None:
        """The files of some batches of the last run, if all of them are on disk as they were made."""
        wanted: dict[str, str] = {}
        for name in names:
            wanted.update(self.known[name][1])
        if self.disk is None or not wanted.items() <= self.disk.items():
            return None
        for name in names:
            self.made[name] = self.known[name]
            for part in self._parts.get(name, ()):
                self.made[part] = self.known[part]
        return [File(path, None, told) for path, told in wanted.items()]

    def holds(self, name: str, key: str) -> bool:
        """Whether the files of a fact were made before, or elsewhere, of what they would be made of now."""
        before = (self.known.get(f"claims/{name}", ("",)), *(each.known.get(name, ("",)) for each in self.elsewhere))
        return any(each[0] == key for each in before)

    def brought(self, name: str, key: str) -> list[File] | None:
        """The files of a fact that were made elsewhere of what they would be made of now."""
        fitting = (each for each in self.elsewhere if each.known.get(name, ("",))[0] == key)
        return next((found for each in fitting if (found := each.files(name)) is not None), None)

    def note(self, name: str, key: str, made: Iterable[File]) -> None:
        """Remember a batch that was made."""
        self.made[name] = key, {file.path: file.digest for file in made}

    def batch(
        self, name: str, key: Callable[[], str], make: Callable[[], Iterable[tuple[str, bytes]]]
    ) -> Iterator[File]:
        """The files of a batch, as they are on disk or made now."""
        told = self.told(key)
        found = self.there(name, told)
        if found is None:
            found = []
            for path, content in make():
                file = File.of(path, content)
                yield file
                found.append(File(path, None, file.digest))
            self.note(name, told, found)
        else:
            yield from found

    def part(self, name: str, part: Part) -> Made:
        """A part of a batch, as it is on disk or made now, to be noted by whoever shared out the work.

        Args:
            name: of the batch.
            part: which part of it.
        """
        whole, told = f"{name}#{part.name}", self.told(part.key)
        return whole, told, self.there(whole, told) or [File.of(*each) for each in part.make()]

    @cached_property
    def _parts(self) -> Mapping[str, list[str]]:
        """The names of all parts, by the name of their batch."""
        found: dict[str, list[str]] = {}
        for each in self.known:
            if "#" in each:
                found.setdefault(each.partition("#")[0], []).append(each)
        return found

    def save(self) -> None:
        """Remember all batches of this run, and no others."""
        if self.disk is not None and self.made != self.known:
            self.kept.keep(NAME, self.made)


def load(
    disk: Mapping[str, str] | None,
    kept: Cache = NOTHING,
    elsewhere: Sequence[Source] = (),
    folder: Path | None = None,
) -> Rendered:
    """What is known of the files on disk.

    Args:
        disk: the SHA-256 of each, by path.
        kept: what was known at the end of the last run.
        elsewhere: pages that were made elsewhere.
        folder: where the files are.
    """
    if disk is None or kept.folder is None:
        return Rendered({} if elsewhere else None, elsewhere=elsewhere)
    return Rendered(disk, kept, kept.recall(NAME, _batches) or {}, elsewhere=elsewhere, folder=folder)


def _batches(data: bytes) -> dict[str, Batch]:
    try:
        return _DECODER.decode(data)
    except DecodeError:
        return {name: (key, made) for name, (key, made) in decoded(data).items()}
