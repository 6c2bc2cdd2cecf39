"""The records as JSON, and back again from JSON that nobody vouches for."""

from __future__ import annotations

import json
import types
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from generator.diffing.records import SCHEMA_VERSION, Diff


class NotADiff(ValueError):
    """What was read is not the JSON form of a difference."""


def as_json(diff: Diff) -> str:
    """The difference for programs."""
    return json.dumps(asdict(diff), ensure_ascii=False, indent=2) + "\n"


def from_json(data: bytes) -> Diff:
    """A difference from its JSON form.

    Raises:
        NotADiff: when it has another form. Nothing is filled in and nothing left over.
    """
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotADiff("this is not JSON") from error
    version = found.get("schema_version") if isinstance(found, dict) else None
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise NotADiff(f"this is not version {SCHEMA_VERSION}")
    diff = _read(Diff, found, "")
    assert isinstance(diff, Diff)
    return diff


def _read(kind: Any, value: Any, at: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        if not isinstance(value, dict) or value.keys() != hints.keys():
            raise NotADiff(f"{at or 'the whole'} does not have the fields of {kind.__name__}")
        return kind(**{name: _read(hint, value[name], f"{at}.{name}".lstrip(".")) for name, hint in hints.items()})
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise NotADiff(f"{at} is not a list")
        return tuple(_read(get_args(kind)[0], each, f"{at}[{n}]") for n, each in enumerate(value))
    if get_origin(kind) in (Union, types.UnionType):
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if value is None else _read(inner, value, at)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            raise NotADiff(f"{at} is none of {', '.join(kind)}")
        return kind(value)
    if type(value) is not kind:
        raise NotADiff(f"{at} is not of type {kind.__name__}")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}
