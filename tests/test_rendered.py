"""Pages that are taken from disk are the ones that would be made; and they are taken where nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator import building, cache, ledger, render, rendered
from generator.compiler import compile_corpus
from generator.history import Change
from generator.settings import Settings

PAGE = "claims/pond-depth/index.md"
HISTORY = {"ducks": (Change("0" * 40, "2019-05-08", "A change"),)}


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / "seeds" / file).read_text(encoding="utf-8")
    assert old in text
    (root / "seeds" / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def generate(root: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Generate, compare with pages made from nothing, and return the facts whose pages were made again."""
    made: set[str] = set()
    make = render._made

    def counted(shared: render.Shared, name: str) -> list[tuple[str, bytes]]:
        made.add(name)
        return make(shared, name)

    compiled = compile_corpus(root)
    assert compiled.sound
    with monkeypatch.context() as patch:
        patch.setattr(render, "_made", counted)
        assert not building.generate(root, compiled, settings).problems
    for path, content in render.pages(compiled, settings).items():
        assert (root / "docs" / path).read_bytes() == content, path
    return made


QUOTING_KITE = {"bank-broke", "ducks", "heron-seen", "pond-depth", "refuge", "what-fell"}
CHANGES: dict[str, tuple[Callable[[Path], None], set[str] | None]] = {
    "nothing": (lambda _: None, set()),
    "a summary": (lambda root: edit(root, "claims/ducks.yml", "Seventeen by", "Seventeen, by"), {"ducks"}),
    "the title of an article": (lambda root: edit(root, "articles/kite.yml", "title: ", "title: The "), QUOTING_KITE),
    "a house rule": (lambda root: edit(root, "publication.yml", "name: ", "name: On "), None),
    "a page spoilt": (lambda root: edit(root, f"../docs/{PAGE}", "depth", "width"), {"pond-depth"}),
    "a page gone": (lambda root: (root / "docs" / PAGE).unlink(), {"pond-depth"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_made_again(change: str, toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = set(compile_corpus(toy).facts)
    assert generate(toy, Settings(), monkeypatch) == facts
    spoil, wanted = CHANGES[change]
    spoil(toy)
    assert generate(toy, Settings(), monkeypatch) == (facts if wanted is None else wanted)


def test_a_title_is_put_anew_where_it_is_pointed_to(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = set(compile_corpus(toy).facts)
    assert generate(toy, Settings(), monkeypatch) == facts
    edit(toy, "claims/refuge.yml", "title: ", "title: Now, ")
    again = generate(toy, Settings(), monkeypatch)
    assert "refuge" in again
    pointing = {name for name in facts if "claims/refuge/" in (toy / f"docs/claims/{name}/index.md").read_text()}
    assert pointing <= again


def test_another_address_makes_every_page_again(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = set(compile_corpus(toy).facts)
    assert generate(toy, Settings(), monkeypatch) == facts
    assert generate(toy, Settings("https://example.org/"), monkeypatch) == facts


def test_a_change_in_the_log_is_seen(toy: Path) -> None:
    compiled = compile_corpus(toy)
    kept = cache.at(toy, {}, building.PAGES)
    docs = toy / "docs"
    first = {file.path: file for file in render.each_file(compiled, Settings(), known=rendered.load({}, kept))}
    for path, file in first.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_bytes(file.content or b"")
    known = rendered.load(ledger.Ledger().look(docs).files, kept)
    again = render.each_file(compiled, Settings(), history=HISTORY, known=known)
    changed = {file.path for file in again if file.digest != first[file.path].digest}
    assert changed >= {"claims/ducks/index.md"}


BATCHES: dict[str, rendered.Batch] = {
    "speakers/cleo": ("as before", {"cleo.md": "1"}),
    "speakers/cleo#1": ("part of cleo", {"cleo.md": "1"}),
    "speakers/reed": ("as before", {"reed.md": "2"}),
    "speakers/reed#1": ("part of reed", {"reed.md": "2"}),
    "speakers/marsh": ("as before", {"marsh.md": "3"}),
}


@pytest.mark.parametrize("marsh", ["3", "spoilt"])
def test_of_batches_that_stay_the_parts_stay_known_and_of_others_they_do_not(marsh: str) -> None:
    found = rendered.Rendered({"cleo.md": "1", "reed.md": "2", "marsh.md": marsh}, known=BATCHES)
    told = {"cleo": "as before", "reed": "otherwise", "marsh": "as before"}
    there, todo = found.sifted("speakers", told, lambda: "all of it", told.__getitem__)
    kept = ["cleo", "cleo#1"] if marsh == "spoilt" else ["cleo", "cleo#1", "marsh"]
    assert (
        there
        == [rendered.File(f"{name}.md", None, digest) for name, digest in (("cleo", "1"), ("marsh", "3"))][
            : len(kept) - 1
        ]
    )
    assert todo == {"reed": "otherwise"} | ({"marsh": "as before"} if marsh == "spoilt" else {})
    assert found.made == {"speakers together": ("all of it", {})} | {
        f"speakers/{name}": BATCHES[f"speakers/{name}"] for name in kept
    }
