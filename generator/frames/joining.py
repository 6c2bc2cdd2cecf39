"""A site put together: the files of a frame, every page filled into its shell, and what all pages have a part in."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.frames import plan as planning
from generator.frames.frame import ADDRESS, INDEX, SITEMAP, Frame, page_file, place
from generator.frames.plan import Plan
from generator.frames.shell import FOLDER_MARK
from generator.parallel import ordered


@dataclass(frozen=True)
class _Shared:
    docs: Path
    site: Path
    nav: frozenset[str]
    plan: Plan
    frame: Frame


def join(
    docs: Path, site: Path, generated: Collection[str], nav: Collection[str], plan: Plan, frame: Frame, workers: int
) -> list[str]:
    """Put a site together in an empty folder.

    Args:
        docs: the folder of sources.
        site: the folder of the site.
        generated: the paths of all generated files below the former.
        nav: the paths that stand in the navigation.
        plan: which page has which skeleton.
        frame: what the builder made.
        workers: how many processes may share the work.

    Returns:
        Pages on which only the builder can tell what a search finds; the site is of no use then.
    """
    singles = {page_file(source.path) for source in plan.skeletons.values() if not source.shared}
    for path in frame.files:
        if path not in singles:
            _put(frame.site / path, site / path)
    for path in generated:
        if not path.endswith(".md"):
            _put(docs / path, site / path)
    shared = _Shared(docs, site, frozenset(nav), plan, frame)
    entries = dict(frame.entries)
    unknown = []
    for path, found in zip(plan.composed, ordered(_page, shared, list(plan.composed), workers), strict=True):
        if found is None:
            unknown.append(path)
        else:
            entries[page_file(path)] = found
    if unknown:
        return unknown
    pages = sorted((*plan.pages, *plan.composed), key=place)
    with (site / INDEX).open("w", encoding="utf-8") as stream:
        stream.write(frame.head)
        stream.write(",".join(filter(None, (entries.get(page_file(page), "") for page in pages))))
        stream.write("]}")
    _sitemap(site, plan, frame, pages)
    return []


def _page(shared: _Shared, path: str) -> str | None:
    """Put a page together and write it; what the search finds on it, or None where only the builder can tell."""
    source = planning.read(shared.docs, path, shared.nav)
    assert source is not None
    shell = shared.frame.shells[shared.plan.composed[path]]
    target = shared.site / page_file(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(shell.fill(source).encode(errors="xmlcharrefreplace"))
    return shell.found(source)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


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
    data = f"{text[:start]}{''.join(every)}{text[end:]}".encode()
    path.write_bytes(data)
    moment = int.from_bytes(packed.read_bytes()[4:8], "little")
    with packed.open("wb") as stream, gzip.GzipFile(packed.name, "wb", fileobj=stream, mtime=moment) as zipped:
        zipped.write(data)
