#!/usr/bin/env python3
"""Tell a pull request what it does for readers, in one comment that is kept up to date.

For a workflow that may write comments and is started by the end of one that may not. What that one computed is data
that anybody could have made: it is read within limits, in exactly one form, and put into words here. Which pull request
it is about is asked of GitHub, by the commit that GitHub says was checked; the data have no say in it.

Needs nothing but Python 3.11 and the environment that GitHub gives to a step, with GITHUB_TOKEN.
"""

from __future__ import annotations

import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.diffing.interchange import NotADiff, from_json
from generator.diffing.markdown import LIMIT, as_markdown
from generator.diffing.records import Diff

ARTIFACT = "disputed-diff"
FILE = "diff.json"
MARK = "<!-- disputed: what this changes for readers -->"
AUTHOR = "github-actions[bot]"
PACKED = 5_000_000
UNPACKED = 20_000_000
SECONDS = 60
PAGES = 30
HARMLESS = ("seeds/", "docs/")
"""What can be changed without changing the program that computes the difference."""


TOUCHED = (
    "**This change also touches files beside `seeds/` and `docs/`, perhaps the program that computed all this: "
    "read those first.**\n\n"
)
PREVIEW = "unpack `site-preview`, run `python3 -m http.server` in its folder, and open the pages named above."


class Stop(Exception):
    """There is nothing to tell, or nothing that can be told; the message says why."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect leads to another host, which must not be shown the token."""

    def redirect_request(self, *_: Any) -> None:
        return None


class GitHub:
    """The few questions and answers that are needed."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        self.address = f"{address.rstrip('/')}/repos/{repository}"
        self.token = token
        self.opener = urllib.request.build_opener(_NoRedirect)

    def _request(self, path: str, method: str = "GET", body: object = None) -> urllib.request.Request:
        return urllib.request.Request(
            f"{self.address}/{path}",
            json.dumps(body).encode() if body is not None else None,
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "disputed",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            method=method,
        )

    def ask(self, path: str, method: str = "GET", body: object = None) -> Any:
        """One answer, read from JSON."""
        with self.opener.open(self._request(path, method, body), timeout=SECONDS) as answer:
            return json.load(answer)

    def each(self, path: str) -> Iterator[Any]:
        """Every entry of a list that comes in pages."""
        for page in range(1, PAGES + 1):
            found = self.ask(f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}")
            yield from found
            if len(found) < 100:
                return

    def download(self, path: str, limit: int) -> bytes:
        """A file that GitHub keeps elsewhere, if it is no larger than that."""
        try:
            answer = self.opener.open(self._request(path), timeout=SECONDS)
        except urllib.error.HTTPError as redirect:
            where = redirect.headers.get("Location", "")
            allowed = ("https",) if self.address.startswith("https:") else ("https", "http")
            if redirect.code not in (301, 302, 303, 307, 308) or urllib.parse.urlsplit(where).scheme not in allowed:
                raise
            answer = self.opener.open(urllib.request.Request(where), timeout=SECONDS)
        with answer:
            data: bytes = answer.read(limit + 1)
        if len(data) > limit:
            raise Stop(f"The artifact has more than {limit:,} bytes.")
        return data


def pull_request(github: GitHub, repository: str, run: dict[str, Any], branch: str) -> int:
    """The number of the open pull request whose newest commit was checked."""
    source = run.get("head_repository") or {}
    name, owner = source.get("full_name"), (source.get("owner") or {}).get("login")
    if not name or not owner:
        raise Stop("The repository that the change came from is gone.")
    head = urllib.parse.quote(f"{owner}:{run['head_branch']}", safe="")
    for found in github.each(f"pulls?state=open&head={head}"):
        of = (found["head"].get("repo") or {}).get("full_name")
        if (found["head"]["sha"], of) == (run["head_sha"], name) and (
            found["base"]["repo"]["full_name"],
            found["base"]["ref"],
        ) == (repository, branch):
            return int(found["number"])
    raise Stop(f"No open pull request to {branch} has {run['head_sha']} as its newest commit.")


def difference(github: GitHub, run: dict[str, Any]) -> Diff:
    """What the checks computed."""
    listed = github.ask(f"actions/runs/{int(run['id'])}/artifacts?name={ARTIFACT}&per_page=100")["artifacts"]
    kept = [each for each in listed if each["name"] == ARTIFACT and not each["expired"]]
    if not kept:
        raise Stop("The checks left no difference.")
    newest = max(kept, key=lambda each: int(each["id"]))
    if newest["size_in_bytes"] > PACKED:
        raise Stop(f"The artifact has more than {PACKED:,} bytes.")
    data = github.download(f"actions/artifacts/{int(newest['id'])}/zip", PACKED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(FILE) as file:
            unpacked = file.read(UNPACKED + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise Stop(f"The artifact holds no readable {FILE}.") from error
    if len(unpacked) > UNPACKED:
        raise Stop(f"{FILE} has more than {UNPACKED:,} bytes.")
    try:
        return from_json(unpacked)
    except NotADiff as error:
        raise Stop(f"{FILE} is no difference that is known here: {error}.") from error


def comment(diff: Diff, run: dict[str, Any], page: str, touched: bool) -> str:
    """What is posted."""
    site = f"[The site as it would be, at {run['head_sha'][:12]}]({page}#artifacts): {PREVIEW}"
    end = f"---\n\n{TOUCHED if touched else ''}{site}\n"
    where = f"[The run]({page}) has all of it in its summary."
    return f"{MARK}\n{as_markdown(diff, LIMIT - len(MARK) - len(end) - 2, where)}\n{end}"


def silent(diff: Diff) -> bool:
    """Whether there is nothing to tell."""
    return not (diff.facts or diff.articles or diff.registries or diff.coverage or diff.problems or diff.head.problems)


def main() -> None:
    """Post the comment, or say why not."""
    repository = os.environ["GITHUB_REPOSITORY"]
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())
    run, branch = event["workflow_run"], event["repository"]["default_branch"]
    if run["event"] != "pull_request":
        raise Stop("The checks were not those of a pull request.")
    github = GitHub(os.environ["GITHUB_API_URL"], repository, os.environ["GITHUB_TOKEN"])
    number = pull_request(github, repository, run, branch)
    diff = difference(github, run)
    touched = any(not each["filename"].startswith(HARMLESS) for each in github.each(f"pulls/{number}/files"))
    page = f"{os.environ['GITHUB_SERVER_URL']}/{repository}/actions/runs/{int(run['id'])}"
    body = comment(diff, run, page, touched)
    ours = [
        each
        for each in github.each(f"issues/{number}/comments")
        if each["user"] and each["user"]["login"] == AUTHOR and each["body"].startswith(MARK)
    ]
    if ours:
        github.ask(f"issues/comments/{int(ours[0]['id'])}", "PATCH", {"body": body})
        print(f"Updated the comment on #{number}.")
    elif silent(diff):
        print(f"Nothing changes for readers, so #{number} gets no comment.")
    else:
        github.ask(f"issues/{number}/comments", "POST", {"body": body})
        print(f"Commented on #{number}.")


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        print("::notice::" + str(stop).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
