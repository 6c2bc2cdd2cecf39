"""Saving one edited file: only inside the publication, only what holds, and in one step.

A save is refused when it would make the publication worse than it is. What was wrong before, and what takes a second
file to put right, is reported and does not keep anybody from saving.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from generator import authored, files, layout, yamlfile
from generator.changing import Change, NotChangedError, carry_out
from generator.compiler import compile_corpus
from generator.corpus import SEEDS
from generator.intake.placing import ADDRESSES, with_address
from generator.mending import rehearsal
from generator.model import ArticleMeta, Authored, Claim, Location, Publication, Speaker
from generator.problems import Problem, errors
from generator.records import Record
from generator.rules import ADDRESS_UNRECORDED, UNUSED_ENTRY

PLACES: tuple[tuple[re.Pattern[str], type[Authored], bool], ...] = tuple(
    (re.compile(rf"{SEEDS}/{pattern}\.yml"), model, registry)
    for pattern, model, registry in (
        (r"claims/[a-z0-9]+(?:-[a-z0-9]+)*", Claim, False),
        (r"articles/[a-z0-9]+(?:-[a-z0-9]+)*", ArticleMeta, False),
        ("speakers", Speaker, True),
        ("places", Location, True),
        ("publication", Publication, False),
    )
)
"""The files that can be edited, what each holds, and whether it maps ids to such records."""

LATER = frozenset({UNUSED_ENTRY.id, ADDRESS_UNRECORDED.id})
"""What is put right in another file: a new speaker is not used before the account that names it is written."""

LONGEST_ID = 80


class Saved(Record):
    """A file was written.

    Attributes:
        text: what it holds now.
        problems: what is still wrong with it, or became wrong elsewhere and is put right there.
    """

    text: str
    problems: tuple[Problem, ...]


class Refused(Record):
    """Nothing was written.

    Attributes:
        message: one sentence on why.
        problems: what the file, as it was to be saved, would have made wrong.
    """

    message: str
    problems: tuple[Problem, ...] = ()


def editable(root: Path, file: str) -> Path | None:
    """The path of a file that can be edited, or None where the name leads anywhere else."""
    if not any(pattern.fullmatch(file) for pattern, _, _ in PLACES):
        return None
    path = root / file
    if len(path.stem) > LONGEST_ID or any(each.is_symlink() for each in (path, path.parent, root / SEEDS)):
        return None
    return path


def save(root: Path, file: str, text: str, base: str | None) -> Saved | Refused:
    """Check an edited file and write it.

    Args:
        root: the project's folder.
        file: its path below it, with forward slashes.
        text: what it is to hold.
        base: what it held when it was opened; None for a new file, which never takes the place of another.
    """
    path = editable(root, file)
    if path is None:
        return Refused("Only claim files, metadata of articles, speakers, places and the publication are edited here.")
    if len(text.encode("utf-8", "surrogatepass")) > files.CLAIM_LIMIT:
        return Refused(f"The file would have more than {files.CLAIM_LIMIT:,} bytes.")
    if base is None and path.parent.name != "claims":
        return Refused("Only facts can be added here. A new article is stored first, with `disputed new article`.")
    problems = _form(root, path, file, text)
    if problems:
        return Refused("The file would not have the form it needs.", tuple(problems))
    if base is not None and _renamed(file, base, text):
        return Refused("An account was given another id. Ids are addresses, and stay.")
    text = _laid_out(file, text, base)
    changes = {file: Change(None if base is None else base.encode("utf-8", "surrogatepass"), text.encode())}
    changes |= _recorded(root, _addresses(file, text) - _addresses(file, base))
    try:
        before = compile_corpus(root).problems
        with rehearsal(root, changes) as copy:
            after = compile_corpus(copy).problems
        worse = _added(before, after)
        grave = tuple(problem for problem in errors(worse) if problem.rule.id not in LATER)
        if grave:
            return Refused("The publication would no longer compile.", grave)
        carry_out(root, changes)
    except NotChangedError as error:
        return Refused(f"{error} Copy your words, load the page anew, and put them in again.")
    return Saved(text, tuple(problem for problem in after if problem.place.file == file or problem in worse))


def _form(root: Path, path: Path, file: str, text: str) -> list[Problem]:
    decoded = files.decode(root, path, text.encode("utf-8", "surrogatepass"))
    if isinstance(decoded, Problem):
        return [decoded]
    document, problems = yamlfile.read(file, decoded)
    if document is None or problems:
        return problems
    _, model, registry = next(place for place in PLACES if place[0].fullmatch(file))
    return (authored.build_each(model, document) if registry else authored.build(model, document))[1]


def _renamed(file: str, before: str, after: str) -> bool:
    """Whether an account has the same words of the same article as before, and another id."""

    def accounts(text: str) -> dict[str, str]:
        document, _ = yamlfile.read(file, text)
        listed = document.data.get("accounts") if document else None
        entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return {str(each.get("id")): f"{each.get('article')} {each.get('quote')}" for each in entries}

    old, new = accounts(before), accounts(after)
    gone = {words for name, words in old.items() if name not in new}
    return any(name not in old and words in gone for name, words in new.items())


def _addresses(file: str, text: str | None) -> set[str]:
    """The addresses of the pages that a file gives rise to."""
    if text is None:
        return set()
    if file == f"{SEEDS}/speakers.yml":
        document, _ = yamlfile.read(file, text)
        return {f"speakers/{name}" for name in document.data} if document else set()
    return {file.removeprefix(f"{SEEDS}/").removesuffix(".yml")} if "/claims/" in file else set()


def _recorded(root: Path, addresses: Iterable[str]) -> dict[str, Change]:
    """What puts addresses on record; nothing where they are, or where the record is better not touched."""
    stored = files.read_text(root, root / ADDRESSES)
    if isinstance(stored, Problem):
        return {}
    text = stored
    for address in sorted(addresses):
        text = with_address(text, address) or text
    return {ADDRESSES: Change(stored.encode(), text.encode())} if text != stored else {}


def _laid_out(file: str, text: str, base: str | None) -> str:
    """A file in the one layout, where it was in that before: another is not turned over for the sake of one value."""
    result, problems = layout.formatted(file, text)
    own = base is not None and layout.formatted(file, base)[0] != base
    return text if own or problems or result is None else result


def _added(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there, wherever they stand now."""
    known = Counter((problem.rule.id, problem.place.file, problem.message) for problem in before)
    added = []
    for problem in after:
        key = (problem.rule.id, problem.place.file, problem.message)
        if known[key]:
            known[key] -= 1
        else:
            added.append(problem)
    return added
