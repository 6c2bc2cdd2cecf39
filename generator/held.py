"""What was kept, decoded before anybody asks: by a process that has nothing else to do, for those that it forks.

Most of what a build of a large publication does first is to decode what the one before it has kept. What is held counts
as long as the file is the one that it was made of, by its stamp: its number in the file system, its length, the times
of its last changes. It is handed out once a process, since whoever gets it may change it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from generator import glancing
from generator.records import Record, replace

LIMIT = 128_000_000
"""Bytes of files of which what they say is held; in memory it is some four times as much."""
MOST = 2_000
"""So many files."""

Make = Callable[[bytes], Any]
"""What somebody makes of what was kept, a function of a module."""


class Kept(Protocol):
    """A cache: entries of one sort in files."""

    def place(self, key: str) -> Path | None:
        """The file of a key; None where nothing is kept."""

    @property
    def sealed_by(self) -> bytes:
        """What its entries are sealed with."""


class Asked(Record):
    """What somebody asked for: the cache, the key, and what they make of it."""

    kept: Any
    key: str
    make: Make


class _Held(Record):
    seal: bytes
    stamp: str
    size: int
    content: Any


_held: dict[tuple[Path, Make], _Held] = {}
_asked: dict[tuple[Path, Make], Asked] = {}


def begin() -> None:
    """Note from here on what is asked for."""
    _asked.clear()


def asked() -> list[Asked]:
    """What was asked for since, in this order; so that another process may know it."""
    return list(_asked.values())


def take(kept: Kept, key: str, make: Make) -> tuple[bool, Any]:
    """Whether something is held of what is kept under a key, and what; only once."""
    path = kept.place(key)
    if path is None:
        return False, None
    if len(_asked) < MOST:
        _asked.setdefault((path, make), Asked(kept, key, make))
    found = _held.pop((path, make), None)
    if found is None or found.seal != kept.sealed_by or found.stamp != _stamp_of(path):
        return False, None
    return True, found.content


def hold(wanted: Iterable[Asked], room: int = LIMIT) -> Iterator[None]:
    """Hold what somebody will ask for, one after the other, and nothing else; stops after each and may be left there.

    Files that are too young for their stamps to be trusted are left out.

    Args:
        wanted: what was asked for before, most important first.
        room: bytes that the files may have together.
    """
    places: dict[tuple[Path, Make], Asked] = {}
    for other in wanted:
        each = Asked(replace(other.kept), other.key, other.make)  # its seal may be another one by now
        path = each.kept.place(each.key)
        if path is not None:
            places[path, each.make] = each
    for gone in _held.keys() - places.keys():
        del _held[gone]
    for place, each in places.items():
        before = _held.get(place)
        if before is None or before.seal != each.kept.sealed_by or before.stamp != _stamp_of(place[0]):
            _held.pop(place, None)
            _hold(place, each, room)
            yield
        if place in _held:
            room -= _held[place].size


def _hold(place: tuple[Path, Make], asked_for: Asked, room: int) -> None:
    moment = time.time_ns()
    try:
        if place[0].lstat().st_size > room:
            return
        found = asked_for.kept.read(asked_for.key, asked_for.make)
    except Exception:  # noqa: BLE001 - whoever asks for it is told
        return
    if found is not None and found[0].st_ctime_ns < moment - glancing.TICK:
        _held[place] = _Held(asked_for.kept.sealed_by, glancing.stamp(found[0]), found[0].st_size, found[1])


def _stamp_of(path: Path) -> str | None:
    try:
        return glancing.stamp(path.lstat())
    except OSError:
        return None
