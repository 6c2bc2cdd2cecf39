"""Explaining a quote that was not found: the nearest passage and the difference. It suggests; it never accepts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.evidence import ArticleText, Span

LONGEST = 2_000
"""Characters of a quote that are compared; the beginning of a longer one finds its place as well."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage most like a quote.

    Attributes:
        span: where it stands in the stored file.
        text: its words, normalised.
        differences: each difference as (in the quote, in the article), in order.
    """

    span: Span
    text: str
    differences: tuple[tuple[str, str], ...]


def nearest(article: ArticleText, quote: str) -> Nearest | None:
    """The passage of the article's body most like a normalised quote, or None where nothing is like it."""
    from rapidfuzz import fuzz  # only wrong quotes pay for the import

    start, end = article.body_range
    body = article.normal.text[start:end]
    alignment = fuzz.partial_ratio_alignment(quote[:LONGEST], body, score_cutoff=60)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    first, last = alignment.dest_start, alignment.dest_end
    if alignment.src_end - alignment.src_start < min(len(quote), LONGEST):
        return None  # the article is shorter than the quote
    while first > 0 and body[first - 1].isalnum() and body[first].isalnum():
        first -= 1
    while last < len(body) and body[last - 1].isalnum() and body[last].isalnum():
        last += 1
    text = body[first:last]
    lead = len(text) - len(text.lstrip())
    first, text = first + lead, text.strip()
    if not text:
        return None
    span = article.normal.span(start + first, start + first + len(text))
    return Nearest(span, text, differences(quote[:LONGEST], text))


def differences(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Where two texts differ, word by word."""
    a, b = re.findall(r"\w+|[^\w\s]", quote), re.findall(r"\w+|[^\w\s]", passage)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return tuple((" ".join(a[i:j]), " ".join(b[k:m])) for op, i, j, k, m in matcher.get_opcodes() if op != "equal")
