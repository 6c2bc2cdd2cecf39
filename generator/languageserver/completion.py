"""What may be typed at a place: keys, ids with their names, answers from the model, words of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from generator.corpus import Article
from generator.evidence import Sentence, Span, normalise
from generator.languageserver.cursor import Cursor, citation, cursor
from generator.languageserver.outline import Outline
from generator.languageserver.project import Project
from generator.languageserver.terms import Role, Sort, field_at, fields_at, keys_at, kind_of, plain, role_of
from generator.languageserver.things import article_of, things
from generator.model import Confidence, Rating
from generator.records import Record
from generator.yamlscalar import written

MOST_PASSAGES = 50


class Looks(StrEnum):
    """What sort of thing a suggestion is, for the sign that an editor puts beside it."""

    KEY = "key"
    ID = "id"
    CHOICE = "choice"
    PASSAGE = "passage"


class Suggestion(Record):
    """Something that may be typed.

    Attributes:
        label: what the list shows.
        detail: what it shows beside it.
        description: what it shows of the chosen one.
        new: what is put into the file.
        span: what that replaces.
        matched: what is compared with what is typed so far; empty: the label and the detail.
        looks: what sort of thing it is.
    """

    label: str
    detail: str
    description: str
    new: str
    span: Span
    looks: Looks
    matched: str = ""


class Suggestions(Record):
    """The suggestions in their order, and whether the list would be another after the next letter."""

    items: tuple[Suggestion, ...]
    partial: bool = False


def complete(project: Project, file: str, offset: int) -> Suggestions:
    """What may be typed at a position."""
    found, kind = project.outline(file), kind_of(file)
    if found is None or kind is None:
        return Suggestions(())
    cited = citation(file, found, offset)
    if cited is not None:
        return Suggestions(tuple(_citations(project, file, found, cited[1])))
    here = cursor(found, offset)
    if here is None:
        return Suggestions(())
    if here.key:
        return Suggestions(tuple(_keys(project, file, kind, found, here)))
    if here.style in ("|", ">") and here.path[-1:] != ("quote",):
        return Suggestions(())
    article = article_of(project, file, here.path)
    if here.path[-1:] == ("quote",) and article is not None:
        return Suggestions(tuple(_passages(project, found, here, article)), partial=True)
    role = role_of(kind, here.path)
    if role is not None and not role.defines and not (role.key and role.sort is not Sort.ADDRESS):
        return Suggestions(tuple(_ids(project, file, found, here, role)))
    dates = _dates(project, file, kind, found, here)
    return Suggestions((*_choices(project, kind, found, here), *dates, *_vague(project, found, here)))


# --- keys -------------------------------------------------------------------------------------------------------------


def _keys(project: Project, file: str, kind: str, found: Outline, here: Cursor) -> Iterator[Suggestion]:
    above = here.path[:-1]
    there = {str(node.path[-1]) for node in found.below(above) if node.path != here.path}
    colon = re.match(r"[ \t]*:", found.text[here.span.end :]) is not None
    role = role_of(kind, here.path)
    if role is not None and role.key and not role.defines:
        for thing in things(project, file, role.sort).values():
            if thing.id not in there:
                new = thing.id if colon else f"{thing.id}: "
                yield Suggestion(thing.id, thing.label, thing.detail, new, here.span, Looks.ID)
        return
    for name in keys_at(kind, above):
        if name not in there:
            yield Suggestion(name, "", "", name if colon else f"{name}:", here.span, Looks.KEY)
    indent = " " * (here.span.start - (found.text.rfind("\n", 0, here.span.start) + 1) + 2)
    for field in sorted(fields_at(kind, above), key=lambda each: not each.required):
        if field.name in there:
            continue
        after = "" if colon else ": " if here.inline or not field.nested else ":"
        if not colon and not here.inline and field.nested:
            after += f"\n{indent}" + ("- " if field.nested == "list" else "")
        detail = "required" if field.required else ""
        yield Suggestion(field.name, detail, field.description, field.name + after, here.span, Looks.KEY)


# --- values -----------------------------------------------------------------------------------------------------------


def _scalar(found: Outline, text: str, here: Cursor) -> str:
    """A text as it can stand where the cursor is."""
    node = found.by_path.get(here.path)
    column = here.span.start - (found.text.rfind("\n", 0, here.span.start) + 1)
    lines = written(text, column, (node.indent if node else 0) + 2, flow=here.inline)
    return (" " if here.gap else "") + "\n".join(lines)


def _ids(project: Project, file: str, found: Outline, here: Cursor, role: Role) -> Iterator[Suggestion]:
    taken: set[str] = set()
    if here.path and isinstance(here.path[-1], int):  # an id stands in a list once
        taken = {found.words(node) for node in found.below(here.path[:-1]) if node.path != here.path and node.scalar}
    for thing in things(project, file, role.sort).values():
        if thing.id not in taken:
            yield Suggestion(thing.id, thing.label, thing.detail, _scalar(found, thing.id, here), here.span, Looks.ID)


def _citations(project: Project, file: str, found: Outline, span: Span) -> Iterator[Suggestion]:
    closed = found.text[span.end : span.end + 1] == "]"
    for thing in things(project, file, Sort.ACCOUNT).values():
        yield Suggestion(thing.id, thing.detail, thing.label, thing.id + ("" if closed else "]"), span, Looks.ID)


def _choices(project: Project, kind: str, found: Outline, here: Cursor) -> Iterator[Suggestion]:
    field = field_at(kind, here.path)
    for choice in field.choices if field else ():
        meaning = meaning_of(project, plain(here.path), choice)
        yield Suggestion(choice, meaning, meaning, _scalar(found, choice, here), here.span, Looks.CHOICE)


def meaning_of(project: Project, path: tuple[str, ...], choice: str) -> str:
    """What the publication says that a rating or a grade of confidence means."""
    publication = project.corpus.publication if project.corpus else None
    if publication is None:
        return ""
    if path == ("verdict", "rating") and choice in list(Rating):
        term = publication.ratings.get(Rating(choice))
    elif path == ("verdict", "confidence") and choice in list(Confidence):
        term = publication.confidence.get(Confidence(choice))
    else:
        return ""
    return term.meaning if term is not None else ""


DATED = {("accounts", "said"), ("accounts", "as_of"), ("accounts", "value", "date")}


def _dates(project: Project, file: str, kind: str, found: Outline, here: Cursor) -> Iterator[Suggestion]:
    article = article_of(project, file, here.path) if kind == "claim" and plain(here.path) in DATED else None
    if article is None:
        return
    day = str(article.appeared)
    yield Suggestion(day, f"the day {article.id} appeared", "", _scalar(found, day, here), here.span, Looks.CHOICE)
    by = f"../{day}"
    yield Suggestion(by, "on that day or before", "", _scalar(found, by, here), here.span, Looks.CHOICE)


def _vague(project: Project, found: Outline, here: Cursor) -> Iterator[Suggestion]:
    """The words of the house rules that the quote holds."""
    if plain(here.path) != ("accounts", "value", "words") or project.corpus is None:
        return
    quote = (found.written((*here.path[:2], "quote")) or "").casefold()
    for rule in project.corpus.house_rules.vague:
        if re.search(rf"\b{re.escape(rule.words.casefold())}\b", quote):
            to = f"to {rule.high}" if rule.high is not None else "or more"
            detail = f"read as {rule.low} {to}"
            yield Suggestion(rule.words, detail, "", _scalar(found, rule.words, here), here.span, Looks.CHOICE)


# --- words of the article ---------------------------------------------------------------------------------------------


def _passages(project: Project, found: Outline, here: Cursor, article: Article) -> Iterator[Suggestion]:
    """Sentences of the article that hold what is typed: from there to their end, and whole."""
    wanted = normalise(here.typed).text.strip().casefold()
    cited: dict[int, str] = {}
    for fact, _, located in project.quoted().get(article.id, ()):
        for part in located.parts:
            for number in range(*article.text.sentences_of(part)):
                cited.setdefault(number, fact)
    spans = [(0, number, sentence, sentence.span) for number, sentence in enumerate(article.text.sentences)]
    if wanted:
        spans = list(_matching(article, wanted))
    # what no claim cites yet comes first, while nothing is typed
    spans.sort(key=lambda each: (each[0], not wanted and each[1] in cited, each[1]))
    for _, number, sentence, span in spans[:MOST_PASSAGES]:
        words = " ".join(article.text.raw[span.start : span.end].split())
        if not words:
            continue
        detail = f"paragraph {sentence.paragraph}" + (f", cited in {cited[number]}" if number in cited else "")
        new = _scalar(found, words, here)
        yield Suggestion(words, detail, sentence.text, new, here.span, Looks.PASSAGE, here.typed or words)


def _matching(article: Article, wanted: str) -> Iterator[tuple[int, int, Sentence, Span]]:
    words = re.findall(r"\w+", wanted)
    for number, sentence in enumerate(article.text.sentences):
        text = sentence.text.casefold()
        at = text.find(wanted) if len(text) == len(sentence.text) else -1
        if at >= 0:
            start = article.text.normal.position(sentence.span.start)
            whole = article.text.normal.text
            while whole[start : start + 1].isspace():
                start += 1
            begin = start + at
            end = start + len(sentence.text)
            if at > 0 and begin < end:
                yield 0, number, sentence, article.text.normal.span(begin, end)
            yield (1 if at else 0), number, sentence, sentence.span
        elif words and all(word in text for word in words):
            yield 2, number, sentence, sentence.span
