"""Claim files with one slip each: it is named where it stands. `python -m bench.mutations 10000` does more of them."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from bench.mutations import LONGEST, SLIPS, run

from .conftest import TOY

COUNT = 250


def test_a_slip_is_named_on_its_line(tmp_path: Path) -> None:
    shutil.copytree(TOY / "seeds", tmp_path / "seeds")
    done = list(run(tmp_path, COUNT, seed=1))
    assert [wrong for _, wrong, _ in done if wrong] == []
    assert max(seconds for _, _, seconds in done) < LONGEST
    assert len(Counter(slip.what for slip, _, _ in done)) == len(SLIPS)
