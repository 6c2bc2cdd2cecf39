"""What an editor offers to do about a problem: the one right fix, or what may be right and a person has to choose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import evidence, rules
from generator.corpus import Article
from generator.evidence import OMISSION, Located, Missed, Span, normalise
from generator.fixes import Fix, fix_for
from generator.languageserver.cursor import cursor
from generator.languageserver.outline import Outline
from generator.languageserver.project import Project
from generator.languageserver.terms import kind_of
from generator.languageserver.things import article_of, named, things
from generator.nearmiss import nearest
from generator.problems import Add, Mend, Path, Problem, Put
from generator.records import Record, replace
from generator.yamledit import Edit

MEANT = re.compile(r"Did you mean `([^`]+)`\?")
RATING = re.compile(r"Write `rating: ([a-z-]+)`")
MOST_WORDS = 12
"""Words before a quote that are tried to tell it apart."""
LONGEST_TITLE = 72


class Offer(Record):
    """Something to do about a problem.

    Attributes:
        fix: what is done.
        certain: whether it is the one right way.
    """

    fix: Fix
    certain: bool


def offers(project: Project, problem: Problem, span: Span) -> tuple[Offer, ...]:
    """What can be done about a problem in the files as they are being typed.

    Args:
        project: the publication.
        problem: what is wrong.
        span: what is underlined.
    """
    try:
        certain = fix_for(problem, project.text)
        if certain is not None:
            return (Offer(certain, certain=True),)
        return tuple(Offer(fix, certain=False) for fix in _possible(project, problem, span) if fix is not None)
    except ValueError:  # the text has changed since the problem was found
        return ()


def _possible(project: Project, problem: Problem, span: Span) -> Iterator[Fix | None]:
    file = problem.place.file
    found = project.outline(file) if file.endswith(".yml") else None
    if found is None:
        return
    here = cursor(found, span.start)
    path: Path = here.path if here is not None else ()
    rating = RATING.search(problem.fix) if problem.rule is rules.VERDICT_UNFIT else None
    if rating is not None:
        yield _put(project, problem, ("verdict", "rating"), rating[1], f"Write the computed rating: {rating[1]}")
    meant = MEANT.search(problem.fix)
    if meant is not None:
        yield from _meant(project, file, found, span, meant[1])
    article = article_of(project, file, path)
    if article is None or path[-1:] != ("quote",):
        return
    quote = found.written(path) or ""
    if problem.rule is rules.QUOTE_NOT_FOUND:
        yield _nearest(project, problem, path, quote, article)
    elif problem.rule is rules.QUOTE_CUTS_WORD:
        whole = next((text for label, text in problem.details if label == "in the article"), None)
        if whole is not None and len(OMISSION.split(quote)) == 1:
            yield _put(project, problem, path, whole, _titled("Quote whole words", whole))
    elif problem.rule is rules.QUOTE_AMBIGUOUS:
        yield from _apart(project, problem, path, quote, article)


def _titled(what: str, words: str) -> str:
    return f"{what}: {words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rstrip() + '…'}"


def _put(project: Project, problem: Problem, path: Path, text: str, title: str) -> Fix | None:
    return fix_for(replace(problem, mend=Mend(title, (Put(problem.place.file, path, text),))), project.text)


def _meant(project: Project, file: str, found: Outline, span: Span, right: str) -> Iterator[Fix]:
    """The id that was probably meant, in the place of each one here that names nothing."""
    kind = kind_of(file)
    end = found.text.find("\n", span.start)
    stop = max(span.end, len(found.text) if end < 0 else end)
    for each in named(found, kind) if kind is not None else ():
        if span.start <= each.span.start <= stop and each.id not in things(project, file, each.role.sort):
            edit = Edit(file, each.span.start, each.span.end, right)
            yield Fix(f"Replace `{each.id}` with `{right}`", (edit,))
            return


def _nearest(project: Project, problem: Problem, path: Path, quote: str, article: Article) -> Fix | None:
    """The passage that is most like the part of the quote that failed, in its place."""
    missed = evidence.locate(article.text, quote)
    near = nearest(article.text, missed.part) if isinstance(missed, Missed) else None
    if near is None or not isinstance(missed, Missed):
        return None
    words = " ".join(article.text.raw[near.span.start : near.span.end].split())
    pieces = re.split(f"({OMISSION.pattern})", quote.strip())
    right = words
    if len(pieces) > 1:
        failed = [n for n, piece in enumerate(pieces) if normalise(piece).text.strip() == missed.part]
        if not failed:
            return None
        right = "".join(words if n == failed[0] else piece for n, piece in enumerate(pieces))
    return _put(project, problem, path, right, _titled("Quote the nearest passage", words))


def _apart(project: Project, problem: Problem, path: Path, quote: str, article: Article) -> Iterator[Fix | None]:
    """For each place where the quote stands, the words before it that tell it from the others."""
    missed = evidence.locate(article.text, quote)
    if not isinstance(missed, Missed):
        return
    for place in missed.places[:3]:
        before = article.text.raw[article.text.body.start : place.start].split()
        for count in range(1, min(len(before), MOST_WORDS) + 1):
            prefix = " ".join(before[-count:])
            located = evidence.locate(article.text, quote, prefix)
            if isinstance(located, Located):
                step = Add(problem.place.file, (*path[:-1], "prefix"), prefix)
                mend = Mend(_titled("Quote the one after", prefix), (step,))
                yield fix_for(replace(problem, mend=mend), project.text)
                break
