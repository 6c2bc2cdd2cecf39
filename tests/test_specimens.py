"""Every rule refuses its specimen, says exactly what the specimen's file expects, and lets the right way through.

A specimen is a Markdown file named after its rule. Its fenced blocks are carried out on a copy of the toy corpus:

- `edit FILE`: lines that begin with `- ` are replaced by those that begin with `+ `; lines that begin with two spaces
  stay, and only help to find the place. An empty line parts two changes.
- `create FILE`: the block is the file. `bytes FILE`: the same, as a Python literal, with `* N` to repeat it.
- `delete FILE`: the file is removed. `symlink FILE`: it becomes a link to what the block says.
- `problems`: the whole report, to the letter.
- the same words after `twin`: the right way to do it, on another copy; it has no problem.
- the same words after `before`: carried out first of all, and on both copies. What a rule on changes compares with is
  the toy corpus after these.

`pytest --accept` writes the reports into the files; then read the difference.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from generator import reporting
from generator.compiler import Compiled, compile_corpus
from generator.diffing.assembling import problems_of_change
from generator.problems import Level, Problem, Scope, in_order
from generator.rules import RULES

SPECIMENS = Path(__file__).parent / "specimens"
ELSEWHERE = {rule.id for rule in RULES.values() if rule.scope is Scope.SITE} | {"layout"}
"""Rules over the built site, and the one that only `fmt` looks at, which have tests of their own."""


INFO = re.compile(r"(?:(?P<when>before|twin) )?(?P<action>edit|create|bytes|delete|symlink|problems)? ?(?P<file>.*)")


@dataclass(frozen=True)
class Block:
    when: str
    action: str
    file: str
    text: str


def blocks(path: Path) -> list[Block]:
    found = []
    for token in MarkdownIt("commonmark").parse(path.read_bytes().decode()):
        if token.type == "fence":
            info = INFO.fullmatch(token.info.strip())
            assert info, token.info
            found.append(Block(info["when"] or "", info["action"] or "edit", info["file"], token.content))
    return found


def carry_out(root: Path, block: Block) -> None:
    if block.action == "problems":
        return
    path = root / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    match block.action:
        case "edit":
            path.write_bytes(edited(path.read_bytes().decode(), block.text).encode())
        case "create":
            path.write_bytes(block.text.encode())
        case "bytes":
            literal, _, times = block.text.strip().partition(" * ")
            data = ast.literal_eval(literal)
            assert isinstance(data, bytes)
            path.write_bytes(data * int(times or "1"))
        case "delete":
            path.unlink()
        case "symlink":
            path.unlink(missing_ok=True)
            path.symlink_to(block.text.strip())


def edited(text: str, changes: str) -> str:
    for change in re.split(r"\n(?=\n)", changes):
        lines = [line for line in change.split("\n") if line]
        assert all(line.startswith(("- ", "+ ", "  ")) for line in lines), change
        old = "".join(line[2:] + "\n" for line in lines if line[0] in "- ")
        new = "".join(line[2:] + "\n" for line in lines if line[0] in "+ ")
        assert text.count(old) == 1, f"found {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def outcome(root: Path, found: list[Block], name: str, when: str) -> tuple[Compiled, tuple[Problem, ...]]:
    """What the compiler makes of it; for a rule on changes, also what it makes of the change."""
    for block in found:
        if block.when == "before":
            carry_out(root, block)
    before = compile_corpus(root) if RULES[name].scope is Scope.CHANGE else None
    for block in found:
        if block.when == when:
            carry_out(root, block)
    after = compile_corpus(root)
    return after, in_order((*after.problems, *problems_of_change(before, after)))


def expected(found: list[Block]) -> str:
    reports = [block.text for block in found if block.action == "problems"]
    assert len(reports) == 1, "A specimen holds one report."
    return reports[0]


def compare(path: Path, report: str, *, accept: bool) -> None:
    """The report is the one in the file; or, when asked to, becomes it."""
    if accept:
        text = re.sub(
            r"(?s)^````?problems\n.*?^````?$",
            lambda _: f"```problems\n{report}```",
            path.read_text(),
            flags=re.MULTILINE,
        )
        path.write_bytes(text.encode())
    assert report == expected(blocks(path))


NAMES = sorted(path.stem for path in SPECIMENS.glob("*.md") if path.stem != "terrible")


def test_every_rule_has_a_specimen_and_every_specimen_a_rule() -> None:
    assert set(NAMES) == set(RULES) - ELSEWHERE


@pytest.mark.parametrize("name", NAMES)
def test_specimen_is_refused(name: str, toy: Path, request: pytest.FixtureRequest) -> None:
    path = SPECIMENS / f"{name}.md"
    assert path.read_text().startswith(f"# {name}\n"), "The heading is the rule's id."
    compiled, problems = outcome(toy, blocks(path), name, "")
    assert name in {problem.rule.id for problem in problems}
    harmless = RULES[name].level is Level.WARNING or RULES[name].scope is Scope.CHANGE
    assert compiled.sound is harmless
    compare(path, reporting.as_text(problems), accept=request.config.getoption("--accept"))


@pytest.mark.parametrize("name", NAMES)
def test_right_way_is_let_through(name: str, toy: Path) -> None:
    found = blocks(SPECIMENS / f"{name}.md")
    assert any(block.when == "twin" for block in found), "A specimen shows the right way, too."
    compiled, problems = outcome(toy, found, name, "twin")
    assert reporting.as_text(problems) == ""
    assert compiled.sound


def test_terrible(toy: Path, request: pytest.FixtureRequest) -> None:
    path = SPECIMENS / "terrible.md"
    for block in blocks(path):
        carry_out(toy, block)
    problems = compile_corpus(toy).problems
    assert len(problems) >= 35
    assert {problem.place.file for problem in problems} == {"seeds/claims/terrible.yml"}
    assert [problem.place.line for problem in problems] == sorted(problem.place.line for problem in problems)
    compare(path, reporting.as_text(problems), accept=request.config.getoption("--accept"))
