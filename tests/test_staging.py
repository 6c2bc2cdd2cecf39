"""What is on disk is known without reading it twice, and the next site never touches the last one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from generator import glancing, ledger, snapshot, staging
from generator.alone import alone
from generator.cache import Cache
from generator.ledger import Ledger

A, B = b"one", b"two"


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files that have been there for a while."""
    made = tmp_path / "folder"
    for name, data in {"a.html": A, "deep/er/b.html": B}.items():
        staging.write(made / name, data)
    time.sleep(2 * glancing.TICK / 1e9)
    return made


def remembered(kept: Cache, folder: Path) -> Ledger:
    first = ledger.load(kept, "name")
    assert first.look(folder).files == {"a.html": sha(A), "deep/er/b.html": sha(B)}
    first.save()
    return ledger.load(kept, "name")


def test_a_known_file_is_not_read_again(kept: Cache, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = remembered(kept, folder)
    monkeypatch.setattr(snapshot, "_digest", lambda *_: pytest.fail("a file was read"))
    assert again.look(folder).files == {"a.html": sha(A), "deep/er/b.html": sha(B)}
    assert again.digest(folder / "a.html") == sha(A)


@pytest.fixture
def both(kept: Cache, folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same content, both of them remembered."""
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    time.sleep(2 * glancing.TICK / 1e9)
    for each in (folder, other):
        remembered(kept, each)
    return folder, other


def test_folders_that_are_looked_at_in_turn_stay_known(
    kept: Cache, both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_digest", lambda *_: pytest.fail("a file was read"))
    for each in both:
        assert ledger.load(kept, "name").look(each).files == {"a.html": sha(A), "deep/er/b.html": sha(B)}


def test_what_is_known_of_files_that_are_gone_does_not_grow(kept: Cache, folder: Path) -> None:
    for number in range(4):
        for path in ("a.html", "deep/er/b.html"):
            (folder / path).unlink()
            staging.write(folder / path, bytes([number]))
        time.sleep(2 * glancing.TICK / 1e9)
        again = ledger.load(kept, "name")
        again.look(folder)
        again.save()
    assert len(ledger.load(kept, "name").known) == 4  # those of the last folder, and as many


def test_a_few_new_files_are_written_down_by_themselves(
    kept: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    for number in range(10):
        staging.write(folder / f"{number}.html", A)
    time.sleep(2 * glancing.TICK / 1e9)
    first = ledger.load(kept, "name")
    first.look(folder)
    first.save()
    all_of_them = kept.get("name")
    for edited in ("3.html", "4.html"):
        (folder / edited).unlink()
        staging.write(folder / edited, B)
        time.sleep(2 * glancing.TICK / 1e9)
        again = ledger.load(kept, "name")
        again.look(folder)
        again.note([(folder / edited, sha(B))])
        again.save()
    assert kept.get("name") == all_of_them
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_digest", lambda *_: pytest.fail("a file was read"))
        found = ledger.load(kept, "name").look(folder).files
    assert found == {f"{number}.html": sha(B if number in (3, 4) else A) for number in range(10)}
    monkeypatch.setattr(ledger, "MANY", 2)
    (folder / "5.html").unlink()
    staging.write(folder / "5.html", B)
    time.sleep(2 * glancing.TICK / 1e9)
    again = ledger.load(kept, "name")
    again.look(folder)
    again.save()
    assert not ledger.load(kept, "name").lately
    assert set(glancing.at(folder).stamps.values()) <= set(ledger.load(kept, "name").known)


def test_what_was_written_down_by_itself_of_one_folder_stays_known_with_all_of_the_other(
    kept: Cache, both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = both
    for each, many in ((other, 1), (folder, 0)):
        monkeypatch.setattr(ledger, "MANY", many)
        staging.write(each / "a.html", B)
        time.sleep(2 * glancing.TICK / 1e9)
        again = ledger.load(kept, "name")
        again.look(each)
        again.save()
    assert not ledger.load(kept, "name").lately
    monkeypatch.setattr(snapshot, "_digest", lambda *_: pytest.fail("a file was read"))
    for each in (folder, other):
        assert ledger.load(kept, "name").look(each).files == {"a.html": sha(B), "deep/er/b.html": sha(B)}


@pytest.mark.parametrize("keeping", ["nothing", "the time", "the time and the length"])
def test_whatever_is_done_to_a_file_is_noticed(kept: Cache, folder: Path, keeping: str) -> None:
    again = remembered(kept, folder)
    path, before = folder / "a.html", (folder / "a.html").stat()
    path.write_bytes(B if "length" in keeping else b"longer")
    if "time" in keeping:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert again.look(folder).files["a.html"] == sha(path.read_bytes())


def test_a_file_in_the_place_of_another_is_noticed(kept: Cache, folder: Path) -> None:
    again = remembered(kept, folder)
    (folder / "deep/er/b.html").replace(folder / "a.html")
    assert again.look(folder).files == {"a.html": sha(B)}


def test_what_was_written_a_moment_ago_is_not_remembered(kept: Cache, tmp_path: Path) -> None:
    staging.write(tmp_path / "folder/a.html", A)
    first = ledger.load(kept, "name")
    first.look(tmp_path / "folder")
    first.save()
    assert not ledger.load(kept, "name").known


def test_what_was_written_a_moment_ago_is_not_remembered_with_all_others_either(
    kept: Cache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MANY", 0)
    staging.write(folder / "young.html", A)
    first = ledger.load(kept, "name")
    moment = time.time_ns()
    assert first.look(folder).files.keys() == {"a.html", "deep/er/b.html", "young.html"}
    first.save()
    if time.time_ns() - moment < glancing.TICK // 2:
        stamps = glancing.at(folder).stamps
        known = ledger.load(kept, "name").known
        assert set(known) == {stamps["a.html"], stamps["deep/er/b.html"]}


def test_links_and_the_like_are_no_files(kept: Cache, folder: Path) -> None:
    (folder / "link").symlink_to(folder / "a.html")
    (folder / "far").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")
    found = ledger.load(kept, "name").look(folder)
    assert sorted(found.files) == ["a.html", "deep/er/b.html"]
    assert sorted(found.others) == ["far", "link", "pipe"]


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_next_site_is_what_is_wanted_and_the_last_one_stays(kept: Cache, folder: Path, tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    before = content(folder)
    for wanted in (
        {"a.html": A, "deep/er/b.html": B},  # all of it is there
        {"a.html": B, "new/c.html": A},
        {"deep": A},  # a file where a folder was
        {"deep/er/b.html": A, "a.html/index.html": B},  # and a folder where a file was
        {"a.html": A, "deep/er/b.html": B},
    ):
        next_one = staging.begin(spare, folder, ledger.load(kept, "name"))
        for path, data in wanted.items():
            if not next_one.take(path, sha(data)):
                next_one.put(path, data)
        next_one.sweep()
        assert content(spare) == wanted
        assert next_one.files == set(wanted)
        assert content(folder) == before
        next_one.remember(spare)


def test_what_the_last_site_has_is_the_same_file(kept: Cache, folder: Path, tmp_path: Path) -> None:
    next_one = staging.begin(tmp_path / "spare", folder, ledger.load(kept, "name"))
    assert next_one.take("a.html", sha(A))
    assert not next_one.take("deep/er/b.html", sha(A))
    assert (folder / "a.html").samefile(tmp_path / "spare/a.html")


def test_a_file_that_got_another_name_stays_known(
    kept: Cache, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_one = staging.begin(tmp_path / "spare", folder, ledger.load(kept, "name"))
    assert next_one.take("a.html", sha(A))
    time.sleep(2 * glancing.TICK / 1e9)
    next_one.remember(tmp_path / "spare")
    monkeypatch.setattr(snapshot, "_digest", lambda *_: pytest.fail("a file was read"))
    assert ledger.load(kept, "name").digest(folder / "a.html") == sha(A)
    known = ledger.load(kept, "name")
    assert known.look(tmp_path / "spare").files == {"a.html": sha(A)}
    assert known.digest(folder / "a.html") == sha(A)


def test_what_is_not_known_is_not_taken_and_nothing_goes_for_it(kept: Cache, folder: Path, tmp_path: Path) -> None:
    spare = Path(shutil.copytree(folder, tmp_path / "spare"))
    next_one = staging.begin(spare, folder, ledger.load(kept, "name"))
    wanted = {"a.html": sha(A), "deep/er/b.html": "", "new.html": "", "other.html": sha(B)}
    assert next_one.take_all(wanted) == ["deep/er/b.html", "new.html", "other.html"]
    assert next_one.files == {"a.html"}
    assert content(spare) == {"a.html": A, "deep/er/b.html": B}


def test_the_next_site_may_begin_with_all_of_the_first_one(kept: Cache, folder: Path, tmp_path: Path) -> None:
    first = staging.begin(folder, None, ledger.load(kept, "name"))
    first.put("a.html", B)
    first.sweep()
    first.double(folder, tmp_path / "spare")
    assert content(tmp_path / "spare") == {"a.html": B}
    assert (folder / "a.html").samefile(tmp_path / "spare/a.html")
    time.sleep(2 * glancing.TICK / 1e9)
    first.remember(folder)
    assert staging.begin(tmp_path / "spare", folder, ledger.load(kept, "name")).take("a.html", sha(B))
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.html").write_bytes(A)
    first.double(folder, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("many", [0, 2])
def test_of_many_new_files_none_is_read_by_the_next_build(
    many: int, kept: Cache, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MANY", many)
    first = staging.begin(folder, None, ledger.load(kept, "name"))
    first.put("a.html", B)
    first.put("c.html", A)
    first.sweep()
    first.double(folder, tmp_path / "spare")
    first.remember(folder)
    asked: list[str] = []

    def read(_: Path, paths: list[str]) -> dict[str, str]:
        asked.extend(paths)
        return {}

    monkeypatch.setattr(snapshot, "read", read)
    staging.begin(tmp_path / "spare", folder, ledger.load(kept, "name"))
    assert bool(asked) == (many == 2)


def test_a_spare_folder_with_anything_but_files_is_begun_anew(kept: Cache, folder: Path, tmp_path: Path) -> None:
    spare, precious = tmp_path / "spare", tmp_path / "precious"
    staging.write(precious / "a.html", B)
    staging.write(spare / "b.html", B)
    (spare / "far").symlink_to(precious)
    next_one = staging.begin(spare, folder, ledger.load(kept, "name"))
    assert not next_one.there
    next_one.put("far/a.html", A)
    spare.rename(tmp_path / "elsewhere")
    spare.symlink_to(precious)
    staging.begin(spare, folder, ledger.load(kept, "name")).put("a.html", A)
    assert content(precious) == {"a.html": B}


def test_another_try_begins_with_what_is_on_disk(folder: Path) -> None:
    one = staging.begin(folder, None, Ledger())
    one.put("a.html", B)
    one.put("c.html", B)
    one.empty()
    one.put("a.html", A)
    one.sweep()
    assert content(folder) == {"a.html": A}


WAIT = """
import sys
from pathlib import Path
from generator.alone import alone
with alone(Path(sys.argv[1]), lambda: print("waiting", flush=True)):
    print("alone", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is held up there")
def test_two_runs_work_one_after_the_other(tmp_path: Path) -> None:
    with alone(tmp_path, lambda: pytest.fail("nobody else is there")):
        other = subprocess.Popen([sys.executable, "-c", WAIT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "waiting\n"
        assert other.poll() is None
    assert other.communicate(timeout=20)[0] == "alone\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody looks ahead")
def test_who_looks_ahead_sees_what_is_there_and_is_believed_once(tmp_path: Path) -> None:
    docs, site = tmp_path / "docs", tmp_path / "site"
    staging.write(docs / "deep" / "a.md", A)
    (docs / "link").symlink_to("deep")
    ahead = glancing.begin(docs, site)
    there = ahead.at(docs)
    now = glancing.at(docs)
    assert (there.stamps, there.others) == (now.stamps, now.others) != ({}, [])
    staging.write(docs / "b.md", B)
    assert set(ahead.at(docs).stamps) == {"deep/a.md", "b.md"}
    assert ahead.at(site).stamps == {}
    ahead.end()


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was looked at while there was time."""
    monkeypatch.setattr(glancing, "_seen", {})
    for path in ("a.md", "deep/b.md", "deep/er/c.md", "empty/gone.md"):
        staging.write(tmp_path / path, A)
    (tmp_path / "empty/gone.md").unlink()
    (tmp_path / "link").symlink_to("deep")
    time.sleep(2 * glancing.TICK / 1e9)
    assert list(glancing.remember(tmp_path)) == [None]
    assert tmp_path in glancing._seen
    return tmp_path


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a file is written into": lambda folder: (folder / "deep/b.md").write_bytes(B),
    "a file is new": lambda folder: (folder / "deep/er/d.md").write_bytes(B),
    "a file is new where there was none": lambda folder: (folder / "empty/d.md").write_bytes(B),
    "a file is gone": lambda folder: (folder / "a.md").unlink(),
    "a file has another name": lambda folder: (folder / "a.md").rename(folder / "d.md"),
    "a file takes the place of another": lambda folder: (folder / "a.md").replace(folder / "deep/b.md"),
    "a folder is new": lambda folder: (folder / "deep/est").mkdir(),
    "a folder is gone": lambda folder: (folder / "empty").rmdir(),
    "a folder has another name": lambda folder: (folder / "deep/er").rename(folder / "deeper"),
    "a link is gone": lambda folder: (folder / "link").unlink(),
    "all is gone": shutil.rmtree,
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody looks ahead")
@pytest.mark.parametrize("change", CHANGES)
def test_what_was_seen_before_is_seen_as_it_is_now(seen: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CHANGES[change](seen)
    now = glancing._look_at(seen)
    if change in ("nothing", "a file is written into"):
        monkeypatch.setattr(glancing, "_below", lambda *_: pytest.fail("listed again"))
    assert (glancing.at(seen).stamps, glancing.at(seen).others) == (now.stamps, now.others)
    ahead = glancing.begin(seen)  # by another process
    there = ahead.at(seen)
    assert (there.stamps, there.others) == (now.stamps, now.others)
    assert there.moment >= now.moment


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nothing is known by its stamp")
def test_folders_that_have_just_changed_are_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes in the same tick as before cannot be told from that."""
    monkeypatch.setattr(glancing, "_seen", {})
    staging.write(tmp_path / "a.md", A)
    assert list(glancing.remember(tmp_path)) == [None]
    assert glancing._seen == {}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody looks ahead")
def test_who_is_stopped_while_looking_is_not_missed(tmp_path: Path) -> None:
    staging.write(tmp_path / "a.md", A)
    after = tmp_path / "after"
    staging.write(after / "b.md", B)
    ahead = glancing.begin(tmp_path, after)
    os.kill(ahead.others[tmp_path].child, signal.SIGKILL)
    assert set(ahead.at(tmp_path).stamps) == {"a.md", "after/b.md"}
    assert set(ahead.at(after).stamps) == {"b.md"}  # whoever waits for the one that was stopped waits no more
    glancing.begin(tmp_path).end()
