"""Going from one thing to another: where it is described, where it is used, what a file holds."""

from __future__ import annotations

from collections.abc import Iterator

from generator.corpus import SEEDS, Article
from generator.evidence import Span
from generator.languageserver.cursor import cursor
from generator.languageserver.outline import Node, Outline
from generator.languageserver.project import Project
from generator.languageserver.terms import Role, Sort, kind_of
from generator.languageserver.things import Named, Spot, home, named, named_at, quotation
from generator.records import Record

LOCAL = frozenset({Sort.ACCOUNT, Sort.SCOPE, Sort.ANSWER, Sort.CATEGORY})
"""Sorts of which a claim file names its own."""


def definition(project: Project, file: str, offset: int) -> tuple[Spot, ...]:
    """Where the thing at a position is described; for a quote, where it stands in its article."""
    name = named_at(project, file, offset)
    if name is not None:
        return home(project, file, name.role.sort, name.id)
    found = project.outline(file)
    here = cursor(found, offset) if found is not None else None
    if here is None or here.key:
        return ()
    quote = quotation(project, file, here.path)
    if quote is not None and quote.located is not None:
        return tuple(Spot(quote.article.file, part) for part in quote.located.parts)
    return ()


# --- uses -------------------------------------------------------------------------------------------------------------


def references(project: Project, file: str, offset: int, *, described: bool = True) -> tuple[Spot, ...]:
    """Every place that names the thing at a position; in a stored text, every quote of the sentence there.

    Args:
        project: the publication.
        file: the file.
        offset: the position in it.
        described: whether the place where it is described counts.
    """
    article = _stored(project, file)
    if article is not None:
        return tuple(_quotes(project, article, offset))
    name = named_at(project, file, offset)
    if name is None:
        return ()
    files = (file,) if name.role.sort in LOCAL else tuple(_files(project))
    found: dict[Spot, None] = {}
    for each in files:
        for spot, role in uses(project, each, name):
            if described or not role.defines:
                found[spot] = None
    return tuple(found)


def _files(project: Project) -> Iterator[str]:
    if project.corpus is not None:
        yield from sorted({*project.corpus.documents, *(file for file in project.texts if file.endswith(".yml"))})


def uses(project: Project, file: str, name: Named) -> Iterator[tuple[Spot, Role]]:
    """The places in a file that name a thing, and what for."""
    kind, text = kind_of(file), project.text(file)
    if kind is None or text is None or name.id not in text:  # most files do not even hold the letters
        return
    found = project.outline(file)
    for each in named(found, kind) if found is not None else ():
        if each.id == name.id and each.role.sort is name.role.sort:
            yield Spot(file, each.span), each.role


def _stored(project: Project, file: str) -> Article | None:
    if project.corpus is None or not file.endswith(".txt"):
        return None
    return next((each for each in project.corpus.articles.values() if each.file == file), None)


def _quotes(project: Project, article: Article, offset: int) -> Iterator[Spot]:
    for fact, account, located in project.quoted().get(article.id, ()):
        first, last = article.text.sentences_of(located.whole)
        sentences = article.text.sentences[first:last]
        if not any(sentence.span.start <= offset <= sentence.span.end for sentence in sentences):
            continue
        file = f"{SEEDS}/claims/{fact}.yml"
        found = project.outline(file)
        for item in found.below(("accounts",)) if found is not None else ():
            assert found is not None
            node = found.by_path.get((*item.path, "quote"))
            if node is not None and found.written((*item.path, "id")) == account:
                yield Spot(file, node.value)


# --- what a file holds ------------------------------------------------------------------------------------------------


class Symbol(Record):
    """Something a file holds, for a list beside it.

    Attributes:
        name: its id.
        detail: a name, or whose account it is.
        whole: all of it.
        span: the id itself.
    """

    name: str
    detail: str
    whole: Span
    span: Span


def symbols(project: Project, file: str) -> tuple[Symbol, ...]:
    """The accounts of a claim file, the entries of a registry, the terms of the publication."""
    found, kind = project.outline(file), kind_of(file)
    if found is None or kind is None:
        return ()
    return tuple(_symbols(found, kind))


def _symbols(found: Outline, kind: str) -> Iterator[Symbol]:
    if kind == "claim":
        for item in found.below(("accounts",)):
            node = found.by_path.get((*item.path, "id"))
            whole = found.extent(item)
            name = found.words(node) if node is not None else ""
            speaker, article = found.written((*item.path, "speaker")), found.written((*item.path, "article"))
            detail = ", ".join(each for each in (speaker, article) if each)
            yield Symbol(name or "account without an id", detail, whole, _within(node, whole))
    for node in found.below(()):
        if kind == "claim" and node.path != ("verdict",):
            continue
        label = found.written((*node.path, "name" if kind in ("speakers", "places") else "rating"))
        if node.key is not None:
            yield Symbol(str(node.path[0]), label or "", found.extent(node), node.key)


def _within(node: Node | None, whole: Span) -> Span:
    if node is None or not (whole.start <= node.value.start <= node.value.end <= whole.end):
        return Span(whole.start, whole.start)
    return node.value
