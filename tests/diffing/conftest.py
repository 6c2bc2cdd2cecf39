"""A real repository of the toy publication, to be changed on a branch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "toy"
GIT = {
    **{
        f"GIT_{who}_{key}": value
        for who in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ann"), ("EMAIL", "a@b"))
    },
    "GIT_AUTHOR_DATE": "2019-06-01T12:00:00Z",
    "GIT_COMMITTER_DATE": "2019-06-01T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **GIT},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@dataclass(frozen=True)
class Repository:
    """A publication under version control; `main` is what was published."""

    root: Path

    def edit(self, file: str, *changes: tuple[str, str]) -> None:
        path = self.root / "seeds" / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.root / "seeds" / file).write_text(text, encoding="utf-8")

    def commit(self, message: str = "Changed") -> str:
        git(self.root, "add", "--all", ".")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", message)
        return git(self.root, "rev-parse", "HEAD")

    def disputed(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return disputed(self.root, *arguments, **environment)


def disputed(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as its users do."""
    known = {
        key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "SITE_URL", "REPOSITORY"))
    }
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder,
        env={**known, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The toy publication as `main` has it, with a branch checked out."""
    root = tmp_path / "pond"
    shutil.copytree(TOY, root)
    git(root, "init", "--quiet", "--initial-branch=main")
    made = Repository(root)
    made.commit("Published")
    git(root, "switch", "--quiet", "--create", "change")
    return made
