"""Schemas that know a publication: its files fit, its ids are offered with their names, others are let through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.compiler import Compiled
from generator.languageserver import schemas
from tests.conftest import TOY
from tests.test_model import FILES, WRONG, as_an_editor_reads_it, kind_of


@pytest.fixture(scope="module")
def known(compiled_toy: Compiled) -> dict[str, Any]:
    found = schemas.schemas(compiled_toy.corpus, "test")
    return {Path(name).stem: json.loads(text) for name, text in found.items()}


def constants(node: Any) -> dict[str, str]:
    """Every value that is offered below a place of a schema, with what is said of it."""
    if isinstance(node, list):
        return {name: about for each in node for name, about in constants(each).items()}
    if not isinstance(node, dict):
        return {}
    own = {node["const"]: node["description"]} if "const" in node else {}
    return {**own, **{name: about for each in node.values() for name, about in constants(each).items()}}


def test_they_are_schemas(known: dict[str, Any]) -> None:
    for schema in known.values():
        jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TOY / "seeds").as_posix())
def test_every_file_fits(path: Path, known: dict[str, Any]) -> None:
    validator = jsonschema.Draft7Validator(known[kind_of(path)])
    assert [error.message for error in validator.iter_errors(as_an_editor_reads_it(path.read_text()))] == []


@pytest.mark.parametrize(("file", "kind", "old", "new"), WRONG)
def test_what_the_plain_schema_refuses_is_refused(
    file: str, kind: str, old: str, new: str, known: dict[str, Any]
) -> None:
    text = (TOY / "seeds" / file).read_text().replace(old, new)
    assert not jsonschema.Draft7Validator(known[kind]).is_valid(as_an_editor_reads_it(text))


def test_ids_come_with_their_names_wherever_they_may_stand(known: dict[str, Any], compiled_toy: Compiled) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    account = known["claim"]["definitions"]["Account"]["properties"]
    value = known["claim"]["definitions"]["Value"]["properties"]
    for field in (account["speaker"], account["heard_from"], account["through"], value["party"]):
        assert constants(field).keys() == corpus.speakers.keys()
    assert constants(account["speaker"])["dov-levi"].startswith("Dov Levi (person")
    assert constants(account["speaker"])["dov-levi"].endswith(account["speaker"]["description"])
    assert constants(account["article"]).keys() == corpus.articles.keys()
    assert constants(value["place"]).keys() == corpus.places.keys()
    assert constants(known["claim"]["properties"]["topics"]).keys() == corpus.publication.topics.keys()
    assert constants(known["article"]["properties"]["publisher"]).keys() == corpus.speakers.keys()
    assert constants(known["places"])
    assert "claims/ducks" in constants(known["addresses"]["properties"]["published"])
    assert constants(account["id"]) == {}


def test_an_id_that_is_newer_than_the_schema_is_let_through(known: dict[str, Any]) -> None:
    text = (TOY / "seeds/claims/ducks.yml").read_text().replace("speaker: dov-levi", "speaker: somebody-new")
    assert jsonschema.Draft7Validator(known["claim"]).is_valid(as_an_editor_reads_it(text))


def test_ratings_come_with_the_meanings_that_are_published(known: dict[str, Any], compiled_toy: Compiled) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    verdict = known["claim"]["definitions"]["Verdict"]["properties"]
    for field, terms in (("rating", corpus.publication.ratings), ("confidence", corpus.publication.confidence)):
        shown = dict(zip(verdict[field]["enum"], verdict[field]["enumDescriptions"], strict=True))
        assert shown == {key.value: term.meaning for key, term in terms.items()}


def test_scopes_of_all_claims_are_offered_with_the_claim(known: dict[str, Any], compiled_toy: Compiled) -> None:
    corpus = compiled_toy.corpus
    assert corpus is not None
    scopes = {scope for file in corpus.claims.values() for scope in file.claim.measure.scopes or ()}
    offered = known["claim"]["definitions"]["Account"]["properties"]["scope"]["anyOf"][0].get("defaultSnippets", [])
    assert {each["body"] for each in offered} == scopes


def test_the_command_writes_them_once_and_says_when_there_is_nothing_to_do(toy: Path) -> None:
    first = CliRunner().invoke(main, ["schema", "--project", str(toy)])
    assert (first.exit_code, first.stdout) == (0, "")
    assert "7 files written" in first.stderr
    assert (toy / ".disputed/.gitignore").read_text().endswith("\n*\n")
    assert json.loads((toy / ".disputed/schema/claim.json").read_text())["$comment"]
    again = CliRunner().invoke(main, ["schema", "--project", str(toy)])
    assert "up to date" in again.stderr
    speakers = toy / "seeds/speakers.yml"
    speakers.write_text(speakers.read_text() + "\nnew-voice: {name: New Voice, kind: person}\n")
    assert "4 files written" in CliRunner().invoke(main, ["schema", "--project", str(toy)]).stderr
    assert "New Voice" in (toy / ".disputed/schema/claim.json").read_text()


def test_a_publication_that_cannot_be_read_still_has_schemas(toy: Path) -> None:
    (toy / "seeds/publication.yml").write_text("name: [")
    done = CliRunner().invoke(main, ["schema", "--project", str(toy)])
    assert done.exit_code == 0
    assert "know no ids" in done.stderr
    assert (toy / ".disputed/schema/claim.json").is_file()


def test_a_file_that_was_not_generated_is_left_alone(toy: Path) -> None:
    own = toy / ".disputed/schema/claim.json"
    own.parent.mkdir(parents=True)
    own.write_text("{}")
    done = CliRunner().invoke(main, ["schema", "--project", str(toy)])
    assert done.exit_code == 1
    assert ".disputed/schema/claim.json was not generated" in done.stderr
    assert own.read_text() == "{}"
    assert not (toy / ".disputed/schema/article.json").exists()


def test_a_place_that_cannot_be_written_is_said(toy: Path) -> None:
    (toy / ".disputed").write_text("in the way")
    done = CliRunner().invoke(main, ["schema", "--project", str(toy)])
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
