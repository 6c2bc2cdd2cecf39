"""Whatever is thrown at it, a check ends in a report: file, line, rule, fix. It never raises and never writes."""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import files, reporting
from generator.compiler import Compiled, compile_corpus
from generator.problems import Problem
from generator.rules import RULES
from tests.conftest import TOY, Spoil

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
REFUGE = (TOY / "seeds/claims/refuge.yml").read_text()


def snapshot(root: Path) -> dict[str, object]:
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(autouse=True)
def _nothing_changes(request: pytest.FixtureRequest) -> Iterator[None]:
    """No check writes anything; what a test wrote itself is noted by `check`."""
    yield
    for root, before in NOTED.items():
        assert snapshot(root) == before
    NOTED.clear()


NOTED: dict[Path, dict[str, object]] = {}


def check(root: Path) -> tuple[Problem, ...]:
    NOTED[root] = snapshot(root)
    begin = time.process_time()
    compiled = compile_corpus(root)
    assert time.process_time() - begin < 2
    for problem in compiled.problems:
        assert RULES[problem.rule.id] is problem.rule
        assert problem.place.file
        assert problem.message.endswith((".", "?", "!", "”")), problem.message
        assert problem.fix
    assert reporting.as_text(compiled.problems).count("error[") >= len(compiled.problems)
    reporting.as_json(compiled.problems, compiled.coverage)
    reporting.as_github(compiled.problems)
    reporting.as_sarif(compiled.problems)
    reporting.as_summary(compiled.problems, compiled.coverage)
    return compiled.problems


def write(root: Path, file: str, content: str | bytes) -> tuple[Problem, ...]:
    (root / "seeds" / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return check(root)


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.place} {problem.rule.id}" for problem in problems]


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["seeds/claims/refuge.yml file-empty"]),
        (b" \n\t\n", ["seeds/claims/refuge.yml file-empty"]),
        (b"\xef\xbb\xbf", ["seeds/claims/refuge.yml:1:1 yaml-syntax"]),
        (b"# later\n", ["seeds/claims/refuge.yml:1:1 yaml-syntax"]),
        (b"title: a\n\x00", ["seeds/claims/refuge.yml:2 file-not-text"]),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", ["seeds/claims/refuge.yml:2 file-not-text"]),
        (b"title: caf\xe9\n", ["seeds/claims/refuge.yml:1 file-not-text"]),
        (REFUGE.encode("utf-16"), ["seeds/claims/refuge.yml:1 file-not-text"]),
        (REFUGE.encode("utf-16-le"), ["seeds/claims/refuge.yml:1 file-not-text"]),
        (REFUGE.encode("utf-32"), ["seeds/claims/refuge.yml:1 file-not-text"]),
        (b"title: \x1b[31mred\n", ["seeds/claims/refuge.yml:1 file-not-text"]),
        (b"title: \xed\xa0\x80\n", ["seeds/claims/refuge.yml:1 file-not-text"]),
        (b"- a\n- b\n", ["seeds/claims/refuge.yml:1:1 yaml-syntax"]),
        (b"[" * 100_000, ["seeds/claims/refuge.yml:1:14 yaml-syntax"]),
        (b"a: " + b"[" * 100_000, ["seeds/claims/refuge.yml:1:16 yaml-syntax"]),
        (b"a: 1\n" * 100_000, ["seeds/claims/refuge.yml:1:1 missing-key"]),
        (b"a: &a [*a]\n", ["seeds/claims/refuge.yml:1:4 yaml-alias"]),
        (b"a" * 1_000_000, ["seeds/claims/refuge.yml:1:1 yaml-syntax"]),
        (b"a: [" + b"b, " * 30_000 + b"]", ["seeds/claims/refuge.yml:1:1 missing-key"]),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_claim_files_that_are_none(content: bytes, expected: list[str], toy: Path) -> None:
    assert said(write(toy, "claims/refuge.yml", content))[: len(expected)] == expected


