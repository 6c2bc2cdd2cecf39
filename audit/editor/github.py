"""A stand-in for GitHub's API: one repository in memory, as much of it as the CMS asks for.

GitHub itself cannot be driven from a test. What it is asked and given, and with which token, can be looked at.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Route

API = "https://api.github.com"
REPOSITORY = "somebody/something"
TOKEN = "a-token-for-the-test"
WHO = {"login": "an-editor", "name": "An Editor", "id": 1, "avatar_url": "", "email": None}


@dataclass
class Repository:
    """Files, branches and pull requests.

    Attributes:
        files: content by path, as they are on the branch main.
        blobs: content by SHA.
        changed: paths that a commit changed, with the SHA of what they hold, by the SHA of its tree.
        pulls: what was asked for when a pull request was opened.
        asked: method and path of everything that was asked, in order.
        strangers: what came without the token.
    """

    files: dict[str, bytes]
    blobs: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> Repository:
        """A repository that holds the seeds of a project."""
        paths = [path for path in sorted((root / "seeds").rglob("*")) if path.is_file()]
        made = cls({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})
        for content in made.files.values():
            made.store(content)
        return made

    def store(self, content: bytes) -> str:
        sha = sha1(content, usedforsecurity=False).hexdigest()
        self.blobs[sha] = content
        return sha

    def proposed(self) -> Mapping[str, bytes]:
        """The files that the one commit of a proposal changed, with what they hold."""
        (change,) = self.changed.values()
        return {path: self.blobs[sha] for path, sha in change.items()}

    def answer(self, route: Route) -> None:
        request = route.request
        path = unquote(urlsplit(request.url).path)
        self.asked.append(f"{request.method} {path}")
        if request.method == "OPTIONS":
            headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
            route.fulfill(status=204, headers={**headers, "Access-Control-Allow-Methods": "*"})
            return
        if TOKEN not in (request.headers.get("authorization") or ""):
            self.strangers.append(f"{request.method} {path}")
        body = json.loads(request.post_data) if request.post_data else {}
        inside = path.removeprefix(f"/repos/{REPOSITORY}")
        found = self.user(path) if inside == path else self.inside(request.method, inside, body)
        status, content = (404, {"message": "Not Found"}) if found is None else (200, found)
        raw = isinstance(content, bytes)
        route.fulfill(
            status=status,
            headers={"Access-Control-Allow-Origin": "*"},
            content_type="application/octet-stream" if raw else "application/json",
            body=content if isinstance(content, bytes) else json.dumps(content),
        )

    def user(self, path: str) -> object:
        return WHO if path == "/user" else None

    def inside(self, method: str, path: str, body: Mapping[str, Any]) -> object:
        name = {
            "full_name": REPOSITORY,
            "owner": {"login": REPOSITORY.partition("/")[0]},
            "permissions": {"push": True},
            "default_branch": "main",
        }
        match method, path.strip("/").split("/"):
            case "GET", [""]:
                return name
            case "GET", ["collaborators", _, "permission"]:
                return {"permission": "write", "user": WHO}
            case "GET", ["branches", "main"]:
                return {"name": "main", "commit": {"sha": "c0"}, "protected": False}
            case "GET", ["git", "trees", *below]:
                return self.tree("/".join(below).partition(":")[2])
            case "GET", ["git", "blobs", sha]:
                content = base64.b64encode(self.blobs[sha]).decode()
                return {"sha": sha, "content": content, "encoding": "base64", "size": len(self.blobs[sha])}
            case "GET", ["commits"]:
                return []
            case "GET", ["git", "refs" | "matching-refs", *_]:
                return []
            case "GET", ["pulls"]:
                return []
            case "POST", ["git", "blobs"]:
                return {"sha": self.store(base64.b64decode(body["content"]))}
            case "POST", ["git", "trees"]:
                sha = f"t{len(self.changed) + 1}"
                self.changed[sha] = {each["path"]: each["sha"] for each in body["tree"]}
                return {"sha": sha, "tree": body["tree"]}
            case "POST", ["git", "commits"]:
                commit = {**body, "sha": f"c{len(self.changed)}", "author": WHO, "committer": WHO}
                return {**commit, "tree": {"sha": body["tree"]}, "parents": [{"sha": each} for each in body["parents"]]}
            case "POST", ["git", "refs"]:
                self.refs[body["ref"]] = body["sha"]
                return {"ref": body["ref"], "object": {"sha": body["sha"]}}
            case "POST", ["pulls"]:
                self.pulls.append(dict(body))
                head = {"ref": body["head"].rpartition(":")[2], "sha": "c1"}
                return {
                    "number": 1,
                    "head": head,
                    "base": {"ref": body["base"]},
                    "labels": [],
                    "user": WHO,
                    "state": "open",
                }
            case "PUT" | "POST", ["issues", "1", "labels"]:
                return []
            case _:
                return None

    def tree(self, folder: str) -> object:
        entries = [
            {
                "path": path.removeprefix(f"{folder}/"),
                "type": "blob",
                "mode": "100644",
                "sha": self.store(content),
                "size": len(content),
            }
            for path, content in self.files.items()
            if re.fullmatch(rf"{re.escape(folder)}/[^/]+", path)
        ]
        return {"sha": "t0", "tree": entries, "truncated": False} if entries else None
