"""`disputed serve` as an editor uses it: a real process, a real browser, files that are saved."""

from __future__ import annotations

import errno
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.alone import alone
from generator.serving.rebuilding import SETTLED
from generator.serving.watching import Sources, Watcher
from tests.test_again import added, deleted, edit, renamed

from .conftest import ROOT, disputed, make_project
from .test_frames import files

CLAIM = "seeds/claims/heron-seen.yml"
PATH = "claims/heron-seen/"
BUILT = re.compile(r"^(http://127\.0\.0\.1:\d+/\S*)  built in", re.MULTILINE)
SECONDS = 120
# What a shell starts in the background does not hear Ctrl+C, nor do the processes that it starts in turn.
CTRL_C = signal.SIGTERM if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else signal.SIGINT


class Terminal:
    """A running `disputed serve` and all it has printed."""

    def __init__(self, project: Path, *arguments: str, program: Path = ROOT) -> None:
        self.project = project
        self.text = ""
        self._more = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", "--address", "127.0.0.1:0", *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(program)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.text += line
                self._more.notify_all()
        with self._more:
            self._more.notify_all()

    def until(self, done: Callable[[str], bool]) -> None:
        """Wait until what was printed is as it should be."""
        with self._more:
            assert self._more.wait_for(lambda: done(self.text) or self.process.poll() is not None, SECONDS), self.text
            assert done(self.text), self.text

    def says(self, words: str, since: int = 0) -> None:
        """Wait until some words are printed, after so many characters."""
        self.until(lambda text: words in text[since:])

    @property
    def builds(self) -> int:
        """How many builds were published."""
        return len(BUILT.findall(self.text))

    def builds_again(self, count: int) -> None:
        """Wait for so many builds in all."""
        self.until(lambda text: len(BUILT.findall(text)) >= count)

    @property
    def home(self) -> str:
        """The address of the site."""
        return str(BUILT.findall(self.text)[-1])

    @property
    def port(self) -> int:
        """The port."""
        return int(self.home.split(":")[2].split("/")[0])

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it with a signal; its exit code."""
        self.process.send_signal(how)
        code = self.process.wait(30)
        self._reader.join(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def terminal(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """One server for all tests that leave it running."""
    terminal = Terminal(Path(shutil.copytree(built, tmp_path_factory.mktemp("serve") / "project")))
    try:
        terminal.builds_again(1)
        yield terminal
    finally:
        terminal.end()


@pytest.fixture
def claim(terminal: Terminal) -> Iterator[Path]:
    """A claim file of the site that is served, to be changed; put back afterwards."""
    path = terminal.project / CLAIM
    before = path.read_text(encoding="utf-8")
    yield path
    if path.read_text(encoding="utf-8") != before:
        count = terminal.builds
        path.write_text(before, encoding="utf-8")
        terminal.builds_again(count + 1)


def change(path: Path, old: str, new: str) -> None:
    """Save a file as careful editors do: beside its place, then renamed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text.replace(old, new, 1), encoding="utf-8")
    beside.replace(path)


def test_a_save_is_seen_without_touching_the_browser(terminal: Terminal, claim: Path, page: Page) -> None:
    page.goto(terminal.home + PATH)
    change(claim, "summary: ", "summary: Entirely new words. ")
    expect(page.get_by_text("Entirely new words.").first).to_be_visible(timeout=SECONDS * 1000)
    change(claim, "Entirely new words.", "Other words once more.")
    expect(page.get_by_text("Other words once more.").first).to_be_visible(timeout=SECONDS * 1000)
    expect(page.get_by_role("status")).to_have_count(0)


def test_while_there_is_a_problem_the_last_good_page_stays_and_says_so(
    terminal: Terminal, claim: Path, page: Page
) -> None:
    page.goto(terminal.home + PATH)
    page.evaluate("window.untouched = true")
    before, printed = files(terminal.project / "site"), len(terminal.text)
    change(claim, "quote: ", "quote: Never said. ")
    bar = page.locator("disputed-serve").get_by_role("status")
    expect(bar).to_contain_text("Out of date: 1 problem. seeds/claims/heron-seen.yml:", timeout=SECONDS * 1000)
    assert page.evaluate("window.untouched") is True
    terminal.says("error[quote-not-found]", printed)
    assert files(terminal.project / "site") == before
    with page.expect_navigation():
        bar.get_by_role("link").click()
    expect(page.locator("body")).to_contain_text("error[quote-not-found]")
    page.go_back()
    expect(bar).to_contain_text("1 problem")
    page.evaluate("window.untouched = true")
    change(claim, "quote: Never said. ", "quote: ")
    page.wait_for_function("window.untouched === undefined", timeout=SECONDS * 1000)
    expect(bar).to_have_count(0)


