"""The real publication, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.compiler import Compiled, compile_corpus


@pytest.fixture(scope="session")
def real() -> Compiled:
    return compile_corpus(Path(__file__).resolve().parents[2])
