"""The text of a stored article, and finding a quote in it word for word.

Both sides are normalised the same narrow way before they are compared: Unicode NFC; any run of white space is one
space; invisible characters vanish; typographic quotation marks, apostrophes, dashes and the ellipsis become their ASCII
kin.
Case, digits and accents stay. NFKC is not used, since it would turn 10² into 102. Every position in the normalised text
leads back to the stored file; positions are Unicode code points, `start` inclusive and `end` exclusive, as in the
TextPositionSelector of the W3C Web Annotation Data Model.

Approximate matching suggests; it never accepts.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from heapq import merge
from itertools import pairwise
from typing import Any, NamedTuple

from generator.records import LazyRecord, Record
from generator.wordindex import LONG, WordIndex

INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)
FOLDS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
}
INVISIBLE_CHARACTERS = frozenset(INVISIBLE)
SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
"""Every character that counts as white space."""
SPECIAL = re.compile(
    rf"[{INVISIBLE}{SPACES.replace(' ', '')}][{INVISIBLE}{SPACES}]*| [{INVISIBLE}{SPACES}]+|[{''.join(FOLDS)}]"
)
"""What is not its own normal form: a run of white space and invisible characters, unless it is one space; a mark."""
_MARKS, _GAPS = "".join(FOLDS), INVISIBLE + SPACES.replace(" ", "")
RARER = re.compile(rf"[{_GAPS}{_MARKS}](?:(?<![{_MARKS}])[{_GAPS} ]*)?")
"""The same in a text without two spaces in a row, but for a space that a run begins with: it looks at no single one."""
OMISSION = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")
INSERTION = re.compile(r"\s*\[[^\[\]]+\]\s*")


class Step(StrEnum):
    """What had to be normalised before quote and article were equal, for the reader who wants to repeat it."""

    NONE = "letter for letter"
    SPACE = "after folding white space"
    MARKS = "after folding quotation marks, dashes or ellipses"
    INVISIBLE = "after leaving out invisible characters"
    NFC = "after Unicode normalisation (NFC)"


class Span(NamedTuple):
    """A stretch of a stored file in code points: `start` inclusive, `end` exclusive."""

    start: int
    end: int


class Normalised(Record):
    """A text after normalisation, with the way back.

    It is kept as runs: stretches that were taken over character for character, each where it stood, and stretches that
    became something else and can only be pointed at as a whole.

    Attributes:
        text: the normalised text.
        starts: positions in `text` at which a run begins, ascending; the last one is the end of the text.
        origins: where each of these runs begins in the original.
        stops: where each of them ends in the original.
    """

    text: str
    starts: Sequence[int]
    origins: Sequence[int]
    stops: Sequence[int]

    def plain(self, run: int) -> bool:
        """Whether a run was taken over character for character."""
        return self.starts[run + 1] - self.starts[run] == self.stops[run] - self.origins[run]

    def _alone(self, run: int, origin: int) -> bool:
        """Whether what stands before a position of the original, back to the beginning of a run, is in no other run."""
        origins = self.origins
        return origin < origins[run + 1] and (run == 0 or origins[run - 1] < origins[run])

    def origin(self, position: int) -> int:
        """The position in the original of a position in the normalised text."""
        run = bisect_right(self.starts, position) - 1
        # an ellipsis became three dots, and all three stand where it stands
        return min(self.origins[run] + position - self.starts[run], max(self.stops[run] - 1, self.origins[run]))

    def origin_end(self, position: int) -> int:
        """Where the original of the character at a position in the normalised text ends."""
        run = bisect_right(self.starts, position) - 1
        if position + 1 == self.starts[run + 1]:  # a letter with its accent, white space with its line end
            return self.stops[run]
        return self.origin(position) + 1

    def position(self, origin: int) -> int:
        """The position in the normalised text of a position in the original; the next one, where nothing is left."""
        run = bisect_right(self.origins, origin) - 1
        if run < 0:  # before the first character that is left
            return 0
        if origin >= self.stops[run]:  # invisible characters stand there
            return self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)
        while run > 0 and self.origins[run - 1] == self.origins[run]:  # one character that became several
            run -= 1
        following = self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)
        return min(self.starts[run] + origin - self.origins[run], following)

    def positions(self, span: Span) -> tuple[int, int]:
        """The positions of both ends of a stretch of the original."""
        start, end = span
        run = bisect_right(self.origins, start) - 1
        # one look-up for both, where that will do
        if run >= 0 and start < end <= self.stops[run] and self.plain(run) and self._alone(run, end):
            shift = self.starts[run] - self.origins[run]
            return start + shift, end + shift
        return self.position(start), self.position(end)

    def span(self, start: int, end: int) -> Span:
        """The original stretch of a non-empty stretch of the normalised text."""
        run = bisect_right(self.starts, start) - 1
        if end <= self.starts[run + 1] and self.plain(run):
            shift = self.origins[run] - self.starts[run]
            return Span(start + shift, end + shift)
        return Span(self.origin(start), self.origin_end(end - 1))


def is_plain(text: str) -> bool:
    """Whether a text is its own normal form; most quotes are."""
    return text.isascii() and text.isprintable() and "  " not in text and "`" not in text


def normal_form(text: str) -> str:
    """A text after normalisation, for whoever does not need the way back."""
    return text if is_plain(text) else normalise(text).text


def normalise(text: str) -> Normalised:
    """Normalise a text, keeping the way back to it. Cost grows linearly with its length."""
    if is_plain(text):
        return _unchanged(text)
    if unicodedata.is_normalized("NFC", text):
        if not SPECIAL.search(text):
            return _unchanged(text)
        folded = _fold(text)
        # an invisible character may have stood between a letter and its accent
        if folded.text.isascii() or unicodedata.is_normalized("NFC", folded.text):
            return folded
    return _normalise_composing(text)


def _unchanged(text: str) -> Normalised:
    whole = len(text)
    return Normalised(text, (0, whole), (0, whole), (whole, whole)) if text else Normalised("", (0,), (0,), (0,))


def _fold(text: str) -> Normalised:
    out: list[str] = []
    starts, origins, stops = [0], [0], [0]
    length = done = 0
    for match in (SPECIAL if "  " in text else RARER).finditer(text):
        start, end = match.span()
        folded = FOLDS.get(match[0])
        if folded is None:  # white space, invisible characters, or both
            if text[start - 1 : start] == " ":
                start -= 1
            folded = "" if INVISIBLE_CHARACTERS.issuperset(text[start:end]) else " "
        out.append(text[done:start])
        out.append(folded)
        length += start - done
        done = end
        if len(folded) == 1 == end - start:  # it stands where it stood: the line end of a paragraph, a curled quote
            length += 1
            continue
        stops[-1] = start
        if folded:
            starts.append(length)
            origins.append(start)
            stops.append(end)
        length += len(folded)
        starts.append(length)
        origins.append(end)
        stops.append(end)
    out.append(text[done:])
    stops[-1] = len(text)
    return _runs("".join(out), list(zip(starts, origins, stops, strict=True)), len(text))


def _runs(text: str, runs: list[tuple[int, int, int]], end: int) -> Normalised:
    """Of several runs that begin at one position (all but the last are empty), only the last counts."""
    length = len(text)
    kept = [run for run, following in pairwise(runs) if run[0] != following[0]]
    kept += [run for run in runs[-1:] if run[0] < length]
    kept.append((length, end, end))
    # of a long text there are many, and numbers by themselves take ten times as much
    starts, origins, stops = (array("I", each) for each in zip(*kept, strict=True))
    return Normalised(text, starts, origins, stops)


def _normalise_composing(text: str) -> Normalised:
    """The slow way, for text that is not in NFC: compose and fold until neither changes anything.

    Each character is kept with the stretch of the original that it stands for.
    """
    current, spans = text, [(n, n + 1) for n in range(len(text))]
    while True:
        current, spans = _compose(current, spans)
        folded = _fold(current)
        spans = [(spans[folded.origin(n)][0], spans[folded.origin_end(n) - 1][1]) for n in range(len(folded.text))]
        current = folded.text
        if unicodedata.is_normalized("NFC", current):
            break
    runs = [(0, 0, 0)]
    for n, (start, end) in enumerate(spans):
        begin, origin, stop = runs[-1]
        if (start, end) == (stop, stop + 1) and stop - origin == n - begin:  # character for character, so far
            runs[-1] = (begin, origin, end)
        else:
            runs.append((n, start, end))
    return _runs(current, runs, len(text))


def _compose(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """NFC, cluster by cluster: what composes stands for all of the cluster it was composed from."""
    composed: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        cluster = unicodedata.normalize("NFC", text[start:end])
        composed.append(cluster)
        if cluster == text[start:end]:
            places.extend(spans[start:end])
        else:
            places.extend([(spans[start][0], spans[end - 1][1])] * len(cluster))
    return "".join(composed), places


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that NFC may change, each independent of the others."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (unicodedata.combining(text[end]) or _joins(text[start:end], text[end])):
            continue
        yield start, end
        start = end


def _joins(cluster: str, following: str) -> bool:
    """Whether a character that is no combining mark composes with what stands before it (Hangul syllables)."""
    if following.isascii():
        return False
    apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", following)
    return unicodedata.normalize("NFC", cluster + following) != apart


class Sentence(NamedTuple):
    """A sentence of an article's body.

    Attributes:
        span: where it stands in the stored file.
        paragraph: the number of its paragraph in the body, from 1.
        text: its words, normalised.
    """

    span: Span
    paragraph: int
    text: str


ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof gen lt col maj sgt capt gov sen rep rev st jr sr vs etc inc ltd co approx dept est
    """.split()
)
SENTENCE_END = re.compile(
    r"[.!?](?<![.!?].)[.!?]*+[\"')\]\u201d\u2019\u00bb]*(?=\s+([\"'(\[\u201c\u2018\u00ab]*[^\Wa-z_]))"
)
"""Where a sentence may end, and with what the next one would begin. What stands before it is looked at once there is
something to look at."""
NUMBERED = frozenset({"no", "nos", "fig", "pp"})
"""Abbreviations before a number, and ordinary words before anything else."""
MOST_OF_A_WORD = 20
"""Characters before the end of a sentence that are looked at."""
LAST_WORD = re.compile(r"[\w.]+$")
PARAGRAPH = re.compile(r"\S.*(?:\n(?![^\S\n]*\n).*)*")


