"""Reading a file that nobody vouches for: bounded, inside the project, valid UTF-8, text."""

from __future__ import annotations

from pathlib import Path

from generator import rules
from generator.problems import Place, Problem, Rule

CLAIM_LIMIT = 1_000_000
"""Bytes a YAML file may have. The largest curated file of a busy desk stays far below."""

ARTICLE_LIMIT = 10_000_000
"""Bytes a stored article may have."""

CONTROL = {chr(n) for n in range(32)} - {"\t", "\n", "\r", "\f"}


def relative(root: Path, path: Path) -> str:
    """The path as problems print it: relative to the project, with forward slashes."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def read_bytes(root: Path, path: Path, limit: int) -> bytes | Problem:
    """The bytes of a file, or the one problem that keeps it from being read.

    Args:
        root: the project; nothing outside of it is ever read, whatever a link says.
        path: the file.
        limit: how many bytes it may have.
    """

    def problem(rule: Rule, message: str, fix: str) -> Problem:
        return Problem(rule, Place(relative(root, path)), message, fix)

    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return problem(
                rules.FILE_OUTSIDE,
                "The file lies outside the project: a link leads out of it.",
                "Store the file itself in the project instead of a link.",
            )
        if not real.is_file():
            return problem(rules.FILE_UNREADABLE, "This is not a regular file.", "Store an ordinary file here.")
        with real.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, on Python 3.11 and 3.12
        reason = getattr(error, "strerror", None) or "a loop of links"
        return problem(rules.FILE_UNREADABLE, f"The file cannot be read: {reason}.", "Restore the file.")
    return bounded(root, path, data, limit)


def bounded(root: Path, path: Path, data: bytes, limit: int) -> bytes | Problem:
    """The bytes of a file, or the problem that they are too many or none."""
    place = Place(relative(root, path))
    if len(data) > limit:
        return Problem(
            rules.FILE_TOO_LARGE,
            place,
            f"The file has more than {limit:,} bytes.",
            "Keep one article or one claim in a file; leave out what does not belong to it.",
        )
    if not data.strip():
        return Problem(rules.FILE_EMPTY, place, "The file is empty.", "Fill it in or remove it.")
    return data


def decode(root: Path, path: Path, data: bytes) -> str | Problem:
    """The bytes as text, or the problem that they are not UTF-8 text."""
    place = relative(root, path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(
            rules.FILE_NOT_TEXT,
            Place(place, line),
            f"The file must be UTF-8 text; byte {error.start} (0x{data[error.start]:02x}) is not.",
            "Save the file as UTF-8. A stored article that came in another encoding is converted once, "
            "before its SHA-256 is taken.",
        )
    if not CONTROL.isdisjoint(text):
        found = next(i for i, char in enumerate(text) if char in CONTROL)
        return Problem(
            rules.FILE_NOT_TEXT,
            Place(place, text.count("\n", 0, found) + 1),
            f"The file must be text; it holds the control character U+{ord(text[found]):04X}.",
            "Store plain text. A PDF, an image or a word-processor file is not one.",
        )
    return text


def read_text(root: Path, path: Path, limit: int = CLAIM_LIMIT) -> str | Problem:
    """The text of a file, or the one problem that keeps it from being read."""
    data = read_bytes(root, path, limit)
    return data if isinstance(data, Problem) else decode(root, path, data)
