"""What pages that list many facts show of each of them: small records, each made from one fact, and kept as text.

A page that names a thousand facts needs a line or two of each. Such a row follows from its fact alone and from what
that looks at, so it is worked out once and remembered. A kind of row is a function and the type of what it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter

Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True)
class Kind(Generic[Row_co]):
    """A kind of row.

    Attributes:
        name: what it is kept under.
        make: makes the row of a fact, from what pages are made of and the fact with its comparison.
        shape: the type of the row: frozen records, tuples, texts, whole numbers, days.
    """

    name: str
    make: Callable[[Any, Any], Row_co]
    shape: Any

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.shape)

    def pack(self, row: Any) -> str:
        """A row as text."""
        return self._adapter.dump_json(row).decode()

    def unpack(self, text: str) -> Row_co:
        """The row that a text stands for."""
        return cast(Row_co, self._adapter.validate_json(text))


def digest(text: str) -> str:
    """What tells one row from another."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _unknown(_kind: str, _fact: str) -> None:
    """No text; a function with a name can be sent to other machines."""


@dataclass(frozen=True)
class Rows:
    """What is known of the rows of all facts; by itself, nothing.

    Attributes:
        base: what they depend on besides the files, such as the address of the site.
        digests: for each fact the digest of each kind of row.
        text: gives the text of a row by kind and fact, if it is known.
    """

    base: object = None
    digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    text: Callable[[str, str], str | None] = _unknown


NOTHING = Rows()
"""No row is known."""
