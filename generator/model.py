"""Everything that editors write, as frozen records.

The description of each field is its reference documentation: it is shown while typing, through the JSON Schema, and
printed on the reference page. Scalars arrive as text, since the YAML reader keeps them so.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from generator import dates
from generator.dates import Period

# What is valid follows from this file: nothing that happens to be installed has a say, and nobody looks for it.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def _one_line(text: str) -> str:
    if not text.isprintable() and any(char in text for char in "\n\r\t\v\f\u2028\u2029"):
        raise ValueError("must be one line")
    return text


def _question(text: str) -> str:
    if not text.endswith("?"):
        raise ValueError("must be a question, and end with a question mark")
    return text


def _number(value: Any) -> Decimal:
    text = str(value)
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or text.startswith(".") or text.endswith("."):
        raise ValueError("must be a plain number such as 17 or 2.5, without sign, comma or unit")
    if len(text) > 18:
        raise ValueError("must have at most 18 digits")
    return Decimal(text)


def _degrees(value: Any) -> Decimal:
    text = str(value)
    digits = text.removeprefix("-")
    if len(digits) > 12 or not re.fullmatch(r"\d{1,3}(?:\.\d+)?", digits, re.ASCII):
        raise ValueError("must be degrees as a plain number such as 34.4504 or -0.12")
    return Decimal(text)


def _period(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    return dates.parse(str(value))


def _day(value: Any) -> Period:
    period = _period(value)
    if period.day is None or period.approximate:
        raise ValueError(f"{period} is not one day; write it as 2017-08-31")
    return period


def _tuple(value: Any) -> Any:
    """One value where a list is meant is a list of one."""
    return [value] if isinstance(value, str) else value


Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN, max_length=80),
    Field(description="small letters, digits, hyphens"),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Passage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Degrees = Annotated[
    Decimal,
    BeforeValidator(_degrees),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": -180, "maximum": 180}),
]
Edtf = Annotated[
    Period,
    PlainValidator(_period),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": dates.EDTF_PATTERN}),
]
Day = Annotated[
    Period,
    PlainValidator(_day),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_tuple), Field(min_length=1)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_tuple), Field(min_length=1)]
Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s<>\"'\\^`{|}]+$", max_length=2_000),
    Field(description="an http or https address"),
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Address = Annotated[
    str, StringConstraints(pattern=r"^(?:claims|articles|speakers)/[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=100)
]
Labels = Annotated[dict[Id, Line], Field(min_length=1)]


class Authored(BaseModel):
    """A record that somebody typed: frozen, and closed to keys nobody documented."""

    # what a command does not validate need not be made ready for it: a quarter of the time that `fmt` takes
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class MeasureKind(StrEnum):
    """What the accounts of a claim disagree about."""

    QUANTITY = "quantity"
    BREAKDOWN = "breakdown"
    DATE = "date"
    PLACE = "place"
    PARTY = "party"
    POSITION = "position"


class Measure(Authored):
    """What is compared, and how."""

    kind: MeasureKind = Field(
        description="What each account states: quantity (how many), breakdown (how many of each sort), date (when), "
        "place (where), party (who), position (which answer: yes, no, or answers of your own)."
    )
    unit: Line | None = Field(None, description="For quantity and breakdown: what is counted, in the plural.")
    scopes: Lines | None = Field(
        None,
        description="What exactly is counted or located, when the accounts differ in it ('fighters' is not 'fighters "
        "and families'). Each account then names its scope; accounts of different scope are not compared.",
    )
    categories: Labels | None = Field(None, description="For breakdown: the sorts, each with the label readers see.")
    answers: Labels | None = Field(
        None,
        description="For position: the possible answers with their labels. Left out: yes, no, unclear, declined.",
    )
    open_answers: Ids | None = Field(
        None,
        description="For position: those of `answers` that take no side, such as 'declined to say'. They contradict "
        "nothing.",
    )
    exclusive: Literal["yes", "no"] = Field(
        "yes",
        description="For position and place: 'no' when different answers can all be true (several things were struck).",
    )


class Value(Authored):
    """What an account states. Which keys are used depends on the claim's measure."""

    exact: Number | None = Field(None, description="quantity: the figure the quote states without reserve.")
    about: Number | None = Field(None, description="quantity: a figure the quote hedges ('about 700').")
    at_least: Number | None = Field(None, description="quantity: a lower bound that counts itself ('at least 25').")
    more_than: Number | None = Field(None, description="quantity: a lower bound that does not count itself.")
    at_most: Number | None = Field(None, description="quantity: an upper bound that counts itself ('up to 40').")
    fewer_than: Number | None = Field(None, description="quantity: an upper bound that does not count itself.")
    low: Number | None = Field(None, alias="from", description="quantity: the lower end of a stated range; with `to`.")
    high: Number | None = Field(None, alias="to", description="quantity: the upper end of a stated range; with `from`.")
    parts: Annotated[dict[Id, Number], Field(min_length=1)] | None = Field(
        None, description="breakdown: how many in each of the measure's categories."
    )
    total: Number | None = Field(None, description="breakdown: the total, where the quote states it.")
    date: Edtf | None = Field(None, description="date: the day or period, in EDTF; with `words`.")
    place: Ids | None = Field(None, description="place: one or more ids from places.yml.")
    party: Ids | None = Field(None, description="party: one or more ids from speakers.yml.")
    answer: Ids | None = Field(None, description="position: one or more of the measure's answers; with `words`.")
    words: Lines | None = Field(
        None,
        description="The wording inside the quote that the value rests on. For a quantity, vague words that the house "
        "rules read as a range ('a couple hundred').",
    )
    unstated: Line | None = Field(
        None,
        description="Instead of a value: the wording in the quote that leaves it open. The account is shown, and "
        "compared with nothing.",
    )


