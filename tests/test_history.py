"""What happened to the claim files, from repositories made for the purpose."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import history

Git = Callable[..., str]


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """A folder of claim files in a project below the top of a new repository."""
    folder = tmp_path / "repository" / "project" / "seeds" / "claims"
    folder.mkdir(parents=True)
    git(tmp_path / "repository", "init", "--quiet", "--initial-branch=main")
    return folder


def git(folder: Path, *arguments: str, day: str = "2019-05-01T12:00:00Z") -> str:
    identity = {
        f"GIT_{who}_{key}": value
        for who in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ann"), ("EMAIL", "ann@pond.example"), ("DATE", day))
    }
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def commit(folder: Path, subject: str, day: str = "2019-05-01T12:00:00Z", **texts: str | None) -> None:
    for name, text in texts.items():
        path = folder / f"{name}.yml"
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "--message", subject, day=day)


def project(claims: Path) -> Path:
    return claims.parents[1]


LONG = "".join(f"line {number}\n" for number in range(40))


def subjects(claims: Path) -> dict[str, list[str]]:
    return {name: [change.subject for change in found] for name, found in history.read(project(claims)).items()}


def test_changes_newest_first(claims: Path) -> None:
    commit(claims, "Two facts", ducks="1", depth="1")
    commit(claims, "A figure corrected", "2019-05-02T23:30:00-05:00", ducks="2")
    commit(claims, "Only a word elsewhere", depth="2")
    found = history.read(project(claims))
    assert subjects(claims) == {
        "depth": ["Only a word elsewhere", "Two facts"],
        "ducks": ["A figure corrected", "Two facts"],
    }
    assert found["ducks"][0].day == "2019-05-03"  # in UTC
    assert git(claims, "rev-parse", "HEAD~1").strip() == found["ducks"][0].commit


def test_a_renamed_file_keeps_its_past(claims: Path) -> None:
    commit(claims, "First", old=LONG)
    commit(claims, "Changed", old=LONG + "more\n")
    git(claims, "mv", "old.yml", "middle.yml")
    commit(claims, "Renamed")
    git(claims, "mv", "middle.yml", "new.yml")
    commit(claims, "Renamed again", other="1")
    assert subjects(claims)["new"] == ["Renamed again", "Renamed", "Changed", "First"]
    assert "old" not in subjects(claims)


def test_a_new_file_under_an_old_name_has_a_past_of_its_own(claims: Path) -> None:
    commit(claims, "First", ducks=LONG)
    git(claims, "mv", "ducks.yml", "geese.yml")
    commit(claims, "Geese they were")
    commit(claims, "Other ducks", ducks="something else entirely")
    assert subjects(claims) == {"geese": ["Geese they were", "First"], "ducks": ["Other ducks"]}


def test_hostile_subjects_and_names_are_only_text(claims: Path) -> None:
    commit(claims, "<script>\x01\x02 \x1b[31m a\tb " + "0" * 40, ducks="1")
    (claims / "ü\nA\x02.yml").write_text("1")
    commit(claims, "Odd name")
    assert subjects(claims)["ducks"] == ["<script> [31m a b " + "0" * 40]


def test_merges_are_no_changes(claims: Path) -> None:
    commit(claims, "First", ducks="1")
    git(claims, "switch", "--quiet", "--create", "side")
    commit(claims, "On the side", ducks="2")
    git(claims, "switch", "--quiet", "main")
    commit(claims, "On the main line", depth="1")
    git(claims, "merge", "--quiet", "--no-ff", "--message", "Merged", "side")
    assert subjects(claims) == {"ducks": ["On the side", "First"], "depth": ["On the main line"]}


def test_a_clone_that_holds_only_a_part_tells_nothing(claims: Path, tmp_path: Path) -> None:
    commit(claims, "First", ducks="1")
    commit(claims, "Second", ducks="2")
    url = (tmp_path / "repository").as_uri()
    git(tmp_path, "clone", "--quiet", "--depth", "1", url, "part")
    git(tmp_path, "clone", "--quiet", url, "whole")
    assert history.read(tmp_path / "part" / "project") == {}
    assert list(history.read(tmp_path / "whole" / "project")) == ["ducks"]


def test_no_repository_and_no_git_tell_nothing(tmp_path: Path, claims: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert history.read(project(claims)) == {}  # nothing committed yet
    outside = tmp_path / "outside"
    outside.mkdir()
    assert history.read(outside) == {}
    commit(claims, "First", ducks="1")
    monkeypatch.setenv("PATH", "")
    assert history.read(project(claims)) == {}
