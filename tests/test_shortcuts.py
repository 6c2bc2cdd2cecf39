"""Whatever is done the quick way gives what the slow way gives."""

from __future__ import annotations

import re
from itertools import combinations, pairwise, zip_longest
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator import (
    compare,
    coverage,
    dates,
    evidence,
    files,
    prose,
    quantities,
    readings,
    wordindex,
    yamlfile,
    yamllines,
)
from generator.compiler import Compiled
from generator.coverage import ATTRIBUTION, MONTH, RELATIVE_DAY, SAYING, YEAR, holds
from generator.evidence import ArticleText, Span
from generator.problems import Problem

TOY = Path(__file__).parent / "toy"

# --- YAML -------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"a b: : - \n | > >- ' \" [ ] { } , # & * ! !!str <<: ? --- ... % @ ` ~ no \t a:b é \u2028 \ufeff".split(" "),
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n- ",
        "\n  - ",
        "a: ",
        "b: ",
        "&x ",
        "*x",
        "\r\n",
        "\n\n",
    ]
)
FILES = sorted(path.read_text(encoding="utf-8") for path in TOY.rglob("*.yml"))


def slowly(text: str) -> object:
    """What the careful reader makes of it."""
    with patch.object(yamlfile, "parsed", lambda _: None), patch.object(yamllines, "read", lambda _: None):
        document, problems = yamlfile.read("a.yml", text)
    return (document.data if document else None), problems


def quickly(text: str) -> object:
    document, problems = yamlfile.read("a.yml", text)
    return (document.data if document else None), problems


@given(st.lists(PIECES, max_size=30).map("".join))
def test_yaml_of_any_pieces(text: str) -> None:
    assert quickly(text) == slowly(text)


@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_yaml_of_spoilt_files(text: str, seed: int) -> None:
    random = Random(seed)
    lines = text.split("\n")
    for _ in range(random.randint(0, 3)):
        at = random.randrange(len(lines))
        where = random.randrange(len(lines[at]) + 1)
        match random.randrange(5):
            case 0:
                lines[at] = lines[at][:where] + random.choice("&*!:#'\"[]{}|>-?%@`\t ") + lines[at][where:]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines[at] = " " * random.randint(1, 3) + lines[at]
            case 3:
                lines[at] = lines[at][1:]
            case _:
                lines[at] = lines[at][:where]
    assert quickly("\n".join(lines)) == slowly("\n".join(lines))


@pytest.mark.parametrize("depth", range(9, 16))
@pytest.mark.parametrize("leaf", ["a", "[]", "{}", "[a]", "{a: b}"])
def test_yaml_of_any_depth(depth: int, leaf: str) -> None:
    for opening, closing in ("[]", ("{a: ", "}")):
        text = "a: " + opening * depth + leaf + closing * depth
        assert quickly(text) == slowly(text)


@pytest.mark.parametrize("text", FILES)
def test_sound_files_take_the_quick_way(text: str) -> None:
    assert yamlfile.parsed(text) == yaml.load(text, yaml.BaseLoader)


# --- files ------------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=60))
def test_control_characters_are_found_in_bytes_as_in_text(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        assume(False)
        raise
    found = files.decode(Path("/"), Path("/a"), data)
    assert isinstance(found, Problem) == (not files.CONTROL.isdisjoint(text))


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 30])
def test_a_file_is_read_the_same_whether_its_folder_is_known_or_not(length: int, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * length)
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "folder").mkdir()
    for name in ("a", "link", "folder", "nothing"):
        known = files.read_bytes(tmp_path, tmp_path / name, 10, inside=True)
        assert known == files.read_bytes(tmp_path, tmp_path / name, 10)


# --- prose ------------------------------------------------------------------------------------------------------------

MARKUP = st.sampled_from(
    [
        "[all facts](../)",
        "[a](https://a.example/b-c.html)",
        "[x](a//b)",
        "[@a]",
        "[@b-2]",
        "[",
        "]",
        "(",
        "]",
        "](x)",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "#",
        "---",
        "**",
        "_",
        "!",
        "a",
        ": ",
        "[x]: y",
        '"',
        "\xa0",
        "\u2028",
        "é",
        "~~~",
        "`",
        "<",
        "&",
        "\\",
        "===\n",
        "http://x.y",
        "\t",
        "\x00",
    ]
)


@given(st.lists(MARKUP, max_size=14).map("".join))
def test_citations_found_without_parsing(text: str) -> None:
    markdown = prose.parser()
    quick = prose.mentions(markdown, text)
    with patch.object(prose, "INTRICATE", re.compile("")):
        assert quick == prose.mentions(markdown, text)


# --- evidence and quantities ------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("aB1 \n\t`'\"-\u00a0\u200b\u00ad\u2019\u2026é\u0301\x1c"), max_size=12)


