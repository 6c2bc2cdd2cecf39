"""Open data: complete, true to the articles, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest

from generator import render
from generator.compiler import Compiled
from generator.exports import opendata
from generator.records import replace
from generator.views.common import Site

from .conftest import KNOWN


@pytest.fixture(scope="module")
def data(files: dict[str, bytes]) -> Any:
    return json.loads(files["data/facts.json"])


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> list[dict[str, str]]:
    text = files["data/accounts.csv"].decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def test_every_fact_account_pair_and_origin_is_there(data: Any, site: Site) -> None:
    assert data["schema_version"] == opendata.SCHEMA_VERSION
    facts = {fact["id"]: fact for fact in data["facts"]}
    assert list(facts) == list(site.facts)
    for name, examined in site.facts.items():
        fact = facts[name]
        assert [account["id"] for account in fact["accounts"]] == [witness.id for witness in examined.fact.witnesses]
        assert [(*pair["accounts"], pair["kind"]) for pair in fact["pairs"]] == [
            (pair.a.id, pair.b.id, pair.kind.value) for pair in examined.comparison.pairs
        ]
        assert [origin["speaker"] for origin in fact["origins"]] == [o.name for o in examined.comparison.origins]
        assert fact["verdict"]["rating"] == examined.fact.claim.verdict.rating
        assert fact["url"] == f"https://pond.example/facts/claims/{name}/"


def test_a_large_publication_gives_its_facts_in_parts(
    data: Any, compiled_toy: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opendata, "PART", 2)
    files = render.pages(compiled_toy, replace(KNOWN, large=1))
    whole = json.loads(files["data/facts.json"])
    parts = whole.pop("parts")
    assert whole == {key: value for key, value in data.items() if key != "facts"}
    assert len(parts) > 2
    assert {f"data/{each['file']}" for each in parts} == {path for path in files if path.startswith("data/facts/")}
    found = []
    for each in parts:
        content = files[f"data/{each['file']}"]
        assert each["sha256"] == sha256(content).hexdigest()
        part = json.loads(content)
        assert part["schema_version"] == data["schema_version"]
        assert each["facts"] == len(part["facts"])
        found.extend(part["facts"])
    assert sorted(found, key=lambda fact: fact["id"]) == sorted(data["facts"], key=lambda fact: fact["id"])


def test_every_id_that_is_named_is_known(data: Any) -> None:
    for fact in data["facts"]:
        assert set(fact["topics"]) <= data["topics"].keys()
        assert fact["verdict"]["rating"] in data["ratings"]
        assert {pair["kind"] for pair in fact["pairs"]} <= data["relations"].keys()
        for account in fact["accounts"]:
            assert account["article"] in data["articles"]
            assert set(account["chain"]) <= data["speakers"].keys()


def test_every_passage_stands_where_the_data_says(data: Any, site: Site) -> None:
    texts = {article.file: article.text.raw for article in site.corpus.articles.values()}
    seen = 0
    for fact in data["facts"]:
        for account in fact["accounts"]:
            for target in account["targets"]:
                position, quote = target["selector"]
                raw = texts[target["source"]]
                assert raw[position["start"] : position["end"]] == quote["exact"]
                assert (quote["prefix"] + quote["exact"] + quote["suffix"]) in raw
                assert len(quote["prefix"]) <= opendata.CONTEXT >= len(quote["suffix"])
                seen += 1
    assert seen >= sum(len(fact["accounts"]) for fact in data["facts"])


def test_the_table_has_a_row_for_each_account(rows: list[dict[str, str]], data: Any) -> None:
    wanted = [(fact["id"], account["id"]) for fact in data["facts"] for account in fact["accounts"]]
    assert [(row["fact"], row["account"]) for row in rows] == wanted
    assert tuple(rows[0]) == opendata.COLUMNS


def test_figures_in_the_table_are_those_of_the_data(rows: list[dict[str, str]], data: Any) -> None:
    values = {(fact["id"], each["id"]): each["value"] for fact in data["facts"] for each in fact["accounts"]}
    seen = 0
    for row in rows:
        value = values[row["fact"], row["account"]]
        if value["type"] == "quantity":
            assert row["low"] == str(value.get("low", ""))
            assert row["high"] == str(value.get("high", ""))
            seen += 1
        if value["type"] == "date":
            assert (row["earliest"], row["latest"]) == (value.get("earliest", ""), value.get("latest", ""))
            seen += 1
    assert seen > 5


def test_the_table_is_as_the_rfc_asks(files: dict[str, bytes]) -> None:
    content = files["data/accounts.csv"]
    assert content.startswith(b"\xef\xbb\xbffact,question,claim,")
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "  =1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert opendata._cell(text)[0] == "'"
    assert opendata._cell(text).removeprefix("'") == " ".join(text.split())


def test_a_cell_without_danger_is_left_alone() -> None:
    assert [opendata._cell(each) for each in ("a = b", 17, None, "“so”")] == ["a = b", "17", "", "“so”"]


def test_addresses_that_are_not_known_are_left_out(files_without_address: dict[str, bytes]) -> None:
    data = json.loads(files_without_address["data/facts.json"])
    assert all("url" not in fact for fact in data["facts"])
    assert not {"site", "repository"} & data["publication"].keys()
    assert b"https://pond.example" not in files_without_address["data/accounts.csv"]
