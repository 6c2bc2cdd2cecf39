"""What files hold that this program has written, known without reading all of them again.

A file is known by its stamp, which the file system keeps: its number, its length, when its content was last changed,
and when anything about it was. Whoever changes a file changes at least the last of these. What was read once under a
stamp is not read again while the stamp stays. This is for pages on disk alone: sources are read every time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from pathlib import Path

from generator import cache, glancing, snapshot
from generator.cache import Cache
from generator.glancing import Glance
from generator.records import Record, field

MANY = 1_000
"""So many files at the most are written down by themselves, which takes less than to write down what all files are."""
LATELY = "{} lately"
"""Under which key those few stand, by that of all others."""


class Folder(Record):
    """What a folder and those below it hold.

    Attributes:
        files: the SHA-256 of each ordinary file, by its path below the folder.
        others: the paths of links and of whatever else is neither a file nor a folder.
    """

    files: Mapping[str, str]
    others: tuple[str, ...] = ()


class Met(Record):
    """A folder that was looked at.

    Attributes:
        stamps: of each file, by its path.
        files: the SHA-256 of each.
        unknown: those of which nothing was remembered.
    """

    stamps: Mapping[str, str]
    files: Mapping[str, str]
    unknown: frozenset[str]

    def known(self) -> Iterator[tuple[str, str]]:
        """The stamp and the SHA-256 of each file of which that was remembered."""
        return ((self.stamps[path], digest) for path, digest in self.files.items() if path not in self.unknown)


class Ledger(Record):
    """The SHA-256 of files, by their stamps.

    Attributes:
        kept: where it is remembered.
        name: under which key.
        known: what was remembered, but for
        lately: the part of it that was written down by itself.
        met: folders that were looked at in this run.
        seen: files that were asked for one by one in this run, or learnt of.
        fresh: how much of that was not remembered.
    """

    kept: Cache = cache.NOTHING
    name: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    lately: Mapping[str, str] = field(default_factory=dict)
    met: list[Met] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def look(self, folder: Path, glance: Glance | None = None) -> Folder:
        """What a folder holds; only files that are not known by their stamps are read.

        Args:
            folder: which.
            glance: what somebody has just seen there.
        """
        there = glance or glancing.at(folder)
        stamps = there.stamps
        files = dict(zip(stamps, map(self.known.get, stamps.values(), repeat("")), strict=False))
        unknown = []
        for path in [path for path, digest in files.items() if not digest]:
            if digest := self.lately.get(stamps[path]) or self.seen.get(stamps[path]):
                files[path] = digest
            else:
                del files[path]
                unknown.append(path)
        self.met.append(Met(stamps, files, frozenset(unknown)))
        for path, digest in snapshot.read(folder, unknown).items():
            files[path] = digest
            self._learn(stamps[path], digest, there.moment)
        return Folder(files, tuple(there.others))

    def digest(self, path: Path) -> str:
        """The SHA-256 of an ordinary file; empty where there is none."""
        try:
            stat = path.lstat()
        except OSError:
            return ""
        stamp, moment = glancing.stamp(stat), time.time_ns()
        found = self.lately.get(stamp) or self.seen.get(stamp) or self.known.get(stamp)
        if found is None:
            found = snapshot.read(path.parent, [path.name]).get(path.name, "")
            if found:
                self._learn(stamp, found, moment)
        else:
            self.seen[stamp] = found
        return found

    def note(self, paths: Iterable[tuple[Path, str]]) -> None:
        """Remember files that were just written, or given another name, with their SHA-256."""
        moment = time.time_ns()
        for path, found in paths:
            try:
                self._learn(glancing.stamp(path.lstat()), found, moment)
            except OSError:
                continue

    def save(self) -> None:
        """Remember what was met in this run, and about as much of what was before.

        A site is put together in one of two folders, in turn; what this run met in one is as good as new to the next.
        """
        few = {**self.lately, **{stamp: self.seen[stamp] for stamp in self.fresh}}
        if len(few) > MANY or len(self.fresh) > sum(len(each.files) for each in self.met) // 2:
            seen = self.seen | {stamp: digest for each in self.met for stamp, digest in each.known()}
            known = {**self.known, **self.lately}
            older = [stamp for stamp in known if stamp not in seen]
            self.kept.keep(self.name, {stamp: known[stamp] for stamp in older[-len(seen) :]} | seen)
            self.fresh.clear()
            few = {}
        if few != self.lately:
            self.kept.keep(LATELY.format(self.name), few)

    def _learn(self, stamp: str, found: str, moment: int) -> None:
        if glancing.TELLING and self.kept.folder is not None and int(stamp.rpartition(" ")[2]) < moment - glancing.TICK:
            self.seen[stamp] = found
            self.fresh.add(stamp)


NOTHING = Ledger()
"""Nothing is known by its stamp."""


def load(kept: Cache, name: str) -> Ledger:
    """What is remembered under a name.

    Args:
        kept: where it is remembered.
        name: of the files that it is about.
    """
    return Ledger(kept, name, kept.recall(name) or {}, kept.recall(LATELY.format(name)) or {})
