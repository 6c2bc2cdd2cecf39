"""Evidence coverage: which sentences of the articles hold something to check, and which of them no claim cites yet.

Like the coverage of a program by its tests, it proves nothing about what is covered, and shows what was passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from generator import dates, evidence, report, rules
from generator.corpus import Article, Corpus
from generator.evidence import Located, Sentence
from generator.facts import Fact
from generator.problems import Drop, Mend, Problem
from generator.quantities import DIGIT, NUMBER_WORDS, Phrases, numbers_in, words_of
from generator.records import Record, replace
from generator.report import Summary, Uncovered

SAYING = frozenset(
    """
    said say says saying told tell tells cited cites citing claim claims claimed state stated statement statements
    confirms confirmed explains explained explaining adds added report reports reported reportedly announces announced
    denies denied declines declined condemns condemned vows vowed stresses stressed stressing believe believed
    believes detailed warns warned insists insisted acknowledges acknowledged estimates estimated accuses accused
    accusation accusations
    """.split()
)
ATTRIBUTION = re.compile(
    rf"\b(?:{'|'.join(sorted(SAYING))}|according to|point(?:s|ed) out)\b",
    re.IGNORECASE,
)
MONTH = re.compile(rf"\b(?:{'|'.join(dates.MONTHS)})\b(?=\s+\d|\s*,|\s+of\b)")
YEAR = re.compile(r"[12](?<=\b.)(?:(?<=1)9|(?<=2)0)\d\d\b")
RELATIVE_DAY = re.compile(
    r"\b(yesterday|today|tomorrow|weekend|earlier this week|last (?:week|month)|(?:in )?recent days)\b",
    re.IGNORECASE,
)

PLAIN_NUMBER = re.compile(r"\d(?<![\w.,].)\d{0,17}(?=[ ;:)]|$)")
"""A number of which there are no two opinions; most are."""

RATHER_WORDS = frozenset({"one", "zero"})
"""What is no number where it stands alone."""

# Words without which a sentence cannot hold one of these, so that most sentences need not be looked through.
MAY_ATTRIBUTE = SAYING | {"according", "points", "pointed"}
MAY_NAME_MONTH = frozenset(month.lower() for month in dates.MONTHS)
MAY_COUNT_DAYS = frozenset("yesterday today tomorrow weekend earlier last recent".split())


class Checkable(Record):
    """A sentence that holds something to check.

    Attributes:
        sentence: the sentence.
        holds: what it holds: number, date, place, attribution.
        cited_by: the accounts whose quote touches it, as (fact, account).
        set_aside: the editors' reason for leaving it out.
    """

    sentence: Sentence
    holds: tuple[str, ...]
    cited_by: tuple[tuple[str, str], ...]
    set_aside: str | None

    @property
    def covered(self) -> bool:
        """Whether it is cited or set aside."""
        return bool(self.cited_by) or self.set_aside is not None


class Coverage(Record):
    """How much of an article's evidence is used."""

    article: str
    sentences: tuple[Checkable, ...]

    @property
    def covered(self) -> int:
        """How many of the sentences are cited or set aside."""
        return sum(sentence.covered for sentence in self.sentences)

    @property
    def percent(self) -> int:
        """The covered share, rounded down, so that 100 means all."""
        return report.percent(self.covered, self.total)

    @property
    def total(self) -> int:
        """How many sentences hold something to check."""
        return len(self.sentences)

    @property
    def uncovered(self) -> tuple[Uncovered, ...]:
        """Those that are neither cited nor set aside."""
        return tuple(Uncovered(s.sentence.paragraph, s.holds, s.sentence.text) for s in self.sentences if not s.covered)

    @property
    def summary(self) -> Summary:
        """What a report says of it, and no more."""
        return Summary(self.covered, self.total, self.uncovered)


@lru_cache(maxsize=2)
def _telling(vague: Phrases, places: Phrases) -> frozenset[str]:
    """Every word that says something about a sentence; of all others nobody asks whether they stand in it."""
    return NUMBER_WORDS | MAY_ATTRIBUTE | MAY_NAME_MONTH | MAY_COUNT_DAYS | vague.first | places.first


def holds(text: str, corpus: Corpus) -> tuple[str, ...]:
    """What a sentence holds that can be checked."""
    words = _telling(corpus.vague_phrases, corpus.place_names).intersection(words_of(text))
    digits = DIGIT.search(text) is not None
    plain = text.isascii()  # in such a text a word that is the same is the word
    return _sorts(
        _counts(text, words, digits) or corpus.vague_phrases.any_in(text, words),
        _dates(text, words, digits),
        corpus.place_names.any_in(text, words),
        (plain and not SAYING.isdisjoint(words))
        or (not MAY_ATTRIBUTE.isdisjoint(words) and ATTRIBUTION.search(text) is not None),
    )


@lru_cache(maxsize=16)
def _sorts(number: bool, day: bool, place: bool, attribution: bool) -> tuple[str, ...]:
    """What there is, by name: the same few records for all sentences, of which there are very many."""
    found = {"number": number, "date": day, "place": place, "attribution": attribution}
    return tuple(name for name, there in found.items() if there)


