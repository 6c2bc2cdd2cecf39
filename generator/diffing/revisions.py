"""The sources of a publication at some revision, copied out of the repository into a folder of their own.

Nothing in the repository or its work tree is touched. Files are taken as they are stored, byte for byte: no filter and
no attribute of the revision has a say in what is compared.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from generator.corpus import SEEDS
from generator.files import ARTICLE_LIMIT
from generator.records import Record

SECONDS = 120
"""How long one call of git may take."""

LINK = "120000"
MODULE = "160000"


class NoRevision(Exception):
    """There is nothing to compare with; the message says why and what to do."""


class Revision(Record):
    """A revision by the name it was asked for, and the commit that is."""

    name: str
    commit: str


def resolve(root: Path, name: str) -> Revision:
    """The commit that a name stands for.

    Raises:
        NoRevision: where there is no repository or no such commit.
    """
    if _git(root, "rev-parse", "--is-inside-work-tree").returncode != 0:
        raise NoRevision(f"{root.name} is not in a git repository, so there is nothing to compare it with.")
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode != 0:
        shallow = " This clone holds only a part of the past: git fetch --unshallow" if _shallow(root) else ""
        raise NoRevision(f"There is no revision {name!r} here.{shallow}")
    return Revision(name, found.stdout.decode().strip())


def common(root: Path, base: Revision, head: Revision | None) -> Revision:
    """The last revision that both have in common, from which the one departed.

    Raises:
        NoRevision: where they have none.
    """
    other = head.commit if head else resolve(root, "HEAD").commit
    found = _git(root, "merge-base", base.commit, other)
    if found.returncode != 0:
        hint = (
            " This clone holds only a part of the past: git fetch --unshallow"
            if _shallow(root)
            else " Their histories are unrelated."
        )
        raise NoRevision(f"{base.name} and {head.name if head else 'HEAD'} have no revision in common.{hint}")
    return Revision(base.name, found.stdout.decode().strip())


def copy_out(root: Path, revision: Revision, folder: Path) -> bool:
    """Copy `seeds/` as it was into a folder.

    Links are copied as links, after everything else, so that nothing is ever written through one. A file larger than
    any that is read is copied only as far as shows that.

    Returns:
        Whether there was anything.

    Raises:
        NoRevision: where the repository does not hold its files.
    """
    listed = _git(root, "ls-tree", "-r", "-z", revision.commit, "--", f"{SEEDS}/")
    if listed.returncode != 0:
        raise NoRevision(f"The files of {revision.name} cannot be listed.")
    entries = [entry for entry in _entries(listed.stdout) if entry.path.parts[0] == SEEDS]
    entries.sort(key=lambda entry: entry.mode == LINK)
    contents = _contents(root, [entry.blob for entry in entries])
    for entry, data in zip(entries, contents, strict=True):
        if data is None:
            raise NoRevision(f"The repository does not hold {entry.path} of {revision.name}; fetch it first.")
        path = folder / entry.path
        with suppress(OSError, ValueError):  # a name that this file system does not take is no file of a publication
            path.parent.mkdir(parents=True, exist_ok=True)
            if entry.mode == LINK:
                path.symlink_to(os.fsdecode(data))
            else:
                path.write_bytes(data[: ARTICLE_LIMIT + 1])
    return bool(entries)


class _Entry(Record):
    mode: str
    blob: str
    path: PurePosixPath


def _entries(listed: bytes) -> Iterator[_Entry]:
    for line in listed.split(b"\0"):
        about, _, name = line.partition(b"\t")
        if not name:
            continue
        mode, _, blob = about.decode("ascii").split(" ")
        parts = os.fsdecode(name).split("/")
        if mode != MODULE and not {"", ".", ".."} & set(parts):
            yield _Entry(mode, blob, PurePosixPath(*parts))


def _contents(root: Path, blobs: list[str]) -> list[bytes | None]:
    """What each blob holds; None where it is not there."""
    done = _git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    found: list[bytes | None] = []
    at = 0
    for _ in blobs:
        end = done.stdout.find(b"\n", at)
        head = done.stdout[at:end].split(b" ")
        if end < 0 or head[-1] == b"missing":
            found.append(None)
            at = end + 1
            continue
        size = int(head[2])
        found.append(done.stdout[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return found


def _shallow(root: Path) -> bool:
    return _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=root,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except OSError as error:
        raise NoRevision("git is needed for this, and is not installed.") from error
    except subprocess.TimeoutExpired as error:
        raise NoRevision(f"git took longer than {SECONDS} seconds.") from error
