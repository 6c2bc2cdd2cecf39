"""Strict YAML: mappings, lists and text, with the place of every key and value.

Scalars stay the text that was typed, so `no`, `12:30` and `1.10` are what they look like. Refused are duplicate keys,
anchors and aliases, tags, several documents in one file, and nesting deeper than any claim needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from generator import rules, yamllines
from generator.problems import Mend, Path, Place, Problem, Rule
from generator.records import LazyRecord, Record

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # PyYAML built without libyaml: slower, the same events
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

Data = dict[str, Any] | list[Any] | str
"""What a file holds: every leaf is text."""

MAX_DEPTH = 12

MOST_PROBLEMS = 500
"""So many of one kind are reported of a file; with more of them it is no claim file, and the rest would only cost."""

BREAKS = "\r\u0085\u2028\u2029"
STRAY_BREAK = re.compile("\r(?!\n)|[\u0085\u2028\u2029]")
"""What YAML takes for the end of a line and editors do not, so that line numbers would go apart."""


class Mark(NamedTuple):
    """A place in a file: line and column from 1, and how many code points of that line belong to it."""

    line: int
    column: int
    length: int


class Document(LazyRecord):
    """A file that was read.

    Where things stand in it is asked only where something is wrong; the text is then read once more.

    Attributes:
        file: path relative to the project, with forward slashes.
        data: its content, every leaf as text.
        text: the file itself.
    """

    file: str
    data: dict[str, Any]
    text: str

    @cached_property
    def _marks(self) -> Marks:
        marks = Marks({}, {})
        _Reader(events_of(self.text), marks).document()
        return marks

    @property
    def values(self) -> Mapping[Path, Mark]:
        """Where each value begins."""
        return self._marks.values

    @property
    def keys(self) -> Mapping[Path, Mark]:
        """Where each key stands."""
        return self._marks.keys

    def problem(
        self,
        rule: Rule,
        path: Path,
        message: str,
        fix: str = "",
        *,
        details: tuple[tuple[str, str], ...] = (),
        at_key: bool = False,
        line: int = 0,
        mend: Mend | None = None,
    ) -> Problem:
        """A problem at a value of this file, or at its key; at the nearest thing above it where it is not there.

        A value of several lines, below a `|`, has lines of its own: `line` counts them from 0.
        """
        mark = self._inner(self._mark(path, at_key), line)
        place = Place(self.file, mark.line, mark.column, mark.length)
        return Problem(rule, place, message, fix, details, excerpt_line(self.text, mark.line), mend)

    def _inner(self, mark: Mark, line: int) -> Mark:
        opening = excerpt_line(self.text, mark.line) or ""
        if opening[mark.column - 1 : mark.column] != "|":
            return mark
        inner = excerpt_line(self.text, mark.line + 1 + line) or ""
        words = inner.strip()
        return Mark(mark.line + 1 + line, inner.index(words) + 1, len(words)) if words else mark

    def _mark(self, path: Path, at_key: bool) -> Mark:
        if at_key and path in self.keys:
            return self.keys[path]
        while path:
            if path in self.values:
                return self.values[path]
            if path in self.keys:
                return self.keys[path]
            path = path[:-1]
        return Mark(1, 1, 1)


def excerpt_line(text: str, line: int) -> str | None:
    """One line of a text, counted from 1, without its line end."""
    lines = text.split("\n", line)
    return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else None


def events_of(text: str) -> Iterator[Any]:
    """The parser's events, in the order of the text."""
    return iter(yaml.parse(text, Loader=Loader))


class _RefusedError(Exception):
    def __init__(self, rule: Rule, mark: Any, message: str, fix: str) -> None:
        super().__init__(message)
        self.rule, self.mark, self.message, self.fix = rule, mark, message, fix


class Marks(Record):
    """Where the values and keys of a file stand."""

    values: dict[Path, Mark]
    keys: dict[Path, Mark]


class _Reader:
    """Builds data from the parser's events, and fills in marks where it is given some."""

    def __init__(self, events: Iterator[Any], marks: Marks | None = None) -> None:
        self.events = events
        self.marks = marks
        self.refused: list[_RefusedError] = []

    def document(self) -> Data | None:
        events = self.events
        next(events)  # the stream begins
        if isinstance(next(events), yaml.StreamEndEvent):
            return None
        data = self.value(next(events), ())
        next(events)  # the document ends
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _RefusedError(
                rules.YAML_SYNTAX,
                after.start_mark,
                "A file holds one YAML document; here a second one begins.",
                "Remove the line `---`.",
            )
        return data

    def plain(self, event: Any) -> None:
        """Refuse whatever makes a key or a value more than what stands there."""
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _RefusedError(
                rules.YAML_ALIAS,
                event.start_mark,
                "Anchors and aliases are not used here.",
                "Write the value out.",
            )
        if event.tag is not None:
            raise _RefusedError(
                rules.YAML_TAG, event.start_mark, f"The tag {event.tag} is not used here.", "Remove the tag."
            )

    def value(self, event: Any, path: Path) -> Data:
        self.plain(event)
        if len(path) > MAX_DEPTH:
            raise _RefusedError(
                rules.YAML_SYNTAX,
                event.start_mark,
                f"Nothing is nested deeper than {MAX_DEPTH} levels.",
                "Remove the superfluous brackets or indents.",
            )
        if self.marks:
            self.marks.values[path] = _mark(event)
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.mapping(path)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        first_marks: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _RefusedError(
                    rules.YAML_ALIAS if isinstance(event, yaml.AliasEvent) else rules.YAML_SYNTAX,
                    event.start_mark,
                    "A key is plain text.",
                    "Write a word before the colon.",
                )
            self.plain(event)
            key = str(event.value)
            inner = (*path, key)
            if key == "<<":
                raise _RefusedError(
                    rules.YAML_ALIAS,
                    event.start_mark,
                    "Merge keys are not used here.",
                    "Write the values out.",
                )
            twice = key in items
            if twice and len(self.refused) < MOST_PROBLEMS:
                self.refused.append(
                    _RefusedError(
                        rules.YAML_DUPLICATE_KEY,
                        event.start_mark,
                        f"The key `{key}` stands here a second time; the first is in line {first_marks[key].line + 1}.",
                        "Remove one of the two.",
                    )
                )
            elif not twice:
                first_marks[key] = event.start_mark
                if self.marks:
                    self.marks.keys[inner] = _mark(event)
            # what stands under a key for the second time is read, and marked where nobody looks
            value = self.value(next(self.events), (*inner, -1) if twice else inner)
            if not twice:
                items[key] = value
        return items


