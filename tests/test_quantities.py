"""Numbers as running text states them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.quantities import find_words, in_figures, numbers_in

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelt(number: int, joint: str = " and ", hyphen: str = "-") -> str:
    """A number in words, written from the other end than the reader reads it."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        tens, one = divmod(number, 10)
        return TENS[tens - 2] + (hyphen + SMALL[one] if one else "")
    scale, word = (1_000, "thousand") if number >= 1_000 else (100, "hundred")
    head, rest = divmod(number, scale)
    tail = (joint if rest < 100 else " ") + spelt(rest, joint, hyphen) if rest else ""
    return f"{spelt(head, joint, hyphen)} {word}{tail}"


def stated(text: str) -> list[tuple[str, str]]:
    return [(str(n.value), text[n.start : n.end]) for n in numbers_in(text)]


@given(
    st.integers(0, 999_999),
    st.sampled_from([" and ", " ", "\u00a0and\n"]),
    st.sampled_from(["-", " "]),
    st.sampled_from([str.lower, str.upper, str.capitalize]),
)
def test_every_number_word_is_read(number: int, joint: str, hyphen: str, case: object) -> None:
    assert callable(case)
    text = f"About {case(spelt(number, joint, hyphen))} ducks."
    assert [n.value for n in numbers_in(text)] == [number]
    assert text[numbers_in(text)[0].end :] == " ducks."


@given(st.integers(0, 999_999_999))
def test_every_numeral_is_read(number: int) -> None:
    for text in (str(number), f"{number:,}", f"({number:,}.)", f"“{number}” ducks", f"{number}.50"):
        assert [n.value for n in numbers_in(text)][:1] == [number + Decimal("0.5") * text.endswith(".50")]


@given(st.integers(0, 999), st.integers(0, 999))
def test_two_numbers_are_not_added(a: int, b: int) -> None:
    assert [n.value for n in numbers_in(f"{spelt(a)}, {spelt(b)}")] == [a, b]
    assert [n.value for n in numbers_in(f"{spelt(a)} or {spelt(b)}")] == [a, b]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("six and eleven ducks", [("6", "six"), ("11", "eleven")]),
        ("between ten and twenty", [("10", "ten"), ("20", "twenty")]),
        ("between one hundred and two hundred", [("100", "one hundred"), ("200", "two hundred")]),
        ("one hundred and two thousand", [("102000", "one hundred and two thousand")]),
        ("two thousand and three thousand", [("2000", "two thousand"), ("3000", "three thousand")]),
        ("in twenty seventeen", [("20", "twenty"), ("17", "seventeen")]),
        ("two thousand seventeen", [("2017", "two thousand seventeen")]),
        ("twelve hundred", [("1200", "twelve hundred")]),
        ("two dozen, a dozen", [("24", "two dozen"), ("12", "dozen")]),
        ("a hundred", [("100", "hundred")]),
        ("hundreds, thousands, dozens, sixty-ish", [("60", "sixty")]),
        ("two million three hundred thousand and five", [("2300005", "two million three hundred thousand and five")]),
        ("3 million and 2.5 billion", [("3000000", "3 million"), ("2500000000.0", "2.5 billion")]),
        ("1,000 and 17, 16", [("1000", "1,000"), ("17", "17"), ("16", "16")]),
        ("16 km, 16km, 7th", [("16", "16"), ("16", "16"), ("7", "7")]),
        ("10² and 1½ and ½", []),
        ("F16, B-52, x17", [("52", "52")]),
        ("1.2.3", [("1.2", "1.2")]),
        ("someone, often, weighted, tenfold", []),
        ("SIX Two HUNDRED", [("6", "SIX"), ("200", "Two HUNDRED")]),
        ("ſix sıx", []),
        ("١٧ ducks", [("17", "١٧")]),
        ("9" * 19, []),
        ("nineteen\nhundred", [("1900", "nineteen\nhundred")]),
        ("", []),
    ],
)
def test_in_running_text(text: str, numbers: list[tuple[str, str]]) -> None:
    assert stated(text) == numbers


def test_vague_words_are_no_numbers() -> None:
    text = "a couple hundred ducks and two hundred geese"
    assert [n.value for n in numbers_in(text, ["a couple hundred", "hundred"])] == []
    assert [n.value for n in numbers_in(text, ["a couple hundred"])] == [200]
    assert [n.value for n in numbers_in(text)] == [100, 200]
    assert [n.value for n in numbers_in("some-17-some", ["some-", "-some"])] == [17]


@given(st.lists(st.sampled_from([*"-,. 7½²ſı\n", "one", "twenty", "hundred", "thousand", " and ", "17"])).map("".join))
def test_any_text_is_read_in_order(text: str) -> None:
    numbers = numbers_in(text)
    assert all(a.end <= b.start for a, b in pairwise(numbers))
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)


@given(st.lists(st.sampled_from([*SMALL, *TENS, "hundred", "dozen", "thousand", "million", "billion", "and"])))
def test_every_number_word_counts_once(words: list[str]) -> None:
    text = " ".join(words)
    left = text
    for number in reversed(numbers_in(text)):
        left = left[: number.start] + left[number.end :]
    assert set(left.split()) <= {"and"}


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("A couple\u00a0 of ducks", "a couple of", ["A couple\u00a0 of"]),
        ("ducks and geese, duck", "duck", ["duck"]),
        ("no, not now; no", "no", ["no", "no"]),
        ("C++ (x)", "c++", ["C++"]),
        ("anything", "  ", []),
    ],
)
def test_whole_words(text: str, words: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in find_words(text, words)] == found


@pytest.mark.parametrize(
    ("value", "figures"),
    [("1200", "1,200"), ("2.50", "2.5"), ("0", "0"), ("100", "100"), ("1E+3", "1,000"), ("1234.5", "1,234.5")],
)
def test_in_figures(value: str, figures: str) -> None:
    assert in_figures(Decimal(value)) == figures
