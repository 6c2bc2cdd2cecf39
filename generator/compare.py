"""How the accounts of a fact relate: computed from their readings, pair by pair, never typed in.

The first rule that fires decides, in the order of `RELATIONS`. Where an account can be read in two scopes, each
reading is compared and the mildest outcome counts: a wording that allows peace is not called a contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext
from itertools import combinations, product
from typing import Any, NamedTuple

from generator.corpus import Corpus
from generator.dates import Period
from generator.facts import Fact, Witness
from generator.model import Kind, Rating
from generator.readings import Answer, Basis, Breakdown, Nothing, Quantity, Reading, When, Where, Who
from generator.records import Record
from generator.versions import same_passage


class Relation(Record):
    """What a kind of disagreement is called and when it is found."""

    kind: Kind
    label: str
    rule: str


RELATIONS = (
    Relation(
        Kind.DIFFERENT_SCOPE,
        "different scope",
        "they speak of different things, so their values are not compared",
    ),
    Relation(Kind.NOT_COMPARABLE, "not comparable", "at least one of them takes no side or gives no value"),
    Relation(
        Kind.CHANGED_OVER_TIME,
        "changed over time",
        "their values differ, and they are about periods that have no day in common",
    ),
    Relation(
        Kind.SAME_ORIGIN,
        "same origin",
        "both go back to one origin and their values leave room for each other",
    ),
    Relation(
        Kind.TOLD_DIFFERENTLY,
        "told differently",
        "both go back to one origin, yet their values exclude each other",
    ),
    Relation(Kind.AGREE, "agree", "same scope and same value"),
    Relation(
        Kind.DIFFER_IN_PRECISION, "differ in precision", "same scope, times that are not apart, and values that overlap"
    ),
    Relation(Kind.COMPLEMENTARY, "complement each other", "they name different things, and all of them can be true"),
    Relation(Kind.CONTRADICT, "contradict", "same scope, times that are not apart, and values that exclude each other"),
)
"""Every relation in the order in which its rule is tried."""

MILDEST = (
    Kind.AGREE,
    Kind.SAME_ORIGIN,
    Kind.DIFFER_IN_PRECISION,
    Kind.COMPLEMENTARY,
    Kind.DIFFERENT_SCOPE,
    Kind.CHANGED_OVER_TIME,
    Kind.NOT_COMPARABLE,
    Kind.TOLD_DIFFERENTLY,
    Kind.CONTRADICT,
)
"""From peace to conflict: of several possible readings of a pair, the first of these counts."""

LABELS: Mapping[Kind, Relation] = {relation.kind: relation for relation in RELATIONS}


class Pair(NamedTuple):
    """How two accounts relate.

    Attributes:
        a: the first account, in the claim's order.
        b: the second account.
        kind: the relation that counts.
        computed: the relation that was computed; another one where the editors overrode it.
        otherwise: a relation that a second reading of an ambiguous scope would give.
        reason: the editors' reason for an override.
    """

    a: Witness
    b: Witness
    kind: Kind
    computed: Kind
    otherwise: Kind | None = None
    reason: str | None = None


class Origin(Record):
    """One independent origin and the accounts that go back to it.

    Attributes:
        name: the id of the speaker it is named after.
        accounts: ids of the accounts, in the claim's order.
        why: why different speakers are counted as one; empty where there is only one.
    """

    name: str
    accounts: tuple[str, ...]
    why: tuple[str, ...]


class Spread(Record):
    """How far the figures of one scope lie apart.

    Attributes:
        scope: the scope, or an empty text.
        low: the lowest figure any account allows.
        high: the highest one, or None where one is open.
        ratio: highest by lowest, where both exist and the lowest is not zero.
        stated: whether both ends are figures that somebody stated, and not a house rule's reading of vague words.
    """

    scope: str
    low: Decimal
    high: Decimal | None
    ratio: Decimal | None
    stated: bool


class Comparison(Record):
    """Everything that was computed about the accounts of one fact."""

    pairs: tuple[Pair, ...]
    origins: tuple[Origin, ...]
    rating: Rating
    spreads: tuple[Spread, ...]

    def kinds(self) -> dict[Kind, int]:
        """How many pairs relate in each way, in the order of `RELATIONS`."""
        counts = {relation.kind: 0 for relation in RELATIONS}
        for pair in self.pairs:
            counts[pair.kind] += 1
        return {kind: count for kind, count in counts.items() if count}

    @property
    def contradictions(self) -> tuple[Pair, ...]:
        """The pairs that contradict each other."""
        return tuple(pair for pair in self.pairs if pair.kind is Kind.CONTRADICT)


def compare(fact: Fact, corpus: Corpus) -> Comparison:
    """Compare the accounts of a fact, each pair once."""
    groups = _groups(fact.witnesses, corpus)
    overrides = {frozenset(override.accounts): override for override in fact.claim.overrides}
    exclusive = fact.claim.measure.exclusive == "yes"
    sides = [_Side(w, w.scopes, w.open, w.reading, w.as_of, groups[w.id]) for w in fact.witnesses]
    pairs = []
    contested: set[Kind] = set()  # how those relate who take a side and do not share an origin
    known: dict[tuple[object, ...], tuple[Kind, Kind | None]] = {}  # many say the same of the same
    told = [(side.scopes, side.reading, side.as_of) for side in sides]
    numbers: dict[object, int] = {}
    same = [numbers.setdefault(each, len(numbers)) for each in told]
    for (m, a), (n, b) in combinations(zip(same, sides, strict=True), 2):
        apart = a.group != b.group
        found = known.get((m, n, apart))
        if found is None:
            found = known[m, n, apart] = _relate(a, b, exclusive, corpus)
        kind, otherwise = found
        override = overrides.get(frozenset((a.witness.id, b.witness.id))) if overrides else None
        if override is None:
            pairs.append(Pair(a.witness, b.witness, kind, kind, otherwise))
        else:
            pairs.append(Pair(a.witness, b.witness, override.kind, kind, otherwise, override.reason))
            kind = override.kind
        if apart and not a.open and not b.open:
            contested.add(kind)
    origins = _origins(fact.witnesses, groups, corpus)
    several = len({side.group for side in sides if not side.open}) > 1
    rating = _rating(contested) if several else Rating.SINGLE_SOURCE
    return Comparison(tuple(pairs), origins, rating, _spreads(fact))


class _Side(NamedTuple):
    """What one account brings into each of its comparisons, looked up once."""

    witness: Witness
    scopes: tuple[str, ...]
    open: bool
    reading: Reading
    as_of: Period
    group: str


def _relate(a: _Side, b: _Side, exclusive: bool, corpus: Corpus) -> tuple[Kind, Kind | None]:
    if len(a.scopes) == 1 == len(b.scopes):
        return _relate_in(a, b, a.scopes == b.scopes, exclusive, corpus), None
    kinds = {
        _relate_in(a, b, scope_a == scope_b, exclusive, corpus) for scope_a, scope_b in product(a.scopes, b.scopes)
    }
    mildest, *others = sorted(kinds, key=MILDEST.index)
    return mildest, others[-1] if others else None


def _relate_in(a: _Side, b: _Side, one_scope: bool, exclusive: bool, corpus: Corpus) -> Kind:
    if not one_scope:
        return Kind.DIFFERENT_SCOPE
    if a.open or b.open:
        return Kind.NOT_COMPARABLE
    kind = relate_values(a.reading, b.reading, exclusive, corpus)
    if kind is not Kind.AGREE and not a.as_of.overlaps(b.as_of):
        return Kind.CHANGED_OVER_TIME  # what is the same at two times has not changed
    if a.group == b.group and kind is not Kind.NOT_COMPARABLE:
        return Kind.TOLD_DIFFERENTLY if kind is Kind.CONTRADICT else Kind.SAME_ORIGIN
    return kind


def relate_values(a: Reading, b: Reading, exclusive: bool, corpus: Corpus) -> Kind:
    """How two readings relate, scope, time and origin apart.

    Args:
        a: one reading.
        b: the other.
        exclusive: whether two different answers or places cannot both be true.
        corpus: for the gazetteer.
    """
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return Kind.NOT_COMPARABLE
    if type(a) is not type(b):
        raise TypeError(f"{type(a).__name__} and {type(b).__name__} belong to different measures")
    return RELATED[type(a)](a, b, Kind.CONTRADICT if exclusive else Kind.COMPLEMENTARY, corpus)


def _quantities(a: Quantity, b: Quantity, _apart: Kind, _corpus: Corpus) -> Kind:
    same = (a.low, a.high, a.low_open, a.high_open) == (b.low, b.high, b.low_open, b.high_open)
    return _overlap(same, a.overlaps(b), Kind.CONTRADICT)


def _times(a: When, b: When, _apart: Kind, _corpus: Corpus) -> Kind:
    same = (a.period.first, a.period.last) == (b.period.first, b.period.last)
    return _overlap(same, a.period.overlaps(b.period), Kind.CONTRADICT)


def _places(a: Where, b: Where, apart: Kind, corpus: Corpus) -> Kind:
    same = set(a.places) == set(b.places)
    return _overlap(same, same or _places_meet(a.places, b.places, corpus), apart)


def _parties(a: Who, b: Who, apart: Kind, _corpus: Corpus) -> Kind:
    return _overlap(set(a.parties) == set(b.parties), not set(a.parties).isdisjoint(b.parties), apart)


def _answers(a: Answer, b: Answer, apart: Kind, _corpus: Corpus) -> Kind:
    return _overlap(set(a.answers) == set(b.answers), not set(a.answers).isdisjoint(b.answers), apart)


def _overlap(same: bool, overlap: bool, apart: Kind) -> Kind:
    if same:
        return Kind.AGREE
    return Kind.DIFFER_IN_PRECISION if overlap else apart


def _places_meet(a: Iterable[str], b: Iterable[str], corpus: Corpus) -> bool:
    """Whether a place of one list is, or lies in, a place of the other."""
    return any(x in corpus.larger_places(y) or y in corpus.larger_places(x) for x, y in product(a, b))


def _breakdowns(a: Breakdown, b: Breakdown, _apart: Kind, _corpus: Corpus) -> Kind:
    """Compared category by category where both give a figure, and by their totals.

    Parts without a total say how many there are at least: what an account leaves out is not nought.
    """
    ours, theirs = dict(a.parts), dict(b.parts)
    shared = set(ours) & set(theirs)
    if not _totals_fit(a, b) or not _totals_fit(b, a):
        return Kind.CONTRADICT
    if not ours and not theirs:
        return Kind.AGREE
    if not ours or not theirs:  # one of them gives a total only
        return Kind.DIFFER_IN_PRECISION
    totals = {total for total in (a.total, b.total) if total is not None}
    if any(ours[name] != theirs[name] for name in shared) or len(totals) > 1:
        return Kind.CONTRADICT
    if ours == theirs:
        return Kind.AGREE
    return Kind.DIFFER_IN_PRECISION if shared else Kind.COMPLEMENTARY


def _totals_fit(a: Breakdown, b: Breakdown) -> bool:
    """Whether the total that one states leaves room for what the other one states."""
    if a.total is None:
        return True
    if b.total is not None:
        return a.total == b.total
    return sum((count for _, count in b.parts), Decimal(0)) <= a.total


RELATED: Mapping[type, Callable[[Any, Any, Kind, Corpus], Kind]] = {
    Quantity: _quantities,
    When: _times,
    Where: _places,
    Who: _parties,
    Answer: _answers,
    Breakdown: _breakdowns,
}
"""How two readings of one sort relate, given what it is called that they exclude each other."""


def _groups(witnesses: Iterable[Witness], corpus: Corpus) -> dict[str, str]:
    """For each account the name of its independent origin.

    Voices are joined, speakers who may share one, and those to whom two versions of an article ascribe one passage.
    """
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.get(name, name) != name:
            name = leader[name]
        return name

    witnesses = tuple(witnesses)
    voices = {witness.id: corpus.voice(witness.origin) for witness in witnesses}
    present = set(voices.values()) | {witness.origin for witness in witnesses}
    for name in sorted(present):
        entry = corpus.speakers.get(name)
        for shared in entry.may_share_origin if entry is not None else ():
            leader[find(corpus.voice(name))] = find(corpus.voice(shared.speaker))
    for a, b in _reascribed(witnesses, corpus):
        leader[find(voices[a.id])] = find(voices[b.id])
    return {account: find(voice) for account, voice in voices.items()} if leader else voices


def _reascribed(witnesses: Iterable[Witness], corpus: Corpus) -> list[tuple[Witness, Witness]]:
    """Pairs of accounts with different origins that quote one passage from two versions of its article."""
    versioned = [witness for witness in witnesses if len(corpus.versions[witness.article.id]) > 1]
    return [(a, b) for a, b in combinations(versioned, 2) if a.origin != b.origin and same_passage(a, b, corpus)]


def _origins(witnesses: tuple[Witness, ...], groups: dict[str, str], corpus: Corpus) -> tuple[Origin, ...]:
    origins = []
    together: dict[str, list[Witness]] = {}
    for witness in witnesses:
        together.setdefault(groups[witness.id], []).append(witness)
    for group, members in together.items():
        names = tuple(dict.fromkeys([witness.origin for witness in members]))
        why: list[str] = []
        for name in names if len(names) > 1 else ():
            entry = corpus.speakers[name]
            if corpus.voice(name) != name:
                why.append(f"{entry.name} speaks for {corpus.speakers[corpus.voice(name)].name}")
            why.extend(shared.reason for shared in entry.may_share_origin)
        why.extend(
            f"one version of the article ascribes the passage to {corpus.speakers[a.origin].name}, the other to "
            f"{corpus.speakers[b.origin].name}"
            for a, b in (_reascribed(members, corpus) if len(names) > 1 else ())
        )
        # where the body that joins them is none of the accounts', the first account's origin lends its name
        name = group if group in names or corpus.voice(names[0]) == group else names[0]
        origins.append(Origin(name, tuple([w.id for w in members]), tuple(dict.fromkeys(why))))
    return tuple(origins)


def _rating(kinds: set[Kind]) -> Rating:
    """The verdict that follows from how independent accounts that take a side relate."""
    if Kind.CONTRADICT in kinds:
        return Rating.DISPUTED
    return Rating.AGREED if kinds == {Kind.AGREE} else Rating.RECONCILABLE


def _spreads(fact: Fact) -> tuple[Spread, ...]:
    spreads = []
    scopes = dict.fromkeys(scope for witness in fact.witnesses for scope in witness.scopes)
    for scope in scopes:
        readings = [w.reading for w in fact.witnesses if isinstance(w.reading, Quantity) and scope in w.scopes]
        lows = [reading.low for reading in readings if reading.low is not None]
        highs = [reading.high for reading in readings]
        if len(readings) < 2 or not lows:
            continue
        low = min(lows)
        high = None if None in highs else max(high for high in highs if high is not None)
        with localcontext(prec=60):  # figures have up to 18 digits on either side of the point
            ratio = (high / low).quantize(Decimal("0.1")) if high is not None and low > 0 else None
        stated = not any(r.basis is Basis.VAGUE and (r.low == low or r.high == high) for r in readings)
        spreads.append(Spread(scope, low, high, ratio, stated))
    return tuple(spreads)
