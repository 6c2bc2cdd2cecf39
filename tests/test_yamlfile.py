"""Strict YAML: what was typed, where it was typed, and nothing else."""

from __future__ import annotations

import tracemalloc

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator import rules, yamlfile
from generator.problems import Problem


def read(text: str) -> tuple[yamlfile.Document | None, list[Problem]]:
    return yamlfile.read("x.yml", text)


def sound(text: str) -> yamlfile.Document:
    document, problems = read(text)
    assert not problems
    assert document is not None
    return document


@pytest.mark.parametrize(
    "scalar", "no yes on off null ~ 12:30 1.10 010 0x1F 1e3 .5 2017-08-31 2017-08-31T10:00:00Z 1_000 = true".split()
)
def test_every_scalar_is_the_text_that_was_typed(scalar: str) -> None:
    assert sound(f"a: {scalar}\nb: [{scalar}]").data == {"a": scalar, "b": [scalar]}


def test_keys_are_text_too() -> None:
    assert sound("no: a\n12:30: b\n010: c").data == {"no": "a", "12:30": "b", "010": "c"}


@pytest.mark.parametrize(
    ("text", "rule", "place", "words"),
    [
        (
            "a: 1\na: 2",
            rules.YAML_DUPLICATE_KEY,
            (2, 1),
            "The key `a` stands here a second time; the first is in line 1",
        ),
        ("a: {b: 1, b: 2}", rules.YAML_DUPLICATE_KEY, (1, 11), "`b`"),
        ("a: &x 1", rules.YAML_ALIAS, (1, 4), "Anchors"),
        ("a: 1\nb: *x", rules.YAML_ALIAS, (2, 4), "Anchors"),
        ("&x a: 1", rules.YAML_ALIAS, (1, 1), "Anchors"),
        ("*x : 1", rules.YAML_ALIAS, (1, 1), "key"),
        ("<<: {a: 1}", rules.YAML_ALIAS, (1, 1), "Merge keys"),
        ("a: !!python/object:os.system x", rules.YAML_TAG, (1, 4), "tag:yaml.org,2002:python/object:os.system"),
        ("a: !x y", rules.YAML_TAG, (1, 4), "!x"),
        ("!x a: y", rules.YAML_TAG, (1, 1), "!x"),
        ("!!map {a: 1}", rules.YAML_TAG, (1, 1), "map"),
        ("a: [b\nc: d", rules.YAML_SYNTAX, (2, 2), "This is not YAML"),
        ("a: b: c", rules.YAML_SYNTAX, (1, 5), "mapping values are not allowed"),
        ("a:\n\tb: c", rules.YAML_SYNTAX, (2, 1), "This is not YAML"),
        ('a: "b', rules.YAML_SYNTAX, (1, 6), "unexpected end of stream"),
        ("a: 1\n---\nb: 2", rules.YAML_SYNTAX, (2, 1), "one YAML document"),
        ("? [a]\n: b", rules.YAML_SYNTAX, (1, 3), "A key is plain text"),
        ("a: 1\n" + "- b", rules.YAML_SYNTAX, (2, 1), "This is not YAML"),
        ("- a", rules.YAML_SYNTAX, (1, 1), "it holds a list"),
        ("a", rules.YAML_SYNTAX, (1, 1), "it holds a piece of text"),
        ("", rules.YAML_SYNTAX, (1, 1), "nothing but comments"),
        ("# a\n", rules.YAML_SYNTAX, (1, 1), "nothing but comments"),
        ("a: " + "[" * 100_000, rules.YAML_SYNTAX, (1, 16), "deeper than 12"),
        ("{a: " * 100_000, rules.YAML_SYNTAX, (1, 53), "deeper than 12"),
        ("- " * 50_000, rules.YAML_SYNTAX, (1, 27), "deeper than 12"),
        ("a: b\u2028c", rules.YAML_SYNTAX, (1, 5), "U+2028"),
        ("x: y\na: b\rc: d", rules.YAML_SYNTAX, (2, 5), "U+000D"),
        ("a: \u0080", rules.YAML_SYNTAX, (1, 1), "control characters are not allowed"),
        ("a: \udc80", rules.YAML_SYNTAX, (1, 1), "surrogates not allowed"),
        ("%YAML 9.9\n---\na: b", rules.YAML_SYNTAX, (1, 1), "incompatible YAML document"),
    ],
)
def test_refused(text: str, rule: object, place: tuple[int, int], words: str) -> None:
    _, problems = read(text)
    assert [problem.rule for problem in problems] == [rule]
    assert (problems[0].place.line, problems[0].place.column) == place
    assert words in problems[0].message
    assert problems[0].fix


