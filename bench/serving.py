"""`python -m bench.serving 300`: seconds from the save of a claim file to the new words in an open browser page.

A made-up publication of so many facts, `disputed serve` as a process, and a real Chromium that nobody touches. The
clock runs from the moment the file is in its place to the moment the words can be read on the page.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, sleep
from typing import IO, NamedTuple

from playwright.sync_api import Page, sync_playwright

from bench import corpus

ROOT = Path(__file__).resolve().parents[1]
BUILT = re.compile(r"^(http://\S+)  built in ([\d.]+) s")
PATIENCE = 3_600_000  # milliseconds: a first build of very many facts is long


class Edit(NamedTuple):
    """Seconds that an edit took.

    Attributes:
        whole: from the save until the words are there.
        build: of these, the build.
        processor: of the build's processes; unlike the others, they say the same on a machine that has more to do.
    """

    whole: float
    build: float
    processor: float

    def told(self) -> str:
        build = f"{self.build:.2f} s of it the build ({self.processor:.2f} s of processor)"
        return f"{self.whole:.2f} s from the save to the words, {build}"


class Terminal:
    """What `disputed serve` prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        self.process = process
        self.stream: IO[str] = process.stderr
        self.said: list[str] = []

    def built(self) -> tuple[str, float]:
        """The address and how long the next build took."""
        for line in self.stream:
            self.said.append(line)
            if found := BUILT.match(line):
                return found[1], float(found[2])
        raise RuntimeError("`disputed serve` ended:\n" + "".join(self.said))

    def processor(self) -> float:
        """Seconds of processor that all builds so far took; 0 where the system does not tell."""
        try:
            number = self.process.pid
            (stands_by,) = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="utf-8").split()
            fields = Path(f"/proc/{stands_by}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (OSError, ValueError):
            return 0.0
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(root: Path) -> Iterator[Terminal]:
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "serve", "--address", "127.0.0.1:0"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Terminal(process)
    finally:
        process.terminate()
        process.wait()


def save(path: Path, text: str) -> None:
    """As editors do it: beside its place, then renamed."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def edits(root: Path, page: Page, terminal: Terminal, home: str, runs: int) -> Iterator[Edit]:
    """Each edit is in a claim file of its own."""
    rng = Random(corpus.SEED)
    claims = sorted((root / "seeds/claims").glob("*.yml"))
    for number, claim in enumerate(rng.sample(claims, min(runs, len(claims)))):
        words = f"Saved as number {number}."
        text = claim.read_text(encoding="utf-8")
        changed = re.sub(r"^(  summary:)(?: >-\n   )? ", rf"\1 {words} ", text, count=1, flags=re.MULTILINE)
        assert changed != text, f"{claim} has no summary"
        page.goto(f"{home}claims/{claim.stem}/")
        before = terminal.processor()
        start = perf_counter()
        save(claim, changed)
        page.wait_for_function(
            "words => document.body?.innerText.includes(words)", arg=words, polling="raf", timeout=PATIENCE
        )
        seconds = perf_counter() - start
        build = terminal.built()[1]
        while (processor := terminal.processor()) == before > 0:  # counted once the build's process has been waited for
            sleep(0.01)
        yield Edit(seconds, build, processor - before)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.serving", description=__doc__)
    parser.add_argument("facts", type=int, nargs="?", default=300, help="how many facts")
    parser.add_argument("--edits", type=int, default=7, help="how many edits")
    arguments = parser.parse_args()
    browser = os.environ.get("DISPUTED_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as folder, sync_playwright() as playwright:
        root = Path(folder)
        corpus.make(root, arguments.facts)
        corpus.add_site(root, ROOT)
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        with served(root) as terminal:
            home, seconds = terminal.built()
            print(f"{arguments.facts:,} facts; the first build: {seconds:.1f} s", flush=True)
            found = []
            for edit in edits(root, page, terminal, home, arguments.edits):
                found.append(edit)
                print(f"  {edit.told()}", flush=True)
        chromium.close()
    print(f"median: {Edit(*(median(each) for each in zip(*found, strict=True))).told()}")


if __name__ == "__main__":
    main()
