"""The toy publication as the exports see it, with its address known and unknown."""

from __future__ import annotations

import pytest

from generator import prose, render
from generator.compiler import Compiled
from generator.settings import Settings
from generator.views.common import Site
from generator.views.fact import FactPage, fact_page

KNOWN = Settings("https://pond.example/facts/", "https://code.example/pond")


@pytest.fixture(scope="session")
def site(compiled_toy: Compiled) -> Site:
    assert compiled_toy.corpus is not None
    return Site(compiled_toy, compiled_toy.corpus, KNOWN)


@pytest.fixture(scope="session")
def homeless(compiled_toy: Compiled) -> Site:
    """The same, while nobody knows where it will be published."""
    assert compiled_toy.corpus is not None
    return Site(compiled_toy, compiled_toy.corpus, Settings())


@pytest.fixture(scope="session")
def files(compiled_toy: Compiled) -> dict[str, bytes]:
    return dict(render.pages(compiled_toy, KNOWN))


@pytest.fixture(scope="session")
def files_without_address(compiled_toy: Compiled) -> dict[str, bytes]:
    return dict(render.pages(compiled_toy, Settings()))


def view(site: Site, name: str) -> FactPage:
    """The view of a fact."""
    return fact_page(site, site.facts[name], prose.parser(), ())
