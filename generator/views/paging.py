"""Long lists in pages: small enough to be fetched on a telephone, none without its way on, no address lost.

What a page can take is counted in bytes of HTML, since ten accounts of one fact are nothing and those of another fill
it. What had an address on the one page there was before has it still: where it now stands on another page, the first
one names that page and bears the address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from markupsafe import escape

from generator.records import Record

Item = TypeVar("Item")

BOUND = 300_000
"""Bytes that no page exceeds."""
ROOM = 200_000
"""Bytes of it that a list may take; the rest is for the theme, the head of the page and the way to other pages."""
ANCHOR = 20
"""Bytes that the address of something on another page takes on the first."""


class Elsewhere(Record):
    """What stands on another page of a list: its addresses, which the first page bears."""

    path: str
    label: str
    anchors: tuple[str, ...]


class Paging(Record):
    """Where a page stands among those of one list.

    Attributes:
        number: which one it is, counted from 1.
        paths: the addresses of all, from the site's root.
        up: from this page to the site's root.
        elsewhere: on the first page, what the others hold.
    """

    number: int = 1
    paths: tuple[str, ...] = ("",)
    up: str = "../"
    elsewhere: tuple[Elsewhere, ...] = ()

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


def size(*texts: str) -> int:
    """How many bytes texts take in HTML."""
    return len(escape("".join(texts)).encode())


def room() -> int:
    """How many bytes a list may take on one page."""
    return ROOM


def cut(
    items: Sequence[Item], most: int, weight: Callable[[Item], int] = lambda _: 1, first: int | None = None
) -> list[tuple[Item, ...]]:
    """A list in parts that each weigh no more than asked, or hold one item; at least one part.

    Args:
        items: the list.
        most: what a part may weigh.
        weight: what an item weighs.
        first: what the first part may weigh, if not the same.
    """
    parts: list[list[Item]] = [[]]
    heavy, allowed = 0, most if first is None else first
    for item in items:
        own = weight(item)
        if parts[-1] and heavy + own > allowed:
            allowed = most
            parts.append([])
            heavy = 0
        parts[-1].append(item)
        heavy += own
    return [tuple(part) for part in parts]


def first_room(addresses: int) -> int:
    """How many bytes a list may take on its first page, which bears the addresses of all others."""
    return max(room() - ANCHOR * addresses, 0)


def pages_of(
    first: str,
    count: int,
    taken: Collection[str] = (),
    *,
    beside: bool = False,
    elsewhere: Sequence[tuple[str, Sequence[str]]] = (),
) -> list[Paging]:
    """The pages of a list.

    Args:
        first: the address of the first one, with a slash at the end.
        count: how many there are.
        taken: names in the folder that belong to others.
        beside: whether the others stand beside the first one instead of below it.
        elsewhere: for each page what it holds, in words, and the addresses in it.
    """
    folder, _, name = first.rstrip("/").rpartition("/") if beside else (first.rstrip("/"), "", "")
    paths = [first]
    for number in range(2, count + 1):
        own = f"{name}-page-{number}" if name else f"page-{number}"
        while own in taken:
            own += "-of-list"
        paths.append(f"{folder}/{own}/")
    others: list[Elsewhere] = []
    left = room() // ANCHOR
    for path, (label, anchors) in list(zip(paths, elsewhere, strict=False))[1:]:
        if anchors:  # else nothing begins there that anybody could ask for
            others.append(Elsewhere(path, label, tuple(anchors[:left])))
            left -= len(others[-1].anchors)
    return [
        Paging(n, tuple(paths), "../" * path.count("/"), tuple(others) if n == 1 else ())
        for n, path in enumerate(paths, 1)
    ]