def test_the_list_of_addresses_of_a_large_publication_may_be_long(toy: Path) -> None:
    path = toy / "seeds" / "addresses.yml"
    path.write_text("# many\n" * 200_000 + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert said(compile_corpus(toy).problems) == []


def test_no_other_yaml_file_may_be_as_long() -> None:
    assert files.yaml_limit(Path("seeds/addresses.yml")) > files.CLAIM_LIMIT
    for other in ("seeds/claims/addresses.yml", "seeds/speakers.yml", "addresses.yml", "-"):
        assert files.yaml_limit(Path(other)) == files.CLAIM_LIMIT


@pytest.mark.parametrize(
    "file", ["claims/refuge.yml", "articles/heron.txt", "articles/heron.yml", "speakers.yml", "addresses.yml"]
)
def test_fifty_megabytes(file: str, toy: Path) -> None:
    path = toy / "seeds" / file
    path.unlink()
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    begin = time.process_time()
    problems = compile_corpus(toy).problems
    assert time.process_time() - begin < 1
    assert f"seeds/{file} file-too-large" in said(problems)


@pytest.mark.parametrize(
    "file",
    [
        "publication.yml",
        "addresses.yml",
        "speakers.yml",
        "places.yml",
        "claims/ducks.yml",
        "articles/kite.yml",
        "articles/kite.txt",
    ],
)
@pytest.mark.parametrize("content", [None, b"", b"\xff", b"a: [\x00"])
def test_a_file_that_cannot_be_read_is_the_only_one_blamed(file: str, content: bytes | None, toy: Path) -> None:
    path = toy / "seeds" / file
    if content is None:
        path.unlink()
        problems = check(toy)
        if file == "claims/ducks.yml":  # a claim that was removed is a lost address
            assert said(problems) == ["seeds/addresses.yml:4:5 address-lost", "seeds/addresses.yml:23:26 address-lost"]
            return
    else:
        problems = write(toy, file, content)
    (problem,) = problems
    assert problem.place.file in (f"seeds/{file}", f"seeds/{file.replace('yml', 'txt')}", "seeds/articles/kite.yml")


@pytest.mark.parametrize(
    "file", ["publication.yml", "addresses.yml", "speakers.yml", "places.yml", "articles/kite.yml"]
)
@pytest.mark.parametrize("content", [b"[]", b"a: *b", b"a: b", b"a: {b: c}\n", b"a:\n", b'"": {}'])
def test_a_file_that_holds_something_else(file: str, content: bytes, toy: Path) -> None:
    problems = write(toy, file, content)
    assert f"seeds/{file}" in {problem.place.file for problem in problems}
    assert not any(problem.rule.id.startswith("quote-") for problem in problems)


def test_an_empty_project(tmp_path: Path) -> None:
    assert said(check(tmp_path)) == [
        "seeds/addresses.yml file-unreadable",
        "seeds/articles file-unreadable",
        "seeds/claims file-unreadable",
        "seeds/places.yml file-unreadable",
        "seeds/publication.yml file-unreadable",
        "seeds/speakers.yml file-unreadable",
    ]
    assert not compile_corpus(tmp_path).sound


@pytest.mark.parametrize("file", ["claims/refuge.yml", "articles/kite.txt", "articles/kite.yml", "speakers.yml"])
def test_links_that_lead_out_of_the_project(file: str, toy: Path, tmp_path: Path) -> None:
    path = toy / "seeds" / file
    path.rename(tmp_path / "outside")
    path.symlink_to(tmp_path / "outside")
    assert f"seeds/{file} file-outside" in said(check(toy))
    path.unlink()
    path.symlink_to("../../../outside" if "/" in file else "../../outside")
    assert f"seeds/{file} file-outside" in said(check(toy))


def test_a_folder_that_leads_out_of_the_project(toy: Path, tmp_path: Path) -> None:
    (toy / "seeds/claims").rename(tmp_path / "outside")
    (toy / "seeds/claims").symlink_to(tmp_path / "outside")
    problems = check(toy)
    assert {problem.rule.id for problem in problems} >= {"file-outside"}
    assert "mill race" not in reporting.as_text(problems)


@pytest.mark.parametrize("target", ["refuge.yml", "nowhere.yml", "other.yml"])
def test_links_that_lead_nowhere(target: str, toy: Path) -> None:
    path = toy / "seeds/claims/refuge.yml"
    path.unlink()
    path.symlink_to(target)
    if target == "other.yml":
        path.with_name(target).symlink_to(path.name)
    assert "seeds/claims/refuge.yml file-unreadable" in said(check(toy))


def test_folders_pipes_and_devices_with_the_name_of_a_file(toy: Path) -> None:
    claims = toy / "seeds/claims"
    (claims / "folder.yml").mkdir()
    os.mkfifo(claims / "pipe.yml")
    (claims / "device.yml").symlink_to("/dev/zero")
    os.mkfifo(toy / "seeds/articles/pipe.txt")
    assert said(check(toy)) == [
        "seeds/articles/pipe.txt article-incomplete",
        "seeds/claims/device.yml file-outside",
        "seeds/claims/folder.yml file-unreadable",
        "seeds/claims/pipe.yml file-unreadable",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for the superuser")
def test_a_file_nobody_may_read(toy: Path) -> None:
    path = toy / "seeds/claims/refuge.yml"
    path.chmod(0)
    try:
        assert said(compile_corpus(toy).problems) == ["seeds/claims/refuge.yml file-unreadable"]
    finally:
        path.chmod(0o644)


@pytest.mark.parametrize(
    "name",
    [
        b"Refuge.yml",
        b"re fuge.yml",
        b"refuge.yaml",
        b"refuge.YML",
        b"refuge.txt",
        b"ref\xff.yml",
        b"refuge\n.yml",
        b"-a.yml",
        b"a--b.yml",
        b"a" * 81 + b".yml",
        "é.yml".encode(),
        b"\xe2\x80\xaeabc.yml",
        b"sub",
        b"refuge.yml~",
        b"con.tent.yml",
    ],
)
def test_names_that_are_no_ids(name: bytes, toy: Path) -> None:
    Path(os.fsdecode(os.fsencode(toy) + b"/seeds/claims/" + name)).write_text(REFUGE)
    (problem,) = check(toy)
    assert problem.rule.id == "file-unexpected"
    assert "\n" not in reporting.as_text([problem]).split(": error")[0]


# --- YAML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected", "hint"),
    [
        ("title: ", "titel: ", ["1:1 missing-key", "1:1 unknown-key"], "Did you mean `title`?"),
        ("speaker: bert-reed", "speker: bert-reed", ["7:5 missing-key", "9:5 unknown-key"], "Did you mean `speaker`?"),
        ("rating: reconcilable", "rating: reconcileable", ["22:11 bad-value"], "Did you mean `reconcilable`?"),
        ("article: heron", "article: herron", ["8:14 unknown-reference"], "Did you mean `heron`?"),
        ("topics: animals", "topics: animal", ["4:9 unknown-reference"], "Did you mean `animals`?"),
        ("value: {place: mill-race}", "value: {plaec: mill-race}", ["13:13 unknown-key"], "Did you mean `place`?"),
        (
            "claimed_by: reed",
            "claimed_by: reed\nclaimed_by: levi",
            ["4:1 yaml-duplicate-key"],
            "Remove one of the two.",
        ),
        ("claimed_by: reed", "claimed_by: reed\n<<: {a: b}", ["4:1 yaml-alias"], "Write the values out."),
        ("said: 2019-05-02", "said: !!timestamp 2019-05-02", ["10:11 yaml-tag"], "Remove the tag."),
        ("said: 2019-05-02", "said: &a 2019-05-02", ["10:11 yaml-alias"], "Write the value out."),
        ("summary: To", "summary: 'To", ["26:1 yaml-syntax"], "Close the quotation marks."),
        ("    said: 2019-05-02", "\tsaid: 2019-05-02", ["10:1 yaml-syntax"], "Indent with spaces"),
        ("said: 2019-05-02", "said: no", ["10:11 bad-value"], "Correct it."),
        ("said: 2019-05-02", "said: 12:30", ["10:11 bad-value"], "Correct it."),
        ("claim: The ducks went to the mill race.", "claim: [a, b]", ["2:8 bad-value"], "Write one value"),
        ("accounts:\n", "accounts: ~\nx:\n", ["6:11 bad-value", "7:1 unknown-key"], "Write each item on a line"),
    ],
)
def test_slips_in_yaml(old: str, new: str, expected: list[str], hint: str, toy: Path) -> None:
    problems = write(toy, "claims/refuge.yml", REFUGE.replace(old, new, 1))
    assert said(problems) == [f"seeds/claims/refuge.yml:{place}" for place in expected]
    assert any(hint in problem.fix for problem in problems)


@pytest.mark.parametrize("word", ["no", "yes", "on", "null", "~", "12:30", "1.10", "010", "0x1F", "1e3", "2019-05-01"])
def test_scalars_stay_what_was_typed(word: str, toy: Path) -> None:
    text = REFUGE.replace("    value: {place: mill-race}", f"    value: {{place: mill-race}}\n    note: {word}")
    assert write(toy, "claims/refuge.yml", text) == ()
    compiled = compile_corpus(toy)
    assert compiled.facts["refuge"].fact.witness("reed").account.note == word


def test_carriage_returns_and_byte_order_marks_change_nothing(toy: Path, compiled_toy: Compiled) -> None:
    for path in sorted((toy / "seeds").rglob("*.yml")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    for path in sorted((toy / "seeds/articles").glob("*.txt")):
        text = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(text)
        meta = path.with_suffix(".yml")
        digest = hashlib.sha256(text).hexdigest().encode()
        meta.write_bytes(re.sub(rb"(?<=sha256: )\w+", digest, meta.read_bytes()))
    assert check(toy) == ()
    compiled = compile_corpus(toy)
    for name, each in compiled.facts.items():
        twin = compiled_toy.facts[name]
        assert each.fact.claim == twin.fact.claim
        assert [(p.a.id, p.b.id, p.kind) for p in each.comparison.pairs] == [
            (p.a.id, p.b.id, p.kind) for p in twin.comparison.pairs
        ]
    assert {name: covered.percent for name, covered in compiled.coverage.items()} == dict.fromkeys(
        compiled.coverage, 100
    )


# --- what stands in the fields ----------------------------------------------------------------------------------------

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ config }} {% include 'x' %} {# #}",
    "]]>--><!--",
    "</script></style></title>",
    "# not a heading\u0085",
    "| a | b |",
    "`code` **bold** [x](y) ![z](w)",
    "1986. A great year",
    "::error::x",
    "\u202edesrever\u202c \u2066isolated\u2069",
    "שלום עולם",
    "${{ github.token }} $(id) `id` %0A",
    "\\u0000 \\n %s %d {0}",
    "=cmd|' /C calc'!A0",
    "\ud7ff\ue000\ufffd\U0010ffff",
    '--8<-- "/etc/passwd"',
    "a" * 290,
]


