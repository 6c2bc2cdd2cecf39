"""The coverage report: the text of each article, stretch by stretch, by whether a claim rests on it.

It is for editors and shows whole articles, so it is never a part of the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise

from generator.compiler import Compiled
from generator.corpus import Article
from generator.coverage import Checkable, Coverage
from generator.evidence import Span
from generator.records import Record


class Tone(StrEnum):
    """What a stretch of an article's text is to the claims."""

    QUOTED = "quoted"
    CITED = "cited"
    ASIDE = "aside"
    OPEN = "open"
    PLAIN = "plain"


LABELS: Mapping[Tone, str] = {
    Tone.QUOTED: "quoted by an account",
    Tone.CITED: "in a sentence that an account quotes from",
    Tone.ASIDE: "set aside, with a reason",
    Tone.OPEN: "holds something to check, and no claim cites it",
    Tone.PLAIN: "holds nothing to check",
}


class Stretch(Record):
    """A run of text of one tone.

    Attributes:
        tone: which one.
        text: the words.
        why: which accounts quote it, why it was set aside, or what it holds.
        ends: whether a sentence ends with it.
    """

    tone: Tone
    text: str
    why: str
    ends: bool


class Paragraph(Record):
    """A paragraph of an article: its stretches, and the facts that quote from it."""

    stretches: tuple[Stretch, ...]
    facts: tuple[str, ...]


class Line(Record):
    """A line of the table, and the coloured text below it.

    Attributes:
        id: the article.
        title: its headline.
        checkable: how many of its sentences hold something to check.
        cited: how many of those an account quotes from.
        aside: how many were set aside.
        open: how many are left.
        percent: the share that is cited or set aside.
        paragraphs: the body, by paragraph.
    """

    id: str
    title: str
    checkable: int
    cited: int
    aside: int
    open: int
    percent: int
    paragraphs: tuple[Paragraph, ...]


class Report(Record):
    """Everything the report shows."""

    title: str
    lines: tuple[Line, ...]
    labels: Mapping[Tone, str]


def report(compiled: Compiled, chosen: Iterable[str] = ()) -> Report:
    """The report on all articles, or on the chosen ones."""
    assert compiled.corpus is not None
    wanted = set(chosen) or compiled.coverage.keys()
    quoted: dict[str, list[tuple[Span, str]]] = {}
    for fact, examined in compiled.facts.items():
        for witness in examined.fact.witnesses:
            spans = quoted.setdefault(witness.article.id, [])
            spans.extend((span, f"{fact}#{witness.id}") for span in witness.located.parts)
    lines = tuple(
        _line(compiled.corpus.articles[name], covered, quoted.get(name, []))
        for name, covered in compiled.coverage.items()
        if name in wanted
    )
    return Report(compiled.corpus.publication.name, lines, LABELS)


def _line(article: Article, covered: Coverage, quoted: list[tuple[Span, str]]) -> Line:
    cited = sum(bool(each.cited_by) for each in covered.sentences)
    return Line(
        id=article.id,
        title=article.meta.title,
        checkable=len(covered.sentences),
        cited=cited,
        aside=covered.covered - cited,
        open=len(covered.sentences) - covered.covered,
        percent=covered.percent,
        paragraphs=tuple(_paragraphs(article, covered, quoted)),
    )


def _paragraphs(article: Article, covered: Coverage, quoted: list[tuple[Span, str]]) -> Iterator[Paragraph]:
    checkable = {each.sentence.span.start: each for each in covered.sentences}
    sentences: dict[int, list[Span]] = {}
    for sentence in article.text.sentences:
        sentences.setdefault(sentence.paragraph, []).append(sentence.span)
    by_sentence: dict[int, list[tuple[Span, str]]] = {}
    for span, account in quoted:
        for n in range(*article.text.sentences_of(span)):
            by_sentence.setdefault(article.text.span_of(n).start, []).append((span, account))
    for spans in sentences.values():
        stretches = tuple(
            stretch
            for span in spans
            for stretch in _stretches(article, span, checkable.get(span.start), by_sentence.get(span.start, []))
        )
        accounts = {account for span in spans for _, account in by_sentence.get(span.start, [])}
        yield Paragraph(stretches, tuple(sorted({account.partition("#")[0] for account in accounts})))


def _stretches(
    article: Article, sentence: Span, checkable: Checkable | None, quoted: list[tuple[Span, str]]
) -> Iterator[Stretch]:
    """A sentence, cut where quotes begin and end."""
    edges = {sentence.start, sentence.end}
    for span, _ in quoted:
        edges |= {min(max(edge, sentence.start), sentence.end) for edge in (span.start, span.end)}
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        normal = article.text.normal
        words = normal.text[normal.position(start) : normal.position(end)]
        accounts = sorted({account for span, account in quoted if span.start <= start and end <= span.end})
        if words.strip():
            tone, why = _tone(accounts, checkable, bool(quoted))
            yield Stretch(tone, words, why, end == sentence.end)


def _tone(accounts: list[str], checkable: Checkable | None, cited: bool) -> tuple[Tone, str]:
    if accounts:
        return Tone.QUOTED, ", ".join(accounts)
    if cited:
        return Tone.CITED, ""
    if checkable is None:
        return Tone.PLAIN, ""
    if checkable.set_aside is not None:
        return Tone.ASIDE, checkable.set_aside
    return Tone.OPEN, ", ".join(checkable.holds)
