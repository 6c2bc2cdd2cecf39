"""What something that was looked at is at this moment, as a short text: equal as long as it is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator import cache
from generator.corpus import SEEDS, Corpus
from generator.incremental.late import Reader
from generator.snapshot import Snapshot

OUTSIDE = ("articles/", "speakers/", "places/", "broken/", "versions/")


def outside_claims(name: str) -> bool:
    """Whether the state of something is the same as long as all files are that are no claims."""
    return name.startswith(OUTSIDE) and name != "versions/*"


class States:
    """The states of one run; `gists` is that of what claims are about, once all of them are known."""

    def __init__(self, corpus: Corpus, taken: Snapshot, loader: Reader, ground: str, gists: str = "") -> None:
        self.corpus, self.taken, self.loader, self.ground, self.gists = corpus, taken, loader, ground, gists
        self._known: dict[str, str] = {}

    def together(self, seen: Iterable[str]) -> str:
        """The state of several things."""
        return cache.digest(*map(self.state, seen))

    def state(self, name: str) -> str:
        """What something that was looked at is now, as a short text."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self.state_of(*name.partition("/")[::2])
        return known

    def state_of(self, kind: str, key: str) -> str:
        """Of one entry, or with the key `*` of all of them. What is not there has a state, too."""
        file = self.taken.files.get
        match kind, key:
            case ("broken", _):
                return cache.digest(*sorted(self.corpus.broken))[:32]
            case ("articles", "*"):
                listed = ((name, digest) for name, digest in self.taken.files.items() if "/articles/" in name)
                return cache.digest(*(part for pair in listed for part in pair))[:32]
            case ("articles", _):
                base = f"{SEEDS}/articles/{key}"
                return f"{file(f'{base}.txt', '')[:32]} {file(f'{base}.yml', '')[:32]}"
            case ("versions", _) if key != "*":
                return " ".join(self.corpus.versions.get(key, ()))
            case (("speakers" | "places"), "*"):
                return file(f"{SEEDS}/{kind}.yml", "")
            case (("speakers" | "places"), _):
                document = self.loader.documents.get(f"{SEEDS}/{kind}.yml")
                data = document.data.get(key) if document else None
                registry: Collection[str] = self.corpus.speakers if kind == "speakers" else self.corpus.places
                return cache.digest(cache.as_json(data), str(key in registry))[:32] if data is not None else ""
            case ("documents", _) if key != "*":
                return file(key, "")
            case ("publication", _):
                return self.ground
            case ("gists", _) if self.gists:
                return self.gists
            case _:
                return self.taken.whole
