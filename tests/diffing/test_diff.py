"""What a reviewer is told of a change, from real repositories; the comments are kept in `golden/`."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from generator.commands import reviewing
from generator.compiler import compile_corpus
from generator.diffing import assembling, interchange, markdown
from generator.diffing.records import Diff, Happened
from generator.diffing.revisions import NoRevision, common, copy_out, resolve

from .conftest import Repository, disputed, git

GOLDEN = Path(__file__).parent / "golden"
NEW = """\
title: Where was the pond?
claim: The pond was in Little Wending.
claimed_by: council
topics: water
measure: {kind: place}
accounts:
  - id: council
    article: heron
    speaker: parish-council
    said: 2019-05-02
    as_of: 2019-05-01
    quote: The bank of the village pond in Little Wending broke on Wednesday, the parish council said on Thursday.
    value: {place: little-wending}
verdict:
  rating: single-source
  confidence: high
  summary: In Little Wending.
  reviewed: 2019-05-09
"""


def correction(text: str) -> str:
    return f"corrections:\n  - {{date: 2019-05-09, grade: substantial, text: {json.dumps(text)}}}"


def corrected(text: str) -> tuple[str, str]:
    return "  reviewed: 2019-05-07", f"  reviewed: 2019-05-09\n{correction(text)}"


def a_value(repository: Repository) -> None:
    """A quote is cut short, and fewer figures are read from it."""
    repository.edit(
        "claims/ducks.yml",
        ("quote: Six mallards and eleven tufted ducks.", "quote: Six mallards"),
        ("      parts: {mallard: 6, tufted: 11}", "      parts: {mallard: 6}"),
        ("sums:\n  - {parts: [reed-parts], total: reed-total}\n", ""),
        ("claim: Seventeen", f"{correction('Eleven tufted ducks were counted in by mistake.')}\nclaim: Seventeen"),
        ("reviewed: 2019-05-07", "reviewed: 2019-05-09"),
    )


def a_verdict(repository: Repository) -> None:
    repository.edit(
        "claims/refuge.yml",
        ("rating: reconcilable", "rating: leaning"),
        ("  summary: To the mill race", "  reason: He saw them there.\n  rests_on: reed\n  summary: To the mill race"),
        corrected("The verdict was *reconcilable*."),
    )


def withdrawn_and_added(repository: Repository) -> None:
    repository.edit(
        "claims/bank-mended.yml",
        ("rating: single-source", "rating: withdrawn"),
        ("  summary: Volunteers", "  reason: It was another bank.\n  summary: Volunteers"),
        corrected("The page is withdrawn."),
    )
    repository.write("claims/where.yml", NEW)
    repository.edit("addresses.yml", ("  - claims/what-fell\n", "  - claims/what-fell\n  - claims/where\n"))


def renamed_removed_merged(repository: Repository) -> None:
    git(repository.root, "mv", "seeds/claims/what-fell.yml", "seeds/claims/fallen.yml")
    for name in ("refuge", "bank-mended"):
        git(repository.root, "rm", "--quiet", f"seeds/claims/{name}.yml")
    repository.edit(
        "addresses.yml",
        ("  - claims/what-fell\n", "  - claims/what-fell\n  - claims/fallen\n"),
        ("redirects:\n", "redirects:\n  claims/what-fell: claims/fallen\n  claims/refuge: claims/ducks\n"),
    )


def an_article_replaced(repository: Repository) -> None:
    path = repository.root / "seeds/articles/gazette.txt"
    path.write_bytes(path.read_bytes().replace(b"Seventeen ducks cross a street", b"Seventeen ducks cross a road"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    meta = repository.root / "seeds/articles/gazette.yml"
    meta.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}\nauthors: Ada Quill", meta.read_text()))


def wording_and_registries(repository: Repository) -> None:
    repository.edit("claims/heron-seen.yml", ("summary: Yes. The council", "summary: Yes, the council"))
    repository.edit(
        "speakers.yml",
        ("role: the council’s pond keeper", "role: keeper of the pond"),
        ("name: the parish council\n  short: Council", "name: the parish council\n  short: Parish"),
    )
    repository.edit("publication.yml", ("about_percent: 10", "about_percent: 20"))


def other_ids(repository: Repository) -> None:
    """Nothing that is said changes, whatever bears another id."""
    for old, new in (("speakers/dov-levi", "dov"), ("articles/kite", "kite-2019"), ("claims/refuge", "where-to")):
        done = repository.disputed("rename", old, f"{old.split('/')[0]}/{new}")
        assert done.returncode == 0, done.stderr
    path = repository.root / "seeds/claims/ducks.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("reed-parts", "keeper"), encoding="utf-8")


HOSTILE = "@ann <img src=x> ![x](http://evil.example/x.png) #12 | `a` </details> **b**?"


def hostile(repository: Repository) -> None:
    quoted = json.dumps(HOSTILE)
    repository.edit("claims/heron-seen.yml", ("title: Has the heron been seen again?", f"title: {quoted}"))
    repository.edit("claims/what-fell.yml", ("summary: This page is superseded.", f"summary: {quoted}"))
    repository.edit("claims/refuge.yml", corrected(HOSTILE), ("ducks go?", "ducks <b>go</b>?"))


CHANGES: dict[str, Callable[[Repository], None]] = {
    "value": a_value,
    "verdict": a_verdict,
    "withdrawn-and-added": withdrawn_and_added,
    "renamed-removed-merged": renamed_removed_merged,
    "article-replaced": an_article_replaced,
    "wording-and-registries": wording_and_registries,
    "other-ids": other_ids,
    "hostile": hostile,
}


def told(repository: Repository, head: str | None = None) -> Diff:
    before, base = reviewing.at_base(repository.root, "main", head)
    after, end = (compile_corpus(repository.root), None) if head is None else reviewing.at(repository.root, head)
    return assembling.difference(before, base, after, end)[0]


@pytest.mark.parametrize("name", CHANGES)
def test_the_comment_is_what_it_was(name: str, repository: Repository, request: pytest.FixtureRequest) -> None:
    CHANGES[name](repository)
    repository.commit()
    done = repository.disputed("diff", "main", "change")
    assert "Traceback" not in done.stderr
    comment = re.sub(r"<code>[0-9a-f]{12}</code>", "<code>COMMIT</code>", done.stdout)
    path = GOLDEN / f"{name}.md"
    if request.config.getoption("--accept"):
        path.write_bytes(comment.encode())
    assert comment == path.read_text(encoding="utf-8")


def test_nothing_to_tell(repository: Repository) -> None:
    done = repository.disputed("diff", "main")
    assert done.returncode == 0
    assert done.stdout.endswith("with the files as they are. No published page changes.\n")


def test_json_is_read_back_as_it_was_written(repository: Repository) -> None:
    a_value(repository)
    withdrawn_and_added(repository)
    diff = told(repository)
    assert interchange.from_json(interchange.as_json(diff).encode()) == diff
    assert [change.happened for change in diff.facts] == [Happened.WITHDRAWN, Happened.CHANGED, Happened.ADDED]
    assert not diff.problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"schema_version": 1', '"schema_version": 2'),
        ('"schema_version": 1', '"schema_version": true'),
        ('"happened": "added"', '"happened": "admired"'),
        ('"pages": [', '"more": 1, "pages": ['),
        ('"pages": [', '"pages": [7, '),
        ('"there": true', '"there": "yes"'),
        ('"there": true', '"there": 1'),
        ('"pages": [', '"sides": ['),
        ("{", "[" * 100_000),
        ("{", "{{"),
    ],
)
def test_what_is_no_difference_is_refused(old: str, new: str, repository: Repository) -> None:
    withdrawn_and_added(repository)
    text = interchange.as_json(told(repository))
    assert old in text
    with pytest.raises(interchange.NotADiff):
        interchange.from_json(text.replace(old, new, 1).encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\xff", b"", b"null", b"[]", b"1"):
        with pytest.raises(interchange.NotADiff):
            interchange.from_json(data)


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_comment_keeps_to_the_limit_and_says_what_is_missing(repository: Repository) -> None:
    for change in (a_value, a_verdict, withdrawn_and_added):
        change(repository)
    diff = told(repository)
    whole = markdown.as_markdown(diff)
    assert "not fit here" not in whole
    for limit in range(1_000, len(whole) + 900, 97):
        comment = markdown.as_markdown(diff, limit, "Look there.")
        assert len(comment) <= limit
        if len(whole) > limit:
            assert "fit here in full; the gravest came first.** Look there." in comment
        kinds = [token.type for token in MarkdownIt("commonmark").enable("table").parse(comment)]
        assert kinds.count("table_open") == kinds.count("table_close")
        assert comment.count("<details>") == comment.count("</details>")


def test_a_thousand_facts_fit(repository: Repository) -> None:
    addresses = repository.root / "seeds/addresses.yml"
    names = [f"where-{number}" for number in range(300)]
    for number, name in enumerate(names):
        repository.write(f"claims/{name}.yml", NEW.replace("Where was the pond", f"Where was the pond {number}"))
    lines = "".join(f"  - claims/{name}\n" for name in names)
    addresses.write_text(addresses.read_text().replace("redirects:\n", f"{lines}redirects:\n"))
    done = repository.disputed("diff", "main")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) <= markdown.LIMIT
    assert "300 facts new" in done.stdout
    assert "… and 200 more." in done.stdout
    assert re.search(r"\d+ parts of this do not fit here in full", done.stdout)
    longer = repository.disputed("diff", "main", "--limit", "900000").stdout
    assert len(longer) > markdown.LIMIT
    assert longer.count("In Little Wending.") == 300


# --- revisions --------------------------------------------------------------------------------------------------------


def test_what_the_main_branch_did_since_is_not_blamed_on_the_change(repository: Repository) -> None:
    a_verdict(repository)
    repository.commit()
    git(repository.root, "switch", "--quiet", "main")
    repository.edit("claims/heron-seen.yml", ("summary: Yes. The", "summary: Yes, the"))
    repository.commit()
    git(repository.root, "switch", "--quiet", "change")
    assert [change.id for change in told(repository).facts] == ["refuge"]
    assert [change.id for change in told(repository, "change").facts] == ["refuge"]


def test_a_base_without_a_publication(repository: Repository) -> None:
    git(repository.root, "switch", "--quiet", "--orphan", "empty")
    (repository.root / "README").write_text("Nothing yet.\n")
    first = repository.commit("Before everything")
    git(repository.root, "checkout", "--quiet", "change", "--", "seeds")
    diff = interchange.from_json(repository.disputed("diff", first, "--format", "json").stdout.encode())
    assert not diff.base.there
    assert {change.happened for change in diff.facts} == {Happened.ADDED}
    assert len(diff.facts) == 7
    done = repository.disputed("diff", first)
    assert done.returncode == 0
    assert "Nothing was published before." in done.stdout
    assert repository.disputed("check", "--no-coverage", "--base", first).returncode == 0


def test_a_head_without_a_publication(repository: Repository) -> None:
    git(repository.root, "rm", "--quiet", "-r", "seeds")
    git(repository.root, "commit", "--quiet", "--message", "All gone")
    git(repository.root, "checkout", "--quiet", "--detach", "main")
    done = repository.disputed("diff", "main", "change")
    assert "**Nothing would be published any more.**" in done.stdout
    assert "7 facts removed" in done.stdout


def test_a_base_that_does_not_compile_is_compared_as_far_as_it_goes(repository: Repository) -> None:
    git(repository.root, "switch", "--quiet", "main")
    repository.edit("claims/refuge.yml", ("never left", "often left"))
    repository.write("claims/bank-broke.yml", "title: [\n")
    repository.commit("Broken")
    git(repository.root, "switch", "--quiet", "--create", "mended")
    repository.edit("claims/refuge.yml", ("often left", "never left"), ("as_of: 2019-05-02", "as_of: 2019-05-01"))
    git(repository.root, "checkout", "--quiet", "change", "--", "seeds/claims/bank-broke.yml")
    done = repository.disputed("diff", "main")
    assert "Traceback" not in done.stderr
    assert "### Problems of what was there before" in done.stdout
    diff = told(repository)
    assert [(change.id, change.happened) for change in diff.facts] == [
        ("bank-broke", Happened.UNREADABLE),
        ("refuge", Happened.CHANGED),
    ]
    assert [field.name for change in diff.facts[1].accounts for field in change.fields if field.name != "value"] == [
        "as_of",
        "quote",
    ]


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_side_that_cannot_be_read_at_all(side: str, repository: Repository) -> None:
    if side == "base":
        git(repository.root, "switch", "--quiet", "main")
    repository.write("publication.yml", "name: [\n")
    repository.commit()
    if side == "base":
        git(repository.root, "switch", "--quiet", "--create", "mended")
        git(repository.root, "checkout", "--quiet", "change", "--", "seeds/publication.yml")
    done = repository.disputed("diff", "main")
    assert "Traceback" not in done.stderr
    assert "nothing can be compared" in done.stdout
    assert "fact" not in done.stdout.split("###")[0]


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "", "main:seeds", "HEAD~99"])
def test_an_unknown_revision_is_misuse(name: str, repository: Repository) -> None:
    for arguments in (["diff", "--", name], ["diff", "--", "main", name], ["check", f"--base={name}"]):
        done = repository.disputed(*arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "There is no revision" in done.stderr
        assert "Traceback" not in done.stderr


def test_no_repository_is_misuse(tmp_path: Path, toy: Path) -> None:
    done = disputed(toy, "diff", "main", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 2
    assert "is not in a git repository" in done.stderr


def test_no_git_is_misuse(repository: Repository) -> None:
    done = repository.disputed("diff", "main", PATH="")
    assert done.returncode == 2
    assert "git is needed" in done.stderr


def test_a_clone_that_holds_only_a_part_says_so(repository: Repository, tmp_path: Path) -> None:
    a_verdict(repository)
    repository.commit()
    git(repository.root, "switch", "--quiet", "main")
    repository.commit("On")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", repository.root.as_uri(), "part")
    part = Repository(tmp_path / "part")
    done = part.disputed("diff", "origin/change")
    assert done.returncode == 2
    assert "git fetch --unshallow" in done.stderr
    done = part.disputed("diff", "HEAD~1")
    assert done.returncode == 2
    assert "git fetch --unshallow" in done.stderr
    git(part.root, "fetch", "--quiet", "--unshallow")
    assert part.disputed("diff", "main", "origin/change").returncode == 0


def test_a_merge_commit_with_its_two_parents_is_enough(repository: Repository, tmp_path: Path) -> None:
    """What GitHub checks out for a pull request: the merge, fetched with a depth of two."""
    a_verdict(repository)
    repository.commit()
    git(repository.root, "switch", "--quiet", "main")
    repository.commit("Something else")
    git(repository.root, "merge", "--quiet", "--no-ff", "--message", "Merge", "change")
    git(tmp_path, "clone", "--quiet", "--depth=2", repository.root.as_uri(), "part")
    done = Repository(tmp_path / "part").disputed("diff", "HEAD^1", "--format", "json")
    assert [change.id for change in interchange.from_json(done.stdout.encode()).facts] == ["refuge"]


def test_a_project_below_the_top_of_its_repository(tmp_path: Path, toy: Path) -> None:
    top = tmp_path / "top"
    shutil.copytree(toy, top / "sub" / "pond")
    git(top, "init", "--quiet", "--initial-branch=main")
    (top / "seeds").mkdir()
    (top / "seeds" / "publication.yml").write_text("not this one\n")
    Repository(top / "sub" / "pond").commit()
    git(top, "add", "seeds")
    git(top, "commit", "--quiet", "--message", "Another")
    repository = Repository(top / "sub" / "pond")
    a_verdict(repository)
    assert [change.id for change in told(repository).facts] == ["refuge"]


def test_neither_the_work_tree_nor_anything_else_is_touched(repository: Repository, tmp_path: Path) -> None:
    a_verdict(repository)
    (repository.root / "untracked").write_text("mine\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def everything() -> dict[str, tuple[bytes, int]]:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(repository.root.rglob("*"))
            if path.is_file()
        }

    git(repository.root, "status")
    before = everything()
    assert repository.disputed("diff", "main", TMPDIR=str(scratch)).returncode == 0
    assert repository.disputed("check", "--base", "main", TMPDIR=str(scratch)).returncode == 0
    assert everything() == before
    assert list(scratch.iterdir()) == []


def test_files_come_out_as_they_are_stored(repository: Repository, tmp_path: Path) -> None:
    """Neither attributes nor links of a revision decide what is compared, or where anything is written."""
    (repository.root / ".gitattributes").write_text("* export-ignore export-subst text eol=crlf\n")
    (repository.root / "seeds" / "claims" / "x.yml").write_text("$Format:%H$\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository.root / "seeds" / "away").symlink_to(outside)
    (repository.root / "seeds" / "claims" / "link.yml").symlink_to("/etc/passwd")
    repository.commit()
    folder = tmp_path / "copied"
    folder.mkdir()
    assert copy_out(repository.root, resolve(repository.root, "HEAD"), folder)
    assert (folder / "seeds/claims/x.yml").read_text() == "$Format:%H$\n"
    assert (folder / "seeds/articles/gazette.txt").read_bytes() == (
        repository.root / "seeds/articles/gazette.txt"
    ).read_bytes()
    assert (folder / "seeds/away").is_symlink()
    assert list(outside.iterdir()) == []
    done = repository.disputed("diff", "main", "change")
    assert "file-outside" in done.stdout


def tree(root: Path, *entries: tuple[str, str, str]) -> str:
    """A tree that no ordinary git command would write, of (mode, name, object)."""
    data = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(blob) for mode, name, blob in entries)
    done = subprocess.run(
        ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"],
        cwd=root,
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def test_a_forged_tree_writes_nothing_elsewhere(repository: Repository, tmp_path: Path) -> None:
    root = repository.root
    (root / "evil").write_text("evil\n")
    (root / "to").write_text(str(tmp_path / "outside"))
    blob, link = git(root, "hash-object", "-w", "evil"), git(root, "hash-object", "-w", "to")
    (tmp_path / "outside").mkdir()
    inner = tree(root, ("100644", "evil.yml", blob))
    up = tree(root, ("40000", "..", tree(root, ("40000", "..", inner))))
    seeds = tree(root, ("40000", "..", up), ("120000", "claims", link), ("40000", "claims", inner))
    commit = git(root, "commit-tree", tree(root, ("40000", "seeds", seeds)), "-m", "forged")
    folder = tmp_path / "deep" / "copied"
    folder.mkdir(parents=True)
    copy_out(root, resolve(root, commit), folder)
    assert list((tmp_path / "outside").iterdir()) == []
    written = [path.relative_to(tmp_path) for path in (tmp_path / "deep").rglob("evil.yml")]
    assert written == [Path("deep/copied/seeds/claims/evil.yml")]
    assert not list(tmp_path.glob("evil*"))


def test_a_file_that_is_not_there_is_named(repository: Repository, tmp_path: Path) -> None:
    blob = git(repository.root, "rev-parse", "main:seeds/claims/refuge.yml")
    (repository.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    folder = tmp_path / "copied"
    folder.mkdir()
    with pytest.raises(NoRevision, match=r"seeds/claims/refuge\.yml"):
        copy_out(repository.root, resolve(repository.root, "main"), folder)


def test_unrelated_histories(repository: Repository) -> None:
    git(repository.root, "switch", "--quiet", "--orphan", "other")
    commit = repository.commit("Unrelated")
    with pytest.raises(NoRevision, match="unrelated"):
        common(repository.root, resolve(repository.root, commit), resolve(repository.root, "main"))


# --- check --base -----------------------------------------------------------------------------------------------------


def test_check_since_a_revision(repository: Repository) -> None:
    repository.edit("claims/refuge.yml", ("confidence: high", "confidence: low"))
    assert repository.disputed("check", "--no-coverage").returncode == 0
    done = repository.disputed("check", "--no-coverage", "--base", "main")
    assert done.returncode == 1
    assert done.stdout.startswith("seeds/claims/refuge.yml:23:15: error[verdict-changed-silently]: ")
    assert repository.disputed("check", "--base", "main", "seeds/claims/ducks.yml").returncode == 0
    github = repository.disputed("check", "--format", "github", "--base", "main").stdout
    assert "::error file=seeds/claims/refuge.yml,title=verdict-changed-silently,line=23,col=15::" in github


def test_what_is_new_needs_no_correction(repository: Repository) -> None:
    withdrawn_and_added(repository)
    repository.commit()
    repository.edit("claims/where.yml", ("confidence: high", "confidence: low"))  # not published before the branch
    assert repository.disputed("check", "--base", "main").returncode == 0


def test_a_house_rule_that_reads_values_anew_is_told_and_needs_no_correction(repository: Repository) -> None:
    repository.edit(
        "publication.yml",
        ("{words: a couple of metres, from: 2, to: 3}", "{words: a couple of metres, from: 2, to: 4}"),
    )
    diff = told(repository)
    assert [(change.id, [each.fields[0].name for each in change.accounts]) for change in diff.facts] == [
        ("pond-depth", ["value"])
    ]
    assert not diff.problems


def test_another_id_is_no_change_to_be_corrected(repository: Repository) -> None:
    other_ids(repository)
    assert repository.disputed("check", "--base", "main").returncode == 0


def test_what_goes_back_and_says_so_is_in_order(repository: Repository) -> None:
    done = repository.disputed("retract", "ducks", "--reason", "It was another pond.", "--date", "2019-06-01")
    assert done.returncode == 0, done.stderr
    assert repository.disputed("check", "--base", "main").returncode == 0
    assert [(change.id, change.happened) for change in told(repository).facts] == [("ducks", Happened.WITHDRAWN)]


def test_a_fact_that_is_renamed_keeps_its_duties(repository: Repository) -> None:
    renamed_removed_merged(repository)
    repository.edit("claims/fallen.yml", ("confidence: low", "confidence: high"))
    assert [(each.rule, each.file) for each in told(repository).problems] == [
        ("verdict-changed-silently", "seeds/claims/fallen.yml")
    ]
