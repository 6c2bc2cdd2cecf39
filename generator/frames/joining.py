"""A site put together: the files of a frame, every page filled into its shell, and what all pages have a part in."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.frames import plan as planning
from generator.frames.frame import ADDRESS, INDEX, SITEMAP, Frame, page_file, place
from generator.frames.memory import Made, Memory
from generator.frames.plan import NOTHING, Plan
from generator.frames.shell import FOLDER_MARK
from generator.parallel import HERE, Pool, ordered
from generator.searching import theirs


@dataclass(frozen=True)
class _Shared:
    docs: Path
    site: Path
    nav: frozenset[str]
    plan: Plan
    frame: Frame
    last: Memory
    searched: bool


def join(
    docs: Path,
    site: Path,
    generated: Collection[str],
    nav: Collection[str],
    plan: Plan,
    frame: Frame,
    pool: Pool = HERE,
    last: Memory = NOTHING,
    *,
    searched: bool = True,
) -> Memory | list[str]:
    """Put a site together in an empty folder.

    Args:
        docs: the folder of sources.
        site: the folder of the site.
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
    singles = {page_file(source.path) for source in plan.skeletons.values() if not source.shared}
    for path in frame.files:
        if path not in singles:
            _put(frame.site / path, site / path)
    index = _read(last.site / INDEX if last.site else None)
    if frame.site.name != last.frame or sha256(index).hexdigest() != last.index:
        last = Memory(last.site, last.key, disk=last.disk)
    shared = _Shared(docs, site, frozenset(nav), plan, frame, last, searched)
    digests = generated if isinstance(generated, Mapping) else {}
    taken: dict[str, str] = {}
    for path in sorted(path for path in generated if path not in plan.composed and not path.endswith(".md")):
        if digest := _file(shared, path, digests.get(path, "")):
            taken[path] = digest
    found: dict[str, str] = {}
    made: dict[str, Made] = {}
    todo = []
    for path in plan.composed:
        before = _taken_over(shared, path)
        if before is None:
            todo.append(path)
        else:
            made[path] = before
            found[path] = index[before.start : before.end].decode()
    for path, answer in zip(todo, ordered(_page, shared, todo, pool.local), strict=True):
        if answer is not None:
            digest, found[path] = answer
            made[path] = Made(plan.digests[path], plan.composed[path], digest, 0, 0)
    unknown = [path for path in plan.composed if path not in found]
    if unknown:
        return unknown
    pages = sorted((*plan.pages, *plan.composed), key=place)
    others = frame.entries if searched else {}
    total = _index(site / INDEX, frame.head, others, pages, found, made)
    if not searched:
        theirs.tell(site, (entry for each in frame.entries.values() for entry in json.loads(f"[{each}]")))
    _sitemap(site, plan, frame, pages)
    taken |= {page_file(path): each.page for path, each in made.items()}
    return Memory(site, last.key, frame.site.name, total, made, taken=taken)


def _taken_over(shared: _Shared, path: str) -> Made | None:
    """Make a page of the last site a page of this one, too, if it is the same, and say what it was made of."""
    name, last = page_file(path), shared.last
    known = last.pages.get(path)
    if known is None or last.site is None or known[:2] != (shared.plan.digests[path], shared.plan.composed[path]):
        return None
    return known if last.disk.get(name) == known.page and _link(last.site / name, shared.site / name) else None


def _page(shared: _Shared, path: str) -> tuple[str, str] | None:
    """Put a page together and write it: its SHA-256, and what the search finds; None if only the builder can tell."""
    target = shared.site / page_file(path)
    source = planning.read(shared.docs, path, shared.nav)
    assert source is not None
    shell = shared.frame.shells[shared.plan.composed[path]]
    data = shell.fill(source).encode(errors="xmlcharrefreplace")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    entries = shell.found(source) if shared.searched else ""
    return None if entries is None else (sha256(data).hexdigest(), entries)


def _file(shared: _Shared, path: str, digest: str) -> str:
    """Take a file that is no page over from the last site, or copy it; its SHA-256 where that is known."""
    target, last = shared.site / path, shared.last
    if digest and last.site and last.disk.get(path) == digest and _link(last.site / path, target):
        return digest
    _put(shared.docs / path, target)
    return ""


def _link(old: Path, target: Path) -> bool:
    """Make a file of the last site a file of this one, too. Nobody writes into a built file: they are replaced."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, target)
    except OSError:
        return False
    return True


def _read(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError:
        return b""


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _index(
    path: Path,
    head: str,
    others: Mapping[str, str],
    pages: Iterable[str],
    found: Mapping[str, str],
    made: dict[str, Made],
) -> str:
    """Write the search index, note where each page's entries stand, and return its SHA-256."""
    total, at = sha256(), 0
    path.unlink()  # what the frame had

    def write(text: str) -> None:
        nonlocal at
        data = text.encode()
        total.update(data)
        stream.write(data)
        at += len(data)

    with path.open("wb") as stream:
        write(head)
        begun = False
        for page in pages:
            entries = found[page] if page in found else others.get(page_file(page), "")
            if begun and entries:
                write(",")
            if page in made:
                made[page] = made[page]._replace(start=at, end=at + len(entries))
            write(entries)
            begun = begun or bool(entries)
        write("]}")
    return total.hexdigest()


def _sitemap(site: Path, plan: Plan, frame: Frame, pages: Iterable[str]) -> None:
    """Name every page where the builder named those that it has seen."""
    if not frame.addresses:
        return
    path, packed = site / SITEMAP, site / f"{SITEMAP}.gz"
    text = path.read_text(encoding="utf-8")
    start, *_, end = (at for found in ADDRESS.finditer(text) for at in found.span())
    every = []
    for page in pages:
        source = plan.skeletons[plan.composed[page]] if page in plan.composed else None
        seen = source.stand_in()[0] if source else page
        every.append(FOLDER_MARK.sub(page.split("/")[-2] if source and source.shared else "", frame.addresses[seen]))
    files = sitemaps(text[:start], every, text[end:])
    for name, data in files.items():
        (site / name).write_bytes(data)
    moment = int.from_bytes(packed.read_bytes()[4:8], "little")
    with packed.open("wb") as stream, gzip.GzipFile(packed.name, "wb", fileobj=stream, mtime=moment) as zipped:
        zipped.write(files[SITEMAP])


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
