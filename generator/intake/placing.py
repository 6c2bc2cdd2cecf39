"""What storing an article changes in `seeds/`: two new files, its address, and its publisher where that one is new."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from generator import yamlfile
from generator.corpus import SEEDS
from generator.layout import formatted
from generator.model import ID_PATTERN
from generator.problems import Add
from generator.yamledit import apply, edits_of
from generator.yamlscalar import written
from generator.yamltree import parse

SCHEMA = "# yaml-language-server: $schema=../../.disputed/schema/article.json"
ADDRESSES = f"{SEEDS}/addresses.yml"
SPEAKERS = f"{SEEDS}/speakers.yml"
LONGEST_ID = 80

Fields = Mapping[str, Any]
"""The keys of a file and their values: texts, lists of texts, mappings of texts."""


def slug(name: str) -> str:
    """An id made of a name: its letters without accents, in small; an empty text where no Latin letter is in it."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ı", "i").casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char) and char not in "'’")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[: LONGEST_ID - 20].strip("-")


def suggested_id(publisher: str, published: str, taken: Collection[str]) -> str:
    """The id of a new article: publisher and day, and a number where that day has another one already."""
    base = f"{publisher}-{published}"[: LONGEST_ID - 4].strip("-")
    return base if base not in taken else next(f"{base}-{n}" for n in range(2, 10_000) if f"{base}-{n}" not in taken)


def version_id(oldest: str, taken: Collection[str]) -> str:
    """The id of a later version: that of the first one, and which version it is."""
    base = oldest[: LONGEST_ID - 5].strip("-")
    return next(f"{base}-v{n}" for n in range(2, 10_000) if f"{base}-v{n}" not in taken)


def is_id(text: str) -> bool:
    """Whether a text can be the name of a file and an address."""
    return len(text) <= LONGEST_ID and re.fullmatch(ID_PATTERN, text) is not None


def is_day(text: str) -> bool:
    """Whether a text is a day, as 2017-08-31."""
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


def metadata(file: str, fields: Fields) -> str:
    """The metadata of an article, laid out as every file is.

    Args:
        file: its path relative to the project.
        fields: its keys and values; what is None or empty is left out.

    Raises:
        ValueError: when a value cannot be written so that it is read again as it is.
    """
    known = {name: value for name, value in fields.items() if value}
    text = "\n".join([SCHEMA, *_mapping(known, 0)]) + "\n"
    result, _ = formatted(file, text)
    document, problems = yamlfile.read(file, result if result is not None else text)
    if result is None or document is None or problems or document.data != known:
        raise ValueError("a value cannot be written as YAML")
    return result


def _mapping(fields: Fields, indent: int) -> list[str]:
    lines: list[str] = []
    space = " " * indent
    for key, value in fields.items():
        if isinstance(value, Mapping):
            lines += [f"{space}{key}:", *_mapping(value, indent + 2)]
        elif isinstance(value, list):
            lines.append(f"{space}{key}:")
            for item in value:
                first, *more = written(item, indent + 4, indent + 4)
                lines += [f"{space}  - {first}", *more]
        else:
            first, *more = written(value, indent + len(key) + 2, indent + 2)
            lines += [f"{space}{key}: {first}", *more]
    return lines


def with_address(text: str, address: str) -> str | None:
    """The file of addresses with one more, or None where it is laid out in a way that is better not touched."""
    edits = edits_of(Add(ADDRESSES, ("published",), address, item=True), text)
    if edits is None:
        return None
    new = apply(text, edits)
    before, after = _read(ADDRESSES, text), _read(ADDRESSES, new)
    if before is None or after is None:
        return None
    recorded = before.get("published") or []
    listed = [recorded] if isinstance(recorded, str) else recorded
    return new if sorted(after["published"]) == sorted([*listed, address]) else None


def with_speaker(text: str, name: str, fields: Fields) -> str | None:
    """The register of speakers with one more behind the last one of its kind, or None as above."""
    tree = parse(text.removeprefix("\ufeff"))
    if tree.top.style == "flow" or "\r" in text or text.startswith("\ufeff") or tree.top.entry(name) is not None:
        return None
    kin = [
        entry
        for entry in tree.top.entries
        if (kind := entry.value.entry("kind")) is not None and kind.value.text == fields["kind"]
    ]
    lines = "".join(f"{line}\n" for line in [f"{name}:", *_mapping(fields, 2)])
    if kin:
        found = text.find("\n", kin[-1].end)
        at = len(text) if found < 0 else found + 1
    else:
        at = len(text)
    opened = "" if not at or text[at - 1] == "\n" else "\n"
    new = text[:at] + opened + lines + text[at:]
    before, after = _read(SPEAKERS, text), _read(SPEAKERS, new)
    return new if before is not None and after == {**before, name: dict(fields)} else None


def _read(file: str, text: str) -> dict[str, Any] | None:
    document, problems = yamlfile.read(file, text)
    return None if document is None or problems else document.data
