"""The script that may write comments, run as its workflow runs it, against a small stand-in for GitHub's interface.

The stand-in keeps pull requests, artifacts and comments, hands files out from another address as GitHub does, and
remembers who showed the token to whom.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator.compiler import Compiled, compile_corpus
from generator.diffing import assembling, interchange
from generator.diffing.revisions import Revision
from tools import comment_on_pull_request as script

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = "pond/facts"
HEAD = "1234567890abcdef1234567890abcdef12345678"
TOKEN = "the-token"


@dataclass
class Stand:
    """What the stand-in knows and has been told."""

    pulls: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    packed: bytes = b""
    files: list[str] = field(default_factory=lambda: ["seeds/claims/refuge.yml"])
    comments: list[dict[str, Any]] = field(default_factory=list)
    written: list[tuple[str, str, str]] = field(default_factory=list)
    token_shown_elsewhere: bool = False
    address: str = ""

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        start = (int(query.get("page", ["1"])[0]) - 1) * 100

        def page(found: list[Any]) -> list[Any]:
            return found[start : start + 100]

        match path.removeprefix(f"/repos/{REPOSITORY}/").split("/"):
            case ["pulls"]:
                assert query["state"] == ["open"]
                (head,) = query["head"]
                return page([p for p in self.pulls if f"{p['head']['owner']}:{p['head']['ref']}" == head])
            case ["pulls", _, "files"]:
                return page([{"filename": name} for name in self.files])
            case ["issues", _, "comments"]:
                return page(self.comments)
            case ["actions", "runs", "77", "artifacts"]:
                return {"artifacts": [each for each in self.artifacts if [each["name"]] == query["name"]]}
        return None


class Handler(BaseHTTPRequestHandler):
    stand: Stand

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        shown = self.headers.get("Authorization")
        if parts.path == "/elsewhere":
            self.stand.token_shown_elsewhere |= shown is not None
            self.reply(200, self.stand.packed)
        elif shown != f"Bearer {TOKEN}":
            self.reply(401, b"{}")
        elif parts.path.endswith("/zip"):
            self.send_response(302)
            self.send_header("Location", f"{self.stand.address}/elsewhere")
            self.end_headers()
        else:
            found = self.stand.answer(parts.path, parse_qs(parts.query))
            self.reply(404 if found is None else 200, json.dumps(found).encode())

    def write(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.stand.written.append((self.command, self.path.removeprefix(f"/repos/{REPOSITORY}/"), body))
        self.reply(201, b"{}")

    do_POST = do_PATCH = write  # noqa: N815

    def reply(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"stand": made}))
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def pull(number: int = 5, **more: Any) -> dict[str, Any]:
    repo = more.get("repo", {"full_name": "ann/facts"})
    return {
        "number": number,
        "head": {"sha": more.get("sha", HEAD), "ref": "change", "owner": "ann", "repo": repo},
        "base": {"ref": more.get("base", "main"), "repo": {"full_name": REPOSITORY}},
    }


def artifact(size: int = 1_000, **more: Any) -> dict[str, Any]:
    return {"id": 9, "name": "disputed-diff", "size_in_bytes": size, "expired": False, **more}


def packed(data: bytes, name: str = "diff.json") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


EVENT = {
    "repository": {"default_branch": "main"},
    "workflow_run": {
        "id": 77,
        "event": "pull_request",
        "head_sha": HEAD,
        "head_branch": "change",
        "head_repository": {"full_name": "ann/facts", "owner": {"login": "ann"}},
    },
}


def run(stand: Stand, folder: Path, event: dict[str, Any] = EVENT) -> subprocess.CompletedProcess[str]:
    """As on a fresh runner: this Python without any installed package."""
    (folder / "event.json").write_text(json.dumps(event))
    environment = {
        "PATH": os.environ["PATH"],
        "GITHUB_API_URL": stand.address,
        "GITHUB_SERVER_URL": "https://code.example",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_TOKEN": TOKEN,
    }
    return subprocess.run(
        [sys.executable, "-S", "-s", "-E", str(ROOT / "tools" / "comment_on_pull_request.py")],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def change(toy: Path, compiled_toy: Compiled) -> bytes:
    """A difference as the checks leave it."""
    path = toy / "seeds/claims/refuge.yml"
    path.write_text(path.read_text().replace("confidence: high", "confidence: low"))
    diff, _ = assembling.difference(compiled_toy, Revision("main", "0" * 40), compile_corpus(toy), None)
    return interchange.as_json(diff).encode()


@pytest.fixture
def ready(stand: Stand, change: bytes) -> Stand:
    stand.pulls, stand.artifacts, stand.packed = [pull()], [artifact()], packed(change)
    return stand


def test_a_first_comment(ready: Stand, tmp_path: Path) -> None:
    done = run(ready, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Commented on #5.\n", "")
    ((method, path, body),) = ready.written
    assert (method, path) == ("POST", "issues/5/comments")
    assert body.startswith(f"{script.MARK}\n## What this changes for readers\n")
    assert "verdict-changed-silently" in body
    assert "<code>claims/refuge/</code>" in body
    assert "https://code.example/pond/facts/actions/runs/77#artifacts" in body
    assert "perhaps the program" not in body
    assert len(body) <= 65_536
    assert not ready.token_shown_elsewhere


def test_a_later_comment_takes_the_place_of_the_first(ready: Stand, tmp_path: Path) -> None:
    others: list[dict[str, Any]] = [
        {"id": 1, "user": {"login": "ann"}, "body": f"{script.MARK}\nlooks like ours"},
        {"id": 2, "user": None, "body": script.MARK},
        {"id": 3, "user": {"login": script.AUTHOR}, "body": "another workflow's"},
    ]
    many: list[dict[str, Any]] = [{"id": 100 + n, "user": {"login": "bert"}, "body": "Hm."} for n in range(150)]
    ready.comments = [*others, *many, {"id": 4, "user": {"login": script.AUTHOR}, "body": f"{script.MARK}\nold"}]
    assert run(ready, tmp_path).stdout == "Updated the comment on #5.\n"
    assert [(method, path) for method, path, _ in ready.written] == [("PATCH", "issues/comments/4")]


def test_a_change_of_the_program_is_pointed_out(ready: Stand, tmp_path: Path) -> None:
    ready.files = [*(f"seeds/claims/a{n}.yml" for n in range(130)), "generator/diffing/markdown.py"]
    run(ready, tmp_path)
    assert "perhaps the program that computed all this" in ready.written[0][2]


def test_nothing_to_tell_is_not_told_unless_something_was(ready: Stand, tmp_path: Path, compiled_toy: Compiled) -> None:
    diff, _ = assembling.difference(compiled_toy, Revision("main", "0" * 40), compiled_toy, None)
    ready.packed = packed(interchange.as_json(diff).encode())
    assert "gets no comment" in run(ready, tmp_path).stdout
    assert ready.written == []
    ready.comments = [{"id": 4, "user": {"login": script.AUTHOR}, "body": f"{script.MARK}\nold"}]
    run(ready, tmp_path)
    assert "No published page changes." in ready.written[0][2]


WRONG_PULLS = {
    "none": [],
    "another commit": [pull(sha="f" * 40)],
    "another branch": [pull(base="release")],
    "another repository": [pull(repo={"full_name": "ann/elsewhere"})],
    "a repository that is gone": [pull(repo=None)],
}


@pytest.mark.parametrize("pulls", WRONG_PULLS.values(), ids=WRONG_PULLS)
def test_only_the_pull_request_of_that_commit_is_told(
    pulls: list[dict[str, Any]], ready: Stand, tmp_path: Path
) -> None:
    ready.pulls = pulls
    done = run(ready, tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("::notice::No open pull request to main has 1234567890abcdef")
    assert ready.written == []


def test_the_right_one_of_many(ready: Stand, tmp_path: Path) -> None:
    ready.pulls = [*(pull(100 + n, sha="f" * 40) for n in range(120)), pull(6, base="release"), pull(7)]
    assert run(ready, tmp_path).stdout == "Commented on #7.\n"


def test_data_cannot_choose_where_they_are_told(ready: Stand, change: bytes, tmp_path: Path) -> None:
    ready.packed = packed(json.dumps({**json.loads(change), "number": 1, "pull_request": 1}).encode())
    done = run(ready, tmp_path)
    assert "is no difference that is known here" in done.stdout
    assert ready.written == []


def leaves(found: list[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from leaves(token.children or [])


def test_data_cannot_bring_markup_along(ready: Stand, change: bytes, tmp_path: Path) -> None:
    nasty = (
        "@ann #1 <img src=x> ![x](http://evil.example/x) [y](http://evil.example) www.evil.example </details>\n# Big"
    )

    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoil(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [spoil(each) for each in value]
        return nasty if isinstance(value, str) and key not in ("happened", "level") else value

    ready.packed = packed(json.dumps(spoil(json.loads(change))).encode())
    assert run(ready, tmp_path).stdout == "Commented on #5.\n"
    body = ready.written[0][2]
    assert not re.search(r"@ann|#1 |://evil|www\.evil|^# Big", body)
    parsed = list(leaves(MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)))
    markup = {each.content for each in parsed if each.type.startswith("html")}
    assert markup == {f"{script.MARK}\n", "<code>", "</code>"}
    assert not [each for each in parsed if each.type == "image"]
    links = [each.attrs["href"] for each in parsed if each.type == "link_open"]
    assert links == ["https://code.example/pond/facts/actions/runs/77#artifacts"]


BAD_ARTIFACTS: dict[str, bytes] = {
    "no archive": b"PK nonsense",
    "empty": b"",
    "another file": packed(b"{}", "other.json"),
    "a path outside": packed(b"{}", "../diff.json"),
    "no JSON": packed(b"\x00\x01"),
    "another form": packed(b'{"schema_version": 1}'),
    "cut off": packed(b"{}" * 1000)[:-40],
    "spoilt": packed(os.urandom(2_000)).replace(b"\x00\x00", b"\x01\x01"),
    "far too large": packed(b" " * 30_000_000),
    "nested too deep": packed(b"[" * 1_000_000),
}


@pytest.mark.parametrize("data", BAD_ARTIFACTS.values(), ids=BAD_ARTIFACTS)
def test_what_cannot_be_read_is_not_told(data: bytes, ready: Stand, tmp_path: Path) -> None:
    ready.packed = data
    done = run(ready, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::notice::")
    assert "Traceback" not in done.stderr
    assert ready.written == []


def test_an_artifact_is_no_larger_than_it_says_and_may_be(ready: Stand, tmp_path: Path) -> None:
    ready.artifacts = [artifact(script.PACKED + 1)]
    assert "more than 5,000,000 bytes" in run(ready, tmp_path).stdout
    ready.artifacts, ready.packed = [artifact(10)], bytes(script.PACKED + 1)
    assert "more than 5,000,000 bytes" in run(ready, tmp_path).stdout
    assert ready.written == []


@pytest.mark.parametrize("artifacts", [[], [artifact(expired=True)]], ids=["none", "expired"])
def test_no_artifact(artifacts: list[dict[str, Any]], ready: Stand, tmp_path: Path) -> None:
    ready.artifacts = artifacts
    assert run(ready, tmp_path).stdout == "::notice::The checks left no difference.\n"


@pytest.mark.parametrize("change_event", [{"event": "push"}, {"head_repository": None}], ids=["push", "deleted fork"])
def test_other_events(change_event: dict[str, Any], ready: Stand, tmp_path: Path) -> None:
    event = {**EVENT, "workflow_run": {**EVENT["workflow_run"], **change_event}}  # type: ignore[dict-item]
    done = run(ready, tmp_path, event)
    assert done.returncode == 0
    assert done.stdout.startswith("::notice::")
    assert ready.written == []


def test_a_refusal_of_github_fails_the_job(ready: Stand, tmp_path: Path) -> None:
    ready.address += "/not-there"
    assert run(ready, tmp_path).returncode == 1
