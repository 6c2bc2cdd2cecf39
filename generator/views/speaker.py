"""The page of a speaker: everything they are quoted with, and what they pass on for others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.compiler import Examined
from generator.facts import Witness
from generator.rows import Kind
from generator.views import common, passages, reasons
from generator.views.common import Link, Pill, Site
from generator.views.matrix import WORDS, standing
from generator.views.paging import Paging, cut, pages_of, room, size
from generator.views.passages import Segment

BELOW = Paging(up="../../")
MOST_OTHERS = 40
"""How many of the other accounts of a fact are told beside one; the page of the fact has them all."""
KINDS = {"person": "person", "body": "body", "group": "group without names", "media": "news medium"}


@dataclass(frozen=True, slots=True)
class Entry:
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


@dataclass(frozen=True, slots=True)
class SpeakerPage:
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


@dataclass(frozen=True, slots=True)
class Part:
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


PARTS = Kind("parts", parts_of, tuple[Part, ...])


def speaker_pages(site: Site, name: str, parts: list[Part]) -> list[SpeakerPage]:
    """The same in as many pages as the accounts take."""
    whole = speaker_page(site, name, parts)
    every: list[Unit] = [
        *(("says", entry) for entry in whole.says),
        *(("source_of", entry) for entry in whole.source_of),
        *(("carries", link) for link in whole.carries),
    ]
    cuts = cut(every, room(), _weight)
    if len(cuts) == 1:
        return [whole]
    begun = [_begun(cuts, n) for n in range(len(cuts))]
    pagings = pages_of(f"speakers/{name}/", len(cuts), site.names_in("speakers"), beside=True, elsewhere=begun)
    return [
        replace(
            whole,
            paging=paging,
            says=tuple(unit for what, unit in part if what == "says" and isinstance(unit, Entry)),
            source_of=tuple(unit for what, unit in part if what == "source_of" and isinstance(unit, Entry)),
            carries=tuple(unit for what, unit in part if what == "carries" and isinstance(unit, Link)),
        )
        for part, paging in zip(cuts, pagings, strict=True)
    ]


Unit = tuple[str, Entry | Link]
SECTIONS = {
    "says": ("What they say", "what-they-say"),
    "source_of": ("Cited by others as a source", "cited-by-others-as-a-source"),
    "carries": ("Published", "published"),
}
"""The headings of the template, with their addresses."""


def _begun(cuts: list[tuple[Unit, ...]], n: int) -> tuple[str, list[str]]:
    """What a page holds, in words, and the addresses of the headings that are there for the first time."""
    here = dict.fromkeys(what for what, _ in cuts[n])
    before = {what for part in cuts[:n] for what, _ in part}
    words = ", ".join(SECTIONS[what][0] for what in here)
    return f"Page {n + 1}: {words}", [SECTIONS[what][1] for what in here if what not in before]


def _weight(unit: Unit) -> int:
    each = unit[1]
    if isinstance(each, Link):
        return 40 + size(each.path, each.text)
    texts = (each.fact.path, each.fact.text, each.pill.name, each.pill.label, each.pill.meaning, each.value, each.unit)
    more = (each.words, each.who, each.said, each.article.path, each.article.text, each.article_id, *each.others)
    return 620 + size(*texts, *more) + 3 * len(each.others) + sum(size(piece.text) + 13 for piece in each.quote)


def speaker_page(site: Site, name: str, parts: list[Part]) -> SpeakerPage:
    """What the page of a speaker shows.

    Args:
        site: everything.
        name: the speaker's id.
        parts: every account in which the speaker has a part.
    """
    speaker = site.corpus.speakers[name]
    says = tuple(_led(site, part.entry) for part in parts if part.speaker == name)
    source_of = tuple(_led(site, part.entry) for part in parts if name in part.heard_from)
    published = [
        Link(site.publication_of(article) + ": " + article.meta.title, f"articles/{article.id}/")
        for article in site.carried_by.get(name, ())
    ]
    count = len(says)
    return SpeakerPage(
        id=name,
        title=speaker.name,
        description=f"{speaker.name}: {count} account{'s' if count != 1 else ''}, each beside what others say.",
        kind=KINDS[speaker.kind],
        role=speaker.role or "",
        also=speaker.also or (),
        speaks_for=site.speaker(speaker.speaks_for) if speaker.speaks_for else None,
        shares=tuple((site.speaker(shared.speaker), shared.reason) for shared in speaker.may_share_origin),
        says=says,
        source_of=source_of,
        carries=tuple(published),
        fairness=reasons.FAIRNESS,
    )


def _led(site: Site, entry: Entry) -> Entry:
    """An entry with a link to the very page that holds the passage, which depends on all that quotes the article."""
    return replace(entry, article=site.led(entry.article)) if entry.article_id in site.places else entry


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
