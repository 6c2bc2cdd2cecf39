"""What the articles state, clause by clause: who says it, when, and the figures, days and places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from generator import dates
from generator.corpus import Article, Corpus
from generator.evidence import Sentence, Span
from generator.records import Record, replace
from generator.suggesting.attributions import LONGEST, Attribution, attributed, governing, reporter
from generator.suggesting.concepts import Mention, Vocabulary
from generator.suggesting.datings import Dating, datings_in
from generator.suggesting.figures import Figure, figures_in

CUT = re.compile(
    r",\s+(?=(?:and|but|while|whereas|although|though|which|who|whose|where|with|saying|\w{3,}ing)\s)"
    r"|\s+(?=(?:and that|and (?:have|has|had|is|are|was|were|will|would|can|could)|but|because(?! of)|after"
    r"|in return for|under the terms)\s)|;\s+|\s-\s+|\s+(?=despite\s)"
)
TRIM_LEFT = re.compile(
    r"^(?:[\s,;:.\"')-]+|(?:and|but|that|however|meanwhile|while|because|which|who)(?=[\s,]))+", re.IGNORECASE
)
TRIM_RIGHT = re.compile(r"[\s,;:\"'(-]+$")
NEGATED = re.compile(
    r"\b(?:not|no|none|never|nobody|nothing|neither|nor|without|cannot|\w+n't|declined|denied|refused|rejected)\b",
    re.IGNORECASE,
)
UNSURE = re.compile(r"\b(?:may|might|could|unclear|apparently|possibly|perhaps|whether|probably|if)\b")
MERELY = re.compile(
    r"\b(?:sa(?:id|ys?)|t(?:old|ells?)|add(?:s|ed)|stat(?:es|ed)|explain(?:s|ed)|not(?:es|ed)|report(?:s|ed)"
    r"|announc(?:es|ed)|confirm(?:s|ed)|point(?:s|ed) out|believ(?:es|ed?)|according to"
    r"|detailed|recall(?:s|ed)|testif(?:ies|ied)|wrote)\b",
    re.IGNORECASE,
)
TO = re.compile(
    r"\b(?:to|towards?|into|for|reach(?:ed|ing)?|enter(?:ed|ing)?)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}?$", re.IGNORECASE
)
FROM = re.compile(r"\b(?:from|out of|left|leaving)\s+(?:the\s+|their\s+)?(?:[\w-]+\s+){0,4}?$", re.IGNORECASE)
AT = re.compile(
    r"\b(?:in|at|near|on|off|outside|between|around|inside)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?$", re.IGNORECASE
)
UNLISTED = re.compile(
    r"\b(?P<role>in|at|near|to|towards?|from|into|outside|off)\s+(?:the\s+)?"
    r"(?P<name>[A-Z][\w'-]+(?:\s+(?:of\s+|al-)?[A-Z][\w'-]+){0,3})"
)
CALENDAR = frozenset((*dates.MONTHS, *dates.WEEKDAYS))
ADJECTIVE = re.compile(r"(?:[aei]n|i|ish|ese|ch)$")
AHEAD = re.compile(r"\b(?:will|shall|plans? to|planned for|due|scheduled|hopes? to|is to|are to)\b", re.IGNORECASE)
ROLES = (("to", TO), ("from", FROM), ("at", AT))


class PlaceNamed(Record):
    """A place that a statement names: its id where the gazetteer has it, its part in the sentence, its words."""

    place: str | None
    role: str
    words: str
    start: int
    end: int


class Statement(Record):
    """A clause with what it states.

    Positions of figures, datings and places are those of the sentence's text, as are `start` and `end`.

    Attributes:
        article: where it stands.
        number: the number of its sentence.
        start: where the clause begins in the sentence's text.
        end: where it ends.
        span: the clause in the stored file, with its attribution where that is part of what is said.
        text: its words, normalised.
        speaker: who says so; None where no known speaker has the words of the attribution.
        attribution: the attribution that it stands under; None where the article speaks.
        mentions: what it mentions.
        context: what the rest of its sentence mentions.
        figures: its figures.
        datings: the days and periods it names, that of the saying aside.
        places: the places it names.
        negated: whether something is denied.
        unsure: whether it is put as a possibility.
    """

    article: Article
    number: int
    start: int
    end: int
    span: Span
    text: str
    speaker: str | None
    attribution: Attribution | None
    mentions: tuple[Mention, ...]
    context: frozenset[str]
    figures: tuple[Figure, ...]
    datings: tuple[Dating, ...]
    places: tuple[PlaceNamed, ...]
    negated: bool
    unsure: bool

    @property
    def voice(self) -> str:
        """Who speaks, known or not, to tell voices apart."""
        return self.speaker or f"“{self.attribution.holder if self.attribution else ''}”"

    @property
    def concepts(self) -> frozenset[str]:
        """What it is about."""
        return frozenset(each.concept for each in self.mentions)

    @property
    def key(self) -> tuple[str, int, int]:
        """Its place, for a stable order."""
        return (self.article.id, self.number, self.start)


def statements(corpus: Corpus, vocabulary: Vocabulary, articles: Mapping[str, Article]) -> Iterator[Statement]:
    """The statements of articles, in the order of ids and lines."""
    for _, article in sorted(articles.items()):
        sayings = attributed(article, vocabulary.names)
        counted: tuple[str, str] | None = None
        for number, sentence in enumerate(article.text.sentences):
            if len(sentence.text) <= LONGEST:
                found = list(_of_sentence(corpus, vocabulary, article, number, sentence, sayings[number], counted))
                counted = next(
                    ((f.unit, f.noun) for each in reversed(found) for f in reversed(each.figures) if f.low is not None),
                    counted,
                )
                yield from found


def _of_sentence(
    corpus: Corpus,
    vocabulary: Vocabulary,
    article: Article,
    number: int,
    sentence: Sentence,
    sayings: tuple[Attribution, ...],
    counted: tuple[str, str] | None,
) -> Iterator[Statement]:
    text = sentence.text
    given = datings_in(text, article.appeared)
    saying = {(each.said.start, each.said.end) for each in sayings if each.said}
    datings = tuple(each for each in given if (each.start, each.end) not in saying)
    mentions = vocabulary.mentions(text)
    names = tuple((each.start, each.end) for each in mentions if each.is_name)
    figures = figures_in(text, corpus, (*((each.start, each.end) for each in given), *names), counted)
    places = tuple(_places(text, vocabulary, sayings))
    everything = frozenset(each.concept for each in mentions)
    begin = article.text.normal.position(sentence.span.start)
    for start, end in clauses(text, sayings):
        inside = tuple(each for each in mentions if start <= each.start and each.end <= end)
        if not inside:
            continue
        said = governing(sayings, text, start)
        own = frozenset(each.concept for each in inside)
        yield Statement(
            article,
            number,
            start,
            end,
            article.text.normal.span(begin + _quoted_from(text, start, sayings), begin + end),
            text[start:end],
            said.speaker if said else reporter(article),
            said,
            inside,
            everything - own,
            tuple(each for each in figures if start <= each.start and each.end <= end),
            tuple(_ahead(each, text[start:end]) for each in datings if start <= each.start and each.end <= end),
            tuple(each for each in places if start <= each.start and each.end <= end),
            bool(NEGATED.search(text, start, end)),
            bool(UNSURE.search(text, start, end)),
        )


def _quoted_from(text: str, start: int, sayings: tuple[Attribution, ...]) -> int:
    """Where the quote of a clause begins: with its attribution, where the verb says more than that somebody spoke."""
    for each in sayings:
        beside = each.end <= start and not text[each.end : start].strip(" ,")
        if beside and (text.startswith("to ", start) or not MERELY.search(text, each.start, each.end)):
            return each.start
    return start


def _ahead(dating: Dating, clause: str) -> Dating:
    """A weekday of something that is still to come is the next one, not the last."""
    period = dates.parse(dating.edtf)
    if period.day is None or not dates.weekdays_in(dating.words) or not AHEAD.search(clause):
        return dating
    try:
        return replace(dating, edtf=(period.day + timedelta(days=7)).isoformat())
    except OverflowError:
        return dating


def clauses(text: str, sayings: tuple[Attribution, ...]) -> list[tuple[int, int]]:
    """The stretches of a sentence that state one thing each, attributions left out."""
    cuts = {0, len(text)}
    for each in sayings:
        if each.end > each.start:
            cuts.update((each.start, each.end))
    cuts.update(match.end() for match in CUT.finditer(text))
    borders = sorted(cuts)
    spoken = [(each.start, each.end) for each in sayings]
    found: list[tuple[int, int]] = []
    for start, end in pairwise(borders):
        if any(a <= start and end <= b for a, b in spoken):
            continue
        lead = TRIM_LEFT.match(text[start:end])
        a = start + (lead.end() if lead else 0)
        b = start + len(TRIM_RIGHT.sub("", text[start:end]))
        if text.count('"', a, b) % 2:  # a quotation that begins inside ends inside, too
            closing = text.find('"', b, b + 3)
            b = closing + 1 if closing >= 0 else b
        if a < b and re.search(r"\w", text[a:b]):
            # too little to stand for itself: it belongs to what stands before it
            if len(text[a:b].split()) < 3 and found and not any(found[-1][1] <= s < a for s, _ in spoken):
                found[-1] = (found[-1][0], b)
            else:
                found.append((a, b))
    return found


def _places(text: str, vocabulary: Vocabulary, sayings: tuple[Attribution, ...]) -> Iterator[PlaceNamed]:
    taken: list[tuple[int, int]] = [(each.start, each.end) for each in sayings]
    taken += [(a, b) for _, a, b in vocabulary.names.within(text)]
    found = []
    for key, start, end in vocabulary.places_in(text):
        taken.append((start, end))
        role = _role(text[:start])
        if role:
            found.append(PlaceNamed(key, role, text[start:end], start, end))
    for match in UNLISTED.finditer(text):
        a, b = match.span("name")
        if any(s < b and a < e for s, e in taken) or not CALENDAR.isdisjoint(match["name"].split()):
            continue
        if ADJECTIVE.search(match["name"]) and re.match(r"\s+[a-z]{3,}", text[b:]):  # "to Syrian territory"
            continue
        word = match["role"].lower()
        role = "to" if word in ("to", "into", "toward", "towards") else "from" if word == "from" else "at"
        found.append(PlaceNamed(None, role, match["name"], a, b))
    yield from sorted(found, key=lambda each: each.start)


def _role(before: str) -> str | None:
    """What part a place plays, by the nearest preposition before it."""
    found = [(match.start(), role) for role, pattern in ROLES if (match := pattern.search(before[-60:]))]
    return max(found)[1] if found else None
