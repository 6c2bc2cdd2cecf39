"""What a builder has to see of a publication: every skeleton once, the hand-written pages, and a sample of the rest."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.cache import digest
from generator.frames.dialect import Dialect
from generator.frames.memory import Memory
from generator.frames.source import Source, split
from generator.parallel import Pool, ordered
from generator.records import Record

NOTHING = Memory()
ONE_OF_MANY = re.compile(r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*/index\.md")
"""Pages whose skeletons may be shared: each in a folder of its own, whose name says the same in every address."""
PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""How the names of Markdown files end."""
MENTION = re.compile(r"[^\s()<>\"'\[\]]+")


class Skeleton(Record):
    """A skeleton, and a page that has it.

    Attributes:
        name: of the skeleton.
        path: of the page.
        shared: whether other pages may have it, too.
    """

    name: str
    path: str
    shared: bool

    @property
    def place(self) -> str:
        """The path of a page that shows a builder the skeleton."""
        if not self.shared:
            return self.path
        *above, _, name = self.path.split("/")
        return "/".join((*above, self.name, name))


class Plan(Record):
    """What a builder has to see.

    Attributes:
        docs: the folder of sources.
        nav: the paths that stand in the navigation.
        dialect: what the builder does in its own way.
        written: the hand-written files: path below the folder of sources, and content.
        skeletons: every skeleton, by name.
        whole: generated files that the builder has to see as they are, with their content.
        composed: every other generated page, with the name of its skeleton.
        digests: the SHA-256 of each of those.
        samples: some of those with their content, to be compared.
        leads: where each hand-written page may lead, by a digest of its path and content.
    """

    docs: Path
    nav: Collection[str]
    dialect: Dialect
    written: Mapping[str, bytes]
    skeletons: Mapping[str, Skeleton]
    whole: Mapping[str, bytes]
    composed: Mapping[str, str]
    samples: Mapping[str, bytes]
    digests: Mapping[str, str]
    leads: Mapping[str, Sequence[str]]

    @property
    def pages(self) -> Iterator[str]:
        """The pages that the builder sees as they are."""
        yield from (path for path in (*self.written, *self.whole) if path.endswith(PAGES))

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """Every file that the result depends on, as the builder shall see it."""
        asked = set(_fragments(self.written))
        yield from self.written.items()
        yield from self.whole.items()
        for each in self.skeletons.values():
            source = read(self.docs, each.path, self.nav, self.dialect)
            assert source is not None
            yield each.place, source.stand_in(asked).encode()

    def ground(self) -> Iterator[str | bytes]:
        """What these files follow from, which takes less to tell."""
        for path, content in (*self.written.items(), *self.whole.items()):
            yield from (path, content)
        yield ""
        for each in self.skeletons.values():
            yield from (each.name, each.path, self.digests[each.path])


