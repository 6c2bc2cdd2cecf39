"""What a place in a file is for: which field of the model, and ids of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin

from generator import forms
from generator.forms import Key
from generator.model import is_id
from generator.problems import Path
from generator.records import Record
from generator.schema import FILES

SOURCE = re.compile(
    r"seeds/(?:(?P<folder>claims|articles)/(?P<stem>[^/]+)\.(?P<ending>yml|txt)"
    r"|(?P<registry>speakers|places|publication|addresses)\.yml)"
)
CITATION = re.compile(r"\[@([a-z0-9-]*)")


class Sort(StrEnum):
    """What an id is the id of."""

    SPEAKER = "speaker"
    ARTICLE = "article"
    PLACE = "place"
    TOPIC = "topic"
    ACCOUNT = "account"
    SCOPE = "scope"
    ANSWER = "answer"
    CATEGORY = "category"
    ADDRESS = "address"


class Role(Record):
    """What an id at a place is for.

    Attributes:
        sort: what it is the id of.
        defines: whether the thing is described here, and not only named.
        key: whether the id is a key, and not a value.
    """

    sort: Sort
    defines: bool = False
    key: bool = False


def kind_of(file: str) -> str | None:
    """Which schema a file follows; None where it follows none: a stored text, or no source at all."""
    match = SOURCE.fullmatch(file)
    if not match or match["ending"] == "txt":
        return None
    return {"claims": "claim", "articles": "article"}.get(match["folder"] or "", match["registry"])


def source(file: str) -> bool:
    """Whether a path below the project is that of a file the compiler reads."""
    match = SOURCE.fullmatch(file)
    if not match:
        return False
    stem = match["stem"]
    if stem is None:
        return True
    return is_id(stem) and (match["folder"], match["ending"]) != (
        "claims",
        "txt",
    )


_ANY = "*"

_ROLES: Mapping[str, Mapping[tuple[str, ...], Role]] = {
    "claim": {
        ("topics",): Role(Sort.TOPIC),
        ("claimed_by",): Role(Sort.ACCOUNT),
        ("measure", "scopes"): Role(Sort.SCOPE, defines=True),
        ("measure", "answers", _ANY): Role(Sort.ANSWER, defines=True, key=True),
        ("measure", "open_answers"): Role(Sort.ANSWER),
        ("measure", "categories", _ANY): Role(Sort.CATEGORY, defines=True, key=True),
        ("accounts", "id"): Role(Sort.ACCOUNT, defines=True),
        ("accounts", "article"): Role(Sort.ARTICLE),
        ("accounts", "speaker"): Role(Sort.SPEAKER),
        ("accounts", "heard_from"): Role(Sort.SPEAKER),
        ("accounts", "through"): Role(Sort.SPEAKER),
        ("accounts", "scope"): Role(Sort.SCOPE),
        ("accounts", "value", "place"): Role(Sort.PLACE),
        ("accounts", "value", "party"): Role(Sort.SPEAKER),
        ("accounts", "value", "answer"): Role(Sort.ANSWER),
        ("accounts", "value", "parts", _ANY): Role(Sort.CATEGORY, key=True),
        ("sums", "parts"): Role(Sort.ACCOUNT),
        ("sums", "total"): Role(Sort.ACCOUNT),
        ("verdict", "rests_on"): Role(Sort.ACCOUNT),
        ("overrides", "accounts"): Role(Sort.ACCOUNT),
    },
    "article": {
        ("publisher",): Role(Sort.SPEAKER),
        ("reprint_of", "publisher"): Role(Sort.SPEAKER),
        ("version_of",): Role(Sort.ARTICLE),
    },
    "speakers": {
        (_ANY,): Role(Sort.SPEAKER, defines=True, key=True),
        (_ANY, "speaks_for"): Role(Sort.SPEAKER),
        (_ANY, "may_share_origin", "speaker"): Role(Sort.SPEAKER),
    },
    "places": {
        (_ANY,): Role(Sort.PLACE, defines=True, key=True),
        (_ANY, "within"): Role(Sort.PLACE),
    },
    "publication": {("topics", _ANY): Role(Sort.TOPIC, defines=True, key=True)},
    "addresses": {
        ("published",): Role(Sort.ADDRESS),
        ("redirects", _ANY): Role(Sort.ADDRESS),
    },
}

PROSE = {
    ("analysis",),
    ("verdict", "summary"),
    ("verdict", "reason"),
    ("accounts", "note"),
    ("overrides", "reason"),
    ("corrections", "text"),
}
"""Where a claim file holds prose that may cite accounts."""


def plain(path: Path) -> tuple[str, ...]:
    """A path without its positions in lists."""
    return tuple(part for part in path if isinstance(part, str))


def roles(kind: str) -> Iterator[tuple[tuple[str, ...], Role]]:
    """Every place for ids in a kind of file, as keys from its top, `*` for any key."""
    yield from _ROLES.get(kind, {}).items()


def role_of(kind: str, path: Path) -> Role | None:
    """What the id at a path is for, if an id belongs there."""
    names = plain(path)
    roles = _ROLES.get(kind, {})
    if names in roles:
        return roles[names]
    for pattern, role in roles.items():
        if len(pattern) == len(names) and all(a in (_ANY, b) for a, b in zip(pattern, names, strict=True)):
            return role
    return None


class Field(Record):
    """A key that may stand in a mapping.

    Attributes:
        name: as it is typed.
        description: what the model says of it.
        required: whether it has to be there.
        choices: what may be written, where that is a short list.
        nested: "mapping", "list" or nothing: what its value is made of.
    """

    name: str
    description: str
    required: bool
    choices: tuple[str, ...]
    nested: str


def fields_at(kind: str, path: Path) -> tuple[Field, ...]:
    """The keys that are known in the mapping at a path, in the order of the model."""
    return tuple(map(_field, forms.keys_of(shape_at(kind, path))))


def field_at(kind: str, path: Path) -> Field | None:
    """The field whose value stands at a path, or whose list or mapping of ids it stands in."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    if not path:
        return None
    return next((each for each in fields_at(kind, path[:-1]) if each.name == path[-1]), None)


def keys_at(kind: str, path: Path) -> tuple[str, ...]:
    """The keys of a mapping whose keys are a fixed list, such as the ratings of the publication."""
    base, _ = forms.parts(shape_at(kind, path))
    return tuple(forms.choices(get_args(base)[0])) if get_origin(base) is dict else ()


def _field(key: Key) -> Field:
    base, _ = forms.parts(key.shape)
    nested = ""
    if get_origin(base) is dict or forms.keys_of(key.shape):
        nested = "mapping"
    elif get_origin(base) is tuple and forms.keys_of(get_args(base)[0]):
        nested = "list"
    return Field(key.typed, key.description, key.required, tuple(forms.choices(key.shape)), nested)


def shape_at(kind: str, path: Path) -> Any:
    """The type of what stands at a path."""
    model, registry = FILES[kind]
    here: Any = dict[str, model] if registry else model  # type: ignore[valid-type]
    for part in path:
        here = forms.inside(here, part)
    return here
