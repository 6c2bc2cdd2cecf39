"""The page of a speaker: everything they are quoted with, and what they pass on for others."""

from __future__ import annotations

from collections.abc import Sequence

from generator.compiler import Examined
from generator.facts import Witness
from generator.records import Record, replace
from generator.rows import Kind, Shape
from generator.views import common, passages, reasons
from generator.views.common import Link, Pill, Site
from generator.views.matrix import WORDS, standing
from generator.views.paging import Paging, cut, pages_of, room, size
from generator.views.passages import Segment

BELOW = Paging(up="../../")
MOST_OTHERS = 40
"""How many of the other accounts of a fact are told beside one; the page of the fact has them all."""
KINDS = {"person": "person", "body": "body", "group": "group without names", "media": "news medium"}


class Entry(Record):
    """One account in which the speaker has a part."""

    fact: Link
    pill: Pill
    value: str
    unit: str
    standing: str
    words: str
    quote: tuple[Segment, ...]
    article_id: str
    language: str
    who: str
    said: str
    article: Link
    others: tuple[str, ...]
    more: int


class SpeakerPage(Record):
    """Everything the page of a speaker shows."""

    id: str
    title: str
    description: str
    kind: str
    role: str
    also: tuple[str, ...]
    speaks_for: Link | None
    shares: tuple[tuple[Link, str], ...]
    says: tuple[Entry, ...]
    source_of: tuple[Entry, ...]
    carries: tuple[Link, ...]
    fairness: str
    paging: Paging = BELOW

    @property
    def tab(self) -> str:
        """What a browser calls the page."""
        return f"{self.title}, page {self.paging.number}" if self.paging.number > 1 else self.title


class Part(Record):
    """An account with those who have a part in it: its speaker, and whom the speaker has it from."""

    speaker: str
    heard_from: tuple[str, ...]
    entry: Entry

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who has a part in it, each once."""
        return tuple(dict.fromkeys((self.speaker, *self.heard_from)))


def parts_of(site: Site, examined: Examined) -> tuple[Part, ...]:
    """The accounts of a fact, as the pages of speakers list them."""
    return tuple(
        Part(witness.account.speaker, witness.account.heard_from or (), _entry(site, examined, witness))
        for witness in examined.fact.witnesses
    )


PART: Shape[Part] = Shape(Part)


def _parts(site: Site, examined: Examined) -> tuple[str, ...]:
    return tuple(map(PART.pack, parts_of(site, examined)))


PARTS = Kind("parts", _parts, tuple[str, ...])
"""Each account of a fact as text: a page of a speaker shows one or two of them."""


class Share(Record):
    """An account as far as it takes to know on which page of a speaker it stands.

    Attributes:
        speaker: who says it.
        heard_from: whom the speaker has it from.
        weight: the bytes it takes.
        passage: the address of the passage, as it is where its article is on one page.
    """

    speaker: str
    heard_from: tuple[str, ...]
    weight: int
    passage: str


def _shares(site: Site, examined: Examined) -> tuple[Share, ...]:
    parts = PART.unpack(site.row(PARTS, examined.fact.id))
    return tuple(Share(each.speaker, each.heard_from, _weight(each.entry), each.entry.article.path) for each in parts)


SHARES = Kind("shares", _shares, tuple[Share, ...], light=True)


class Unit(Record):
    """Something on the page of a speaker.

    Attributes:
        section: under which heading.
        fact: the fact, or the article that the speaker published.
        at: which of its accounts.
        weight: the bytes it takes.
        link: where the passage stands, or the link to the article.
    """

    section: str
    fact: str
    at: int
    weight: int
    link: Link


class Sheet(Record):
    """What stands on one of the pages of a speaker.

    Attributes:
        units: the accounts and articles.
        said: how many accounts there are on all pages that the speaker gives.
    """

    paging: Paging
    units: tuple[Unit, ...]
    said: int

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of which something stands there."""
        return tuple(dict.fromkeys(unit.fact for unit in self.units if unit.section != "carries"))


