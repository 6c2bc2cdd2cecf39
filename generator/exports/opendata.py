"""The publication as open data: everything as JSON, and one table of accounts for spreadsheets.

The JSON of a large publication is in parts of some hundred facts. Which part a fact is in follows from its id, so that
where one changed, the others need neither be written nor fetched again.

Positions count Unicode code points of the stored file; passages are described as the W3C Web Annotation Data Model
does, by position and by the words themselves with what stands before and after.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from generator import versions
from generator.compare import RELATIONS
from generator.compiler import Examined
from generator.corpus import Article
from generator.evidence import Span
from generator.exports.text import one_line
from generator.facts import Fact, Witness
from generator.model import Location
from generator.readings import Answer, Breakdown, Nothing, Quantity, Reading, When, Where, Who
from generator.records import Record, asdict
from generator.rows import Kind, place
from generator.views import common
from generator.views.common import Site

SCHEMA_VERSION = 2
"""Counts up when a field changes its meaning or goes; a new field does not count."""
JSON = "data/facts.json"
"""The file with everything, or with all but the facts."""
PART = 125
"""Facts of a part, at the most, about."""
CONTEXT = 32
"""Characters before and after a passage, by which it is told apart."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that make spreadsheets calculate, in half and full width."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

BEFORE, BETWEEN, AFTER = ',\n "facts": [\n  ', ",\n  ", "\n ]\n}\n"
"""What stands around facts: one fact a line, so that a difference between two versions shows which facts changed."""

COLUMNS = (
    *("fact", "question", "claim", "topic", "verdict", "confidence", "reviewed", "unit"),
    *("account", "speaker", "speaker_name", "origin", "chain", "said", "as_of", "scope"),
    *("value", "low", "high", "earliest", "latest", "quote", "language"),
    *("article", "publisher", "published", "file", "sha256"),
    *("start", "end", "url", "in_newest_version"),
)
"""What the columns are called: of the fact, of the account, of its article, of its place there."""


class Part(Record):
    """A file with some of the facts.

    Attributes:
        facts: how many it holds.
        sha256: the SHA-256 of the file.
    """

    facts: int
    sha256: str


def held(site: Site) -> Mapping[str, Sequence[str]]:
    """Which facts each file holds, by its path: one all of them, or in a large publication each part its own."""
    if not site.large:
        return {JSON: list(site.facts)}
    of = 1
    while of * PART < len(site.facts):
        of *= 2
    found: dict[str, list[str]] = {f"data/facts/{number}.json": [] for number in range(1, of + 1)}
    for name in site.facts:
        found[f"data/facts/{place(name) % of + 1}.json"].append(name)
    return found


def whole(site: Site, marker: str, facts: Iterable[str]) -> bytes:
    """The publication as JSON.

    Args:
        site: everything.
        marker: tells that the file is generated.
        facts: each fact as JSON.
    """
    return _written_with(_all_but_facts(site, marker), facts)


def all_but_facts(site: Site, marker: str) -> bytes:
    """The publication as JSON, up to the list of the parts that hold its facts."""
    return _open(_all_but_facts(site, marker)).encode()


def where_facts_are(parts: Mapping[str, Part]) -> bytes:
    """That list, by the path of each part, and the end."""
    folder = JSON.rpartition("/")[0]
    named = ",\n  ".join(
        json.dumps({"file": path.removeprefix(f"{folder}/"), **asdict(part)}) for path, part in parts.items()
    )
    return f',\n "parts": [\n  {named}\n ]\n}}\n'.encode()


def part_before_facts(marker: str) -> bytes:
    """What a part begins with, up to its first fact."""
    return f"{_open({'$comment': marker, 'schema_version': SCHEMA_VERSION})}{BEFORE}".encode()


def _written_with(data: Mapping[str, Any], facts: Iterable[str]) -> bytes:
    return f"{_open(data)}{BEFORE}{BETWEEN.join(facts)}{AFTER}".encode()


def _open(data: Mapping[str, Any]) -> str:
    """An object as JSON to which something can be added."""
    return json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")


def _all_but_facts(site: Site, marker: str) -> dict[str, Any]:
    publication = site.corpus.publication
    return {
        "$comment": marker,
        "schema_version": SCHEMA_VERSION,
        "publication": _known(
            name=publication.name,
            subtitle=publication.subtitle,
            publisher=publication.publisher,
            site=site.settings.site,
            repository=site.settings.repository,
            license=LICENCE,
            rights="The quotations remain their publishers'; everything else may be reused under the licence.",
        ),
        "ratings": {name.value: _term(term.label, term.meaning) for name, term in publication.ratings.items()},
        "confidence": {name.value: _term(term.label, term.meaning) for name, term in publication.confidence.items()},
        "relations": {each.kind.value: _term(each.label, each.rule) for each in RELATIONS},
        "topics": dict(publication.topics),
        "speakers": {name: _speaker(site, name) for name in sorted(site.corpus.speakers)},
        "places": {name: _place(place) for name, place in sorted(site.corpus.places.items())},
        "articles": {name: _article(article) for name, article in sorted(site.corpus.articles.items())},
    }


