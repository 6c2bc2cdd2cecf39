"""A build that is killed at any moment leaves the last good site whole, and the next build is right."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from .conftest import ROOT, disputed
from .test_frames import files

MOMENTS = 10


def edit(project: Path) -> None:
    claim = project / "seeds/claims/heron-seen.yml"
    claim.write_text(claim.read_text(encoding="utf-8").replace("summary: ", "summary: Yes, yes. ", 1), encoding="utf-8")


def test_a_killed_build_harms_nothing(built: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(built, tmp_path / "other"))
    edit(other)
    start = time.monotonic()
    assert disputed(other, "build", environment={"DISPUTED_CACHE": "off"}).returncode == 0
    long = time.monotonic() - start
    wanted = files(other / "site")
    project = Path(shutil.copytree(built, tmp_path / "project"))
    assert disputed(project, "build").returncode == 0
    good = files(project / "site")
    assert wanted != good
    edit(project)
    rng = random.Random(7)
    for moment in range(MOMENTS):
        if moment % 2:  # every other time, everything has to be made
            shutil.rmtree(project / ".cache", ignore_errors=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "generator", "build"]
        process = subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(long * rng.random())
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        site = project / "site" if (project / "site").is_dir() else project / "site.old"
        assert files(site) in (good, wanted), f"killed at moment {moment}"
    last = disputed(project, "build")
    assert last.returncode == 0, last.stdout + last.stderr
    assert files(project / "site") == wanted
    assert not list(project.glob("site.*"))
