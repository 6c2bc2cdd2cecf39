"""Who says so: the attribution in a sentence, as a guess for the editors.

A grammar of newspapers in a few rules: the subject before the verb ("X said", "X, who heads Y, said"), the subject
after it (“…,” said X), "according to X", and pronouns that take up the speaker before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.corpus import Article, Corpus
from generator.evidence import normalise
from generator.records import Record, replace
from generator.suggesting.datings import Dating, datings_in
from generator.suggesting.words import Spellings

SPEAKING = re.compile(
    r"\b(?P<verb>said|says?|told|tells?|confirm(?:s|ed)|explain(?:s|ed)|add(?:s|ed)|announc(?:es|ed)|den(?:ies|ied)"
    r"|declin(?:es|ed)|condemn(?:s|ed)|vow(?:s|ed)|stress(?:es|ed)|point(?:s|ed) out|believ(?:es|ed?)|worr(?:y|ies|ied)"
    r"|warn(?:s|ed)|insist(?:s|ed)|acknowledg(?:es|ed)|estimat(?:es|ed)|accus(?:es|ed)|claim(?:s|ed)|stat(?:es|ed)"
    r"|report(?:s|ed)|detailed|not(?:es|ed)|argu(?:es|ed)|recall(?:s|ed)|testif(?:ies|ied)|admit(?:s|ted)|wrote"
    r"|describ(?:es|ed)|maintain(?:s|ed)|conced(?:es|ed)|reject(?:s|ed)|dismiss(?:es|ed)|cit(?:es|ed)|expect(?:s|ed)"
    r"|(?:has |have |had )?put (?:it|the \w+(?: \w+)?) at|sp(?:eaks|oke) of|could not say|(?:did|does|would) not say"
    r"|expressed|disput(?:es|ed)|contradict(?:s|ed)|contest(?:s|ed)|counter(?:s|ed)|revis(?:es|ed)|predict(?:s|ed))\b"
)
ACCORDING = re.compile(r"\b(?P<verb>according to)\s+", re.IGNORECASE)
NOUN_TOO = frozenset({"claims", "reports", "states", "estimates", "say", "tell", "believe", "worry", "notes"})
"""Forms that are nouns, infinitives or mere deeds as well: they count only after a speaker or a pronoun."""
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|as|initially|so|than|first|widely|to)(?:\s+\w+ly)?\s*$", re.IGNORECASE
)
PRONOUN = re.compile(r"(?:^|[\s\"'(])(?P<who>he|she|they|it|who)$", re.IGNORECASE)
FILLER = re.compile(
    r"[\s,]+(?:also|then|later|meanwhile|however|again|still|only|now|too|has|have|had|did|does|do|would|will|not"
    r"|itself|themselves|separately|\w+ly|in turn|in a statement|on \w+day(?: \w+)?|\w+day|yesterday|today)[\s,]*$"
)
OPENING = re.compile(r"^\s*(?:on|since|by|until)\s+\w+day\s+", re.IGNORECASE)
BOUNDARY = re.compile(r"[,;:\"()]|\s-\s|\s-(?=\w)|\b(?:that|but|while|when|because|as|if|which|where|after|before)\s")
SPOKESMAN = re.compile(
    r"^(?:an?|the|its|their|his|her)\s+(?:spokes(?:wo)?m[ae]n|spokesperson|statement|office)$", re.IGNORECASE
)
OFFICE = re.compile(
    r"^'?s?\s*(?:(?:media |press )?(?:office|service)|spokes\w+|statements?|officials?|command\w*|minist\w+)\b",
    re.IGNORECASE,
)
STOP_AFTER = re.compile(r"[,.;:()\"!?]|\s(?:on|in|who|which|after|before|during|at|while|and that|when|as)\s|$")
ADDRESSEE = re.compile(
    r"^\s+(?P<who>(?:M(?:r|rs|s)\. |Dr\. )?[^,;:\"]{1,60}?)(?=,|\s+(?:that|on|in|how|what|whether|why)\b|[.;:\"]|$)"
)
BETWEEN = re.compile(r"\s*(?:in an? (?:\w+ )?(?:statement|interview|briefing|email)\s*)?")
OWN_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might)\b")


APPOSITION = re.compile(r",[^\"]{1,160}?,(?=\s+that\b)")
LONGEST = 1_000
"""Characters of a sentence that is looked at; a longer one is a table or a list, and no sentence."""
REACH = 400
"""Characters before a verb in which its subject is looked for."""


class Attribution(Record):
    """An attribution that stands in a sentence.

    Attributes:
        start: where it begins in the sentence's text.
        end: where it ends.
        holder: the words that name the speaker.
        speaker: the speaker's id, where a spelling of speakers.yml fits.
        heard_from: the id of those who told the speaker, where the sentence says so.
        said: the day or period that it gives for the saying.
        borrowed: whether the speaker is taken from a sentence before it.
    """

    start: int
    end: int
    holder: str
    speaker: str | None
    heard_from: str | None = None
    said: Dating | None = None
    borrowed: bool = False


class Names:
    """The spellings of all speakers, to be found in running text."""

    def __init__(self, corpus: Corpus) -> None:
        self.ids: dict[str, str] = {}
        surnames: dict[str, set[str]] = {}
        for name, entry in corpus.speakers.items():
            for spelling in corpus.spellings[name]:
                self.ids.setdefault(_bare(spelling), name)
            if entry.kind == "person" and " " in entry.name:
                surnames.setdefault(_bare(normalise(entry.name.split()[-1]).text.casefold()), set()).add(name)
        for surname, owners in surnames.items():
            if len(owners) == 1 and len(surname) > 2:
                self.ids.setdefault(surname, next(iter(owners)))
        self.ids.pop("", None)
        self._spellings = Spellings(self.ids)
        self.people = {name for name, entry in corpus.speakers.items() if entry.kind == "person"}
        self.media = {name for name, entry in corpus.speakers.items() if entry.kind == "media"}

    def within(self, text: str) -> list[tuple[str, int, int]]:
        """The speakers that a text names, as (id, start, end)."""
        return self._spellings.within(text)

    def exactly(self, text: str) -> str | None:
        """The speaker whose spelling a text is, articles aside."""
        return self.ids.get(_bare(normalise(text).text.casefold()))

    def head(self, words: str) -> str | None:
        """The speaker whom a noun phrase names: it is one, ends in one, or is somebody's office."""
        whole = self.exactly(words)
        if whole is not None:
            return whole
        found = self.within(words)
        at_end = [speaker for speaker, _, end in found if not words[end:].strip()]
        if at_end:
            return at_end[0]
        for speaker, start, end in found:
            rest = words[end:].strip()
            if OFFICE.match(rest) or (rest.startswith(("in ", "of ", "'s ")) and start < 20):
                return speaker
            if re.search(r"\b(?:by|from|of|for)\s+(?:the\s+)?$", words[:start]):
                return speaker
        return None


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|an?)\s+", "", " ".join(text.split())).strip()


