"""What the last site was made of, so that what has not changed stays where it is.

Everything is known by its content: a page of the last site is taken over if it was made of the same source in the same
frame, and is still what was made then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.cache import Cache, digest, program
from generator.records import Record, field


class Made(NamedTuple):
    """A page of the last site: the SHA-256 of its source and of itself, and where its search entries stand."""

    source: str
    skeleton: str
    page: str
    start: int
    end: int


class Memory(Record):
    """The last site.

    Attributes:
        site: its folder.
        key: what it is remembered under.
        frame: the name of its frame.
        index: the SHA-256 of its search index.
        pages: what each page was made of, by the path of its source.
    """

    site: Path | None = None
    key: str = ""
    frame: str = ""
    index: str = ""
    pages: Mapping[str, Made] = field(default_factory=dict)

    def save(self, kept: Cache) -> None:
        """Remember it, once it is in its place."""
        kept.keep(self.key, [self.frame, self.index, self.pages])


def load(kept: Cache, site: Path, nav: Collection[str], builder: str) -> Memory:
    """What is remembered of the site in a folder; nothing, where that is not certain.

    Args:
        kept: the cache of frames.
        site: the folder.
        nav: the paths that stand in the navigation, which decide on skeletons.
        builder: the name of the builder, which does so, too.
    """
    key = digest("last", builder, program(), *sorted(nav))
    data = kept.recall(key)
    if data is None or not site.is_dir():
        return Memory(key=key)
    frame, index, pages = data
    made = {path: Made(*each) for path, each in pages.items()}
    return Memory(site, key, frame, index, made)
