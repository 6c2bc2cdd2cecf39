"""The publication as it stands in an editor: what is stored, with what is being typed in its place.

A run of the compiler reads and checks everything. Here one file changes at a time: it alone is read again, and of the
claims only those that its change can touch are checked again, the ones that somebody looks at first. What comes out in
the end is what the compiler says of the same files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import perf_counter

from generator import corpus, coverage, facts, prose
from generator.compiler import Examined, examine, examine_whole
from generator.corpus import Article, BrokenClaim, ClaimFile, Corpus
from generator.evidence import Located
from generator.languageserver.outline import Outline, outline
from generator.languageserver.terms import kind_of, source
from generator.model import Account
from generator.problems import Problem, in_order
from generator.records import Record

Links = Iterable[tuple[str, str]]
Quoted = tuple[tuple[str, str, Located], ...]


class _Checked(Record):
    """What a check of one claim came to, and of what it was a check."""

    source: ClaimFile | BrokenClaim
    context: int
    examined: Examined | None
    problems: tuple[Problem, ...]


class _Covered(Record):
    article: Article
    quoted: Quoted
    problems: tuple[Problem, ...]


class Project:
    """One publication. Files are named by their path below the root, with forward slashes.

    Attributes:
        root: the project's folder.
        texts: what is being typed, by file.
        corpus: everything authored; None while not even the publication file could be read.
        complete: whether every claim was checked once, so that what is counted is all there is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self.corpus: Corpus | None = None
        self.complete = False
        self._loaded = False
        self._changed: dict[str, None] = {}
        self._reading: dict[str, tuple[Problem, ...]] = {}
        self._checked: dict[str, _Checked] = {}
        self._covered: dict[str, _Covered] = {}
        self._whole: tuple[Problem, ...] | None = None
        self._quoted: Mapping[str, Quoted] | None = None
        self._examined: Mapping[str, Examined] | None = None
        self._listed: tuple[Corpus, list[str], Mapping[str, ClaimFile | BrokenClaim]] | None = None
        self._context = 0
        self._outlines: dict[str, Outline] = {}
        self._unreadable: set[str] = set()
        # what was wrong with the whole when it was last looked at; it stands until it is looked at again
        self._before: tuple[Problem, ...] = ()
        self._markdown = prose.parser()

    # --- what changes -------------------------------------------------------------------------------------------------

    def type(self, file: str, text: str) -> None:
        """Somebody has a file open, with this text in it."""
        if source(file) and self.texts.get(file) != text:
            self.texts[file] = text
            self._changed[file] = None

    def close(self, file: str) -> None:
        """Nobody has the file open any more: what is stored counts again."""
        if self.texts.pop(file, None) is not None:
            self._changed[file] = None

    def touch(self, file: str) -> None:
        """A file was written, came or went."""
        if file in self.texts:
            return
        if source(file):
            self._changed[file] = None
        elif file.startswith(f"{corpus.SEEDS}/"):  # a name that is a problem by itself: the folder is listed again
            self._loaded = False

    def sync(self) -> None:
        """Read what changed. Cheap where nothing did."""
        if not self._loaded:
            self._load()
        changed, self._changed = self._changed, {}
        for file in changed:
            self._outlines.pop(file, None)
            if self.corpus is None:
                self._load()
            else:
                self._reread(self.corpus, file)

    def _load(self) -> None:
        self._loaded = True
        self._context += 1
        self._outdated()
        self._before = ()
        self.complete = False
        self._outlines.clear()
        self._covered.clear()
        self._unreadable.clear()
        self.corpus, problems = corpus.load(self.root, texts=self.texts)
        self._reading = {}
        for problem in problems:
            key = _key(problem.place.file)
            self._reading[key] = (*self._reading.get(key, ()), problem)
        for file in self.texts:  # one that is new is in no folder yet
            if not (self.root / file).is_file():
                self._changed[file] = None

    def _reread(self, before: Corpus, file: str) -> None:
        after, problems = corpus.reread(before, self.root, file, self.texts)
        self._reading[_key(file)] = tuple(problems)
        self._whole = None
        name = Path(file).stem
        if kind_of(file) in ("speakers", "places", "publication", "addresses"):
            unread = f"{name}/*" in after.broken or (name == "publication" and bool(problems))
            self._unreadable.discard(file)
            if unread and before.documents.get(file) is not None:
                # what it last said stands: nobody's claims become wrong by a missing quotation mark
                self._unreadable.add(file)
                return
            self._registry_changed(before, after, name)
        elif file.startswith(f"{corpus.SEEDS}/articles/"):
            self._article_changed(before, after, name)
        self.corpus = after

    def _registry_changed(self, before: Corpus, after: Corpus, name: str) -> None:
        """Forget the claims that name what changed or what leads to it: who speaks for whom, which place lies where."""
        if name == "publication" and before.publication != after.publication:
            self._context += 1
            self._covered.clear()
        elif name == "places":
            self._covered.clear()
            changed = _differing(before.places, after.places)
            touched = changed and _leading_to(changed, (before, after), _larger)
            self._forget(lambda account: bool(touched & set(account.value.place or ())), bool(changed))
        elif name == "speakers":
            changed = _differing(before.speakers, after.speakers)
            touched = changed and _leading_to(changed, (before, after), _joined)
            self._forget(lambda account: bool(touched & _voices(account, after)), bool(changed))

    def _forget(self, concerned: Callable[[Account], bool], changed: bool) -> None:
        """Check again, in time, what is concerned; and what has a problem, since it may say what could be meant."""
        for file, checked in tuple(self._checked.items()):
            if changed and (checked.problems or any(map(concerned, _accounts(checked.source)))):
                del self._checked[file]
                self._outdated()

    def _article_changed(self, before: Corpus, after: Corpus, name: str) -> None:
        old, new = before.articles.get(name), after.articles.get(name)
        if old is not None and new is not None and (old.meta, old.text) == (new.meta, new.text):
            return
        if before.versions != after.versions:
            self._context += 1
        for file, checked in tuple(self._checked.items()):
            # a claim with a problem may have been told which article it could have meant
            quotes = any(account.article == name for account in _accounts(checked.source))
            if quotes or (checked.problems and not (old and new)):
                del self._checked[file]
                self._outdated()

    def _outdated(self) -> None:
        """What was gathered from all claims no longer holds."""
        self._whole = self._quoted = self._examined = None

    # --- what follows -------------------------------------------------------------------------------------------------

    def _sources(self) -> Mapping[str, ClaimFile | BrokenClaim]:
        """Every claim that can be checked at all, by file; those that are open first."""
        if self.corpus is None:
            return {}
        if self._listed is not None and self._listed[0] is self.corpus and self._listed[1] == [*self.texts]:
            return self._listed[2]
        found: dict[str, ClaimFile | BrokenClaim] = {
            **{each.document.file: each for each in self.corpus.claims.values()},
            **{each.document.file: each for each in self.corpus.broken_claims},
        }
        ordered = {file: found[file] for file in (*(each for each in self.texts if each in found), *found)}
        self._listed = (self.corpus, [*self.texts], ordered)
        return ordered

    def _stale(self, file: str, claim: ClaimFile | BrokenClaim) -> bool:
        checked = self._checked.get(file)
        return checked is None or checked.source is not claim or checked.context != self._context

    def _check(self, file: str, claim: ClaimFile | BrokenClaim) -> None:
        assert self.corpus is not None
        if isinstance(claim, BrokenClaim):
            examined, problems = None, facts.problems_of_accounts(self.corpus, claim)
        else:
            examined, problems = examine(self.corpus, claim, self._markdown)
        self._checked[file] = _Checked(claim, self._context, examined, tuple(problems))
        self._outdated()

    def look(self, file: str) -> None:
        """Check this file now, whatever else is waiting."""
        self.sync()
        claim = self._sources().get(file)
        if claim is not None and self._stale(file, claim):
            self._check(file, claim)

    def work(self, seconds: float, clock: Callable[[], float] = perf_counter) -> bool:
        """Go on checking for about so long; whether everything is done."""
        until = clock() + seconds
        self.sync()
        if self.corpus is None:
            return True
        sources = self._sources()
        for file in self._checked.keys() - sources.keys():
            del self._checked[file]
            self._outdated()
        for file, claim in sources.items():
            if self._stale(file, claim):
                self._check(file, claim)
                if clock() > until:
                    return False
        self.complete = True
        quoted = self.quoted()
        for name, article in self.corpus.articles.items():
            if article.meta.set_aside and self._cover(name, article, quoted.get(name, ())) and clock() > until:
                return False
        if self._whole is None:
            holding = [each.fact for each in self.examined.values()]
            self._whole = in_order(examine_whole(self.corpus, holding, self._markdown))
        return True

    def _cover(self, name: str, article: Article, quoted: Quoted) -> bool:
        """See whether what an article sets aside is needed; whether that took any work."""
        assert self.corpus is not None
        last = self._covered.get(name)
        if last and last.article is article and last.quoted == quoted:
            return False
        cited = ((fact, account, coverage.cited_in(article, quote)) for fact, account, quote in quoted)
        _, problems = coverage.cover(article, self.corpus, cited)
        self._covered[name] = _Covered(article, quoted, tuple(problems))
        return True

    # --- what can be asked --------------------------------------------------------------------------------------------

    @property
    def examined(self) -> Mapping[str, Examined]:
        """The claims that hold, as far as they were checked, by their id and in its order."""
        if self._examined is None:
            found = [each.examined for each in self._checked.values() if each.examined is not None]
            self._examined = {each.fact.id: each for each in sorted(found, key=lambda each: each.fact.id)}
        return self._examined

    def quoted(self) -> Mapping[str, Quoted]:
        """What is quoted of each article, as (claim, account, where it stands), as far as claims were checked."""
        if self._quoted is None:
            found: dict[str, list[tuple[str, str, Located]]] = {}
            for name, each in self.examined.items():
                for witness in each.fact.witnesses:
                    found.setdefault(witness.article.id, []).append((name, witness.id, witness.located))
            self._quoted = {name: tuple(quotes) for name, quotes in found.items()}
        return self._quoted

    def problems(self) -> Mapping[str, tuple[Problem, ...]]:
        """Everything that is known to be wrong, by file, in its stable order."""
        found: dict[str, list[Problem]] = {}

        def add(problems: Iterable[Problem]) -> None:
            for problem in problems:
                found.setdefault(problem.place.file, []).append(problem)

        for each in self._reading.values():
            add(each)
        for checked in self._checked.values():
            add(checked.problems)
        live = self.corpus.articles if self.corpus else {}
        for name, covered in self._covered.items():
            if name in live and live[name].meta.set_aside:
                add(covered.problems)
        self._before = self._before if self._whole is None else self._whole
        add(problem for problem in self._before if problem.place.file not in self._unreadable)
        return {file: in_order(each) for file, each in sorted(found.items())}

    def text(self, file: str) -> str | None:
        """What a file says: what is being typed, or what is stored."""
        if file in self.texts:
            return self.texts[file]
        if self.corpus is not None:
            if file in self.corpus.documents:
                return self.corpus.documents[file].text
            article = self.corpus.articles.get(Path(file).stem)
            if article is not None and article.file == file:
                return article.text.raw
        return None

    def outline(self, file: str) -> Outline | None:
        """The structure of a file."""
        text = self.text(file)
        if text is None:
            return None
        kept = self._outlines.get(file)
        if kept is None or kept.text != text:
            kept = self._outlines[file] = outline(text)
        return kept


