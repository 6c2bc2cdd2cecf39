"""Makes a publication of any size that compiles without a problem, the same one for the same seed.

Six claims, one for each kind of measure, ask about one operation; every two of them bring an article of some 5 kB. A
claim has eight accounts from two to four neighbouring articles. What verdict follows is decided before the accounts are
written, and never looked up in the compiler.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench import vocabulary
from generator.building import OWNED
from generator.dates import MONTHS, WEEKDAYS
from generator.folders import DOCS

SEED = 2017
ACCOUNTS = 8
FIRST_DAY = date(2016, 1, 4)
KINDS = ("quantity", "breakdown", "date", "place", "party", "position")
RATINGS = ("disputed", "disputed", "disputed", "leaning", "reconcilable", "reconcilable", "agreed", "single-source")
"""In this proportion."""
OPERATIONS = len(vocabulary.ADJECTIVES) * len(vocabulary.NOUNS)
LIMIT = OPERATIONS * len(KINDS) * (1 + len(vocabulary.SERIES))
TOPICS = {
    "start": "How it began",
    "people": "The people on the road",
    "route": "The route",
    "deal": "The agreement",
    "harm": "Danger and harm",
    "arrival": "Arrival",
    "parties": "Who is behind it",
    "aftermath": "Aftermath",
}


@dataclass(frozen=True)
class Person:
    """Somebody who can be quoted. `article` is what stands before the name in running text."""

    id: str
    name: str
    kind: str
    voice: str
    role: str = ""
    article: str = ""

    @property
    def named(self) -> str:
        return self.article + self.name

    @property
    def opening(self) -> str:
        """The name at the beginning of a sentence."""
        return self.named[:1].upper() + self.named[1:]


@dataclass(frozen=True)
class Place:
    """A place and the one it lies in."""

    id: str
    name: str
    within: str | None


@dataclass
class Account:
    """One account, with the sentence of the article that it quotes."""

    speaker: Person
    sentence: str
    value: list[str]
    scope: str = ""
    as_of: str = ""
    heard_from: Person | None = None
    through: Person | None = None
    id: str = ""
    said: str = ""
    article: int = 0


@dataclass
class Article:
    """An article while its sentences are being collected."""

    id: str
    published: date
    publisher: Person
    operation: str
    reprint: Person | None = None
    sentences: list[str] = field(default_factory=list)
    plain: str = ""

    @property
    def appeared(self) -> date:
        """The day on which the text appeared first."""
        return self.published - timedelta(days=1) if self.reprint else self.published


def slug(text: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


@dataclass(frozen=True)
class Draft:
    """A claim before its file is written."""

    n: int
    rng: Random
    name: str
    question: str
    statement: str
    measure: list[str]
    accounts: list[Account]
    rating: str
    operation: str
    reviewed: date


class World:
    """The people and places that a publication can name."""

    def __init__(self) -> None:
        self.bodies = [Person(slug(n), n, "body", slug(n), "", "the ") for n in vocabulary.BODIES]
        self.media = [Person(slug(n), n, "media", slug(n)) for n in vocabulary.MEDIA]
        self.people: list[Person] = []
        for n in range(100):
            name = f"{vocabulary.FIRST_NAMES[n % 40]} {vocabulary.LAST_NAMES[(n * 7 + n // 40) % 40]}"
            voice = self.bodies[n % 25].id if n % 4 else slug(name)
            self.people.append(Person(slug(name), name, "person", voice, vocabulary.ROLES[n % 6]))
        countries = [Place(slug(name), name, None) for name in vocabulary.COUNTRIES]
        self.provinces = [
            Place(slug(name), name, countries[n % len(countries)].id) for n, name in enumerate(vocabulary.PROVINCES)
        ]
        names = [start + end for end in vocabulary.TOWN_ENDS for start in vocabulary.TOWN_STARTS]
        self.towns = [
            Place(slug(name), name, self.provinces[n % len(self.provinces)].id) for n, name in enumerate(names)
        ]
        self.places = {place.id: place for place in (*countries, *self.provinces, *self.towns)}
        self.groups = [
            Person(f"residents-of-{town.id}", f"residents of {town.name}", "group", f"residents-of-{town.id}")
            for town in self.towns[:20]
        ]
        everyone = (*self.bodies, *self.media, *self.people, *self.groups)
        self.speakers = {person.id: person for person in everyone}

    def cast(self, rng: Random, *, one_voice: int = 0) -> list[Person]:
        """As many different speakers as a claim has accounts.

        The first two are independent of each other; with `one_voice`, that many at the beginning speak for one body.
        """
        if one_voice:
            body = rng.choice(self.bodies[:25])
            begin = [body, *(p for p in self.people if p.voice == body.id)][:one_voice]
        else:
            begin = rng.sample([*self.bodies, *self.people], 2)
            while begin[0].voice == begin[1].voice:
                begin = rng.sample([*self.bodies, *self.people], 2)
        rest = [p for p in rng.sample([*self.bodies, *self.people], 2 * ACCOUNTS) if p not in begin]
        return (begin + rest)[:ACCOUNTS]


class Publication:
    """A publication in the making."""

    def __init__(self, claims: int, seed: int) -> None:
        self.seed = seed
        self.world = World()
        self.files: dict[str, str] = {}
        self.used_speakers: set[str] = set()
        self.used_places: set[str] = set()
        self.topics: set[str] = set()
        self.ids: list[str] = []
        self.articles = [self.article(n) for n in range(max(claims // 2, 2))]
        if not len(KINDS) <= claims <= LIMIT:
            raise ValueError(f"a publication has {len(KINDS)} to {LIMIT} claims: one of each kind, and names for all")
        drafts = [self.draft(n) for n in range(claims)]
        for n, article in enumerate(self.articles):
            self.finish(n, article)
        for draft in drafts:
            self.claim(draft)
        self.registries()

    def random(self, *what: object) -> Random:
        return Random(f"{self.seed}/{'/'.join(map(str, what))}")

    def operation(self, n: int) -> str:
        """The operation that the claims from 6 n to 6 n + 5 ask about."""
        series, place = divmod(n, OPERATIONS)
        adjective, noun = divmod(place * 37 % OPERATIONS, len(vocabulary.NOUNS))
        further = f" {vocabulary.SERIES[series - 1]}" if series else ""
        return f"Operation {vocabulary.ADJECTIVES[adjective]} {vocabulary.NOUNS[noun]}{further}"

    # --- articles -----------------------------------------------------------------------------------------------------

    def article(self, n: int) -> Article:
        rng = self.random("article", n)
        publisher, first = rng.sample(self.world.media, 2)
        published = FIRST_DAY + timedelta(days=n // 3)
        article = Article(
            f"{publisher.id}-{published}-{n:04}",
            published,
            publisher,
            self.operation(n // 3),
            first if n % 8 == 5 else None,
        )
        self.used_speakers.update([publisher.id, *([first.id] if article.reprint else [])])
        return article

    def finish(self, n: int, article: Article) -> None:
        """Fill an article up to some 5 kB, and store it with its metadata."""
        rng = self.random("text", article.id)
        place = rng.choice(self.world.towns)
        aside = f"In {place.name}, a market was held as usual, and {rng.randrange(32, 99)} traders came to it."
        counts = {"count": rng.randrange(32, 99), "town": rng.choice(self.world.towns).name}
        sentences = [*article.sentences, aside, rng.choice(vocabulary.OPEN_QUESTIONS).format(**counts)]
        while sum(map(len, sentences)) < 4_300:
            sentences.append(rng.choice(vocabulary.FILLER))
        rng.shuffle(sentences)
        paragraphs: list[str] = []
        while sentences:
            size = rng.randrange(1, 4)
            paragraphs.append(" ".join(sentences[:size]))
            sentences = sentences[size:]
        title = f"What is known of {article.operation}, and what is not"
        head = [title, "", f"{article.published:%d %m %Y}", "", "security, roads, aid", ""]
        article.plain = "\n\n".join(paragraphs)
        body = typeset(article.plain, n).split("\n")
        text = "\n".join((*head, *body, vocabulary.FURNITURE))
        self.files[f"articles/{article.id}.txt"] = text
        reprint = []
        if article.reprint:
            reprint = ["reprint_of:", f"  publisher: {article.reprint.id}", f"  published: {article.appeared}"]
        self.files[f"articles/{article.id}.yml"] = lines(
            "# yaml-language-server: $schema=../../.disputed/schema/article.json",
            f"title: {title}",
            f"publisher: {article.publisher.id}",
            f"published: {article.published}",
            "language: en",
            *reprint,
            f"sha256: {hashlib.sha256(text.encode()).hexdigest()}",
            "body:",
            f"  first_line: {len(head) + 1}",
            f"  last_line: {len(head) + len(body)}",
            "rights:",
            "  show: quotes",
            *block("note", "The text belongs to its publisher; passages are quoted as evidence, in their context.", 2),
            "set_aside:",
            *block("- quote", aside, 2),
            "    reason: It has nothing to do with the operation.",
        )

    # --- claims -------------------------------------------------------------------------------------------------------

    def draft(self, n: int) -> Draft:
        """Decide what a claim says, and put its sentences into the articles."""
        rng = self.random("claim", n)
        kind, rating, operation = KINDS[n % 6], RATINGS[(n + n // 8) % 8], self.operation(n // 6)
        sources = self.sources(rng, n)
        event = self.articles[sources[0]].appeared - timedelta(days=4)
        cast = self.world.cast(rng, one_voice=3 if rating == "single-source" else 0)
        question, statement, measure, accounts = MAKERS[kind](self, rng, rating, operation, event, cast)
        for number, account in enumerate(accounts):
            self.place(rng, account, sources[number % len(sources)], event)
        reviewed = self.articles[sources[-1]].published + timedelta(days=30)
        name = f"{slug(operation.removeprefix('Operation '))}-{kind}"
        return Draft(n, rng, name, question, statement, measure, accounts, rating, operation, reviewed)

    def claim(self, draft: Draft) -> None:
        """Write a claim file, its articles being finished."""
        rng, accounts = draft.rng, draft.accounts
        topics = rng.sample(sorted(TOPICS), 2)
        self.topics.update(topics)
        self.ids.append(f"claims/{draft.name}")
        self.files[f"claims/{draft.name}.yml"] = lines(
            "# yaml-language-server: $schema=../../.disputed/schema/claim.json",
            f"title: {draft.question}",
            f"claim: {draft.statement}",
            f"claimed_by: {accounts[0].id}",
            f"topics: [{', '.join(topics)}]",
            "measure:",
            *(f"  {line}" for line in draft.measure),
            "accounts:",
            *(line for account in accounts for line in self.account(rng, account)),
            *self.judgement(draft),
        )

    def sources(self, rng: Random, n: int) -> list[int]:
        """The articles, in order of their dates, that a claim quotes."""
        size = min(rng.randrange(2, 5), len(self.articles))
        start = min(max(n // 2 - rng.randrange(size), 0), len(self.articles) - size)
        return list(range(start, start + size))

    def place(self, rng: Random, account: Account, at: int, event: date) -> None:
        """Put the sentence of an account into an article, and date the account."""
        article = self.articles[at]
        said = article.appeared - timedelta(days=rng.randrange(2))
        day = rng.choice((f"on {WEEKDAYS[said.weekday()]}", f"on {spoken(said)}", "in a statement"))
        if account.through:
            day += f" to {account.through.name}"
        if account.heard_from:
            day += f" on the word of {account.heard_from.name}"
        role = f", {account.speaker.role}," if account.speaker.role and rng.random() < 0.5 else ""
        if role and account.sentence.startswith("{who},"):
            role = role.rstrip(",")
        account.sentence = account.sentence.format(who=account.speaker.opening + role, day=day)
        account.said = f"../{article.appeared}" if day.startswith("in a") else str(said)
        account.as_of = account.as_of or str(event)
        account.article = at
        account.id = account.speaker.id
        article.sentences.append(account.sentence)
        people = (account.speaker, account.heard_from, account.through)
        self.used_speakers.update(person.id for person in people if person)

    def account(self, rng: Random, account: Account) -> list[str]:
        written = [
            f"  - id: {account.id}",
            f"    article: {self.articles[account.article].id}",
            f"    speaker: {account.speaker.id}",
            *([f"    heard_from: {account.heard_from.id}"] if account.heard_from else []),
            *([f"    through: {account.through.id}"] if account.through else []),
            f"    said: {account.said}",
            f"    as_of: {account.as_of}",
            *block("quote", quoted(rng, account.sentence, self.articles[account.article].plain), 4),
            "    value:",
            *(f"      {line}" for line in account.value),
            *([f"    scope: {account.scope}"] if account.scope else []),
        ]
        if rng.random() < 0.2:
            written += block(
                "note", "The article gives the hour neither here nor *elsewhere*, and names no witness.", 4
            )
        return written

    def judgement(self, draft: Draft) -> list[str]:
        """The verdict, the analysis, and a correction of every tenth claim."""
        operation, accounts, reviewed = draft.operation, draft.accounts, draft.reviewed
        a, b, c = (account.id for account in accounts[:3])
        summary = (
            f"{accounts[0].speaker.opening} has it one way and {accounts[1].speaker.named} another; what stays open "
            f"about {operation} after that stays open here."
        )
        analysis = (
            f"What can be said rests on two accounts [@{a}] [@{b}]. The first one is dated and clear; the other one is "
            "**hedged**, and nothing that is stored here decides between them.\n\n"
            f"They would come closer if they were not of the same hour [@{c}]. See [all facts](../)."
        )
        written = ["verdict:", f"  rating: {draft.rating}", "  confidence: moderate", *block("summary", summary, 2)]
        written.append(f"  reviewed: {reviewed}")
        if draft.rating == "leaning":
            written += block("reason", f"The first account was given on the spot [@{a}], the second from afar.", 2)
            written.append(f"  rests_on: {a}")
        written += ["analysis: |", *(f"  {line}".rstrip() for line in wrapped(analysis, 110))]
        if draft.n % 10 == 0:
            written += ["corrections:", f"  - date: {reviewed + timedelta(days=1)}", "    grade: minor"]
            written.append(f"    text: A misspelt name was corrected in the note on [@{c}].")
        return written

    # --- registries ---------------------------------------------------------------------------------------------------

    def registries(self) -> None:
        """Only what is used is written down: an entry without a use is a problem."""
        world = self.world
        speakers = {name for used in self.used_speakers for name in (used, world.speakers[used].voice)}
        written: list[str] = []
        for name in sorted(speakers):
            person = world.speakers[name]
            written += [f"{name}:", f"  name: {person.name[:1].upper()}{person.name[1:]}", f"  kind: {person.kind}"]
            if person.role:
                written += [f"  short: {person.name.split()[1]} ({person.name[0]}.)", f"  role: {person.role}"]
            if person.voice != name:
                written.append(f"  speaks_for: {person.voice}")
        self.files["speakers.yml"] = lines(*written)
        places = set()
        for used in self.used_places:
            here: str | None = used
            while here is not None:
                places.add(here)
                here = world.places[here].within
        written = []
        for name in sorted(places):
            place = world.places[name]
            written += [f"{name}:", f"  name: {place.name}", *([f"  within: {place.within}"] if place.within else [])]
        self.files["places.yml"] = lines(*written)
        live = [*self.ids, *(f"articles/{a.id}" for a in self.articles), *(f"speakers/{name}" for name in speakers)]
        moved = {f"{address}-first": address for address in self.ids[::100]}
        self.files["addresses.yml"] = lines(
            "published:",
            *(f"  - {address}" for address in sorted([*live, *moved])),
            "redirects:",
            *(f"  {old}: {new}" for old, new in moved.items()),
        )
        topics = "".join(f"  {name}: {label}\n" for name, label in TOPICS.items() if name in self.topics)
        self.files["publication.yml"] = PUBLICATION.replace("TOPICS\n", topics)


# --- the accounts of each kind of claim -------------------------------------------------------------------------------

Made = tuple[str, str, list[str], list[Account]]
"""Question, statement under review, measure, accounts."""


def hedge(rng: Random, n: int, number: int) -> tuple[str, list[str]]:
    """Words for a figure that leave room for it, and their value; the first two accounts say it without reserve."""
    forms = [
        (f"about {n}", [f"about: {n}"]),
        (f"at least {n - 3}", [f"at_least: {n - 3}"]),
        (f"more than {n - 5}", [f"more_than: {n - 5}"]),
        (f"up to {n + 2}", [f"at_most: {n + 2}"]),
        (f"fewer than {n + 4}", [f"fewer_than: {n + 4}"]),
        (f"between {n - 4} and {n + 6}", [f"from: {n - 4}", f"to: {n + 6}"]),
        ("dozens of", ["words: dozens"]) if n < 100 else ("hundreds of", ["words: hundreds"]),
    ]
    return (f"{n}", [f"exact: {n}"]) if number < 2 or rng.random() < 0.4 else rng.choice(forms)


def sides(rating: str, number: int) -> int:
    """Which of two versions an account gives: 0 or 1."""
    return number % 2 if rating in ("disputed", "leaning") else 0


def silent(rating: str, number: int) -> bool:
    """Whether an account leaves the question open."""
    return number >= 3 if rating == "single-source" else number == 7 and rating != "agreed"


def left_open(person: Person, words: str) -> Account:
    return Account(person, f"{{who}}, asked about it {{day}}, did not say {words}.", ["unstated: did not say"])


def hearsay(world: Publication, rng: Random, account: Account, number: int) -> Account:
    """Give some of the later accounts a source, or somebody who carried them."""
    if number >= 3 and rng.random() < 0.15:
        account.heard_from = rng.choice(world.world.groups)
    elif number >= 3 and rng.random() < 0.1:
        account.through = rng.choice(world.world.media)
    return account


def quantity(world: Publication, rng: Random, rating: str, operation: str, _event: date, cast: list[Person]) -> Made:
    unit, wider = rng.choice(vocabulary.UNITS)
    low = rng.randrange(210, 900) if rng.random() < 0.5 else rng.randrange(40, 94)
    figures = (low, low * 2 + rng.randrange(20, 60))
    scoped = rng.random() < 0.3 and rating != "agreed"
    accounts = []
    for number, person in enumerate(cast):
        if silent(rating, number):
            account = left_open(person, f"how many {unit} took part in {operation}")
        else:
            words, value = str(figures[0]), [f"exact: {figures[0]}"]
            if rating not in ("agreed", "single-source"):
                words, value = hedge(rng, figures[sides(rating, number)], number)
            later = rng.choice(("and that the road was open again", "and that nobody had been turned away"))
            account = Account(
                person, f"{{who}} said {{day}} that {words} {unit} took part in {operation}, {later}.", value
            )
        account.scope = (wider if number >= 3 and rng.random() < 0.3 else unit) if scoped else ""
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    if rating == "reconcilable":  # one at least says less than the others
        accounts[2].value = [f"at_least: {figures[0] - 3}"]
        accounts[2].sentence = f"{{who}} said {{day}} that at least {figures[0] - 3} {unit} took part in {operation}."
    measure = ["kind: quantity", f"unit: {unit}", *(["scopes:", f"  - {unit}", f"  - {wider}"] if scoped else [])]
    return (
        f"How many {unit} took part in {operation}?",
        f"{figures[0]} {unit} took part in {operation}.",
        measure,
        accounts,
    )


def breakdown(world: Publication, rng: Random, rating: str, operation: str, _event: date, cast: list[Person]) -> Made:
    unit, _ = rng.choice(vocabulary.UNITS)
    back, stuck = rng.randrange(40, 90), rng.randrange(110, 190)
    accounts = []
    for number, person in enumerate(cast):
        if silent(rating, number):
            account = left_open(person, f"what had become of the {unit} of {operation}")
        elif number == 2 and rating != "agreed":
            total = back + stuck
            words = f"{{who}} put the {unit} of {operation} at {total} in all {{day}}, and asked for patience."
            account = Account(person, words, [f"total: {total}"])
        else:
            turned = back + 3 * sides(rating, number)
            words = f"{turned} of the {unit} of {operation} had turned back and {stuck} were stuck."
            account = Account(
                person, f"{{who}} said {{day}} that {words}", ["parts:", f"  returned: {turned}", f"  stuck: {stuck}"]
            )
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    measure = ["kind: breakdown", f"unit: {unit}", "categories:", "  returned: back where they set out"]
    measure.append("  stuck: stuck on the road")
    statement = f"{back} {unit} of {operation} turned back."
    return f"What became of the {unit} of {operation}?", statement, measure, accounts


def begun(world: Publication, rng: Random, rating: str, operation: str, event: date, cast: list[Person]) -> Made:
    days = (event - timedelta(days=1), event - timedelta(days=3))
    accounts = []
    for number, person in enumerate(cast):
        day = days[sides(rating, number)]
        if silent(rating, number):
            account = left_open(person, f"on which day {operation} had begun")
        elif rating == "reconcilable" and number % 2:
            words = f"in {MONTHS[day.month - 1]} {day.year}"
            account = Account(person, f"{{who}} said {{day}} that {operation} had begun {words}, as planned.", [])
            account.value = [f"date: {day:%Y-%m}", f"words: {words}"]
        else:
            words = f"{{who}} said {{day}} that {operation} had begun at dawn, the start being {spoken(day)}."
            account = Account(person, words, [f"date: {day}", f"words: the start being {spoken(day)}"])
        account.as_of = f"{event - timedelta(days=31)}/{event}"
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    return f"When did {operation} begin?", f"{operation} began on {spoken(days[0])}.", ["kind: date"], accounts


def started(world: Publication, rng: Random, rating: str, operation: str, _event: date, cast: list[Person]) -> Made:
    here, there = rng.sample(world.world.towns, 2)
    while here.within == there.within:
        here, there = rng.sample(world.world.towns, 2)
    assert here.within is not None
    wider = world.world.places[here.within]
    accounts = []
    for number, person in enumerate(cast):
        place = (here, there)[sides(rating, number)]
        if rating == "reconcilable" and number % 2:
            place = wider
        if silent(rating, number):
            account = left_open(person, f"from where {operation} had set out")
        else:
            words = (
                f"{{who}} said {{day}} that {operation} had set out from {place.name}, with lights off and no escort."
            )
            account = Account(person, words, [f"place: {place.id}"])
            world.used_places.add(place.id)
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    return f"Where did {operation} set out from?", f"{operation} set out from {here.name}.", ["kind: place"], accounts


def ordered(world: Publication, rng: Random, rating: str, operation: str, _event: date, cast: list[Person]) -> Made:
    first, second = rng.sample([body for body in world.world.bodies if body not in cast], 2)
    accounts = []
    for number, person in enumerate(cast):
        party = (first, second)[sides(rating, number)]
        if silent(rating, number):
            account = left_open(person, f"who had ordered {operation}")
        elif rating == "reconcilable" and number % 2:
            words = f"{{who}} said {{day}} that {first.named} and {second.named} had ordered {operation} together."
            account = Account(person, words, [f"party: [{first.id}, {second.id}]"])
            world.used_speakers.update((first.id, second.id))
        else:
            words = f"{{who}} said {{day}} that it was {party.named} that had ordered {operation}, and no one else."
            account = Account(person, words, [f"party: {party.id}"])
            world.used_speakers.add(party.id)
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    statement = f"The {first.name} ordered {operation}."[:74]
    return f"Who ordered {operation}?", statement, ["kind: party"], accounts


def reached(world: Publication, rng: Random, rating: str, operation: str, event: date, cast: list[Person]) -> Made:
    accounts = []
    for number, person in enumerate(cast):
        answer = ("yes", "no")[sides(rating, number)]
        if rating == "reconcilable" and number % 2:
            answer = "no"  # and about an earlier day, below
        words = "had reached its goal" if answer == "yes" else "had not reached its goal"
        if silent(rating, number):
            account = Account(person, f"{{who}} declined to say {{day}} whether {operation} had come to its end.", [])
            account.value = ["answer: declined", "words: declined to say"]
        else:
            sentence = f"{{who}} said {{day}} that {operation} {words}, whatever was being written about it elsewhere."
            account = Account(person, sentence, [f"answer: {answer}", f"words: {words}"])
        if answer == "no" and rating == "reconcilable":
            account.as_of = str(event - timedelta(days=2))
        accounts.append(hearsay(world, rng, account, number) if rating != "single-source" else account)
    return f"Did {operation} reach its goal?", f"{operation} reached its goal.", ["kind: position"], accounts


MAKERS = {
    "quantity": quantity,
    "breakdown": breakdown,
    "date": begun,
    "place": started,
    "party": ordered,
    "position": reached,
}

# --- text -------------------------------------------------------------------------------------------------------------

PUBLICATION = """\
name: Many Roads, Many Accounts
subtitle: A made-up publication for measuring
introduction: >-
  Every operation, person and place of this publication is made up. It exists to be measured.
