"""The theme's own index in the site of a large publication: emptied, but for what only it knows.

What people wrote by hand is in no generated file; its headings are handed over to our search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.publish import MARKER
from generator.records import Record
from generator.searching.shards import FOLDER, file

PAGES = "pages"
GENERATED = frozenset("claims articles speakers rules fields matrix timeline map changes".split())
"""Folders whose pages need no handing over."""


class Index(Record):
    """How a builder writes its index.

    Attributes:
        path: where it stands in the site.
        key: under which its entries stand.
        ascii: whether every other letter is written as an escape.
    """

    path: str
    key: str
    ascii: bool

    def dump(self, data: object) -> str:
        """JSON as the builder writes it."""
        return json.dumps(data, separators=(",", ":"), ensure_ascii=self.ascii, default=str)


MKDOCS = Index("search/search_index.json", "docs", ascii=True)
ZENSICAL = Index("search.json", "items", ascii=False)


def told(entries: Iterable[Mapping[str, Any]]) -> tuple[str, bytes]:
    """The file with the headings of hand-written pages, out of entries of the theme's index."""
    headings = {
        each["location"]: each["title"]
        for each in entries
        if each["location"].partition("#")[0] and each["location"].split("/")[0] not in GENERATED
    }
    return file(PAGES, sorted(headings.items()), MARKER)


def hand_over(site: Path) -> None:
    """Empty the theme's index in a site that a builder has made whole."""
    for index in (MKDOCS, ZENSICAL):
        path = site / index.path
        if path.is_file():
            data = json.loads(path.read_text(encoding="utf-8"))
            name, content = told(data[index.key])
            (site / name).write_bytes(content)
            path.write_text(index.dump({**data, index.key: []}), encoding="utf-8")


def none(marker: str) -> tuple[str, bytes]:
    """The file of headings before a builder has seen the pages."""
    return file(PAGES, [], marker)


def sharded(root: Path) -> bool:
    """Whether the pages of a project are there with an index of ours."""
    return (root / "docs" / FOLDER).is_dir()
