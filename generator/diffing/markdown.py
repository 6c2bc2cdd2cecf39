"""The difference as one comment on a pull request: the gravest first, within GitHub's limit, curated text as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.diffing import telling
from generator.diffing.escaping import shortened, text
from generator.diffing.layout import SAID, Block, cell, code, count, listing, name, table, within
from generator.diffing.records import (
    ArticleChange,
    CoverageChange,
    Diff,
    FactChange,
    Finding,
    Happened,
    RegistryChange,
    Verdict,
)

LIMIT = 65_536
"""Characters of a comment on GitHub. What it counts in fact are bytes, four for each of these."""


def as_markdown(diff: Diff, limit: int = LIMIT, where: str = "") -> str:
    """The comment.

    Args:
        diff: what is told.
        limit: how many characters it may have.
        where: Markdown that says where the whole can be seen, should a part be left out.
    """
    told = [change for change in diff.facts if change.happened is not Happened.REWORDED]
    blocks = [
        _heading(diff),
        *_problems(diff),
        *_overview(told),
        *_pages(diff.pages),
        *(telling.fact(change) for change in told),
        *_articles(diff.articles),
        *_coverage(diff.coverage),
        *_registries(diff.registries),
        *_wording(diff.facts),
        *_before(diff.base.problems),
    ]
    return within(blocks, limit, where or "`disputed diff` shows all of it, given a larger `--limit`.")


def _heading(diff: Diff) -> Block:
    counts = Counter(change.happened for change in diff.facts)
    said = [f"{count(counts[each], 'fact')} {SAID[each].split(':')[0]}" for each in Happened if counts[each]]
    said += [f"{count(len(diff.articles), 'article')} touched"] if diff.articles else []
    said += [f"{count(len(diff.registries), 'entry', 'entries')} of the registries touched"] if diff.registries else []
    base = code(diff.base.commit[:12] or diff.base.name)
    head = code(diff.head.commit[:12]) if diff.head.commit else "the files as they are"
    lines = [f"Compared: {base} with {head}."]
    if not diff.base.there:
        lines.append("Nothing was published before.")
    elif not diff.base.readable:
        lines.append("**What was published before cannot be read, so nothing can be compared.**")
    if not diff.head.there:
        lines.append("**Nothing would be published any more.**")
    elif not diff.head.readable:
        lines.append("**The publication cannot be read, so nothing can be compared.**")
    if said:
        lines.append(f"{'; '.join(said)}.")
    elif diff.base.readable and diff.head.readable:
        lines.append("No published page changes.")
    return ("## What this changes for readers", " ".join(lines))


def _problems(diff: Diff) -> Iterator[Block]:
    grave = [each for each in diff.head.problems if each.level == "error"]
    parts = ["### Problems"]
    if diff.problems:
        parts.append(listing([_finding(each) for each in diff.problems]))
    if grave:
        parts.append(
            f"The publication does not compile: {count(len(grave), 'error')}. "
            "Of a claim file that does not hold, only what was typed is compared."
        )
        parts.append(listing([_finding(each) for each in grave], most=10))
    if len(parts) > 1:
        yield tuple(parts)


def _finding(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    fix = f" *Fix:* {cell(finding.fix)}" if finding.fix else ""
    return f"- {code(place)} **{text(finding.rule)}**: {cell(finding.message, 400)}{fix}"


def _overview(told: Sequence[FactChange]) -> Iterator[Block]:
    if len(told) > 1:
        rows = [
            (
                text(shortened(change.title, 120)),
                telling.what(change),
                telling.arrow(_label(change.before), _label(change.after)),
                str(len(change.accounts) or "–"),
            )
            for change in told
        ]
        yield ("### At a glance", table(("fact", "what happened", "verdict", "accounts touched"), rows))


def _label(verdict: Verdict | None) -> str:
    return verdict.label if verdict else ""


def _pages(pages: Sequence[str]) -> Iterator[Block]:
    if pages:
        listed = " · ".join(code(page or "index.html") for page in pages[:40])
        more = f" · and {len(pages) - 40} more" if len(pages) > 40 else ""
        yield ("### Pages to look at", f"{listed}{more}")


def _articles(changes: Sequence[ArticleChange]) -> Iterator[Block]:
    if changes:
        yield ("### Stored articles", listing([_article(change) for change in changes]))


def _article(change: ArticleChange) -> str:
    about = f"{text(change.publisher)}, {text(change.published)}, “{text(shortened(change.title, 150))}”"
    lines = [f"- {code(f'articles/{change.id}')} {SAID[change.happened]}: {about}"]
    lines += [f"  - {name(each.name)}: {cell(each.before)} → {cell(each.after)}" for each in change.fields]
    lines += [
        f"  - line {text(each.name)} of the text: {cell(each.before)} → {cell(each.after)}" for each in change.lines
    ]
    lines += [f"  - and {count(change.more_lines, 'line')} more of the text"] if change.more_lines else []
    return "\n".join(lines)


def _coverage(changes: Sequence[CoverageChange]) -> Iterator[Block]:
    if changes:
        rows = [
            (code(each.article), _share(each.before, each.of_before), _share(each.after, each.of_after))
            for each in changes
        ]
        yield ("### Checkable sentences cited or set aside", table(("article", "before", "after"), rows))


def _share(covered: int | None, of: int | None) -> str:
    return "–" if covered is None or of is None else f"{covered} of {of}"


def _registries(changes: Sequence[RegistryChange]) -> Iterator[Block]:
    if changes:
        yield ("### Registries", listing([_entry(change) for change in changes]))


def _entry(change: RegistryChange) -> str:
    line = f"- {code(change.file)}, {code(change.key)} {SAID[change.happened]}"
    if change.happened is Happened.REMOVED:
        return line
    said = [
        f"{name(each.name)} {cell(each.before)} → {cell(each.after)}"
        if change.happened is Happened.CHANGED
        else f"{name(each.name)} {cell(each.after)}"
        for each in change.fields[:8]
    ]
    return f"{line}: {'; '.join(said)}{'; …' if len(change.fields) > 8 else ''}"


def _wording(changes: Sequence[FactChange]) -> Iterator[Block]:
    only = [change for change in changes if change.happened is Happened.REWORDED]
    if only:
        lines = [
            "\n".join(
                [f"- {code(f'claims/{each.id}')}", *(f"  - {telling.reworded(field)}" for field in each.wording[:10])]
            )
            for each in only
        ]
        yield ("### Reworded, with nothing else changed", listing(lines))


def _before(problems: Sequence[Finding]) -> Iterator[Block]:
    if problems:
        said = "What was there before has problems of its own, so it is compared only as far as it goes."
        yield ("### Problems of what was there before", said, listing([_finding(each) for each in problems], most=10))
