"""Marks that say that something is still to be filled in. A file that holds one is a draft, and is never published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator import rules
from generator.problems import Path, Problem
from generator.yamlfile import Document

TODO = "todo"

MARK = re.compile(r"todo(?![\w-])")
"""Small letters only, at the beginning: "Todo el mundo" is Spanish for everybody."""

EVIDENCE = frozenset({"quote", "prefix", "suffix", "words", "unstated", "received_as"})
"""Keys whose text is another's: what stands there is quoted, and no mark of ours."""


def marks(document: Document) -> Iterator[tuple[Path, bool]]:
    """Where marks stand, in the order of the file, as (path, whether it is the key that is one).

    A mark is a key `todo`, or a text that begins with that word; not so in a quotation.
    """
    if TODO in document.text or "\\" in document.text:  # an escape may spell it, too
        yield from _marks(document.data, ())


def _marks(data: Any, path: Path) -> Iterator[tuple[Path, bool]]:
    if isinstance(data, dict):
        for key, inner in data.items():
            if key == TODO:
                yield (*path, key), True
            elif key not in EVIDENCE:
                yield from _marks(inner, (*path, key))
    elif isinstance(data, list):
        for number, inner in enumerate(data):
            yield from _marks(inner, (*path, number))
    elif isinstance(data, str) and MARK.match(data.lstrip()):
        yield path, False


def problems(document: Document) -> list[Problem]:
    """A problem for every mark that was left in a file."""
    found = []
    for path, at_key in marks(document):
        keys = [part for part in (path[:-1] if at_key else path) if isinstance(part, str)]
        name = keys[-1] if keys else "the file"
        found.append(
            document.problem(
                rules.TODO_LEFT,
                path,
                f"`{name}` is still to be filled in.",
                "Put what the article gives in place of the mark; a key that the account does not need is removed.",
                at_key=at_key,
            )
        )
    return found
