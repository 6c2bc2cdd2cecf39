"""What is kept comes back as it was, or not at all: damaged, forged, killed and shared caches."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import cache
from generator.cache import NOTHING, Cache


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept")


def again(kept: Cache) -> Cache:
    """The same folder, as another process opens it."""
    return Cache(kept.folder, kept.limit)


def entries(kept: Cache) -> Iterator[Path]:
    assert kept.folder is not None
    return (path for path in kept.folder.glob("*/*"))


def test_what_was_put_comes_back(kept: Cache) -> None:
    assert kept.get("a") is None
    kept.put("a", b"one")
    kept.put("b", b"")
    kept.put("a", b"two")
    assert (again(kept).get("a"), again(kept).get("b"), again(kept).get("c")) == (b"two", b"", None)


@given(data=st.data())
def test_damage_is_absence(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = Cache(tmp_path_factory.mktemp("cache"))
    kept.put("a", b"some bytes that matter")
    (path,) = entries(kept)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    flipped = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
    for damaged in (whole[:at], flipped, whole + b"\0", data.draw(st.binary(max_size=100))):
        path.write_bytes(damaged)
        assert kept.get("a") is None
    kept.put("a", b"again")
    assert kept.get("a") == b"again"


def test_an_entry_counts_under_its_own_key_only(kept: Cache) -> None:
    kept.put("a", b"of a")
    (of_a,) = entries(kept)
    kept.put("b", b"of b")
    (of_b,) = set(entries(kept)) - {of_a}
    shutil.copy(of_a, of_b)
    assert kept.get("b") is None


def test_what_came_with_a_copy_of_the_folder_is_absent(kept: Cache, tmp_path: Path) -> None:
    kept.put("a", b"forged elsewhere")
    assert kept.folder is not None
    copy = Cache(Path(shutil.copytree(kept.folder, tmp_path / "checkout")))
    assert copy.get("a") is None
    assert copy.folder is not None
    (copy.folder / "key").unlink()
    assert again(copy).get("a") is None


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "disputed" / "check" / "ab").mkdir(parents=True)
    precious = elsewhere / "disputed" / "check" / "ab" / ("0" * 38)
    precious.write_text("precious")
    project = tmp_path / "project"
    project.mkdir()
    (project / ".cache").symlink_to(elsewhere)
    kept = cache.at(project, {}, "check", limit=0)
    kept.put("a", b"one")
    kept.trim()
    assert kept.get("a") is None
    assert precious.read_text() == "precious"


@pytest.mark.parametrize("way", ["a file in its place", "a file above it", "a folder as its key", "a pipe as its key"])
def test_where_nothing_can_be_kept_nothing_happens(way: str, tmp_path: Path) -> None:
    folder = tmp_path / "above" / "cache"
    match way:
        case "a file in its place":
            folder.parent.mkdir()
            folder.write_text("in the way")
        case "a file above it":
            folder.parent.write_text("in the way")
        case "a folder as its key":
            (folder / "key").mkdir(parents=True)
        case "a pipe as its key":
            folder.mkdir(parents=True)
            os.mkfifo(folder / "key")
    kept = Cache(folder)
    kept.put("a", b"one")
    kept.trim()
    assert kept.get("a") in ((None, b"one") if way == "a pipe as its key" else (None,))


def test_a_folder_or_a_pipe_as_an_entry_is_absent(kept: Cache) -> None:
    kept.put("a", b"one")
    (path,) = entries(kept)
    path.unlink()
    path.mkdir()
    kept.put("a", b"two")
    assert kept.get("a") is None
    path.rmdir()
    os.mkfifo(path)
    assert kept.get("a") is None
    kept.put("a", b"three")
    assert kept.get("a") == b"three"


def test_it_can_be_deleted_at_any_time(kept: Cache) -> None:
    kept.put("a", b"one")
    assert kept.folder is not None
    shutil.rmtree(kept.folder)
    assert kept.get("a") is None
    kept.put("a", b"two")
    kept.trim()
    assert again(kept).get("a") is None  # its key went with it
    again(kept).put("a", b"three")
    assert again(kept).get("a") == b"three"


def test_nothing_keeps_nothing() -> None:
    NOTHING.put("a", b"one")
    NOTHING.trim()
    assert NOTHING.get("a") is None


def test_it_stays_within_its_limit(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "kept", limit=10_000)
    for n in range(20):
        kept.put(str(n), bytes(1000))
    for n, path in enumerate(sorted(entries(kept))):
        os.utime(path, (n, n))
    (old := next(entries(kept)).with_name("0" * 38 + ".01234567.new")).write_bytes(b"left by a killed run")
    (young := old.with_name("0" * 38 + ".89abcdef.new")).write_bytes(b"being written")
    (foreign := old.with_name("notes.txt")).write_bytes(bytes(50_000))
    os.utime(old, (0, 0))
    kept.trim(needed=30_000)
    assert len([path for path in entries(kept) if len(path.name) == 38]) == 20
    kept.trim()
    assert (old.exists(), young.exists(), foreign.exists()) == (False, True, True)
    left = [path for path in entries(kept) if len(path.name) == 38]
    assert 7 <= len(left) <= 9
    assert min(path.stat().st_mtime for path in left) >= 20 - len(left)


WRITER = """
import sys
from pathlib import Path
from generator.cache import Cache
kept = Cache(Path(sys.argv[1]))
print("ready", flush=True)
n = 0
while True:
    n += 1
    kept.put("shared", bytes([n % 251]) * 300_000)
"""


def test_two_at_once_one_of_them_killed_leave_whole_entries(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    Cache(folder).put("shared", b"\1" * 300_000)
    for delay in (0.0, 0.003, 0.011, 0.02):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE) for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
        until = time.monotonic() + 0.05 + delay
        while time.monotonic() < until:
            found = Cache(folder).get("shared")
            assert found is not None
            assert found == found[:1] * 300_000
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert writer.stdout is not None
            writer.stdout.close()
        assert Cache(folder).get("shared") is not None


def test_where_it_is(tmp_path: Path) -> None:
    assert cache.at(tmp_path, {}, "check").folder == tmp_path / ".cache" / "disputed" / "check"
    assert cache.at(tmp_path, {cache.VARIABLE: "off"}, "check").folder is None
    elsewhere = cache.at(tmp_path / "one", {cache.VARIABLE: str(tmp_path / "far")}, "check").folder
    other = cache.at(tmp_path / "two", {cache.VARIABLE: str(tmp_path / "far")}, "check").folder
    assert elsewhere is not None
    assert elsewhere.is_relative_to(tmp_path / "far")
    assert elsewhere != other


def test_parts_of_a_digest_do_not_run_into_each_other() -> None:
    assert cache.digest("ab", "c") != cache.digest("a", "bc")
    assert cache.digest("ab") == cache.digest(b"ab")
    assert cache.digest("\udcff") != cache.digest("?")


def test_the_program_is_known_by_its_text_and_its_libraries() -> None:
    first = cache.program()
    script = "from generator import cache; print(cache.program())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == first
    assert sum(name.endswith(".dist-info") for name in cache._versions()) == len(cache.LIBRARIES)


def test_what_is_kept_as_json_comes_back(tmp_path: Path) -> None:
    content = {"a": [1, None, "ü", [2**70]], "b": {"c.txt": "d"}}
    unusual = {**content, "docs/\udcff.txt": "a name that is not Unicode"}
    kept = Cache(tmp_path / "kept")
    for each in (content, unusual):
        assert json.loads(cache.as_json(each)) == each
        kept.keep("some", each)
        assert kept.recall("some") == each
    assert kept.recall("others") is None
