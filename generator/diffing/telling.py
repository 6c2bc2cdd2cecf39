"""What became of one fact, for a reviewer who has not read the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diffing.escaping import shortened, text
from generator.diffing.layout import SAID, Block, cell, changed_part, code, count, listing, name, table
from generator.diffing.records import Account, AccountChange, FactChange, Field, Happened, Verdict

AROUND = 600
"""Characters of the sentence before a quote, and of the one after it, at most."""

UNTOLD = (Happened.CHANGED, Happened.WITHDRAWN, Happened.RESTORED)
"""Where readers might expect a correction, and it is said when there is none."""


TOLD_WITH_VERDICT = ("verdict.summary", "verdict.reason")


def fact(change: FactChange) -> Block:
    """The whole of it, the gravest first."""
    parts = [f"### {text(change.title)}", f"{code(f'claims/{change.id}')}: {what(change)}."]
    parts += _verdict(change)
    if change.happened in (Happened.ADDED, Happened.UNREADABLE):
        parts += _new_accounts([each.after for each in change.accounts if each.after])
    else:
        parts += _account_table(change.accounts)
    parts += _field_table(change.fields)
    parts += _relations(change)
    if change.entries:
        lines = [f"- {text(e.date)}, {text(e.grade)}: {text(shortened(e.text, 600))}" for e in change.entries]
        parts.append(f"**Readers are told:**\n\n{listing(lines)}")
    elif change.happened in UNTOLD:
        parts.append("**Readers are told of no correction.**")
    parts += _quotes(change.accounts)
    told = TOLD_WITH_VERDICT if any(each.name == "verdict.rating" for each in change.fields) else ()
    lines = [f"- {reworded(each)}" for each in change.wording if each.name not in told]
    if lines:
        parts.append(f"**Reworded:**\n\n{listing(lines)}")
    return tuple(parts)


def what(change: FactChange) -> str:
    """What became of it, in a few words."""
    if change.happened is Happened.MERGED:
        return f"merged into {code(change.was)}"
    return SAID[change.happened] + (f", formerly {code(change.was)}" if change.was else "")


def arrow(before: str, after: str) -> str:
    """From one label to another; a dash for none."""
    if before == after:
        return text(after) or "–"
    return f"{text(before) or '–'} → **{text(after)}**" if after else f"{text(before)} → –"


def reworded(field: Field) -> str:
    """Prose that was changed: only the words that differ, and a few around them."""
    if not field.before:
        return f"{name(field.name)} is new: {cell(field.after, 400)}"
    if not field.after:
        return f"{name(field.name)} is gone: {cell(field.before, 200)}"
    before, after = changed_part(field.before, field.after)
    return f"{name(field.name)}: {cell(before, 400)} → {cell(after, 400)}"


def _verdict(change: FactChange) -> Iterator[str]:
    before, after = change.before, change.after
    if after is None or (before and before.rating == after.rating):
        return
    verdict = arrow(before.label, after.label) if before else f"**{text(after.label)}**"
    yield f"Verdict: {verdict}, confidence {text(after.confidence)}. {cell(after.summary, 1_500)}"
    if after.reason:
        yield f"Reason: {cell(after.reason, 1_000)}"
    if _unlike(after):
        yield f"The comparison gives {text(after.computed)}."


def _unlike(verdict: Verdict) -> bool:
    return verdict.computed not in ("", verdict.rating)


def _new_accounts(accounts: Sequence[Account]) -> Iterator[str]:
    if accounts:
        scoped = any(account.scope for account in accounts)
        rows = [
            (
                _named(each),
                cell(each.value),
                *([cell(each.scope)] if scoped else []),
                text(each.as_of),
                code(each.article),
            )
            for each in accounts
        ]
        yield table(("account", "value", *(["scope"] if scoped else []), "as of", "article"), rows)


def _named(account: Account) -> str:
    others = [each for each in account.chain[:-1] if each != account.speaker]
    with_others = f", with {text(', '.join(others))}" if others else ""
    return f"{code(account.id)} {text(account.speaker)}{with_others}"


def _account_table(changes: Sequence[AccountChange]) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for change in changes:
        if change.after is None:
            assert change.before is not None
            rows.append((_named(change.before), "removed", _in_short(change.before), "–"))
        elif change.before is None:
            rows.append((_named(change.after), "added", "–", _in_short(change.after)))
        else:
            for number, field in enumerate(change.fields):
                first = _named(change.after) if number == 0 else ""
                rows.append((first, name(field.name), cell(field.before), cell(field.after)))
    if rows:
        yield table(("account", "what", "before", "after"), rows)


def _in_short(account: Account) -> str:
    scope = f" ({cell(account.scope)})" if account.scope else ""
    return f"{cell(account.value)}{scope}, as of {text(account.as_of)}"


def _field_table(fields: Sequence[Field]) -> Iterator[str]:
    rows = [(name(each.name), cell(each.before), cell(each.after)) for each in fields if each.name != "verdict.rating"]
    if rows:
        yield table(("also", "before", "after"), rows)


def _relations(change: FactChange) -> Iterator[str]:
    if not change.relations:
        return
    rows = [(f"{code(e.a)}, {code(e.b)}", cell(e.before), cell(e.after)) for e in change.relations]
    pairs = table(("accounts", "before", "after"), rows)
    if len(rows) <= 6:
        yield f"**How accounts relate:**\n\n{pairs}"
    else:
        summary = f"How accounts relate: {count(len(rows), 'pair')} changed or new"
        yield f"<details><summary>{summary}</summary>\n\n{pairs}\n\n</details>"


def _quotes(changes: Sequence[AccountChange]) -> Iterator[str]:
    """New and changed quotes where they stand, so that they can be judged without the article."""
    for change in changes:
        account = change.after
        if account is None or not change.quote_changed:
            continue
        who = f"{code(account.id)} {text(account.speaker)}, in {code(account.article)}"
        if account.passage is None:
            yield f"> <b>{cell(account.quote, 4_000)}</b>\n>\n> – {who}; it was not found in the stored article"
            continue
        before, after = account.passage.before, account.passage.after
        pieces = "".join(
            f"<b>{_spaced(each.text)}</b>" if each.quoted else _spaced(each.text) for each in account.passage.pieces
        )
        before = before if len(before) <= AROUND else f"…{before[-AROUND:]}"
        around = (text(before), pieces.strip(), text(shortened(after, AROUND)))
        yield f"> {' '.join(each for each in around if each)}\n>\n> – {who}"


def _spaced(raw: str) -> str:
    """Escaped text that keeps the space at either end, where the next piece begins."""
    if not raw.strip():
        return " " if raw else ""
    return f"{' ' if raw[0].isspace() else ''}{text(raw)}{' ' if raw[-1].isspace() else ''}"
