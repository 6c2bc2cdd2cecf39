"""The files of a publication as one frozen corpus. Nothing else constructs one.

Reading never stops at a broken file: everything sound is returned beside every problem, and what is broken is
remembered by its id, so that a claim that names it is not blamed for it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from generator import authored, files, rules, storing, todo, yamlfile
from generator.evidence import ArticleText, Span, normalise
from generator.fitting import Kind
from generator.model import (
    ID_PATTERN,
    LONGEST_ID,
    Account,
    Addresses,
    ArticleMeta,
    Claim,
    HouseRules,
    Location,
    Measure,
    Publication,
    Speaker,
)
from generator.problems import Place, Problem
from generator.quantities import Phrases
from generator.records import LazyRecord, Record, field, replace
from generator.yamlfile import Document

SEEDS = "seeds"
ID = re.compile(ID_PATTERN)

NOBODY_TYPES: Mapping[str, str] = MappingProxyType({})
"""No file is open in an editor."""

Entry = TypeVar("Entry")

Progress = Callable[[str, int], Callable[[], None]]
"""Called with what is done and how many steps it has; returns what to call after each step."""


def no_progress(_label: str, _steps: int) -> Callable[[], None]:
    """Progress that nobody watches."""
    return lambda: None


class ClaimGist(Record):
    """What the rest of the publication has to know of a claim: kept between runs, so that it need not be read again.

    Attributes:
        title: the question it asks.
        topics: ids.
        speakers: ids of everybody it names.
        places: ids of the places that its values name.
        scopes: what its figures can count.
    """

    title: str
    topics: tuple[str, ...]
    speakers: tuple[str, ...]
    places: tuple[str, ...]
    scopes: tuple[str, ...]


class ArticleGist(Record):
    """What the rest of the publication has to know of an article.

    Attributes:
        publishers: ids of those who published it, and first published it.
        version_of: id of the version it follows.
    """

    publishers: tuple[str, ...]
    version_of: str | None


# The next two are no `Record`: `incremental.late` has some whose fields are read when somebody asks for them.
@dataclass(frozen=True)
class Article:
    """A stored article: its metadata, and its text with the body marked off."""

    id: str
    meta: ArticleMeta
    text: ArticleText
    document: Document
    file: str

    @property
    def gist(self) -> ArticleGist:
        """What the rest of the publication has to know of it."""
        first = self.meta.reprint_of
        return ArticleGist((self.meta.publisher, *([first.publisher] if first else [])), self.meta.version_of)

    @cached_property
    def appeared(self) -> date:
        """The day from which the text stood there: a reprint adds nothing that was said later; a later change may."""
        meta = self.meta
        day = (meta.modified or (meta.reprint_of.published if meta.reprint_of else meta.published)).day
        assert day is not None
        return day

    @property
    def searchable(self) -> str:
        """The whole normalised text in small letters, for looking names up."""
        return _folded(self.text.normal.text)

    @cached_property
    def _named(self) -> dict[str, bool]:
        return {}

    def names(self, name: str) -> bool:
        """Whether it names somebody by that spelling, as whole words: "announced" does not name Ann.

        Args:
            name: normalised and in small letters.
        """
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = _stands_in(self.searchable, name)
        return known


@dataclass(frozen=True)
class ClaimFile:
    """A claim file as read."""

    id: str
    claim: Claim
    document: Document

    @property
    def gist(self) -> ClaimGist:
        """What the rest of the publication has to know of it."""
        accounts = self.claim.accounts
        speakers = (
            name
            for each in accounts
            for name in (each.speaker, *(each.heard_from or ()), *(each.through or ()), *(each.value.party or ()))
        )
        places = (name for each in accounts for name in each.value.place or ())
        return ClaimGist(
            self.claim.title,
            self.claim.topics,
            tuple(dict.fromkeys(speakers)),
            tuple(dict.fromkeys(places)),
            self.claim.measure.scopes or (),
        )


class BrokenClaim(Record):
    """What is sound in a claim file that is not: its accounts are checked all the same, with their positions in it."""

    document: Document
    measure: Measure
    accounts: tuple[tuple[int, Account], ...]


class Corpus(LazyRecord):
    """Everything that was authored.

    Attributes:
        broken_claims: the sound parts of claim files that could be read and do not hold.
        broken: ids of files that are there but could not be read, as "articles/x", so that references to them are not
            reported a second time.
    """

    publication: Publication
    articles: Mapping[str, Article]
    claims: Mapping[str, ClaimFile]
    speakers: Mapping[str, Speaker]
    places: Mapping[str, Location]
    addresses: Addresses
    documents: Mapping[str, Document]
    broken: frozenset[str] = field(default=frozenset())
    broken_claims: tuple[BrokenClaim, ...] = ()

    @property
    def registries(self) -> tuple[object, ...]:
        """What there is once for all articles and claims."""
        return self.publication, self.speakers, self.places, self.addresses, self.broken

    @property
    def house_rules(self) -> HouseRules:
        """How vague words are read."""
        return self.publication.house_rules

    @cached_property
    def vague_words(self) -> tuple[str, ...]:
        """The words of the house rules, longest first, so that "a couple hundred" is seen before "hundred"."""
        return tuple(sorted((rule.words for rule in self.house_rules.vague), key=lambda words: (-len(words), words)))

    @cached_property
    def vague_phrases(self) -> Phrases:
        """The words of the house rules, to be looked up in running text."""
        return Phrases(self.vague_words)

    @cached_property
    def place_names(self) -> Phrases:
        """Every spelling of every place, to be looked up in running text."""
        return Phrases(name for place in self.places.values() for name in (place.name, *(place.also or ())))

    @cached_property
    def spellings(self) -> Mapping[str, tuple[str, ...]]:
        """Every spelling of every speaker, normalised and in small letters, by the speaker's id."""
        return {
            name: tuple(
                normalise(spelling).text.casefold()
                for spelling in (entry.name, *([entry.short] if entry.short else []), *(entry.also or ()))
            )
            for name, entry in self.speakers.items()
        }

    @cached_property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        """For each article every version of it, oldest first; itself alone where no other is stored."""
        return families({name: article.gist.version_of for name, article in self.articles.items()})

    def newest(self, article: str) -> str:
        """The newest stored version of an article; itself where there is no later one."""
        return self.versions[article][-1]

    def publication_of(self, article: str) -> str:
        """What all versions of one article are counted as: the oldest of them."""
        return self.versions[article][0]

    def larger_places(self, place: str) -> Iterator[str]:
        """The places that a place lies in, nearest first; itself first."""
        seen: set[str] = set()
        here: str | None = place
        while here is not None and here in self.places and here not in seen:
            seen.add(here)
            yield here
            here = self.places[here].within

    def voices(self, speaker: str) -> Iterator[str]:
        """A speaker and the bodies for which the speaker speaks, nearest first."""
        seen: set[str] = set()
        here: str | None = speaker
        while here is not None and here in self.speakers and here not in seen:
            seen.add(here)
            yield here
            here = self.speakers[here].speaks_for

    def voice(self, speaker: str) -> str:
        """The body for which a speaker speaks in the end; itself if for nobody."""
        return [speaker, *self.voices(speaker)][-1]


