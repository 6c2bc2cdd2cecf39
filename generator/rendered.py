"""Pages of facts that need not be made again: those that are on disk as they were made from the very same sources.

Most of the time of a run goes into pages of facts that have not changed. Such a page follows from its claim file, from
the names and verdicts of the facts it points to, from the log of its file, and from all that is not a claim. Where all
of that is the same, and the files on disk are what was made of it, they are taken as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from generator import files, history
from generator.cache import NOTHING, Cache, digest, program
from generator.history import History
from generator.problems import Problem
from generator.views.brief import BRIEF
from generator.views.common import Site

NAME = "facts"
LIMIT = 64_000_000
"""Bytes of a page, at the most."""
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


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with pages of facts.

    Attributes:
        folder: below it, the paths are those below `docs/`.
        known: for each fact the digest of all that its pages were made from, and the SHA-256 of each file by path.
    """

    folder: Path
    known: Mapping[str, tuple[str, Mapping[str, str]]]

    def files(self, name: str) -> list[File] | None:
        """The files of a fact, if they are what they were when they were made."""
        found = []
        for path, wanted in self.known[name][1].items():
            content = files.read_bytes(self.folder, self.folder / path, LIMIT, inside=True)
            if isinstance(content, Problem) or (file := File.of(path, content)).digest != wanted:
                return None
            found.append(file)
        return found


@dataclass(frozen=True)
class Rendered:
    """Where pages are that need not be made.

    Attributes:
        keys: for each fact the digest of all that its pages follow from now; of none where nothing is there.
        sources: the folder that pages are written to, and those with pages that were made elsewhere.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Source] = ()

    def fitting(self, name: str) -> Iterator[Source]:
        """Where pages of a fact are that were made of what they would be made of now."""
        key = self.keys.get(name)
        return (each for each in self.sources if key is not None and each.known.get(name, ("",))[0] == key)

    def holds(self, name: str) -> bool:
        """Whether there are such pages."""
        return any(True for _ in self.fitting(name))

    def files(self, name: str) -> list[File] | None:
        """The files of a fact, if they are there as they would be made now."""
        return next((found for each in self.fitting(name) if (found := each.files(name)) is not None), None)


def keys(site: Site, near: Mapping[str, Sequence[str]], changes: History) -> dict[str, str]:
    """For each fact the digest of all that its pages follow from.

    Args:
        site: everything that pages are made of.
        near: for each fact the ids of those that its page points to.
        changes: to every claim file.
    """
    corpus = site.corpus
    ground = [(file, each.text) for file, each in sorted(corpus.documents.items()) if not file.startswith(CLAIMS)]
    base = digest(program(), repr(site.settings), *(part for pair in ground for part in pair))
    found = {}
    for name in site.facts:
        others = [(other, site.row(BRIEF, other)) for other in near[name]]
        beside = [(other, brief.called, brief.pill) for other, brief in others]
        paged = [
            (article, site.places[article]) for article in site.row(BRIEF, name).articles if article in site.places
        ]
        found[name] = digest(
            base, name, corpus.claims[name].document.text, repr(beside), repr(changes.get(name)), repr(paged)
        )
    return found


def load(
    site: Site,
    near: Mapping[str, Sequence[str]],
    changes: History,
    docs: Path | None,
    kept: Cache = NOTHING,
    elsewhere: Sequence[Source] = (),
) -> Rendered:
    """What there is of pages.

    Args:
        site: everything that pages are made of.
        near: for each fact the ids of those that its page points to.
        changes: to every claim file.
        docs: the folder of the pages.
        kept: what was known at the end of the last run.
        elsewhere: pages that were made elsewhere.
    """
    sources = list(elsewhere)
    if docs is not None and kept.folder is not None:
        data = kept.get(NAME)
        known = json.loads(data) if data is not None else {}
        sources.insert(0, Source(docs, {name: (key, found) for name, (key, found) in known.items()}))
    return Rendered(keys(site, near, changes), sources) if sources else Rendered()


def save(rendered: Rendered, made: Mapping[str, Mapping[str, str]], kept: Cache) -> None:
    """Remember from what the pages were made.

    Args:
        rendered: what was known before.
        made: for each fact the SHA-256 of each of its files by path.
        kept: where to remember it.
    """
    kept.put(NAME, json.dumps({name: (rendered.keys.get(name, ""), files) for name, files in made.items()}).encode())
