"""What stands in a folder of generated files, by its stamps: at this moment, or looked up ahead by another process.

A publication of ten thousand facts has sixty thousand files. To ask the system about each takes a second, in which this
process may as well find out what changed in the sources. A process that waits before it begins can look meanwhile: then
nobody has to list a folder again that has not changed since, and only the files in it are asked for.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator import apart
from generator.apart import Apart
from generator.records import Record, Struct, field, replace

TELLING = os.name == "posix"
"""Elsewhere the last of the times in a stamp says when a file was made, so that nothing is known by its stamp."""
TICK = 100_000_000
"""Nanoseconds in which a file may change twice without a change of its times; what is younger may have."""


class Glance(Record):
    """What a folder and those below it hold, each file without its content.

    Attributes:
        moment: when somebody began to look, in nanoseconds since 1970.
        stamps: what the file system knows of each ordinary file, by its path below the folder.
        others: the paths of links and of whatever else is neither a file nor a folder.
    """

    moment: int
    stamps: Mapping[str, str]
    others: Sequence[str]


class _Seen(Record):
    """What a folder held when somebody looked, and the number and the time of the last change of each folder in it.

    Whatever comes into a folder, or goes, or takes the place of something changes that time, which nobody can set.
    """

    glance: Glance
    folders: Mapping[str, tuple[int, int]]


_seen: dict[Path, _Seen] = {}  # filled by a process that waits; those that it forks know it, too


def remember(*folders: Path) -> Iterator[None]:
    """Look at some folders, one after the other, so that later they need not be listed; may be left after each."""
    for folder in folders:
        seen: dict[str, tuple[int, int]] = {}
        found = _look_at(folder, seen)
        if TELLING and all(changed < found.moment - TICK for _, changed in seen.values()):
            _seen[folder] = _Seen(found, seen)
        yield


def at(folder: Path) -> Glance:
    """What a folder holds at this moment; nothing where there is none."""
    return _again(folder) or _look_at(folder)


def _again(folder: Path) -> Glance | None:
    """The same where no folder changed since it was looked at; only files are asked for."""
    seen = _seen.get(folder)
    if seen is None:
        return None
    moment, base = time.time_ns(), f"{folder}{os.sep}"
    try:
        for name, known in seen.folders.items():
            if _changed(os.lstat(base + name)) != known:
                return None
        stamps = {path: stamp(os.lstat(base + path)) for path in seen.glance.stamps}
    except OSError:
        return None
    return Glance(moment, stamps, seen.glance.others)


def _look_at(folder: Path, seen: dict[str, tuple[int, int]] | None = None) -> Glance:
    moment = time.time_ns()
    stamps: dict[str, str] = {}
    others: list[str] = []
    _below(os.fspath(folder), "", stamps, others, seen)
    return Glance(moment, stamps, others)


def _changed(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_ino, stat.st_ctime_ns


def stamp(stat: os.stat_result) -> str:
    """What tells a file from others, and from what it was before."""
    return f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def _below(
    folder: str, name: str, stamps: dict[str, str], others: list[str], seen: dict[str, tuple[int, int]] | None
) -> None:
    try:
        if seen is not None:  # before its entries, so that whatever changes meanwhile makes a difference
            seen[name] = _changed(os.lstat(folder))
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _below(entry.path, f"{name}{entry.name}/", stamps, others, seen)
                elif entry.is_file(follow_symlinks=False):
                    stamps[name + entry.name] = stamp(entry.stat(follow_symlinks=False))
                else:
                    others.append(name + entry.name)
    except OSError:
        return


class Ahead(Struct):
    """Folders that other processes look at meanwhile; whoever writes into one asks for it before.

    Attributes:
        others: the process that looks at each folder; nobody is told twice what it has seen.
    """

    others: dict[Path, Apart] = field(default_factory=dict)

    def at(self, folder: Path) -> Glance:
        """What a folder holds, or held a moment ago."""
        other = self.others.pop(folder, None)
        if other is None:
            return at(folder)
        try:
            moment, stamps, others = marshal.loads(other.result())
            if stamps is None:  # it was forked by this process, and saw what this process had seen
                return replace(_seen[folder].glance, moment=moment)
            return Glance(moment, stamps, others)
        except (EOFError, ValueError, TypeError):  # it was stopped
            return at(folder)

    def end(self) -> None:
        """Nobody will ask any more."""
        for other in self.others.values():
            other.end()
        self.others.clear()


NOBODY = Ahead()
"""Nobody looks ahead."""


def begin(*folders: Path) -> Ahead:
    """Have other processes look at some folders, one after the other, where there are cores for two.

    Args:
        folders: in which nobody writes before their glances were asked for, in the order in which they will be.
    """
    others: dict[Path, Apart] = {}
    if folders and apart.pays():
        before, done = os.pipe()
        os.close(done)
        for folder in folders:
            after, done = os.pipe()
            others[folder] = apart.begin(partial(_look, folder), before, done)
            os.close(before)
            os.close(done)
            before = after
        os.close(before)
    return Ahead(others)


def _look(folder: Path, before: int, done: int) -> bytes:
    """Look at a folder once `before` comes to its end, and close `done` when that is over."""
    os.read(before, 1)
    found = at(folder)
    os.close(done)
    if folder in _seen and found.stamps == _seen[folder].glance.stamps and found.others == _seen[folder].glance.others:
        return marshal.dumps((found.moment, None, None))
    return marshal.dumps((found.moment, dict(found.stamps), list(found.others)))
