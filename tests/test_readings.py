"""Values are read from the words of the quote, and from nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import forms
from generator.compiler import Compiled
from generator.corpus import Corpus
from generator.model import Hedges, Measure, MeasureKind, Value
from generator.readings import (
    KEYS,
    Answer,
    Basis,
    Breakdown,
    Interpretation,
    Nothing,
    Objection,
    Quantity,
    When,
    Where,
    Who,
    given_keys,
    hedge_before,
    in_words,
    interpret,
)
from tests.conftest import typed


@pytest.fixture(scope="module")
def corpus(compiled_toy: Compiled) -> Corpus:
    assert compiled_toy.corpus is not None
    return compiled_toy.corpus


def value(**keys: object) -> Value:
    return typed(Value, {"from" if key == "from_" else key: each for key, each in keys.items()})


def measure(kind: str, **more: object) -> Measure:
    return typed(Measure, {"kind": kind, **more})


def read(kind: str, keys: Value, corpus: Corpus, *parts: str) -> Interpretation | list[Objection]:
    return interpret(keys, measure(kind), parts, corpus)


@pytest.mark.parametrize(
    ("quote", "keys", "reading", "marked"),
    [
        ("it was 17 deep", {"exact": "17"}, Quantity(Decimal(17), Decimal(17), Basis.EXACT), "17"),
        ("seventeen deep", {"exact": "17"}, Quantity(Decimal(17), Decimal(17), Basis.EXACT), "seventeen"),
        ("1,500 ducks", {"exact": "1500"}, Quantity(Decimal(1500), Decimal(1500), Basis.EXACT), "1,500"),
        ("about 700", {"about": "700"}, Quantity(Decimal(630), Decimal(770), Basis.ABOUT), "about 700"),
        ("about seven", {"about": "7"}, Quantity(Decimal(6), Decimal(8), Basis.ABOUT), "about seven"),
        ("about 3.5", {"about": "3.5"}, Quantity(Decimal("3.15"), Decimal("3.85"), Basis.ABOUT), "about 3.5"),
        ("at least 25", {"at_least": "25"}, Quantity(Decimal(25), None, Basis.BOUND), "at least 25"),
        ("More than 25", {"more_than": "25"}, Quantity(Decimal(25), None, Basis.BOUND, low_open=True), "More than 25"),
        ("up to\n40", {"at_most": "40"}, Quantity(Decimal(0), Decimal(40), Basis.BOUND), "up to\n40"),
        (
            "less than 40",
            {"fewer_than": "40"},
            Quantity(Decimal(0), Decimal(40), Basis.BOUND, high_open=True),
            "less than 40",
        ),
        (
            "a Couple of\u00a0metres",
            {"words": "a couple of metres"},
            Quantity(Decimal(2), Decimal(3), Basis.VAGUE),
            "a Couple of\u00a0metres",
        ),
        ("dozens", {"words": "Dozens"}, Quantity(Decimal(24), None, Basis.VAGUE), "dozens"),
        ("sev\u00adenteen", {"exact": "17"}, Quantity(Decimal(17), Decimal(17), Basis.EXACT), "sev\u00adenteen"),
        ("a\u00adbout\u200b 7", {"about": "7"}, Quantity(Decimal(6), Decimal(8), Basis.ABOUT), "a\u00adbout\u200b 7"),
    ],
)
def test_quantities(quote: str, keys: dict[str, str], reading: Quantity, marked: str, corpus: Corpus) -> None:
    found = read("quantity", value(**keys), corpus, quote)
    assert isinstance(found, Interpretation), found
    assert found.reading == reading
    assert [quote[start:end] for _, start, end in found.marks] == [marked]


def test_a_range_has_two_marks(corpus: Corpus) -> None:
    found = read("quantity", value(from_="2", to="3"), corpus, "first two,", "then 3")
    assert isinstance(found, Interpretation)
    assert found.reading == Quantity(Decimal(2), Decimal(3), Basis.RANGE)
    assert found.marks == ((0, 6, 9), (1, 5, 6))


@pytest.mark.parametrize(
    ("kind", "quote", "keys", "rule", "words"),
    [
        ("quantity", "about 700", {"exact": "700"}, "value-hedged", "Write `about: 700`."),
        ("quantity", "700", {"about": "700"}, "value-hedged", "Write `exact: 700`."),
        ("quantity", "more than 700", {"at_least": "700"}, "value-hedged", "Write `more_than: 700`."),
        ("quantity", "roundabout 700", {"about": "700"}, "value-hedged", "Write `exact: 700`."),
        ("quantity", "16 ducks", {"exact": "17"}, "value-not-in-quote", "it states 16"),
        ("quantity", "ducks", {"exact": "17"}, "value-not-in-quote", "it states no figure"),
        ("quantity", "170 ducks", {"exact": "17"}, "value-not-in-quote", "it states 170"),
        ("quantity", "six and eleven", {"exact": "17"}, "value-not-in-quote", "it states 6, 11"),
        (
            "quantity",
            "a couple of metres",
            {"words": "a couple"},
            "vague-word-unknown",
            "They know: a couple of metres",
        ),
        ("quantity", "ducks", {"words": "dozens"}, "value-not-in-quote", "do not stand in the quote"),
        ("quantity", "ducks", {"words": ["dozens", "dozens"]}, "vague-word-unknown", "dozens, dozens"),
        ("quantity", "3 to 2", {"from_": "3", "to": "2"}, "bad-value", "Swap"),
        ("quantity", "2", {"from_": "2"}, "value-kind", "A range has both ends"),
        ("quantity", "2", {"exact": "2", "about": "2"}, "value-kind", "exactly one form"),
        ("quantity", "2", {}, "value-kind", "exactly one form"),
        ("quantity", "2", {"exact": "2", "words": "dozens"}, "value-kind", "exactly one form"),
        ("quantity", "2", {"exact": "2", "unstated": "2"}, "value-kind", "leaves the value open"),
        ("quantity", "2", {"unstated": "many"}, "value-not-in-quote", "many"),
        ("date", "May", {"date": "2019-05"}, "value-kind", "A date needs `words`"),
        ("date", "May", {"words": "May"}, "value-kind", "A date needs `date`"),
        ("date", "May", {"date": "2019-06", "words": "June"}, "value-not-in-quote", "June"),
        ("place", "there", {"place": "mill-race"}, "value-not-in-quote", "Neither the mill race nor another"),
        ("place", "there", {}, "value-kind", "A place needs `place`"),
        ("party", "he", {"party": "bert-reed"}, "value-not-in-quote", "Neither Bert Reed nor"),
        ("party", "he", {"party": "bert-reed", "words": "she"}, "value-not-in-quote", "she"),
        ("position", "Yes.", {"answer": "yes"}, "value-kind", "A position needs `words`"),
        ("position", "Yes.", {"words": "yes"}, "value-kind", "A position needs `answer`"),
        ("position", "Yes.", {"answer": "no", "words": "no"}, "value-not-in-quote", "“no”"),
        ("breakdown", "6", {"words": "6"}, "value-kind", "needs `parts` or `total`"),
        ("breakdown", "6", {"parts": {"a": "6", "b": "6"}}, "value-not-in-quote", "6 does not stand"),
        ("breakdown", "6", {"total": "7"}, "value-not-in-quote", "7 does not stand"),
    ],
)
def test_objections(kind: str, quote: str, keys: dict[str, object], rule: str, words: str, corpus: Corpus) -> None:
    found = read(kind, value(**keys), corpus, quote)
    assert isinstance(found, list)
    assert [objection.rule.id for objection in found] == [rule]
    assert words in f"{found[0].message} {found[0].fix}"


SAMPLE = {
    "exact": "1",
    "about": "1",
    "at_least": "1",
    "more_than": "1",
    "at_most": "1",
    "fewer_than": "1",
    "from": "1",
    "to": "1",
    "parts": {"a": "1"},
    "total": "1",
    "date": "2019",
    "place": "mill-race",
    "party": "bert-reed",
    "answer": "yes",
    "words": "one",
    "unstated": "one",
}


@pytest.mark.parametrize("kind", list(MeasureKind))
@pytest.mark.parametrize("key", list(SAMPLE))
def test_each_kind_of_measure_refuses_the_keys_of_the_others(kind: MeasureKind, key: str, corpus: Corpus) -> None:
    found = read(kind, typed(Value, {key: SAMPLE[key]}), corpus, "one")
    rules = [o.rule.id for o in found] if isinstance(found, list) else []
    if key not in (*KEYS[kind], "unstated"):
        assert rules == ["value-kind"]
        assert f"`{key}` is no value for a claim that measures a {kind}." in found[0].message  # type: ignore[index]


def test_every_key_of_a_value_is_tried_above() -> None:
    assert set(SAMPLE) == {key.typed for key in forms.keys(Value)}
    assert set(SAMPLE) == {key for keys in KEYS.values() for key in keys} | {"unstated"}
    assert given_keys(value(from_="1", to="2")) == ("from", "to")


@pytest.mark.parametrize(
    ("kind", "quote", "keys", "reading", "marked"),
    [
        (
            "breakdown",
            "six and 11, 17 in all",
            {"parts": {"a": "6", "b": "11"}, "total": "17"},
            Breakdown((("a", Decimal(6)), ("b", Decimal(11))), Decimal(17)),
            ["six", "11", "17"],
        ),
        (
            "breakdown",
            "6 here, 6 there",
            {"parts": {"a": "6", "b": "6"}},
            Breakdown((("a", Decimal(6)), ("b", Decimal(6))), None),
            ["6", "6"],
        ),
        (
            "place",
            "in the Mill  Race of Little Wending",
            {"place": ["mill-race", "little-wending"]},
            Where(("mill-race", "little-wending")),
            ["the Mill  Race", "Little Wending"],
        ),
        ("place", "there", {"place": "mill-race", "words": "There"}, Where(("mill-race",)), ["there"]),
        ("party", "Mr. Reed did", {"party": "bert-reed"}, Who(("bert-reed",)), ["Mr. Reed"]),
        ("position", "He didn’t", {"answer": "no", "words": "didn't"}, Answer(("no",), False), ["didn’t"]),
        (
            "position",
            "He may",
            {"answer": ["unclear", "declined"], "words": "may"},
            Answer(("unclear", "declined"), True),
            ["may"],
        ),
        (
            "position",
            "He may",
            {"answer": ["unclear", "yes"], "words": "may"},
            Answer(("unclear", "yes"), False),
            ["may"],
        ),
        ("position", "?", {"unstated": "?"}, Nothing(), ["?"]),
    ],
)
def test_other_readings(
    kind: str, quote: str, keys: dict[str, object], reading: object, marked: list[str], corpus: Corpus
) -> None:
    found = read(kind, value(**keys), corpus, quote)
    assert isinstance(found, Interpretation), found
    assert found.reading == reading
    assert [quote[start:end] for _, start, end in found.marks] == marked


def test_dates_and_the_words_they_rest_on(corpus: Corpus) -> None:
    found = read("date", value(date="2019-05-01", words=["Wednesday", "1 May"]), corpus, "on 1 May,", "a Wednesday")
    assert isinstance(found, Interpretation)
    assert isinstance(found.reading, When)
    assert found.marks == ((0, 3, 8), (1, 2, 11))


def test_the_longest_hedge_counts() -> None:
    hedges = typed(
        Hedges,
        {
            "about": "about",
            "at_least": "least",
            "more_than": "more than",
            "at_most": "up to",
            "fewer_than": "no more than",
        },
    )
    assert hedge_before("no more than 5", 13, hedges) == ("fewer_than", 0, 12)
    assert hedge_before("more  than 5", 11, hedges) == ("more_than", 0, 10)
    assert hedge_before("about the 5", 10, hedges) is None


QUANTITIES = st.builds(
    lambda low, high, low_open, high_open: Quantity(
        low,
        None if high is None else (low or Decimal(0)) + high,
        Basis.RANGE,
        low_open and high != 0,
        high_open and high != 0,
    ),
    st.none() | st.integers(0, 5).map(Decimal),
    st.none() | st.integers(0, 5).map(Decimal),
    st.booleans(),
    st.booleans(),
)


@given(QUANTITIES, QUANTITIES)
def test_ranges_overlap_where_a_figure_lies_in_both(a: Quantity, b: Quantity) -> None:
    def holds(q: Quantity, figure: Decimal) -> bool:
        above = q.low is None or figure > q.low or (figure == q.low and not q.low_open)
        below = q.high is None or figure < q.high or (figure == q.high and not q.high_open)
        return above and below

    figures = [Decimal(n) / 4 for n in range(-4, 48)]
    assert a.overlaps(b) == b.overlaps(a) == any(holds(a, figure) and holds(b, figure) for figure in figures)


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Quantity(Decimal(17), Decimal(17), Basis.EXACT), "17"),
        (Quantity(Decimal(6), Decimal(8), Basis.ABOUT), "≈\u00a07"),
        (Quantity(Decimal(630), Decimal(770), Basis.ABOUT), "≈\u00a0700"),
        (Quantity(Decimal(1500), None, Basis.BOUND), "1,500 or more"),
        (Quantity(Decimal(25), None, Basis.BOUND, low_open=True), "more than 25"),
        (Quantity(Decimal(0), Decimal(40), Basis.BOUND), "up to 40"),
        (Quantity(Decimal(0), Decimal(40), Basis.BOUND, high_open=True), "fewer than 40"),
        (Quantity(Decimal(2), Decimal("3.5"), Basis.RANGE), "2–3.5"),
        (Quantity(Decimal(24), None, Basis.VAGUE), "24 or more"),
        (Breakdown((("a", Decimal(6)), ("b", Decimal(11))), Decimal(17)), "6 ducks, 11 b; 17 in all"),
        (Breakdown((("a", Decimal(6)),), None), "6 ducks"),
        (Breakdown((), Decimal(17)), "17 in all"),
        (Where(("mill-race", "high-street")), "the mill race, the High Street"),
        (Who(("bert-reed", "cleo-marsh")), "Reed, Cleo Marsh"),
        (Answer(("yes", "declined"), False), "yes or declined to say"),
        (Nothing(), "left open"),
    ],
)
def test_in_words(reading: Quantity, words: str, corpus: Corpus) -> None:
    assert in_words(reading, measure("breakdown", categories={"a": "ducks"}), corpus) == words
