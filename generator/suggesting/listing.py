"""Passages that were found, as text for people, as JSON, and as accounts to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from generator.plain import clean
from generator.suggesting import snippets
from generator.suggesting.passages import How, Passage
from generator.todo import TODO

MATCH = {How.EXACT: "word for word", How.CAPITALS: "in other capitals", How.NEAR: "near"}


def account(passage: Passage) -> tuple[str, ...]:
    """An account with the exact quote, as the lines to paste below `accounts:`; nothing for what cannot be quoted."""
    return tuple(item(fields(passage))) if passage.quotation else ()


def fields(passage: Passage) -> list[tuple[str, snippets.Value, str]]:
    """The keys of an account with their values, and what each rests on; none for what cannot be quoted."""
    quotation = passage.quotation
    if quotation is None:
        return []
    said = passage.attribution.said if passage.attribution else None
    speaker, comment = speaker_of(passage)
    found: list[tuple[str, snippets.Value, str]] = [
        ("id", passage.speaker or TODO, ""),
        ("article", passage.article.id, ""),
        ("speaker", speaker, comment),
    ]
    if passage.attribution and passage.attribution.heard_from:
        found.append(("heard_from", passage.attribution.heard_from, ""))
    found += [
        ("said", said.edtf if said else TODO, f"“{said.words}”" if said else f"appeared {passage.article.appeared}"),
        ("as_of", TODO, ""),
        ("quote", quotation.quote, ""),
    ]
    found += [(key, text, "") for key, text in (("prefix", quotation.prefix), ("suffix", quotation.suffix)) if text]
    found.append(("value", {TODO: "what the quote states, in the terms of the claim’s measure"}, ""))
    return found


def speaker_of(passage: Passage) -> tuple[str, str]:
    """What goes behind `speaker:`, and the words it rests on."""
    said = passage.attribution
    if said is None:
        return passage.speaker or TODO, "nobody is named; the article’s own words"
    if passage.speaker is None:
        return f"{TODO} “{said.holder}”", "no entry of speakers.yml has this spelling"
    return passage.speaker, f"“{said.holder}”" + (", in a sentence before" if said.borrowed else "")


def item(fields: Sequence[tuple[str, snippets.Value, str]], indent: int = 2) -> Iterator[str]:
    """Fields as one entry of a list."""
    listed = [line for key, value, note in fields for line in snippets.lines(key, value, indent + 2, comment(note))]
    margin = " " * indent
    for number, line in enumerate(listed):
        yield f"{margin}- {line[indent + 2 :]}" if number == 0 else line


def comment(text: str) -> str:
    """A text that may stand behind a number sign: one line, printable, not too long."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= 70 else f"{plain[:69]}…"


def as_yaml(passages: Sequence[Passage]) -> str:
    """The accounts alone, each below a comment with its place."""
    out = []
    for passage in passages:
        lines = account(passage)
        if lines:
            out.append(f"  # {_place(passage)}")
            out.extend(lines)
    return "".join(f"{line}\n" for line in out)


def as_json(passages: Sequence[Passage]) -> str:
    """Everything that is known of each passage."""
    listed = [
        {
            "article": passage.article.id,
            "file": passage.article.file,
            "line": passage.line,
            "paragraph": passage.paragraph,
            "start": passage.span.start,
            "end": passage.span.end,
            "match": MATCH[passage.how],
            "likeness": passage.likeness,
            "before": passage.before,
            "text": passage.text,
            "found": list(passage.found),
            "after": passage.after,
            "speaker": passage.speaker,
            "attribution": passage.attribution.holder if passage.attribution else None,
            "cited_by": [f"{claim}#{name}" for claim, name in passage.cited_by],
            "beside": [f"{claim}#{name}" for claim, name in passage.beside],
            "quote": passage.quotation.quote if passage.quotation else None,
            "prefix": passage.quotation.prefix if passage.quotation else None,
            "suffix": passage.quotation.suffix if passage.quotation else None,
            "account": "\n".join(account(passage)) or None,
        }
        for passage in passages
    ]
    return json.dumps({"passages": listed}, ensure_ascii=False, indent=2) + "\n"


def as_text(passages: Sequence[Passage]) -> str:
    """For people: the place, the sentence with its neighbours, who says so, who cites it, and what to paste."""
    return "\n".join("".join(f"{line}\n" for line in _text(passage)) for passage in passages)


def _place(passage: Passage) -> str:
    paragraph = f", paragraph {passage.paragraph}" if passage.paragraph else ", outside the body"
    how = MATCH[passage.how] + (f", {passage.likeness} %" if passage.how is How.NEAR else "")
    return f"{passage.article.file}:{passage.line}{paragraph} ({how})"


def _text(passage: Passage) -> Iterator[str]:
    yield clean(_place(passage))
    start, end = passage.found
    text = passage.text
    if len(text) > 1200:  # a table, or a text without full stops
        first, last = max(start - 300, 0), min(end + 300, start + 900)
        text, start, end = text[first:last], start - first, min(end, last) - first
    before = f"{_short(passage.before, tail=True)} " if passage.before else ""
    after = f" {_short(passage.after)}" if passage.after else ""
    marked = f"{before}{text[:start]}«{text[start:end]}»{text[end:]}{after}"
    yield from (f"  {line}" for line in _wrapped(clean(marked)))
    if passage.quotation is None:
        yield "  = cannot be quoted" + ("" if passage.paragraph else ": it stands outside the article’s body")
        return
    speaker, note = speaker_of(passage)
    yield f"  = speaker: {clean(speaker)} ({clean(note)})"
    if passage.cited_by:
        yield f"  = cited by: {_listed(passage.cited_by)}"
    if passage.beside:
        yield f"  = other words of the sentence are cited by: {_listed(passage.beside)}"
    if not (passage.cited_by or passage.beside):
        yield "  = cited by: no claim yet"
    yield ""
    yield from account(passage)


def _listed(accounts: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{claim} ({name})" for claim, name in accounts)


def _short(sentence: str, *, tail: bool = False) -> str:
    if len(sentence) <= 100:
        return sentence
    return f"… {sentence[-90:].partition(' ')[2]}" if tail else f"{sentence[:90].rpartition(' ')[0]} …"


def _wrapped(text: str) -> list[str]:
    return [match[0].rstrip() for match in re.finditer(r"\S.{0,105}(?:\s|$)|\S{1,106}", text)]