def leaves(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, str):
        yield path
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from leaves(inner, (*path, key))


def with_nasty(file: Path, path: tuple[str | int, ...], text: str, *, append: bool) -> str:
    data = yaml.load(file.read_text(), Loader=LOADER)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = f"{inner[path[-1]]} {text}" if append else text
    return str(yaml.dump(data, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=1_000))


@pytest.mark.parametrize("file", sorted((TOY / "seeds").rglob("*.yml")), ids=lambda path: path.stem)
def test_markup_and_script_in_every_field(file: Path, toy: Path) -> None:
    name = file.relative_to(TOY / "seeds").as_posix()
    for n, path in enumerate(leaves(yaml.load(file.read_text(), Loader=LOADER))):
        text = NASTY[(n * 7 + len(name)) % len(NASTY)]
        problems = write(toy, name, with_nasty(file, path, text, append=bool(n % 2)))
        assert not any("validation" in problem.message for problem in problems)


@pytest.mark.parametrize("text", NASTY)
def test_free_text_is_taken_as_it_is(text: str, toy: Path) -> None:
    """Fields for prose and labels refuse nothing: what is dangerous there is escaped, not forbidden."""
    free = [
        ("claims/refuge.yml", ("verdict", "summary")),
        ("claims/ducks.yml", ("verdict", "reason")),
        ("claims/pond-depth.yml", ("corrections", 0, "text")),
        ("claims/pond-depth.yml", ("accounts", 1, "note")),
        ("speakers.yml", ("bert-reed", "role")),
        ("places.yml", ("great-wending", "kind")),
        ("publication.yml", ("topics", "water")),
        ("publication.yml", ("introduction",)),
        ("articles/heron.yml", ("rights", "note")),
        ("articles/heron.yml", ("authors",)),
    ]
    for file, path in free:
        text_of_file = with_nasty(toy / "seeds" / file, path, text, append=False)
        problems = write(toy, file, text_of_file)
        if "\u0085" in text:  # the YAML writer escapes it; a label of one line may hold it, a reader does not see it
            continue
        assert problems == (), said(problems)


