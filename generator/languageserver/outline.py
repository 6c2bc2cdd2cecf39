"""The structure of a YAML file that somebody is typing: what can be told from its lines, whether it is YAML or not.

The compiler reads files strictly and says what is wrong. An editor has to know where the cursor stands even while the
file is wrong, which it is after most keystrokes. On a file that is sound both agree on every place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from generator.evidence import Span
from generator.problems import Path
from generator.records import LazyRecord, Record, Struct

KEY = re.compile(
    r"(?P<key>\"[^\"\n]*\"|'[^'\n]*'|[^\s\-?:#&*!|>'\"%@`\[\]{},][^\n]*?|[-?:][^\s][^\n]*?)[ \t]*:(?=[ \t\r]|$)",
    re.MULTILINE,
)
BLOCK = re.compile(r"[|>][-+0-9]*(?=[ \t\r]|$)[^\n]*", re.MULTILINE)
COMMENT = re.compile(r"[ \t]+#[^\n]*")
SPACE = re.compile(r"[ \t]*")
FLOW_WORD = re.compile(r"(?:[^,\[\]{}:\n#]|:(?![ \t,\]}\n]|$)|(?<![ \t])#)+", re.MULTILINE)
DEEPEST = 40


class Node(Record):
    """A key with its value, or an item of a list.

    Attributes:
        path: the way to the value.
        key: where the key stands, with its quotation marks; None for an item.
        value: where the value stands: all of a text with its marks and lines; nothing where none is given.
        style: how the value is written: "" plain, ' or ", | or >, { or [; "block" where it is keys or items below;
            "key" where a key is still without its colon.
        indent: the column, from 0, of the key or of the item's dash.
    """

    path: Path
    key: Span | None
    value: Span
    style: str
    indent: int

    @property
    def scalar(self) -> bool:
        """Whether the value is a text, or nothing yet."""
        return self.style in ("", "'", '"', "|", ">")


class Outline(LazyRecord):
    """The nodes of a file in the order of their beginnings."""

    text: str
    nodes: tuple[Node, ...]

    @cached_property
    def by_path(self) -> dict[Path, Node]:
        """The first node at each path."""
        found: dict[Path, Node] = {}
        for node in self.nodes:
            found.setdefault(node.path, node)
        return found

    def written(self, path: Path) -> str | None:
        """The text at a path, roughly as YAML reads it; None where there is none."""
        node = self.by_path.get(path)
        return self.words(node) if node is not None and node.scalar else None

    def words(self, node: Node) -> str:
        """The text of a node, its lines folded into one."""
        raw = self.text[node.value.start : node.value.end]
        if node.style in ("|", ">"):
            raw = raw.partition("\n")[2]
        elif node.style == "'":
            raw = raw[1:].removesuffix("'").replace("''", "'")
        elif node.style == '"':
            raw = raw[1:].removesuffix('"').replace('\\"', '"')
        return " ".join(raw.split())

    def below(self, path: Path) -> Iterator[Node]:
        """The nodes one step below a path."""
        return (node for node in self.nodes if len(node.path) == len(path) + 1 and node.path[:-1] == path)

    def extent(self, node: Node) -> Span:
        """From the key, or the item's beginning, to the last word of everything below it."""
        depth = len(node.path)
        under = (each.value.end for each in self.nodes if each.path[:depth] == node.path)
        start = node.key.start if node.key else node.value.start
        return Span(start, max((*under, node.value.end, start)))


def outline(text: str) -> Outline:
    """What can be told of a file. It never fails, and its cost grows with the length of the text."""
    scanner = _Scanner(text)
    scanner.run()
    return Outline(text, tuple(scanner.nodes))


