"""From groups of statements to proposed claims: accounts with exact quotes, values, speakers and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from generator import authored, dates
from generator.corpus import Corpus
from generator.evidence import Located, Span
from generator.model import Measure, MeasureKind, Value
from generator.readings import Interpretation, interpret
from generator.records import Record
from generator.suggesting import snippets
from generator.suggesting.concepts import Vocabulary
from generator.suggesting.lining import Group, figures_of, line_up
from generator.suggesting.passages import citations
from generator.suggesting.snippets import Quotation
from generator.suggesting.statements import Statement, statements
from generator.suggesting.words import STOP, WORD
from generator.todo import TODO

FEW_WORDS = 5
"""Fewer words than these are no quote; the sentence around them is."""


class Draft(Record):
    """An account as it is proposed.

    Attributes:
        id: its id in the claim.
        statement: what it was made of.
        quotation: the exact words.
        span: where they stand in the stored file.
        speaker: what goes behind `speaker`: an id, or a mark with the words of the article.
        note: what the speaker rests on.
        heard_from: who told the speaker, where the sentence says so.
        said: when it was said.
        said_words: the words it rests on; empty where it is the day of publication.
        as_of: the time it is about.
        value: the value in the terms of the measure, or a mark.
    """

    id: str
    statement: Statement
    quotation: Quotation
    span: Span
    speaker: str
    note: str
    heard_from: str | None
    said: str
    said_words: str
    as_of: str
    value: Mapping[str, snippets.Value]


class Proposal(Record):
    """A claim file that is proposed.

    Attributes:
        id: a name for its file.
        group: the statements it was made of.
        words: the words that its statements share, as the articles have them.
        unit: what is counted, where figures are compared.
        why: why it is proposed, in one sentence.
        accounts: the accounts.
        covered_by: the claims that already hold at least half of it, and two accounts of it.
    """

    id: str
    group: Group
    words: tuple[str, ...]
    unit: str
    why: str
    accounts: tuple[Draft, ...]
    covered_by: tuple[str, ...]


def propose(corpus: Corpus, articles: Sequence[str] = ()) -> tuple[Proposal, ...]:
    """What may be disputed in the stored articles, most likely first.

    Args:
        corpus: the articles, and the claims that exist.
        articles: ids of articles; a proposal has an account from one of them. All, where there are none.
    """
    vocabulary = Vocabulary(corpus)
    found = line_up(corpus, tuple(statements(corpus, vocabulary, corpus.articles)))
    cited = citations(corpus, set(corpus.articles))
    proposals: list[Proposal] = []
    taken: set[str] = set(corpus.claims)
    for group in found:
        if articles and not any(member.article.id in articles for member in group.members):
            continue
        proposal = _proposal(corpus, group, cited, taken)
        if proposal is not None:
            taken.add(proposal.id)
            proposals.append(proposal)
    return tuple(proposals)


def _proposal(
    corpus: Corpus, group: Group, cited: Mapping[str, list[tuple[str, str, Located]]], taken: set[str]
) -> Proposal | None:
    words = shared_words(group)
    unit = _noun(group)
    measure = _measure(group.kind, unit)
    accounts: list[Draft] = []
    ids: set[str] = set()
    for member in group.members:
        account = _account(corpus, group, member, measure, ids)
        if account is not None:
            ids.add(account.id)
            accounts.append(account)
    if len({(each.statement.voice, each.statement.article.id) for each in accounts}) < 2:
        return None
    name = _free(_name(group, words, unit), taken)
    return Proposal(name, group, words, unit, _why(group, unit), tuple(accounts), _covered(accounts, cited))


def _measure(kind: MeasureKind, unit: str) -> Measure:
    return Measure(kind=kind, unit=unit or None)


def shared_words(group: Group) -> tuple[str, ...]:
    """The commonest words in which the statements put what they share."""
    listed = []
    common = frozenset.intersection(*(member.concepts for member in group.members))
    wanted = [each for each in group.shared if not each.startswith("?")]
    wanted += sorted(common - set(wanted))
    for concept in wanted:
        used = Counter(
            member.article.text.sentences[member.number].text[mention.start : mention.end]
            for member in group.members
            for mention in member.mentions
            if mention.concept == concept
        )
        if used and concept != group.unit:
            listed.append(min(used, key=lambda word: (-used[word], word)))
    return tuple(dict.fromkeys(listed))[:4]


def _noun(group: Group) -> str:
    """What is counted, in the word that is used most."""
    if group.kind is not MeasureKind.QUANTITY:
        return ""
    used = Counter(figure.noun for member in group.members for figure in figures_of(member, group.unit))
    return min(used, key=lambda noun: (-used[noun], noun)) if used else group.unit


def _name(group: Group, words: Sequence[str], unit: str) -> str:
    lead = {
        MeasureKind.QUANTITY: f"how-many-{unit}",
        MeasureKind.DATE: "when",
        MeasureKind.PLACE: {"to": "where-to", "from": "where-from"}.get(group.role, "where"),
    }.get(group.kind, "what")
    parts = [lead, *(word for word in words if word.casefold() not in (unit, group.unit))]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).casefold()).strip("-")[:60].strip("-") or "proposal"


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _why(group: Group, unit: str) -> str:
    voices, articles = len(group.voices), len({member.article.id for member in group.members})
    who = f"{voices} voices in {articles} articles" if articles > 1 else f"{voices} voices in one article"
    if voices == 1:
        who = f"one voice in {articles} articles"
    what = {
        MeasureKind.QUANTITY: f"figures for {unit}",
        MeasureKind.DATE: "days",
        MeasureKind.PLACE: "places",
    }.get(group.kind, "statements")
    how = {
        2: f"{what} that differ",
        1: f"{what} that may differ" if group.kind is MeasureKind.POSITION else f"{what} put differently",
        0: f"{what} on the same thing, which do not visibly differ",
    }[group.differs]
    return f"{who} give {how}" if voices != 1 else f"{who} gives {how}"


# --- one account ------------------------------------------------------------------------------------------------------


def _account(corpus: Corpus, group: Group, member: Statement, measure: Measure, taken: set[str]) -> Draft | None:
    text = member.article.text
    sentence = text.sentences[member.number]
    spans = [sentence.span] if len(member.text.split()) < FEW_WORDS else [member.span, sentence.span]
    quotation, span = next(
        ((made, each) for each in spans if (made := snippets.quotation(text, each)) is not None), (None, None)
    )
    if quotation is None or span is None:
        return None
    said, words = _said(member)
    attribution = member.attribution
    if attribution is None:
        speaker, note = member.speaker or TODO, "nobody is named; the article’s own words"
    elif member.speaker is None:
        speaker, note = f"{TODO} “{attribution.holder}”", "no entry of speakers.yml has this spelling"
    else:
        speaker = member.speaker
        note = f"“{attribution.holder}”" + (", in a sentence before" if attribution.borrowed else "")
    return Draft(
        _free(member.speaker or _slug(attribution.holder if attribution else "") or "account", taken),
        member,
        quotation,
        span,
        speaker,
        note,
        attribution.heard_from if attribution else None,
        said,
        words,
        _as_of(member, said),
        _value(corpus, group, member, measure, text.raw[span.start : span.end]),
    )


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:40].strip("-")


def _said(member: Statement) -> tuple[str, str]:
    """When it was said, and the words for it: what the sentence gives; else by the day the article appeared."""
    appeared = member.article.appeared
    if member.attribution is None:
        return appeared.isoformat(), ""
    given = member.attribution.said
    if given is not None:
        first = dates.parse(given.edtf).first
        if first is None or first <= appeared:
            return given.edtf, given.words
    return f"../{appeared.isoformat()}", ""


def _as_of(member: Statement, said: str) -> str:
    """The time it is about: a day it names that is not after it was said; else by the day it was said."""
    last = dates.parse(said).last or member.article.appeared
    for dating in member.datings:
        period = dates.parse(dating.edtf)
        if _until(period.last) <= last:
            return dating.edtf
    return f"../{last.isoformat()}"


def _until(day: date | None) -> date:
    return day or date.max


def _value(
    corpus: Corpus, group: Group, member: Statement, measure: Measure, quoted: str
) -> Mapping[str, snippets.Value]:
    """The value as the model would read it from the quoted words, or a mark."""
    for candidate in _candidates(group, member):
        if _holds(candidate, measure, quoted, corpus):
            return candidate
    return {TODO: TODOS[group.kind]}


TODOS = {
    MeasureKind.QUANTITY: "the figure, or `unstated` with the words that leave it open",
    MeasureKind.DATE: "`date` with `words`, or `unstated`",
    MeasureKind.POSITION: "`answer`, one of the answers above, with `words`",
    MeasureKind.PLACE: "`place`, an id from places.yml, or `unstated`",
}


def _candidates(group: Group, member: Statement) -> Iterator[Mapping[str, snippets.Value]]:
    match group.kind:
        case MeasureKind.QUANTITY:
            for figure in sorted(figures_of(member, group.unit), key=lambda each: "unstated" in each.value):
                yield dict(figure.value)
        case MeasureKind.DATE:
            for dating in member.datings:
                yield {"date": dating.edtf, "words": dating.words}
        case MeasureKind.PLACE:
            for place in (each for each in member.places if each.role == group.role):
                if place.place is not None:
                    yield {"place": place.place}
                    yield {"place": place.place, "words": place.words}


def _holds(candidate: Mapping[str, snippets.Value], measure: Measure, quoted: str, corpus: Corpus) -> bool:
    """Whether the checks of a claim would accept a value for a quote."""
    value = authored.salvage(Value, dict(candidate))
    return value is not None and isinstance(interpret(value, measure, (quoted,), corpus), Interpretation)


# --- what exists already ----------------------------------------------------------------------------------------------


def _covered(accounts: Sequence[Draft], cited: Mapping[str, list[tuple[str, str, Located]]]) -> tuple[str, ...]:
    """The claims that quote at least half of the accounts, and two of them."""
    touched: Counter[str] = Counter()
    for account in accounts:
        claims = {
            claim
            for claim, _, located in cited[account.statement.article.id]
            if any(part.start < account.span.end and account.span.start < part.end for part in located.parts)
        }
        touched.update(claims)
    enough = [claim for claim, count in touched.items() if count >= 2 and 2 * count >= len(accounts)]
    return tuple(sorted(enough, key=lambda claim: (-touched[claim], claim)))


def title_words(proposal: Proposal) -> str:
    """The shared words for the draft of a title, without what says nothing."""
    kept = [word for word in proposal.words if any(w.casefold() not in STOP for w in WORD.findall(word))]
    return ", ".join(kept)
