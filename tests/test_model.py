"""The model documents itself, and its JSON Schema says what the compiler says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from ruamel.yaml import YAML

from generator import forms, model, schema, yamlfile
from generator.authored import build, build_each
from generator.fitting import read
from generator.model import Authored
from tests.conftest import TOY

MODELS = [
    each
    for each in vars(model).values()
    if isinstance(each, type) and issubclass(each, Authored) and each is not Authored
]
SCHEMAS = {Path(name).stem: json.loads(text) for name, text in schema.schemas("test").items()}
FILES = sorted((TOY / "seeds").rglob("*.yml"))


def kind_of(path: Path) -> str:
    return {"claims": "claim", "articles": "article"}.get(path.parent.name, path.stem)


def as_an_editor_reads_it(text: str) -> Any:
    """YAML 1.2 core, as the language server of an editor has it: `no` is text, 2019-05-01 is text, 17 is a number."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    reader.constructor.yaml_constructors.pop("tag:yaml.org,2002:timestamp", None)
    reader.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return reader.load(text)


@pytest.mark.parametrize("each", MODELS, ids=lambda each: each.__name__)
def test_every_field_and_model_is_documented(each: type[Authored]) -> None:
    assert each.__doc__
    for key in forms.keys(each):
        assert key.description, key.name
        assert re.search(r"[.')]$", key.description), f"{key.name}: {key.description}"


@pytest.mark.parametrize("each", MODELS, ids=lambda each: each.__name__)
def test_every_model_is_frozen_and_closed(each: type[Authored]) -> None:
    assert each.__struct_config__.frozen
    _, faults = read(each, {"un_known": "x"})
    assert any(fault.path == ("un_known",) and fault.at_key for fault in faults)
    for key in forms.keys(each):
        if key.name != key.typed:
            assert any(fault.path == (key.name,) and fault.at_key for fault in read(each, {key.name: "1"})[1])


def test_what_is_made_of_a_text_has_no_keys_inside() -> None:
    said = forms.inside(model.Account, "said")
    assert forms.keys_of(model.Account)
    assert forms.keys_of(said) == ()
    assert forms.inside(said, "approximate") is None


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TOY / "seeds").as_posix())
def test_schema_accepts_what_the_compiler_accepts(path: Path) -> None:
    validator = jsonschema.Draft7Validator(SCHEMAS[kind_of(path)])
    assert [error.message for error in validator.iter_errors(as_an_editor_reads_it(path.read_text()))] == []


def mappings(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        yield path
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from mappings(inner, (*path, key))


FREE = {"topics", "categories", "answers", "parts", "redirects"}
"""Keys whose mappings hold ids of the editors' own."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TOY / "seeds").as_posix())
def test_schema_and_compiler_refuse_an_unknown_key_in_every_mapping(path: Path) -> None:
    validator = jsonschema.Draft7Validator(SCHEMAS[kind_of(path)])
    text = path.read_text()
    for place in mappings(as_an_editor_reads_it(text)):
        if (place and place[-1] in FREE) or (kind_of(path) in ("speakers", "places") and not place):
            continue
        data, strict = as_an_editor_reads_it(text), yaml.load(text, Loader=yaml.BaseLoader)
        for tree in (data, strict):
            inner = tree
            for key in place:
                inner = inner[key]
            inner["un_known"] = "x"
        assert not validator.is_valid(data), place
        document = yamlfile.Document("x.yml", strict, text)
        kind, registry = schema.FILES[kind_of(path)]
        reader: Callable[..., tuple[object, list[Any]]] = build_each if registry else build
        assert reader(kind, document)[1], place


WRONG: list[tuple[str, str, str, str]] = [
    ("claims/refuge.yml", "claim", "title: Where did the ducks go?\n", ""),
    ("claims/refuge.yml", "claim", "rating: reconcilable", "rating: fine"),
    ("claims/refuge.yml", "claim", "said: 2019-05-06", "said: 6 May 2019"),
    ("claims/refuge.yml", "claim", "place: mill-race", "place: Mill Race"),
    ("claims/refuge.yml", "claim", "reviewed: 2019-05-07", "reviewed: 2019-05"),
    ("claims/pond-depth.yml", "claim", "{exact: 1.5}", "{exact: -1.5}"),
    ("articles/kite.yml", "article", "url: https:", "url: ftp:"),
    ("articles/kite.yml", "article", "show: full", "show: all"),
    ("articles/kite.yml", "article", "first_line: 4", "first_line: 0"),
    ("addresses.yml", "addresses", "- claims/refuge", "- ../claims/refuge"),
    ("publication.yml", "publication", "about_percent: 10", "about_percent: 99"),
    ("speakers.yml", "speakers", "kind: media", "kind: paper"),
]


@pytest.mark.parametrize(("file", "kind", "old", "new"), WRONG)
def test_schema_and_compiler_refuse_the_same_mistakes(file: str, kind: str, old: str, new: str) -> None:
    text = (TOY / "seeds" / file).read_text().replace(old, new)
    assert not jsonschema.Draft7Validator(SCHEMAS[kind]).is_valid(as_an_editor_reads_it(text))
    document, _ = yamlfile.read(file, text)
    assert document is not None
    record, registry = schema.FILES[kind]
    reader: Callable[..., tuple[object, list[Any]]] = build_each if registry else build
    assert reader(record, document)[1]