SNEAKY = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("url", SNEAKY)
@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("claims/pond-depth.yml", ("analysis",)),
        ("claims/pond-depth.yml", ("corrections", 0, "text")),
        ("claims/pond-depth.yml", ("accounts", 1, "note")),
        ("claims/pond-depth.yml", ("verdict", "summary")),
        ("claims/ducks.yml", ("verdict", "reason")),
        ("claims/ducks.yml", ("overrides", 0, "reason")),
        ("articles/heron.yml", ("note",)),
        ("publication.yml", ("introduction",)),
    ],
)
def test_links_to_script_in_every_prose(url: str, file: str, path: tuple[str | int, ...], toy: Path) -> None:
    for link in (f"[a](<{url}>)", f"[a]({url})"):
        problems = write(toy, file, with_nasty(TOY / "seeds" / file, path, link, append=True))
        assert [problem.rule.id for problem in problems] == ["citation-scheme"]
        assert problems[0].place.file == f"seeds/{file}"


@pytest.mark.parametrize(
    "url", [*SNEAKY, "java\tscript:x", "//x.example", "ftp://x.example", "https://", "https://a b"]
)
@pytest.mark.parametrize(
    ("file", "path"),
    [("articles/kite.yml", ("url",)), ("publication.yml", ("site",)), ("publication.yml", ("repository",))],
)
def test_addresses_that_are_none(url: str, file: str, path: tuple[str, ...], toy: Path) -> None:
    problems = write(toy, file, with_nasty(TOY / "seeds" / file, path, url, append=False))
    assert "bad-value" in {problem.rule.id for problem in problems}
    assert {problem.place.file for problem in problems} == {f"seeds/{file}"}


