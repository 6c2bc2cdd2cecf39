"""The rules that need more than one account: over a fact with its comparison, and over the whole corpus.

Each check is a function that yields problems; the two tables at the end say in which order they run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from markdown_it import MarkdownIt

from generator import prose, rules
from generator.authored import suggestion
from generator.compare import LABELS, Comparison
from generator.corpus import SEEDS, Article, ClaimFile, Corpus
from generator.facts import Fact
from generator.lineage import check_versions
from generator.model import Confidence, Kind, Rating
from generator.problems import Add, Drop, Follow, Mend, Path, Place, Problem, Put, Sort
from generator.quantities import in_figures
from generator.readings import Breakdown, Quantity, Reading
from generator.yamlfile import Document

# --- over one claim file, sound or not --------------------------------------------------------------------------------


def check_prose(file: ClaimFile, markdown: MarkdownIt) -> Iterator[Problem]:
    """Citations name accounts of the claim; links have a harmless scheme."""
    claim = file.claim
    accounts = [account.id for account in claim.accounts]
    texts: list[tuple[Path, str | None]] = [
        (("analysis",), claim.analysis),
        (("verdict", "summary"), claim.verdict.summary),
        (("verdict", "reason"), claim.verdict.reason),
        *((("accounts", n, "note"), account.note) for n, account in enumerate(claim.accounts)),
        *((("overrides", n, "reason"), override.reason) for n, override in enumerate(claim.overrides)),
        *((("corrections", n, "text"), correction.text) for n, correction in enumerate(claim.corrections)),
    ]
    yield from _prose(file.document, texts, accounts, markdown)


def check_prose_about(corpus: Corpus, markdown: MarkdownIt) -> Iterator[Problem]:
    """The prose outside of claims: the publication's introduction and the notes on articles, which cite nothing."""
    yield from check_introduction(corpus, markdown)
    for article in corpus.articles.values():
        yield from check_note(article, markdown)


def check_introduction(corpus: Corpus, markdown: MarkdownIt) -> Iterator[Problem]:
    """The publication's introduction."""
    publication = corpus.documents.get(f"{SEEDS}/publication.yml")
    if publication is not None:
        yield from _prose(publication, [(("introduction",), corpus.publication.introduction)], [], markdown)


def check_note(article: Article, markdown: MarkdownIt) -> Iterator[Problem]:
    """The note on an article."""
    yield from _prose(article.document, [(("note",), article.meta.note)], [], markdown)


def _prose(
    document: Document, texts: Iterable[tuple[Path, str | None]], accounts: list[str], markdown: MarkdownIt
) -> Iterator[Problem]:
    for path, text in texts:
        if text is None:
            continue
        mentions = prose.mentions(markdown, text)
        for cited, line in mentions.citations:
            if cited not in accounts:
                yield document.problem(
                    rules.UNKNOWN_REFERENCE,
                    path,
                    f"The prose cites [@{cited}], and there is no such account here.",
                    suggestion(cited, accounts)
                    or (f"The accounts: {', '.join(accounts)}." if accounts else "Remove the citation."),
                    line=line,
                )
        for url, line in mentions.links:
            if not prose.allowed(url):
                yield document.problem(
                    rules.CITATION_SCHEME,
                    path,
                    f"The link to {url[:60]!r} has a scheme that is not allowed.",
                    "Use an https address, or cite an account as [@id].",
                    line=line,
                )