def attributions_in(text: str, names: Names, datings: tuple[Dating, ...] = ()) -> tuple[Attribution, ...]:
    """The attributions of a sentence, in order. A pronoun has no speaker yet: see `speakers_of`."""
    if len(text) > LONGEST:
        return ()
    found: list[Attribution] = []
    for match in ACCORDING.finditer(text):
        stop = BOUNDARY.search(text, match.end()) or re.compile(r"$").search(text, match.end())
        end = stop.start() if stop else len(text)
        given = [each for each in datings if match.end() <= each.start < end]
        words_end = min([end, *(each.start for each in given)])
        words = text[match.end() : words_end].strip(" .")
        if words:
            found.append(Attribution(match.start(), end, words, names.head(words), said=given[0] if given else None))
    for match in SPEAKING.finditer(text):
        attribution = _spoken(text, match, names, datings)
        if attribution and not any(each.start < attribution.end and attribution.start < each.end for each in found):
            found.append(attribution)
    return tuple(sorted(found, key=lambda each: each.start))


def _spoken(text: str, match: re.Match[str], names: Names, datings: tuple[Dating, ...]) -> Attribution | None:
    skipped = max(match.start() - REACH, 0)
    verb, left = match["verb"].lower(), text[skipped : match.start()]
    if PASSIVE.search(left[-40:]):
        return None
    subject = _before(left, names)
    if subject is not None:
        subject = subject[0], subject[1] + skipped
    known = subject is not None and (names.head(subject[0]) is not None or PRONOUN.search(f" {subject[0]}"))
    if verb in NOUN_TOO and not known:
        return None
    inverted = None if known else _after(text, match.end(), names)
    said = _said(text, subject[1] if subject else match.start(), match.start(), match.end(), datings)
    if inverted and (subject is None or names.head(inverted[0]) or not _named(subject[0])):
        words, end = inverted
        dated = next((each for each in datings if each.start >= end and not text[end : each.start].strip()), None)
        return Attribution(match.start(), dated.end if dated else end, words, names.head(words), said=dated or said)
    if subject is None:
        return None
    words, start = subject
    end = said.end if said and said.start >= match.end() else match.end()
    speaker, heard_from = names.head(words), None
    if verb in ("told", "tells", "tell"):
        addressee = ADDRESSEE.match(text[match.end() :])
        hearer = names.head(addressee["who"]) if addressee else None
        if addressee:
            end = max(end, match.end() + addressee.end())
            if said is None:  # "told Rudaw on Thursday evening"
                said = next(
                    (each for each in datings if not text[end : each.start].strip() and each.start >= end), None
                )
                end = said.end if said else end
            apposition = APPOSITION.match(text, end)  # "told X, a member of Y, that"
            end = apposition.end() if apposition else end
        if hearer and hearer not in names.media:
            speaker, heard_from = hearer, speaker
            words = addressee["who"].strip() if addressee else words
    return Attribution(start, end, words, speaker, heard_from, said)


