"""What may be saved, what is refused, and what then stands on disk."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from generator import layout
from generator.admin import saving
from generator.admin.saving import Refused, Saved
from generator.compiler import compile_corpus

DUCKS = "seeds/claims/ducks.yml"
SPEAKERS = "seeds/speakers.yml"


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def changed(root: Path, file: str, old: str, new: str) -> tuple[str, str]:
    base = (root / file).read_text(encoding="utf-8")
    assert base.count(old) == 1
    return base, base.replace(old, new)


def refused(root: Path, file: str, text: str, base: str | None) -> Refused:
    before = contents(root)
    outcome = saving.save(root, file, text, base)
    assert isinstance(outcome, Refused)
    assert contents(root) == before
    return outcome


def test_a_sound_change_is_written_as_it_is(toy: Path) -> None:
    base, text = changed(toy, DUCKS, "Seventeen by the pond keeper", "17 by the pond keeper")
    before = contents(toy)
    assert saving.save(toy, DUCKS, text, base) == Saved(text, ())
    assert contents(toy) == {**before, DUCKS: text.encode()}


def test_a_wrong_quote_is_refused_with_the_place_and_the_nearest_words(toy: Path) -> None:
    base, text = changed(toy, DUCKS, "Six mallards and eleven", "Six mallards and seven")
    outcome = refused(toy, DUCKS, text, base)
    assert {problem.rule.id for problem in outcome.problems} >= {"quote-not-found"}


def test_what_does_not_have_the_form_is_refused(toy: Path) -> None:
    base = (toy / DUCKS).read_text(encoding="utf-8")
    for text in (
        "title: [",
        "",
        "just words",
        f"{base}surprise: yes\n",
        base.replace("title:", "titel:"),
        "\0",
        "\ud800",
    ):
        assert refused(toy, DUCKS, text, base).problems or text == ""


def test_a_file_that_changed_meanwhile_is_not_written_over(toy: Path) -> None:
    base, text = changed(toy, DUCKS, "Seventeen by", "17 by")
    (toy / DUCKS).write_text(f"{base}# somebody else\n", encoding="utf-8")
    assert "changed in the meantime" in refused(toy, DUCKS, text, base).message


def test_an_account_keeps_its_id(toy: Path) -> None:
    base = (toy / DUCKS).read_text(encoding="utf-8")
    assert "Ids are addresses" in refused(toy, DUCKS, base.replace("levi", "somebody"), base).message


def test_a_new_fact_is_recorded_and_takes_nobodys_place(toy: Path) -> None:
    text = (toy / DUCKS).read_text(encoding="utf-8").replace("How many ducks", "How many animals")
    assert isinstance(saving.save(toy, "seeds/claims/animals.yml", text, None), Saved)
    assert (toy / "seeds/claims/animals.yml").read_text(encoding="utf-8") == layout.formatted(DUCKS, text)[0]
    assert compile_corpus(toy).problems == ()
    assert "animals.yml is there already" in refused(toy, "seeds/claims/animals.yml", text, None).message


def test_a_new_article_is_not_made_here(toy: Path) -> None:
    text = (toy / "seeds/articles/kite.yml").read_text(encoding="utf-8")
    assert "stored first" in refused(toy, "seeds/articles/another.yml", text, None).message


def test_a_speaker_may_be_written_before_the_account_that_names_it(toy: Path) -> None:
    base = (toy / SPEAKERS).read_text(encoding="utf-8")
    text = f"{base.rstrip()}\nnewcomer:\n  name: A newcomer\n  kind: person\n"
    outcome = saving.save(toy, SPEAKERS, text, base)
    assert isinstance(outcome, Saved)
    assert [problem.rule.id for problem in outcome.problems] == ["unused-entry"]


def test_an_entry_that_others_name_is_not_removed(toy: Path) -> None:
    base = (toy / SPEAKERS).read_text(encoding="utf-8")
    name = next(iter(compile_corpus(toy).corpus.speakers))  # type: ignore[union-attr]
    outcome = refused(toy, SPEAKERS, base.replace(f"{name}:", "another-name:"), base)
    assert "unknown-reference" in {problem.rule.id for problem in outcome.problems}


def test_what_was_wrong_before_keeps_nobody_from_saving(toy: Path) -> None:
    other = toy / "seeds/claims/refuge.yml"
    other.write_text(other.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    base, text = changed(toy, DUCKS, "Seventeen by", "17 by")
    assert isinstance(saving.save(toy, DUCKS, text, base), Saved)


@pytest.mark.parametrize(
    "file",
    [
        "seeds/articles/kite.txt",
        "seeds/addresses.yml",
        "seeds/claims/../speakers.yml",
        "seeds/claims/../../mkdocs.yml",
        "/etc/passwd",
        "seeds/claims/Ducks.yml",
        "seeds/claims/ducks.yml\n",
        "seeds\\claims\\ducks.yml",
        "seeds/claims/sub/ducks.yml",
        "seeds/claims/.yml",
        f"seeds/claims/{'a' * 81}.yml",
        "",
    ],
)
def test_nothing_else_is_written(toy: Path, file: str) -> None:
    assert "are edited here" in refused(toy, file, "title: x\n", None).message


def test_a_link_is_not_followed(toy: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("keep\n", encoding="utf-8")
    (toy / DUCKS).unlink()
    (toy / DUCKS).symlink_to(outside)
    refused(toy, DUCKS, "title: x\n", "keep\n")
    assert outside.read_text(encoding="utf-8") == "keep\n"


def test_a_disk_that_fails_leaves_the_old_file(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, text = changed(toy, DUCKS, "Seventeen by", "17 by")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", full)
    assert "cannot be written" in refused(toy, DUCKS, text, base).message


def test_a_file_in_the_one_layout_keeps_it_and_another_keeps_its_own(toy: Path) -> None:
    base = (toy / DUCKS).read_text(encoding="utf-8")
    laid_out, _ = layout.formatted(DUCKS, base)
    assert laid_out is not None
    assert laid_out != base
    words = "Seventeen by the pond keeper’s count; " + "he counts them every morning, " * 4 + "and a witness saw nine."
    for stored in (base, laid_out):
        (toy / DUCKS).write_text(stored, encoding="utf-8")
        text = re.sub(r"(?m)^  summary: .*$", f"  summary: {words}", stored)
        outcome = saving.save(toy, DUCKS, text, stored)
        assert isinstance(outcome, Saved)
        assert outcome.text == (text if stored == base else layout.formatted(DUCKS, text)[0])
        assert (toy / DUCKS).read_text(encoding="utf-8") == outcome.text
    assert "summary: >-" in (toy / DUCKS).read_text(encoding="utf-8")
