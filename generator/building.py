"""From sources to a verified site: generate the pages, let a builder make HTML of them, verify, and only then publish.

The builder runs as a process of its own on a folder of its own. The last good site stays until the new one has passed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path

from generator import cache, engines, history, publish, render, rendered, schema, snapshot
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.engines import BuilderError, Engine
from generator.exports import cards
from generator.frames import memory
from generator.frames import plan as planning
from generator.frames.frame import obtain
from generator.frames.joining import join
from generator.frames.memory import Memory
from generator.frames.shell import Unfit
from generator.languageserver import schemas
from generator.parallel import HERE, Pool
from generator.problems import Problem
from generator.publish import Difference
from generator.rendered import Source
from generator.searching import theirs
from generator.settings import Settings
from generator.verify import verify
from generator.views.common import Site

DOCS = "docs"
SITE = "site"
OWNED = (
    "claims",
    "articles",
    "speakers",
    "rules",
    "fields",
    "matrix",
    "timeline",
    "map",
    "changes",
    "embeds",
    "feeds",
    "data",
    "find",
    "schema",
)
"""Folders below `docs/` that hold nothing but generated files."""
PAGES = "pages"
"""The name of the cache of what pages were made from."""
EDITORS = "editors"
"""Under which key of it stands what the schemas for editors were made from."""
VERIFIED = "verified"
"""The name of the cache of pages that were found good."""
FRAMES = "frames"
"""The name of the cache of frames."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What generating came to.

    Attributes:
        difference: what had to be written and removed.
        problems: what keeps files from being written.
        digests: the SHA-256 of every file, by path.
    """

    difference: Difference
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]


def generate(
    root: Path,
    compiled: Compiled,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    only_check: bool = False,
    pool: Pool = HERE,
    elsewhere: Sequence[Source] = (),
    note: Callable[[str], None] | None = None,
) -> Generated:
    """Write the pages of a sound publication, or only compare them with what is there.

    Args:
        root: the project's folder.
        compiled: the sound publication.
        settings: where site and repository are.
        progress: told about every page.
        only_check: write nothing.
        pool: who may share the work.
        elsewhere: pages of facts that were made elsewhere, to be taken where they fit.
        note: told how many of these do.
    """
    kept = cache.at(root, os.environ, PAGES)
    known = rendered.load(snapshot.digests(root / DOCS) if kept.folder else None, kept, elsewhere)
    digests: dict[str, str] = {}

    def wanted() -> Iterator[tuple[str, bytes | None]]:
        files = render.each_file(compiled, settings, progress, history.read(root), pool, known, note)
        for file in chain(files, known.batch("schema", cache.program, lambda: schema.schemas(render.MARKER).items())):
            digests[file.path] = file.digest
            yield file.path, file.content

    found = publish.bring(root / DOCS, wanted(), OWNED, render.MARKER, write=not only_check)
    problems = tuple(publish.problems(found, DOCS, stale=only_check))
    if not only_check and not problems:
        known.save()
        with suppress(OSError):  # no page depends on what editors are told; `disputed schema` says what is in the way
            _tell_editors(root, compiled, kept)
    return Generated(found, problems, digests)


def _tell_editors(root: Path, compiled: Compiled, kept: cache.Cache) -> None:
    """Write the schemas that know this publication, unless they are there as they would be written now."""
    assert compiled.corpus is not None
    gists = (repr(claim.gist) for _, claim in sorted(compiled.corpus.claims.items()))
    others = (
        part for pair in sorted(compiled.sources.items()) if not pair[0].startswith(history.CLAIMS) for part in pair
    )
    key = cache.digest(cache.program(), *others, "", *gists)

    def there() -> bytes:
        files = sorted((root / schemas.FOLDER).rglob("*.json"))
        return json.dumps([key, *(sha256(path.read_bytes()).hexdigest() for path in files)]).encode()

    if kept.get(EDITORS) != there():
        schemas.write(root, compiled.corpus, render.MARKER)
        kept.put(EDITORS, there())


def build(
    root: Path,
    compiled: Compiled,
    settings: Settings,
    engine: Engine,
    progress: Progress = no_progress,
    *,
    generated: Collection[str] = (),
    pool: Pool = HERE,
    note: Callable[[str], None] | None = None,
    beside: Callable[[Path], object] = lambda _: None,
) -> tuple[Problem, ...]:
    """Build, verify and publish the site into `site/`.

    Args:
        root: the project's folder, its pages freshly generated.
        compiled: the sound publication.
        settings: where site and repository are.
        engine: which builder to use.
        progress: told about every verified page.
        generated: the paths of all generated files, best with the SHA-256 of each; without them the builder makes every
            page itself.
        pool: who may share the work.
        note: told why the builder makes every page itself although it need not.
        beside: puts what is not a page into the new site, before it is verified.

    Returns:
        What is wrong with the built site; then the last good one stays where it is.

    Raises:
        BuilderError: when the builder itself fails.
    """
    new = root / f"{SITE}.new"
    _restore(root / SITE)
    shutil.rmtree(new, ignore_errors=True)
    try:
        made = joined(root, new, settings, engine, generated, pool) if generated else None
        if not isinstance(made, Memory):
            if made and note:
                note(made)
            shutil.rmtree(new, ignore_errors=True)
            engines.run(root, new, settings, engine)
            if theirs.sharded(root):
                theirs.hand_over(new)
        draw_cards(compiled, settings, new, root / SITE, progress, pool)
        beside(new)
        kept = cache.at(root, os.environ, VERIFIED)
        taken = made.taken if isinstance(made, Memory) else {}
        problems = verify(new, SITE, compiled, settings, progress, pool=pool, kept=kept, digests=taken)
        if not problems:
            _swap(new, root / SITE)
            if isinstance(made, Memory):
                made.save(cache.at(root, os.environ, FRAMES))
        return problems
    finally:
        shutil.rmtree(new, ignore_errors=True)


def joined(
    root: Path, new: Path, settings: Settings, engine: Engine, generated: Collection[str], pool: Pool = HERE
) -> Memory | str:
    """Have the builder make a frame and put the site together, or say why the builder has to make every page itself.

    Args:
        root: the project's folder, its pages freshly generated.
        new: the folder of the site, which is not there yet.
        settings: where site and repository are.
        engine: which builder to use.
        generated: the paths of all generated files.
        pool: who may share the work.
    """
    config = engines.configuration(root)
    why = engines.obstacle(config) if engine is Engine.MKDOCS else "it is not MkDocs"
    if why:
        return why
    nav = engines.navigation(config)
    key = engines.surroundings(root, config, settings, engine)
    kept = cache.at(root, os.environ, FRAMES)

    def work(sources: Path, site: Path) -> None:
        engines.run(root, site, settings, engine, sources)

    last = memory.load(kept, root / SITE, nav)
    whole: set[str] = set()
    try:
        for _ in range(2):
            plan = planning.make(root / DOCS, generated, OWNED, nav, pool, whole, last)
            frame = obtain(kept, key, plan, work)
            made = join(root / DOCS, new, generated, nav, plan, frame, pool, last, searched=not theirs.sharded(root))
            if isinstance(made, Memory):
                return made
            whole.update(made)
            shutil.rmtree(new, ignore_errors=True)
    except BuilderError:
        return "it found fault with a page"
    except (Unfit, OSError, ValueError, LookupError) as error:
        return f"what it makes cannot be taken apart: {error}"
    return "only it knows what a search finds on some pages"


def draw_cards(
    compiled: Compiled,
    settings: Settings,
    site: Path,
    last: Path | None = None,
    progress: Progress = no_progress,
    pool: Pool = HERE,
) -> None:
    """Draw the pictures that represent pages where they are shared, into a built site.

    Args:
        compiled: the sound publication.
        settings: where site and repository are.
        site: the folder of the built site.
        last: the last one, whose pictures are taken over where they are the same.
        progress: told about every picture.
        pool: who may share the work.
    """
    from generator.exports import drawing  # nothing else needs the library it draws with

    assert compiled.corpus is not None
    drawing.draw(cards.every_card(Site(compiled, compiled.corpus, settings)), site, last, progress, pool)


def _restore(site: Path) -> None:
    """Put the last good site back where a build was ended between the two renames."""
    if not site.exists() and _old(site).is_dir():
        _old(site).rename(site)


def _old(site: Path) -> Path:
    return site.with_name(f"{site.name}.old")


def _swap(new: Path, site: Path) -> None:
    """Put the new site in the place of the old one by two renames."""
    old = _old(site)
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)
