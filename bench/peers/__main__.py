"""`python -m bench.peers`: the same facts with Disputed, Hugo, Eleventy, MkDocs and Zensical, side by side.

Everything is installed, the facts are made, and every builder is run in turn, round after round, so that a machine
that is busy for a while is unfair to none. Written are a table, a picture and the figures themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.peers import builders, plot
from bench.peers.builders import BUILDERS, REPOSITORY, Builder, Missing
from bench.peers.facts import facts
from bench.peers.timing import Run, peak, timed

COLD, EDIT = "from nothing", "one fact edited"
OURS, AGAINST = "Disputed", "Hugo"
RESULTS = REPOSITORY / "bench" / "peers.md"
FIGURES = REPOSITORY / "bench" / "peers.json"
PICTURE = REPOSITORY / "docs" / "images" / "speed.svg"
METHOD = (
    "Written by `make peers`. The same made-up facts, eight accounts each. Disputed reads the claim files and the "
    "articles, checks every quote, compares the accounts, draws the pictures, builds with its full theme and verifies "
    "the site; the others are given the finished words and make pages of them, with plain templates (Hugo, Eleventy) "
    "or the theme of Disputed (MkDocs, Zensical)."
)
CLOCK = "The clock also shows what else the machine did; the time of its processors hardly does."
WORSE = 1.2
"""A ratio that has grown by more than this is reported."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one builder needed for one number of facts: medians of seconds, and megabytes at the peak."""

    builder: str
    facts: int
    what: str
    seconds: float
    processor: float
    megabytes: float | None


def measure(chosen: Sequence[Builder], sizes: Sequence[int], rounds: int, slow: int, scratch: Path) -> list[Figure]:
    """Measure every builder at every size, except that the slow ones stop at `slow` facts."""
    found: list[Figure] = []
    for size in sizes:
        here = [b for b in chosen if size <= slow or b.name in (OURS, AGAINST, "Eleventy")]
        source = scratch / f"source-{size}"
        subprocess.run([sys.executable, "-m", "bench.corpus", str(source), str(size)], cwd=REPOSITORY, check=True)
        words = list(facts(source))
        folders = {b.name: scratch / f"{b.name.lower()}-{size}" for b in here}
        for b in here:
            b.write(folders[b.name], source, words)
        runs: dict[tuple[str, str], list[Run]] = {}
        for number in range(rounds):
            for b in here:
                b.clean(folders[b.name])
                runs.setdefault((b.name, COLD), []).append(timed(b, folders[b.name]))
                _complete(b, folders[b.name], size)
                b.edit(folders[b.name], number)
                runs.setdefault((b.name, EDIT), []).append(timed(b, folders[b.name]))
        for b in here:
            b.edit(folders[b.name], rounds)
            memory = {EDIT: peak(b, folders[b.name])}
            b.clean(folders[b.name])
            memory[COLD] = peak(b, folders[b.name])
            for what in (COLD, EDIT):
                each = runs[b.name, what]
                figure = Figure(
                    b.name,
                    size,
                    what,
                    median(run.seconds for run in each),
                    median(run.processor for run in each),
                    memory[what],
                )
                found.append(figure)
                sys.stderr.write(f"{figure}\n")
            shutil.rmtree(folders[b.name])
        shutil.rmtree(source)
    return found


def _complete(builder: Builder, folder: Path, size: int) -> None:
    pages = [page for page in folder.glob(builder.pages) if page.parent.name != "page"]
    if len(pages) < size:
        raise RuntimeError(f"{builder.name} made {len(pages)} pages of {size}")


def ratios(found: Sequence[Figure]) -> dict[str, float]:
    """Our processor time in units of Hugo's, by what was done and for how many facts.

    What else a machine does shows on the clock, and hardly in the time of its processors: only that can be compared
    with figures from another day.
    """
    seconds = {(f.builder, f.what, f.facts): f.processor for f in found}
    return {
        f"{what}, {size}": round(value / seconds[AGAINST, what, size], 3)
        for (name, what, size), value in seconds.items()
        if name == OURS and (AGAINST, what, size) in seconds
    }