publisher: the people who measure
topics:
TOPICS
ratings:
  agreed: {label: Agreed, meaning: Independent origins say the same.}
  reconcilable: {label: Reconcilable, meaning: The accounts differ and can all be true.}
  disputed: {label: Disputed, meaning: At least two independent origins contradict each other.}
  single-source: {label: Single source, meaning: Only one origin answers the question.}
  leaning: {label: Leaning, meaning: The evidence favours one of the accounts.}
  settled: {label: Settled, meaning: Later evidence decides the question.}
  withdrawn: {label: Withdrawn, meaning: The page was wrong or has been superseded.}
confidence:
  high: {label: high confidence, meaning: The accounts are dated and clear.}
  moderate: {label: moderate confidence, meaning: One of the accounts can be read another way.}
  low: {label: low confidence, meaning: One more source could change the verdict.}
house_rules:
  about_percent: 10
  vague:
    - {words: a couple, from: 2, to: 3}
    - {words: several, from: 3, to: 9}
    - {words: dozens, from: 24, to: 99}
    - {words: a couple hundred, from: 150, to: 300}
    - {words: hundreds, from: 200, to: 999}
  hedges:
    about: [about, approximately, around, roughly, nearly, almost, some]
    at_least: [at least, no fewer than]
    more_than: [more than, over]
    at_most: [up to, at most, no more than]
    fewer_than: [fewer than, less than, under]
