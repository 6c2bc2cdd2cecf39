"""The editor's web application as its page, and as others, would ask it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from generator.admin import pages
from generator.admin.local import LIMIT, Editor

HERE = "127.0.0.1:8000"


class Browser:
    """Asks the application directly; whatever a server would do in between is left out."""

    def __init__(self, root: Path) -> None:
        self.application = Editor(root, self.site)
        self.status = ""
        self.headers: dict[str, str] = {}

    @staticmethod
    def site(_environ: object, start: Any) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"the site"]

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **more: str) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "HTTP_HOST": HERE,
            "SERVER_PORT": "8000",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **more,
        }

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        return b"".join(self.application(environ, start))

    def act(self, action: str, **params: object) -> Any:
        body = json.dumps({"action": action, "params": params}).encode()
        more = {"CONTENT_TYPE": "application/json; charset=utf-8", "HTTP_ORIGIN": f"http://{HERE}"}
        return json.loads(self.ask("/admin/api", "POST", body, **more))


@pytest.fixture
def browser(toy: Path) -> Browser:
    """The application with a bundle that stands for the real one, which only npm installs."""
    modules = toy / pages.MODULES
    for name in ("decap-cms/dist/decap-cms.js", "decap-cms/dist/decap-cms.js.LICENSE.txt", "yaml/LICENSE"):
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_text("//\n", encoding="utf-8")
    (modules / "yaml/browser/dist").mkdir(parents=True)
    return Browser(toy)


def test_without_the_bundle_it_says_what_to_do(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PROGRAM", toy)
    assert "make admin" in json.loads(Browser(toy).ask("/admin/"))["error"]


def test_everything_else_is_the_sites(browser: Browser) -> None:
    for path in ("/", "/claims/ducks/", "/administration/", "/admin.html"):
        assert browser.ask(path) == b"the site"


def test_the_page_and_its_configuration(browser: Browser) -> None:
    assert b"<title>Editor</title>" in browser.ask("/admin/")
    assert browser.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "ducks" in json.loads(browser.ask("/admin/config.json"))["taken"]
    browser.ask("/admin")
    assert (browser.status, browser.headers["Location"]) == ("302 Found", "/admin/")
    for path in ("/admin/nothing.js", "/admin/../seeds/speakers.yml", "/admin/yaml/../../../../pyproject.toml"):
        browser.ask(path)
        assert browser.status == "404 Not Found"


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "localhost.evil.example:8000", ""]
)
def test_no_other_name_is_answered(browser: Browser, host: str) -> None:
    """A page that had its own name lead to this machine could otherwise read and write the checkout."""
    for path in ("/admin/", "/admin/config.json", "/admin/decap-cms.js"):
        browser.ask(path, HTTP_HOST=host)
        assert browser.status == "403 Forbidden"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"HTTP_ORIGIN": "http://evil.example"}, "403 Forbidden"),
        ({"HTTP_ORIGIN": "null"}, "403 Forbidden"),
        ({"HTTP_ORIGIN": ""}, "403 Forbidden"),
        ({"HTTP_ORIGIN": f"https://{HERE}"}, "403 Forbidden"),
        ({"HTTP_ORIGIN": "http://localhost:8000"}, "403 Forbidden"),
        ({"HTTP_HOST": "evil.example:8000", "HTTP_ORIGIN": "http://evil.example:8000"}, "403 Forbidden"),
        ({"CONTENT_TYPE": "text/plain"}, "415 Unsupported Media Type"),
        ({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, "415 Unsupported Media Type"),
        ({"CONTENT_LENGTH": str(LIMIT + 1)}, "413 Request Entity Too Large"),
        ({"CONTENT_LENGTH": "-1"}, "413 Request Entity Too Large"),
        ({"CONTENT_LENGTH": "many"}, "413 Request Entity Too Large"),
        ({"REQUEST_METHOD": "GET"}, "405 Method Not Allowed"),
        ({"REQUEST_METHOD": "OPTIONS"}, "405 Method Not Allowed"),
    ],
)
def test_only_the_editors_own_page_may_act(browser: Browser, change: dict[str, str], status: str) -> None:
    right = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "HTTP_ORIGIN": f"http://{HERE}"}
    browser.ask("/admin/api", body=b'{"action": "getMedia"}', **{**right, **change})
    assert browser.status.replace("Content Too Large", "Request Entity Too Large") == status
    assert "Access-Control-Allow-Origin" not in browser.headers


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b'{"action": "format-the-disk"}', b"{}"]
)
def test_nonsense_is_answered_calmly(browser: Browser, body: bytes) -> None:
    more = {"CONTENT_TYPE": "application/json", "HTTP_ORIGIN": f"http://{HERE}"}
    assert "error" in json.loads(browser.ask("/admin/api", "POST", body, **more))
    assert browser.status.startswith("4")


def test_files_are_listed_and_read(browser: Browser, toy: Path) -> None:
    listed = browser.act("entriesByFolder", folder="seeds/claims", extension="yml", depth=1)
    assert [each["file"]["path"] for each in listed] == [
        f"seeds/claims/{path.name}" for path in sorted((toy / "seeds/claims").iterdir())
    ]
    entry = browser.act("getEntry", path="seeds/speakers.yml")
    assert entry["data"] == (toy / "seeds/speakers.yml").read_text(encoding="utf-8")
    assert browser.act("entriesByFiles", files=[{"path": "seeds/claims/no-such.yml"}])[0]["data"] is None


@pytest.mark.parametrize("path", ["mkdocs.yml", "seeds/../mkdocs.yml", "/etc/passwd", None, 3, ["seeds/speakers.yml"]])
def test_nothing_else_is_read(browser: Browser, path: object) -> None:
    assert "error" in browser.act("getEntry", path=path)
    assert "error" in browser.act("entriesByFolder", folder=path)
    assert browser.status == "422 Unprocessable Entity" or browser.status.startswith("422")


def save(browser: Browser, toy: Path, old: str, new: str, **more: object) -> Any:
    base = (toy / "seeds/claims/ducks.yml").read_text(encoding="utf-8")
    file = {"path": "seeds/claims/ducks.yml", "slug": "ducks", "raw": base.replace(old, new), "base": base, **more}
    return browser.act("persistEntry", dataFiles=[file], options={"newEntry": False})


def test_a_save_is_written_and_says_what_is_stored(browser: Browser, toy: Path) -> None:
    answer = save(browser, toy, "Seventeen by", "17 by")
    assert answer == {
        "message": "saved",
        "text": (toy / "seeds/claims/ducks.yml").read_text(encoding="utf-8"),
        "report": "",
    }
    assert "17 by" in answer["text"]


def test_a_refusal_gives_the_report_of_the_compiler(browser: Browser, toy: Path) -> None:
    answer = save(browser, toy, "Six mallards and eleven", "Six mallards and seven")
    assert answer["error"] == "The publication would no longer compile."
    assert "error[quote-not-found]" in answer["report"]
    assert "= nearest" in answer["report"]


@pytest.mark.parametrize("more", [{"newPath": "seeds/claims/geese.yml"}, {"base": None}, {"raw": 3}, {"path": None}])
def test_a_save_says_everything_it_needs(browser: Browser, toy: Path, more: dict[str, object]) -> None:
    assert "error" in save(browser, toy, "Seventeen by", "17 by", **more)
    assert not (toy / "seeds/claims/geese.yml").exists()


def test_nothing_is_deleted_and_no_media_are_taken(browser: Browser) -> None:
    for action in ("deleteFile", "deleteFiles", "persistMedia", "deleteUnpublishedEntry"):
        assert "error" in browser.act(action, path="seeds/claims/ducks.yml", paths=["seeds/claims/ducks.yml"])
