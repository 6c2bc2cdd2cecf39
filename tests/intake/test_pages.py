"""Saved pages of every make: which lines are the article, and what the page says of itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.intake.draft import Arranged, Draft, Line
from generator.intake.page import MOST_ELEMENTS, read_page
from generator.intake.received import ReceivedError, received

PAGES = Path(__file__).parent / "pages"
ROOT = PAGES.parents[2]
FIRST = "The bank of the village pond in Little Wending broke on Wednesday, the parish council said on Thursday."
LAST = (
    "Volunteers and the parish council had mended the bank by Thursday evening, Mr. Reed said. "
    "“Nobody was cross,” he said."
)


def page(name: str) -> Draft:
    return read_page(received((PAGES / f"{name}.html").read_bytes(), f"{name}.html").text)


def sure(draft: Draft) -> dict[str, list[str]]:
    found = {key: [each.value for each in values if each.sure] for key, values in draft.found.items()}
    return {key: values for key, values in found.items() if values}


def body_of(arranged: Arranged) -> list[str]:
    return [line for line in arranged.text.split("\n")[arranged.first - 1 : arranged.last] if line]


@pytest.mark.parametrize("name", ["article-tag", "div-soup", "json-ld", "open-graph"])
def test_the_body_is_the_article_and_nothing_else(name: str) -> None:
    lines = body_of(page(name).arranged())
    assert (lines[0], lines[-1], len(lines)) == (FIRST, LAST, 4)


def test_what_stands_around_and_within_the_article_is_kept_outside_of_its_body() -> None:
    draft = page("article-tag")
    arranged = draft.arranged()
    assert [line.text for line in arranged.moved] == ["Related", "40 swans at Great Wending"]
    above, below = arranged.text.split(FIRST)[0], arranged.text.split(LAST)[1]
    assert above.split("\n\n")[:-1] == [
        "The Wending Heron",
        "Home",
        "News",
        "Ducks cross a street",
        "By Ada Quill",
        "3 May 2019",
    ]
    assert (
        below.split()
        == (
            "Related 40 swans at Great Wending Comments "
            "Comments close after 7 days. Please be kind. © The Wending Heron"
        ).split()
    )
    # nothing that was shown is lost, and nothing is there twice
    assert sorted(line for line in arranged.text.split("\n") if line) == sorted(line.text for line in draft.lines)
    assert "at least 2\u00a0metres deep" in arranged.text


def test_lines_chosen_by_an_editor_stay_in_their_order() -> None:
    draft = page("article-tag")
    related = next(line.number for line in draft.lines if line.text == "Related")
    chosen = draft.with_body(draft.body[0].number, draft.body[-1].number)
    assert related in {line.number for line in chosen.body}
    assert chosen.arranged().moved == ()


def test_what_pages_declare_is_taken() -> None:
    assert sure(page("json-ld")) == {
        "title": ["Ducks cross a street"],
        "published": ["2019-05-03"],  # the day that is written there, whatever the day was elsewhere
        "modified": ["2019-05-04"],
        "authors": ["Ada Quill", "Bo Reed"],
        "publisher": ["The Wending Heron"],
        "language": ["en-GB"],
        "dateline": ["Little Wending"],
        "url": ["https://heron.example/2019/ducks"],
    }
    assert sure(page("open-graph")) == {
        "title": ["Ducks cross a street"],
        "published": ["2019-05-03"],
        "modified": ["2019-05-03"],
        "authors": ["Ada Quill"],
        "publisher": ["The Wending Heron"],
        "language": ["en"],
        "url": ["https://heron.example/2019/ducks"],
    }
    assert sure(page("article-tag"))["url"] == ["https://heron.example/2019/ducks"]


def test_what_is_only_read_out_of_a_page_is_not_sure() -> None:
    found = page("article-tag").found
    assert [(each.value, each.sure) for each in found["published"]] == [("2019-05-03", False)]
    assert [(each.value, each.sure) for each in found["authors"]] == [("Ada Quill", False)]
    assert "language" not in page("div-soup").found
    assert not {"published", "authors", "url"} & page("div-soup").found.keys()


def test_the_encoding_that_a_page_declares_is_read_as_browsers_read_it() -> None:
    source = received((PAGES / "windows-1252.html").read_bytes(), "")
    assert source.encoding == "cp1252"
    assert body_of(read_page(source.text).arranged())[-1].startswith("Dov Levi has kept the Café Wending on the High")


def test_a_page_from_right_to_left() -> None:
    draft = page("arabic")
    lines = body_of(draft.arranged())
    assert len(lines) == 3
    assert lines[0].startswith("قال مسؤولون")
    assert sure(draft)["language"] == ["ar"]
    assert sure(draft)["title"] == ["البط يعبر الشارع"]
    assert draft.lines[-1].text == "جميع الحقوق محفوظة"


def test_a_hostile_page() -> None:
    draft = page("hostile")
    text = draft.arranged().text
    for number in ("Forty", "Fifty", "Sixty", "Seventy", "Eighty", "ninety"):
        assert number not in text
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert not any("\x80" <= char <= "\x9f" for char in text)
    assert "A bell rang, [31mred›31m, said Mr. Reed, and the tide was 10² times as high" in text
    found = sure(draft)
    assert found["title"] == ["Ducks <script>alert(1)</script> cross"]  # text like any other: pages escape it
    assert not {"published", "url", "authors"} & found.keys()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<html><body><script>var x = 1</script></body></html>", "shows no text"),
        ("<html><body>" + "<p>x</p>" * (MOST_ELEMENTS + 1) + "</body></html>", "elements"),
        ("<html><body>" + "<div>" * 50_000 + "x", "nested too deep|no text|no web page"),
        ("<html></html>", "web page"),
        ("<html><body>" + "<b>" * 252 + "x", "nested too deep"),
    ],
)
def test_what_is_no_article(html: str, said: str) -> None:
    with pytest.raises(ReceivedError, match=said):
        read_page(html)


def test_an_article_without_anything_the_extractor_takes_for_one_has_no_body() -> None:
    draft = read_page("<html><body><nav><a href='/'>Home</a></nav><footer>Imprint</footer></body></html>")
    assert draft.lines
    if not draft.body:
        with pytest.raises(ValueError, match="body"):
            draft.arranged()


PIECES = st.recursive(
    st.sampled_from(
        ["Six mallards.", "17", "قال", " ", "&amp;", "&#0;", "<br>", "\x1b", "</div>", "<!-- x -->", "<q>"]
    ),
    lambda inner: st.builds(
        lambda tag, children: f"<{tag}>{''.join(children)}</{tag}>",
        st.sampled_from(["p", "div", "b", "table", "td", "li", "article", "script", "pre", "sup"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(st.lists(PIECES, max_size=6))
def test_every_page_is_read_or_refused_and_no_line_is_lost(pieces: list[str]) -> None:
    try:
        draft = read_page(f"<html><body><p>A pond.</p>{''.join(pieces)}</body></html>")
    except ReceivedError:
        return
    assert all(line.text == line.text.strip() and line.text and "\n" not in line.text for line in draft.lines)
    chosen = draft.with_body(1, max(1, len(draft.lines) // 2))
    for each in (draft, chosen) if draft.body else (chosen,):
        arranged = each.arranged()
        rows = arranged.text.split("\n")
        assert sorted(filter(None, rows)) == sorted(line.text for line in each.lines)
        assert [row for row in rows[arranged.first - 1 : arranged.last] if row] == [line.text for line in each.body]


def test_lines_of_one_paragraph_stay_together() -> None:
    lines = (Line(1, "Head", False), Line(2, "One", True), Line(3, "two.", True, True), Line(4, "Three.", True))
    assert Draft("html", lines, {}).arranged() == Arranged("Head\n\nOne\ntwo.\n\nThree.\n", 3, 6, ())


AUDIT = """
import sys
calls = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.system"):
        calls.append(event)
    elif event == "open" and isinstance(arguments[1], str) and set("wax+") & set(arguments[1]):
        calls.append(str(arguments[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "sqlite3.connect", "time.sleep"):
        calls.append(event)
sys.dont_write_bytecode = True
sys.addaudithook(hook)
from pathlib import Path
from generator.intake.page import read_page
for name in sys.argv[1:]:
    read_page(Path(name).read_text(encoding="utf-8"))
print(calls)
"""


def test_reading_a_page_asks_no_network_and_writes_nothing() -> None:
    names = [str(PAGES / f"{name}.html") for name in ("hostile", "article-tag", "arabic")]
    done = subprocess.run(
        [sys.executable, "-c", AUDIT, *names], capture_output=True, text=True, check=True, cwd=ROOT, timeout=120
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