def test_nothing_of_this_is_published(terminal: Terminal, built: Path) -> None:
    served = http.client.HTTPConnection("127.0.0.1", terminal.port, timeout=30)
    served.request("GET", f"/facts/{PATH}")
    assert b"/.disputed/live.js" in served.getresponse().read()
    assert files(terminal.project / "site") == files(built / "site")  # what `disputed build` makes


def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Send some bytes, and read the status and the rest of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        data = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(data.split(b" ", 2)[1]), data


@pytest.mark.parametrize(
    "path",
    [
        "/facts/../seeds/publication.yml",
        "/facts/../../../../../../../../etc/passwd",
        "/facts/%2e%2e/mkdocs.yml",
        "/facts/..%2fmkdocs.yml",
        "/facts/..%5cmkdocs.yml",
        "/facts/%2e%2e%2fmkdocs.yml",
        "/facts/claims/%00",
        "/facts/%ff%fe",
        "/facts//etc/passwd",
        "/facts/.disputed",
        "/facts/claims/./ducks/",
        "//mkdocs.yml",
        "/../mkdocs.yml",
        "/mkdocs.yml",
        "/facts/index.html/",
        "/facts/" + "a" * 5_000,
        "/.disputed/../mkdocs.yml",
    ],
)
def test_a_hostile_path_leads_nowhere(terminal: Terminal, path: str) -> None:
    status, data = ask(terminal.port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert status == 404
    assert b"hooks:" not in data
    assert b"root:" not in data


def test_a_link_out_of_the_site_is_not_followed(terminal: Terminal) -> None:
    link = terminal.project / "site" / "secret.txt"
    link.symlink_to(terminal.project / "mkdocs.yml")
    try:
        assert ask(terminal.port, b"GET /facts/secret.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 404
    finally:
        link.unlink()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /facts/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        (b"HEAD /facts/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 200),
        (b"GET /facts/ HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 403),
        (b"POST /facts/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"GET /facts/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 302),
        (b"GET /facts/claims/ducks?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 302),
        (b"\x00\xff nonsense HTTP/1.1\r\n\r\n", 405),
    ],
)
def test_odd_requests_are_answered(terminal: Terminal, request_: bytes, status: int) -> None:
    assert ask(terminal.port, request_)[0] == status


def test_a_question_for_the_head_has_no_body(terminal: Terminal) -> None:
    for path in ("/facts/", "/facts/robots.txt"):
        _, data = ask(terminal.port, f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert data.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("javascripts/disputed.js", "text/javascript; charset=utf-8"),
        ("stylesheets/disputed.css", "text/css; charset=utf-8"),
        ("favicon.svg", "image/svg+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("data/facts.json", "application/json; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_have_their_types_and_a_browser_always_asks_for_them(terminal: Terminal, path: str, kind: str) -> None:
    answer, body = get(terminal, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == ("no-cache" if path else "no-store")
    if path:
        assert body == (terminal.project / "site" / path).read_bytes()


def get(terminal: Terminal, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """The server's answer to a question for a file of the site."""
    served = http.client.HTTPConnection("127.0.0.1", terminal.port, timeout=30)
    served.request("GET", f"/facts/{path}", headers={name.replace("_", "-"): each for name, each in headers.items()})
    answer = served.getresponse()
    return answer, answer.read()


def test_a_file_that_a_browser_has_is_not_sent_again(terminal: Terminal) -> None:
    mark = get(terminal, "robots.txt")[0].headers["ETag"]
    for known in (mark, f"W/{mark}", f'"other", {mark}'):
        answer, body = get(terminal, "robots.txt", If_None_Match=known)
        assert (answer.status, body, answer.headers["ETag"]) == (304, b"", mark)
    answer, body = get(terminal, "robots.txt", If_None_Match='"other"')
    assert (answer.status, body) == (200, (terminal.project / "site/robots.txt").read_bytes())
    assert get(terminal, "sitemap.xml")[0].headers["ETag"] != mark
    assert get(terminal, "")[0].headers["ETag"] is None  # its script is told how things stand


def test_an_address_that_leads_nowhere_shows_the_site_s_own_page(terminal: Terminal, page: Page) -> None:
    answer = page.goto(terminal.home + "claims/unheard-of/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no page here")).to_be_visible()


def test_very_many_saves_at_once_are_one_build_or_two(terminal: Terminal, claim: Path) -> None:
    count = terminal.builds
    sources = [path for path in sorted((terminal.project / "seeds").rglob("*")) if path.is_file()]
    for number in range(500):
        path = sources[number % len(sources)]
        path.write_bytes(path.read_bytes())
    change(claim, "summary: ", "summary: The last of many. ")
    shown = terminal.project / "site" / PATH / "index.html"
    terminal.until(lambda _: "The last of many." in shown.read_text(encoding="utf-8"))
    terminal.builds_again(count + 1)
    assert terminal.builds <= count + 2


EDITS: tuple[Callable[[Path], None], ...] = (
    lambda root: edit(root, "claims/refuge.yml", "title: ", "title: Now, "),
    lambda root: edit(root, "articles/kite.yml", "title: ", "title: Again, "),
    lambda root: edit(root, "speakers.yml", "role: the council", "role: once the council"),
    lambda root: edit(root, "publication.yml", "label: ", "label: Rather "),
    added,
    renamed,
    deleted,
    lambda root: edit(root, "claims/heron-seen.yml", "summary: ", "summary: The last of many. "),
)


def test_after_edits_of_many_kinds_it_is_the_site_that_one_build_makes(built: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project"))
    terminal = Terminal(project)
    try:
        terminal.builds_again(1)
        for each in EDITS:
            time.sleep(2 * SETTLED)  # what the build before has kept is held by then, and taken up by the next one
            count = terminal.builds
            each(project)
            terminal.builds_again(count + 1)
        shown = project / "site" / PATH / "index.html"
        terminal.until(lambda _: "The last of many." in shown.read_text(encoding="utf-8"))
    finally:
        terminal.end()
    fresh = make_project(tmp_path / "fresh")
    shutil.rmtree(fresh / "seeds")
    shutil.copytree(project / "seeds", fresh / "seeds")
    assert disputed(fresh, "build").returncode == 0
    assert files(project / "site") == files(fresh / "site")


def children(number: int) -> list[int]:
    """The processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere builds are not forked")
def test_a_build_that_is_killed_harms_nobody(terminal: Terminal, claim: Path) -> None:
    (stands_by,) = children(terminal.process.pid)
    shown = terminal.project / "site" / PATH / "index.html"
    printed = len(terminal.text)
    change(claim, "summary: ", "summary: After a kill. ")
    while "The build was stopped." not in terminal.text[printed:]:  # one that has not begun yet is begun anew
        for building in children(stands_by):
            with suppress(ProcessLookupError):  # it has been waited for meanwhile
                os.kill(building, signal.SIGKILL)
        assert "After a kill." not in shown.read_text(encoding="utf-8")
    assert ask(terminal.port, b"GET /facts/ HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200
    change(claim, "After a kill.", "Built once more.")
    terminal.until(lambda _: "Built once more." in shown.read_text(encoding="utf-8"))


def test_a_port_in_use_is_a_clear_sentence(terminal: Terminal) -> None:
    done = disputed(terminal.project, "serve", "--address", f"127.0.0.1:{terminal.port}")
    assert done.returncode == 2
    assert f"Port {terminal.port} of 127.0.0.1 is in use." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", ":8000", "127.0.0.1:99999", "127.0.0.1:²"])
def test_what_is_no_address_is_refused(terminal: Terminal, address: str) -> None:
    done = disputed(terminal.project, "serve", "--address", address)
    assert done.returncode == 2
    assert "is not HOST:PORT" in done.stderr


def test_without_a_sound_site_the_report_is_shown_until_there_is_one(project: Path, page: Page) -> None:
    claim = project / CLAIM
    change(claim, "quote: ", "quote: Never said. ")
    terminal = Terminal(project)
    try:
        terminal.says("error[quote-not-found]")
        address = terminal.text.split("  Ctrl+C", 1)[0]
        answer = page.goto(f"{address}facts/{PATH}")
        assert answer is not None
        assert answer.status == 503
        report = page.locator("pre")
        expect(report).to_contain_text("error[quote-not-found]", timeout=SECONDS * 1000)  # told before it is known
        change(claim, "quote: Never said. ", "quote: Nor was this ever said. ")
        expect(report).to_contain_text("Nor was this ever said.", timeout=SECONDS * 1000)
        change(claim, "quote: Nor was this ever said. ", "quote: ")
        question = page.get_by_role("heading", name="Has the heron been seen again?")
        expect(question).to_be_visible(timeout=SECONDS * 1000)  # nobody has touched the browser
    finally:
        assert terminal.end(CTRL_C) == 0
    assert "Traceback" not in terminal.text
    with socket.create_server(("127.0.0.1", terminal.port)):
        pass  # the port is free
    expect(page.locator("disputed-serve").get_by_role("status")).to_contain_text("does not answer")


def test_a_signal_ends_it_amid_a_build(built: Path, tmp_path: Path) -> None:
    terminal = Terminal(Path(shutil.copytree(built, tmp_path / "project")))
    terminal.says("Ctrl+C ends.")
    assert terminal.end() == 0
    assert "Traceback" not in terminal.text
    with alone(terminal.project, lambda: pytest.fail("somebody still builds")):
        pass


def test_a_change_of_the_program_starts_it_again(built: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(ROOT / "generator", program / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    terminal = Terminal(Path(shutil.copytree(built, tmp_path / "project")), program=program)
    try:
        terminal.builds_again(1)
        changed = program / "generator/views/reasons.py"
        before = changed.read_text(encoding="utf-8")
        changed.write_text(f"{before}\ndef (:\n", encoding="utf-8")
        terminal.says("cannot be run yet")
        changed.write_text(f"{before}\n# another line\n", encoding="utf-8")
        terminal.says("it starts again")
        terminal.builds_again(2)
    finally:
        assert terminal.end() == 0


def test_two_builds_at_once_do_not_meet(built: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "generator", "build"],
            cwd=project,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [each.communicate(timeout=SECONDS)[1] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert any("waiting for it" in each for each in said)
    assert files(project / "site") == files(built / "site")


def test_everything_is_loaded_before_the_first_fork(built: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project"))
    claim = project / CLAIM
    claim.write_text(claim.read_text(encoding="utf-8").replace("quote: ", "quote: Never said. ", 1), encoding="utf-8")
    script = (
        "import sys\nfrom importlib import import_module\nfrom pathlib import Path\n"
        "from generator.commands import serving\n"
        "for name in serving.LOADED: import_module(name)\n"
        "import generator.serving.running\n"
        "before = set(sys.modules)\n"
        f"claim = Path({str(claim)!r})\n"
        "assert serving._rebuild(Path.cwd()).problems == 1\n"
        "claim.write_text(claim.read_text('utf-8').replace('Never said. ', ''), 'utf-8')\n"
        "assert serving._rebuild(Path.cwd()).published\n"
        "late = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "assert not late & {'generator', 'rapidfuzz', 'PIL', 'selectolax', 'jinja2', 'dask'}, late\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


# --- watching -----------------------------------------------------------------------------------------------------


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    """Watches a project with one generated folder and one generated file."""
    for name in ("seeds/claims", "docs/claims", "docs/images", "overrides"):
        (tmp_path / name).mkdir(parents=True)
    folders = (tmp_path / "seeds", tmp_path / "overrides")
    sources = Sources(
        tmp_path,
        frozenset([tmp_path / "mkdocs.yml"]),
        folders,
        tmp_path / "docs",
        ("claims",),
        lambda path: path.name == "index.md",
    )
    watcher = Watcher(lambda: sources)
    watcher.start()
    yield watcher
    watcher.stop()


def test_hundreds_of_files_are_one_change(watcher: Watcher, tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / f"seeds/claims/{number}.yml").write_text("x", encoding="utf-8")
    assert len(watcher.wait()) == 500


@pytest.mark.parametrize(
    "file",
    [
        "docs/claims/ducks/index.md",
        "docs/index.md",
        "site/index.html",
        "docs/.about.md.swp",
        "seeds/claims/a.yml~",
        "x.md",
    ],
)
def test_what_no_site_is_built_from_is_passed_over(watcher: Watcher, tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text("x", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("x", encoding="utf-8")
    assert watcher.wait() == [tmp_path / "mkdocs.yml"]


def test_folders_may_come_and_go(watcher: Watcher, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "seeds")
    assert tmp_path / "seeds" in watcher.wait()
    (tmp_path / "seeds/claims").mkdir(parents=True)
    assert tmp_path / "seeds" in watcher.wait()
    (tmp_path / "seeds/claims/a.yml").write_text("x", encoding="utf-8")
    assert tmp_path / "seeds/claims/a.yml" in watcher.wait()
    (tmp_path / "docs/new").mkdir()
    assert tmp_path / "docs/new" in watcher.wait()
    (tmp_path / "docs/new/page.md").write_text("x", encoding="utf-8")
    assert tmp_path / "docs/new/page.md" in watcher.wait()


def test_where_the_system_tells_nothing_changes_are_looked_for(
    watcher: Watcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Exhausted(type(watcher._observer)):  # type: ignore[misc]
        def schedule(self, *arguments: object, **named: object) -> None:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr("generator.serving.watching.Observer", Exhausted)
    told: list[str] = []
    looking = Watcher(lambda: watcher.sources, told.append)
    looking.start()
    try:
        assert "inotify watch limit reached" in told[0]
        (tmp_path / "seeds/claims/a.yml").write_text("x", encoding="utf-8")
        assert tmp_path / "seeds/claims/a.yml" in looking.wait()
    finally:
        looking.stop()
