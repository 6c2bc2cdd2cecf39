"""What was decoded ahead is what was kept, or it does not count; and nobody gets what another has changed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator import glancing, held
from generator.cache import Cache
from generator.held import Asked
from generator.serving.rebuilding import FORKS, SETTLED, Builder
from generator.serving.status import Outcome

pytestmark = pytest.mark.skipif(not FORKS, reason="nothing is held where no process is forked")


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """Every test begins and ends with nothing."""
    held.begin()
    yield
    all(held.hold(()))
    held.begin()


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept")


def by_whom(data: bytes) -> list[Any]:
    """What was kept, and in which process it was decoded."""
    return [data.decode(), os.getpid()]


def slowly(data: bytes) -> str:
    """What takes long to decode."""
    time.sleep(0.25)
    return data.decode()


def again(kept: Cache) -> Cache:
    """The same folder, as another run opens it."""
    return Cache(kept.folder, kept.limit)


def hold(*asked: Asked, room: int = held.LIMIT) -> int:
    """Hold what was asked for, once its files are old enough; how many files were read for that."""
    time.sleep(2 * glancing.TICK / 1e9)
    return sum(1 for _ in held.hold(asked, room))


def holding(kept: Cache, key: str) -> list[Any]:
    """What is recalled under a key that was held, as it was made ahead."""
    assert hold(Asked(kept, key, by_whom)) == 1
    found = again(kept).recall(key, by_whom)
    assert isinstance(found, list)
    return found


def test_what_is_held_is_handed_out_once(kept: Cache) -> None:
    kept.put("a", b"one")
    first = holding(kept, "a")
    first.append("changed by whoever got it")
    assert again(kept).recall("a", by_whom) == ["one", os.getpid()]


def test_what_was_asked_for_is_known_in_order(kept: Cache) -> None:
    kept.put("a", b"1")
    for key in ("b", "a", "b"):
        kept.recall(key)
    kept.recall("a", by_whom)
    assert [(each.key, each.make is by_whom) for each in held.asked()] == [("b", False), ("a", False), ("a", True)]
    held.begin()
    assert held.asked() == []


def replaced(kept: Cache, path: Path) -> None:
    again(kept).put("a", b"two")


def damaged(_: Cache, path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def restored(_: Cache, path: Path) -> None:
    stat, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # nothing but the time of the change tells


def gone(_: Cache, path: Path) -> None:
    path.unlink()


def linked(_: Cache, path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def rekeyed(kept: Cache, _: Path) -> None:
    assert kept.folder is not None
    (kept.folder / "key").unlink()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        *((replaced, "two"), (damaged, None), (restored, None), (gone, None), (rekeyed, None)),
        (linked, "one"),  # as without anything held; where the folder itself is a link, nothing is kept
    ],
)
def test_what_is_not_what_was_held_is_read_again(
    kept: Cache, change: Callable[[Cache, Path], None], found: str | None
) -> None:
    kept.put("a", b"one")
    assert hold(Asked(kept, "a", by_whom)) == 1
    path = kept.place("a")
    assert path is not None
    change(kept, path)
    now = again(kept).recall("a", by_whom)
    assert (now and now[0]) == found


def test_a_folder_that_came_with_a_copy_is_not_the_one_that_was_held(kept: Cache) -> None:
    kept.put("a", b"one")
    assert kept.folder is not None
    hold(Asked(kept, "a", by_whom))
    moved = kept.folder.with_name("moved")
    kept.folder.rename(moved)
    shutil.copytree(moved, kept.folder)
    assert again(kept).recall("a", by_whom) is None


def test_what_has_just_been_written_is_not_held(kept: Cache) -> None:
    kept.put("a", b"one")
    asked = Asked(kept, "a", by_whom)
    moment = time.time_ns()
    assert all(each is None for each in held.hold([asked]))
    if time.time_ns() - moment < glancing.TICK // 2:
        assert held.take(again(kept), "a", by_whom) == (False, None)
    assert hold(asked) == 1  # and later it is


def test_only_what_changed_is_read_again_and_what_nobody_asks_for_goes(kept: Cache) -> None:
    kept.put("a", b"one")
    kept.put("b", b"one")
    both = Asked(kept, "a", by_whom), Asked(kept, "b", by_whom)
    assert hold(*both) == 2
    assert hold(*both) == 0
    kept.put("b", b"two")
    assert hold(*both) == 1
    assert hold(both[1]) == 0
    assert hold(*both) == 1


def test_it_is_bounded(kept: Cache) -> None:
    for key in "abc":
        kept.put(key, b"x" * 10_000)
    asked = [Asked(kept, key, by_whom) for key in "abc"]
    hold(*asked, room=25_000)
    assert hold(*asked, room=25_000) == 1  # the third one is tried, and has no room


def test_what_cannot_be_decoded_is_told_to_whoever_asks(kept: Cache) -> None:
    kept.put("a", b"\xff")
    hold(Asked(kept, "a", by_whom))
    with pytest.raises(UnicodeDecodeError):
        again(kept).recall("a", by_whom)


# --- as builds use it ---


def recalling(root: Path) -> Outcome:
    """A build that changes what it recalls, and says what that was and whether it was decoded in another process."""
    found = Cache(root / "kept").recall("a", by_whom)
    said = f"{found[0]} {'here' if found[1] == os.getpid() else 'ahead'}"
    found[0] = "spoilt"
    return Outcome(published=not (root / "problem").exists(), first=said)


def patient(root: Path) -> Outcome:
    """A build that recalls much that takes long to decode."""
    kept = Cache(root / "kept")
    start = time.monotonic()
    found = [kept.recall(str(number), slowly) for number in range(8)]
    return Outcome(published=True, first=f"{time.monotonic() - start:.2f}", report=" ".join(found))


def until(builder: Builder, said: str) -> None:
    """Build until a build says something: when others are ready is nobody's business."""
    for _ in range(50):
        if builder.build().first == said:
            return
        time.sleep(SETTLED + 0.3)
    raise AssertionError(f"no build has said: {said}")


