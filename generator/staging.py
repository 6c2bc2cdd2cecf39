"""The next site, put together in a folder of its own beside the one that readers see.

That folder is the site before the last one, so nearly all it needs is there. What has not changed is left alone, what
the last site has is taken from there as a second name of the same file, and the rest is written. Nothing is ever
written into a file: it may be one of the last site, too.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from generator import snapshot
from generator.glancing import NOBODY, TICK, Ahead
from generator.ledger import NOTHING, Folder, Ledger
from generator.records import Record, field

MANY = 500
"""So many new files are worth the moment that it takes until they can be told from what they might yet become."""


class Staging(Record):
    """The next site.

    Attributes:
        folder: where it is put together.
        last: the last site, which is left alone.
        ledger: what files hold.
        there: the SHA-256 of every file that the folder holds, by path.
        taken: that of each file which it shall hold and which was there, or in the last site.
        written: that of each file which was written into it.
        linked: that of each file which is one of the last site, too, since this run.
    """

    folder: Path
    last: Path | None = None
    ledger: Ledger = field(default_factory=Ledger)
    there: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[str]:
        """The path of every file that it shall hold."""
        return frozenset(self.taken.keys() | self.written.keys())

    def take(self, path: str, digest: str) -> bool:
        """Have the file with this SHA-256, if it is there already or in the last site."""
        return not self.take_all({path: digest})

    def take_all(self, files: Mapping[str, str]) -> list[str]:
        """Have the files with these SHA-256, and return the paths of those that are neither there nor in the last site.

        Nearly all of a large site is there, so to find that out is all that is done for each.
        """
        there = self.there
        missing = [path for path, digest in files.items() if there.get(path) != digest]
        lost = [path for path in missing if not self._link(path, files[path])]
        self.taken.update(files)
        for path in lost:
            del self.taken[path]
        return lost

    def _link(self, path: str, digest: str) -> bool:
        if not digest or self.last is None or self.ledger.digest(self.last / path) != digest:
            return False
        target = self.folder / path
        try:
            _clear(target)
            os.link(self.last / path, target)
        except OSError:
            return False
        self.linked[path] = self.there[path] = digest
        return True

    def put(self, path: str, data: bytes) -> str:
        """Have a file with this content, and return its SHA-256."""
        digest = sha256(data).hexdigest()
        if not self.take(path, digest):
            write(self.folder / path, data)
            self.wrote(path, digest)
        return digest

    def wrote(self, path: str, digest: str) -> None:
        """Have a file that somebody wrote into the folder, with `write`."""
        self.written[path] = self.there[path] = digest

    def empty(self) -> None:
        """Begin again: what was wanted so far is wanted no more."""
        self.taken.clear()
        self.written.clear()

    def sweep(self) -> None:
        """Remove whatever it shall not hold."""
        for path in sorted(self.there.keys() - self.files):
            if not (self.folder / path).is_dir():  # it may have given way to a folder, or its folder to a file
                with suppress(NotADirectoryError):
                    (self.folder / path).unlink(missing_ok=True)
            for folder in (self.folder / path).parents:
                if folder == self.folder:
                    break
                try:
                    folder.rmdir()
                except OSError:  # there is something in it
                    break

    def double(self, site: Path, folder: Path) -> None:
        """Make the folder that the next site begins with, where there is none: all of this one by other names."""
        try:
            for path, digest in {**self.taken, **self.written}.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(site / path, target)
                self.linked[path] = digest
        except OSError:  # the next one begins with nothing
            shutil.rmtree(folder, ignore_errors=True)

    def remember(self, site: Path) -> None:
        """Remember what was written, once the folder has become the site.

        Another name is a change of a file's times, too, so that files with one have to be learnt again.
        """
        new = {**self.linked, **self.written}
        if len(new) > MANY:  # after a moment nothing is too young to be remembered, and read again by the next build
            time.sleep(2 * TICK / 1e9)
        self.ledger.note((site / path, digest) for path, digest in new.items() if digest)
        self.ledger.save()


def begin(folder: Path, last: Path | None, ledger: Ledger, ahead: Ahead = NOBODY) -> Staging:
    """Begin a site.

    Args:
        folder: where it is put together; it may hold an earlier one.
        last: the last site.
        ledger: what files hold.
        ahead: who may have looked at the folder already.
    """
    found = ledger.look(folder, ahead.at(folder)) if folder.is_dir() and not folder.is_symlink() else Folder({}, ("",))
    if found.others:  # no site has such a thing
        if folder.is_symlink():
            folder.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        found = Folder({})
    folder.mkdir(parents=True, exist_ok=True)
    return Staging(folder, last, ledger, dict(found.files))


def whole(folder: Path, last: Path | None = None, ledger: Ledger = NOTHING) -> Staging:
    """A site that a builder has made whole, to be added to.

    Args:
        folder: where it is.
        last: the last site.
        ledger: what files hold.
    """
    return Staging(folder, last, ledger, written=dict.fromkeys(snapshot.names(folder), ""))


def write(target: Path, data: bytes) -> None:
    """Write a new file in the place of whatever is there."""
    _clear(target)
    target.write_bytes(data)


def _clear(target: Path) -> None:
    """Make room for a file: nothing stands there, and its folder does."""
    try:
        target.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError:  # a folder stands where a file goes, or a file where a folder does
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        for folder in target.parents:
            if folder.is_file() or folder.is_symlink():
                folder.unlink()
                break
        target.parent.mkdir(parents=True, exist_ok=True)
