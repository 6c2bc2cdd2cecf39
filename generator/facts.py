"""A claim resolved against the corpus: quotes located, values read, attribution chains followed.

This is where most of an editor's mistakes come to light. A fact is built only from a claim whose accounts all hold.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import groupby

from generator import dates, evidence, rules, todo
from generator.authored import suggestion
from generator.corpus import SEEDS, Article, BrokenClaim, ClaimFile, Corpus
from generator.dates import Period
from generator.evidence import Located, Missed, Span
from generator.model import Account, Claim, Measure, MeasureKind
from generator.nearmiss import nearest, respelt
from generator.problems import Mend, Path, Problem, Put, Rule
from generator.readings import Interpretation, Nothing, Reading, answers_of, interpret
from generator.records import Record
from generator.yamlfile import Document

ADDED_TO = {
    "articles": f"to {SEEDS}/articles/, with `disputed new article`",
    "places": f"to {SEEDS}/places.yml",
    "speakers": f"to {SEEDS}/speakers.yml",
    "topics": f"to `topics` in {SEEDS}/publication.yml",
}
"""Where what has no entry yet is added, by what its ids are kept under."""
NAMES_NOTHING = (MeasureKind.QUANTITY, MeasureKind.DATE)
"""Kinds of measure whose values hold no ids."""
PATIENCE = 20_000_000
"""Characters of articles that are searched for passages like those quotes of one claim that are not found. What is
wrong after that is reported without one."""


class Witness(Record):
    """An account with everything that was found out about it.

    Attributes:
        account: as authored.
        article: the stored article.
        located: where the quote stands.
        reading: what the value means.
        marks: the stretches of the stored file that the reading rests on.
        sentences: the sentences of the article that the quote touches, as a half-open range.
        paragraph: the number of the paragraph in which the quote begins.
        chain: how the statement reached the article: origin first, speaker, carriers, publisher last.
        origin: the speaker with whom the information begins, before voices and shared origins are collapsed.
    """

    account: Account
    article: Article
    located: Located
    reading: Reading
    marks: tuple[Span, ...]
    sentences: tuple[int, int]
    paragraph: int
    chain: tuple[str, ...]
    origin: str

    @property
    def id(self) -> str:
        """The account's id."""
        return self.account.id

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes it can be read in; one empty scope where the claim knows none."""
        return self.account.scope or ("",)

    @property
    def as_of(self) -> Period:
        """The time it is about."""
        return self.account.as_of

    @property
    def open(self) -> bool:
        """Whether it takes no side: no value, or an answer that leaves the question open."""
        return isinstance(self.reading, Nothing) or getattr(self.reading, "open", False) is True


class Fact(Record):
    """A claim whose evidence holds."""

    id: str
    claim: Claim
    document: Document
    witnesses: tuple[Witness, ...]

    def witness(self, account: str) -> Witness:
        """The witness of an account.

        Raises:
            KeyError: when the claim has no such account.
        """
        for witness in self.witnesses:
            if witness.id == account:
                return witness
        raise KeyError(account)


def chain_of(account: Account, article: Article) -> tuple[str, ...]:
    """Through whose hands a statement went, from its origin to the article; each name once in a row."""
    meta = article.meta
    if not account.heard_from and not account.through and not meta.reprint_of:
        return (account.speaker, meta.publisher) if account.speaker != meta.publisher else (account.speaker,)
    steps = [
        *reversed(account.heard_from or ()),
        account.speaker,
        *(account.through or ()),
        *([meta.reprint_of.publisher] if meta.reprint_of else []),
        meta.publisher,
    ]
    return tuple([step for step, _ in groupby(steps)])


class _Resolver:
    """Resolves one claim, collecting problems."""

    def __init__(self, corpus: Corpus, document: Document, measure: Measure) -> None:
        self.corpus = corpus
        self.document = document
        self.measure = measure
        self.problems: list[Problem] = []
        self.effort = 0

    def refuse(
        self,
        rule: Rule,
        path: Path,
        message: str,
        fix: str,
        *,
        details: tuple[tuple[str, str], ...] = (),
        mend: Mend | None = None,
    ) -> None:
        self.problems.append(self.document.problem(rule, path, message, fix, details=details, mend=mend))

    def known(self, name: str, registry: Collection[str], path: Path, folder: str, what: str) -> bool:
        """Whether an id exists; if not, and its file is not merely broken, that is a problem."""
        if name in registry:
            return True
        if name == todo.TODO:  # a mark, which has a problem of its own
            return False
        if not {f"{folder}/{name}", f"{folder}/*"} & self.corpus.broken:
            where = f" {ADDED_TO[folder]}" if folder in ADDED_TO else ""
            self.refuse(
                rules.UNKNOWN_REFERENCE,
                path,
                f"There is no {what} with the id `{name}`.",
                suggestion(name, registry) or f"Add the {what}{where}.",
            )
        return False

    # --- the claim as a whole -----------------------------------------------------------------------------------------

    def references(self, claim: Claim) -> None:
        for n, topic in enumerate(claim.topics):
            self.known(topic, self.corpus.publication.topics, ("topics", n), "topics", "topic")
        own = [account.id for account in claim.accounts]
        seen: set[str] = set()
        for n, account in enumerate(claim.accounts):
            if account.id in seen:
                self.refuse(
                    rules.DUPLICATE_ID,
                    ("accounts", n, "id"),
                    f"The account id `{account.id}` is used twice.",
                    "Give one of the two another id.",
                )
            seen.add(account.id)
        self.known(claim.claimed_by, own, ("claimed_by",), "accounts", "account")
        if claim.verdict.rests_on:
            self.known(claim.verdict.rests_on, own, ("verdict", "rests_on"), "accounts", "account")
        for n, override in enumerate(claim.overrides):
            for m, account_id in enumerate(override.accounts):
                self.known(account_id, own, ("overrides", n, "accounts", m), "accounts", "account")
        for n, addition in enumerate(claim.sums):
            for m, account_id in enumerate(addition.parts):
                self.known(account_id, own, ("sums", n, "parts", m), "accounts", "account")
            self.known(addition.total, own, ("sums", n, "total"), "accounts", "account")
        for open_answer in claim.measure.open_answers or ():
            self.known(open_answer, answers_of(claim.measure), ("measure", "open_answers"), "answers", "answer")

    # --- one account --------------------------------------------------------------------------------------------------

    def account(self, n: int, account: Account) -> Witness | None:
        corpus, path = self.corpus, ("accounts", n)
        people: list[tuple[str, Path]] = [(account.speaker, (*path, "speaker"))]
        if account.heard_from:
            people += [(each, (*path, "heard_from", m)) for m, each in enumerate(account.heard_from)]
        if account.through:
            people += [(each, (*path, "through", m)) for m, each in enumerate(account.through)]
        # every one of them is looked up, so that every unknown one is reported
        speakers = corpus.speakers
        strangers = [each for each, at in people if not self.known(each, speakers, at, "speakers", "speaker")]
        self.scope(account, path)
        sound = self.references_of_value(account, path)
        if not self.known(account.article, corpus.articles, (*path, "article"), "articles", "article"):
            return None
        article = corpus.articles[account.article]
        self.dates(account, article, path)
        for each, at in people:
            if each not in strangers:
                self.named(each, article, at)
        located = self.quote(account, article, path)
        if located is None:
            return None
        sentences = article.text.sentences_of(located.whole)
        self.weekdays(account, article, located, sentences, path)
        if not sound:
            return None
        raw = article.text.raw
        texts = tuple([raw[start:end] for start, end in located.parts])
        read = interpret(account.value, self.measure, texts, corpus)
        if not isinstance(read, Interpretation):
            for objection in read:
                place: Path = (*path, "value", *([objection.key] if objection.key else []))
                self.refuse(objection.rule, place, objection.message, objection.fix)
            return None
        if strangers:
            return None
        begins = [start for start, _ in located.parts]
        return Witness(
            account,
            article,
            located,
            read.reading,
            tuple([Span(begins[part] + start, begins[part] + end) for part, start, end in read.marks]),
            sentences,
            article.text.paragraph_of(sentences[0]),
            chain_of(account, article),
            account.heard_from[-1] if account.heard_from else account.speaker,
        )

    def scope(self, account: Account, path: Path) -> None:
        scopes = self.measure.scopes
        if scopes is None:
            if account.scope:
                self.refuse(
                    rules.UNKNOWN_REFERENCE,
                    (*path, "scope"),
                    "The measure of this claim names no scopes.",
                    "List them as `scopes` in `measure`, or remove this key.",
                )
            return
        if account.scope is None:
            self.refuse(
                rules.MISSING_KEY,
                path,
                "The key `scope` is required here: the measure names several.",
                f"Add `scope:` with one of: {', '.join(scopes)}.",
            )
        for m, scope in enumerate(account.scope or ()):
            self.known(scope, scopes, (*path, "scope", m), "scopes", "scope")

    def references_of_value(self, account: Account, path: Path) -> bool:
        """Whether the ids that a value names exist. A scope, answer or category is the claim's own."""
        value, measure = account.value, self.measure
        if measure.kind in NAMES_NOTHING and not value.place and not value.party:  # most values
            return True
        checks: list[tuple[str, Collection[str], str, str, str]] = [
            *((each, self.corpus.places, "place", "places", "place") for each in value.place or ()),
            *((each, self.corpus.speakers, "party", "speakers", "speaker") for each in value.party or ()),
        ]
        if measure.kind is MeasureKind.POSITION:
            checks += [(each, answers_of(measure), "answer", "answers", "answer") for each in value.answer or ()]
        if measure.kind is MeasureKind.BREAKDOWN:
            categories = measure.categories or {}
            checks += [(each, categories, "parts", "categories", "category") for each in value.parts or {}]
        strangers = [
            each
            for each, registry, key, folder, what in checks
            if not self.known(each, registry, (*path, "value", key), folder, what)
        ]
        return not strangers

    def dates(self, account: Account, article: Article, path: Path) -> None:
        published = article.appeared
        said, as_of = account.said, account.as_of
        if (said.first is not None and published < said.first) or (said.last is not None and published < said.last):
            self.refuse(
                rules.SAID_AFTER_PUBLICATION,
                (*path, "said"),
                f"`said` is {dates.in_words(said)}, after {article.id} first appeared, on {dates.in_full(published)}.",
                f"Correct the date; '../{published}' means: by then.",
            )
        if said.last is not None and as_of.first is not None and said.last < as_of.first:
            self.refuse(
                rules.AS_OF_AFTER_SAID,
                (*path, "as_of"),
                f"`as_of` is {dates.in_words(as_of)}, after it was said, {dates.in_words(said)}.",
                "Give the time the account is about; a plan is as of the day it was announced.",
            )

    def named(self, speaker: str, article: Article, path: Path) -> None:
        for spelling in self.corpus.spellings[speaker]:
            if article.names(spelling):
                return
        self.refuse(
            rules.SPEAKER_NOT_NAMED,
            path,
            f"{article.id} nowhere names {self.corpus.speakers[speaker].name}.",
            "Attribute the quote to whom the article names, or add the article's spelling to `also`.",
        )

    def weekdays(
        self, account: Account, article: Article, located: Located, touched: tuple[int, int], path: Path
    ) -> None:
        """A weekday in the quote must fit a date; of those beside it in its sentences, at least one must.

        A plan is as of the day it was announced: the weekday it is for is on no date of the account, and is let pass.
        The weekday of the announcement is not.
        """
        sentences = [article.text.sentence(number).text for number in range(*touched)]
        if not any("day" in sentence.lower() for sentence in sentences):  # they name none, nor does the quote in them
            return
        periods = [account.said, account.as_of, *([account.value.date] if account.value.date else [])]

        def fits(weekday: int) -> bool:
            return any(period.contains_weekday(weekday) for period in periods)

        quoted = [weekday for span in located.parts for weekday, _, _ in dates.weekdays_in(article.text.words(span))]
        wrong = [weekday for weekday in dict.fromkeys(quoted) if not fits(weekday)]
        if not wrong and not quoted:
            beside = [weekday for sentence in sentences for weekday, _, _ in dates.weekdays_in(sentence)]
            if not any(fits(weekday) for weekday in beside):
                wrong = list(dict.fromkeys(beside))
        if wrong and account.as_of.last is not None and account.as_of.last == account.said.last:
            planned = {weekday for sentence in sentences for weekday in dates.planned_weekdays_in(sentence)}
            wrong = [weekday for weekday in wrong if weekday not in planned]
        if not wrong:
            return
        published = max(article.appeared, date.min + timedelta(days=14))
        given = ", ".join(dict.fromkeys(period.text for period in periods))
        for weekday in wrong:
            near = published - timedelta(days=(published.weekday() - weekday) % 7)
            self.refuse(
                rules.WEEKDAY_MISMATCH,
                (*path, "value", "date") if account.value.date else (*path, "as_of"),
                f"The article says {dates.WEEKDAYS[weekday]}; none of {given} is one.",
                f"The last {dates.WEEKDAYS[weekday]} before publication was {near}, the one before "
                f"{near - timedelta(days=7)}.",
            )

    def quote(self, account: Account, article: Article, path: Path) -> Located | None:
        found = evidence.locate(article.text, account.quote, account.prefix or "", account.suffix or "")
        if isinstance(found, Located):
            return found
        at = (*path, "quote")
        stored = [article.text.raw[span.start : span.end] for span in found.places[:3]]
        match found.reason:
            case "cut":
                whole = _widened(article, found.places[0])
                self.refuse(
                    rules.QUOTE_CUTS_WORD,
                    at,
                    "The quote begins or ends inside a word or number of the article.",
                    f"quote: {_yaml_scalar(whole)}",
                    details=(("in the article", whole),),
                )
            case "ambiguous":
                around = tuple(("it stands in", _around(article, span)) for span in found.places[:3])
                self.refuse(
                    rules.QUOTE_AMBIGUOUS,
                    at,
                    f"The quote stands more than once in {article.id}.",
                    "Quote more words, or add `prefix:` or `suffix:` with the words before or after it.",
                    details=around,
                )
            case "context":
                self.refuse(
                    rules.QUOTE_NOT_FOUND,
                    (*path, "prefix" if account.prefix else "suffix"),
                    "The quote stands in the article, but not between the words given as `prefix` and `suffix`.",
                    "Give the words that stand directly before or after it, or remove the key.",
                    details=tuple(("it stands in", _around(article, span)) for span in found.places[:3]),
                )
            case "outside":
                line = article.text.raw.count("\n", 0, found.places[0].start) + 1
                body = article.meta.body
                self.refuse(
                    rules.QUOTE_OUTSIDE_BODY,
                    at,
                    f"The quote stands in line {line} of {article.file}, outside the article's body, which is lines "
                    f"{body.first_line} to {body.last_line}.",
                    "Quote the article itself.",
                    details=(("it stands in", stored[0]),),
                )
            case _:
                self.not_found(account, found, article, at)
        return None

    def not_found(self, account: Account, found: Missed, article: Article, at: Path) -> None:
        self.effort += len(article.text.raw)
        patient = self.effort <= PATIENCE
        near = nearest(article.text, found.part) if patient else None
        right = respelt(article.text, account.quote, account.prefix or "", account.suffix or "") if patient else None
        details: tuple[tuple[str, str], ...] = ()
        fix = f"Quote {article.file} word for word; […] marks words left out."
        if near is not None:
            first, _ = article.text.sentences_of(near.span)
            paragraph = article.text.paragraph_of(first) if article.text.count else 1
            details = (
                (f"nearest, paragraph {paragraph}", near.text),
                *(
                    ("difference", f"“{a}” in the quote, “{b}” in the article")
                    if a and b
                    else ("difference", f"“{a}” is not in the article")
                    if a
                    else ("difference", f"“{b}” is missing in the quote")
                    for a, b in near.differences[:5]
                ),
            )
            fix = f"quote: {_yaml_scalar(_as_stored(article, near.span))}"
        self.refuse(
            rules.QUOTE_NOT_FOUND,
            at,
            f"The quote must stand word for word in {article.id}, and does not.",
            fix,
            details=details,
            mend=Mend("Quote with the marks and spaces of the article", (Put(self.document.file, at, right),))
            if right
            else None,
        )


