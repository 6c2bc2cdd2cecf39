"""Work shared out among many machines through Dask's scheduler; nothing else imports Dask.

A worker needs this very program and no file of the publication: it gets what it needs and hands back results.
What every shard needs is sent to each worker once; with a shard goes only what its own items need. A shard is known by
the digest of all that goes into it, so Dask does none twice that is done, and does one again whose worker was lost.
"""

from __future__ import annotations

import logging
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from generator import cache, parallel
from generator.parallel import ClusterError, Pool, Shared, Submit

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10
"""Seconds to wait for a scheduler, and for its first worker."""
FEW = 20
"""Up to so many items are done here."""
OTHER = (
    "another version of this program, of Python, or of a library that pages depend on. "
    "Install the same lock everywhere, and start the workers again."
)


class OtherProgramError(Exception):
    """A worker runs another program than this one."""


class Cluster(Pool):
    """The workers of a scheduler. There is a connection only while something is shared out.

    Attributes:
        address: of the scheduler.
    """

    address: str = ""

    @property
    def local(self) -> Pool:
        """The cores of this machine."""
        return parallel.all_cores()

    def pays(self, items: int) -> bool:
        """Whether so many items are worth sending."""
        return items > FEW

    def opened(self, work: Callable[[Shared, str], Any], shared: Shared) -> AbstractContextManager[Submit]:
        """The workers, for as long as the context lasts."""
        return _shards(self.address, work, shared)


def workers_of(address: str) -> Cluster:
    """The workers of the scheduler at an address such as `tcp://10.0.0.1:8786`.

    Raises:
        ClusterError: when Dask is not installed, nobody answers, nobody works there, or somebody runs another program.
    """
    with _connected(address) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise ClusterError(f"Nobody works for the scheduler at {address}: dask worker {address}") from None
        for worker, found in sorted(client.run(_program, on_error="return").items()):
            if isinstance(found, Exception):
                raise ClusterError(f"The worker {worker} does not have this program: {_line(found)}")
            if found != cache.program():
                raise ClusterError(f"The worker {worker} runs {OTHER}")
        return Cluster(len(client.nthreads()), address)


def _program() -> str:
    return cache.program()


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise ClusterError("Work on several machines takes Dask: pip install 'disputed[cluster]'") from None
    for name in [name for name in logging.root.manager.loggerDict if name.startswith(("distributed", "tornado"))]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in a sentence, below
    with warnings.catch_warnings(), dask.config.set({"distributed.comm.timeouts.connect": f"{PATIENCE}s"}):
        warnings.simplefilter("ignore")  # on large shards, and on versions, which are looked at above
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:  # a time-out is an OSError
            raise ClusterError(f"No scheduler answers at {address}: {_line(error)}") from None
        with client:
            yield client


class _Answer:
    """What comes of a shard: it is packed here, then sent, then done elsewhere.

    It ends when the scheduler is gone. Of that, Dask's own executor tells nobody.
    """

    def __init__(
        self, client: Client, packing: Future[list[bytes]], send: Callable[[bytes], Future[list[Any]]]
    ) -> None:
        self.client, self.packing, self.send = client, packing, send
        self.sent: Future[Future[list[Any]]] = Future()
        packing.add_done_callback(self._packed)

    def _packed(self, packing: Future[list[bytes]]) -> None:
        try:
            self.sent.set_result(self.send(packing.result()[0]))
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            self.sent.set_exception(error)

    def result(self) -> list[Any]:
        """Waits for it, or raises what the work raised."""
        done = self.sent.result()
        while True:
            try:
                return done.result(timeout=1)
            except TimeoutError:
                if done.done():  # it came from the work
                    raise
                if self.client.status != "running":  # to connect again would not bring anything back
                    raise CancelledError from None

    def cancel(self) -> object:
        """Nobody waits for it any more."""
        return self.packing.cancel() or (self.sent.done() and not self.sent.exception() and self.sent.result().cancel())


@contextmanager
def _shards(address: str, work: Callable[[Any, str], Any], shared: Any) -> Iterator[Submit]:
    """Hands shards to the workers, with what these need."""
    ground = parallel.ground(shared)
    common = pickle.dumps(ground, pickle.HIGHEST_PROTOCOL)
    digest = cache.digest(cache.program(), common)
    with _packers(shared, ground) as pack, _connected(address) as client:
        from distributed import CancelledError as Lost
        from distributed import KilledWorker

        # a task and not a mere value, so that it is made again should all who hold it be lost
        sent: Any = client.submit(_same, common, key=f"disputed-{digest}")
        executor: Executor = client.get_executor(pure=True)

        def submit(items: Sequence[str]) -> _Answer:
            def send(part: bytes) -> Future[list[Any]]:
                return executor.submit(_shard, cache.program(), work, digest, sent, part, list(items))

            return _Answer(client, pack(items), send)

        try:
            yield submit
        except (CancelledError, Lost):
            raise ClusterError(f"The scheduler at {address} is gone.") from None
        except KilledWorker as error:
            raise ClusterError(f"One shard ended several workers, one after the other: {_line(error)}") from None
        except OtherProgramError as error:
            raise ClusterError(f"A worker that came later runs {error}") from None


@contextmanager
def _packers(shared: Any, ground: tuple[object, ...]) -> Iterator[Callable[[Sequence[str]], Future[list[bytes]]]]:
    """Forks of this process that pack what shards need; they are there before a connection is, and know of none."""
    given = shared, {id(each): n for n, each in enumerate(ground)}
    if sys.platform != "linux":

        def here(items: Sequence[str]) -> Future[list[bytes]]:
            done: Future[list[bytes]] = Future()
            done.set_result([_pack(given, items)])
            return done

        yield here
        return
    with parallel.forks(parallel.all_cores().workers, _pack, given) as submit:
        submit([]).result()
        yield lambda items: submit([items])


def _pack(given: tuple[Any, dict[int, int]], items: Sequence[str]) -> bytes:
    shared, numbers = given
    return packed(parallel.part(shared, items), numbers)


def packed(part: object, numbers: dict[int, int]) -> bytes:
    """A part of what is shared, with the number of whatever every worker has already."""
    out = BytesIO()

    class Packer(pickle.Pickler):
        def persistent_id(self, thing: object) -> int | None:
            return numbers.get(id(thing))

    Packer(out, pickle.HIGHEST_PROTOCOL).dump(part)
    return out.getvalue()


# --- on a worker ------------------------------------------------------------------------------------------------------


def _same(data: bytes) -> bytes:
    return data


_grounds: dict[str, Any] = {}


def _ground(digest: str, data: bytes) -> Any:
    """What all shards share, unpacked once by each worker, and never more than the latest."""
    found = _grounds.get(digest)
    if found is None:
        found = pickle.loads(data)
        _grounds.clear()
        _grounds[digest] = found
    return found


def _shard(
    program: str, work: Callable[[Any, str], Any], digest: str, common: bytes, part: bytes, items: Sequence[str]
) -> list[Any]:
    """The work on one shard."""
    if program != cache.program():
        raise OtherProgramError(OTHER)
    shared = unpacked(part, _ground(digest, common))
    return [work(shared, item) for item in items]


def unpacked(part: bytes, ground: Sequence[object]) -> Any:
    """What `packed` made, on a worker that has what all parts hold."""

    class Unpacker(pickle.Unpickler):
        def persistent_load(self, number: int) -> object:
            return ground[number]

    return Unpacker(BytesIO(part)).load()
