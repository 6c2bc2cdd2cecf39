"""A YAML file as a tree that knows where everything stands, comments included, so that it can be edited or laid out.

Only what `yamlfile` accepts is understood here; anything else is refused there, with a problem.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.problems import Path
from generator.records import Record, Struct, field
from generator.yamlfile import events_of

COMMENT = re.compile(r"#[^\r\n]*")


class Comment(Record):
    """A comment.

    Attributes:
        start: where its `#` stands, in code points from the beginning of the text.
        end: where its line ends.
        text: the comment with its `#`.
        alone: whether nothing else stands on its line.
    """

    start: int
    end: int
    text: str
    alone: bool


class Node(Struct):
    """A value.

    Attributes:
        kind: "scalar", "list" or "mapping".
        start: where it begins, in code points from the beginning of the text.
        end: where it ends. A block of lines ends where its last value ends.
        style: of a scalar: "" (plain), `'`, `"`, `|` or `>`; of the others: "flow" or "block".
        text: what a scalar says.
        entries: what a list or a mapping holds.
    """

    kind: str
    start: int
    end: int
    style: str
    text: str = ""
    entries: list[Entry] = field(default_factory=list)

    def entry(self, step: str | int) -> Entry | None:
        """The entry at a position of a list, or under a key of a mapping."""
        if isinstance(step, int):
            return self.entries[step] if self.kind == "list" and -1 <= step < len(self.entries) else None
        return next((entry for entry in self.entries if entry.key is not None and entry.key.text == step), None)

    def at(self, path: Path) -> Node | None:
        """The value at the end of a path from here."""
        here: Node | None = self
        for step in path:
            entry = here.entry(step) if here else None
            here = entry.value if entry else None
        return here


class Entry(Struct):
    """An item of a list, or a key with its value.

    Attributes:
        start: where its dash or its key begins.
        key: the key; None in a list.
        value: the value.
    """

    start: int
    key: Node | None
    value: Node

    @property
    def end(self) -> int:
        """Where the value ends."""
        return max(self.value.end, self.key.end if self.key else self.start + 1)


class Tree(Record):
    """A file.

    Attributes:
        text: the file.
        top: its mapping.
        comments: its comments, in order.
    """

    text: str
    top: Node
    comments: tuple[Comment, ...]


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events = events_of(text)
        self.done = 0
        self.comments: list[Comment] = []

    def gap(self, end: int) -> None:
        """Collect the comments between what was read last and here."""
        for match in COMMENT.finditer(self.text, self.done, max(end, self.done)):
            self.comment(match.start(), match.end())
        self.done = max(end, self.done)

    def comment(self, start: int, end: int) -> None:
        line = self.text.rfind("\n", 0, start) + 1
        text = self.text[start:end].rstrip()
        self.comments.append(Comment(start, end, text, not self.text[line:start].strip("\ufeff \t")))

    def next(self) -> Any:
        event = next(self.events)
        self.gap(event.start_mark.index)
        return event

    def scalar(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if style in ("|", ">"):
            header = COMMENT.search(self.text, start, end)
            line = self.text.find("\n", start, end)
            if header and header.end() <= (line if line >= 0 else end):
                self.comment(header.start(), header.end())
            end = start + len(self.text[start:end].rstrip())
            self.done = event.end_mark.index
        else:
            self.done = max(end, self.done)
        return Node("scalar", start, end, style, str(event.value))

    def value(self, opening: Any) -> Node:
        if isinstance(opening, yaml.ScalarEvent):
            return self.scalar(opening)
        start = opening.start_mark.index
        style = "flow" if opening.flow_style else "block"
        listed = isinstance(opening, yaml.SequenceStartEvent)
        node = Node("list" if listed else "mapping", start, start, style)
        closing = yaml.SequenceEndEvent if listed else yaml.MappingEndEvent
        if style == "flow":
            self.done = opening.end_mark.index
        while not isinstance(event := next(self.events), closing):
            before = self.done
            if listed:
                dash = self.dash(before, event.start_mark.index) if style == "block" else event.start_mark.index
                self.gap(event.start_mark.index)
                node.entries.append(Entry(dash, None, self.value(event)))
            else:
                self.gap(event.start_mark.index)
                key = self.scalar(event)
                node.entries.append(Entry(key.start, key, self.value(self.next())))
        if style == "flow":
            closed: Any = event
            node.end = closed.end_mark.index
            self.gap(node.end)
        elif node.entries:
            node.end = node.entries[-1].end
        return node

    def dash(self, start: int, end: int) -> int:
        """Where the dash of a list item stands: in front of its value, and not inside a comment."""
        at = start
        while at < end:
            if self.text[at] == "#":
                match = COMMENT.match(self.text, at)
                assert match
                at = match.end()
                continue
            if self.text[at] == "-":
                return at
            at += 1
        return end

    def tree(self) -> Tree:
        next(self.events)
        next(self.events)
        top = self.value(self.next())
        self.gap(len(self.text))
        return Tree(self.text, top, tuple(self.comments))


def parse(text: str) -> Tree:
    """The tree of a text that `yamlfile.read` accepts."""
    return _Builder(text).tree()
