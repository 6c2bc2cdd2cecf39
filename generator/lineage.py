"""The rules over articles that are versions of others, and over the claims that quote an older one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator import rules, versions
from generator.authored import suggestion
from generator.corpus import Article, Corpus
from generator.facts import Fact
from generator.problems import Problem
from generator.versions import Fate

PATH = ("version_of",)


def check_versions(corpus: Corpus) -> Iterator[Problem]:
    """A version follows a stored article that is older, says something else, and has no other version after it."""
    followed: dict[str, str] = {}
    for name, article in sorted(corpus.articles.items()):
        yield from _own_dates(article)
        older = article.meta.version_of
        if older is None:
            continue
        if older not in corpus.articles:
            if f"articles/{older}" not in corpus.broken:
                yield article.document.problem(
                    rules.UNKNOWN_REFERENCE,
                    PATH,
                    f"There is no article with the id `{older}`.",
                    suggestion(older, corpus.articles.keys() - {name}) or "Store the older version, or remove the key.",
                )
        elif _loops(name, corpus):
            yield article.document.problem(
                rules.REFERENCE_LOOP,
                PATH,
                f"{name} is a later version of itself.",
                "Remove `version_of` from the oldest of them.",
            )
        elif older in followed:
            yield article.document.problem(
                rules.VERSION_ORDER,
                PATH,
                f"{followed[older]} follows {older} already; versions stand in one row.",
                f"Let the later of the two name the other one: `version_of: {followed[older]}`.",
            )
        else:
            followed[older] = name
            yield from _pair(article, corpus.articles[older])


def _loops(start: str, corpus: Corpus) -> bool:
    seen: set[str] = set()
    here: str | None = start
    while here is not None and here in corpus.articles and here not in seen:
        seen.add(here)
        here = corpus.articles[here].meta.version_of
    return here == start


def _own_dates(article: Article) -> Iterator[Problem]:
    published, modified = article.meta.published.day, article.meta.modified.day if article.meta.modified else None
    if published is not None and modified is not None and modified < published:
        yield article.document.problem(
            rules.BAD_VALUE,
            ("modified",),
            f"It cannot have been changed on {modified}, before it was published, on {published}.",
            "Correct one of the dates.",
        )


def _pair(newer: Article, older: Article) -> Iterator[Problem]:
    if newer.meta.sha256 == older.meta.sha256:
        yield newer.document.problem(
            rules.VERSION_UNCHANGED,
            ("sha256",),
            f"The text is the one of {older.id}, to the last byte.",
            f"Remove {newer.file} and its metadata, and quote {older.id}.",
        )
    for key in ("published", "modified", "retrieved"):
        ours, theirs = getattr(newer.meta, key), getattr(older.meta, key)
        if ours is not None and theirs is not None and ours.first < theirs.first:
            yield newer.document.problem(
                rules.VERSION_ORDER,
                (key,),
                f"{newer.id} follows {older.id}, and `{key}` is earlier here: {ours}, there {theirs}.",
                f"Correct the date, or turn the two round: `version_of: {newer.id}` in {older.document.file}.",
            )
            return
    if newer.meta.modified is None and newer.meta.published.before(older.meta.last_changed):
        yield newer.document.problem(
            rules.VERSION_ORDER,
            ("published",),
            f"{newer.id} follows {older.id}, which was changed on {older.meta.last_changed}; its own last date is "
            f"{newer.meta.published}.",
            "Add `modified` where the text gives that day, or turn the two round.",
        )


def check_superseded(facts: Iterable[Fact], corpus: Corpus) -> Iterator[Problem]:
    """A verdict that rests on a passage which a later version lacks was reviewed since that version appeared."""
    for fact in facts:
        for n, witness in enumerate(fact.witnesses):
            newest = corpus.articles[corpus.newest(witness.article.id)]
            if newest is witness.article:
                continue
            appeared = max(
                day.first
                for day in (newest.meta.last_changed, newest.meta.retrieved)
                if day is not None and day.first is not None
            )
            reviewed = fact.claim.verdict.reviewed.first
            if reviewed is not None and reviewed >= appeared:
                continue
            later = versions.became(witness, newest)
            if later.fate is Fate.UNCHANGED:
                continue
            now = " ".join(each.text for each in later.diff if each.change is not versions.Change.REMOVED)
            yield fact.document.problem(
                rules.QUOTE_SUPERSEDED,
                ("accounts", n, "quote"),
                f"{newest.id}, the newest version of {witness.article.id}, no longer has this passage.",
                f"Review the verdict with it, and set `reviewed` to that day, {appeared} or later.",
                details=((f"there, paragraph {later.paragraph}", now),) if now else (),
            )