def _last_word(text: str) -> str:
    """What a text ends with that may be an abbreviation."""
    last = text[text.rfind(" ") + 1 :]
    if last.isalnum():  # nearly always
        return last
    found = LAST_WORD.search(text)
    return found[0] if found else ""


def _sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """The sentences of one paragraph: they end at . ! or ? before a capital or digit, except after an abbreviation."""
    spans: list[Span] = []
    begin = start
    for match in SENTENCE_END.finditer(text, start, end):
        following = match.start(1)
        if match[0].startswith("."):
            last = _last_word(text[max(begin, match.start() - MOST_OF_A_WORD) : match.start()])
            # "Lt." and "U.S." and an initial do not end a sentence
            if last.lower() in ABBREVIATIONS or "." in last or (len(last) == 1 and last.isupper()):
                continue
            if last.lower() in NUMBERED and text[following].isdigit():
                continue
        spans.append(Span(begin, match.end()))
        begin = following
    if begin < end:
        spans.append(Span(begin, end))
    return spans


class ArticleText(LazyRecord):
    """A stored article's text, with its body marked off from what was saved around it.

    Attributes:
        raw: the stored file, decoded.
        body: where the article's own text begins and ends in `raw`.
    """

    raw: str
    body: Span

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent to other processes: of what was worked out, what took long and is short."""
        known = self.__dict__
        return ArticleText, (self.raw, self.body), {name: known[name] for name in ("normal", "_cuts") if name in known}

    @cached_property
    def normal(self) -> Normalised:
        """The whole file, normalised."""
        return normalise(self.raw)

    @cached_property
    def index(self) -> WordIndex:
        """Where its words stand, for a text that is long and quoted often."""
        return WordIndex(self.normal.text)

    @cached_property
    def body_range(self) -> tuple[int, int]:
        """The body as positions in the normalised text."""
        return self.normal.position(self.body.start), self.normal.position(self.body.end)

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The body's paragraphs: blocks of text between empty lines, without the white space around them."""
        found = PARAGRAPH.finditer(self.raw, self.body.start, self.body.end)
        return tuple([Span(match.start(), match.start() + len(match[0].rstrip())) for match in found])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The body's sentences in order."""
        text, positions = self.normal.text, self.normal.positions
        found = []
        for start, end, paragraph in zip(*self._cuts, strict=True):
            span = Span(start, end)
            first, last = positions(span)
            found.append(Sentence(span, paragraph, text[first:last].strip()))
        return tuple(found)

    def sentence(self, number: int) -> Sentence:
        """One of them, for whoever needs few."""
        span = self.span_of(number)
        return Sentence(span, self.paragraph_of(number), self.words(span))

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return len(self._cuts[0])

    def span_of(self, number: int) -> Span:
        """Where a sentence begins and ends."""
        return Span(self._cuts[0][number], self._cuts[1][number])

    def paragraph_of(self, number: int) -> int:
        """The number of the paragraph that a sentence is in."""
        return self._cuts[2][number]

    @cached_property
    def _cuts(self) -> tuple[array[int], array[int], array[int]]:
        """Where the sentences begin and end, and the numbers of their paragraphs."""
        starts, ends, paragraphs = array("I"), array("I"), array("I")
        for number, paragraph in enumerate(self.paragraphs, 1):
            for start, end in _sentence_spans(self.raw, paragraph.start, paragraph.end):
                starts.append(start)
                ends.append(end)
                paragraphs.append(number)
        return starts, ends, paragraphs

    def words(self, span: Span) -> str:
        """A stretch of the file, normalised, without white space at either end."""
        start, end = self.normal.positions(span)
        return self.normal.text[start:end].strip()

    def sentences_of(self, span: Span) -> tuple[int, int]:
        """The sentences that a stretch of the body touches, as a half-open range of positions in `sentences`."""
        starts, start, end = self._cuts[0], *span
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, end - 1), first + 1)
        return first, last


