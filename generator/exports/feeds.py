"""Feeds as Atom (RFC 4287) and JSON Feed 1.1: new and reviewed facts, and corrections.

The ids are UUIDs made from the name of the publication and the entry's address below the site's root, so they outlive a
move of the site. Addresses must be absolute in JSON Feed and are left out there while the site's is unknown; in Atom
they may count from the feed itself, and then do. Days stand for midnight UTC, since nothing finer is on record.

A long feed is in several documents, the newest entries in the first, each with the way to the next one: links of a
paged feed (RFC 5005, section 3) in Atom, `next_url` in JSON Feed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from uuid import UUID, uuid5

from markdown_it import MarkdownIt

from generator import prose
from generator.compiler import Examined
from generator.exports.text import absolute_links, one_line, sentence_case
from generator.facts import Fact, Witness
from generator.model import Grade, Rating
from generator.records import Record, replace
from generator.rows import Kind
from generator.views import reasons
from generator.views.brief import briefs
from generator.views.common import Site
from generator.views.paging import cut, room, size

ENTRIES = 50
"""How many entries a document holds at most."""
NEWEST = 500
"""How many facts the feed goes back to; the feed of corrections has them all, and the open data everything."""
NAMESPACE = UUID("0b0f7b0e-6d0c-4b8e-9b57-5d1f0a3c2e41")
"""The name space of this program's ids: random once, and never to change."""
NEVER = date(1970, 1, 1)
"""The day a feed was updated that never had an entry."""
GRADES = {
    Grade.MINOR: "Minor correction",
    Grade.UPDATE: "Update",
    Grade.SUBSTANTIAL: "Substantial correction",
}


class Entry(Record):
    """An entry of a feed.

    Attributes:
        path: its address from the site's root.
        title: one line.
        day: when it came or was last changed.
        html: its content.
        summary: the same in one line of text.
        tags: what it is sorted under.
    """

    path: str
    title: str
    day: date
    html: str
    summary: str
    tags: tuple[str, ...]


class Feed(Record):
    """A document of a feed before it has a format: which of several it is, counted from 1."""

    name: str
    title: str
    about: str
    entries: tuple[Entry, ...]
    updated: date
    number: int = 1
    last: int = 1

    def file(self, number: int, ending: str) -> str:
        """The path of one of its documents, from the site's root."""
        return f"feeds/{self.name}{'' if number == 1 else f'-{number}'}.{ending}"


def _as_reviewed(site: Site, examined: Examined) -> Entry:
    return _fact(site, examined, site.markdown)


def _as_corrected(site: Site, examined: Examined) -> tuple[Entry, ...]:
    fact = examined.fact
    return tuple(_correction(site, fact, at, site.markdown) for at in range(1, len(fact.claim.corrections) + 1))


REVIEWED = Kind("reviewed", _as_reviewed, Entry, light=True)
CORRECTIONS = Kind("corrections", _as_corrected, tuple[Entry, ...], light=True)


def feeds(site: Site) -> tuple[Feed, ...]:
    """Both feeds, newest entry first."""
    name = one_line(site.corpus.publication.name)
    days = {fact: date.fromordinal(each.reviewed_day or NEVER.toordinal()) for fact, each in briefs(site).items()}
    reviewed = sorted(days, key=lambda fact: (-days[fact].toordinal(), fact))
    corrected = sorted(
        ((each, fact, at) for fact, rows in site.rows(CORRECTIONS, days).items() for at, each in enumerate(rows)),
        key=lambda found: (-found[0].day.toordinal(), found[1], -found[2]),
    )
    updated = days[reviewed[0]] if reviewed else NEVER
    return (
        Feed(
            "facts",
            f"{name}: new and reviewed facts",
            "Each fact with its verdict, when it is new and whenever it was reviewed again.",
            tuple(site.rows(REVIEWED, reviewed[:NEWEST]).values()),
            updated,
        ),
        Feed(
            "corrections",
            f"{name}: corrections",
            "Every correction of a published fact. A changed value or verdict is a substantial one.",
            tuple(each for each, _, _ in corrected),
            max([updated, *(each.day for each, _, _ in corrected[:1])]),
        ),
    )


def _day(fact: Fact) -> date:
    return fact.claim.verdict.reviewed.day or NEVER


def _corrected(fact: Fact, at: int) -> date:
    return fact.claim.corrections[at - 1].date.day or NEVER


def _fact(site: Site, examined: Examined, markdown: MarkdownIt) -> Entry:
    fact = examined.fact
    verdict, publication = fact.claim.verdict, site.corpus.publication
    label, confidence = site.pill(fact).label, publication.confidence[verdict.confidence].label
    said = "".join(
        f"<li>{escape(site.short(each.account.speaker))}: {escape(_value(site, fact, each))}</li>"
        for each in fact.witnesses
    )
    withdrawn = verdict.rating is Rating.WITHDRAWN
    opening = (
        f"<p><strong>{escape(label)}.</strong> The verdict no longer stands:</p>"
        f"{_prose(site, fact, verdict.reason or '', markdown)}"
        if withdrawn
        else f"<p><strong>{escape(label)}</strong>, {escape(confidence)}.</p>"
    )
    why = "" if withdrawn else f"<p>{escape(reasons.why(site, fact, examined.comparison))}</p>"
    return Entry(
        f"claims/{fact.id}/",
        one_line(site.called(fact)),
        _day(fact),
        f"{opening}{_prose(site, fact, verdict.summary, markdown)}{why}<ul>{said}</ul>",
        one_line(f"{label}: {prose.plain(markdown, verdict.summary)}"),
        tuple(publication.topics[topic] for topic in fact.claim.topics),
    )


