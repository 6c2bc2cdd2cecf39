"""The project's own automation holds to its rules: workflows, issue forms, Dependabot, locks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
STARTER = ROOT / "generator" / "data" / "starter" / ".github"
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
BIN = Path(sys.executable).parent

CARELESS = """\
name: Careless
on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo "${{ github.event.pull_request.title }}"
"""

MISSPELT = """\
name: Misspelt
on: push
jobs:
  greet:
    runs_on: ubuntu-latest
    steps:
      - run: echo hello
"""

DANGLING = """\
name: Dangling
on: push
jobs:
  greet:
    needs: nobody
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.nonsense }}"
"""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def zizmor(*paths: Path) -> subprocess.CompletedProcess[str]:
    return run(
        BIN / "zizmor",
        "--offline",
        "--persona=auditor",
        "--strict-collection",
        "--no-progress",
        "--color=never",
        *paths,
    )


def matches_schema(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    return run(BIN / "check-jsonschema", "--color=never", "--builtin-schema", f"vendor.{schema}", *paths)


@pytest.fixture
def actionlint() -> str:
    program = shutil.which("actionlint")
    if program is None and os.environ.get("GITHUB_ACTIONS") == "true":
        pytest.fail("the check workflow installs actionlint, and it is not there")
    if program is None:
        pytest.skip("actionlint is not installed; no Python package carries it")
    return program


def test_there_is_something_to_check() -> None:
    assert [path.name for path in WORKFLOWS] == ["check.yml", "comment.yml", "publish.yml", "speed.yml"]
    assert [path.name for path in FORMS] == ["report-an-error.yml", "suggest-a-source.yml"]


def test_zizmor_finds_nothing() -> None:
    result = zizmor(GITHUB, ACTION, HOOKS, STARTER)
    assert result.returncode == 0, result.stdout


def test_zizmor_finds_a_careless_workflow(tmp_path: Path) -> None:
    workflow = tmp_path / "careless.yml"
    workflow.write_text(CARELESS, encoding="utf-8")
    result = zizmor(workflow)
    assert result.returncode != 0
    for finding in ("dangerous-triggers", "template-injection", "unpinned-uses", "artipacked"):
        assert finding in result.stdout


def test_actionlint_finds_nothing(actionlint: str) -> None:
    result = run(actionlint, "-no-color", *WORKFLOWS)
    assert result.returncode == 0, result.stdout


def test_actionlint_finds_a_dangling_need(actionlint: str, tmp_path: Path) -> None:
    workflow = tmp_path / "dangling.yml"
    workflow.write_text(DANGLING, encoding="utf-8")
    result = run(actionlint, "-no-color", workflow)
    assert result.returncode != 0
    assert "nobody" in result.stdout
    assert "nonsense" in result.stdout


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", [*WORKFLOWS, *sorted(STARTER.rglob("*.yml"))]),
        ("github-issue-forms", FORMS),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("github-actions", [ACTION]),
    ],
    ids=["workflows", "issue-forms", "issue-config", "dependabot", "action"],
)
def test_files_match_their_schema(schema: str, paths: list[Path]) -> None:
    result = matches_schema(schema, *paths)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_workflow_in_the_documents_is_held_to_the_same_rules(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^    name: .*\n(?:(?:    .*)?\n)+", text, re.MULTILINE)
    written = f"{textwrap.dedent(found).strip()}\n"
    path = tmp_path / "parts.yml"
    path.write_text(written, encoding="utf-8")
    assert matches_schema("github-workflows", path).returncode == 0
    result = zizmor(path)
    assert result.returncode == 0, result.stdout
    if linter := shutil.which("actionlint"):
        assert run(linter, "-no-color", path).returncode == 0
    ours = {used for each in WORKFLOWS for used in re.findall(r"uses: +(.*)", each.read_text(encoding="utf-8"))}
    assert ours.issuperset(re.findall(r"uses: +(.*)", written))
    jobs = yaml.safe_load(written)["jobs"]
    of = len(jobs["shard"]["strategy"]["matrix"]["number"])
    assert f'--shard "$NUMBER/{of}"' in written
    for job in jobs.values():
        assert "timeout-minutes" in job
        assert "write" not in job["permissions"].values()


def test_the_schema_refuses_a_misspelt_key(tmp_path: Path) -> None:
    workflow = tmp_path / "misspelt.yml"
    workflow.write_text(MISSPELT, encoding="utf-8")
    assert matches_schema("github-workflows", workflow).returncode == 1


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_by_hash_and_say_their_version(path: Path) -> None:
    uses = re.findall(r"uses: +(.*)", path.read_text(encoding="utf-8"))
    assert uses
    for used in uses:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./(\.github/workflows/check\.yml)? .*", used)


def test_one_action_has_one_version() -> None:
    pins: dict[str, set[str]] = {}
    for path in [*WORKFLOWS, ACTION]:
        for action, version in re.findall(r"uses: +([\w/-]+)@(.*)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(version)
    assert {action: versions for action, versions in pins.items() if len(versions) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_jobs_get_no_more_than_they_say_and_end_in_time(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert "permissions" in job, name
        assert "timeout-minutes" in job or "uses" in job, name
    text = path.read_text(encoding="utf-8")
    assert "pull_request_target" not in text
    assert "secrets" not in text


def test_all_green_waits_for_every_other_job() -> None:
    jobs = yaml.safe_load((GITHUB / "workflows" / "check.yml").read_text(encoding="utf-8"))["jobs"]
    assert set(jobs["all-green"]["needs"]) == set(jobs) - {"all-green"}


WRITES = {"deploy": {"pages", "id-token"}, "comment": {"pull-requests"}}


def test_only_the_deployment_and_the_comment_may_write() -> None:
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            writes = {scope for scope, access in job["permissions"].items() if access == "write"}
            assert writes == WRITES.get(name, set()), name


def test_what_may_comment_runs_nothing_of_the_pull_request() -> None:
    """Its one checkout is the main branch, and what it runs is one script, which installs nothing."""
    workflow = yaml.safe_load((GITHUB / "workflows" / "comment.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    checkout, comment = job["steps"]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert comment["run"] == "python3 tools/comment_on_pull_request.py"
    assert list(comment["env"]) == ["GITHUB_TOKEN"]
    for path in WORKFLOWS:
        assert ("workflow_run:" in path.read_text(encoding="utf-8")) == (path.name == "comment.yml")


def test_the_two_halves_of_the_comment_agree() -> None:
    from tools import comment_on_pull_request as script

    check = yaml.safe_load((GITHUB / "workflows" / "check.yml").read_text(encoding="utf-8"))
    comment = yaml.safe_load((GITHUB / "workflows" / "comment.yml").read_text(encoding="utf-8"))
    assert comment[True]["workflow_run"]["workflows"] == [check["name"]]  # "on" is true in YAML 1.1
    steps = [step for job in check["jobs"].values() for step in job.get("steps", ())]
    kept = {step["with"]["name"]: step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")}
    assert kept[script.ARTIFACT] == script.FILE
    assert "site-preview" in kept
    assert "`site-preview`" in script.PREVIEW
    (written,) = (step["with"]["output"] for step in steps if step.get("with", {}).get("command") == "diff")
    assert written == script.FILE


def test_the_error_report_has_the_fields_the_site_fills_in() -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "report-an-error.yml").read_text(encoding="utf-8"))
    assert [field["id"] for field in form["body"] if "id" in field] == ["page", "problem", "evidence"]


def test_locks_name_no_registry_and_no_path() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"://|--(extra-)?index-url|--find-links|(^|\s)/", text, re.MULTILINE), lock.name
        assert re.findall(r"^\S+==\S+.*\\\n +--hash=sha256:", text, re.MULTILINE), lock.name


def test_the_locks_of_the_tools_name_no_registry_and_hold_every_hash() -> None:
    locks = sorted(ROOT.glob("tools/*/package-lock.json"))
    assert [lock.parent.name for lock in locks] == ["audit", "cms", "editors"]
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        assert not [name for name, package in packages.items() if "resolved" in package], lock
        assert not [name for name, package in packages.items() if name and "integrity" not in package], lock


def test_the_site_is_tested_with_what_it_is_built_with() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^(\S+==[^\\]+?) *\\$", text, re.MULTILINE))

    assert pins("site.txt")
    assert pins("site.txt") <= pins("dev.txt")
