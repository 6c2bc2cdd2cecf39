"""The index of the search after an edit is, file by file, the one that is made from nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cache import Cache
from generator.searching import again, shards
from generator.searching.documents import Document

WORDS = st.dictionaries(st.text("ab=cé", min_size=1, max_size=5), st.integers(0, 9), max_size=12)
SITES = st.dictionaries(st.sampled_from([f"claims/{n}" for n in range(30)]), WORDS, min_size=1, max_size=30)


def document(path: str, words: Mapping[str, int]) -> Document:
    return Document(path, ("", "", ()), words, {})


def made(site: Mapping[str, Mapping[str, int]]) -> tuple[shards.Index, dict[str, bytes]]:
    index = shards.Index(list(site))
    for path, words in site.items():
        index.add(document(path, words))
    return index, {path: content for path, content in index.files({}, "m") if path.startswith("find/w-")}


@given(SITES, st.dictionaries(st.sampled_from([f"claims/{n}" for n in range(30)]), st.none() | WORDS, max_size=4))
def test_words_are_put_as_they_would_be_from_nothing(
    site: dict[str, dict[str, int]], edits: dict[str, dict[str, int] | None]
) -> None:
    after = {path: words for path, words in {**site, **edits}.items() if words is not None}
    if not after:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "MOST", 40)
        patch.setattr(shards, "COMMON", 4)
        index, files = made(site)
        expected, wanted = made(after)
        known = again.Remembered("", "", 0, {}, index.leaves, index.common)
        changed = again.changes(
            ((index.numbers[path], words) for path, words in site.items()),
            ((expected.numbers[path], words) for path, words in after.items()),
        )
        words = again.Words(known, len(after), lambda path: files[path])
        try:
            opened, left = words.apply(changed)
        except again.NotAsExpectedError:
            assert index.common  # a word became seldom, and nothing tells where it stands
            return
        found = {path: content for path, content in files.items() if path not in set(map(shards.path_of, left))}
        found.update(again.files_of(opened, "m"))
        assert found == wanted
        assert {leaf: words.leaves[leaf] for leaf in again.in_order(words.leaves)} == expected.leaves
        assert again.in_order(words.leaves) == list(expected.leaves)
        assert words.common == expected.common


def test_what_documents_brought_is_kept(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    brought = again.Brought(kept, 2)
    for path in ("claims/a", "claims/b"):
        brought.put(path, "then", document(path, {"word": 3}))
    brought.save({"claims/a": "", "claims/b": ""}, whole=True)
    later = again.Brought(kept, 2)
    assert later.get("claims/a", "then") == {"word": 3}
    with pytest.raises(again.NotAsExpectedError):
        later.get("claims/a", "now")
    with pytest.raises(again.NotAsExpectedError):
        later.get("claims/c", "then")
