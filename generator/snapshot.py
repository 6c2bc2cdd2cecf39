"""What is in the sources at this moment: the SHA-256 of every file below `seeds/`, and of all of them together.

Every byte is read again each time; sizes and time stamps say nothing. This is the least that anybody can do who wants
to know whether something changed, so it is done with few and plain calls, by two processes where there are many files.
One begins at either end, and they take as many as they come to. As soon as this process sees that something is not as
it was before, it can do what will be needed then, such as loading the compiler, while the other reads on.
"""

from __future__ import annotations

import os
import stat
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from generator import apart
from generator.cache import digest
from generator.files import LARGEST, PLAINLY
from generator.records import Record

MANY = 1_000
"""From so many files on, a second process reads some of them."""
TOGETHER = 100
"""So many files, at the most, are taken at a time."""
DEPTH = 2
"""A folder with folders of files."""
SIZE = 32
AFTER_SLASH = chr(ord("/") + 1)
NONE = bytes(SIZE)
"""Instead of a digest, where a file could not be read plainly."""


class Snapshot(Record):
    """Some folder, as it is.

    Attributes:
        files: the digest of each file in it and below, by its path relative to the project; in the order of the paths.
        whole: the digest of all of it: names and contents.
    """

    files: Mapping[str, str]
    whole: str

    @property
    def trace(self) -> bytes:
        """What the next snapshot is compared with while it is taken."""
        return _traced(list(self.files), map(bytes.fromhex, self.files.values()))

    def of(self, folder: str) -> list[str]:
        """The files in a folder and below, in order."""
        paths = list(self.files)
        return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}{AFTER_SLASH}")]


class Before(Record):
    """What is done once it is seen that something is not as it was before.

    Attributes:
        trace: that of the snapshot before; nothing where there is none, and it is done in any case.
        otherwise: what is done then. What it does may turn out not to be needed.
    """

    trace: bytes
    otherwise: Callable[[], None]


def take(root: Path, folder: str, before: Before | None = None) -> Snapshot | None:
    """The snapshot of a folder, or None where it holds anything but ordinary files and folders of them, none too large.

    Args:
        root: the project.
        folder: its name below the project.
        before: what it was before, and what is to be done if it is something else.
    """
    paths: list[str] = []
    try:
        if not _list(os.fspath(root / folder), folder, paths, DEPTH):
            return None
    except OSError:
        return None
    paths.sort()
    digests = _shared(os.fspath(root), paths, before=before)
    if NONE in digests:
        return None
    names = "\0".join(paths)
    return Snapshot(
        dict(zip(paths, map(bytes.hex, digests), strict=True)),
        digest(names.encode("utf-8", "surrogateescape"), b"".join(digests)),
    )


def _list(folder: str, name: str, paths: list[str], depth: int) -> bool:
    """Collect the files of a folder and of those in it; false where there is anything else."""
    if depth == 0 or Path(folder).is_symlink():
        return False
    with os.scandir(folder) as entries:
        for entry in entries:
            inner = f"{name}/{entry.name}"
            if entry.is_file(follow_symlinks=False):
                paths.append(inner)
            elif not entry.is_dir(follow_symlinks=False) or not _list(entry.path, inner, paths, depth - 1):
                return False
    return True


def _traced(paths: Sequence[str], digests: Iterable[bytes]) -> bytes:
    names = "\0".join(paths).encode("utf-8", "surrogateescape")
    return b"".join((sha256(names).digest(), *digests))


def _shared(root: str, paths: Sequence[str], limit: int = LARGEST, before: Before | None = None) -> list[bytes]:
    """The digests of the files, some of them by a second process."""
    if len(paths) < MANY or not apart.pays():
        return [_digest(f"{root}/{path}", limit) for path in paths]
    starts = range(0, len(paths), max(min(TOGETHER, len(paths) // 10), 1))
    taking, giving = os.pipe()  # with a byte for each part, so that both together take as many as there are
    os.write(giving, bytes(len(starts)))
    os.close(giving)

    def part(at: int) -> list[bytes]:
        return _digests(root, paths[at : at + starts.step], limit)

    other = apart.begin(partial(_forwards, root, paths, limit, starts), taking)
    known = _known(paths, before)
    if before is not None and known is None:
        before.otherwise()
    found: dict[int, list[bytes]] = {}
    for at in _taken(reversed(starts), taking):  # claims come last by their names, and are what people edit
        mine = found[at] = part(at)
        if before is not None and known is not None and known[SIZE * at : SIZE * (at + len(mine))] != b"".join(mine):
            before.otherwise()
            known = None
    os.close(taking)
    said = other.result()
    if len(said) == SIZE * (len(paths) - sum(map(len, found.values()))):
        theirs = [said[at : at + SIZE] for at in range(0, len(said), SIZE)]
        return theirs + [digest for at in reversed(found) for digest in found[at]]
    return [digest for at in starts for digest in (found.get(at) or part(at))]  # it was stopped


def _known(paths: Sequence[str], before: Before | None) -> bytes | None:
    """The digests that these files had before, if they are the same files by name."""
    names = _traced(paths, ())
    return before.trace[SIZE:] if before is not None and before.trace.startswith(names) else None


def _taken(order: Iterable[int], taking: int) -> Iterator[int]:
    return (at for at in order if os.read(taking, 1))


def _forwards(root: str, paths: Sequence[str], limit: int, starts: range, taking: int) -> bytes:
    """The digests of the files that this process comes to, from the first one on."""
    parts = (_digests(root, paths[at : at + starts.step], limit) for at in _taken(starts, taking))
    return b"".join(digest for each in parts for digest in each)


def _digests(root: str, paths: Sequence[str], limit: int) -> list[bytes]:
    return [_digest(f"{root}/{path}", limit) for path in paths]


def _digest(path: str, limit: int) -> bytes:
    try:
        descriptor = os.open(path, PLAINLY)
    except OSError:
        return NONE
    try:
        data = os.read(descriptor, 65_536)
        if len(data) == 65_536:
            found = os.fstat(descriptor)
            if found.st_size > limit or not stat.S_ISREG(found.st_mode):
                return NONE
            total = sha256(data)
            while data := os.read(descriptor, 65_536):
                total.update(data)
            return total.digest()
        return sha256(data).digest()
    except OSError:
        return NONE
    finally:
        os.close(descriptor)


def read(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of some files in a folder, by path below it. What cannot be read is left out; every byte is read."""
    found = zip(paths, _shared(os.fspath(folder), paths, sys.maxsize), strict=True)
    return {path: digest.hex() for path, digest in found if digest != NONE}


def _below(folder: str, name: str, paths: list[str]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    paths.append(name + entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    _below(entry.path, f"{name}{entry.name}/", paths)
    except OSError:
        return


def names(folder: Path) -> list[str]:
    """Every ordinary file in a folder and in those below it, by path below the folder."""
    paths: list[str] = []
    _below(os.fspath(folder), "", paths)
    return paths
