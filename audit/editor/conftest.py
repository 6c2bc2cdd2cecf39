"""The bundle of the editor, and a checkout of the toy publication that it edits."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from generator.admin import pages
from tests.site.conftest import ROOT, TOY, make_project

expect.set_options(timeout=60_000)  # a machine that is busy with something else is no fault of the editor


@pytest.fixture(scope="session")
def modules() -> Path:
    """Where the bundle is installed."""
    if shutil.which("npm") is None:
        pytest.skip("The editor needs npm, which is not installed.")
    found = pages.bundle(ROOT)
    if found is None:
        pytest.fail("The editor is not installed; run `make admin`.")
    return found


@dataclass(frozen=True)
class Checkout:
    """A project that is being edited.

    Attributes:
        root: its folder.
        address: where `disputed edit` serves it.
    """

    root: Path
    address: str

    def contents(self) -> dict[str, bytes]:
        """Every file of the publication."""
        seeds = self.root / "seeds"
        return {path.relative_to(seeds).as_posix(): path.read_bytes() for path in seeds.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory, modules: Path) -> Iterator[Checkout]:
    """The toy publication, served by `disputed edit` as editors run it."""
    assert modules.is_dir()
    folder = tmp_path_factory.mktemp("edited")
    project = make_project(folder / "project")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "generator", "edit", "--address", f"127.0.0.1:{port}"],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"{address}/admin/", server, folder / "log")
            yield Checkout(project, address)
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture
def checkout(edited: Checkout) -> Checkout:
    """That publication as it was at first, whatever a test before has made of it."""
    for path in sorted((TOY / "seeds").rglob("*")):
        target = edited.root / path.relative_to(TOY)
        if path.is_file() and target.read_bytes() != path.read_bytes():
            shutil.copy(path, target)
    for path in sorted((edited.root / "seeds").rglob("*")):
        if not (TOY / path.relative_to(edited.root)).exists():
            path.unlink()
    return edited


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"`disputed edit` does not answer:\n{log.read_text(encoding='utf-8')}")
