"""The JSON Schemas of the authored files, made from the model, for completion and hover help in editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from generator.model import ID_PATTERN, Addresses, ArticleMeta, Authored, Claim, Location, Publication, Speaker

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that the YAML language server of most editors supports."""

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
    return {f"schema/{name}.json": _schema(name, *entry, marker) for name, entry in FILES.items()}


def _schema(name: str, model: type[Authored], registry: bool, marker: str) -> bytes:
    kind: Any = dict[str, model] if registry else model  # type: ignore[valid-type]
    made = TypeAdapter(kind).json_schema(by_alias=True, ref_template="#/definitions/{model}")
    if "$defs" in made:
        made["definitions"] = made.pop("$defs")
    if registry:
        made["propertyNames"] = {"pattern": ID_PATTERN}
    title = {"title": f"Disputed: {name}"}
    schema = {"$schema": DRAFT, "$comment": marker, **title, **_plain(made, title)}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(schema: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    """The schema with numbers, lists of one and optional keys as editors type them."""
    cleaned = _clean(schema)
    assert isinstance(cleaned, dict)
    return {**cleaned, **override}


def _clean(node: Any) -> Any:
    if isinstance(node, list):
        return [_clean(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _clean(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    if "properties" in node:
        node["properties"] = {key: _clean(value) for key, value in node["properties"].items()}
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
