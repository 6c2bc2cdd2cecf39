"""Pictures for sharing: the right words, the right size, the same bytes."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import astuple, replace
from PIL import Image

from generator.exports import cards, drawing
from generator.exports.cards import Card, Line, fact_card
from generator.staging import Staging, write
from generator.views.common import Site

PLAIN = Card("a", "The pond", "How deep?", "disputed", "Disputed", "low", (Line("Ann", "2", "metres"),), "2 accounts")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def every_card(site: Site) -> list[Card]:
    return list(cards.some(site, list(cards.keys(site))))


def test_every_card_is_a_picture_of_the_size_that_is_promised(site: Site) -> None:
    names = []
    for card in every_card(site):
        content = drawing.picture(card)
        picture = opened(content)
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(content) < 60_000
        names.append(card.name)
    assert sorted(names) == ["_site", *sorted(site.facts)]


def test_it_says_what_the_page_says(site: Site) -> None:
    for name, examined in site.facts.items():
        card = fact_card(site, examined)
        fact = examined.fact
        assert card.title == fact.claim.title
        assert card.label == site.pill(fact).label
        assert {line.value for line in card.lines} <= {site.value(fact, witness) for witness in fact.witnesses}
        assert card.path == f"cards/{name}.png"
        assert fact.claim.title in card.words


def test_those_who_contradict_each_other_stand_first(site: Site) -> None:
    examined = site.facts["pond-depth"]
    clashing = {
        site.short(each.account.speaker) for pair in examined.comparison.contradictions for each in (pair.a, pair.b)
    }
    assert fact_card(site, examined).lines[0].who in clashing


def test_the_same_card_gives_the_same_bytes() -> None:
    assert drawing.picture(PLAIN) == drawing.picture(replace(PLAIN))
    assert drawing.picture(PLAIN) != drawing.picture(replace(PLAIN, title="How shallow?"))


def test_the_digest_is_of_every_word(site: Site) -> None:
    for card in every_card(site):
        *words, lines, foot = astuple(card)
        assert card.digest == sha256(repr((*words, tuple(map(astuple, lines)), foot)).encode()).hexdigest()


@pytest.mark.parametrize(
    "title",
    [
        "?",
        "How " + "very " * 50 + "deep?",
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 6 + "?",
        "Насколько глубок пруд? Πόσο βαθιά;",
    ],
)
def test_any_length_of_title_stays_inside(title: str) -> None:
    picture = opened(drawing.picture(replace(PLAIN, title=title))).convert("L")
    edge = [picture.getpixel((x, y)) for x in (*range(20), *range(1180, 1200)) for y in range(20, 630, 3)]
    assert min(edge) > 250  # type: ignore[type-var, operator]


def test_letters_that_the_font_lacks_are_left_out() -> None:
    assert drawing.picture(replace(PLAIN, title="池はどのくらい深い？")) == drawing.picture(replace(PLAIN, title=""))[
        :0
    ] + (drawing.picture(replace(PLAIN, title="池はどのくらい深い？")))
    without, with_ = (opened(drawing.picture(replace(PLAIN, title=title))) for title in ("", "池はどのくらい深い？"))
    assert without.tobytes() == with_.tobytes()


def test_a_picture_that_is_already_there_is_not_drawn_again(tmp_path: Path) -> None:
    last, new, newer = tmp_path / "last", tmp_path / "new", tmp_path / "newer"
    other = replace(PLAIN, name="b")
    assert drawing.draw([PLAIN, other], Staging(last)) == (2, 0)
    changed = replace(PLAIN, label="Agreed")
    assert drawing.draw([changed, other], Staging(new, last)) == (1, 1)
    assert (new / "cards/b.png").read_bytes() == (last / "cards/b.png").read_bytes()
    assert (new / "cards/a.png").read_bytes() == drawing.picture(changed)
    write(last / "cards/b.png", b"")
    assert drawing.draw([other], Staging(newer, last)) == (1, 0)
