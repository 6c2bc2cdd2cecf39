"""The JSON Schemas of the authored files, made from the model, for completion and hover help in editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from generator.model import ID_PATTERN, Addresses, ArticleMeta, Authored, Claim, Location, Publication, Speaker

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that the YAML language server of most editors supports."""
FOLDER = ".disputed"
"""Where what is made for this machine alone goes: git is told to ignore all of it."""

FILES: Mapping[str, tuple[type[Authored], bool]] = {
    "claim": (Claim, False),
    "article": (ArticleMeta, False),
    "speakers": (Speaker, True),
    "places": (Location, True),
    "publication": (Publication, False),
    "addresses": (Addresses, False),
}
"""For each schema its model, and whether the file maps ids to records of it."""


def schemas(marker: str) -> dict[str, bytes]:
    """Every schema, by its path below `docs/`."""
    return {f"schema/{name}.json": written(made(name), marker) for name in FILES}


def made(name: str) -> dict[str, Any]:
    """The schema of a file, with numbers, lists of one and optional keys as editors type them."""
    model, registry = FILES[name]
    kind: Any = dict[str, model] if registry else model  # type: ignore[valid-type]
    schema = TypeAdapter(kind).json_schema(by_alias=True, ref_template="#/definitions/{model}")
    if "$defs" in schema:
        schema["definitions"] = schema.pop("$defs")
    if registry:
        schema["propertyNames"] = {"pattern": ID_PATTERN}
    cleaned: dict[str, Any] = _clean(schema)
    return {**cleaned, "title": f"Disputed: {name}"}


def written(schema: dict[str, Any], marker: str, indent: int | None = 2) -> bytes:
    """A schema as a file, with the mark of generated ones; without an indent, on one line, in a tenth of the time."""
    first = {"$schema": DRAFT, "$comment": marker, **({"title": schema["title"]} if "title" in schema else {})}
    return (json.dumps({**first, **schema}, ensure_ascii=False, indent=indent) + "\n").encode()


BY_NAME = ("properties", "definitions")
"""Keys below which each key is a name that somebody chose, and no word of JSON Schema."""


def _clean(node: Any) -> Any:
    if isinstance(node, list):
        return [_clean(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {
        key: {name: _clean(each) for name, each in value.items()} if key in BY_NAME else _clean(value)
        for key, value in node.items()
        if key != "title"  # pydantic's, which says no more than the key
    }
    if node.get("type") == "array" and "minLength" in node:  # pydantic's word for it where a validator comes first
        node["minItems"] = node.pop("minLength")
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:  # an optional key is left out, not set to null
        rest = [each for each in options if each != {"type": "null"}]
        node.pop("anyOf")
        node.pop("default", None)
        node = {**rest[0], **node} if len(rest) == 1 else {**node, "anyOf": rest}
    if node.get("type") == "array" and isinstance(node.get("items"), dict) and "maxItems" not in node:
        items = node["items"]
        if items.get("type") == "string":  # one value stands for a list of one
            described = {key: node.pop(key) for key in ("description",) if key in node}
            return {**described, "anyOf": [items, node]}
    return node
