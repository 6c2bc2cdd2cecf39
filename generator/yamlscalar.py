"""How a text is written in a YAML file: plain, in quotation marks, or below a `>-` or `|`.

The forms are those of the curated files. Whatever is chosen, reading it again gives the same text.
"""

from __future__ import annotations

import re

WIDTH = 120
"""Code points in a line of a YAML file, its indent included."""

WORDS_OF_YAML = re.compile(r"(?:y(?:es)?|no?|on|off|true|false|null|~)", re.IGNORECASE)
"""What other readers take for true, false or nothing; in quotation marks it is a word for everybody."""

OTHER_TYPES = re.compile(
    r"""
    [-+]?[0-9][0-9_,]*                            # 17, 007
    | 0[xob][0-9a-fA-F_]+
    | [-+]?(?:[0-9][0-9_]*)?\.[0-9]*(?:[eE][-+]?[0-9]+)?  # 1.10
    | [-+]?[0-9]+[eE][-+]?[0-9]+
    | [-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?   # 12:30
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?  # 2017-08-31
    | [-+]?\.(?:inf|nan) | = | <<
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What other readers take for a number or a day. It is plain or quoted, as somebody typed it."""

UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(text: str, column: int, indent: int, *, style: str = "", flow: bool = False) -> list[str]:
    """The lines of a text behind a key or a dash.

    Args:
        text: what is to be read again.
        column: how many code points stand before it on its line.
        indent: how many spaces the lines of a block below it begin with.
        style: how it is written now, as the parser names it: "", `'`, `"`, `|` or `>`.
        flow: whether it stands inside of brackets or braces.
    """
    if "\n" in text and not flow and _fits_block(text):
        return _folded(text, indent) if style == ">" and _folds(text) else _literal(text, indent)
    quoted = style in ("'", '"')
    keep_quotes = quoted and (OTHER_TYPES.fullmatch(text) or not text)
    if is_plain(text, flow=flow) and not keep_quotes and not WORDS_OF_YAML.fullmatch(text):
        if flow or column + len(text) <= WIDTH or not _folds(text):
            return [text]
    elif " " not in text or flow or not _folds(text):
        return [in_quotes(text)]
    return _folded(text, indent)


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text can stand without quotation marks, on one line."""
    if not text:
        return not flow
    if text != text.strip() or "\n" in text or UNPRINTABLE.search(text) or "\t" in text:
        return False
    if text[0] in "!&*%@`|>'\"#,[]{}" or text.startswith(("---", "...")):
        return False
    if text[0] in "-?:" and (len(text) == 1 or text[1] == " " or (flow and text[1] in ",[]{}")):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    # a colon directly before a bracket, and any of these, end a text inside of brackets
    return not (flow and (set(text) & set(",[]{}?") or re.search(r":[\s,\[\]{}]", text) or text[0] in "-:"))


def in_quotes(text: str) -> str:
    """A text in quotation marks, on one line: double ones, or single ones where that saves escapes."""
    if '"' in text and "\\" not in text and not UNPRINTABLE.search(text) and not set(text) & set("\n\t"):
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(ESCAPES.get(char) or (_escape(char) if UNPRINTABLE.match(char) else char) for char in text)
    return f'"{escaped}"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _fits_block(text: str) -> bool:
    """Whether a text of several lines can stand below a `|` as it is: it begins and ends with something to see."""
    body = text.rstrip("\n")
    last = body.rpartition("\n")[2]
    return bool(last.strip()) and body[0] not in " \t\n" and not UNPRINTABLE.search(text)


def _chomp(text: str) -> tuple[str, str]:
    """The text without the line ends that the indicator stands for, and the indicator."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    return (body, "-") if not ends else (body, "") if ends == 1 else (text[:-1], "+")


def _literal(text: str, indent: int) -> list[str]:
    body, chomp = _chomp(text)
    return [f"|{chomp}", *(" " * indent + line if line else "" for line in body.split("\n"))]


def _folds(text: str) -> bool:
    """Whether a text can be folded: no line of it begins or ends with white space."""
    lines = text.split("\n")
    return (
        bool(text.strip("\n"))
        and not any(line != line.strip() or "\t" in line or UNPRINTABLE.search(line) for line in lines)
        and not text.startswith("\n")
    )


def _folded(text: str, indent: int) -> list[str]:
    body, chomp = _chomp(text)
    lines = [f">{chomp}"]
    for number, paragraph in enumerate(body.split("\n")):
        if number:
            lines.append("")
        lines.extend(" " * indent + line for line in _wrap(paragraph, WIDTH - indent))
    return lines


def _wrap(text: str, width: int) -> list[str]:
    """A text cut at single spaces; what stands around two of them stays together, so that both are kept."""
    lines: list[str] = []
    for word in re.split(r"(?<=\S) (?=\S)", text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if text else []
