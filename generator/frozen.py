"""Frozen records as the standard library makes them, at a fraction of what they take at the start of the program.

For every frozen class, `dataclasses` writes six functions as text and has Python compile them; with the three hundred
records here that is a quarter of all importing. So the standard library finds the fields, and `fields`, `replace` and
`asdict` know the class as ever. What compares, hashes and prints is the same for all classes, and `__init__` alone is
compiled, for each class when its first record is made.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass  # what follows, in the eyes of a type checker
else:

    def dataclass(*, frozen: bool, slots: bool = False, order: bool = False) -> Callable[[type], type]:
        """What `dataclasses.dataclass` does with these arguments; there is nothing here for records that change."""
        assert frozen

        def made(given: type) -> type:
            record = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(given)
            methods = {**_shared(record), "__init__": _first_init(record)}
            if order:
                methods.update(_ordering(record))
            if slots:
                methods.update(_pickling(record))
            for name, method in methods.items():
                if name not in given.__dict__:
                    setattr(record, name, method)
            return record

        return made


def _key(record: type) -> Callable[[Any], Any]:
    """What of a record is compared."""
    names = [field.name for field in dataclasses.fields(record) if field.compare]
    return operator.attrgetter(*names) if names else lambda _: ()


def _shared(record: type) -> dict[str, Callable[..., Any]]:
    key = _key(record)
    shown = [field.name for field in dataclasses.fields(record) if field.repr]

    def equal(self: Any, other: object) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(key(self))

    def told(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def not_set(_self: Any, name: str, _value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def not_deleted(_self: Any, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    return {
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": told,
        "__setattr__": not_set,
        "__delattr__": not_deleted,
    }


def _ordering(record: type) -> dict[str, Callable[..., Any]]:
    key = _key(record)

    def by(compare: Callable[[Any, Any], bool]) -> Callable[..., Any]:
        def compared(self: Any, other: object) -> Any:
            return compare(key(self), key(other)) if other.__class__ is self.__class__ else NotImplemented

        return compared

    return {f"__{each.__name__}__": by(each) for each in (operator.lt, operator.le, operator.gt, operator.ge)}


def _pickling(record: type) -> dict[str, Callable[..., Any]]:
    """Slots are filled by assignment when a record is sent to another process, which these refuse."""
    names = [field.name for field in dataclasses.fields(record)]

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restored(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    return {"__getstate__": state, "__setstate__": restored}


def _first_init(record: Any) -> Callable[..., None]:
    def first(self: Any, *given: Any, **named: Any) -> None:
        record.__init__ = _init(record)
        record.__init__(self, *given, **named)

    return first


def _init(record: Any) -> Callable[..., None]:
    """The function that fills a new record, with every field an argument."""
    positional, named, lines = ["self"], ["*"], []
    known: dict[str, Any] = {"put": object.__setattr__}
    for field in dataclasses.fields(record):
        argument, value = field.name, field.name
        if field.default is not MISSING:
            known[f"default_{field.name}"] = field.default
            argument += f"=default_{field.name}"
        elif field.default_factory is not MISSING:
            known["absent"], known[f"make_{field.name}"] = MISSING, field.default_factory
            argument += "=absent"
            value = f"make_{field.name}() if {field.name} is absent else {field.name}"
        (named if field.kw_only else positional).append(argument)
        lines.append(f"  put(self, {field.name!r}, {value})")
    arguments = ", ".join(positional + (named if len(named) > 1 else []))
    exec(f"def __init__({arguments}):\n" + ("\n".join(lines) or "  pass"), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{record.__qualname__}.__init__"
    return init