MOST_PLACES = 16
"""So many places of a quote are told; two are already too many, and the rest only bounds the work."""
SPACE = re.compile(r"[^\S ]|\s\s")
"""White space that is more than a single space."""
UNBROKEN = re.compile(r"[^\W_]+")
"""Letters and digits in a row, of which nothing but the whole can be quoted."""


class Located(Record):
    """A quote found in an article.

    Attributes:
        parts: the stretches of the stored file it stands on, in order; more than one where words were left out.
        steps: what had to be normalised.
    """

    parts: tuple[Span, ...]
    steps: tuple[Step, ...]

    @property
    def whole(self) -> Span:
        """From the first to the last quoted character."""
        return Span(self.parts[0].start, self.parts[-1].end)


class Missed(Record):
    """A quote that was not accepted.

    Attributes:
        reason: "absent", "cut" (it begins or ends inside a word), "ambiguous", "outside" (only outside the body) or
            "context" (it stands there, but not between the words given as prefix and suffix).
        places: where it does stand, for all but the first.
        part: the part of the quote that failed, normalised.
    """

    reason: str
    places: tuple[Span, ...]
    part: str


def split_quote(quote: str) -> list[list[str]]:
    """The parts of a quote between omissions, each as the pieces between inserted words, all normalised."""
    return [
        [piece for piece in (normal_form(text).strip() for text in INSERTION.split(part)) if piece]
        for part in OMISSION.split(quote.strip())
    ]


