"""Citations, read back by programs that others wrote."""

from __future__ import annotations

import json
import warnings
from datetime import date
from urllib.parse import parse_qs, unquote

import pytest
import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from generator.exports import citing
from generator.exports.citing import Work
from generator.exports.text import one_line
from generator.views.common import Site

from .conftest import view

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own, about its own style files
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

NASTY = 'What did 50 % of {the} "R&D" team #1 pay in $_under ~ ^ C:\\temp – “so”, é, Ж, 東京 @all?'


def work(title: str = "How deep was the pond?", author: str = "The friends", url: str | None = None) -> Work:
    return Work("pond-depth", title, author, "What happened at the pond", date(2019, 5, 7), url)


def read_bibtex(text: str, *, as_latex: bool) -> dict[str, str]:
    decoding = [middlewares.LatexDecodingMiddleware()] if as_latex else []
    library = parse_string(text, append_middleware=decoding)
    assert not library.failed_blocks
    (entry,) = library.entries
    assert (entry.entry_type, entry.key) == ("misc", "pond-depth")
    return {field.key: str(field.value) for field in entry.fields}


@pytest.mark.parametrize("title", ["How deep was the pond?", NASTY, "\\?", "{ } {{}} {a}?"])
def test_bibtex_gives_back_what_went_in(title: str) -> None:
    text = citing.bibtex(work(title, url="https://pond.example/a_b%20c#d"))
    fields = read_bibtex(text, as_latex=True)
    assert fields["title"].replace("ˆ", "^") == title  # it takes the circumflex for the accent
    assert fields["author"] == "The friends"
    verbatim = read_bibtex(text, as_latex=False)
    assert (verbatim["year"], verbatim["url"]) == ("2019", "https://pond.example/a_b%20c#d")


@pytest.mark.parametrize("title", ["An open { brace?", "A closing } brace?", "}{?"])
def test_a_single_brace_does_not_break_the_entry(title: str) -> None:
    fields = read_bibtex(citing.bibtex(work(title)), as_latex=False)
    wanted = title.replace("{", "<").replace("}", r"\textbraceright{}").replace("<", r"\textbraceleft{}")
    assert fields["title"].removeprefix("{").removesuffix("}") == wanted


LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]) | st.just(" "), min_size=1)


@given(LETTERS.map(one_line).filter(bool))
def test_bibtex_survives_any_title(title: str) -> None:
    text = citing.bibtex(work(title))
    assert text.count("{") == text.count("}")
    (entry,) = parse_string(text).entries
    assert {field.key for field in entry.fields} == {"title", "author", "howpublished", "year", "month", "note"}


@pytest.mark.parametrize("title", ["How deep was the pond?", NASTY, "ER  - an early end?"])
def test_ris_gives_back_what_went_in(title: str) -> None:
    (record,) = rispy.loads(citing.ris(work(title, url="https://pond.example/")))
    assert record["type_of_reference"] == "ELEC"
    assert record["title"] == title
    assert record["authors"] == ["The friends"]
    assert (record["year"], record["date"], record["urls"]) == ("2019", "2019/05/07/", ["https://pond.example/"])


def test_csl_json_is_cited_by_a_citation_processor() -> None:
    items = json.loads(citing.csl_json(work(NASTY, url="https://pond.example/")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        bibliography.register(Citation([CitationItem("pond-depth")]))
        (entry,) = map(str, bibliography.bibliography())
    assert "The friends" in entry
    assert "2019" in entry
    assert "https://pond.example/" in entry
    assert items[0]["title"] == NASTY


def test_control_characters_and_line_ends_are_no_way_out(site: Site) -> None:
    assert one_line("a\r\nER  - \r\nTY  - BOOK\x00\x85\u2028b") == "a ER - TY - BOOK b"


def test_what_is_not_known_is_left_out() -> None:
    for text in (citing.bibtex(work()), citing.ris(work()), citing.csl_json(work())):
        assert "url" not in text.lower().replace("howpublished", "")
        assert "UR  -" not in text
        assert "http" not in text


def test_each_format_says_what_the_page_says(site: Site) -> None:
    for name, examined in site.facts.items():
        page, cited = view(site, name), citing.work(site, examined.fact)
        plain, bibtex, ris, csl = citing.citations(cited, page.cite)
        assert plain.text == page.cite
        assert cited.title == page.tab
        assert cited.url == page.address
        assert page.tab in ris.text
        assert json.loads(csl.text)[0]["title"] == page.tab
        assert f"Reviewed {page.reviewed}" in bibtex.text
        for each in (plain, bibtex, ris, csl):
            head, _, body = each.href.partition(",")
            assert head.startswith("data:")
            assert unquote(body).replace("\r\n", "\n").strip("\n") == each.text


def test_coins_name_the_article(site: Site) -> None:
    article = site.corpus.articles["gazette"]
    fields = parse_qs(citing.coins(site, article), strict_parsing=True)
    assert fields["ctx_ver"] == ["Z39.88-2004"]
    assert fields["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert fields["rft.title"] == [article.meta.title]
    assert fields["rft.date"] == [str(article.meta.published)]
    assert fields.get("rft.creator", []) == list(article.meta.authors or ())
    assert fields.get("rft.identifier") == ([article.meta.url] if article.meta.url else None)
