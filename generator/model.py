"""Everything that editors write, as frozen records.

The description of each field is its reference documentation: it is shown while typing, through the JSON Schema, and
printed on the reference page. Scalars arrive as text, since the YAML reader keeps them so.
"""

# No deferred annotations: what a key looks like is asked of them, and each would have to be compiled for that.

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, dataclass_transform

from msgspec import Struct, field

from generator import dates
from generator.dates import Period
from generator.forms import Made, Meets, Several, Within, Words

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
LONGEST_ID = 80
"""Characters of an id, at the most."""


def is_id(text: str) -> bool:
    """Whether a text can be an id."""
    return len(text) <= LONGEST_ID and re.fullmatch(ID_PATTERN, text) is not None


def _one_line(text: str) -> None:
    if not text.isprintable() and any(char in text for char in "\n\r\t\v\f\u2028\u2029"):
        raise ValueError("must be one line")


def _question(text: str) -> None:
    if not text.endswith("?"):
        raise ValueError("must be a question, and end with a question mark")


def _number(value: object) -> Decimal:
    text = str(value)
    if not text.isascii() or not text.replace(".", "", 1).isdigit() or text.startswith(".") or text.endswith("."):
        raise ValueError("must be a plain number such as 17 or 2.5, without sign, comma or unit")
    if len(text) > 18:
        raise ValueError("must have at most 18 digits")
    return Decimal(text)


def _degrees(value: object) -> Decimal:
    text = str(value)
    digits = text.removeprefix("-")
    if len(digits) > 12 or not re.fullmatch(r"\d{1,3}(?:\.\d+)?", digits, re.ASCII):
        raise ValueError("must be degrees as a plain number such as 34.4504 or -0.12")
    return Decimal(text)


def _period(value: object) -> Period:
    return dates.parse(str(value))


def _day(value: object) -> Period:
    period = _period(value)
    if period.day is None or period.approximate:
        raise ValueError(f"{period} is not one day; write it as 2017-08-31")
    return period


