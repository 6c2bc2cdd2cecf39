"""Whole processes, measured as the system sees them: time on the clock, time on the processor, peak memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import corpus
from generator.engines import GENERATED
from generator.folders import DOCS

REPOSITORY = Path(__file__).resolve().parent.parent
DISPUTED = (sys.executable, "-m", "generator")
MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "site.bench")
UNCHANGED = "Every page is up to date."
"""What `generate` says when it has written nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and those it started used: seconds, seconds of processor time, megabytes at the peak of one."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True)
class Measured:
    """Everything measured of a publication of one size: whole processes, and seconds by part."""

    claims: int
    files: int
    megabytes: float
    processes: Mapping[str, Usage]
    parts: Mapping[str, float]


def run(command: Sequence[str], folder: Path, **variables: str) -> tuple[Usage, str]:
    """Run a command that must succeed, and return what it used and what it said.

    What the system counts as a process's peak includes what its parent held at that moment, so this one stays small.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "CI", "SITE_URL", "REPOSITORY_URL"))}
    with tempfile.TemporaryFile("w+") as said:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=folder, env={**kept, **variables}, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = said.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[1:])}: exit code {process.returncode}\n{words[:2000]}")
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / scale), words


def pages(folder: Path) -> dict[Path, tuple[int, int]]:
    """The files below `docs/` with what changes when they are written: time and number."""
    found = ((path, path.stat()) for path in (folder / DOCS).rglob("*") if path.is_file())
    return {path: (stat.st_mtime_ns, stat.st_ino) for path, stat in found}


def _clean(folder: Path) -> None:
    """Remove what was generated and built."""
    for name in (DOCS, "site", "site.bench"):
        shutil.rmtree(folder / name, ignore_errors=True)
    corpus.add_site(folder, REPOSITORY)


def check(folder: Path) -> Usage:
    return run((*DISPUTED, "check", "--no-coverage"), folder)[0]


def generate(folder: Path) -> Usage:
    _clean(folder)
    return run((*DISPUTED, "generate"), folder)[0]


def generate_again(folder: Path) -> Usage:
    """Generate what was generated before, and see that not one file is touched."""
    before = pages(folder)
    used, said = run((*DISPUTED, "generate"), folder)
    if said.strip() != UNCHANGED or pages(folder) != before:
        raise RuntimeError(f"nothing had changed, and yet: {said.strip()}")
    return used


def build(folder: Path) -> Usage:
    return run((*DISPUTED, "build"), folder)[0]


def mkdocs(folder: Path) -> Usage:
    """MkDocs alone, over pages that are there already."""
    return run(MKDOCS, folder, NO_MKDOCS_2_WARNING="1", **{GENERATED: "1"})[0]


SHORT: Mapping[str, Callable[[Path], Usage]] = {
    "`disputed check`": check,
    "`disputed generate`, no pages yet": generate,
    "`disputed generate`, nothing changed": generate_again,
}
BUILD, BUILDER = "`disputed build`", "MkDocs alone"
LONG: Mapping[str, Callable[[Path], Usage]] = {BUILD: build, BUILDER: mkdocs}


def parts(folder: Path, names: Iterable[str], runs: int) -> dict[str, float]:
    """Seconds by part, each the median of some runs."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for name in names:
            command = (sys.executable, "-m", "bench.parts", name, str(folder))
            done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
            for part, seconds in json.loads(done.stdout).items():
                found.setdefault(part, []).append(seconds)
    return {part: median(seconds) for part, seconds in found.items()}


def measure(sizes: Iterable[int], runs: int, *, builds: bool, folder: Path) -> Iterator[Measured]:
    """Measure publications of several sizes.

    Runs alternate between sizes and commands, so that a machine that is busy for a while is unfair to none of them.

    Args:
        sizes: how many claims.
        runs: how often everything but building is run; the median counts.
        builds: whether the sites are built, too, once each; that takes a minute for every few thousand pages.
        folder: where the publications go.
    """
    roots = {size: folder / f"claims-{size}" for size in sizes}
    for size, root in roots.items():
        # in a process of its own, so that this one stays small
        subprocess.run([sys.executable, "-m", "bench.corpus", str(root), str(size)], cwd=REPOSITORY, check=True)
        corpus.add_site(root, REPOSITORY)
    used: dict[tuple[int, str], list[Usage]] = {}
    for _ in range(runs):
        for name, command in SHORT.items():
            for size, root in roots.items():
                used.setdefault((size, name), []).append(command(root))
    for size, root in roots.items():
        if builds:
            for name, command in LONG.items():
                used[size, name] = [command(root)]
        seeds = [path.stat().st_size for path in (root / "seeds").rglob("*") if path.is_file()]
        yield Measured(
            size,
            len(seeds),
            sum(seeds) / 1e6,
            {name: _middle(each) for (at, name), each in used.items() if at == size},
            parts(root, ("check", "generate", *(["verify"] if builds else [])), runs),
        )
        shutil.rmtree(root)


def _middle(runs: list[Usage]) -> Usage:
    return Usage(
        median(each.seconds for each in runs),
        median(each.processor for each in runs),
        median(each.megabytes for each in runs),
    )
