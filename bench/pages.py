"""`python -m bench.pages SITE`: the largest pages of a built site, each kind by itself, and whether one is too large.

Pages, feeds and whatever a script fetches have to stay within the bound of `generator.views.paging`. The site map and
what is under `data/` are made for programs and fetched as a whole; their limits are the protocol's.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from generator.views.paging import BOUND

FETCHED = (".html", ".xml", ".json")
SEARCH = "find/"
WHOLE = ("sitemap.xml", "data/")
"""What may be larger."""
THEIRS = ("assets/", "admin/")
"""What the theme and the editor bring along, the same for every publication."""
SITEMAP_BYTES, SITEMAP_ADDRESSES = 50 * 1024 * 1024, 50_000
"""The limits of https://www.sitemaps.org/protocol.html for one file."""


def sizes(site: Path) -> Iterator[tuple[str, int]]:
    """Every file that a browser or a reader of feeds fetches, with its bytes, not compressed."""
    for folder, _, names in os.walk(site):
        for name in names:
            path = (Path(folder) / name).relative_to(site).as_posix()
            if (path.endswith(FETCHED) or path.startswith(SEARCH)) and not path.startswith(THEIRS):
                yield path, (Path(folder) / name).stat().st_size


def kind(path: str) -> str:
    """What a file is: its folder, and whether it is a page."""
    return f"{path.split('/', maxsplit=1)[0]}/ {path.rpartition('.')[2]}" if "/" in path else path


def too_large(found: list[tuple[str, int]]) -> list[str]:
    """What exceeds the bound."""
    return [f"{path}: {size:,} bytes" for path, size in found if size > BOUND and not path.startswith(WHOLE)]


def main() -> int:
    """Print the largest of each kind, and fail where one is too large."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("site", type=Path, help="the folder of a built site")
    site = parser.parse_args().site
    found = list(sizes(site))
    kinds: dict[str, list[tuple[int, str]]] = {}
    for path, size in found:
        kinds.setdefault(kind(path), []).append((size, path))
    for name, files in sorted(kinds.items(), key=lambda each: -max(each[1])[0]):
        size, path = max(files)
        note = " (for programs, as a whole)" if path.startswith(WHOLE) else ""
        print(f"{size:>12,}  {len(files):>7,} × {name:<20} {path}{note}")
    sitemap = site / "sitemap.xml"
    late = too_large(found)
    if sitemap.is_file():
        text = sitemap.read_bytes()
        if len(text) > SITEMAP_BYTES or text.count(b"<loc>") > SITEMAP_ADDRESSES:
            late.append(f"sitemap.xml: {len(text):,} bytes, {text.count(b'<loc>'):,} addresses")
    for line in late:
        print(f"too large: {line}")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
