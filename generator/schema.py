"""The JSON Schemas of the authored files, made from the model, for completion and hover help in editors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import EnumType
from typing import Any, Literal, get_args, get_origin

from msgspec import NODEFAULT, Struct

from generator import forms
from generator.forms import Made, Several, Within, Words
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
    known: dict[str, Any] = {}
    if registry:
        each = _of(model, known)
        whole = {"type": "object", "propertyNames": {"pattern": ID_PATTERN}, "additionalProperties": each}
    else:
        whole = _record(model, known)
    definitions = {"definitions": dict(sorted(known.items()))} if known else {}
    return {**whole, **definitions, "title": f"Disputed: {name}"}


def written(schema: dict[str, Any], marker: str, indent: int | None = 2) -> bytes:
    """A schema as a file, with the mark of generated ones; without an indent, on one line, in a tenth of the time."""
    first = {"$schema": DRAFT, "$comment": marker, **({"title": schema["title"]} if "title" in schema else {})}
    return (json.dumps({**first, **schema}, ensure_ascii=False, indent=indent) + "\n").encode()


def _of(shape: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value, described; the records and lists of choices that it names are added to what is known."""
    base, notes = forms.parts(shape)
    words, within = forms.described(shape), forms.note(Within, notes)
    bounds = {"minimum": within.least, "maximum": within.most}
    schema = {**_plain(base, notes, known), **{key: limit for key, limit in bounds.items() if limit is not None}}
    if schema.get("type") == "array" and forms.note(Several, notes).alone:  # one value stands for a list of one
        schema = {"anyOf": [schema["items"], schema]}
    return {"description": words, **schema} if words else schema


def _plain(base: Any, notes: tuple[Any, ...], known: dict[str, Any]) -> dict[str, Any]:
    origin, inner = get_origin(base), get_args(base)
    words, several = forms.note(Words, notes), forms.note(Several, notes)
    if form := forms.found(Made, notes):
        return {"type": form.kind, **({"pattern": form.pattern} if form.pattern else {})}
    if origin is tuple:
        limits = {"minItems": several.least} if several.least else {}
        if inner[-1] is not ...:
            limits = {"minItems": len(inner), "maxItems": len(inner)}
        return {"type": "array", "items": _of(inner[0], known), **limits}
    if origin is dict:
        names = {key: each for key, each in _of(inner[0], known).items() if key != "description"}
        least = {"minProperties": several.least} if several.least else {}
        return {"type": "object", "propertyNames": names, "additionalProperties": _of(inner[1], known), **least}
    if origin is Literal:
        return {"type": "string", "enum": list(forms.choices(base))}
    if base is int:
        return {"type": "integer"}
    if base is str:
        asked = {"minLength": words.least, "maxLength": words.most, "pattern": words.pattern}
        return {"type": "string", **{key: each for key, each in asked.items() if each}}
    if base.__name__ not in known:
        known[base.__name__] = _choices(base) if isinstance(base, EnumType) else _record(base, known)
    return {"$ref": f"#/definitions/{base.__name__}"}


def _choices(kind: Any) -> dict[str, Any]:
    return {"description": kind.__doc__, "type": "string", "enum": list(forms.choices(kind))}


def _record(model: type[Struct], known: dict[str, Any]) -> dict[str, Any]:
    keys = forms.keys(model)
    schema: dict[str, Any] = {
        "description": model.__doc__,
        "type": "object",
        "properties": {each.typed: _with_default(_of(each.shape, known), each.default) for each in keys},
        "additionalProperties": False,
    }
    required = [each.typed for each in keys if each.required]
    return {**schema, "required": required} if required else schema


def _with_default(schema: dict[str, Any], default: Any) -> dict[str, Any]:
    """What a key that is left out says; an optional one without a value is left out, and never null."""
    return schema if default in (None, NODEFAULT) else {**schema, "default": default}
