"""Whatever was published before and edited since: what is generated is what a run makes that knows nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.elsewhere import Elsewhere
from generator import building, cache, overall, parallel, rechecking, render, schema, snapshot
from generator.compiler import Compiled, Examined, compile_corpus
from generator.incremental import compiling, running
from generator.incremental.compiling import LateCompiled
from generator.incremental.keeping import Claims
from generator.incremental.late import Asked, ChangedMeanwhileError
from generator.incremental.working import Desk, check_claim, fact_of
from generator.listing import KINDS, making
from generator.parallel import HERE, Pool
from generator.settings import LARGE_FROM, Settings
from generator.settings import settings as settings_of
from generator.views.brief import BRIEF
from generator.views.common import Site
from generator.views.lists import LINE
from generator.views.matrix import VOICED

from .test_incremental import spoil

SMALL: Mapping[str, str] = {}
LARGE = {LARGE_FROM: "1", "SITE_URL": "https://example.org/"}
TOY = Path(__file__).parent / "toy"


def late(root: Path, where: Mapping[str, str] = SMALL, pool: Pool = HERE) -> Compiled:
    """A publication as a new process compiles it."""
    taken = snapshot.take(root, rechecking.SEEDS)
    assert taken is not None
    kept, rows = cache.at(root, {}, "check", rechecking.LIMIT), cache.at(root, {}, "rows", compiling.LIMIT)
    found = compiling.compiled(root, taken, kept, rows, making(where), pool)
    return compile_corpus(root) if found is None else found


def addresses(compiled: Compiled, where: Mapping[str, str] = SMALL) -> Settings:
    assert compiled.corpus is not None
    return settings_of(where, compiled.corpus.publication)


def generated(root: Path) -> dict[str, bytes]:
    docs = root / "docs"
    return {path.relative_to(docs).as_posix(): path.read_bytes() for path in docs.rglob("*") if path.is_file()}


def publish(root: Path, where: Mapping[str, str]) -> bool:
    """Generate with what is remembered, and compare with what a run makes that knows nothing; whether it compiles."""
    plain, again = compile_corpus(root), late(root, where)
    assert again.report == plain.report
    assert again.sound == plain.sound
    if not plain.sound:
        return False
    known = addresses(plain, where)
    assert again.rows.base == known
    done = building.generate(root, again, known)
    assert not done.problems
    expected = {**render.pages(plain, known), **schema.schemas(render.MARKER)}
    there = generated(root)
    assert sorted(there) == sorted(expected)
    assert [path for path in there if there[path] != expected[path]] == []
    told = (root / ".disputed/schema/claim.json").read_bytes()
    shutil.rmtree(root / ".disputed")
    assert not building.generate(root, plain, known).problems
    assert (root / ".disputed/schema/claim.json").read_bytes() == told
    assert not building.generate(root, late(root, where), known).problems  # as the next run finds it
    return True


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy has many facts, and this process neither checks a claim nor makes a page."""
    here = os.getpid()

    def elsewhere(work: Callable[..., object]) -> Callable[..., object]:
        def done(*given: object) -> object:
            assert os.getpid() != here
            return work(*given)

        return done

    monkeypatch.setattr(parallel, "MANY", 2)
    monkeypatch.setattr(parallel, "FEW", 2)
    monkeypatch.setattr(running, "check_claim", elsewhere(check_claim))
    for module, name in ((render, "_fact_files"), (overall, "_speaker_files"), (overall, "_division_files")):
        monkeypatch.setattr(module, name, elsewhere(getattr(module, name)))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_many_facts_need_from_nothing_is_done_by_other_processes(
    toy: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bool] = []
    beforehand = parallel.beforehand

    def noted(work: Callable[[], object]) -> bool:
        done.append(beforehand(work))
        return done[-1]

    monkeypatch.setattr(parallel, "beforehand", noted)
    pool, plain = Pool(2), compile_corpus(toy)
    addressed = [LARGE, {**LARGE, "SITE_URL": "https://example.com/"}]  # all pages depend on where they are
    expected = [render.pages(plain, addresses(plain, where)) for where in addressed]
    # rows are not made by that
    assert rechecking.check(toy, cache.at(toy, {}, "check", rechecking.LIMIT)) == plain.report
    request.getfixturevalue("many")
    for where, pages in zip(addressed, expected, strict=True):
        found = late(toy, where, pool)
        assert isinstance(found, LateCompiled)
        assert done == [True]
        done.clear()
        assert found.report == plain.report
        known = addresses(found, where)
        generate = partial(building.generate, toy, found, known, pool=pool)
        assert building.generate_apart(toy, found, known, generate, pool)
        assert done == [True, True]
        done.clear()
        assert building.generate(toy, found, known, pool=pool).difference.write == ()
        assert generated(toy) == {**pages, **schema.schemas(render.MARKER)}
        assert not building.generate_apart(toy, late(toy, where, pool), known, generate, pool)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_stands_in_the_way_of_pages_made_from_nothing_is_told(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MANY", 2)
    (toy / "docs/claims").mkdir(parents=True)
    (toy / "docs/claims/mine.md").write_text("My own words.", encoding="utf-8")
    found = late(toy, pool=Pool(2))
    generate = partial(building.generate, toy, found, addresses(found))
    building.generate_apart(toy, found, addresses(found), generate, Pool(2))
    done = generate()
    assert [each.place.file for each in done.problems] == ["docs/claims/mine.md"]
    assert sorted(generated(toy)) == ["claims/mine.md"]


def test_nothing_is_done_beforehand_where_nothing_can_be_kept(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MANY", 2)
    monkeypatch.setattr(parallel, "beforehand", lambda _: pytest.fail("done in vain"))
    (toy / "elsewhere").mkdir()
    (toy / ".cache").symlink_to(toy / "elsewhere", target_is_directory=True)
    found = late(toy, pool=Pool(2))
    assert isinstance(found, LateCompiled)
    generate = partial(building.generate, toy, found, addresses(found))
    assert not building.generate_apart(toy, found, addresses(found), generate, Pool(2))


def test_articles_stay_in_memory_while_they_are_asked_for() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    found = Asked(dict.fromkeys("abcd"), make)
    assert [found[name] for name in "abcda"] == list("ABCDA")
    assert made == list("abcd")
    found.forget(2)
    for name in "abacab":  # `a` was asked for last when `c` came
        assert found[name] == name.upper()
    assert made == list("abcd") + list("abcb")


def test_editors_are_told_what_claims_say_now(toy: Path) -> None:
    told = toy / ".disputed/schema/addresses.json"

    def generate() -> str:
        compiled = late(toy)
        assert compiled.gists
        assert not building.generate(toy, compiled, addresses(compiled)).problems
        return told.read_text(encoding="utf-8")

    first = generate()
    assert "Where did the ducks go?" in first
    assert generate() == first
    edit(toy, "claims/refuge.yml", "Where did the ducks go?", "Where are the ducks now?")
    assert "Where are the ducks now?" in generate()
    now = generate()
    told.unlink()
    assert generate() == now


def edit(root: Path, file: str, old: str, new: str) -> None:
    path = root / "seeds" / file
    text = path.read_text(encoding="utf-8")
    if old in text:
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def added(root: Path) -> None:
    text = (root / "seeds/claims/pond-depth.yml").read_text(encoding="utf-8")
    text = text.replace("title: ", "title: Once more, ", 1)
    (root / "seeds/claims/depth-again.yml").write_text(text, encoding="utf-8")
    edit(root, "addresses.yml", "published:\n", "published:\n  - claims/depth-again\n")


def renamed(root: Path) -> None:
    if (root / "seeds/claims/ducks.yml").exists():
        (root / "seeds/claims/ducks.yml").rename(root / "seeds/claims/all-ducks.yml")
        edit(root, "addresses.yml", "published:\n", "published:\n  - claims/all-ducks\n")
        edit(root, "addresses.yml", "claims/how-many-ducks: claims/ducks", "claims/how-many-ducks: claims/all-ducks")
        edit(root, "addresses.yml", "redirects:\n", "redirects:\n  claims/ducks: claims/all-ducks\n")


def deleted(root: Path) -> None:
    (root / "seeds/claims/depth-again.yml").unlink(missing_ok=True)
    edit(root, "addresses.yml", "  - claims/depth-again\n", "")


def damaged(root: Path, random: Random) -> None:
    """Something happens to what is remembered or to what was generated."""
    folder = root / random.choice([".cache", "docs"])
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".gitignore")
    for path in random.sample(found, min(len(found), 5)):
        if random.random() < 0.5:
            path.unlink()
        elif folder.name == ".cache":
            path.write_bytes(path.read_bytes()[:-3])
        else:
            path.write_bytes(path.read_bytes() + b"\nSomebody wrote this.\n")


EDITS: tuple[Callable[[Path], None], ...] = (
    lambda root: edit(root, "claims/heron-seen.yml", "summary: ", "summary: Well, "),
    lambda root: edit(root, "claims/refuge.yml", "title: ", "title: Now, "),
    lambda root: edit(root, "claims/pond-depth.yml", "reviewed: 2019-05-0", "reviewed: 2019-06-0"),
    lambda root: edit(root, "claims/what-fell.yml", "confidence: low", "confidence: moderate"),
    lambda root: edit(root, "articles/kite.yml", "title: ", "title: Again, "),
    lambda root: edit(root, "speakers.yml", "short: Reed", "short: Bert"),
    lambda root: edit(root, "speakers.yml", "role: the council", "role: once the council"),
    lambda root: edit(root, "places.yml", "name: ", "name: Old "),
    lambda root: edit(root, "publication.yml", "name: ", "name: On "),
    lambda root: edit(root, "publication.yml", "label: ", "label: Rather "),
    added,
    renamed,
    deleted,
)


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_after_every_edit_it_is_as_from_scratch(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    random = Random(seed)
    root = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("again") / "toy"))
    where = random.choice([SMALL, LARGE])
    assert publish(root, where)
    for _ in range(6):
        before = {path: path.read_bytes() for path in (root / "seeds").rglob("*") if path.is_file()}
        match random.randrange(6):
            case 0:
                damaged(root, random)
            case 1:
                spoil(random.choice(sorted(before)), sorted(before), random)
            case _:
                random.choice(EDITS)(root)
        if not publish(root, where):
            shutil.rmtree(root / "seeds")
            for path, data in before.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def test_rows_survive_being_kept(compiled_toy: Compiled) -> None:
    assert compiled_toy.corpus is not None
    site = Site(compiled_toy, compiled_toy.corpus, Settings("https://example.org/"))
    for kind in KINDS:
        for name in site.facts:
            row = site.row(kind, name)
            assert kind.unpack([kind.pack(row)]) == [row]