@pytest.mark.parametrize(
    "address", ["../x", "claims/../x", "/etc/passwd", "claims/a/b", "claims/", "CLAIMS/a", "claims/a\n"]
)
def test_addresses_that_lead_out_of_the_site(address: str, toy: Path) -> None:
    for path in (("published", 0), ("redirects", "claims/how-many-ducks")):
        text = with_nasty(TOY / "seeds/addresses.yml", path, address, append=False)
        assert [p.rule.id for p in write(toy, "addresses.yml", text)] == ["bad-value"]
    text = (TOY / "seeds/addresses.yml").read_text().replace("claims/how-many-ducks", repr(address).replace("'", '"'))
    assert [p.rule.id for p in write(toy, "addresses.yml", text)] == ["bad-value"]


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_a_missing_article_is_said_once_for_each_account_that_names_it(toy: Path) -> None:
    for ending in ("txt", "yml"):
        (toy / f"seeds/articles/gazette.{ending}").unlink()
    found = said(check(toy))
    assert found[0] == "seeds/addresses.yml:9:5 address-lost"
    assert [line.split(" ")[1] for line in found[1:]] == ["unknown-reference"] * 4 + ["unused-entry"]


@pytest.mark.parametrize("byte", range(0, 1_150, 83))
def test_one_changed_byte_of_an_article_is_noticed(byte: int, toy: Path) -> None:
    data = bytearray((toy / "seeds/articles/heron.txt").read_bytes())
    data[byte] ^= 1
    problems = write(toy, "articles/heron.txt", bytes(data))
    assert {"article-changed", "file-not-text"} & {problem.rule.id for problem in problems}


