"""From a document to a typed record, with a problem at the right line for everything that does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from generator import rules
from generator.fitting import Fault, Kind, read
from generator.model import is_id
from generator.problems import Mend, Problem, Put, Rename
from generator.yamlfile import MOST_PROBLEMS, Document


def build(model: type[Kind], document: Document) -> tuple[Kind | None, list[Problem]]:
    """The record that a document holds, or None and what is wrong with it."""
    record, faults = read(model, document.data)
    return record, _problems(document, faults)


def salvage(model: type[Kind], data: object) -> Kind | None:
    """The record that a part of a broken file holds, where that part is sound; what is wrong was said before."""
    return read(model, data)[0]


def build_each(model: type[Kind], document: Document) -> tuple[dict[str, Kind], list[Problem]]:
    """The records of a registry: a mapping from id to record. Each sound entry is returned, whatever the others are."""
    records: dict[str, Kind] = {}
    problems: list[Problem] = []
    for key, entry in document.data.items():
        if not is_id(key):
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
        record, faults = read(model, entry, (key,))
        problems.extend(_problems(document, faults))
        if record is not None:
            records[key] = record
    return records, problems


def _problems(document: Document, faults: Iterable[Fault]) -> list[Problem]:
    return [_problem(document, fault) for fault in list(faults)[:MOST_PROBLEMS]]


def _problem(document: Document, fault: Fault) -> Problem:
    # asked for here, of the faults that are told: there may be many more
    meant, mend = misspelt(fault.word, fault.choices), None
    if meant is not None and fault.at_key:
        mend = Mend(f"Rename the key `{fault.word}` to `{meant}`", (Rename(document.file, fault.path, meant),))
    elif meant is not None:
        mend = Mend(f"Write `{meant}`", (Put(document.file, fault.path, meant),))
    fix = suggestion(fault.word, fault.choices) or fault.fix
    return document.problem(fault.rule, fault.path, fault.message, fix, at_key=fault.at_key, mend=mend)


def suggestion(word: str, choices: Iterable[str]) -> str:
    """The question whether the nearest of the choices was meant, or nothing."""
    close = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`?" if close else ""


def misspelt(word: str, choices: Iterable[str]) -> str | None:
    """The one choice that a word is a misspelling of; None where it is like none of them, or like several."""
    close = get_close_matches(word, list(choices), n=2, cutoff=0.75)
    return close[0] if len(close) == 1 else None
