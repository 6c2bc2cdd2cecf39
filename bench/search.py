"""`python -m bench.search`: what the search of a large publication costs, and whether its pages stay small.

The index of each size is made in a process of its own and put into a site built by the builder; a browser then types,
and every byte that it asks for is counted as a host sends it, packed.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import corpus
from bench.__main__ import table
from bench.measure import DISPUTED, REPOSITORY, run
from generator.compiler import compile_corpus
from generator.keys import Keys
from generator.parallel import all_cores
from generator.render import MARKER
from generator.rendered import Rendered
from generator.searching import index
from generator.searching.shards import FOLDER
from generator.settings import LARGE_FROM, Settings
from generator.views.common import Site

RESULTS = REPOSITORY / "bench" / "search.md"
ASKED = ("Operation Amber Lantern", "Operation", "turned aw", "Karim Haddad", "the road was open again", "Kelmar 300")
BOUND_BYTES, BOUND_MS, BOUND_MB = 150_000, 300, 1000


@dataclass(frozen=True)
class Question:
    """What the first result after typing cost."""

    text: str
    requests: int
    packed: int
    milliseconds: float


def make(folder: Path, out: Path) -> None:
    """Write the index of a publication, and print what it took beside checking."""
    compiled = compile_corpus(folder)
    if not compiled.sound or compiled.corpus is None:
        raise RuntimeError("the publication does not compile")
    start, count, raw, packed = perf_counter(), 0, 0, 0
    site = Site(compiled, compiled.corpus, Settings(large=1))
    for file in index.each_file(site, MARKER, Rendered(), Keys(site, {}), all_cores()):
        content = file.content or b""
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_bytes(content)
        count, raw, packed = count + 1, raw + len(content), packed + len(gzip.compress(content))
    print(json.dumps({"seconds": perf_counter() - start, "files": count, "raw": raw, "packed": packed}))


@cache
def packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class _Packing(http.server.SimpleHTTPRequestHandler):
    """Sends every file packed, as hosts do, and remembers how many bytes each took."""

    sent: list[tuple[str, int]]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.sent.append((self.path, len(body)))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Serve a folder on this machine."""
    sent: list[tuple[str, int]] = []
    handler = type("Handler", (_Packing,), {"sent": sent})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()


WATCH = """() => {
  const list = document.querySelector('.find .md-search-result__list');
  new MutationObserver(() => { window.shownAt ??= performance.now(); }).observe(list, {childList: true});
  document.querySelector('[data-md-component=search-query]')
    .addEventListener('input', () => { window.typedAt = performance.now(); window.shownAt = undefined; }, true);
}"""


def ask(site: Path, chromium: str) -> Iterator[Question]:
    """Type each question on a fresh page, and count what the browser asks for from then on, the first file included."""
    from playwright.sync_api import sync_playwright

    with serving(site) as (base, sent), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for text in ASKED:
            times, counts, amounts = [], 0, 0
            for _ in range(4):  # the first only warms the server up
                page = browser.new_context().new_page()
                page.goto(base, wait_until="networkidle")
                sent.clear()
                page.locator("[data-md-component=search-query]").click()
                page.evaluate(WATCH)
                page.locator("[data-md-component=search-query]").fill(text)
                page.wait_for_function("window.shownAt !== undefined", timeout=20_000)
                page.wait_for_timeout(300)
                times.append(float(page.evaluate("window.shownAt - window.typedAt")))
                counts, amounts = len(sent), sum(size for _, size in sent)
                page.context.close()
            yield Question(text, counts, amounts, median(times[1:]))
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 10000], help="how many claims")
    parser.add_argument("--chromium", default=os.environ.get("DISPUTED_CHROMIUM") or shutil.which("chromium") or "")
    parser.add_argument("--make", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make(*arguments.make)
        return
    sizes: list[list[str]] = []
    questions: list[list[str]] = []
    late: list[str] = []
    with tempfile.TemporaryDirectory(prefix="disputed-bench-") as name:
        folder = Path(name)
        base = folder / "base"
        corpus.make(base, 12)
        corpus.add_site(base, REPOSITORY)
        run((*DISPUTED, "build"), base, **{LARGE_FROM: "1"})
        for claims in sorted(arguments.sizes):
            root, out = folder / f"claims-{claims}", folder / f"index-{claims}"
            subprocess.run([sys.executable, "-m", "bench.corpus", str(root), str(claims)], cwd=REPOSITORY, check=True)
            used, said = run((sys.executable, "-m", "bench.search", "--make", str(root), str(out)), REPOSITORY)
            made = json.loads(said)
            packed.cache_clear()
            sizes.append(
                [
                    f"{claims:,}",
                    f"{made['files']:,}",
                    f"{made['raw'] / 1e6:.1f} MB",
                    f"{made['packed'] / 1e6:.1f} MB",
                    f"{made['seconds']:.1f} s",
                    f"{used.megabytes:.0f} MB",
                ]
            )
            shutil.rmtree(base / "site" / FOLDER)
            shutil.copytree(out / FOLDER, base / "site" / FOLDER)
            for each in ask(base / "site", arguments.chromium):
                amount = f"{each.packed / 1000:.0f} kB"
                questions.append([f"{claims:,}", each.text, str(each.requests), amount, f"{each.milliseconds:.0f} ms"])
                if each.packed > BOUND_BYTES or each.milliseconds > BOUND_MS:
                    late.append(" ".join(questions[-1]))
            if used.megabytes > BOUND_MB:
                late.append(f"{claims} claims: {used.megabytes:.0f} MB")
            shutil.rmtree(root)
    introduction = (
        "Written by `python -m bench.search`. Made-up publications, every claim with eight accounts. The peak is that "
        "of the process that checks everything and makes the index. A question is typed at once on a fresh page; "
        "requests and bytes, packed, are everything a browser then asks for up to the first eight results, its own "
        "script excepted, which comes with the page; milliseconds, the median of three, run to the first result."
    )
    parts = [
        "# What the search of a large publication costs",
        introduction,
        table(("claims", "files", "raw", "packed", "made in", "peak"), sizes),
        table(("claims", "typed", "requests", "packed", "first result"), questions),
    ]
    if late:
        parts.append("Beyond the bounds of 150 kB, 300 ms and 1 GB:\n\n" + "\n".join(f"- {each}" for each in late))
    text = "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
