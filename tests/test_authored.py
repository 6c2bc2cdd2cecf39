"""From a document to a record: each thing that does not fit is said once, where it stands, with a way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile
from generator.authored import build, build_each, salvage, suggestion
from generator.forms import keys
from generator.model import (
    Account,
    Addresses,
    ArticleMeta,
    Claim,
    HouseRules,
    Location,
    Publication,
    Speaker,
    Value,
    Verdict,
)
from generator.problems import Put, Rename


def problems_of(text: str, model: type, *, registry: bool = False) -> list[str]:
    document, unreadable = yamlfile.read("x.yml", text)
    assert document is not None
    assert not unreadable
    record, problems = (build_each if registry else build)(model, document)
    assert problems or record is not None
    return [f"{p.place.line}:{p.place.column} {p.rule.id} {p.message} {p.fix}" for p in problems]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from: 3\nto: 4", []),
        ("low: 3", ["1:1 unknown-key The key `low` is not known here."]),
        ("form: 3", ["1:1 unknown-key The key `form` is not known here. Did you mean `from`?"]),
        ("zzz: 3", ["1:1 unknown-key The key `zzz` is not known here. Known keys: exact, about,"]),
        ("exact: seventeen", ["1:8 bad-value `exact`: must be a plain number such as 17"]),
        ("exact: -3", ["1:8 bad-value"]),
        ("exact: 1,000", ["1:8 bad-value"]),
        ("exact: 1e3", ["1:8 bad-value"]),
        ("exact: .5", ["1:8 bad-value"]),
        ("exact: ١٧", ["1:8 bad-value"]),
        ("exact: " + "9" * 19, ["1:8 bad-value `exact`: must have at most 18 digits"]),
        ("exact:", ["1:7 bad-value"]),
        ("exact: [1]", ["1:8 bad-value"]),
        ("parts: {}", ["1:8 bad-value `parts` must not be empty."]),
        ("parts: [a]", ["1:8 bad-value `parts` must hold keys and values."]),
        ("parts: {A b: 1}", ["1:9 bad-value `A b` must be an id"]),
        ("words: '  '", ["1:8 bad-value `words` must not be empty."]),
        ("words: []", ["1:8 bad-value `words` must not be empty."]),
        ("words: [a, {b: c}]", ["1:12 bad-value `words` must be text."]),
        ("words: |\n  two\n  lines", ["2:3 bad-value `words`: must be one line"]),
        ("place: Nowhere", ["1:8 bad-value `place` must be an id: small letters, digits and single hyphens"]),
        ("place: " + "a" * 81, ["1:8 bad-value `place` must have at most 80 characters; it has 81."]),
        ("date: {a: b}", ["1:7 bad-value `date`: {'a': 'b'} is not a date"]),
    ],
)
def test_values(text: str, said: list[str]) -> None:
    found = problems_of(text, Value)
    assert len(found) == len(said), found
    assert all(line.startswith(start) for line, start in zip(found, said, strict=True)), found


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (Claim, "a: b", "1:1 unknown-key"),
        (Claim, "accounts: []", "1:11 bad-value `accounts` must not be empty."),
        (Claim, "accounts: x", "1:11 bad-value `accounts` must be a list."),
        (Claim, "accounts: [x]", "1:12 bad-value `accounts` must hold keys and values."),
        (
            Claim,
            "accounts:\n  - value: {abuot: 3}",
            "2:13 unknown-key The key `abuot` is not known here. Did you mean `about`?",
        ),
        (Claim, "verdict: {rating: agree}", "1:19 bad-value `rating` must be one of agreed, reconcilable"),
        (
            Claim,
            "verdict: {rating: " + "a" * 61 + "}",
            "1:19 bad-value `rating` must be one of agreed, reconcilable, disputed",
        ),
        (Claim, "verdict: {rating: [a]}", "1:19 bad-value `rating` must be one of"),
        (Claim, "overrides: [{accounts: [a]}]", "1:24 bad-value `accounts` must have at least 2 entries."),
        (
            Claim,
            "overrides: [{accounts: [a, b, c]}]",
            "1:24 bad-value `accounts` must have at most 2 entries. Remove what is too much.",
        ),
        (Claim, "overrides: [{accounts: a}]", "1:24 bad-value `accounts` must be a list."),
        (ArticleMeta, "body: {first_line: '+4', last_line: 1}", "1:20 bad-value `first_line` must be a whole number;"),
        (ArticleMeta, "body: {first_line: 4.0, last_line: 1}", "1:20 bad-value `first_line` must be a whole number;"),
        (ArticleMeta, "body: {first_line: 1_0, last_line: 1}", "1:20 bad-value `first_line` must be a whole number;"),
        (Location, "coordinates: {lat: 91, lon: 0, source: s}", "1:20 bad-value `lat` must be at most 90; not '91'."),
        (Claim, "verdict: {rating: agred}", "1:19 bad-value `rating` must be one of agreed, reconcilable, disputed,"),
        (Claim, "measure: {kind: number}", "1:17 bad-value `kind` must be one of quantity, breakdown"),
        (Claim, "measure: {exclusive: maybe}", "1:22 bad-value `exclusive` must be one of yes, no; not 'maybe'."),
        (ArticleMeta, "url: javascript:alert(1)", "1:6 bad-value `url` must be an http or https address"),
        (ArticleMeta, "url: https://x.example/<b>", "1:6 bad-value `url` must be"),
        (ArticleMeta, 'url: "https://x.example/\\n"', "1:6 bad-value `url` must be"),
        (ArticleMeta, "sha256: ABC", "1:9 bad-value `sha256` must be a SHA-256 in 64 small hexadecimal digits"),
        (ArticleMeta, "language: English", "1:11 bad-value `language` must be a language tag such as en"),
        (ArticleMeta, "published: 2017-08", "1:12 bad-value `published`: 2017-08 is not one day"),
        (ArticleMeta, "published: 2017-08-31~", "1:12 bad-value `published`: 2017-08-31~ is not one day"),
        (
            ArticleMeta,
            "body: {first_line: 0, last_line: x}",
            "1:34 bad-value `last_line` must be a whole number; not 'x'.",
        ),
        (
            ArticleMeta,
            "body: {first_line: 1111111111111111111, last_line: 1}",
            "1:20 bad-value `first_line` must have at most 18 digits.",
        ),
        (
            ArticleMeta,
            "body: {first_line: 0, last_line: 1}",
            "1:20 bad-value `first_line` must be at least 1; not '0'.",
        ),
        (
            HouseRules,
            "vague: [{words: some, from: 5, to: 3}]",
            "1:9 bad-value `vague`: the range ends before it begins.",
        ),
        (HouseRules, "about_percent: 99", "1:16 bad-value `about_percent` must be at most 50; not '99'."),
        (Publication, "ratings: {agred: {label: a, meaning: b}}", "1:11 bad-value `agred` must be one of agreed"),
        (Publication, "topics: {}", "1:9 bad-value `topics` must not be empty."),
        (Addresses, "published: [../../etc]", "1:13 bad-value `published` must be an address: claims/, articles/ or"),
        (Addresses, "published: []\nredirects: {../x: claims/a}", "2:13 bad-value `../x` must be an address"),
        (Account, "id: a", "1:1 missing-key The key `article` is required here. Add `article:`."),
    ],
)
def test_records(model: type, text: str, said: str) -> None:
    found = problems_of(text, model)
    assert any(line.startswith(said) for line in found), found
    assert not any("[key]" in line or "validation" in line for line in found)


def test_a_misspelt_word_is_mended_where_it_stands() -> None:
    document, _ = yamlfile.read("x.yml", "ratings:\n  agred: {label: A, meaning: M}\nconfidence: {}\nnam: N\n")
    assert document is not None
    mends = [problem.mend for problem in build(Publication, document)[1] if problem.mend]
    assert [each.steps for each in mends] == [
        (Rename("x.yml", ("ratings", "agred"), "agreed"),),
        (Rename("x.yml", ("nam",), "name"),),
    ]
    document, _ = yamlfile.read("x.yml", "rating: agred\n")
    assert document is not None
    assert [each.mend.steps for each in build(Verdict, document)[1] if each.mend] == [
        (Put("x.yml", ("rating",), "agreed"),)
    ]


def test_a_registry_keeps_what_is_sound() -> None:
    text = 'a: {name: A}\nb: {nam: B}\n"c\\n": {name: C}\nD: {name: D}\ne: x\n' + "f" * 81 + ": {name: F}\n"
    document, _ = yamlfile.read("places.yml", text)
    assert document is not None
    records, problems = build_each(Location, document)
    assert list(records) == ["a"]
    assert [(p.place.line, p.rule.id) for p in problems] == [
        (2, "missing-key"),
        (2, "unknown-key"),
        (3, "bad-value"),
        (4, "bad-value"),
        (5, "bad-value"),
        (6, "bad-value"),
    ]


def test_one_value_stands_for_a_list_of_one() -> None:
    document, _ = yamlfile.read("speakers.yml", "a: {name: A, kind: person, also: B}")
    assert document is not None
    records, _ = build_each(Speaker, document)
    assert records["a"].also == ("B",)


def test_records_are_frozen() -> None:
    place = Location(name="A")
    with pytest.raises(AttributeError, match="immutable"):
        place.name = "B"  # type: ignore[misc]


def test_salvage() -> None:
    assert salvage(Location, {"name": "A"}) == Location(name="A")
    assert salvage(Location, {"nam": "A"}) is None
    assert salvage(Location, None) is None


@pytest.mark.parametrize(
    ("word", "asked"), [("as_off", "Did you mean `as_of`?"), ("speakr", "Did you mean `speaker`?"), ("x", "")]
)
def test_suggestion(word: str, asked: str) -> None:
    assert suggestion(word, ["as_of", "speaker", "said"]) == asked


TREES = st.recursive(
    st.sampled_from(["", "a", "no", "17", "2017-08-31", "x: y", "[a]", "\n"]) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([key.typed for each in (Claim, Account, Value) for key in keys(each)]), inner)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([key.typed for each in (Claim, ArticleMeta) for key in keys(each)]), TREES))
def test_any_shape_is_built_or_refused(data: dict[str, object]) -> None:
    document = yamlfile.Document("x.yml", data, "")
    for model in (Claim, ArticleMeta, Publication, Addresses):
        record, problems = build(model, document)
        assert (record is None) == bool(problems)
        assert all(problem.message and problem.fix for problem in problems)
    build_each(Speaker, document)
