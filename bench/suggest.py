"""`python -m bench.suggest`: how much of what people found disputed does `disputed suggest` find?

A curated fact counts as found where a proposal has two accounts that stand in the sentences of two accounts of the
fact, in two different sentences. It counts as found cleanly where these are at least half of the proposal's accounts.
A proposal counts as right where it finds a fact. Facts with one account have nothing to line up, and are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.__main__ import table
from bench.measure import REPOSITORY
from generator import yamlfile
from generator.compiler import compile_corpus
from generator.corpus import Corpus, load
from generator.suggesting.proposals import Proposal, propose

INVENTED = REPOSITORY / "tests" / "suggesting" / "invented"
FOLDERS = (REPOSITORY, REPOSITORY / "tests" / "toy", *sorted(path.parent for path in INVENTED.glob("*/expected.yml")))

Sentences = tuple[str, frozenset[int]]
"""An account as the measurement sees it: its article, and the numbers of its sentences."""


@dataclass(frozen=True)
class Found:
    """What the first proposals found.

    Attributes:
        proposals: how many were looked at.
        facts: the facts that are found.
        clean: those that are found cleanly.
        accounts: how many accounts of found facts stand in the proposals that find them.
        right: how many of the proposals find a fact.
    """

    proposals: int
    facts: tuple[str, ...]
    clean: tuple[str, ...]
    accounts: int
    right: int


@dataclass(frozen=True)
class Measured:
    """A publication, what people found disputed in it, and what was proposed."""

    name: str
    facts: Mapping[str, tuple[Sentences, ...]]
    proposals: tuple[Proposal, ...]

    @property
    def accounts(self) -> int:
        """How many accounts there are to find."""
        return sum(map(len, self.facts.values()))

    def found(self, most: int | None = None) -> Found:
        """What the first so many proposals find; all of them, without a number."""
        looked_at = self.proposals[:most]
        facts, clean, accounts = [], [], 0
        right: set[int] = set()
        for name, expected in self.facts.items():
            hit: set[int] = set()
            best = 0.0
            for number, proposal in enumerate(looked_at):
                pairs = matched(proposal, expected)
                if len({sentence for _, sentence in pairs}) < 2:
                    continue
                right.add(number)
                best = max(best, len(pairs) / len(proposal.accounts))
                hit.update(held(proposal, expected))
            if hit:
                facts.append(name)
                accounts += len(hit)
            if best >= 0.5:
                clean.append(name)
        return Found(len(looked_at), tuple(facts), tuple(clean), accounts, len(right))


def places(proposal: Proposal) -> list[tuple[str, int]]:
    """The article and the sentence of each account of a proposal."""
    return [(each.statement.article.id, each.statement.number) for each in proposal.accounts]


def held(proposal: Proposal, expected: Sequence[Sentences]) -> set[int]:
    """The accounts of a fact that stand in a proposal."""
    where = places(proposal)
    return {n for n, (article, numbers) in enumerate(expected) if any(a == article and s in numbers for a, s in where)}


def matched(proposal: Proposal, expected: Sequence[Sentences]) -> list[tuple[int, tuple[str, int]]]:
    """Pairs of an account of a fact and a sentence of a proposal; no account of either is in two pairs."""
    where = places(proposal)
    fitting = [[n for n, (article, numbers) in enumerate(expected) if a == article and s in numbers] for a, s in where]
    owner: dict[int, int] = {}

    def place(number: int, tried: set[int]) -> bool:
        for each in fitting[number]:
            if each not in tried:
                tried.add(each)
                if each not in owner or place(owner[each], tried):
                    owner[each] = number
                    return True
        return False

    for number in range(len(where)):
        place(number, set())
    return [(each, where[number]) for each, number in sorted(owner.items())]


def measure(folder: Path) -> Measured:
    """Propose for a publication, and read what people found disputed in it: its claims, or a list beside it."""
    listed = folder / "expected.yml"
    if listed.exists():
        corpus, _ = load(folder)
        assert corpus is not None
        facts = from_list(corpus, listed)
    else:
        compiled = compile_corpus(folder)
        assert compiled.corpus is not None
        corpus = compiled.corpus
        facts = {
            name: tuple((w.article.id, frozenset(range(*w.sentences))) for w in each.fact.witnesses)
            for name, each in sorted(compiled.facts.items())
        }
    several = {name: expected for name, expected in facts.items() if len(expected) > 1}
    return Measured(folder.name if folder != REPOSITORY else "seeds", several, propose(corpus))


def from_list(corpus: Corpus, path: Path) -> dict[str, tuple[Sentences, ...]]:
    """The facts of a list: for each account its article and words of its sentence."""
    document, problems = yamlfile.read(path.name, path.read_text(encoding="utf-8"))
    assert document is not None, problems
    return {
        name: tuple((article, frozenset([sentence_with(corpus, article, words)])) for article, words in accounts)
        for name, accounts in document.data.items()
    }


def sentence_with(corpus: Corpus, article: str, words: str) -> int:
    """The one sentence of an article that holds some words."""
    (number,) = (n for n, each in enumerate(corpus.articles[article].text.sentences) if words in each.text)
    return number


def report(measured: Measured) -> str:
    """A table of what the first 10, 20, 30 … proposals find, and what none of them finds."""
    steps = [n for n in (10, 20, 30, 40, 60) if n < len(measured.proposals)]
    rows = [
        (
            str(found.proposals),
            f"{len(found.facts)} of {len(measured.facts)}",
            str(len(found.clean)),
            f"{found.accounts} of {measured.accounts}",
            f"{100 * found.right // max(found.proposals, 1)} %",
        )
        for found in (measured.found(n) for n in (*steps, len(measured.proposals)))
    ]
    head = ("first proposals", "facts found", "found cleanly", "accounts found", "proposals that find a fact")
    missing = [name for name in measured.facts if name not in measured.found().facts]
    return f"## {measured.name}\n\n{table(head, rows)}\nNot found: {', '.join(missing) or 'nothing is missing'}.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folders", nargs="*", type=Path, help="publications; by default the curated and the invented ones"
    )
    parser.add_argument("--proposals", type=int, default=0, help="print so many proposals with the facts they find")
    arguments = parser.parse_args()
    for folder in arguments.folders or FOLDERS:
        measured = measure(folder.resolve())
        print(report(measured))
        for number, proposal in enumerate(measured.proposals[: arguments.proposals], 1):
            finds = [
                name
                for name, expected in measured.facts.items()
                if len({sentence for _, sentence in matched(proposal, expected)}) > 1
            ]
            print(f"{number:3} {proposal.id}: {', '.join(finds) or '–'}")
            for account in proposal.accounts:
                print(f"      {account.speaker} · {account.statement.article.id} · {account.statement.text}")


if __name__ == "__main__":
    main()