def _value(site: Site, fact: Fact, witness: Witness) -> str:
    counted = " or ".join(witness.account.scope or ()) or site.unit(fact, witness)
    value = site.value(fact, witness)
    return f"{value} ({counted})" if counted else value


def _correction(site: Site, fact: Fact, at: int, markdown: MarkdownIt) -> Entry:
    correction = fact.claim.corrections[at - 1]
    return Entry(
        f"claims/{fact.id}/#correction-{at}",
        one_line(f"{GRADES[correction.grade]}: {fact.claim.title}"),
        _corrected(fact, at),
        _prose(site, fact, correction.text, markdown),
        one_line(prose.plain(markdown, correction.text)),
        (correction.grade.value,),
    )


def _prose(site: Site, fact: Fact, text: str, markdown: MarkdownIt) -> str:
    """Prose with citations as numbers in brackets, and links that hold elsewhere as far as that is known."""
    numbers = {witness.id: number for number, witness in enumerate(fact.witnesses, 1)}
    html = prose.render(markdown, text, lambda account: f"[{numbers[account]}]")
    page = site.settings.page(f"claims/{fact.id}/")
    return absolute_links(html, page) if page else html


# --- formats ----------------------------------------------------------------------------------------------------------


def urn(publication: str, path: str) -> str:
    """The id of an entry or a feed: the same wherever the site is."""
    return uuid5(NAMESPACE, f"{publication}\n{path}").urn


def files(site: Site, marker: str) -> dict[str, bytes]:
    """The feeds as files, by path from the site's root."""
    every = (each for feed in feeds(site) for each in documents(feed))
    return {path: content for each in every for path, content in files_of(site, each, marker).items()}


def files_of(site: Site, feed: Feed, marker: str) -> dict[str, bytes]:
    """A document of a feed in both formats, by path from the site's root."""
    return {
        feed.file(feed.number, "xml"): atom(site, feed, marker).encode(),
        feed.file(feed.number, "json"): json_feed(site, feed, marker).encode(),
    }


def documents(feed: Feed) -> Iterator[Feed]:
    """A feed in documents that are not too large, the newest entries first."""
    least = room() // ENTRIES
    parts = cut(feed.entries, room(), lambda entry: max(_weight(entry), least))
    for number, part in enumerate(parts, 1):
        yield replace(feed, entries=part, number=number, last=len(parts))


def _weight(entry: Entry) -> int:
    """The bytes of an entry in Atom, where they are more than in JSON."""
    return (
        500 + size(entry.title, entry.summary, entry.html, entry.path, entry.path, *entry.tags) + 22 * len(entry.tags)
    )


def atom(site: Site, feed: Feed, marker: str) -> str:
    """A feed as Atom (RFC 4287)."""
    name, base = site.corpus.publication.name, site.settings.site or "../"
    path = f"feeds/{feed.name}.xml"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- {marker} -->",
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{urn(name, path)}</id>",
        f"<title>{_xml(feed.title)}</title>",
        f"<subtitle>{_xml(feed.about)}</subtitle>",
        f"<updated>{_midnight(feed.updated)}</updated>",
        f"<author><name>{_xml(sentence_case(site.corpus.publication.publisher))}</name></author>",
        f'<link rel="alternate" type="text/html" href={_attribute(base + "changes/")}/>',
        *(
            f'<link rel="{rel}" type="application/atom+xml" href={_attribute(base + feed.file(number, "xml"))}/>'
            for rel, number in _ways(feed)
        ),
        "<rights>CC BY 4.0; quotations remain their publishers’</rights>",
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{urn(name, entry.path)}</id>",
            f"<title>{_xml(entry.title)}</title>",
            f"<updated>{_midnight(entry.day)}</updated>",
            f'<link rel="alternate" type="text/html" href={_attribute(base + entry.path)}/>',
            *(f"<category term={_attribute(tag)}/>" for tag in entry.tags),
            f"<summary>{_xml(entry.summary)}</summary>",
            f'<content type="html" xml:base={_attribute(base + entry.path)}>{_xml(entry.html)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _ways(feed: Feed) -> Iterator[tuple[str, int]]:
    """From a document of a feed to the others, itself included."""
    yield "self", feed.number
    if feed.last > 1:
        yield from (("first", 1), ("last", feed.last))
    if feed.number > 1:
        yield "previous", feed.number - 1
    if feed.number < feed.last:
        yield "next", feed.number + 1


def json_feed(site: Site, feed: Feed, marker: str) -> str:
    """A feed as JSON Feed 1.1."""
    name, settings = site.corpus.publication.name, site.settings
    data: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "user_comment": marker,
        "title": feed.title,
        "description": feed.about,
        "language": "en",
        "authors": [{"name": sentence_case(one_line(site.corpus.publication.publisher))}],
    }
    if settings.site:
        data["home_page_url"] = settings.page("changes/")
        data["feed_url"] = settings.page(feed.file(1, "json"))
        if feed.number < feed.last:
            data["next_url"] = settings.page(feed.file(feed.number + 1, "json"))
    data["items"] = [_item(name, entry, settings.page(entry.path)) for entry in feed.entries]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _item(publication: str, entry: Entry, url: str | None) -> Mapping[str, object]:
    item: dict[str, object] = {
        "id": urn(publication, entry.path),
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_modified": _midnight(entry.day),
        "tags": list(entry.tags),
    }
    return {**item, "url": url} if url else item


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(one_line(text), quote=False)


def _attribute(text: str) -> str:
    return f'"{_xml(text).replace(chr(34), "&quot;")}"'
