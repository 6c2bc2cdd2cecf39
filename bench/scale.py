"""How time and memory grow with the number of facts: `python -m bench.scale`, with bounds that it keeps to.

One size after the other, each several times the one before. A size that would take more time, memory or disk than
allowed, as far as the sizes before it tell, is not begun, and that is said.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import corpus
from bench.__main__ import table
from bench.elsewhere import Elsewhere
from bench.measure import DISPUTED, REPOSITORY
from bench.peers import plot
from bench.peers.timing import held, session

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
RESULTS = REPOSITORY / "bench" / "scale.json"
PAGE = REPOSITORY / "docs" / "scale.md"
PICTURE = REPOSITORY / "docs" / "images" / "scale.svg"
EVERY = 0.5
"""Seconds between two looks at the memory, at the least."""
GROWTH = 1.2
"""How much more than in proportion is expected of the next size."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a command and all that it started used: seconds, seconds of processor time, megabytes at the peak."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured of one size."""

    facts: int
    sources: float
    pages: float
    files: int
    used: Mapping[str, Used]


CHECKING, GATHERING = "read, check and compare", "gather what was found"
PACKING_FILES, RETURNING_FOUND = "pack what that needs", "pack and unpack what was found"
RENDERING, PACKING = "resolve it and make its pages", "pack what these need"
RETURNING, WRITING = "pack and unpack these", "write and compare these"
OTHERS, JOINING, DRAWING = "its part in all other pages", "put the site together", "draw its card"
VERIFYING = "verify the site"
TO_CHECK, FOUND, TO_RENDER, BACK = "sent to be checked", "found", "sent for its pages", "its pages"
OTHER_PAGES, CARDS, SOURCES = "its part in all other pages, kB", "its card", "its sources"
CHECK, AGAIN, CHANGED, GENERATE = "check, cold", "check, unchanged", "check, one change", "generate, cold"


def run(arguments: Sequence[str], folder: Path) -> Used:
    """Run a command that must succeed, with an eye on the memory of everything it starts."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI", "SITE_URL"))}
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            (*DISPUTED, *arguments),
            cwd=folder,
            env={**variables, "PYTHONPATH": str(REPOSITORY)},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        highest, status, used = 0, 0, None
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            look = time.perf_counter()
            highest = max(highest, held(session(process.pid)))
            time.sleep(max(EVERY, 10 * (time.perf_counter() - look)))  # looking takes long where there is much to see
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{arguments}: exit code {process.returncode}\n{said.read()[-2000:]}")
    return Used(seconds, used.ru_utime + used.ru_stime, highest / 1024)


