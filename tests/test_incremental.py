"""Whatever is remembered, and however the work is shared out: the report is that of a run that knows nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import corpus as made
from bench.elsewhere import Elsewhere
from generator import apart, cache, parallel, rechecking, report, snapshot
from generator.cache import Cache
from generator.compiler import compile_corpus
from generator.incremental import keeping, running
from generator.parallel import Pool
from generator.problems import errors
from generator.records import field
from generator.report import Report

TOY = Path(__file__).parent / "toy"
FOLDERS = ("claims", "articles", "")
KINDS_OF_ENTRIES = ("briefs", "claims", "seen", "stored", "coverage", "articles", "metas", "corpus", "whole")

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def kept_in(folder: Path) -> Cache:
    """The cache as a new process opens it."""
    return Cache(folder / "kept", rechecking.LIMIT)


class Memory(Cache):
    """A cache that can be looked into."""

    folder: None = None
    entries: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def read(self, key: str, make: Callable[[bytes], Any]) -> tuple[os.stat_result, Any] | None:
        data = self.entries.get(key)
        return None if data is None else (TOY.stat(), make(data))

    def put(self, key: str, data: bytes) -> None:
        self.entries[key] = data

    def trim(self, needed: int = 0) -> None:
        pass


def plain(root: Path) -> Report:
    return compile_corpus(root).report


def files_of(root: Path) -> list[Path]:
    return sorted(path for path in (root / "seeds").rglob("*") if path.is_file())


# --- the same report --------------------------------------------------------------------------------------------------


def test_a_report_survives_being_kept(toy: Path) -> None:
    (toy / "seeds" / "claims" / "ducks.yml").write_text("title: x\ntitle: y\n", encoding="utf-8")
    found = plain(toy)
    assert found.problems
    assert report.from_bytes(*report.to_bytes(found)) == found


def test_plain_cached_and_shared_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.make(tmp_path, 24)
    expected = plain(tmp_path)
    monkeypatch.setattr(parallel, "FEW", 2)
    monkeypatch.setattr(parallel, "CHUNK", 3)
    monkeypatch.setattr(snapshot, "MANY", 4)
    assert rechecking.check(tmp_path, cache.NOTHING, Pool(2)) == expected
    assert rechecking.check(tmp_path, kept_in(tmp_path), Pool(2)) == expected
    assert rechecking.check(tmp_path, kept_in(tmp_path), Pool(2)) == expected
    assert rechecking.check(tmp_path, kept_in(tmp_path)) == expected


def spoil(path: Path, others: list[Path], random: Random) -> None:
    """One edit, of the kinds that editors make, and of some that only trouble makes."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    at = random.randrange(len(lines))
    match random.randrange(9):
        case 0:
            lines[at] = lines[at].replace("e", "a", 1)
        case 1:
            lines.insert(at, lines[at])
        case 2:
            del lines[at]
        case 3:
            other = random.choice(others).read_text(encoding="utf-8").split("\n")
            lines[at] = random.choice(other)
        case 4:
            lines.append("# a comment")
        case 5:
            path.unlink()
            return
        case 6:
            target = path.with_name(f"{path.stem}-2{path.suffix}")
            target.write_text(text, encoding="utf-8")
            return
        case 7:
            lines[at] = lines[at].replace("1", "2")
        case _:
            words = lines[at].split(" ")
            random.shuffle(words)
            lines[at] = " ".join(words)
    path.write_text("\n".join(lines), encoding="utf-8")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_after_every_edit_it_is_as_from_scratch(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    random = Random(seed)
    folder = tmp_path_factory.mktemp("edits")
    root = Path(shutil.copytree(TOY, folder / "toy"))
    rechecking.check(root, kept_in(folder))
    history: list[dict[Path, bytes]] = []
    for _ in range(6):
        found = files_of(root)
        history.append({path: path.read_bytes() for path in found})
        if len(history) > 2 and random.random() < 0.3:  # back to what was there before, as when a branch is changed
            shutil.rmtree(root / "seeds")
            for path, data in random.choice(history).items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        else:
            for _ in range(random.randint(1, 2)):
                here = files_of(root)
                spoil(random.choice(here), here, random)
        expected = plain(root)
        assert rechecking.check(root, kept_in(folder)) == expected
        assert rechecking.check(root, kept_in(folder)) == expected


# --- on machines without files ----------------------------------------------------------------------------------------


def test_what_goes_with_a_shard_is_all_that_its_work_needs(tmp_path: Path) -> None:
    made.make(tmp_path, 24)
    here, there, pool = Memory(), Memory(), Elsewhere()
    assert rechecking.check(tmp_path, there, pool) == rechecking.check(tmp_path, here)
    assert there.entries == here.entries
    assert pool.left == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_after_every_edit_it_is_the_same_without_files(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    random = Random(seed)
    root = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("edits") / "toy"))
    here, there = Memory(), Memory()
    for _ in range(6):
        assert rechecking.check(root, there, Elsewhere()) == rechecking.check(root, here)
        assert there.entries == here.entries
        found = files_of(root)
        spoil(random.choice(found), found, random)


