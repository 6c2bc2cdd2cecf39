"""The forms of the browser editor against the model they are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator import forms, model
from generator.admin import pages
from generator.admin.fields import fields
from generator.compiler import Compiled
from generator.model import ID_PATTERN, Authored
from generator.settings import Settings

RECORDS: Mapping[str, type[Authored]] = {
    "claim": model.Claim,
    "article": model.ArticleMeta,
    "speakers": model.Speaker,
    "places": model.Location,
    "publication": model.Publication,
}
OWN = {"id", "claimed_by", "rests_on", "open_answers", "answer", "parts", "total", "accounts"}
"""Keys that hold ids of the same file."""


def flat(form: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in form:
        yield field
        yield from flat(field.get("fields", []))


def names(shape: Any) -> Iterator[str]:
    for key in forms.keys_of(shape):
        yield key.typed
        yield from names(key.shape)
        yield from names(forms.inside(key.shape, 0))
        yield from names(forms.inside(key.shape, "some-id"))


@pytest.mark.parametrize("kind", RECORDS)
def test_every_key_of_the_model_has_a_field_with_its_description(kind: str) -> None:
    form = list(flat(fields(kind)))
    assert set(names(RECORDS[kind])) <= {field["name"] for field in form}
    hints = {field["name"]: field.get("hint") for field in fields(kind)}
    for key in forms.keys(RECORDS[kind]):
        if kind not in {"speakers", "places"}:
            assert hints[key.typed] == key.description


@pytest.mark.parametrize("kind", RECORDS)
def test_what_is_required_in_the_model_is_required_in_the_form(kind: str) -> None:
    (form,) = [fields(kind)] if kind not in {"speakers", "places"} else [fields(kind)[0]["fields"]]
    required = {field["name"] for field in form if field["required"]} - {"id"}
    assert required == {key.typed for key in forms.keys(RECORDS[kind]) if key.required}


@pytest.mark.parametrize("kind", RECORDS)
def test_ids_of_other_files_are_chosen_and_not_typed(kind: str) -> None:
    for field in flat(fields(kind)):
        typed = field.get("pattern") or field.get("field", {}).get("pattern")
        if typed and typed[0] == ID_PATTERN:
            assert field["name"] in OWN, f"{field['name']} holds ids; is it a reference?"


@pytest.mark.parametrize("kind", RECORDS)
def test_no_value_is_read_as_anything_but_text(kind: str) -> None:
    """Widgets for numbers, dates, truth values and Markdown would write something else than was typed."""
    used = {field["widget"] for field in flat(fields(kind))}
    used |= {field["field"]["widget"] for field in flat(fields(kind)) if "field" in field}
    assert used <= {"string", "text", "select", "relation", "list", "object", "identifier", "fixed"}


def test_fields_have_unique_names_everywhere() -> None:
    def check(form: list[dict[str, Any]]) -> None:
        given = [field["name"] for field in form]
        assert len(given) == len(set(given))
        for field in form:
            check(field.get("fields", []))

    for kind in RECORDS:
        check(fields(kind))


def test_the_configuration_names_every_address_that_is_taken(compiled_toy: Compiled) -> None:
    assert compiled_toy.corpus is not None
    made = pages.configuration(compiled_toy.corpus, pages.LOCAL, Settings())
    former = {each.removeprefix("claims/") for each in compiled_toy.corpus.addresses.redirects}
    assert {*compiled_toy.corpus.claims, *former} <= set(made["taken"])


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("https://github.com/somebody/something", "somebody/something"),
        ("https://github.com/somebody/something.git", "somebody/something"),
        ("https://code.example/somebody/something", None),
        ("https://github.com/somebody", None),
        (None, None),
    ],
)
def test_only_a_repository_on_github_has_an_editor_on_the_site(repository: str | None, name: str | None) -> None:
    backend = pages.github(Settings(repository=repository))
    assert (backend["repo"] if backend else None) == name


def test_a_site_without_the_bundle_has_no_editor(
    compiled_toy: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PROGRAM", tmp_path)
    assert compiled_toy.corpus is not None
    settings = Settings(repository="https://github.com/somebody/something")
    assert not list(pages.built(tmp_path, compiled_toy.corpus, settings))
    assert not list(tmp_path.iterdir())
