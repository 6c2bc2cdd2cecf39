"""What a value that somebody typed must look like, said by the types of the model; and the keys of its records.

A type says it in its notes, `Annotated[str, Words(least=1), "what it means"]`: a form, rules that a finished value has
to meet, and a description. Whoever needs to know asks here: the reader of files, the JSON Schemas, the help in editors.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from enum import Enum, EnumType
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from generator.records import Record

Note = TypeVar("Note")


class Words(Record):
    """A text.

    Attributes:
        least: characters it must have at least.
        most: and at most; 0 for any number.
        pattern: a regular expression that all of it must match, begun with `^` and ended with `$` for JSON Schema.
        stripped: whether white space around it does not count.
    """

    least: int = 0
    most: int = 0
    pattern: str = ""
    stripped: bool = False


class Made(Record):
    """Something made of a text.

    Attributes:
        make: makes it, or raises ValueError with what must be otherwise.
        kind: what editors have for it, as JSON Schema calls it.
        pattern: how it is written, where that is a text.
    """

    make: Callable[[object], object]
    kind: Literal["string", "number"]
    pattern: str = ""


class Within(Record):
    """The numbers that a number must lie between; each counts itself, and None is no limit."""

    least: int | None = None
    most: int | None = None


class Several(Record):
    """A list, or a mapping by ids.

    Attributes:
        least: entries it must have at least.
        alone: whether one value stands for a list of one.
    """

    least: int = 0
    alone: bool = False


class Meets(Record):
    """A rule for a finished value, which raises ValueError with what must be otherwise."""

    rule: Callable[[Any], object]


class Key(Record):
    """A key of a record.

    Attributes:
        name: of the field.
        typed: as it is typed, where `from` and `to` cannot name a field.
        shape: the type of its value, with its notes.
        description: what it is for.
        required: whether it has to be there.
        default: what it is where it is left out, if that is something.
    """

    name: str
    typed: str
    shape: Any
    description: str
    required: bool
    default: Any = None


@cache
def keys(record: type[Struct]) -> tuple[Key, ...]:
    """The keys of a kind of record, in the order of the model."""
    return tuple(
        Key(each.name, each.encode_name, each.type, described(each.type), each.required, each.default)
        for each in fields(record)
    )


def parts(shape: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its notes, and these, the outermost last. What may be left out is what it is when it is there."""
    origin = get_origin(shape)
    if origin is Annotated:
        inner, *notes = get_args(shape)
        base, within = parts(inner)
        return base, (*within, *notes)
    if origin in (Union, types.UnionType):
        (inner,) = (each for each in get_args(shape) if each is not types.NoneType)
        return parts(inner)
    return shape, ()


def found(kind: type[Note], notes: tuple[Any, ...]) -> Note | None:
    """The outermost note of a kind, if there is one."""
    return next((each for each in reversed(notes) if isinstance(each, kind)), None)


def note(kind: type[Note], notes: tuple[Any, ...]) -> Note:
    """The same, or what such a note says where there is none."""
    return found(kind, notes) or kind()


def described(shape: Any) -> str:
    """What a type says it means."""
    return note(str, parts(shape)[1])


def choices(shape: Any) -> dict[str, Any]:
    """What may stand there, where that is a short list: the words, with what each is read as."""
    base, _ = parts(shape)
    if get_origin(base) is Literal:
        return {each: each for each in get_args(base)}
    return {each.value: each for each in cast(Iterable[Enum], base)} if isinstance(base, EnumType) else {}


def keys_of(shape: Any) -> tuple[Key, ...]:
    """The keys of a value, if it is a record and not made of a text."""
    base, notes = parts(shape)
    record = isinstance(base, type) and get_origin(base) is None and issubclass(base, Struct)
    return keys(base) if record and found(Made, notes) is None else ()


def inside(shape: Any, step: str | int | None) -> Any:
    """The type of what stands at a step into a value: at a key, or anywhere in its list; None where nothing can.

    Args:
        shape: the type of the value.
        step: a key; else, any number or None stands for the items of a list, which are of one type.
    """
    base, _ = parts(shape)
    if not isinstance(step, str):
        return get_args(base)[0] if get_origin(base) is tuple else None
    if get_origin(base) is dict:
        return get_args(base)[1]
    return next((key.shape for key in keys_of(shape) if key.typed == step), None)
