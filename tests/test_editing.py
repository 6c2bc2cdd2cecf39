"""`disputed rename` and `disputed retract`: everything or nothing, with every comment in its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import changing
from generator.changing import Change
from generator.cli import main
from generator.compiler import compile_corpus
from generator.references import page_of


def run(root: Path, *arguments: str, **environment: str) -> Result:
    env = {"SOURCE_DATE_EPOCH": None, **environment}
    return CliRunner().invoke(main, [arguments[0], "--project", str(root), *arguments[1:]], env=env)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / "seeds" / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode())


def text(root: Path, file: str) -> str:
    return (root / "seeds" / file).read_text(encoding="utf-8")


def refused(root: Path, *arguments: str, code: int = 1, says: str, **environment: str) -> None:
    before = contents(root)
    done = run(root, *arguments, **environment)
    assert done.exit_code == code, done.output
    assert re.search(says, done.output), done.output
    assert contents(root) == before


# --- rename -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "address"),
    [
        ("ducks", "how-many-crossed", "claims/how-many-crossed"),
        ("claims/ducks", "claims/crossed", "claims/crossed"),
        ("seeds/claims/ducks.yml", "crossed", "claims/crossed"),
        ("articles/heron", "heron-2019", "articles/heron-2019"),
        ("speakers/heron", "wending-heron", "speakers/wending-heron"),
        ("speakers/parish-council", "council", "speakers/council"),
        ("customer", "somebody", "speakers/somebody"),
    ],
)
def test_a_renamed_thing_is_named_so_everywhere(toy: Path, old: str, new: str, address: str) -> None:
    before = contents(toy)
    done = run(toy, "rename", old, new)
    assert done.exit_code == 0, done.output
    assert compile_corpus(toy).problems == ()
    kind, _, name = address.partition("/")
    was = old.removeprefix("seeds/").removesuffix(".yml").rpartition("/")[2]
    addresses = text(toy, "addresses.yml")
    assert f"  - {address}\n" in addresses
    assert f"  - {kind}/{was}\n" in addresses
    assert f"  {kind}/{was}: {address}\n" in addresses
    if kind != "speakers":
        assert not list((toy / f"seeds/{kind}").glob(f"{was}.*"))
        assert before[f"seeds/{kind}/{was}.yml"].count(b"\n") == text(toy, f"{kind}/{name}.yml").count("\n")
    back = run(toy, "rename", address, was)
    assert back.exit_code == 0, back.output
    after = contents(toy)
    assert {file: after[file] for file in before if "addresses" not in file} == {
        file: content for file, content in before.items() if "addresses" not in file
    }
    assert f"  {address}: {kind}/{was}\n" in text(toy, "addresses.yml")


def test_links_in_prose_follow_and_redirects_lead_to_the_end(toy: Path) -> None:
    change(
        toy,
        "claims/refuge.yml",
        "summary: To the mill race,",
        "summary: See [it](/facts/claims/ducks/#marsh) [or](/claims/ducks/). To the mill race,",
    )
    change(
        toy, "articles/kite.yml", "set_aside:", "note: As in [it](../../claims/ducks/index.html 'ducks').\nset_aside:"
    )
    change(
        toy,
        "publication.yml",
        "differ*.\n",
        "differ*. [Ducks](claims/ducks/), [ours](https://pond.example/facts/claims/ducks),"
        " [theirs](https://other.example/claims/ducks/), `](claims/ducks`.\n",
    )
    assert compile_corpus(toy).problems == ()
    assert run(toy, "rename", "ducks", "crossed").exit_code == 0
    assert "[the ducks](../crossed/)" in text(toy, "claims/pond-depth.yml")
    assert "[it](/facts/claims/crossed/#marsh) [or](/claims/ducks/)" in text(toy, "claims/refuge.yml")
    assert "[it](../../claims/crossed/index.html 'ducks')" in text(toy, "articles/kite.yml")
    introduction = text(toy, "publication.yml")
    assert "[Ducks](claims/crossed/)" in introduction
    assert "[ours](https://pond.example/facts/claims/crossed)" in introduction
    assert "[theirs](https://other.example/claims/ducks/)" in introduction
    assert "  claims/how-many-ducks: claims/crossed\n" in text(toy, "addresses.yml")


def test_comments_and_line_ends_stay(toy: Path) -> None:
    change(
        toy, "claims/refuge.yml", "    speaker: bert-reed\n", "    speaker: bert-reed  # he of the pond: bert-reed\n"
    )
    change(toy, "speakers.yml", "bert-reed:\n", "# about bert-reed\nbert-reed:\n")
    path = toy / "seeds/claims/ducks.yml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(toy, "rename", "bert-reed", "mr-reed").exit_code == 0
    assert "    speaker: mr-reed  # he of the pond: bert-reed\n" in text(toy, "claims/refuge.yml")
    assert "# about bert-reed\nmr-reed:\n" in text(toy, "speakers.yml")
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_what_was_never_published_needs_no_redirect(toy: Path) -> None:
    change(toy, "addresses.yml", "  - claims/refuge\n", "")
    done = run(toy, "rename", "refuge", "where-to")
    assert done.exit_code == 0
    assert "refuge" not in text(toy, "addresses.yml")
    assert compile_corpus(toy).problems == ()


def test_documents_that_name_it_are_pointed_out(toy: Path) -> None:
    (toy / "docs").mkdir()
    (toy / "docs/about.md").write_text("See [ducks](claims/ducks/).")
    assert "docs/about.md still names claims/ducks." in run(toy, "rename", "ducks", "crossed").stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("dukcs", "crossed", r"no.* id `dukcs`. Did you mean `ducks`\?"),
        ("claims/heron", "crossed", "nothing with the id `claims/heron`"),
        ("heron", "crossed", "write articles/heron or speakers/heron"),
        ("ducks", "Crossed!", "small letters"),
        ("ducks", "a" * 81, "80 at the most"),
        ("ducks", "", "small letters"),
        ("ducks", "ducks", "already"),
        ("ducks", "refuge", r"seeds/claims/refuge.yml is there already"),
        ("articles/heron", "kite", "is there already"),
        ("bert-reed", "cleo-marsh", "is there already"),
        ("ducks", "speakers/crossed", "cannot stand in `speakers`"),
        ("ducks", "../crossed", r"cannot stand in `\.\.`"),
        ("refuge", "how-many-ducks", "was the address of another page and leads to claims/ducks"),
    ],
)
def test_what_cannot_be_renamed_is_refused_with_a_reason(toy: Path, old: str, new: str, says: str) -> None:
    refused(toy, "rename", old, new, says=says)


def test_an_address_that_is_only_on_record_is_not_given_away(toy: Path) -> None:
    change(toy, "addresses.yml", "  - claims/refuge\n", "  - claims/long-gone\n  - claims/refuge\n")
    refused(toy, "rename", "refuge", "long-gone", says="was the address of another page")


def test_a_file_that_cannot_be_read_may_name_it(toy: Path) -> None:
    change(toy, "claims/refuge.yml", "title: ", "title: [")
    refused(toy, "rename", "ducks", "crossed", says=r"seeds/claims/refuge.yml cannot be read")


def test_a_publication_with_other_problems_can_be_renamed_in(toy: Path) -> None:
    change(toy, "claims/refuge.yml", "rating: reconcilable", "rating: agreed")
    assert run(toy, "rename", "refuge", "where-to").exit_code == 0
    assert [each.rule.id for each in compile_corpus(toy).problems] == ["verdict-unfit"]


def test_an_interrupted_rename_leaves_everything_as_it_was(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move = changing._move

    def full(temporary: Path, target: Path, change: Change) -> None:
        if toy in target.parents and target.name == "pond-depth.yml":
            raise OSError(28, "No space left on device", str(target))
        move(temporary, target, change)

    monkeypatch.setattr(changing, "_move", full)
    refused(toy, "rename", "ducks", "crossed", says=r"cannot be written: No space left.*Nothing was changed")


def test_the_pages_of_prose(toy: Path) -> None:
    assert [page_of(f"seeds/{file}.yml") for file in ("claims/a", "articles/b", "publication")] == [
        "claims/a/",
        "articles/b/",
        "",
    ]


# --- retract ----------------------------------------------------------------------------------------------------------

REASON = "The sign was read wrong: it says “1.5”, not 15."


def test_a_retracted_fact_stays_with_its_reason_and_a_correction(toy: Path) -> None:
    before = text(toy, "claims/ducks.yml")
    done = run(toy, "retract", "ducks", "--reason", REASON, "--date", "2019-06-01")
    assert done.exit_code == 0, done.output
    compiled = compile_corpus(toy)
    assert compiled.problems == ()
    claim = compiled.facts["ducks"].fact.claim
    assert claim.verdict.rating == "withdrawn"
    assert claim.verdict.reason == REASON
    assert claim.verdict.rests_on is None
    assert str(claim.verdict.reviewed) == "2019-06-01"
    (entry,) = claim.corrections
    assert (str(entry.date), entry.grade) == ("2019-06-01", "substantial")
    assert entry.text == f"Withdrawn; the verdict was “Leaning”. {REASON}"
    assert [line for line in before.splitlines() if line not in text(toy, "claims/ducks.yml").splitlines()] == [
        "  rating: leaning",
        "  reviewed: 2019-05-07",
        "  reason: The keeper counts them every morning; the other witness counted once.",
        "  rests_on: reed-parts",
    ]
    assert text(toy, "addresses.yml") == (Path(__file__).parent / "toy/seeds/addresses.yml").read_text()


def test_corrections_that_are_there_stay_first(toy: Path) -> None:
    assert run(toy, "retract", "claims/pond-depth", "--reason", REASON, "--date", "2019-06-01").exit_code == 0
    compiled = compile_corpus(toy)
    assert compiled.problems == ()
    assert [str(each.date) for each in compiled.facts["pond-depth"].fact.claim.corrections][2:] == [
        "2019-05-20",
        "2019-06-01",
    ]


def test_the_day_comes_from_the_environment_where_it_is_given_there(toy: Path) -> None:
    done = run(toy, "retract", "ducks", "--reason", REASON, SOURCE_DATE_EPOCH="1559390400")
    assert done.exit_code == 0
    assert "date: 2019-06-01" in text(toy, "claims/ducks.yml")


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "says"),
    [
        (["ducks", "--reason", REASON], {}, 2, "The day is not known"),
        (["ducks", "--reason", REASON], {"SOURCE_DATE_EPOCH": "soon"}, 2, "number of seconds"),
        (["ducks", "--reason", REASON, "--date", "1 June"], {}, 2, "is no day"),
        (["ducks", "--reason", REASON, "--date", "2019-02-30"], {}, 2, "is no day"),
        (["ducks", "--date", "2019-06-01"], {}, 2, "--reason"),
        (["ducks", "--reason", " \n", "--date", "2019-06-01"], {}, 1, "reason is empty"),
        (["duck", "--reason", REASON, "--date", "2019-06-01"], {}, 1, "Did you mean `ducks`"),
        (["articles/heron", "--reason", REASON, "--date", "2019-06-01"], {}, 1, "nothing with the id"),
        (["what-fell", "--reason", REASON, "--date", "2019-06-01"], {}, 1, "is withdrawn already"),
        (["pond-depth", "--reason", REASON, "--date", "2019-05-19"], {}, 1, "before the last correction"),
        (["ducks", "--reason", "See [@nobody].", "--date", "2019-06-01"], {}, 1, r"unknown-reference.*(?s:.*)wrong"),
    ],
)
def test_what_cannot_be_retracted_is_refused_with_a_reason(
    toy: Path, arguments: list[str], environment: dict[str, str], code: int, says: str
) -> None:
    refused(toy, "retract", *arguments, code=code, says=says, **environment)
