"""A frame: what a builder made of skeletons and hand-written pages, kept until something it depends on changes."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from generator import snapshot
from generator.cache import Cache, digest, program
from generator.frames.dialect import SITEMAP, Dialect
from generator.frames.places import page_file
from generator.frames.plan import PAGES, Plan
from generator.frames.searching import Entry
from generator.frames.shell import Shell, Unfit, as_json, cut
from generator.frames.source import MARK, split
from generator.records import Record

BUILT = "built"
LATEST = "latest"
"""Under which key stand the latest frame of each builder, and what it follows from."""
KEPT = 4
"""So many frames are kept: editors go back and forth between branches."""
Builder = Callable[[Path, Path], None]
"""Builds a folder of sources into another folder, or raises."""


class Frame(Record):
    """What a builder made.

    Attributes:
        dialect: what the builder does in its own way.
        site: the folder.
        files: what is in it, but for the pages that show skeletons: the SHA-256 of each, by path.
        shells: every skeleton, built, by name.
        entries: what the search found on pages that were built whole: JSON by path of the page's file.
        head: of the search index: its JSON up to the entries.
        addresses: what the site map says of each page that the builder saw, by the page's path; maybe nothing.
    """

    dialect: Dialect
    site: Path
    files: Mapping[str, str]
    shells: Mapping[str, Shell]
    entries: Mapping[str, str]
    head: str
    addresses: Mapping[str, str]


def obtain(kept: Cache, key: str, plan: Plan, dialect: Dialect, build: Builder) -> Frame:
    """The frame for a plan: the one kept from an earlier build, or a new one, compared with pages built whole.

    Args:
        kept: the cache of frames: the list of each one's files is an entry, the files stand beside the entries.
        key: what the builder's work depends on beside its sources.
        plan: what the builder has to see.
        dialect: what the builder does in its own way.
        build: runs the builder.

    Raises:
        Unfit: when a page that was put together differs from the same page built whole.
    """
    if kept.folder is None:
        raise Unfit("there is no cache to keep it in")
    store, latest = kept.folder / BUILT, f"{LATEST} {dialect.name}"
    ground = digest(key, program(), *plan.ground())
    before, last = kept.recall(latest) or ("", "")
    if before == ground and (frame := _load(kept, store / last, plan, dialect)):
        return frame
    staged = dict(plan.sources())
    parts: list[str | bytes] = [key, program(), *(part for item in sorted(staged.items()) for part in item)]
    name = digest(*parts)[:32]
    frame = _load(kept, store / name, plan, dialect)
    if frame is None:
        _make(kept, store / name, plan, dialect, staged, build)
        frame = _load(kept, store / name, plan, dialect)
        if frame is None:
            raise Unfit("it cannot be kept")
    kept.keep(latest, [ground, name])
    return frame


def _make(kept: Cache, folder: Path, plan: Plan, dialect: Dialect, staged: Mapping[str, bytes], build: Builder) -> None:
    store = folder.parent
    store.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="new.", dir=store))
    try:
        for path, content in (*staged.items(), *plan.samples.items()):
            target = work / "docs" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        site = work / "site"
        build(work / "docs", site)
        seen = sorted((path for path in (*staged, *plan.samples) if path.endswith(PAGES)), key=dialect.order)
        frame = _read(site, plan, dialect, seen, {})
        for path, content in plan.samples.items():
            _compare(frame, plan, path, content.decode())
            shutil.rmtree((site / page_file(path)).parent)
        files = snapshot.read(site, snapshot.names(site))
        shutil.rmtree(folder, ignore_errors=True)
        site.rename(folder)
        kept.keep(folder.name, {"files": files, "pages": seen})
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _trim(store, folder)


def _load(kept: Cache, folder: Path, plan: Plan, dialect: Dialect) -> Frame | None:
    """A frame that was kept, if it is there, whole, and made here."""
    listed = kept.recall(folder.name)
    if listed is None:
        return None
    try:
        files, seen = listed["files"], listed["pages"]
        if snapshot.read(folder, snapshot.names(folder)) != files:
            return None
        os.utime(folder)
        return _read(folder, plan, dialect, seen, files)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, Unfit):
        return None


def _read(site: Path, plan: Plan, dialect: Dialect, seen: Sequence[str], digests: Mapping[str, str]) -> Frame:
    index = json.loads((site / dialect.index.path).read_text(encoding="utf-8"))
    found: dict[str, list[Entry]] = {}
    for entry in index[dialect.index.key]:
        found.setdefault(_file_of(entry["location"]), []).append(entry)
    shells = {}
    for name, skeleton in plan.skeletons.items():
        path = page_file(skeleton.place)
        shells[name] = cut((site / path).read_text(encoding="utf-8"), found.pop(path, []), dialect)
    files = {path: digests[path] for path in sorted(digests) if f"/{MARK}" not in path}
    entries = {page: as_json(found[page], dialect) for page in map(page_file, plan.pages) if page in found}
    head = dialect.index.dump({**index, dialect.index.key: []}).removesuffix("]}")
    addresses = dialect.address.findall((site / SITEMAP).read_text(encoding="utf-8"))
    if addresses and len(addresses) != len(seen):
        raise Unfit("the site map does not name every page")
    return Frame(dialect, site, files, shells, entries, head, dict(zip(seen, addresses, strict=bool(addresses))))


def _compare(frame: Frame, plan: Plan, path: str, text: str) -> None:
    """Compare a page that was built whole with the same page put together."""
    file, source = page_file(path), split(path, text, shared=True)
    shell = frame.shells[plan.composed[path]]
    assert source is not None
    if (frame.site / file).read_text(encoding="utf-8") != shell.fill(source):
        raise Unfit(f"{path}: put together, the page differs from what the builder makes")
    index = frame.dialect.index
    entries = json.loads((frame.site / index.path).read_text(encoding="utf-8"))[index.key]
    found, built = shell.found(source), [each for each in entries if _file_of(each["location"]) == file]
    if found is not None and found != as_json(built, frame.dialect):
        raise Unfit(f"{path}: put together, the page's search entries differ from what the builder makes")


def _file_of(location: str) -> str:
    return f"{unquote(location.partition('#')[0])}index.html"


def _trim(store: Path, newest: Path) -> None:
    """Remove all but the latest frames, and what killed builds left."""
    found = sorted((path for path in store.iterdir() if path != newest), key=lambda path: path.stat().st_mtime)
    for path in found[: max(0, len(found) - KEPT + 1)]:
        shutil.rmtree(path, ignore_errors=True)
