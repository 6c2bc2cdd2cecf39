"""Builds, serves, watches, and builds again, until somebody ends it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import perf_counter
from types import FrameType

from generator.plain import clean
from generator.serving.answering import Application, Shown
from generator.serving.rebuilding import Builder
from generator.serving.server import Server
from generator.serving.status import Status
from generator.serving.watching import Sources, Watcher

Tell = Callable[[str], object]


def serve(
    site: Path,
    address: tuple[str, int],
    builder: Builder,
    sources: Callable[[], Sources],
    tell: Tell,
    *,
    base: str = "/",
    local: bool,
    around: Callable[[Application], Application] = lambda shown: shown,
    ready: Callable[[str], object] = lambda _: None,
) -> None:
    """Show a site and keep it up to date. Returns when a signal ends it.

    Args:
        site: the folder of the built site.
        address: host and port.
        builder: builds it.
        sources: what it is built from, at this moment.
        tell: tells the person at the terminal something.
        base: the path of the site's address, until a build says otherwise.
        local: whether it is for this machine alone.
        around: puts something around the application.
        ready: told the site's address once there is a site, once.

    Raises:
        AddressError: when it cannot be served there.
    """
    status = Status(base)
    server = Server(*address, around(Shown(site, status, guarded=local)))
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    home = f"http://{host}:{server.server_port}"
    watcher = Watcher(sources, tell)
    changed: Sequence[Path] = ()
    with _ended_by_signal() as unheard:
        Thread(target=server.serve_forever, args=(0.25,), daemon=True).start()
        try:
            watcher.start()
            tell(f"{home}{base}  Ctrl+C ends.")
            while True:
                start = perf_counter()
                outcome = builder.build()
                status.built(outcome)
                if outcome.published:
                    tell(f"{home}{status.now.base}  built in {perf_counter() - start:.2f} s.")
                    ready(f"{home}{status.now.base}")
                    ready = _nobody
                elif not outcome.report:
                    tell(outcome.first)
                changed = watcher.wait()
                while _broken(program := [path for path in changed if watcher.sources.of_program(path)], tell):
                    changed = watcher.wait()
                tell(_named(changed, watcher.sources.root))
                if program:
                    break
        except KeyboardInterrupt:
            changed = ()
        except EOFError:
            tell("The process that builds is gone.")
            raise SystemExit(1) from None
        finally:
            unheard()
            status.end()
            server.shutdown()
            server.server_close()
            watcher.stop()
            builder.__exit__(None, None, None)
    if changed:
        tell("The program has changed: it starts again.")
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _nobody(_: str) -> None:
    pass


def _broken(program: Sequence[Path], tell: Tell) -> bool:
    """Whether a changed file of the program is none that Python can read."""
    for path in program:
        try:
            if path.suffix == ".py" and path.is_file():
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            tell(f"{clean(str(path))} cannot be run yet: {clean(str(error))}")
            return True
        except OSError:
            continue
    return False


def _named(changed: Sequence[Path], root: Path) -> str:
    """What changed, in a line."""
    first = changed[0].relative_to(root) if changed[0].is_relative_to(root) else changed[0]
    more = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
    return f"\n{clean(first.as_posix())}{more} changed."


@contextmanager
def _ended_by_signal() -> Iterator[Callable[[], None]]:
    """Have the signal that asks a process to end do what Ctrl+C does; gives what makes both unheard from then on."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def unheard() -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGTERM, end)
    try:
        yield unheard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