@lru_cache(maxsize=16)  # a claim asks several times about each of the few articles that it quotes
def _folded(text: str) -> str:
    return text.casefold()


def _stands_in(text: str, name: str) -> bool:
    at = text.find(name)
    while at >= 0:
        if not (text[at - 1 : at].isalnum() or text[at + len(name) : at + len(name) + 1].isalnum()):
            return True
        at = text.find(name, at + 1)
    return False


def families(version_of: Mapping[str, str | None]) -> Mapping[str, tuple[str, ...]]:
    """For each article every version of it, oldest first, from what each says that it follows."""
    later: dict[str, list[str]] = {}
    for name, older in sorted(version_of.items()):
        if older in version_of:
            later.setdefault(older or "", []).append(name)
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in version_of}
    for first in later:
        if version_of[first] not in version_of:
            family = [first]
            for name in family:  # grows while it is walked; what goes round in a circle has no first version
                family.extend(later.get(name, ()))
            found.update(dict.fromkeys(family, tuple(family)))
    return found


class Loader:
    """Reads the files of a project, and collects what is wrong with them on the way."""

    def __init__(self, root: Path, texts: Mapping[str, str] = NOBODY_TYPES) -> None:
        self.root = root
        self.texts = texts
        self.seeds = root / SEEDS
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        self.documents: dict[str, Document] = {}
        self.broken_claims: list[BrokenClaim] = []
        self.folders: dict[Path, bool] = {}

    def bytes(self, path: Path, limit: int) -> bytes | Problem:
        """The content of a file: what is being typed, where somebody has it open, or what is stored."""
        typed = self.texts.get(files.relative(self.root, path))
        if typed is None:
            return files.read_bytes(self.root, path, limit, inside=self.inside(path.parent))
        return files.bounded(self.root, path, typed.encode("utf-8", "surrogatepass"), limit)

    def inside(self, folder: Path) -> bool:
        """Whether a folder lies in the project, asked once of each."""
        known = self.folders.get(folder)
        if known is None:
            known = self.folders[folder] = hasattr(os, "O_NOFOLLOW") and files.lies_inside(self.root, folder)
        return known

    def document(self, path: Path) -> Document | None:
        """A YAML file, or None where it cannot be used."""
        data = self.bytes(path, files.yaml_limit(path))
        text = data if isinstance(data, Problem) else files.decode(self.root, path, data)
        if isinstance(text, Problem):
            self.problems.append(text)
            return None
        document, problems = yamlfile.read(files.relative(self.root, path), text)
        self.problems.extend(problems)
        if document is not None:
            self.documents[document.file] = document
        return document

    def record(self, model: type[Kind], path: Path) -> tuple[Kind, Document] | None:
        """The record that a YAML file holds, or None where it does not hold one."""
        document = self.document(path)
        if document is None:
            return None
        record, problems = authored.build(model, document)
        left = todo.problems(document)
        # what is not filled in has no right form, either; that is said once
        places = {problem.place for problem in left}
        self.problems += [*left, *(problem for problem in problems if problem.place not in places)]
        return None if record is None or left else (record, document)

    def registry(self, model: type[Kind], name: str) -> dict[str, Kind]:
        """The sound entries of a registry; the others are remembered as broken."""
        document = self.document(self.seeds / f"{name}.yml")
        if document is None:
            self.broken.add(f"{name}/*")
            return {}
        records, problems = authored.build_each(model, document)
        left = todo.problems(document)
        places = {problem.place for problem in left}
        self.problems += [*left, *(problem for problem in problems if problem.place not in places)]
        for path, _ in todo.marks(document):
            records.pop(str(path[0]), None)
        self.broken.update(f"{name}/{key}" for key in document.data if key not in records)
        return records

    def frame(self) -> Corpus | None:
        """A corpus without articles and claims; None where its publication file cannot be used."""
        publication = self.record(Publication, self.seeds / "publication.yml")
        addresses = self.record(Addresses, self.seeds / "addresses.yml")
        if addresses is None:
            self.broken.add("addresses/*")
        speakers = self.registry(Speaker, "speakers")
        places = self.registry(Location, "places")
        if publication is None:
            return None
        former = addresses[0] if addresses else Addresses(published=())
        return Corpus(publication[0], {}, {}, speakers, places, former, self.documents, frozenset(self.broken))

    def listing(self, folder: str, endings: tuple[str, ...]) -> list[Path]:
        """The files of a folder in order; what does not belong there is a problem."""
        base = self.seeds / folder
        return [base / name for name in self.names(folder, endings)]

    def listed(self, folder: str) -> list[str] | None:
        """The names of everything in a folder, in order; None where there is no such folder."""
        try:
            return sorted(os.listdir(self.seeds / folder))  # noqa: PTH208 - names are all that is needed
        except OSError:
            return None

    def names(self, folder: str, endings: tuple[str, ...]) -> list[str]:
        """The names of the files of a folder in order; what does not belong there is a problem."""
        found: list[str] = []
        entries = self.listed(folder)
        if entries is None:
            self.problems.append(
                Problem(
                    rules.FILE_UNREADABLE,
                    Place(f"{SEEDS}/{folder}"),
                    f"The folder {SEEDS}/{folder} is needed.",
                    "Create it.",
                )
            )
            return found
        form = f"(?:{ID_PATTERN.strip('^$')})(?:{'|'.join(map(re.escape, endings))})"
        if re.fullmatch(f"(?:{form}/)*+", "/".join((*entries, ""))) and max(map(len, entries), default=0) <= LONGEST_ID:
            return entries  # nearly always; no name holds a slash
        fits = re.compile(form).fullmatch
        for name in entries:
            if fits(name) and len(name.rpartition(".")[0]) <= LONGEST_ID:
                found.append(name)
                continue
            if name.startswith("."):
                continue
            shown = name.encode("utf-8", "backslashreplace").decode()
            self.problems.append(
                Problem(
                    rules.FILE_UNEXPECTED,
                    Place(f"{SEEDS}/{folder}/{shown}"),
                    "Files here are named by their id, in small letters, digits and hyphens, and end in "
                    f"{' or '.join(endings)}.",
                    "Rename the file, or move it elsewhere.",
                )
            )
        return found

    def articles(self, step: Callable[[], None], paths: list[Path]) -> dict[str, Article]:
        """The sound articles of some files; the others are remembered as broken."""
        stems: dict[str, set[str]] = {path.stem: set() for path in paths}
        for path in paths:
            stems[path.stem].add(path.suffix)
        articles: dict[str, Article] = {}
        for stem, suffixes in stems.items():
            base = self.seeds / "articles" / stem
            missing = {".txt", ".yml"} - suffixes
            for suffix in missing:
                there = files.relative(self.root, base) + (".yml" if suffix == ".txt" else ".txt")
                self.problems.append(
                    Problem(
                        rules.ARTICLE_INCOMPLETE,
                        Place(there),
                        f"The file {stem}{suffix} must stand beside it.",
                        f"Add {SEEDS}/articles/{stem}{suffix}.",
                    )
                )
            article = None if missing else self.article(base)
            if article is None:
                self.broken.add(f"articles/{stem}")
            else:
                articles[stem] = article
            step()
        return articles

    def article(self, base: Path) -> Article | None:
        """The article whose files are named so."""
        path = base.with_name(base.name + ".txt")
        data = self.bytes(path, files.ARTICLE_LIMIT)
        known = len(self.problems)
        record = self.record(ArticleMeta, base.with_name(base.name + ".yml"))
        if record is None and not isinstance(data, Problem):
            metadata = self.documents.get(files.relative(self.root, base.with_name(base.name + ".yml")))
            self.problems[known:] = _mended(self.problems[known:], metadata, files.relative(self.root, path), data)
        if isinstance(data, Problem):
            self.problems.append(data)
            return None
        text = files.decode(self.root, path, data)
        if isinstance(text, Problem):
            self.problems.append(text)
            return None
        if record is None:
            return None
        meta, document = record
        digest = hashlib.sha256(data).hexdigest()
        if digest != meta.sha256:
            self.problems.append(
                document.problem(
                    rules.ARTICLE_CHANGED,
                    ("sha256",),
                    f"The stored text has another SHA-256 than its metadata gives: {digest}.",
                    f"Restore {files.relative(self.root, path)}. Only if this is a new article that was never quoted: "
                    f"`sha256: {digest}`.",
                    mend=storing.mend(document.file, meta.sha256, files.relative(self.root, path), data),
                )
            )
        body = _body(text, meta)
        if body is None:
            self.problems.append(
                document.problem(
                    rules.ARTICLE_BODY,
                    ("body",),
                    f"Lines {meta.body.first_line} to {meta.body.last_line} hold no text; the file has "
                    f"{text.count(chr(10)) + (not text.endswith(chr(10)))} lines.",
                    "Give the first and the last line of the article's own text.",
                )
            )
            return None
        return Article(base.name, meta, ArticleText(text, body), document, files.relative(self.root, path))

    def claims(self, step: Callable[[], None], paths: Iterable[Path]) -> dict[str, ClaimFile]:
        """The sound claim files; what is sound of the others is kept."""
        claims: dict[str, ClaimFile] = {}
        for path in paths:
            record = self.record(Claim, path)
            if record is None:
                self.broken.add(f"claims/{path.stem}")
                self.salvage(path)
            else:
                claims[path.stem] = ClaimFile(path.stem, *record)
            step()
        return claims

    def salvage(self, path: Path) -> None:
        """Keep what is sound of a broken claim file, so that all of its problems are reported in one run."""
        document = self.documents.get(files.relative(self.root, path))
        measure = authored.salvage(Measure, document.data.get("measure")) if document else None
        listed = document.data.get("accounts") if document else None
        if document is None or measure is None or not isinstance(listed, list):
            return
        accounts = ((n, authored.salvage(Account, each)) for n, each in enumerate(listed))
        sound = tuple((n, account) for n, account in accounts if account is not None)
        self.broken_claims.append(BrokenClaim(document, measure, sound))


