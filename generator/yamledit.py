"""Changing a YAML file where something is to change, and nowhere else: comments and layout of the rest stay.

A change that cannot be made without losing a comment, or in a place that is laid out in a way not understood here, is
not made at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from generator.problems import Add, Drop, Path, Put, Rename, Replace, Sort
from generator.records import Record
from generator.yamlscalar import in_quotes, is_plain, written
from generator.yamltree import Entry, Node, Tree, parse

Value = str | tuple[tuple[str, str], ...]


class Edit(Record, order=True):
    """A stretch of a file and what is to stand there.

    Attributes:
        file: path relative to the project, with forward slashes.
        start: where the stretch begins, in code points from the beginning of the file.
        end: where it ends, excluded.
        new: what comes in its place.
    """

    file: str
    start: int
    end: int
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits that do not overlap; of several at one place, the first comes first."""
    out: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise ValueError("two edits overlap")
        out += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*out, text[done:]])


def edits_of(step: Put | Rename | Drop | Add | Sort | Replace, text: str) -> tuple[Edit, ...] | None:
    """The edits that carry out a step on the text of its file, or None where it cannot be carried out.

    The text is one that `yamlfile.read` accepts.
    """
    if isinstance(step, Replace):
        return (Edit(step.file, 0, len(text), step.text),)
    shift = len(text) - len(text.lstrip("\ufeff"))
    editor = _Editor(step.file, parse(text[shift:]))
    edits = editor.carry_out(step)
    if edits is None:
        return None
    return tuple(Edit(each.file, each.start + shift, each.end + shift, each.new) for each in edits)


def carried_out(step: Put | Rename | Drop | Add | Sort, data: Any) -> Any:
    """What a file is to hold after a step, worked out on its data: what the edited text is held to."""
    data = deepcopy(data)
    if isinstance(step, Drop):
        return _without(data, step.path)
    path = step.path if isinstance(step, Sort) or (isinstance(step, Add) and step.item) else step.path[:-1]
    above: Any = None
    holder = data
    for part in path:
        above, holder = holder, holder.get(part, "") if isinstance(holder, dict) else holder[part]
    match step:
        case Put():
            holder[step.path[-1]] = step.text
        case Rename():
            holder[step.key] = holder.pop(step.path[-1])
        case Sort():
            holder[:] = [holder[n] for n in step.order]
        case Add():
            if holder == "":  # there was nothing of the kind
                holder = above[path[-1]] = [] if step.item else {}
            new = step.value if isinstance(step.value, str) else dict(step.value)
            if step.item:
                after = _place_for_words([each if isinstance(each, str) else "" for each in holder], step.value)
                holder.insert(after, new)
            else:
                holder[step.path[-1]] = new
    return data


def _without(data: Any, path: Path) -> Any:
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    if len(holder) == 1 and len(path) > 1:
        return _without(data, path[:-1])
    del holder[path[-1]]
    return data


