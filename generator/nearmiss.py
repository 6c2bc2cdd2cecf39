"""Explaining a quote that was not found: the nearest passage and the difference. It suggests; it never accepts."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import zip_longest

from generator.evidence import OMISSION, ArticleText, Located, Span, locate, normalise
from generator.records import Record

MARKS = frozenset("'\"- \t")
"""What a slip of the keyboard leaves out or puts in without touching a letter or a figure, in a normalised text."""

LONGEST = 2_000
"""Characters of a quote that are compared; the beginning of a longer one finds its place as well."""

EFFORT = 10**11
"""A text times the square of a quote, in characters: up to that much, all of the text is compared. It takes seconds
where the text repeats itself without end, and a moment in any other."""
COMMON = 1_000
"""Places of a word that count; a word that stands more often leads nowhere."""
STRETCHES = 3
"""Stretches of a long text that are compared."""
SHARE = 10**9
WORD = re.compile(r"\w+")


class Nearest(Record):
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
    start, end = article.body_range
    body = article.normal.text[start:end]
    aligned = align(body, quote, 60)
    if aligned is None:
        return None
    _, first, last = aligned
    span = article.normal.span(start + first, start + last)
    text = body[first:last]
    return Nearest(span, text, differences(quote[:LONGEST], text))


def align(body: str, quote: str, cutoff: float) -> tuple[float, int, int] | None:
    """The stretch of whole words of a text that is most like a quote, as (likeness, start, end); 100 is the same.

    Args:
        body: where to look, normalised.
        quote: what to look for, normalised.
        cutoff: how like it must at least be.
    """
    from rapidfuzz import fuzz  # only wrong quotes pay for the import

    wanted = quote[:LONGEST]
    best: tuple[float, int, int] | None = None
    for begin, end in [(0, len(body))] if len(body) * len(wanted) ** 2 <= EFFORT else _promising(body, wanted):
        found = fuzz.partial_ratio_alignment(wanted, body[begin:end], score_cutoff=cutoff)
        if found is None or found.dest_end <= found.dest_start or found.src_end - found.src_start < len(wanted):
            continue  # nothing like it, or the text is shorter than the quote
        if best is None or found.score > best[0]:
            best = (found.score, begin + found.dest_start, begin + found.dest_end)
    if best is None:
        return None
    score, first, last = best
    while first > 0 and body[first - 1].isalnum() and body[first].isalnum():
        first -= 1
    while last < len(body) and body[last - 1].isalnum() and body[last].isalnum():
        last += 1
    text = body[first:last]
    first += len(text) - len(text.lstrip())
    last = first + len(text.strip())
    return (score, first, last) if first < last else None


def _promising(body: str, quote: str) -> list[tuple[int, int]]:
    """The stretches of a long text that share most words with a quote, rare ones before common ones."""
    words = set(WORD.findall(quote))
    places: dict[str, list[int]] = {}
    for match in WORD.finditer(body):
        if match[0] in words and len(found := places.setdefault(match[0], [])) <= COMMON:
            found.append(match.start())
    size = len(quote)
    votes: Counter[int] = Counter()
    for found in places.values():
        for bucket in {place // size for place in found[:COMMON]}:
            votes[bucket] += SHARE // len(found)
    ranked = sorted(votes, key=lambda bucket: (-votes[bucket] - votes[bucket + 1], bucket))
    return [(max((bucket - 1) * size, 0), (bucket + 3) * size) for bucket in ranked[:STRETCHES]]


def differences(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Where two texts differ, word by word."""
    a, b = re.findall(r"\w+|[^\w\s]", quote), re.findall(r"\w+|[^\w\s]", passage)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return tuple((" ".join(a[i:j]), " ".join(b[k:m])) for op, i, j, k, m in matcher.get_opcodes() if op != "equal")


def respelt(article: ArticleText, quote: str, prefix: str = "", suffix: str = "") -> str | None:
    """A quote with the article's own white space, quotation marks, apostrophes and dashes, where nothing else is wrong.

    Every letter and every figure of it must follow in the article as they do in the quote, in one place only; then
    what the article has there is what was meant. None in every other case.
    """
    parts, cuts = OMISSION.split(quote), OMISSION.findall(quote)
    start, end = article.body_range
    stored: list[str] = []
    for part in parts:
        literal = normalise(part).text.strip()
        if "[" in literal or (literal and literal in article.normal.text[start:end]):
            stored.append(part)
            continue
        span = _same_letters(article, literal)
        if span is None:
            return None
        stored.append(" ".join(article.raw[span.start : span.end].split()))
    text = "".join(piece for pair in zip_longest(stored, cuts, fillvalue="") for piece in pair)
    return text if text != quote and isinstance(locate(article, text, prefix, suffix), Located) else None


def _same_letters(article: ArticleText, quote: str) -> Span | None:
    """The one place of the body with the letters and figures of a normalised quote."""
    start, end = article.body_range
    body = article.normal.text[start:end]
    places = [n for n, char in enumerate(body) if char not in MARKS]
    letters, wanted = "".join(body[n] for n in places), "".join(char for char in quote if char not in MARKS)
    found = letters.find(wanted)
    if not wanted or found < 0 or letters.find(wanted, found + 1) >= 0:
        return None
    first, last = places[found], places[found + len(wanted) - 1] + 1
    if body[first - 1 : first].strip() and first and body[first - 1] in MARKS and quote[0] in MARKS:
        first -= 1  # a quotation mark that the quote has as well
    if body[last : last + 1].strip() and body[last] in MARKS and quote[-1] in MARKS:
        last += 1
    if re.findall(r"\d+", body[first:last]) != re.findall(r"\d+", quote):
        return None  # 2-10 is not 210
    return article.normal.span(start + first, start + last)
