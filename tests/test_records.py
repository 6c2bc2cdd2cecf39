"""What every record is made of."""

from __future__ import annotations

import ast
import pickle
from functools import cached_property
from pathlib import Path

import pytest
from msgspec import DecodeError, ValidationError

from generator.records import LazyRecord, Record, replace
from generator.rows import Shape

GENERATOR = Path(__file__).resolve().parents[1] / "generator"
WITH_DATA_CLASSES = {
    "corpus.py",  # two of which there is a sort that is filled in when somebody asks
    "diffing/interchange.py",  # these run where nothing is installed
    "diffing/records.py",
    "diffing/renaming.py",
}


class Point(Record):
    x: int
    name: str = ""


class Worked(LazyRecord):
    words: tuple[str, ...]

    @cached_property
    def first(self) -> str:
        return self.words[0]


def test_data_classes_are_few() -> None:
    found = {
        path.relative_to(GENERATOR).as_posix()
        for path in GENERATOR.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "dataclasses")
        or (isinstance(node, ast.Import) and any(each.name == "dataclasses" for each in node.names))
    }
    assert found == WITH_DATA_CLASSES


def test_a_record_is_frozen_and_equal_by_its_fields() -> None:
    point = Point(1, "a")
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    assert point == Point(1, "a") != Point(2, "a")
    assert replace(point, x=2) == Point(2, "a")
    assert {point: 1}[Point(1, "a")] == 1


def test_what_was_worked_out_is_sent_along_and_does_not_survive_a_change() -> None:
    worked = Worked(("a", "b"))
    assert worked.first == "a"
    sent = pickle.loads(pickle.dumps(worked))
    assert sent == worked
    assert sent.__dict__ == {"first": "a"}
    assert replace(worked, words=("c",)).first == "c"


@pytest.mark.parametrize("damaged", ["[]", '["1","a"]', '[1,"a",2]', '{"x":1}', "[1", "1", '[1,"a"],[2', '[1,"\x00"]'])
def test_text_that_is_no_row_is_refused(damaged: str) -> None:
    shape: Shape[Point] = Shape(Point)
    assert shape.unpack([shape.pack(Point(1, "a"))] * 2) == [Point(1, "a")] * 2
    with pytest.raises((DecodeError, ValidationError)):
        shape.unpack([damaged])
