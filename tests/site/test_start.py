"""What a command does not need it does not load: whoever waits for it waits for that, too, at every start."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, disputed

COMPILER = {"generator.model", "yaml", "markdown_it", "multiprocessing"}
RENDERING = {"jinja2", "PIL", "mkdocs", "generator.charts.pictures", "generator.charts.canvas", "generator.views.fact"}
NEVER = {"distributed", "dask", "http.client", "urllib.request", "generator.cluster"}


def loaded(project: Path, *arguments: str) -> set[str]:
    """The modules that a command loads, as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "generator", *arguments],
        cwd=project,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(re.findall(r"^import time: .*\| +(\S+)$", done.stderr, re.MULTILINE))


@pytest.fixture(scope="module")
def again(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that was laid out, checked and built where it is, so that nothing is left to do."""
    folder = Path(shutil.copytree(built, tmp_path_factory.mktemp("again") / "project"))
    for command in ("fmt", "check", "build"):
        done = disputed(folder, command)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_one_command_is_loaded_of_all(again: Path) -> None:
    found = {each for each in loaded(again, "check") if each.startswith("generator.commands.")}
    assert found - {"generator.commands.checking"} == {"generator.commands.shared"}


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        (("check",), COMPILER | RENDERING | NEVER),
        (("find", "pond"), RENDERING | NEVER | {"markdown_it", "generator.charts", "generator.compiler"}),
        (("fmt", "--check"), RENDERING | NEVER | {"markdown_it", "generator.corpus"}),
        (("build",), RENDERING | NEVER),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_where_nothing_is_to_do_little_is_loaded(again: Path, command: tuple[str, ...], unneeded: set[str]) -> None:
    found = loaded(again, *command)
    assert "generator.cli" in found  # the log was understood
    assert not unneeded & found


def test_a_command_that_is_not_there_is_answered_with_one_that_is(project: Path) -> None:
    done = disputed(project, "chek")
    assert done.returncode == 2
    assert "'check'" in done.stderr
