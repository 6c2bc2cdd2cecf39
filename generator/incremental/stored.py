"""What is found out about all articles: in brief, while none has changed and claims cite what they did, or in full.

Articles change far more rarely than claims. So one file says what all of them come to, and another holds their coverage
as reports do; neither is taken apart to check a claim again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import convert

from generator import report
from generator.cache import Cache, digest
from generator.incremental.keeping import SHARDS, in_shards, loaded, shard_of
from generator.incremental.outcomes import OfArticle, pack_article, unpack_article
from generator.problems import Problem
from generator.records import Record, field
from generator.report import Coverage


class Brief(Record):
    """What all articles come to.

    Attributes:
        outside: what all files were that are no claims.
        cited: what all citations were.
        coverage: the digest of the coverage.
        problems: everything wrong with articles and with their coverage, as it is kept.
        unusable: the articles that cannot be used.
        version_of: the version that an article follows, of those that follow one.
    """

    outside: str = ""
    cited: str = ""
    coverage: str = ""
    problems: Sequence[object] = ()
    unusable: tuple[str, ...] = ()
    version_of: Mapping[str, str] = field(default_factory=dict)


class Stored:
    """What is kept of articles.

    Attributes:
        empty: whether nothing is, or no longer.
        brief: what they come to, while that holds.

    Args:
        kept: where it is.
        ground: what all of it depends on.
        outside: what all files are that are no claims.
    """

    def __init__(self, kept: Cache, ground: str, outside: str) -> None:
        self._kept, self._ground, self._outside = kept, ground, outside
        self._before: list[dict[str, list[object]]] | None = None
        known = convert(kept.recall(f"stored {ground}") or [], Brief)
        self.empty = known == Brief()
        self.brief = known if known.outside == outside else None

    def forget(self) -> None:
        """What was said in brief is not so."""
        self._kept.keep(f"stored {self._ground}", [])

    @property
    def before(self) -> list[dict[str, list[object]]]:
        """The outcomes in full, file by file."""
        if self._before is None:
            shards = (loaded(self._kept, f"articles {number} {self._ground}") for number in range(SHARDS))
            self._before = [shard.get("entries", {}) for shard in shards]
        return self._before

    def outcome(self, name: str, own: str) -> OfArticle | None:
        """The outcome for one article, if it still holds."""
        data = self.before[shard_of(name)].get(name)
        return unpack_article(data) if data is not None and data[0] == own else None

    def covered(self, cited: str) -> tuple[tuple[Problem, ...], Coverage] | None:
        """Everything wrong with articles, and their coverage, if both are known for these citations."""
        if self.brief is None or self.brief.cited != cited:
            return None
        data = self._kept.get(f"coverage {self.brief.coverage}")
        return None if data is None else (report.unpack(self.brief.problems), Coverage(data))

    def save(
        self, found: Mapping[str, OfArticle], read: Mapping[str, OfArticle], cited: str
    ) -> tuple[tuple[Problem, ...], Coverage]:
        """Keep what is found, and say what it comes to.

        Args:
            found: the outcomes.
            read: the same as they were read, or found out, without their coverage.
            cited: what all citations are.
        """
        changed = {name for name, each in found.items() if each is not read[name]}
        for number, members in enumerate(in_shards(found)):
            before = self.before[number]
            if before.keys() != set(members) or not changed.isdisjoint(members):
                entries = {
                    name: before[name]
                    if name in before and name not in changed and before[name][0] == found[name].own
                    else pack_article(found[name])
                    for name in members
                }
                self._kept.keep(f"articles {number} {self._ground}", {"entries": entries})
        problems = tuple(problem for each in found.values() for problem in (*each.problems, *each.left))
        coverage = Coverage.of({name: each.summary for name, each in sorted(found.items()) if each.summary})
        gists = {name: each.gist for name, each in found.items()}
        brief = Brief(
            self._outside,
            cited,
            digest(coverage.data),
            report.pack(problems),
            tuple(name for name, gist in gists.items() if gist is None),
            {name: gist.version_of for name, gist in gists.items() if gist and gist.version_of is not None},
        )
        if brief != self.brief:
            self._kept.put(f"coverage {brief.coverage}", coverage.data)
            self._kept.keep(f"stored {self._ground}", brief)
        return problems, coverage