def generate(root: Path, where: Mapping[str, str] = SMALL) -> None:
    compiled = late(root, where)
    assert not building.generate(root, compiled, addresses(compiled, where)).problems


CHANGES: Mapping[str, Callable[[Path], None]] = {
    "an account is called something else": lambda root: edit(root, "claims/heron-seen.yml", "id: marsh", "id: cleo"),
    "an article is called something else": lambda root: edit(root, "articles/kite.yml", "title: ", "title: Again, "),
    "a fact is called something else": lambda root: edit(root, "claims/refuge.yml", "title: ", "title: Now, "),
    "a page of an article is gone": lambda root: (root / "docs/articles/kite/index.md").unlink(),
    "a page of a speaker is another": lambda root: write(root / "docs/speakers/cleo-marsh/index.md"),
    "a page of a fact is another": lambda root: write(root / "docs/claims/ducks/index.md"),
    "another fact is the first": renamed,
    "a list is gone": lambda root: (root / "docs/matrix/index.md").unlink(),
}


def write(path: Path) -> None:
    path.write_text(f"<!-- {render.MARKER} -->", encoding="utf-8")


@pytest.mark.parametrize("where", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changed_since_the_last_run_is_made_again(
    toy: Path, where: Mapping[str, str], change: Callable[[Path], None]
) -> None:
    generate(toy, where)
    generate(toy, where)
    change(toy)
    generate(toy, where)
    plain = compile_corpus(toy)
    assert generated(toy) == {**render.pages(plain, addresses(plain, where)), **schema.schemas(render.MARKER)}


def test_only_the_fact_that_was_edited_is_resolved(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(toy)
    asked: list[str] = []

    def resolved(desk: Desk, name: str) -> Examined:
        asked.append(name)
        return fact_of(desk, name)

    monkeypatch.setattr(compiling, "fact_of", resolved)
    generate(toy)
    assert asked == []
    edit(toy, "claims/heron-seen.yml", "summary: ", "summary: Well, ")
    generate(toy)
    assert asked == ["heron-seen"]


def test_the_outcomes_of_claims_that_stayed_are_not_read(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(toy)
    compiled = late(toy)
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, addresses(compiled))
    for kind in KINDS:
        site.row_digests(kind)
    edit(toy, "claims/heron-seen.yml", "summary: ", "summary: Well, ")
    monkeypatch.setattr(Claims, "_entries", lambda *_: pytest.fail("outcomes of another claim were read"))
    generate(toy)
    compiled, plain = late(toy), compile_corpus(toy)
    assert compiled.corpus is not None
    assert plain.corpus is not None
    found = Site(compiled, compiled.corpus, addresses(compiled))
    expected = Site(plain, plain.corpus, addresses(plain))
    for kind in KINDS:
        assert found.row_digests(kind) == expected.row_digests(kind)


def test_rows_that_a_list_was_made_of_leave_the_memory(toy: Path) -> None:
    compiled = late(toy)
    for file in render.each_file(compiled, addresses(compiled)):
        if file.path == "matrix/index.md":  # all lists before it have asked for rows of their own
            assert compiled.rows.held.keys() == {BRIEF.name, VOICED.name}
    assert compiled.corpus is not None
    again = Site(compiled, compiled.corpus, addresses(compiled))
    before = again.rows(LINE, compiled.facts)
    again.forget(BRIEF)
    assert again.rows(LINE, compiled.facts) == before
    plain = compile_corpus(toy)
    assert plain.corpus is not None
    site = Site(plain, plain.corpus, addresses(plain))
    row = site.row(LINE, "ducks")
    site.forget()
    assert site.row(LINE, "ducks") is row  # nobody else has it


@pytest.mark.parametrize("where", [SMALL, LARGE])
def test_pages_made_without_files_are_the_same(toy: Path, where: Mapping[str, str]) -> None:
    plain, pool = compile_corpus(toy), Elsewhere()
    known = addresses(plain, where)
    expected = render.pages(plain, known)
    assert render.pages(late(toy, where, pool), known, pool) == expected  # each fact is resolved there
    assert render.pages(plain, known, pool) == expected  # each fact is sent
    assert pool.left == []


def test_a_file_that_changes_while_somebody_works_is_told(toy: Path) -> None:
    generate(toy)
    compiled = late(toy)
    edit(toy, "claims/ducks.yml", "summary: ", "summary: Well, ")
    with pytest.raises(ChangedMeanwhileError):
        compiled.facts["ducks"]