def _line(site: Site, examined: Examined) -> str:
    return json.dumps(_fact(site, examined), ensure_ascii=False)


DATA = Kind("data", _line, str, passing=True)


def _known(**fields: Any) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def _term(label: str, meaning: str) -> dict[str, str]:
    return {"label": label, "meaning": meaning}


def _speaker(site: Site, name: str) -> dict[str, Any]:
    speaker = site.corpus.speakers[name]
    shared = [{"speaker": each.speaker, "reason": each.reason} for each in speaker.may_share_origin]
    return _known(
        name=speaker.name,
        kind=speaker.kind,
        role=speaker.role,
        speaks_for=speaker.speaks_for,
        may_share_origin=shared or None,
        url=site.settings.page(f"speakers/{name}/"),
    )


def _place(place: Location) -> dict[str, Any]:
    at = place.coordinates
    where = {"lat": float(at.lat), "lon": float(at.lon), "source": at.source} if at else None
    return _known(name=place.name, within=place.within, kind=place.kind, coordinates=where)


def _article(article: Article) -> dict[str, Any]:
    meta = article.meta
    reprint = meta.reprint_of
    return _known(
        title=meta.title,
        publisher=meta.publisher,
        published=str(meta.published),
        modified=str(meta.modified) if meta.modified else None,
        retrieved=str(meta.retrieved) if meta.retrieved else None,
        version_of=meta.version_of,
        language=meta.language,
        authors=list(meta.authors) if meta.authors else None,
        url=meta.url,
        reprint_of={"publisher": reprint.publisher, "published": str(reprint.published)} if reprint else None,
        file=article.file,
        sha256=meta.sha256,
        rights=meta.rights.note,
    )


def _fact(site: Site, examined: Examined) -> dict[str, Any]:
    fact, comparison = examined.fact, examined.comparison
    claim, verdict = fact.claim, fact.claim.verdict
    measure = claim.measure
    return _known(
        id=fact.id,
        url=site.settings.page(f"claims/{fact.id}/"),
        file=fact.document.file,
        question=claim.title,
        claim=claim.claim,
        claimed_by=claim.claimed_by,
        topics=list(claim.topics),
        measure=_known(
            kind=measure.kind.value,
            unit=measure.unit,
            scopes=list(measure.scopes) if measure.scopes else None,
            categories=measure.categories,
            answers=measure.answers,
            exclusive=measure.exclusive == "yes",
        ),
        verdict=_known(
            rating=verdict.rating.value,
            computed=comparison.rating.value,
            confidence=verdict.confidence.value,
            reviewed=str(verdict.reviewed),
            summary=verdict.summary,
            reason=verdict.reason,
            rests_on=verdict.rests_on,
        ),
        accounts=[_account(site, fact, witness) for witness in fact.witnesses],
        origins=[
            {"speaker": origin.name, "accounts": list(origin.accounts), "why": list(origin.why)}
            for origin in comparison.origins
        ],
        pairs=[
            _known(
                accounts=[pair.a.id, pair.b.id],
                kind=pair.kind.value,
                computed=pair.computed.value,
                otherwise=pair.otherwise.value if pair.otherwise else None,
                reason=pair.reason,
            )
            for pair in comparison.pairs
        ],
        spreads=[
            _known(scope=each.scope or None, low=_number(each.low), high=_number(each.high), ratio=_number(each.ratio))
            for each in comparison.spreads
        ],
        sums=[{"parts": list(each.parts), "total": each.total} for each in claim.sums] or None,
        analysis=claim.analysis,
        corrections=[
            {"date": str(each.date), "grade": each.grade.value, "text": each.text} for each in claim.corrections
        ],
    )


def _account(site: Site, fact: Fact, witness: Witness) -> dict[str, Any]:
    account = witness.account
    return _known(
        id=account.id,
        speaker=account.speaker,
        heard_from=list(account.heard_from) if account.heard_from else None,
        through=list(account.through) if account.through else None,
        chain=list(witness.chain),
        said=str(account.said),
        as_of=str(account.as_of),
        scope=list(account.scope) if account.scope else None,
        value=_reading(witness.reading),
        value_in_words=site.value(fact, witness),
        takes_a_side=not witness.open,
        quote=account.quote,
        language=account.language,
        translation=account.translation,
        article=witness.article.id,
        paragraph=witness.paragraph,
        targets=[_target(witness.article, part) for part in witness.located.parts],
        normalised=[step.value for step in witness.located.steps],
        in_newest_version=_in_newest(site, witness),
        note=account.note,
    )