def test_an_alias_bomb_costs_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    tracemalloc.start()
    document, problems = read(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert document is None
    assert [problem.rule for problem in problems] == [rules.YAML_ALIAS]
    assert peak < 1_000_000


def test_duplicates_are_all_reported_and_the_first_one_counts() -> None:
    document, problems = read("a: {x: 1}\nb: 2\na: {x: 3, y: 4}\na: 5\nb: 6")
    assert [problem.place.line for problem in problems] == [3, 4, 5]
    assert document is not None
    assert document.data == {"a": {"x": "1"}, "b": "2"}
    assert document.values["a", "x"].line == 1


def test_byte_order_mark_and_carriage_returns() -> None:
    document = sound("\ufeffa: b\r\nc: |\r\n  d\r\n  e\r\n")
    assert document.data == {"a": "b", "c": "d\ne\n"}
    assert (document.keys["a",].column, document.keys["c",].line) == (1, 2)
    assert document.problem(rules.BAD_VALUE, ("a",), "").excerpt == "a: b"


def test_the_place_of_a_problem() -> None:
    document = sound("a: b\n  \nc:\n  - {d: é\U0001f986, e: f}\n")
    assert document.problem(rules.BAD_VALUE, ("c", 0, "e"), "").place.column == 16
    assert document.problem(rules.BAD_VALUE, ("c", 0, "d"), "").place.length == 2
    assert str(document.problem(rules.BAD_VALUE, ("c", 0, "e"), "", at_key=True).place) == "x.yml:4:13"
    assert str(document.problem(rules.BAD_VALUE, ("c", 0, "missing", "x"), "").place) == "x.yml:4:5"
    assert str(document.problem(rules.BAD_VALUE, ("missing",), "").place) == "x.yml:1:1"


def test_the_place_of_a_problem_inside_a_block() -> None:
    document = sound("a: |\n  one\n    two é\n\n  four\nb: >\n  five\n")
    problem = document.problem(rules.BAD_VALUE, ("a",), "", line=1)
    assert (str(problem.place), problem.place.length, problem.excerpt) == ("x.yml:3:5", 5, "    two é")
    assert str(document.problem(rules.BAD_VALUE, ("a",), "", line=3).place) == "x.yml:5:3"
    assert str(document.problem(rules.BAD_VALUE, ("a",), "", line=2).place) == "x.yml:1:4"
    assert str(document.problem(rules.BAD_VALUE, ("b",), "", line=0).place) == "x.yml:6:4"


PIECES = [*"ab:- \n\t[]{}\"'#|>&*!%?,~<é\u2028\U0001f986\ufeff", "a: ", "b: ", "\n- ", "\n  ", "a\n", "\nc: ", "\na: "]
YAML = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(YAML | st.text(max_size=60))
@example("\ufeff\ufeffa: b")
@example("a: 'b\n\n'")
def test_any_text_is_read_or_refused(text: str) -> None:
    document, problems = read(text)
    assert document is not None or problems
    lines = text.lstrip("\ufeff").split("\n")
    for problem in problems:
        assert problem.rule.id.startswith("yaml-")
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
    if document is not None:
        for key, mark in document.keys.items():
            line = lines[mark.line - 1]
            typed = line[mark.column - 1 : mark.column - 1 + mark.length]
            if line[mark.column - 1] not in "\"'":
                assert typed == key[-1] or not typed
        for path, mark in document.values.items():
            inner: object = document.data
            try:
                for part in path:
                    inner = inner[part]  # type: ignore[index]
            except (LookupError, TypeError):
                continue  # what stood under a duplicate key
            first = lines[mark.line - 1][mark.column - 1 : mark.column]
            if isinstance(inner, str) and inner and first not in "\"'|>":
                assert inner.startswith(first)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    document, problems = read(data.decode("utf-8", "surrogateescape"))
    assert document is not None or problems


LEAVES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LEAVES, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(LEAVES.filter(lambda key: key != "<<"), TREES, min_size=1, max_size=4), st.booleans())
def test_what_a_writer_wrote_is_read(data: dict[str, object], flow: bool) -> None:
    document = sound(yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, width=40))
    assert document.data == data