def _said(text: str, start: int, verb: int, end: int, datings: tuple[Dating, ...]) -> Dating | None:
    """The dating that belongs to the verb of saying: beside it, or at the head of its clause."""
    for each in datings:
        if start <= each.start and each.end <= verb:
            return each
        if each.start >= end and BETWEEN.fullmatch(text[end : each.start]):
            return each
        opens = not text[: each.start].strip() and text[each.end : start].strip() in (",", "")
        # not in "On 1 May, he said, the bank broke"
        if opens and each.end <= start and text[end : end + 1] != ",":
            return each
    return None


def _named(words: str) -> bool:
    return bool(re.search(r"(?:^|\s)[A-Z]", words))


def _is_name(words: str, names: Names) -> bool:
    """Whether words are a name and nothing else."""
    return names.exactly(words) is not None or bool(re.fullmatch(r"(?:[A-Z][\w'.-]+\s?){2,4}", words))


def _before(left: str, names: Names) -> tuple[str, int] | None:
    """The subject before a verb, as (words, where they begin)."""
    text = left.rstrip()
    while FILLER.search(text):
        text = FILLER.sub("", text)
    removed = left[len(text) :].strip()
    # ", meanwhile," stands between commas of its own; the comma of ", has" closes an apposition
    closing = removed.startswith(",") and (removed == "," or not removed.endswith(","))
    pronoun = PRONOUN.search(text)
    if pronoun and pronoun["who"].lower() != "who":
        return pronoun["who"], pronoun.start("who")
    if pronoun:  # X, who said: what stands before the comma
        text, closing = text[: pronoun.start("who")].rstrip(" ,"), False
    if text.endswith(('"', ":")):
        return None
    if not (closing or text.endswith(",")):
        return _phrase(text, names)
    text = text.rstrip(",")
    for _ in range(3):  # an apposition may hold commas itself
        text, comma, rest = text.rpartition(",")
        if comma and not _named(text[-60:].rpartition(",")[2].partition(" ")[2]) and _is_name(rest.strip(), names):
            return rest.strip(), len(text) + 1 + len(rest) - len(rest.lstrip())  # "its spokesman, Peter Yarrow, said"
        phrase = _phrase(text, names) if comma else None
        if phrase and (names.head(phrase[0]) or re.search(r"[A-Z][\w'-]*$", phrase[0])):
            return phrase
    return None


def _phrase(text: str, names: Names) -> tuple[str, int] | None:
    """The noun phrase at the end of a text, as (words, where it begins)."""
    start = 0
    for boundary in BOUNDARY.finditer(text):
        start = boundary.end()
    opening = OPENING.match(text[start:])
    start += opening.end() if opening else 0
    words = text[start:]
    ending = [(speaker, a, b) for speaker, a, b in names.within(words) if not words[b:].strip()]
    if ending and len(words.split()) > 6:
        start += ending[0][1]
        words = text[start:]
    elif len(words.split()) > 7:
        cut = max((m.end() for m in re.finditer(r"\b(?:and|or)\s", words)), default=None)
        if cut is None or len(words[cut:].split()) > 7:
            return None
        start += cut
        words = words[cut:]
    lead = len(words) - len(words.lstrip(" -'"))
    words, start = words.strip(" -'"), start + lead
    if words.startswith(("But ", "And ")):
        words, start = words[4:], start + 4
    return (words, start) if words else None


