"""What every record of the program is made of.

Records are structures of msgspec and not the standard library's data classes: for each of these Python compiles half a
dozen functions while the program is being loaded, a millisecond a class, and there are hundreds; and to make a frozen
one takes ten times as long. What reviewers see has data classes all the same, since it runs where nothing is installed.
"""

from __future__ import annotations

from typing import Any, dataclass_transform

from msgspec import Struct, field
from msgspec.structs import asdict, replace

__all__ = ["LazyRecord", "Record", "Struct", "asdict", "field", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A frozen record, equal to another of its class with equal fields. As JSON it is the list of its fields."""


class LazyRecord(Record, dict=True):
    """A record with room for what is worked out of it when somebody asks, which goes with it to other processes."""

    def __reduce__(self) -> tuple[Any, ...]:
        made: tuple[Any, ...] = super().__reduce__()  # type: ignore[assignment]
        return *made, self.__dict__
