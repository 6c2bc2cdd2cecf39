"""What the timeline and the map of the whole site list: accounts by day and by place, without drawing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator import dates
from generator.charts.gather import place_choice, short
from generator.charts.records import Choice
from generator.corpus import Corpus
from generator.dates import Period
from generator.facts import Fact
from generator.readings import When, Where, in_words
from generator.records import Record


class Mention(Record):
    """One account in a list of the whole site.

    Attributes:
        fact: the id of its fact.
        account: its id on that page.
        title: the fact's question.
        who: the speaker's short name.
        value: what it states, in words.
        when: the day or period it is listed for.
    """

    fact: str
    account: str
    title: str
    who: str
    value: str
    when: Period


class Day(Record):
    """A day of the timeline, with what was said on it or by it, and what is about it.

    Attributes:
        day: which one.
        label: in words, with its weekday.
        said: what was said, by the last day on which that can have been.
        about: what is about that day, or about a time that ends with it.
        continued: whether the day began on the page before.
    """

    day: date
    label: str
    said: tuple[Mention, ...]
    about: tuple[Mention, ...]
    continued: bool = False

    @property
    def anchor(self) -> str:
        """Its address in the list."""
        return f"day-{self.day}"


class Event(Record):
    """A day or period on which something happened according to one or more accounts of a fact."""

    fact: str
    title: str
    scope: str
    when: Period
    who: tuple[str, ...]


def mentions(corpus: Corpus, fact: Fact) -> tuple[tuple[Mention, Mention], ...]:
    """Each account of a fact twice: by the time it was said, and by the time it is about."""
    found = []
    for witness in fact.witnesses:
        account = witness.account
        shared = (
            fact.id,
            account.id,
            fact.claim.title,
            short(corpus, account.speaker),
            in_words(witness.reading, fact.claim.measure, corpus),
        )
        about = witness.reading.period if isinstance(witness.reading, When) else account.as_of
        found.append((Mention(*shared, account.said), Mention(*shared, about)))
    return tuple(found)


def anchor_day(period: Period) -> date:
    """The day a period is listed under: its last one, or its first where it has no end."""
    day = period.last or period.first
    assert day is not None
    return day


def days(pairs: Iterable[tuple[Mention, Mention]]) -> tuple[Day, ...]:
    """The timeline as a list, day by day, from what `mentions` gives of all facts."""
    said: dict[date, list[Mention]] = {}
    about: dict[date, list[Mention]] = {}
    for told, meant in pairs:
        said.setdefault(anchor_day(told.when), []).append(told)
        about.setdefault(anchor_day(meant.when), []).append(meant)
    return tuple(
        Day(day, dates.in_full(day), tuple(said.get(day, ())), tuple(about.get(day, ())))
        for day in sorted(said.keys() | about.keys())
    )


def events(corpus: Corpus, fact: Fact) -> tuple[Event, ...]:
    """What is said to have happened, where a fact asks for a day; accounts that say the same are one."""
    found: dict[tuple[str, str], Event] = {}
    for witness in fact.witnesses:
        if not isinstance(witness.reading, When):
            continue
        period, scope = witness.reading.period, " or ".join(witness.scopes)
        key, who = (scope, period.text), short(corpus, witness.account.speaker)
        known = found.get(key)
        names = tuple(dict.fromkeys((*known.who, who))) if known else (who,)
        found[key] = Event(fact.id, fact.claim.title, scope, period, names)
    return tuple(found.values())


def in_order(happened: Iterable[Event]) -> tuple[Event, ...]:
    """The events of all facts, in the order of the days."""
    return tuple(
        sorted(happened, key=lambda e: (e.when.first or anchor_day(e.when), anchor_day(e.when), e.title, e.scope))
    )


class PlaceEntry(Record):
    """A place, and the accounts that name it as their answer; on further pages of a list it goes on, `continued`."""

    place: Choice
    mentions: tuple[Mention, ...]
    continued: bool = False

    @property
    def anchor(self) -> str:
        """Its address in the list."""
        return f"place-{self.place.id}"


def named(corpus: Corpus, fact: Fact) -> tuple[tuple[str, Mention], ...]:
    """The places that the accounts of a fact name, each with who names it."""
    found = []
    for witness in fact.witnesses:
        if isinstance(witness.reading, Where):
            account = witness.account
            mention = Mention(
                fact.id,
                account.id,
                fact.claim.title,
                short(corpus, account.speaker),
                in_words(witness.reading, fact.claim.measure, corpus),
                account.as_of,
            )
            found += [(place, mention) for place in witness.reading.places]
    return tuple(found)


def places(corpus: Corpus, naming: Iterable[tuple[str, Mention]]) -> tuple[PlaceEntry, ...]:
    """Every place that some account names, and those of the gazetteer that can be drawn.

    Those with coordinates stand first, then by how many accounts name them, then by name.

    Args:
        corpus: for the gazetteer.
        naming: what `named` gives of all facts.
    """
    found: dict[str, list[Mention]] = {}
    for place, mention in naming:
        found.setdefault(place, []).append(mention)
    found |= {name: [] for name, entry in corpus.places.items() if entry.coordinates and name not in found}
    entries = (PlaceEntry(place_choice(corpus, name), tuple(said)) for name, said in found.items())
    return tuple(sorted(entries, key=lambda e: (e.place.point is None, -len(e.mentions), e.place.label, e.place.id)))
