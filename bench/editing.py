"""`python -m bench.editing`: how long an editor waits for the language server, on a large made-up publication.

The server runs as a process, as an editor starts it. What is measured is what the editor sees: from the moment a
question is written to the moment the answer is read. After an edit, the pause that the server waits for is part of it.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

from bench import corpus
from bench.__main__ import table
from generator.languageserver.server import PAUSE
from tests.lspclient import Client

RESULTS = Path(__file__).resolve().parent / "editing.md"
SERVER = (sys.executable, "-m", "generator", "lsp")


class Session:
    """An editor with one claim file open after the other."""

    def __init__(self, client: Client, claims: list[str], rng: Random) -> None:
        self.client = client
        self.claims = claims
        self.rng = rng

    def claim(self) -> tuple[str, str]:
        """One of the claim files, opened if need be, and its text."""
        file = self.rng.choice(self.claims)
        text = (self.client.root / file).read_text(encoding="utf-8")
        if file not in self.client.versions:
            self.client.open(file, text)
            self.client.problems(file, lambda _: True)
        return file, text

    def place(self, text: str, key: str, shift: int) -> tuple[int, int]:
        """A line that begins with a key, chosen by chance, and a column in it."""
        lines = [n for n, line in enumerate(text.splitlines()) if line.strip().startswith(f"{key}:")]
        line = self.rng.choice(lines)
        return line, text.splitlines()[line].index(f"{key}:") + shift


def edit(session: Session) -> float:
    """A wrong word in a quote: from the keystroke to the problem."""
    file, text = session.claim()
    lines = text.splitlines(keepends=True)
    number = session.rng.choice([n for n, line in enumerate(lines) if line.strip().startswith("quote:")])
    end = next(
        n for n in range(number, len(lines)) if lines[n].rstrip("\n").endswith((".", "…", "'", '"')) or n > number
    )
    wrong = [*lines]
    wrong[end] = wrong[end].rstrip("\n").rstrip(".'\"") + " and nobody else ever\n"
    start = perf_counter()
    session.client.type(file, "".join(wrong))
    session.client.problems(file, bool)
    seconds = perf_counter() - start
    session.client.type(file, text)
    session.client.problems(file, lambda found: not found)
    return seconds


def asked(method: str, key: str, shift: int) -> Callable[[Session], float]:
    """A question at a key of a claim file."""

    def ask(session: Session) -> float:
        file, text = session.claim()
        at = session.client.at(file, *session.place(text, key, shift))
        start = perf_counter()
        answer = session.client.request(method, at)
        seconds = perf_counter() - start
        if not answer:
            raise RuntimeError(f"{method} at {key} in {file} has no answer")
        return seconds

    return ask


def typed(key: str) -> Callable[[Session], float]:
    """A letter typed and completion asked for at once: the server has not looked at the new text yet."""

    def ask(session: Session) -> float:
        file, text = session.claim()
        line, column = session.place(text, key, len(key) + 2)
        lines = text.splitlines(keepends=True)
        lines[line] = lines[line][:column] + "t\n"
        start = perf_counter()
        session.client.type(file, "".join(lines))
        answer = session.client.request("textDocument/completion", session.client.at(file, line, column + 1))
        seconds = perf_counter() - start
        if not answer["items"]:
            raise RuntimeError(f"nothing is offered for {key} in {file}")
        session.client.type(file, text)
        return seconds

    return ask


QUESTIONS: dict[str, Callable[[Session], float]] = {
    "the problem, after a wrong word in a quote": edit,
    "completion of a speaker, a letter later": typed("speaker"),
    "completion of a quote, a letter later": typed("quote"),
    "hover over a speaker": asked("textDocument/hover", "speaker", 10),
    "hover over a quote": asked("textDocument/hover", "quote", 9),
    "hover over a key": asked("textDocument/hover", "as_of", 2),
    "definition of a speaker": asked("textDocument/definition", "speaker", 10),
    "definition of an article": asked("textDocument/definition", "article", 10),
    "definition of a quote": asked("textDocument/definition", "quote", 9),
    "list of accounts": asked("textDocument/documentSymbol", "title", 0),
}


def measure(root: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    rng = Random(corpus.SEED)
    claims = sorted(path.relative_to(root).as_posix() for path in (root / "seeds/claims").iterdir())
    chosen = rng.sample(claims, min(len(claims), 20))
    started = perf_counter()
    with Client(SERVER, root) as client:
        client.open(chosen[0])
        client.problems(chosen[0], lambda _: True)
        yield "from the start to the first answer", [perf_counter() - started]
        session = Session(client, chosen, rng)
        # everything is checked once before anything is measured: a name that nobody knows is told of everywhere
        file = "seeds/speakers.yml"
        text = (root / file).read_text(encoding="utf-8")
        started = perf_counter()
        client.open(file, text + "\nnobody-at-all: {name: Nobody at All, kind: person}\n")
        client.problems(file, lambda found: any(each["code"] == "unused-entry" for each in found))
        yield "from the first answer until every claim was checked once, with a new speaker", [perf_counter() - started]
        client.type(file, text)
        client.problems(file, lambda found: not found)
        for name, ask in QUESTIONS.items():
            ask(session)
            yield name, [ask(session) for _ in range(runs)]


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def report(found: list[tuple[str, list[float]]], claims: int) -> str:
    rows = []
    for name, seconds in found:
        late = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
        rows.append((name, str(len(seconds)), milliseconds(median(seconds)), milliseconds(late)))
    machine = (
        f"{platform.system()} {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"
    )
    introduction = (
        f"Written by `python -m bench.editing`, on a made-up publication of {claims:,} claims with {corpus.ACCOUNTS} "
        f"accounts each. {machine}. From the editor's question to its answer, over the wire; the problem after an edit "
        f"includes the {milliseconds(PAUSE)} for which the server waits for the next keystroke."
    )
    rows_of = table(("what", "times", "median", "95th percentile"), rows)
    return f"# How long an editor waits\n\n{introduction}\n\n{rows_of}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.editing", description=__doc__)
    parser.add_argument("--claims", type=int, default=1000, help="how many claims")
    parser.add_argument("--runs", type=int, default=100, help="how often each question is asked")
    parser.add_argument("--quick", action="store_true", help="a small publication, printed and not written down")
    arguments = parser.parse_args()
    claims, runs = (60, 5) if arguments.quick else (arguments.claims, arguments.runs)
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as folder:
        corpus.make(Path(folder), claims)
        text = report(list(measure(Path(folder), runs)), claims)
    sys.stdout.write(text)
    if not arguments.quick:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
