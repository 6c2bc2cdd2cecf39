"""Generated files on disk: write what changed, remove what is gone, or only compare. Nothing else is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
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


def difference(folder: Path, wanted: Mapping[str, bytes], owned: tuple[str, ...], marker: str) -> Difference:
    """Compare a folder with the files it should hold.

    Args:
        folder: where the files go.
        wanted: contents by path below the folder.
        owned: sub-folders that hold nothing but generated files.
        marker: the words near the beginning of every generated file.
    """
    write: list[str] = []
    remove: list[str] = []
    foreign: list[str] = []
    for path, content in wanted.items():
        target = folder / path
        if target.is_symlink() or (target.exists() and not target.is_file()):
            foreign.append(path)
        elif not target.exists():
            write.append(path)
        elif (found := target.read_bytes()) != content:
            (write if marker.encode() in found[:HEAD] or _same_table(path, found, content) else foreign).append(path)
    for path in sorted(_files(folder, owned)):
        if path not in wanted:
            generated = not (folder / path).is_symlink() and marker.encode() in _head(folder / path)
            (remove if generated else foreign).append(path)
    return Difference(tuple(write), tuple(remove), tuple(foreign))


def _same_table(path: str, found: bytes, wanted: bytes) -> bool:
    """Whether a table, whose format has no place for the marker, begins with the columns that ours begins with."""
    return path.endswith(".csv") and found.split(b",")[:3] == wanted.split(b",")[:3]


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


def apply(folder: Path, wanted: Mapping[str, bytes], found: Difference) -> None:
    """Write and remove what the comparison found. Each file is replaced in one step, so none is ever half written."""
    for path in found.write:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            temporary.write_bytes(wanted[path])
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    for path in found.remove:
        (folder / path).unlink(missing_ok=True)
        parent = (folder / path).parent
        while parent != folder and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent
