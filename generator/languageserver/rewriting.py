"""Changes to a whole file that somebody asks for: another id for an account, the layout that `disputed fmt` gives."""

from __future__ import annotations

from generator import layout
from generator.evidence import Span
from generator.languageserver.navigation import uses
from generator.languageserver.project import Project
from generator.languageserver.terms import Sort
from generator.languageserver.things import named, named_at
from generator.model import is_id
from generator.yamledit import Edit


class RenameRefusedError(Exception):
    """Why something cannot be renamed, in a sentence for whoever asked."""


def renamable(project: Project, file: str, offset: int) -> Span:
    """The id of an account at a position.

    Raises:
        RenameRefusedError: where there is none.
    """
    name = named_at(project, file, offset)
    if name is None or name.role.sort is not Sort.ACCOUNT:
        raise RenameRefusedError("Only ids of accounts are renamed here: they have no address that others link to.")
    return name.span


def rename(project: Project, file: str, offset: int, new: str) -> tuple[Edit, ...]:
    """The edits that give an account another id, wherever its claim file names it.

    Raises:
        RenameRefusedError: where there is no account, or the new id cannot be one.
    """
    renamable(project, file, offset)
    name, found = named_at(project, file, offset), project.outline(file)
    assert name is not None
    assert found is not None
    if not is_id(new):
        raise RenameRefusedError(f"{new!r} is no id: small letters, digits and single hyphens.")
    taken = {each.id for each in named(found, "claim") if each.role.defines and each.role.sort is Sort.ACCOUNT}
    if new in taken and new != name.id:
        raise RenameRefusedError(f"There is an account {new!r} here already.")
    return tuple(Edit(file, spot.span.start, spot.span.end, new) for spot, _ in uses(project, file, name))


def laid_out(project: Project, file: str) -> tuple[Edit, ...]:
    """The edit that lays a file out; nothing where it is laid out already, or cannot be."""
    text = project.text(file)
    if text is None or not file.endswith(".yml"):
        return ()
    result, _ = layout.formatted(file, text)
    if result is None or result == text:
        return ()
    start, tail, shorter = 0, 0, min(len(text), len(result))
    while start < shorter and text[start] == result[start]:
        start += 1
    while tail < shorter - start and text[-1 - tail] == result[-1 - tail]:
        tail += 1
    return (Edit(file, start, len(text) - tail, result[start : len(result) - tail]),)
