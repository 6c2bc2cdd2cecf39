"""`python -m bench.compiler`: what checking costs cold, unchanged and after one change, and its floor."""

from __future__ import annotations

import argparse
import gc
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench.__main__ import table
from bench.measure import DISPUTED, REPOSITORY, Usage, run

CHECK = (*DISPUTED, "check", "--no-coverage")
PARTS = {
    "start": "starting Python, and loading what every command needs",
    "hash": "listing, reading and hashing every file",
    "yaml": "reading the YAML: libyaml alone, nothing made of it",
    "compare": "comparing the accounts of every claim",
}
SIDES = {
    "long": "10,000 quotes of one article of 5 MB",
    "repeats": "“a a a a …”, 5 MB: quotes of 1 to 2,000 letters, found, missing, with omissions",
    "near": "a wrong quote in an article of 5 MB: the nearest passage",
    "near-repeats": "the same where all of it repeats one word",
}


def _middle(found: Sequence[Usage]) -> Usage:
    return Usage(*(median(getattr(each, name) for each in found) for name in ("seconds", "processor", "megabytes")))


def of_size(root: Path, runs: int) -> dict[str, Usage]:
    """Whole processes on one publication: cold, unchanged, one claim changed, and without the cache."""
    found: dict[str, list[Usage]] = {}
    claim = sorted((root / "seeds" / "claims").iterdir())[len(list((root / "seeds" / "claims").iterdir())) // 2]
    for number in range(runs):
        shutil.rmtree(root / ".cache", ignore_errors=True)
        found.setdefault("cold", []).append(run(CHECK, root)[0])
        found.setdefault("unchanged", []).append(run(CHECK, root)[0])
        with claim.open("a", encoding="utf-8") as stream:
            stream.write(f"# change {number}\n")
        found.setdefault("one changed", []).append(run(CHECK, root)[0])
    found["`--no-cache`"] = [run((*CHECK, "--no-cache"), root)[0]]
    return {name: _middle(each) for name, each in found.items()}


def _clocked(work: Callable[[], object]) -> list[float]:
    wall, processor = perf_counter(), process_time()
    work()
    return [perf_counter() - wall, process_time() - processor]


def floor(root: Path) -> dict[str, list[float]]:
    """What nobody can do without, each by itself: seconds on the clock and of the processor."""
    import yaml

    from generator import snapshot
    from generator.compare import compare
    from generator.compiler import compile_corpus

    gc.set_threshold(100_000)
    texts = [path.read_text(encoding="utf-8") for path in (root / "seeds").rglob("*.yml")]

    def parse() -> None:
        for text in texts:
            loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(text)
            if hasattr(loader, "raw_parse"):
                loader.raw_parse()

    compiled = compile_corpus(root)
    facts, loaded = [each.fact for each in compiled.facts.values()], compiled.corpus
    assert loaded is not None
    return {
        "hash": _clocked(lambda: snapshot.take(root, "seeds")),
        "yaml": _clocked(parse),
        "compare": _clocked(lambda: [compare(fact, loaded) for fact in facts]),
    }


def hard(scale: int = 1) -> dict[str, float]:
    """Seconds of processor time for what is meant to be hard; a scale above 1 makes it that much smaller."""
    from generator import evidence
    from generator.evidence import ArticleText, Span
    from generator.nearmiss import nearest

    random = Random(2017)
    words = ["".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(n % 8 + 2)) for n in range(20_000)]
    sentences = [" ".join(random.choices(words, k=20)).capitalize() for _ in range(40_000 // scale)]
    text = ".\n\n".join(sentences)
    article = ArticleText(text, Span(0, len(text)))
    quotes = random.choices(sentences, k=10_000 // scale)
    repeated = ArticleText("a " * (2_500_000 // scale), Span(0, 5_000_000 // scale))
    patterns = ["a", "a a a a", "a " * 999 + "a", "a " * 999 + "b", "a […] a […] a", "a […] a […] b", "aa"]

    def find() -> None:
        if any(isinstance(evidence.locate(article, quote), evidence.Missed) for quote in quotes):
            raise RuntimeError("a quote that stands there was not found")

    def repeats() -> None:
        for pattern in patterns:
            evidence.locate(repeated, pattern)
            evidence.locate(repeated, pattern, prefix="b")

    wrong = sentences[-1].replace("e", "x", 2)
    return {
        "long": _clocked(find)[1],
        "repeats": _clocked(repeats)[1],
        "near": _clocked(lambda: nearest(article, wrong))[1],
        "near-repeats": _clocked(lambda: nearest(repeated, "a " * 900 + "b"))[1],
    }


def _apart(what: str, *arguments: str) -> Any:
    """One measurement in a process of its own."""
    command = (sys.executable, "-m", "bench.compiler", "--part", what, *arguments)
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def report(sizes: Sequence[int], runs: int, folder: Path, scale: int = 1) -> str:
    """The tables, in Markdown."""
    rows, floors = [], []
    for size in sizes:
        root = folder / f"claims-{size}"
        subprocess.run([sys.executable, "-m", "bench.corpus", str(root), str(size)], cwd=REPOSITORY, check=True)
        used = of_size(root, runs)
        rows += [
            [f"{size:,} claims, {name}", f"{u.seconds:.2f} s", f"{u.processor:.2f} s", f"{u.megabytes:.0f} MB"]
            for name, u in used.items()
        ]
        start = _middle([run((*DISPUTED, "--version"), root)[0] for _ in range(runs)])
        parts = {"start": [start.seconds, start.processor], **_apart("floor", str(root))}
        floors += [
            [f"{size:,} claims: {label}", *(f"{seconds:.2f} s" for seconds in parts[name])]
            for name, label in PARTS.items()
        ]
        shutil.rmtree(root)
    sides = _apart("hard", str(scale))
    return "\n".join(
        (
            table(["`disputed check`", "clock", "processor", "peak of one process"], rows),
            "What nobody can do without, in one process but for the hashing:\n",
            table(["floor", "clock", "processor"], floors),
            table(["hard cases", "processor"], [[label, f"{sides[name]:.2f} s"] for name, label in SIDES.items()]),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.compiler", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 5000, 10_000], help="how many claims")
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run; the median counts")
    parser.add_argument("--quick", action="store_true", help="one small size, once")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        what, given = arguments.part
        json.dump(floor(Path(given)) if what == "floor" else hard(int(given)), sys.stdout)
        return
    sizes, runs, scale = ([24], 1, 100) if arguments.quick else (sorted(arguments.sizes), arguments.runs, 1)
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as folder:
        sys.stdout.write(report(sizes, runs, Path(folder), scale))


if __name__ == "__main__":
    main()
