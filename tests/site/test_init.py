"""A new publication is complete: it compiles, builds and is verified, with words that nobody could have foreseen."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from generator import starter
from generator.building import OWNED
from generator.compiler import compile_corpus

from .conftest import ROOT, disputed

WORDS = ("--name", 'Dark: "Musterby" #1', "--subtitle", "A <b>cut</b> & its *causes*", "--publisher", "The 'desk'")


def begun(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return disputed(folder.parent, "init", str(folder), *(words or WORDS))


def test_it_compiles_builds_and_is_verified(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    done = begun(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "To be filled in" in done.stdout
    compiled = compile_corpus(folder)
    assert compiled.problems == ()
    assert {each.percent for each in compiled.coverage.values()} == {100}
    built = disputed(folder, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    home = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert "A &lt;b&gt;cut&lt;/b&gt; &amp; its *causes*" in home
    about = (folder / "site" / "about" / "index.html").read_text(encoding="utf-8")
    assert "The publisher is The 'desk'." in about


def test_a_bare_mkdocs_builds_it_too(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    begun(folder)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "site" / "claims" / "homes-without-power" / "index.html").is_file()


def test_everything_generated_is_ignored_by_git(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    begun(folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    disputed(folder, "build")
    new = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line for line in new.stdout.splitlines() if line.startswith("??")] == []
    assert all(f"/docs/{name}/" in (folder / ".gitignore").read_text(encoding="utf-8") for name in OWNED)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = begun(tmp_path)
    assert done.returncode == 2
    assert "it holds notes.txt" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_repository_is_a_place_to_begin(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert begun(tmp_path).returncode == 0


@pytest.mark.parametrize("bad", ["", "   ", "x" * 201])
def test_words_that_are_no_line_are_refused(tmp_path: Path, bad: str) -> None:
    done = begun(tmp_path / "new", "--name", bad, *WORDS[2:])
    assert done.returncode == 2
    assert not (tmp_path / "new").exists()


def test_the_configuration_differs_in_the_words_and_the_hook_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    begun(folder)

    def read(path: Path) -> dict[str, object]:
        text = path.read_text(encoding="utf-8").replace("!ENV ", "")
        return dict(yaml.safe_load(text))

    ours, theirs = read(ROOT / "mkdocs.yml"), read(folder / "mkdocs.yml")
    changed = {key for key in ours if ours[key] != theirs[key]}
    assert changed == {"site_name", "site_description", "site_author", "copyright", "hooks"}
    assert theirs["site_name"] == WORDS[1]


def test_the_wheel_has_all_of_it(tmp_path: Path) -> None:
    """An installed program begins the same publication as one that runs from its repository."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "wheel")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheel").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); from generator.cli import main; main()",
            "init",
            str(tmp_path / "theirs"),
            *WORDS,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    starter.begin(tmp_path / "ours", starter.Terms(*WORDS[1::2]))

    def content(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert content(tmp_path / "theirs") == content(tmp_path / "ours")


def test_the_program_does_not_ship_what_belongs_to_this_publication() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = table["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert not {path for path in shipped if re.match(r"seeds|docs/(about|index)\.md", path)}


def test_nobody_is_asked_where_nobody_answers(tmp_path: Path) -> None:
    done = begun(tmp_path / "new", "--name", "A name")
    assert done.returncode == 2
    assert "--subtitle TEXT, --publisher TEXT" in done.stderr
    assert not (tmp_path / "new").exists()
