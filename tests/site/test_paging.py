"""Long lists of a large publication, in pages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import render
from generator.compiler import Compiled
from generator.settings import Settings
from generator.views import changes, lists, overview, speaker
from generator.views.paging import cut, pages_of

BOUNDS = (
    (lists, "FACTS_A_PAGE"),
    (lists, "LINES_A_PAGE"),
    (overview, "MENTIONS_A_PAGE"),
    (speaker, "ENTRIES_A_PAGE"),
    (changes, "CORRECTIONS_A_PAGE"),
)
LINK = re.compile(r'<li class="fact-line"[^>]*>\n<p class="fact-line-title"><a href="([^"]+)"')


@pytest.fixture
def paged(compiled_toy: Compiled, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The pages of the toy publication, as if two lines were a long list."""
    for module, name in BOUNDS:
        monkeypatch.setattr(module, name, 2)
    pages = render.pages(compiled_toy, Settings(large=1))
    return {path: text.decode() for path, text in pages.items() if path.endswith(".md")}


@given(st.lists(st.integers(0, 9)), st.integers(1, 12))
def test_every_item_is_on_one_page_in_its_order_and_no_page_is_too_heavy(items: list[int], most: int) -> None:
    parts = cut(items, most, lambda item: item)
    assert [item for part in parts for item in part] == items
    assert all(sum(part) <= most or len(part) == 1 for part in parts)


def test_a_page_takes_no_address_that_belongs_to_another() -> None:
    assert [each.path for each in pages_of("claims/", 3, {"page-2"})] == [
        "claims/",
        "claims/page-2-of-list/",
        "claims/page-3/",
    ]
    assert [each.path for each in pages_of("speakers/levi/", 2, beside=True)] == [
        "speakers/levi/",
        "speakers/levi-page-2/",
    ]


def test_every_fact_stands_on_one_page_of_the_index(paged: dict[str, str], compiled_toy: Compiled) -> None:
    pages = [path for path in paged if re.fullmatch(r"claims/(page-\d+/)?index\.md", path)]
    assert len(pages) == 4
    found = [link.split("claims/")[1].strip("/") for path in pages for link in LINK.findall(paged[path])]
    assert sorted(found) == sorted(compiled_toy.facts)


def test_every_page_of_a_list_is_reached_from_the_one_before_and_leads_back(paged: dict[str, str]) -> None:
    for folder in ("claims", "articles", "speakers", "timeline", "map"):
        others = [path for path in paged if re.fullmatch(rf"{folder}/page-\d+/index\.md", path)]
        assert others, folder
        for number in range(2, len(others) + 2):
            assert (
                f'href="../../{folder}/page-{number - 1}/"' in paged[f"{folder}/page-{number}/index.md"] or number == 2
            )
            assert 'rel="prev"' in paged[f"{folder}/page-{number}/index.md"]
        assert f'href="../{folder}/page-2/"' in paged[f"{folder}/index.md"]


def test_below_the_bound_no_page_differs(compiled_toy: Compiled) -> None:
    small, large = render.pages(compiled_toy, Settings()), render.pages(compiled_toy, Settings(large=1))
    same = [path for path in small if path.endswith(".md")]
    assert [path for path in same if small[path] != large[path]] == []
