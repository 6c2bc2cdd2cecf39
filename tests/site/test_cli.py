"""The command as its users meet it: what it prints, what it writes, how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from .conftest import ROOT, disputed

CLAIM = "seeds/claims/refuge.yml"


def spoil(project: Path) -> None:
    path = project / CLAIM
    path.write_text(path.read_text(encoding="utf-8").replace("never left", "often left"), encoding="utf-8")


def everything(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path; but for what earlier runs found out, which may change at any time."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in files}


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_check_of_a_sound_publication(project: Path) -> None:
    done = disputed(project, "check")
    assert done.returncode == 0
    assert "every quote found word for word" in done.stderr
    assert "kite: 100 %" in done.stdout


def test_check_prints_what_a_good_compiler_prints(project: Path) -> None:
    spoil(project)
    done = disputed(project, "check", "--no-coverage")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{CLAIM}:19:12: error[quote-not-found]: ")
    assert "  19 |     quote: “The ducks often left Little Wending,” he said.\n" in done.stdout
    assert "\n     |            ^^^^" in done.stdout
    assert "= difference: “often” in the quote, “never” in the article" in done.stdout
    assert "= fix: quote: “The ducks never left Little Wending,” he said.\n" in done.stdout
    assert done.stderr.strip() == "1 error in 1 file."


def test_check_of_some_paths_reports_only_on_them(project: Path) -> None:
    spoil(project)
    assert disputed(project, "check", "seeds/claims/ducks.yml").returncode == 0
    assert disputed(project, "check", "seeds/claims").returncode == 1
    assert disputed(project / "seeds" / "claims", "check", "refuge.yml").returncode == 1


def test_check_in_every_format(project: Path) -> None:
    spoil(project)
    report = json.loads(disputed(project, "check", "--format", "json").stdout)
    assert [(p["rule"], p["file"], p["line"]) for p in report["problems"]] == [("quote-not-found", CLAIM, 19)]
    sarif = json.loads(disputed(project, "check", "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "quote-not-found"
    summary = project / "summary.md"
    done = disputed(project, "check", "--format", "github", environment={"GITHUB_STEP_SUMMARY": str(summary)})
    assert done.stdout.startswith(f"::error file={CLAIM},title=quote-not-found,line=19,col=12::")
    assert "1 problem" in summary.read_text(encoding="utf-8")
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["check", "nowhere.yml"], ["explain", "no-such-rule"], ["build", "--engine", "hugo"]]
)
def test_misuse_exits_with_2(project: Path, arguments: list[str]) -> None:
    done = disputed(project, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_outside_a_project_is_misuse(tmp_path: Path) -> None:
    done = disputed(tmp_path, "check")
    assert done.returncode == 2
    assert "seeds" in done.stderr


def test_explain_one_rule_and_all(project: Path) -> None:
    assert "17 buses typed as 11" in disputed(project, "explain", "quote-not-found").stdout
    assert len(disputed(project, "explain").stdout.splitlines()) > 40
    assert "Did you mean `quote-not-found`?" in disputed(project, "explain", "quote-not-fond").stderr


def test_generate_writes_once_and_check_compares(project: Path) -> None:
    assert disputed(project, "generate", "--check").returncode == 1
    assert not (project / "docs" / "claims").exists()
    assert "files written" in disputed(project, "generate").stderr
    before = everything(project / "docs")
    again = disputed(project, "generate")
    assert again.stderr.strip() == "Every page is up to date."
    assert everything(project / "docs") == before
    assert disputed(project, "generate", "--check").returncode == 0
    page = project / "docs" / "claims" / "ducks" / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("nine", "ten"), encoding="utf-8")
    done = disputed(project, "generate", "--check")
    assert done.returncode == 1
    assert "docs/claims/ducks/index.md: error[output-stale]" in done.stdout


def test_nothing_is_written_while_there_is_an_error(project: Path) -> None:
    assert disputed(project, "build").returncode == 0
    before = everything(project)
    spoil(project)
    changed = digest_of(project / CLAIM)
    for command in (["generate"], ["build"]):
        done = disputed(project, *command)
        assert done.returncode == 1
        assert "error[quote-not-found]" in done.stdout
        assert everything(project) == {**before, CLAIM: changed}


def test_a_builder_that_fails_leaves_the_last_good_site(project: Path) -> None:
    assert disputed(project, "build").returncode == 0
    before = everything(project / "site")
    (project / "docs" / "about.md").write_text("# About\n\n[nowhere](missing.md)\n", encoding="utf-8")
    done = disputed(project, "build")
    assert done.returncode == 1
    assert "missing.md" in done.stderr
    assert everything(project / "site") == before
    assert sorted(path.name for path in project.iterdir() if path.name.startswith("site")) == ["site"]


def test_a_site_that_does_not_verify_is_not_published(project: Path) -> None:
    assert disputed(project, "build").returncode == 0
    before = everything(project / "site")
    style = project / "docs" / "stylesheets" / "disputed.css"
    style.write_text('@import "https://fonts.example/a.css";', encoding="utf-8")
    done = disputed(project, "build")
    assert done.returncode == 1
    assert "site/stylesheets/disputed.css: error[site-foreign-request]" in done.stdout
    assert everything(project / "site") == before


def test_verify_looks_at_a_built_site(built: Path) -> None:
    assert disputed(built, "verify").returncode == 0
    assert disputed(built, "verify", "nowhere").returncode == 1


def test_a_bare_mkdocs_build_generates_first(project: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert (project / "site" / "claims" / "ducks" / "index.html").is_file()
    assert disputed(project, "verify").returncode == 0
    spoil(project)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode != 0
    assert "error[quote-not-found]" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_published_schemas_are_those_of_the_model() -> None:
    from generator import render, schema

    for path, content in schema.schemas(render.MARKER).items():
        assert (ROOT / "docs" / path).read_bytes() == content, f"run `disputed generate`; {path} is stale"