def make(
    docs: Path,
    generated: Collection[str],
    owned: Collection[str],
    nav: Collection[str],
    dialect: Dialect,
    pool: Pool,
    whole: Collection[str] = (),
    last: Memory = NOTHING,
) -> Plan:
    """Plan what a builder has to see.

    Args:
        docs: the folder of sources, its generated files up to date.
        generated: the paths of these, best with the SHA-256 of each.
        owned: folders below it that hold nothing else.
        nav: the paths that stand in the navigation, and so on every page.
        dialect: what the builder does in its own way.
        pool: who may share the work.
        whole: generated pages that only a builder can deal with.
        last: the last site: a page that is the same has the same skeleton.
    """
    written = dict(_written(docs, generated, owned))
    leads = {key: last.leads.get(key) or led() for key, led in _leads(written)}
    mentioned = _mentioned(leads, generated)
    kept = {*whole, *(path for path in mentioned if _shared(path, nav) or path[-3:] != ".md")}
    pages = sorted(path for path in generated if path[-3:] == ".md" and path not in kept)
    known = generated if isinstance(generated, Mapping) else {}
    before = last.sources
    digests = {path: known.get(path, "") for path in pages}
    composed = {path: last.skeletons.get(path, "") for path in pages}
    todo = [path for path, told in digests.items() if not told or before.get(path) != told]
    shared = docs, frozenset(nav), dialect, last
    for path, (told, name) in zip(todo, ordered(_skeleton, shared, todo, pool.local), strict=True):
        if name is None:
            kept.add(path)
            del composed[path], digests[path]
        else:
            composed[path], digests[path] = name, told
    skeletons: dict[str, Skeleton] = {}
    shown: dict[str, list[str]] = {}
    for path, name in composed.items():
        if name not in skeletons:
            skeletons[name] = Skeleton(name, path, _shared(path, nav))
        if skeletons[name].shared:
            shown.setdefault(name, []).append(path)
    chosen = (paths[at] for paths in shown.values() for at in sorted({0, len(paths) // 2}))
    samples = {path: (docs / path).read_bytes() for path in chosen}
    stored = {path: (docs / path).read_bytes() if path.endswith(".md") else b"" for path in sorted(kept)}
    return Plan(docs, nav, dialect, written, skeletons, stored, composed, samples, digests, leads)


def read(docs: Path, path: str, nav: Collection[str], dialect: Dialect) -> Source | None:
    """A generated page taken apart, or None where that is not safe."""
    return _split(path, (docs / path).read_bytes(), nav, dialect)


def _split(path: str, data: bytes, nav: Collection[str], dialect: Dialect) -> Source | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return split(path, text, shared=_shared(path, nav)) if dialect.certain(text) else None


_Taking = tuple[Path, frozenset[str], Dialect, Memory]


def _skeleton(shared: _Taking, path: str) -> tuple[str, str | None]:
    docs, nav, dialect, last = shared
    data = (docs / path).read_bytes()
    told = sha256(data).hexdigest()
    if last.sources.get(path) == told:
        return told, last.skeletons[path]
    source = _split(path, data, nav, dialect)
    return told, source.skeleton if source else None


def _shared(path: str, nav: Collection[str]) -> bool:
    return ONE_OF_MANY.fullmatch(path) is not None and path not in nav


def _written(docs: Path, generated: Collection[str], owned: Collection[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(_files(docs, owned)):
        name = path.relative_to(docs).as_posix()
        if name not in generated:
            yield name, path.read_bytes()


def _files(docs: Path, owned: Collection[str]) -> Iterator[Path]:
    for entry in docs.iterdir():
        if entry.is_dir():
            if entry.name not in owned:
                yield from (path for path in entry.rglob("*") if path.is_file())
        elif entry.is_file():
            yield entry


def _texts(written: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for path, content in written.items():
        if path.endswith(PAGES):
            yield path, content.decode(errors="replace")


def _mentioned(leads: Mapping[str, Sequence[str]], generated: Collection[str]) -> Iterator[str]:
    """Generated files that a hand-written page may link to: the builder looks for them."""
    for place in {place for places in leads.values() for place in places}:
        yield from (each for each in (place, f"{place}.md", f"{place}/index.md") if each in generated)


def _leads(written: Mapping[str, bytes]) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """For each hand-written page what it is known by, and how to find out where any word on it may lead."""
    for path, text in _texts(written):
        yield digest(path, written[path]), partial(_places, posixpath.dirname(path), text)


def _places(folder: str, text: str) -> list[str]:
    """The places that words may mean on a page in a folder."""
    found: dict[str, None] = {}
    for word in MENTION.findall(text):
        if word.isalnum():  # most of them
            found[f"{folder}/{word}" if folder else word] = None
        elif (target := _path_of(word)) is not None:
            found[posixpath.normpath(posixpath.join(folder, target))] = None
    return list(found)


def _path_of(word: str) -> str | None:
    """The path in an address, or None where it is none."""
    if ":" not in word and word[:2] != "//" and word.isprintable():  # what follows comes to the same, and takes longer
        return unquote(word.partition("#")[0].partition("?")[0])
    try:
        return unquote(urlsplit(word).path)
    except ValueError:
        return None


def _fragments(written: Mapping[str, bytes]) -> Iterable[str]:
    for _, text in _texts(written):
        for word in MENTION.findall(text):
            if "#" in word:
                yield unquote(word.partition("#")[2])
