"""The page of a speaker: everything they are quoted with, and what they pass on for others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.compiler import Examined
from generator.facts import Witness
from generator.rows import Kind
from generator.views import common, passages, reasons
from generator.views.common import Link, Pill, Site
from generator.views.matrix import WORDS, standing
from generator.views.paging import Paging, cut, pages_of
from generator.views.passages import Segment

BELOW = Paging(up="../../")
ENTRIES_A_PAGE = 120
"""How many accounts a page of a speaker lists."""
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
    if not site.large:
        return [whole]
    every = [
        *(("says", n) for n in range(len(whole.says))),
        *(("source_of", n) for n in range(len(whole.source_of))),
        *(("carries", n) for n in range(len(whole.carries))),
    ]
    cuts = cut(every, ENTRIES_A_PAGE)
    pagings = pages_of(f"speakers/{name}/", len(cuts), site.corpus.speakers, beside=True)
    return [
        replace(
            whole,
            paging=paging,
            says=tuple(whole.says[n] for what, n in part if what == "says"),
            source_of=tuple(whole.source_of[n] for what, n in part if what == "source_of"),
            carries=tuple(whole.carries[n] for what, n in part if what == "carries"),
        )
        for part, paging in zip(cuts, pagings, strict=True)
    ]


def speaker_page(site: Site, name: str, parts: list[Part]) -> SpeakerPage:
    """What the page of a speaker shows.

    Args:
        site: everything.
        name: the speaker's id.
        parts: every account in which the speaker has a part.
    """
    speaker = site.corpus.speakers[name]
    says = tuple(part.entry for part in parts if part.speaker == name)
    source_of = tuple(part.entry for part in parts if name in part.heard_from)
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


def _entry(site: Site, examined: Examined, witness: Witness) -> Entry:
    fact = examined.fact
    stands = standing(examined, witness)
    others = tuple(
        f"{site.short(other.account.speaker)}: {site.value(fact, other)}"
        for other in fact.witnesses
        if other.id != witness.id
    )
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
    )
