"""A file that is put together of pieces is the same whether they are made or copied from the file on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generator import rendered
from generator.cache import Cache
from generator.splicing import spliced

PIECES = st.lists(st.text("abc", max_size=3), max_size=8, unique=True)


def put_together(folder: Path, ground: str, pieces: Sequence[str]) -> tuple[bytes, list[str]]:
    """The content, and the pieces that were made for it."""
    made: list[str] = []

    def make(numbers: Sequence[int]) -> Iterator[bytes]:
        for number in numbers:
            made.append(pieces[number])
            yield f"{ground}<{pieces[number]}>".encode()

    disk = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}
    known = rendered.load(disk, Cache(folder / "kept"), folder=folder)
    content = spliced(known, "data", lambda: ground, len(pieces), lambda: pieces, make)
    (folder / "data").write_bytes(content)
    return content, made


@given(PIECES, PIECES)
def test_pieces_that_are_there_are_copied(before: list[str], now: list[str]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        put_together(folder, "x", before)
        content, made = put_together(folder, "x", now)
        assert content == "".join(f"x<{piece}>" for piece in now).encode()
        there = before or []
        assert made == [piece for piece in now if piece not in there]


@given(PIECES, PIECES)
def test_nothing_is_copied_where_something_is_not_as_it_was(before: list[str], now: list[str]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        put_together(folder, "x", before)
        content, made = put_together(folder, "y", now)
        assert (content, made) == ("".join(f"y<{piece}>" for piece in now).encode(), now)
        (folder / "data").write_bytes(content + b"!")
        content, made = put_together(folder, "y", before)
        assert (content, made) == ("".join(f"y<{piece}>" for piece in before).encode(), before)