def locate(article: ArticleText, quote: str, prefix: str = "", suffix: str = "") -> Located | Missed:
    """Find a quote in the body of an article.

    `[…]` stands for words left out: the parts must follow in order. `[word]` stands for words added by the editors:
    what stands around it must be adjacent in the article.

    Args:
        article: where to look.
        quote: the quote as the claim file has it.
        prefix: words that stand directly before it, where it occurs more than once (TextQuoteSelector).
        suffix: words that stand directly after it.
    """
    literal = normal_form(quote).strip()
    text = article.normal.text
    start, end = article.body_range
    if not prefix and not suffix and len(text) < LONG:  # most quotes stand there as they are, and once
        at, stop = text.find(literal, start, end), len(literal)
        if at >= 0 and literal and text.find(literal, at + 1, end) < 0 and _whole(text, at, at + stop):
            found_at = (article.normal.span(at, at + stop),)
            return Located(found_at, _steps(article.raw, found_at, quote))
    parts = [literal]
    if "[" in literal and text.find(literal, start, end) < 0:
        parts = [" ".join(pieces) for pieces in split_quote(quote)]
    if not all(parts):
        return Missed("absent", (), literal)
    chains: list[tuple[tuple[int, int], ...]] = [()]
    for number, part in enumerate(parts):
        # both sides of an omission are the editors' cut; only the outer ends may be told apart by their context
        before = normal_form(prefix).strip() if prefix and number == 0 else ""
        after = normal_form(suffix).strip() if suffix and number == len(parts) - 1 else ""
        # nothing before the first end of what was found so far can follow on it
        begin = min((chain[-1][1] for chain in chains if chain), default=start)
        whole, _ = _places(article, part, begin, end, before, after)
        found = [(*chain, place) for chain in chains for place in whole if not chain or place[0] >= chain[-1][1]]
        if not found:
            return _missed(article, part, *_places(article, part, start, end, before, after))
        chains = found[:MOST_PLACES]
    if len(chains) > 1:
        spans = tuple(dict.fromkeys(article.normal.span(chain[0][0], chain[-1][1]) for chain in chains))
        return Missed("ambiguous", spans, parts[0] if len(parts) == 1 else literal)
    spans = tuple(article.normal.span(a, b) for a, b in chains[0])
    return Located(spans, _steps(article.raw, spans, quote))


