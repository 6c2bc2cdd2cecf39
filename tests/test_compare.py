"""How accounts relate, how many origins they have, and what verdict follows."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.checks import check_overrides, check_sums, check_verdict
from generator.compare import LABELS, MILDEST, RELATIONS, Comparison, Spread, compare, relate_values
from generator.compiler import Compiled
from generator.corpus import ClaimFile, Corpus
from generator.dates import parse
from generator.facts import Fact, resolve
from generator.model import Claim, Kind, Rating
from generator.readings import Answer, Basis, Breakdown, Nothing, Quantity, Reading, When, Where, Who
from generator.records import replace
from generator.yamlfile import Document
from tests.conftest import TOY, typed

Change = Callable[..., tuple[Fact, Comparison]]


@pytest.fixture(scope="module")
def corpus(compiled_toy: Compiled) -> Corpus:
    assert compiled_toy.corpus is not None
    return compiled_toy.corpus


@pytest.fixture
def changed(corpus: Corpus) -> Change:
    """A toy claim with other values in some of its keys, compared."""

    def change(name: str, edit: Callable[[dict[str, Any]], object], within: Corpus = corpus) -> tuple[Fact, Comparison]:
        data = copy.deepcopy(yaml.load((TOY / f"seeds/claims/{name}.yml").read_text(), Loader=yaml.BaseLoader))
        edit(data)
        claim = typed(Claim, data)
        fact, problems = resolve(within, ClaimFile(name, claim, Document("x.yml", data, "")))
        assert fact is not None, problems
        return fact, compare(fact, within)

    return change


def account(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in data["accounts"] if each["id"] == name)
    return found


def q(low: int | None, high: int | None, basis: Basis = Basis.RANGE, **more: bool) -> Quantity:
    return Quantity(None if low is None else Decimal(low), None if high is None else Decimal(high), basis, **more)


def b(total: int | None = None, **parts: int) -> Breakdown:
    return Breakdown(tuple((name, Decimal(n)) for name, n in parts.items()), None if total is None else Decimal(total))


VALUES: list[tuple[Reading, Reading, str, str]] = [
    # one, other, relation where answers exclude each other, relation where they do not
    (q(5, 5), q(5, 5), "agree", "agree"),
    (q(5, 5), q(6, 6), "contradict", "contradict"),
    (q(2, 3), q(2, 3, Basis.VAGUE), "agree", "agree"),
    (q(2, 3), q(3, 4), "differ-in-precision", "differ-in-precision"),
    (q(2, None), q(2, None, low_open=True), "differ-in-precision", "differ-in-precision"),
    (q(2, None, low_open=True), q(0, 2), "contradict", "contradict"),
    (q(2, None), q(0, 2), "differ-in-precision", "differ-in-precision"),
    (q(2, None), q(0, 2, high_open=True), "contradict", "contradict"),
    (When(parse("2019-05-01")), When(parse("2019-05-01~")), "agree", "agree"),
    (When(parse("2019-05-01")), When(parse("2019-05")), "differ-in-precision", "differ-in-precision"),
    (When(parse("2019-05-01")), When(parse("../2019-05-02")), "differ-in-precision", "differ-in-precision"),
    (When(parse("2019-05-01")), When(parse("2019-05-02/..")), "contradict", "contradict"),
    (Where(("mill-race",)), Where(("mill-race",)), "agree", "agree"),
    (Where(("mill-race",)), Where(("little-wending",)), "differ-in-precision", "differ-in-precision"),
    (Where(("mill-race", "high-street")), Where(("high-street", "mill-race")), "agree", "agree"),
    (Where(("mill-race",)), Where(("high-street",)), "contradict", "complementary"),
    (Where(("mill-race",)), Where(("great-wending", "high-street")), "contradict", "complementary"),
    (Where(("mill-race",)), Where(("great-wending", "mill-race")), "differ-in-precision", "differ-in-precision"),
    (Who(("bert-reed",)), Who(("bert-reed",)), "agree", "agree"),
    (Who(("bert-reed",)), Who(("bert-reed", "cleo-marsh")), "differ-in-precision", "differ-in-precision"),
    (Who(("bert-reed",)), Who(("cleo-marsh",)), "contradict", "complementary"),
    (Answer(("yes",), False), Answer(("yes",), False), "agree", "agree"),
    (Answer(("yes",), False), Answer(("no",), False), "contradict", "complementary"),
    (Answer(("a", "b"), False), Answer(("b",), False), "differ-in-precision", "differ-in-precision"),
    (b(17), b(17), "agree", "agree"),
    (b(17), b(16), "contradict", "contradict"),
    (b(None, x=6, y=11), b(None, y=11, x=6), "agree", "agree"),
    (b(None, x=6, y=11), b(None, x=6, y=10), "contradict", "contradict"),
    (b(None, x=6), b(None, x=6, y=11), "differ-in-precision", "differ-in-precision"),
    (b(None, x=6), b(None, y=11), "complementary", "complementary"),
    (b(17), b(None, x=6, y=11), "differ-in-precision", "differ-in-precision"),
    (b(16), b(None, x=6, y=11), "contradict", "contradict"),
    (b(17), b(None, x=6), "differ-in-precision", "differ-in-precision"),  # what it leaves out is not nought
    (b(17, x=6), b(16, x=6), "contradict", "contradict"),
    (b(17, x=6), b(17, y=2), "complementary", "complementary"),
    (Nothing(), q(5, 5), "not-comparable", "not-comparable"),
    (Nothing(), Nothing(), "not-comparable", "not-comparable"),
]


@pytest.mark.parametrize(("one", "other", "strict", "lenient"), VALUES)
def test_values(one: Reading, other: Reading, strict: str, lenient: str, corpus: Corpus) -> None:
    for x, y in ((one, other), (other, one)):
        assert relate_values(x, y, True, corpus) == strict
        assert relate_values(x, y, False, corpus) == lenient


def test_values_of_different_measures_do_not_meet(corpus: Corpus) -> None:
    with pytest.raises(TypeError, match="Quantity and When belong to different measures"):
        relate_values(q(1, 1), When(parse("2019")), True, corpus)


FIGURES = st.builds(
    lambda low, more: q(low, None if more is None else low + more), st.integers(0, 9), st.none() | st.integers(0, 4)
)


@given(FIGURES, FIGURES)
def test_quantities_contradict_where_no_figure_fits_both(one: Quantity, other: Quantity) -> None:
    assert one.low is not None
    assert other.low is not None
    apart = any(x.high is not None and y.low is not None and x.high < y.low for x, y in ((one, other), (other, one)))
    assert (relate_values(one, other, True, None) == Kind.CONTRADICT) == apart  # type: ignore[arg-type]


def test_every_kind_has_a_rule_and_a_place_between_peace_and_conflict() -> None:
    assert set(MILDEST) == set(Kind) == set(LABELS)
    assert len(RELATIONS) == len(MILDEST) == len(Kind)


def test_the_toy_corpus_shows_every_kind_and_every_rating(compiled_toy: Compiled) -> None:
    kinds = {pair.kind for each in compiled_toy.facts.values() for pair in each.comparison.pairs}
    assert kinds == set(Kind)
    ratings = {each.comparison.rating for each in compiled_toy.facts.values()}
    assert ratings == {Rating.AGREED, Rating.RECONCILABLE, Rating.DISPUTED, Rating.SINGLE_SOURCE}
    assert {each.fact.claim.verdict.rating for each in compiled_toy.facts.values()} == set(Rating)


POND = {
    ("reed", "reed-mud"): "different-scope",
    ("reed", "sign"): "told-differently",  # he speaks for the council, whose sign says less
    ("reed", "marsh"): "differ-in-precision",
    ("reed", "residents"): "differ-in-precision",
    ("reed", "gazette-reed"): "same-origin",
    ("reed", "levi"): "differ-in-precision",
    ("reed", "customer"): "not-comparable",
    ("reed", "levi-later"): "changed-over-time",
    ("sign", "marsh"): "contradict",
    ("sign", "levi"): "contradict",
    ("marsh", "levi"): "contradict",
    ("marsh", "residents"): "agree",
    ("marsh", "marsh-kite"): "same-origin",
    ("levi", "customer"): "not-comparable",
    ("levi", "levi-later"): "changed-over-time",
    ("reed-mud", "residents"): "different-scope",
}


def test_every_pair_of_a_fact(compiled_toy: Compiled) -> None:
    pairs = compiled_toy.facts["pond-depth"].comparison.pairs
    assert len(pairs) == 45
    found = {(pair.a.id, pair.b.id): pair for pair in pairs}
    assert {names: found[names].kind.value for names in POND} == POND
    ambiguous = found["reed-mud", "residents"]  # in one scope 3.15 to 3.85 against 2 to 3, in the other nothing
    assert (ambiguous.kind, ambiguous.otherwise) == (Kind.DIFFERENT_SCOPE, Kind.CONTRADICT)
    assert found["marsh", "residents"].otherwise is Kind.DIFFERENT_SCOPE
    assert found["reed", "sign"].otherwise is None


def test_origins_are_counted_after_chains_are_collapsed(compiled_toy: Compiled) -> None:
    origins = compiled_toy.facts["pond-depth"].comparison.origins
    assert [(origin.name, origin.accounts) for origin in origins] == [
        ("parish-council", ("reed", "reed-mud", "sign", "gazette-reed")),
        ("cleo-marsh", ("marsh", "marsh-kite")),
        ("residents", ("residents",)),
        ("dov-levi", ("levi", "customer", "levi-later")),
    ]
    assert [len(origin.why) for origin in origins] == [1, 0, 0, 1]
    assert origins[0].why == ("Bert Reed speaks for the parish council",)
    assert "café" in origins[3].why[0]


def test_spread_of_each_scope(compiled_toy: Compiled) -> None:
    assert compiled_toy.facts["pond-depth"].comparison.spreads == (
        Spread("water", Decimal(0), None, None, stated=True),
        Spread("water and mud", Decimal(2), Decimal("3.85"), Decimal("1.9"), stated=False),  # "a couple"
    )


def test_spread_from_nought_has_no_ratio(changed: Change) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["accounts"] = [account(data, "sign"), account(data, "marsh-kite")]
        data["claimed_by"] = "sign"

    assert changed("pond-depth", edit)[1].spreads == (Spread("water", Decimal(0), Decimal(3), None, stated=True),)


def test_spread_of_very_different_figures(changed: Change, corpus: Corpus) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["accounts"] = [account(data, "sign"), account(data, "marsh")]
        data["claimed_by"] = "sign"

    fact, comparison = changed("pond-depth", edit)
    assert comparison.spreads == (Spread("water", Decimal("1.5"), Decimal(3), Decimal("2.0"), stated=True),)
    small, big = (
        Decimal("0.0000000000000001"),
        Decimal("9" * 18),
    )  # their ratio has more digits than decimals have by default
    wide = replace(fact, witnesses=tuple(replace(w, reading=Quantity(small, big, Basis.RANGE)) for w in fact.witnesses))
    assert compare(wide, corpus).spreads[0].ratio == big * 10**16


def test_chain_and_origin(compiled_toy: Compiled) -> None:
    facts = compiled_toy.facts
    assert facts["bank-mended"].fact.witness("gazette-reed").chain == ("bert-reed", "heron", "gazette")
    customer = facts["what-fell"].fact.witness("customer")
    assert (customer.chain, customer.origin) == (("customer", "dov-levi", "kite"), "customer")
    with pytest.raises(KeyError):
        facts["ducks"].fact.witness("nobody")


@pytest.mark.parametrize("name", sorted(path.stem for path in (TOY / "seeds/claims").glob("*.yml")))
def test_the_order_of_accounts_changes_nothing(name: str, changed: Change) -> None:
    def outcome(comparison: Comparison) -> object:
        pairs = {(frozenset((p.a.id, p.b.id)), p.kind, p.computed, p.otherwise) for p in comparison.pairs}
        return pairs, {frozenset(o.accounts) for o in comparison.origins}, comparison.rating, set(comparison.spreads)

    first = outcome(changed(name, lambda _: None)[1])
    assert outcome(changed(name, lambda data: data["accounts"].reverse())[1]) == first
    assert outcome(changed(name, lambda data: data["accounts"].sort(key=lambda each: each["id"]))[1]) == first


# --- the verdict that follows -----------------------------------------------------------------------------------------


def seen(*chosen: str) -> Callable[[dict[str, Any]], None]:
    """Only these accounts of heron-seen."""

    def edit(data: dict[str, Any]) -> None:
        data["accounts"] = [account(data, name) for name in chosen]
        data["claimed_by"] = chosen[0]
        data["verdict"].pop("rests_on")

    return edit


@pytest.mark.parametrize(
    ("accounts", "rating"),
    [
        (("council",), "single-source"),
        (("marsh",), "single-source"),
        (("council", "marsh"), "single-source"),  # who declines to answer is no source
        (("council", "council-later"), "single-source"),
        (("marsh", "levi"), "disputed"),
        (("levi", "council-later"), "agreed"),
        (("council", "levi", "council-later"), "agreed"),
        (("marsh", "levi", "council-later"), "disputed"),
    ],
)
def test_rating(accounts: tuple[str, ...], rating: str, changed: Change) -> None:
    for order in permutations(accounts):
        assert changed("heron-seen", seen(*order))[1].rating == rating


def test_an_override_counts_for_the_rating(changed: Change) -> None:
    def edit(data: dict[str, Any]) -> None:
        seen("marsh", "levi")(data)
        data["overrides"] = [{"accounts": ["levi", "marsh"], "kind": "changed-over-time", "reason": "Noon."}]

    fact, comparison = changed("heron-seen", edit)
    assert comparison.rating is Rating.RECONCILABLE
    (pair,) = comparison.pairs
    assert (pair.kind, pair.computed, pair.reason) == (Kind.CHANGED_OVER_TIME, Kind.CONTRADICT, "Noon.")
    assert not comparison.contradictions
    assert not list(check_overrides(fact, comparison))


def test_one_origin_cannot_make_a_dispute(changed: Change) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["accounts"] = [account(data, "reed"), account(data, "sign")]

    _, comparison = changed("pond-depth", edit)
    assert [pair.kind for pair in comparison.pairs] == [Kind.TOLD_DIFFERENTLY]
    assert comparison.rating is Rating.SINGLE_SOURCE


def test_what_is_the_same_at_two_times_has_not_changed(changed: Change) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["accounts"] = [account(data, "levi"), account(data, "council-later")]
        account(data, "levi").update(as_of="2019-05-01", said="2019-05-06")
        data["verdict"].pop("rests_on")

    _, comparison = changed("heron-seen", edit)
    assert [pair.kind for pair in comparison.pairs] == [Kind.AGREE]


def test_kinds_are_counted_in_the_order_of_the_rules(compiled_toy: Compiled) -> None:
    comparison = compiled_toy.facts["pond-depth"].comparison
    order = [relation.kind for relation in RELATIONS]
    assert list(comparison.kinds()) == sorted(comparison.kinds(), key=order.index)
    assert sum(comparison.kinds().values()) == len(list(combinations(range(10), 2)))


# --- the rules over a fact --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "reason", "rests_on", "rules"),
    [
        ("single-source", None, None, []),
        ("single-source", "Because.", None, ["override-needless"]),
        ("disputed", None, None, ["verdict-unfit"]),
        ("disputed", "Because.", None, []),
        ("withdrawn", "Because.", None, []),
        ("withdrawn", None, None, ["verdict-unfit"]),
        ("leaning", "Because.", "reed", []),
        ("leaning", "Because.", None, ["verdict-unfit"]),
        ("settled", None, None, ["verdict-unfit", "verdict-unfit"]),
        ("single-source", None, "reed", ["verdict-unfit"]),
    ],
)
def test_verdicts(rating: str, reason: str | None, rests_on: str | None, rules: list[str], changed: Change) -> None:
    def edit(data: dict[str, Any]) -> None:
        more = {"reason": reason, "rests_on": rests_on}
        data["verdict"] |= {"rating": rating} | {key: text for key, text in more.items() if text}

    assert [problem.rule.id for problem in check_verdict(*changed("bank-mended", edit))] == rules


@pytest.mark.parametrize(
    ("sums", "messages"),
    [
        ([{"parts": ["reed-parts"], "total": "reed-total"}], []),
        ([{"parts": ["reed-parts"], "total": "reed-parts"}], []),
        ([{"parts": ["levi"], "total": "reed-total"}], ["9 is 9, not 17."]),
        ([{"parts": ["levi", "reed-parts"], "total": "reed-total"}], ["9 + 6 + 11 is 26, not 17."]),
        ([{"parts": ["reed-total"], "total": "reed-parts"}], ["A sum needs exact figures"]),
    ],
)
def test_sums(sums: list[dict[str, Any]], messages: list[str], changed: Change) -> None:
    found = list(check_sums(*changed("ducks", lambda data: data.update(sums=sums))))
    assert len(found) == len(messages)
    assert all(problem.message.startswith(said) for problem, said in zip(found, messages, strict=True))


def test_the_toy_corpus_is_where_the_tests_think(compiled_toy: Compiled) -> None:
    assert compiled_toy.sound
    assert not compiled_toy.problems
    assert Path(TOY, "seeds").is_dir()