def _after(text: str, at: int, names: Names) -> tuple[str, int] | None:
    """The subject after the verb, as (words, where they end)."""
    right = text[at:]
    stop = STOP_AFTER.search(right)
    # "Lt. Gen. Stephen Townsend": a full stop after a title ends nothing
    while (
        stop
        and stop[0] == "."
        and re.search(r"\b(?:Lt|Gen|Mr|Mrs|Ms|Dr|Col|Maj|Sgt|Capt|Gov|Sen|Rep|Rev|[A-Z])$", right[: stop.start()])
    ):
        stop = STOP_AFTER.search(right, stop.end())
    words = right[: stop.start() if stop else len(right)]
    for each in re.finditer(r"\s(?:yesterday|today|\w+day)\b", words):
        words = words[: each.start()]
        break
    stripped = words.strip()
    if not stripped or len(stripped.split()) > 8:
        return None
    if names.exactly(stripped) is None and OWN_VERB.search(stripped):
        return None
    if not (names.head(stripped) or re.match(r"(?:the|an?)\s\w|[A-Z]", stripped)):
        return None
    before = text[:at].rstrip()
    if not re.search(r"[,\"'?!]\s*(?:\w+\s)?\w+(?:\s\w+)?$", before):
        return None
    return stripped, at + len(words.rstrip())


# --- through a whole article ------------------------------------------------------------------------------------------


def attributed(article: Article, names: Names) -> Mapping[int, tuple[Attribution, ...]]:
    """The attributions of every sentence of an article, pronouns resolved, by the number of the sentence.

    A sentence inside quotation marks that were opened before it belongs to whoever speaks around it.
    """
    result: dict[int, tuple[Attribution, ...]] = {}
    last: Attribution | None = None
    person: str | None = None
    paragraph, is_open, here = 0, False, False  # here: whether somebody spoke in this paragraph
    for number, sentence in enumerate(article.text.sentences):
        if sentence.paragraph != paragraph:
            paragraph, is_open, here = sentence.paragraph, False, False
        found = []
        short = len(sentence.text) <= LONGEST
        spoken = short and bool(SPEAKING.search(sentence.text) or ACCORDING.search(sentence.text))
        given = datings_in(sentence.text, article.appeared) if spoken else ()
        for each in attributions_in(sentence.text, names, given) if spoken else ():
            if each.speaker is None and _anaphoric(each.holder):
                before = last.speaker if last else person
                each = replace(each, speaker=before, holder=last.holder if last else each.holder, borrowed=True)
            found.append(each)
            if each.speaker or not _anaphoric(each.holder):
                last = each
        opens = sentence.text.startswith('"') and here
        if not found and (is_open or opens) and last is not None:
            found = [replace(last, start=0, end=0, said=None, borrowed=True, heard_from=None)]
        result[number] = tuple(found)
        here = here or bool(found)
        person = next((n for n, _, _ in reversed(names.within(sentence.text)) if n in names.people), person)
        is_open ^= sentence.text.count('"') % 2 == 1
    return result


def _anaphoric(holder: str) -> bool:
    return bool(PRONOUN.search(f" {holder}") or SPOKESMAN.match(holder))


def reporter(article: Article) -> str:
    """Who speaks where nobody is named: the publisher, of a reprint the first one."""
    return article.meta.reprint_of.publisher if article.meta.reprint_of else article.meta.publisher


def governing(attributions: tuple[Attribution, ...], text: str, start: int) -> Attribution | None:
    """The attribution that the words of a sentence from `start` on stand under, as far as one can guess.

    The last one before them. Where there is none, the first one after them, if it takes up what stands before it
    ("…, X said"); in "it began after X announced that" it does not.
    """
    before = [each for each in attributions if each.end <= start or each.start <= start < each.end]
    if before:
        return before[-1]
    for each in attributions:
        opening = text[each.start : each.end]
        inverted = SPEAKING.match(opening) or ACCORDING.match(opening)
        if inverted or text[: each.start].rstrip().endswith((",", '"', ";", "?", "!", "-")):
            return each
    return None
