"""Reading a file that nobody vouches for: bounded, inside the project, valid UTF-8, text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from generator import rules
from generator.problems import Place, Problem, Rule

CLAIM_LIMIT = 1_000_000
"""Bytes a YAML file may have. The largest curated file of a busy desk stays far below."""

ARTICLE_LIMIT = 10_000_000
"""Bytes a stored article may have."""

ADDRESSES_LIMIT = 30_000_000
"""Bytes the list of all addresses may have: some sixty for each fact, article and speaker that there ever was."""
ADDRESSES = ("seeds", "addresses.yml")
"""The path of that list below the project."""

LARGEST = max(CLAIM_LIMIT, ARTICLE_LIMIT, ADDRESSES_LIMIT)
"""Bytes that any source may have."""

PLAINLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened that must not be a link and must not keep anybody waiting."""

CONTROL = {chr(n) for n in range(32)} - {"\t", "\n", "\r", "\f"}
CONTROL_BYTES = "".join(sorted(CONTROL)).encode()


def relative(root: Path, path: Path) -> str:
    """The path as problems print it: relative to the project, with forward slashes."""
    base, text = os.fspath(root), os.fspath(path)
    if os.sep == "/" and text.startswith(f"{base}/"):  # nearly always, and much faster
        return text[len(base) + 1 :]
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def yaml_limit(path: Path) -> int:
    """Bytes that a YAML file may have."""
    return ADDRESSES_LIMIT if path.name == ADDRESSES[-1] and path.parts[-2:] == ADDRESSES else CLAIM_LIMIT


def read_bytes(root: Path, path: Path, limit: int, *, inside: bool = False) -> bytes | Problem:
    """The bytes of a file, or the one problem that keeps it from being read.

    Args:
        root: the project; nothing outside of it is ever read, whatever a link says.
        path: the file.
        limit: how many bytes it may have.
        inside: whether the folder it is in is known to lie in the project, so that only the file itself may be a link.
    """
    if inside:
        plain = _read_plain(path, limit)
        if plain is not None:
            return bounded(root, path, plain, limit)

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


def _read_plain(path: Path, limit: int) -> bytes | None:
    """The bytes of an ordinary file, one more than the limit at the most; None where it is anything else."""
    try:
        descriptor = os.open(path, PLAINLY)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        size = min(found.st_size, limit + 1)
        data = os.read(descriptor, size + 1)
        return data[: limit + 1] if stat.S_ISREG(found.st_mode) and len(data) >= size else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def lies_inside(root: Path, folder: Path) -> bool:
    """Whether a folder really lies in the project, wherever links on the way to it lead."""
    try:
        return folder.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def bounded(root: Path, path: Path, data: bytes, limit: int) -> bytes | Problem:
    """The bytes of a file, or the problem that they are too many or none."""
    if len(data) > limit:
        return Problem(
            rules.FILE_TOO_LARGE,
            Place(relative(root, path)),
            f"The file has more than {limit:,} bytes.",
            "Keep one article or one claim in a file; leave out what does not belong to it.",
        )
    if not data.strip():
        return Problem(rules.FILE_EMPTY, Place(relative(root, path)), "The file is empty.", "Fill it in or remove it.")
    return data


def decode(root: Path, path: Path, data: bytes) -> str | Problem:
    """The bytes as text, or the problem that they are not UTF-8 text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = relative(root, path)
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(
            rules.FILE_NOT_TEXT,
            Place(place, line),
            f"The file must be UTF-8 text; byte {error.start} (0x{data[error.start]:02x}) is not.",
            "Save the file as UTF-8. A stored article that came in another encoding is converted once, "
            "before its SHA-256 is taken.",
        )
    if len(data.translate(None, CONTROL_BYTES)) < len(data):  # in UTF-8 these bytes are nothing else
        place = relative(root, path)
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
