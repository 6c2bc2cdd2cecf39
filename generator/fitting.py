"""Data as a record of the model, or everything about them that does not fit.

A reader is made of each type of the model, of readers of the types in it, the first time that somebody reads one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin

from msgspec import Struct

from generator import forms, rules
from generator.forms import Made, Meets, Several, Within, Words
from generator.model import ID_PATTERN, Authored
from generator.problems import Path, Rule
from generator.records import Record, replace

Kind = TypeVar("Kind", bound=Authored)


class Fault(Record):
    """Something that does not fit.

    Attributes:
        path: where it stands.
        message: what is wrong, as a sentence.
        fix: what to do about it, where nothing better can be said.
        rule: which rule it breaks.
        at_key: whether the key is wrong, and not its value.
        word: what was written, where it had to be one of a few words.
        choices: these words. The nearest is asked for, and mends the problem where no other is near.
    """

    path: Path
    message: str
    fix: str
    rule: Rule = rules.BAD_VALUE
    at_key: bool = False
    word: str = ""
    choices: tuple[str, ...] = ()


_Reader = Callable[[Any, Path, list[Fault]], Any]
"""Makes a value of what stands at a path; or notes what is wrong with it, and makes None or something incomplete."""


def read(model: type[Kind], data: object, path: Path = ()) -> tuple[Kind | None, list[Fault]]:
    """The record that some data are, every leaf a text, or None and what is wrong with them.

    Args:
        model: the kind of record.
        data: mappings, lists and texts, as YAML gives them.
        path: where they stand in their file.
    """
    faults: list[Fault] = []
    record = _reader(model)(data, path, faults)
    return (None, faults) if faults else (cast(Kind, record), faults)


def prepare() -> None:
    """Make ready to read records of every kind, for a process that many come from."""
    for each in Authored.__subclasses__():
        _reader(each)


# --- how values are read ---


@cache
def _reader(shape: Any) -> _Reader:
    """Who reads values of a type."""
    base, notes = forms.parts(shape)
    made = forms.found(Made, notes)
    read = _making(made) if made else _of_type(base, notes)
    within = forms.note(Within, notes)
    if within != Within():
        read = _within(read, within)
    for each in notes:
        if isinstance(each, Meets):
            read = _meeting(read, each.rule)
    return read


def _of_type(base: Any, notes: tuple[Any, ...]) -> _Reader:
    several = forms.note(Several, notes)
    origin, inner = get_origin(base), get_args(base)
    if origin is tuple:
        return _list(_reader(inner[0]), several) if inner[-1] is ... else _fixed([_reader(each) for each in inner])
    if origin is dict:
        return _mapping(_reader(inner[0]), _reader(inner[1]), several)
    if choices := forms.choices(base):
        return _choice(choices)
    if base is int:
        return _whole
    if base is str:
        return _words(forms.note(Words, notes))
    return _record(base)


def _record(model: type[Struct]) -> _Reader:
    keys = [(each.typed, each.name, _reader(each.shape), each.required) for each in forms.keys(model)]
    typed = tuple([key for key, *_ in keys])

    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(given, dict):
            return _unfit(faults, path, *NO_MAPPING)
        found, before = {}, len(faults)
        for key, name, inner, required in keys:
            if key in given:
                found[name] = inner(given[key], (*path, key), faults)
            elif required:
                message = f"The key `{key}` is required here."
                faults.append(Fault(path, message, f"Add `{key}:`.", rules.MISSING_KEY, at_key=True))
        if len(found) < len(given):
            faults += [_unknown((*path, key), typed) for key in given if key not in typed]
        return model(**found) if len(faults) == before else None

    return read


def _list(item: _Reader, form: Several) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        if form.alone and isinstance(given, str):
            given = [given]
        if not isinstance(given, (list, tuple)):
            return _unfit(faults, path, *NO_LIST)
        if len(given) < form.least:
            return _unfit(faults, path, *EMPTY)
        return tuple([item(each, (*path, at), faults) for at, each in enumerate(given)])

    return read


def _fixed(items: list[_Reader]) -> _Reader:
    """A list of fixed length; where it has another, nothing is said of its items."""

    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(given, list):
            return _unfit(faults, path, *NO_LIST)
        if len(given) < len(items):
            return _unfit(faults, path, f" must have at least {len(items)} entries.", "Add what is missing.")
        if len(given) > len(items):
            return _unfit(faults, path, f" must have at most {len(items)} entries.", "Remove what is too much.")
        return tuple(
            [item(each, (*path, at), faults) for at, (item, each) in enumerate(zip(items, given, strict=True))]
        )

    return read


def _mapping(key: _Reader, value: _Reader, form: Several) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(given, dict):
            return _unfit(faults, path, *NO_MAPPING)
        if len(given) < form.least:
            return _unfit(faults, path, *EMPTY)
        found, wrong = {}, list[Fault]()
        for name, each in given.items():
            found[key(name, (*path, name), wrong)] = value(each, (*path, name), faults)
        faults += [replace(fault, at_key=True) for fault in wrong]
        return found

    return read


def _words(form: Words) -> _Reader:
    matches = re.compile(form.pattern).fullmatch

    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(given, str):
            return _unfit(faults, path, *NO_TEXT)
        text = given.strip() if form.stripped else given
        if len(text) < form.least:
            return _unfit(faults, path, *EMPTY)
        if form.most and len(text) > form.most:
            what = f" must have at most {form.most} characters; it has {len(given)}."
            return _unfit(faults, path, what, "Shorten it.")
        if form.pattern and not matches(text):
            what = f" must be {_form(form.pattern)}; not {_shown(given)}."
            return _unfit(faults, path, what, "Write it in that form.")
        return text

    return read


def _choice(choices: Mapping[str, Any]) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        word = given if isinstance(given, str) else ""
        if word in choices:
            return choices[word]
        what = f" must be one of {', '.join(choices)}; not {_shown(given)}."
        return _unfit(faults, path, what, "Write one of them.", word, tuple(choices))

    return read


def _whole(given: Any, path: Path, faults: list[Fault]) -> Any:
    if isinstance(given, str) and WHOLE.fullmatch(given):
        return int(given) if len(given) <= 18 else _unfit(faults, path, " must have at most 18 digits.", "Correct it.")
    return _unfit(faults, path, f" must be a whole number; not {_shown(given)}.", "Write digits only.")


def _making(form: Made) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        try:
            return form.make(given)
        except ValueError as error:
            return _unfit(faults, path, f": {error}.", "Correct it.")

    return read


def _within(inner: _Reader, form: Within) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        value = inner(given, path, faults)
        if value is not None and form.least is not None and value < form.least:
            what = f" must be at least {form.least}; not {_shown(given)}."
            return _unfit(faults, path, what, "Write a larger number.")
        if value is not None and form.most is not None and value > form.most:
            what = f" must be at most {form.most}; not {_shown(given)}."
            return _unfit(faults, path, what, "Write a smaller number.")
        return value

    return read


def _meeting(inner: _Reader, rule: Callable[[Any], object]) -> _Reader:
    def read(given: Any, path: Path, faults: list[Fault]) -> Any:
        value = inner(given, path, faults)
        if value is not None:
            try:
                rule(value)
            except ValueError as error:
                return _unfit(faults, path, f": {error}.", "Correct it.")
        return value

    return read


# --- what is said ---

WHOLE = re.compile(r"-?[0-9]+")
EMPTY = " must not be empty.", "Fill it in, or remove the key if it is optional."
NO_TEXT = " must be text.", "Write one value; put quotes around it if it holds brackets or braces."
NO_LIST = " must be a list.", "Write each item on a line of its own that begins with `- `."
NO_MAPPING = " must hold keys and values.", "Write `key: value` lines below it, indented."


def _unfit(faults: list[Fault], path: Path, what: str, fix: str, word: str = "", choices: tuple[str, ...] = ()) -> Any:
    """Note what is wrong with the value at a path; of such a value nothing is made."""
    faults.append(Fault(path, f"`{_name(path)}`{what}", fix, word=word, choices=choices))
    return None


def _unknown(path: Path, known: tuple[str, ...]) -> Fault:
    name, fix = _name(path), f"Known keys: {', '.join(known)}."
    return Fault(path, f"The key `{name}` is not known here.", fix, rules.UNKNOWN_KEY, True, name, known)


def _name(path: Path) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")


def _shown(given: object) -> str:
    return repr(given) if isinstance(given, str) and len(given) <= 60 else "what stands here"


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
