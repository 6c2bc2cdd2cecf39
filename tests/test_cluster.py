"""Work on several machines: a real scheduler and real workers, on this one, some of which are killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from distributed import Client

from bench import corpus
from generator import cli, cluster, parallel
from generator.cluster import workers_of
from generator.parallel import ClusterError

REPOSITORY = Path(__file__).resolve().parent.parent
FACTS = 44
"""So many that their articles, half as many, are shared out, too."""
LONG = 60
"""Seconds after which something that should have happened counts as not happening."""
QUIET = {"DASK_DISTRIBUTED__HTTP__ROUTES": "[]", "PYTHONPATH": str(REPOSITORY), "DASK_CONFIG": os.devnull}


def until(true: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Wait for a state, not for a while."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end, "it does not happen"
        assert process is None or process.poll() is None, "it has ended before"
        time.sleep(0.02)


@contextmanager
def started(
    *command: str | Path, where: Path = REPOSITORY, out: int = subprocess.DEVNULL, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone when the context ends."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=where,
        env={**os.environ, **QUIET, **environment},
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Cluster:
    """A scheduler, and a look at what it does."""

    def __init__(self, process: subprocess.Popen[str], address: str, client: Client) -> None:
        self.process, self.address, self.client = process, address, client

    def states(self) -> dict[str, list[str]]:
        """The shards by what has become of them."""

        def look(dask_scheduler: Any) -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for key, task in dask_scheduler.tasks.items():
                if str(key).startswith("_shard"):
                    found.setdefault(task.state, []).append(str(key))
            return found

        return dict(self.client.run_on_scheduler(look))

    def done(self) -> list[str]:
        """Every shard that was done, once for each time."""

        def look(dask_scheduler: Any) -> list[str]:
            return [
                str(each[0])
                for each in dask_scheduler.transition_log
                if str(each[0]).startswith("_shard") and each[1:3] == ("processing", "memory")
            ]

        return list(self.client.run_on_scheduler(look))


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Cluster]:
    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
    with started("-m", "dask", "scheduler", *options, "--scheduler-file", file) as process:
        until(file.exists, process)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            yield Cluster(process, client.scheduler.address, client)


def worker(cluster: Cluster, folder: Path, program: Path = REPOSITORY) -> Any:
    options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", folder)
    return started("-m", "dask", "worker", cluster.address, *options, where=folder, PYTHONPATH=str(program))


def publication(folder: Path) -> Path:
    """A publication with everything a site needs."""
    corpus.make(folder, FACTS)
    corpus.add_site(folder, REPOSITORY)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def disputed(*arguments: str | Path) -> Any:
    return started("-m", "generator", *arguments, out=subprocess.PIPE)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=2 * LONG)
    return process.returncode, said


def shards(items: int, workers: int) -> int:
    """How many shards some items are done in."""
    return -(-items // max(min(parallel.CHUNK, items // (parallel.AHEAD * workers)), 1))


def checking(workers: int) -> int:
    """In how many shards articles are read, claims checked and articles covered."""
    return 2 * shards(FACTS // 2, workers) + shards(FACTS, workers)


def stop_half_way(cluster: Cluster, doomed: subprocess.Popen[str], run: subprocess.Popen[str], after: int) -> None:
    """Stop a worker while it has a shard and more than so many are done, so that the run cannot end."""
    until(lambda: len(cluster.done()) > after, run)
    doomed.send_signal(signal.SIGSTOP)
    until(lambda: "processing" in cluster.states(), run)


def test_with_a_worker_killed_half_way_the_site_is_that_of_one_machine(scheduler: Cluster, tmp_path: Path) -> None:
    alone, shared = publication(tmp_path / "alone"), publication(tmp_path / "shared")
    with disputed("build", "--project", alone) as plain, worker(scheduler, tmp_path) as doomed:
        with worker(scheduler, tmp_path):
            scheduler.client.wait_for_workers(2, timeout=LONG)
            with disputed("build", "--project", shared, "--scheduler", scheduler.address) as build:
                stop_half_way(scheduler, doomed, build, checking(2))
                doomed.kill()
                code, said = ended(build)
            assert code == 0, said
            assert f"{FACTS} facts, {8 * FACTS} accounts, verified." in said
            assert len(scheduler.client.nthreads()) == 1
        assert ended(plain)[0] == 0
    assert files(shared / "docs") == files(alone / "docs")
    assert files(shared / "site") == files(alone / "site")


def test_with_a_worker_killed_half_way_the_problems_are_those_of_one_machine(
    scheduler: Cluster, tmp_path: Path
) -> None:
    root = publication(tmp_path / "publication")
    claims, articles = (sorted((root / "seeds" / folder).iterdir()) for folder in ("claims", "articles"))
    for n, path in enumerate((*claims[::5], *articles[::7])):  # what is left of them breaks rules of every sort
        lines = path.read_text(encoding="utf-8").split("\n")
        del lines[3 * n % len(lines)]
        path.write_text("\n".join(lines), encoding="utf-8")
    claims[1].write_bytes(b"")
    claims[2].write_bytes(b"title: \xff\n")
    report = ("check", "--format", "json", "--project", root)
    with disputed(*report, "--no-cache") as plain:
        expected = ended(plain)
    assert expected[0] == 1
    assert len({each["rule"] for each in json.loads(expected[1])["problems"]}) > 5
    with worker(scheduler, tmp_path) as doomed, worker(scheduler, tmp_path):
        scheduler.client.wait_for_workers(2, timeout=LONG)
        with disputed(*report, "--scheduler", scheduler.address) as run:
            stop_half_way(scheduler, doomed, run, shards(FACTS // 2, 2))
            doomed.kill()
            assert ended(run) == expected
        shared = len(scheduler.done())
        with disputed(*report, "--scheduler", scheduler.address) as run:
            assert ended(run) == expected
        assert len(scheduler.done()) == shared
    with disputed(*report) as plain:  # with what was kept of it
        assert ended(plain) == expected


@pytest.mark.parametrize("after", [0, checking(1)])
def test_a_scheduler_that_goes_away_is_said_and_nothing_is_written(
    after: int, scheduler: Cluster, tmp_path: Path
) -> None:
    root = publication(tmp_path / "publication")
    before = files(root / "docs")
    with worker(scheduler, tmp_path) as doomed:
        scheduler.client.wait_for_workers(1, timeout=LONG)
        with disputed("generate", "--project", root, "--scheduler", scheduler.address) as run:
            stop_half_way(scheduler, doomed, run, after)
            scheduler.process.kill()
            code, said = ended(run)
    assert (code, said) == (1, f"The scheduler at {scheduler.address} is gone. Nothing was written.\n")
    assert files(root / "docs") == before


def test_a_worker_with_another_program_is_refused(scheduler: Cluster, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "generator", tmp_path / "generator")
    with (tmp_path / "generator" / "plain.py").open("a", encoding="utf-8") as stream:
        stream.write("# another version\n")
    with (
        worker(scheduler, tmp_path, tmp_path),
        pytest.raises(ClusterError, match="runs another version of this program"),
    ):
        workers_of(scheduler.address)


def test_a_scheduler_without_workers_is_said(scheduler: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(ClusterError, match="Nobody works for the scheduler"):
        workers_of(scheduler.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "carrier-pigeon://loft", "", "127.0.0.1"])
def test_where_no_scheduler_is_the_command_is_not_begun(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    done = CliRunner().invoke(cli.main, ["build", "--project", str(REPOSITORY), "--scheduler", address])
    assert done.exit_code == 2
    assert f"No scheduler answers at {address}" in done.stderr


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = CliRunner().invoke(cli.main, ["build", "--project", str(REPOSITORY), "--scheduler", "tcp://127.0.0.1:1"])
    assert done.exit_code == 2
    assert "pip install 'disputed[cluster]'" in done.stderr
