"""The forms of the browser editor, made from the same schemas that help people type.

A form knows no mapping from ids to entries and no choice between one value and a list. `mapping` and `single` say where
a file has them, and the format in `static/` turns the one into the other and back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from generator import schema
from generator.languageserver.terms import Sort, role_of
from generator.model import ID_PATTERN

Field = dict[str, Any]
"""A field of a form, as the CMS takes it."""

RELATIONS: Mapping[Sort, Field] = {
    Sort.ARTICLE: {
        "collection": "articles",
        "value_field": "{{slug}}",
        "display_fields": ["{{slug}}", "{{title}}"],
        "search_fields": ["title"],
    },
    Sort.SPEAKER: {
        "collection": "speakers",
        "file": "speakers",
        "value_field": "speakers.*.id",
        "display_fields": ["speakers.*.name", "speakers.*.id"],
        "search_fields": ["speakers.*.name", "speakers.*.id"],
    },
    Sort.PLACE: {
        "collection": "places",
        "file": "places",
        "value_field": "places.*.id",
        "display_fields": ["places.*.name", "places.*.id"],
        "search_fields": ["places.*.name", "places.*.id"],
    },
    Sort.TOPIC: {
        "collection": "publication",
        "file": "publication",
        "value_field": "topics.*.id",
        "display_fields": ["topics.*.label", "topics.*.id"],
        "search_fields": ["topics.*.label", "topics.*.id"],
    },
}
"""Where the choices for an id of another file come from. An id of the same file, such as an account's, is typed."""

SUMMARIES: Mapping[str, str] = {
    "Account": "{{fields.id}}: {{fields.quote}}",
    "Sum": "{{fields.total}}",
    "Override": "{{fields.kind}}",
    "Correction": "{{fields.date}}: {{fields.text}}",
    "SetAside": "{{fields.quote}}",
    "Speaker": "{{fields.id}}: {{fields.name}}",
    "Location": "{{fields.id}}: {{fields.name}}",
    "SharedOrigin": "{{fields.speaker}}",
    "Vague": "{{fields.words}}",
    "Term": "{{fields.id}}: {{fields.label}}",
}
"""The line that stands for an entry of a list while it is folded up."""

FIXED = frozenset({("sha256",), ("received_as",)})
"""What belongs to the stored text and is never typed."""

LONG = 300
"""Text that may be longer gets several lines."""

NUMBER_PATTERN = r"^-?\d+(\.\d+)?$"
FORMS: Mapping[str, str] = {
    ID_PATTERN: "small letters, digits and single hyphens",
    NUMBER_PATTERN: "a plain number such as 17 or 2.5",
    r"^\d{4}-\d{2}-\d{2}$": "a day such as 2017-08-31",
}
"""What a pattern asks for, in words."""


Path = tuple[str, ...]
"""The keys from the top of a file to a field."""


def fields(kind: str) -> list[Field]:
    """The form of a kind of file: the fields of its record, or the one list of entries of a registry."""
    content = json.loads(schema.schemas("")[f"schema/{kind}.json"])
    made = _Forms(kind, content.get("definitions", {}))
    if "properties" in content:
        return made.record(content, ())
    return [made.mapping(content, {"name": kind, "label": kind.capitalize(), "required": False}, ())]


