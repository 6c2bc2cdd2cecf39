"""`disputed fmt` as editors, programs and CI run it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import changing
from generator.changing import Change, NotChangedError, carry_out
from generator.cli import main

ROOT = Path(__file__).parent.parent


def fmt(root: Path, *arguments: str, typed: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["fmt", "--project", str(root), *arguments], input=typed)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_everything_is_laid_out_and_then_nothing_is_left_to_do(toy: Path) -> None:
    done = fmt(toy)
    assert done.exit_code == 0
    assert "seeds/claims/ducks.yml\n" in done.stdout
    assert "laid out anew" in done.stderr
    after = contents(toy)
    again = fmt(toy, "--check")
    assert again.exit_code == 0, again.stdout
    assert again.stdout == ""
    assert fmt(toy).stdout == ""
    assert contents(toy) == after
    checked = CliRunner().invoke(main, ["check", "--project", str(toy)])
    assert checked.exit_code == 0, checked.output


def test_check_writes_nothing_and_names_the_first_line_that_differs(toy: Path) -> None:
    before = contents(toy)
    done = fmt(toy, "--check", str(toy / "seeds/claims/refuge.yml"))
    assert done.exit_code == 1
    assert done.stdout.startswith("seeds/claims/refuge.yml:5: error[layout]")
    assert "  5 | measure: {kind: place}\n" in done.stdout
    assert contents(toy) == before
    assert (
        "::error file=seeds/claims/refuge.yml,title=layout,line=5::" in fmt(toy, "--check", "--format", "github").stdout
    )


def test_only_the_named_files_and_folders_are_touched(toy: Path) -> None:
    before = contents(toy)
    fmt(toy, str(toy / "seeds/claims/refuge.yml"), str(toy / "seeds/articles"))
    after = contents(toy)
    changed = {name for name in before if before[name] != after[name]}
    assert "seeds/claims/refuge.yml" in changed
    assert all(name.startswith(("seeds/articles/", "seeds/claims/refuge")) for name in changed)
    assert not any(name.endswith(".txt") for name in changed)


def test_a_file_that_cannot_be_read_is_reported_and_left_while_the_others_are_laid_out(toy: Path) -> None:
    broken = toy / "seeds/claims/ducks.yml"
    broken.write_text("title: [a\nclaim: b\n")
    (toy / "seeds/claims/refuge.yml").write_bytes(b"\xff\xfe")
    done = fmt(toy)
    assert done.exit_code == 1
    assert "seeds/claims/ducks.yml:2:6: error[yaml-syntax]" in done.stdout
    assert "seeds/claims/refuge.yml:1: error[file-not-text]" in done.stdout
    assert broken.read_text() == "title: [a\nclaim: b\n"
    assert "seeds/claims/pond-depth.yml\n" in done.stdout


@pytest.mark.parametrize("path", ["seeds/claims/nothing.yml", "seeds/articles/heron.txt", "../elsewhere.yml"])
def test_misuse(toy: Path, path: str) -> None:
    (toy.parent / "elsewhere.yml").write_text("a: b\n")
    assert fmt(toy, str(toy / path)).exit_code == 2


def test_links_out_of_the_project_are_not_followed(toy: Path) -> None:
    outside = toy.parent / "outside.yml"
    outside.write_text("b:   c\n")
    (toy / "seeds/claims/link.yml").symlink_to(outside)
    done = fmt(toy)
    assert done.exit_code == 1
    assert "error[file-outside]" in done.stdout
    assert outside.read_text() == "b:   c\n"


# --- as a filter, for editors -----------------------------------------------------------------------------------------


def test_a_text_goes_through_by_byte(toy: Path) -> None:
    done = fmt(toy, "-", "--name", "seeds/claims/x.yml", typed="claim: “b”\r\ntitle: a\r\n".encode())
    assert done.exit_code == 0
    assert done.stdout_bytes == "title: a\nclaim: “b”\n".encode()
    assert done.stderr == ""


@pytest.mark.parametrize("typed", [b"a: [b\n", b"\xff", b"", b"a: 1\na: 2\n"])
def test_a_text_that_cannot_be_laid_out_comes_back_as_it_was(toy: Path, typed: bytes) -> None:
    done = fmt(toy, "-", typed=typed)
    assert done.exit_code == 1
    assert done.stdout_bytes == typed
    assert "error[" in done.stderr


def test_a_text_can_be_looked_at(toy: Path) -> None:
    assert fmt(toy, "-", "--check", typed=b"a: b\n").exit_code == 0
    done = fmt(toy, "-", "--check", typed=b"a:   b\n")
    assert done.exit_code == 1
    assert "error[layout]" in done.stdout
    assert fmt(toy, "-", "seeds", typed=b"a: b\n").exit_code == 2


# --- all files or none ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fails_at", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_change_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, error: BaseException
) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "c").write_bytes(b"3")
    before = contents(tmp_path)
    moves = 0
    move = changing._move

    def interrupted(temporary: Path, target: Path, change: Change) -> None:
        nonlocal moves
        moves += 1
        if moves == fails_at:
            raise error
        move(temporary, target, change)

    monkeypatch.setattr(changing, "_move", interrupted)
    changes = {"a": Change(b"1", b"one"), "b": Change(None, b"two"), "c": Change(b"3", None)}
    with pytest.raises((NotChangedError, KeyboardInterrupt)):
        carry_out(tmp_path, changes)
    assert contents(tmp_path) == before
    monkeypatch.setattr(changing, "_move", move)
    carry_out(tmp_path, changes)
    assert contents(tmp_path) == {"a": b"one", "b": b"two"}


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "b").write_bytes(b"1")
    for change in (Change(b"yours", b"x"), Change(None, b"x"), Change(b"yours", None)):
        with pytest.raises(NotChangedError):
            carry_out(tmp_path, {"a": change, "b": Change(b"1", b"2")})
        assert contents(tmp_path) == {"a": b"mine", "b": b"1"}


def test_modes_and_links_inside_the_project_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "link").symlink_to("a")
    carry_out(tmp_path, {"link": Change(b"1", b"2")})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"2"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640
    with pytest.raises(NotChangedError, match="leads out"):
        carry_out(tmp_path, {"../x": Change(None, b"2")})


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotChangedError, match=r"nowhere.*cannot be written"):
        carry_out(tmp_path, {"nowhere/a": Change(None, b"2")})
