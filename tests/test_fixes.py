"""A fix mends its problem and nothing else; what needs judgement has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import files, rules
from generator.compiler import compile_corpus
from generator.fixes import fix_for
from generator.problems import Problem
from generator.yamledit import apply


def source(root: Path) -> Callable[[str], str | None]:
    def text(file: str) -> str | None:
        found = files.read_text(root, root / file, files.ARTICLE_LIMIT)
        return None if isinstance(found, Problem) else found

    return text


def mended(root: Path, problem: Problem) -> dict[str, str] | None:
    """The files that a fix changes, as they are after it."""
    fix = fix_for(problem, source(root))
    if fix is None:
        return None
    changed = {edit.file for edit in fix.edits}
    return {name: apply(source(root)(name) or "", [e for e in fix.edits if e.file == name]) for name in changed}


def spoilt(root: Path, file: str, old: str, new: str) -> list[Problem]:
    path = root / "seeds" / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, old
    path.write_bytes(text.replace(old, new).encode())
    return list(compile_corpus(root).problems)


CASES = [
    ("unknown-key", "claims/ducks.yml", "overrides:\n", "overides:\n"),
    ("bad-value", "claims/ducks.yml", "rating: leaning", "rating: leanning"),
    ("quote-not-found", "claims/ducks.yml", "quote: Six mallards and eleven tufted ducks.",
     "quote: Six mallards and eleven tufted-ducks."),
    ("quote-not-found", "claims/pond-depth.yml", "council's own sign", "councils own sign"),
    ("quote-not-found", "claims/pond-depth.yml", '\'Residents spoke of "a couple of metres" [...] or',
     "'Residents spoke of a couple of metres [...] or"),
    ("address-unrecorded", "addresses.yml", "  - claims/ducks\n", ""),
    ("override-needless", "claims/refuge.yml", "reviewed: 2019-05-07\n", "reviewed: 2019-05-07\n  reason: It is.\n"),
    ("review-too-early", "claims/pond-depth.yml",
     "date: 2019-05-08, grade: minor", "date: 2019-05-18, grade: minor"),
    ("address-lost", "addresses.yml", "claims/how-many-ducks: claims/ducks",
     "claims/how-many-ducks: claims/some-ducks\n  claims/some-ducks: claims/ducks"),
    ("set-aside-needless", "articles/kite.yml", "set_aside:\n",
     "set_aside:\n  - quote: “The heron has not been seen,” said Cleo Marsh.\n    reason: None.\n"),
    ("address-lost", "addresses.yml", "redirects:\n", "redirects:\n  claims/refuge: claims/ducks\n"),
]  # fmt: skip


def test_every_rule_that_says_so_has_a_case_and_every_mend_a_rule_that_says_so() -> None:
    elsewhere = {"article-changed"}  # below, by what was done to the text
    assert {rule.id for rule in rules.RULES.values() if rule.mend} == {case[0] for case in CASES} | elsewhere


@pytest.mark.parametrize(("rule", "file", "old", "new"), CASES)
def test_a_fix_removes_its_problem(toy: Path, rule: str, file: str, old: str, new: str) -> None:
    problems = [problem for problem in spoilt(toy, file, old, new) if problem.rule.id == rule]
    assert problems
    for problem in problems[:1]:
        after = mended(toy, problem)
        assert after, problem
        for name, text in after.items():
            (toy / name).write_bytes(text.encode())
    assert not compile_corpus(toy).problems


@pytest.mark.parametrize(
    ("rule", "file", "old", "new"),
    [
        ("unknown-key", "claims/refuge.yml", "topics: animals", "topics: animals\ncolour: blue"),
        ("unknown-key", "claims/refuge.yml", "topics: animals", "topics: animals\nclaimd: blue"),  # `claim` is there
        ("quote-not-found", "claims/ducks.yml", "quote: Six mallards and", "quote: Five mallards and"),
        ("quote-not-found", "claims/pond-depth.yml", "On Sunday less than 1 metre", "On Sunday less than 1-1 metre"),
        ("unknown-reference", "claims/refuge.yml", "speaker: bert-reed", "speaker: bert-read"),
        ("verdict-unfit", "claims/refuge.yml", "rating: reconcilable", "rating: agreed"),
        ("missing-key", "claims/refuge.yml", "topics: animals\n", ""),
    ],
)  # fmt: skip
def test_what_needs_judgement_has_no_fix(toy: Path, rule: str, file: str, old: str, new: str) -> None:
    problems = [problem for problem in spoilt(toy, file, old, new) if problem.rule.id == rule]
    assert problems
    assert [mended(toy, problem) for problem in problems] == [None] * len(problems)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.rstrip(b"\n"),
        lambda data: data + b"\n",
    ],
)
def test_a_stored_text_whose_line_ends_changed_is_restored(toy: Path, change: Callable[[bytes], bytes]) -> None:
    path = toy / "seeds/articles/heron.txt"
    before = path.read_bytes()
    path.write_bytes(change(before))
    (problem,) = [each for each in compile_corpus(toy).problems if each.rule is rules.ARTICLE_CHANGED]
    after = mended(toy, problem)
    assert after == {"seeds/articles/heron.txt": before.decode()}


@pytest.mark.parametrize(
    "change", [str.upper, lambda text: text[:-1], lambda text: text[0] + text, lambda t: f"{t[:9]} {t[9:]}"]
)
def test_a_slip_in_a_checksum_is_mended(toy: Path, change: Callable[[str], str]) -> None:
    path = toy / "seeds/articles/heron.yml"
    before = path.read_text()
    (line,) = [each for each in before.splitlines() if each.startswith("sha256: ")]
    path.write_text(before.replace(line, f"sha256: {change(line[8:])}"))
    mends = [mended(toy, each) for each in compile_corpus(toy).problems]
    assert {"seeds/articles/heron.yml": before} in mends


def test_a_changed_text_is_never_accepted(toy: Path) -> None:
    path = toy / "seeds/articles/heron.txt"
    path.write_bytes(path.read_bytes().replace(b"Seventeen", b"Eleven"))
    problems = compile_corpus(toy).problems
    assert any(each.rule is rules.ARTICLE_CHANGED for each in problems)
    assert all(mended(toy, each) is None for each in problems)
