"""The schemas in the YAML language server that most editors use: the real one, started as an editor starts it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.conftest import ROOT
from generator.corpus import load
from generator.languageserver import schemas
from tests.lspclient import Client

SERVER = ROOT / "tools/editors/node_modules/yaml-language-server/bin/yaml-language-server"
SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "completion": True, "hover": True}}
CLAIM = "seeds/claims/buses-in-the-convoy.yml"
ARTICLE = "seeds/articles/avim-2017-09-06.yml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the publication with its schemas."""
    root = tmp_path_factory.mktemp("editor")
    shutil.copytree(ROOT / "seeds", root / "seeds")
    corpus, _ = load(root)
    schemas.write(root, corpus, "test")
    return root


@pytest.fixture(scope="module")
def client(project: Path) -> Iterator[Client]:
    node = shutil.which("node")
    if node is None or not SERVER.is_file():
        pytest.fail("The YAML language server is not installed; `make audit` does that.")
    with Client([node, SERVER, "--stdio"], project, SETTINGS) as client:
        yield client


NAMES = (f"{number}.yml" for number in range(1_000))


def typed(client: Client, file: str, old: str, new: str) -> tuple[str, int, int]:
    """Open a file as it would be after an edit; the mark ‸ says where the cursor stands. Its name, line and column."""
    text = (client.root / file).read_text(encoding="utf-8")
    assert old in text, old
    text = text.replace(old, new, 1)
    at = text.index("‸") if "‸" in text else 0
    # a registry is known by its modeline, so that each case can have a file of its own
    name = f"{file.removesuffix('.yml')}-{next(NAMES)}"
    client.open(name, text.replace("‸", ""))
    return name, text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)


def offered(client: Client, file: str, old: str, new: str) -> dict[str, str]:
    at = client.at(*typed(client, file, old, new))
    items = client.request("textDocument/completion", at)["items"]
    return {item["label"]: words(item.get("documentation")) for item in items}


def words(documentation: Any) -> str:
    return str(documentation["value"] if isinstance(documentation, dict) else documentation or "")


def told(client: Client, file: str, old: str, new: str) -> str:
    found = client.request("textDocument/hover", client.at(*typed(client, file, old, new)))
    return words(found["contents"]) if found else ""


def test_every_file_as_it_is_has_no_error(client: Client) -> None:
    for path in sorted((client.root / "seeds").rglob("*.yml")):
        file = path.relative_to(client.root).as_posix()
        client.open(file)
        assert client.problems(file, lambda _: True) == [], file


FIELDS = [
    (CLAIM, "    as_of: 2017-08-31\n", "    ‸\n", {"as_of", "heard_from", "note"}),
    (CLAIM, "  confidence: moderate\n", "  ‸\n", {"confidence", "rests_on"}),
    (ARTICLE, "language: en\n", "‸\n", {"language", "authors", "url"}),
    ("seeds/speakers.yml", "  kind: media\n", "  ‸\n", {"kind", "short", "speaks_for"}),
    ("seeds/places.yml", "  kind: country\n", "  ‸\n", {"kind", "within", "coordinates"}),
    ("seeds/publication.yml", "publisher:", "‸\npublisher:", {"site", "repository"}),
    ("seeds/addresses.yml", "published:", "‸\npublished:", {"redirects"}),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), FIELDS, ids=[case[0] for case in FIELDS])
def test_fields_are_offered(client: Client, file: str, old: str, new: str, expected: set[str]) -> None:
    found = offered(client, file, old, new)
    assert expected <= found.keys()
    assert all(found[name] for name in expected), "each with a word of help"