@given(TEXTS)
def test_normalising_plain_text(text: str) -> None:
    quick = evidence.normalise(text)
    slow = evidence._normalise_composing(text)
    assert quick.text == slow.text
    assert [quick.origin(n) for n in range(len(quick.text))] == [slow.origin(n) for n in range(len(slow.text))]
    assert [quick.origin_end(n) for n in range(len(quick.text))] == [slow.origin_end(n) for n in range(len(slow.text))]


@given(TEXTS)
def test_single_spaces_need_not_be_looked_at(text: str) -> None:
    quick = evidence.normalise(text)
    with patch.object(evidence, "RARER", evidence.SPECIAL):
        assert quick == evidence.normalise(text)


@given(st.text(st.sampled_from("..!? \n\"')Aa1_\u201d"), max_size=16), st.integers(0, 3))
def test_ends_of_sentences_are_found_by_their_marks(text: str, start: int) -> None:
    plainly = re.compile(evidence.SENTENCE_END.pattern.replace("[.!?](?<![.!?].)[.!?]*+", "(?<![.!?])[.!?]++"))
    assert plainly.pattern != evidence.SENTENCE_END.pattern
    for one, other in zip_longest(plainly.finditer(text, start), evidence.SENTENCE_END.finditer(text, start)):
        assert one is not None
        assert other is not None
        assert (one.span(), one.span(1)) == (other.span(), other.span(1))


@settings(max_examples=400)
@given(st.text(st.sampled_from("aB1 \n\t`'\u00a0\u200b\u00ad\u2019\u2026é\u0301\u0958\u212b\u1100\u1161"), max_size=14))
def test_both_ends_of_a_stretch_are_looked_up_at_once(text: str) -> None:
    normal = evidence.normalise(text)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert normal.positions(Span(start, end)) == (normal.position(start), normal.position(end))
    for start in range(len(normal.text)):
        for end in range(start + 1, len(normal.text) + 1):
            assert normal.span(start, end) == Span(normal.origin(start), normal.origin_end(end - 1))


ARTICLE = st.lists(
    st.sampled_from([*"ab1,.-_\n", " ", " ", " ", "aa", "the", "bus", "1,000", "2.5", "é", "\u2019"]), max_size=40
).map("".join)


def naively(article: ArticleText, quote: str, prefix: str, suffix: str) -> object:
    """A quote looked for as simply as can be."""
    text, (start, end) = article.normal.text, article.body_range
    literal = evidence.normalise(quote).text.strip()
    parts = [literal]
    if "[" in literal and text.find(literal, start, end) < 0:
        parts = [" ".join(pieces) for pieces in evidence.split_quote(quote)]
    if not all(parts):
        return "absent"
    chains: list[tuple[tuple[int, int], ...]] = [()]
    for number, part in enumerate(parts):
        before = evidence.normalise(prefix).text.strip() if number == 0 else ""
        after = evidence.normalise(suffix).text.strip() if number == len(parts) - 1 else ""

        def stands(at: int, before: str = before, part: str = part, after: str = after) -> bool:
            left, right = text[:at], text[at + len(part) :]
            near = left.endswith((before, f"{before} ")) if before else True
            return near and (right.startswith((after, f" {after}")) if after else True)

        everywhere = [at for at in range(len(text)) if text.startswith(part, at)]
        inside = [at for at in everywhere if start <= at and at + len(part) <= end]
        places = [(at, at + len(part)) for at in inside if stands(at)]
        whole = [place for place in places if evidence._whole(text, *place)]
        found = [(*chain, place) for chain in chains for place in whole if not chain or place[0] >= chain[-1][1]]
        if not found:
            if whole:
                return "absent"
            return "cut" if places else "context" if inside else "outside" if everywhere else "absent"
        chains = found
    if len(chains) > 1:
        return "ambiguous"
    return tuple(article.normal.span(a, b) for a, b in chains[0])


@settings(max_examples=600)
@given(
    ARTICLE,
    st.data(),
    st.sampled_from(["", "", "a", "the", "1"]),
    st.sampled_from(["", "", "bus", "b", ","]),
    st.booleans(),
)
def test_quotes_are_found_where_they_stand(
    text: str, data: st.DataObject, prefix: str, suffix: str, indexed: bool
) -> None:
    start = data.draw(st.integers(0, len(text)))
    article = ArticleText(text, Span(start, data.draw(st.integers(start, len(text)))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4)))
    quote = data.draw(st.sampled_from(["", " […] "])).join(text[a:b] for a, b in pairwise(cuts))
    with patch.multiple(wordindex, LONG=0 if indexed else 10**9, SCANS=0, RARE=3):
        found = evidence.locate(article, quote, prefix, suffix)
    expected = naively(article, quote, prefix, suffix)
    assert (found.parts if isinstance(found, evidence.Located) else found.reason) == expected


