"""Pages of facts that need not be made again: those that are on disk as they were made from the very same sources.

Most of the time of a run goes into pages of facts that have not changed. Such a page follows from its claim file, from
the names and verdicts of the facts it points to, from the log of its file, and from all that is not a claim. Where all
of that is the same, and the files on disk are what was made of it, they are taken as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from generator import history
from generator.cache import NOTHING, Cache, digest, program
from generator.history import History
from generator.views.brief import BRIEF
from generator.views.common import Site

NAME = "facts"
CLAIMS = f"{history.CLAIMS}/"


class File(NamedTuple):
    """A generated file: its path below `docs/`, its content and the SHA-256 of that."""

    path: str
    content: bytes
    digest: str

    @classmethod
    def of(cls, path: str, content: bytes) -> File:
        """A file that was just made."""
        return cls(path, content, sha256(content).hexdigest())


@dataclass(frozen=True)
class Rendered:
    """What the pages on disk were made from.

    Attributes:
        docs: the folder they are in; None to make every page.
        keys: for each fact the digest of all that its pages follow from now.
        known: for each fact that digest when its pages were made, and the SHA-256 of each file by path.
    """

    docs: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def holds(self, name: str) -> bool:
        """Whether the files of a fact were made of what they would be made of now."""
        return self.docs is not None and self.known.get(name, ("",))[0] == self.keys.get(name)

    def files(self, name: str) -> list[File] | None:
        """The files of a fact, if they are on disk as they would be made now."""
        if self.docs is None or not self.holds(name):
            return None
        found, (_, wanted) = [], self.known[name]
        for path, digest_of in wanted.items():
            try:
                file = File.of(path, (self.docs / path).read_bytes())
            except OSError:
                return None
            if file.digest != digest_of:
                return None
            found.append(file)
        return found


def load(
    site: Site, near: Mapping[str, Sequence[str]], changes: History, docs: Path | None, kept: Cache = NOTHING
) -> Rendered:
    """What is known of the pages on disk.

    Args:
        site: everything that pages are made of.
        near: for each fact the ids of those that its page points to.
        changes: to every claim file.
        docs: the folder of the pages.
        kept: what was known at the end of the last run.
    """
    if docs is None or kept.folder is None:
        return Rendered()
    corpus = site.corpus
    ground = [(file, each.text) for file, each in sorted(corpus.documents.items()) if not file.startswith(CLAIMS)]
    base = digest(program(), repr(site.settings), *(part for pair in ground for part in pair))
    keys = {}
    for name in site.facts:
        others = [(other, site.row(BRIEF, other)) for other in near[name]]
        beside = [(other, brief.called, brief.pill) for other, brief in others]
        paged = [
            (article, site.places[article]) for article in site.row(BRIEF, name).articles if article in site.places
        ]
        keys[name] = digest(
            base, name, corpus.claims[name].document.text, repr(beside), repr(changes.get(name)), repr(paged)
        )
    data = kept.get(NAME)
    known = json.loads(data) if data is not None else {}
    return Rendered(docs, keys, {name: (key, files) for name, (key, files) in known.items()})


def save(rendered: Rendered, made: Mapping[str, Mapping[str, str]], kept: Cache) -> None:
    """Remember from what the pages were made.

    Args:
        rendered: what was known before.
        made: for each fact the SHA-256 of each of its files by path.
        kept: where to remember it.
    """
    kept.put(NAME, json.dumps({name: (rendered.keys.get(name, ""), files) for name, files in made.items()}).encode())