def check_review(file: ClaimFile, corpus: Corpus) -> Iterator[Problem]:
    """A verdict is no older than its articles; corrections are in order."""
    claim = file.claim
    reviewed = claim.verdict.reviewed.first
    assert reviewed is not None
    articles = {account.article for account in claim.accounts} & corpus.articles.keys()
    for name in sorted(articles):
        meta = corpus.articles[name].meta
        stood = meta.last_changed.first
        assert stood is not None
        if reviewed < stood:
            what = "last changed" if meta.modified else "published"
            yield file.document.problem(
                rules.REVIEW_TOO_EARLY,
                ("verdict", "reviewed"),
                f"The verdict was reviewed on {reviewed}, before {name} was {what}, on {stood}.",
                "Review it again and give that day.",
            )
    if len(claim.corrections) < 2:
        return
    days = [correction.date.first for correction in claim.corrections]
    order = sorted(range(len(days)), key=lambda n: str(days[n]))
    sort = Mend(
        "Put the corrections in order, oldest first", (Sort(file.document.file, ("corrections",), tuple(order)),)
    )
    for n, (earlier, later) in enumerate(pairwise(days)):
        assert earlier is not None
        assert later is not None
        if later < earlier:
            yield file.document.problem(
                rules.REVIEW_TOO_EARLY,
                ("corrections", n + 1, "date"),
                f"The correction of {later} stands after the one of {earlier}.",
                "Put the oldest first.",
                mend=sort,
            )


# --- over one fact with its comparison --------------------------------------------------------------------------------


def check_sums(fact: Fact, _: Comparison) -> Iterator[Problem]:
    """Stated sums add up."""
    for n, addition in enumerate(fact.claim.sums):
        figures = [figure_of(fact.witness(name).reading) for name in addition.parts]
        total = total_of(fact.witness(addition.total).reading)
        if total is None or None in figures:
            yield fact.document.problem(
                rules.SUM_WRONG,
                ("sums", n),
                "A sum needs exact figures: a breakdown's parts, or exact quantities.",
                "Name accounts with exact figures, or remove the sum.",
            )
            continue
        found = sum((figure for figure in figures if figure is not None), Decimal(0))
        if found != total:
            yield fact.document.problem(
                rules.SUM_WRONG,
                ("sums", n),
                f"{written_sum(fact, addition.parts)} is {in_figures(found)}, not {in_figures(total)}.",
                "Correct the parts or the total, or remove the sum.",
            )


def figure_of(reading: Reading) -> Decimal | None:
    """What an account contributes to a sum."""
    if isinstance(reading, Breakdown) and reading.parts:
        return sum((count for _, count in reading.parts), Decimal(0))
    return reading.exact if isinstance(reading, Quantity) else None


def total_of(reading: Reading) -> Decimal | None:
    """What an account states as a total."""
    if isinstance(reading, Breakdown):
        return reading.total if reading.total is not None else figure_of(reading)
    return reading.exact if isinstance(reading, Quantity) else None


def written_sum(fact: Fact, parts: tuple[str, ...]) -> str:
    """The addends as a reader writes them: "6 + 11"."""
    numbers: list[Decimal] = []
    for name in parts:
        reading = fact.witness(name).reading
        if isinstance(reading, Breakdown):
            numbers.extend(count for _, count in reading.parts)
        elif isinstance(reading, Quantity) and reading.exact is not None:
            numbers.append(reading.exact)
    return " + ".join(in_figures(number) for number in numbers)


def check_verdict(fact: Fact, comparison: Comparison) -> Iterator[Problem]:
    """The rating is the computed one, or has a reason."""
    verdict = fact.claim.verdict
    computed = comparison.rating
    if verdict.rating is computed:
        if verdict.reason is not None:
            yield fact.document.problem(
                rules.OVERRIDE_NEEDLESS,
                ("verdict", "reason"),
                f"`{computed}` is what the comparison gives; no reason is needed.",
                "Delete `reason`.",
                at_key=True,
                mend=Mend("Delete `reason`", (Drop(fact.document.file, ("verdict", "reason")),)),
            )
    elif verdict.reason is None:
        yield fact.document.problem(
            rules.VERDICT_UNFIT,
            ("verdict", "rating"),
            f"The comparison gives `{computed}`, not `{verdict.rating}`: {_because(comparison)}.",
            f"Write `rating: {computed}`, or give a `reason`.",
        )
    needs = verdict.rating in (Rating.LEANING, Rating.SETTLED)
    if needs != (verdict.rests_on is not None):
        yield fact.document.problem(
            rules.VERDICT_UNFIT,
            ("verdict", "rests_on") if verdict.rests_on else ("verdict", "rating"),
            "`leaning` and `settled` name the account they rest on, and only they do.",
            "Remove `rests_on`." if verdict.rests_on else "Add `rests_on:` with the id of the account.",
        )


