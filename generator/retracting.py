"""Taking a published fact back: it stays readable at its address, marked as withdrawn, with the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from generator.changing import Change
from generator.corpus import SEEDS, Corpus
from generator.fixes import mended
from generator.model import Grade, Rating
from generator.problems import Add, Drop, Mend, Put, Step
from generator.renaming import Plan, RefusedError, address_of


def plan(root: Path, corpus: Corpus, word: str, reason: str, day: date) -> Plan:
    """Work out the changes of a claim file; nothing is written.

    Args:
        root: the project's folder.
        corpus: the publication.
        word: the fact's id, with or without its folder.
        reason: what was wrong, for readers, in CommonMark.
        day: the day of the retraction.

    Raises:
        RefusedError: when it cannot be done.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise RefusedError("A retraction says what was wrong: the reason is empty.")
    address = address_of(word, tuple(f"claims/{name}" for name in sorted(corpus.claims)))
    entry = corpus.claims[address.partition("/")[2]]
    verdict, file = entry.claim.verdict, entry.document.file
    if verdict.rating is Rating.WITHDRAWN:
        raise RefusedError(f"{address} is withdrawn already. To change the reason, edit {file}.")
    corrected = [each.date.first for each in entry.claim.corrections if each.date.first]
    if corrected and day < max(corrected):
        raise RefusedError(f"{day} lies before the last correction of {address}, on {max(corrected)}.")
    label = corpus.publication.ratings[verdict.rating].label
    record = (
        ("date", day.isoformat()),
        ("grade", Grade.SUBSTANTIAL.value),
        ("text", f"Withdrawn; the verdict was “{label}”. {reason}"),
    )
    steps: list[Step] = [Put(file, ("verdict", "rating"), Rating.WITHDRAWN.value)]
    if verdict.rests_on is not None:
        steps.append(Drop(file, ("verdict", "rests_on")))
    if verdict.reviewed.first is not None and verdict.reviewed.first < day:
        steps.append(Put(file, ("verdict", "reviewed"), day.isoformat()))
    put = Put if verdict.reason is not None else Add
    steps.append(put(file, ("verdict", "reason"), reason))
    steps.append(Add(file, ("corrections",), record, item=True))
    text = (root / file).read_bytes().decode()
    done = mended(Mend("", tuple(steps)), {file: text}.get)
    if done is None:
        raise RefusedError(f"{file} is laid out in a way that is not understood here; run `disputed fmt {file}`.")
    return Plan(address, address, {f"{SEEDS}/{address}.yml": Change(text.encode(), done[file].encode())})
