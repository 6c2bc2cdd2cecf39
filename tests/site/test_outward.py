"""What a built page says of itself to other programs, read back by programs that others wrote, in both builders."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from .conftest import disputed, make_project

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import extruct

SITE = "https://pond.example/facts/"
QUESTION = "Was it \"5 < 6\" & '7 > 6' {{ 7*7 }} &amp; so?"


def tree_of(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def metadata(page: Path) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(extruct.extract(page.read_text(encoding="utf-8"), syntaxes=["opengraph", "json-ld"], uniform=False))


def properties(page: Path) -> dict[str, str]:
    (graph,) = metadata(page)["opengraph"]
    return dict(graph["properties"])


def named(page: Path, prefix: str) -> dict[str, str]:
    nodes = tree_of(page).css(f'meta[name^="{prefix}"]')
    return {node.attributes["name"] or "": node.attributes["content"] or "" for node in nodes}


def heading(page: Path) -> str:
    node = tree_of(page).css_first("h1")
    assert node is not None
    return node.text(deep=True).strip()


def facts(site: Path) -> list[Path]:
    return [page for page in sorted(site.glob("claims/*/index.html")) if 'class="verdict ' in page.read_text("utf-8")]


def test_open_graph_and_markup_say_what_the_page_shows(built: Path) -> None:
    pages = facts(built / "site")
    assert len(pages) == 7
    for page in pages:
        graph, found = properties(page), metadata(page)["json-ld"]
        address = f"{SITE}claims/{page.parent.name}/"
        (review,) = found
        # what no longer stands says so wherever its title stands alone
        mark = "Withdrawn: " if review["reviewRating"]["alternateName"] == "Withdrawn" else ""
        assert graph["og:title"] == f"{mark}{heading(page)}"
        assert (graph["og:type"], graph["og:url"]) == ("article", address)
        text = tree_of(page).css_first("article.md-content__inner")
        assert text is not None
        assert review["claimReviewed"] in text.text()
        assert review["reviewRating"]["alternateName"] in graph["og:description"]
        assert graph["article:modified_time"] == review["datePublished"]
        cited = named(page, "citation_")
        assert cited["citation_title"] == graph["og:title"]
        assert cited["citation_public_url"] == review["url"] == address
        assert cited["citation_publication_date"].replace("/", "-") == review["datePublished"]
        assert named(page, "twitter:") == {"twitter:card": "summary_large_image"}


def test_every_other_page_says_what_it_is(built: Path) -> None:
    for name in ("", "about/", "claims/", "speakers/dov-levi/", "articles/kite/", "changes/", "data/"):
        page = built / "site" / name / "index.html"
        graph = properties(page)
        assert (graph["og:type"], graph["og:url"]) == ("website", f"{SITE}{name}")
        assert graph["og:image"] == f"{SITE}cards/_site.png"
        assert graph["og:title"] in (heading(page), "About this site", "Open data")
        assert not named(page, "citation_")


def test_pictures_for_sharing_are_there(built: Path) -> None:
    for page in (*facts(built / "site"), built / "site" / "index.html"):
        graph = properties(page)
        with Image.open(built / "site" / graph["og:image"].removeprefix(SITE).partition("?")[0]) as picture:
            picture.verify()
            size = (int(graph["og:image:width"]), int(graph["og:image:height"]))
            assert (picture.format, picture.size) == ("PNG", size)
        assert graph["og:image:alt"]


def test_articles_are_cited_for_reference_managers(built: Path) -> None:
    articles = sorted((built / "site").glob("articles/*/index.html"))
    titles = {heading(page) for page in articles}
    for page in (*facts(built / "site"), *articles):
        spans = tree_of(page).css("span.Z3988")
        assert spans
        for span in spans:
            fields = parse_qs(span.attributes["title"] or "", strict_parsing=True)
            assert fields["ctx_ver"] == ["Z39.88-2004"]
            assert fields["rft.title"][0] in titles


def test_feeds_and_the_frame_are_found_from_the_page(built: Path) -> None:
    page = built / "site/claims/ducks/index.html"
    links = [node.attributes for node in tree_of(page).css('link[rel~="alternate"]')]
    found = {(link["type"], (link["href"] or "").rpartition("/")[2]) for link in links}
    assert found == {
        ("application/atom+xml", "facts.xml"),
        ("application/feed+json", "facts.json"),
        ("application/atom+xml", "corrections.xml"),
        ("application/feed+json", "corrections.json"),
        ("application/json+oembed", "ducks.json"),
    }
    answer = json.loads((built / "site/embeds/ducks.json").read_text(encoding="utf-8"))
    frame = LexborHTMLParser(answer["html"]).css_first("iframe")
    assert frame is not None
    path = built / "site" / (frame.attributes["src"] or "").removeprefix(SITE)
    assert heading(path) == heading(page)
    assert len(path.read_bytes()) < 30_000


def test_whoever_is_lost_finds_the_way(built: Path) -> None:
    tree = tree_of(built / "site/404.html")
    form = tree.css_first("form.search-again")
    assert form is not None
    assert form.attributes["action"] in ("/facts/", "/facts/.")
    targets = {node.attributes["href"] for node in tree.css("article a[href]")}
    assert {"/facts/claims/", "/facts/speakers/", "/facts/articles/"} <= targets
    icon = tree.css_first('link[rel="icon"]')
    assert icon is not None
    assert icon.attributes["href"] == "/facts/favicon.svg"
    assert "Sitemap: https://pond.example/facts/sitemap.xml" in (built / "site/robots.txt").read_text()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A publication with odd letters in its titles and in the log of its repository, built by each builder."""
    first = make_project(tmp_path_factory.mktemp("odd") / "mkdocs")
    claim = first / "seeds/claims/refuge.yml"
    text = claim.read_text(encoding="utf-8")
    quoted = QUESTION.replace("'", "''")
    claim.write_text(text.replace("title: Where did the ducks go?", f"title: '{quoted}'"), encoding="utf-8")
    identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity |= {f"GIT_{who}_NAME": "Ann" for who in ("AUTHOR", "COMMITTER")}
    identity |= {f"GIT_{who}_EMAIL": "ann@pond.example" for who in ("AUTHOR", "COMMITTER")}
    identity |= {f"GIT_{who}_DATE": "2019-05-30T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    for arguments in (("init", "-q"), ("add", "seeds"), ("commit", "-qm", "<b>Facts</b> & {{ figures }} <!--")):
        subprocess.run(["git", *arguments], cwd=first, env={**os.environ, **identity}, check=True, timeout=60)
    second = Path(shutil.copytree(first, first.with_name("zensical")))
    for folder, engine in ((first, "mkdocs"), (second, "zensical")):
        done = disputed(folder, "build", "--engine", engine)
        assert done.returncode == 0, done.stdout + done.stderr
    return first / "site", second / "site"


def test_both_builders_say_the_same_to_programs(odd: tuple[Path, Path]) -> None:
    first, second = odd
    pages = [page.relative_to(first) for page in first.rglob("*.html") if "embeds" not in page.parts]
    assert len(pages) > 20
    for page in pages:
        for select in ("meta[property]", 'link[rel~="alternate"]', 'meta[name^="cit"]'):
            here, there = (
                [{**node.attributes, "href": (node.attributes.get("href") or "").removeprefix("./")} for node in found]
                for found in (tree_of(site / page).css(select) for site in odd)
            )
            assert here == there, page
    assert properties(second / "claims/refuge/index.html")["og:title"] == QUESTION


def test_odd_letters_arrive_as_they_were_written(odd: tuple[Path, Path]) -> None:
    for site in odd:
        page = site / "claims/refuge/index.html"
        assert heading(page) == QUESTION
        assert properties(page)["og:title"] == named(page, "citation_title")["citation_title"] == QUESTION
        assert heading(site / "embeds/refuge.html") == QUESTION
        assert json.loads((site / "embeds/refuge.json").read_text(encoding="utf-8"))["title"] == QUESTION


def test_the_past_of_a_claim_file_is_shown(odd: tuple[Path, Path], built: Path) -> None:
    for site in odd:
        (line,) = tree_of(site / "claims/ducks/index.html").css("ul.changes > li")
        assert " ".join(line.text().split()) == "30 May 2019 <b>Facts</b> & {{ figures }} <!--"
    assert not tree_of(built / "site/claims/ducks/index.html").css("ul.changes")


def test_a_false_quote_in_a_frame_or_in_the_data_is_refused(built: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project", symlinks=True))
    frame, data = project / "site/embeds/ducks.html", project / "site/data/facts.json"
    page = LexborHTMLParser(frame.read_text(encoding="utf-8")).css_first("q")
    assert page is not None
    words = page.html or ""
    frame.write_text(frame.read_text(encoding="utf-8").replace(words, words.replace("</q>", " not</q>")))
    found = data.read_text(encoding="utf-8")
    data.write_text(found.replace('"exact": "', '"exact": "No ', 1), encoding="utf-8")
    (project / "site/cards/ducks.png").unlink()
    done = disputed(project, "verify")
    assert done.returncode == 1
    assert "site/embeds/ducks.html: error[site-quote]" in done.stdout
    assert "site/data/facts.json: error[site-quote]" in done.stdout
    assert "picture for sharing" in done.stdout
