"""What an account's value means: from the authored value and the quoted words to a reading that can be compared.

Every reading rests on words inside the quote. Where it does not, `interpret` says which rule is broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from generator import dates, forms, rules
from generator.corpus import Corpus
from generator.dates import Period
from generator.evidence import is_plain, normal_form, normalise
from generator.model import Hedges, HouseRules, Measure, MeasureKind, Value
from generator.problems import Rule
from generator.quantities import Number, find_words, in_figures, numbers_in, words_of
from generator.records import Record


class Basis(StrEnum):
    """How a range of figures came about."""

    EXACT = "exact"
    ABOUT = "about"
    BOUND = "bound"
    RANGE = "range"
    VAGUE = "vague"


class Quantity(Record):
    """A range of figures.

    Attributes:
        low: the lowest figure it can mean, inclusive; None without a limit.
        high: the highest, inclusive; None without a limit.
        low_open: whether `low` itself is excluded ("more than 300").
        high_open: whether `high` itself is excluded.
        basis: how the range came about.
    """

    low: Decimal | None
    high: Decimal | None
    basis: Basis
    low_open: bool = False
    high_open: bool = False

    def overlaps(self, other: Quantity) -> bool:
        """Whether some figure lies in both ranges."""
        return not (_below(self, other) or _below(other, self))

    @property
    def exact(self) -> Decimal | None:
        """The figure, where it is exactly one."""
        return self.low if self.low == self.high else None


def _below(a: Quantity, b: Quantity) -> bool:
    if a.high is None or b.low is None:
        return False
    return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))


class Breakdown(Record):
    """How many in each category, and the total where it is stated."""

    parts: tuple[tuple[str, Decimal], ...]
    total: Decimal | None


class When(Record):
    """A day or period."""

    period: Period


class Where(Record):
    """One or more places of the gazetteer."""

    places: tuple[str, ...]


class Who(Record):
    """One or more speakers, as parties to what happened."""

    parties: tuple[str, ...]


class Answer(Record):
    """One or more answers to the question; `open` when all of them take no side."""

    answers: tuple[str, ...]
    open: bool


class Nothing(Record):
    """The account leaves the value open."""


Reading = Quantity | Breakdown | When | Where | Who | Answer | Nothing


class Interpretation(Record):
    """A reading and the stretches of the quoted text it rests on, as (part, start, end)."""

    reading: Reading
    marks: tuple[tuple[int, int, int], ...]


class Objection(Record):
    """Why a value cannot be read: the rule, the key of `value` it is about, what must hold, and the fix."""

    rule: Rule
    key: str
    message: str
    fix: str


DEFAULT_ANSWERS = {"yes": "yes", "no": "no", "unclear": "unclear", "declined": "declined to say"}
DEFAULT_OPEN = ("unclear", "declined")

KEYS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.QUANTITY: (
        "exact",
        "about",
        "at_least",
        "more_than",
        "at_most",
        "fewer_than",
        "from",
        "to",
        "words",
    ),
    MeasureKind.BREAKDOWN: ("parts", "total", "words"),
    MeasureKind.DATE: ("date", "words"),
    MeasureKind.PLACE: ("place", "words"),
    MeasureKind.PARTY: ("party", "words"),
    MeasureKind.POSITION: ("answer", "words"),
}
"""The keys of `value` that belong to each kind of measure; `unstated` belongs to all of them."""

VALUE_KEYS = tuple((key.name, key.typed) for key in forms.keys(Value))
"""The keys of `value`, by the name of the field and as they are typed."""

FIGURES = ("exact", "about", "at_least", "more_than", "at_most", "fewer_than")


def answers_of(measure: Measure) -> dict[str, str]:
    """The answers a position can take, with their labels."""
    return dict(measure.answers) if measure.answers else DEFAULT_ANSWERS


def open_answers_of(measure: Measure) -> tuple[str, ...]:
    """Those answers that take no side."""
    if measure.open_answers is not None:
        return measure.open_answers
    return () if measure.answers else DEFAULT_OPEN


def given_keys(value: Value) -> tuple[str, ...]:
    """The keys that are filled in, as they are typed."""
    return tuple([typed for name, typed in VALUE_KEYS if getattr(value, name) is not None])


def interpret(
    value: Value, measure: Measure, parts: tuple[str, ...], corpus: Corpus
) -> Interpretation | list[Objection]:
    """Read a value against the quoted words.

    Args:
        value: the value as authored.
        measure: the claim's measure.
        parts: the quoted stretches of the article, as stored.
        corpus: for the house rules and the gazetteer.

    Returns:
        The reading with the words it rests on, or what is wrong with the value.
    """
    keys = given_keys(value)
    objections = _shape(keys, measure.kind)
    if objections:
        return list(objections)
    found = _Words(parts, corpus)
    if value.unstated is not None:
        return found.finish(Nothing(), (("unstated", value.unstated),))
    match measure.kind:
        case MeasureKind.QUANTITY:
            return _quantity(value, found, corpus.house_rules)
        case MeasureKind.BREAKDOWN:
            return _breakdown(value, found)
        case MeasureKind.DATE:
            assert value.date is not None
            return found.finish(When(value.date), tuple(("words", words) for words in value.words or ()))
        case MeasureKind.PLACE:
            return _named(Where(value.place or ()), "place", value, found)
        case MeasureKind.PARTY:
            return _named(Who(value.party or ()), "party", value, found)
        case MeasureKind.POSITION:
            answers = value.answer or ()
            is_open = set(answers) <= set(open_answers_of(measure))
            return found.finish(Answer(answers, is_open), tuple(("words", words) for words in value.words or ()))


@lru_cache(maxsize=1024)
def _shape(keys: tuple[str, ...], kind: MeasureKind) -> tuple[Objection, ...]:
    """What keeps the keys from belonging to the measure and from making one value."""
    return tuple(_misshapen(keys, kind))


def _misshapen(keys: tuple[str, ...], kind: MeasureKind) -> Iterator[Objection]:
    allowed = (*KEYS[kind], "unstated")
    for key in keys:
        if key not in allowed:
            yield Objection(
                rules.VALUE_KIND,
                key,
                f"`{key}` is no value for a claim that measures a {kind}.",
                f"A {kind} takes {', '.join(allowed)}.",
            )
    if any(key not in allowed for key in keys):
        return
    if "unstated" in keys:
        if len(keys) > 1:
            yield Objection(
                rules.VALUE_KIND,
                "unstated",
                "An account that leaves the value open has no value.",
                "Keep only one.",
            )
        return
    needed: tuple[tuple[str, ...], ...]
    match kind:
        case MeasureKind.QUANTITY:
            yield from _one_figure(keys)
            return
        case MeasureKind.BREAKDOWN:
            if not {"parts", "total"} & set(keys):
                yield Objection(rules.VALUE_KIND, "", "A breakdown needs `parts` or `total`.", "Add `parts:`.")
            return
        case MeasureKind.DATE:
            needed = (("date",), ("words",))
        case MeasureKind.POSITION:
            needed = (("answer",), ("words",))
        case MeasureKind.PLACE | MeasureKind.PARTY:
            needed = ((kind.value,),)
    for key in (key for group in needed for key in group if key not in keys):
        yield Objection(rules.VALUE_KIND, "", f"A {kind} needs `{key}`, or `unstated`.", f"Add `{key}:`.")


def _one_figure(keys: tuple[str, ...]) -> Iterator[Objection]:
    figures = [key for key in keys if key in FIGURES]
    ranged = {"from", "to"} & set(keys)
    forms = len(figures) + bool(ranged) + ("words" in keys)
    if forms != 1:
        yield Objection(
            rules.VALUE_KIND,
            "",
            "A quantity has exactly one form: one of exact, about, at_least, more_than, at_most, fewer_than; or from "
            "and to; or words.",
            "Keep the one that says what the quote says.",
        )
    elif len(ranged) == 1:
        yield Objection(rules.VALUE_KIND, "", "A range has both ends: from and to.", "Add the other end.")


class _Words:
    """Looks words and numbers up in the quoted parts, and collects marks and objections.

    It reads the parts normalised, as quotes are: a soft hyphen inside a word must not hide its value.
    """

    def __init__(self, parts: tuple[str, ...], corpus: Corpus) -> None:
        self.normal = [None if is_plain(part) else normalise(part) for part in parts]
        self.parts = [part if normal is None else normal.text for part, normal in zip(parts, self.normal, strict=True)]
        self.corpus = corpus
        self.marks: list[tuple[int, int, int]] = []
        self.objections: list[Objection] = []

    @cached_property
    def numbers(self) -> list[tuple[int, Number]]:
        """Every number that the parts state, with the part it stands in."""
        vague = self.corpus.vague_words
        return [(number, found) for number, part in enumerate(self.parts) for found in numbers_in(part, vague)]

    def words(self, key: str, words: str) -> bool:
        """Mark words that must stand in the quote."""
        for number, part in enumerate(self.parts):
            places = find_words(part, normal_form(words))
            if places:
                self.marks.append((number, *places[0]))
                return True
        self.objections.append(
            Objection(
                rules.VALUE_NOT_IN_QUOTE,
                key,
                f"The words “{words}” do not stand in the quote.",
                "Give the wording of the quote.",
            )
        )
        return False

    def number(self, key: str, value: Decimal) -> tuple[int, Number] | None:
        """Mark a figure that must stand in the quote, in digits or in words."""
        for number, candidate in self.numbers:
            place = (number, candidate.start, candidate.end)
            if candidate.value == value and place not in self.marks:
                self.marks.append(place)
                return number, candidate
        listed = ", ".join(in_figures(candidate.value) for _, candidate in self.numbers)
        self.objections.append(
            Objection(
                rules.VALUE_NOT_IN_QUOTE,
                key,
                f"{in_figures(value)} does not stand in the quote; it states {listed or 'no figure'}.",
                "Give the figure that the quote states, or quote the passage that holds this one.",
            )
        )
        return None

    def finish(self, reading: Reading, words: tuple[tuple[str, str], ...] = ()) -> Interpretation | list[Objection]:
        for key, wording in words:
            self.words(key, wording)
        if self.objections:
            return self.objections
        marks = [
            (part, start, end) if (normal := self.normal[part]) is None else (part, *normal.span(start, end))
            for part, start, end in sorted(self.marks)
        ]
        return Interpretation(reading, tuple(marks))


def _quantity(value: Value, found: _Words, house: HouseRules) -> Interpretation | list[Objection]:
    if value.words is not None:
        return _vague(value.words, found, house)
    if value.low is not None and value.high is not None:
        if value.low > value.high:
            found.objections.append(
                Objection(rules.BAD_VALUE, "from", "The range ends before it begins.", "Swap `from` and `to`.")
            )
        found.number("from", value.low)
        found.number("to", value.high)
        return found.finish(Quantity(value.low, value.high, Basis.RANGE))
    key, figure = next((key, getattr(value, key)) for key in FIGURES if getattr(value, key) is not None)
    place = found.number(key, figure)
    if place is not None:
        hedge = hedge_before(found.parts[place[0]], place[1].start, house.hedges)
        if (hedge[0] if hedge else "exact") != key:
            found.objections.append(_hedged(key, figure, hedge))
        elif hedge:
            number, mark = place[0], found.marks.pop()
            found.marks.append((number, hedge[1], mark[2]))
    return found.finish(_range(key, figure, house.about_percent))


def _hedged(key: str, figure: Decimal, hedge: tuple[str, int, int] | None) -> Objection:
    right = f"`{hedge[0] if hedge else 'exact'}: {figure}`"
    said = (
        "the quote makes the figure less than exact"
        if hedge
        else f"nothing in the quote says “{key.replace('_', ' ')}”"
    )
    return Objection(
        rules.VALUE_HEDGED,
        key,
        f"`{key}: {figure}` is not what the quote says: {said}.",
        f"Write {right}.",
    )


HEDGES = tuple(key.name for key in forms.keys(Hedges))


@lru_cache(maxsize=1024)
def _last_word(words: str) -> list[str] | None:
    """The last word of a phrase, or None where it ends with anything else."""
    return words_of(words)[-1:] if words[-1:].isalnum() else None


def hedge_before(text: str, at: int, hedges: Hedges) -> tuple[str, int, int] | None:
    """The hedge directly before a figure, as (key of the value, start, end); the longest one where several fit."""
    before = text[:at].rstrip()
    best: tuple[str, int, int] | None = None
    end = words_of(before[before.rfind(" ") + 1 :])[-1:]
    for key in HEDGES:
        for words in getattr(hedges, key):
            last = _last_word(words)
            if last is not None and last != end:  # it ends with another word
                continue
            places = find_words(before, words)
            if places and places[-1][1] == len(before) and (best is None or places[-1][0] < best[1]):
                best = (key, *places[-1])
    return best


def _range(key: str, figure: Decimal, percent: int) -> Quantity:
    match key:
        case "exact":
            return Quantity(figure, figure, Basis.EXACT)
        case "about":
            margin = figure * percent / 100
            if figure == figure.to_integral_value():  # people and buses come whole, and "about 7" is not 7
                margin = max(margin.to_integral_value(ROUND_FLOOR), Decimal(1))
            return Quantity(max(figure - margin, Decimal(0)), figure + margin, Basis.ABOUT)
        case "at_least":
            return Quantity(figure, None, Basis.BOUND)
        case "more_than":
            return Quantity(figure, None, Basis.BOUND, low_open=True)
        case "at_most":
            return Quantity(Decimal(0), figure, Basis.BOUND)
        case _:
            return Quantity(Decimal(0), figure, Basis.BOUND, high_open=True)


def _vague(words: tuple[str, ...], found: _Words, house: HouseRules) -> Interpretation | list[Objection]:
    wanted = words[0].casefold()
    rule = next((rule for rule in house.vague if rule.words.casefold() == wanted), None)
    if rule is None or len(words) > 1:
        known = ", ".join(rule.words for rule in house.vague)
        return [
            Objection(
                rules.VAGUE_WORD_UNKNOWN,
                "words",
                f"The house rules do not say how to read “{', '.join(words)}”.",
                f"They know: {known}. Add a rule to publication.yml, or use `unstated`.",
            )
        ]
    return found.finish(Quantity(rule.low, rule.high, Basis.VAGUE), (("words", words[0]),))


def _breakdown(value: Value, found: _Words) -> Interpretation | list[Objection]:
    parts = tuple((value.parts or {}).items())
    for _, count in parts:
        found.number("parts", count)
    if value.total is not None:
        found.number("total", value.total)
    return found.finish(Breakdown(parts, value.total), tuple(("words", words) for words in value.words or ()))


def _named(reading: Where | Who, key: str, value: Value, found: _Words) -> Interpretation | list[Objection]:
    """Places and parties: their names stand in the quote, or the given wording does."""
    if value.words is not None:
        return found.finish(reading, tuple(("words", words) for words in value.words))
    ids = reading.places if isinstance(reading, Where) else reading.parties
    registry = found.corpus.places if isinstance(reading, Where) else found.corpus.speakers
    for each in (each for each in ids if each in registry):
        entry = registry[each]
        names = sorted((entry.name, *(entry.also or ())), key=len, reverse=True)
        for number, part in enumerate(found.parts):
            places = [place for name in names for place in find_words(part, normal_form(name))]
            if places:
                found.marks.append((number, *min(places, key=lambda place: (place[0], -place[1]))))
                break
        else:
            found.objections.append(
                Objection(
                    rules.VALUE_NOT_IN_QUOTE,
                    key,
                    f"Neither {entry.name} nor another spelling of it stands in the quote.",
                    "Give the wording of the quote as `words`, or add its spelling to `also`.",
                )
            )
    return found.finish(reading)


def in_words(reading: Reading, measure: Measure, corpus: Corpus) -> str:
    """A reading as the tables show it, without its unit."""
    match reading:
        case Quantity():
            return _quantity_in_words(reading)
        case Breakdown(parts, total):
            categories = measure.categories or {}
            listed = ", ".join(f"{in_figures(count)} {categories.get(name, name)}" for name, count in parts)
            if total is None:
                return listed
            return f"{listed}; {in_figures(total)} in all" if listed else f"{in_figures(total)} in all"
        case When(period):
            return dates.in_words(period)
        case Where(places):
            return ", ".join(corpus.places[place].name for place in places)
        case Who(parties):
            return ", ".join(corpus.speakers[party].short or corpus.speakers[party].name for party in parties)
        case Answer(answers):
            labels = answers_of(measure)
            # answers that shut each other out are named together where the words leave open which of them holds
            return (" or " if measure.exclusive == "yes" else ", ").join(labels[answer] for answer in answers)
        case Nothing():
            return "left open"


def _quantity_in_words(reading: Quantity) -> str:
    low, high = reading.low, reading.high
    if reading.basis is Basis.ABOUT and low is not None and high is not None:  # "about 7" stays about 7
        return f"≈\u00a0{in_figures((low + high) / 2)}"
    if low is not None and low == high:
        return in_figures(low)
    if high is None:
        assert low is not None
        return f"more than {in_figures(low)}" if reading.low_open else f"{in_figures(low)} or more"
    if reading.basis is Basis.BOUND:
        return f"fewer than {in_figures(high)}" if reading.high_open else f"up to {in_figures(high)}"
    assert low is not None
    return f"{in_figures(low)}–{in_figures(high)}"
