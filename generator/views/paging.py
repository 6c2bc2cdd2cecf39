"""Long lists of a large publication in pages: small enough to be fetched on a telephone, none without its way on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands among those of one list.

    Attributes:
        number: which one it is, counted from 1.
        paths: the addresses of all, from the site's root.
        up: from this page to the site's root.
    """

    number: int = 1
    paths: tuple[str, ...] = ("",)
    up: str = "../"

    @property
    def several(self) -> bool:
        """Whether there are others."""
        return len(self.paths) > 1

    @property
    def path(self) -> str:
        """The address of this page."""
        return self.paths[self.number - 1]

    @property
    def near(self) -> tuple[int, ...]:
        """The pages to link to: the first and last, and those around this one."""
        last = len(self.paths)
        return tuple(n for n in range(1, last + 1) if n in (1, last) or abs(n - self.number) < 3)


def cut(items: Sequence[Item], most: int, weight: Callable[[Item], int] = lambda _: 1) -> list[tuple[Item, ...]]:
    """A list in parts that each weigh no more than asked, or hold one item; at least one part."""
    parts: list[list[Item]] = [[]]
    heavy = 0
    for item in items:
        own = weight(item)
        if parts[-1] and heavy + own > most:
            parts.append([])
            heavy = 0
        parts[-1].append(item)
        heavy += own
    return [tuple(part) for part in parts]


def pages_of(first: str, count: int, taken: Collection[str] = (), *, beside: bool = False) -> list[Paging]:
    """The pages of a list.

    Args:
        first: the address of the first one, with a slash at the end.
        count: how many there are.
        taken: names in the folder that belong to others.
        beside: whether the others stand beside the first one instead of below it.
    """
    folder, _, name = first.rstrip("/").rpartition("/") if beside else (first.rstrip("/"), "", "")
    paths = [first]
    for number in range(2, count + 1):
        own = f"{name}-page-{number}" if name else f"page-{number}"
        while own in taken:
            own += "-of-list"
        paths.append(f"{folder}/{own}/")
    return [Paging(n, tuple(paths), "../" * path.count("/")) for n, path in enumerate(paths, 1)]