def size_of(folder: Path) -> tuple[int, float]:
    """How many files there are below a folder, and their megabytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6


def measured(facts: int, folder: Path) -> Size:
    """Make a publication, measure, and remove it."""
    root = folder / f"facts-{facts}"
    shutil.rmtree(root, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "bench.corpus", str(root), str(facts)], cwd=REPOSITORY, check=True)
        _, sources = size_of(root / "seeds")
        used = {CHECK: run(("check", "--no-coverage"), root), AGAIN: run(("check", "--no-coverage"), root)}
        first = min((root / "seeds" / "claims").iterdir())
        first.write_text(first.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
        used[CHANGED] = run(("check", "--no-coverage"), root)
        used[GENERATE] = run(("generate",), root)
        files, pages = size_of(root / "docs")
        return Size(facts, sources, pages, files, used)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def too_much(facts: int, last: Size, minutes: float, gigabytes: float, disk: float) -> str:
    """Why a size is not begun, or nothing."""
    times = GROWTH * facts / last.facts
    needs = (
        ("minutes", sum(each.seconds for each in last.used.values()) / 60 * times, minutes),
        ("GB of memory", max(each.megabytes for each in last.used.values()) / 1e3 * times, gigabytes),
        # a page is written beside its place first, and a file takes whole blocks
        ("GB of disk", (last.sources + 1.3 * last.pages) / 1e3 * times, disk),
    )
    return ", ".join(f"about {need:.0f} {what}, of {most:g}" for what, need, most in needs if need > most)


def constants(root: Path) -> dict[str, float]:
    """What one core does for each fact, in milliseconds, and what goes from machine to machine, in kilobytes."""
    from generator import building, cache, parallel, render, snapshot
    from generator.engines import Engine
    from generator.incremental import compiling
    from generator.listing import making
    from generator.publish import bring
    from generator.settings import settings as settings_of
    from generator.staging import Staging
    from generator.verify import verify
    from generator.views.common import Site

    found: dict[str, float] = {}

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        found[name] = 1000 * (time.process_time() - start) / len(names)

    def note(pool: Elsewhere, **steps: str) -> None:
        found.update((name, 1000 * pool.spent[step] / len(names)) for step, name in steps.items())

    names = sorted(path.stem for path in (root / "seeds" / "claims").iterdir())
    checking, rendering = Elsewhere(), Elsewhere()
    taken, kept, rows = snapshot.take(root, "seeds"), cache.at(root, {}, "check"), cache.at(root, {}, "rows")
    assert taken is not None
    with timed(GATHERING):
        compiled = compiling.compiled(root, taken, kept, rows, making({}), checking)
    assert compiled is not None
    assert compiled.corpus is not None
    settings = settings_of({}, compiled.corpus.publication)
    gathering = found.pop(GATHERING) - 1000 * sum(checking.spent.values()) / len(names)
    note(checking, working=CHECKING, packing=PACKING_FILES, returning=RETURNING_FOUND)
    found[GATHERING] = gathering
    shared = render.shared(Site(compiled, compiled.corpus, settings), {})
    made = list(parallel.ordered(render._fact_files, shared, names, rendering))
    note(rendering, working=RENDERING, packing=PACKING, returning=RETURNING)
    files = {file.path: file.content or b"" for each in made for file in each}
    with timed(WRITING):
        bring(root / "written", files.items(), (), render.MARKER, write=True)
    with timed(OTHERS):
        others = {path: content for path, content in render.pages(compiled, settings).items() if path not in files}
    found[OTHERS] -= found[RENDERING]
    done = building.generate(root, compiled, settings)
    corpus.add_site(root, REPOSITORY)
    stagings = [Staging(root / f"site.{n}") for n in range(2)]
    for staging in stagings:  # the frame is made the first time
        with timed(JOINING):
            made_of = building.joined(root, staging, settings, Engine.MKDOCS, done.difference.wanted)
        assert not isinstance(made_of, str), made_of
    with timed(DRAWING):
        building.draw_cards(compiled, settings, stagings[-1])
    with timed(VERIFYING):
        problems = verify(root / "site.1", "site", compiled, settings)
    assert not problems, problems[0]
    return {
        **found,
        TO_CHECK: checking.sent["there"] / 1e3 / len(names),
        FOUND: checking.sent["back"] / 1e3 / len(names),
        TO_RENDER: rendering.sent["there"] / 1e3 / len(names),
        BACK: sum(map(len, files.values())) / 1e3 / len(names),
        OTHER_PAGES: sum(map(len, others.values())) / 1e3 / len(names),
        CARDS: sum(path.stat().st_size for path in (root / "site.1").rglob("*.png")) / 1e3 / len(names),
        SOURCES: size_of(root / "seeds")[1] * 1e3 / len(names),
    }


def text(sizes: Sequence[Size]) -> str:
    """The table of everything."""
    head = ["", *(f"{size.facts:,} facts" for size in sizes)]
    rows: list[list[str]] = [["sources", *(f"{size.sources:,.0f} MB" for size in sizes)]]
    rows.append(["pages", *(f"{size.files:,} files, {size.pages:,.0f} MB" for size in sizes)])
    for name in sizes[0].used:
        for what, unit in (("seconds", "s"), ("processor", "s of processor"), ("megabytes", "MB at the peak")):
            rows.append([f"{name}, {unit}", *(f"{getattr(size.used[name], what):,.1f}" for size in sizes)])
    return table(head, rows)


def each_fact(known: Mapping[str, float]) -> str:
    """The table of constants."""
    sent = (TO_CHECK, FOUND, TO_RENDER, BACK, OTHER_PAGES, CARDS, SOURCES)
    work = [[name, f"{known[name]:.2f} ms"] for name in known if name not in sent]
    amounts = [[name.removesuffix(", kB"), f"{known[name]:.1f} kB"] for name in sent]
    return table(["for each fact", "one core"], [*work, *amounts])


MANY, MACHINES, CORES, WIRE = 1_000_000, 20, 8, 110
"""How many facts are asked about, on how many machines, of how many cores, with how many megabytes a second between."""


def derived(sizes: Sequence[Size], known: Mapping[str, float]) -> str:
    """What a million facts take: hours on one machine, with a cluster, and as a matrix."""
    far = MACHINES * CORES

    def hours(*names: str, cores: int = 1) -> float:
        return MANY * sum(known[name] for name in names) / 1000 / 3600 / cores

    def gigabytes(*names: str) -> float:
        return MANY * sum(known[name] for name in names) / 1e6

    def wire(*names: str) -> float:
        return gigabytes(*names) * 1e3 / WIRE / 3600

    def everywhere(stage: str, needs: float) -> list[str]:
        return [stage, *[f"{needs:.2f} h"] * 3]

    # with Dask the slowest of feeding, work and wire
    here = hours(CHECKING, cores=CORES)
    fed = max(
        hours(PACKING_FILES, cores=CORES) + hours(RETURNING_FOUND),
        hours(CHECKING, cores=far),
        wire(TO_CHECK, FOUND),
    )
    checking = here, fed, here
    pages = (
        hours(RENDERING, cores=CORES) + hours(WRITING),
        max(
            hours(PACKING, cores=CORES) + hours(RETURNING, WRITING),
            hours(RENDERING, cores=far),
            wire(TO_RENDER, BACK),
        ),
        # each job of a matrix checks everything before it makes its pages
        here + hours(GATHERING) + hours(RENDERING, cores=far) + wire(BACK) + hours(WRITING),
    )
    cards = hours(DRAWING, cores=CORES), max(hours(DRAWING, cores=far), wire(CARDS)), hours(DRAWING, cores=CORES)
    same = hours(GATHERING), hours(OTHERS), hours(JOINING, cores=CORES), hours(VERIFYING, cores=CORES)
    gathering, others, joining, verifying = same
    apart = zip(checking, pages, cards, strict=True)
    last, first = sizes[-1], sizes[0]
    peak = last.used[GENERATE].megabytes
    more = (peak - first.used[GENERATE].megabytes) / (last.facts - first.facts) if len(sizes) > 1 else peak / last.facts
    memory = (peak + more * (MANY - last.facts)) / 1e3
    disk = gigabytes(SOURCES, CARDS) + 2.2 * gigabytes(BACK, OTHER_PAGES)  # what the theme adds is a fifth of a page
    sent = gigabytes(TO_CHECK, FOUND, TO_RENDER, BACK, CARDS)
    rows = [
        [CHECKING, *(f"{each:.2f} h" for each in checking)],
        everywhere(f"{GATHERING}, on one core", gathering),
        ["make the pages of the facts", *(f"{each:.2f} h" for each in pages)],
        everywhere("make all other pages, on one core", others),
        everywhere(f"{JOINING}, on {CORES} cores", joining),
        ["draw the cards", *(f"{each:.2f} h" for each in cards)],
        everywhere(f"{VERIFYING}, on {CORES} cores", verifying),
        ["together", *(f"{sum(same) + sum(each):.1f} h" for each in apart)],
        ["over the wire", "–", f"{sent:,.0f} GB", f"{gigabytes(BACK):,.0f} GB"],
        ["memory where it comes together", *[f"{memory:,.0f} GB"] * 3],
        ["disk there: sources, pages, site", *[f"{disk:,.0f} GB"] * 3],
    ]
    ways = "one machine", f"{MACHINES} machines, Dask", f"{MACHINES} machines, matrix"
    return table([f"{MANY:,} facts", *ways], rows)


def drawing(sizes: Sequence[Size]) -> str:
    """Time and memory against the number of facts, both on logarithmic axes."""
    names = list(sizes[0].used)
    panels = (
        ("Processor time", "s", {n: [(each.facts, each.used[n].processor) for each in sizes] for n in names}),
        ("Memory at the peak", "MB", {n: [(each.facts, each.used[n].megabytes) for each in sizes] for n in names}),
    )
    last = sizes[-1]
    words = "; ".join(f"{n}: {last.used[n].processor:.0f} s, {last.used[n].megabytes:.0f} MB" for n in names)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {plot.HEIGHT}" role="img"',
        ' aria-labelledby="t d">',
        f"<style>{plot.style()}</style>",
        '<title id="t">Processor time and memory by the number of facts</title>',
        f'<desc id="d">At {last.facts:,} facts: {words}</desc>',
        f'<rect width="{WIDTH}" height="{plot.HEIGHT}" class="paper"/>',
    ]
    for n, (title, unit, series) in enumerate(panels):
        amounts = [amount for points in series.values() for _, amount in points]
        bounds = 10 ** math.floor(math.log10(min(amounts))), 10 ** math.ceil(math.log10(max(amounts)))
        left = plot.LEFT + n * (plot.PANEL + plot.GAP + 60)
        parts.append(plot.panel(title, series, left, bounds, (sizes[0].facts, last.facts), unit))
    return "".join(parts) + "</svg>\n"


WIDTH = plot.WIDTH + 120


def read(data: Mapping[str, object]) -> Iterator[Size]:
    sizes = data["sizes"]
    assert isinstance(sizes, list)
    for each in sizes:
        yield Size(**{**each, "used": {name: Used(**used) for name, used in each["used"].items()}})


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("folder", type=Path, help="where publications are made, and removed again")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--minutes", type=float, default=60, help="the most that one size may take")
    parser.add_argument("--memory", type=float, default=12, metavar="GB")
    parser.add_argument("--disk", type=float, default=40, metavar="GB")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--constants", type=int, default=500, metavar="FACTS", help="of how large a publication")
    parser.add_argument("--note", default="", help="what else is to be known of the machine, as a sentence")
    parser.add_argument("--draw", action="store_true", help="measure nothing; put what was measured into docs/")
    asked = parser.parse_args(arguments)
    known = json.loads(asked.out.read_text(encoding="utf-8")) if asked.out.exists() else {"sizes": []}
    sizes = list(read(known))
    stopped = ""
    if not asked.draw:
        system = f"{platform.system()} {platform.machine()}"
        known["machine"] = f"{system}, {os.cpu_count()} cores, CPython {platform.python_version()}"
        known["note"] = asked.note
    if not asked.draw and not known.get("constants"):
        root = asked.folder / "constants"
        shutil.rmtree(root, ignore_errors=True)
        corpus.make(root, asked.constants)
        known["constants"] = constants(root)
        shutil.rmtree(root)
        asked.out.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    for facts in () if asked.draw else asked.sizes:
        stopped = too_much(facts, sizes[-1], asked.minutes, asked.memory, asked.disk) if sizes else ""
        if stopped:
            stopped = f"{facts:,} facts would take {stopped}"
            print(stopped, file=sys.stderr)
            break
        sizes = [*(each for each in sizes if each.facts != facts), measured(facts, asked.folder)]
        sizes.sort(key=lambda each: each.facts)
        known["sizes"] = [asdict(each) for each in sizes]
        asked.out.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        print(text(sizes[-1:]), flush=True)
    if asked.draw:
        PICTURE.write_text(drawing(sizes), encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        for name, written in {
            "measured": f"{known['machine']}. {known['note']}\n\n{text(sizes)}",
            "constants": each_fact(known["constants"]),
            "derived": derived(sizes, known["constants"]),
        }.items():
            begin, end = f"<!-- {name} -->\n\n", f"\n<!-- end of {name} -->"
            page = page[: page.index(begin) + len(begin)] + written + page[page.index(end) :]
        PAGE.write_text(page, encoding="utf-8")
    return 1 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
