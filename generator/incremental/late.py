"""Files that are read when somebody asks for more of them than is known: a corpus that is there and hardly loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from generator import cache, files
from generator.cache import NOTHING, Cache
from generator.corpus import SEEDS, Article, ArticleGist, ClaimFile, ClaimGist, Corpus, Loader, families
from generator.evidence import ArticleText
from generator.model import ArticleMeta, Claim
from generator.problems import Problem
from generator.records import field
from generator.snapshot import Snapshot
from generator.yamlfile import Document

Made = TypeVar("Made")


class ChangedMeanwhileError(Exception):
    """A file is no longer what it was when this run began."""


class LostError(ChangedMeanwhileError):
    """What was believed in brief is needed in full and is no longer there; nobody believes it any more."""


class NotSentError(Exception):
    """Work on another machine needs a file, or something of the corpus, that nobody sent there."""


class Shelf(Protocol):
    """Where files are fetched from."""

    @property
    def texts(self) -> Mapping[str, ArticleText]:
        """The texts of articles that were read already."""

    @property
    def usable(self) -> Mapping[str, ArticleGist]:
        """The gists of the articles that can be used."""

    def article(self, name: str) -> Article:
        """An article of which it is known that it can be used."""

    def meta(self, name: str) -> ArticleMeta | None:
        """The metadata of an article, where they were kept."""

    def claim(self, name: str) -> ClaimFile:
        """A claim file of which it is known that it holds a claim."""

    def gist(self, name: str) -> ClaimGist:
        """The gist of such a file."""


class Reader(Loader):
    """Reads files of the snapshot, and no others; remembers the content of large registries.

    Args:
        root: the project's folder.
        taken: the snapshot.
        kept: what large registries hold.
        before: who looked already which folders lie in the project.
        held: the files themselves, where there are none on disk.
    """

    def __init__(
        self,
        root: Path,
        taken: Snapshot,
        kept: Cache = NOTHING,
        before: Reader | None = None,
        held: Mapping[str, bytes] | None = None,
    ) -> None:
        super().__init__(root)
        self.taken, self.kept, self.held = taken, kept, held
        if before is not None:
            self.folders = before.folders
        self.known: dict[str, dict[str, Any]] = {}

    def bytes(self, path: Path, limit: int) -> bytes | Problem:
        """The content of a file, which must be what it was when the snapshot was taken."""
        file = files.relative(self.root, path)
        if self.held is None:
            data = super().bytes(path, limit)
        elif file in self.held:
            data = files.bounded(self.root, path, self.held[file], limit)
        else:
            raise NotSentError
        known = self.taken.files.get(file)
        if isinstance(data, bytes) and known != sha256(data).hexdigest():
            raise ChangedMeanwhileError
        if isinstance(data, Problem) and known is not None and data.rule.id == "file-unreadable":
            raise ChangedMeanwhileError
        return data

    def listed(self, folder: str) -> list[str] | None:
        """The files of a folder, as the snapshot has them; None where there is no such folder."""
        found = [file.rpartition("/")[2] for file in self.taken.of(f"{SEEDS}/{folder}")]
        return found or super().listed(folder)

    def document(self, path: Path) -> Document | None:
        """A YAML file; the content of some is known from before."""
        file = files.relative(self.root, path)
        registry = file.count("/") == 1
        key = f"yaml {self.taken.files.get(file)} {cache.program()}" if registry else ""
        known = self.known.get(file)
        if registry and (data := self.kept.recall(key)) is not None:
            known = data
        if known is not None:
            content = self.bytes(path, files.yaml_limit(path))
            assert isinstance(content, bytes)
            self.documents[file] = Document(file, known, content.decode().lstrip("\ufeff"))
            return self.documents[file]
        problems = len(self.problems)
        document = super().document(path)
        if registry and document is not None and len(self.problems) == problems:
            self.kept.keep(key, document.data)
        return document


class LateArticle(Article):
    """An article that is read when more than its name is asked for."""

    def __init__(self, name: str, run: Shelf) -> None:
        self.__dict__.update(id=name, _run=run)

    @property
    def _now(self) -> Shelf:
        return cast(Shelf, self.__dict__["_run"])

    @cached_property
    def _whole(self) -> Article:
        return self._now.article(self.id)

    @property
    def gist(self) -> ArticleGist:
        """Known without reading."""
        return self._now.usable[self.id]

    @cached_property
    def meta(self) -> ArticleMeta:
        """Its metadata, perhaps as they were kept."""
        known = None if "_whole" in self.__dict__ else self._now.meta(self.id)
        return self._whole.meta if known is None else known

    @cached_property
    def text(self) -> ArticleText:
        """Its text."""
        known = self._now.texts.get(self.id)
        return self._whole.text if known is None else known

    @cached_property
    def document(self) -> Document:
        """The file it was read from."""
        return self._whole.document

    @cached_property
    def file(self) -> str:
        """Known without reading."""
        return f"{SEEDS}/articles/{self.id}.txt"


class LateClaim(ClaimFile):
    """A claim file that is read when more than its gist is asked for."""

    def __init__(self, name: str, run: Shelf) -> None:
        self.__dict__.update(id=name, _run=run)

    @cached_property
    def _whole(self) -> ClaimFile:
        return cast(Shelf, self.__dict__["_run"]).claim(self.id)

    @property
    def gist(self) -> ClaimGist:
        """Known without reading."""
        return cast(Shelf, self.__dict__["_run"]).gist(self.id)

    @cached_property
    def claim(self) -> Claim:
        """What it says."""
        return self._whole.claim

    @cached_property
    def document(self) -> Document:
        """The file it was read from."""
        return self._whole.document


class Asked(Mapping[str, Made]):
    """Things by name, each made when somebody asks for it, and kept.

    Args:
        names: all that there are, in their order.
        make: makes the thing of a name.
        most: how many are kept at a time, if not all: the last ones that were asked for.
    """

    def __init__(self, names: Mapping[str, object], make: Callable[[str], Made], most: int | None = None) -> None:
        self._names, self._make, self._most = names, make, most
        self._made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
            if self._most is not None and len(self._made) > self._most:
                del self._made[next(iter(self._made))]
        elif self._most is not None:
            self._made[name] = self._made.pop(name)
        return self._made[name]

    def forget(self, most: int) -> None:
        """From here on so many are kept at a time."""
        self._most = most
        self._made.clear()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Later(Mapping[str, Made]):
    """A mapping that is worked out when somebody looks into it."""

    def __init__(self, work: Callable[[], Mapping[str, Made]]) -> None:
        self._work = work

    @cached_property
    def _whole(self) -> Mapping[str, Made]:
        return self._work()

    def __getitem__(self, name: str) -> Made:
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


class LateDocuments(Mapping[str, Document]):
    """The documents of the registries, and of what is read later."""

    def __init__(self, known: Mapping[str, Document], claims: Mapping[str, ClaimFile], late: Mapping[str, Article]):
        self._known, self._claims, self._articles = known, claims, late

    def __getitem__(self, file: str) -> Document:
        if file in self._known:
            return self._known[file]
        path = Path(file)
        folder: Mapping[str, Any] = {"claims": self._claims, "articles": self._articles}.get(path.parent.name, {})
        return cast(Document, folder[path.stem].document)

    def __iter__(self) -> Iterator[str]:
        yield from self._known
        yield from (f"{SEEDS}/claims/{name}.yml" for name in self._claims)
        yield from (f"{SEEDS}/articles/{name}.yml" for name in self._articles)

    def __len__(self) -> int:
        return len(self._known) + len(self._claims) + len(self._articles)


class LateCorpus(Corpus):
    """A corpus whose articles and claims are read when they are asked for."""

    version_of: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        """For each article every version of it; no article is read for that."""
        return families(self.version_of)
