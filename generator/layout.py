"""The one layout of a YAML file: what `disputed fmt` writes.

Keys in the order of the model, an indent of two, mappings below their key, long texts folded below a `>-`, empty lines
where somebody put one. Every value stays the text that was typed, and every comment stays; a result of which that is
not true is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from generator import forms, rules, yamlfile
from generator.model import Addresses, ArticleMeta, Claim, Location, Publication, Speaker
from generator.problems import Place, Problem
from generator.records import Struct, field
from generator.yamlscalar import WIDTH, in_quotes, is_plain, written
from generator.yamltree import Comment, Entry, Node, Tree, parse

REGISTRIES: dict[str, Any] = {
    "speakers.yml": dict[str, Speaker],
    "places.yml": dict[str, Location],
    "publication.yml": Publication,
    "addresses.yml": Addresses,
}
FOLDERS: dict[str, Any] = {"claims": Claim, "articles": ArticleMeta}
SCHEMAS: dict[str, Any] = {
    "claim": Claim,
    "article": ArticleMeta,
    **{name.removesuffix(".yml"): shape for name, shape in REGISTRIES.items()},
}


def shape_of(file: str, text: str) -> Any:
    """What a file holds, by its place in `seeds/`, or by the schema that its first line names; None where unknown."""
    folder, _, name = file.rpartition("/")
    if folder.rpartition("/")[2] in FOLDERS:
        return FOLDERS[folder.rpartition("/")[2]]
    if name in REGISTRIES:
        return REGISTRIES[name]
    first = text.partition("\n")[0].strip()
    if first.startswith("#") and "$schema=" in first:
        return SCHEMAS.get(first.rpartition("/")[2].removesuffix(".json"))
    return None


def formatted(file: str, text: str) -> tuple[str | None, list[Problem]]:
    """A file in its layout.

    Args:
        file: its path relative to the project; its place says what it holds, and so the order of its keys.
        text: the file.

    Returns:
        The text to write, or None where the file is no sound YAML or would lose something, and what is wrong.
    """
    document, problems = yamlfile.read(file, text)
    if document is None or problems:
        return None, problems
    source = document.text.replace("\r\n", "\n")
    tree = parse(source)
    result = _Layout(tree).file(shape_of(file, source))
    if result == text:
        return result, []
    again, broken = yamlfile.read(file, result)
    if again is None or broken or again.data != document.data:
        return None, [_refused(file, "a value would be read otherwise")]
    if Counter(each.text for each in tree.comments) != Counter(each.text for each in parse(result).comments):
        return None, [_refused(file, "a comment would be lost")]
    return result, []


def _refused(file: str, why: str) -> Problem:
    return Problem(
        rules.LAYOUT,
        Place(file),
        f"The file cannot be laid out: {why}. It is left as it is.",
        "Write it more plainly: comments on lines of their own, values without unusual characters.",
    )


# --- the order of keys ------------------------------------------------------------------------------------------------


def in_order(entries: list[Entry], shape: Any) -> list[Entry]:
    """The keys of a mapping as the model has them; one that it does not know stays behind the one before it."""
    known = [key.typed for key in forms.keys_of(shape)]
    if not known:
        return entries
    places: list[tuple[int, int]] = []
    last = -1
    for number, entry in enumerate(entries):
        name = entry.key.text if entry.key else ""
        last = known.index(name) if name in known else last
        places.append((last, number))
    return [entries[number] for _, number in sorted(places)]


# --- comments ---------------------------------------------------------------------------------------------------------


class _Beside(Struct):
    """The comments that belong to an entry.

    Attributes:
        lead: on lines of their own before it.
        tail: behind it on its line.
    """

    lead: list[Comment] = field(default_factory=list)
    tail: Comment | None = None


class _Comments:
    """Which comment belongs to what."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.beside: dict[int, _Beside] = {}
        self.foot: dict[int, list[Comment]] = {}
        self.head: list[Comment] = []
        first = tree.top.entries[0].start if tree.top.entries else len(tree.text)
        for comment in tree.comments:
            if comment.alone and comment.start < first and tree.top.style == "block":
                self.head.append(comment)
            elif comment.alone:
                self.alone(comment, tree.top)
            else:
                self.behind(comment, tree.top)

    def of(self, entry: Entry) -> _Beside:
        return self.beside.setdefault(id(entry), _Beside())

    def column(self, at: int) -> int:
        return at - self.tree.text.rfind("\n", 0, at) - 1

    def alone(self, comment: Comment, node: Node) -> None:
        while True:
            number = next((n for n, each in enumerate(node.entries) if each.start > comment.start), len(node.entries))
            following = node.entries[number] if number < len(node.entries) else None
            before = node.entries[number - 1] if number else None
            if before is not None and self.holds(before, comment, following is None):
                if not before.value.entries:
                    self.of(before).lead.append(comment)
                    return
                node = before.value
                continue
            if following is not None:
                self.of(following).lead.append(comment)
            else:
                self.foot.setdefault(id(node), []).append(comment)
            return

    def holds(self, entry: Entry, comment: Comment, last: bool) -> bool:
        """Whether a comment on a line of its own, after the beginning of an entry, stands inside of it."""
        if comment.start < entry.end:
            return True
        if entry.value.style != "block" or not entry.value.entries:
            return False
        inner, own = self.column(entry.value.entries[0].start), self.column(entry.start)
        return inner <= self.column(comment.start) and (inner > own or last)

    def behind(self, comment: Comment, node: Node) -> None:
        owner: Entry | None = None
        while True:
            before = [entry for entry in node.entries if entry.start < comment.start]
            if not before or (node.style == "flow" and comment.start > node.end and owner is not None):
                break
            owner, node = before[-1], before[-1].value
        if owner is None:
            self.head.append(comment)
        elif self.of(owner).tail is None:
            self.of(owner).tail = comment
        else:
            self.of(owner).lead.append(comment)

    def any_in(self, node: Node) -> bool:
        """Whether a comment belongs to something inside of a value."""
        if self.foot.get(id(node)):
            return True
        return any(
            (id(entry) in self.beside and (self.of(entry).lead or self.of(entry).tail)) or self.any_in(entry.value)
            for entry in node.entries
        )


