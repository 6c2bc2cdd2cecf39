"""What an editor is offered and told: functions over the toy publication, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import forms
from generator.compiler import compile_corpus
from generator.evidence import Span
from generator.languageserver import completion, diagnostics, hovering, navigation, offers, rewriting, terms
from generator.languageserver.completion import Suggestion
from generator.languageserver.project import Project
from generator.languageserver.terms import fields_at, keys_at, role_of, source
from generator.model import ID_PATTERN, Account, Rating
from generator.schema import FILES
from generator.settings import Settings
from generator.yamledit import apply

CLAIM = "seeds/claims/ducks.yml"
HERE = "‸"


@pytest.fixture
def project(toy: Path) -> Project:
    project = Project(toy)
    while not project.work(1):
        pass
    return project


def typed(project: Project, old: str, new: str, file: str = CLAIM) -> tuple[str, int]:
    """Type something into a file; the mark says where the cursor stands. Returns the text and the position."""
    text = (project.root / file).read_bytes().decode()
    assert text.count(old) == 1, old
    text = text.replace(old, new)
    at = text.index(HERE)
    text = text.replace(HERE, "")
    project.type(file, text)
    project.sync()
    return text, at


def suggested(project: Project, old: str, new: str, file: str = CLAIM) -> dict[str, Suggestion]:
    _, at = typed(project, old, new, file)
    return {each.label: each for each in completion.complete(project, file, at).items}


def put(text: str, chosen: Suggestion) -> str:
    return text[: chosen.span.start] + chosen.new + text[chosen.span.end :]


# --- completion -------------------------------------------------------------------------------------------------------


def test_keys_that_are_missing_are_offered_with_their_descriptions(project: Project) -> None:
    found = suggested(project, "    said: 2019-05-06\n", f"    {HERE}\n")
    assert {"said", "scope", "heard_from", "note"} <= found.keys()
    assert not {"id", "quote", "rating"} & found.keys()
    assert next(iter(found)) == "said"
    assert found["said"].description == next(key.description for key in forms.keys(Account) if key.typed == "said")
    assert found["said"].new == "said: "  # a day is written behind its key, and is no record with keys of its own


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    said: 2019-05-06\n", f"    sa{HERE}\n", "    said: 2019-05-06\n"),
        ("verdict:\n  rating: leaning", f"verdict:\n  rat{HERE}: leaning", "verdict:\n  rating: leaning"),
    ],
)
def test_a_chosen_key_stands_where_it_was_typed(project: Project, old: str, new: str, expected: str) -> None:
    text, at = typed(project, old, new)
    chosen = completion.complete(project, CLAIM, at).items
    key = next(each for each in chosen if each.label == expected.split(":")[-2].rsplit(maxsplit=1)[-1])
    assert expected.strip().partition(":")[0] in put(text, key)


@pytest.mark.parametrize(
    ("old", "new", "label", "detail"),
    [
        ("speaker: dov-levi", f"speaker: {HERE}", "dov-levi", "Dov Levi"),
        ("speaker: dov-levi", f"speaker:{HERE}", "dov-levi", "Dov Levi"),
        ("speaker: dov-levi", f"speaker: dov-{HERE}", "dov-levi", "Dov Levi"),
        ("article: kite", f"article: {HERE}", "kite", ""),
        ("topics: [animals]", f"topics: [{HERE}]", "animals", ""),
        ("claimed_by: reed-total", f"claimed_by: {HERE}", "levi", ""),
        ("rests_on: reed-parts", f"rests_on: r{HERE}", "reed-parts", ""),
        ("parts: [reed-parts]", f"parts: [reed-parts, {HERE}]", "reed-total", ""),
        ("rating: leaning", f"rating: {HERE}", "disputed", ""),
        ("confidence: moderate", f"confidence: {HERE}", "high", ""),
        ("said: 2019-05-06", f"said: {HERE}", "2019-05-06", "the day kite appeared"),
        ("{mallard: 9}", f"{{{HERE}}}", "tufted", "tufted ducks"),
        ("kind: breakdown", f"kind: {HERE}", "quantity", ""),
    ],
)
def test_values_are_offered(project: Project, old: str, new: str, label: str, detail: str) -> None:
    found = suggested(project, old, new)
    assert label in found
    assert detail in found[label].detail


def test_a_chosen_value_makes_the_file_what_it_was(project: Project) -> None:
    for new in (f"speaker: {HERE}", f"speaker:{HERE}", f"speaker: do{HERE}v", f"speaker: 'dov{HERE}'"):
        text, at = typed(project, "speaker: dov-levi", new)
        chosen = next(each for each in completion.complete(project, CLAIM, at).items if each.label == "dov-levi")
        assert put(text, chosen) == (project.root / CLAIM).read_text(encoding="utf-8")


def test_ratings_come_with_the_meaning_that_is_published(project: Project) -> None:
    found = suggested(project, "rating: leaning", f"rating: {HERE}")
    assert project.corpus is not None
    assert found["agreed"].description == project.corpus.publication.ratings[Rating.AGREED].meaning


def test_accounts_are_offered_inside_citations(project: Project) -> None:
    found = suggested(
        project, "Seventeen by the pond keeper’s count;", f"Seventeen [@{HERE} by the pond keeper’s count;"
    )
    assert list(found) == ["reed-total", "reed-parts", "gazette-total", "levi"]
    assert found["levi"].new == "levi]"
    found = suggested(project, "Seventeen by the pond keeper’s count;", f"Seventeen [@le{HERE}] by the count;")
    assert found["levi"].new == "levi"
    assert found["levi"].span.end - found["levi"].span.start == 2


def test_sentences_of_the_chosen_article_are_offered_for_a_quote(project: Project) -> None:
    old = "quote: Six mallards and eleven tufted ducks."
    text, at = typed(project, old, f"quote: mallards and{HERE}")
    found = completion.complete(project, CLAIM, at)
    assert found.partial
    labels = [each.label for each in found.items]
    assert labels == ["mallards and eleven tufted ducks.", "“Six mallards and eleven tufted ducks."]
    assert "quote: mallards and eleven tufted ducks.\n" in put(text, found.items[0])
    text, at = typed(project, old, f"quote: {HERE}")
    everything = completion.complete(project, CLAIM, at).items
    assert project.corpus is not None
    assert len(everything) == len(project.corpus.articles["heron"].text.sentences)
    for each in everything:  # whatever is chosen is found, and is sound YAML
        project.type(CLAIM, put(text, each))
        project.look(CLAIM)
        codes = {problem.rule.id for problem in project.problems().get(CLAIM, ())}
        assert not codes & {"yaml-syntax", "quote-not-found", "quote-cuts-word"}, each.label


def test_what_is_named_once_in_a_list_is_not_offered_again(project: Project) -> None:
    assert "reed-parts" not in suggested(project, "parts: [reed-parts]", f"parts: [reed-parts, {HERE}]")


def test_nothing_is_offered_where_anything_may_be_written(project: Project) -> None:
    for old, new in (
        ("title: How many", f"title: How {HERE}many"),
        ("  - id: levi", f"  - id: {HERE}levi"),
        ("reason: The keeper", f"reason: The {HERE}keeper"),
        ("verdict:\n", f"# a remark {HERE}\nverdict:\n"),
    ):
        assert suggested(project, old, new) == {}


def test_registries_and_articles_have_their_own(project: Project) -> None:
    file = "seeds/addresses.yml"
    text = (project.root / file).read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.strip() == "- claims/ducks")
    assert list(suggested(project, f"{old}\n", f"  - {HERE}\n", file)) == ["claims/ducks"]
    file = "seeds/articles/kite.yml"
    text = (project.root / file).read_text(encoding="utf-8")
    publisher = next(line for line in text.splitlines() if line.startswith("publisher:"))
    assert publisher.removeprefix("publisher: ") in suggested(project, publisher, f"publisher: {HERE}", file)
    assert "full" in suggested(project, "show: full", f"show: {HERE}", file)


# --- hover ------------------------------------------------------------------------------------------------------------


def told(project: Project, old: str, new: str, file: str = CLAIM, *, markdown: bool = False) -> str:
    _, at = typed(project, old, new, file)
    found = hovering.hover(project, file, at, markdown=markdown)
    return found.text if found else ""


def test_a_key_tells_what_the_model_says_of_it(project: Project) -> None:
    assert "The time the account is about" in told(
        project, "    as_of: 2019-05-01\n    quote: Six", f"    as{HERE}_of: 2019-05-01\n    quote: Six"
    )
    assert "- leaning: " in told(project, "  rating:", f"  rat{HERE}ing:")


def test_an_id_tells_the_name(project: Project) -> None:
    assert told(project, "speaker: dov-levi", f"speaker: dov{HERE}-levi").startswith("Dov Levi")
    assert "Six mallards" in told(project, "rests_on: reed-parts", f"rests_on: reed{HERE}-parts")
    assert "evidence favours" in told(project, "rating: leaning", f"rating: lean{HERE}ing")


def test_what_is_counted_is_told_only_when_all_of_it_is_known(toy: Path) -> None:
    project = Project(toy)
    for complete in (False, True):
        text = told(project, "speaker: dov-levi", f"speaker: dov{HERE}-levi")
        assert text.startswith("Dov Levi")
        assert ("accounts in" in text) is complete
        while not project.work(1):
            pass


def test_a_citation_tells_the_quote(project: Project) -> None:
    assert "nine mallards" in told(project, "Seventeen by", f"Seventeen [@le{HERE}vi] by")


def test_a_quote_tells_its_context_and_where_else_it_is_used(project: Project) -> None:
    text = told(project, "quote: Six mallards", f"quote: Six {HERE}mallards")
    assert "Six mallards and eleven tufted ducks." in text
    assert "(heron, line " in text
    text = told(project, "quote: Six mallards and eleven", f"quote: Six {HERE}mallards and twelve")
    assert "do not stand like this" in text


def test_a_sentence_of_a_stored_text_tells_who_quotes_it(project: Project) -> None:
    file = "seeds/articles/heron.txt"
    text = (project.root / file).read_text(encoding="utf-8")
    found = hovering.hover(project, file, text.index("Six mallards"), markdown=False)
    assert found is not None
    assert "How many ducks crossed the High Street? (reed-parts)" in found.text
    places = navigation.references(project, file, text.index("Six mallards"))
    assert [spot.file for spot in places] == [CLAIM]


def test_curated_text_is_no_markup(project: Project) -> None:
    file = "seeds/speakers.yml"
    typed(project, "name: Dov Levi", f"name: '**[x](command:y)** <b>'{HERE}", file)
    text = told(project, "speaker: dov-levi", f"speaker: dov{HERE}-levi", markdown=True)
    assert text.startswith(r"**\*\*\[x\]\(command\:y\)\*\* \<b\>**")


# --- navigation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "file", "words"),
    [
        ("speaker: dov-levi", f"speaker: dov{HERE}-levi", "seeds/speakers.yml", "dov-levi"),
        ("topics: [animals]", f"topics: [ani{HERE}mals]", "seeds/publication.yml", "animals"),
        ("rests_on: reed-parts", f"rests_on: reed{HERE}-parts", CLAIM, "reed-parts"),
        ("Seventeen by", f"Seventeen [@le{HERE}vi] by", CLAIM, "levi"),
        ("{mallard: 9}", f"{{mal{HERE}lard: 9}}", CLAIM, "mallard"),
        (
            "quote: Six mallards",
            f"quote: Six {HERE}mallards",
            "seeds/articles/heron.txt",
            "Six mallards and eleven tufted ducks.",
        ),
    ],
)
def test_definitions(project: Project, old: str, new: str, file: str, words: str) -> None:
    _, at = typed(project, old, new)
    spot = navigation.definition(project, CLAIM, at)[0]
    text = project.text(file)
    assert spot.file == file
    assert text is not None
    assert text[spot.span.start : spot.span.end] == words


def test_an_article_leads_to_its_text_and_its_metadata(project: Project) -> None:
    _, at = typed(project, "article: kite", f"article: ki{HERE}te")
    assert [spot.file for spot in navigation.definition(project, CLAIM, at)] == [
        "seeds/articles/kite.txt",
        "seeds/articles/kite.yml",
    ]


def test_references_are_every_place_that_names_it(project: Project) -> None:
    _, at = typed(project, "speaker: dov-levi", f"speaker: dov{HERE}-levi")
    found = navigation.references(project, CLAIM, at)
    texts = {spot.file: project.text(spot.file) or "" for spot in found}
    assert all(texts[spot.file][spot.span.start : spot.span.end] == "dov-levi" for spot in found)
    files = {path for path in (project.root / "seeds").rglob("*.yml") if "dov-levi" in path.read_text(encoding="utf-8")}
    assert {project.root / spot.file for spot in found} == files - {project.root / "seeds/addresses.yml"}
    used = navigation.references(project, CLAIM, at, described=False)
    (described,) = set(found) - set(used)
    assert described in navigation.definition(project, CLAIM, at)


def test_symbols_of_a_registry_are_its_entries(project: Project) -> None:
    names = {each.name: each.detail for each in navigation.symbols(project, "seeds/speakers.yml")}
    assert names["dov-levi"] == "Dov Levi"


def test_laying_out_is_what_fmt_does(project: Project) -> None:
    from generator import layout

    text, _ = typed(project, "topics: [animals]", f"topics:   [ animals ]{HERE}")
    result, _ = layout.formatted(CLAIM, text)
    assert result is not None
    assert apply(text, rewriting.laid_out(project, CLAIM)) == result
    project.type(CLAIM, "a: [")
    assert rewriting.laid_out(project, CLAIM) == ()


# --- offers -----------------------------------------------------------------------------------------------------------

OFFERED = [
    ("quote: Six mallards and eleven", "quote: Six mallards and twelve", "Quote the nearest passage"),
    ("quote: Six mallards and eleven tufted ducks.", "quote: Six mallards and eleven tufted duc", "Quote whole words"),
    ("speaker: dov-levi", "speaker: dov-levy", "Replace `dov-levy` with `dov-levi`"),
    ("rests_on: reed-parts", "rests_on: reed-part", "Replace `reed-part` with `reed-parts`"),
    ("Seventeen by the", "Seventeen [@lev] by the", "Replace `lev` with `levi`"),
    ("rating: leaning", "rating: leanning", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "title"), OFFERED)
def test_an_offer_mends_the_problem(project: Project, old: str, new: str, title: str) -> None:
    typed(project, old, new + HERE)
    project.look(CLAIM)
    problem = project.problems()[CLAIM][0]
    (found,) = diagnostics.diagnostics(project, CLAIM, (problem,), Settings())
    chosen = offers.offers(project, problem, found.span)[0]
    assert chosen.fix.title.startswith(title)
    project.type(CLAIM, apply(project.text(CLAIM) or "", chosen.fix.edits))
    project.look(CLAIM)
    assert problem.rule.id not in {each.rule.id for each in project.problems().get(CLAIM, ())}


def test_an_ambiguous_quote_is_told_apart_by_each_of_its_places(project: Project) -> None:
    typed(project, "quote: Six mallards and eleven tufted ducks.", f"quote: ducks{HERE}")
    project.look(CLAIM)
    problem = next(each for each in project.problems()[CLAIM] if each.rule.id == "quote-ambiguous")
    (found,) = diagnostics.diagnostics(project, CLAIM, (problem,), Settings())
    assert len(found.related) > 1
    chosen = offers.offers(project, problem, found.span)
    assert len(chosen) > 1
    assert not any(each.certain for each in chosen)
    project.type(CLAIM, apply(project.text(CLAIM) or "", chosen[1].fix.edits))
    project.look(CLAIM)
    assert "quote-ambiguous" not in {each.rule.id for each in project.problems()[CLAIM]}


def test_one_part_of_a_quote_with_words_left_out_is_mended_alone(project: Project) -> None:
    typed(project, "quote: Six mallards and eleven tufted ducks.", f"quote: Six malards […] tufted ducks.{HERE}")
    project.look(CLAIM)
    problem = project.problems()[CLAIM][0]
    (found,) = diagnostics.diagnostics(project, CLAIM, (problem,), Settings())
    (chosen,) = offers.offers(project, problem, found.span)
    assert "quote: Six mallards […] tufted ducks." in apply(project.text(CLAIM) or "", chosen.fix.edits)


# --- diagnostics ------------------------------------------------------------------------------------------------------


def test_all_lines_of_a_wrong_quote_are_underlined(project: Project) -> None:
    text, _ = typed(
        project,
        "quote: Six mallards and eleven tufted ducks.",
        f"quote: >-\n      Six mallards\n      and twelve ducks.{HERE}",
    )
    project.look(CLAIM)
    (found,) = diagnostics.diagnostics(project, CLAIM, project.problems()[CLAIM], Settings())
    assert text[found.span.start : found.span.end] == ">-\n      Six mallards\n      and twelve ducks."


def test_the_page_of_the_rule_is_the_published_one_or_the_one_on_this_machine(project: Project) -> None:
    typed(project, "rating: leaning", f"rating: x{HERE}")
    project.look(CLAIM)
    problems = project.problems()[CLAIM]
    (found,) = diagnostics.diagnostics(project, CLAIM, problems, Settings(site="https://example.org/"))
    assert found.page == "https://example.org/rules/#bad-value"
    (found,) = diagnostics.diagnostics(project, CLAIM, problems, Settings())
    assert found.page is None
    page = project.root / "docs/rules/index.md"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
    (found,) = diagnostics.diagnostics(project, CLAIM, problems, Settings())
    assert found.page == f"{page.as_uri()}#bad-value"


def test_every_problem_of_every_specimen_has_a_place_in_its_file(project: Project) -> None:
    from tests.test_specimens import SPECIMENS, blocks, edited

    for path in sorted(SPECIMENS.glob("*.md")):
        found_blocks = blocks(path)
        if any(block.when == "before" for block in found_blocks):  # what it edits is not the toy publication
            continue
        for block in found_blocks:
            if block.action not in ("edit", "create") or block.when or not source(block.file):
                continue
            before = (project.root / block.file).read_bytes().decode() if block.action == "edit" else ""
            text = edited(before, block.text) if block.action == "edit" else block.text
            project.type(block.file, text)
            while not project.work(1):
                pass
            for file, problems in project.problems().items():
                for found in diagnostics.diagnostics(project, file, problems, Settings()):
                    assert Span(0, 0) != found.span or not project.text(file) or not found.problem.place.column
                    assert 0 <= found.span.start <= found.span.end <= len(project.text(file) or "")
                    offers.offers(project, found.problem, found.span)
            project.close(block.file)
    while not project.work(1):
        pass
    assert compile_corpus(project.root).problems == ()
    assert not project.problems()


# --- what the tables say ----------------------------------------------------------------------------------------------


LISTS = {"accounts", "corrections", "may_share_origin", "overrides", "sums"}


def places(names: tuple[str, ...]) -> Iterator[str | int]:
    """A path that a pattern of names stands for."""
    for number, name in enumerate(names):
        yield "agreed" if name == "*" else name
        if name in LISTS and number < len(names) - 1:
            yield 0


def test_every_role_names_a_field_of_the_model() -> None:
    for kind, roles in terms._ROLES.items():
        for names in roles:
            path = tuple(places(names))
            assert role_of(kind, path) is not None
            assert terms.shape_at(kind, path) is not None, (kind, path)
    for prose in terms.PROSE:
        assert terms.shape_at("claim", tuple(places(prose))) is not None


def test_every_id_of_the_model_has_a_role() -> None:
    def walk(kind: str, path: tuple[str | int, ...]) -> None:
        for field in fields_at(kind, path):
            inner = (*path, field.name)
            if field.nested:
                walk(kind, (*inner, 0) if field.nested == "list" else inner)
                continue
            annotation = repr(terms.shape_at(kind, inner))
            if ID_PATTERN in annotation:
                assert role_of(kind, inner) is not None, (kind, inner)

    for kind, (_, registry) in FILES.items():
        walk(kind, ("x",) if registry else ())
    assert keys_at("publication", ("ratings",))
