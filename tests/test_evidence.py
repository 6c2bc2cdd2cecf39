"""Quotes are found word for word where they stand, and nowhere else."""

from __future__ import annotations

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.evidence import (
    FOLDS,
    INVISIBLE,
    ArticleText,
    Located,
    Missed,
    Span,
    Step,
    locate,
    normalise,
    split_quote,
)
from generator.nearmiss import differences, nearest

NASTY = st.sampled_from(
    [
        *INVISIBLE,
        *FOLDS,
        *" \t\n\r\f\v\u00a0\u202f\u2003\u3000\u0085\u2028",
        *"aeUo17½²\u0301\u0323\u0308",
        *"\u1100\u1161\u11a8\uac00\uac01\u0958\u212b\u2126\u1fef\u1ffd\u2000\u09c7\u09be\u0344\ufb1d\u0f73",
    ]
)
TEXTS = st.text(st.one_of(NASTY, st.characters(codec="utf-8")), max_size=60)


def article(text: str, start: int = 0, end: int | None = None) -> ArticleText:
    return ArticleText(text, Span(start, len(text) if end is None else end))


def words_at(text: ArticleText, found: Located | Missed) -> list[str]:
    assert isinstance(found, Located), found
    return [text.raw[span.start : span.end] for span in found.parts]


