"""What earlier runs worked out, kept on disk: bytes by key. It makes runs faster and never anything else.

It may be deleted at any time. An entry is written beside its place and renamed, so that two runs at once, or one that
is killed, leave whole entries only; and it is sealed, so that what is damaged counts as absent. The seal also holds
what only this very copy of the folder has, the moment its key came into being: entries that arrive with a checkout or
an archive count as absent, too, and nobody can send a result along with the files it is about. Nothing that is read
here is run.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from msgspec import DecodeError, to_builtins
from msgspec.json import Encoder, decode

from generator import held
from generator.records import LazyRecord

FOLDER = Path(".cache") / "disputed"
"""Where it is, below the project, and not kept in git."""

VARIABLE = "DISPUTED_CACHE"
"""The environment variable that places it elsewhere; `off` does without."""

LIMIT = 512_000_000
"""Bytes that all entries of one name may take; what was put there longest ago goes first."""

MAGIC = b"disputed 1\n"
SEAL = 32
ENTRY = re.compile(r"[0-9a-f]{38}(?:\.[0-9a-f]{8}\.new)?")
LIBRARIES = (
    *("markdown_it_py", "msgspec", "pyyaml", "rapidfuzz"),
    *("jinja2", "markupsafe", "pillow", "selectolax"),
)
"""What else decides on a problem or on its wording, on a page or picture, and on what is seen there."""


def decoded(data: bytes) -> Any:
    """What was kept as JSON."""
    try:
        return decode(data)
    except DecodeError:  # the name of a file need not be Unicode
        return json.loads(data)


class Cache(LazyRecord):
    """Entries of one sort.

    Attributes:
        folder: where they are; None for a cache that keeps nothing.
        limit: how many bytes they may take together.
        own: how many of the folders above it are the cache's own, too.
    """

    folder: Path | None
    limit: int = LIMIT
    own: int = 0

    def get(self, key: str) -> bytes | None:
        """What was put under a key, or None: absent, damaged, or from elsewhere."""
        found = self._found(key)
        return None if found is None else found[1]

    def _found(self, key: str) -> tuple[os.stat_result, bytes] | None:
        path = self.place(key)
        if path is None:
            return None
        head = len(MAGIC) + SEAL
        try:
            data, stat = _read(path, self.limit + head)
        except OSError:
            return None
        if not data.startswith(MAGIC) or data[len(MAGIC) : head] != self._sealed(key, data[head:]):
            return None
        return stat, data[head:]

    def put(self, key: str, data: bytes) -> None:
        """Keep some bytes. Where they cannot be kept, nothing happens."""
        target = self.place(key)
        if target is None:
            return
        beside = target.with_name(f"{target.name}.{os.urandom(4).hex()}.new")
        sealed = b"".join((MAGIC, self._sealed(key, data), data))
        try:
            try:
                beside.write_bytes(sealed)
            except FileNotFoundError:  # its folder is not there yet
                target.parent.mkdir(parents=True, exist_ok=True)
                beside.write_bytes(sealed)
            beside.replace(target)
        except OSError:
            _remove(beside)

    def keep(self, key: str, content: object) -> None:
        """Keep something made of texts, numbers, lists, records, and mappings by text, as JSON."""
        if self.folder is not None:
            self.put(key, as_json(content))

    def recall(self, key: str, make: Callable[[bytes], Any] = decoded) -> Any:
        """What was kept so, lists instead of tuples and the like; or None. It may be there before anybody reads it.

        Args:
            key: the key.
            make: makes something else of the bytes: a function of a module, so that another process can do that ahead.
        """
        ahead, content = held.take(self, key, make)
        if ahead:
            return content
        found = self.read(key, make)
        return None if found is None else found[1]

    def read(self, key: str, make: Callable[[bytes], Any]) -> tuple[os.stat_result, Any] | None:
        """What is made of what was put under a key, with what the system knows of the file."""
        found = self._found(key)
        return None if found is None else (found[0], make(found[1]))

    def trim(self, needed: int = 0) -> None:
        """Bring it back to its limit, and sweep up what a killed run left; for the end of a run that kept much.

        Args:
            needed: bytes that this run needs, should these be more than the limit.
        """
        most = max(self.limit, needed)
        found = sorted(self._entries())
        total = sum(size for _, size, _ in found)
        long_ago = time.time() - 3600  # what is older was left by a run that is no more
        for written, size, path in found:
            if total > most or (path.suffix == ".new" and written < long_ago):
                _remove(path)
                total -= size

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Every file that this class wrote, and no other, with when it was written and how long it is."""
        if self.folder is None or self._seal is None:
            return
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            if not ENTRY.fullmatch(path.name) or path.parent.is_symlink():
                continue
            try:
                stat = path.lstat()
            except OSError:  # another run was quicker
                continue
            yield stat.st_mtime, stat.st_size, path

    def place(self, key: str) -> Path | None:
        """The file of a key; None where nothing can be kept."""
        if self.folder is None or self._seal is None:
            return None
        name = sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        return self.folder / name[:2] / name[2:40]

    def _sealed(self, key: str, data: bytes) -> bytes:
        seal = blake2b(key=self._seal or b"", digest_size=SEAL)
        seal.update(key.encode("utf-8", "surrogateescape") + b"\0")
        seal.update(data)
        return seal.digest()

    @property
    def sealed_by(self) -> bytes:
        """What entries are sealed with; nothing where none can be kept."""
        return self._seal or b""

    @cached_property
    def _seal(self) -> bytes | None:
        """What entries are sealed with; None where nothing can be kept.

        The content of the key is random, and its number and the time of its last change belong to this folder on this
        disk: a copy of the key seals something else.
        """
        if self.folder is None:
            return None
        path = self.folder / "key"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(folder.is_symlink() for folder in (self.folder, *self.folder.parents[: self.own])):
                return None  # a link that came with the files may lead anywhere
            try:
                with path.open("xb") as stream:
                    stream.write(os.urandom(32))
                (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
            except FileExistsError:
                pass
            content, stat = _read(path, 32)
        except OSError:
            return None
        return blake2b(content + f"{stat.st_ino} {stat.st_ctime_ns}".encode(), digest_size=32).digest()


NOTHING = Cache(None)
"""The cache that keeps nothing."""


def at(root: Path, environment: Mapping[str, str], name: str, limit: int = LIMIT) -> Cache:
    """The entries of one name in the cache of a project.

    Args:
        root: the project's folder.
        environment: `DISPUTED_CACHE` may place it elsewhere, or say `off`.
        name: what is kept: a folder of its own.
        limit: bytes.
    """
    placed = environment.get(VARIABLE, "")
    if placed == "off":
        return NOTHING
    # projects that share a folder keep apart: what one replaces, the other may still need
    folder = Path(placed) / digest(str(root))[:16] if placed else root / FOLDER
    return Cache(folder / name, limit, 1 if placed else len(FOLDER.parts))


def _read(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """The content of an ordinary file and what the system knows of it; never waits for a pipe."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        stat = os.fstat(descriptor)
        if stat.st_size > most:
            raise OSError("longer than anything that was put here")
        return stream.read(stat.st_size + 1), stat  # asked for more, Python would make room for all of it first


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return


_encoder = Encoder()


def as_json(content: object) -> bytes:
    """What is to be kept, as JSON, in a tenth of the time that the standard library takes."""
    try:
        return _encoder.encode(content)
    except UnicodeEncodeError:  # the name of a file need not be Unicode
        return json.dumps(to_builtins(content), separators=(",", ":")).encode()


def digest(*parts: str | bytes) -> str:
    """The SHA-256 of some parts, which cannot run into each other."""
    total = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


@lru_cache(maxsize=1)
def program() -> str:
    """The digest of this program, of Python, and of the libraries that results depend on: the rules."""
    return digest(sys.version, *_versions(), *_files(str(Path(__file__).parent), ""))


def _files(folder: str, name: str) -> Iterator[str | bytes]:
    """The name and the content of each file in a folder and below, in order; without paths, in half the time."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_file():
            with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123
                yield from (f"{name}{entry.name}", file.read())
        elif entry.name != "__pycache__" and entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{name}{entry.name}/")


def _versions() -> Iterator[str]:
    """The libraries' versions, by the names of their records: importing importlib.metadata costs more than all else."""
    wanted = set(LIBRARIES)
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - a name is all that is needed
        except OSError:
            continue
        for name in sorted(names):
            library = name.partition("-")[0].lower()
            if name.endswith(".dist-info") and library in wanted:
                wanted.discard(library)
                yield name
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        for library in sorted(wanted):
            try:
                yield f"{library} {version(library)}"
            except PackageNotFoundError:
                yield f"{library} of unknown version"
