"""What happened to the claim files, from the log of the repository they live in.

The log is read once, and left out where it cannot be read whole.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from generator.records import Record

CLAIMS = "seeds/claims"
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
SECONDS = 60
"""How long the log may take."""


class Change(Record):
    """A change to a claim file.

    Attributes:
        commit: its name in full.
        day: when it was made, as a date in UTC.
        subject: the first line of its message.
    """

    commit: str
    day: str
    subject: str


History = Mapping[str, tuple[Change, ...]]
"""The changes to each fact, newest first, by id."""


def read(root: Path) -> History:
    """The changes to every claim file, followed through renames inside their folder.

    Nothing is known where git is not installed, where the folder is in no repository, and where the repository holds
    only a part of its past: an incomplete list would be taken for the whole.

    Args:
        root: the project's folder.
    """
    command = [
        *("git", "-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "diff.renames=true"),
        *("log", "-z", "--relative", "--no-color", "--no-ext-diff", "--no-mailmap", "--encoding=UTF-8"),
        *("--no-merges", "--find-renames", "--name-status", "--decorate=full", "--format=%H%x00%ct%x00%D%x00%s"),
        *("--", CLAIMS),
    ]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return parse(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else {}


def parse(log: str) -> History:
    """The changes in the output of the log, which begins with the newest.

    Everything in it ends with a zero, and nothing in it can hold one: the commit, its time, its names and its subject,
    then for each file a letter and one or two paths.
    """
    found: dict[str, list[Change]] = {}
    now: dict[str, str] = {}  # the id that a file of some former name has today
    change = Change("", "", "")
    fields = iter(log.split("\0"))
    for field in fields:
        word = field.strip("\n")
        if COMMIT.fullmatch(word):
            seconds, names, subject = next(fields), next(fields), next(fields)
            if "grafted" in names.split(", "):  # what came before was not fetched
                return {}
            change = Change(word, datetime.fromtimestamp(int(seconds), UTC).date().isoformat(), _line(subject))
        elif word:
            name = _id(next(fields))
            if word.startswith("R"):
                former, name = name, _id(next(fields))
                now[former] = now.get(name, name)
            found.setdefault(now.get(name, name), []).append(change)
            if word.startswith("A"):  # an older file of the same name was another one
                now.pop(name, None)
    return {name: tuple(changes) for name, changes in found.items()}


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _id(path: str) -> str:
    return PurePosixPath(path).name.removesuffix(".yml")
