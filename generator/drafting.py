"""The beginning of a claim file: every field with its documentation, and a mark wherever an editor must decide.

What a field is for comes from the model, so that a draft says what the reference says. A draft cannot be published: its
marks are refused until they are filled in.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from generator import evidence, forms, layout
from generator.corpus import SEEDS, Corpus
from generator.evidence import Located
from generator.model import Account, Authored, Claim, Measure, MeasureKind, Value, Verdict
from generator.nearmiss import nearest
from generator.records import Record, replace
from generator.renaming import RefusedError
from generator.suggesting import listing, passages, snippets
from generator.suggesting.passages import How, Passage
from generator.suggesting.snippets import Quotation
from generator.todo import TODO
from generator.yamlscalar import WIDTH

STOP_WORDS = frozenset(
    """
    a an the and or but of in on at to for from with by as into about than that this these those it its they them their
    is are was were be been being am has have had do does did will would shall should can could may might must
    how many much what when where which who whom whose why not there if
    """.split()
)
LONGEST_ID = 60
KINDS = "|".join(MeasureKind)
ONLY_FOR = re.compile(rf"(?:For )?((?:{KINDS})(?:(?:, | and )(?:{KINDS}))*):\s*")
"""How a description begins that is about some kinds of measure only."""

SCHEMA = "# yaml-language-server: $schema=../../.disputed/schema/claim.json"

Fields = Sequence[tuple[str, snippets.Value, str]]
"""Keys with their values, and what is known about them."""


class Known(Record):
    """What is known of an account before anybody has decided anything: its fields, in the order of the model."""

    fields: Fields


def slug(question: str) -> str:
    """An id for a question: its words without those that every question has; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", question.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"'s?\b", "", plain))
    kept = [word for word in words if word not in STOP_WORDS] or words
    name = ""
    for word in kept:
        if len(name) + len(word) + 1 > LONGEST_ID:
            break
        name += f"-{word}" if name else word
    return name


def located(corpus: Corpus, quote: str, article: str | None) -> Passage:
    """Where a quote stands, word for word.

    Raises:
        RefusedError: when it stands nowhere, or in several articles.
    """
    names = [article] if article else sorted(corpus.articles)
    found = [name for name in names if isinstance(evidence.locate(corpus.articles[name].text, quote), Located)]
    exact = [
        each for each in passages.find(corpus, quote, found or names, 8) if each.how is How.EXACT and each.paragraph
    ]
    stands_in = sorted({each.article.id for each in exact})
    if len(stands_in) > 1:
        raise RefusedError(f"The quote stands in {' and in '.join(stands_in)}; name one with --article.")
    if len(exact) > 1:
        raise RefusedError(f"The quote stands in {stands_in[0]} more than once; quote more words.")
    if not exact:
        where = article or "any stored article"
        near = next(filter(None, (nearest(corpus.articles[name].text, quote) for name in names)), None)
        raise RefusedError(f"The quote does not stand in {where}." + (f" Nearest: {near.text}" if near else ""))
    passage = exact[0]
    own = snippets.quotation(passage.article.text, passage.span)
    if "[" in quote and found:  # words left out or added: what was typed is the quote
        own = Quotation(quote)
    if own is None:
        raise RefusedError(f"The quote begins or ends inside a word or number of {passage.article.id}.")
    return replace(passage, quotation=own)


def known_of(passage: Passage) -> Known:
    """What a passage says of an account."""
    return Known(listing.fields(passage))


def known_of_article(corpus: Corpus, article: str) -> Known:
    """What an article says of an account that is taken from it."""
    return _unknown(article, f"appeared {corpus.articles[article].appeared}")


def _unknown(article: str = TODO, appeared: str = "") -> Known:
    return Known(
        (
            ("id", TODO, ""),
            ("article", article, ""),
            ("speaker", TODO, ""),
            ("said", TODO, appeared),
            ("as_of", TODO, ""),
            ("quote", TODO, ""),
            ("value", {TODO: VALUE}, ""),
        )
    )


def told_apart(accounts: Sequence[Known]) -> list[Known]:
    """Accounts of which no two have one id."""
    seen: dict[str, int] = {}
    found = []
    for known in accounts:
        name = str(known.fields[0][1])
        seen[name] = seen.get(name, 0) + 1
        own = f"{name}-{seen[name]}" if seen[name] > 1 and name != TODO else name
        found.append(Known((("id", own, ""), *known.fields[1:])))
    return found


VALUE = "what the quote states, in the terms of the claim’s measure"


