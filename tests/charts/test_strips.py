"""Who stands where."""

from __future__ import annotations

import pytest

from generator.charts.canvas import LAYOUTS, NARROW, WIDE, Layout
from generator.charts.records import Account, Choice
from generator.charts.strips import describe, draw
from generator.readings import Answer

from .made import NOTHING, account, matter
from .sight import check, desc, links, marks, of_class, words

CHOICES = (Choice("yes", "it did"), Choice("no", "it did not"), Choice("mum", "declined to say", open=True))


def says(*answers: str) -> Answer:
    return Answer(answers, answers == ("mum",))


def strip(*accounts: Account, layout: Layout = WIDE, **more: object) -> str:
    fact = matter(*accounts, **({"choices": CHOICES} | more))
    svg = draw(fact, layout, "p", "").svg(fact.title, describe(fact))
    check(svg)
    return svg


def token(svg: str, speaker: str) -> tuple[float, float]:
    return next((box[0], box[1]) for what, box in marks(svg) if what == f"text b {speaker}")


def test_each_answer_has_a_column_with_its_speakers_below() -> None:
    svg = strip(account(1, says("yes")), account(2, says("no")), account(3, says("yes")))
    one, two, three = (token(svg, f"Speaker {n}") for n in (1, 2, 3))
    assert one[0] == three[0] < two[0]
    assert one[1] == two[1] < three[1]


def test_on_a_phone_the_answers_stand_below_each_other() -> None:
    svg = strip(account(1, says("yes")), account(2, says("no")), layout=NARROW)
    shown = words(svg)
    assert shown.index("it did") < shown.index("Speaker 1") < shown.index("it did not") < shown.index("Speaker 2")


def test_open_answers_and_silence_stand_apart_after_the_others() -> None:
    svg = strip(account(1, says("mum")), account(2, NOTHING, wording="perhaps"), account(3, says("no")))
    assert token(svg, "Speaker 3")[0] < token(svg, "Speaker 1")[0] < token(svg, "Speaker 2")[0]
    assert len(of_class(svg, "apart")) == 1
    assert "takes no side" in words(svg)
    assert "leaves it open: 2 Speaker 2 (“perhaps”)" in desc(svg)


def test_who_names_two_answers_stands_in_both_columns_with_a_remark() -> None:
    svg = strip(account(1, says("yes", "no")), account(2, says("no")))
    shown = words(svg)
    assert shown.count("Speaker 1") == 2
    assert "also: it did not" in shown
    assert "also: it did" in shown


def test_a_shared_origin_is_bracketed_in_a_column_and_said_across_columns() -> None:
    together = strip(account(1, says("yes"), origin="town"), account(2, says("yes"), origin="town"))
    assert of_class(together, "brace")
    assert "1 and 2 count as one origin: Town." not in words(together)
    across = strip(account(1, says("yes"), origin="town"), account(2, says("no"), origin="town"))
    assert not of_class(across, "brace")
    assert "1 and 2 count as one origin: Town." in words(across)


@pytest.mark.parametrize(("exclusive", "sentence"), [(True, "exclude each other"), (False, "can be true at once")])
def test_whether_answers_exclude_each_other_is_said(exclusive: bool, sentence: str) -> None:
    svg = strip(account(1, says("yes")), account(2, says("no")), exclusive=exclusive)
    assert any(sentence in each for each in words(svg))
    assert sentence in desc(svg)


def test_scopes_stand_apart() -> None:
    svg = strip(
        account(1, says("yes"), scopes=("men",)), account(2, says("yes"), scopes=("all",)), scopes=("men", "all")
    )
    shown = words(svg)
    assert shown.index("Men") < shown.index("Speaker 1") < shown.index("All") < shown.index("Speaker 2")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_many_answers_with_long_words_keep_to_the_box(layout: Layout) -> None:
    choices = tuple(Choice(f"c{n}", f"answer {n} " + "and so on " * 9) for n in range(9))
    accounts = [account(n, says(f"c{n % 9}"), who="A rather long name of somebody " * 3) for n in range(1, 130)]
    assert len(links(strip(*accounts, layout=layout, choices=choices))) == 129
