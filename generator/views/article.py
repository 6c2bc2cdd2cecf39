"""The page of a stored article: where it comes from, and its passages with what they are evidence for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from generator.corpus import Article
from generator.evidence import Span
from generator.records import Record, replace
from generator.views import common, passages, versions
from generator.views.common import Link, Site
from generator.views.paging import Paging, cut, first_room, pages_of, room, size
from generator.views.passages import Segment
from generator.views.quoting import Quoting, Uses

BELOW = Paging(up="../../")


class Use(Record):
    """What a passage is evidence for."""

    fact: Link
    speaker: str
    value: str


class Paragraph(Record):
    """A paragraph, or what may be shown of it: sentences in segments, with a gap where one is left out.

    What is too long for a page goes on in another, `continued`.
    """

    number: int
    sentences: tuple[tuple[Segment, ...], ...]
    gap_before: bool
    gap_after: bool
    uses: tuple[Use, ...]
    continued: bool = False


class Left(Record):
    """A sentence that holds something to check and is set aside."""

    text: str
    reason: str


class ArticlePage(Record):
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
    paging: Paging = BELOW

    @property
    def tab(self) -> str:
        """What a browser calls the page."""
        return f"{self.title}, page {self.paging.number}" if self.paging.number > 1 else self.title


def article_page(site: Site, article: Article, quoting: Uses, note: str) -> ArticlePage:
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
        paragraphs=_paragraphs(article, quoting.get(article.id, ())),
        total=len(article.text.paragraphs),
        set_aside=tuple(
            Left(passages.fold(sentence.sentence.text), sentence.set_aside)
            for sentence in coverage.sentences
            if sentence.set_aside is not None
        ),
    )


def article_pages(site: Site, article: Article, quoting: Uses, note: str) -> list[ArticlePage]:
    """The same in as many pages as it takes."""
    whole = article_page(site, article, quoting, note)
    parts = _parts(whole)
    if len(parts) == 1:
        return [whole]
    shown = [_joined(unit for unit in part if isinstance(unit, Paragraph)) for part in parts]
    held = [_held(part, paragraphs) for part, paragraphs in zip(parts, shown, strict=True)]
    taken = site.names_in("articles")
    pagings = pages_of(f"articles/{article.id}/", len(parts), taken, beside=True, elsewhere=held)
    return [
        replace(
            whole,
            paging=paging,
            changes=tuple(_block_on(part, at, block) for at, block in enumerate(whole.changes) if _on(part, at)),
            paragraphs=tuple(paragraphs),
            set_aside=tuple(unit for unit in part if isinstance(unit, Left)),
        )
        for part, paragraphs, paging in zip(parts, shown, pagings, strict=True)
    ]


def places(site: Site, name: str, quoting: Uses, times: int) -> dict[int, str] | None:
    """On which of the pages of an article each paragraph begins, or None where it takes one page.

    Args:
        site: everything.
        name: the article's id.
        quoting: the accounts that quote each article.
        times: how many quote this one; of most articles nothing more need be known.
    """
    article = site.corpus.articles[name]
    if len(article.text.raw) + 800 * times < room() // 4:
        return None
    pages = article_pages(site, article, quoting, "")
    if len(pages) == 1:
        return None
    return {p.number: page.paging.path for page in pages for p in page.paragraphs if not p.continued}


Unit = Paragraph | Left | tuple[int, versions.PassageLine]
"""What a page of an article is made of; the number is that of the block of changes."""


def _parts(whole: ArticlePage) -> list[tuple[Unit, ...]]:
    changed = [(at, line) for at, block in enumerate(whole.changes) for line in (*block.lines, *block.unchanged)]
    units: list[Unit] = [*changed, *whole.paragraphs, *whole.set_aside]
    if sum(map(_weight, units)) <= room():
        return [tuple(units)]
    pieces = [piece for paragraph in whole.paragraphs for piece in _pieces(paragraph)]
    return cut([*changed, *pieces, *whole.set_aside], room(), _weight, first_room(len(whole.paragraphs)))


def _pieces(paragraph: Paragraph) -> list[Paragraph]:
    """A paragraph in pieces of which several fit on a page."""
    most = room() // 4
    texts = cut(paragraph.sentences, most, _sentence_weight)
    uses = cut(paragraph.uses, most, _use_weight)
    both = [(text, uses[0] if text is texts[-1] else ()) for text in texts] + [((), more) for more in uses[1:]]
    return [
        Paragraph(
            paragraph.number,
            text,
            paragraph.gap_before and n == 0,
            paragraph.gap_after and n == len(texts) - 1,
            used,
            n > 0,
        )
        for n, (text, used) in enumerate(both)
    ]


def _joined(pieces: Iterable[Paragraph]) -> list[Paragraph]:
    """Pieces of one paragraph that came to stand on one page after all."""
    found: list[Paragraph] = []
    for piece in pieces:
        if found and found[-1].number == piece.number:
            before = found[-1]
            sentences, uses = before.sentences + piece.sentences, before.uses + piece.uses
            found[-1] = replace(before, sentences=sentences, uses=uses, gap_after=before.gap_after or piece.gap_after)
        else:
            found.append(piece)
    return found


def _weight(unit: Unit) -> int:
    match unit:
        case Paragraph():
            return 400 + sum(map(_sentence_weight, unit.sentences)) + sum(map(_use_weight, unit.uses))
        case Left():
            return 60 + size(unit.text, unit.reason)
        case _:
            line = unit[1]
            links = [link.path for link in (line.old, line.new) if link is not None]
            return 300 + size(*links) + sum(size(piece.text) + 12 for piece in line.pieces)


def _sentence_weight(sentence: Sequence[Segment]) -> int:
    return 1 + sum(size(segment.text) + (30 if segment.quoted else 0) for segment in sentence)


def _use_weight(use: Use) -> int:
    return 60 + size(use.fact.path, use.fact.text, use.speaker, use.value)


def _on(part: Iterable[Unit], at: int) -> list[versions.PassageLine]:
    """The lines of one block of changes that stand on a page."""
    return [unit[1] for unit in part if isinstance(unit, tuple) and unit[0] == at]


def _block_on(part: Iterable[Unit], at: int, block: versions.ChangesBlock) -> versions.ChangesBlock:
    here = set(map(id, _on(part, at)))
    return replace(
        block,
        lines=tuple(line for line in block.lines if id(line) in here),
        unchanged=tuple(line for line in block.unchanged if id(line) in here),
    )


def _held(part: Sequence[Unit], paragraphs: Sequence[Paragraph]) -> tuple[str, list[str]]:
    """What a page holds, in words, and the addresses in it."""
    words = []
    if any(isinstance(unit, tuple) for unit in part):
        words.append("what was changed")
    if paragraphs:
        first, last = paragraphs[0].number, paragraphs[-1].number
        words.append(f"paragraph {first}" if first == last else f"paragraphs {first} to {last}")
    if any(isinstance(unit, Left) for unit in part):
        words.append("what is set aside")
    text = ", ".join(words)
    return text[:1].upper() + text[1:], [f"p{p.number}" for p in paragraphs if not p.continued]


def _paragraphs(article: Article, uses: Sequence[Quoting]) -> tuple[Paragraph, ...]:
    text = article.text
    quoted: dict[int, None] = {}
    by_paragraph: dict[int, list[Use]] = {}
    for each in sorted(uses, key=lambda each: (each.places[0][0], each.fact, each.account)):
        numbers = [n for part in each.parts for n in range(*text.sentences_of(part))]
        quoted.update(dict.fromkeys(numbers))
        use = Use(Link(each.title, f"claims/{each.fact}/#{each.account}"), each.speaker, each.value)
        for number in dict.fromkeys(text.paragraph_of(n) for n in numbers):
            by_paragraph.setdefault(number, []).append(use)
    spans: dict[int, list[Span]] = {}
    for each in uses:
        for part in each.parts:
            for n in range(*text.sentences_of(part)):
                spans.setdefault(n, []).append(part)
    found = []
    for number, group in groupby(range(text.count), text.paragraph_of):
        inside = list(group)
        shown = inside if article.meta.rights.show == "full" else [n for n in inside if n in quoted]
        if shown:
            found.append(
                Paragraph(
                    number,
                    tuple(_sentence(article, text.span_of(n), spans.get(n, [])) for n in shown),
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
