"""What the last site was made of, so that what has not changed stays where it is.

Everything is known by its content: a page of the last site is taken over if it was made of the same source in the same
frame, and is still what was made then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from generator.cache import Cache, digest, program
from generator.records import Record, field


class Memory(Record):
    """The last site.

    Attributes:
        site: its folder.
        key: what it is remembered under.
        frame: the name of its frame.
        index: the SHA-256 of its search index.
        sources: the SHA-256 of the source of each page that was put together, by its path.
        skeletons: the name of its skeleton.
        pages: the SHA-256 of the page.
        entries: where the entries of a page stand in the search index, if they are there.
        maps: the site map in its files: the SHA-256 of each.
        leads: where each hand-written page may lead, by a digest of its path and content.
    """

    site: Path | None = None
    key: str = ""
    frame: str = ""
    index: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    skeletons: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    maps: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def save(self, kept: Cache) -> None:
        """Remember it, once it is in its place: as columns, which are read in less time than a record for each page."""
        paths = list(self.sources)
        columns = [list(map(each.__getitem__, paths)) for each in (self.sources, self.skeletons, self.pages)]
        kept.keep(self.key, [self.frame, self.index, self.maps, self.leads, self.entries, paths, *columns])


def load(kept: Cache, site: Path, nav: Collection[str], builder: str) -> Memory:
    """What is remembered of the site in a folder; nothing, where that is not certain.

    Args:
        kept: the cache of frames.
        site: the folder.
        nav: the paths that stand in the navigation, which decide on skeletons.
        builder: the name of the builder, which does so, too.
    """
    key = digest("last site", builder, program(), *sorted(nav))
    data = kept.recall(key)
    if data is None or not site.is_dir():
        return Memory(key=key)
    frame, index, maps, leads, entries, paths, *columns = data
    sources, skeletons, pages = (dict(zip(paths, each, strict=True)) for each in columns)
    return Memory(site, key, frame, index, sources, skeletons, pages, entries, maps, leads)
