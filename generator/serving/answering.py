"""The web application that shows a built site: files by address, and in pages a script that keeps them up to date.

It reads each file by its path at the moment it is asked for, since a new site takes the place of the last one under it.
The published files hold nothing of this.
"""

from __future__ import annotations

import html
import ipaddress
import mimetypes
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit
from wsgiref.util import FileWrapper

from generator.serving.status import State, Status

Environment = Mapping[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environment, Start], Iterable[bytes]]
"""A web application as Python's own server runs it (WSGI)."""

OWN = "/.disputed/"
"""What the server answers itself; no page of a site is there."""
SCRIPT = Path(__file__).parent / "live.js"
BEAT = 15.0
"""Seconds after which a page that waits is written to, which shows whether it is still there."""
GAP = 20
"""How often a file is looked for, every hundredth of a second, while a new site takes the place of the last one."""
TYPES = {
    ".atom": "application/atom+xml",
    ".bib": "application/x-bibtex",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".jsonld": "application/ld+json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".ris": "application/x-research-info-systems",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yml": "application/yaml",
}
"""Media types by the end of a name, where Python's own table has none or another."""
_TYPES = mimetypes.MimeTypes()  # Python's table, not the system's
for _end, _type in TYPES.items():
    _TYPES.add_type(_type, _end)
NEVER_KEPT = (("Cache-Control", "no-store"),)
"""What a page says: its script is told how things stand at this moment."""
NO_SITE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>No site yet</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 80ch; margin: 2rem auto; padding: 0 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere }</style></head>
<body><h1>There is no site yet</h1><p>This page becomes the site as soon as it has been built.</p>
<pre>%s</pre></body></html>
"""


class Shown:
    """Answers requests for a site.

    Args:
        site: its folder.
        status: how things stand with it.
        guarded: whether only names of this machine are answered to. A server that is for this machine alone would
            otherwise be at the service of a foreign page that lets its own name point here (DNS rebinding).
    """

    def __init__(self, site: Path, status: Status, *, guarded: bool) -> None:
        self.site = site
        self.status = status
        self.guarded = guarded

    def __call__(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        body = self.answer(environ, start)
        if environ.get("REQUEST_METHOD") != "HEAD":
            return body
        if isinstance(body, FileWrapper):
            body.close()
        return []

    def answer(self, environ: Environment, start: Start) -> Iterable[bytes]:
        """The same, with a body whether or not one was asked for."""
        state = self.status.now  # before any file is read: a page must never claim to be newer than it is
        path = _path(environ)
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return _plain(
                start, HTTPStatus.METHOD_NOT_ALLOWED, "This server only shows a site.", ("Allow", "GET, HEAD")
            )
        if self.guarded and not of_this_machine(_host(environ)):
            return _plain(start, HTTPStatus.FORBIDDEN, "This server answers to names of this machine alone.")
        if path is not None and path.startswith(OWN):
            return self._own(path.removeprefix(OWN), state, start)
        if path == "/" != state.base:
            return _moved(start, state.base)
        if path is None or not path.startswith(state.base):
            return self._nothing(state, start)
        found = self._found(path.removeprefix(state.base))
        if isinstance(found, str):
            query = environ.get("QUERY_STRING", "")
            return _moved(start, quote(state.base + found) + (f"?{query}" if query else ""))
        if found is None:
            return self._nothing(state, start)
        name, stream = found
        if name.endswith((".html", ".htm")):
            with stream:
                return _page(start, HTTPStatus.OK, stream.read(), state)
        stat = os.fstat(stream.fileno())
        # nothing is ever written into a file of a site; a browser asks each time, and keeps what has not changed
        mark = f'"{stat.st_ino:x}-{stat.st_size:x}-{stat.st_mtime_ns:x}"'
        again = [("Cache-Control", "no-cache"), ("ETag", mark)]
        if mark in _known(environ):
            stream.close()
            start("304 Not Modified", again)
            return []
        start("200 OK", _headers(_kind(name), stat.st_size, again))
        return FileWrapper(stream, 65_536)

    def _own(self, name: str, state: State, start: Start) -> Iterable[bytes]:
        """What is about the server, not of the site."""
        if name == "live.js":
            body = SCRIPT.read_bytes()
            start("200 OK", _headers(_kind(name), len(body)))
            return [body]
        if name == "report":
            return _plain(start, HTTPStatus.OK, state.last.report if state.last else "")
        if name == "events":
            start("200 OK", _headers("text/event-stream", None))
            return self._events()
        return _plain(start, HTTPStatus.NOT_FOUND, "There is nothing here.")

    def _events(self) -> Iterator[bytes]:
        """How things stand, at once and after every change."""
        known: State | None = None
        while (state := self.status.after(known, BEAT)) is not None:
            yield b":\n\n" if state is known else f"data: {state.told()}\n\n".encode()
            known = state

    def _found(self, path: str) -> tuple[str, BinaryIO] | str | None:
        """The opened file for a path and its name, or the path it should have had, or None."""
        for _ in range(GAP):
            before = _number(self.site)
            found = self._look(path)
            if found is not None or before == _number(self.site) is not None:
                return found
            if before is None and not self._swapping():
                return None
            time.sleep(0.01)
        return None

    def _swapping(self) -> bool:
        """Whether the site is away only for the moment between two renames."""
        return self.site.with_name(f"{self.site.name}.old").exists() or self.site.exists()

    def _look(self, path: str) -> tuple[str, BinaryIO] | str | None:
        parts = path.split("/")
        names = parts if parts[-1] else parts[:-1]
        if any(not name or name.startswith(".") or not name.isprintable() or "\\" in name for name in names):
            return None
        try:
            target = self.site.joinpath(*names).resolve(strict=True)
            if not target.is_relative_to(self.site.resolve(strict=True)):
                return None
            if target.is_dir():
                if parts[-1]:
                    return f"{path}/" if (target / "index.html").is_file() else None
                target /= "index.html"
            elif not parts[-1]:
                return None
            return (target.name, target.open("rb")) if target.is_file() else None
        except (OSError, ValueError):
            return None

    def _nothing(self, state: State, start: Start) -> Iterable[bytes]:
        """The site's own page for addresses that lead nowhere; or that there is no site."""
        found = self._found("404.html")
        if isinstance(found, tuple):
            with found[1] as stream:
                return _page(start, HTTPStatus.NOT_FOUND, stream.read(), state)
        if self.site.is_dir():
            return _plain(start, HTTPStatus.NOT_FOUND, "There is no page here.")
        report = state.last.report or state.last.first if state.last else ""
        body = (NO_SITE % html.escape(report)).encode()
        return _page(start, HTTPStatus.SERVICE_UNAVAILABLE, body, state, f' data-builds="{state.builds}"')