"""


def spoken(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def quoted(rng: Random, sentence: str, article: str) -> str:
    """What a claim file quotes of a sentence: now and then with words left out or added."""
    head, that, tail = sentence.partition(" that ")
    form = rng.random()
    if form < 0.1 and that:
        begin, end = head.rsplit(" ", 1)[0], tail
        if article.count(begin) == article.count(end) == 1:
            return f"{begin} […] {end}"
    if 0.1 < form < 0.2 and that:
        return f"{head} that [it is understood] {tail}"
    return sentence


def typeset(text: str, n: int) -> str:
    """A text as one of several publishers saves it: with curly apostrophes, with spaces that do not break."""
    if n % 3:
        text = text.replace("'", "’")
    return text.replace("Operation ", "Operation\N{NO-BREAK SPACE}") if n % 7 == 0 else text


def block(key: str, text: str, indent: int) -> list[str]:
    """A folded text below its key, as editors write it."""
    inner = indent + (4 if key.startswith("- ") else 2)
    return [f"{' ' * indent}{key}: >-", *(" " * inner + line for line in wrapped(text, 116 - inner))]


def wrapped(text: str, width: int) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]


def lines(*written: str) -> str:
    return "\n".join(written) + "\n"


# --- on disk ----------------------------------------------------------------------------------------------------------


def make(folder: Path, claims: int, seed: int = SEED) -> None:
    """Write the sources of a publication with that many claims into `folder/seeds`."""
    for name, text in Publication(claims, seed).files.items():
        path = folder / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def add_site(folder: Path, repository: Path) -> None:
    """Copy from the repository what a builder needs besides generated pages, so that `disputed build` works."""

    def generated(path: str, names: list[str]) -> set[str]:
        return {name for name in names if Path(path) == repository / DOCS and name in (*OWNED, "index.md")}

    shutil.copytree(repository / DOCS, folder / DOCS, ignore=generated, dirs_exist_ok=True)
    if (repository / "overrides").is_dir():
        shutil.copytree(repository / "overrides", folder / "overrides", dirs_exist_ok=True)
    for name in ("mkdocs.yml", "generator/mkdocs_hook.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(repository / name, folder / name)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
