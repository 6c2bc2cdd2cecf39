"""What checking a publication comes to: problems, coverage in brief, counts. As bytes and back, for the cache.

It knows nothing of how it came about, so that whoever only repeats a report need not load the compiler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from generator import problems as records
from generator.problems import Problem, Rule
from generator.records import Record
from generator.rules import RULES


class Uncovered(Record):
    """A sentence that holds something to check and is neither cited nor set aside."""

    paragraph: int
    holds: tuple[str, ...]
    text: str


class Covered(Protocol):
    """What a report says of the coverage of an article."""

    @property
    def covered(self) -> int:
        """How many of its checkable sentences are cited or set aside."""

    @property
    def total(self) -> int:
        """How many there are."""

    @property
    def percent(self) -> int:
        """The covered share, rounded down, so that 100 means all."""

    @property
    def uncovered(self) -> tuple[Uncovered, ...]:
        """Those that are left, in order."""


def percent(covered: int, total: int) -> int:
    """The covered share, rounded down, so that 100 means all."""
    return 100 * covered // total if total else 100


class Summary(Record):
    """What a report says of the coverage of an article, and no more."""

    covered: int
    total: int
    uncovered: tuple[Uncovered, ...]

    @property
    def percent(self) -> int:
        """The covered share, rounded down, so that 100 means all."""
        return percent(self.covered, self.total)


class Report(Record):
    """The outcome of checking a publication.

    Attributes:
        problems: everything that is wrong, in a stable order.
        coverage: by article.
        facts: how many claims hold.
        accounts: how many accounts they have.
    """

    problems: tuple[Problem, ...]
    coverage: Mapping[str, Summary]
    facts: int
    accounts: int


# --- as bytes and back ------------------------------------------------------------------------------------------------
# A record becomes a list that begins with its name and goes on with its fields; a list without a name was a tuple. Only
# the records named here are ever made of it.

_RECORDS: dict[str, Any] = {
    name: each
    for module in (vars(records), globals())
    for name, each in tuple(module.items())
    if isinstance(each, type) and issubclass(each, Record) and each not in (Record, Rule)
}
_FIELDS = {each: each.__struct_fields__ for each in _RECORDS.values()}


def pack(value: object) -> Any:
    """A record, or a tuple of records, as what JSON can hold."""
    if isinstance(value, (str, int, type(None))):
        return value
    if isinstance(value, tuple):
        return ["", *map(pack, value)]
    if isinstance(value, Rule):
        return ["Rule", value.id]
    return [type(value).__name__, *(pack(getattr(value, name)) for name in _FIELDS[type(value)])]


def unpack(value: Any) -> Any:
    """What `pack` made it of."""
    if not isinstance(value, list):
        return value
    if value == [""]:
        return ()
    name, *inner = value
    if not name:
        return tuple(map(unpack, inner))
    return RULES[inner[0]] if name == "Rule" else _RECORDS[name](*map(unpack, inner))


def pack_summary(summary: Summary) -> list[Any]:
    """The same for the one record of which there are thousands, in a tenth of the time."""
    return [summary.covered, summary.total, *((each.paragraph, each.holds, each.text) for each in summary.uncovered)]


def unpack_summary(value: list[Any]) -> Summary:
    """What `pack_summary` made it of."""
    covered, total, *uncovered = value
    return Summary(covered, total, tuple([Uncovered(number, tuple(held), text) for number, held, text in uncovered]))


def to_bytes(report: Report) -> bytes:
    """A report as it is kept."""
    coverage = {name: pack_summary(each) for name, each in report.coverage.items()}
    return json.dumps([pack(report.problems), coverage, report.facts, report.accounts], separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Report:
    """A report as it was kept."""
    problems, coverage, facts, accounts = json.loads(data)
    return Report(unpack(problems), {name: unpack_summary(each) for name, each in coverage.items()}, facts, accounts)
