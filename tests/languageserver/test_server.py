"""The server as an editor meets it: a process that is spoken to over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lspclient import Client, changed

CLAIM = "seeds/claims/ducks.yml"


@pytest.fixture
def client(toy: Path) -> Iterator[Client]:
    with Client([sys.executable, "-m", "generator", "lsp", "--stdio"], toy) as client:
        yield client


def where(text: str, words: str, shift: int = 0) -> tuple[int, int]:
    """Line and character, from 0, of words that stand once in a text without astral characters."""
    assert text.count(words) == 1, words
    at = text.index(words) + shift
    return text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)


def ids(problems: list[dict[str, Any]]) -> list[str]:
    return [problem["code"] for problem in problems]


def stored(client: Client, file: str = CLAIM) -> str:
    return (client.root / file).read_text(encoding="utf-8")


def test_a_wrong_figure_in_a_quote_is_underlined_and_mended(client: Client) -> None:
    text = stored(client)
    client.open(CLAIM)
    assert client.problems(CLAIM, lambda _: True) == []
    right, wrong = "quote: Six mallards and eleven", "quote: Six mallards and twelve"
    client.type(CLAIM, text.replace(right, wrong))
    (problem,) = client.problems(CLAIM, bool)
    line, character = where(text, right)
    start = character + len("quote: ")
    length = len("Six mallards and twelve tufted ducks.")
    assert problem["range"] == {
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": start + length},
    }
    assert (problem["code"], problem["severity"], problem["source"]) == ("quote-not-found", 1, "disputed")
    assert "“twelve” in the quote, “eleven” in the article" in problem["message"]
    (related,) = problem["relatedInformation"]
    assert related["location"]["uri"] == client.uri("seeds/articles/heron.txt")
    asked = {
        "textDocument": {"uri": client.uri(CLAIM)},
        "range": problem["range"],
        "context": {"diagnostics": [problem], "only": ["quickfix"]},
    }
    (action,) = client.request("textDocument/codeAction", asked)
    assert (action["kind"], action["isPreferred"]) == ("quickfix", False)
    mended = changed(text.replace(right, wrong), action["edit"]["changes"][client.uri(CLAIM)])
    assert mended == text
    client.type(CLAIM, mended)
    assert client.problems(CLAIM, lambda found: not found) == []


def test_completion_offers_speakers_with_their_names(client: Client) -> None:
    text = stored(client).replace("speaker: dov-levi", "speaker: d")
    client.open(CLAIM, text)
    found = client.request("textDocument/completion", client.at(CLAIM, *where(text, "speaker: d\n", len("speaker: d"))))
    chosen = next(item for item in found["items"] if item["label"] == "dov-levi")
    assert chosen["detail"] == "Dov Levi"
    assert changed(text, [chosen["textEdit"]]) == stored(client)


def test_completion_of_a_quote_of_several_lines_replaces_all_of_it(client: Client) -> None:
    old = "quote: Six mallards and eleven tufted ducks."
    text = stored(client).replace(old, "quote: >-\n      Six mallards\n      and elev")
    client.open(CLAIM, text)
    at = client.at(CLAIM, *where(text, "and elev\n", len("and elev")))
    items = client.request("textDocument/completion", at)["items"]
    assert changed(text, [items[0]["textEdit"], *items[0]["additionalTextEdits"]]) == stored(client)
    assert items[0]["textEdit"]["range"]["start"]["line"] == at["position"]["line"]


def test_definition_and_hover_lead_to_the_words_of_the_article(client: Client) -> None:
    text = stored(client)
    client.open(CLAIM)
    at = client.at(CLAIM, *where(text, "Six mallards", 2))
    (place,) = client.request("textDocument/definition", at)
    article = stored(client, "seeds/articles/heron.txt").splitlines()
    start, end = place["range"]["start"], place["range"]["end"]
    assert place["uri"] == client.uri("seeds/articles/heron.txt")
    assert article[start["line"]][start["character"] : end["character"]] == "Six mallards and eleven tufted ducks."
    told = client.request("textDocument/hover", at)
    assert "**Six mallards and eleven tufted ducks\\.**" in told["contents"]["value"]
    assert told["range"]["start"]["line"] == where(text, "Six mallards")[0]
    (place,) = client.request("textDocument/definition", client.at(CLAIM, *where(text, "speaker: dov-levi", 12)))
    speakers = stored(client, "seeds/speakers.yml").splitlines()
    assert place["uri"] == client.uri("seeds/speakers.yml")
    assert speakers[place["range"]["start"]["line"]] == "dov-levi:"


def test_broken_yaml_is_a_problem_and_no_end(client: Client) -> None:
    text = stored(client)
    client.open(CLAIM)
    for cut in range(0, len(text), 97):
        client.type(CLAIM, text[:cut] + "\t'[{" + text[cut:])
        client.request("textDocument/completion", client.at(CLAIM, text.count("\n", 0, cut), 3))
    client.type(CLAIM, text + "\n'never closed")
    assert ids(client.problems(CLAIM, lambda found: ids(found) == ["yaml-syntax"]))
    client.type(CLAIM, text)
    assert client.problems(CLAIM, lambda found: not found) == []
    client.type(CLAIM, "\ud800 lone")
    assert client.problems(CLAIM, bool)
    client.type(CLAIM, "")
    assert ids(client.problems(CLAIM, lambda found: ids(found) == ["file-empty"])) == ["file-empty"]
    assert client.process.poll() is None


def test_another_file_that_an_edit_breaks_is_told_of(client: Client) -> None:
    file = "seeds/speakers.yml"
    text = stored(client, file)
    client.open(file)
    client.type(file, text.replace("dov-levi:", "dov-levy:"))
    found = client.problems(CLAIM, bool)
    assert ids(found) == ["unknown-reference"]
    client.type(file, text)
    assert client.problems(CLAIM, lambda found: not found) == []


def test_files_outside_of_the_sources_are_ignored(client: Client) -> None:
    for file in ("notes.yml", "docs/x.yml"):
        client.open(file, "a: [")
        assert client.request("textDocument/hover", client.at(file, 0, 0)) is None
        assert client.request("textDocument/completion", client.at(file, 0, 0))["items"] == []
    client.notify("textDocument/didOpen", {"textDocument": {
        "uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": "a: ["}})  # fmt: skip
    client.open(CLAIM)
    client.problems(CLAIM, lambda _: True)
    assert set(client.diagnostics) == {client.uri(CLAIM)}


def test_accounts_are_listed_renamed_and_found(client: Client) -> None:
    text = stored(client)
    client.open(CLAIM)
    document = {"textDocument": {"uri": client.uri(CLAIM)}}
    names = [each["name"] for each in client.request("textDocument/documentSymbol", document)]
    assert names == ["reed-total", "reed-parts", "gazette-total", "levi", "verdict"]
    at = client.at(CLAIM, *where(text, "- id: reed-parts", 8))
    assert len(client.request("textDocument/references", {**at, "context": {"includeDeclaration": True}})) == 3
    assert client.request("textDocument/prepareRename", at)
    edit = client.request("textDocument/rename", {**at, "newName": "keeper"})
    renamed = changed(text, edit["changes"][client.uri(CLAIM)])
    assert renamed == text.replace("reed-parts", "keeper")
    client.type(CLAIM, renamed)
    assert client.problems(CLAIM, lambda found: not found) == []
    with pytest.raises(RuntimeError, match="is no id"):
        client.request("textDocument/rename", {**at, "newName": "Bert Reed"})
    with pytest.raises(RuntimeError, match="Only ids of accounts"):
        client.request("textDocument/rename", {**client.at(CLAIM, *where(text, "title:")), "newName": "x"})


def test_positions_count_utf_16_code_units(client: Client) -> None:
    text = stored(client).replace(
        "parts: [reed-parts], total: reed-total", "parts: [reed-parts], total: reed-total, '🦆🦆': x"
    )
    client.open(CLAIM, text)
    found = client.problems(CLAIM, bool)
    line = next(n for n, each in enumerate(text.splitlines()) if "🦆" in each)
    before = text.splitlines()[line].partition("'🦆")[0]
    (problem,) = found
    assert problem["range"]["start"] == {"line": line, "character": len(before)}
    assert problem["range"]["end"] == {"line": line, "character": len(before) + 6}


def test_a_file_that_is_written_elsewhere_counts_when_the_editor_says_so(client: Client) -> None:
    client.open("seeds/speakers.yml")
    client.problems("seeds/speakers.yml", lambda _: True)
    path = client.root / CLAIM
    path.write_text(stored(client).replace("eleven tufted", "twelve tufted"), encoding="utf-8")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(CLAIM), "type": 2}]})
    assert ids(client.problems(CLAIM, bool)) == ["quote-not-found"]


def test_a_file_is_laid_out_as_fmt_does_it(client: Client) -> None:
    text = stored(client).replace("topics: [animals]", "topics:    [ animals ]")
    client.open(CLAIM, text)
    options = {"tabSize": 2, "insertSpaces": True}
    asked = {"textDocument": {"uri": client.uri(CLAIM)}, "options": options}
    once = changed(text, client.request("textDocument/formatting", asked))
    client.type(CLAIM, once)
    assert client.request("textDocument/formatting", asked) == []
    client.type(CLAIM, "a: [")
    assert client.request("textDocument/formatting", asked) == []


def test_new_names_reach_the_schemas_of_other_servers(client: Client) -> None:
    file = "seeds/speakers.yml"
    client.open(file, stored(client, file) + "\nsomebody-new: {name: Somebody New, kind: person}\n")
    found = client.problems(file, lambda found: "unused-entry" in ids(found))
    assert found
    client.request("textDocument/documentSymbol", {"textDocument": {"uri": client.uri(file)}})
    assert "Somebody New" in stored(client, ".disputed/schema/claim.json")


def test_without_a_project_nothing_is_said_and_nothing_fails(tmp_path: Path) -> None:
    with Client([sys.executable, "-m", "generator", "lsp"], tmp_path) as client:
        client.open("seeds/claims/x.yml", "a: [")
        assert client.request("textDocument/hover", client.at("seeds/claims/x.yml", 0, 0)) is None
        assert client.diagnostics == {}
