"""JSON Schemas that know this publication: its ids with their names, its ratings with their meanings.

They serve whoever has a YAML language server and not ours. An id that is not on the list is let through all the same,
since the list may be older than the file; the compiler says whether there is such a thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from generator import publish
from generator.corpus import Corpus
from generator.languageserver.names import Thing, shared
from generator.languageserver.terms import Sort, roles
from generator.languageserver.told import path_of, scopes
from generator.schema import FILES, FOLDER, made, written

IGNORE = f"{FOLDER}/.gitignore"
EVERYWHERE = (Sort.SPEAKER, Sort.ARTICLE, Sort.PLACE, Sort.TOPIC, Sort.ADDRESS)
"""Sorts whose ids belong to the publication; the others belong to one claim file, which no schema can look into."""


def schemas(corpus: Corpus | None, marker: str, names: Iterable[str] = FILES) -> dict[str, bytes]:
    """Schemas by their path below the project; without a corpus, what the model alone gives."""
    found = {}
    for name in names:
        schema = made(name)
        del schema["title"]  # it would stand above whatever an editor shows
        if corpus is not None:
            _complete(schema, name, corpus)
        found[path_of(name)] = written(schema, marker, indent=None)
    return found


def write(root: Path, corpus: Corpus | None, marker: str, names: Iterable[str] = FILES) -> publish.Difference:
    """Bring schemas to disk, each in one step and only where it differs.

    Raises:
        OSError: the folder cannot be written.
    """
    wanted = schemas(corpus, marker, names)
    if not (root / IGNORE).exists():
        wanted[IGNORE] = f"# {marker}\n*\n".encode()
    return publish.bring(root, wanted.items(), (), marker, write=True)


def _complete(schema: dict[str, Any], name: str, corpus: Corpus) -> None:
    for path, role in roles(name):
        for node in list(_nodes(schema, schema, path)):
            if role.sort in EVERYWHERE and not role.defines:
                _with_ids(node, list(shared(corpus, role.sort)))
            elif role.sort is Sort.SCOPE and not role.defines:
                _with_snippets(node, scopes(corpus))
    if name == "claim":
        publication = corpus.publication
        terms: tuple[tuple[str, dict[str, str]], ...] = (
            ("rating", {key.value: term.meaning for key, term in publication.ratings.items()}),
            ("confidence", {key.value: term.meaning for key, term in publication.confidence.items()}),
        )
        for key, meanings in terms:
            for node in list(_nodes(schema, schema, ("verdict", key))):
                inner = _resolved(schema, node)
                choices = list(inner.get("enum", ()))
                described = {"enum": choices, "enumDescriptions": [meanings.get(each, "") for each in choices]}
                node.pop("$ref", None)
                node.update({"type": "string", **described})


def _with_ids(node: dict[str, Any], things: list[Thing]) -> None:
    """Offer things wherever a field takes an id, each with its name; other ids stay allowed."""
    described = str(node.get("description", ""))
    for leaf in list(_leaves(node)):
        open_to_all = {key: leaf.pop(key) for key in tuple(leaf) if key != "description"}
        leaf["anyOf"] = [*(_constant(thing, described) for thing in things), open_to_all]


def _constant(thing: Thing, described: str) -> dict[str, str]:
    # what a YAML language server shows of a value that it knows takes the place of what it knows of the field
    name = f"{thing.label} ({thing.detail})" if thing.detail else thing.label
    return {"const": thing.id, "description": "\n\n".join(each for each in (name, described) if each)}


def _with_snippets(node: dict[str, Any], labels: Iterable[tuple[str, str]]) -> None:
    """Offer texts without a word on what else may be written."""
    offered = [{"label": text, "description": where, "body": text} for text, where in labels]
    for leaf in list(_leaves(node)):
        if offered:
            leaf["defaultSnippets"] = offered


# --- finding the way --------------------------------------------------------------------------------------------------


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = schema["definitions"][str(node["$ref"]).rpartition("/")[2]]
    return node


def _nodes(schema: dict[str, Any], node: dict[str, Any], path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The schemas of the values at a path of keys, `*` for any key; lists on the way are passed through."""
    if not path:
        yield node
        return
    here = _resolved(schema, node)
    for each in here.get("anyOf", ()):
        yield from _nodes(schema, each, path)
    if isinstance(here.get("items"), dict):
        yield from _nodes(schema, here["items"], path)
    inner = here.get("additionalProperties") if path[0] == "*" else here.get("properties", {}).get(path[0])
    if isinstance(inner, dict):
        yield from _nodes(schema, inner, path[1:])


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of single texts in the schema of a field."""
    if node.get("type") == "string":
        yield node
    for each in [*node.get("anyOf", ()), *([node["items"]] if isinstance(node.get("items"), dict) else [])]:
        yield from _leaves(each)
