"""Problems as an editor underlines them, with the other places that have to do with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generator import evidence, rules
from generator.evidence import Missed, Span
from generator.languageserver.cursor import cursor
from generator.languageserver.outline import Outline
from generator.languageserver.positions import Lines
from generator.languageserver.project import Project
from generator.languageserver.things import Spot, article_of
from generator.nearmiss import nearest
from generator.problems import Problem
from generator.records import Record
from generator.settings import Settings

QUOTES = frozenset({rules.QUOTE_NOT_FOUND, rules.QUOTE_AMBIGUOUS, rules.QUOTE_CUTS_WORD, rules.QUOTE_OUTSIDE_BODY})


class Diagnostic(Record):
    """A problem at its place.

    Attributes:
        problem: the problem.
        span: what is underlined.
        message: what is said, the way out included.
        related: other places that have to do with it, each with a few words.
        page: the address of the rule's description, where there is one.
    """

    problem: Problem
    span: Span
    message: str
    related: tuple[tuple[Spot, str], ...]
    page: str | None


def diagnostics(project: Project, file: str, problems: tuple[Problem, ...], settings: Settings) -> list[Diagnostic]:
    """What is underlined in a file.

    Args:
        project: the publication.
        file: the file.
        problems: what is wrong with it.
        settings: where the site is.
    """
    found = project.outline(file) if file.endswith(".yml") else None
    text = project.text(file) or ""
    lines = Lines(text)
    made = []
    for problem in problems:
        span = _span(problem, lines, found)
        related = tuple(_related(project, file, found, span)) if problem.rule in QUOTES else ()
        made.append(Diagnostic(problem, span, _message(problem), related, page_of(project.root, problem, settings)))
    return made


def page_of(root: Path, problem: Problem, settings: Settings) -> str | None:
    """Where the rule is described: on the published site, or else in the generated page on this machine."""
    there = settings.page(f"rules/#{problem.rule.id}")
    if there is not None:
        return there
    page = root / "docs" / "rules" / "index.md"
    return f"{page.as_uri()}#{problem.rule.id}" if page.is_file() else None


def _message(problem: Problem) -> str:
    details = "".join(f"\n{label}: {text}" for label, text in problem.details)
    return problem.message + details + (f"\n{problem.fix}" if problem.fix else "")


def _span(problem: Problem, lines: Lines, found: Outline | None) -> Span:
    place = problem.place
    if place.line < 1:
        return Span(0, lines.end(0))
    start = lines.at(place.line, place.column or 1)
    row = lines.position(start)[0]
    if not place.column:
        lead = re.match(r"[ \t]*", lines.text[start:])
        return Span(start + (lead.end() if lead else 0), max(lines.end(row), start))
    end = min(start + max(place.length, 1), max(lines.end(row), start))
    if problem.rule in QUOTES and found is not None:  # all lines of a quote are underlined
        for node in found.nodes:
            begins = node.value.start == start or (node.style == "|" and node.value.start < start < node.value.end)
            if node.scalar and begins:
                end = max(end, node.value.end)
    return Span(start, end)


def _related(project: Project, file: str, found: Outline | None, span: Span) -> Iterator[tuple[Spot, str]]:
    """Where in the article to look for a quote that was refused."""
    here = cursor(found, span.start) if found is not None else None
    if found is None or here is None:
        return
    path = (*here.path[:-1], "quote") if here.path[-1:] in (("prefix",), ("suffix",)) else here.path
    article = article_of(project, file, path)
    quote = found.written(path)
    if article is None or not quote:
        return
    above = path[:-1]
    missed = evidence.locate(
        article.text, quote, found.written((*above, "prefix")) or "", found.written((*above, "suffix")) or ""
    )
    if not isinstance(missed, Missed):
        return
    if missed.places:
        said = "it stands here, outside the body" if missed.reason == "outside" else "it stands here"
        for place in missed.places[:3]:
            yield Spot(article.file, place), said
        return
    near = nearest(article.text, missed.part)
    if near is not None:
        yield Spot(article.file, near.span), f"the nearest passage: {near.text}"
