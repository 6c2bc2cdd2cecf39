"""Pages of facts that were made elsewhere, a shard by each machine, and brought together by what they follow from.

Which shard a fact belongs to follows from its id alone. A shard is a folder of pages with a list that says of each fact
what its pages were made of, as a digest, and what each file holds. Pages are taken where that digest is the one of the
sources here, and every file is what the list says; the others are simply made here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

from generator.exports import embeds
from generator.records import Record
from generator.rendered import File, Source

FORMAT = "disputed shard 1"
NUMBERS = re.compile(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})")


class ShardError(Exception):
    """A shard cannot be used; the text says why."""


class Shard(Record):
    """One of so many: the `number`, counted from 1, and of how many."""

    number: int
    of: int

    @classmethod
    def named(cls, text: str) -> Shard:
        """The shard that is written as `3/8`.

        Raises:
            ShardError: when the text is nothing like that.
        """
        found = NUMBERS.fullmatch(text)
        if found is None or int(found[1]) > int(found[2]):
            raise ShardError(f"{text} is no shard: the third of eight is written 3/8.")
        return cls(int(found[1]), int(found[2]))

    def holds(self, fact: str) -> bool:
        """Whether a fact belongs to it."""
        return crc32(fact.encode()) % self.of == self.number - 1

    @property
    def list(self) -> str:
        """The name of its list."""
        return f"disputed-{self.number}-of-{self.of}.json"


def write(folder: Path, shard: Shard, facts: Iterable[tuple[str, str, Sequence[File]]]) -> int:
    """Write a shard, its list last, and return how many facts it has.

    Args:
        folder: where it goes.
        shard: which one it is.
        facts: for each its id, the digest of what its pages follow from, and these.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / shard.list).unlink(missing_ok=True)
    made = {}
    for name, key, files in facts:
        for file in files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content or b"")
        made[name] = [key, {file.path: file.digest for file in files}]
    beside = folder / f"{shard.list}.new"
    beside.write_text(json.dumps({"format": FORMAT, "facts": made}), encoding="utf-8")
    beside.replace(folder / shard.list)
    return len(made)


def read(folder: Path) -> list[Source]:
    """The shards in a folder and in the folders below it.

    Raises:
        ShardError: when there is none, or one that cannot be read.
    """
    found = []
    for path in sorted((*folder.glob("disputed-*-of-*.json"), *folder.glob("*/disputed-*-of-*.json"))):
        try:
            data = json.loads(path.read_bytes())
            if data["format"] != FORMAT:
                raise ValueError("another version of the program wrote it")
            facts = {str(name): (str(key), _own(name, files)) for name, (key, files) in data["facts"].items()}
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ShardError(f"{path} is not the list of a shard: {error}") from None
        found.append(Source(path.parent, facts))
    if not found:
        raise ShardError(f"There is no shard in {folder}: disputed generate --shard 1/8 --into {folder}")
    return found


def _own(name: str, files: dict[str, str]) -> dict[str, str]:
    """The files of a fact with their digests; a list may name no others."""
    own = {f"claims/{name}/index.md", embeds.path(name), f"embeds/{name}.json"}
    if not own.issuperset(files) or f"claims/{name}/index.md" not in files:
        raise ValueError(f"these are not the files of the fact {name}")
    return {path: str(digest) for path, digest in files.items()}
