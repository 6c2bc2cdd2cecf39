"""What pages that list many facts show of each of them: small records, each made from one fact, and kept as text.

A page that names a thousand facts needs a line or two of each. Such a row follows from its fact alone and from what
that looks at, so it is worked out once and remembered. A kind of row is a function and the type of what it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar, cast
from zlib import crc32

from msgspec.json import Decoder, Encoder

from generator.records import LazyRecord, Record, field

FEWEST = 64
"""So many files, at least, rows of one kind are kept in: a power of two."""

Row_co = TypeVar("Row_co", covariant=True)

_encoder = Encoder()


class Shape(LazyRecord, Generic[Row_co]):
    """How records of a type become text and come back."""

    shape: Any

    @cached_property
    def _decoder(self) -> Decoder[list[Any]]:
        return Decoder(list[self.shape])  # type: ignore[name-defined]

    def prepare(self) -> None:
        """Find out now how records are read, which otherwise the first one does."""
        _ = self._decoder

    def pack(self, record: Any) -> str:
        """A record as text."""
        return _encoder.encode(record).decode()

    def unpack(self, texts: Sequence[str]) -> list[Row_co]:
        """The records that texts stand for; one call for many takes half of the time that many calls take."""
        return cast(list[Row_co], self._decoder.decode(f"[{','.join(texts)}]"))


class Kind(LazyRecord, Generic[Row_co]):
    """A kind of row.

    Attributes:
        name: what it is kept under.
        make: makes the row of a fact, from what pages are made of and the fact with its comparison.
        shape: the type of the row: frozen records, tuples, texts, whole numbers, days.
        light: whether the rows of all facts are read together, and are small enough for that.
        passing: whether a row is read once in a run, and is too large to be kept for longer.
    """

    name: str
    make: Callable[[Any, Any], Row_co]
    shape: Any
    light: bool = False
    passing: bool = False

    @cached_property
    def _shape(self) -> Shape[Row_co]:
        return Shape(self.shape)

    def prepare(self) -> None:
        """Find out now how its rows are read, which otherwise the first one does."""
        self._shape.prepare()

    def pack(self, row: Any) -> str:
        """A row as text."""
        return self._shape.pack(row)

    def unpack(self, texts: Sequence[str]) -> list[Row_co]:
        """The rows that texts stand for; one call for many takes half of the time that many calls take."""
        return self._shape.unpack(texts)


def digest(text: str) -> str:
    """What tells one row from another."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def place(fact: str) -> int:
    """A number that says where the rows of a fact are: those that have the same modulo a power of two lie together."""
    return crc32(fact.encode())


def together(facts: Iterable[str]) -> list[str]:
    """Facts in such an order that those whose rows lie together are near each other."""
    return sorted(facts, key=lambda fact: (place(fact) % FEWEST, fact))


def _untold(_kind: str) -> Mapping[str, str]:
    """No digest; a function with a name can be sent to other machines."""
    return {}


def _unknown(_kind: str, _facts: Iterable[str]) -> Mapping[str, str]:
    """No text."""
    return {}


def _nothing() -> None:
    """Nothing has been read."""


class Rows(Record):
    """What is known of the rows of all facts; by itself, nothing.

    Attributes:
        base: what they depend on besides the files, such as the address of the site.
        told: gives for each fact the digest of its row of a kind, as far as that is known.
        texts: gives the texts of rows of a kind by fact, as far as they are known.
        whole: what tells the rows of all facts from others, by kind, as far as that is known.
        held: rows that somebody has asked for already, by kind and fact.
        forget: has what `texts` has read leave the memory.
    """

    base: object = None
    told: Callable[[str], Mapping[str, str]] = _untold
    texts: Callable[[str, Iterable[str]], Mapping[str, str]] = _unknown
    whole: Mapping[str, str] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    forget: Callable[[], None] = _nothing


NOTHING = Rows()
"""No row is known."""
