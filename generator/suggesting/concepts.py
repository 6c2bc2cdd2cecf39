"""What a stretch of text is about: words of one meaning under one name, names under their ids.

The table of synonyms is made by hand for news in general. It is coarse on purpose: it brings passages together, and
people decide whether they speak of the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.corpus import Corpus
from generator.evidence import normalise
from generator.records import Record
from generator.suggesting.attributions import Names
from generator.suggesting.words import STOP, WORD, Spellings, stem

SYNONYMS = """
fighter: militant gunman gunmen insurgent rebel extremist jihadist combatant guerrilla militia terrorist
soldier: troop serviceman servicemen infantry conscript
civilian: resident villager inhabitant local townspeople
person: people passenger individual man men crew occupant crowd
family: woman women child children boy girl baby wife relative
kill: die died dying dead death fatal fatality slain perish deadly toll
injure: wound hurt injury casualty bruise
vehicle: car truck lorry van convoy-vehicle
bus: coach minibus
aircraft: plane jet warplane helicopter drone airliner
boat: ship vessel ferry lifeboat trawler yacht dinghy
attack: strike struck airstrike bomb raid shell bombard target crater hit assault blast explode explosion
arrive: reach enter arrival
leave: left depart exit evacuate withdraw departure
move: relocate transfer transport travel head route convoy-move carry
return: back retreat
deal: agreement accord pact truce ceasefire settlement
road: route highway path street motorway
strand: stuck trap halt immobile
stop: prevent deter block bar halt hinder
territory: area region zone province
border: frontier crossing
town: city village
fire: blaze burn flame
flood: inundate deluge
quake: earthquake tremor
collapse: fall fell topple
break: broke broken burst rupture fail fault failure malfunction defect
repair: mend fix rebuild restore
protest: demonstrate demonstrator protester march rally
police: officer constable
arrest: detain detention custody jail imprison prison release free
resign: quit resignation
appoint: name hire nominate
vote: ballot poll elect election
price: fee fare
money: fund budget payment
fine: penalty sanction
rescue: save bring-ashore
safe: unharmed unhurt uninjured safety
missing: unaccounted whereabouts vanish disappear
supply: food water aid medicine
worker: employee staff labourer
job: post posi employment
abolish: cut slash axe scrap
talk: negotiate negotiation meet meeting summit
wage: pay salary raise earnings
begin: start began begun launch
lose: loss lost
company: firm business operator
fuel: diesel oil petrol gasoline
leak: spill spilt escape discharge
inspect: examine survey check inspection
speed: fast knot velocity
shelter: house accommodate accommodation hotel sleep slept lodge stay
damage: destroy destruction wreck ruin
steer: wheel pilot autopilot helm
warn: alert alarm warning
late: delay belated
deep: depth
wide: width
long: length
tall: height high
hospital: clinic infirmary
aboard: on-board
ground: aground grounding sandbank
big: large larger huge
small: little smaller tiny
see: seen saw sight spot
sink: sank sunk capsize
cause: reason source origin blame
ill: sick sicken sickness illness case patient infect infection
bacterium: germ bacteria virus pathogen
physician: doctor medic
close: shut reopen open closure
animal: cattle cow livestock
litre: liter
metre: meter
kilometre: kilometer
tonne: ton
call: rang phone telephone
danger: endanger harm risk threat threaten hazard
agree: consent
refuse: reject decline
""".strip()

PHRASES = """
made their way: arrive
made its way: arrive
making their way: arrive
found their way: arrive
showed up: arrive
turned up: arrive
set out: leave
set off: leave
pulled out: leave
gotten off: leave
got off: leave
taken off: leave
gave way: collapse
given way: collapse
caved in: collapse
on board: aboard
on foot: foot
stepped down: resign
step down: resign
stood down: resign
stay in office: resign
walked out: strike
broke down: break
broken down: break
put out: extinguish
cut off: strand
hand over: transfer
swept away: collapse
ran aground: ground
run aground: ground
went down: sink
left out: omit
fell ill: ill
fallen ill: ill
spent the night: shelter
""".strip()


def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in SYNONYMS.splitlines():
        head, _, others = line.partition(":")
        for word in (head, *others.split()):
            found.setdefault(stem(word), head)
    return found


TABLE = _table()
PHRASE = {
    words: TABLE.get(stem(head.strip()), head.strip())
    for words, _, head in (line.partition(":") for line in PHRASES.splitlines())
}
PHRASE_PATTERN = re.compile(rf"\b(?:{'|'.join(PHRASE)})\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def concept(word: str) -> str:
    """The name of what a word means."""
    form = stem(word)
    return TABLE.get(form, form)


class Mention(Record):
    """A word or name in a text, with what it means.

    Attributes:
        concept: the concept; of a name "@" and its id.
        start: where it begins in the text.
        end: where it ends.
    """

    concept: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is a speaker or a place that the publication knows."""
        return self.concept.startswith("@")


class Vocabulary:
    """Names and words of a publication, to be found in running text."""

    def __init__(self, corpus: Corpus) -> None:
        self.names = Names(corpus)
        self.places: dict[str, str] = {}
        for key, place in corpus.places.items():
            for spelling in (place.name, *(place.also or ())):
                self.places.setdefault(normalise(spelling).text.casefold(), key)
        self.places.pop("", None)
        self.plain = {
            spelling: key for spelling, key in self.places.items() if len(spelling) > 3 and spelling.isalpha()
        }
        self._spellings = Spellings(self.places)

    def places_in(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The places that a text names, as (id, start, end)."""
        yield from self._spellings.within(text)

    def _place_of(self, word: str) -> str | None:
        """The place that an adjective is made of: "Iraqi", "Syrian"."""
        for ending in ("i", "n", "s", "an", "ian", "ese", "ish"):
            if word.endswith(ending) and word.removesuffix(ending) in self.plain:
                return self.plain[word.removesuffix(ending)]
        return None

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """What a text mentions, in order; of what overlaps, names before phrases before words, longer ones first."""
        named = [Mention(f"@{speaker}", a, b) for speaker, a, b in self.names.within(text)]
        named += [Mention(f"@{place}", a, b) for place, a, b in self.places_in(text)]
        named.sort(key=lambda each: (each.start - each.end, each.start, each.concept))
        found: list[Mention] = []
        for each in named:
            if not _taken(found, each.start, each.end):
                found.append(each)
        for match in PHRASE_PATTERN.finditer(text):
            if not _taken(found, *match.span()):
                found.append(Mention(PHRASE[match[0].casefold()], *match.span()))
        for match in WORD.finditer(text):
            word = match[0].casefold()
            if len(word) < 2 or word in STOP or word.isdigit() or _taken(found, *match.span()):
                continue
            place = self._place_of(word) if match[0][0].isupper() else None
            found.append(Mention(f"@{place}" if place else concept(word), *match.span()))
        return tuple(sorted(found, key=lambda each: each.start))


GENERIC = frozenset({"town", "territory", "border", "person", "road"})
"""What stands beside names so often that it hardly tells one thing from another."""


def _taken(found: list[Mention], start: int, end: int) -> bool:
    return any(each.start < end and start < each.end for each in found)