def report(found: Sequence[Figure], versions: Mapping[str, str], rounds: int) -> str:
    """The tables."""
    times = f"Median of {rounds} rounds" if rounds > 1 else "One round"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        "# Side by side",
        "",
        f"{METHOD} {times}, in which they take turns; memory is that of all processes together. {CLOCK}",
        "",
        f"{machine}; {', '.join(f'{name} {each}' for name, each in versions.items())}.",
        "",
    ]
    sizes = sorted({f.facts for f in found})
    names = [b for b in versions if any(f.builder == b for f in found)]
    by = {(f.builder, f.what, f.facts): f for f in found}
    for what in (COLD, EDIT):
        head = ["builder"] + [cell for size in sizes for cell in (f"{size:,} facts", "processor", "memory", "× Hugo")]
        rows = []
        for name in names:
            row = [name]
            for size in sizes:
                f, hugo = by.get((name, what, size)), by.get((AGAINST, what, size))
                if f is None:
                    row += ["–"] * 4
                    continue
                row += [
                    f"{f.seconds:.2f} s",
                    f"{f.processor:.2f} s",
                    f"{f.megabytes:.0f} MB" if f.megabytes is not None else "–",
                    f"{f.seconds / hugo.seconds:.2f}" if hugo else "–",
                ]
            rows.append(row)
        ruler = ["---", *["--:"] * (len(head) - 1)]
        lines += [f"## {what[0].upper()}{what[1:]}", ""]
        lines += [f"| {' | '.join(cells)} |" for cells in (head, ruler, *rows)] + [""]
    return "\n".join(lines)


def panels(found: Sequence[Figure]) -> dict[str, plot.Series]:
    """The figures as the picture wants them: processor time, since the clock shows what else the machine did."""
    result: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for f in found:
        title = f"{f.what[0].upper()}{f.what[1:]}, processor time"
        result.setdefault(title, {}).setdefault(f.builder, []).append((f.facts, f.processor))
    return {title: dict(series) for title, series in result.items()}


def worse(found: Sequence[Figure], before: Mapping[str, float]) -> list[str]:
    """The ratios that have grown too much."""
    return [
        f"{name}: {now:.2f} times Hugo's processor time, {before[name]:.2f} before"
        for name, now in ratios(found).items()
        if name in before and now > before[name] * WORSE
    ]


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 5000, 10000], help="how many facts")
    parser.add_argument("--rounds", type=int, default=3, help="how often every builder is run; the median counts")
    parser.add_argument("--slow", type=int, default=1000, help="up to how many facts MkDocs and Zensical take part")
    parser.add_argument("--only", nargs="+", help="only these builders")
    parser.add_argument("--no-install", action="store_true", help="leave out what is not installed")
    parser.add_argument("--compare", action="store_true", help="write nothing; fail where a ratio worsened by a fifth")
    arguments = parser.parse_args()
    if not arguments.no_install:
        builders.install()
    versions: dict[str, str] = {}
    for b in BUILDERS:
        try:
            versions[b.name] = b.version()
        except (Missing, ImportError) as missing:
            sys.stderr.write(f"{b.name} is left out: {missing}\n")
    chosen = [b for b in BUILDERS if b.name in versions and b.name in (arguments.only or versions)]
    with tempfile.TemporaryDirectory(prefix="disputed-peers-") as folder:
        found = measure(chosen, sorted(arguments.sizes), arguments.rounds, arguments.slow, Path(folder))
    text = report(found, {b.name: versions[b.name] for b in chosen}, arguments.rounds)
    sys.stdout.write(text)
    if arguments.compare and not FIGURES.is_file():
        sys.stdout.write(
            f"There is no {FIGURES.name} to compare with: run without --compare and keep what is written.\n"
        )
        return 1
    if arguments.compare:
        lines = worse(found, json.loads(FIGURES.read_text(encoding="utf-8"))["ratios"])
        for line in lines:
            sys.stdout.write(f"::warning title=Slower than before::{line}\n" if os.environ.get("CI") else f"{line}\n")
        return 1 if lines else 0
    RESULTS.write_text(text, encoding="utf-8")
    figures = {"ratios": ratios(found), "figures": [asdict(each) for each in found]}
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(plot.drawing(panels(found)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
