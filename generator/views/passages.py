"""Quotes and their surroundings, cut into segments a template can mark up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import quote as percent

from generator.evidence import INVISIBLE, OMISSION, ArticleText, Span
from generator.facts import Witness
from generator.records import Record

FRAGMENT_LIMIT = 300
"""Characters above which a text fragment names only the beginning and the end of a passage."""
FRAGMENT_WORDS = 5


UNSEEN = re.compile(f"[{INVISIBLE}]+")
SPACE = re.compile(r"[^\S ]\s*| \s+")
"""White space that is not a single space already."""


class Segment(Record):
    """A piece of running text.

    Attributes:
        text: the words, white space folded.
        quoted: whether they belong to the quote.
        marked: whether the value rests on them.
    """

    text: str
    quoted: bool = True
    marked: bool = False


class Context(Record):
    """A quote where it stands.

    Attributes:
        before: the sentence before, or an empty text at the beginning of the body.
        passage: the whole sentences that hold the quote, the quote marked off.
        after: the sentence after, or an empty text at the end of the body.
    """

    before: str
    passage: tuple[Segment, ...]
    after: str


def fold(text: str) -> str:
    """Text as a page shows it: white space folded, invisible characters left out."""
    if text.isprintable() and "  " not in text:  # neither: both are no printable characters, but for single spaces
        return text
    return SPACE.sub(" ", UNSEEN.sub("", text))


def segments(raw: str, span: Span, quoted: Iterable[Span], marked: Iterable[Span]) -> tuple[Segment, ...]:
    """A stretch of a text, cut where a quote or a mark begins or ends."""
    quoted, marked = tuple(quoted), tuple(marked)
    cuts = {span.start, span.end}
    for each in (*quoted, *marked):
        cuts.update(at for at in (each.start, each.end) if span.start < at < span.end)
    edges = sorted(cuts)
    found = []
    for start, end in pairwise(edges):
        inside = any(each.start <= start and end <= each.end for each in quoted)
        found.append(
            Segment(
                fold(raw[start:end]),
                inside,
                inside and any(each.start <= start and end <= each.end for each in marked),
            )
        )
    return tuple(segment for segment in found if segment.text)


def quote(witness: Witness) -> tuple[Segment, ...]:
    """The quote by itself, with […] where words are left out and [words] where the editors added some."""
    raw = witness.article.text.raw
    if _inserted(witness):
        return (Segment(fold(witness.account.quote).strip()),)
    found: list[Segment] = []
    for number, part in enumerate(witness.located.parts):
        if number:
            found.append(Segment(" […] "))
        found.extend(segments(raw, part, (part,), witness.marks))
    return tuple(found)


def _inserted(witness: Witness) -> bool:
    """Whether the quote holds words in brackets that the article does not have."""
    raw = witness.article.text.raw
    stored = "".join(raw[part.start : part.end] for part in witness.located.parts)
    return "[" in OMISSION.sub(" ", witness.account.quote) and "[" not in stored


def context(witness: Witness) -> Context:
    """The quote in its sentences, with the sentence before and the one after."""
    text = witness.article.text
    first, last = witness.sentences
    whole = Span(text.span_of(first).start, text.span_of(last - 1).end)
    whole = Span(min(whole.start, witness.located.whole.start), max(whole.end, witness.located.whole.end))
    return Context(
        sentence(text, first - 1),
        segments(text.raw, whole, witness.located.parts, witness.marks),
        sentence(text, last),
    )


def sentence(text: ArticleText, number: int) -> str:
    """A sentence of the body as a page shows it, or an empty text where there is none."""
    if not 0 <= number < text.count:
        return ""
    span = text.span_of(number)
    return fold(text.raw[span.start : span.end]).strip()


def text_fragment(url: str, witness: Witness) -> str:
    """A link that opens the original at the quote (WICG URL Fragment Text Directives)."""
    part = witness.located.parts[0]
    raw = witness.article.text.raw[part.start : part.end]
    line = next((line for line in raw.splitlines() if line.strip()), raw)  # a term lies inside one block
    words = fold(line).split()
    if len(raw) <= FRAGMENT_LIMIT and "\n" not in raw.strip():
        directive = _term(" ".join(words))
    else:
        last = fold(raw).split()
        directive = f"{_term(' '.join(words[:FRAGMENT_WORDS]))},{_term(' '.join(last[-FRAGMENT_WORDS:]))}"
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _term(text: str) -> str:
    return percent(text, safe="").replace("-", "%2D")
