"""`python -m bench`: measure, and write what came out to `bench/results.md`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.measure import BUILD, BUILDER, REPOSITORY, Measured, measure

RESULTS = REPOSITORY / "bench" / "results.md"
PACKAGES = ("mkdocs", "mkdocs-material", "pyyaml", "jinja2", "markdown-it-py", "selectolax")

FLOOR = ("reading", "hashing", "YAML events", "records")
"""Without these nobody can check anything: every file read and hashed, parsed, and made into records."""
OF_CHECK = {
    "reading": "reading every file",
    "hashing": "SHA-256 of the articles",
    "YAML events": "the YAML parser alone (libyaml, events)",
    "YAML": "YAML to strict data, the parser included",
    "records": "data to typed records",
    "normalising": "normalising the articles",
    "sentences": "cutting them into sentences",
    "quotes": "finding the quotes",
    "values": "reading the values inside the quotes",
    "prose": "citations and links in the prose",
    "comparing": "comparing the accounts",
    "coverage": "evidence coverage",
    "all of it": "checking as a whole, without starting Python",
}
OF_GENERATE = {
    "rendering": "views and templates",
    "schemas": "JSON Schemas",
    "writing": "writing the pages",
    "comparing files": "comparing the pages with those on disk",
}
OF_BUILD = {"verifying": "verifying the built site"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruler = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruler, *rows)) + "\n"


def times(a: float, b: float) -> str:
    return f"{a / b:.1f} ×" if b else "–"


def growth(found: Sequence[Measured], amounts: Sequence[float]) -> list[str]:
    """How an amount grows from the first size to the last, next to how the number of claims does."""
    return [times(amounts[-1], amounts[0])] if len(found) > 1 else []


def processes(found: Sequence[Measured]) -> str:
    head = ["whole process"]
    for each in found:
        head += [f"{each.claims:,} claims", "processor", "a claim", "peak"]
    head += [f"{found[-1].claims:,} : {found[0].claims:,}"] if len(found) > 1 else []
    rows = []
    for name in found[0].processes:
        row = [name]
        for each in found:
            used = each.processes[name]
            row += [
                f"{used.seconds:.2f} s",
                f"{used.processor:.2f} s",
                f"{1000 * used.processor / each.claims:.2f} ms",
                f"{used.megabytes:.0f} MB",
            ]
        rows.append(row + growth(found, [each.processes[name].processor for each in found]))
    return table(head, rows)


def parts(found: Sequence[Measured], labels: dict[str, str]) -> str:
    head = ["part, processor time"]
    for each in found:
        head += [f"{each.claims:,} claims", "a claim"]
    head += [f"{found[-1].claims:,} : {found[0].claims:,}"] if len(found) > 1 else []
    rows = []
    for name, label in labels.items():
        if name not in found[0].parts:
            continue
        row = [label]
        for each in found:
            seconds = each.parts[name]
            row += [f"{seconds:.3f} s", f"{1000 * seconds / each.claims:.3f} ms"]
        rows.append(row + growth(found, [each.parts[name] for each in found]))
    return table(head, rows)


def ratios(found: Sequence[Measured]) -> str:
    """What the commands cost in units of what nobody can do without."""
    lines = []
    for each in found:
        floor = sum(each.parts[name] for name in FLOOR)
        whole, rendering = each.parts["all of it"], each.parts["rendering"]
        line = (
            f"- {each.claims:,} claims: reading, hashing, parsing and making records take {floor:.2f} s. Checking is "
            f"{times(whole, floor)} that, rendering {times(rendering, floor)}"
        )
        if BUILD in each.processes:
            builder, build = each.processes[BUILDER].processor, each.processes[BUILD].processor
            line += f". Building is {times(build, builder)} what MkDocs takes by itself"
        lines.append(f"{line}.")
    return "\n".join(lines) + "\n"


def report(found: Sequence[Measured], runs: int) -> str:
    sizes = "; ".join(f"{m.claims:,} claims: {m.files:,} files, {m.megabytes:.1f} MB" for m in found)
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {platform.python_implementation()}"
    introduction = (
        "Written by `make bench`. Made-up publications, every claim with eight accounts, every two claims with an "
        f"article of 5 kB ({sizes}). Each command ran {runs} ×, and the median counts; builders, where they are "
        "shown, ran once. Ratios travel, absolute times do not; time on the clock depends on what else the machine "
        "does, processor time hardly. A process's peak is its own or that of the largest process it started."
    )
    return "\n".join(
        (
            "# What it costs",
            "",
            introduction,
            "",
            f"{machine} {platform.python_version()}; {versions}.",
            "",
            "## Whole processes",
            "",
            processes(found),
            "The second `generate` is checked to have written nothing.",
            "",
            "## What checking consists of",
            "",
            parts(found, OF_CHECK),
            ratios(found),
            "## What generating and building add",
            "",
            parts(found, {**OF_GENERATE, **OF_BUILD}),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000], help="how many claims")
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run; the median counts")
    parser.add_argument("--no-build", action="store_true", help="leave out the builder, which takes minutes")
    parser.add_argument("--quick", action="store_true", help="one small size, once, printed and not written down")
    arguments = parser.parse_args()
    sizes, runs = ([100], 1) if arguments.quick else (sorted(arguments.sizes), arguments.runs)
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as folder:
        found = list(measure(sizes, runs, builds=not arguments.no_build, folder=Path(folder)))
    text = report(found, runs)
    sys.stdout.write(text)
    if not arguments.quick:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
