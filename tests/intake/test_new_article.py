"""`disputed new article` as editors meet it: what it writes, asks and refuses, and that it loses nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator import authored, yamlfile
from generator.changing import carry_out
from generator.cli import main
from generator.compiler import compile_corpus
from generator.corpus import stored_article
from generator.intake import placing
from generator.intake.plaintext import read_text
from generator.model import ArticleMeta

PAGES = Path(__file__).parent / "pages"
PAGE = str(PAGES / "json-ld.html")
RIGHTS = ("--rights", "© The Wending Heron; short passages are quoted for review.")
TEXT = (
    "More ducks\nThe Marsh Kite, 9 May 2019\n\nTen ducks were seen in the mill race on Tuesday, Dov Levi said.\n\n"
    "The parish council declined to say how many there had been.\n\nComments\n\nNice ducks, I thought, so many.\n"
)
ALL = ("--title", "More ducks", "--publisher", "kite", "--published", "2019-05-09", "--language", "en", *RIGHTS)


def run(root: Path, *arguments: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, ["new", "article", *arguments, "--project", str(root)], input=answers)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stored(root: Path, name: str) -> dict[str, object]:
    data = yaml.safe_load((root / f"seeds/articles/{name}.yml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "kite (3).txt"
    path.write_bytes(TEXT.encode())
    return str(path)


def test_a_page_that_says_all_of_itself_needs_only_the_rights(toy: Path) -> None:
    before = everything(toy)
    done = run(toy, PAGE, *RIGHTS)
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == [
        "seeds/addresses.yml",
        "seeds/articles/heron-2019-05-03.txt",
        "seeds/articles/heron-2019-05-03.yml",
    ]
    meta = stored(toy, "heron-2019-05-03")
    data = (toy / "seeds/articles/heron-2019-05-03.txt").read_bytes()
    assert meta["sha256"] == hashlib.sha256(data).hexdigest()
    assert meta["authors"] == ["Ada Quill", "Bo Reed"]
    assert (meta["publisher"], meta["received_as"], str(meta["modified"])) == ("heron", "json-ld.html", "2019-05-04")
    after = everything(toy)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"seeds/addresses.yml"}
    assert (
        after["seeds/addresses.yml"]
        == before["seeds/addresses.yml"].replace(
            b"  - articles/heron\n", b"  - articles/heron\n  - articles/heron-2019-05-03\n"
        )
        or b"  - articles/heron-2019-05-03\n" in after["seeds/addresses.yml"]
    )
    # what is left is coverage, and nothing else
    assert compile_corpus(toy).problems == ()
    assert "to be cited or set aside" in done.stderr


def test_body_and_furniture_are_shown(toy: Path) -> None:
    done = run(
        toy, str(PAGES / "article-tag.html"), *RIGHTS, "--publisher", "heron", "--published", "2019-05-03", "--dry-run"
    )
    assert "Nothing was written." in done.stderr
    shown = [line.split(" │ ", 1) for line in done.stderr.splitlines() if " │ " in line]
    kinds = [(kind.split()[0], words) for kind, words in shown]
    assert ("around", "News") in kinds
    assert ("between", "40 swans at Great Wending") in kinds
    assert next(words for kind, words in kinds if kind == "body").startswith("The bank of the village pond")
    assert [words for kind, words in kinds if kind == "body"][-1].startswith("Volunteers")


def test_plain_text_is_stored_byte_for_byte(toy: Path, text: str) -> None:
    done = run(toy, text, *ALL)
    assert done.exit_code == 0, done.output
    assert (toy / "seeds/articles/kite-2019-05-09.txt").read_bytes() == TEXT.encode()
    meta = stored(toy, "kite-2019-05-09")
    assert meta["body"] == {"first_line": 4, "last_line": 6}
    assert meta["received_as"] == "kite (3).txt"
    assert "note" not in meta
    assert compile_corpus(toy).problems == ()


def test_standard_input_and_another_encoding(toy: Path) -> None:
    refused = CliRunner().invoke(
        main, ["new", "article", "-", *ALL, "--project", str(toy)], input="Café Wending said so.".encode("cp1252")
    )
    assert refused.exit_code == 1
    assert "--encoding windows-1252" in refused.stderr
    text = "The Café Wending on the High Street said on Tuesday that it would stay open.\r\n"
    done = CliRunner().invoke(
        main,
        ["new", "article", "-", *ALL, "--encoding", "windows-1252", "--project", str(toy)],
        input=text.encode("cp1252"),
    )
    assert done.exit_code == 0, done.output
    assert (toy / "seeds/articles/kite-2019-05-09.txt").read_bytes() == text.encode()
    meta = stored(toy, "kite-2019-05-09")
    assert "received_as" not in meta
    assert "converted to UTF-8" in str(meta["note"])
    assert compile_corpus(toy).problems == ()


def test_everything_that_is_missing_is_said_at_once_with_what_the_file_seems_to_say(toy: Path, text: str) -> None:
    before = everything(toy)
    done = run(toy, text)
    assert done.exit_code == 2
    for key in ("title", "publisher", "published", "language", "rights"):
        assert f"  --{key}: " in done.stderr
    assert "  --body: " not in done.stderr
    assert "perhaps --title 'More ducks'  (line 1)" in done.stderr
    assert "perhaps --published 2019-05-09  (line 2)" in done.stderr
    assert "perhaps --publisher kite  (line 2)" in done.stderr
    assert everything(toy) == before


def test_what_was_only_read_out_of_a_text_is_taken_on_the_editors_word(toy: Path, text: str) -> None:
    done = run(toy, text, "--yes", "--language", "en", *RIGHTS)
    assert done.exit_code == 0, done.output
    meta = stored(toy, "kite-2019-05-09")
    assert (meta["title"], meta["publisher"], str(meta["published"])) == ("More ducks", "kite", "2019-05-09")


def test_two_days_are_not_chosen_between(toy: Path, tmp_path: Path) -> None:
    page = tmp_path / "two.html"
    page.write_text(
        (PAGES / "json-ld.html")
        .read_text(encoding="utf-8")
        .replace("<title>", '<meta property="article:published_time" content="2019-05-04"><title>'),
        encoding="utf-8",
    )
    done = run(toy, str(page), *RIGHTS, "--yes")
    assert done.exit_code == 2
    assert "perhaps --published 2019-05-03  (JSON-LD datePublished)" in done.stderr
    assert "perhaps --published 2019-05-04  (meta article:published_time)" in done.stderr


def test_an_editor_is_asked_for_what_is_missing_and_for_nothing_else(toy: Path, text: str) -> None:
    done = run(toy, text, "--ask", "--title", "More ducks", answers="\n9 May\n2019-05-09\nenglish\nen\nMine.\n\ny\n")
    assert done.exit_code == 0, done.output
    assert "title:" not in done.stderr.split("(given)")[1]
    assert "is not one day" in done.stderr
    assert "is not a language" in done.stderr
    meta = stored(toy, "kite-2019-05-09")
    assert (meta["publisher"], meta["language"]) == ("kite", "en")
    assert compile_corpus(toy).problems == ()


def test_an_editor_may_decide_otherwise_at_the_end(toy: Path, text: str) -> None:
    before = everything(toy)
    done = run(toy, text, "--ask", *ALL, answers="other-name\nn\n")
    assert done.exit_code == 1
    assert "Nothing was written." in done.stderr
    assert everything(toy) == before


def test_a_new_publisher_is_added_on_request(toy: Path, text: str) -> None:
    arguments = [*ALL]
    arguments[3] = "otter"
    refused = run(toy, text, *arguments)
    assert refused.exit_code == 2
    assert "--publisher-name: the name of otter" in refused.stderr
    arguments[3] = "The Marsh Kyte"  # may be a slip
    refused = run(toy, text, *arguments)
    assert refused.exit_code == 2
    assert "perhaps --publisher-name 'The Marsh Kyte'" in refused.stderr
    arguments[3] = "The Otter & Sons"
    done = run(toy, text, *arguments)
    assert done.exit_code == 0, done.output
    speakers = (toy / "seeds/speakers.yml").read_text(encoding="utf-8")
    assert "kite:\n  name: The Marsh Kite\n  kind: media\nthe-otter-sons:\n  name: The Otter & Sons\n" in speakers
    assert compile_corpus(toy).problems == ()


def test_a_new_publisher_when_asked(toy: Path, text: str) -> None:
    done = run(toy, text, "--ask", *ALL[:2], *ALL[4:], answers="القرية\nqarya\nAl Qarya\n\ny\n")
    assert done.exit_code == 0, done.output
    assert stored(toy, "qarya-2019-05-09")["publisher"] == "qarya"
    assert "speakers/qarya" in (toy / "seeds/addresses.yml").read_text(encoding="utf-8")
    assert compile_corpus(toy).problems == ()


def test_a_publisher_whose_name_makes_no_id(toy: Path) -> None:
    refused = run(toy, str(PAGES / "arabic.html"), *RIGHTS)
    assert refused.exit_code == 2
    assert "--publisher: an id for مالك الحزين" in refused.stderr
    done = run(toy, str(PAGES / "arabic.html"), *RIGHTS, "--ask", answers="al-heron\n\n\ny\n")
    assert done.exit_code == 0, done.output
    speakers = yaml.safe_load((toy / "seeds/speakers.yml").read_text(encoding="utf-8"))
    assert speakers["al-heron"] == {"name": "مالك الحزين", "kind": "media"}
    assert stored(toy, "al-heron-2019-05-03")["language"] == "ar"
    assert compile_corpus(toy).problems == ()


def test_nothing_is_ever_overwritten(toy: Path, text: str) -> None:
    assert run(toy, text, *ALL).exit_code == 0
    before = everything(toy)
    again = run(toy, text, *ALL)
    assert again.exit_code == 1
    assert "stored already, to the last byte, as kite-2019-05-09" in again.stderr
    Path(text).write_text(TEXT.replace("Ten", "Nine"), encoding="utf-8")
    named = run(toy, text, *ALL, "--id", "heron")
    assert named.exit_code == 2
    assert "nothing is ever overwritten" in named.stderr
    assert everything(toy) == before
    # half an article is there, too, and so is one that once was
    (toy / "seeds/articles/kite-2019-05-09-2.yml").write_text("half: yes\n", encoding="utf-8")
    before = everything(toy)
    assert run(toy, text, *ALL, "--id", "kite-2019-05-09-2").exit_code == 2
    assert everything(toy) == before
    done = run(toy, text, *ALL)
    assert "seeds/articles/kite-2019-05-09-3.txt" in done.stdout


def test_a_file_that_appears_in_the_meantime_stays(toy: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = toy / "seeds/articles/kite-2019-05-09.yml"

    def late(root: Path, changes: dict[str, object]) -> None:
        target.write_text("somebody else was quicker\n", encoding="utf-8")
        carry_out(root, changes)  # type: ignore[arg-type]

    monkeypatch.setattr("generator.changing.carry_out", late)
    done = run(toy, text, *ALL)
    assert done.exit_code == 1
    assert "Nothing was written" in done.stderr
    assert target.read_text(encoding="utf-8") == "somebody else was quicker\n"
    assert not (toy / "seeds/articles/kite-2019-05-09.txt").exists()
    assert not list(toy.rglob(".*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--id", "../../etc/passwd"), "is no id"),
        (("--id", "Kite"), "is no id"),
        (("--published", "9 May 2019"), "is not one day"),
        (("--language", "English"), "is not a language"),
        (("--url", "javascript:alert(1)"), "is not an http or https address"),
        (("--body", "4-400"), "is not a stretch of its"),
        (("--body", "3-3"), "is not a stretch of its"),
        (("--title", "Two\x1b[31m"), "must be one line"),
        (("--version-of", "kyte"), "Did you mean `kite`?"),
        (("--reprint-of", "nobody", "2019-05-01"), "There is no speaker with the id `nobody`"),
        (("--reprint-of", "heron", "2019-05-10"), "cannot repeat what appeared on"),
        (("--modified", "2019-05-01"), "cannot have been changed on"),
        (("--version-of", "kite", "--published", "2019-05-01"), "`published` is earlier here"),
    ],
)
def test_misuse_is_said_and_nothing_is_written(toy: Path, text: str, arguments: tuple[str, ...], said: str) -> None:
    before = everything(toy)
    done = run(toy, text, *ALL, *arguments)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert everything(toy) == before


@pytest.mark.parametrize("data", [b"", b"\0\1\2", b"%PDF-1.4\n\xff\xff", b"<html></html>", b"x" * 10_000_001])
def test_what_is_no_article_is_said(toy: Path, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    done = run(toy, str(file), *ALL)
    assert done.exit_code in (1, 2)
    assert done.stdout == ""
    assert "Traceback" not in done.output


def test_lines_that_are_chosen(toy: Path, text: str) -> None:
    done = run(toy, text, *ALL, "--body", "4-4")
    assert done.exit_code == 0, done.output
    assert stored(toy, "kite-2019-05-09")["body"] == {"first_line": 4, "last_line": 4}


def test_a_register_that_is_laid_out_otherwise_is_left_alone_and_said(toy: Path, text: str) -> None:
    speakers = toy / "seeds/speakers.yml"
    speakers.write_bytes(speakers.read_bytes().replace(b"\n", b"\r\n"))
    before = speakers.read_bytes()
    arguments = [*ALL]
    arguments[3] = "otter"
    done = run(toy, text, *arguments, "--publisher-name", "The Otter")
    assert done.exit_code == 1
    assert "Left to do: add to seeds/speakers.yml: otter: {name: The Otter, kind: media}" in done.stderr
    assert speakers.read_bytes() == before
    assert (toy / "seeds/articles/otter-2019-05-09.txt").exists()


# --- later versions ---------------------------------------------------------------------------------------------------


def later(tmp_path: Path, toy: Path, old: str, new: str) -> str:
    path = tmp_path / "later.txt"
    text = (toy / "seeds/articles/kite.txt").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


def test_a_later_version_takes_over_what_is_on_record(toy: Path, tmp_path: Path) -> None:
    file = later(tmp_path, toy, "nine mallards.", "ten mallards.")
    done = run(toy, file, "--version-of", "kite", "--yes", "--modified", "2019-05-07", "--body", "4-10")
    assert done.exit_code == 0, done.output
    meta = stored(toy, "kite-v2")
    assert (meta["version_of"], meta["publisher"], meta["language"]) == ("kite", "kite", "en-GB")
    assert (str(meta["published"]), str(meta["modified"])) == ("2019-05-06", "2019-05-07")
    assert meta["rights"] == {"show": "full", "note": "CC BY 4.0, The Marsh Kite."}
    assert compile_corpus(toy).problems == ()
    # the next one follows the newest, whichever is named
    third = later(tmp_path, toy, "nine mallards.", "eleven mallards.")
    done = run(toy, third, "--version-of", "kite", "--yes", "--modified", "2019-05-07", "--body", "4-10")
    assert done.exit_code == 0, done.output
    assert "this one follows kite-v2" in done.stderr
    assert stored(toy, "kite-v3")["version_of"] == "kite-v2"


def test_a_later_version_that_lacks_what_is_quoted_says_what_is_left_to_do(toy: Path, tmp_path: Path) -> None:
    file = later(tmp_path, toy, "“The ducks never left Little Wending,” he said.", "“The ducks left,” he said.")
    done = run(toy, file, "--version-of", "kite", "--yes", "--modified", "2019-05-09", "--body", "4-10")
    assert done.exit_code == 0, done.output
    assert "quote-superseded" in done.stderr
    assert "seeds/claims/refuge.yml" in done.stderr


def test_a_version_without_another_word_in_it(toy: Path, tmp_path: Path) -> None:
    same = later(tmp_path, toy, "Kite", "Kite")
    done = run(toy, same, "--version-of", "kite", "--yes")
    assert done.exit_code == 1
    assert "stored already, to the last byte, as kite" in done.stderr
    head = later(tmp_path, toy, "Nine mallards and not one more”\n", "Nine mallards”\n")
    done = run(toy, head, "--version-of", "kite", "--yes", "--body", "4-10")
    assert done.exit_code == 0, done.output
    assert "word for word the one of kite" in done.stderr


# --- properties -------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)
LINES = WORDS.map(lambda text: " ".join(text.split())).filter(lambda text: bool(text) and text.isprintable())


@given(st.lists(st.one_of(WORDS, st.just("")), min_size=1, max_size=12), st.data(), st.sampled_from(["\n", "\r\n"]))
def test_what_is_stored_is_loaded_again_with_the_same_body(rows: list[str], data: st.DataObject, end: str) -> None:
    text = end.join(rows)
    draft = read_text(text, {})
    filled = [line.number for line in draft.lines if line.text.strip()]
    if not filled:
        return
    first, last = sorted((data.draw(st.sampled_from(filled)), data.draw(st.sampled_from(filled))))
    arranged = draft.with_body(first, last).arranged()
    assert arranged.text == text
    fields = {
        "title": "Ducks",
        "publisher": "kite",
        "published": "2019-05-09",
        "language": "en",
        "sha256": hashlib.sha256(arranged.text.encode()).hexdigest(),
        "body": {"first_line": str(arranged.first), "last_line": str(arranged.last)},
        "rights": {"show": "quotes", "note": "Mine."},
    }
    written = placing.metadata("seeds/articles/x.yml", fields)
    document, problems = yamlfile.read("seeds/articles/x.yml", written)
    assert document is not None
    assert not problems
    meta, wrong = authored.build(ArticleMeta, document)
    assert meta is not None
    assert not wrong
    article = stored_article("x", meta, arranged.text.encode().decode(), document)
    assert article is not None
    span = article.text.body
    assert article.text.raw == text
    assert text[span.start : span.end].split("\n") == text.split("\n")[first - 1 : last]


@given(LINES, LINES, st.lists(LINES, max_size=3))
def test_any_line_can_stand_in_the_metadata(title: str, note: str, authors: list[str]) -> None:
    fields = {"title": title, "authors": authors, "rights": {"show": "quotes", "note": note}}
    written = placing.metadata("seeds/articles/x.yml", fields)
    document, problems = yamlfile.read("seeds/articles/x.yml", written)
    assert document is not None
    assert not problems
    assert document.data == {key: value for key, value in fields.items() if value}


@given(LINES)
def test_any_publisher_can_be_added_or_is_left_to_the_editor(name: str) -> None:
    text = "# ours\nkite:\n  name: Kite\n  kind: media\n\n# theirs\ncouncil: {name: Council, kind: body}\n"
    new = placing.with_speaker(text, "otter", {"name": name, "kind": "media"})
    assert new is not None
    assert new.startswith("# ours\nkite:\n  name: Kite\n  kind: media\notter:\n")
    assert new.endswith("\n\n# theirs\ncouncil: {name: Council, kind: body}\n")
    slug = placing.slug(name)
    assert slug == "" or placing.is_id(slug)


def test_ids_are_made_of_publisher_and_day() -> None:
    assert placing.suggested_id("kite", "2019-05-09", ()) == "kite-2019-05-09"
    assert placing.suggested_id("kite", "2019-05-09", ("kite-2019-05-09",)) == "kite-2019-05-09-2"
    assert placing.version_id("kite-2019-05-09", ("kite-2019-05-09-v2",)) == "kite-2019-05-09-v3"
    assert (
        placing.slug("Frankfurter Allgemeine, Süddeutsche & L’Équipe") == "frankfurter-allgemeine-suddeutsche-lequipe"
    )
    assert placing.slug("الجزيرة") == ""
