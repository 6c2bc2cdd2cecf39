"""Watches what a site is built from, and puts what happens at about the same time together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Condition
from time import monotonic

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from generator.records import Record

QUIET = 0.05
"""Seconds without a further change after which a save is over: editors write, rename and touch several files."""
LONGEST = 2.0
"""Seconds after which a build begins although files go on changing."""
EVENTS: list[type[FileSystemEvent]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent),
]
"""What counts as a change. A build opens and reads all the time."""


class Sources(Record):
    """What a site is built from.

    Attributes:
        root: the project's folder.
        files: single files.
        folders: folders of which everything counts.
        pages: the folder of pages, some of which are generated.
        owned: the folders in it that hold nothing but generated files.
        generated: whether a file directly in it is a generated one.
        program: the folder of the program, where that may change.
    """

    root: Path
    files: frozenset[Path]
    folders: tuple[Path, ...]
    pages: Path
    owned: Collection[str]
    generated: Callable[[Path], bool]
    program: Path | None = None

    def matter(self, path: Path) -> bool:
        """Whether a change of a file or folder may change the site."""
        if path.name.startswith(".") or path.name.endswith(("~", ".pyc")) or "__pycache__" in path.parts:
            return False
        if path in self.files or path in self.folders or path == self.pages:
            return True
        if any(path.is_relative_to(folder) for folder in self.folders) or self.of_program(path):
            return True
        if not path.is_relative_to(self.pages):
            return False
        inner = path.relative_to(self.pages).parts
        return inner[0] not in self.owned and not (len(inner) == 1 and self.generated(path))

    def of_program(self, path: Path) -> bool:
        """Whether it belongs to the program itself."""
        return self.program is not None and path.is_relative_to(self.program)

    def watched(self) -> Mapping[Path, bool]:
        """The folders to be watched that are there, and whether with all that is below them.

        Generated folders are not: there are as many of them as facts.
        """
        wanted = dict.fromkeys((self.root, self.pages, *(file.parent for file in self.files)), False)
        wanted.update(dict.fromkeys(self.folders, True))
        if self.program:
            wanted[self.program] = True
        if self.pages.is_dir():
            with os.scandir(self.pages) as entries:
                inner = [Path(each.path) for each in entries if each.name not in self.owned and each.is_dir()]
            wanted.update(dict.fromkeys(inner, True))
        return {folder: deep for folder, deep in wanted.items() if folder.is_dir()}


class Watcher(FileSystemEventHandler):
    """Collects changes until somebody takes them.

    Args:
        sources: what to watch, asked again after every change.
        note: told where the system does not report changes, so that they have to be looked for.
    """

    def __init__(self, sources: Callable[[], Sources], note: Callable[[str], object] = lambda _: None) -> None:
        self._ask = sources
        self._note = note
        self.sources = sources()
        self._observer: BaseObserver = Observer()
        self._watches: dict[tuple[Path, int, bool], ObservedWatch] = {}
        self._changes = Condition()
        self._changed: set[Path] = set()
        self._first = self._last = 0.0

    def start(self) -> None:
        """Begin; everything that happens from here on is reported."""
        self._observer.start()
        self._keep_up()

    def stop(self) -> None:
        """End."""
        self._stop_observer()

    def _stop_observer(self) -> None:
        self._observer.stop()
        if self._observer.is_alive():
            self._observer.join(timeout=5)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something happened in a watched folder."""
        paths = {Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}
        found = {path for path in paths if self.sources.matter(path)}
        if not found:
            return
        with self._changes:
            self._last = monotonic()
            if not self._changed:
                self._first = self._last
            self._changed |= found
            self._changes.notify_all()

    def wait(self) -> Sequence[Path]:
        """What changed since the last time; waits for a change, and until nothing more comes with it."""
        with self._changes:
            while not self._changed:
                self._changes.wait(1)  # so that a signal is heard on every system
            while (left := min(self._last + QUIET, self._first + LONGEST) - monotonic()) > 0:
                self._changes.wait(left)
            changed = sorted(self._changed)
            self._changed.clear()
        self.sources = self._ask()
        self._keep_up()
        return changed

    def _keep_up(self) -> None:
        """Watch what there is, by looking at it again and again where the system watches no more for us."""
        try:
            self._follow()
        except OSError as error:
            self._note(
                f"Changes are looked for once a second, since the system does not tell: {error.strerror or error}."
            )
            self._stop_observer()
            self._watches.clear()
            self._observer = PollingObserver(timeout=1)
            self._observer.start()
            self._follow()

    def _follow(self) -> None:
        """Watch what there is to be watched: folders come and go, and one that came back is another one."""
        wanted = set()
        for path, deep in self.sources.watched().items():
            with suppress(OSError):  # gone meanwhile; the folder that it was in tells when it comes back
                wanted.add((path, path.stat().st_ino, deep))
        for gone in self._watches.keys() - wanted:
            self._observer.unschedule(self._watches.pop(gone))
        for path, number, deep in sorted(wanted - self._watches.keys()):
            with suppress(FileNotFoundError, NotADirectoryError):
                watch = self._observer.schedule(self, str(path), recursive=deep, event_filter=EVENTS)
                self._watches[path, number, deep] = watch
