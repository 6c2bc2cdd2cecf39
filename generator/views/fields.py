"""The reference of every key of every file, made from the records that the compiler itself reads them into."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator import dates, schema
from generator.model import ID_PATTERN
from generator.records import Record

PATHS: Mapping[str, tuple[str, str]] = {
    "claim": ("A claim file", "seeds/claims/ID.yml"),
    "article": ("An article's metadata", "seeds/articles/ID.yml"),
    "speakers": ("Speakers", "seeds/speakers.yml"),
    "places": ("Places", "seeds/places.yml"),
    "publication": ("The publication", "seeds/publication.yml"),
    "addresses": ("Addresses", "seeds/addresses.yml"),
}
FORMS = {
    ID_PATTERN: "an id",
    dates.EDTF_PATTERN: "a day or period (EDTF)",
    r"^\d{4}-\d{2}-\d{2}$": "a day, as 2017-08-31",
    "^[0-9a-f]{64}$": "64 hexadecimal digits",
}
"""What a pattern asks for."""
SCALARS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "yes or no"}


class FieldLine(Record):
    """A key.

    Attributes:
        name: as it is typed.
        anchor: its address on the page.
        required: whether it must be there.
        form: what its value looks like, in words; of a record, "a list of" or nothing.
        record: the name of the record that its value is, or that the items of its value are; empty for none.
        link: the address of that record on the page.
        description: what it means.
    """

    name: str
    anchor: str
    required: bool
    form: str
    record: str
    link: str
    description: str


class RecordBlock(Record):
    """A record inside a file, with its keys. `name` is empty for the file itself."""

    name: str
    anchor: str
    description: str
    fields: tuple[FieldLine, ...]


class FileBlock(Record):
    """A file and everything that may stand in it; `each` where it maps ids to records of one kind."""

    name: str
    title: str
    path: str
    each: bool
    records: tuple[RecordBlock, ...]


class FieldsPage(Record):
    """The page."""

    title: str
    description: str
    files: tuple[FileBlock, ...]


def fields_page() -> FieldsPage:
    """The reference of all files."""
    made = {name: json.loads(text) for name, text in _schemas()}
    return FieldsPage(
        "Keys of every file",
        "What may stand in the files that editors write, and what each key means.",
        tuple(_file(name, made[name]) for name in PATHS),
    )


def _schemas() -> Iterator[tuple[str, bytes]]:
    for path, text in schema.schemas("").items():
        yield path.rpartition("/")[2].removesuffix(".json"), text


def _file(name: str, whole: Mapping[str, Any]) -> FileBlock:
    title, path = PATHS[name]
    known: Mapping[str, Any] = whole.get("definitions", {})
    each = "properties" not in whole
    first = known[_reference(whole["additionalProperties"])] if each else whole
    order = [("", first)]
    seen = {_reference(whole["additionalProperties"])} if each else set()
    for _, record in order:  # grows while it is gone through: records in the order in which they are first named
        for inner in _named(record):
            if inner not in seen and "properties" in known[inner]:
                seen.add(inner)
                order.append((inner, known[inner]))
    return FileBlock(name, title, path, each, tuple(_record(name, inner, record, known) for inner, record in order))


def _record(file: str, name: str, record: Mapping[str, Any], known: Mapping[str, Any]) -> RecordBlock:
    here = f"{file}-record-{name.lower()}" if name else f"keys-of-{file}"
    required = record.get("required", ())
    lines = tuple(
        _line(file, key, f"{here}-{key}".replace("_", "-"), key in required, value, known)
        for key, value in record["properties"].items()
    )
    return RecordBlock(name, here, record.get("description", "") if name else "", lines)


def _line(
    file: str, key: str, anchor: str, required: bool, value: Mapping[str, Any], known: Mapping[str, Any]
) -> FieldLine:
    inner = next((each for each in _references(value) if "properties" in known[each]), "")
    form = _form(value, known)
    if inner:
        form = (
            "a list of" if value.get("type") == "array" else "an id for each" if value.get("type") == "object" else ""
        )
    link = f"{file}-record-{inner.lower()}" if inner else ""
    return FieldLine(key, anchor, required, form, inner, link, value.get("description", ""))


def _named(record: Mapping[str, Any]) -> Iterator[str]:
    for value in record.get("properties", {}).values():
        yield from _references(value)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, dict):
        if "$ref" in value:
            yield _reference(value)
        for each in value.values():
            yield from _references(each)


def _reference(value: Mapping[str, Any]) -> str:
    return str(value["$ref"]).rpartition("/")[2]


def _options(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in value.get("anyOf", ()):
        yield from _options(each) if "anyOf" in each else (each,)


def _form(value: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """What a value looks like, in words."""
    if "$ref" in value:
        return _form(known[_reference(value)], known)
    if "allOf" in value:
        return _form(value["allOf"][0], known)
    if "enum" in value:
        return f"one of: {', '.join(map(str, value['enum']))}"
    if "const" in value:
        return str(value["const"])
    if "anyOf" in value:
        forms = list(dict.fromkeys(_form(each, known) for each in _options(value)))
        lists = [f"a list of: {each}" for each in forms]
        return f"{forms[0]}; one, or a list" if forms[1:] == lists[:1] else "; or ".join(forms)
    kind = value.get("type")
    if kind == "array":
        return f"a list of: {_form(value['items'], known)}"
    if kind == "object":
        return "keys and values of its own" if "properties" not in value else "a record"
    if value.get("pattern") in FORMS:
        return FORMS[value["pattern"]]
    longest = f", up to {value['maxLength']} characters" if "maxLength" in value else ""
    return SCALARS.get(str(kind), str(kind)) + longest
