"""A saved web page: its text line by line, which lines are the article, and what it says of itself.

Nothing is fetched: the extractor is given a parsed page and no address to ask.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from generator.files import CONTROL
from generator.intake.days import days_in, declared_day
from generator.intake.declared import Tree, declared, one_line
from generator.intake.draft import Draft, Found, Line
from generator.intake.received import ReceivedError
from generator.records import replace

MOST_ELEMENTS = 60_000
"""A page with more is an archive; the time that extraction takes grows faster than it."""

BLOCKS = frozenset(
    """
    address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol option p pre search
    section summary table tbody tfoot thead tr ul
    """.split()
)
UNSEEN = frozenset(
    """
    area audio base canvas datalist embed frame head iframe input link map meta noframes noscript object param script
    select source style svg template textarea title track video
    """.split()
)
HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));?")
DEEPEST = 250
"""Elements within each other; the parser leaves out what lies a little deeper, and a text with gaps is no evidence."""
SPACE = re.compile("[ \t\r\n\f\v\x1c-\x1f\u2028\u2029]+")
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
BYLINE = re.compile(r"(?:by|von|par|por|door|di|av|af|yazan|بقلم|كتب)\b.{1,100}", re.IGNORECASE)


def read_page(source: str) -> Draft:
    """What a web page holds.

    Raises:
        ReceivedError: when it is no page, or larger than an article is.
    """
    from trafilatura.utils import load_html

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what they miss is asked for
    source = REFERENCE.sub(_harmless, source)
    tree = load_html(source)
    if tree is None or len(tree) == 0:
        raise ReceivedError("There is no web page in this file.")
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise ReceivedError(
            f"The page has more than {MOST_ELEMENTS:,} elements; an article has less. Save its text instead."
        )
    lines = _lines(tree)
    if not lines:
        raise ReceivedError("The page shows no text. It may fetch its text with a script; save it from a browser.")
    found = declared(tree, source)
    _headline(tree, found)
    extracted = _extract(tree, found)
    marked = _marked(lines, [squeezed for each in extracted.split("\n") if (squeezed := _squeeze(each))])
    return Draft("html", _without_head(marked, found), found)


def _harmless(reference: re.Match[str]) -> str:
    """A numeric reference, or nothing where it stands for a character that no text may hold."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    control = code < 32 and chr(code) not in "\t\n\r"
    return "" if control or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or code > 0x10FFFF else reference[0]


# --- the lines a reader sees ------------------------------------------------------------------------------------------


class _Writer:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.joined = False

    def end(self, *, joined: bool = False) -> None:
        """End the line, if there is anything on it."""
        text = SPACE.sub(" ", _printable("".join(self.parts))).replace("\0", "\t").strip()
        self.parts = []
        if text:
            self.lines.append(Line(len(self.lines) + 1, text, False, self.joined))
            self.joined = joined
        elif not joined:
            self.joined = False


def _printable(text: str) -> str:
    """Without control characters; those between 0x80 and 0x9f stand for what Windows has there, as in browsers."""
    return "".join(
        bytes([ord(char)]).decode("cp1252", "ignore")
        if "\x80" <= char <= "\x9f"
        else ""
        if char in CONTROL and char != "\0"
        else char
        for char in text
    )


def _lines(tree: Tree) -> tuple[Line, ...]:
    """The text of a page as it is shown, block by block; without recursion, for it may be nested deep."""
    writer = _Writer()
    waiting: list[tuple[str, Any]] = [("enter", tree)]
    depth = 0
    while waiting:
        what, here = waiting.pop()
        if what == "text":
            writer.parts.append(here.replace("\0", ""))
            continue
        tag = here.tag if isinstance(here.tag, str) else ""
        if what == "leave":
            depth -= 1
            if tag in BLOCKS:
                writer.end()
            elif tag == "q":
                writer.parts.append("”")
            continue
        if not tag or tag in UNSEEN or "hidden" in here.attrib or HIDING.search(here.get("style") or ""):
            continue
        if tag in ("sup", "sub") and not len(here):
            text = here.text or ""
            table = RAISED if tag == "sup" else LOWERED
            writer.parts.append(text.translate(table) if all(ord(char) in table for char in text) else text)
            continue
        if tag == "br":
            writer.end(joined=True)
        elif tag in BLOCKS:
            writer.end()
        elif tag in ("td", "th") and writer.parts:
            writer.parts.append("\0")  # a tab, which white space around it must not swallow
        elif tag == "q":
            writer.parts.append("“")
        depth += 1
        if depth > DEEPEST:
            raise ReceivedError("The page is nested too deep to be read as a whole. Save its text instead.")
        waiting.append(("leave", here))
        for child in reversed(here):
            if child.tail:
                waiting.append(("text", child.tail))
            waiting.append(("enter", child))
        if here.text:
            waiting.append(("text", here.text))
    writer.end()
    return tuple(writer.lines)


