"""Pages made in parts, and brought together: the same as all at once, whatever the parts are like."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import cli
from generator.compiler import compile_corpus
from generator.shards import Shard, ShardError


def disputed(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def parts(toy: Path, tmp_path: Path) -> Path:
    """The toy corpus in three shards."""
    for number in (1, 2, 3):
        done = disputed("generate", "--project", toy, "--shard", f"{number}/3", "--into", tmp_path / "parts")
        assert done.exit_code == 0, done.stderr
    return tmp_path / "parts"


@pytest.fixture
def alone(toy: Path, tmp_path: Path) -> dict[str, bytes]:
    """All pages at once."""
    shutil.copytree(toy / "seeds", tmp_path / "alone" / "seeds")
    assert disputed("generate", "--project", tmp_path / "alone").exit_code == 0
    return files(tmp_path / "alone" / "docs")


def test_every_fact_is_in_one_shard(toy: Path) -> None:
    names = list(compile_corpus(toy).facts)
    for of in (1, 2, 7):
        shards = [[name for name in names if Shard(number, of).holds(name)] for number in range(1, of + 1)]
        assert sorted(name for shard in shards for name in shard) == sorted(names)


def test_shards_come_to_the_pages_of_one_machine(toy: Path, parts: Path, alone: dict[str, bytes]) -> None:
    facts = len(compile_corpus(toy).facts)
    assert not (toy / "docs").exists()
    done = disputed("generate", "--project", toy, "--from", parts)
    assert done.exit_code == 0
    assert f"{facts} of {facts} facts have pages that were made before or elsewhere." in done.stderr
    assert files(toy / "docs") == alone


def _spoil_a_page(parts: Path) -> None:
    page = parts / "claims" / "ducks" / "index.md"
    page.write_bytes(page.read_bytes().replace(b"duck", b"goose"))


def _lose_a_page(parts: Path) -> None:
    (parts / "embeds" / "ducks.html").unlink()


def _lose_a_shard(parts: Path) -> None:
    (parts / "disputed-2-of-3.json").unlink()


def _link_a_page(parts: Path) -> None:
    page = parts / "claims" / "ducks" / "index.md"
    page.rename(parts / "elsewhere.md")
    page.symlink_to(parts / "elsewhere.md")


@pytest.mark.parametrize("spoil", [_spoil_a_page, _lose_a_page, _lose_a_shard, _link_a_page])
def test_what_does_not_hold_is_made_here(
    spoil: Callable[[Path], None], toy: Path, parts: Path, alone: dict[str, bytes]
) -> None:
    spoil(parts)
    assert disputed("generate", "--project", toy, "--from", parts).exit_code == 0
    assert files(toy / "docs") == alone


def test_a_shard_of_other_sources_is_not_taken(toy: Path, parts: Path) -> None:
    claim = toy / "seeds" / "claims" / "ducks.yml"
    claim.write_text(claim.read_text(encoding="utf-8").replace("Seventeen by", "Seventeen, by"), encoding="utf-8")
    done = disputed("generate", "--project", toy, "--from", parts)
    facts = len(compile_corpus(toy).facts)
    assert f"{facts - 1} of {facts} facts have pages" in done.stderr
    assert b"Seventeen, by" in (toy / "docs" / "claims" / "ducks" / "index.md").read_bytes()


def _not_json(data: dict[str, object]) -> str:
    return json.dumps(data)[:-1]


def _of_another_format(data: dict[str, object]) -> str:
    return json.dumps({**data, "format": "disputed shard 0"})


def _with_other_files(data: dict[str, object]) -> str:
    return json.dumps({**data, "facts": {"ducks": ["0" * 64, {"../seeds/claims/ducks.yml": "0" * 64}]}})


def _nested(_: dict[str, object]) -> str:
    return "[" * 100_000


@pytest.mark.parametrize("spoil", [_not_json, _of_another_format, _with_other_files, _nested])
def test_a_list_that_is_none_is_said(spoil: Callable[[dict[str, object]], str], toy: Path, parts: Path) -> None:
    path = parts / "disputed-1-of-3.json"
    path.write_text(spoil(json.loads(path.read_bytes())), encoding="utf-8")
    done = disputed("generate", "--project", toy, "--from", parts)
    assert done.exit_code == 2
    assert f"{path} is not the list of a shard: " in done.stderr
    assert not (toy / "docs").exists()


def test_where_no_shard_is_the_command_says_how_one_is_made(toy: Path, tmp_path: Path) -> None:
    done = disputed("generate", "--project", toy, "--from", tmp_path / "nothing")
    assert done.exit_code == 2
    assert "There is no shard in" in done.stderr


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "3/0", "-1/3", "1/3/3", "a/b", "1 / 3", "٣/٨"])
def test_what_is_no_shard_is_refused(text: str, toy: Path, tmp_path: Path) -> None:
    with pytest.raises(ShardError):
        Shard.named(text)
    done = disputed("generate", "--project", toy, "--shard", text, "--into", tmp_path / "part")
    assert done.exit_code == 2
    assert not (tmp_path / "part").exists()


@pytest.mark.parametrize("more", [["--shard", "1/2"], ["--into", "x"], ["--shard", "1/2", "--into", "x", "--check"]])
def test_options_that_do_not_go_together_are_refused(more: list[str], toy: Path) -> None:
    assert disputed("generate", "--project", toy, *more).exit_code == 2
