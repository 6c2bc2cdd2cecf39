"""Generated files on disk: write what changed, remove what is gone, or only compare. Nothing else is touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import rules
from generator.problems import Place, Problem

HEAD = 400
"""Bytes at the beginning of a file within which the marker of generated files stands."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a folder needs to hold the wanted files, as paths below it.

    Attributes:
        write: files that are missing or differ.
        remove: generated files that nothing asks for any more.
        foreign: files in generated folders that were not generated, or that stand in the way of one.
    """

    write: tuple[str, ...]
    remove: tuple[str, ...]
    foreign: tuple[str, ...]


def bring(
    folder: Path, wanted: Iterable[tuple[str, bytes]], owned: tuple[str, ...], marker: str, *, write: bool
) -> Difference:
    """Compare a folder with the files it should hold and, if asked, make it so.

    The files pass one at a time, so that memory does not grow with their number. What changed is first written beside
    its place, and all of it is moved into place at the end; nothing is moved or removed while a file that is not ours
    stands in the way.

    Args:
        folder: where the files go.
        wanted: paths below the folder and contents, each path once.
        owned: sub-folders that hold nothing but generated files.
        marker: the words near the beginning of every generated file.
        write: whether to write, or only to compare.
    """
    changed: list[str] = []
    foreign: list[str] = []
    known: set[str] = set()
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in wanted:
            known.add(path)
            target = folder / path
            if not _ours(folder, path, content, marker):
                foreign.append(path)
            elif not target.exists() or target.read_bytes() != content:
                changed.append(path)
                if write:
                    staged.append((_stage(target, content), target))
        beside = {temporary.relative_to(folder).as_posix() for temporary, _ in staged}
        left = [path for path in sorted(_files(folder, owned)) if path not in known and path not in beside]
        remove = [path for path in left if not _linked(folder, path) and marker.encode() in _head(folder / path)]
        foreign.extend(path for path in left if path not in set(remove))
        found = Difference(tuple(changed), tuple(remove), tuple(foreign))
        if write and not foreign:
            for temporary, target in staged:
                temporary.replace(target)
            for path in remove:
                _remove(folder, path)
        return found
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _linked(folder: Path, path: str) -> bool:
    """Whether the file, or a folder on the way to it, is a link, which may lead anywhere."""
    target = folder / path
    return any(
        each.is_symlink() for each in (target, *target.parents) if each.is_relative_to(folder) and each != folder
    )


def _ours(folder: Path, path: str, content: bytes, marker: str) -> bool:
    """Whether a file may be written at a path: nothing is there, or something that was generated."""
    target = folder / path
    if _linked(folder, path) or (target.exists() and not target.is_file()):
        return False
    if not target.exists():
        return True
    if path.endswith(".csv"):  # a table has no place for the marker; it is known by its first columns
        return target.read_bytes().split(b",")[:3] == content.split(b",")[:3]
    return marker.encode() in _head(target) or target.read_bytes() == content


def _stage(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    temporary.write_bytes(content)
    return temporary


def _remove(folder: Path, path: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    (folder / path).unlink(missing_ok=True)
    parent = (folder / path).parent
    while parent != folder and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _files(folder: Path, owned: tuple[str, ...]) -> Iterator[str]:
    for name in owned:
        for base, _, files in os.walk(folder / name):
            for file in files:
                yield (Path(base) / file).relative_to(folder).as_posix()


def problems(found: Difference, folder: str, *, stale: bool) -> Iterator[Problem]:
    """What is wrong about a folder.

    Args:
        found: the comparison.
        folder: its path as problems print it.
        stale: whether differences are problems too, or only files that stand in the way.
    """
    for path in found.foreign:
        yield Problem(
            rules.OUTPUT_FOREIGN,
            Place(f"{folder}/{path}"),
            "This file was not generated and stands where generated files go; it is left alone.",
            "Move it elsewhere, or delete it.",
        )
    if stale:
        for path in (*found.write, *found.remove):
            gone = path in found.remove
            yield Problem(
                rules.OUTPUT_STALE,
                Place(f"{folder}/{path}"),
                "Nothing asks for this generated file any more." if gone else "This file is not what the sources give.",
                "Run `disputed generate`.",
            )