def test_whoever_published_a_reprint_first_is_used(spoil: Spoil, toy: Path) -> None:
    speakers, addresses = toy / "seeds/speakers.yml", toy / "seeds/addresses.yml"
    speakers.write_text(speakers.read_text() + "crier:\n  name: The Town Crier\n  kind: media\n")
    addresses.write_text(
        addresses.read_text().replace("  - speakers/customer\n", "  - speakers/customer\n  - speakers/crier\n")
    )
    assert said(compile_corpus(toy).problems) == ["seeds/speakers.yml:42:1 unused-entry"]
    assert spoil("articles/gazette.yml", "reprint_of: {publisher: heron", "reprint_of: {publisher: crier") == ()


def test_two_claims_with_one_title(toy: Path) -> None:
    (toy / "seeds/claims/refuge-2.yml").write_text(REFUGE.replace("Where did", "where DID"))
    assert said(check(toy)) == [
        "seeds/claims/refuge-2.yml address-unrecorded",
        "seeds/claims/refuge-2.yml:1:8 duplicate-title",
    ]


@pytest.mark.parametrize("digit", "012456789")
def test_a_quote_with_one_digit_changed(digit: str, spoil: Spoil) -> None:
    (problem,) = spoil("claims/pond-depth.yml", "about 3.5 metres.", f"about {digit}.5 metres.")
    assert problem.rule.id == "quote-not-found"
    assert ("difference", f"“{digit}” in the quote, “3” in the article") in problem.details


def test_right_to_left_text_and_invisible_marks_in_a_quote(spoil: Spoil, toy: Path) -> None:
    assert spoil("claims/heron-seen.yml", "quote: ראיתי את", "quote: \u202bראיתי\u202c \u200fאת") == ()
    (toy / "seeds/claims/heron-seen.yml").write_text((TOY / "seeds/claims/heron-seen.yml").read_text())
    (problem,) = spoil("claims/heron-seen.yml", "quote: ראיתי את", "quote: ראיתי\u202eאתX")
    assert problem.rule.id == "quote-not-found"
    assert "\u202e" not in reporting.as_text([problem])


def test_a_quote_inside_a_word_of_any_script(toy: Path) -> None:
    (toy / "seeds/claims/heron-seen.yml").write_text(
        (TOY / "seeds/claims/heron-seen.yml").read_text().replace("quote: ראיתי את האנפה", "quote: איתי את האנפה")
    )
    assert [problem.rule.id for problem in check(toy)] == ["quote-cuts-word"]


@pytest.mark.parametrize(
    "quote",
    [
        "[…]",
        "[x]",
        "…",
        "\u200b",
        "”",
        ".",
        "[",
        "]",
        "[[x]]",
        "a […]",
        "[…] a",
        "The […] […] deep",
        "e",
        "$^(?i)\\",
        "x" * 4_000,
        "metres " * 500,
        "[…] " * 1_000,
        "[" * 4_000,
    ],
)
def test_quotes_that_are_none(quote: str, toy: Path) -> None:
    file = toy / "seeds/claims/pond-depth.yml"
    problems = write(toy, "claims/pond-depth.yml", with_nasty(file, ("accounts", 2, "quote"), quote, append=False))
    assert problems
    assert all(problem.rule.id.startswith(("quote-", "bad-value")) for problem in problems)


def test_article_bodies_that_are_none(toy: Path) -> None:
    meta = (TOY / "seeds/articles/kite.yml").read_text()
    for first, last in [(4, 3), (1, 99), (99, 99), (3, 3), (10**30, 10**30), (1, "9" * 5_000)]:
        text = meta.replace("first_line: 4, last_line: 10", f"first_line: {first}, last_line: {last}")
        assert {problem.rule.id for problem in write(toy, "articles/kite.yml", text)} <= {"article-body", "bad-value"}


# --- chance -----------------------------------------------------------------------------------------------------------

