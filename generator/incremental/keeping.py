"""Outcomes for claims in files, by name: which of them still hold, and which of the files must be written again.

A run that follows on a small change should not so much as read what did not change. So there is one more file that says
in brief what the claims of each file come to, as long as none of them and nothing that they looked at is another. An
outcome is read and unpacked when somebody asks for it. What was believed in brief and is not there when it is asked for
ends the run (`LostError`), and the next one takes nobody's word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from sys import intern
from typing import Any, cast
from zlib import crc32

from msgspec import convert

from generator import cache, report
from generator.cache import Cache
from generator.corpus import SEEDS
from generator.incremental.late import LostError
from generator.incremental.outcomes import OfClaim, pack_claim, unpack_claim
from generator.incremental.states import States, outside_claims
from generator.problems import Problem
from generator.records import Record, field, replace
from generator.snapshot import Snapshot

SHARDS = 32
"""Files that outcomes are kept in: one of them is written again when one claim changes."""

Packed = list[Any]
"""An outcome as JSON holds it; the places that are looked at before it is unpacked:"""
OWN, GIST, PROBLEMS, ACCOUNTS, CITED, MADE_FOR, ROWS = range(7)


def shard_of(name: str) -> int:
    """The file that something is kept in."""
    return crc32(name.encode()) % SHARDS


def in_shards(names: Iterable[str]) -> list[list[str]]:
    """Names by the file that they are kept in."""
    found: list[list[str]] = [[] for _ in range(SHARDS)]
    for name in names:
        found[shard_of(name)].append(name)
    return found


def loaded(kept: Cache, key: str) -> dict[str, Any]:
    """What is kept under a key; nothing where there is nothing."""
    return cast(dict[str, Any], kept.recall(key) or {})


def outside_of(taken: Snapshot) -> str:
    """What tells all files that are no claims from what they were before."""
    claims = frozenset(taken.of(f"{SEEDS}/claims"))
    parts = [f"{file} {each}" for file, each in taken.files.items() if file not in claims]
    return cache.digest("\n".join(parts))


class Brief(Record):
    """What the claims of one file come to.

    Attributes:
        stamp: tells the outcomes, and what they looked at, from any others.
        files: the names of all claims, and the digests of their files, as one digest.
        outside: what all files were that are no claims, when all of the outcomes held.
        wide: what else the claims looked at, with its state.
        made_for: what the rows of all of its facts were made for; None where not all were made for the same.
        accounts: how many its facts have together.
        problems: those of each claim that has any, as they are kept.
        unsound: the claims whose files hold none.
        factless: these, and the claims that are no facts.
        cited: what tells all citations from what they were before.
        gists: the same for the gists.
        rows: the same for the rows, by kind.
    """

    stamp: str
    files: str = ""
    outside: str = ""
    wide: tuple[tuple[str, str], ...] = ()
    made_for: str | None = None
    accounts: int = 0
    problems: Mapping[str, list[Any]] = field(default_factory=dict)
    unsound: tuple[str, ...] = ()
    factless: tuple[str, ...] = ()
    cited: str = ""
    gists: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)

    def holds(self, files: str, outside: str, rows: str | None, states: States) -> bool:
        """Whether nothing has changed of the claims and of what they looked at."""
        return (
            self.files == files
            and self.outside == outside
            and (rows is None or self.made_for == rows)
            and all(states.state(name) == state for name, state in self.wide)
        )


NOBODY = Brief("")
"""What no claims come to, and what is known of claims that nobody looked at."""


def brief_of(entries: Mapping[str, Packed], stamp: str, files: str, outside: str, now: Mapping[str, str]) -> Brief:
    """What the claims of a file come to.

    Args:
        entries: their outcomes.
        stamp: tells these, and what they looked at, from any others.
        files: the digest of their files.
        outside: that of all other files.
        now: the state of everything that they looked at.
    """
    facts = [data for data in entries.values() if data[ACCOUNTS] is not None]
    made_for = {data[MADE_FOR] if len(data) > MADE_FOR else None for data in facts}
    return Brief(
        stamp,
        files,
        outside,
        tuple((name, state) for name, state in now.items() if not outside_claims(name)),
        made_for.pop() if len(made_for) == 1 else None,
        sum(data[ACCOUNTS] for data in facts),
        {name: data[PROBLEMS] for name, data in entries.items() if data[PROBLEMS] != [""]},
        tuple(name for name, data in entries.items() if data[GIST] is None),
        tuple(name for name, data in entries.items() if data[ACCOUNTS] is None),
        _digest((name, data[CITED]) for name, data in entries.items() if data[CITED]),
        _digest((name, data[GIST]) for name, data in entries.items() if data[GIST]),
        _together(entries),
    )


def _digest(parts: Iterable[object]) -> str:
    return cache.digest(cache.as_json(list(parts)))


def _together(entries: Mapping[str, Packed]) -> dict[str, str]:
    """For each kind of row a digest of the rows of some claims, with their names."""
    rows = {name: data[ROWS] for name, data in entries.items() if len(data) > ROWS}
    kinds = dict.fromkeys(chain(*rows.values()))
    return {
        kind: cache.digest("\n".join(f"{name} {each.get(kind, '')}" for name, each in rows.items())) for kind in kinds
    }


class Part:
    """The outcomes of one file.

    Attributes:
        names: of all claims that belong there, in their order.
        files: the digest of their files.
        brief: what they come to; None as long as not all are known.
    """

    def __init__(
        self, names: Sequence[str], files: str, brief: Brief | None, load: Callable[[], Mapping[str, Packed]]
    ) -> None:
        self.names, self.files, self.brief, self._load = names, files, brief, load
        self._packed: Mapping[str, Packed] | None = None

    @property
    def packed(self) -> Mapping[str, Packed]:
        """The outcomes that are known."""
        if self._packed is None:
            self._packed = self._load()
        return self._packed

    def passing(self) -> Mapping[str, Packed]:
        """The same for whoever looks at them once: what has to be read for that is not kept in memory."""
        return self._load() if self._packed is None else self._packed

    def complete(self, brief: Brief, packed: Mapping[str, Packed]) -> None:
        """All of them are known."""
        self.brief, self._packed = brief, packed


class Outcomes(Mapping[str, OfClaim]):
    """The outcomes for claims by name; kept ones are read and unpacked when they are asked for."""

    def __init__(self, names: Sequence[str], parts: Sequence[Part]) -> None:
        self._names, self.parts = names, parts
        missing = {name for part in parts if part.brief is None for name in part.names if name not in part.packed}
        self.todo = [name for name in names if name in missing] if missing else []
        self._whole: dict[str, OfClaim] = {}

    def add(self, new: Mapping[str, OfClaim]) -> None:
        """What was found out in this run."""
        self._whole.update(new)

    def __getitem__(self, name: str) -> OfClaim:
        known = self._whole.get(name)
        if known is None:
            known = self._whole[name] = unpack_claim(self._packed(name))
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _packed(self, name: str) -> Packed:
        return self.parts[shard_of(name)].packed[name]

    @property
    def briefs(self) -> list[Brief]:
        """What all of them come to, file by file."""
        return [part.brief for part in self.parts if part.brief is not None]

    @property
    def accounts(self) -> int:
        """How many accounts all facts have."""
        return sum(brief.accounts for brief in self.briefs)

    def facts(self) -> list[str]:
        """The claims that are facts."""
        others = {name for brief in self.briefs for name in brief.factless}
        return [name for name in self._names if name not in others] if others else list(self._names)

    def unsound(self) -> frozenset[str]:
        """The claims whose files hold none."""
        return frozenset(name for brief in self.briefs for name in brief.unsound)

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with claims."""
        found = {name: problems for brief in self.briefs for name, problems in brief.problems.items()}
        for name in self._names if found else ():
            if name in found:
                yield from report.unpack(found[name])

    def cited(self) -> dict[str, list[tuple[str, int]]]:
        """The sentences that claims cite, as bits, by article."""
        found: dict[str, list[tuple[str, int]]] = {}
        for part in (each for each in self.parts if each.names):  # nothing is kept of the others
            for name, data in part.passing().items():
                for article, bits in data[CITED]:
                    found.setdefault(intern(article), []).append((name, int(bits, 16)))
        for each in found.values():
            each.sort()
        return found

    def citations(self) -> str:
        """What tells all citations from what they were before."""
        return cache.digest(*(brief.cited for brief in self.briefs))

    def gists(self) -> str:
        """A digest of the names of all claims and of their gists."""
        return cache.digest(*(brief.gists for brief in self.briefs))

    def whole_rows(self) -> dict[str, str]:
        """For each kind of row a digest of the names of all facts and of their rows."""
        briefs = [brief.rows for brief in self.briefs if brief.rows]
        kinds = dict.fromkeys(chain(*briefs))
        return {kind: cache.digest(*(each.get(kind, "") for each in briefs)) for kind in kinds}