def _accounts(claim: ClaimFile | BrokenClaim) -> Iterable[Account]:
    return claim.claim.accounts if isinstance(claim, ClaimFile) else [account for _, account in claim.accounts]


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The ids whose entries came, went or changed."""
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _leading_to(changed: set[str], corpora: Iterable[Corpus], step: Callable[[Corpus], Links]) -> set[str]:
    """What changed, and everything from which links lead there, as they were or as they are."""
    found = set(changed)
    links = [link for each in corpora for link in step(each)]
    grown = True
    while grown:
        more = {start for start, end in links if end in found} - found
        found |= more
        grown = bool(more)
    return found


def _larger(corpus: Corpus) -> Links:
    return ((name, place.within) for name, place in corpus.places.items() if place.within is not None)


def _joined(corpus: Corpus) -> Links:
    for name, speaker in corpus.speakers.items():
        if speaker.speaks_for is not None:
            yield name, speaker.speaks_for
        yield from ((name, shared.speaker) for shared in speaker.may_share_origin)


def _voices(account: Account, corpus: Corpus) -> set[str]:
    """Everybody whom an account names, and who published its article."""
    article = corpus.articles.get(account.article)
    carriers = [article.meta.publisher] if article else []
    carriers += [article.meta.reprint_of.publisher] if article and article.meta.reprint_of else []
    named = (account.heard_from, account.through, account.value.party)
    return {account.speaker, *carriers, *(name for names in named for name in names or ())}


def _key(file: str) -> str:
    """Under which name the problems of reading a file are kept: the two files of an article are read together."""
    return file.rpartition(".")[0] if file.startswith(f"{corpus.SEEDS}/articles/") else file
