"""Every change that a form can make to the files of both publications: what is saved, and that nothing else moves."""

from __future__ import annotations

import difflib
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import layout, yamlfile
from generator.admin import pages
from generator.compiler import compile_corpus
from generator.settings import Settings
from tests.site.conftest import ROOT, TOY

COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
EXPECTED_REFUSALS = ("Two entries of", "has no id", "is empty")


def sources() -> Mapping[str, tuple[str, str]]:
    """Kind and text of every file that can be edited, by its path."""
    found = {}
    for root in (TOY, ROOT):
        for kind, (collection, _) in pages.KINDS.items():
            one = root / "seeds" / f"{collection}.yml"
            for path in [one] if one.is_file() else sorted((root / "seeds" / collection).glob("*.yml")):
                found[path.relative_to(ROOT).as_posix()] = (kind, path.read_text(encoding="utf-8"))
    return found


SOURCES = sources()


@pytest.fixture(scope="module")
def kinds() -> Mapping[str, Any]:
    corpus = compile_corpus(TOY).corpus
    assert corpus is not None
    made = pages.configuration(corpus, pages.LOCAL, Settings())["kinds"]
    return {name.removeprefix("disputed-"): kind for name, kind in made.items()}


def run(modules: Path, kinds: Mapping[str, Any], chosen: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    asked = {
        "kinds": kinds,
        "files": [
            # of the real publication, whose files are many and alike, fewer texts are tried
            {"name": name, "kind": kind, "text": text, "few": name.startswith("seeds/")}
            for name, (kind, text) in chosen.items()
        ],
    }
    done = subprocess.run(
        [
            "node",
            str(Path(__file__).parent / "changes.mjs"),
            str(modules / "yaml/browser/dist/index.js"),
            str(pages.STATIC / "format.js"),
        ],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def changed(modules: Path, kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
    return run(modules, kinds, SOURCES)


def marked(value: Any) -> Any:
    """What our own reader made of a file, in the form that the script prints."""
    if isinstance(value, dict):
        return {"map": [[key, marked(inner)] for key, inner in value.items()]}
    return {"list": [marked(each) for each in value]} if isinstance(value, list) else value


def test_there_is_something_to_test(changed: list[dict[str, Any]]) -> None:
    assert {each["name"] for each in changed} == set(SOURCES)
    assert len(changed) > 3_000


def test_what_is_opened_and_saved_is_the_same_file(changed: list[dict[str, Any]]) -> None:
    untouched = [each for each in changed if each["what"] == "nothing"]
    assert [each["name"] for each in untouched if each.get("text") != SOURCES[each["name"]][1]] == []


def test_only_what_no_file_can_hold_is_refused(changed: list[dict[str, Any]]) -> None:
    refused = [each for each in changed if "refused" in each]
    assert [each for each in refused if not any(words in each["refused"] for words in EXPECTED_REFUSALS)] == []


def test_our_own_reader_reads_what_the_editor_wrote(changed: list[dict[str, Any]]) -> None:
    """Two readers of YAML agree on every value, so that none is a number, a day or a truth value in between."""
    wrong = []
    for each in changed:
        if "text" in each:
            document, problems = yamlfile.read("x.yml", each["text"])
            if problems or document is None or marked(document.data) != each["data"]:
                wrong.append((each["name"], each["what"], problems))
    assert wrong == []


def test_a_changed_value_changes_its_own_lines_alone(changed: list[dict[str, Any]]) -> None:
    wrong = []
    for each in changed:
        _, what = each["what"].rpartition(": ")[::2]
        if "text" not in each or what in {"nothing", "the last first", "the other way round"}:
            continue
        before, after = SOURCES[each["name"]][1].splitlines(), each["text"].splitlines()
        codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        touched = [code for code in codes if code[0] != "equal"]
        spanned = touched[-1][2] - touched[0][1] if touched else 0
        if spanned > 60 or (what not in {"removed", "emptied"} and spanned > 30):
            wrong.append((each["name"], each["what"], spanned))
    assert wrong == []


def test_what_was_in_the_one_layout_still_is(changed: list[dict[str, Any]]) -> None:
    """The files of the real publication are laid out by `disputed fmt`; a pull request must not undo that."""
    wrong = []
    for each in changed:
        if "text" in each and each["name"].startswith("seeds/") and ".id: " not in each["what"]:
            result, problems = layout.formatted(each["name"], each["text"])
            if result != each["text"]:
                before, after = each["text"].splitlines(), (result or "").splitlines()
                difference = list(difflib.unified_diff(before, after, lineterm=""))
                wrong.append((each["name"], each["what"], difference[3:], problems))
    assert wrong == []


def test_comments_stay(changed: list[dict[str, Any]]) -> None:
    """Those of the toy publication's own making and those above groups of speakers; what is removed takes its own."""
    wrong = []
    for each in changed:
        if "text" in each and not each["what"].endswith(("removed", "emptied")):
            comments = COMMENT.findall(SOURCES[each["name"]][1])
            wrong += [(each["name"], each["what"], comment) for comment in comments if comment not in each["text"]]
    assert wrong == []


COMMENTED = """\
# yaml-language-server: $schema=../../.disputed/schema/claim.json
# about the file
title: How many?   # about the title
claim: Seventeen.
claimed_by: a
topics: [water]
measure:
  kind: quantity
  # about the unit
  unit: ducks
accounts:
  # about the first
  - id: a
    article: kite
    speaker: kite
    said: 2019-05-01   # about the day
    as_of: 2019-05-01
    quote: >-   # about the quote
      seventeen ducks
    value:
      exact: 17

  # about the second
  - id: b
    article: kite
    speaker: kite
    said: 2019-05-01
    as_of: 2019-05-01
    quote: 'it''s eleven'
    value: {exact: 11}   # about the value
verdict:
  rating: agreed
  confidence: low
  summary: |
    First line.

    Second paragraph.
  reviewed: 2019-05-02
# the end
"""


def test_comments_of_every_sort_stay_and_every_other_line_too(modules: Path, kinds: Mapping[str, Any]) -> None:
    results = run(modules, kinds, {"commented": ("claim", COMMENTED)})
    texts = {each["what"]: each["text"] for each in results if "text" in each}
    assert texts["nothing"] == COMMENTED
    comments = COMMENT.findall(COMMENTED)
    for what, text in texts.items():
        if not what.endswith(("removed", "emptied")):
            assert [comment for comment in comments if comment not in text] == [], what
    for what, old, new in [
        ("title: a number", "How many?", "1.10"),
        ("title: a word of YAML", "How many?", '"no"'),
        ("accounts.0.said: a number", "2019-05-01   # about the day", "1.10   # about the day"),
        ("accounts.0.value.exact: a number", "exact: 17", "exact: 1.10"),
        ("accounts.1.value.exact: a day", "{exact: 11}", "{exact: 2017-08-31}"),
        ("accounts.1.quote: a day", "'it''s eleven'", '"2017-08-31"'),
        ("topics.0: longer", "[water]", "[water and more]"),
        ("verdict.summary: a number", "|\n    First line.\n\n    Second paragraph.\n", "1.10\n"),
        (
            "accounts.0: removed",
            COMMENTED[COMMENTED.index("  # about the first") : COMMENTED.index("\n  # about the second")],
            "",
        ),
    ]:
        assert COMMENTED.count(old) == 1 or what.startswith("accounts.0.said"), what
        assert texts[what] == COMMENTED.replace(old, new, 1), what
    second = COMMENTED.index("\n  # about the second")
    first, end = COMMENTED.index("  # about the first"), COMMENTED.index("verdict:")
    swapped = COMMENTED[:first] + COMMENTED[second:end] + COMMENTED[first:second] + COMMENTED[end:]
    assert texts["accounts: the other way round"] == swapped
