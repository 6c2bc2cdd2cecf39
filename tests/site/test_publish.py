"""Files on disk: what changed is written, what is gone is removed, what was not generated is left alone."""

from __future__ import annotations

from pathlib import Path

from generator import publish
from generator.ledger import Ledger
from generator.publish import Difference

MARKER = "Generated."
OWNED = ("claims",)


def wanted(**pages: str) -> dict[str, bytes]:
    return {f"claims/{name}.md": f"{MARKER}\n{text}".encode() for name, text in pages.items()}


def bring(folder: Path, pages: dict[str, bytes], *, write: bool = True) -> Difference:
    """The same, whether somebody has just looked what the folder holds or not."""
    there = Ledger().look(folder)
    found = publish.bring(folder, pages.items(), OWNED, MARKER, write=False)
    assert publish.bring(folder, pages.items(), OWNED, MARKER, write=write, there=there) == found
    return found


def test_writes_only_what_changed(tmp_path: Path) -> None:
    assert bring(tmp_path, wanted(a="1", b="2")).write == ("claims/a.md", "claims/b.md")
    before = (tmp_path / "claims/a.md").stat().st_mtime_ns
    assert bring(tmp_path, wanted(a="1", b="3")).write == ("claims/b.md",)
    assert (tmp_path / "claims/a.md").stat().st_mtime_ns == before
    assert bring(tmp_path, wanted(a="1", b="3")) == Difference((), (), (), frozenset({"claims/a.md", "claims/b.md"}))


def test_removes_what_nothing_asks_for_with_its_empty_folders(tmp_path: Path) -> None:
    bring(tmp_path, {**wanted(a="1"), "claims/deep/er/b.md": b"Generated. b"})
    assert bring(tmp_path, wanted(a="1")).remove == ("claims/deep/er/b.md",)
    assert sorted(path.name for path in (tmp_path / "claims").iterdir()) == ["a.md"]


def test_leaves_alone_what_was_written_by_hand(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims/mine.md").write_text("My own words.")
    (tmp_path / "claims/a.md").write_text("My own words, where a page should go.")
    found = bring(tmp_path, wanted(a="1"))
    assert found == Difference((), (), ("claims/a.md", "claims/mine.md"), frozenset({"claims/a.md"}))
    problems = list(publish.problems(found, "docs", stale=False))
    assert [(problem.rule.id, problem.place.file) for problem in problems] == [
        ("output-foreign", "docs/claims/a.md"),
        ("output-foreign", "docs/claims/mine.md"),
    ]


def test_never_follows_a_link_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(f"{MARKER} precious")
    folder = tmp_path / "docs"
    (folder / "claims").mkdir(parents=True)
    (folder / "claims/a.md").symlink_to(outside)
    (folder / "claims/gone.md").symlink_to(outside)
    found = bring(folder, wanted(a="1"))
    assert found == Difference((), (), ("claims/a.md", "claims/gone.md"), frozenset({"claims/a.md"}))
    assert outside.read_text() == f"{MARKER} precious"


def test_a_stale_folder_is_a_problem_only_when_asked(tmp_path: Path) -> None:
    bring(tmp_path, wanted(a="1", old="2"))
    found = bring(tmp_path, wanted(a="changed"), write=False)
    assert (tmp_path / "claims/old.md").exists()
    assert list(publish.problems(found, "docs", stale=False)) == []
    assert [(p.rule.id, p.place.file) for p in publish.problems(found, "docs", stale=True)] == [
        ("output-stale", "docs/claims/a.md"),
        ("output-stale", "docs/claims/old.md"),
    ]


def test_nothing_is_moved_into_place_while_something_stands_in_the_way(tmp_path: Path) -> None:
    bring(tmp_path, wanted(a="1", old="2"))
    (tmp_path / "claims/mine.md").write_text("My own words.")
    before = {path.name: path.read_bytes() for path in (tmp_path / "claims").iterdir()}
    assert bring(tmp_path, wanted(a="changed", b="new")).foreign == ("claims/mine.md",)
    assert {path.name: path.read_bytes() for path in (tmp_path / "claims").iterdir()} == before


def test_what_a_killed_run_left_behind_goes(tmp_path: Path) -> None:
    bring(tmp_path, wanted(a="1"))
    (tmp_path / "claims/.a.md.4711.new").write_text(f"{MARKER}\nhalf a pa")
    bring(tmp_path, wanted(a="1"))
    assert [path.name for path in (tmp_path / "claims").iterdir()] == ["a.md"]


def test_a_linked_folder_is_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "claims").symlink_to(outside, target_is_directory=True)
    assert bring(folder, wanted(a="1")).foreign == ("claims/a.md",)
    assert list(outside.iterdir()) == []