def _because(comparison: Comparison) -> str:
    kinds = ", ".join(f"{count} × {LABELS[kind].label}" for kind, count in comparison.kinds().items())
    count = len(comparison.origins)
    return f"{count} independent origin{'s' if count != 1 else ''}{'; ' + kinds if kinds else ''}"


def check_overrides(fact: Fact, comparison: Comparison) -> Iterator[Problem]:
    """An override of a pair differs from what was computed, and stands once."""
    if not fact.claim.overrides:
        return
    seen: set[frozenset[str]] = set()
    computed: dict[frozenset[str], Kind] = {frozenset((p.a.id, p.b.id)): p.computed for p in comparison.pairs}
    for n, override in enumerate(fact.claim.overrides):
        pair = frozenset(override.accounts)
        if len(pair) == 1 or pair in seen or computed[pair] is override.kind:
            yield fact.document.problem(
                rules.OVERRIDE_NEEDLESS,
                ("overrides", n),
                "An override names two accounts."
                if len(pair) == 1
                else "This pair was overridden before."
                if pair in seen
                else f"`{override.kind}` is what the comparison gives for this pair.",
                "Delete this override.",
                mend=Mend("Delete this override", (Drop(fact.document.file, ("overrides", n)),)),
            )
        seen.add(pair)


# --- over the corpus --------------------------------------------------------------------------------------------------


def check_terms(corpus: Corpus) -> Iterator[Problem]:
    """The publication gives a label and a meaning to every verdict and every grade of confidence."""
    document = corpus.documents[f"{SEEDS}/publication.yml"]
    publication = corpus.publication
    missing: list[tuple[str, str]] = [("ratings", name) for name in Rating if name not in publication.ratings]
    missing += [("confidence", name) for name in Confidence if name not in publication.confidence]
    for key, name in missing:
        yield document.problem(
            rules.MISSING_KEY,
            (key,),
            f"The key `{name}` is required here.",
            f"Add `{name}:` with its `label` and `meaning`.",
            at_key=True,
        )


def check_titles(corpus: Corpus) -> Iterator[Problem]:
    """No two claims ask the same question."""
    first: dict[str, ClaimFile] = {}
    for _, file in sorted(corpus.claims.items()):
        key = same_question(file.gist.title)
        if key in first:
            yield file.document.problem(
                rules.DUPLICATE_TITLE,
                ("title",),
                f"{first[key].document.file} asks the same question.",
                "Merge the two, or make the questions differ.",
            )
        first.setdefault(key, file)


def same_question(title: str) -> str:
    """What a question asks, capitals, punctuation and spaces aside."""
    return " ".join(re.findall(r"[^\W_]+", title.casefold()))


