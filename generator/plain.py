"""Text that somebody else wrote, made safe for a terminal."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """Text that is safe on a terminal: characters that would move the cursor or turn the line around are spelt out."""
    return "".join(f"\\u{ord(c):04x}" if unsafe(c) else c for c in text)


def unsafe(char: str) -> bool:
    """Whether a character acts on a terminal, or cannot be seen there."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in "\t\u00ad"
