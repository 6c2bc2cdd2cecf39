"""Timing: hyperfine for the clock, and the memory of everything a command starts, added up while it runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.peers.builders import Builder

EVERY = 0.05
"""Seconds between two looks at the memory, at the most."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a builder: seconds on the clock, seconds of processor time."""

    seconds: float
    processor: float


def _environment(builder: Builder) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI", "SITE_URL", "REPOSITORY_URL"))}
    return {**kept, **builder.variables}


def timed(builder: Builder, folder: Path) -> Run:
    """Run the builder once, as hyperfine sees it. A run that fails is an error with the builder's words."""
    with tempfile.TemporaryDirectory() as scratch:
        out, said = Path(scratch) / "run.json", Path(scratch) / "said"
        command = ["hyperfine", "--runs", "1", "--shell=none", "--style", "none", "--output", str(said)]
        line = " ".join(builder.command)
        done = subprocess.run(
            [*command, "--export-json", str(out), line],
            cwd=folder,
            env=_environment(builder),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            words = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
            raise RuntimeError(f"{builder.name} failed in {folder}\n{done.stderr}\n{words[-2000:]}")
        (result,) = json.loads(out.read_text(encoding="utf-8"))["results"]
        return Run(result["mean"], result["user"] + result["system"])


def peak(builder: Builder, folder: Path) -> float | None:
    """Megabytes at the peak of everything the builder started, together: what is shared counts once.

    None where the system does not tell (it does on Linux).
    """
    if sys.platform != "linux":
        return None
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            builder.command, cwd=folder, env=_environment(builder), stdout=said, stderr=said, start_new_session=True
        )
        highest, start = 0, time.perf_counter()
        while process.poll() is None:
            highest = max(highest, held(session(process.pid)))
            time.sleep(min(EVERY, (time.perf_counter() - start) / 4))  # some end before they could be looked at twice
    if process.returncode:
        raise RuntimeError(f"{builder.name} failed in {folder}")
    return highest / 1024


def session(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return found


def held(processes: list[int]) -> int:
    """Kilobytes that processes hold together: of what they share, such as workers with their parent, each a part.

    Programs and libraries are mapped from files and shared with the rest of the machine; of those, the most that one of
    them has in use is counted, once.
    """
    own = mapped = 0
    for process in processes:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        found = {key: int(kilobytes) for key, kilobytes in re.findall(r"(\w+): +(\d+) kB", text)}
        own += found.get("Pss_Anon", 0) + found.get("Pss_Shmem", 0)
        mapped = max(mapped, found.get("Rss", 0) - found.get("Anonymous", 0))
    return own + mapped
