"""The structure that an editor sees is the compiler's, wherever the compiler sees one; and there always is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile
from generator.languageserver.cursor import cursor
from generator.languageserver.outline import outline
from generator.languageserver.positions import Lines, Unit, units
from tests.conftest import TOY

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((*(TOY / "seeds").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml"), *ROOT.glob(".github/**/*.yml")))

SCALARS = st.one_of(
    st.sampled_from(
        ["a b", "x: y", "- x", "#no", "a #b", "it's", '"q"', "[a", "{", "|", ">-", "", "1", "…[…] b", "🦆 x"]
    ),
    st.text(st.sampled_from("ab :-#'\"[]{}|>,\n🦆é"), max_size=40),
)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["a", "quote", "x-y", "claims/x", "1"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


def agree(file: str, text: str) -> None:
    document, _ = yamlfile.read(file, text)
    assert document is not None
    found, lines = outline(text), Lines(text)
    for path, mark in document.keys.items():
        node = found.by_path[path]
        assert node.key is not None
        assert (node.key.start, node.key.end - node.key.start) == (lines.at(mark.line, mark.column), mark.length)
    for path, mark in document.values.items():
        if not path:
            continue
        node = found.by_path[path]
        value: Any = document.data
        for step in path:
            value = value[step]
        if isinstance(value, str) and node.style != '"':
            assert found.words(node).split() == value.split()
        if node.style != "block" and value != "":
            assert node.value.start == lines.at(mark.line, mark.column)
    assert found.by_path.keys() <= document.values.keys() | {node.path for node in found.nodes if not node.scalar}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_agrees_with_the_compiler_on_every_file(path: Path) -> None:
    agree(path.name, path.read_bytes().decode())


@given(
    data=st.dictionaries(st.sampled_from(["title", "b", "c-d"]), DATA, min_size=1),
    flow=st.sampled_from([None, False]),
)
def test_it_agrees_with_the_compiler_on_whatever_a_library_writes(data: object, flow: bool | None) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style=None, width=60)
    document, _ = yamlfile.read("x.yml", text)
    if document is None or text.startswith("{"):  # it wrote an anchor, a tag or a line end; all of it inside braces
        return
    found = outline(text)
    for path, mark in document.keys.items():
        node = found.by_path.get(path)
        assert node is not None, (path, text)
        assert node.key is not None
        assert node.key.start == Lines(text).at(mark.line, mark.column)


@given(text=st.text(st.sampled_from("ab: -#'\"[]{}|>,\n\t\r🦆\ufeff\u2028?&*!"), max_size=120), data=st.data())
def test_it_never_fails_and_neither_does_the_cursor(text: str, data: st.DataObject) -> None:
    found = outline(text)
    for node in found.nodes:
        assert 0 <= node.value.start <= node.value.end <= len(text)
        assert node.key is None or 0 <= node.key.start <= node.key.end <= len(text)
        extent = found.extent(node)
        assert 0 <= extent.start <= extent.end <= len(text)
    here = cursor(found, data.draw(st.integers(0, len(text))))
    assert here is None or 0 <= here.span.start <= here.span.end <= len(text)


@given(text=st.text(st.sampled_from("ab: -#'\"[]{}|>,\n\t"), max_size=60))
def test_typing_a_claim_file_letter_by_letter_always_tells_where_one_is(text: str) -> None:
    whole = f"title: x\naccounts:\n  - id: a\n    quote: {text}\n"
    for at in range(len(whole) + 1):
        cursor(outline(whole[:at]), at)


def test_deep_nesting_costs_no_more_than_its_length() -> None:
    for text in (
        "[" * 20_000,
        "a: {" * 5_000,
        "- " * 20_000,
        "\n".join(" " * n + "a:" for n in range(1_000)),
        "'" * 20_000,
    ):
        outline(text)


# --- positions --------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("aé🦆\U0010ffff\n\r \u2028\x0c\u0301\ufeff\ud800"), max_size=40)


@given(text=TEXTS, unit=st.sampled_from(Unit), data=st.data())
def test_positions_lead_there_and_back(text: str, unit: Unit, data: st.DataObject) -> None:
    lines = Lines(text, unit)
    at = data.draw(st.integers(0, len(text)))
    line, character = lines.position(at)
    back = lines.offset(line, character)
    # only between a carriage return and its line feed is there a place that no position names
    assert back == at or text[at - 1 : at + 1] == "\r\n"


@given(text=TEXTS)
def test_positions_are_what_utf_16_gives(text: str) -> None:
    text = text.replace("\ud800", "").replace("\r", "")
    lines = Lines(text)
    for at in range(len(text) + 1):
        before = text[:at]
        expected = (before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2)
        assert lines.position(at) == expected


@given(line=st.integers(-3, 9), character=st.integers(-3, 60), text=TEXTS, unit=st.sampled_from(Unit))
def test_positions_outside_of_the_text_are_moved_inside(line: int, character: int, text: str, unit: Unit) -> None:
    assert 0 <= Lines(text, unit).offset(line, character) <= len(text)


def test_a_position_inside_a_character_is_the_one_before_it() -> None:
    assert Lines("a🦆b").offset(0, 2) == 1
    assert Lines("a🦆b").offset(0, 3) == 2
    assert Lines("aéb", Unit.UTF8).offset(0, 2) == 1
    assert units("🦆", Unit.UTF16) == 2
