"""A file as it was received: its bytes, what they are, and the text they hold."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import BinaryIO

from generator.files import ARTICLE_LIMIT, CONTROL
from generator.records import Record


class ReceivedError(Exception):
    """The file cannot be stored as it is; the message says why and what to do."""


class Received(Record):
    """A received file.

    Attributes:
        name: the name it came under; empty where it came through standard input.
        data: its bytes.
        text: what they say.
        encoding: the name of the encoding they are in.
        html: whether it is a web page.
    """

    name: str
    data: bytes
    text: str
    encoding: str
    html: bool


MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})|<\?xml[^>]{0,200}?"""
                      rb"""encoding\s*=\s*["']([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)  # fmt: skip
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|main|article|section|div|p|h1|meta|title|link)\b",
    re.IGNORECASE | re.DOTALL,
)
ALIASES = {
    **dict.fromkeys(("ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii"), "windows-1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "iso-8859-9": "windows-1254",
    "tis-620": "windows-874",
    "x-sjis": "shift_jis",
}
"""What browsers read in place of what a page declares (WHATWG Encoding)."""
HEAD = 4096
"""Bytes of a page in which its encoding is declared; browsers look at the first 1024."""


def read(path: Path, stream: BinaryIO | None = None) -> bytes:
    """The bytes of a file, or of a stream in its place.

    Raises:
        ReceivedError: when it cannot be read, is empty, or is too large for an article.
    """
    try:
        if stream is None:
            if path.exists() and not path.is_file():
                raise ReceivedError(f"{path} is not a regular file.")
            with path.open("rb") as opened:
                data = opened.read(ARTICLE_LIMIT + 1)
        else:
            data = stream.read(ARTICLE_LIMIT + 1)
    except OSError as error:
        raise ReceivedError(f"{path} cannot be read: {error.strerror or 'it is no file'}.") from error
    except ValueError as error:  # a NUL in its name
        raise ReceivedError("There is no file of that name.") from error
    if len(data) > ARTICLE_LIMIT:
        raise ReceivedError(f"The file has more than {ARTICLE_LIMIT:,} bytes; an article has less.")
    if not data.strip():
        raise ReceivedError("The file is empty.")
    return data


def received(data: bytes, name: str, encoding: str | None = None, kind: str | None = None) -> Received:
    """What some bytes say.

    Args:
        data: the bytes.
        name: the name they came under.
        encoding: the encoding, where an editor gives it.
        kind: "html" or "text", where an editor gives it.

    Raises:
        ReceivedError: when they are no text, or in an encoding that nobody declares.
    """
    given = encoding
    marked = next((each for mark, each in MARKS if data.startswith(mark)), None)
    looks_html = HTML.match(data[:HEAD].decode("latin-1").lstrip("\xef\xbb\xbf")) is not None or marked == "utf-16"
    if encoding is None and (marked or not looks_html):
        encoding = marked or "utf-8"
    if encoding is None:
        found = DECLARED.search(data[:HEAD])
        encoding = (found[1] or found[2]).decode("ascii") if found else "utf-8"
    try:
        codec = codecs.lookup(ALIASES.get(encoding.lower(), encoding))
        text, _ = codec.decode(data, "strict")
    except (LookupError, ValueError) as error:
        raise ReceivedError(_undecodable(data, encoding, given is not None, error)) from error
    if not isinstance(text, str):  # a codec such as "hex" makes bytes of bytes
        raise ReceivedError(f"{encoding} is no encoding of text.")
    html = kind == "html" or (kind is None and HTML.match(text.lstrip("\ufeff")[:HEAD]) is not None)
    wrong = CONTROL & set(text)
    if "\0" in wrong or (wrong and not html):
        raise ReceivedError(
            f"This is not text: it holds the control character U+{min(map(ord, wrong)):04X}. A PDF, a picture or a "
            "word-processor file cannot be stored; save its text."
        )
    return Received(name, data, text, "utf-8" if codec.name in ("utf-8", "utf-8-sig", "ascii") else codec.name, html)


def _undecodable(data: bytes, encoding: str, given: bool, error: Exception) -> str:
    if isinstance(error, LookupError):
        return f"There is no encoding {encoding!r}. Give the right one, such as --encoding windows-1252."
    if b"\0" in data[:HEAD]:
        return "This is not text. A PDF, a picture or a word-processor file cannot be stored; save its text."
    if given:
        return f"The file is not text in {encoding}. Give another --encoding."
    place = f", as byte {error.start} shows" if isinstance(error, UnicodeDecodeError) else ""
    return (
        f"The file is not text in {encoding}{place}, and says nothing else. Give the encoding it came in, such as "
        "--encoding windows-1252 or windows-1256."
    )