IDS = [
    (CLAIM, "speaker: hezbollah", "speaker: ‸", "us-led-coalition", "US-led Global Coalition"),
    (CLAIM, "article: avim-2017-09-06", "article: ‸", "rudaw-2017-08-31", "Iraqi intelligence expects"),
    (CLAIM, "topics: [convoy]", "topics: [‸]", "route", "The route and the buses"),
    (CLAIM, "      about: 16\n", "      place: ‸\n", "bukamal", "Bukamal (town on the Iraqi border, Deir ez-Zor"),
    (CLAIM, "      about: 16\n", "      party:\n        - ‸\n", "hezbollah", "Lebanese Shiite movement"),
    (CLAIM, "rating: reconcilable", "rating: ‸", "disputed", "At least two independent origins contradict"),
    (CLAIM, "confidence: moderate", "confidence: ‸", "high", "dated and clear"),
    (CLAIM, "    scope: buses\n", "    scope: ‸\n", "buses and ambulances", "How many buses"),
    (ARTICLE, "publisher: avim", "publisher: ‸", "rudaw", "Rudaw (media"),
    (ARTICLE, "show: quotes", "show: ‸", "full", ""),
    ("seeds/speakers.yml", "speaks_for: iraqi-government", "speaks_for: ‸", "hezbollah", "Hezbollah"),
    ("seeds/places.yml", "within: syria", "within: ‸", "iraq", "Iraq (country)"),
    ("seeds/addresses.yml", "  - articles/avim-2017-09-06\n", "  - ‸\n", "claims/destination", "?"),
]


@pytest.mark.parametrize(("file", "old", "new", "label", "about"), IDS, ids=[f"{case[0]} {case[3]}" for case in IDS])
def test_ids_and_ratings_are_offered_with_what_they_stand_for(
    client: Client, file: str, old: str, new: str, label: str, about: str
) -> None:
    found = offered(client, file, old, new)
    assert label in found
    assert about in found[label]


HELP = [
    (CLAIM, "    as_of: ", "    as‸_of: ", "The time the account is about"),
    (CLAIM, "speaker: hezbollah", "spea‸ker: hezbollah", "Who says so, as the article has it"),
    (CLAIM, "speaker: hezbollah", "speaker: hez‸bollah", "Hezbollah (body: Lebanese Shiite movement)"),
    (CLAIM, "rating: recon", "rat‸ing: recon", "Independent origins say the same."),
    (ARTICLE, "received_as:", "received‸_as:", "The name of the file as it was received"),
    ("seeds/speakers.yml", "  kind: media", "  ki‸nd: media", "people without a name"),
    ("seeds/places.yml", "  within: syria", "  with‸in: syria", "The larger place it lies in"),
    ("seeds/publication.yml", "about_percent:", "about‸_percent:", "is read as N plus or minus"),
    ("seeds/addresses.yml", "published:", "publi‸shed:", "Every address that was ever in use"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), HELP, ids=[f"{case[0]} {case[3][:12]}" for case in HELP])
def test_a_field_tells_what_it_is_for(client: Client, file: str, old: str, new: str, expected: str) -> None:
    assert expected in told(client, file, old, new)


MISTAKES = [
    (CLAIM, "rating: reconcilable", "‸rating: fine", "reconcilable"),
    (CLAIM, "    said: 2017-08-31\n", "    ‸sayd: 2017-08-31\n", "sayd is not allowed"),
    (CLAIM, "    as_of: 2017-08-31\n", "    ‸as_of: late August\n", "pattern"),
    (ARTICLE, "show: quotes", "‸show: everything", "full"),
    ("seeds/speakers.yml", "kind: media", "‸kind: paper", "media"),
    ("seeds/places.yml", "  within: syria", "  ‸in: syria", "in is not allowed"),
    ("seeds/publication.yml", "about_percent: 10", "‸about_percent: 99", "50"),
    ("seeds/addresses.yml", "  - articles/avim-2017-09-06", "  ‸- ../articles/avim-2017-09-06", "Value must be"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), MISTAKES, ids=[f"{case[0]} {case[2]}" for case in MISTAKES])
def test_a_mistake_is_underlined_in_its_line(client: Client, file: str, old: str, new: str, words: str) -> None:
    name, line, _ = typed(client, file, old, new)
    found = client.problems(name, bool)
    assert line in {problem["range"]["start"]["line"] for problem in found}
    assert any(words in problem["message"] for problem in found if problem["range"]["start"]["line"] == line)


def test_an_id_that_nobody_knows_yet_is_let_through(client: Client) -> None:
    name, _, _ = typed(client, CLAIM, "speaker: hezbollah", "speaker: somebody-new")
    assert client.problems(name, lambda _: True) == []
