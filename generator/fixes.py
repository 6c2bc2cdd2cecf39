"""What mends a problem, as edits of files.

A mend is declared where its problem is found, as steps; here it becomes edits of the text of the files as they are. A
problem that needs judgement has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.problems import Mend, Problem
from generator.yamledit import Edit, apply, edits_of

Source = Callable[[str], str | None]
"""The text of a file as it is now, by its path relative to the project; None where there is none."""


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend a problem.

    Attributes:
        title: what is done, in the imperative, as an editor's menu shows it.
        edits: the changes; all of them or none. Positions are code points of the text that the source gave.
    """

    title: str
    edits: tuple[Edit, ...]


def fix_for(problem: Problem, source: Source) -> Fix | None:
    """The one right fix of a problem, or None where there is none.

    Args:
        problem: the problem.
        source: the texts of the files, unsaved changes included.
    """
    return fix_of(problem.mend, source) if problem.mend else None


def fix_of(mend: Mend, source: Source) -> Fix | None:
    """A mend as edits, or None where a step cannot be carried out on the files as they are.

    Each step is carried out after the one before it, so several steps in one file become one edit of its lines.
    """
    texts: dict[str, str] = {}
    edits: dict[str, tuple[Edit, ...]] = {}
    for step in mend.steps:
        before = texts.get(step.file, source(step.file))
        found = edits_of(step, before) if before is not None else None
        if before is None or found is None:
            return None
        texts[step.file] = apply(before, found)
        if step.file in edits:
            first = source(step.file) or ""
            edits[step.file] = (_difference(step.file, first, texts[step.file]),)
        else:
            edits[step.file] = found
    listed = tuple(sorted(edit for found in edits.values() for edit in found))
    return Fix(mend.title, listed) if listed else None


def _difference(file: str, before: str, after: str) -> Edit:
    """The one edit that makes one text of another."""
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(file, start, len(before) - tail, after[start : len(after) - tail])