# --- normalising ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("“six”—‘seven’…", "\"six\"-'seven'..."),
        ("«six» „seven‟ ′ ″ ´ `", '"six" "seven" \' " \' \''),
        ("a\u00a0b\u202fc\u2003d\r\n e", "a b c d e"),
        ("sev\u00aden\ufeff", "seven"),
        ("a \u200b b", "a b"),
        ("a\u200b\u200bb", "ab"),
        ("Cafe\u0301", "Café"),
        ("e\u00ad\u0301", "é"),  # the soft hyphen stood between a letter and its accent
        ("\u1100\u1161\u11a8", "각"),
        ("", ""),
    ],
)
def test_what_is_normalised(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize("text", ["10²", "1½", "ﬁve", "Ⅻ", "①", "ＡＢ", "Straße", "naïve", "SIX", "1,000.5", "a_b-c"])
def test_what_is_kept(text: str) -> None:
    assert normalise(text).text == text


@given(TEXTS)
@example("\u00a0…\u00ad\u0301")
@example("e\u200b\u0301")
@example("\u1100\u1161\u11a8")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
    assert unicodedata.is_normalized("NFC", once)


@given(TEXTS)
def test_only_the_documented_classes_are_changed(text: str) -> None:
    kept = "".join(char for char in text if char not in INVISIBLE)
    folded = unicodedata.normalize("NFC", kept).translate({ord(char): kin for char, kin in FOLDS.items()})
    assert normalise(text).text == unicodedata.normalize("NFC", re.sub(r"\s+", " ", folded))


@given(TEXTS, st.data())
@example("a…b", None)
@example("cafe\u0301 au lait", None)
def test_every_stretch_leads_back_to_what_it_was(text: str, data: st.DataObject | None) -> None:
    normal = normalise(text)
    assume(normal.text)
    stretches = (
        [(a, b) for a in range(len(normal.text)) for b in range(a + 1, len(normal.text) + 1)]
        if data is None
        else [sorted(data.draw(st.tuples(*[st.integers(0, len(normal.text))] * 2)))]
    )
    for start, end in stretches:
        if start == end:
            continue
        span = normal.span(start, end)
        assert 0 <= span.start < span.end <= len(text)
        again = normalise(text[span.start : span.end]).text
        # a stretch that begins or ends inside an ellipsis, or inside one letter that became two, takes the whole of it
        assert normal.text[start:end] in again
        before, after = normal.span(start, start + 1), normal.span(end - 1, end)
        first, last = (normalise(text[at.start : at.end]).text for at in (before, after))
        if len(first) == len(last) == 1:
            assert again == normal.text[start:end]


@given(TEXTS)
def test_positions_and_origins_agree(text: str) -> None:
    normal = normalise(text)
    positions = [normal.position(n) for n in range(len(text) + 1)]
    assert positions == sorted(positions)
    assert positions[-1] == len(normal.text)
    assert all(0 <= position <= len(normal.text) for position in positions)
    for n in range(len(normal.text)):
        assert normal.position(normal.origin(n)) <= n


def test_positions_in_a_text_that_begins_with_nothing_visible() -> None:
    assert [normalise("\ufeffab").position(n) for n in range(4)] == [0, 0, 1, 2]
    assert normalise("\u200b").positions(Span(0, 1)) == (0, 0)


def test_what_stands_where_it_stood_is_one_run() -> None:
    normal = normalise("It\u2019s one\nand two.\n\nThree")
    assert normal.text == "It's one and two. Three"
    assert list(normal.starts) == [0, 17, 18, 23]  # up to the empty line, which is two characters that became one
    assert normal.positions(Span(3, 9)) == (3, 9)
    assert normal.span(18, 23) == Span(19, 24)


@pytest.mark.parametrize(
    "piece", ["a ", "…", " \u00ad", "\n", "e\u0301", '."', ". A", "!?", "17 ", "[", "“", "\u1100\u1161"]
)
def test_cost_grows_linearly(piece: str) -> None:
    def cost(size: int) -> float:
        text = article(f"x {piece * size} y")
        begin = time.process_time()
        assert text.normal.text
        assert text.sentences
        assert isinstance(locate(text, "nothing of the sort 17"), Missed)
        return time.process_time() - begin

    small, large = min(cost(2_000) for _ in range(3)), cost(40_000)
    assert large < 100 * small + 0.2  # twenty times the text; were it the square, four hundred times the cost


# --- finding a quote --------------------------------------------------------------------------------------------------

BODY = (
    "“Seventeen ducks crossed,” said Bert\u00a0Reed. It was 1.5 metres deep, he said;\nby noon 1,500 people… had come. "
    "Ten ducks stayed. 17 ducks left."
)
POND = article(f"Furniture. 40 swans.\n\n{BODY}\n\nRelated: 7 geese.", 22, 22 + len(BODY))


@pytest.mark.parametrize(
    ("quote", "parts"),
    [
        ("Seventeen ducks crossed", ["Seventeen ducks crossed"]),
        ('"Seventeen ducks crossed," said Bert Reed.', ["“Seventeen ducks crossed,” said Bert\u00a0Reed."]),
        ("he said; by noon", ["he said;\nby noon"]),
        ("people...", ["people…"]),
        ("people... had", ["people… had"]),
        ("Seventeen ducks […] Ten ducks", ["Seventeen ducks", "Ten ducks"]),
        ("Seventeen [...] stayed", ["Seventeen", "stayed"]),
        ("Seventeen [noisy] ducks", ["Seventeen ducks"]),
        ("[All] Seventeen ducks crossed", ["Seventeen ducks crossed"]),
        ("It was 1.5 metres", ["It was 1.5 metres"]),
        ("17 ducks left", ["17 ducks left"]),
    ],
)
def test_found(quote: str, parts: list[str]) -> None:
    assert words_at(POND, locate(POND, quote)) == parts


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("Sixteen ducks crossed", "absent"),
        ("seventeen ducks crossed", "absent"),
        ("Seventeen duck crossed", "absent"),
        ("7 ducks left", "cut"),
        ("5 metres deep", "cut"),
        ("It was 1", "cut"),
        ("500 people", "cut"),
        ("Seventeen duck", "cut"),
        ("ducks", "ambiguous"),
        ("said", "ambiguous"),
        ("40 swans", "outside"),
        ("7 geese", "outside"),
        ("Ten ducks […] Seventeen ducks", "absent"),
        ("Seventeen [noisy] people", "absent"),
        ("Seventeen […] ducks", "ambiguous"),
        ("[all]", "absent"),
        ("[…]", "absent"),
        ("[…] Seventeen ducks", "absent"),
        ("\u200b", "absent"),
        ("", "absent"),
    ],
)
def test_missed(quote: str, reason: str) -> None:
    found = locate(POND, quote)
    assert isinstance(found, Missed)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "at"),
    [
        ("ducks", "Seventeen", "", "Seventeen "),
        ("ducks", "Ten", "", "Ten "),
        ("ducks", "", "left", "17 "),
        ("ducks", "stayed.\n17", " left.", "17 "),
        ("said", "“Seventeen ducks crossed,”", "Bert", "crossed,” "),
        ("said", 'crossed,"', "", "crossed,” "),
    ],
)
def test_told_apart_by_its_context(quote: str, prefix: str, suffix: str, at: str) -> None:
    found = locate(POND, quote, prefix, suffix)
    assert isinstance(found, Located)
    assert POND.raw[: found.whole.start].endswith(at)


@pytest.mark.parametrize(("stored", "quote"), [("17 ducks", "7 ducks"), ("x7", "x"), ("1.5", "5"), ("1,500", "1")])
def test_cut_at_the_edges_of_the_text(stored: str, quote: str) -> None:
    found = locate(article(stored), quote)
    assert isinstance(found, Missed)
    assert found.reason == "cut"


