"""What is told of the thing under the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.corpus import SEEDS, Article
from generator.evidence import Located, Span
from generator.languageserver.completion import meaning_of
from generator.languageserver.cursor import cursor
from generator.languageserver.project import Project
from generator.languageserver.terms import Sort, field_at, kind_of, plain
from generator.languageserver.things import Named, Quotation, named_at, quotation, things
from generator.records import Record

MOST_USES = 12
CONTEXT = 1
"""Sentences shown before and after a quote."""


class Told(Record):
    """What is told, and of which stretch of the file."""

    text: str
    span: Span


class Ink:
    """Writes for an editor that shows Markdown, or for one that shows text."""

    def __init__(self, markdown: bool) -> None:
        self.markdown = markdown

    def text(self, text: str) -> str:
        """A curated text: whatever it holds, it is no markup."""
        return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~&$^=:])", r"\\\1", text) if self.markdown else text

    def strong(self, text: str) -> str:
        """The same, where it is the point."""
        return f"**{self.text(text)}**" if self.markdown and text.strip() else text

    def code(self, text: str) -> str:
        """An id or a key."""
        return f"`{text.replace('`', '')}`" if self.markdown else text

    def quoted(self, lines: str) -> str:
        """A passage, set apart."""
        return "\n".join(f"> {line}" if self.markdown else f"  {line}" for line in lines.split("\n"))


def hover(project: Project, file: str, offset: int, *, markdown: bool = True) -> Told | None:
    """What is told at a position."""
    ink = Ink(markdown)
    article = _stored(project, file)
    if article is not None:
        return _sentence(project, article, offset, ink)
    found, kind = project.outline(file), kind_of(file)
    if found is None or kind is None:
        return None
    name = named_at(project, file, offset)
    if name is not None and not (name.role.key and not name.role.defines and name.role.sort is Sort.ADDRESS):
        told = _named(project, file, name, ink)
        if told:
            return Told(told, name.span)
    here = cursor(found, offset)
    if here is None:
        return None
    quote = None if here.key else quotation(project, file, here.path)
    if quote is not None and quote.quote:
        return Told(_quotation(project, file, quote, ink), quote.span)
    field = field_at(kind, here.path)
    if field is None:
        return None
    lines = [ink.text(field.description)]
    if not here.key and here.path:
        written = found.written(here.path) or ""
        meaning = meaning_of(project, plain(here.path), written)
        if meaning:
            return Told(f"{ink.strong(written)}: {ink.text(meaning)}", here.span)
    if field.choices:
        lines.append("\n".join(_choice(project, plain(here.path), each, ink) for each in field.choices))
    return Told("\n\n".join(lines), here.span)


def _choice(project: Project, path: tuple[str, ...], choice: str, ink: Ink) -> str:
    meaning = meaning_of(project, path, choice)
    return f"- {ink.code(choice)}" + (f": {ink.text(meaning)}" if meaning else "")


def _stored(project: Project, file: str) -> Article | None:
    if project.corpus is None or not file.endswith(".txt"):
        return None
    return next((each for each in project.corpus.articles.values() if each.file == file), None)


# --- ids --------------------------------------------------------------------------------------------------------------


def _named(project: Project, file: str, name: Named, ink: Ink) -> str:
    thing = things(project, file, name.role.sort).get(name.id)
    if thing is None:
        return ""
    if name.role.sort is Sort.ACCOUNT:
        return f"{ink.quoted(ink.text(thing.label))}\n\n{ink.text(thing.detail)}"
    if name.role.sort is Sort.SCOPE:
        return ""
    lines = [ink.strong(thing.label), ink.text(thing.detail)]
    if name.role.sort is Sort.SPEAKER:
        lines += _speaker(project, name.id, ink)
    if name.role.sort is Sort.ARTICLE and project.corpus is not None and name.id in project.corpus.articles:
        article = project.corpus.articles[name.id]
        reprint = article.meta.reprint_of
        if reprint is not None:
            speaker = project.corpus.speakers.get(reprint.publisher)
            first = speaker.name if speaker is not None else reprint.publisher
            lines.append(ink.text(f"A reprint of {first}, {reprint.published}."))
        quotes = project.quoted().get(name.id, ())
        facts = {fact for fact, _, _ in quotes}
        if project.complete:
            lines.append(ink.text(f"{_count(len(quotes), 'quote')} in {_count(len(facts), 'fact')}"))
    return "\n\n".join(line for line in lines if line)


def _speaker(project: Project, name: str, ink: Ink) -> Iterator[str]:
    speakers = project.corpus.speakers if project.corpus else {}
    speaker = speakers.get(name)
    if speaker is None:
        return
    if speaker.speaks_for is not None:
        body = speakers.get(speaker.speaks_for)
        yield ink.text(f"Speaks for {body.name if body is not None else speaker.speaks_for}.")
    for shared in speaker.may_share_origin:
        other = speakers.get(shared.speaker)
        who = other.name if other is not None else shared.speaker
        yield ink.text(f"Counted as one origin with {who}: {shared.reason}")
    if not project.complete:
        return
    said = [
        (fact, witness.id)
        for fact, each in project.examined.items()
        for witness in each.fact.witnesses
        if name in witness.chain
    ]
    facts = dict.fromkeys(fact for fact, _ in said)
    yield ink.text(f"{_count(len(said), 'account')} in {_count(len(facts), 'fact')}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


# --- quotes -----------------------------------------------------------------------------------------------------------


def _quotation(project: Project, file: str, quote: Quotation, ink: Ink) -> str:
    article = quote.article
    if quote.located is None:
        return ink.text(f"These words do not stand like this, once, in the body of {article.id}.")
    first, last = article.text.sentences_of(quote.located.whole)
    line = article.text.raw.count("\n", 0, quote.located.whole.start) + 1
    around = _around(article, quote.located, first, last, ink)
    lines = [ink.quoted(around), ink.text(f"{article.meta.title} ({article.id}, line {line})")]
    own = (_claim(file), str(_account(project, file, quote)))
    lines += _uses(project, article, first, last, own, ink)
    return "\n\n".join(lines)


def _account(project: Project, file: str, quote: Quotation) -> str | None:
    """The id of the account that a quote belongs to."""
    found = project.outline(file)
    return found.written((*quote.path, "id")) if found else None


def _claim(file: str) -> str:
    return file.removeprefix(f"{SEEDS}/claims/").removesuffix(".yml")


def _around(article: Article, located: Located, first: int, last: int, ink: Ink) -> str:
    """The sentences of a quote and their neighbours, with the quote marked."""
    sentences = article.text.sentences
    begin, end = max(first - CONTEXT, 0), min(last + CONTEXT, len(sentences))
    start, stop = sentences[begin].span.start, sentences[end - 1].span.end
    out, at = [], start
    for part in located.parts:
        part_start, part_end = max(part.start, at), max(part.end, at)
        out += [
            ink.text(_one_line(article.text.raw[at:part_start])),
            ink.strong(_one_line(article.text.raw[part_start:part_end])),
        ]
        at = part_end
    out.append(ink.text(_one_line(article.text.raw[at:stop])))
    return "".join(out)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _uses(
    project: Project, article: Article, first: int, last: int, own: tuple[str, str] | None, ink: Ink
) -> Iterator[str]:
    """The accounts that quote some of these sentences."""
    uses = []
    for fact, account, located in project.quoted().get(article.id, ()):
        begin, end = article.text.sentences_of(located.whole)
        if begin < last and first < end and (fact, account) != own:
            uses.append((fact, account))
    if uses:
        lines = [f"- {ink.text(_title(project, fact))} ({ink.code(account)})" for fact, account in uses[:MOST_USES]]
        more = [f"- {ink.text(f'and {len(uses) - MOST_USES} more')}"] if len(uses) > MOST_USES else []
        yield ink.text("Also quoted in:" if own else "Quoted in:") + "\n\n" + "\n".join((*lines, *more))


def _title(project: Project, fact: str) -> str:
    examined = project.examined.get(fact)
    return examined.fact.claim.title if examined else fact


def _sentence(project: Project, article: Article, offset: int, ink: Ink) -> Told | None:
    """In a stored text: who quotes the sentence under the cursor."""
    for number, sentence in enumerate(article.text.sentences):
        if sentence.span.start <= offset <= sentence.span.end:
            uses = list(_uses(project, article, number, number + 1, None, ink))
            aside = [entry for entry in article.meta.set_aside if entry.quote and entry.quote in sentence.text]
            uses += [ink.text(f"Set aside: {entry.reason}") for entry in aside]
            return Told("\n\n".join(uses) or ink.text("No claim quotes this sentence."), sentence.span)
    return None
