"""Outcomes for claims in files, by name: which of them still hold, and which of the files must be written again.

A run that follows on a small change should not so much as unpack what did not change, so an outcome is unpacked when
somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast
from zlib import crc32

from generator import cache, report
from generator.cache import Cache
from generator.corpus import SEEDS
from generator.incremental.outcomes import OfClaim, pack_claim, unpack_claim
from generator.incremental.states import States, outside_claims
from generator.problems import Problem
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


class Outcomes(Mapping[str, OfClaim]):
    """The outcomes for claims by name; kept ones are unpacked when they are asked for."""

    def __init__(self, names: Sequence[str], packed: Mapping[str, Packed]) -> None:
        self._names, self._packed = names, packed
        self._whole: dict[str, OfClaim] = {}

    def add(self, new: Mapping[str, OfClaim]) -> None:
        """What was found out in this run."""
        self._whole.update(new)

    def __getitem__(self, name: str) -> OfClaim:
        known = self._whole.get(name)
        if known is None:
            known = self._whole[name] = unpack_claim(self._packed[name])
        return known

    def __contains__(self, name: object) -> bool:
        return name in self._whole or name in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _each(self) -> Iterator[tuple[str, OfClaim | None, Packed]]:
        for name in self._names:
            known = self._whole.get(name)
            yield name, known, [] if known else self._packed[name]

    def accounts(self) -> list[int]:
        """How many accounts each fact has."""
        found = (known.accounts if known else packed[ACCOUNTS] for _, known, packed in self._each())
        return [accounts for accounts in found if accounts is not None]

    def rows(self) -> dict[str, Mapping[str, str]]:
        """The digests of the rows of each fact, by kind."""
        return {
            name: known.rows if known else packed[ROWS]
            for name, known, packed in self._each()
            if (known.accounts if known else packed[ACCOUNTS]) is not None
        }

    def problems(self) -> Iterator[Problem]:
        """Everything wrong with claims."""
        for _, known, packed in self._each():
            yield from known.problems if known else report.unpack(packed[PROBLEMS])

    def sound(self) -> Iterator[str]:
        """The claims whose files hold one."""
        return (name for name, known, packed in self._each() if (known.gist if known else packed[GIST]) is not None)

    def cited(self) -> Mapping[str, list[tuple[str, int]]]:
        """The sentences that claims cite, as bits, by article."""
        found: dict[str, list[tuple[str, int]]] = {}
        for name, known, packed in self._each():
            cited = known.cited if known else [(article, int(bits, 16)) for article, bits in packed[CITED]]
            for article, bits in cited:
                found.setdefault(article, []).append((name, bits))
        return found


class Claims:
    """What is kept of claims: in each file outcomes, and in another beside it what they looked at.

    As long as nothing outside of claims has changed, nobody need know what they looked at.
    """

    def __init__(self, kept: Cache, ground: str, taken: Snapshot) -> None:
        self.kept, self.ground, self.taken = kept, ground, taken
        self.shards = [loaded(kept, f"claims {number} {ground}") for number in range(SHARDS)]
        parts = (f"{file} {each}" for file, each in taken.files.items() if not file.startswith(f"{SEEDS}/claims/"))
        self.outside = cache.digest("\n".join(parts))
        self.before = loaded(kept, f"outside {ground}")
        self.now: dict[str, str] = {}

    def known(self, names: Sequence[str], states: States, rows: str | None) -> Outcomes:
        """The outcomes that still hold.

        Args:
            names: the claims that there are.
            states: what everything is at this moment.
            rows: what rows must have been made for; None where they are not needed.
        """
        packed: dict[str, Packed] = {}
        here = frozenset(names)
        files = self.taken.files.get
        for number, shard in enumerate(self.shards):
            stale = self._stale(number, states) if shard else frozenset()
            for name, data in shard.get("entries", {}).items():
                same = data[OWN] == files(f"{SEEDS}/claims/{name}.yml") and name in here
                if same and name not in stale and _made_for(data, rows):
                    packed[name] = data
        return Outcomes(names, packed)

    def _stale(self, number: int, states: States) -> frozenset[str]:
        """The claims of a file of which one looked at something that is no longer what it was."""
        shard = self.shards[number]
        same = self.before.get(shard["stamp"]) == self.outside
        if same and all(states.state(name) == state for name, state in shard["wide"]):
            self.now[shard["stamp"]] = self.outside
            return frozenset()
        seen = self._seen(number)
        if not seen:
            return frozenset(shard["entries"])
        pairs = enumerate(zip(seen["names"], seen["states"], strict=True))
        other = {n for n, (name, state) in pairs if states.state(name) != state}
        if not other:
            self.now[shard["stamp"]] = self.outside
            return frozenset()
        return frozenset(name for name, numbers in seen["entries"].items() if not other.isdisjoint(numbers))

    def _seen(self, number: int) -> dict[str, Any]:
        """What the claims of a file looked at; empty where that is not known for these very outcomes."""
        seen = loaded(self.kept, f"seen {number} {self.ground}")
        return seen if seen and seen["stamp"] == self.shards[number].get("stamp") else {}

    def save(self, found: Outcomes, new: Mapping[str, OfClaim], states: States) -> None:
        """Keep what is new, and forget what is gone."""
        for number, members in enumerate(in_shards(found)):
            before = self.shards[number].get("entries", {})
            if before.keys() != set(members) or not new.keys().isdisjoint(members):
                self._write(number, members, new, states)
        if self.now != self.before:
            self.kept.keep(f"outside {self.ground}", self.now)

    def _write(self, number: int, members: Sequence[str], new: Mapping[str, OfClaim], states: States) -> None:
        before = self.shards[number].get("entries", {})
        entries = {name: pack_claim(new[name]) if name in new else before[name] for name in members}
        gists = cache.digest(cache.as_json([(name, data[GIST]) for name, data in entries.items() if data[GIST]]))
        seen = self._seen(number) if before else {}
        numbers: dict[str, int] = {}
        looked: dict[str, list[int]] = {}
        for name in members:
            if name in new or seen:
                at = new[name].seen if name in new else [seen["names"][n] for n in seen["entries"][name]]
                looked[name] = [numbers.setdefault(each, len(numbers)) for each in at]
            else:  # somebody has deleted what it looked at, so nobody could tell whether it holds
                del entries[name]
        now = {name: states.state(name) for name in numbers}
        stamp = cache.digest(*now, *now.values(), cache.as_json(entries))
        wide = [(name, state) for name, state in now.items() if not outside_claims(name)]
        beside = {"stamp": stamp, "names": list(now), "states": list(now.values()), "entries": looked}
        rows = _together(entries)
        self.shards[number] = {"stamp": stamp, "wide": wide, "gists": gists, "rows": rows, "entries": entries}
        self.kept.keep(f"seen {number} {self.ground}", beside)
        self.kept.keep(f"claims {number} {self.ground}", self.shards[number])
        self.now[stamp] = self.outside

    def gists(self) -> str:
        """A digest of the names of all claims and of their gists."""
        return cache.digest(*(shard.get("gists", "") for shard in self.shards))

    def rows(self) -> dict[str, str]:
        """For each kind of row a digest of the names of all facts and of their rows."""
        shards = [shard["rows"] for shard in self.shards if shard.get("entries")]
        kinds = dict.fromkeys(chain(*shards))
        return {kind: cache.digest(*(shard.get(kind, "") for shard in shards)) for kind in kinds}


def _together(entries: Mapping[str, Packed]) -> dict[str, str]:
    """For each kind of row a digest of the rows of some claims, with their names."""
    rows = {name: data[ROWS] for name, data in entries.items() if len(data) > ROWS}
    kinds = dict.fromkeys(chain(*rows.values()))
    return {kind: cache.digest(*(f"{name} {each.get(kind, '')}" for name, each in rows.items())) for kind in kinds}


def _made_for(data: Packed, rows: str | None) -> bool:
    return rows is None or data[ACCOUNTS] is None or data[MADE_FOR : MADE_FOR + 1] == [rows]