def sheets(site: Site, name: str, facts: Sequence[str]) -> list[Sheet]:
    """What stands on each of the pages of a speaker.

    Args:
        site: everything.
        name: the speaker's id.
        facts: the facts in which the speaker has a part.
    """
    says: list[Unit] = []
    source_of: list[Unit] = []
    for fact, shares in site.rows(SHARES, facts).items():
        for at, share in enumerate(shares):
            if name == share.speaker or name in share.heard_from:
                link = site.led(Link("", share.passage))
                weight = share.weight + len(link.path) - len(share.passage)
                if name == share.speaker:
                    says.append(Unit("says", fact, at, weight, link))
                if name in share.heard_from:
                    source_of.append(Unit("source_of", fact, at, weight, link))
    carries = []
    for article in site.carried_by.get(name, ()):
        link = Link(f"{site.publication_of(article)}: {article.meta.title}", f"articles/{article.id}/")
        carries.append(Unit("carries", article.id, 0, 40 + size(link.path, link.text), link))
    parts = cut([*says, *source_of, *carries], room(), lambda unit: unit.weight)
    if len(parts) == 1:
        return [Sheet(BELOW, parts[0], len(says))]
    begun = [_begun(parts, n) for n in range(len(parts))]
    pagings = pages_of(f"speakers/{name}/", len(parts), site.names_in("speakers"), beside=True, elsewhere=begun)
    return [Sheet(paging, part, len(says)) for part, paging in zip(parts, pagings, strict=True)]


SECTIONS = {
    "says": ("What they say", "what-they-say"),
    "source_of": ("Cited by others as a source", "cited-by-others-as-a-source"),
    "carries": ("Published", "published"),
}
"""The headings of the template, with their addresses."""


def _begun(parts: Sequence[Sequence[Unit]], n: int) -> tuple[str, list[str]]:
    """What a page holds, in words, and the addresses of the headings that are there for the first time."""
    here = dict.fromkeys(unit.section for unit in parts[n])
    before = {unit.section for part in parts[:n] for unit in part}
    words = ", ".join(SECTIONS[what][0] for what in here)
    return f"Page {n + 1}: {words}", [SECTIONS[what][1] for what in here if what not in before]


def _weight(each: Entry) -> int:
    texts = (each.fact.path, each.fact.text, each.pill.name, each.pill.label, each.pill.meaning, each.value, each.unit)
    more = (each.words, each.who, each.said, each.article.path, each.article.text, each.article_id, *each.others)
    return 620 + size(*texts, *more) + 3 * len(each.others) + sum(size(piece.text) + 13 for piece in each.quote)


def speaker_page(site: Site, name: str, sheet: Sheet) -> SpeakerPage:
    """A page of a speaker.

    Args:
        site: everything.
        name: the speaker's id.
        sheet: what stands there.
    """
    speaker = site.corpus.speakers[name]
    parts = dict(zip(sheet.facts, site.passing(PARTS, sheet.facts), strict=True))

    def entries(section: str) -> tuple[Entry, ...]:
        held = [unit for unit in sheet.units if unit.section == section]
        found = PART.unpack([parts[unit.fact][unit.at] for unit in held])
        return tuple(_led(part.entry, unit.link) for part, unit in zip(found, held, strict=True))

    count = sheet.said
    return SpeakerPage(
        id=name,
        title=speaker.name,
        description=f"{speaker.name}: {count} account{'s' if count != 1 else ''}, each beside what others say.",
        kind=KINDS[speaker.kind],
        role=speaker.role or "",
        also=speaker.also or (),
        speaks_for=site.speaker(speaker.speaks_for) if speaker.speaks_for else None,
        shares=tuple((site.speaker(shared.speaker), shared.reason) for shared in speaker.may_share_origin),
        says=entries("says"),
        source_of=entries("source_of"),
        carries=tuple(unit.link for unit in sheet.units if unit.section == "carries"),
        fairness=reasons.FAIRNESS,
        paging=sheet.paging,
    )


def _led(entry: Entry, passage: Link) -> Entry:
    """An entry with a link to the very page that holds the passage, which depends on all that quotes the article."""
    return (
        entry if entry.article.path == passage.path else replace(entry, article=Link(entry.article.text, passage.path))
    )


def _entry(site: Site, examined: Examined, witness: Witness) -> Entry:
    fact = examined.fact
    stands = standing(examined, witness)
    beside = [other for other in fact.witnesses if other.id != witness.id]
    others = tuple(f"{site.short(other.account.speaker)}: {site.value(fact, other)}" for other in beside[:MOST_OTHERS])
    return Entry(
        Link(fact.claim.title, f"claims/{fact.id}/#{witness.id}"),
        site.pill(fact),
        site.value(fact, witness),
        site.unit(fact, witness),
        stands.value,
        WORDS[stands],
        passages.quote(witness),
        witness.article.id,
        witness.article.meta.language,
        site.short(witness.account.speaker),
        common.date(witness.account.said),
        Link(site.publication_of(witness.article), f"articles/{witness.article.id}/#p{witness.paragraph}"),
        others,
        len(beside) - len(others),
    )
