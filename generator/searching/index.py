"""The files of the search of a large publication; a small one has none, and the theme's own search."""

from __future__ import annotations

from collections.abc import Iterator

from generator.compare import RELATIONS
from generator.model import Rating
from generator.parallel import HERE, Pool, ordered
from generator.searching import documents, theirs
from generator.searching.shards import Index, file
from generator.views.brief import briefs
from generator.views.common import Site, dated
from generator.views.paging import cut, room, size


def files(site: Site, marker: str, pool: Pool = HERE) -> Iterator[tuple[str, bytes]]:
    """The files of the index, by path from the site's root; none for a small publication.

    Args:
        site: everything.
        marker: the words near the beginning of every generated file.
        pool: who may share the work; the bytes do not depend on it.
    """
    if not site.large:
        return
    paths = list(documents.paths(site))
    index = Index(paths)
    for each in ordered(documents.document, site, paths, pool):
        index.add(each)
    many = {name: cut(choices, room(), lambda each: size(*each) + 6) for name, choices in _many(site).items()}
    parts = {name: len(pieces) for name, pieces in many.items()}
    yield from index.files({"choices": _few(site), "parts": parts}, marker)
    for name, pieces in many.items():
        for number, choices in enumerate(pieces, 1):
            yield file(f"choices-{name}-{number}", choices, marker)
    yield theirs.none(marker)


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
