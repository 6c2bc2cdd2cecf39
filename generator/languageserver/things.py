"""What ids stand for: the name, the description and the place of each thing that can be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from generator import evidence
from generator.corpus import SEEDS, Article
from generator.evidence import Located, Span
from generator.languageserver.names import Thing, shared
from generator.languageserver.outline import Outline
from generator.languageserver.project import Project
from generator.languageserver.terms import CITATION, PROSE, Role, Sort, kind_of, plain, role_of
from generator.problems import Path
from generator.readings import DEFAULT_ANSWERS
from generator.records import Record


class Spot(Record):
    """A stretch of a file."""

    file: str
    span: Span


class Named(Record):
    """An id at a place.

    Attributes:
        role: what it is for.
        id: the id itself.
        span: where it stands, without quotation marks.
    """

    role: Role
    id: str
    span: Span


def things(project: Project, file: str, sort: Sort) -> Mapping[str, Thing]:
    """Everything of a sort that may be named in a file, in the order in which it was written down."""
    corpus, found = project.corpus, project.outline(file)
    if sort in (Sort.ACCOUNT, Sort.SCOPE, Sort.ANSWER, Sort.CATEGORY):
        return {} if found is None else {each.id: each for each in _own(found, sort)}
    if corpus is None:
        return {}
    return {each.id: each for each in shared(corpus, sort)}


def _own(found: Outline, sort: Sort) -> Iterator[Thing]:
    """What a claim file names itself, as far as it is typed."""
    match sort:
        case Sort.ACCOUNT:
            for item in found.below(("accounts",)):
                name = found.written((*item.path, "id"))
                if name:
                    speaker = found.written((*item.path, "speaker")) or ""
                    article = found.written((*item.path, "article")) or ""
                    yield Thing(name, found.written((*item.path, "quote")) or "", f"{speaker} in {article}")
        case Sort.SCOPE:
            whole = found.written(("measure", "scopes"))
            for scope in [whole] if whole else [found.words(item) for item in found.below(("measure", "scopes"))]:
                if scope:
                    yield Thing(scope, scope, "scope")
        case Sort.ANSWER | Sort.CATEGORY:
            key = "answers" if sort is Sort.ANSWER else "categories"
            own = {str(each.path[-1]): found.words(each) for each in found.below(("measure", key)) if each.scalar}
            defaults = DEFAULT_ANSWERS if sort is Sort.ANSWER else {}
            for name, label in (own or defaults).items():
                yield Thing(name, label, sort.value)
        case _:
            return


def named_at(project: Project, file: str, offset: int) -> Named | None:
    """The id at a position, if it is a place for ids."""
    found, kind = project.outline(file), kind_of(file)
    if found is None or kind is None:
        return None
    return next((each for each in named(found, kind) if each.span.start <= offset <= each.span.end), None)


def named(found: Outline, kind: str) -> Iterator[Named]:
    """Every id in a file, with its place."""
    for node in found.nodes:
        role = role_of(kind, node.path)
        if role is not None and role.key and node.key is not None and node.path and isinstance(node.path[-1], str):
            yield Named(role, node.path[-1], _bare(found.text, node.key))
            if kind == "addresses" and node.scalar and node.value.end > node.value.start:
                yield Named(role, found.words(node), _bare(found.text, node.value))
        elif role is not None and not role.key and node.scalar and node.value.end > node.value.start:
            yield Named(role, found.words(node), _bare(found.text, node.value))
            if kind == "addresses" and node.key is not None and plain(node.path)[:1] == ("redirects",):
                yield Named(role, str(node.path[-1]), _bare(found.text, node.key))
        if kind == "claim" and node.scalar and plain(node.path) in PROSE:
            for match in CITATION.finditer(found.text, node.value.start, node.value.end):
                yield Named(Role(Sort.ACCOUNT), match[1], Span(*match.span(1)))


def _bare(text: str, span: Span) -> Span:
    quoted = span.end - span.start > 1 and text[span.start] in "'\"" and text[span.end - 1] == text[span.start]
    return Span(span.start + 1, span.end - 1) if quoted else span


def home(project: Project, file: str, sort: Sort, name: str) -> tuple[Spot, ...]:
    """Where a thing is described; nothing where it is nowhere."""
    folder = {Sort.SPEAKER: "speakers", Sort.PLACE: "places", Sort.TOPIC: "publication"}.get(sort)
    if folder is not None:
        there = f"{SEEDS}/{folder}.yml"
        path: Path = ("topics", name) if sort is Sort.TOPIC else (name,)
        return _key_of(project, there, path)
    if sort is Sort.ARTICLE:
        return _article(project, name)
    if sort is Sort.ADDRESS:
        kind, _, rest = name.partition("/")
        if kind == "speakers":
            return _key_of(project, f"{SEEDS}/speakers.yml", (rest,))
        there = f"{SEEDS}/{kind}/{rest}.yml"
        return (Spot(there, Span(0, 0)),) if project.text(there) is not None else ()
    found = project.outline(file)
    if found is None:
        return ()
    return tuple(
        Spot(file, each.span)
        for each in named(found, "claim")
        if each.role.defines and each.role.sort is sort and each.id == name
    )


def _key_of(project: Project, file: str, path: Path) -> tuple[Spot, ...]:
    found = project.outline(file)
    node = found.by_path.get(path) if found else None
    return (Spot(file, node.key),) if node is not None and node.key is not None else ()


def _article(project: Project, name: str) -> tuple[Spot, ...]:
    article = project.corpus.articles.get(name) if project.corpus else None
    metadata = f"{SEEDS}/articles/{name}.yml"
    if article is None:
        return (Spot(metadata, Span(0, 0)),) if project.text(metadata) is not None else ()
    start = article.text.body.start
    return (Spot(article.file, Span(start, start)), Spot(metadata, Span(0, 0)))


class Quotation(Record):
    """A quote in a claim file or in an article's list of what is set aside, as far as it is typed.

    Attributes:
        article: the stored article.
        quote: the words.
        span: where they stand in the file, with their marks.
        located: where they stand in the article; None where they do not.
        path: the way to the record that holds the quote.
    """

    article: Article
    quote: str
    span: Span
    located: Located | None
    path: Path


def quotation(project: Project, file: str, path: Path) -> Quotation | None:
    """The quote at a path, with its article; None where there is none or its article is not known."""
    found, article = project.outline(file), article_of(project, file, path)
    if found is None or article is None or path[-1:] != ("quote",):
        return None
    node = found.by_path.get(path)
    if node is None or not node.scalar:
        return None
    quote = found.words(node)
    above = path[:-1]
    before, after = found.written((*above, "prefix")) or "", found.written((*above, "suffix")) or ""
    place = evidence.locate(article.text, quote, before, after) if quote else None
    return Quotation(article, quote, node.value, place if isinstance(place, Located) else None, above)


def article_of(project: Project, file: str, path: Path) -> Article | None:
    """The article that a quote at a path would be from."""
    found, kind = project.outline(file), kind_of(file)
    if found is None or project.corpus is None:
        return None
    if kind == "article" and path[:1] == ("set_aside",):
        return project.corpus.articles.get(PurePosixPath(file).stem)
    if kind == "claim" and path[:1] == ("accounts",) and len(path) > 2:
        return project.corpus.articles.get(found.written((*path[:2], "article")) or "")
    return None