class _Editor:
    def __init__(self, file: str, tree: Tree) -> None:
        self.file = file
        self.tree = tree
        self.text = tree.text
        self.newline = "\r\n" if "\r\n" in tree.text else "\n"

    # --- places -------------------------------------------------------------------------------------------------------

    def edit(self, start: int, end: int, new: str) -> Edit:
        return Edit(self.file, start, end, new.replace("\n", self.newline))

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the next line begins."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def indent(self, at: int) -> int:
        line = self.text[self.line_start(at) : at]
        return len(line) - len(line.lstrip())

    def commented(self, start: int, end: int) -> bool:
        return any(start <= comment.start < end for comment in self.tree.comments)

    def parent(self, path: Path) -> Node | None:
        return self.tree.top.at(path[:-1])

    def flow(self, path: Path) -> bool:
        """Whether the place of a path is inside of brackets or braces."""
        here: Node | None = self.tree.top
        for step in path:
            if here is None or here.style == "flow":
                return here is not None
            here = here.at((step,))
        return False

    def carry_out(self, step: Put | Rename | Drop | Add | Sort) -> list[Edit] | None:
        match step:
            case Put():
                return self.put(step)
            case Rename():
                return self.rename(step)
            case Drop():
                return self.drop(step.path)
            case Add():
                return self.add(step)
            case Sort():
                return self.sort(step)

    # --- steps --------------------------------------------------------------------------------------------------------

    def put(self, step: Put) -> list[Edit] | None:
        node, above = self.tree.top.at(step.path), self.parent(step.path)
        if node is None or above is None or node.kind != "scalar" or self.commented(node.start, node.end):
            return None
        entry = above.entry(step.path[-1])
        assert entry is not None
        indent = self.column(entry.start) + 2
        column = self.column(node.start) if node.end > node.start else self.column(node.start) + 1
        lines = written(step.text, column, indent, style=node.style, flow=self.flow(step.path))
        space = "" if node.end > node.start else " "
        if len(lines) > 1 and node.style not in ("|", ">") and self.commented(node.end, self.line_end(node.end)):
            return None  # a comment behind the value would become a part of it
        return [self.edit(node.start, node.end, space + "\n".join(lines))]

    def rename(self, step: Rename) -> list[Edit] | None:
        above = self.parent(step.path)
        entry = above.entry(step.path[-1]) if above else None
        if above is None or entry is None or entry.key is None or above.entry(step.key) is not None:
            return None
        new = step.key if is_plain(step.key, flow=True) else in_quotes(step.key)
        return [self.edit(entry.key.start, entry.key.end, new)]

    def drop(self, path: Path) -> list[Edit] | None:
        above = self.parent(path) if path else None
        entry = above.entry(path[-1]) if above else None
        if above is None or entry is None:
            return None
        if len(above.entries) == 1:
            return self.drop(path[:-1])
        if above.style == "flow":
            return self.drop_inside(above, entry)
        start, end = self.line_start(entry.start), self.line_end(entry.end)
        before = self.text[start : entry.start]
        if before.strip():  # the first key of a list item stands behind its dash
            following = above.entries[1].start
            if above.entries[0] is not entry or self.commented(entry.start, following):
                return None
            return [self.edit(entry.start, following, "")]
        if self.commented(start, end):
            return None
        return [self.edit(start, end, "")]

    def drop_inside(self, above: Node, entry: Entry) -> list[Edit] | None:
        """Take one of several entries out of brackets or braces."""
        number = next(n for n, each in enumerate(above.entries) if each is entry)
        if number + 1 < len(above.entries):
            start, end = entry.start, above.entries[number + 1].start
        else:
            start, end = above.entries[number - 1].end, entry.end
        return None if self.commented(start, end) else [self.edit(start, end, "")]

    def add(self, step: Add) -> list[Edit] | None:
        path = step.path if step.item else step.path[:-1]
        holder = self.tree.top.at(path)
        if holder is None or (holder.kind == "scalar" and holder.start == holder.end):
            return self.add_first(step, path, holder)
        if holder.kind != ("list" if step.item else "mapping"):
            return None
        key = None if step.item else str(step.path[-1])
        if key is not None and holder.entry(key) is not None:
            return None
        if holder.style == "flow":
            return self.add_inside(holder, key, step.value)
        column = self.column(holder.entries[0].start)
        new = _lines(key, step.value, column)
        after = _place_for(holder, key if key is not None else step.value)
        if after is None:
            start = holder.entries[0].start
            return [self.edit(start, start, new + "\n" + " " * column)]
        at = self.line_end(after.end)
        opened = "" if self.text[at - 1 : at] == "\n" else "\n"
        return [self.edit(at, at, f"{opened}{' ' * column}{new}\n")]

    def add_first(self, step: Add, path: Path, holder: Node | None) -> list[Edit] | None:
        """Put something where there is nothing of its kind yet."""
        above = self.tree.top.at(path[:-1]) if path else None
        if above is None or above.kind != "mapping" or above.style == "flow" or not isinstance(path[-1], str):
            return None
        column = self.column(above.entries[0].start)
        new = _lines(None if step.item else str(step.path[-1]), step.value, column + 2)
        if holder is not None:
            at = self.line_end(holder.end)
            opened = "" if self.text[at - 1 : at] == "\n" else "\n"
            return [self.edit(at, at, f"{opened}{' ' * (column + 2)}{new}\n")]
        at = self.line_end(above.entries[-1].end)
        opened = "" if self.text[at - 1 : at] == "\n" else "\n"
        return [self.edit(at, at, f"{opened}{' ' * column}{path[-1]}:\n{' ' * (column + 2)}{new}\n")]

    def add_inside(self, holder: Node, key: str | None, value: Value) -> list[Edit]:
        """Put something between brackets or braces."""
        word = _inline(value)
        new = word if key is None else f"{key}: {word}"
        if not holder.entries:
            return [self.edit(holder.start + 1, holder.start + 1, new)]
        number = _place_for_words([(entry.key or entry.value).text for entry in holder.entries], key or value)
        if number < len(holder.entries):
            at = holder.entries[number].start
            return [self.edit(at, at, f"{new}, ")]
        at = holder.entries[-1].end
        return [self.edit(at, at, f", {new}")]

    def sort(self, step: Sort) -> list[Edit] | None:
        node = self.tree.top.at(step.path)
        if node is None or node.kind != "list" or sorted(step.order) != list(range(len(node.entries))):
            return None
        if node.style == "flow":
            spans = [(entry.start, entry.end) for entry in node.entries]
            if self.commented(node.start, node.end):
                return None
        else:
            starts = [self.chunk(entry, number) for number, entry in enumerate(node.entries)]
            last = self.line_end(node.entries[-1].end)
            spans = list(zip(starts, [*starts[1:], last], strict=True))
            if any(
                self.text[start : entry.start].strip(" ") and not self.commented(start, entry.start)
                for (start, _), entry in zip(spans, node.entries, strict=True)
            ):
                return None  # a list that begins on the line of its key
        pieces = [self.text[start:end] for start, end in spans]
        if node.style != "flow" and not pieces[-1].endswith("\n"):
            pieces[-1] += self.newline
        return [
            Edit(self.file, start, end, pieces[wanted])
            for (start, end), wanted, now in zip(spans, step.order, range(len(spans)), strict=True)
            if wanted != now
        ]

    def chunk(self, entry: Entry, number: int) -> int:
        """Where the lines of a list item begin: with the comments directly above it, which are about it."""
        start = self.line_start(entry.start)
        above = {self.line_start(comment.start) for comment in self.tree.comments if comment.alone}
        while number and (before := self.line_start(start - 1)) in above:
            start = before
        return start