Places = list[tuple[int, int]]


def _places(
    article: ArticleText, part: str, start: int, end: int, before: str = "", after: str = ""
) -> tuple[Places, Places]:
    """Where a part of a quote stands: as whole words and numbers, and where it cuts one; the first of each.

    The time it takes grows with the length of the text and no faster, whatever is repeated in it.
    """
    text = article.normal.text
    whole: Places = []
    cut: Places = []
    for at in _occurrences(article, part, start, end, before, after):
        stop = at + len(part)
        if _whole(text, at, stop):
            whole.append((at, stop))
            if len(whole) == MOST_PLACES:
                break
        elif len(cut) < MOST_PLACES:
            cut.append((at, stop))
    return whole, cut


def _occurrences(article: ArticleText, part: str, start: int, end: int, before: str, after: str) -> Iterator[int]:
    """Where a text stands between two others, ascending. Of a stretch without a gap, only the first ones."""
    text = article.normal.text
    if before or after:
        # what stands beside it is looked for together with it, with and without a space between the two
        sides = [
            (f"{before}{left}", f"{right}{after}")
            for left in ("", " ")[: 2 if before else 1]
            for right in ("", " ")[: 2 if after else 1]
        ]
        found = merge(
            *(
                _finds(text, f"{left}{part}{right}", max(start - len(left), 0), end + len(right), len(left))
                for left, right in sides
            )
        )
        yield from dict.fromkeys(at for at in found if start <= at)
        return
    known = article.index.places(part, start, end)
    yield from _finds(text, part, start, end, 0) if known is None else known


def _finds(text: str, wanted: str, start: int, end: int, offset: int) -> Iterator[int]:
    in_row = 0
    at = text.find(wanted, start, end)
    while at >= 0:
        yield at + offset
        following = text.find(wanted, at + 1, end)
        in_row = in_row + 1 if following == at + 1 else 0
        if in_row > MOST_PLACES:  # "aaa" in "aaaaaaaa": the rest of them is inside the same word
            run = UNBROKEN.match(text, following)
            if run and run.end() > following + 1:
                following = text.find(wanted, run.end() - 1, end)
        at = following


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends at the edges of words and numbers ("1,000" and "2.5" are numbers)."""
    return not (_inside(text, start) or _inside(text, end))


def _inside(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return True
    if before in ".," and after.isdigit() and at > 1 and text[at - 2].isdigit():
        return True
    return after in ".," and before.isdigit() and at + 1 < len(text) and text[at + 1].isdigit()


def _missed(article: ArticleText, part: str, whole: Places, cut: Places) -> Missed:
    if whole:  # it is there, but not after the part before it
        return Missed("absent", (), part)
    if cut:
        return Missed("cut", tuple(article.normal.span(*place) for place in cut), part)
    start, end = article.body_range
    inside = [place for places in _places(article, part, start, end) for place in places]
    length = len(article.normal.text)
    everywhere = inside or [place for places in _places(article, part, 0, length) for place in places]
    if everywhere:
        reason = "context" if inside else "outside"
        return Missed(reason, tuple(article.normal.span(*place) for place in sorted(everywhere)), part)
    return Missed("absent", (), part)


def _steps(raw: str, spans: tuple[Span, ...], quote: str) -> tuple[Step, ...]:
    """What had to be normalised, judged by the characters on both sides that are not their own normal form."""
    stored = [raw[start:end] for start, end in spans]
    if all(part in quote for part in stored):
        return (Step.NONE,)
    both = "".join((*stored, quote))
    if both.isascii() and "`" not in both:  # most quotes that run over the end of a line
        return (Step.SPACE,) if "\n" in both or SPACE.search(both) else (Step.NONE,)
    steps = []
    if not unicodedata.is_normalized("NFC", both):
        steps.append(Step.NFC)
    if not INVISIBLE_CHARACTERS.isdisjoint(both):
        steps.append(Step.INVISIBLE)
    if not FOLDS.keys().isdisjoint(both):
        steps.append(Step.MARKS)
    if SPACE.search(both):
        steps.append(Step.SPACE)
    return tuple(steps) or (Step.NONE,)
