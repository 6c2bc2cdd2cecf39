"""What is in the sources at this moment: the SHA-256 of every file below `seeds/`, and of all of them together.

Every byte is read again each time; sizes and time stamps say nothing. This is the least that anybody can do who wants
to know whether something changed, so it is done with few and plain calls, by two processes where there are many files.
"""

from __future__ import annotations

import os
import stat
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from generator import apart
from generator.cache import digest
from generator.files import LARGEST, PLAINLY
from generator.records import Record

MANY = 1_000
"""From so many files on, a second process reads half of them."""
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

    def of(self, folder: str) -> list[str]:
        """The files in a folder and below, in order."""
        paths = list(self.files)
        return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}{AFTER_SLASH}")]


def take(root: Path, folder: str) -> Snapshot | None:
    """The snapshot of a folder, or None where it holds anything but ordinary files and folders of them, none too large.

    Args:
        root: the project.
        folder: its name below the project.
    """
    paths: list[str] = []
    try:
        if not _list(os.fspath(root / folder), folder, paths, DEPTH):
            return None
    except OSError:
        return None
    paths.sort()
    digests = _shared(os.fspath(root), paths)
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


def _shared(root: str, paths: Sequence[str], limit: int = LARGEST) -> list[bytes]:
    """The digests of the files, half of them by a second process."""
    if len(paths) < MANY or not apart.pays():
        return [_digest(f"{root}/{path}", limit) for path in paths]
    half = len(paths) // 2
    mine, theirs = paths[:half], paths[half:]
    other = apart.begin(lambda: b"".join(_digest(f"{root}/{path}", limit) for path in theirs))
    found = [_digest(f"{root}/{path}", limit) for path in mine]
    said = other.result()
    if len(said) != SIZE * len(theirs):  # it was stopped
        return found + [_digest(f"{root}/{path}", limit) for path in theirs]
    return found + [said[at : at + SIZE] for at in range(0, len(said), SIZE)]


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