@pytest.mark.parametrize("quote", ["a", "a a", "a […] a […] b", "a […] a a", "b", "a b", "aa"])
@pytest.mark.parametrize("text", ["a " * 50_000, "a" * 100_000, "aa " * 30_000 + "b", "1,0" * 30_000])
def test_what_repeats_itself_takes_no_time_that_grows_with_its_square(text: str, quote: str) -> None:
    article = ArticleText(text, Span(0, len(text)))
    looked_at = 0
    whole = evidence._whole

    def counted(*place: object) -> bool:
        nonlocal looked_at
        looked_at += 1
        return whole(*place)  # type: ignore[arg-type]

    with patch.object(evidence, "_whole", counted):
        for prefix in ("", "b"):
            evidence.locate(article, quote, prefix)
    assert looked_at < 5 * len(text)


WEEKDAY = re.compile(rf"\b((?ai:{'|'.join(dates.WEEKDAYS)}))[sS]?\b")
WORDS = st.sampled_from(
    "Saturday Tuesdays MONDAY today Mednesday Fridayish aSunday mondaYS \u017funday "
    "May June, 2017 of 1999 yesterday recent days earlier this week last month said ſaid points out "
    "pointed according to reports ten Twenty-five one sıx two hundred several dozens about at least more than nearly "
    "Heron Mill Pond pond Old mill ½ 10² 1,000 12.5 . , ( ) é\u0345 K İn five\u0345 dont's a-few 3 x".split(" ")
)
SENTENCES = st.lists(WORDS, max_size=9).map(" ".join)


@given(text=SENTENCES)
def test_what_a_sentence_holds(text: str, compiled_toy: Compiled) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    numbers = [n for n in _numbers(text) if text[n.start : n.end].lower() not in ("one", "zero")]
    names = [name for place in corpus.places.values() for name in (place.name, *(place.also or ()))]
    held = {
        "number": numbers or any(_find_words(text, words) for words in corpus.vague_words),
        "date": WEEKDAY.search(text) or MONTH.search(text) or YEAR.search(text) or RELATIVE_DAY.search(text),
        "place": any(_find_words(text, name) for name in names),
        "attribution": ATTRIBUTION.search(text),
    }
    assert holds(text, corpus) == tuple(name for name, found in held.items() if found)


def _numbers(text: str, *vague: str) -> tuple[quantities.Number, ...]:
    everywhere: dict[str, Any] = {"DIGIT": re.compile(""), "FIGURE": quantities.NUMBER, "find_words": _find_words}
    with patch.multiple(quantities, **everywhere):
        return quantities.numbers_in(text, vague)


def _find_words(text: str, words: str) -> list[tuple[int, int]]:
    spaced = r"\s+".join(map(re.escape, words.split()))
    return [match.span() for match in re.finditer(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE)]


@given(
    SENTENCES, st.one_of(WORDS, st.sampled_from(["last month", "Mill  Pond", "six", "\u212aind", "\u017fix", "kind"]))
)
def test_words_are_looked_for_where_there_are_some(text: str, words: str) -> None:
    assert list(quantities.find_words(text, words)) == _find_words(text, words)


@given(SENTENCES)
def test_numbers_are_looked_for_where_there_are_some(text: str) -> None:
    assert quantities.numbers_in(text, ("dozens", "two hundred")) == _numbers(text, "dozens", "two hundred")


@given(text=SENTENCES)
def test_the_hedge_before_a_figure(text: str, compiled_toy: Compiled) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    hedges = corpus.house_rules.hedges
    best: tuple[str, int, int] | None = None
    for key in readings.HEDGES:
        for words in getattr(hedges, key):
            places = quantities.find_words(text.rstrip(), words)
            if places and places[-1][1] == len(text.rstrip()) and (best is None or places[-1][0] < best[1]):
                best = (key, *places[-1])
    assert readings.hedge_before(f"{text} 7", len(text) + 1, hedges) == best


@given(SENTENCES)
def test_weekdays_are_looked_for_where_there_are_some(text: str) -> None:
    slowly = [(dates.WEEKDAY_NUMBERS[m[1].lower()], *m.span()) for m in WEEKDAY.finditer(text)]
    assert list(dates.weekdays_in(text)) == slowly


def test_every_word_of_saying_is_one() -> None:
    assert all(ATTRIBUTION.fullmatch(word) and word in coverage.MAY_ATTRIBUTE for word in SAYING)


# --- comparing --------------------------------------------------------------------------------------------------------


def test_accounts_that_say_the_same_are_compared_once(compiled_toy: Compiled) -> None:
    assert compiled_toy.corpus is not None
    for examined in compiled_toy.facts.values():
        fact, found = examined.fact, examined.comparison
        groups = compare._groups(fact.witnesses, compiled_toy.corpus)
        sides = [compare._Side(w, w.scopes, w.open, w.reading, w.as_of, groups[w.id]) for w in fact.witnesses]
        exclusive = fact.claim.measure.exclusive == "yes"
        for (a, b), pair in zip(combinations(sides, 2), found.pairs, strict=True):
            assert (pair.a, pair.b) == (a.witness, b.witness)
            assert (pair.computed, pair.otherwise) == compare._relate(a, b, exclusive, compiled_toy.corpus)
