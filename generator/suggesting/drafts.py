"""Proposals as text for people, as JSON, and as claim files with marks, which no publication accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.model import MeasureKind
from generator.plain import clean
from generator.suggesting import snippets
from generator.suggesting.listing import comment, item
from generator.suggesting.proposals import Draft, Proposal, title_words
from generator.todo import TODO

QUESTIONS = {
    MeasureKind.QUANTITY: "How many {unit}",
    MeasureKind.DATE: "When",
    MeasureKind.PLACE: "Where",
}


def claim_file(proposal: Proposal) -> str:
    """A claim file with the accounts filled in as far as the articles give them, and marks for the rest."""
    return "".join(f"{line}\n" for line in _claim(proposal))


def title(proposal: Proposal) -> str:
    """The question, as far as it can be guessed: what is asked, and the words that the statements share."""
    asked = QUESTIONS.get(proposal.group.kind, "What about").format(unit=proposal.unit)
    about = title_words(proposal)
    return " ".join(f"{asked} ({about})?".split()) if about else f"{asked}?"


def _claim(proposal: Proposal) -> Iterator[str]:
    yield "# yaml-language-server: $schema=../.disputed/schema/claim.json"
    yield f"# A draft, made by a machine: {comment(proposal.why)}."
    if proposal.covered_by:
        yield f"# Already in: {', '.join(proposal.covered_by)}"
    yield "# Read every quote where it stands. Replace each todo, remove what does not belong, then move the file to"
    yield "# seeds/claims/. While a todo is left, nothing is published."
    yield from snippets.lines("title", f"{TODO} {title(proposal)}"[:290])
    yield from snippets.lines("claim", TODO, 0, "the statement under review, under 75 characters")
    yield from snippets.lines("claimed_by", proposal.accounts[0].id)
    yield from snippets.lines("topics", TODO)
    yield "measure:"
    yield f"  kind: {proposal.group.kind.value}"
    if proposal.group.kind is MeasureKind.QUANTITY:
        yield from snippets.lines("unit", proposal.unit, 2)
    if proposal.group.kind is MeasureKind.POSITION:
        yield from snippets.lines("answers", {TODO: "the answers, each with the label that readers see"}, 2)
    yield "accounts:"
    for account in proposal.accounts:
        yield from _account(account)
    yield "verdict:"
    yield from snippets.lines("rating", TODO, 2)
    yield from snippets.lines("confidence", TODO, 2)
    yield from snippets.lines("summary", TODO, 2)
    yield from snippets.lines("reviewed", TODO, 2)


def _account(account: Draft) -> Iterator[str]:
    quotation = account.quotation
    line = account.statement.article.text.raw.count("\n", 0, account.span.start) + 1
    fields: list[tuple[str, snippets.Value, str]] = [
        ("id", account.id, ""),
        ("article", account.statement.article.id, f"line {line}"),
        ("speaker", account.speaker, account.note),
    ]
    if account.heard_from:
        fields.append(("heard_from", account.heard_from, ""))
    fields += [
        ("said", account.said, f"“{account.said_words}”" if account.said_words else ""),
        ("as_of", account.as_of, ""),
        ("quote", quotation.quote, ""),
    ]
    fields += [(key, text, "") for key, text in (("prefix", quotation.prefix), ("suffix", quotation.suffix)) if text]
    fields.append(("value", account.value, ""))
    yield from item(fields)


# --- for people and for programs --------------------------------------------------------------------------------------


def as_text(proposals: Sequence[Proposal]) -> str:
    """The proposals in a few lines each: the question, why, and who says what."""
    out: list[str] = []
    for number, proposal in enumerate(proposals, 1):
        if number > 1:
            out.append("")
        out.append(f"{number}. {clean(title(proposal))}  [{proposal.id}]")
        out.append(f"   {clean(proposal.why)}.")
        if proposal.covered_by:
            out.append(f"   = already in {', '.join(proposal.covered_by)}")
        for account in proposal.accounts:
            line = account.statement.article.text.raw.count("\n", 0, account.span.start) + 1
            compared = proposal.group.kind is not MeasureKind.POSITION
            states = f" · {_in_short(account.value)}" if compared else ""
            place = f"{account.statement.article.id}, line {line}"
            out.append(clean(f"   - {account.speaker} · {place} · said {account.said}{states}"))
            out.append(clean(f"     {_cut(account.quotation.quote)}"))
    return "".join(f"{line}\n" for line in out)


def _in_short(value: Mapping[str, snippets.Value]) -> str:
    if TODO in value:
        return "value to be filled in"
    return ", ".join(f"{key}: {each if isinstance(each, str) else ', '.join(each)}" for key, each in value.items())


def _cut(text: str) -> str:
    return text if len(text) <= 180 else f"{text[:179].rpartition(' ')[0]} …"


def as_json(proposals: Sequence[Proposal]) -> str:
    """Everything that is known of each proposal."""
    listed = [
        {
            "id": proposal.id,
            "title": title(proposal),
            "kind": proposal.group.kind.value,
            "why": proposal.why,
            "differs": proposal.group.differs > 0,
            "score": round(proposal.group.score, 2),
            "words": list(proposal.words),
            "already_in": list(proposal.covered_by),
            "accounts": [
                {
                    "id": account.id,
                    "article": account.statement.article.id,
                    "start": account.span.start,
                    "end": account.span.end,
                    "speaker": account.speaker,
                    "heard_from": account.heard_from,
                    "said": account.said,
                    "as_of": account.as_of,
                    "quote": account.quotation.quote,
                    "prefix": account.quotation.prefix or None,
                    "suffix": account.quotation.suffix or None,
                    "value": account.value,
                }
                for account in proposal.accounts
            ],
            "file": claim_file(proposal),
        }
        for proposal in proposals
    ]
    return json.dumps({"proposals": listed}, ensure_ascii=False, indent=2) + "\n"


def write(folder: Path, proposals: Sequence[Proposal]) -> tuple[list[Path], list[Path]]:
    """Write each proposal into a folder; a file that is there is left as it is.

    Returns:
        What was written, and what was there already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    kept: list[Path] = []
    for proposal in proposals:
        path = folder / f"{proposal.id}.yml"
        beside = folder / f".{proposal.id}.yml.new"
        beside.write_text(claim_file(proposal), encoding="utf-8", newline="\n")
        try:
            path.hardlink_to(beside)  # unlike a rename, this fails where the file exists
            written.append(path)
        except FileExistsError:
            kept.append(path)
        finally:
            beside.unlink()
    return written, kept
