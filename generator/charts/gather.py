"""From the corpus and a compared fact to the records that pictures are drawn from."""

from __future__ import annotations

from generator.charts.records import Account, Choice, Matter, Origin
from generator.charts.svg import listed
from generator.compare import Comparison
from generator.corpus import Corpus
from generator.facts import Fact, Witness
from generator.model import Measure, MeasureKind
from generator.readings import answers_of, in_words, open_answers_of


def short(corpus: Corpus, speaker: str) -> str:
    """A speaker's short name."""
    entry = corpus.speakers[speaker]
    return entry.short or entry.name


def matter_of(corpus: Corpus, fact: Fact, comparison: Comparison) -> Matter:
    """One fact as pictures need it."""
    claim, measure = fact.claim, fact.claim.measure
    origin_of = {account: origin.name for origin in comparison.origins for account in origin.accounts}
    return Matter(
        claim.title,
        tuple(
            _account(corpus, measure, witness, number, origin_of[witness.id])
            for number, witness in enumerate(fact.witnesses, 1)
        ),
        tuple(Origin(origin.name, short(corpus, origin.name), origin.why) for origin in comparison.origins),
        measure.unit or "",
        measure.scopes or (),
        _choices(corpus, fact),
        measure.exclusive == "yes",
        corpus.house_rules.about_percent,
    )


def _account(corpus: Corpus, measure: Measure, witness: Witness, number: int, origin: str) -> Account:
    account = witness.account
    value = account.value
    wording = value.unstated or (value.words[0] if value.words and measure.kind is MeasureKind.QUANTITY else "")
    return Account(
        number,
        witness.id,
        short(corpus, account.speaker),
        listed(short(corpus, name) for name in account.heard_from or ()),
        in_words(witness.reading, measure, corpus),
        wording,
        witness.reading,
        witness.scopes,
        origin,
        account.said,
        account.as_of,
        witness.article.meta.published,
    )


def _choices(corpus: Corpus, fact: Fact) -> tuple[Choice, ...]:
    """The choices of a fact that some account names, in the order of the claim; parties and places as they come."""
    measure = fact.claim.measure
    match measure.kind:
        case MeasureKind.POSITION:
            opened = open_answers_of(measure)
            named = {answer for witness in fact.witnesses for answer in getattr(witness.reading, "answers", ())}
            return tuple(
                Choice(name, label, open=name in opened) for name, label in answers_of(measure).items() if name in named
            )
        case MeasureKind.PARTY:
            parties = dict.fromkeys(p for w in fact.witnesses for p in getattr(w.reading, "parties", ()))
            return tuple(Choice(party, short(corpus, party)) for party in parties)
        case MeasureKind.PLACE:
            places = dict.fromkeys(p for w in fact.witnesses for p in getattr(w.reading, "places", ()))
            return tuple(place_choice(corpus, place) for place in places)
        case MeasureKind.BREAKDOWN:
            return tuple(Choice(name, label) for name, label in (measure.categories or {}).items())
    return ()


def place_choice(corpus: Corpus, place: str) -> Choice:
    """A place of the gazetteer."""
    entry = corpus.places[place]
    within = tuple(corpus.places[name].name for name in corpus.larger_places(place) if name != place)
    known = entry.coordinates
    point = (float(known.lon), float(known.lat)) if known else None
    return Choice(place, entry.name, within, point=point, source=known.source if known else "")
