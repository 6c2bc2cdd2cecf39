"""The reader for the one layout gives what the parser gives, or gives up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator import yamlfile, yamllines

HERE = Path(__file__).parent
FILES = [path.read_text(encoding="utf-8") for path in sorted((HERE / "toy" / "seeds").rglob("*.yml"))]
LINES = sorted({line for text in FILES for line in text.split("\n")})
MARKS = (
    *(" ", "  ", "\n", "\n\n", ": ", ":", "- ", "-", "#", " #", ">-", "|", ">", "|-", "[", "{", "]", "}", ", ", "'"),
    *('"', "\\", "&a ", "*a", "!", "? ", "%", "@", "`", "..", "../", "---\n", "a", "B", "0", "\t", "é", "–", "\u00a0"),
    *(
        " \n",
        "key: ",
        "key:\n",
        "- - ",
        "<<: ",
        "\u2028",
        "\ufeff",
        "~",
        "null",
        "key: >-\n  a\n  b\n",
        "key: |\n  a\n",
    ),
)


@st.composite
def _torn(draw: st.DrawFn) -> str:
    """A piece of a sound file, moved to the left, with lines and marks put in and left out."""
    lines = draw(st.sampled_from(FILES)).split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    lines = lines[start : start + draw(st.integers(1, 14))]
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line), default=0)
    lines = [line[margin:] for line in lines]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = draw(st.integers(0, len(line)))
        match draw(st.integers(0, 4)):
            case 0:
                lines.insert(at, draw(st.sampled_from(LINES)))
            case 1:
                lines[at] = " " * draw(st.integers(1, 3)) + line
            case 2:
                lines[at] = line[1:]
            case 3:
                lines[at] = line[:cut] + line[cut + 1 :]
            case _:
                lines[at] = line[:cut] + draw(st.sampled_from(MARKS)) + line[cut:]
    return "\n".join(lines) + draw(st.sampled_from(("\n", "\n\n", "")))


def _same(text: str) -> None:
    found = yamllines.read(text)
    if found is not None:
        assert found == yamlfile.parsed(text)


@given(_torn())
def test_gives_what_the_parser_gives_or_nothing(text: str) -> None:
    _same(text)


@given(
    st.lists(st.sampled_from((*MARKS, "key", "word", "key: word\n", "  key: word\n", "- word\n", "\n"))).map("".join)
)
@example("a: >-\n    x\n  y\n")
@example("a: >-\n  x\n\n  y\n")
@example("a: |\n  x\n    y\n\n\nb: z\n")
@example("- a: >-\n  x\n")
@example("a:\nb:\n  - c\n")
@example("a:\n- b\n")
@example("a: b\n  c\n")
def test_the_same_of_anything(text: str) -> None:
    _same(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 12:30\nb: ../2017-08-31\n", {"a": "12:30", "b": "../2017-08-31"}),
        ("# c\na:\n  - b: x\n    c:\n  - d\n", {"a": [{"b": "x", "c": ""}, "d"]}),
        ("a: >-\n  one\n  two\nb: |\n  three\n\n  four\n\n", {"a": "one two", "b": "three\n\nfour\n"}),
        ("a: [no, x y]\nb: {c: d}\n", {"a": ["no", "x y"], "b": {"c": "d"}}),
        ("a: 'it''s'\nb: \"c: d\"\n", {"a": "it's", "b": "c: d"}),
    ],
)
def test_reads_the_one_layout(text: str, data: object) -> None:
    assert yamllines.read(text) == data == yamlfile.parsed(text)


@pytest.mark.parametrize(
    "text", ["a: b\na: c\n", "a: &x b\n", "a: b # c\n", "a: b", "", "a:\tb\n", "- a\n", "a: b: c\n"]
)
def test_leaves_the_rest_to_the_parser(text: str) -> None:
    assert yamllines.read(text) is None
