"""The files of the search of a large publication; a small one has none, and the theme's own search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from generator.compare import RELATIONS
from generator.files import read_bytes
from generator.keys import Keys
from generator.model import Rating
from generator.parallel import HERE, Pool, ordered
from generator.records import Record
from generator.rendered import LIMIT, File, Rendered
from generator.searching import again, documents, shards, theirs
from generator.searching.documents import DOCUMENT, Document
from generator.searching.shards import FOLDER, Index, file
from generator.views.brief import BRIEF, briefs
from generator.views.common import Site, dated
from generator.views.paging import cut, room, size

NAME = "find"
WORDS, RESULTS = f"{FOLDER}/w-", f"{FOLDER}/r-"
"""How the paths of files of words and of results begin."""


def each_file(site: Site, marker: str, known: Rendered, keys: Keys, pool: Pool = HERE) -> Iterator[File]:
    """The files of the index; none for a small publication.

    Args:
        site: everything.
        marker: the words near the beginning of every generated file.
        known: what is there as it would be made now.
        keys: what it is made from.
        pool: who may share the work; the bytes do not depend on it.
    """
    key = "" if known.disk is None else keys.rows(BRIEF, DOCUMENT, more=(keys.articles, str(site.large)))
    found = known.there(NAME, key)
    if found is not None:
        yield from found
        return
    found = []
    for each in _files(site, marker, known, keys, pool, key) if site.large else ():
        yield each
        found.append(File(each.path, None, each.digest))
    known.note(NAME, key, found)


def _files(site: Site, marker: str, known: Rendered, keys: Keys, pool: Pool, key: str) -> Iterator[File]:
    parts: Counter[str] = Counter()
    for each in known.batch(f"{NAME}#choices", lambda: _chosen(site, keys), lambda: _choices(site, marker)):
        yield each
        parts[each.path.split("-")[1]] += 1  # such as find/choices-speaker-1.js
    about = {"choices": _few(site), "parts": dict(parts)}
    if known.disk is None:
        index = _index(site, list(documents.paths(site)), pool, lambda _: None)
        yield from (File.of(*made) for made in index.files(about, marker))
    else:
        task = _Task(site, marker, known, key, keys.ground, about, _told(site, keys))
        try:
            found = list(task.edited())
        except again.NotAsExpectedError:
            yield from task.whole(pool)
        else:
            yield from found
    yield File.of(*theirs.none(marker))


def _told(site: Site, keys: Keys) -> dict[str, str]:
    """For the path of each document what tells it from what it was before; speakers belong to the ground."""
    sources, rows = site.compiled.sources, keys.told_of(DOCUMENT)
    split = ((path, *path.split("/")) for path in documents.paths(site))
    return {
        path: rows[name] if folder == "claims" else sources.get(f"seeds/{folder}/{name}.yml", "")
        for path, folder, name in split
    }


def _index(site: Site, paths: Sequence[str], pool: Pool, note: Callable[[Document], None]) -> Index:
    index = Index(paths)
    if pool.local.pays(len(paths)):
        site.forget()  # no document follows from what tells facts apart
    for each in ordered(documents.document, site, paths, pool.local):  # of a fact it is a row, made when it was checked
        index.add(each)
        note(each)
    return index


class _Task(Record):
    """What is to be made.

    Attributes:
        key: what all of it is made from.
        ground: what every document depends on.
        about: what the first file holds beside the beginnings of words.
        told: what tells each document from what it was before, by path.
    """

    site: Site
    marker: str
    known: Rendered
    key: str
    ground: str
    about: Mapping[str, object]
    told: Mapping[str, str]

    def whole(self, pool: Pool) -> Iterator[File]:
        """All files, made from nothing."""
        brought = again.Brought(self.known.kept, len(self.told))
        paths = list(self.told)
        index = _index(self.site, paths, pool, lambda each: brought.put(each.path, self.told[each.path], each))
        yield from (File.of(*made) for made in index.files(self.about, self.marker))
        brought.save(self.told, whole=True)
        self._remember({path: (index.numbers[path], self.told[path]) for path in paths}, index.leaves, index.common)

    def edited(self) -> Iterator[File]:
        """All files, but those alone are made that differ from what is there.

        Raises:
            NotAsExpectedError: where that is not possible; then nothing has been remembered.
        """
        last, (key, there) = again.remembered(self.known.kept), self.known.known.get(NAME, ("", {}))
        numbers = {path: (number, self.told[path]) for path, number in shards.numbers(self.told).items()}
        count, shift = len(numbers), shards.shift_of(len(numbers))
        if last is None or (last.key, last.ground, last.shift) != (key, self.ground, shift):
            raise again.NotAsExpectedError
        gone = {path: each for path, each in last.documents.items() if numbers.get(path) != each}
        new = {path: each for path, each in numbers.items() if last.documents.get(path) != each}
        if len(gone) + len(new) > again.MANY or shards.most_of(len(last.documents)) != shards.most_of(count):
            raise again.NotAsExpectedError
        made = {path: documents.document(self.site, path) for path in new}
        before = again.Brought(self.known.kept, len(last.documents))
        changed = again.changes(
            ((number, before.get(path, told)) for path, (number, told) in gone.items()),
            ((number, again.brought_by(made[path])) for path, (number, _) in new.items()),
        )
        words = again.Words(last, count, lambda path: self._read(path, there))
        opened, left = words.apply(changed)
        files = dict(again.files_of(opened, self.marker))
        removed = set(map(shards.path_of, left))
        touched = {number >> shift for number, _ in (*gone.values(), *new.values())}
        for path, content in self._results(touched, numbers, shift):
            if content is None:
                removed.add(path)
            else:
                files[path] = content
        files.update([shards.head(self.about, count, shift, again.in_order(words.leaves), self.marker)])
        for path, digest in there.items():
            if path.startswith((WORDS, RESULTS)) and path not in files and path not in removed:
                if self.known.disk is None or self.known.disk.get(path) != digest:
                    raise again.NotAsExpectedError
                yield File(path, None, digest)
        yield from (File.of(path, content) for path, content in files.items())
        brought = again.Brought(self.known.kept, count)
        for path, document in made.items():
            brought.put(path, self.told[path], document)
        brought.save(self.told, whole=False)
        self._remember(numbers, words.leaves, words.common)

    def _read(self, path: str, there: Mapping[str, str]) -> bytes:
        """A file that is there, if it is what was made."""
        folder = self.known.folder
        content = None if folder is None else read_bytes(folder, folder / path, LIMIT, inside=True)
        if not isinstance(content, bytes) or File.of(path, content).digest != there.get(path):
            raise again.NotAsExpectedError
        return content

    def _results(
        self, touched: Collection[int], numbers: Mapping[str, again.Told], shift: int
    ) -> Iterator[tuple[str, bytes | None]]:
        """The files of some results; no content where there are none any more."""
        records: dict[int, dict[str, object]] = {shard: {} for shard in touched}
        for path, (number, _) in numbers.items():
            if number >> shift in records:
                records[number >> shift][str(number)] = path, *documents.document(self.site, path).record
        for shard, inside in records.items():
            path, content = shards.results(shard, inside, self.marker)
            yield path, content if inside else None

    def _remember(
        self, numbers: Mapping[str, again.Told], leaves: Mapping[str, tuple[int, int]], common: Mapping[str, int]
    ) -> None:
        shift = shards.shift_of(len(numbers))
        again.Remembered(self.key, self.ground, shift, numbers, leaves, common).keep(self.known.kept)


def _chosen(site: Site, keys: Keys) -> str:
    """What the choices of filters with many follow from."""
    facts = briefs(site).values()
    speakers = sorted({name for fact in facts for name in fact.speakers})
    articles = sorted({name for fact in facts for name in fact.articles})
    return keys.of(keys.articles, *speakers, "", *articles)


def _choices(site: Site, marker: str) -> Iterator[tuple[str, bytes]]:
    for name, choices in _many(site).items():
        for number, part in enumerate(cut(choices, room(), lambda each: size(*each) + 6), 1):
            yield file(f"choices-{name}-{number}", part, marker)


def _few(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The choices of the filters that have few: id and label of what at least one fact has."""
    publication, facts = site.corpus.publication, briefs(site).values()
    ratings = {fact.rating for fact in facts}
    topics = {topic for fact in facts for topic in fact.topics}
    kinds = {kind for fact in facts for kind in fact.kinds}
    return {
        "verdict": [(each.value, publication.ratings[each].label) for each in Rating if each in ratings],
        "kind": [(each.kind.value, each.label) for each in RELATIONS if each.kind.value in kinds],
        "topic": [(name, label) for name, label in publication.topics.items() if name in topics],
    }


def _many(site: Site) -> dict[str, list[tuple[str, str]]]:
    """The choices of the filters that have many, which are fetched only when somebody asks for them."""
    corpus = site.corpus
    facts = briefs(site).values()
    speakers = {name: corpus.speakers[name].name for fact in facts for name in fact.speakers}
    articles = {name: corpus.articles[name] for fact in facts for name in fact.articles}
    by_day = sorted(articles.values(), key=lambda each: (str(each.meta.published), each.id))
    return {
        "speaker": sorted(speakers.items(), key=lambda each: (each[1].casefold(), each[0])),
        "article": [(each.id, f"{each.meta.title} ({dated(each.meta)})") for each in by_day],
    }
