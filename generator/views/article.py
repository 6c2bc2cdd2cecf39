"""The page of a stored article: where it comes from, and its passages with what they are evidence for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from generator.corpus import Article
from generator.evidence import Span
from generator.facts import Fact, Witness
from generator.views import common, passages, versions
from generator.views.common import Link, Site
from generator.views.passages import Segment


@dataclass(frozen=True, slots=True)
class Use:
    """What a passage is evidence for."""

    fact: Link
    speaker: str
    value: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or what may be shown of it: sentences in segments, with a gap where one is left out."""

    number: int
    sentences: tuple[tuple[Segment, ...], ...]
    gap_before: bool
    gap_after: bool
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A sentence that holds something to check and is set aside."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything the page of an article shows."""

    id: str
    title: str
    description: str
    publisher: Link
    reprint: str
    published: str
    retrieved: str
    all_versions: tuple[versions.VersionLine, ...]
    changes: tuple[versions.ChangesBlock, ...]
    authors: str
    dateline: str
    language: str
    url: str | None
    file: str
    received_as: str
    sha256: str
    body: str
    rights: str
    full: bool
    note: str
    percent: int
    covered: int
    checkable: int
    paragraphs: tuple[Paragraph, ...]
    total: int
    set_aside: tuple[Left, ...]


def article_page(site: Site, article: Article, quoting: versions.Uses, note: str) -> ArticlePage:
    """What the page of an article shows.

    Args:
        site: everything.
        article: the article.
        quoting: every account that quotes an article, by article.
        note: the rendered note on the state of the text.
    """
    meta, coverage = article.meta, site.compiled.coverage[article.id]
    publisher = site.corpus.speakers[meta.publisher].name
    return ArticlePage(
        id=article.id,
        title=meta.title,
        description=f"{publisher}, {common.date(meta.published)}: the passages that are quoted as evidence.",
        publisher=site.speaker(meta.publisher),
        reprint=site.publication_of(article) if meta.reprint_of else "",
        published=common.dated(meta),
        retrieved=common.date(meta.retrieved) if meta.retrieved else "",
        all_versions=versions.version_lines(site, article),
        changes=versions.changes(site, article, quoting),
        authors=", ".join(meta.authors or ()),
        dateline=meta.dateline or "",
        language=meta.language,
        url=meta.url,
        file=article.file,
        received_as=meta.received_as or "",
        sha256=meta.sha256,
        body=f"lines {meta.body.first_line} to {meta.body.last_line}",
        rights=meta.rights.note,
        full=meta.rights.show == "full",
        note=note,
        percent=coverage.percent,
        covered=coverage.covered,
        checkable=len(coverage.sentences),
        paragraphs=_paragraphs(site, article, quoting.get(article.id, [])),
        total=len(article.text.paragraphs),
        set_aside=tuple(
            Left(passages.fold(sentence.sentence.text), sentence.set_aside)
            for sentence in coverage.sentences
            if sentence.set_aside is not None
        ),
    )


def _paragraphs(site: Site, article: Article, uses: list[tuple[Fact, Witness]]) -> tuple[Paragraph, ...]:
    text = article.text
    quoted: dict[int, None] = {}
    by_paragraph: dict[int, list[Use]] = {}
    for fact, witness in sorted(uses, key=lambda use: (use[1].located.whole.start, use[0].id, use[1].id)):
        numbers = [n for part in witness.located.parts for n in range(*text.sentences_of(part))]
        quoted.update(dict.fromkeys(numbers))
        use = Use(
            Link(fact.claim.title, f"claims/{fact.id}/#{witness.id}"),
            site.short(witness.account.speaker),
            site.value(fact, witness),
        )
        for number in dict.fromkeys(text.sentences[n].paragraph for n in numbers):
            by_paragraph.setdefault(number, []).append(use)
    spans = [part for _, witness in uses for part in witness.located.parts]
    found = []
    for number, group in groupby(range(len(text.sentences)), lambda n: text.sentences[n].paragraph):
        inside = list(group)
        shown = inside if article.meta.rights.show == "full" else [n for n in inside if n in quoted]
        if shown:
            found.append(
                Paragraph(
                    number,
                    tuple(_sentence(article, text.sentences[n].span, spans) for n in shown),
                    shown[0] != inside[0],
                    shown[-1] != inside[-1],
                    tuple(by_paragraph.get(number, ())),
                )
            )
    return tuple(found)


def _sentence(article: Article, span: Span, spans: list[Span]) -> tuple[Segment, ...]:
    clipped = [
        Span(max(each.start, span.start), min(each.end, span.end))
        for each in spans
        if each.start < span.end and span.start < each.end
    ]
    return passages.segments(article.text.raw, span, _merged(clipped), ())


def _merged(spans: list[Span]) -> list[Span]:
    """Overlapping stretches as one, so that a passage that two accounts quote is marked once."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