Id = Annotated[str, Words(pattern=ID_PATTERN, most=LONGEST_ID), "small letters, digits, hyphens"]
Line = Annotated[str, Words(least=1, most=300, stripped=True), Meets(_one_line)]
Statement = Annotated[str, Words(least=1, most=74, stripped=True), Meets(_one_line)]
Text = Annotated[str, Words(least=1, most=20_000, stripped=True)]
Passage = Annotated[str, Words(least=1, most=4_000, stripped=True)]
Number = Annotated[Decimal, Made(_number, "number"), Within(0)]
"""What `_number` makes of it is never negative; `Within` tells editors so."""
Degrees = Annotated[Decimal, Made(_degrees, "number")]
Edtf = Annotated[Period, Made(_period, "string", dates.EDTF_PATTERN)]
Day = Annotated[Period, Made(_day, "string", r"^\d{4}-\d{2}-\d{2}$")]
Ids = Annotated[tuple[Id, ...], Several(least=1, alone=True)]
Lines = Annotated[tuple[Line, ...], Several(least=1, alone=True)]
Url = Annotated[str, Words(pattern=r"^https?://[^\s<>\"'\\^`{|}]+$", most=2_000), "an http or https address"]
Language = Annotated[str, Words(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", most=35)]
Address = Annotated[str, Words(pattern=r"^(?:claims|articles|speakers)/[a-z0-9]+(?:-[a-z0-9]+)*$", most=100)]
Labels = Annotated[dict[Id, Line], Several(least=1)]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Authored(Struct, frozen=True):
    """A record that somebody typed: frozen. What may stand in it, `forms` finds in its annotations."""


class MeasureKind(StrEnum):
    """What the accounts of a claim disagree about."""

    QUANTITY = "quantity"
    BREAKDOWN = "breakdown"
    DATE = "date"
    PLACE = "place"
    PARTY = "party"
    POSITION = "position"


class Measure(Authored, kw_only=True):
    """What is compared, and how."""

    kind: Annotated[
        MeasureKind,
        "What each account states: quantity (how many), breakdown (how many of each sort), date (when), place "
        "(where), party (who), position (which answer: yes, no, or answers of your own).",
    ]
    unit: Annotated[Line | None, "For quantity and breakdown: what is counted, in the plural."] = None
    scopes: Annotated[
        Lines | None,
        "What exactly is counted or located, when the accounts differ in it ('fighters' is not 'fighters and "
        "families'). Each account then names its scope; accounts of different scope are not compared.",
    ] = None
    categories: Annotated[Labels | None, "For breakdown: the sorts, each with the label readers see."] = None
    answers: Annotated[
        Labels | None, "For position: the possible answers with their labels. Left out: yes, no, unclear, declined."
    ] = None
    open_answers: Annotated[
        Ids | None,
        "For position: those of `answers` that take no side, such as 'declined to say'. They contradict nothing.",
    ] = None
    exclusive: Annotated[
        Literal["yes", "no"],
        "For position and place: 'no' when different answers can all be true (several things were struck).",
    ] = "yes"


class Value(Authored, kw_only=True):
    """What an account states. Which keys are used depends on the claim's measure."""

    exact: Annotated[Number | None, "quantity: the figure the quote states without reserve."] = None
    about: Annotated[Number | None, "quantity: a figure the quote hedges ('about 700')."] = None
    at_least: Annotated[Number | None, "quantity: a lower bound that counts itself ('at least 25')."] = None
    more_than: Annotated[Number | None, "quantity: a lower bound that does not count itself."] = None
    at_most: Annotated[Number | None, "quantity: an upper bound that counts itself ('up to 40')."] = None
    fewer_than: Annotated[Number | None, "quantity: an upper bound that does not count itself."] = None
    low: Annotated[Number | None, "quantity: the lower end of a stated range; with `to`."] = field(
        default=None, name="from"
    )
    high: Annotated[Number | None, "quantity: the upper end of a stated range; with `from`."] = field(
        default=None, name="to"
    )
    parts: Annotated[
        Annotated[dict[Id, Number], Several(least=1)] | None,
        "breakdown: how many in each of the measure's categories.",
    ] = None
    total: Annotated[Number | None, "breakdown: the total, where the quote states it."] = None
    date: Annotated[Edtf | None, "date: the day or period, in EDTF; with `words`."] = None
    place: Annotated[Ids | None, "place: one or more ids from places.yml."] = None
    party: Annotated[Ids | None, "party: one or more ids from speakers.yml."] = None
    answer: Annotated[Ids | None, "position: one or more of the measure's answers; with `words`."] = None
    words: Annotated[
        Lines | None,
        "The wording inside the quote that the value rests on. For a quantity, vague words that the house rules read "
        "as a range ('a couple hundred').",
    ] = None
    unstated: Annotated[
        Line | None,
        "Instead of a value: the wording in the quote that leaves it open. The account is shown, and compared with "
        "nothing.",
    ] = None


class Account(Authored, kw_only=True):
    """What one speaker says about the fact, in one article."""

    id: Annotated[Id, "The account's address on the page; citations in prose use it as [@id]."]
    article: Annotated[Id, "The stored article the quote is taken from."]
    speaker: Annotated[Id, "Who says so, as the article has it. For the reporter's own statement, the publisher."]
    heard_from: Annotated[
        Ids | None,
        "Whom the speaker has it from, nearest first; the last one is the origin. Two accounts with one origin count "
        "as one.",
    ] = None
    through: Annotated[
        Ids | None,
        "Who carried the statement to the article, nearest to the speaker first, where the article says so. The "
        "article's own publisher, and the paper it reprints, follow by themselves.",
    ] = None
    said: Annotated[Edtf, "When it was said (EDTF). '../2017-08-31' means: on that day or before."]
    as_of: Annotated[Edtf, "The time the account is about (EDTF), as opposed to when it was said."]
    quote: Annotated[
        Passage, "The words of the article, verbatim. […] marks words left out, [word] words added for clarity."
    ]
    prefix: Annotated[Line | None, "Words directly before the quote, where it occurs more than once."] = None
    suffix: Annotated[Line | None, "Words directly after the quote, where it occurs more than once."] = None
    language: Annotated[
        Language | None, "The language of the quote (BCP 47), where it is another than the article's."
    ] = None
    translation: Annotated[
        Text | None, "The editors' translation of a quote in another language; shown beside it and marked as such."
    ] = None
    value: Annotated[Value, "What the account states, in the terms of the claim's measure."]
    scope: Annotated[
        Lines | None,
        "Which of the measure's scopes the account speaks of. Two of them when the wording can be read both ways; the "
        "page then says so.",
    ] = None
    note: Annotated[Text | None, "What a reader must know to read the quote rightly. CommonMark."] = None


class Sum(Authored, kw_only=True):
    """An addition that the page states and the compiler checks."""

    parts: Annotated[Ids, "Accounts whose figures are added: each breakdown's parts, or each exact figure."]
    total: Annotated[Id, "The account that states the total."]


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


class Verdict(Authored, kw_only=True):
    """The editors' judgement of the disputed fact."""

    rating: Annotated[
        Rating,
        "agreed, reconcilable, disputed or single-source follow from the comparison; leaning, settled and withdrawn "
        "are judgement and need a `reason`.",
    ]
    confidence: Annotated[Confidence, "How sure the editors are: high, moderate or low."]
    summary: Annotated[Text, "The verdict in a few plain sentences: who says what, and what stays open."]
    reviewed: Annotated[Day, "The day the editors last reviewed the verdict."]
    reason: Annotated[Text | None, "Why the rating is another than the computed one. Only then, and then always."] = (
        None
    )
    rests_on: Annotated[Id | None, "For leaning and settled: the account that the verdict follows."] = None


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


class Override(Authored, kw_only=True):
    """The editors' reading of a pair of accounts, where the computed one is wrong."""

    accounts: Annotated[tuple[Id, Id], "The two accounts."]
    kind: Annotated[Kind, "How they relate."]
    reason: Annotated[Text, "Why the computed relation does not hold."]


class Grade(StrEnum):
    """How much a correction changes."""

    MINOR = "minor"
    UPDATE = "update"
    SUBSTANTIAL = "substantial"


class Correction(Authored, kw_only=True):
    """A change to a published page that readers are told about."""

    date: Annotated[Day, "The day of the correction."]
    grade: Annotated[Grade, "minor (wording), update (something added), substantial (a value or the verdict changed)."]
    text: Annotated[Text, "What was wrong, and what stands there now."]


class Claim(Authored, kw_only=True):
    """One disputed fact. The name of its file is its id and its address, and is not repeated inside."""

    title: Annotated[Line, Meets(_question), "The question the page answers. It ends with a question mark."]
    claim: Annotated[
        Statement,
        "The statement under review, under 75 characters and without the verdict (ClaimReview's claimReviewed).",
    ]
    claimed_by: Annotated[Id, "The account that makes this statement."]
    topics: Annotated[Ids, "Ids of topics from publication.yml; the first one groups the fact on index pages."]
    measure: Annotated[Measure, "What is compared."]
    accounts: Annotated[tuple[Account, ...], Several(least=1), "What each speaker says, in each article."]
    sums: Annotated[tuple[Sum, ...], "Additions that the page states."] = ()
    verdict: Annotated[Verdict, "The editors' judgement."]
    overrides: Annotated[tuple[Override, ...], "Pairs of accounts whose computed relation does not hold."] = ()
    analysis: Annotated[Text | None, "The editors' analysis in CommonMark, without HTML; [@id] cites an account."] = (
        None
    )
    corrections: Annotated[tuple[Correction, ...], "Changes to the published page, oldest first."] = ()


class Body(Authored, kw_only=True):
    """Which lines of a stored article are the article, and not the site around it."""

    first_line: Annotated[int, Within(1), "The first line of the body, from 1."]
    last_line: Annotated[int, Within(1), "The last line of the body."]


class Reprint(Authored, kw_only=True):
    """Where a republished article first appeared."""

    publisher: Annotated[Id, "Who published it first; an id from speakers.yml."]
    published: Annotated[Day, "When."]


class Rights(Authored, kw_only=True):
    """What may be shown of an article."""

    show: Annotated[
        Literal["quotes", "full"],
        "quotes: passages in their context; full: the whole text, where its licence allows that.",
    ]
    note: Annotated[Line, "Whose the text is, and on what ground it is shown."]


class SetAside(Authored, kw_only=True):
    """A sentence of an article that holds something to check and is left out all the same."""

    quote: Annotated[Passage, "Words of the sentence, verbatim."]
    reason: Annotated[Line, "Why no claim cites it."]


class ArticleMeta(Authored, kw_only=True):
    """What the stored text says of itself. Nothing is added that it does not give."""

    title: Annotated[Line, "The headline."]
    publisher: Annotated[Id, "Who published the text as it is stored; an id from speakers.yml."]
    published: Annotated[Day, "The day of publication that the text gives."]
    modified: Annotated[Day | None, "The day of its last change that the text gives."] = None
    retrieved: Annotated[Day | None, "The day on which the stored text was taken from its place."] = None
    version_of: Annotated[
        Id | None,
        "The stored article of which this is the next version: the same article, changed later by its publisher. Both "
        "stay, and each claim quotes one of them.",
    ] = None
    language: Annotated[Language, "The language of the text (BCP 47)."]
    authors: Annotated[Lines | None, "The authors, where the text names them."] = None
    dateline: Annotated[Line | None, "The place the report was filed from, where the text gives it."] = None
    url: Annotated[Url | None, "The address of the original, where the stored text gives it."] = None
    reprint_of: Annotated[Reprint | None, "Where the text appeared first, when this is a reprint."] = None
    sha256: Annotated[str, Words(pattern=r"^[0-9a-f]{64}$"), "The SHA-256 of the stored file."]
    received_as: Annotated[Line | None, "The name of the file as it was received."] = None
    body: Annotated[Body, "The lines that are the article itself."]
    rights: Annotated[Rights, "What may be shown."]
    note: Annotated[Text | None, "What a reader must know of the state of the stored text."] = None
    set_aside: Annotated[tuple[SetAside, ...], "Sentences that are left out, with the reason."] = ()

    @property
    def last_changed(self) -> Period:
        """The day from which the text stood as it is stored, as far as the text says: modified, or else published."""
        return self.modified or self.published


class SharedOrigin(Authored, kw_only=True):
    """A speaker who may have the information from the same hand."""

    speaker: Annotated[Id, "The other speaker."]
    reason: Annotated[Line, "Why the two are counted as one origin."]


class Speaker(Authored, kw_only=True):
    """A person or body that an article attributes a statement to, or that carries statements."""

    name: Annotated[Line, "The name readers see."]
    short: Annotated[Line | None, "A short form for tables and charts."] = None
    kind: Annotated[
        Literal["person", "body", "group", "media"],
        "person; body (state, force, organisation); group (people without a name); media.",
    ]
    role: Annotated[Line | None, "Who that is, in the terms of the articles."] = None
    also: Annotated[Lines | None, "Other spellings under which the articles name this speaker."] = None
    speaks_for: Annotated[Id | None, "The body whose statements these are; the two count as one origin."] = None
    may_share_origin: Annotated[
        tuple[SharedOrigin, ...],
        "Other speakers who may have the information from the same hand; counted as one, to be fair.",
    ] = ()


class Coordinates(Authored, kw_only=True):
    """Where a place lies, according to a source."""

    lat: Annotated[Degrees, Within(-90, 90), "Latitude in degrees north, such as 34.4504; south is negative."]
    lon: Annotated[Degrees, Within(-180, 180), "Longitude in degrees east; west is negative."]
    source: Annotated[Line, "The gazetteer or map that gives them, and its name for the place."]


class Location(Authored, kw_only=True):
    """A place of the gazetteer."""

    name: Annotated[Line, "The name readers see."]
    also: Annotated[Lines | None, "Other spellings in the articles."] = None
    within: Annotated[Id | None, "The larger place it lies in; an id of this file."] = None
    kind: Annotated[Line | None, "What it is: country, province, town, road."] = None
    coordinates: Annotated[
        Coordinates | None,
        "Where it lies, for the maps; only for what is as good as a point, and only from a source that is named. A "
        "place without coordinates is listed beside the map.",
    ] = None


class Vague(Authored, kw_only=True):
    """A house rule: vague words and the range they are read as."""

    words: Annotated[Line, "The words."]
    low: Annotated[Number, "The lowest figure they can mean."] = field(name="from")
    high: Annotated[Number | None, "The highest figure they can mean; left out: no limit."] = field(
        default=None, name="to"
    )


def _in_order(rule: Vague) -> None:
    if rule.high is not None and rule.high < rule.low:
        raise ValueError("the range ends before it begins")


class Hedges(Authored, kw_only=True):
    """Words before a figure that make it less than exact."""

    about: Annotated[Lines, "'about 700'"]
    at_least: Annotated[Lines, "'at least 25'"]
    more_than: Annotated[Lines, "'more than 300'"]
    at_most: Annotated[Lines, "'up to 40'"]
    fewer_than: Annotated[Lines, "'fewer than 40'"]


class HouseRules(Authored, kw_only=True):
    """How this publication reads words that are not figures."""

    about_percent: Annotated[
        int,
        Within(1, 50),
        "'about N' is read as N plus or minus this many per cent, and at least plus or minus one.",
    ]
    vague: Annotated[tuple[Annotated[Vague, Meets(_in_order)], ...], "Vague words and their ranges."]
    hedges: Annotated[Hedges, "Words that make a figure less than exact."]


class Term(Authored, kw_only=True):
    """A label and what it means."""

    label: Annotated[Line, "The label readers see."]
    meaning: Annotated[Line, "What it means, in one sentence."]


class Publication(Authored, kw_only=True):
    """What this site is about, and the words and rules it uses."""

    name: Annotated[Line, "The name of the site."]
    subtitle: Annotated[Line, "What it is about, in one line."]
    introduction: Annotated[Text, "The first paragraph of the home page. CommonMark."]
    publisher: Annotated[Line, "Who publishes the site."]
    repository: Annotated[Url | None, "The address of the repository; left out, it comes from the CI environment."] = (
        None
    )
    site: Annotated[Url | None, "The address of the published site; left out, it comes from the CI environment."] = None
    topics: Annotated[Labels, "Topic ids and their labels, in the order they are shown."]
    ratings: Annotated[dict[Rating, Term], "Each rating's label and meaning."]
    confidence: Annotated[dict[Confidence, Term], "Each grade of confidence."]
    house_rules: Annotated[HouseRules, "How vague words are read."]


class Addresses(Authored, kw_only=True):
    """Every address the site ever had."""

    published: Annotated[
        tuple[Address, ...],
        Several(alone=True),
        "Every address that was ever in use: claims/ID, articles/ID, speakers/ID.",
    ]
    redirects: Annotated[dict[Address, Address], "Former addresses, and where they lead now."] = field(
        default_factory=dict
    )