# --- lines ------------------------------------------------------------------------------------------------------------


class _Layout:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        self.comments = _Comments(tree)

    def file(self, shape: Any) -> str:
        lines: list[str] = []
        for comment in self.comments.head:
            if lines and self.after_blank(comment.start):
                lines.append("")
            lines.append(comment.text)
        top = self.tree.top
        if not top.entries:
            return "\n".join([*lines, "{}"]) + "\n"
        if lines and self.after_blank(top.entries[0].start):
            lines.append("")
        lines += self.block(top, 0, shape)
        return "\n".join(lines) + "\n"

    def after_blank(self, at: int) -> bool:
        """Whether the line before the one of a position is empty."""
        start = self.text.rfind("\n", 0, at) + 1
        return start > 0 and not self.text[self.text.rfind("\n", 0, start - 1) + 1 : start].strip()

    def block(self, node: Node, column: int, shape: Any) -> list[str]:
        """The lines of a list or a mapping."""
        lines: list[str] = []
        entries = node.entries if node.kind == "list" else in_order(node.entries, shape)
        kept = False  # whether the empty lines at the end belong to a value
        for entry in entries:
            leads, own = self.entry(entry, column, shape)
            places = [comment.start for comment in self.leads(entry)] or [entry.start]
            if lines and not kept and node.style == "block" and self.after_blank(places[0]):
                lines.append("")
            lines += leads
            if leads and not kept and node.style == "block" and self.after_blank(entry.start):
                lines.append("")
            lines += own
            kept = _keeps_end(entry)
        for comment in self.comments.foot.get(id(node), ()):
            if not kept and self.after_blank(comment.start):
                lines.append("")
            lines.append(" " * column + comment.text)
            kept = False
        return lines

    def leads(self, entry: Entry) -> list[Comment]:
        """The comments above an entry; in a list, those of its first key as well, and the one behind its dash."""
        beside = self.comments.of(entry)
        found = list(beside.lead)
        if entry.key is None and entry.value.kind != "scalar" and not self.inline(entry.value, 0):
            found += [beside.tail] if beside.tail else []
        return found

    def entry(self, entry: Entry, column: int, shape: Any) -> tuple[list[str], list[str]]:
        """The comments above an entry, and its own lines."""
        space = " " * column
        leads: list[str] = []
        for comment in self.leads(entry):
            if leads and self.after_blank(comment.start):
                leads.append("")
            leads.append(space + comment.text)
        below = forms.inside(shape, entry.key.text if entry.key else None)
        opening = "-" if entry.key is None else f"{_key(entry.key.text)}:"
        value = entry.value
        tail = self.tail(entry)
        if value.kind == "scalar":
            start = column + len(opening) + 1
            if value.text or value.style:
                first, *rest = written(value.text, start, column + 2, style=value.style)
                opening = f"{opening} {first}".rstrip(" ")
            else:
                rest = []
            return leads, [space + opening + tail, *rest]
        one_line = self.inline(value, column + len(opening) + 1)
        if one_line is not None:
            return leads, [f"{space}{opening} {one_line}{tail}"]
        lines = self.block(value, column + 2, below)
        if entry.key is not None:
            return leads, [space + opening + tail, *lines]
        # the first line of what is in a list item stands behind the dash; comments before it go above
        above = next(n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
        leads += [space + line.strip() for line in lines[:above] if line]
        return leads, [f"{space}- {lines[above][column + 2 :]}", *lines[above + 1 :]]

    def tail(self, entry: Entry) -> str:
        comment = self.comments.of(entry).tail
        if comment is None:
            return ""
        before = self.text[self.text.rfind("\n", 0, comment.start) + 1 : comment.start]
        return " " * max(len(before) - len(before.rstrip()), 1) + comment.text

    def inline(self, node: Node, column: int) -> str | None:
        """A list or mapping on one line, or None where it needs lines of its own."""
        if not node.entries:
            return None if self.comments.any_in(node) else "[]" if node.kind == "list" else "{}"
        if node.kind != "list" or node.style != "flow" or self.comments.any_in(node):
            return None
        words: list[str] = []
        for entry in node.entries:
            if entry.value.kind != "scalar":
                return None
            words.append(written(entry.value.text, 0, 0, style=entry.value.style, flow=True)[0])
        line = f"[{', '.join(words)}]"
        return line if column + len(line) <= WIDTH else None


def _key(text: str) -> str:
    return text if is_plain(text, flow=True) and text else in_quotes(text)


def _keeps_end(entry: Entry) -> bool:
    """Whether an entry ends with a text whose last empty lines belong to it."""
    value = entry.value
    while value.entries:
        value = value.entries[-1].value
    return value.kind == "scalar" and "\n" in value.text and value.text.endswith("\n\n")


def unlike(before: str, after: str) -> int:
    """The first line, counted from 1, in which a file differs from its layout."""
    old, new = before.split("\n"), after.split("\n")
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)))


def problems_of(file: str, text: str) -> Iterable[Problem]:
    """What is wrong with the layout of a file."""
    result, problems = formatted(file, text)
    yield from problems
    if result is not None and result != text:
        line = unlike(text, result)
        yield Problem(
            rules.LAYOUT,
            Place(file, line),
            "The file is not laid out as `disputed fmt` writes it.",
            f"Run `disputed fmt {file}`.",
            excerpt=yamlfile.excerpt_line(text, line),
        )