class Claims:
    """What is kept of claims: in each file outcomes, in another beside it what they looked at, and all of it in brief.

    As long as nothing outside of claims has changed, nobody need know what they looked at.
    """

    def __init__(self, kept: Cache, ground: str, taken: Snapshot, outside: str) -> None:
        self.kept, self.ground, self.taken, self.outside = kept, ground, taken, outside
        known = kept.recall(f"briefs {ground}") or []
        self.before = convert(known, list[Brief]) or [NOBODY] * SHARDS
        self._shards: dict[int, dict[str, Any]] = {}
        self._beside: dict[int, dict[str, Any]] = {}

    def known(self, names: Sequence[str], states: States, rows: str | None) -> Outcomes:
        """The outcomes that still hold.

        Args:
            names: the claims that there are.
            states: what everything is at this moment.
            rows: what rows must have been made for; None where they are not needed.
        """
        files = self.taken.files
        parts = []
        for number, here in enumerate(in_shards(names)):
            own = {name: files.get(f"{SEEDS}/claims/{name}.yml", "") for name in here}
            digest = cache.digest("\n".join([f"{name} {each}" for name, each in own.items()]))
            brief: Brief | None = self.before[number] if here else replace(NOBODY, files=digest, outside=self.outside)
            if brief is not None and brief.holds(digest, self.outside, rows if here else None, states):
                parts.append(Part(here, digest, brief, partial(self._entries, number, brief.stamp)))
                continue
            stale = self._stale(number, states)
            entries = {
                name: data
                for name, data in self._shard(number).get("entries", {}).items()
                if data[OWN] == own.get(name) and name not in stale and _made_for(data, rows)
            }
            brief = None
            if entries.keys() == own.keys() == self._shard(number).get("entries", {}).keys():
                brief = replace(convert(self._shard(number)["brief"], Brief), outside=self.outside)
            elif not self._seen(number):  # nobody could tell for how long the others hold
                entries = {}
            parts.append(Part(here, digest, brief, partial(dict, entries)))
        return Outcomes(names, parts)

    def _shard(self, number: int) -> dict[str, Any]:
        """One file."""
        if number not in self._shards:
            self._shards[number] = loaded(self.kept, f"claims {number} {self.ground}")
        return self._shards[number]

    def _entries(self, number: int, stamp: str) -> Mapping[str, Packed]:
        """The outcomes of a file of which it was believed that they are there."""
        shard = self._shards.get(number) or loaded(self.kept, f"claims {number} {self.ground}")
        if not shard or shard["stamp"] != stamp:
            self.kept.keep(f"briefs {self.ground}", [])
            raise LostError
        return cast(Mapping[str, Packed], shard["entries"])

    def _stale(self, number: int, states: States) -> frozenset[str]:
        """The claims of a file of which one looked at something that is no longer what it was."""
        shard, before = self._shard(number), self.before[number]
        if not shard:
            return frozenset()
        same = before.stamp == shard["stamp"] and before.outside == self.outside
        if same and all(states.state(name) == state for name, state in before.wide):
            return frozenset()
        seen = self._seen(number)
        if not seen:
            return frozenset(shard["entries"])
        pairs = enumerate(zip(seen["names"], seen["states"], strict=True))
        other = {n for n, (name, state) in pairs if states.state(name) != state}
        return frozenset(name for name, numbers in seen["entries"].items() if not other.isdisjoint(numbers))

    def _seen(self, number: int) -> dict[str, Any]:
        """What the claims of a file looked at; empty where that is not known for these very outcomes."""
        if number not in self._beside:
            seen = loaded(self.kept, f"seen {number} {self.ground}")
            same = seen and seen["stamp"] == self._shard(number).get("stamp")
            self._beside[number] = seen if same else {}
        return self._beside[number]

    def save(self, found: Outcomes, new: Mapping[str, OfClaim], states: States) -> None:
        """Keep what is new, and forget what is gone."""
        for number, part in enumerate(found.parts):
            if part.brief is None:
                self._write(number, part, new, states)
        if found.briefs != self.before:
            self.kept.keep(f"briefs {self.ground}", found.briefs)

    def _write(self, number: int, part: Part, new: Mapping[str, OfClaim], states: States) -> None:
        entries = {name: pack_claim(new[name]) if name in new else part.packed[name] for name in part.names}
        seen = self._seen(number) if part.packed else {}
        numbers: dict[str, int] = {}
        looked: dict[str, list[int]] = {}
        for name in part.names:
            at = new[name].seen if name in new else [seen["names"][n] for n in seen["entries"][name]]
            looked[name] = [numbers.setdefault(each, len(numbers)) for each in at]
        now = {name: states.state(name) for name in numbers}
        stamp = _digest((now, looked, entries))
        brief = brief_of(entries, stamp, part.files, self.outside, now)
        beside = {"stamp": stamp, "names": list(now), "states": list(now.values()), "entries": looked}
        self.kept.keep(f"seen {number} {self.ground}", beside)
        self.kept.keep(f"claims {number} {self.ground}", {"stamp": stamp, "brief": brief, "entries": entries})
        part.complete(brief, entries)


def _made_for(data: Packed, rows: str | None) -> bool:
    return rows is None or data[ACCOUNTS] is None or data[MADE_FOR : MADE_FOR + 1] == [rows]
