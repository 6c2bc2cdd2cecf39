"""Records are what the standard library would make of them."""

from __future__ import annotations

import dataclasses
import operator
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from generator.frozen import dataclass


def shapes(make: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """Three classes, made by one way of making them."""

    @make(frozen=True, slots=True, order=True)
    class Place:
        """Where something is."""

        file: str
        line: int = 0

    @make(frozen=True)
    class Whole:
        """Something of many parts."""

        name: str
        parts: list[str] = field(default_factory=list)
        found: int = field(default=7, compare=False)
        hidden: int = field(default=0, repr=False)
        last: bool = field(kw_only=True, default=False)

    @make(frozen=True, slots=True)
    class Nothing:
        """No field at all."""

    return Place, Whole, Nothing


OURS, THEIRS = shapes(dataclass), shapes(dataclasses.dataclass)


@dataclass(frozen=True, slots=True)
class Sent:
    """What other processes make, too."""

    file: str
    line: int = 0


def said(work: Callable[[], object]) -> object:
    """What comes of something, or which error."""
    try:
        return work()
    except (TypeError, AttributeError) as error:
        return type(error)


GIVEN: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    (("a",), {}),
    (("a", 3), {}),
    (("a",), {"line": 3}),
    (("a",), {"name": "b"}),
    ((), {"name": "b", "last": True, "found": 2, "hidden": 3}),
    (("a", ["x"], 1, 2, True), {}),
    ((), {"unknown": 1}),
)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("given", GIVEN)
def test_they_are_made_and_shown_alike(number: int, given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    def told(record: Any) -> object:
        made: Any = said(lambda: record(*given[0], **given[1]))
        if made is TypeError:
            return made
        return repr(made), dataclasses.asdict(made), record.__match_args__, said(lambda: hash(made)) is TypeError

    assert told(OURS[number]) == told(THEIRS[number])


@pytest.mark.parametrize("record", [OURS, THEIRS], ids=["ours", "theirs"])
def test_they_compare_by_their_fields(record: tuple[Any, Any, Any]) -> None:
    place, whole, nothing = record
    assert place("a", 1) == place("a", 1) != place("a", 2)
    assert hash(place("a", 1)) == hash(place("a", 1))
    assert whole("a", found=1) == whole("a", found=2) != whole("a", hidden=1)
    assert nothing() == nothing()
    assert place("a") != whole("a")
    assert sorted([place("b"), place("a", 2), place("a")]) == [place("a"), place("a", 2), place("b")]
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert said(lambda by=compare: by(place("a"), "a")) is TypeError  # type: ignore[misc]
    assert whole("a").parts is not whole("a").parts


@pytest.mark.parametrize("record", [OURS, THEIRS], ids=["ours", "theirs"])
def test_they_never_change(record: tuple[Any, Any, Any]) -> None:
    place, whole, _ = record
    for made, name in ((place("a"), "file"), (whole("a"), "name")):
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, "b")
        with pytest.raises(FrozenInstanceError):
            delattr(made, name)
        assert getattr(dataclasses.replace(made, **{name: "b"}), name) == "b"
        assert getattr(made, name) == "a"


def test_they_can_be_sent_to_another_process() -> None:
    sent = Sent("a", 3)
    assert pickle.loads(pickle.dumps(sent)) == sent
