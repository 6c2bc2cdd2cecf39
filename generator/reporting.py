"""Problems as text for a terminal, as GitHub annotations, as JSON, and as SARIF 2.1.0."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator import __version__
from generator.plain import clean, unsafe
from generator.problems import Level, Problem, Scope
from generator.records import replace
from generator.report import Covered
from generator.rules import RULES, TODO_LEFT

SCHEMA_VERSION = 1
"""Of the JSON report; raised when a field changes its meaning or vanishes."""

MOST_MARKS = 3
"""More marks of what is to be filled in than this, in one file, are told in one line."""
WIDTH = 110
GITHUB_LIMIT = 10
"""GitHub shows ten errors and ten warnings of a step, and drops the rest; of a job it shows fifty."""

SUMMARY_LIMIT = 1_000_000
"""Bytes of a job's summary; GitHub drops one of more than 1,024 kB whole."""

SUMMARY_ARTICLES = 500

LEVELS = tuple(Level)
SCOPES = tuple(Scope)


def as_text(problems: Sequence[Problem]) -> str:
    """What a good compiler prints: place, rule, sentence, the line with a caret, details, the fix.

    A draft is full of marks, and each says the same: of many in one file, one line tells where they are.
    """
    marks: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.rule.id == TODO_LEFT.id:
            marks.setdefault(problem.place.file, []).append(problem)
    shown = []
    for problem in problems:
        alike = marks.get(problem.place.file, []) if problem.rule.id == TODO_LEFT.id else []
        if len(alike) <= MOST_MARKS:
            shown.append(_text(problem))
        elif problem is alike[0]:
            shown.append(_text(_together(alike)))
    return "\n".join(shown)


def _together(marks: Sequence[Problem]) -> Problem:
    """Many marks of one file as one problem."""
    where = ", ".join(f"{mark.message.partition(' is ')[0]} in line {mark.place.line}" for mark in marks)
    message = f"{len(marks)} values are still to be filled in: {where}."
    return replace(marks[0], message=message, excerpt=None, fix=marks[0].rule.fix)


def _text(problem: Problem) -> str:
    place = problem.place
    lines = [f"{clean(str(place))}: {problem.rule.level}[{problem.rule.id}]: {clean(problem.message)}"]
    if problem.excerpt is not None and place.line:
        gutter = f"{place.line} | "
        excerpt, column = _window(problem.excerpt, place.column)
        lines.append(f"  {gutter}{excerpt}")
        if place.column:
            before = "".join("\t" if char == "\t" else " " * _cells(char) for char in excerpt[: column - 1])
            marked = excerpt[column - 1 : column - 1 + place.length]
            carets = "^" * max(sum(_cells(char) for char in marked), 1)
            lines.append(f"  {' ' * (len(gutter) - 2)}| {before}{carets}")
    lines.extend(f"  = {label}: {clean(text)}" for label, text in problem.details)
    if problem.fix:
        lines.append(f"  = fix: {clean(problem.fix)}")
    return "\n".join(lines) + "\n"