def of_this_machine(name: str) -> bool:
    """Whether this machine alone is meant by a name or number of a machine."""
    try:
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _host(environ: Environment) -> str:
    """The name that a request was sent to."""
    try:
        return urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    except ValueError:
        return ""


def _path(environ: Environment) -> str | None:
    """The path that is asked for, or None where it is not UTF-8."""
    try:
        return str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _page(start: Start, status: HTTPStatus, body: bytes, state: State, more: str = "") -> Iterable[bytes]:
    """A page, with the script before its end, which may be told more."""
    if b"Content-Security-Policy" not in body[:2_000]:  # such a page allows no script
        data = f'data-site="{state.site}" data-events="{OWN}events" data-report="{OWN}report"{more}'
        script = f'<script src="{OWN}live.js" {data}></script>'.encode()
        at = body.rfind(b"</body>")
        body = body[:at] + script + body[at:] if at >= 0 else body + script
    start(f"{status.value} {status.phrase}", _headers("text/html; charset=utf-8", len(body)))
    return [body]


def _plain(start: Start, status: HTTPStatus, text: str, *more: tuple[str, str]) -> Iterable[bytes]:
    body = text.encode("utf-8", "replace")
    start(f"{status.value} {status.phrase}", [*_headers("text/plain; charset=utf-8", len(body)), *more])
    return [body]


def _moved(start: Start, path: str) -> Iterable[bytes]:
    """Another path of this server; one that begins with two slashes would be another server."""
    start("302 Found", [*_headers("text/plain; charset=utf-8", 0), ("Location", f"/{path.lstrip('/')}")])
    return [b""]


def _known(environ: Environment) -> Iterable[str]:
    """The marks of what a browser has already (RFC 9110, section 13.1.2)."""
    return (mark.strip().removeprefix("W/") for mark in str(environ.get("HTTP_IF_NONE_MATCH", "")).split(","))


def _headers(kind: str, length: int | None, kept: Iterable[tuple[str, str]] = NEVER_KEPT) -> list[tuple[str, str]]:
    size = [] if length is None else [("Content-Length", str(length))]
    return [("Content-Type", kind), *size, *kept, ("X-Content-Type-Options", "nosniff")]


def _kind(name: str) -> str:
    kind = _TYPES.types_map[True].get(Path(name).suffix.lower(), "application/octet-stream")
    text = kind.startswith("text/") or kind.endswith(("+xml", "/xml", "json", "yaml"))
    return f"{kind}; charset=utf-8" if text else kind


def _number(folder: Path) -> int | None:
    """Tells a folder from another one in its place."""
    try:
        return folder.stat().st_ino
    except OSError:
        return None
