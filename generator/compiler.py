"""From a folder to everything the pages need, or to the list of what is wrong: read, resolve, compare, check, cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from markdown_it import MarkdownIt

from generator import checks, corpus, coverage, facts, lineage, prose
from generator.compare import Comparison, compare
from generator.corpus import ClaimFile, Corpus, Progress, no_progress
from generator.coverage import Coverage
from generator.facts import Fact
from generator.problems import Problem, errors, in_order
from generator.records import LazyRecord, Record, replace
from generator.report import Covered, Report
from generator.rows import NOTHING, Rows


class Examined(Record):
    """A fact with its comparison."""

    fact: Fact
    comparison: Comparison


class Compiled(LazyRecord):
    """The outcome of a run.

    Attributes:
        corpus: everything authored; None where not even the publication file could be read.
        facts: every fact that holds, by id.
        coverage: how much of each article's evidence is used, by article.
        problems: everything that is wrong, in a stable order.
        rows: what pages show of each fact, as far as it is known already.
    """

    corpus: Corpus | None
    facts: Mapping[str, Examined]
    coverage: Mapping[str, Coverage]
    problems: tuple[Problem, ...]
    rows: Rows = NOTHING

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.corpus is not None and not errors(self.problems)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """What tells each file of the sources from what it was before, by path."""
        assert self.corpus is not None
        found = {file: each.text for file, each in self.corpus.documents.items()}
        found |= {each.file: each.text.raw for each in self.corpus.articles.values()}
        return {file: sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for file, text in found.items()}

    @property
    def gists(self) -> str:
        """What tells the gists of all claims from what they were before, if anybody knows; or nothing."""
        return ""

    @property
    def covered(self) -> Mapping[str, Covered]:
        """The same in brief."""
        return self.coverage

    @property
    def ground(self) -> tuple[object, ...]:
        """What every part holds."""
        assert self.corpus is not None
        return self.corpus.registries

    def part(self, names: Sequence[str]) -> Compiled:
        """Some facts, with the articles they rest on, to be sent elsewhere; what else was authored is all there."""
        assert self.corpus is not None
        facts = {name: self.facts[name] for name in names}
        named = {witness.article.id for each in facts.values() for witness in each.fact.witnesses}
        versions = sorted({each for name in named for each in self.corpus.versions[name]})
        articles = {name: self.corpus.articles[name] for name in versions}
        corpus = replace(self.corpus, articles=articles, claims={}, documents={}, broken_claims=())
        return Compiled(corpus, facts, {}, ())

    @property
    def report(self) -> Report:
        """What checking came to."""
        accounts = sum(len(examined.fact.witnesses) for examined in self.facts.values())
        coverage = {name: each.summary for name, each in self.coverage.items()}
        return Report(self.problems, coverage, len(self.facts), accounts)


def examine(corpus: Corpus, file: ClaimFile, markdown: MarkdownIt) -> tuple[Examined | None, list[Problem]]:
    """Check one claim: the fact with its comparison, or None where it does not hold, and everything wrong with it."""
    fact, problems = facts.resolve(corpus, file)
    problems.extend(checks.check_prose(file, markdown))
    problems.extend(checks.check_review(file, corpus))
    if fact is None:
        return None, problems
    comparison = compare(fact, corpus)
    for check in checks.FACT_CHECKS:
        problems.extend(check(fact, comparison))
    return Examined(fact, comparison), problems


def examine_whole(corpus: Corpus, holding: Iterable[Fact], markdown: MarkdownIt) -> Iterator[Problem]:
    """What is wrong with the publication as a whole, but for what `coverage` finds.

    `incremental` does the same in parts, of which it repeats only some: what is added here is added there.
    """
    yield from checks.check_prose_about(corpus, markdown)
    for check in checks.CORPUS_CHECKS:
        yield from check(corpus)
    yield from lineage.check_superseded(holding, corpus)


def compile_corpus(root: Path, progress: Progress = no_progress) -> Compiled:
    """Check a publication.

    Args:
        root: the project's folder, which holds `seeds/`.
        progress: told about every step of the longer loops.
    """
    loaded, problems = corpus.load(root, progress)
    if loaded is None:
        return Compiled(None, {}, {}, in_order(problems))
    markdown = prose.parser()
    examined: dict[str, Examined] = {}
    step = progress("Checking", len(loaded.claims))
    for name, file in sorted(loaded.claims.items()):
        found_out, found = examine(loaded, file, markdown)
        problems.extend(found)
        if found_out is not None:
            examined[name] = found_out
        step()
    for broken in loaded.broken_claims:
        problems.extend(facts.problems_of_accounts(loaded, broken))
    problems.extend(examine_whole(loaded, (entry.fact for entry in examined.values()), markdown))
    covered, found = coverage.coverages(loaded, (entry.fact for entry in examined.values()))
    problems.extend(found)
    return Compiled(loaded, examined, covered, in_order(problems))
