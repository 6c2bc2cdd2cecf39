"""The built site of this repository, served on this machine, and the tools it is looked at with."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
TOOLS = ROOT / "tools" / "audit" / "node_modules"

KINDS = {
    "home": "",
    "facts": "claims/",
    "a quantity": "claims/fighters-in-the-convoy/",
    "a breakdown": "claims/buses-on-3-september/",
    "a date": "claims/when-it-began/",
    "a place": "claims/where-in-iraq/",
    "a position": "claims/did-fighters-reach-iraq/",
    "parties": "claims/who-made-the-deal/",
    "matrix": "matrix/",
    "timeline": "timeline/",
    "map": "map/",
    "articles": "articles/",
    "an article": "articles/avim-2017-09-06/",
    "speakers": "speakers/",
    "a speaker": "speakers/us-military/",
    "rules": "rules/",
    "changes": "changes/",
    "about": "about/",
    "methodology": "methodology/",
    "corrections": "corrections/",
    "pipeline": "pipeline/",
    "an embed": "embeds/fighters-in-the-convoy.html",
    "not found": "404.html",
}
"""A page of every kind the site has."""

LAID_OUT = "* { content-visibility: visible !important }"
"""A style under which all of a page is laid out at once, as if somebody had scrolled through it."""


class _Host(http.server.SimpleHTTPRequestHandler):
    """Serves as the hosts of static sites do: text compressed, everything kept for ten minutes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        kind = self.guess_type(path)
        self.send_response(200)
        if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    path = os.environ.get("DISPUTED_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("No Chromium is installed; run `make audit`, which installs one.")
    return path


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("There is no built site; run `make site` first.")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(SITE)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()