class _Forms:
    def __init__(self, kind: str, definitions: Mapping[str, Any]) -> None:
        self.kind = kind
        self.definitions = definitions

    def resolved(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """A schema with what it refers to; `record` names what that is."""
        if "$ref" not in node:
            return dict(node)
        name = str(node["$ref"]).rpartition("/")[2]
        own = {key: value for key, value in node.items() if key != "$ref"}
        return {"record": name, **self.definitions[name], **own}

    def record(self, node: Mapping[str, Any], path: Path) -> list[Field]:
        required = set(node.get("required", ()))
        return [self.field(each, (*path, key), key in required) for key, each in node["properties"].items()]

    def field(self, node: Mapping[str, Any], path: Path, required: bool) -> Field:
        node = self.resolved(node)
        base: Field = {"name": path[-1], "label": path[-1].replace("_", " ").capitalize(), "required": required}
        if "description" in node:
            base["hint"] = node["description"]
        if "anyOf" in node:  # one value stands for a list of one
            several = node
            while "anyOf" in several:
                several = several["anyOf"][-1]
            return self.several(base, several, path) | {"single": True}
        if "enum" in node or "const" in node:
            return base | {"widget": "select", "options": node.get("enum") or [node["const"]]}
        kind = node.get("type")
        if kind == "object" and "properties" in node:
            inner = self.record(node, path)
            if not required:  # what is needed inside is needed only where there is anything inside
                inner = [{**each, "required": False} for each in inner]
            return base | {"widget": "object", "collapsed": not required, "fields": inner}
        if kind == "object":
            return self.mapping(node, base, path)
        if kind == "array":
            return self.several(base, node, path)
        return self.text(base, node, path)

    def several(self, base: Field, node: Mapping[str, Any], path: Path) -> Field:
        item = self.resolved(node["items"])
        limits = {limit: node[given] for limit, given in (("min", "minItems"), ("max", "maxItems")) if given in node}
        if not base["required"]:
            limits.pop("min", None)  # no entry at all is fine
        one = base["label"].lower().removesuffix("s") if path[-1].endswith("s") else "entry"
        base = base | limits | {"label_singular": one}
        if "properties" in item:
            listed = {"widget": "list", "fields": self.record(item, path), "collapsed": True}
            return base | listed | _summary(item["record"])
        relation = self.relation(path)
        if relation:
            return base | relation | {"multiple": True}
        inner = self.text({"name": "item", "label": base["label"], "required": True}, item, path)
        return base | {"widget": "list", "collapsed": False, "field": inner, "ids": item.get("pattern") == ID_PATTERN}

    def mapping(self, node: Mapping[str, Any], base: Field, path: Path) -> Field:
        """A mapping from ids, or from words the program knows, as a list of entries with a key each."""
        value = self.resolved(node["additionalProperties"])
        known = self.resolved(node.get("propertyNames", {})).get("enum")
        key: Field = {"name": "id", "label": "Id", "required": True}
        key |= {"widget": "select", "options": known} if known else _identifier()
        base = base | {"widget": "list", "collapsed": True, "label_singular": "entry"}
        if "properties" in value:
            inner = [key, *self.record(value, (*path, "*"))]
            return base | {"mapping": {"key": "id"}, "fields": inner} | _summary(value["record"])
        label = "label" if value.get("type") == "string" else "figure"
        text = self.text({"name": label, "label": label.capitalize(), "required": True}, value, (*path, "*"))
        summary = {"summary": "{{fields.id}}: {{fields." + label + "}}"}
        return base | {"mapping": {"key": "id", "value": label}, "fields": [key, text]} | summary

    def relation(self, path: Path) -> Field | None:
        """How an id of another file is chosen, where one belongs at a path."""
        role = role_of(self.kind, path)
        if role is None or role.defines or role.sort not in RELATIONS:
            return None
        return {"widget": "relation", "options_length": 1000, **RELATIONS[role.sort]}

    def text(self, base: Field, node: Mapping[str, Any], path: Path) -> Field:
        if path in FIXED:
            return base | {"widget": "fixed"}
        relation = self.relation(path)
        if relation:
            return base | relation
        if path[-1] == "id":
            return base | _identifier()
        pattern = NUMBER_PATTERN if node.get("type") in {"number", "integer"} else node.get("pattern")
        limit = node.get("maxLength", 0)
        if pattern is not None:
            return base | {"widget": "string", "pattern": [pattern, FORMS.get(pattern, "in the form the hint gives")]}
        if limit > LONG:
            return base | {"widget": "text"}
        asked = "?" if (self.kind, path) == ("claim", ("title",)) else ""
        line = rf"^\s*\S.{{0,{limit - 1 - len(asked)}}}{re.escape(asked)}\s*$"
        ending = " with a question mark at its end" if asked else ""
        return base | {"widget": "string", "pattern": [line, f"one line, at most {limit} characters{ending}"]}


def _summary(record: str) -> Field:
    return {"summary": SUMMARIES[record]} if record in SUMMARIES else {}


def _identifier() -> Field:
    return {"widget": "identifier", "pattern": [ID_PATTERN, FORMS[ID_PATTERN]]}


def address_field() -> Field:
    """The id of a new fact. It is the name of the file and stands nowhere in it."""
    hint = "The name of the file and the address of the page, for ever: small letters, digits, hyphens."
    return {
        **_identifier(),
        "name": "id",
        "label": "Id",
        "required": True,
        "hint": hint,
        "widget": "address",
        "virtual": True,
    }