def check_registries(corpus: Corpus) -> Iterator[Problem]:
    """References inside the registries and the articles' metadata exist; nothing goes round in a circle."""
    speakers, places = (
        corpus.documents.get(f"{SEEDS}/speakers.yml"),
        corpus.documents.get(f"{SEEDS}/places.yml"),
    )

    def missing(name: str, ids: Mapping[str, object], folder: str) -> bool:
        return name not in ids and not {f"{folder}/{name}", f"{folder}/*"} & corpus.broken

    for key, place in sorted(corpus.places.items()):
        if places is None or place.within is None:
            continue
        if missing(place.within, corpus.places, "places"):
            yield places.problem(
                rules.UNKNOWN_REFERENCE,
                (key, "within"),
                f"There is no place with the id `{place.within}`.",
                suggestion(place.within, corpus.places) or "Add the place to seeds/places.yml.",
            )
        elif _loops(key, lambda name: corpus.places[name].within if name in corpus.places else None):
            yield places.problem(
                rules.REFERENCE_LOOP,
                (key, "within"),
                f"{place.name} lies within itself.",
                "Remove one of the links.",
            )
    for key, speaker in sorted(corpus.speakers.items()):
        if speakers is None:
            continue
        links = [("speaks_for", speaker.speaks_for)]
        links += [("may_share_origin", shared.speaker) for shared in speaker.may_share_origin]
        for field, other in links:
            if other is not None and (missing(other, corpus.speakers, "speakers") or other == key):
                yield speakers.problem(
                    rules.UNKNOWN_REFERENCE,
                    (key, field),
                    f"There is no other speaker with the id `{other}`.",
                    suggestion(other, corpus.speakers.keys() - {key}) or "Add the speaker to seeds/speakers.yml.",
                )
        if speaker.speaks_for != key and _loops(
            key, lambda name: corpus.speakers[name].speaks_for if name in corpus.speakers else None
        ):
            yield speakers.problem(
                rules.REFERENCE_LOOP,
                (key, "speaks_for"),
                f"{speaker.name} speaks for itself.",
                "Remove one of the links.",
            )
    for article in corpus.articles.values():
        publishers: list[tuple[Path, str]] = [(("publisher",), article.meta.publisher)]
        if article.meta.reprint_of:
            publishers.append((("reprint_of", "publisher"), article.meta.reprint_of.publisher))
        for path, publisher in publishers:
            if missing(publisher, corpus.speakers, "speakers"):
                yield article.document.problem(
                    rules.UNKNOWN_REFERENCE,
                    path,
                    f"There is no speaker with the id `{publisher}`.",
                    suggestion(publisher, corpus.speakers) or "Add the publisher to seeds/speakers.yml.",
                )
        first = article.meta.reprint_of.published.first if article.meta.reprint_of else None
        assert article.meta.published.first is not None
        if first is not None and article.meta.published.first < first:
            yield article.document.problem(
                rules.BAD_VALUE,
                ("reprint_of", "published"),
                f"A reprint of {article.meta.published} cannot repeat what appeared on {first}.",
                "Correct one of the dates.",
            )


def _loops(start: str, step: Callable[[str], str | None]) -> bool:
    seen: set[str] = set()
    here: str | None = start
    while here is not None and here not in seen:
        seen.add(here)
        here = step(here)
    return here == start


def check_used(corpus: Corpus) -> Iterator[Problem]:
    """Every speaker, place and topic is used. Silent while a claim cannot be read: it may be the one that uses it."""
    if any(name.startswith(("claims/", "articles/")) for name in corpus.broken):
        return
    claims = [file.gist for file in corpus.claims.values()]
    speakers = {name for claim in claims for name in claim.speakers}
    for article in corpus.articles.values():
        speakers.update(article.gist.publishers)
    for name in tuple(speakers):
        speakers.update(corpus.voices(name))
    places = {above for claim in claims for place in claim.places for above in corpus.larger_places(place)}
    topics = {topic for claim in claims for topic in claim.topics}
    named = {above for key in _named(corpus, corpus.places.keys() - places) for above in corpus.larger_places(key)}
    for file, path, ids, used, what in (
        ("speakers.yml", (), corpus.speakers, speakers, "speaker"),
        ("places.yml", (), corpus.places, places | named, "place"),
        ("publication.yml", ("topics",), corpus.publication.topics, topics, "topic"),
    ):
        document = corpus.documents.get(f"{SEEDS}/{file}")
        for name in ids:
            if name not in used and document is not None:
                yield document.problem(
                    rules.UNUSED_ENTRY,
                    (*path, name),
                    f"The {what} `{name}` is not used.",
                    "Remove it.",
                    at_key=True,
                )


