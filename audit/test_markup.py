"""The Nu HTML checker (W3C) on every page and style of our own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, SITE, TOOLS


def check(*arguments: str | Path) -> list[str]:
    java = shutil.which("java")
    if java is None:
        pytest.fail("The Nu HTML checker needs Java: install a headless JRE (Debian: default-jre-headless).")
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [java, "-Xss2m", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    messages = json.loads(done.stderr)["messages"]
    return [f"{m.get('url', '')}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')[:160]}" for m in messages]


def test_every_page_is_valid_html() -> None:
    assert check("--skip-non-html", SITE) == []


LATER_STANDARDS = re.compile(r"@container|container-type|paint-order|\brx\b")
"""What the checker does not know yet: container queries (CSS Containment 3); paint-order and rx (SVG 2)."""


@pytest.mark.parametrize("sheet", sorted((ROOT / "docs" / "stylesheets").glob("*.css")), ids=lambda path: path.name)
def test_our_styles_are_valid_css(sheet: Path) -> None:
    assert [message for message in check("--css", sheet) if not LATER_STANDARDS.search(message)] == []