def test_context_that_stands_elsewhere() -> None:
    found = locate(POND, "Ten ducks", prefix="Eleven")
    assert isinstance(found, Missed)
    assert (found.reason, [POND.raw[s.start : s.end] for s in found.places]) == ("context", ["Ten ducks"])


def test_context_of_an_omission_is_that_of_its_ends() -> None:
    text = article("One duck came. One duck left. One duck slept.")
    assert words_at(text, locate(text, "One […] slept", prefix="left.")) == ["One", "slept"]
    missed = locate(text, "One […] duck", suffix="slept")
    assert isinstance(missed, Missed)
    assert missed.reason == "ambiguous"


def test_brackets_that_the_article_has_itself() -> None:
    text = article("The ducks [all of them] left.")
    assert words_at(text, locate(text, "ducks [all of them] left")) == ["ducks [all of them] left"]


def test_body_bounds_the_search() -> None:
    text = article("\ufeff17 ducks.\nbody 17 ducks.\n17 ducks.", 11, 25)
    assert words_at(text, locate(text, "17 ducks.")) == ["17 ducks."]
    assert text.body_range == (10, 24)


@pytest.mark.parametrize(
    ("stored", "quote", "steps"),
    [
        ("six ducks", "six ducks", (Step.NONE,)),
        ("six\nducks", "six ducks", (Step.SPACE,)),
        ("“six”", '"six"', (Step.MARKS,)),
        ("s\u00adix", "six", (Step.INVISIBLE,)),
        ("Cafe\u0301", "Café", (Step.NFC,)),
        ("“s\u00adix\u00a0cafe\u0301s”", '"six cafés"', (Step.NFC, Step.INVISIBLE, Step.MARKS, Step.SPACE)),
    ],
)
def test_says_what_it_normalised(stored: str, quote: str, steps: tuple[Step, ...]) -> None:
    found = locate(article(stored), quote)
    assert isinstance(found, Located)
    assert found.steps == steps
    assert words_at(article(stored), found) == [stored]


def test_split_quote() -> None:
    assert split_quote("“One” [big] two […] three [...] [four] five") == [['"One"', "two"], ["three"], ["five"]]


STYLES = {
    " ": [" ", "\u00a0", "\n", "  ", "\r\n", "\u202f\t", " \u200b ", "\u200e "],
    '"': ['"', "“", "”", "„", "«", "»"],
    "'": ["'", "’", "‘", "′"],
    "-": ["-", "–", "—", "‑"],
    "e": ["e", "\u00ade", "e\u200d"],
    "é": ["é", "e\u0301"],
}
WORDS = st.sampled_from("six ducks seventeen pond deep 17 1,500 2.5 café reed's well-known “no” the a of".split())
ARTICLES = st.lists(WORDS, min_size=3, max_size=30).map(" ".join)


@st.composite
def restyled(draw: st.DrawFn, text: str) -> str:
    """The same words, as another keyboard, browser or system would have them."""
    return "".join(draw(st.sampled_from(STYLES.get(char, [char]))) for char in normalise(text).text)


@given(ARTICLES, st.data())
def test_any_stretch_of_words_is_found_however_it_is_typed(plain: str, data: st.DataObject) -> None:
    words = plain.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    stored = [data.draw(restyled(word)) for word in words]
    spaces = [data.draw(st.sampled_from(STYLES[" "])) for _ in words]
    text = article("".join(word + space for word, space in zip(stored, spaces, strict=True)))
    found = locate(text, data.draw(restyled(" ".join(words[first:last]))))
    begin = sum(len(word) + len(space) for word, space in zip(stored[:first], spaces, strict=False))
    end = sum(len(word) + len(space) for word, space in zip(stored[:last], spaces, strict=False)) - len(
        spaces[last - 1]
    )
    if isinstance(found, Located):
        assert normalise(text.raw[found.whole.start : found.whole.end]).text == " ".join(
            normalise(word).text for word in words[first:last]
        )
        assert text.words(found.whole) == text.words(Span(begin, end))
        # the soft hyphen that may begin or end a word belongs to either side of the edge
        assert not text.raw[min(found.whole.start, begin) : max(found.whole.start, begin)].strip(INVISIBLE)
        assert not text.raw[min(found.whole.end, end) : max(found.whole.end, end)].strip(INVISIBLE)
    else:
        assert found.reason == "ambiguous"
        assert normalise(plain).text.count(normalise(" ".join(words[first:last])).text) > 1


