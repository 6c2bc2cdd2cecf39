"""Work shared among processes gives what one process gives, in the same order, and its errors come through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE

import pytest

from generator import parallel, render
from generator.compiler import Compiled
from generator.parallel import Pool, ordered
from generator.records import replace
from generator.settings import Settings

MANY = [str(n) for n in range(parallel.FEW + 60)]


def double(shared: int, item: str) -> tuple[int, int]:
    return shared * int(item), os.getpid()


def fail(_: int, item: str) -> str:
    if item == "230":
        raise ValueError("the item 230")
    return item


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    results = list(ordered(double, 3, MANY, Pool(workers)))
    assert [number for number, _ in results] == [3 * int(item) for item in MANY]
    others = {process for _, process in results} - {os.getpid()}
    assert bool(others) == (workers > 1 and sys.platform == "linux")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_an_error_comes_through() -> None:
    with pytest.raises(ValueError, match="the item 230"):
        list(ordered(fail, 0, MANY, Pool(2)))


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_pages_do_not_depend_on_the_number_of_workers(compiled_toy: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = render.pages(compiled_toy, Settings())
    monkeypatch.setattr(parallel, "FEW", 2)
    monkeypatch.setattr(parallel, "CHUNK", 2)
    assert list(render.pages(replace(compiled_toy), Settings(), pool=Pool(2)).items()) == list(alone.items())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_process_apart_does_all_of_it() -> None:
    results = list(ordered(double, 3, ["1", "2", "3"], Pool(2), apart=True))
    assert [number for number, _ in results] == [3, 6, 9]
    (process,) = {process for _, process in results}
    assert process != os.getpid()
    assert list(ordered(double, 3, ["1"], apart=True)) == [(3, os.getpid())]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_is_done_beforehand_is_done_by_another_process(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        (tmp_path / "kept").write_text(str(os.getpid()), encoding="utf-8")
        raise ValueError("too late to matter")

    assert not parallel.beforehand(work)
    assert (tmp_path / "kept").read_text(encoding="utf-8") not in ("", str(os.getpid()))
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_is_done_beforehand_ends_with_the_run(how: signal.Signals) -> None:
    script = (
        "import os, signal, time; from generator import parallel; "
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "parallel.beforehand(lambda: (os.write(1, f'{os.getpid()}\\n'.encode()), time.sleep(60)))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=PIPE, stderr=PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        start = time.monotonic()
        run.send_signal(how)  # to this one alone
        assert run.stdout.read() == ""  # both have come to their end, and with them what held the pipe open
        assert time.monotonic() - start < 30
        assert run.stderr is not None
        assert run.stderr.read().count("Traceback") == (how is signal.SIGINT)


def test_nothing_is_left_running() -> None:
    script = (
        "from generator.parallel import Pool, ordered; from tests.test_parallel import double, MANY; "
        "print(len(list(ordered(double, 1, MANY, Pool(2)))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == str(len(MANY))


def rest(_: int, item: str) -> str:
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(0.2)
    return item


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
def test_no_worker_outlives_a_run_that_is_killed() -> None:
    script = (
        "from generator.parallel import Pool, ordered; from tests.test_parallel import rest, MANY; "
        "list(ordered(rest, 1, MANY, Pool(2)))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        workers: set[str] = set()
        while len(workers) < 2:
            workers.add(run.stdout.readline().strip())
        run.kill()
        run.communicate(timeout=60)  # which waits until nobody is left to write
