"""The coverage report shows every sentence once, in the colour of what rests on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.compiler import Compiled
from generator.views.colouring import Tone, report

from .conftest import disputed


@pytest.fixture
def spoilt(project: Path) -> Path:
    """The invented publication without one of its claims."""
    (project / "seeds/claims/refuge.yml").unlink()
    return project


def test_every_sentence_is_there_once_and_in_order(compiled_toy: Compiled) -> None:
    assert compiled_toy.corpus is not None
    for line in report(compiled_toy).lines:
        article = compiled_toy.corpus.articles[line.id]
        shown = " ".join(stretch.text for paragraph in line.paragraphs for stretch in paragraph.stretches)
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", " ".join(s.text for s in article.text.sentences))


def test_quoted_words_carry_their_accounts_and_no_others(compiled_toy: Compiled) -> None:
    quoted = {
        account: examined.fact.witness(account.split("#")[1])
        for fact, examined in compiled_toy.facts.items()
        for account in (f"{fact}#{witness.id}" for witness in examined.fact.witnesses)
    }
    stretches = [
        s for line in report(compiled_toy).lines for p in line.paragraphs for s in p.stretches if s.tone is Tone.QUOTED
    ]
    for account, witness in quoted.items():
        theirs = "".join(s.text for s in stretches if account in s.why.split(", "))
        words = "".join(witness.article.text.words(span) for span in witness.located.parts)
        assert re.sub(r"\s", "", theirs) == re.sub(r"\s", "", words)


def test_the_figures_add_up(compiled_toy: Compiled) -> None:
    for line in report(compiled_toy).lines:
        assert line.cited + line.aside + line.open == line.checkable


def test_the_command_names_what_was_passed_over_and_writes_the_page(spoilt: Path) -> None:
    page = spoilt / "coverage.html"
    done = disputed(spoilt, "coverage", "--html", str(page))
    assert done.returncode == 0
    assert re.search(r"^article +to check +cited +set aside +left +share$", done.stdout, re.MULTILINE)
    assert "The ducks never left Little Wending" in done.stdout
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    assert any("never left Little Wending" in node.text() for node in tree.css("p span.open"))
    assert tree.css("script, link, img") == []


def test_it_fails_below_a_share_and_refuses_what_it_does_not_know(spoilt: Path) -> None:
    assert disputed(spoilt, "coverage", "--fail-under", "100").returncode == 1
    assert disputed(spoilt, "coverage", "no-such-article").returncode == 2
    done = disputed(spoilt, "coverage", "--html", str(spoilt / "no" / "such" / "folder.html"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