# --- which of them are the article ------------------------------------------------------------------------------------


def _extract(tree: Tree, found: dict[str, list[Found]]) -> str:
    """The article's text as the extractor has it; what else it reads out of the page is added as a guess."""
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata

    # the latest day is given, or the extractor asks the clock for it
    dating = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01", "outputformat": "%Y-%m-%d"}
    try:
        read = extract_metadata(tree, date_config=dating)
        document = bare_extraction(tree, include_comments=False, include_tables=True)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return ""  # a page that the extractor stumbles over; its lines are there all the same
    authors = [one_line(each) for each in (read.author or "").split(";")]
    for key, values in (
        ("title", [one_line(read.title)]),
        ("authors", authors),
        ("published", _days_shown(tree)),
        ("publisher", [one_line(read.sitename)]),
    ):
        if key not in found:
            guesses = [Found(value, "read out of the page", False) for value in dict.fromkeys(values) if value]
            if guesses:
                found[key] = guesses
    return (getattr(document, "text", None) or "") if document is not None else ""


def _days_shown(tree: Tree) -> list[str]:
    """The days that the page marks up as times, without saying what happened on them.

    What the extractor takes for the day of publication is left aside: it mends days that do not exist.
    """
    return [declared_day(each.get("datetime")) or "" for each in tree.xpath("//time[@datetime]")[:5]]


def _squeeze(text: str) -> str:
    """A line without anything but letters and digits: what two ways of reading one page agree on."""
    return "".join(char for char in text.translate(UNRAISED) if char.isalnum()).casefold()


UNRAISED = {ord(up): down for down, up in zip("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", strict=True)} | {
    ord(low): down for down, low in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)
}


def _marked(lines: Sequence[Line], extracted: Sequence[str]) -> tuple[Line, ...]:
    """The lines with those marked that the extractor took for the article.

    The longest runs of equal lines are matched first, so that a teaser that repeats a sentence of the article takes
    nothing away from it; what lies between two runs may be divided into lines otherwise.
    """
    ours = [_squeeze(line.text) for line in lines]
    body: set[int] = set()
    matcher = SequenceMatcher(None, ours, list(extracted), autojunk=len(ours) > 5_000)
    a, b = 0, 0
    for start, there, length in matcher.get_matching_blocks():
        body.update(_between(ours, range(a, start), extracted[b:there]))
        body.update(n for n in range(start, start + length) if ours[n])
        a, b = start + length, there + length
    return tuple(replace(line, body=n in body) for n, line in enumerate(lines))


def _between(ours: Sequence[str], numbers: Iterable[int], extracted: Sequence[str]) -> Iterator[int]:
    """Those of some lines that stand, in order, in lines of the extractor that are divided otherwise."""
    text = "".join(extracted)
    starts = {sum(map(len, extracted[:n])) for n in range(len(extracted))}
    at = 0
    for n in numbers:
        if not ours[n]:
            continue
        if text.startswith(ours[n], at):
            place = at
        else:
            place = next((each for each in sorted(starts) if each >= at and text.startswith(ours[n], each)), -1)
        if place >= 0:
            yield n
            at = place + len(ours[n])


def _headline(tree: Tree, found: dict[str, list[Found]]) -> None:
    """Where the page's one first heading is the declared title, or none is declared, it is the title."""
    headings = [one_line(" ".join(each.itertext())) for each in tree.xpath("//h1")[:2]]
    if len(headings) != 1 or not headings[0]:
        return
    shown = Found(headings[0], "h1", True)
    titles = found.get("title", [])
    names = {each.value.casefold() for each in found.get("publisher", [])}
    if not titles and shown.value.casefold() not in names:
        found["title"] = [shown]
    elif any(_squeeze(shown.value) and _squeeze(shown.value) in _squeeze(each.value) for each in titles):
        found["title"] = [shown, *(each for each in titles if each.value != shown.value)]


def _without_head(lines: Sequence[Line], found: dict[str, list[Found]]) -> tuple[Line, ...]:
    """The lines with headline, byline and date no longer counted to the body that they stand above."""
    known = {_squeeze(each.value) for key in ("title", "authors", "publisher") for each in found.get(key, ())}
    out = list(lines)
    for n, line in enumerate(out):
        if not line.body:
            continue
        head = _squeeze(line.text) in known or (
            len(line.text) <= 110 and (BYLINE.fullmatch(line.text) is not None or _only_a_day(line.text))
        )
        if not head:
            break
        out[n] = replace(line, body=False)
    return tuple(out)


def _only_a_day(text: str) -> bool:
    return len(text) <= 60 and bool(days_in(text)) and not text.rstrip().endswith((".", "!", "?"))
