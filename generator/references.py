"""Where in the files ids stand, so that one can be exchanged for another everywhere.

A reference is a key that holds an id, or a link in the editors' prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from generator.problems import Path
from generator.yamledit import Edit
from generator.yamltree import Node, Tree

ANY = "*"
"""Any key, or any position in a list."""

PLACES: Mapping[str, Mapping[str, tuple[Path, ...]]] = {
    "articles": {
        "claims": (("accounts", ANY, "article"),),
        "articles": (("version_of",),),
    },
    "speakers": {
        "claims": (
            ("accounts", ANY, "speaker"),
            ("accounts", ANY, "heard_from"),
            ("accounts", ANY, "through"),
            ("accounts", ANY, "value", "party"),
        ),
        "articles": (("publisher",), ("reprint_of", "publisher")),
        "speakers": ((ANY, "speaks_for"), (ANY, "may_share_origin", ANY, "speaker")),
    },
    "claims": {},
}
"""For each kind of id the keys that hold it, by the kind of file."""

PROSE: Mapping[str, tuple[Path, ...]] = {
    "claims": (
        ("analysis",),
        ("verdict", "summary"),
        ("verdict", "reason"),
        ("accounts", ANY, "note"),
        ("overrides", ANY, "reason"),
        ("corrections", ANY, "text"),
    ),
    "articles": (("note",),),
    "publication": (("introduction",),),
}
"""The keys that hold prose, which may link to other pages."""

LINK = re.compile(r"(?<=\]\()\s*<?([^\s()<>]+)|<(https?://[^\s<>]+)>")
NOWHERE = "https://site.invalid/"
"""Where a site stands whose address is not known."""


def kind_of(file: str) -> str:
    """The kind of a file in `seeds/`: claims, articles, or the name of a registry."""
    parts = file.split("/")
    return parts[-2] if len(parts) > 2 else parts[-1].removesuffix(".yml")


def page_of(file: str) -> str:
    """The page on which a file's prose stands, as a path from the site's root."""
    kind = kind_of(file)
    name = file.rpartition("/")[2].removesuffix(".yml")
    return f"{kind}/{name}/" if kind in ("claims", "articles") else ""


def nodes(node: Node, path: Path) -> Iterator[Node]:
    """The values at a path that may hold `ANY`."""
    if not path:
        yield node
        return
    for entry in node.entries:
        name = entry.key.text if entry.key else None
        if path[0] == ANY or name == path[0]:
            yield from nodes(entry.value, path[1:])


def scalars(node: Node) -> Iterator[Node]:
    """A text, or the texts of a list."""
    if node.kind == "scalar":
        yield node
    elif node.kind == "list":
        for entry in node.entries:
            yield from scalars(entry.value)


def ids(tree: Tree, file: str, kind: str, old: str, new: str) -> Iterator[Edit]:
    """The edits of a file by which one id becomes another."""
    for path in PLACES[kind].get(kind_of(file), ()):
        for node in nodes(tree.top, path):
            for scalar in scalars(node):
                if scalar.text.strip() == old:
                    start = tree.text.index(old, scalar.start, scalar.end)
                    yield Edit(file, start, start + len(old), new)


def links(tree: Tree, file: str, old: str, new: str, site: str | None) -> Iterator[Edit]:
    """The edits of a file by which links in its prose lead to another address.

    Args:
        tree: the file.
        file: its path relative to the project.
        old: the former address, such as claims/how-many.
        new: the present one, of the same kind.
        site: the address of the published site, where that is known.
    """
    for path in PROSE.get(kind_of(file), ()):
        for node in nodes(tree.top, path):
            for match in LINK.finditer(tree.text, node.start, node.end):
                group = 1 if match[1] else 2
                if _leads_to(match[group], page_of(file), site) == old:
                    start = match.start(group) + match[group].rindex(old.partition("/")[2])
                    yield Edit(file, start, start + len(old.partition("/")[2]), new.partition("/")[2])


def _leads_to(link: str, page: str, site: str | None) -> str | None:
    """The address a link leads to, or None where it leads out of the site."""
    base = f"{site.rstrip('/')}/" if site else NOWHERE
    try:
        target = urlsplit(urljoin(base + page, link))._replace(query="", fragment="").geturl()
    except ValueError:
        return None
    return target.removeprefix(base).rstrip("/").removesuffix("/index.html") if target.startswith(base) else None
