"""`python -m bench.mutations 10000`: claim files with one slip each, and what the compiler says of them.

A slip whose line is known (a changed letter in a quote, a misspelt key, an id that nothing has) must be reported in
that file, on that line. Any other damage may pass or be reported, but a check must not raise, hang or write.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator import reporting
from generator.compiler import compile_corpus

LONGEST = 2.0
"""Seconds of processor time that a check may take."""
IDS = re.compile(r"^( *(?:- )?(?:article|speaker|claimed_by|heard_from|through|topics): )([a-z0-9-]+)$")
KEYS = re.compile(r"^( *(?:- )?)([a-z_]{4,})(:)")
WORDS = re.compile(r"^( *quote: .*?)([a-z])([a-z]{3,}.*)$")


@dataclass(frozen=True, slots=True)
class Slip:
    """A damaged file: what was done to it, its new text, and the line that must be named; 0 for none."""

    what: str
    text: str
    line: int


def _at_line(
    what: str, pattern: re.Pattern[str], change: Callable[[re.Match[str], Random], str]
) -> Callable[..., Slip]:
    def slip(text: str, chance: Random) -> Slip:
        lines = text.split("\n")
        fit = [n for n, line in enumerate(lines) if pattern.match(line)]
        n = chance.choice(fit)
        match = pattern.match(lines[n])
        assert match
        lines[n] = change(match, chance)
        return Slip(what, "\n".join(lines), n + 1)

    return slip


def _swapped(word: str) -> str:
    return word[:-2] + word[-1] + word[-2] if word[-1] != word[-2] else word + "x"


def _cut(text: str, chance: Random) -> Slip:
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return Slip("a stretch cut out", text[:start] + text[end:], 0)


def _noise(text: str, chance: Random) -> Slip:
    at = chance.randrange(len(text) + 1)
    noise = "".join(chance.choice(":-[]{}&*!|>'\"%@`#, \n\t0aé\u202e“") for _ in range(chance.randint(1, 8)))
    return Slip("characters put in", text[:at] + noise + text[at:], 0)


def _moved(text: str, chance: Random) -> Slip:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return Slip("a line moved", "\n".join(lines), 0)


SLIPS: tuple[Callable[[str, Random], Slip], ...] = (
    _at_line("a letter of a quote", WORDS, lambda m, _: m[1] + ("q" if m[2] != "q" else "z") + m[3]),
    _at_line("a key misspelt", KEYS, lambda m, _: m[1] + _swapped(m[2]) + m[3] + m.string[m.end() :]),
    _at_line("an id of nothing", IDS, lambda m, _: f"{m[1]}{m[2]}-q"),
    _cut,
    _noise,
    _moved,
)


def run(project: Path, count: int, seed: int) -> Iterator[tuple[Slip, str, float]]:
    """Damage one claim file of a sound publication after another: the slip, what is wrong with the report, seconds."""
    chance = Random(seed)
    files = sorted((project / "seeds" / "claims").glob("*.yml"))
    assert not compile_corpus(project).problems
    for _ in range(count):
        path = chance.choice(files)
        sound = path.read_text(encoding="utf-8")
        slip = chance.choice(SLIPS)(sound, chance)
        data = slip.text.encode()
        path.write_bytes(data)
        begin = time.process_time()
        problems = compile_corpus(project).problems
        seconds = time.process_time() - begin
        wrong = "" if path.read_bytes() == data else "the file was changed"
        named = {problem.place.line for problem in problems if problem.place.file == f"seeds/claims/{path.name}"}
        if slip.line and slip.line not in named:
            wrong = f"line {slip.line} of {path.name} is not named:\n{reporting.as_text(problems)}"
        path.write_text(sound, encoding="utf-8")
        yield slip, wrong, seconds


def main() -> int:
    """Run and count."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutations", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--project", type=Path, default=Path(__file__).parents[1] / "tests" / "toy")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    slowest, failed = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(arguments.project / "seeds", project / "seeds")
        for slip, wrong, seconds in run(project, arguments.count, arguments.seed):
            counts[slip.what] += 1
            slowest = max(slowest, seconds)
            if wrong or seconds > LONGEST:
                failed += 1
                print(f"{slip.what}: {wrong or f'{seconds:.1f} s'}")
    for what, count in sorted(counts.items()):
        print(f"{count:6} {what}")
    print(f"{failed} failed; the slowest check took {slowest:.2f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
