"""The made-up publications that are measured: they compile, they are what they claim to be, and always the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bench import compiler, corpus, measure, start
from generator.compiler import Compiled, compile_corpus

CLAIMS = 24


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication")
    corpus.make(folder, CLAIMS)
    return folder


@pytest.fixture(scope="module")
def compiled(publication: Path) -> Compiled:
    return compile_corpus(publication)


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_compiles_without_a_problem(compiled: Compiled) -> None:
    assert compiled.problems == ()
    assert len(compiled.facts) == CLAIMS


def test_every_claim_has_eight_accounts_from_two_to_four_articles(compiled: Compiled) -> None:
    for examined in compiled.facts.values():
        assert len(examined.fact.witnesses) == corpus.ACCOUNTS
        assert 2 <= len({witness.article.id for witness in examined.fact.witnesses}) <= 4


def test_all_kinds_of_measures_and_verdicts_occur(compiled: Compiled) -> None:
    claims = [examined.fact.claim for examined in compiled.facts.values()]
    assert Counter(claim.measure.kind.value for claim in claims) == dict.fromkeys(corpus.KINDS, CLAIMS // 6)
    assert {claim.verdict.rating.value for claim in claims} == set(corpus.RATINGS)


def test_quotes_with_omissions_insertions_and_typography_occur(compiled: Compiled) -> None:
    witnesses = [witness for examined in compiled.facts.values() for witness in examined.fact.witnesses]
    assert any(len(witness.located.parts) > 1 for witness in witnesses)
    assert any("[it is understood]" in witness.account.quote for witness in witnesses)
    assert len({witness.located.steps for witness in witnesses}) > 2


def test_sizes_are_those_of_real_files(publication: Path) -> None:
    claims = [path.stat().st_size for path in publication.glob("seeds/claims/*.yml")]
    articles = [path.stat().st_size for path in publication.glob("seeds/articles/*.txt")]
    assert 3_300 < sum(claims) / len(claims) < 4_100
    assert 4_700 < sum(articles) / len(articles) < 5_300
    assert len(articles) == CLAIMS // 2


def test_one_seed_gives_one_publication(publication: Path, tmp_path: Path) -> None:
    corpus.make(tmp_path / "same", CLAIMS)
    corpus.make(tmp_path / "other", CLAIMS, seed=1)
    assert contents(tmp_path / "same") == contents(publication)
    assert contents(tmp_path / "other") != contents(publication)


@pytest.mark.parametrize("claims", [0, 5, corpus.LIMIT + 1])
def test_sizes_that_cannot_be_made_are_refused(claims: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="6 to"):
        corpus.make(tmp_path, claims)


def test_generating_twice_is_seen_to_write_nothing(tmp_path: Path) -> None:
    corpus.make(tmp_path, 6)
    assert measure.generate(tmp_path).megabytes > 1
    assert measure.generate_again(tmp_path).seconds > 0
    assert not (tmp_path / "docs" / "index.md").read_text(encoding="utf-8").startswith("\n")
    (tmp_path / "docs" / "index.md").unlink()
    with pytest.raises(RuntimeError, match="1 file written"):
        measure.generate_again(tmp_path)


def test_the_compiler_s_own_measurements_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["bench.compiler", "--quick"])
    compiler.main()
    said = capsys.readouterr().out
    for name in (
        "cold",
        "unchanged",
        "one changed",
        "`--no-cache`",
        *compiler.PARTS.values(),
        *compiler.SIDES.values(),
    ):
        assert name in said


def test_the_cost_of_starting_is_measured(tmp_path: Path) -> None:
    said = start.report(tmp_path, 1)
    assert all(name in said for name in start.COMMANDS)