def _key(text: str) -> str:
    return text if is_plain(text, flow=True) else in_quotes(text)


def _inline(value: Value) -> str:
    if isinstance(value, str):
        return written(value, 0, 0, flow=True)[0]
    return "{" + ", ".join(f"{_key(key)}: {_inline(text)}" for key, text in value) + "}"


def _lines(key: str | None, value: Value, column: int) -> str:
    """A new item or key; its first line stands at a column, the others bring their indent."""
    lead = "- " if key is None else f"{_key(key)}: "
    if isinstance(value, str):
        return lead + "\n".join(written(value, column + len(lead), column + 2))
    inner = ("\n" + " " * (column + 2)).join(_lines(name, text, column + 2) for name, text in value)
    return lead + inner if key is None else f"{lead.rstrip()}\n{' ' * (column + 2)}{inner}"


def _place_for(holder: Node, value: Value) -> Entry | None:
    """After which entry a new one goes; None where it goes before all others."""
    at = _place_for_words([(entry.key or entry.value).text for entry in holder.entries], value)
    return holder.entries[at - 1] if at else None


def _place_for_words(words: list[str], value: Value) -> int:
    """At which position a new entry goes: behind the last of its folder that sorts before it, or at the end."""
    word = value if isinstance(value, str) else ""
    folder = word.partition("/")[0] + "/" if "/" in word else ""
    kin = [n for n, each in enumerate(words) if each.startswith(folder)] if folder else []
    if not kin or [words[n] for n in kin] != sorted(words[n] for n in kin):
        return len(words)
    before = [n for n in kin if words[n] < word]
    return before[-1] + 1 if before else kin[0]