class _Frame(Struct):
    """A mapping or list that is open: the column of its keys or dashes, and the way to it."""

    indent: int
    path: Path
    listed: bool
    count: int = 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes: list[Node] = []
        self.frames: list[_Frame] = []
        self.open: tuple[int, int] | None = None
        """Number and indent of the last node without a value, which what follows may fill."""

    def run(self) -> None:
        at, end = len(self.text) - len(self.text.lstrip("\ufeff")), len(self.text)
        while at < end:
            stop = self.line_end(at)
            start = SPACE.match(self.text, at, stop)
            assert start
            here = start.end()
            words = self.text[here:stop].strip()
            if not words or words.startswith("#") or words in ("---", "..."):
                at = stop + 1
                continue
            at = self.content(here, here - at, stop) + 1

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def content(self, at: int, indent: int, stop: int) -> int:
        """One key, item or text of a block; returns where it ends."""
        dash = self.text[at] == "-" and self.text[at + 1 : at + 2] in ("", " ", "\t", "\n", "\r")
        match = None if dash else KEY.match(self.text, at, stop)
        if not dash and match is None and self.fills(indent):
            assert self.open is not None
            number, above = self.open
            return self.value(number, at, stop, above)
        frame = self.frame(indent, listed=dash)
        if frame is None:
            return stop
        if dash:
            path = (*frame.path, frame.count)
            frame.count += 1
            after = SPACE.match(self.text, at + 1, stop)
            assert after
            inner = after.end()
            rest = self.text[inner:stop].strip()
            self.nodes.append(Node(path, None, Span(min(inner, stop), min(inner, stop)), "", indent))
            number = len(self.nodes) - 1
            if not rest or rest.startswith("#"):
                self.open = (number, indent)
                return stop
            self.open = (number, indent)
            nested = self.text[inner] == "-" and self.text[inner + 1 : inner + 2] in ("", " ", "\t")
            if nested or KEY.match(self.text, inner, stop):
                return self.content(inner, indent + inner - at, stop)
            return self.value(number, inner, stop, indent)
        if match is None:
            words = self.text[at:stop].rstrip()
            key = Span(at, at + len(COMMENT.sub("", words)))
            path = (*frame.path, self.text[key.start : key.end])
            self.nodes.append(Node(path, key, Span(key.end, key.end), "key", indent))
            self.open = (len(self.nodes) - 1, indent)
            return stop
        key = Span(*match.span("key"))
        path = (*frame.path, _unquoted(match["key"]))
        after = SPACE.match(self.text, match.end(), stop)
        assert after
        begin = after.end()
        rest = self.text[begin:stop].strip()
        empty = min(match.end() + 1, begin, stop) if begin > match.end() else match.end()
        self.nodes.append(Node(path, key, Span(empty, empty), "", indent))
        self.open = (len(self.nodes) - 1, indent)
        if not rest or rest.startswith("#"):
            return stop
        return self.value(len(self.nodes) - 1, begin, stop, indent)

    def fills(self, indent: int) -> bool:
        """Whether a text at this column is the value of the node that waits for one."""
        if self.open is None or indent <= self.open[1]:
            return False
        return self.nodes[self.open[0]].style == ""

    def frame(self, indent: int, *, listed: bool) -> _Frame | None:
        """The mapping or list that a key or dash at a column belongs to; a new one below the node that waits."""
        while self.frames and self.frames[-1].indent > indent:
            self.frames.pop()
        if self.frames and self.frames[-1].indent == indent:
            top = self.frames[-1]
            if top.listed == listed:
                return top
            if top.listed:  # a key in the column of the dashes ends the list
                self.frames.pop()
                return self.frame(indent, listed=False)
        path: Path = ()
        if self.open is not None and (self.open[1] < indent or (listed and self.open[1] == indent)):
            number = self.open[0]
            node = self.nodes[number]
            path = node.path
            if node.style in ("", "key") and node.value.start == node.value.end:
                self.nodes[number] = Node(path, node.key, node.value, "block", node.indent)
        elif self.frames:
            path = self.frames[-1].path
            if listed == self.frames[-1].listed:
                return self.frames[-1]  # an indent that fits nothing
        if len(path) > DEEPEST:
            return None
        self.frames.append(_Frame(indent, path, listed))
        return self.frames[-1]

    def value(self, number: int, at: int, stop: int, indent: int) -> int:
        """The value that begins at a position; returns where its last line ends."""
        self.open = None
        char = self.text[at]
        if char in "|>" and (head := BLOCK.match(self.text, at, stop)):
            last = self.deeper(stop, indent, blank=True)
            end = last if last > stop else at + len(head[0].rstrip())
            self.settle(number, at, len(self.text[:end].rstrip()) if end > stop else end, char)
            return max(last, stop)
        if char in "'\"":
            end = self.quoted(at)
            self.settle(number, at, end, char)
            return self.line_end(max(end - 1, at))
        if char in "[{":
            self.settle(number, at, at, char)
            end = self.flow(number, at)
            self.settle(number, at, end, char)
            return self.line_end(max(end - 1, at))
        comment = COMMENT.search(self.text, at, stop)
        end = comment.start() if comment else stop
        last = end if comment else max(self.deeper(stop, indent, blank=False), end)
        end = at + len(self.text[at:last].rstrip())
        self.settle(number, at, end, "")
        return self.line_end(max(end - 1, at))

    def settle(self, number: int, start: int, end: int, style: str) -> None:
        node = self.nodes[number]
        self.nodes[number] = Node(node.path, node.key, Span(start, end), style, node.indent)

    def deeper(self, stop: int, indent: int, *, blank: bool) -> int:
        """The end of the last of the lines that follow and are indented deeper; the given one where none is."""
        last, at = stop, stop + 1
        while at < len(self.text):
            end = self.line_end(at)
            words = self.text[at:end].strip()
            if words:
                start = SPACE.match(self.text, at, end)
                assert start
                if start.end() - at <= indent or (not blank and words.startswith("#")):
                    break
                last = end
            at = end + 1
        return last

    def quoted(self, at: int) -> int:
        """Where a quoted text ends; at the end of its line while it is not closed."""
        mark, here = self.text[at], at + 1
        while here < len(self.text):
            char = self.text[here]
            if char == "\\" and mark == '"':
                here += 2
                continue
            if char == mark:
                if mark == "'" and self.text[here + 1 : here + 2] == "'":
                    here += 2
                    continue
                return here + 1
            here += 1
        return at + len(self.text[at : self.line_end(at)].rstrip())

    # --- lists and mappings on one line -------------------------------------------------------------------------------

    def flow(self, number: int, at: int) -> int:
        """The items of a list or mapping in brackets; returns where it ends."""
        node = self.nodes[number]
        closing = "]" if self.text[at] == "[" else "}"
        close = self.closed(at)
        limit = self.line_end(at) if close is None else close
        here, count = self.skip(at + 1, limit), 0
        while here < limit and self.text[here] not in "]}":
            before = here
            if closing == "]":
                here = self.item((*node.path, count), None, here, limit, node.indent)
            else:
                here = self.entry(node.path, here, limit, node.indent)
            count += 1
            here = self.skip(here, limit)
            if here < limit and self.text[here] == ",":
                here = self.skip(here + 1, limit)
                if closing == "]" and (here >= limit or self.text[here] == "]"):  # an item that is about to be typed
                    gap = min(self.text.rfind(",", at, here) + 2, limit)
                    self.nodes.append(Node((*node.path, count), None, Span(gap, gap), "", node.indent))
            elif here <= before:
                here = before + 1
        if closing == "]" and count == 0:
            self.nodes.append(Node((*node.path, 0), None, Span(at + 1, at + 1), "", node.indent))
        return limit if close is None else close + 1

    def closed(self, at: int) -> int | None:
        """Where the bracket that opens at a position closes; None while it does not."""
        depth, here = 0, at
        while here < len(self.text):
            char = self.text[here]
            if char in "'\"" and self.text[here - 1] in " ,[{:\n\t":
                here = max(self.quoted(here), here + 1)
                continue
            if char in "[{":
                depth += 1
                if depth > DEEPEST:
                    return None
            elif char in "]}":
                depth -= 1
                if depth == 0:
                    return here
            elif char == "\n" and KEY.match(self.text, here + 1) and self.text[here + 1] not in " \t":
                return None  # a key at the beginning of a line: the bracket was never closed
            here += 1
        return None

    def skip(self, at: int, limit: int) -> int:
        while at < limit and self.text[at] in " \t\r\n":
            at += 1
        return at

    def entry(self, path: Path, at: int, limit: int, indent: int) -> int:
        end = self.word(at, limit)
        key = Span(at, at + len(self.text[at:end].rstrip()))
        if key.end == key.start:
            return end + (end < limit)
        inner = (*path, _unquoted(self.text[key.start : key.end]))
        after = self.skip(end, limit)
        if after < limit and self.text[after] == ":":
            begin = self.skip(after + 1, limit)
            if begin >= limit or self.text[begin] in ",}":
                gap = min(after + 2, begin) if begin > after + 1 else after + 1
                self.nodes.append(Node(inner, key, Span(gap, gap), "", indent))
                return begin
            return self.item(inner, key, begin, limit, indent)
        self.nodes.append(Node(inner, key, Span(key.end, key.end), "key", indent))
        return end

    def item(self, path: Path, key: Span | None, at: int, limit: int, indent: int) -> int:
        char = self.text[at]
        if char in "[{" and len(path) <= DEEPEST:
            self.nodes.append(Node(path, key, Span(at, at), char, indent))
            number = len(self.nodes) - 1
            end = min(self.flow(number, at), limit)
            self.settle(number, at, end, char)
            return end
        end = self.word(at, limit)
        style = char if char in "'\"" else ""
        self.nodes.append(Node(path, key, Span(at, at + len(self.text[at:end].rstrip())), style, indent))
        return max(end, at + 1)

    def word(self, at: int, limit: int) -> int:
        if self.text[at] in "'\"":
            return min(self.quoted(at), limit)
        here = at
        while here < limit:
            match = FLOW_WORD.match(self.text, here, limit)
            if not match:
                break
            here = match.end()
            if here < limit and self.text[here] == "\n":  # it goes on in the next line
                here = self.skip(here, limit)
                continue
            break
        return max(here, at)


def _unquoted(key: str) -> str:
    return key[1:-1] if len(key) > 1 and key[0] == key[-1] and key[0] in "'\"" else key
