"""Changing files that people wrote: all of the files or none, and only where they still are what was read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from generator.records import Record


class Change(Record):
    """What happens to a file.

    Attributes:
        before: what it holds; None where there must be none yet.
        after: what it is to hold; None where it is to go.
    """

    before: bytes | None
    after: bytes | None


class NotChangedError(Exception):
    """Nothing was changed, and why, in a sentence for people."""


def carry_out(root: Path, changes: Mapping[str, Change]) -> None:
    """Change files, by their paths relative to a folder.

    Everything is first written beside its place and then moved there, one file after the other. Whatever goes wrong on
    the way, an interrupt included, every file is put back as it was.

    Raises:
        NotChangedError: when a file is no longer what was read, or cannot be written.
    """
    staged: list[tuple[Path, Path, Change]] = []
    done: list[tuple[Path, Change]] = []
    try:
        for name, change in sorted(changes.items()):
            target = _target(root, name)
            if _content(target) != change.before:
                raise NotChangedError(
                    f"{name} is there already." if change.before is None else f"{name} was changed in the meantime."
                )
            staged.append((_beside(target, change), target, change))
        for temporary, target, change in staged:
            done.append((target, change))
            _move(temporary, target, change)
    except BaseException as error:
        for target, change in reversed(done):
            _put_back(target, change)
        if isinstance(error, OSError):
            raise NotChangedError(f"{error.filename or 'A file'} cannot be written: {error.strerror}.") from error
        raise
    finally:
        for temporary, _, _ in staged:
            temporary.unlink(missing_ok=True)


def _target(root: Path, name: str) -> Path:
    """The file itself, where the path leads over a link; never one outside of the folder."""
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise NotChangedError(f"{name} leads out of the project.")
    return target


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _beside(target: Path, change: Change) -> Path:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    if change.after is not None:
        try:
            temporary.write_bytes(change.after)
            if change.before is not None:
                temporary.chmod(target.stat().st_mode & 0o7777)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return temporary


def _move(temporary: Path, target: Path, change: Change) -> None:
    if change.after is None:
        target.unlink()
    else:
        temporary.replace(target)


def _put_back(target: Path, change: Change) -> None:
    if _content(target) == change.before:
        return
    if change.before is None:
        target.unlink(missing_ok=True)
    else:
        back = _beside(target, Change(None, change.before))
        back.replace(target)
