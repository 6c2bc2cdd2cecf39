"""A site put together: the files of a frame, every page filled into its shell, and what all pages have a part in."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from generator.frames import plan as planning
from generator.frames.dialect import SITEMAP
from generator.frames.frame import Frame
from generator.frames.memory import Memory
from generator.frames.places import page_file, place
from generator.frames.plan import NOTHING, Plan
from generator.frames.shell import FOLDER_MARK
from generator.parallel import HERE, Pool, ordered
from generator.records import Record
from generator.searching import theirs
from generator.staging import Staging, write


class _Shared(Record):
    docs: Path
    site: Path
    nav: frozenset[str]
    plan: Plan
    frame: Frame
    searched: bool


def join(
    docs: Path,
    staging: Staging,
    generated: Collection[str],
    nav: Collection[str],
    plan: Plan,
    frame: Frame,
    pool: Pool = HERE,
    last: Memory = NOTHING,
    *,
    searched: bool = True,
) -> Memory | list[str]:
    """Put a site together.

    Args:
        docs: the folder of sources.
        staging: where the site is put together.
        generated: the paths of all generated files below the former.
        nav: the paths that stand in the navigation.
        plan: which page has which skeleton.
        frame: what the builder made.
        pool: who may share the work.
        last: the last site; a file that is the same is the same file in both.
        searched: whether the theme's search is to find the pages.

    Returns:
        What the site is made of; or pages on which only the builder can tell what a search finds, and then the site is
        of no use.
    """
    dialect = frame.dialect
    digests = generated if isinstance(generated, Mapping) else dict.fromkeys(generated, "")
    own = {} if searched else dict([theirs.told(_entries(frame))])
    copied = {path: each for path, each in digests.items() if path[-3:] != ".md" and path not in own}
    _copy(docs, copied, staging)
    singles = {page_file(each.path) for each in plan.skeletons.values() if not each.shared}
    # where a page leads to a file that is copied, the builder was shown an empty one
    others = singles | copied.keys() | own.keys() | {dialect.index.path, SITEMAP, dialect.packed}
    _copy(frame.site, {path: each for path, each in frame.files.items() if path not in others}, staging)
    index = _read(last.site / dialect.index.path if last.site else None)
    name = f"{frame.site.name} {frame.files.get(SITEMAP, '')}"
    if name != last.frame or sha256(index).hexdigest() != last.index:
        last = Memory(last.site, last.key)
    made = _taken(plan, last, staging)
    found = {path: index[slice(*last.entries[path])] for path in made if path in last.entries} if searched else {}
    todo = [path for path in plan.composed if path not in made]
    shared = _Shared(docs, staging.folder, frozenset(nav), plan, frame, searched)
    unknown = []
    for path, (digest, entries) in zip(todo, ordered(_page, shared, todo, pool.local), strict=True):
        staging.wrote(page_file(path), digest)
        made[path] = digest
        if entries is None:
            unknown.append(path)
        elif entries:
            found[path] = entries.encode()
    if unknown:
        return unknown
    if searched:
        found.update((path, each.encode()) for path in plan.pages if (each := frame.entries.get(page_file(path), "")))
    for path, content in own.items():
        staging.put(path, content)
    whole, entries_at = _index(frame.head, found)
    index_digest = staging.put(dialect.index.path, whole)
    maps = last.maps if last.maps and plan.composed == last.skeletons else {}
    if not maps or staging.take_all(maps):
        maps = {path: staging.put(path, data) for path, data in _sitemap(plan, frame)}
    return Memory(
        last.site, last.key, name, index_digest, plan.digests, plan.composed, made, entries_at, maps, plan.leads
    )


def _taken(plan: Plan, last: Memory, staging: Staging) -> dict[str, str]:
    """The SHA-256 of each page of the last site that is what it would be now, as far as it is still there."""
    sources, skeletons = last.sources, last.skeletons
    same = [
        path
        for path, skeleton in plan.composed.items()
        if skeletons.get(path) == skeleton and sources[path] == plan.digests[path]
    ]
    files = dict(zip(map(page_file, same), same, strict=True))
    lost = {files[file] for file in staging.take_all({file: last.pages[path] for file, path in files.items()})}
    return {path: last.pages[path] for path in same if path not in lost}


def _page(shared: _Shared, path: str) -> tuple[str, str | None]:
    """Put a page together and write it: its SHA-256, and what the search finds, None if only the builder can tell."""
    source = planning.read(shared.docs, path, shared.nav, shared.frame.dialect)
    assert source is not None
    shell = shared.frame.shells[shared.plan.composed[path]]
    data = shell.fill(source).encode(errors="xmlcharrefreplace")
    write(shared.site / page_file(path), data)
    entries = shell.found(source) if shared.searched else ""
    return sha256(data).hexdigest(), entries


def _copy(folder: Path, files: Mapping[str, str], staging: Staging) -> None:
    """Take files with these SHA-256 as they are; those are read that are not known to be there."""
    for path in sorted(staging.take_all(files)):
        staging.put(path, (folder / path).read_bytes())


def _entries(frame: Frame) -> Iterator[dict[str, Any]]:
    """What the theme's search found on the pages that the builder saw."""
    for each in frame.entries.values():
        yield from json.loads(f"[{each}]")


