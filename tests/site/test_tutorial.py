"""The tutorial is true: its files are written and its commands run as they stand there, one after the other."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from .conftest import ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
SAVED = re.compile(r"[Ss]ave (?:it|this) as `([^`]+)`:$")
ADDED = re.compile(r"add this at the end of `([^`]+)`:$")
FAILS = re.compile(r"\s+# fails: (.+)$")
PROGRAMS = ("disputed", "git", "cd", "rm", "sed")


def steps() -> Iterator[tuple[str, str, str]]:
    """What to do, in order: write or append a file, run a command, or find a line in what was just printed."""
    before = ""
    for token in MarkdownIt("commonmark").parse(TEXT):
        if token.type == "inline":
            before = " ".join(token.content.split())
        elif token.type == "code_block":
            saved, added = SAVED.search(before), ADDED.search(before)
            before = ""
            if saved:
                yield "write", saved[1], token.content
                continue
            if added:
                kept = [line for line in token.content.splitlines() if not line.startswith("disputed")]
                yield "append", added[1], "\n".join(kept).rstrip() + "\n"
            for line in token.content.splitlines():
                if line.split()[:1] and line.split()[0] in PROGRAMS:
                    yield "run", line, ""
                elif line.strip() and not added:
                    yield "expect", line, ""


def test_the_tutorial_has_steps_of_every_kind() -> None:
    assert {kind for kind, _, _ in steps()} == {"write", "append", "run", "expect"}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_every_step_of_the_tutorial_works(tmp_path: Path) -> None:
    here, printed = tmp_path, ""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI", "SITE_URL"))}
    who = {f"GIT_{who}_{what}": "desk@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for kind, what, content in steps():
        if kind == "write":
            (here / what).write_text(content, encoding="utf-8")
        elif kind == "append":
            with (here / what).open("a", encoding="utf-8") as stream:
                stream.write(content)
        elif kind == "expect":
            assert what in printed
        else:
            fails = FAILS.search(what)
            command = shlex.split(what, comments=True)
            if command[0] == "cd":
                here = here / command[1]
                continue
            program = [sys.executable, "-m", "generator"] if command[0] == "disputed" else [command[0]]
            done = subprocess.run(
                [*program, *command[1:]],
                cwd=here,
                env={**kept, **who, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            printed = done.stdout + done.stderr
            assert (done.returncode != 0) is bool(fails), f"{what}\n{printed}"
    fact = here / "site" / "claims" / "how-long-the-power-cut-lasted" / "index.html"
    assert "more than four hours" in fact.read_text(encoding="utf-8")
