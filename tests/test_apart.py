"""Work of another process: done by one that was forked for it, or by one that a helper has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from generator import apart

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked there only")

HELPED = """
import os, signal, sys, time
from functools import partial
from pathlib import Path
from generator import apart
from tests.test_apart import reads
apart.help_later()
number = os.getpid()
(helper,) = map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
big = [str(each) for each in range(200_000)]
several = [apart.begin(partial(str.encode, f"{each} " * 50_000)) for each in range(3)]
assert [each.child for each in several] == [0, 0, 0], "a helper was there"
assert [each.result() for each in several] == [(f"{each} " * 50_000).encode() for each in range(3)]
taking, giving = os.pipe()
os.write(giving, b"lent")
assert apart.begin(partial(reads, 2), taking).result() == b"le" and os.read(taking, 9) == b"nt"
nobody = apart.begin(partial(str.encode, "x" * 1_000_000))
nobody.end()
failed = apart.begin(partial(int, "no number"))
assert failed.result() == b""
before = os.times()
assert apart.begin(partial(sum, range(3_000_000))).result() == b""
apart.help_no_more()
assert os.times().children_user > before.children_user, "what others have worked is known"
assert not Path(f"/proc/{helper}").exists()
apart.help_later()
(helper,) = map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
os.kill(helper, signal.SIGKILL)
while Path(f"/proc/{helper}/stat").read_text().split()[2] != "Z":
    time.sleep(0.01)
alone = apart.begin(partial(str.encode, "alone"))
assert alone.child != 0 and alone.result() == b"alone"
"""


def reads(count: int, descriptor: int) -> bytes:
    """What is there in a file that was lent."""
    return os.read(descriptor, count)


def test_bytes_come_back() -> None:
    working = apart.begin(partial(str.encode, "x" * 1_000_000))
    assert working.result() == b"x" * 1_000_000


def test_who_is_stopped_says_nothing() -> None:
    working = apart.begin(partial(_never, 60))
    os.kill(working.child, signal.SIGKILL)
    assert working.result() == b""


def _never(seconds: int) -> bytes:
    signal.sigtimedwait([], seconds)
    return b"late"


def test_a_helper_starts_others_and_is_missed_by_nobody() -> None:
    """In a process of its own, since a helper stays as long as that."""
    done = subprocess.run(
        [sys.executable, "-c", HELPED],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
