"""What the tests share: the toy corpus, compiled or as a fresh copy to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import dask.config  # noqa: F401 - it asks the module `site`, whose name the folder of tests takes
import pytest
from hypothesis import HealthCheck, settings

from generator.compiler import Compiled, compile_corpus
from generator.fitting import Kind, read
from generator.problems import Problem

TOY = Path(__file__).parent / "toy"

# Which cases are tried must not depend on the run: a failure here is a failure everywhere.
settings.register_profile(
    "disputed", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("disputed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the reports that specimens give into their files")


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A fresh copy of the toy corpus: a project's folder that holds `seeds/` and has no problem."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


@pytest.fixture(scope="session")
def compiled_toy() -> Compiled:
    """The toy corpus, compiled once; nobody can change it."""
    return compile_corpus(TOY)


Spoil = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def spoil(toy: Path) -> Spoil:
    """Change one file of a fresh toy corpus and compile it: `spoil("claims/ducks.yml", "old", "new")`.

    Without old text the file is written anew, with text or bytes.
    """

    def change(file: str, *texts: str | bytes) -> tuple[Problem, ...]:
        path = toy / "seeds" / file
        if len(texts) == 1:
            path.write_bytes(texts[0] if isinstance(texts[0], bytes) else texts[0].encode())
        else:
            old, new = (text.encode() if isinstance(text, str) else text for text in texts)
            data = path.read_bytes()
            assert data.count(old) == 1, f"{old!r} stands {data.count(old)} times in {file}"
            path.write_bytes(data.replace(old, new))
        return compile_corpus(toy).problems

    return change


def typed(model: type[Kind], data: object) -> Kind:
    """The record that some data are."""
    record, faults = read(model, data)
    assert record is not None, faults
    return record