def _cells(char: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(line: str, column: int) -> tuple[str, int]:
    """A line cut to the width of a screen around a column, and the column in it."""
    line = "".join("\ufffd" if unsafe(char) else char for char in line)  # one for one, so that columns stay
    if len(line) <= WIDTH:
        return line, column
    start = max(min(column - WIDTH // 3, len(line) - WIDTH), 0)
    end = start + WIDTH
    cut = (
        ("…" if start else "")
        + line[start + (1 if start else 0) : end - 1]
        + ("…" if end < len(line) else line[end - 1 : end])
    )
    return cut, column - start


def as_fixed(problem: Problem, title: str) -> str:
    """A line on a problem that is gone: where it was, and what was done."""
    return f"{clean(str(problem.place))}: fixed[{problem.rule.id}]: {clean(title)}"


def as_json(problems: Sequence[Problem], coverage: Mapping[str, Covered]) -> str:
    """The report for programs."""
    report = {
        "schema_version": SCHEMA_VERSION,
        "problems": [
            {
                "rule": problem.rule.id,
                "level": problem.rule.level.value,
                "file": problem.place.file,
                "line": problem.place.line or None,
                "column": problem.place.column or None,
                "message": problem.message,
                "details": [{"label": label, "text": text} for label, text in problem.details],
                "fix": problem.fix or None,
            }
            for problem in problems
        ],
        "coverage": [
            {
                "article": name,
                "percent": covered.percent,
                "covered": covered.covered,
                "sentences": covered.total,
                "uncovered": [
                    {"paragraph": s.paragraph, "holds": list(s.holds), "text": s.text} for s in covered.uncovered
                ],
            }
            for name, covered in coverage.items()
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Problem], folder: str = "") -> str:
    """Workflow commands that annotate a pull request, most important first, within GitHub's limits.

    Args:
        problems: in their stable order.
        folder: where the project is in its repository, with a slash at the end; annotations count from the top of that.
    """
    lines: list[str] = []
    for level in Level:
        chosen = weightiest([problem for problem in problems if problem.rule.level is level])
        lines.extend(_command(problem, folder) for problem in chosen[:GITHUB_LIMIT])
        if len(chosen) > GITHUB_LIMIT:
            lines.append(f"{len(chosen)} {level}s; the job summary lists those beyond the first {GITHUB_LIMIT}.\n")
    return "".join(lines)


def weightiest(problems: Sequence[Problem]) -> list[Problem]:
    """Errors first, one of each file before a second one, causes before what they may have caused."""
    before: Counter[tuple[str, Level]] = Counter()
    keys: list[tuple[int, int, int]] = []
    for problem in problems:
        which = (problem.place.file, problem.rule.level)
        keys.append((LEVELS.index(problem.rule.level), before[which], SCOPES.index(problem.rule.scope)))
        before[which] += 1
    return [problem for _, problem in sorted(zip(keys, problems, strict=True), key=lambda each: each[0])]


def _command(problem: Problem, folder: str) -> str:
    place = problem.place
    options = {"file": folder + place.file, "title": problem.rule.id}
    if place.line:
        options["line"] = str(place.line)
    if place.column:
        options["col"] = str(place.column)
    listed = ",".join(f"{key}={_escape(value, ':,')}" for key, value in options.items())
    details = "".join(f"\n{label}: {text}" for label, text in problem.details)
    fix = f"\nFix: {problem.fix}" if problem.fix else ""
    return f"::{problem.rule.level} {listed}::{_escape(problem.message + details + fix)}\n"


def _escape(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def as_summary(problems: Sequence[Problem], coverage: Mapping[str, Covered]) -> str:
    """The full list in Markdown, for the summary of a CI job. Curated text goes in as code, never as markup."""
    if problems:
        lines = [f"### {len(problems)} problem{'s' if len(problems) != 1 else ''}", ""]
        lines += ["```text", *_reports(problems), "```"]
    else:
        lines = ["### Every check passed"]
    lines += ["", "| article | evidence cited or set aside |", "|---|--:|"]
    lines += [f"| `{name}` | {covered.percent} % |" for name, covered in list(coverage.items())[:SUMMARY_ARTICLES]]
    if len(coverage) > SUMMARY_ARTICLES:
        lines += ["", f"and {len(coverage) - SUMMARY_ARTICLES} more articles"]
    return "\n".join(lines) + "\n"


def _reports(problems: Sequence[Problem]) -> Iterator[str]:
    """As many reports as there is room for, in their stable order; the weightiest where that is not all of them."""
    reports = {problem: _text(problem).replace("```", "'''") for problem in problems}
    room = SUMMARY_LIMIT - 100_000  # what is kept for the table of articles
    chosen = set()
    for problem in weightiest(problems):
        room -= len(reports[problem].encode()) + 1
        if room < 0:
            break
        chosen.add(problem)
    yield "\n".join(report for problem, report in reports.items() if problem in chosen).rstrip()
    if len(chosen) < len(reports):
        yield f"\nand {len(reports) - len(chosen)} more, which `disputed check` lists"


def as_sarif(problems: Sequence[Problem], folder: str = "") -> str:
    """The report in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0).

    Args:
        problems: in their stable order.
        folder: where the project is in its repository, with a slash at the end.
    """
    used = sorted({problem.rule.id for problem in problems})
    report = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Disputed",
                        "semanticVersion": __version__,
                        "rules": [
                            {
                                "id": name,
                                "shortDescription": {"text": RULES[name].summary},
                                "fullDescription": {"text": RULES[name].why},
                                "help": {"text": RULES[name].fix},
                                "defaultConfiguration": {"level": RULES[name].level.value},
                            }
                            for name in used
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, used, folder) for problem in problems],
            }
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _result(problem: Problem, used: Sequence[str], folder: str) -> dict[str, object]:
    place = problem.place
    details = "".join(f"\n{label}: {text}" for label, text in problem.details)
    fix = f"\nFix: {problem.fix}" if problem.fix else ""
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(folder + place.file)}}
    if place.line:
        region: dict[str, int] = {"startLine": place.line}
        if place.column:
            region |= {"startColumn": place.column, "endColumn": place.column + place.length}
        physical["region"] = region
    return {
        "ruleId": problem.rule.id,
        "ruleIndex": used.index(problem.rule.id),
        "level": problem.rule.level.value,
        "message": {"text": problem.message + details + fix},
        "locations": [{"physicalLocation": physical}],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # only this format needs it

    return quote(path)


def coverage_text(coverage: Mapping[str, Covered], *, uncovered: bool = True) -> str:
    """The evidence coverage of every article, with the sentences that no claim cites yet."""
    lines: list[str] = []
    for name, covered in coverage.items():
        lines.append(f"{name}: {covered.percent} % of {covered.total} checkable sentences cited or set aside")
        if uncovered:
            lines.extend(f"  paragraph {s.paragraph} ({', '.join(s.holds)}): {s.text}" for s in covered.uncovered)
    return "\n".join(lines) + ("\n" if lines else "")


def tally(problems: Iterable[Problem]) -> str:
    """How many problems of which level there are: 3 errors and 1 warning in 2 files."""
    listed = list(problems)
    counts = [(level, sum(problem.rule.level is level for problem in listed)) for level in Level]
    said = " and ".join(f"{count} {level}{'s' if count != 1 else ''}" for level, count in counts if count)
    files = len({problem.place.file for problem in listed})
    return f"{said} in {files} file{'s' if files != 1 else ''}"
