"""`disputed check --fix`: what is certain is mended, all of it at once, and nothing else is touched."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import mending
from generator.changing import carry_out
from generator.cli import main
from generator.compiler import Compiled, compile_corpus
from generator.past import Repository
from generator.problems import Mend, Problem, Put
from generator.records import replace
from tests.conftest import TOY
from tests.test_specimens import NAMES, SPECIMENS, blocks
from tests.test_specimens import carry_out as spoil


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--no-coverage", "--project", str(root), *arguments])


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and not {".git", ".cache"} & set(path.parts))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / "seeds" / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode())


def git(root: Path, *words: str) -> None:
    own = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.example",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.autocrlf=false",
    ]
    subprocess.run(["git", *own, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(toy: Path) -> Path:
    git(toy, "init", "-q", "-b", "main")
    git(toy, "add", "-A")
    git(toy, "commit", "-q", "-m", "The pond")
    return toy


def test_everything_certain_is_mended_in_one_run_and_the_rest_is_reported(toy: Path) -> None:
    before = contents(toy)
    change(toy, "claims/ducks.yml", "overrides:", "overides:")
    change(toy, "claims/ducks.yml", "eleven tufted ducks.", "eleven  tufted—ducks.")
    change(toy, "addresses.yml", "  - claims/ducks\n", "")
    change(toy, "claims/refuge.yml", "rating: reconcilable", "rating: agreed")
    wrong = contents(toy)["seeds/claims/refuge.yml"]
    done = check(toy, "--fix")
    assert done.exit_code == 1
    assert done.stdout.count(": fixed[") == 3
    assert done.stdout.count(": error[") == 1
    assert "error[verdict-unfit]" in done.stdout
    assert "3 problems fixed in 2 files." in done.stderr
    assert contents(toy) == {**before, "seeds/claims/refuge.yml": wrong}


def test_without_fix_nothing_is_written(toy: Path) -> None:
    change(toy, "addresses.yml", "  - claims/ducks\n", "")
    before = contents(toy)
    assert check(toy).exit_code == 1
    assert contents(toy) == before


def test_only_the_named_files_are_mended(toy: Path) -> None:
    change(toy, "claims/ducks.yml", "overrides:", "overides:")
    change(toy, "claims/refuge.yml", "quote: They are", "quotes: They are")
    done = check(toy, "--fix", str(toy / "seeds/claims/refuge.yml"))
    assert done.exit_code == 0, done.output
    assert b"overides" in contents(toy)["seeds/claims/ducks.yml"]
    assert b"quotes" not in contents(toy)["seeds/claims/refuge.yml"]


def test_reports_for_programs_hold_problems_only(toy: Path) -> None:
    change(toy, "claims/ducks.yml", "overrides:", "overides:")
    done = check(toy, "--fix", "--format", "json")
    assert done.exit_code == 0
    assert done.stdout.startswith("{")
    assert "fixed[unknown-key]" in done.stderr


def test_many_at_once_keep_each_other_apart(toy: Path) -> None:
    before = contents(toy)
    (toy / "seeds/addresses.yml").write_text("published: []\nredirects:\n  claims/how-many-ducks: claims/ducks\n")
    done = check(toy, "--fix")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("fixed[address-unrecorded]") == before["seeds/addresses.yml"].count(b"  - ")


def test_what_seems_needless_stays_while_a_file_cannot_be_read(toy: Path) -> None:
    change(toy, "claims/refuge.yml", "reviewed: 2019-05-07\n", "reviewed: 2019-05-07\n  reason: It is.\n")
    change(toy, "claims/what-fell.yml", "measure:", "measure: [")
    check(toy, "--fix")
    assert b"reason: It is." in contents(toy)["seeds/claims/refuge.yml"]
    change(toy, "claims/what-fell.yml", "measure: [", "measure:")
    assert check(toy, "--fix").exit_code == 0
    assert b"reason: It is." not in contents(toy)["seeds/claims/refuge.yml"]


def test_a_file_that_changes_while_it_is_mended_is_left(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(toy, "claims/ducks.yml", "overrides:", "overides:")
    mend = mending.mend

    def slow(*given: object) -> mending.Outcome:
        outcome = mend(*given)  # type: ignore[arg-type]
        change(toy, "claims/ducks.yml", "overides:", "overides: # I am typing")
        return outcome

    monkeypatch.setattr(mending, "mend", slow)
    done = check(toy, "--fix")
    assert done.exit_code == 1
    assert "was changed in the meantime. Nothing was fixed." in done.stderr
    assert b"I am typing" in contents(toy)["seeds/claims/ducks.yml"]


def test_a_fix_that_does_not_remove_its_problem_is_not_kept_and_does_not_stop_the_others(toy: Path) -> None:
    change(toy, "claims/ducks.yml", "overrides:", "overides:")
    change(toy, "claims/refuge.yml", "rating: reconcilable", "rating: agreed")
    before = contents(toy)

    def with_bad_advice(root: Path) -> Compiled:
        compiled = compile_corpus(root)
        step = Put("seeds/claims/refuge.yml", ("verdict", "rating"), "disputed")
        advised = [
            replace(each, mend=Mend("Guess", (step,))) if each.rule.id == "verdict-unfit" else each
            for each in compiled.problems
        ]
        return replace(compiled, problems=tuple(advised))

    outcome = mending.mend(toy, with_bad_advice, None, lambda _: True)
    assert [problem.rule.id for problem, _ in outcome.fixed] == ["unknown-key"]
    assert set(outcome.changes) == {"seeds/claims/ducks.yml"}
    assert contents(toy) == before


# --- renames ----------------------------------------------------------------------------------------------------------


def rename(root: Path, folder: str, old: str, new: str) -> None:
    for path in (root / "seeds" / folder).glob(f"{old}.*"):
        path.rename(path.with_stem(new))


def redirects(root: Path) -> str:
    return (root / "seeds/addresses.yml").read_text().partition("redirects:\n")[2]


def test_a_renamed_file_gets_its_redirect(repository: Path) -> None:
    rename(repository, "claims", "refuge", "where-to")
    done = check(repository, "--fix")
    assert done.exit_code == 0, done.output
    assert redirects(repository) == "  claims/how-many-ducks: claims/ducks\n  claims/refuge: claims/where-to\n"
    assert (
        "  - claims/refuge\n  - claims/what-fell\n  - claims/where-to\n"
        in (repository / "seeds/addresses.yml").read_text()
    )


def test_a_file_that_was_renamed_and_edited_in_the_past_gets_its_redirect(repository: Path) -> None:
    rename(repository, "claims", "refuge", "where-to")
    change(repository, "claims/where-to.yml", "confidence: high", "confidence: low")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Renamed")
    rename(repository, "claims", "where-to", "where-ducks-went")
    git(repository, "add", "-A")
    assert check(repository, "--fix").exit_code == 0
    assert "  claims/refuge: claims/where-ducks-went\n" in redirects(repository)


def test_a_speaker_with_another_id_gets_its_redirect(repository: Path) -> None:
    for path in (repository / "seeds").rglob("*.yml"):
        if path.name != "addresses.yml":
            path.write_bytes(path.read_bytes().replace(b"cleo-marsh", b"ms-marsh"))
    done = check(repository, "--fix")
    assert done.exit_code == 0, done.output
    assert "  speakers/cleo-marsh: speakers/ms-marsh\n" in redirects(repository)


def test_nothing_is_guessed_about_a_file_that_is_gone(repository: Path) -> None:
    (repository / "seeds/claims/refuge.yml").unlink()
    before = contents(repository)
    done = check(repository, "--fix")
    assert done.exit_code == 1
    assert "error[address-lost]" in done.stdout
    assert contents(repository) == before


def test_two_copies_of_a_file_that_is_gone_leave_it_open_which_is_meant(repository: Path) -> None:
    rename(repository, "claims", "refuge", "where-to")
    shutil.copy(repository / "seeds/claims/where-to.yml", repository / "seeds/claims/where-else.yml")
    assert Repository(repository).successor("claims/refuge") is None


def test_without_a_repository_nothing_is_known(toy: Path) -> None:
    rename(toy, "claims", "refuge", "where-to")
    assert Repository(toy).successor("claims/refuge") is None


# --- properties -------------------------------------------------------------------------------------------------------


def mended_twice(root: Path) -> None:
    """Mend a publication and hold it to what must be true of that."""
    first = contents(root)
    before = compile_corpus(root).problems
    outcome = mending.mend(root, compile_corpus, None, lambda _: True)
    assert contents(root) == first, "Finding out changes nothing."
    carry_out(root, outcome.changes)
    after = compile_corpus(root)
    assert after.problems == outcome.left.problems
    assert bool(outcome.changes) == bool(outcome.fixed)

    def key(problem: Problem) -> tuple[str, str, str]:
        return (problem.rule.id, problem.place.file, problem.message)

    left = [key(problem) for problem in after.problems]
    if not outcome.changes:
        assert left == [key(problem) for problem in before]
    assert len(set(left) & {key(problem) for problem, _ in outcome.fixed}) == 0
    again = mending.mend(root, compile_corpus, None, lambda _: True)
    assert not again.changes
    assert not again.fixed


@pytest.mark.parametrize("name", [*NAMES, "terrible"])
def test_specimens_are_mended_once_and_for_all(name: str, toy: Path) -> None:
    for block in blocks(SPECIMENS / f"{name}.md"):
        if block.when != "twin":
            spoil(toy, block)
    mended_twice(toy)


def swap(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(["", " ", "x", "-", "’", "\n", ":", "#", text[at] * 2]) + text[at + 1 :]


def lines(text: str, chance: random.Random) -> str:
    listed = text.splitlines(keepends=True)
    at = chance.randrange(len(listed))
    return "".join(chance.choice([listed[:at] + listed[at + 1 :], listed[: at + 1] + listed[at:], listed[at:]]))


@settings(max_examples=25)
@given(st.integers(0, 10**9), st.integers(1, 4))
def test_a_spoilt_publication_is_mended_once_and_for_all(seed: int, times: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(TOY, Path(folder).resolve() / "toy"))
        spoilers: list[Callable[[str, random.Random], str]] = [swap, swap, lines]
        for _ in range(times):
            path = chance.choice(sorted(root.rglob("*.yml")))
            path.write_bytes(chance.choice(spoilers)(path.read_bytes().decode(), chance).encode())
        mended_twice(root)