class Account(Authored):
    """What one speaker says about the fact, in one article."""

    id: Id = Field(description="The account's address on the page; citations in prose use it as [@id].")
    article: Id = Field(description="The stored article the quote is taken from.")
    speaker: Id = Field(
        description="Who says so, as the article has it. For the reporter's own statement, the publisher."
    )
    heard_from: Ids | None = Field(
        None,
        description="Whom the speaker has it from, nearest first; the last one is the origin. Two accounts with one "
        "origin count as one.",
    )
    through: Ids | None = Field(
        None,
        description="Who carried the statement to the article, nearest to the speaker first, where the article says "
        "so. The article's own publisher, and the paper it reprints, follow by themselves.",
    )
    said: Edtf = Field(description="When it was said (EDTF). '../2017-08-31' means: on that day or before.")
    as_of: Edtf = Field(description="The time the account is about (EDTF), as opposed to when it was said.")
    quote: Passage = Field(
        description="The words of the article, verbatim. […] marks words left out, [word] words added for clarity."
    )
    prefix: Line | None = Field(None, description="Words directly before the quote, where it occurs more than once.")
    suffix: Line | None = Field(None, description="Words directly after the quote, where it occurs more than once.")
    language: Language | None = Field(
        None, description="The language of the quote (BCP 47), where it is another than the article's."
    )
    translation: Text | None = Field(
        None, description="The editors' translation of a quote in another language; shown beside it and marked as such."
    )
    value: Value = Field(description="What the account states, in the terms of the claim's measure.")
    scope: Lines | None = Field(
        None,
        description="Which of the measure's scopes the account speaks of. Two of them when the wording can be read "
        "both ways; the page then says so.",
    )
    note: Text | None = Field(None, description="What a reader must know to read the quote rightly. CommonMark.")


class Sum(Authored):
    """An addition that the page states and the compiler checks."""

    parts: Ids = Field(description="Accounts whose figures are added: each breakdown's parts, or each exact figure.")
    total: Id = Field(description="The account that states the total.")


class Rating(StrEnum):
    """The verdicts. The first four follow from the comparison; the others are judgement."""

    AGREED = "agreed"
    RECONCILABLE = "reconcilable"
    DISPUTED = "disputed"
    SINGLE_SOURCE = "single-source"
    LEANING = "leaning"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Confidence(StrEnum):
    """How sure the editors are of the verdict."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Verdict(Authored):
    """The editors' judgement of the disputed fact."""

    rating: Rating = Field(
        description="agreed, reconcilable, disputed or single-source follow from the comparison; leaning, settled and "
        "withdrawn are judgement and need a `reason`."
    )
    confidence: Confidence = Field(description="How sure the editors are: high, moderate or low.")
    summary: Text = Field(description="The verdict in a few plain sentences: who says what, and what stays open.")
    reviewed: Day = Field(description="The day the editors last reviewed the verdict.")
    reason: Text | None = Field(
        None, description="Why the rating is another than the computed one. Only then, and then always."
    )
    rests_on: Id | None = Field(None, description="For leaning and settled: the account that the verdict follows.")


class Kind(StrEnum):
    """How two accounts relate: the outcome of the comparison."""

    DIFFERENT_SCOPE = "different-scope"
    CHANGED_OVER_TIME = "changed-over-time"
    SAME_ORIGIN = "same-origin"
    TOLD_DIFFERENTLY = "told-differently"
    AGREE = "agree"
    DIFFER_IN_PRECISION = "differ-in-precision"
    COMPLEMENTARY = "complementary"
    CONTRADICT = "contradict"
    NOT_COMPARABLE = "not-comparable"


