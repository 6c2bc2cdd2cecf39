"""Finding words in the stored articles: where they stand word for word, then what is nearest to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum

from generator import evidence
from generator.corpus import Article, Corpus
from generator.evidence import Located, Sentence, Span, normalise
from generator.nearmiss import align
from generator.records import Record
from generator.suggesting import snippets
from generator.suggesting.attributions import Attribution, Names, attributed, governing, reporter
from generator.suggesting.snippets import Quotation
from generator.suggesting.words import STOP, stem, words

NEAR = 70
NEAR_SHORT = 90
"""Out of 100: how like the words a passage must at least be; more, where they are few and much is like them."""
ALIKE = 80
"""Out of 100: how like each other two spellings of a word are."""
BY_WORDS = 0.9
"""What it counts that a sentence holds all the words in another order."""
FEW_WORDS = 5
"""Fewer words than these make no quote; the sentence around them does."""


class How(IntEnum):
    """How a passage matches, best first."""

    EXACT = 0
    CAPITALS = 1
    NEAR = 2


class Passage(Record):
    """A passage that was found.

    Attributes:
        article: where.
        span: the found words in the stored file.
        how: how they match.
        likeness: 100 for the same words.
        line: the line of the stored file, from 1.
        paragraph: the paragraph of the body, from 1; None outside of the body.
        before: the sentence before, where it is in the same paragraph.
        text: the sentence or sentences, or the line outside of the body, normalised.
        found: where the found words stand in `text`.
        after: the sentence after.
        speaker: who seems to say so; the publisher where nobody is named. None where the words fit no known speaker.
        attribution: the attribution in the sentence, where there is one.
        cited_by: the accounts whose quotes hold some of the found words, as (claim, account).
        beside: the accounts that quote other words of the sentence.
        quotation: a quote that will be found again; None outside of the body.
    """

    article: Article
    span: Span
    how: How
    likeness: int
    line: int
    paragraph: int | None
    before: str
    text: str
    found: tuple[int, int]
    after: str
    speaker: str | None
    attribution: Attribution | None
    cited_by: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    quotation: Quotation | None


Hit = tuple[How, float, str, int, int]
"""How, likeness, article, start and end in its normalised text."""


def find(
    corpus: Corpus, text: str, articles: Sequence[str] = (), limit: int = 10, *, furniture: bool = False
) -> tuple[Passage, ...]:
    """The passages that hold a text or come near it, best first; of equal ones by article and place.

    Args:
        corpus: the articles.
        text: the words; […] for words left out, as in a quote.
        articles: ids of articles to look through; all where there are none.
        limit: how many passages at most.
        furniture: whether to look outside of the articles' bodies, too.
    """
    wanted = normalise(text).text.strip()
    if not wanted:
        return ()
    chosen = [corpus.articles[name] for name in sorted(corpus.articles) if not articles or name in articles]
    hits = [hit for article in chosen for hit in _exact(article, wanted, text, furniture)]
    if len(hits) < limit:
        hits += [hit for article in chosen for hit in _near(article, wanted, furniture)]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], -round(hit[1]), hit[2], hit[3])):
        if len(kept) == limit:
            break
        if not any(other[2] == hit[2] and other[3] < hit[4] and hit[3] < other[4] for other in kept):
            kept.append(hit)
    names = Names(corpus)
    sayings = {name: attributed(corpus.articles[name], names) for name in sorted({hit[2] for hit in kept})}
    cited = citations(corpus, set(sayings))
    return tuple(_passage(corpus, hit, sayings[hit[2]], cited[hit[2]]) for hit in kept)


def _exact(article: Article, wanted: str, text: str, furniture: bool) -> Iterator[Hit]:
    whole = article.text.normal.text
    start, end = (0, len(whole)) if furniture else article.text.body_range
    found = False
    for how, hay, needle in (
        (How.EXACT, whole, wanted),
        (How.CAPITALS, _small(whole), _small(wanted)),
    ):
        at = hay.find(needle, start, end)
        while at >= 0:
            found = True
            yield how, 100.0, article.id, at, at + len(needle)
            at = hay.find(needle, at + len(needle), end)
    if not found and "[" in wanted:
        located = evidence.locate(article.text, text)
        if isinstance(located, Located):
            position = article.text.normal.position
            yield How.EXACT, 100.0, article.id, position(located.whole.start), position(located.whole.end)


def _small(text: str) -> str:
    """In small letters, each at its place; the one letter whose small form is longer is the Turkish İ."""
    return text.replace("İ", "i").lower()


def _near(article: Article, wanted: str, furniture: bool) -> Iterator[Hit]:
    needle, keys = _small(wanted), sorted({word for word in words(wanted) if word not in STOP})
    cutoff = min(max(NEAR_SHORT - len(needle) // 2, NEAR), NEAR_SHORT)
    whole = _small(article.text.normal.text)
    alike = _alike(keys, whole) if len(keys) > 1 else {}
    for start, end in _stretches(article, len(wanted), furniture):
        hay = whole[start:end]
        aligned = align(hay, needle, cutoff) if len(hay) >= len(needle) else None
        shared = 0.0
        if alike:
            held = {key for word in words(hay) for key in alike.get(word, ())}
            shared = 100 * len(held) / len(keys) * BY_WORDS
        if aligned and aligned[0] >= shared:
            last = aligned[2]
            while needle[-1].isalnum() and not hay[last - 1].isalnum():  # the full stop is nobody's wish
                last -= 1
            yield How.NEAR, aligned[0], article.id, start + aligned[1], start + last
        elif shared >= NEAR:
            yield How.NEAR, shared, article.id, start, end


def _alike(keys: Sequence[str], text: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a text that are one of the keys or nearly so, with those keys; a number is like no other number."""
    from rapidfuzz import fuzz

    found = {}
    stems = {key: stem(key) for key in keys}
    for word in sorted(set(words(text))):
        form = stem(word)
        near = tuple(
            key
            for key in keys
            if stems[key] == form or (key.isalpha() and len(key) > 3 and fuzz.ratio(key, word) >= ALIKE)
        )
        if near:
            found[word] = near
    return found


