"""From a document to a typed record, with a problem at the right line for everything that does not fit."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import EnumType
from itertools import islice
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator import rules
from generator.model import ID_PATTERN, Authored
from generator.problems import Mend, Path, Problem, Put, Rename
from generator.yamlfile import MOST_PROBLEMS, Document

Record = TypeVar("Record", bound=Authored)


def build(model: type[Record], document: Document) -> tuple[Record | None, list[Problem]]:
    """The record that a document holds, or None and what is wrong with it."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, [_problem(model, document, details) for details in _causes(error)]


def salvage(model: type[Record], data: object) -> Record | None:
    """The record that a part of a broken file holds, where that part is sound; what is wrong was said before."""
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def build_each(model: type[Record], document: Document) -> tuple[dict[str, Record], list[Problem]]:
    """The records of a registry: a mapping from id to record. Each sound entry is returned, whatever the others are."""
    records: dict[str, Record] = {}
    problems: list[Problem] = []
    for key, entry in document.data.items():
        if not re.fullmatch(ID_PATTERN, key) or len(key) > 80:
            problems.append(
                document.problem(
                    rules.BAD_VALUE,
                    (key,),
                    f"The id {key!r} must be small letters, digits and single hyphens.",
                    "Rename it.",
                    at_key=True,
                )
            )
            continue
        try:
            records[key] = model.model_validate(entry)
        except ValidationError as error:
            problems.extend(_problem(model, document, details, above=(key,)) for details in _causes(error))
    return records, problems


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """The errors without those that only follow: a list whose one item is wrong is not empty on top of it."""
    causes = (each for each in error.errors(include_url=False) if not (each["type"] == "too_short" and each["input"]))
    return list(islice(causes, MOST_PROBLEMS))


def suggestion(word: str, choices: Iterable[str]) -> str:
    """The question whether the nearest of the choices was meant, or nothing."""
    close = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`?" if close else ""


def misspelt(word: str, choices: Iterable[str]) -> str | None:
    """The one choice that a word is a misspelling of; None where it is like none of them, or like several."""
    close = get_close_matches(word, list(choices), n=2, cutoff=0.75)
    return close[0] if len(close) == 1 else None


def _problem(model: type[BaseModel], document: Document, error: ErrorDetails, above: Path = ()) -> Problem:
    path: Path = (*above, *error["loc"])
    kind = error["type"]
    name = next((str(part) for part in reversed(path) if isinstance(part, str) and part != "[key]"), "the file")
    if kind == "missing" and isinstance(path[-1], int):  # a list of fixed length
        return document.problem(
            rules.BAD_VALUE,
            path[:-1],
            f"`{name}` must have at least {path[-1] + 1} entries.",
            "Add what is missing.",
        )
    if kind == "missing":
        return document.problem(
            rules.MISSING_KEY,
            path[:-1],
            f"The key `{name}` is required here.",
            f"Add `{name}:`.",
            at_key=True,
        )
    if kind == "extra_forbidden":
        known = _keys(model, error["loc"][:-1])
        meant = misspelt(name, known)
        return document.problem(
            rules.UNKNOWN_KEY,
            path,
            f"The key `{name}` is not known here.",
            suggestion(name, known) or f"Known keys: {', '.join(known)}.",
            at_key=True,
            mend=Mend(f"Rename the key `{name}` to `{meant}`", (Rename(document.file, path, meant),))
            if meant
            else None,
        )
    message, fix = _sentence(kind, name, error)
    at_key = kind == "string_pattern_mismatch" and path[-1:] == ("[key]",)
    meant = misspelt(str(error.get("input")), _choices(error)) if kind in ("enum", "literal_error") else None
    mend = Mend(f"Write `{meant}`", (Put(document.file, path, meant),)) if meant else None
    return document.problem(rules.BAD_VALUE, path[:-1] if at_key else path, message, fix, mend=mend)


def _choices(error: ErrorDetails) -> list[str]:
    """The words that may stand where another one stands."""
    return re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))


def _sentence(kind: str, name: str, error: ErrorDetails) -> tuple[str, str]:
    given: Any = error.get("input")
    shown = repr(given) if isinstance(given, str) and len(given) <= 60 else "what stands here"
    context = error.get("ctx", {})
    match kind:
        case "enum" | "literal_error":
            choices = _choices(error)
            return (
                f"`{name}` must be one of {', '.join(choices)}; not {shown}.",
                (suggestion(given, choices) if isinstance(given, str) else "") or "Write one of them.",
            )
        case "string_pattern_mismatch":
            return (
                f"`{name}` must be {_form(str(context.get('pattern')))}; not {shown}.",
                "Write it in that form.",
            )
        case "string_too_short" | "too_short" if not given:
            return f"`{name}` must not be empty.", "Fill it in, or remove the key if it is optional."
        case "string_too_long" | "too_long" if isinstance(given, str):
            limit = context.get("max_length")
            return f"`{name}` must have at most {limit} characters; it has {len(str(given))}.", "Shorten it."
        case "too_long":
            return f"`{name}` must have at most {context.get('max_length')} entries.", "Remove what is too much."
        case "model_type" | "dict_type":
            return f"`{name}` must hold keys and values.", "Write `key: value` lines below it, indented."
        case "tuple_type" | "list_type":
            return f"`{name}` must be a list.", "Write each item on a line of its own that begins with `- `."
        case "string_type":
            return (
                f"`{name}` must be text.",
                "Write one value; put quotes around it if it holds brackets or braces.",
            )
        case "int_parsing" | "int_from_float" | "int_type":
            return f"`{name}` must be a whole number; not {shown}.", "Write digits only."
        case "greater_than_equal":
            return f"`{name}` must be at least {context.get('ge')}; not {shown}.", "Write a larger number."
        case "less_than_equal":
            return f"`{name}` must be at most {context.get('le')}; not {shown}.", "Write a smaller number."
        case "value_error":
            return f"`{name}`: {context.get('error')}.", "Correct it."
        case _:
            return f"`{name}`: {error['msg']}.", "Correct it."


def _form(pattern: str) -> str:
    if pattern == ID_PATTERN:
        return "an id: small letters, digits and single hyphens"
    if "claims|" in pattern:
        return "an address: claims/, articles/ or speakers/ and an id"
    if "https?" in pattern:
        return "an http or https address"
    if "{64}" in pattern:
        return "a SHA-256 in 64 small hexadecimal digits"
    if "[a-z]{2,3}" in pattern:
        return "a language tag such as en or pt-BR"
    return f"of the form {pattern}"


def _keys(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    """The keys that are known at a place below a model."""
    here: Any = model
    for part in loc:
        here = _inner(here, part)
    found = next(_models(here), None)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _inner(annotation: Any, part: str | int) -> Any:
    for candidate in _models(annotation):
        for name, field in candidate.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
    return annotation  # a position in a list or a key of a mapping: the item's model is found by _models


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, (EnumType, types.GenericAlias)):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    if get_origin(annotation) in (Union, types.UnionType, Annotated, tuple, dict, list):
        for inner in get_args(annotation):
            yield from _models(inner)
