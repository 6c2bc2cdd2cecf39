"""`python -m bench.start`: what commands cost that have next to nothing to do, on this repository's own publication.

Nearly all of it is starting Python and loading modules. Run it twice, or on two checkouts in turn: other work on the
machine makes processor time longer, too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import corpus
from bench.__main__ import table
from bench.measure import DISPUTED, REPOSITORY, run

BARE = (sys.executable, "-c", "pass")
COMMANDS: dict[str, Sequence[str]] = {
    "Python by itself": BARE,
    "`--version`": (*DISPUTED, "--version"),
    "`check`, nothing changed": (*DISPUTED, "check"),
    "`check --no-cache`": (*DISPUTED, "check", "--no-cache"),
    '`find "buses"`': (*DISPUTED, "find", "buses"),
    "`fmt --check`": (*DISPUTED, "fmt", "--check"),
    "`build`, nothing changed": (*DISPUTED, "build"),
}


def report(folder: Path, runs: int) -> str:
    """The table, in Markdown; commands take turns, so that a machine that is busy for a while is unfair to none."""
    shutil.copytree(REPOSITORY / "seeds", folder / "seeds")
    corpus.add_site(folder, REPOSITORY)
    run((*DISPUTED, "build"), folder)  # which also leaves every module compiled
    run((*DISPUTED, "check"), folder)
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            found[name].append(run(command, folder)[0].processor)
    rows = [[name, f"{median(each):.2f} s", f"{min(each):.2f} s"] for name, each in found.items()]
    return table(["processor", "median", "least"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="how often each command is run")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, Python compiles every module again at every start
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as folder:
        sys.stdout.write(report(Path(folder), arguments.runs))


if __name__ == "__main__":
    main()
