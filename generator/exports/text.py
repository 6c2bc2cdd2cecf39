"""What the formats share: characters that none of them may carry, and files small enough to live in a link."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote, urljoin

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
"""Control characters, line breaks of every kind, and code points that are no characters."""

OPAQUE = str.maketrans({letter: quote(letter, safe="") for letter in '\t\n\r "#%<>[\\]^`{|}'})
"""What may not stand in a link that holds a file; letters of other scripts may (URL Standard)."""

HREF = re.compile(r'(?<= href=")([^"]*)(?=")')


def one_line(text: str) -> str:
    """A text on one line, without control characters; a space that keeps words together stays one."""
    if text.isprintable() and "  " not in text:  # nearly always, and found out faster
        return text.strip(" ")
    return " ".join(word for word in UNPRINTABLE.sub(" ", text).split(" ") if word)


def data_url(media_type: str, text: str) -> str:
    """A small file as a link that holds it (RFC 2397)."""
    return f"data:{media_type};charset=utf-8,{text.translate(OPAQUE)}"


def sentence_case(text: str) -> str:
    """A text with its first letter capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def absolute_links(html: str, base: str) -> str:
    """Rendered prose with its links counted from an address, for readers who see it elsewhere."""
    return HREF.sub(lambda link: escape(urljoin(base, unescape(link[1]))), html)