def test_an_article_that_is_named_in_a_roundabout_way_is_looked_up_where_the_files_are(toy: Path) -> None:
    claim = toy / "seeds" / "claims" / "ducks.yml"
    text = claim.read_text(encoding="utf-8")
    name = next(line for line in text.split("\n") if line.strip().startswith("article:")).split(": ")[1]
    claim.write_text(text.replace(f"article: {name}", f'article: "\\x{ord(name[0]):x}{name[1:]}"'), encoding="utf-8")
    pool = Elsewhere()
    assert rechecking.check(toy, cache.NOTHING, pool) == plain(toy)
    assert pool.left == ["ducks"]
    assert not errors(plain(toy).problems)


def mapped(root: Path, kept: Cache, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What was worked on by itself in one run."""
    done: dict[str, list[str]] = {}

    def ordered(work: Any, shared: object, items: list[str], _: Pool) -> list[object]:
        done[work.args[0].__name__] = list(items)
        return [work(shared, item) for item in items]

    with monkeypatch.context() as patched:
        patched.setattr(parallel, "ordered", ordered)
        found = rechecking.check(root, kept)
    assert found == plain(root)
    return done


def test_only_what_depends_on_a_change_is_done_again(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = mapped(toy, kept_in(tmp_path), monkeypatch)
    claims = sorted(path.stem for path in (toy / "seeds" / "claims").iterdir())
    assert everything["check_claim"] == claims
    assert mapped(toy, kept_in(tmp_path), monkeypatch) == {}

    claim = toy / "seeds" / "claims" / "ducks.yml"
    claim.write_text(claim.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    done = mapped(toy, kept_in(tmp_path), monkeypatch)
    assert done == {"check_claim": ["ducks"]}

    # a speaker whom nobody names changes nothing but the registry
    speakers = toy / "seeds" / "speakers.yml"
    text = speakers.read_text(encoding="utf-8")
    speakers.write_text(text + "nobody-names-me:\n  name: Nobody Names Me\n  kind: person\n", encoding="utf-8")
    assert mapped(toy, kept_in(tmp_path), monkeypatch)["check_claim"] == []

    # one whom claims name is looked at again where it is named
    name = next(key for key in sorted(compile_corpus(TOY).corpus.speakers))  # type: ignore[union-attr]
    speakers.write_text(text.replace(f"{name}:\n", f"{name}:\n  role: changed here\n", 1), encoding="utf-8")
    named = mapped(toy, kept_in(tmp_path), monkeypatch)["check_claim"]
    assert len(named) < len(claims)

    publication = toy / "seeds" / "publication.yml"
    publication.write_text(publication.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert mapped(toy, kept_in(tmp_path), monkeypatch)["check_claim"] == claims


def test_what_is_missing_is_watched_too(toy: Path, tmp_path: Path) -> None:
    claim = toy / "seeds" / "claims" / "ducks.yml"
    text = claim.read_text(encoding="utf-8")
    speaker = next(line for line in text.split("\n") if line.strip().startswith("speaker:")).split(": ")[1]
    claim.write_text(text.replace(f"speaker: {speaker}", "speaker: somebody-else", 1), encoding="utf-8")
    before = rechecking.check(toy, kept_in(tmp_path))
    assert any("somebody-else" in problem.message for problem in before.problems)
    speakers = toy / "seeds" / "speakers.yml"
    addition = "somebody-else:\n  name: Somebody Else\n  kind: person\n"
    speakers.write_text(speakers.read_text(encoding="utf-8") + addition, encoding="utf-8")
    after = rechecking.check(toy, kept_in(tmp_path))
    assert after == plain(toy)
    assert not any("There is no speaker" in problem.message for problem in after.problems)


def test_time_stamps_say_nothing(toy: Path, tmp_path: Path) -> None:
    claim = toy / "seeds" / "claims" / "ducks.yml"
    first = rechecking.check(toy, kept_in(tmp_path))
    stat, data = claim.stat(), claim.read_bytes()
    at = data.index(b"title: ") + 8
    claim.write_bytes(data[:at] + b"x" + data[at + 1 :])
    os.utime(claim, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert claim.stat().st_size == stat.st_size
    assert rechecking.check(toy, kept_in(tmp_path)) == plain(toy)
    claim.write_bytes(data)
    assert rechecking.check(toy, kept_in(tmp_path)) == first


@pytest.mark.parametrize("way", ["a link", "a folder", "too long", "no publication", "no claims", "a pipe"])
def test_what_is_no_ordinary_file_is_reported_as_ever(way: str, toy: Path, tmp_path: Path) -> None:
    rechecking.check(toy, kept_in(tmp_path))
    claims = toy / "seeds" / "claims"
    match way:
        case "a link":
            (claims / "ducks.yml").rename(tmp_path / "ducks.yml")
            (claims / "ducks.yml").symlink_to(tmp_path / "ducks.yml")
        case "a folder":
            (claims / "ducks.yml").unlink()
            (claims / "ducks.yml").mkdir()
        case "too long":
            (claims / "ducks.yml").write_bytes(b"#" * 11_000_000)
        case "no publication":
            (toy / "seeds" / "publication.yml").unlink()
        case "no claims":
            shutil.rmtree(claims)
        case "a pipe":
            (claims / "ducks.yml").unlink()
            os.mkfifo(claims / "ducks.yml")
    for _ in range(2):
        assert rechecking.check(toy, kept_in(tmp_path)) == plain(toy)


def test_a_file_that_changes_while_it_is_read_is_not_remembered(toy: Path, tmp_path: Path) -> None:
    claim = toy / "seeds" / "claims" / "ducks.yml"
    taken = snapshot.take(toy, "seeds")
    assert taken is not None
    claim.write_text(claim.read_text(encoding="utf-8").replace("title: ", "title: X", 1), encoding="utf-8")
    assert running.check(toy, taken, kept_in(tmp_path)) is None


def test_a_process_that_reads_half_of_the_files_may_die(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = snapshot.take(toy, "seeds")
    monkeypatch.setattr(snapshot, "MANY", 1)
    assert snapshot.take(toy, "seeds") == expected
    digest, here = snapshot._digest, os.getpid()
    monkeypatch.setattr(
        snapshot, "_digest", lambda path, limit: digest(path, limit) if os.getpid() == here else os._exit(9)
    )
    assert snapshot.take(toy, "seeds") == expected


# --- in brief ---------------------------------------------------------------------------------------------------------


def seeds(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in files_of(root)}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit(what: str, root: Path) -> None:
    folder = root / "seeds"
    first, second, third = sorted((folder / "claims").iterdir())[:3]
    article = next(line.split()[1] for line in first.read_text().split("\n") if line.startswith("    article: "))
    match what:
        case "a title":
            replaced(first, "title: ", "title: Now: ")
        case "a quote":
            replaced(first, "    quote: >-\n      ", "    quote: >-\n      Nobody said that ")
        case "one citation less":
            at, _, rest = first.read_text().partition("  - id: ")
            first.write_text(at + "  - id: " + rest.partition("  - id: ")[2])
        case "a claim that is gone":
            first.unlink()
        case "a claim of another name":
            first.rename(first.with_name("another-name.yml"))
        case "claims that change places":
            one, other = second.read_bytes(), third.read_bytes()
            second.write_bytes(other)
            third.write_bytes(one)
        case "a claim that is none":
            first.write_text("title: x\n")
        case "an article":
            replaced(folder / "articles" / f"{article}.txt", "a", "e")
        case "metadata":
            replaced(folder / "articles" / f"{article}.yml", "title: ", "title: Now ")
        case "an article that is gone":
            (folder / "articles" / f"{article}.txt").unlink()
        case "a file that belongs elsewhere":
            (folder / "articles" / "Strange.txt").write_text("strange\n")
        case "a speaker":
            replaced(folder / "speakers.yml", "  name: ", "  name: Now ")
        case "addresses":
            replaced(folder / "addresses.yml", "- claims/", "- claims/no-")


EDITS = (
    *("a title", "a quote", "one citation less", "a claim that is gone", "a claim of another name"),
    *("claims that change places", "a claim that is none", "an article", "metadata", "an article that is gone"),
    *("a file that belongs elsewhere", "a speaker", "addresses"),
)


@pytest.mark.parametrize("what", EDITS)
def test_nothing_is_believed_in_brief_once_it_is_not_so(what: str, tmp_path: Path) -> None:
    made.make(tmp_path, 40)
    first, before = rechecking.check(tmp_path, kept_in(tmp_path)), seeds(tmp_path)
    edit(what, tmp_path)
    expected = plain(tmp_path)
    for _ in range(2):
        assert rechecking.check(tmp_path, kept_in(tmp_path)) == expected
    claim = max((tmp_path / "seeds" / "claims").iterdir())  # one more change, which nobody expected to be the next
    claim.write_text(claim.read_text() + "# a comment\n")
    assert rechecking.check(tmp_path, kept_in(tmp_path)) == plain(tmp_path)
    shutil.rmtree(tmp_path / "seeds")
    for path, data in before.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert rechecking.check(tmp_path, kept_in(tmp_path)) == first == plain(tmp_path)


def test_one_change_reads_what_is_about_it_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.make(tmp_path, 120)
    rechecking.check(tmp_path, kept_in(tmp_path))
    claim = min((tmp_path / "seeds" / "claims").iterdir())
    claim.write_text(claim.read_text() + "# a comment\n")
    read: list[str] = []
    found = Cache._found

    def noted(self: Cache, key: str) -> tuple[os.stat_result, bytes] | None:
        read.append(key.partition(" ")[0])
        return found(self, key)

    with monkeypatch.context() as patched:
        patched.setattr(Cache, "_found", noted)
        assert rechecking.check(tmp_path, kept_in(tmp_path)) == plain(tmp_path)
    assert (read.count("claims"), read.count("seen"), read.count("articles"), read.count("whole")) == (1, 1, 0, 0)


@pytest.mark.parametrize("sort", ["claims", "articles"])
def test_what_is_no_longer_there_in_full_is_found_out_again(sort: str, tmp_path: Path) -> None:
    made.make(tmp_path, 40)
    kept = kept_in(tmp_path)
    rechecking.check(tmp_path, kept)
    basis = running.Run(tmp_path, taken_of(tmp_path), kept, Pool(), lambda *_: lambda: None).basis
    for number in range(keeping.SHARDS):
        kept.keep(f"{sort} {number} {basis}", {})
    edit("one citation less", tmp_path)
    expected = plain(tmp_path)
    taken = taken_of(tmp_path)
    assert running.check(tmp_path, taken, kept) == expected
    run, found = running.looked_at(lambda: running.Run(tmp_path, taken, kept, Pool(), lambda *_: lambda: None))
    assert found == expected
    assert [run.outcomes[name].own for name in run.outcomes]  # everything is there again


def taken_of(root: Path) -> snapshot.Snapshot:
    taken = snapshot.take(root, "seeds")
    assert taken is not None
    return taken


@pytest.mark.parametrize("change", ["nothing", "a byte", "a name", "everything"])
def test_what_will_be_needed_is_done_while_files_are_read(
    change: str, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = snapshot.take(toy, "seeds")
    assert expected is not None
    monkeypatch.setattr(snapshot, "MANY", 1)
    monkeypatch.setattr(apart, "pays", lambda: True)
    monkeypatch.setattr(snapshot, "TOGETHER", 3)
    trace = expected.trace
    match change:
        case "a byte":
            trace = trace[:-1] + bytes([trace[-1] ^ 1])
        case "a name":
            trace = bytes(32) + trace[32:]
        case "everything":
            trace = b""
    done: list[int] = []
    # the other process leaves the last part to this one
    digest, here = snapshot._digest, os.getpid()
    slow = toy / "seeds" / "addresses.yml"

    def digested(path: str, limit: int) -> bytes:
        if os.getpid() != here and path == str(slow):
            time.sleep(0.5)
        return digest(path, limit)

    monkeypatch.setattr(snapshot, "_digest", digested)
    assert snapshot.take(toy, "seeds", snapshot.Before(trace, lambda: done.append(1))) == expected
    assert len(done) == (change != "nothing")


# --- damage -----------------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_damaged_caches_are_ignored(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    random = Random(seed)
    folder = tmp_path_factory.mktemp("damage")
    root = Path(shutil.copytree(TOY, folder / "toy"))
    expected = rechecking.check(root, kept_in(folder))
    entries = sorted(path for path in (folder / "kept").rglob("*") if path.is_file())
    for path in random.sample(entries, random.randint(1, len(entries))):
        data = path.read_bytes()
        match random.randrange(4):
            case 0:
                path.write_bytes(data[: random.randrange(len(data))])
            case 1:
                at = random.randrange(len(data))
                path.write_bytes(data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :])
            case 2:
                path.write_bytes(random.randbytes(100))
            case _:
                path.unlink()
    claim = root / "seeds" / "claims" / "ducks.yml"
    claim.write_text(claim.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert rechecking.check(root, kept_in(folder)) == expected


@pytest.mark.parametrize(
    "kind", ["briefs", "claims", "seen", "stored", "coverage", "articles", "metas", "corpus", "whole"]
)
def test_each_kind_of_entry_may_be_missing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.make(tmp_path, 40)
    rechecking.check(tmp_path, kept_in(tmp_path))
    claims = sorted((tmp_path / "seeds" / "claims").iterdir())
    found = Cache._found
    for claim in claims[:2]:
        claim.write_text(claim.read_text(encoding="utf-8").replace("title: ", "title: Now ", 1), encoding="utf-8")
        with monkeypatch.context() as patched:
            patched.setattr(Cache, "_found", lambda self, key: None if key.startswith(f"{kind} ") else found(self, key))
            assert rechecking.check(tmp_path, kept_in(tmp_path)) == plain(tmp_path)
        claim.write_text(claim.read_text(encoding="utf-8").replace("title: ", "title: Then ", 1), encoding="utf-8")
        assert rechecking.check(tmp_path, kept_in(tmp_path)) == plain(tmp_path)


def command(root: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "check", "--format", "json", "--project", str(root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **variables},
    )


def test_two_at_once_and_some_of_them_killed(tmp_path: Path) -> None:
    made.make(tmp_path, 12)
    with command(tmp_path, "--no-cache") as process:
        expected = process.communicate()[0]
    assert json.loads(expected)["problems"] == []
    assert not (tmp_path / ".cache").exists()
    random = Random(7)
    for _ in range(5):
        running = [command(tmp_path) for _ in range(2)]
        time.sleep(random.uniform(0.1, 0.9))
        running[0].send_signal(signal.SIGKILL)
        assert running[1].communicate()[0] == expected
        running[0].communicate()
        path = random.choice(sorted((tmp_path / "seeds" / "claims").iterdir()))
        path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert (tmp_path / ".cache" / "disputed" / "check").is_dir()


@pytest.mark.parametrize("way", ["read-only", "a file in its place", "elsewhere", "off", "deleted"])
def test_wherever_the_cache_is_the_report_is_the_same(way: str, toy: Path, tmp_path: Path) -> None:
    with command(toy) as process:
        expected = process.communicate()[0]
    folder = toy / ".cache"
    variables = {}
    match way:
        case "read-only":
            for path in (*folder.rglob("*"), folder):
                path.chmod(0o555 if path.is_dir() else 0o444)
        case "a file in its place":
            shutil.rmtree(folder)
            folder.write_text("in the way")
        case "elsewhere":
            variables[cache.VARIABLE] = str(tmp_path / "elsewhere")
        case "off":
            shutil.rmtree(folder)
            variables[cache.VARIABLE] = "off"
        case "deleted":
            shutil.rmtree(folder)
    for _ in range(2):
        with command(toy, **variables) as process:
            assert process.communicate()[0] == expected
    assert (tmp_path / "elsewhere").exists() == (way == "elsewhere")
    assert folder.exists() == (way != "off")
    for path in (folder, *folder.rglob("*")) if way == "read-only" else ():
        path.chmod(0o755)


def test_where_nothing_changed_the_compiler_is_not_loaded(toy: Path, tmp_path: Path) -> None:
    rechecking.check(toy, kept_in(tmp_path))
    script = (
        "import sys; from pathlib import Path; from generator import rechecking; from generator.cache import Cache; "
        "from generator import cli, reporting; "
        f"rechecking.check(Path({str(toy)!r}), Cache(Path({str(tmp_path / 'kept')!r}))); "
        "print({'generator.model', 'yaml', 'markdown_it', 'multiprocessing'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- what reaches from one article to another -------------------------------------------------------------------------


def test_versions_of_an_article_are_watched(toy: Path, tmp_path: Path) -> None:
    def checked() -> Report:
        expected = plain(toy)
        assert rechecking.check(toy, kept_in(tmp_path)) == expected
        assert rechecking.check(toy, kept_in(tmp_path)) == expected
        return expected

    first = checked()
    articles = toy / "seeds" / "articles"
    text = (articles / "heron.txt").read_text(encoding="utf-8")
    metadata = (articles / "heron.yml").read_text(encoding="utf-8")

    def store(words: str, more: str = "version_of: heron\n") -> None:
        (articles / "heron-b.txt").write_text(words, encoding="utf-8")
        digest = hashlib.sha256(words.encode()).hexdigest()
        lines = [f"sha256: {digest}" if line.startswith("sha256: ") else line for line in metadata.split("\n")]
        (articles / "heron-b.yml").write_text("\n".join(lines) + more, encoding="utf-8")

    store(text.replace(".", " then.", 40))
    assert checked() != first
    store(text + "\nMore.\n")
    checked()
    store(text.replace("the", "a"))
    checked()
    store(text.replace("the", "a"), "")  # no version any more
    checked()
    (articles / "heron-b.txt").unlink()
    checked()
    (articles / "heron-b.yml").unlink()
    assert checked() == first
