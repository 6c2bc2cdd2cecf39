"""Large files that are put together of many pieces: those that stand in the file on disk are copied from there.

Where one of ten thousand facts changed, nine thousand nine hundred and ninety-nine lines of the open data are the same.
Of each such file is remembered, beside its SHA-256, what tells its pieces from others and how long they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from generator import files
from generator.problems import Problem
from generator.rendered import Rendered

LIMIT = 2_000_000_000
"""Bytes of a file, at the most; a larger one is put together anew."""


def spliced(
    known: Rendered,
    path: str,
    ground: Callable[[], str],
    count: int,
    tell: Callable[[], Sequence[str]],
    make: Callable[[Sequence[int]], Iterable[bytes]],
) -> bytes:
    """The content of a file that is made of pieces.

    Args:
        known: what is on disk.
        path: of the file, below the folder of generated files.
        ground: gives what every piece depends on, the program above all.
        count: how many pieces there are.
        tell: gives for each piece what tells it from all others, in their order.
        make: makes pieces, by their numbers.
    """
    if known.disk is None or known.folder is None:
        return b"".join(make(range(count)))
    told, below = tell(), ground()
    old, places = _before(known, path, below)
    wanted = [number for number, each in enumerate(told) if each not in places]
    made = dict(zip(wanted, make(wanted), strict=True))
    parts: list[bytes | memoryview] = []
    lengths: list[int] = []
    start = end = 0  # what is to be copied next: pieces that stand side by side are one
    for number, each in enumerate(told):
        piece = made.get(number)
        begin, stop = places[each] if piece is None else (0, 0)
        lengths.append(stop - begin if piece is None else len(piece))
        if piece is None and begin == end:
            end = stop
            continue
        parts.append(old[start:end])
        start, end = begin, stop
        if piece is not None:
            parts.append(piece)
    content = b"".join((*parts, old[start:end]))
    entry = [below, sha256(content).hexdigest(), list(told), lengths]
    known.kept.keep(_key(path), entry)
    return content


def _before(known: Rendered, path: str, ground: str) -> tuple[memoryview, dict[str, tuple[int, int]]]:
    """The file on disk, and where the pieces stand in it; nothing where it is not what was put together."""
    nothing: tuple[memoryview, dict[str, tuple[int, int]]] = memoryview(b""), {}
    data = known.kept.recall(_key(path))
    if data is None or known.folder is None or known.disk is None:
        return nothing
    below, digest, told, lengths = data
    if below != ground or known.disk.get(path) != digest:
        return nothing
    content = files.read_bytes(known.folder, known.folder / path, LIMIT, inside=True)
    if isinstance(content, Problem) or sha256(content).hexdigest() != digest:
        return nothing
    places, at = {}, 0
    for each, length in zip(told, lengths, strict=True):
        places[each] = at, at + length
        at += length
    return memoryview(content), places


def _key(path: str) -> str:
    return f"pieces of {path}"
