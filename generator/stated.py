"""What the open data says of passages: where each of them stands in its article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.corpus import Article
from generator.views.shown import Shown


class Good(NamedTuple):
    """A file of the data that was found good: its SHA-256, and the ids of the facts in it, in their order."""

    digest: str
    facts: Sequence[str]


def lines(content: bytes) -> list[bytes]:
    """The facts in the open data, each as JSON: each stands on a line of its own.

    Raises:
        ValueError: the file is no JSON.
    """
    head, _, rest = content.partition(b'\n "facts": [\n')
    inner, end, more = rest.rpartition(b"\n ]\n}")
    json.loads(head.removesuffix(b",") + b"\n}")
    if not end or more.strip():
        raise ValueError("it does not end where it should")
    return [line.removesuffix(b",") for line in inner.split(b"\n")] if inner.strip() else []


def misplaced(fact: str, wanted: Shown, articles: Mapping[str, Article], line: bytes) -> Iterator[str]:
    """The accounts of a fact whose passages do not stand where the data says.

    Args:
        fact: its id.
        wanted: its accounts.
        articles: the stored articles by id.
        line: what the data says of it.

    Raises:
        ValueError: the line is no JSON.
        LookupError: it says nothing of the fact or of an account.
    """
    said = json.loads(line)
    if said["id"] != fact:
        raise LookupError(fact)
    stated = {each["id"]: each["targets"] for each in said["accounts"]}
    for account in wanted.accounts:
        targets, raw = stated[account.id], articles[account.article].text.raw
        if len(targets) != len(account.places) or not all(_stands(raw, each) for each in targets):
            yield account.id


def _stands(raw: str, target: Mapping[str, Any]) -> bool:
    """Whether a passage, described by its position and by its words, stands in a text."""
    position, words = target["selector"]
    before, start, end = words["prefix"], position["start"], position["end"]
    around = raw[start - len(before) : end + len(words["suffix"])]
    return bool(raw[start:end] == words["exact"] and around == before + words["exact"] + words["suffix"])
