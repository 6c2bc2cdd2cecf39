"""The editor on the published site: what is there, what is asked of whom, and what a pull request changes."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from tests.site.conftest import disputed, make_project

from .github import API, REPOSITORY, TOKEN, Repository

SUMMARY = "Seventeen by the pond keeper’s count; somebody else saw nine mallards."


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, modules: Path) -> Path:
    """The toy publication, built as the workflow that publishes it does."""
    assert modules.is_dir()
    project = make_project(tmp_path_factory.mktemp("published") / "project")
    done = disputed(project, "build", environment={"REPOSITORY_URL": f"https://github.com/{REPOSITORY}"})
    assert done.returncode == 0, done.stdout + done.stderr
    return project


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """Where the site is served, below a path of its own as project pages are."""
    holder = published.parent / "served"
    holder.mkdir()
    (holder / "sub").symlink_to(published / "site", target_is_directory=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(holder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sub/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_nothing_leads_to_the_editor_and_no_engine_lists_it(published: Path) -> None:
    site = published / "site"
    for page in site.rglob("*.html"):
        tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
        if page.is_relative_to(site / "admin"):
            robots = tree.css_first('meta[name="robots"]')
            assert robots is not None
            assert "noindex" in (robots.attributes["content"] or "")
        else:
            assert not [link for link in tree.css("a[href]") if "admin" in (link.attributes["href"] or "").split("/")]
    assert "/admin" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert '"admin/' not in (site / "search" / "search_index.json").read_text(encoding="utf-8")


def test_a_pull_request_changes_the_lines_that_were_edited(browser: Browser, published: Path, address: str) -> None:
    repository = Repository.of(published)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    foreign: list[str] = []
    context.on(
        "request", lambda each: None if each.url.startswith((address, "data:", "blob:")) else foreign.append(each.url)
    )
    context.route(re.compile(r"^https://(?!api\.github\.com)"), lambda route: route.abort())
    context.route(f"{API}/**", repository.answer)
    page = context.new_page()
    page.goto(f"{address}admin/")
    button = page.get_by_role("button", name="Login with GitHub")
    expect(button).to_be_visible()
    assert foreign == []  # nobody is asked anything before somebody signs in

    with context.expect_page() as opened:
        button.click()
    sign_in = opened.value
    assert sign_in.url.startswith(f"{address}admin/sign-in.html")
    sign_in.get_by_label("Access token").fill(TOKEN)
    sign_in.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("How many ducks crossed the High Street?")).to_be_visible()

    page.get_by_text("How many ducks crossed the High Street?").click()
    summary = page.locator("[id^='summary-field']")
    summary.wait_for()
    expect(page.locator("input[id^='id-field']").first).to_have_value("ducks")
    summary.fill(SUMMARY)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Changes saved")).to_be_visible()
    context.close()

    before = repository.files["seeds/claims/ducks.yml"]
    after = re.sub(rb"(?m)^  summary: .*$", f"  summary: {SUMMARY}".encode(), before)
    assert repository.proposed() == {"seeds/claims/ducks.yml": after}
    assert after != before
    (pull,) = repository.pulls
    assert pull["base"] == "main"
    assert "ducks" in pull["head"]
    assert repository.refs.keys() == {f"refs/heads/{pull['head'].rpartition(':')[2]}"}
    assert repository.strangers == []
    assert {url for url in foreign if not url.startswith(f"{API}/")} == set()