def _stretches(article: Article, length: int, furniture: bool) -> Iterator[tuple[int, int]]:
    """The sentences as positions in the normalised text, each with as many of the following as the words may span."""
    text, position = article.text, article.text.normal.position
    bounds = [(position(each.span.start), position(each.span.end)) for each in text.sentences]
    for number, (start, end) in enumerate(bounds):
        last = number
        while end - start < length and last + 1 < len(bounds):
            last += 1
            end = bounds[last][1]
        yield start, end
        if last == number and length > 40 and number + 1 < len(bounds):  # across the end of the sentence
            yield start, bounds[number + 1][1]
    if furniture:
        for part in (Span(0, text.body.start), Span(text.body.end, len(text.raw))):
            at = part.start
            for line in text.raw[part.start : part.end].split("\n"):
                if line.strip():
                    yield position(at), position(at + len(line))
                at += len(line) + 1


def citations(corpus: Corpus, articles: set[str]) -> Mapping[str, list[tuple[str, str, Located]]]:
    """Every account's quote in some articles, as (claim, account, where it stands); quotes not found are left out."""
    found: dict[str, list[tuple[str, str, Located]]] = {name: [] for name in articles}
    for name, file in sorted(corpus.claims.items()):
        for account in file.claim.accounts:
            if account.article not in articles or account.article not in corpus.articles:
                continue
            text = corpus.articles[account.article].text
            located = evidence.locate(text, account.quote, account.prefix or "", account.suffix or "")
            if isinstance(located, Located):
                found[account.article].append((name, account.id, located))
    return found


def _passage(
    corpus: Corpus,
    hit: Hit,
    sayings: Mapping[int, tuple[Attribution, ...]],
    cited: Sequence[tuple[str, str, Located]],
) -> Passage:
    how, likeness, name, start, end = hit
    article = corpus.articles[name]
    text = article.text
    start, end = _widened(text.normal.text, start, end)
    span = text.normal.span(start, end)
    line = text.raw.count("\n", 0, span.start) + 1
    here = list(dict.fromkeys((c, a) for c, a, at in cited if any(_touch(part, span) for part in at.parts)))
    inside = text.body.start <= span.start and span.end <= text.body.end and bool(text.sentences)
    if not inside:
        around = Span(text.raw.rfind("\n", 0, span.start) + 1, (text.raw + "\n").find("\n", span.end))
        shown, at = _shown(text, around, start)
        return Passage(
            article,
            span,
            how,
            round(likeness),
            line,
            None,
            "",
            shown,
            (at, at + end - start),
            "",
            None,
            None,
            tuple(here),
            (),
            None,
        )
    first, last = text.sentences_of(span)
    sentences = text.sentences[first:last]
    whole = Span(sentences[0].span.start, sentences[-1].span.end)
    shown, at = _shown(text, whole, start)
    beside = list(dict.fromkeys((c, a) for c, a, at in cited if any(_touch(part, whole) for part in at.parts)))
    said = governing(sayings.get(first, ()), sentences[0].text, at)
    enough = len(text.words(span).split()) >= FEW_WORDS
    return Passage(
        article,
        span,
        how,
        round(likeness),
        line,
        sentences[0].paragraph,
        _neighbour(text.sentences, first - 1, sentences[0].paragraph),
        shown,
        (at, at + end - start),
        _neighbour(text.sentences, last, sentences[-1].paragraph),
        said.speaker if said else reporter(article),
        said,
        tuple(here),
        tuple(each for each in beside if each not in here),
        (snippets.quotation(text, span) if enough else None)
        or snippets.quotation(text, whole)
        or snippets.quotation(text, span),
    )


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Whole words: "buse" becomes "buses"."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _shown(text: evidence.ArticleText, span: Span, start: int) -> tuple[str, int]:
    """The normalised words of a stretch, and where in them a position of the normalised text is."""
    begin = text.normal.position(span.start)
    raw = text.normal.text[begin : text.normal.position(span.end)]
    lead = len(raw) - len(raw.lstrip())
    return raw.strip(), max(start - begin - lead, 0)


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _neighbour(sentences: Sequence[Sentence], number: int, paragraph: int) -> str:
    if 0 <= number < len(sentences) and sentences[number].paragraph == paragraph:
        return sentences[number].text
    return ""
