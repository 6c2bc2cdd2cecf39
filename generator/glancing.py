"""What stands in a folder of generated files, by its stamps: at this moment, or looked up ahead by another process.

A publication of ten thousand facts has sixty thousand files. To ask the system about each takes a second, in which this
process may as well find out what changed in the sources.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from generator import apart
from generator.apart import Apart
from generator.records import Record, Struct, field

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


def at(folder: Path) -> Glance:
    """What a folder holds at this moment; nothing where there is none."""
    moment = time.time_ns()
    stamps: dict[str, str] = {}
    others: list[str] = []
    _below(os.fspath(folder), "", stamps, others)
    return Glance(moment, stamps, others)


def stamp(stat: os.stat_result) -> str:
    """What tells a file from others, and from what it was before."""
    return f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def _below(folder: str, name: str, stamps: dict[str, str], others: list[str]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _below(entry.path, f"{name}{entry.name}/", stamps, others)
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
            return Glance(*marshal.loads(other.result()))
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
    return marshal.dumps((found.moment, dict(found.stamps), list(found.others)))