def draft(corpus: Corpus, question: str, kind: MeasureKind | None, accounts: Sequence[Known]) -> str:
    """The text of a claim file.

    Args:
        corpus: the publication, for its topics.
        question: the question that the page answers.
        kind: what the accounts disagree about, where that is known.
        accounts: what is known of them; none gives one account with marks only.
    """
    first = next((value for known in accounts for key, value, _ in known.fields if key == "id"), TODO)
    topics = list(corpus.publication.topics)
    lines = [
        SCHEMA,
        f"# A draft. Every `{TODO}` is refused until it is filled in; so remove what this fact does not need.",
        "",
    ]
    given: dict[str, snippets.Value] = {
        "title": question,
        "claimed_by": first,
        "topics": topics[0] if len(topics) == 1 else f"{TODO} {', '.join(topics)}",
    }
    for name, description, required in _described(Claim):
        match name:
            case "measure":
                lines += [*_comment(description), "measure:", *_measure(kind)]
            case "accounts":
                lines += [*_comment(description), "accounts:"]
                for number, known in enumerate(accounts or [_unknown()]):
                    lines += _account(known, kind, explained=number == 0)
            case "verdict":
                lines += [*_comment(description), "verdict:", *_record(Verdict, {}, 2)]
            case _ if required:
                lines += [*_comment(description), *snippets.lines(name, given.get(name, TODO))]
            case _:
                lines += _comment(f"{name}: {description}")
    text = "\n".join(lines) + "\n"
    laid_out, problems = layout.formatted(f"{SEEDS}/claims/{TODO}.yml", text)
    if laid_out is None:
        raise RefusedError(" ".join(problem.message for problem in problems))
    return laid_out


def _described(model: type[Authored], kind: MeasureKind | None = None) -> Iterator[tuple[str, str, bool]]:
    """The keys of a record, with what they are for and whether they are required; without those of other kinds."""
    for key in forms.keys(model):
        description = key.description
        only = ONLY_FOR.match(description)
        if only and kind is not None and kind.value not in re.findall(KINDS, only[1]):
            continue
        if only and kind is not None:
            rest = description[only.end() :]
            description = rest[:1].upper() + rest[1:]
        yield key.typed, description, key.required


def _comment(text: str, indent: int = 0) -> list[str]:
    margin = " " * indent + "# "
    return [
        margin + line
        for line in textwrap.wrap(text, WIDTH - len(margin), break_long_words=False, break_on_hyphens=False)
    ]


def _record(model: type[Authored], given: Mapping[str, snippets.Value], indent: int) -> list[str]:
    """The keys of a record: those that must be there as marks, the others as comments."""
    lines: list[str] = []
    for name, description, required in _described(model):
        if required or name in given:
            lines += [*_comment(description, indent), *snippets.lines(name, given.get(name, TODO), indent)]
        else:
            lines += _comment(f"{name}: {description}", indent)
    return lines


def _measure(kind: MeasureKind | None) -> list[str]:
    lines: list[str] = []
    for name, description, _ in _described(Measure, kind):
        if name == "kind":
            value: snippets.Value = kind.value if kind else f"{TODO} {', '.join(MeasureKind)}"
            lines += [*_comment(description, 2), *snippets.lines(name, value, 2)]
        elif kind is not None and name in NEEDED.get(kind, ()):
            value = {TODO: TODO} if name == "categories" else TODO
            lines += [*_comment(description, 2), *snippets.lines(name, value, 2)]
        else:
            lines += _comment(f"{name}: {description}", 2)
    return lines


NEEDED = {MeasureKind.QUANTITY: ("unit",), MeasureKind.BREAKDOWN: ("unit", "categories")}
"""Keys of a measure that its kind cannot do without."""


def _account(known: Known, kind: MeasureKind | None, *, explained: bool) -> list[str]:
    """One account; the first one says what its keys are for."""
    given = {key: (value, note) for key, value, note in known.fields}
    lines: list[str] = []
    for name, description, _ in _described(Account):
        if explained:
            lines += _comment(description if name in given else f"{name}: {description}", 4)
        if name == "value" and explained:
            lines += [f"    {name}:"]
            for key, words, _ in _described(Value, kind):
                lines += _comment(f"{key}: {words}", 6)
            lines += snippets.lines(TODO, VALUE, 6)
        elif name in given:
            value, note = given[name]
            lines += snippets.lines(name, value, 4, listing.comment(note))
    at = next(n for n, line in enumerate(lines) if not line.lstrip().startswith("#"))
    # what stands above the first key stands above the dash
    return [line[2:] for line in lines[:at]] + [f"  - {lines[at].lstrip()}", *lines[at + 1 :]]