def _mended(found: list[Problem], metadata: Document | None, file: str, data: bytes) -> list[Problem]:
    """The problems of an article's metadata; a checksum that is none is mended, where it is certain how."""
    at = metadata.values.get(("sha256",)) if metadata else None
    if metadata is None or at is None:
        return found
    mend = storing.mend(metadata.file, metadata.data["sha256"], file, data)
    place = (metadata.file, at.line)
    return [replace(each, mend=mend) if (each.place.file, each.place.line) == place else each for each in found]


def _body(text: str, meta: ArticleMeta) -> Span | None:
    """Where the lines of the body begin and end, or None where there is no text on them."""
    first, last = meta.body.first_line, meta.body.last_line
    lines = text.split("\n")
    if not 1 <= first <= last <= len(lines):
        return None
    start = sum(len(line) + 1 for line in lines[: first - 1])
    end = start + sum(len(line) + 1 for line in lines[first - 1 : last]) - 1
    return Span(start, end) if text[start:end].strip() else None


def stored_article(name: str, meta: ArticleMeta, text: str, document: Document) -> Article | None:
    """An article that is about to be stored, as it will be read; None where the lines of its body hold no text."""
    body = _body(text, meta)
    file = f"{SEEDS}/articles/{name}.txt"
    return None if body is None else Article(name, meta, ArticleText(text, body), document, file)