@given(ARTICLES, st.data())
def test_one_changed_letter_or_digit_is_never_found(plain: str, data: st.DataObject) -> None:
    words = plain.split()
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    places = [n for n, char in enumerate(quote) if char.isalnum()]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([c for c in "0123456789abcdefXYZéß" if c != quote[at]]))
    changed = quote[:at] + other + quote[at + 1 :]
    assume(normalise(changed).text not in normalise(plain).text)
    found = locate(article(plain), changed)
    assert isinstance(found, Missed)
    assert found.reason == "absent"


@given(ARTICLES, st.data())
def test_a_number_is_never_found_inside_another(plain: str, data: st.DataObject) -> None:
    number = str(data.draw(st.integers(1_000, 99_999)))
    text = article(f"{plain} {number} metres")
    start = data.draw(st.integers(1, len(number) - 1))
    for cut in (number[start:], number[:start]):
        found = locate(text, f"{cut} metres" if number.endswith(cut) else cut)
        assert not isinstance(found, Located) or text.raw[found.whole.start : found.whole.end] in plain


@given(TEXTS, TEXTS, TEXTS)
def test_anything_may_be_looked_for_anywhere(stored: str, quote: str, prefix: str) -> None:
    text = article(f"x{stored}")
    found = locate(text, quote, prefix)
    if isinstance(found, Located):
        assert all(0 <= span.start < span.end <= len(text.raw) for span in found.parts)
    nearest(text, normalise(quote).text)


# --- sentences and paragraphs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One duck. Two ducks! Three? Four.", ["One duck.", "Two ducks!", "Three?", "Four."]),
        (
            "Lt. Gen. A. Reed of the U.S. Army said no. He left.",
            ["Lt. Gen. A. Reed of the U.S. Army said no.", "He left."],
        ),
        ("It was 2.5 metres. 17 ducks left.", ["It was 2.5 metres.", "17 ducks left."]),
        ("“No.” “Yes.” It rained… Then not.", ['"No."', '"Yes."', "It rained... Then not."]),
        (
            "He said no. She lives at No. 7. Fig. 2 is small.",
            ["He said no.", "She lives at No. 7.", "Fig. 2 is small."],
        ),
        ("no. 7 was fine. etc. and so on", ["no. 7 was fine. etc. and so on"]),
        ("One\nduck.\n\n  Two.\n \t\nThree.", ["One duck.", "Two.", "Three."]),
        ("Mr. Reed’s ducks (all of them.) Left.", ["Mr. Reed's ducks (all of them.)", "Left."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in article(text).sentences] == sentences


def test_paragraphs_are_numbered_within_the_body() -> None:
    text = article("Menu\n\nOne. Two.\n\n\nThree.\n\nRelated", 6, 26)
    assert [(s.paragraph, s.text) for s in text.sentences] == [(1, "One."), (1, "Two."), (2, "Three.")]


@given(TEXTS)
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    sentences = article(text).sentences
    assert "".join("".join(text[s.span.start : s.span.end].split()) for s in sentences) == "".join(text.split())
    assert all(a.span.end <= b.span.start for a, b in pairwise(sentences))


def test_sentences_of_a_stretch() -> None:
    text = article("One. Two. Three.")
    assert text.sentences_of(Span(0, 4)) == (0, 1)
    assert text.sentences_of(Span(5, 8)) == (1, 2)
    assert text.sentences_of(Span(2, 11)) == (0, 3)


# --- explaining a miss ------------------------------------------------------------------------------------------------


def test_nearest_passage_and_the_difference() -> None:
    near = nearest(POND, "by noon 1,600 people... had come.")
    assert near is not None
    assert near.text == "by noon 1,500 people... had come."
    assert POND.raw[near.span.start : near.span.end] == "by noon 1,500 people… had come."
    assert near.differences == (("600", "500"),)


def test_nearest_passage_is_made_of_whole_words() -> None:
    near = nearest(POND, "eventeen ducks crosse")
    assert near is not None
    assert near.text == "Seventeen ducks crossed"


def test_nearest_passage_at_the_edges_of_the_text() -> None:
    near = nearest(article("Seventeen ducks crossed"), "eventeen bucks crosse")
    assert near is not None
    assert near.text == "Seventeen ducks crossed"


def test_nothing_is_like_it() -> None:
    assert nearest(POND, "Квартальный отчёт") is None
    assert nearest(POND, "x" * 5_000) is None
    assert nearest(article("Ten."), "Ten ducks crossed the street and did not come back.") is None


def test_differences_word_by_word() -> None:
    assert differences("six big ducks", "six ducks left") == (("big", ""), ("", "left"))
