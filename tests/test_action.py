"""The action for workflows, and the hooks for pre-commit: what they run is run here, in real repositories."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.diffing import interchange

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "toy"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: dict[str, Any] = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
IDENTITY = ("-c", "user.name=Ann", "-c", "user.email=ann@pond.example", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """Where `disputed` is, as after an installation."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "disputed"
    python, root = shlex.quote(sys.executable), shlex.quote(str(ROOT))
    command.write_text(f'#!/bin/sh\nPYTHONPATH={root} exec {python} -m generator "$@"\n')
    command.chmod(0o755)
    return folder


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """What a pull request's checkout is: the merge of main with a change, and the two before it, in a subfolder."""
    top = tmp_path / "source"
    shutil.copytree(TOY, top / "my pond")
    git(top, "init", "--quiet", "--initial-branch=main")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "Published")
    git(top, "switch", "--quiet", "--create", "change")
    path = top / "my pond" / "seeds/claims/refuge.yml"
    path.write_text(path.read_text().replace("confidence: high", "confidence: low"))
    git(top, "commit", "--quiet", "--all", "--message", "Changed")
    git(top, "switch", "--quiet", "main")
    git(top, "commit", "--quiet", "--allow-empty", "--message", "On")
    git(top, "merge", "--quiet", "--no-ff", "--message", "Merged", "change")
    git(tmp_path, "clone", "--quiet", "--depth=2", top.as_uri(), "checkout")
    return tmp_path / "checkout"


def script(name: str) -> str:
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == name)
    text = step["run"]
    assert isinstance(text, str)
    assert "${{" not in text  # whatever comes from outside comes through the environment
    return text


def run(name: str, workspace: Path, bin_folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step as a runner runs it."""
    known = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    given = {key.replace("-", "_").upper(): value for key, value in {**known, **inputs}.items()}
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")},
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_STEP_SUMMARY": str(workspace / "summary.md"),
        "BIN": str(bin_folder),
        **given,
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(name)],
        cwd=workspace,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_every_input_is_used_and_explained() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, given in ACTION["inputs"].items():
        assert given["description"]
        assert text.count(f"inputs.{name} }}}}") >= 1


def test_check_annotates_what_the_pull_request_changes(merged: Path, bin_folder: Path) -> None:
    done = run("Run", merged, bin_folder, project="my pond")
    assert done.returncode == 1, done.stderr
    assert "::error file=my pond/seeds/claims/refuge.yml,title=verdict-changed-silently,line=" in done.stdout
    assert "verdict-changed-silently" in (merged / "summary.md").read_text(encoding="utf-8")


def test_check_outside_of_a_pull_request_compares_with_nothing(merged: Path, bin_folder: Path) -> None:
    done = run("Run", merged, bin_folder, project="my pond", GITHUB_EVENT_NAME="push")
    assert (done.returncode, done.stdout) == (0, "")
    assert run("Run", merged, bin_folder, project="my pond", GITHUB_EVENT_NAME="push", base="HEAD^1").returncode == 1


def test_check_without_a_past_says_what_is_missing(merged: Path, bin_folder: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", (tmp_path / "source").as_uri(), "shallow")
    done = run("Run", tmp_path / "shallow", bin_folder, project="my pond")
    assert done.returncode == 0
    assert "fetch-depth" in done.stdout


def test_diff_leaves_data_and_a_summary_and_does_not_fail(merged: Path, bin_folder: Path) -> None:
    done = run("Run", merged, bin_folder, command="diff", project="my pond", output="diff.json")
    assert done.returncode == 0, done.stderr
    diff = interchange.from_json((merged / "diff.json").read_bytes())
    assert [change.id for change in diff.facts] == ["refuge"]
    assert (merged / "summary.md").read_text(encoding="utf-8").startswith("## What this changes for readers")


def test_diff_with_an_unknown_base_fails(merged: Path, bin_folder: Path) -> None:
    done = run("Run", merged, bin_folder, command="diff", project="my pond", base="--nowhere")
    assert done.returncode != 0
    assert "There is no revision '--nowhere'" in done.stderr


@pytest.mark.parametrize("inputs", [{"command": "rm -rf ."}, {"command": "build", "engine": "hugo"}])
def test_what_is_not_offered_is_refused(inputs: dict[str, str], merged: Path, bin_folder: Path) -> None:
    done = run("Run", merged, bin_folder, project="my pond", GITHUB_EVENT_NAME="push", **inputs)
    assert done.returncode == 2
    assert (merged / "my pond").is_dir()


def test_an_engine_that_is_not_there_is_not_installed(tmp_path: Path) -> None:
    done = run("Install", tmp_path, tmp_path, engine="hugo", RUNNER_TEMP=str(tmp_path), FROM=str(ROOT))
    assert done.returncode == 2
    assert "mkdocs or zensical" in done.stdout


def test_what_is_installed_is_not_installed_twice(tmp_path: Path) -> None:
    home = tmp_path / "disputed-site"
    home.mkdir()
    (home / "installed").write_text("/some/bin\n")
    output = tmp_path / "output"
    done = run("Install", tmp_path, tmp_path, RUNNER_TEMP=str(tmp_path), FROM=str(ROOT), GITHUB_OUTPUT=str(output))
    assert done.returncode == 0, done.stderr
    assert output.read_text() == "bin=/some/bin\n"


# --- pre-commit -------------------------------------------------------------------------------------------------------


def test_pre_commit_takes_the_hooks() -> None:
    command = [
        str(Path(sys.executable).parent / "pre-commit"),
        "validate-manifest",
        str(ROOT / ".pre-commit-hooks.yaml"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.fixture
def hooked(tmp_path: Path, bin_folder: Path) -> Path:
    """A publication that uses the hooks as they are defined, only not installed by pre-commit."""
    root = tmp_path / "hooked"
    shutil.copytree(TOY, root)
    local = [{**hook, "language": "system", "entry": f"{bin_folder}/{hook['entry']}"} for hook in HOOKS.values()]
    (root / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [{"repo": "local", "hooks": local}]}))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--no-verify", "--message", "Published")
    return root


def pre_commit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRE_COMMIT_HOME": str(root.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    command = [str(Path(sys.executable).parent / "pre-commit"), "run", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_commit_that_breaks_a_quote_is_stopped(hooked: Path) -> None:
    path = hooked / "seeds/claims/refuge.yml"
    path.write_text(path.read_text().replace("never left", "often left"))
    git(hooked, "add", "--all")
    done = pre_commit(hooked, "disputed-check")
    assert done.returncode == 1
    assert "error[quote-not-found]" in done.stdout


def test_a_commit_of_something_else_is_not_checked(hooked: Path) -> None:
    (hooked / "README.md").write_text("Hello.\n")
    git(hooked, "add", "--all")
    done = pre_commit(hooked)
    assert done.returncode == 0
    assert re.search(r"stored articles\.*\(no files to check\)Skipped", done.stdout)


def test_a_file_is_laid_out_anew(hooked: Path) -> None:
    pre_commit(hooked, "disputed-fmt", "--all-files")
    git(hooked, "add", "--all")
    assert pre_commit(hooked, "--all-files").returncode == 0
    path = hooked / "seeds/claims/refuge.yml"
    sound = path.read_text()
    path.write_text(sound.replace("title: ", "title:     ", 1))
    git(hooked, "add", "--all")
    done = pre_commit(hooked, "disputed-fmt")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert path.read_text() == sound
