"""What an editor is told is what the compiler says of the same files, whatever was edited and checked before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compiler import compile_corpus, examine
from generator.languageserver.project import Project
from generator.languageserver.terms import source
from generator.problems import Problem
from tests.conftest import TOY
from tests.test_specimens import SPECIMENS, blocks, carry_out

UNREAD = "while it cannot be read, what a registry last said stands"


def finished(project: Project) -> tuple[Problem, ...]:
    while not project.work(1):
        pass
    return tuple(problem for problems in project.problems().values() for problem in problems)


def stored(root: Path) -> tuple[Problem, ...]:
    return compile_corpus(root).problems


@pytest.mark.parametrize("typed", [False, True], ids=["stored", "typed"])
@pytest.mark.parametrize("path", sorted(SPECIMENS.glob("*.md")), ids=lambda path: path.stem)
def test_every_specimen_is_told_as_the_compiler_tells_it(path: Path, typed: bool, toy: Path, tmp_path: Path) -> None:
    project = Project(toy)
    assert finished(project) == ()
    edited = Path(shutil.copytree(toy, tmp_path / "edited")) if typed else toy
    edits = [block for block in blocks(path) if block.when != "twin" and block.action != "problems"]
    for block in edits:
        carry_out(edited, block)
    if typed and any(block.action not in ("edit", "create") or not source(block.file) for block in edits):
        pytest.skip("nobody types this")
    for file in dict.fromkeys(block.file for block in edits):
        if typed:
            project.type(file, (edited / file).read_bytes().decode())
        else:
            project.touch(file)
    expected = stored(edited)
    if any(problem.rule.id.startswith("yaml-") or problem.rule.id == "file-empty" for problem in expected) and any(
        block.file.count("/") == 1 for block in edits
    ):
        pytest.skip(UNREAD)
    if compile_corpus(edited).corpus is None:
        pytest.skip(UNREAD)
    assert finished(project) == expected
    for file in tuple(project.texts):
        project.close(file)
    assert finished(project) == stored(toy)


FILES = sorted(path.relative_to(TOY).as_posix() for path in (TOY / "seeds").rglob("*.yml"))


@settings(max_examples=60)
@given(data=st.data())
def test_any_row_of_edits_ends_where_the_compiler_starts(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    toy = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("edits") / "toy"))
    project = Project(toy)
    finished(project)
    for _ in range(data.draw(st.integers(1, 4))):
        file = data.draw(st.sampled_from(FILES))
        text = project.text(file) or ""
        lines = text.splitlines(keepends=True)
        at = data.draw(st.integers(0, max(len(lines) - 1, 0)))
        match data.draw(st.sampled_from(["drop", "double", "cut", "swap"])):
            case "drop":
                lines[at : at + 1] = []
            case "double":
                lines[at : at + 1] = lines[at : at + 1] * 2
            case "cut":
                lines[at : at + 1] = [line[: len(line) // 2] + "\n" for line in lines[at : at + 1]]
            case "swap":
                lines[at : at + 2] = reversed(lines[at : at + 2])
        text = "".join(lines)
        project.type(file, text)
        (toy / file).write_text(text, encoding="utf-8")
        if data.draw(st.booleans()):
            project.look(file)
        if data.draw(st.booleans()):
            finished(project)
    compiled = compile_corpus(toy)
    broken = compiled.corpus.broken if compiled.corpus else frozenset({"publication/*"})
    if not any(name.endswith("/*") for name in broken):
        assert finished(project) == compiled.problems


def test_while_a_registry_cannot_be_read_nobody_else_is_blamed(toy: Path) -> None:
    project = Project(toy)
    text = (toy / "seeds/speakers.yml").read_text(encoding="utf-8")
    project.type("seeds/speakers.yml", text + "\n  'unfinished: \n")
    found = finished(project)
    assert {problem.place.file for problem in found} == {"seeds/speakers.yml"}
    project.type("seeds/speakers.yml", text)
    assert finished(project) == ()


def test_a_new_file_counts_before_it_is_stored(toy: Path) -> None:
    project = Project(toy)
    text = (toy / "seeds/claims/ducks.yml").read_text(encoding="utf-8").replace("How many ducks", "How many geese")
    project.type("seeds/claims/geese.yml", text)
    assert [problem.rule.id for problem in finished(project)] == ["address-unrecorded"]
    project.close("seeds/claims/geese.yml")
    assert finished(project) == ()


def test_files_that_are_no_sources_are_left_alone(toy: Path) -> None:
    project = Project(toy)
    for file in ("README.md", "seeds/notes.yml", "seeds/claims/sub/x.yml", "other/seeds/claims/x.yml", "../x.yml"):
        project.type(file, "a: [")
    assert project.texts == {}
    assert finished(project) == ()


def test_one_edit_checks_one_claim(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.languageserver import project as module

    project = Project(toy)
    finished(project)
    checked: list[str] = []
    original = examine

    def watched(corpus, file, markdown):  # type: ignore[no-untyped-def]
        checked.append(file.id)
        return original(corpus, file, markdown)

    monkeypatch.setattr(module, "examine", watched)
    file = "seeds/claims/ducks.yml"
    project.type(file, (toy / file).read_text(encoding="utf-8") + "\n# a remark\n")
    finished(project)
    assert checked == ["ducks"]
    checked.clear()
    file = "seeds/speakers.yml"
    project.type(file, (toy / file).read_text(encoding="utf-8") + "\n# a remark\n")
    finished(project)
    assert checked == []
    text = (toy / file).read_text(encoding="utf-8")
    project.type(file, text + "\nsomebody-new: {name: Somebody New, kind: person}\n")
    finished(project)
    assert checked == []
    project.type(file, text.replace("name: Dov Levi", "name: Dov A. Levi\n  also: Dov Levi"))
    finished(project)
    naming = [path.stem for path in sorted((toy / "seeds/claims").iterdir()) if "dov-levi" in path.read_text()]
    assert sorted(checked) == naming
    assert len(naming) < len(list((toy / "seeds/claims").iterdir()))


def test_a_publication_that_cannot_be_read_at_first_is_read_when_it_can(toy: Path) -> None:
    file = toy / "seeds/publication.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text("name: [", encoding="utf-8")
    project = Project(toy)
    assert [problem.rule.id for problem in finished(project)] == ["yaml-syntax"]
    project.type("seeds/publication.yml", text)
    assert finished(project) == ()