def _widened(article: Article, span: Span) -> str:
    raw, start, end = article.text.raw, span.start, span.end
    while start > 0 and not raw[start - 1].isspace():
        start -= 1
    while end < len(raw) and not raw[end].isspace():
        end += 1
    return " ".join(raw[start:end].split())


def _around(article: Article, span: Span) -> str:
    raw = article.text.raw
    return " ".join(raw[max(span.start - 40, 0) : span.end + 40].split())


def _as_stored(article: Article, span: Span) -> str:
    """The stored words, their typography kept, white space folded."""
    return " ".join(article.text.raw[span.start : span.end].split())


def _yaml_scalar(text: str) -> str:
    """A text as it can be pasted behind a key."""
    if ": " in text or " #" in text or text[-1:] == ":" or text[:1] in "\"'[]{}>|*&!%#`@,?:-":
        return "'" + text.replace("'", "''") + "'"
    return text


def resolve(corpus: Corpus, file: ClaimFile) -> tuple[Fact | None, list[Problem]]:
    """Resolve one claim.

    Returns:
        The fact, or None where an account does not hold, and every problem found.
    """
    resolver = _Resolver(corpus, file.document, file.claim.measure)
    resolver.references(file.claim)
    witnesses = [resolver.account(n, account) for n, account in enumerate(file.claim.accounts)]
    sound = [witness for witness in witnesses if witness is not None]
    if len(sound) < len(witnesses) or resolver.problems:
        return None, resolver.problems
    return Fact(file.id, file.claim, file.document, tuple(sound)), []


def problems_of_accounts(corpus: Corpus, broken: BrokenClaim) -> list[Problem]:
    """What is wrong with the accounts of a claim file that cannot be a fact anyway."""
    resolver = _Resolver(corpus, broken.document, broken.measure)
    for n, account in broken.accounts:
        resolver.account(n, account)
    return resolver.problems
