"""What checking a publication comes to: problems, coverage in brief, counts. As bytes and back, for the cache.

It knows nothing of how it came about, so that whoever only repeats a report need not load the compiler.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

from msgspec.json import decode, encode

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


class Coverage(Mapping[str, Summary]):
    """The coverage of articles as it is kept, of which nothing is read before somebody asks: most runs only pass it on.

    Attributes:
        data: bytes.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @classmethod
    def of(cls, coverage: Mapping[str, Summary]) -> Coverage:
        """Some coverage, to be kept."""
        return coverage if isinstance(coverage, Coverage) else cls(encode(coverage))

    @cached_property
    def _whole(self) -> dict[str, Summary]:
        return decode(self.data, type=dict[str, Summary])

    def __getitem__(self, name: str) -> Summary:
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def to_bytes(report: Report) -> tuple[bytes, bytes]:
    """A report as it is kept: its coverage, which many have in common, and all else."""
    rest = json.dumps([pack(report.problems), report.facts, report.accounts], separators=(",", ":"))
    return Coverage.of(report.coverage).data, rest.encode()


def from_bytes(coverage: bytes, rest: bytes) -> Report:
    """A report as it was kept."""
    problems, facts, accounts = json.loads(rest)
    return Report(unpack(problems), Coverage(coverage), facts, accounts)