def _in_newest(site: Site, witness: Witness) -> dict[str, Any] | None:
    """What became of the passage in the newest version of its article, where it is taken from an older one."""
    later = versions.in_newest(witness, site.corpus)
    return {"article": later.article, "passage": later.fate.value} if later else None


def _target(article: Article, part: Span) -> dict[str, Any]:
    """A passage as a SpecificResource with two selectors; `exact` is what stands in the file, line ends and all."""
    raw = article.text.raw
    return {
        "type": "SpecificResource",
        "source": article.file,
        "selector": [
            {"type": "TextPositionSelector", "start": part.start, "end": part.end},
            {
                "type": "TextQuoteSelector",
                "exact": raw[part.start : part.end],
                "prefix": raw[max(part.start - CONTEXT, 0) : part.start],
                "suffix": raw[part.end : part.end + CONTEXT],
            },
        ],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    match reading:
        case Quantity():
            return _known(
                type="quantity",
                basis=reading.basis.value,
                low=_number(reading.low),
                high=_number(reading.high),
                low_excluded=reading.low_open or None,
                high_excluded=reading.high_open or None,
            )
        case Breakdown():
            parts = {name: _number(value) for name, value in reading.parts}
            return _known(type="breakdown", parts=parts, total=_number(reading.total))
        case When():
            return {"type": "date", "edtf": str(reading.period), **_days(reading)}
        case Where():
            return {"type": "place", "places": list(reading.places)}
        case Who():
            return {"type": "party", "parties": list(reading.parties)}
        case Answer():
            return {"type": "position", "answers": list(reading.answers)}
        case Nothing():
            return {"type": "unstated"}


def _days(when: When) -> dict[str, str]:
    period = when.period
    return _known(
        earliest=period.first.isoformat() if period.first else None,
        latest=period.last.isoformat() if period.last else None,
    )


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


# --- the table --------------------------------------------------------------------------------------------------------


def csv_head() -> bytes:
    """The names of the columns, as CSV (RFC 4180) in UTF-8 with the mark that spreadsheets know it by.

    A row for each account follows.
    """
    return _written([COLUMNS]).encode("utf-8-sig")


def _table(site: Site, examined: Examined) -> str:
    fact = examined.fact
    of_fact = _cells(*_of_fact(fact))
    origins = {account: origin.name for origin in examined.comparison.origins for account in origin.accounts}
    return _written(
        [
            *of_fact,
            *_cells(*_of_account(site, fact, witness, origins.get(witness.id, ""))),
            *_cells(*_of_article(witness.article)),
            *_cells(*_of_place(site, fact, witness)),
        ]
        for witness in fact.witnesses
    )


TABLE = Kind("table", _table, str, passing=True)


def _written(lines: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def _cells(*values: object) -> list[str]:
    return [_cell(value) for value in values]


def _cell(value: object) -> str:
    """A cell: on one line, and with an apostrophe before what a spreadsheet would take for a formula."""
    text = "" if value is None else one_line(str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _of_fact(fact: Fact) -> tuple[object, ...]:
    claim, verdict = fact.claim, fact.claim.verdict
    return (
        fact.id,
        claim.title,
        claim.claim,
        claim.topics[0],
        verdict.rating.value,
        verdict.confidence.value,
        verdict.reviewed,
        claim.measure.unit,
    )


def _of_account(site: Site, fact: Fact, witness: Witness, origin: str) -> tuple[object, ...]:
    account, reading = witness.account, witness.reading
    figures = (_number(reading.low), _number(reading.high)) if isinstance(reading, Quantity) else (None, None)
    days = (reading.period.first, reading.period.last) if isinstance(reading, When) else (None, None)
    return (
        account.id,
        account.speaker,
        site.corpus.speakers[account.speaker].name,
        origin,
        " > ".join(witness.chain),
        account.said,
        account.as_of,
        " | ".join(account.scope or ()),
        site.value(fact, witness),
        *figures,
        *days,
        common.quoted(witness),
        account.language or witness.article.meta.language,
    )


def _of_article(article: Article) -> tuple[object, ...]:
    meta = article.meta
    return article.id, meta.publisher, meta.published, article.file, meta.sha256


def _of_place(site: Site, fact: Fact, witness: Witness) -> tuple[object, ...]:
    parts = witness.located.parts
    later = versions.in_newest(witness, site.corpus)
    where = site.settings.page(f"claims/{fact.id}/#{witness.id}")
    return parts[0].start, parts[-1].end, where, later.fate.value if later else None