class Override(Authored):
    """The editors' reading of a pair of accounts, where the computed one is wrong."""

    accounts: Annotated[tuple[Id, Id], Field(description="The two accounts.")]
    kind: Kind = Field(description="How they relate.")
    reason: Text = Field(description="Why the computed relation does not hold.")


class Grade(StrEnum):
    """How much a correction changes."""

    MINOR = "minor"
    UPDATE = "update"
    SUBSTANTIAL = "substantial"


class Correction(Authored):
    """A change to a published page that readers are told about."""

    date: Day = Field(description="The day of the correction.")
    grade: Grade = Field(
        description="minor (wording), update (something added), substantial (a value or the verdict changed)."
    )
    text: Text = Field(description="What was wrong, and what stands there now.")


class Claim(Authored):
    """One disputed fact. The name of its file is its id and its address, and is not repeated inside."""

    title: Annotated[Line, AfterValidator(_question)] = Field(
        description="The question the page answers. It ends with a question mark."
    )
    claim: Annotated[Line, StringConstraints(max_length=74)] = Field(
        description="The statement under review, under 75 characters and without the verdict (ClaimReview's "
        "claimReviewed)."
    )
    claimed_by: Id = Field(description="The account that makes this statement.")
    topics: Ids = Field(description="Ids of topics from publication.yml; the first one groups the fact on index pages.")
    measure: Measure = Field(description="What is compared.")
    accounts: Annotated[tuple[Account, ...], Field(min_length=1)] = Field(
        description="What each speaker says, in each article."
    )
    sums: tuple[Sum, ...] = Field((), description="Additions that the page states.")
    verdict: Verdict = Field(description="The editors' judgement.")
    overrides: tuple[Override, ...] = Field((), description="Pairs of accounts whose computed relation does not hold.")
    analysis: Text | None = Field(
        None, description="The editors' analysis in CommonMark, without HTML; [@id] cites an account."
    )
    corrections: tuple[Correction, ...] = Field((), description="Changes to the published page, oldest first.")


class Body(Authored):
    """Which lines of a stored article are the article, and not the site around it."""

    first_line: Annotated[int, Field(ge=1)] = Field(description="The first line of the body, from 1.")
    last_line: Annotated[int, Field(ge=1)] = Field(description="The last line of the body.")


class Reprint(Authored):
    """Where a republished article first appeared."""

    publisher: Id = Field(description="Who published it first; an id from speakers.yml.")
    published: Day = Field(description="When.")


class Rights(Authored):
    """What may be shown of an article."""

    show: Literal["quotes", "full"] = Field(
        description="quotes: passages in their context; full: the whole text, where its licence allows that."
    )
    note: Line = Field(description="Whose the text is, and on what ground it is shown.")


class SetAside(Authored):
    """A sentence of an article that holds something to check and is left out all the same."""

    quote: Passage = Field(description="Words of the sentence, verbatim.")
    reason: Line = Field(description="Why no claim cites it.")


class ArticleMeta(Authored):
    """What the stored text says of itself. Nothing is added that it does not give."""

    title: Line = Field(description="The headline.")
    publisher: Id = Field(description="Who published the text as it is stored; an id from speakers.yml.")
    published: Day = Field(description="The day of publication that the text gives.")
    modified: Day | None = Field(None, description="The day of its last change that the text gives.")
    retrieved: Day | None = Field(None, description="The day on which the stored text was taken from its place.")
    version_of: Id | None = Field(
        None,
        description="The stored article of which this is the next version: the same article, changed later by its "
        "publisher. Both stay, and each claim quotes one of them.",
    )
    language: Language = Field(description="The language of the text (BCP 47).")
    authors: Lines | None = Field(None, description="The authors, where the text names them.")
    dateline: Line | None = Field(None, description="The place the report was filed from, where the text gives it.")
    url: Url | None = Field(None, description="The address of the original, where the stored text gives it.")
    reprint_of: Reprint | None = Field(None, description="Where the text appeared first, when this is a reprint.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="The SHA-256 of the stored file."
    )
    received_as: Line | None = Field(None, description="The name of the file as it was received.")
    body: Body = Field(description="The lines that are the article itself.")
    rights: Rights = Field(description="What may be shown.")
    note: Text | None = Field(None, description="What a reader must know of the state of the stored text.")
    set_aside: tuple[SetAside, ...] = Field((), description="Sentences that are left out, with the reason.")

    @property
    def last_changed(self) -> Period:
        """The day from which the text stood as it is stored, as far as the text says: modified, or else published."""
        return self.modified or self.published


