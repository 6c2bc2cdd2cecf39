"""Golden pages: one per kind, small, compared to the byte. `pytest --accept` writes them anew; then read the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import render
from generator.compiler import Compiled
from generator.settings import Settings

GOLDEN = Path(__file__).parent / "golden"
ADDRESSES = Settings("https://pond.example/facts/", "https://code.example/pond/facts")
PAGES = {
    "fact.md": "claims/refuge/index.md",
    "article.md": "articles/gazette/index.md",
    "speaker.md": "speakers/dov-levi/index.md",
    "facts.md": "claims/index.md",
    "articles.md": "articles/index.md",
    "speakers.md": "speakers/index.md",
    "home.md": "index.md",
    "redirect.html": "claims/how-many-ducks/index.html",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_it_was(name: str, compiled_toy: Compiled, request: pytest.FixtureRequest) -> None:
    page = render.pages(compiled_toy, ADDRESSES)[PAGES[name]]
    golden = GOLDEN / name
    if request.config.getoption("--accept"):
        golden.write_bytes(page)
    assert page.decode() == golden.read_text(encoding="utf-8")


def test_pages_do_not_depend_on_anything_but_their_input(compiled_toy: Compiled) -> None:
    assert render.pages(compiled_toy, ADDRESSES) == render.pages(compiled_toy, ADDRESSES)


def test_nothing_is_made_up_while_addresses_are_unknown(compiled_toy: Compiled) -> None:
    pages = render.pages(compiled_toy, Settings())
    text = b"".join(pages.values()).decode()
    for word in ("/edit/", "/issues/new", "/commits/", "https://code.example", "https://pond.example"):
        assert word not in text
    known = b"".join(render.pages(compiled_toy, ADDRESSES).values()).decode()
    for word in ("/edit/main/seeds/claims/", "/issues/new?", '"url": "https://pond.example/facts/claims/'):
        assert word in known
