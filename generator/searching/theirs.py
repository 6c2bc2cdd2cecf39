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
    for path, key in INDEXES.items():
        index = site / path
        if index.is_file():
            data = json.loads(index.read_text(encoding="utf-8"))
            name, content = told(data[key])
            (site / name).write_bytes(content)
            index.write_text(json.dumps({**data, key: []}, separators=(",", ":")), encoding="utf-8")


def none(marker: str) -> tuple[str, bytes]:
    """The file of headings before a builder has seen the pages."""
    return file(PAGES, [], marker)


def sharded(root: Path) -> bool:
    """Whether the pages of a project are there with an index of ours."""
    return (root / "docs" / FOLDER).is_dir()