class SharedOrigin(Authored):
    """A speaker who may have the information from the same hand."""

    speaker: Id = Field(description="The other speaker.")
    reason: Line = Field(description="Why the two are counted as one origin.")


class Speaker(Authored):
    """A person or body that an article attributes a statement to, or that carries statements."""

    name: Line = Field(description="The name readers see.")
    short: Line | None = Field(None, description="A short form for tables and charts.")
    kind: Literal["person", "body", "group", "media"] = Field(
        description="person; body (state, force, organisation); group (people without a name); media."
    )
    role: Line | None = Field(None, description="Who that is, in the terms of the articles.")
    also: Lines | None = Field(None, description="Other spellings under which the articles name this speaker.")
    speaks_for: Id | None = Field(None, description="The body whose statements these are; the two count as one origin.")
    may_share_origin: tuple[SharedOrigin, ...] = Field(
        (), description="Other speakers who may have the information from the same hand; counted as one, to be fair."
    )


class Coordinates(Authored):
    """Where a place lies, according to a source."""

    lat: Degrees = Field(ge=-90, le=90, description="Latitude in degrees north, such as 34.4504; south is negative.")
    lon: Degrees = Field(ge=-180, le=180, description="Longitude in degrees east; west is negative.")
    source: Line = Field(description="The gazetteer or map that gives them, and its name for the place.")


class Location(Authored):
    """A place of the gazetteer."""

    name: Line = Field(description="The name readers see.")
    also: Lines | None = Field(None, description="Other spellings in the articles.")
    within: Id | None = Field(None, description="The larger place it lies in; an id of this file.")
    kind: Line | None = Field(None, description="What it is: country, province, town, road.")
    coordinates: Coordinates | None = Field(
        None,
        description="Where it lies, for the maps; only for what is as good as a point, and only from a source that is "
        "named. A place without coordinates is listed beside the map.",
    )


class Vague(Authored):
    """A house rule: vague words and the range they are read as."""

    words: Line = Field(description="The words.")
    low: Number = Field(alias="from", description="The lowest figure they can mean.")
    high: Number | None = Field(None, alias="to", description="The highest figure they can mean; left out: no limit.")


def _in_order(rule: Vague) -> Vague:
    if rule.high is not None and rule.high < rule.low:
        raise ValueError("the range ends before it begins")
    return rule


class Hedges(Authored):
    """Words before a figure that make it less than exact."""

    about: Lines = Field(description="'about 700'")
    at_least: Lines = Field(description="'at least 25'")
    more_than: Lines = Field(description="'more than 300'")
    at_most: Lines = Field(description="'up to 40'")
    fewer_than: Lines = Field(description="'fewer than 40'")


class HouseRules(Authored):
    """How this publication reads words that are not figures."""

    about_percent: Annotated[int, Field(ge=1, le=50)] = Field(
        description="'about N' is read as N plus or minus this many per cent, and at least plus or minus one."
    )
    vague: tuple[Annotated[Vague, AfterValidator(_in_order)], ...] = Field(description="Vague words and their ranges.")
    hedges: Hedges = Field(description="Words that make a figure less than exact.")


class Term(Authored):
    """A label and what it means."""

    label: Line = Field(description="The label readers see.")
    meaning: Line = Field(description="What it means, in one sentence.")


class Publication(Authored):
    """What this site is about, and the words and rules it uses."""

    name: Line = Field(description="The name of the site.")
    subtitle: Line = Field(description="What it is about, in one line.")
    introduction: Text = Field(description="The first paragraph of the home page. CommonMark.")
    publisher: Line = Field(description="Who publishes the site.")
    repository: Url | None = Field(
        None, description="The address of the repository; left out, it comes from the CI environment."
    )
    site: Url | None = Field(
        None, description="The address of the published site; left out, it comes from the CI environment."
    )
    topics: Labels = Field(description="Topic ids and their labels, in the order they are shown.")
    ratings: dict[Rating, Term] = Field(description="Each rating's label and meaning.")
    confidence: dict[Confidence, Term] = Field(description="Each grade of confidence.")
    house_rules: HouseRules = Field(description="How vague words are read.")


class Addresses(Authored):
    """Every address the site ever had."""

    published: Annotated[tuple[Address, ...], BeforeValidator(_tuple)] = Field(
        description="Every address that was ever in use: claims/ID, articles/ID, speakers/ID."
    )
    redirects: dict[Address, Address] = Field(
        default_factory=dict, description="Former addresses, and where they lead now."
    )
