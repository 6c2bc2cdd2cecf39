"""Bytes as they come: encodings, what is no text, days, and plain texts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.files import ARTICLE_LIMIT
from generator.intake.days import days_in, declared_day
from generator.intake.declared import address, language_tag, one_line
from generator.intake.plaintext import read_text
from generator.intake.received import ReceivedError, read, received

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("data", "encoding", "html"),
    [
        (b"Ducks, said Mr. Reed.", "utf-8", False),
        ("“Ducks”".encode("utf-8-sig"), "utf-8", False),
        ("“Ducks”".encode("utf-16"), "utf-16", False),
        (b"<!doctype html><p>Ducks", "utf-8", True),
        (b"  <!-- saved --><HTML><p>Ducks", "utf-8", True),
        ("<html><meta charset='windows-1256'><p>قال".encode("cp1256"), "cp1256", True),
        (b"<b> is the tag for bold, said Mr. Reed.", "utf-8", False),
    ],
)
def test_what_bytes_are(data: bytes, encoding: str, html: bool) -> None:
    found = received(data, "x")
    assert (found.encoding, found.html) == (encoding, html)


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        ("Café".encode("cp1252"), None, "--encoding windows-1252"),
        ("Café".encode("cp1252"), "utf-8", "not text in utf-8"),
        (b"Ducks", "klingon", "no encoding"),
        (b"Ducks", "hex", "hex"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0\0", None, "not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "not text"),
        (b"Ducks\0and geese", None, "U\\+0000"),
        (b"\x1b[31mDucks", None, "U\\+001B"),
        (b"<html><meta charset=utf-8><p>Caf\xe9", None, "not text in utf-8"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, encoding: str | None, said: str) -> None:
    with pytest.raises(ReceivedError, match=said):
        received(data, "x", encoding)


def test_what_is_too_large_or_empty_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReceivedError, match="more than"):
        read(Path("-"), BytesIO(b"x" * (ARTICLE_LIMIT + 1)))
    with pytest.raises(ReceivedError, match="empty"):
        read(Path("-"), BytesIO(b" \n"))
    with pytest.raises(ReceivedError, match="regular file"):
        read(tmp_path)
    with pytest.raises(ReceivedError, match="cannot be read"):
        read(tmp_path / "nothing.html")
    with pytest.raises(ReceivedError):
        read(Path("a\0b"))


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "windows-1252", "shift_jis"]))
def test_any_bytes_are_text_or_refused(data: bytes, encoding: str | None) -> None:
    try:
        found = received(data, "x", encoding)
    except ReceivedError:
        return
    assert "\0" not in found.text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("31-08-2017", ("2017-08-31",)),
        ("06.09.2017", ("2017-09-06",)),
        ("06/09/2017", ()),  # June or September
        ("8/31/2017 and 31/8/2017", ("2017-08-31",)),
        ("Washington Post, September 4 2017", ("2017-09-04",)),
        ("Friday, 3rd May 2019, updated 4 May 2019", ("2019-05-03", "2019-05-04")),
        ("30 February 2019, 2019-02-30", ()),
        ("1.2.3.2017 and 2017-08-31-1", ()),
    ],
)
def test_days_in_one_way_only(text: str, days: tuple[str, ...]) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2019-05-03T23:59:59-08:00", "2019-05-03"),
        ("20190503", "2019-05-03"),
        ("Fri, 03 May 2019 08:00:00 GMT", "2019-05-03"),
        ("2019-02-30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_of_a_time_stamp(stamp: str, day: str | None) -> None:
    assert declared_day(stamp) == day


@given(st.text(max_size=80))
def test_no_text_breaks_what_reads_metadata(text: str) -> None:
    for found in (*days_in(text), declared_day(text) or "2019-01-01"):
        assert len(found) == 10
    assert "\n" not in one_line(text)
    assert language_tag(text) == language_tag(language_tag(text))
    assert address(text) == "" or text.strip().startswith("http")


def test_languages() -> None:
    assert [language_tag(each) for each in ("en_US", "EN", "ar", "zh-Hant-TW", "english", "", None, "x" * 400)] == [
        "en-US",
        "en",
        "ar",
        "zh-Hant-TW",
        "",
        "",
        "",
        "",
    ]


def test_the_body_of_a_plain_text() -> None:
    text = (ROOT / "tests/toy/seeds/articles/heron.txt").read_text(encoding="utf-8")
    draft = read_text(text, {"heron": ["the wending heron"]})
    assert (draft.body[0].number, draft.body[-1].number) == (6, 16)
    assert draft.found["published"][0].value == "2019-05-03"
    assert draft.found["publisher"][0].value == "heron"
    assert draft.found["authors"][0].value == "Ada Quill"
    assert not any(each.sure for values in draft.found.values() for each in values)


def test_a_plain_text_with_broken_lines() -> None:
    text = (
        "Ducks cross a street\nBy Ada Quill\n\nThe bank of the village pond broke on\nWednesday, the council said.\n\n"
        "Nobody was cross, said Mr. Reed, who had\ncounted the ducks.\n\nComments\n\nI saw all of it, it was good.\n"
    )
    draft = read_text(text, {})
    assert (draft.body[0].number, draft.body[-1].number) == (4, 8)


@given(st.text(max_size=300))
def test_a_plain_text_is_stored_as_it_is(text: str) -> None:
    draft = read_text(text, {"heron": ["the heron"]})
    assert "\n".join(text.split("\n")) == draft.raw
    if draft.body:
        arranged = draft.arranged()
        assert arranged.text == text
        assert 1 <= arranged.first <= arranged.last <= len(text.split("\n"))