def parsed(text: str) -> dict[str, Any] | None:
    """What a file holds whose top is a mapping and which has nothing to object to; None for any other.

    The reader above says what is wrong with the others. This one only knows when to give up, and takes half the time.
    """
    try:
        loader = Loader(text)
    except (yaml.YAMLError, UnicodeError):
        return None
    try:
        following: Callable[[], Any] = loader.get_event
        following()  # the stream begins
        if not isinstance(following(), yaml.DocumentStartEvent):
            return None
        event = following()
        if not isinstance(event, yaml.MappingStartEvent) or event.anchor is not None or event.tag is not None:
            return None
        top: dict[str, Any] = {}
        here: Any = top
        key: str | None = None
        above: list[tuple[Any, str | None]] = []
        while True:
            event = following()
            kind = event.__class__
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                if not above:
                    break
                here, key = above.pop()
                continue
            if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
                return None
            value: Any = event.value if kind is yaml.ScalarEvent else {} if kind is yaml.MappingStartEvent else []
            if here.__class__ is list:
                here.append(value)
            elif key is not None:
                here[key] = value
                key = None
            elif kind is not yaml.ScalarEvent or value in here or value == "<<":
                return None
            else:
                key = value
                continue
            if kind is not yaml.ScalarEvent:
                if len(above) + 1 >= MAX_DEPTH:
                    return None
                above.append((here, key))
                here, key = value, None
        following()  # the document ends
        return top if isinstance(following(), yaml.StreamEndEvent) else None
    except (yaml.YAMLError, UnicodeError, RecursionError):
        return None
    finally:
        loader.dispose()


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Mark(start.line + 1, start.column + 1, max(length, 1))


def read(file: str, text: str) -> tuple[Document | None, list[Problem]]:
    """Read the text of a YAML file whose top is a mapping.

    Args:
        file: path relative to the project, for the problems.
        text: its content.

    Returns:
        The document, or None where it cannot be used, and what is wrong with it.
    """
    text = text.lstrip("\ufeff")

    def problem(rule: Rule, line: int, column: int, message: str, fix: str) -> Problem:
        return Problem(rule, Place(file, line, column, 1), message, fix, (), excerpt_line(text, line))

    stray = STRAY_BREAK.search(text) if any(char in text for char in BREAKS) else None
    if stray:
        return None, [
            problem(
                rules.YAML_SYNTAX,
                text.count("\n", 0, stray.start()) + 1,
                stray.start() - text.rfind("\n", 0, stray.start()),
                f"The character U+{ord(stray[0]):04X} ends a line for YAML, and for hardly any editor.",
                "Use line feeds, with or without carriage returns.",
            )
        ]
    quick = yamllines.read(text) or parsed(text)
    if quick is not None:
        return Document(file, quick, text), []
    try:
        reader = _Reader(events_of(text))
        data = reader.document()
    except _RefusedError as refused:
        mark = refused.mark
        return None, [problem(refused.rule, mark.line + 1, mark.column + 1, refused.message, refused.fix)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        last = text.count("\n") + 1
        if line > last:  # the parser adds a line end to a text that lacks one
            line, column = last, len(text) - text.rfind("\n")
        said = (error.problem or error.context or "it cannot be read").rstrip(".")
        return None, [
            problem(
                rules.YAML_SYNTAX,
                line,
                column,
                f"This is not YAML: {said}.",
                _syntax_fix(said, excerpt_line(text, line)),
            )
        ]
    except (yaml.YAMLError, UnicodeError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        return None, [problem(rules.YAML_SYNTAX, 1, 1, f"This is not YAML: {reason}.", rules.YAML_SYNTAX.fix)]
    except RecursionError:
        return None, [problem(rules.YAML_SYNTAX, 1, 1, "The file is nested too deep.", "Remove the brackets.")]
    problems = [problem(r.rule, r.mark.line + 1, r.mark.column + 1, r.message, r.fix) for r in reader.refused]
    if not isinstance(data, dict):
        what = "nothing but comments" if data is None else "a list" if isinstance(data, list) else "a piece of text"
        problems.append(
            problem(
                rules.YAML_SYNTAX,
                1,
                1,
                f"The file must hold keys and values; it holds {what}.",
                "Add `key: value`.",
            )
        )
        return None, problems
    return Document(file, data, text), problems


def _syntax_fix(said: str, line: str | None) -> str:
    if line and "\t" in line[: len(line) - len(line.lstrip())]:
        return "Indent with spaces; a tab is no indent in YAML."
    if "mapping values are not allowed" in said:
        return "A colon followed by a space needs quotes around the value, or the value below `>-` with an indent."
    if "cannot start any token" in said:
        return "Indent with spaces, and put quotes around a value that begins with a special character."
    if "while scanning a quoted scalar" in said or "unexpected end of stream" in said:
        return "Close the quotation marks."
    return "Check the indent and the quotation marks of this line and the one above."
