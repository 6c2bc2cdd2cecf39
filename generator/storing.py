"""A stored article and the checksum that vouches for it, where the two do not fit.

Only two things can be mended without reading the text again, and both are proven by the checksum itself: a stored text
whose line ends, byte order mark or last line end somebody's program changed; and a checksum with a slip in it. A text
that was changed in any other way is never accepted here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from generator.problems import Mend, Put, Replace

SLIPS = 4
"""Characters of a checksum that may be wrong. That a changed text has one so like it does not happen."""


def digest(data: bytes) -> str:
    """The SHA-256 of a stored file, as its metadata give it."""
    return hashlib.sha256(data).hexdigest()


def mend(metadata: str, given: object, file: str, data: bytes) -> Mend | None:
    """What makes a stored text and its checksum fit again, or None where a person must look.

    Args:
        metadata: path of the metadata.
        given: what stands there as `sha256`.
        file: path of the stored text.
        data: the stored text.
    """
    if not isinstance(given, str):
        return None
    right = digest(data)
    if _slip(given, right):
        return Mend("Correct the slip in the checksum", (Put(metadata, ("sha256",), right),))
    for candidate in _saved_otherwise(data):
        if digest(candidate) == given:
            return Mend("Restore the line ends of the stored text", (Replace(file, candidate.decode("utf-8")),))
    return None


def _slip(given: str, right: str) -> bool:
    """Whether a checksum is the right one but for its case, white space, or a few characters."""
    bare = re.sub(r"\s", "", given.lower())
    return abs(len(bare) - len(right)) <= SLIPS and _distance(bare, right) <= SLIPS


def _distance(a: str, b: str) -> int:
    """How many characters must be put in, left out or replaced to make one text of another."""
    row = list(range(len(b) + 1))
    for n, char in enumerate(a, 1):
        above, row[0] = row[0], n
        for m, other in enumerate(b, 1):
            above, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, above + (char != other))
    return row[-1]


def _saved_otherwise(data: bytes) -> Iterator[bytes]:
    """The same text as other programs save it."""
    mark = b"\xef\xbb\xbf"
    unix = data.removeprefix(mark).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    bare = unix.rstrip(b"\n")
    for body in dict.fromkeys((unix, bare, bare + b"\n", bare + b"\n\n")):
        for end in (b"\n", b"\r\n", b"\r"):
            for lead in (b"", mark):
                yield lead + body.replace(b"\n", end)