FILES = sorted(path.relative_to(TOY) for path in (TOY / "seeds").rglob("*") if path.is_file())
SCRAPS = [
    b"",
    b"\n",
    b"\n\n",
    b" ",
    b"  ",
    b"\t",
    b"- ",
    b": ",
    b":",
    b"#",
    b"'",
    b'"',
    b"[",
    b"]",
    b"{",
    b"}",
    b"|\n",
    b">",
    b"*a",
    b"&a ",
    b"!a ",
    b"0",
    b"9999",
    b"-",
    b"..",
    b"/",
    b"~",
    b"\xff",
    b"\x00",
    b"\xc2\xa0",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\xcc\x81",
    "…".encode(),
    "[…]".encode(),
    b"2019-05-01",
    b"0001-01-01",
    b"9999-12-31",
    b"wednesday",
    b"about ",
    b"17",
    b"value: {exact: 1}",
    b"scope: water",
    b"null",
    b"claims/ducks",
    b"bert-reed",
    b"mill-race",
    b"within: mill-race",
    b"speaks_for: dov-levi",
]


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_random_damage_never_breaks_the_check(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, times: int
) -> None:
    if not DAMAGED:
        DAMAGED.append(_copy(tmp_path_factory.mktemp("damaged")))
    project = DAMAGED[0]
    touched = set()
    try:
        for _ in range(times):
            path = project / chance.choice(FILES)
            touched.add(path)
            data = path.read_bytes()
            at = chance.randrange(len(data) + 1)
            match chance.randrange(4):
                case 0:  # something is lost
                    data = data[:at] + data[at + chance.choice([1, 2, 10, 100]) :]
                case 1:  # something is typed
                    data = data[:at] + chance.choice(SCRAPS) + data[at:]
                case 2:  # a line wanders
                    lines = data.splitlines(keepends=True) or [b""]
                    line = lines.pop(chance.randrange(len(lines)))
                    lines.insert(chance.randrange(len(lines) + 1), line)
                    data = b"".join(lines)
                case _:  # a value takes the place of another
                    words = re.findall(rb"[\w.-]+", data) or [b"x"]
                    data = data.replace(chance.choice(words), chance.choice([*words, *SCRAPS]), chance.choice([1, -1]))
            path.write_bytes(data)
        check(project)
    finally:
        NOTED.clear()
        for path in touched:
            path.write_bytes((TOY / path.relative_to(project)).read_bytes())


DAMAGED: list[Path] = []


def _copy(root: Path) -> Path:
    for path in FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes((TOY / path).read_bytes())
    return root


def test_reports_do_not_depend_on_the_order_of_files(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("refuge", "ducks"):
        path = toy / f"seeds/claims/{name}.yml"
        path.write_text(path.read_text().replace("said: 2019-05-06", "said: 2019-05-07"))
    first = reporting.as_text(check(toy))
    original = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: reversed(list(original(self))))
    assert reporting.as_text(compile_corpus(toy).problems) == first
    assert first.count("error[said-after-publication]") == 2


def test_every_problem_of_every_file_in_one_run(toy: Path) -> None:
    for path in sorted((toy / "seeds/claims").glob("*.yml")):
        text = path.read_text()
        path.write_text(text.replace("confidence: ", "confidence: very-").replace("quote: ", "quote: Indeed ", 1))
    problems = check(toy)
    assert sorted({problem.place.file for problem in problems}) == [
        f"seeds/claims/{path.name}" for path in sorted((toy / "seeds/claims").glob("*.yml"))
    ]
    for path in (toy / "seeds/claims").glob("*.yml"):
        mine = [problem.rule.id for problem in problems if problem.place.file.endswith(path.name)]
        assert "bad-value" in mine  # the shape of the file
        assert {"quote-not-found", "yaml-syntax"} & set(mine)  # and its evidence, although the shape is wrong


def test_names_of_characters_are_printable(toy: Path) -> None:
    problems = write(toy, "claims/refuge.yml", REFUGE.replace("Where", "\u202eWhere\u2066"))
    assert problems == ()
    problems = write(toy, "claims/refuge.yml", REFUGE.replace("Where did", "\u202eWhere\u2066").replace("?", ""))
    text = reporting.as_text(problems)
    assert not any(unicodedata.category(char) == "Cf" for char in text)