def load(
    root: Path, progress: Progress = no_progress, texts: Mapping[str, str] = NOBODY_TYPES
) -> tuple[Corpus | None, list[Problem]]:
    """Read a publication.

    Args:
        root: the project's folder, which holds `seeds/`.
        progress: told about every article and claim file that was read.
        texts: what is being typed, by path below the root; it counts instead of what is stored.

    Returns:
        The corpus, or None where its publication file cannot be used, and every problem met on the way.
    """
    loader = Loader(root, texts)
    frame = loader.frame()
    article_paths = loader.listing("articles", (".txt", ".yml"))
    claim_paths = loader.listing("claims", (".yml",))
    step = progress("Reading", len({path.stem for path in article_paths}) + len(claim_paths))
    articles = loader.articles(step, article_paths)
    claims = loader.claims(step, claim_paths)
    if frame is None:
        return None, loader.problems
    corpus = replace(
        frame,
        articles=articles,
        claims=claims,
        documents=loader.documents,
        broken=frozenset(loader.broken),
        broken_claims=tuple(loader.broken_claims),
    )
    return corpus, loader.problems


def reread(
    corpus: Corpus, root: Path, file: str, texts: Mapping[str, str] = NOBODY_TYPES
) -> tuple[Corpus, list[Problem]]:
    """The corpus after one of its files changed, came or went; everything else is taken over as it is.

    Args:
        corpus: as it was.
        root: the project's folder.
        file: path of the changed file below it: a claim file, either file of an article, or one of `seeds/*.yml`.
        texts: what is being typed, by path; it counts instead of what is stored.

    Returns:
        The new corpus, and what is wrong with the form of that file, or with the two files of that article.
    """
    loader = Loader(root, texts)
    path = root / file
    folder, stem = path.parent.name, path.stem

    def there(*endings: str) -> list[Path]:
        paths = [path.with_name(stem + ending) for ending in endings]
        return [each for each in paths if files.relative(root, each) in texts or each.is_file()]

    if folder == "claims":
        changed = replace(
            corpus,
            claims=_replaced(corpus.claims, stem, loader.claims(lambda: None, there(".yml"))),
            broken_claims=(
                *(each for each in corpus.broken_claims if each.document.file != file),
                *loader.broken_claims,
            ),
        )
        own = {f"claims/{stem}"}
    elif folder == "articles":
        articles = loader.articles(lambda: None, there(".txt", ".yml"))
        changed = replace(corpus, articles=_replaced(corpus.articles, stem, articles))
        own = {f"articles/{stem}"}
    else:
        own = {name for name in corpus.broken if name.startswith(f"{stem}/")}
        match stem:
            case "speakers":
                changed = replace(corpus, speakers=loader.registry(Speaker, stem))
            case "places":
                changed = replace(corpus, places=loader.registry(Location, stem))
            case "addresses":
                addresses = loader.record(Addresses, path)
                changed = replace(corpus, addresses=addresses[0] if addresses else Addresses(published=()))
                loader.broken.update(() if addresses else ("addresses/*",))
            case _:
                publication = loader.record(Publication, path)
                changed = replace(corpus, publication=publication[0] if publication else corpus.publication)
                if publication is None:  # the last good one stays, with the document it came from
                    loader.documents[file] = corpus.documents[file]
    document = files.relative(root, path.with_suffix(".yml"))
    documents = {name: each for name, each in corpus.documents.items() if name != document} | loader.documents
    changed = replace(changed, documents=documents, broken=corpus.broken - own | loader.broken)
    # what was worked out of the registries stays, unless one of them is what changed
    kept = ["vague_words", "vague_phrases", "place_names", "spellings"] if folder in ("claims", "articles") else []
    kept += ["versions"] if folder == "claims" else []
    changed.__dict__.update({name: corpus.__dict__[name] for name in kept if name in corpus.__dict__})
    return changed, loader.problems


def _replaced(entries: Mapping[str, Entry], name: str, by: Mapping[str, Entry]) -> Mapping[str, Entry]:
    if name in entries and name in by:
        return {**entries, **by}
    return dict(sorted({**{key: each for key, each in entries.items() if key != name}, **by}.items()))