def _named(corpus: Corpus, places: Iterable[str]) -> Iterator[str]:
    """Those of some places that an article names; once all are found, no further article is read."""
    left = {key: (corpus.places[key].name, *(corpus.places[key].also or ())) for key in sorted(places)}
    articles = iter(corpus.articles.values())
    while left and (article := next(articles, None)) is not None:
        text = article.searchable
        for key in [key for key, names in left.items() if any(name.casefold() in text for name in names)]:
            yield key
            del left[key]


def check_addresses(corpus: Corpus) -> Iterator[Problem]:
    """Addresses that were once published still lead somewhere, and new ones are on record."""
    document = corpus.documents.get(f"{SEEDS}/addresses.yml")
    if document is None or "addresses/*" in corpus.broken:
        return
    live = set(live_addresses(corpus))
    recorded = corpus.addresses.published
    redirects = corpus.addresses.redirects
    for n, address in enumerate(recorded):
        if address not in live and address not in redirects and not _broken(corpus, address):
            yield document.problem(
                rules.ADDRESS_LOST,
                ("published", n),
                f"Nothing is published at {address} any more.",
                f"Restore it, or add `{address}: NEW-ADDRESS` to `redirects`.",
                mend=Mend("Redirect to where the file went", (Follow(document.file, address),)),
            )
    for address in sorted(live - set(recorded)):
        file = f"{SEEDS}/{address}.yml"
        yield Problem(
            rules.ADDRESS_UNRECORDED,
            Place(file if not address.startswith("speakers/") else f"{SEEDS}/speakers.yml"),
            f"The address {address} is not on record.",
            f"Add `- {address}` to `published` in {SEEDS}/addresses.yml.",
            mend=Mend(f"Record the address {address}", (Add(document.file, ("published",), address, item=True),)),
        )
    for old, new in redirects.items():
        wrong = "is still in use" if old in live else "" if new in live else f"leads to {new}, where nothing is"
        if wrong and not _broken(corpus, new):
            end = _end_of(new, redirects)
            mend = (
                Mend(f"Let the redirect lead to {end}", (Put(document.file, ("redirects", old), end),))
                if "leads" in wrong and end in live
                else None
                if "leads" in wrong
                else Mend("Remove the redirect", (Drop(document.file, ("redirects", old)),))
            )
            yield document.problem(
                rules.ADDRESS_LOST,
                ("redirects", old),
                f"The redirect from {old} {wrong}.",
                "Let it lead to an address in use." if "leads" in wrong else "Remove the redirect.",
                mend=mend,
            )


def _end_of(address: str, redirects: Mapping[str, str]) -> str:
    """Where a redirect to an address leads in the end."""
    seen: set[str] = set()
    while address in redirects and address not in seen:
        seen.add(address)
        address = redirects[address]
    return address


def _broken(corpus: Corpus, address: str) -> bool:
    return address in corpus.broken or f"{address.partition('/')[0]}/*" in corpus.broken


def live_addresses(corpus: Corpus) -> tuple[str, ...]:
    """The addresses of everything that has a page of its own."""
    return (
        *(f"claims/{name}" for name in sorted(corpus.claims)),
        *(f"articles/{name}" for name in sorted(corpus.articles)),
        *(f"speakers/{name}" for name in sorted(corpus.speakers)),
    )


FactCheck = Callable[[Fact, Comparison], Iterator[Problem]]
CorpusCheck = Callable[[Corpus], Iterator[Problem]]

FACT_CHECKS: tuple[FactCheck, ...] = (check_sums, check_verdict, check_overrides)
CORPUS_CHECKS: tuple[CorpusCheck, ...] = (
    check_terms,
    check_titles,
    check_registries,
    check_versions,
    check_used,
    check_addresses,
)
