"""The toy publication as a whole project, built once by each engine, and a browser to look at it."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "toy"
CONFIGURATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
HAND_WRITTEN = tuple(name for name in re.findall(r": (\w+)\.md$", CONFIGURATION, re.MULTILINE) if name != "index")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def make_project(folder: Path, seeds: Path = TOY / "seeds") -> Path:
    """A complete project: the given seeds with this repository's configuration, styles and hook."""
    shutil.copytree(seeds, folder / "seeds")
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    for part in ("stylesheets", "javascripts"):
        shutil.copytree(ROOT / "docs" / part, folder / "docs" / part)
    shutil.copy(ROOT / "docs" / "favicon.svg", folder / "docs" / "favicon.svg")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    for name in HAND_WRITTEN:
        (folder / "docs" / f"{name}.md").write_text(f"# {name.capitalize()}\n\nWritten by hand.\n", encoding="utf-8")
    (folder / "generator").mkdir()
    shutil.copy(ROOT / "generator" / "mkdocs_hook.py", folder / "generator" / "mkdocs_hook.py")
    return folder


def disputed(
    project: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as its users do: a process of its own, in the project's folder."""
    known = {
        key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "SITE_URL", "REPOSITORY"))
    }
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=project,
        env={**known, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh project with the toy publication."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy publication, built and verified once with MkDocs. Copy it before changing it."""
    folder = make_project(tmp_path_factory.mktemp("built") / "project")
    done = disputed(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own publication, built in a copy."""
    folder = tmp_path_factory.mktemp("real") / "project"
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    shutil.copytree(ROOT / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    done = disputed(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[str]:
    """The address of the built toy site on this machine."""
    yield from serve(built / "site")


@pytest.fixture(scope="session")
def real_served(real_site: Path) -> Iterator[str]:
    """The address of the built real site on this machine."""
    yield from serve(real_site)


def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, below a path of its own as on project pages."""
    holder = folder.parent / f"{folder.name}-served"
    holder.mkdir(exist_ok=True)
    link = holder / "sub"
    if not link.exists():
        link.symlink_to(folder, target_is_directory=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(holder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sub/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the one that DISPUTED_CHROMIUM names or that is installed."""
    path = os.environ.get("DISPUTED_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("No Chromium is installed; run the tests with `make test`, which installs one.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own on a desktop's screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
