"""Accounts as YAML to paste: quotes that are found again word for word, and texts that YAML reads as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.evidence import INVISIBLE_CHARACTERS, ArticleText, Located, Span, locate
from generator.records import Record
from generator.yamlscalar import WIDTH, written

LONGEST = 3_900
"""Characters of a quote that is proposed; a passage may have 4,000 in a claim file."""

Value = str | Sequence[str] | Mapping[str, "Value"]
"""What a snippet holds: texts, lists of texts, and mappings."""


class Quotation(Record):
    """A quote that `evidence.locate` finds, with the words before it where it stands more than once."""

    quote: str
    prefix: str = ""
    suffix: str = ""


def as_stored(article: ArticleText, span: Span) -> str:
    """The stored words, their typography kept, white space folded, invisible characters left out."""
    text = "".join(char for char in article.raw[span.start : span.end] if char not in INVISIBLE_CHARACTERS)
    return " ".join(text.split())


def quotation(article: ArticleText, span: Span) -> Quotation | None:
    """A stretch of an article as a quote that is found there and nowhere else; None where there is no such quote."""
    for text in (as_stored(article, span), article.words(span)):
        if not text or len(text) > LONGEST:
            continue
        found = locate(article, text)
        if isinstance(found, Located):
            # a bracket in the text may be read as an insertion, and lead elsewhere
            if _same(article, found, span):
                return Quotation(text)
        elif found.reason == "ambiguous":
            told_apart = _told_apart(article, text, span)
            if told_apart:
                return told_apart
    return None


def _same(article: ArticleText, found: Located, span: Span) -> bool:
    whole = found.whole
    return article.normal.position(whole.start) == article.normal.position(span.start) and (
        article.words(whole) == article.words(span)
    )


def _told_apart(article: ArticleText, text: str, span: Span) -> Quotation | None:
    """The quote with as many words before it as it takes, else after it, else both."""
    before = as_stored(article, Span(max(article.body.start, span.start - 400), span.start)).split(" ")[-12:]
    after = as_stored(article, Span(span.end, min(article.body.end, span.end + 400))).split(" ")[:12]
    for count in range(1, 13):
        prefix, suffix = " ".join(before[-count:])[-300:], " ".join(after[:count])[:300]
        for candidate in (
            Quotation(text, prefix),
            Quotation(text, "", suffix),
            Quotation(text, prefix, suffix),
        ):
            if not (candidate.prefix or candidate.suffix):
                continue
            found = locate(article, text, candidate.prefix, candidate.suffix)
            if isinstance(found, Located) and _same(article, found, span):
                return candidate
    return None


# --- YAML -------------------------------------------------------------------------------------------------------------


def lines(key: str, value: Value, indent: int = 0, comment: str = "") -> Iterator[str]:
    """A key with its value, as the lines of a YAML file."""
    margin = " " * indent
    tail = f"  # {comment}" if comment else ""
    if isinstance(value, str):
        first, *rest = written(value, indent + len(key) + 2, indent + 2)
        line = f"{margin}{key}: {first}"
        if comment and len(line) + len(tail) > WIDTH:
            yield f"{margin}# {comment}"
            tail = ""
        yield line + tail
        yield from rest
    elif isinstance(value, Mapping):
        yield f"{margin}{key}:{tail}"
        for name, inner in value.items():
            yield from lines(name, inner, indent + 2)
    else:
        yield f"{margin}{key}:{tail}"
        for each in value:
            first, *rest = written(each, indent + 4, indent + 4)
            yield f"{margin}  - {first}"
            yield from rest