def _counts(text: str, words: frozenset[str], digits: bool) -> bool:
    """Whether a text states a number; one and nought alone are rather words."""
    if digits and PLAIN_NUMBER.search(text):
        return True
    if not digits and NUMBER_WORDS & words <= RATHER_WORDS:
        return False
    return any(text[n.start : n.end].lower() not in RATHER_WORDS for n in numbers_in(text))


def _dates(text: str, words: frozenset[str], digits: bool) -> bool:
    """Whether a text names a day, a month with more than its name, or a year."""
    return bool(
        dates.weekdays_in(text)
        or (digits and YEAR.search(text))
        or (not MAY_NAME_MONTH.isdisjoint(words) and MONTH.search(text))
        or (not MAY_COUNT_DAYS.isdisjoint(words) and RELATIVE_DAY.search(text))
    )


def cited_in(article: Article, quote: Located) -> Iterator[int]:
    """The sentences of an article that a quote touches, by their numbers; what it leaves out is not cited."""
    for span in quote.parts:
        yield from range(*article.text.sentences_of(span))


def checkable_in(article: Article, corpus: Corpus) -> Mapping[int, tuple[str, ...]]:
    """The sentences of an article that hold something to check, by their numbers, with what they hold."""
    return {n: found for n, s in enumerate(article.text.sentences) if (found := holds(s.text, corpus))}


def cover(
    article: Article,
    corpus: Corpus,
    quoted: Iterable[tuple[str, str, Iterable[int]]],
    checkable: Mapping[int, tuple[str, ...]] | None = None,
) -> tuple[Coverage, list[Problem]]:
    """The coverage of one article, and problems of its `set_aside` list.

    Args:
        article: the article.
        corpus: for the gazetteer and the house rules.
        quoted: every quote from this article, as (fact, account, sentences).
        checkable: what `checkable_in` gives, where it was asked before.
    """
    cited: dict[int, list[tuple[str, str]]] = {}
    for fact, account, numbers in quoted:
        for n in numbers:
            cited.setdefault(n, []).append((fact, account))
    problems: list[Problem] = []
    aside: dict[int, str] = {}
    broken_places = any(name.startswith("places/") for name in corpus.broken)
    if checkable is None:
        checkable = checkable_in(article, corpus)
    for n, entry in enumerate(article.meta.set_aside):
        located = evidence.locate(article.text, entry.quote)
        path = ("set_aside", n, "quote")
        if not isinstance(located, Located):
            problems.append(
                article.document.problem(
                    rules.QUOTE_NOT_FOUND,
                    path,
                    "A sentence that is set aside must stand word for word, once, in the body of the article.",
                    f"Copy it from {article.file}.",
                )
            )
            continue
        touched = range(*article.text.sentences_of(located.whole))
        aside.update(dict.fromkeys(touched, entry.reason))
        if broken_places:  # whether it names a place cannot be said
            continue
        if not any(m in checkable and m not in cited for m in touched):
            by = next((cited[m][0] for m in touched if m in cited), None)
            problems.append(
                article.document.problem(
                    rules.SET_ASIDE_NEEDLESS,
                    path,
                    f"This sentence is evidence in {by[0]}." if by else "This sentence holds nothing to check.",
                    "Remove it from `set_aside`.",
                    mend=Mend("Remove it from `set_aside`", (Drop(article.document.file, ("set_aside", n)),)),
                )
            )
    sentences = tuple(
        Checkable(
            article.text.sentence(n),
            found,
            tuple(dict.fromkeys(cited.get(n, ()))),
            aside.get(n) if n not in cited else None,
        )
        for n, found in checkable.items()
    )
    return Coverage(article.id, sentences), problems


def coverages(corpus: Corpus, facts: Iterable[Fact]) -> tuple[Mapping[str, Coverage], list[Problem]]:
    """The coverage of every article."""
    quoted: dict[str, list[tuple[str, str, Iterable[int]]]] = {}
    for fact in facts:
        for witness in fact.witnesses:
            numbers = cited_in(witness.article, witness.located)
            quoted.setdefault(witness.article.id, []).append((fact.id, witness.id, numbers))
    result: dict[str, Coverage] = {}
    problems: list[Problem] = []
    for name, article in sorted(corpus.articles.items()):
        result[name], found = cover(article, corpus, quoted.get(name, ()))
        problems.extend(found)
    for name in sorted(result):
        if len(corpus.versions[name]) > 1 and corpus.publication_of(name) == name:
            result.update(carried(corpus.versions[name], result))
    return result, problems


def carried(versions: Iterable[str], coverage: Mapping[str, Coverage]) -> Mapping[str, Coverage]:
    """The coverage of all versions of one article, oldest first, each with what was dealt with in the one before."""
    result = {name: coverage[name] for name in versions}
    for older, newer in pairwise(result):
        result[newer] = _carried(result[newer], result[older])
    return result


def _carried(own: Coverage, before: Coverage) -> Coverage:
    """The coverage of a later version: a sentence that was dealt with in the one before, and still stands, is done."""
    done = {each.sentence.text: each for each in before.sentences if each.covered}
    sentences = tuple(
        replace(each, cited_by=done[each.sentence.text].cited_by, set_aside=done[each.sentence.text].set_aside)
        if not each.covered and each.sentence.text in done
        else each
        for each in own.sentences
    )
    return Coverage(own.article, sentences)