def _read(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError:
        return b""


def _index(head: str, found: Mapping[str, bytes]) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The search index, and where the entries of each page stand in it."""
    start, pages = head.encode(), sorted(found, key=place)
    places, at = {}, len(start)
    for page in pages:
        places[page] = at, at + len(found[page])
        at += len(found[page]) + 1
    return b"".join((start, b",".join(map(found.__getitem__, pages)), b"]}")), places


def _sitemap(plan: Plan, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """Name every page where the builder named those that it has seen."""
    dialect = frame.dialect
    text = (frame.site / SITEMAP).read_bytes()
    packed = (frame.site / dialect.packed).read_bytes() if dialect.packed else b""
    if not frame.addresses:
        yield SITEMAP, text
        if packed:
            yield dialect.packed, packed
        return
    whole = text.decode()
    start, *_, end = (at for found in dialect.address.finditer(whole) for at in found.span())
    every = []
    for page in sorted((*plan.pages, *plan.composed), key=dialect.order):
        name = plan.composed.get(page)
        shared = name is not None and plan.skeletons[name].shared
        address = frame.addresses[page if name is None else plan.skeletons[name].place]
        every.append(FOLDER_MARK.sub(page.split("/")[-2] if shared else "", address))
    files = sitemaps(whole[:start], every, whole[end:])
    yield from files.items()
    if not packed:
        return
    zipped = BytesIO()
    moment = int.from_bytes(packed[4:8], "little")
    with gzip.GzipFile(SITEMAP, "wb", fileobj=zipped, mtime=moment) as stream:
        stream.write(files[SITEMAP])
    yield dialect.packed, zipped.getvalue()


MOST_ADDRESSES = 50_000
"""So many a file may name, by https://www.sitemaps.org/protocol.html; where there are more, it names other files."""
FIRST = re.compile(r"<loc>(.*?)</loc>")


def sitemaps(before: str, addresses: Sequence[str], after: str) -> dict[str, bytes]:
    """The site map, or an index of site maps where one may not hold everything.

    Args:
        before: what a site map begins with.
        addresses: its entries; the first one is that of the site's own page.
        after: what it ends with.
    """
    if len(addresses) <= MOST_ADDRESSES:
        return {SITEMAP: f"{before}{''.join(addresses)}{after}".encode()}
    home = FIRST.search(addresses[0])
    assert home is not None
    stem = SITEMAP.removesuffix(".xml")
    parts = {
        f"{stem}-{at // MOST_ADDRESSES + 1}.xml": "".join(addresses[at : at + MOST_ADDRESSES])
        for at in range(0, len(addresses), MOST_ADDRESSES)
    }
    named = "".join(f"    <sitemap>\n         <loc>{home[1]}{name}</loc>\n    </sitemap>\n" for name in parts)
    head, _, _ = before.partition("<urlset")
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"{head}<sitemapindex {space}>\n{named}</sitemapindex>\n"
    return {SITEMAP: index.encode(), **{name: f"{before}{text}{after}".encode() for name, text in parts.items()}}
