"""What mends a problem, as edits of files.

A mend is declared where its problem is found, as steps; here it becomes edits of the text of the files as they are. A
problem that needs judgement has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Protocol

from generator import yamlfile
from generator.problems import Add, Drop, Follow, Mend, Problem, Put, Rename, Replace, Sort
from generator.records import Record
from generator.yamledit import Edit, apply, carried_out, edits_of

Source = Callable[[str], str | None]
"""The text of a file as it is now, by its path relative to the project; None where there is none."""


class Fix(Record):
    """How to mend a problem.

    Attributes:
        title: what is done, in the imperative, as an editor's menu shows it.
        edits: the changes; all of them or none. Positions are code points of the text that the source gave.
    """

    title: str
    edits: tuple[Edit, ...]


class Past(Protocol):
    """What is known of former files."""

    def successor(self, address: str) -> str | None:
        """The address at which what was published at another one stands now."""


def fix_for(problem: Problem, source: Source, past: Past | None = None) -> Fix | None:
    """The one right fix of a problem, or None where there is none.

    Args:
        problem: the problem.
        source: the texts of the files, unsaved changes included.
        past: what is known of former files; without it, lost addresses have no fix.
    """
    texts = mended(problem.mend, source, past) if problem.mend else None
    if problem.mend is None or not texts:
        return None
    edits = (edit for file, text in sorted(texts.items()) for edit in _edits(file, source(file) or "", text))
    return Fix(problem.mend.title, tuple(edits))


def mended(mend: Mend, source: Source, past: Past | None = None) -> dict[str, str] | None:
    """The files that a mend changes, as they are after it, or None where a step of it cannot be carried out."""
    texts: dict[str, str] = {}
    for step in mend.steps:
        if isinstance(step, Follow):
            end = past.successor(step.address) if past else None
            if end is None:
                return None
            step = Add(step.file, ("redirects", step.address), end)
        before = texts.get(step.file) or source(step.file)
        found = edits_of(step, before) if before is not None else None
        if before is None or found is None:
            return None
        after = apply(before, found)
        if not isinstance(step, Replace) and not _said(step, before, after):
            return None
        texts[step.file] = after
    return texts


def _said(step: Put | Rename | Drop | Add | Sort, before: str, after: str) -> bool:
    """Whether a file says after an edit what the step wants, and nothing else."""
    old, new = yamlfile.read(step.file, before)[0], yamlfile.read(step.file, after)[0]
    return old is not None and new is not None and carried_out(step, old.data) == new.data


def _edits(file: str, before: str, after: str) -> Iterator[Edit]:
    """The edits that make one text of another, by whole lines but for what the first and the last have in common."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0, *accumulate(len(line) for line in old)]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _narrowed(file, starts[a], "".join(old[a:b]), "".join(new[c:d]))


def _narrowed(file: str, at: int, before: str, after: str) -> Edit:
    start, shorter = 0, min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(file, at + start, at + len(before) - tail, after[start : len(after) - tail])
