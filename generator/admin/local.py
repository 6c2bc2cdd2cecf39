"""The editor on one's own machine: a small web application that serves `/admin` and reads and writes the checkout.

It speaks what the CMS asks of a backend: JSON, one action a request. It answers this machine alone. The name a request
is sent to must be that of this machine, so that no foreign page reaches it under a name of its own (DNS rebinding), and
whoever wants to save must be a page of this very server.
"""

from __future__ import annotations

import json
import mimetypes
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from generator import files, reporting
from generator.admin import pages, saving
from generator.compiler import compile_corpus
from generator.corpus import SEEDS
from generator.problems import Problem
from generator.settings import settings

Environment = Mapping[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environment, Start], Iterable[bytes]]
"""A web application as Python's own server runs it (WSGI)."""

NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What this machine is called by itself."""
LIMIT = 4 * files.CLAIM_LIMIT
"""Bytes a request may have: a file as it was and as it is to be, with what JSON adds."""
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY")]


class _Error(Exception):
    def __init__(self, status: HTTPStatus, message: str, report: str = "") -> None:
        super().__init__(message)
        self.status, self.report = status, report


class Editor:
    """The web application.

    Args:
        root: the project's folder.
        site: what answers everything that is not below `/admin`: the site itself.
    """

    def __init__(self, root: Path, site: Application) -> None:
        self.root = root
        self.site = site
        self.saving = threading.Lock()

    def __call__(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        path = str(environ.get("PATH_INFO", ""))
        if path != f"/{pages.FOLDER}" and not path.startswith(f"/{pages.FOLDER}/"):
            return self.site(environ, start)
        try:
            status, kind, body = self.answer(environ, path.removeprefix(f"/{pages.FOLDER}"))
        except _Error as error:
            status, kind = error.status, "application/json"
            body = _json({"error": str(error), **({"report": error.report} if error.report else {})})
        more = [("Location", f"/{pages.FOLDER}/")] if status == HTTPStatus.FOUND else []
        length = ("Content-Length", str(len(body)))
        start(f"{status.value} {status.phrase}", [("Content-Type", kind), length, *HEADERS, *more])
        return [body]

    def answer(self, environ: Environment, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, media type and body."""
        host = str(environ.get("HTTP_HOST", ""))
        if host not in {f"{name}:{environ.get('SERVER_PORT')}" for name in NAMES}:
            raise _Error(HTTPStatus.FORBIDDEN, "The editor answers to this machine's own name alone.")
        if path == "/api":
            return HTTPStatus.OK, "application/json", _json(self.act(self.request(environ, host)))
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            raise _Error(HTTPStatus.METHOD_NOT_ALLOWED, "This address is only read.")
        if not path:
            return HTTPStatus.FOUND, "text/plain", b""
        return self.file(path.removeprefix("/") or "index.html")

    def request(self, environ: Environment, host: str) -> Mapping[str, Any]:
        """What the page asks for, if it is a page of this server that asks."""
        if environ.get("REQUEST_METHOD") != "POST":
            raise _Error(HTTPStatus.METHOD_NOT_ALLOWED, "This address takes requests of the editor.")
        if environ.get("HTTP_ORIGIN") != f"http://{host}":
            raise _Error(HTTPStatus.FORBIDDEN, "Only the editor's own page may ask for this.")
        if str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip() != "application/json":
            raise _Error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Requests are JSON.")
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if not 0 < length <= LIMIT:
            raise _Error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {LIMIT:,} bytes.")
        try:
            asked = json.loads(environ["wsgi.input"].read(length))
        except (ValueError, RecursionError) as error:
            raise _Error(HTTPStatus.BAD_REQUEST, "This is not JSON.") from error
        if not isinstance(asked, dict):
            raise _Error(HTTPStatus.BAD_REQUEST, "A request names an action.")
        return asked

    # --- the page and its files ---------------------------------------------------------------------------------------

    def file(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """A file of the page."""
        modules = pages.bundle(self.root)
        if modules is None:
            raise _Error(HTTPStatus.NOT_FOUND, "The editor's scripts are not installed: run `make admin`.")
        sources = dict(pages.files(modules, self.configuration() if path == "config.json" else {}))
        if path not in sources:
            raise _Error(HTTPStatus.NOT_FOUND, "There is no such file.")
        source = sources[path]
        body = source if isinstance(source, bytes) else source.read_bytes()
        kind = "text/javascript" if path.endswith(".js") else mimetypes.guess_type(path)[0] or "text/plain"
        return HTTPStatus.OK, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, body

    def configuration(self) -> Mapping[str, Any]:
        """The configuration as the files are now."""
        corpus = compile_corpus(self.root).corpus
        if corpus is None:
            raise _Error(HTTPStatus.CONFLICT, f"{SEEDS}/publication.yml cannot be read; run `disputed check`.")
        return pages.configuration(corpus, pages.LOCAL, settings(os.environ, corpus.publication))

    # --- the actions of the CMS ---------------------------------------------------------------------------------------

    def act(self, asked: Mapping[str, Any]) -> object:
        """Do what the page asks for."""
        asked_for = asked.get("params")
        wanted = asked_for if isinstance(asked_for, dict) else {}
        match asked.get("action"):
            case "entriesByFolder":
                return self.folder(wanted.get("folder"))
            case "entriesByFiles":
                listed = wanted.get("files")
                paths = (
                    [each.get("path") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
                )
                return [self.entry(path) for path in paths]
            case "getEntry":
                return self.entry(wanted.get("path"))
            case "getMedia":
                return []
            case "getDeployPreview":
                return None
            case "persistEntry":
                return self.persist(wanted)
            case _:
                raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, "The editor of this machine does not do that.")

    def folder(self, folder: object) -> list[object]:
        """Every file of a folder."""
        base = self.root / SEEDS
        if not isinstance(folder, str) or folder not in {f"{SEEDS}/claims", f"{SEEDS}/articles"}:
            raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, "There is nothing to edit in that folder.")
        names = sorted(path.name for path in (base / folder.rpartition("/")[2]).glob("*.yml"))
        found = [f"{folder}/{name}" for name in names]
        return [self.entry(file) for file in found if saving.editable(self.root, file)]

    def entry(self, file: object) -> object:
        """A file as the CMS wants it: its text, or none where there is no such file."""
        path = saving.editable(self.root, file) if isinstance(file, str) else None
        if path is None:
            raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, "That file is not edited here.")
        if not path.exists():
            return {"data": None, "file": {"path": file, "id": None}}
        text = files.read_text(self.root, path)
        if isinstance(text, Problem):
            raise _Error(HTTPStatus.CONFLICT, text.message)
        return {"data": text, "file": {"path": file, "id": sha256(text.encode()).hexdigest()}}

    def persist(self, wanted: Mapping[str, Any]) -> object:
        """Save the one file of an entry."""
        listed, options = wanted.get("dataFiles"), wanted.get("options")
        file = listed[0] if isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], dict) else {}
        path, text, base = file.get("path"), file.get("raw"), file.get("base")
        new = isinstance(options, dict) and options.get("newEntry") is True
        if not isinstance(path, str) or not isinstance(text, str) or file.get("newPath") not in {None, path}:
            raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, "One file is saved at a time, under the name it has.")
        if not new and not isinstance(base, str):
            raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, "A save says what the file held when it was opened.")
        with self.saving:
            outcome = saving.save(self.root, path, text, None if new else base)
        if isinstance(outcome, saving.Refused):
            report = reporting.as_text(outcome.problems)
            raise _Error(HTTPStatus.UNPROCESSABLE_ENTITY, outcome.message, report)
        return {"message": "saved", "text": outcome.text, "report": reporting.as_text(outcome.problems)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
