"""One report, printed for a terminal, for GitHub, for programs and for code scanners."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import reporting, rules
from generator.compiler import Compiled, compile_corpus
from generator.coverage import Coverage
from generator.problems import Level, Place, Problem, Rule, Scope, errors, in_order
from generator.rules import RULES

HINT = Rule("a-hint", Scope.CLAIM, "It may be.", "It happened.", "Think.", Level.WARNING)


def problem(excerpt: str | None = None, column: int = 0, length: int = 0, line: int = 7, **more: object) -> Problem:
    settings: dict[str, object] = {"message": "It must be so.", "fix": "Do it.", **more}
    return Problem(rules.BAD_VALUE, Place("seeds/claims/x.yml", line, column, length), excerpt=excerpt, **settings)  # type: ignore[arg-type]


def caret_line(report: str) -> tuple[str, str]:
    """The excerpt and what the carets stand under, on a terminal of fixed width with tab stops every eight columns."""
    _, excerpt, carets, *_ = report.split("\n")
    cells: list[str] = []
    for char in excerpt:
        if char == "\t":
            cells += [" "] * (8 - len(cells) % 8)
        elif unicodedata.combining(char) or unicodedata.category(char) == "Cf":
            cells[-1] += char
        else:
            cells += [char, ""] if unicodedata.east_asian_width(char) in "WF" else [char]
    position = 0
    marked: list[str] = []
    for char in carets:
        if char == "\t":
            position += 8 - position % 8
            continue
        if char == "^":
            marked.append(cells[position] if position < len(cells) else "")
        position += 1
    return excerpt, "".join(marked)


# --- text -------------------------------------------------------------------------------------------------------------


def test_everything_of_a_problem() -> None:
    text = reporting.as_text([problem("  quote: 17 ducks", 10, 2, details=(("nearest", "16 ducks"), ("note", "é")))])
    assert text == (
        "seeds/claims/x.yml:7:10: error[bad-value]: It must be so.\n"
        "  7 |   quote: 17 ducks\n"
        "    |          ^^\n"
        "  = nearest: 16 ducks\n"
        "  = note: é\n"
        "  = fix: Do it.\n"
    )


@pytest.mark.parametrize(
    ("place", "shown"),
    [((7, 3), "x.yml:7:3: "), ((7, 0), "x.yml:7: "), ((0, 0), "x.yml: ")],
)
def test_places(place: tuple[int, int], shown: str) -> None:
    assert shown in reporting.as_text([problem(line=place[0], column=place[1])])


@pytest.mark.parametrize(
    ("before", "marked", "after"),
    [
        ("quote: ", "17", " ducks"),
        ("\tquote:\t", "17", " ducks"),
        ("日本語: ", "鴨", "が"),
        ("cafe\u0301: ", "17", ""),
        ("a\u00adb: ", "17", ""),
        ("🦆🦆: ", "🦆", ""),
        ("ｆｕｌｌ: ", "1\t7", ""),
        ("", "a", ""),
        ("ab ", "", ""),
        ("x" * 200, "17", "y" * 200),
        ("x" * 200, "17", ""),
        ("", "17", "y" * 300),
        ("日" * 200, "17", "本" * 10),
        ("x" * 105, "17", "y" * 3),
        ("x" * 109, "17", ""),
    ],
)
def test_carets_stand_under_what_is_meant(before: str, marked: str, after: str) -> None:
    report = reporting.as_text([problem(before + marked + after, len(before) + 1, max(len(marked), 1))])
    excerpt, found = caret_line(report)
    if "\t" not in marked:
        assert found == marked or marked == ""
    assert "^" in report
    assert len(excerpt) <= reporting.WIDTH + len("  7 | ")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=300),
    st.integers(0, 310),
    st.integers(1, 20),
)
def test_any_line_can_be_shown(excerpt: str, column: int, length: int) -> None:
    lines = reporting.as_text([problem(excerpt, column, length)]).rstrip("\n").split("\n")
    assert len(lines) == 3 + bool(column)
    assert all(len(line) < 500 for line in lines)
    assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp") and char != "\t" for char in "".join(lines))
    assert not any(
        char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for char in "".join(lines)
    )


def test_a_line_turned_around_shows_what_turns_it() -> None:
    report = reporting.as_text([problem("a: \u202edrow\x1b[31m", 4, 3, message="Not \u202ethis\nnor \x1b[0m.")])
    assert "Not \\u202ethis\\u000anor \\u001b[0m." in report
    assert "a: \ufffddrow\ufffd[31m" in report
    assert reporting.as_text([problem("\u05d0\u05d1", 1, 2)]).split("\n")[1] == "  7 | \u05d0\u05d1"


def test_order_is_stable_and_each_is_said_once() -> None:
    listed = [problem(line=n, message=text) for n in (3, 1, 2) for text in ("B", "A")]
    assert [(p.place.line, p.message) for p in in_order([*listed, *reversed(listed)])] == [
        (1, "A"),
        (1, "B"),
        (2, "A"),
        (2, "B"),
        (3, "A"),
        (3, "B"),
    ]


def test_tally_and_levels() -> None:
    hint = Problem(HINT, Place("y.yml"), "Maybe.")
    assert reporting.tally([problem(), problem(line=8), hint]) == "2 errors and 1 warning in 2 files"
    assert reporting.tally([hint]) == "1 warning in 1 file"
    assert errors([problem(), hint]) == (problem(),)


# --- GitHub -----------------------------------------------------------------------------------------------------------


def test_an_annotation() -> None:
    found = reporting.as_github([problem("x", 3, 1, message="50 % off:\nnow", details=(("a", "b"),))])
    assert found == (
        "::error file=seeds/claims/x.yml,title=bad-value,line=7,col=3::50 %25 off:%0Anow%0Aa: b%0AFix: Do it.\n"
    )


def test_nothing_gets_out_of_an_annotation() -> None:
    nasty = "a,b:c%0A::error::x\r\n::stop-commands::y"
    found = reporting.as_github([Problem(rules.BAD_VALUE, Place(nasty, 1), nasty, nasty, ((nasty, nasty),))])
    assert found.count("\n") == 1
    assert "\r" not in found
    assert found.startswith("::error file=a%2Cb%3Ac%250A%3A%3Aerror%3A%3Ax%0D%0A%3A%3Astop-commands%3A%3Ay,title=")


def test_the_limits_of_github() -> None:
    hint = Problem(HINT, Place("y.yml"), "Maybe.")
    found = reporting.as_github([hint, *[problem(line=n) for n in range(1, 13)]]).splitlines()
    assert [line.split(" ")[0] for line in found] == ["::error"] * 10 + ["12", "::warning"]
    assert found[10] == "12 errors; the job summary lists those beyond the first 10."


def test_what_is_shown_first_where_only_ten_are() -> None:
    def at(file: str, rule: Rule, line: int) -> Problem:
        return Problem(rule, Place(file, line), "It must be so.")

    listed = [at("a.yml", rules.QUOTE_NOT_FOUND, line) for line in range(1, 12)]
    listed += [at("b.yml", rules.UNUSED_ENTRY, 1), at("c.yml", rules.YAML_SYNTAX, 1), at("d.yml", HINT, 1)]
    shown = [(p.place.file, p.place.line) for p in reporting.weightiest(listed)]
    assert shown[:5] == [("c.yml", 1), ("a.yml", 1), ("b.yml", 1), ("a.yml", 2), ("a.yml", 3)]
    assert shown[-1] == ("d.yml", 1)
    assert sorted(shown) == sorted((p.place.file, p.place.line) for p in listed)
    annotated = reporting.as_github(listed, "sub/").splitlines()
    assert [line.split(",")[0] for line in annotated[:3]] == [f"::error file=sub/{name}.yml" for name in "cab"]


def test_a_summary_is_not_dropped_for_its_size() -> None:
    listed = [problem(line=n, message="é" * 900) for n in range(1, 2_000)]
    coverage = {f"article-{n}": Coverage(f"article-{n}", ()) for n in range(2_000)}
    found = reporting.as_summary(listed, coverage)
    assert len(found.encode()) < 1_024_000
    assert found.startswith("### 1999 problems\n")
    assert re.search(r"\nand \d+ more, which `disputed check` lists\n```\n", found)
    assert found.count("```") == 2
    assert found.endswith("and 1500 more articles\n")


def test_the_summary_holds_everything_and_no_markup() -> None:
    listed = [problem(line=n, message="``` <b>@all</b> #1 ````") for n in range(1, 30)]
    found = reporting.as_summary(listed, {})
    assert found.startswith("### 29 problems\n\n```text\n")
    assert found.count("```") == 2
    assert found.count("error[bad-value]") == 29
    assert reporting.as_summary([], {}).startswith("### Every check passed\n")


# --- for programs -----------------------------------------------------------------------------------------------------


def test_json(compiled_toy: Compiled, toy: Path) -> None:
    (toy / "seeds/claims/refuge.yml").unlink()
    compiled = compile_corpus(toy)
    found = json.loads(reporting.as_json([*compiled.problems, problem("x", 3, 1, fix="")], compiled.coverage))
    assert found["schema_version"] == reporting.SCHEMA_VERSION == 1
    assert found["problems"][-1] == {
        "rule": "bad-value",
        "level": "error",
        "file": "seeds/claims/x.yml",
        "line": 7,
        "column": 3,
        "message": "It must be so.",
        "details": [],
        "fix": None,
    }
    assert found["problems"][0]["rule"] == "address-lost"
    heron = found["coverage"][1]
    assert (heron["article"], heron["percent"], heron["covered"], heron["sentences"]) == ("heron", 92, 13, 14)
    assert heron["uncovered"] == [{"paragraph": 2, "holds": ["place"], "text": 'They are all in the mill race now."'}]


def test_sarif() -> None:
    hint = Problem(HINT, Place("a b/é.yml"), "Maybe.")
    RULES["a-hint"] = HINT
    try:
        listed = [problem("x", 3, 2, details=(("a", "b"),)), problem(line=9), hint]
        found = json.loads(reporting.as_sarif(listed))
    finally:
        del RULES["a-hint"]
    assert found["version"] == "2.1.0"
    assert found["$schema"].endswith("sarif-2.1.0.json")
    (run,) = found["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["a-hint", "bad-value"]
    assert [rule["defaultConfiguration"]["level"] for rule in driver["rules"]] == ["warning", "error"]
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0] == {
        "artifactLocation": {"uri": "seeds/claims/x.yml"},
        "region": {"startLine": 7, "startColumn": 3, "endColumn": 5},
    }
    assert places[1]["region"] == {"startLine": 9}
    assert places[2] == {"artifactLocation": {"uri": "a%20b/%C3%A9.yml"}}
    assert run["results"][0]["message"]["text"] == "It must be so.\na: b\nFix: Do it."


def test_sarif_is_what_its_standard_asks_for(toy: Path) -> None:
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_bytes())
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    (toy / "seeds/claims/refuge.yml").write_text("title: [\n")
    (toy / "seeds/claims/ducks.yml").unlink()
    spoilt = [*compile_corpus(toy).problems, problem("日本", 1, 2, details=(("a\n", "\x00"),)), problem(line=0)]
    for problems in ([], spoilt):
        for folder in ("", "a b/"):
            validator.validate(json.loads(reporting.as_sarif(problems, folder)))
    wrong = json.loads(reporting.as_sarif(spoilt))
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    assert not validator.is_valid(wrong)


def test_coverage_text(compiled_toy: Compiled, toy: Path) -> None:
    assert reporting.coverage_text(compiled_toy.coverage).splitlines() == [
        "gazette: 100 % of 4 checkable sentences cited or set aside",
        "heron: 100 % of 14 checkable sentences cited or set aside",
        "kite: 100 % of 10 checkable sentences cited or set aside",
    ]
    (toy / "seeds/claims/refuge.yml").unlink()
    assert reporting.coverage_text(compile_corpus(toy).coverage).splitlines()[2] == (
        '  paragraph 2 (place): They are all in the mill race now."'
    )
    assert reporting.coverage_text({}) == ""


# --- the table of rules -----------------------------------------------------------------------------------------------


def test_every_rule_says_what_must_hold_why_and_what_to_do() -> None:
    assert len(RULES) == len({rule.summary for rule in RULES.values()})
    for name, rule in RULES.items():
        assert rule.id == name
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        for sentence in (rule.summary, rule.why, rule.fix):
            assert sentence[0].isupper() or sentence[0] in "`“‘0123456789"
            assert sentence.endswith((".", ".”"))


def test_many_marks_of_a_draft_are_one_line_for_people_and_all_of_them_for_programs() -> None:
    def mark(file: str, line: int) -> Problem:
        return Problem(rules.TODO_LEFT, Place(file, line, 1, 4), f"`k{line}` is still to be filled in.", excerpt="todo")

    problems = [*(mark("a.yml", line) for line in range(1, 6)), *(mark("b.yml", line) for line in range(1, 4))]
    text = reporting.as_text(problems)
    assert text.count("a.yml") == 1
    assert "a.yml:1:1: error[todo-left]: 5 values are still to be filled in: `k1` in line 1, `k2` in line 2," in text
    assert text.count("b.yml") == 3
    assert len(json.loads(reporting.as_json(problems, {}))["problems"]) == 8