def test_each_build_gets_what_was_kept_and_not_what_another_has_made_of_it(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "kept")
    kept.put("a", b"one")
    with Builder(recalling, tmp_path, lambda: None) as builder:
        assert builder.build().first == "one here"
        until(builder, "one ahead")
        until(builder, "one ahead")
        (tmp_path / "problem").touch()  # such a build may have asked for little
        until(builder, "one ahead")
        kept.put("a", b"two")  # by another run
        assert builder.build().first == "two here"
        until(builder, "two ahead")


def test_who_asks_for_a_build_does_not_wait_until_all_is_held(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "kept")
    for number in range(8):
        kept.put(str(number), str(number).encode())
    with Builder(patient, tmp_path, lambda: None) as builder:
        first = builder.build()
        time.sleep(SETTLED + 0.3)  # one or two are held by now
        start = time.monotonic()
        second = builder.build()
        waited = time.monotonic() - start - float(second.first)
        assert second.report == first.report
        assert float(second.first) < float(first.first)
        assert waited < 1  # for one of them, at the most, and not for six


def whose(root: Path) -> Outcome:
    """A build that says which process it is, and what the one that forks had read when it was forked."""
    (root / "built").write_text(str(os.getpid()), encoding="utf-8")
    return Outcome(published=True, first=(root / "source").read_text(encoding="utf-8"))


def waiting(builder: Builder) -> list[int]:
    """The processes that wait for the word to build."""
    number = builder._process.pid
    return [int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def one_waits(builder: Builder, root: Path) -> int:
    """The process that waits, once there is one: not that of the last build, which may be about to end."""
    last = int((root / "built").read_text(encoding="utf-8"))
    for _ in range(100):
        if (found := waiting(builder)) and found != [last]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("nobody waits for the next build")


def test_a_process_that_is_there_already_reads_what_is_there_when_it_is_told_to_build(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("before", encoding="utf-8")
    with Builder(whose, tmp_path, lambda: None) as builder:
        assert builder.build().first == "before"
        ahead = one_waits(builder, tmp_path)
        (tmp_path / "source").write_text("after", encoding="utf-8")
        assert builder.build().first == "after"
        assert int((tmp_path / "built").read_text(encoding="utf-8")) == ahead
        last = one_waits(builder, tmp_path)
        assert last != ahead
    time.sleep(0.2)
    assert not Path(f"/proc/{last}").exists()


def test_where_the_process_that_waits_is_gone_another_builds(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("as ever", encoding="utf-8")
    with Builder(whose, tmp_path, lambda: None) as builder:
        builder.build()
        ahead = one_waits(builder, tmp_path)
        os.kill(ahead, signal.SIGKILL)
        time.sleep(0.1)
        assert builder.build().first == "as ever"
        assert int((tmp_path / "built").read_text(encoding="utf-8")) != ahead


def test_who_waits_ends_with_the_one_that_forked_it(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("", encoding="utf-8")
    with Builder(whose, tmp_path, lambda: None) as builder:
        builder.build()
        ahead = one_waits(builder, tmp_path)
        builder._process.kill()
        for _ in range(100):
            if not Path(f"/proc/{ahead}").exists():
                break
            time.sleep(0.1)
        assert not Path(f"/proc/{ahead}").exists()
