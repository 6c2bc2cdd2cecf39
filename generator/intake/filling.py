"""From what a file gives to the metadata of an article: what is certain, what is to be confirmed, what is missing.

Three sources count, in this order: the editor's own word; what the file declares; for a later version, what is on
record of the one before. Whatever was only read out of the text is offered, and never taken by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from generator.corpus import Article, Corpus
from generator.evidence import normalise
from generator.intake.declared import address, language_tag, one_line
from generator.intake.draft import Draft, Found
from generator.intake.placing import is_day, is_id, slug
from generator.records import Record, Struct, field

REQUIRED = {
    "title": "the headline",
    "publisher": "who published the text as it is stored, an id or a name",
    "published": "the day of publication, as 2017-08-31",
    "language": "the language of the text, as en or ar",
    "rights": "whose the text is, and on what ground passages of it are shown",
    "body": "the first and the last line of the article itself, as 7-38",
}
"""What no article can be without, in the order in which it is asked for."""
OPTIONAL = ("modified", "retrieved", "dateline", "url")
DAYS = ("published", "modified", "retrieved")
RANGE = re.compile(r"(\d{1,7})\s*[-–]\s*(\d{1,7})", re.ASCII)
MOST_AUTHORS = 20


class RefusedError(ValueError):
    """A value that metadata cannot hold; the message says what it must be."""


class Blank(Record):
    """A key that is still to be filled in.

    Attributes:
        key: the key.
        what: what is asked for.
        offers: what the file seems to say, likeliest first; several where it says several things.
    """

    key: str
    what: str
    offers: tuple[Found, ...]


class Form(Struct):
    """The metadata of an article while it is filled in.

    Attributes:
        values: what is known, by key.
        sources: where each value is from, in words.
        authors: the names of the authors.
        blanks: what is not known yet.
        publisher_name: the name of a publisher that speakers.yml does not have.
        publisher_found: the name that the file gives, where it makes no id.
    """

    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    blanks: dict[str, Blank] = field(default_factory=dict)
    publisher_name: str = ""
    publisher_found: str = ""

    def take(self, key: str, value: str, source: str) -> None:
        """Fill in a key."""
        self.values[key] = value
        self.sources[key] = source
        self.blanks.pop(key, None)


def fill(
    draft: Draft,
    corpus: Corpus,
    older: Article | None,
    given: Mapping[str, str],
    authors: Sequence[str],
    *,
    trust: bool,
) -> Form:
    """Fill in what is certain.

    Args:
        draft: what was read.
        corpus: for speakers, and for how the rights in other articles are put.
        older: the version that this one follows.
        given: the editor's own values, by key.
        authors: the editor's own list of authors.
        trust: whether the editor accepts what was only read out of the text.

    Raises:
        RefusedError: when the editor gave a value that metadata cannot hold.
    """
    form = Form()
    for key in (*REQUIRED, *OPTIONAL):
        if key in given:
            form.take(key, checked(key, given[key], draft), "given")
    before = _on_record(older)
    for key in (*REQUIRED, *OPTIONAL):
        if key in form.values or key in ("rights", "body"):
            continue
        offers = _offers(key, draft, corpus)
        # two addresses or headlines are two ways to name one thing; two days are two days
        several = key in DAYS and len({offer.value for offer in offers if offer.sure}) > 1
        if offers and not several and (offers[0].sure or (trust and len(_apart(key, offers)) == 1)):
            form.take(key, offers[0].value, offers[0].source)
        elif key in before and not offers:
            form.take(key, before[key], f"as in {older.id if older else ''}")
        elif key in REQUIRED:
            kept = Found(before[key], f"as in {older.id if older else ''}", True) if key in before else None
            form.blanks[key] = Blank(key, REQUIRED[key], (*offers, *([kept] if kept else [])))
    _rights(form, corpus, older)
    if not draft.body:
        form.blanks["body"] = Blank("body", REQUIRED["body"], ())
    _last_change(form)
    form.authors = list(authors) or _authors(draft, form, trust=trust)
    return form


def _offers(key: str, draft: Draft, corpus: Corpus) -> tuple[Found, ...]:
    found: list[Found] = []
    for each in draft.found.get(key, ()):
        try:
            found.append(Found(checked(key, each.value, draft), each.source, each.sure))
        except RefusedError:
            continue
    if key == "publisher":  # a name that is known is an id; of two names of one speaker, one is enough
        found = [Found(known_speaker(each.value, corpus) or each.value, each.source, each.sure) for each in found]
        found = list({each.value: each for each in reversed(found)}.values())[::-1]
        found.sort(key=lambda each: each.value not in corpus.speakers)
    return tuple(found)


def _apart(key: str, offers: Sequence[Found]) -> set[str]:
    """What is offered, as far as it differs in earnest: two headlines or addresses name one thing, two days do not."""
    return {offers[0].value} if key in ("title", "url") else {offer.value for offer in offers}


def _on_record(older: Article | None) -> dict[str, str]:
    if older is None:
        return {}
    meta = older.meta
    return {
        "title": meta.title,
        "publisher": meta.publisher,
        "published": str(meta.published),
        "language": meta.language,
        **({"url": meta.url} if meta.url else {}),
    }


def _rights(form: Form, corpus: Corpus, older: Article | None) -> None:
    """The editors' own statement: taken over from the version before, or offered as they put it elsewhere."""
    if "rights" in form.values:
        return
    if older is not None:
        form.take("rights", older.meta.rights.note, f"as in {older.id}")
        return
    ours = known_speaker(form.values.get("publisher", ""), corpus)
    notes = sorted(
        (article.meta.publisher != ours, name, article.meta.rights.note)
        for name, article in corpus.articles.items()
        if article.meta.publisher == ours or not _names_a_publisher(article.meta.rights.note, corpus)
    )
    offers = tuple(Found(note, f"as in {name}", False) for _, name, note in notes[:1])
    form.blanks["rights"] = Blank("rights", REQUIRED["rights"], offers)


