"""The theme's own index in the site of a large publication: emptied, but for what only it knows.

What people wrote by hand is in no generated file; its headings are handed over to our search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.publish import MARKER
from generator.searching.shards import FOLDER, file

INDEXES = {"search/search_index.json": "docs", "search.json": "items"}
"""Where the builders put their index, and under which key its entries stand."""
PAGES = "pages"
GENERATED = frozenset("claims articles speakers rules fields matrix timeline map changes".split())
"""Folders whose pages need no handing over."""


def tell(site: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """Write the headings of hand-written pages, out of entries of the theme's index, into ours."""
    headings = {
        each["location"]: each["title"]
        for each in entries
        if each["location"].partition("#")[0] and each["location"].split("/")[0] not in GENERATED
    }
    path, content = file(PAGES, sorted(headings.items()), MARKER)
    (site / path).unlink(missing_ok=True)  # it may be the last site's file, too
    (site / path).write_bytes(content)


def hand_over(site: Path) -> None:
    """Empty the theme's index in a site that a builder has made whole."""
    for path, key in INDEXES.items():
        index = site / path
        if index.is_file():
            data = json.loads(index.read_text(encoding="utf-8"))
            tell(site, data[key])
            index.write_text(json.dumps({**data, key: []}, separators=(",", ":")), encoding="utf-8")


def none(marker: str) -> tuple[str, bytes]:
    """The file of headings before a builder has seen the pages."""
    return file(PAGES, [], marker)


def sharded(root: Path) -> bool:
    """Whether the pages of a project are there with an index of ours."""
    return (root / "docs" / FOLDER).is_dir()