def _names_a_publisher(note: str, corpus: Corpus) -> bool:
    """Whether a note on rights is about one publisher, and so of no use for another."""
    text = normalise(note).text.casefold()
    publishers = {article.meta.publisher for article in corpus.articles.values()}
    publishers |= {name for name, speaker in corpus.speakers.items() if speaker.kind == "media"}
    return any(spelling in text for name in publishers for spelling in corpus.spellings.get(name, ()))


def _last_change(form: Form) -> None:
    """A page that was changed last on the day it was published was not changed later, as far as days tell."""
    published, modified = form.values.get("published"), form.values.get("modified")
    if published and modified and modified <= published and form.sources["modified"] != "given":
        del form.values["modified"], form.sources["modified"]


def _authors(draft: Draft, form: Form, *, trust: bool) -> list[str]:
    publisher = form.values.get("publisher", "").casefold()
    listed = [each for each in draft.found.get("authors", ()) if each.sure or trust]
    names = [each.value for each in listed if slug(each.value) != publisher and each.value.casefold() != publisher]
    if names:
        form.sources["authors"] = listed[0].source
    return names[:MOST_AUTHORS]


def checked(key: str, text: str, draft: Draft) -> str:
    """A value as metadata holds it.

    Raises:
        RefusedError: when it holds none like that.
    """
    line = one_line(text)
    wanted: Callable[[str], str] | None = {"language": language_tag, "url": address}.get(key)
    if key in DAYS:
        if not is_day(line):
            raise RefusedError(f"{key}: {text[:60]!r} is not one day; write it as 2017-08-31.")
    elif wanted is not None:
        line = wanted(text)
        if not line:
            what = "a language, such as en, en-GB or ar" if key == "language" else "an http or https address"
            raise RefusedError(f"{key}: {text[:60]!r} is not {what}.")
    elif key == "body":
        match = RANGE.fullmatch(line)
        first, last = (int(match[1]), int(match[2])) if match else (0, 0)
        lines = draft.lines[first - 1 : last] if 1 <= first <= last <= len(draft.lines) else ()
        if not any(each.text.strip() for each in lines):
            raise RefusedError(f"body: {text[:60]!r} is not a stretch of its {len(draft.lines)} lines, such as 7-38.")
    elif not line:
        raise RefusedError(f"{key}: it must be one line of text, of up to 300 characters.")
    return line


def known_speaker(text: str, corpus: Corpus) -> str | None:
    """The speaker that an id or a name means; None where nobody is called that."""
    if text in corpus.speakers:
        return text
    wanted = " ".join(normalise(text).text.split()).casefold()
    found = [name for name, spellings in sorted(corpus.spellings.items()) if wanted in spellings]
    return found[0] if len(found) == 1 else None


def new_publisher(form: Form, corpus: Corpus) -> str | None:
    """The publisher as the editor wrote it, where that can only be the name of somebody new.

    An id is not a name, and what is nearly the name of a known speaker may be a slip.
    """
    given = form.values.get("publisher")
    if given is None or form.sources["publisher"] != "given" or is_id(given) or known_speaker(given, corpus):
        return None
    wanted = " ".join(normalise(given).text.split()).casefold()
    spellings = {each for known in corpus.spellings.values() for each in known}
    return None if get_close_matches(wanted, spellings, n=1, cutoff=0.8) else given


def settle_publisher(form: Form, corpus: Corpus, name: str | None) -> Blank | None:
    """Let the publisher be somebody who is known, or somebody new with a name; else, what is to be asked.

    Args:
        form: it is filled in.
        corpus: for the speakers.
        name: the name under which a new publisher is to be added, where the editor gave one.
    """
    given = form.values.get("publisher")
    if given is None:
        return None
    known = known_speaker(given, corpus)
    if known is not None:
        form.take("publisher", known, form.sources["publisher"])
        return None
    new = given if is_id(given) else slug(given)
    if name and new and new not in corpus.speakers:
        form.take("publisher", new, form.sources["publisher"])
        form.publisher_name = one_line(name)
        return None
    offer = given if not is_id(given) else form.publisher_found
    offers = (Found(offer, form.sources["publisher"], True),) if offer else ()
    if not new:
        form.publisher_found = given
        return Blank("publisher", f"an id for {given}, in small letters, digits and hyphens", ())
    return Blank("publisher-name", f"the name of {new}, which speakers.yml does not have yet", offers)
