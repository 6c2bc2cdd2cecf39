"""From sources to a verified site: generate the pages, let a builder make HTML of them, verify, and only then publish.

The builder runs as a process of its own on a folder of its own. The last good site stays until the new one has passed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path

from generator import cache, engines, history, keys, ledger, parallel, publish, render, rendered, schema
from generator import staging as staging_of
from generator.compiler import Compiled
from generator.corpus import Progress, no_progress
from generator.engines import BuilderError, Engine
from generator.exports import cards
from generator.folders import DOCS, SITE, SPARE
from generator.frames import memory
from generator.frames import plan as planning
from generator.frames.frame import obtain
from generator.frames.joining import join
from generator.frames.memory import Memory
from generator.frames.shell import Unfit
from generator.glancing import NOBODY, Ahead
from generator.languageserver import told
from generator.ledger import Ledger
from generator.parallel import HERE, Pool
from generator.problems import Problem
from generator.publish import Difference
from generator.records import Record
from generator.rendered import Source
from generator.schema import FILES
from generator.searching import theirs
from generator.settings import Settings
from generator.staging import Staging
from generator.verify import verify
from generator.views.common import Site

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
GROUND = "ground"
"""Under which key of it stands what all of them were made by, and for where."""
EDITORS = "editors"
"""Under which key of it stands what the schemas for editors were made from."""
LEDGER = "ledger"
"""Under which key of a cache stands what the files are that it is about."""
VERIFIED = "verified"
"""The name of the cache of pages that were found good."""
FRAMES = "frames"
"""The name of the cache of frames."""
CARDS = "pictures"
"""Under which key of that stands which card came out as which picture."""


class Generated(Record):
    """What generating came to.

    Attributes:
        difference: what had to be written and removed.
        problems: what keeps files from being written.
        digests: the SHA-256 of every file, by path.
        ledger: what the files on disk are.
    """

    difference: Difference
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]
    ledger: Ledger

    def remember(self, root: Path) -> None:
        """Remember what was written, below the folder of a project; only what is not all too young is believed."""
        self.ledger.note((root / DOCS / path, self.digests[path]) for path in self.difference.write)
        self.ledger.save()


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
    ahead: Ahead = NOBODY,
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
        ahead: who may have looked at the folder already.
    """
    kept = cache.at(root, os.environ, PAGES)
    pages = ledger.load(kept, LEDGER)
    there = pages.look(root / DOCS, ahead.at(root / DOCS)) if kept.folder else None
    known = rendered.load(there.files if there else None, kept, elsewhere, root / DOCS)
    digests: dict[str, str] = {}

    def wanted() -> Iterator[tuple[str, bytes | None]]:
        files = render.each_file(compiled, settings, progress, history.read(root), pool, known, note)
        for file in chain(files, known.batch("schema", cache.program, lambda: schema.schemas(render.MARKER).items())):
            digests[file.path] = file.digest
            yield file.path, file.content

    found = publish.bring(root / DOCS, wanted(), OWNED, render.MARKER, write=not only_check, there=there)
    problems = tuple(publish.problems(found, DOCS, stale=only_check))
    done = Generated(found, problems, digests, pages)
    if not only_check and not problems:
        known.save()
        if kept.recall(GROUND) != _ground(settings):
            kept.keep(GROUND, _ground(settings))
        done.remember(root)
        with suppress(OSError):  # no page depends on what editors are told; `disputed schema` says what is in the way
            _tell_editors(root, compiled, kept)
    return done


def generate_apart(
    root: Path, compiled: Compiled, settings: Settings, work: Callable[[], object], pool: Pool, ahead: Ahead = NOBODY
) -> bool:
    """Where the pages of many facts are to be made from nothing, have other processes write them.

    The memory that it takes is gone with these. Whoever generates then finds the pages there, or what keeps them from
    being written.

    Args:
        root: the project's folder.
        compiled: the sound publication.
        settings: where site and repository are.
        work: generates.
        pool: who shares in that; only with forks it is done.
        ahead: who may have looked at the folder already, in vain.

    Returns:
        Whether that was done.
    """
    if len(compiled.facts) <= parallel.MANY or pool.local is not pool or not pool.forks:
        return False
    kept = cache.at(root, os.environ, PAGES)
    if kept.place(GROUND) is None or kept.recall(GROUND) == _ground(settings):
        return False
    ahead.at(root / DOCS)
    parallel.beforehand(partial(render.relate, compiled, settings, rendered.load({}, kept)))
    return parallel.beforehand(work)


def _ground(settings: Settings) -> str:
    """What every page is made by, and for where."""
    return cache.digest(cache.program(), repr(settings))


def _tell_editors(root: Path, compiled: Compiled, kept: cache.Cache) -> None:
    """Write the schemas that know this publication, unless they are there as they would be written now."""
    assert compiled.corpus is not None
    others = cache.digest(cache.program(), "\n".join(sorted(_told_to_editors(compiled.sources))))

    def there() -> dict[str, str]:
        paths = {name: root / told.path_of(name) for name in FILES}
        return {name: sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path.exists()}

    whole, files = cache.digest(others, compiled.gists) if compiled.gists else "", there()
    last: tuple[str, dict[str, str], dict[str, str]] = kept.recall(EDITORS) or ("", {}, {})
    before, parts, written = last
    if whole and (whole, files) == (before, written) and files.keys() == set(FILES):
        return
    now = {name: cache.digest(others, held) for name, held in told.of_claims(compiled.corpus).items()}
    stale = [name for name in now if (parts.get(name), written.get(name)) != (now[name], files.get(name, ""))]
    if stale:
        from generator.languageserver import schemas

        schemas.write(root, compiled.corpus, render.MARKER, stale)
    kept.keep(EDITORS, [whole, now, there()])


def _told_to_editors(sources: Mapping[str, str]) -> Iterator[str]:
    """The files of which schemas tell, or may, and their digests; what they tell of claims is looked at by itself."""
    for file, each in sources.items():
        if not file.startswith(keys.CLAIMS) and not (file.endswith(".txt") and file.startswith(keys.ARTICLES)):
            yield f"{file} {each}"


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
    beside: Callable[[], Iterable[tuple[str, bytes]]] = tuple,
    ahead: Ahead = NOBODY,
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
        beside: what else the site holds: paths and contents.
        ahead: who may have looked at the folder of the next site already.

    Returns:
        What is wrong with the built site; then the last good one stays where it is.

    Raises:
        BuilderError: when the builder itself fails.
    """
    site, fresh = root / SITE, root / f"{SITE}.new"
    _restore(site)
    shutil.rmtree(fresh, ignore_errors=True)
    kept = cache.at(root, os.environ, FRAMES)
    files = ledger.load(kept, LEDGER)
    spare = _spare(root) if kept.folder else None
    staging = staging_of.begin(spare or fresh, site, files, ahead) if generated else None
    try:
        made = joined(root, staging, settings, engine, generated, pool) if staging else None
        if not isinstance(made, Memory) or staging is None:
            if made and note:
                note(str(made))
            shutil.rmtree(fresh, ignore_errors=True)
            engines.run(root, fresh, settings, engine)
            if theirs.sharded(root):
                theirs.hand_over(fresh)
            staging = staging_of.whole(fresh, site, files)
        draw_cards(compiled, settings, staging, progress, pool, kept)
        for path, content in beside():
            staging.put(path, content)
        staging.sweep()
        good = cache.at(root, os.environ, VERIFIED)
        problems = verify(
            staging.folder,
            SITE,
            compiled,
            settings,
            progress,
            pool=pool,
            kept=good,
            digests=staging.taken,
            files=staging.files,
            last=site,
        )
        if not problems:
            _swap(staging.folder, site, spare)
            if spare is not None and not spare.exists():
                staging.double(site, spare)
            staging.remember(site)
            if isinstance(made, Memory):
                made.save(kept)
        return problems
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def joined(
    root: Path, staging: Staging, settings: Settings, engine: Engine, generated: Collection[str], pool: Pool = HERE
) -> Memory | str:
    """Have the builder make a frame and put the site together, or say why the builder has to make every page itself.

    Args:
        root: the project's folder, its pages freshly generated.
        staging: where the site is put together.
        settings: where site and repository are.
        engine: which builder to use.
        generated: the paths of all generated files.
        pool: who may share the work.
    """
    config = engines.configuration(root)
    why = engines.obstacle(config)
    if why:
        return why
    nav = engines.navigation(config)
    dialect = engines.DIALECTS[engine]
    key = engines.surroundings(root, config, settings, engine)
    kept = cache.at(root, os.environ, FRAMES)

    def work(sources: Path, site: Path) -> None:
        engines.run(root, site, settings, engine, sources)

    last = memory.load(kept, root / SITE, nav, dialect.name)
    searched = not theirs.sharded(root)
    whole: set[str] = set()
    try:
        for _ in range(2):
            plan = planning.make(root / DOCS, generated, OWNED, nav, dialect, pool, whole, last)
            frame = obtain(kept, key, plan, dialect, work)
            made = join(root / DOCS, staging, generated, nav, plan, frame, pool, last, searched=searched)
            if isinstance(made, Memory):
                return made
            whole.update(made)
            staging.empty()
    except BuilderError:
        return "it found fault with a page"
    except (Unfit, OSError, ValueError, LookupError) as error:
        return f"what it makes cannot be taken apart: {error}"
    return "only it knows what a search finds on some pages"


def draw_cards(
    compiled: Compiled,
    settings: Settings,
    staging: Staging,
    progress: Progress = no_progress,
    pool: Pool = HERE,
    kept: cache.Cache = cache.NOTHING,
) -> None:
    """Draw the pictures that represent pages where they are shared, into a site.

    Args:
        compiled: the sound publication.
        settings: where site and repository are.
        staging: the site, and the last one, whose pictures are taken over where they are the same.
        progress: told about every picture.
        pool: who may share the work.
        kept: where it is remembered which picture came of which card.
    """
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, settings)
    last: tuple[str, dict[str, str], dict[str, str]] = kept.recall(CARDS) or ("", {}, {})
    by, before, pictures = last
    keys = cards.keys(site)
    same = {path for path, key in keys.items() if before.get(path) == key} if by == cache.program() else set()
    same.difference_update(staging.take_all({path: pictures[path] for path in same}))
    todo = [path for path in keys if path not in same]
    if todo:
        from generator.exports import drawing  # nothing else needs the library it draws with

        drawing.draw(cards.some(site, todo), staging, progress, pool)
        site.forget()
        kept.keep(CARDS, [cache.program(), keys, {path: staging.there[path] for path in keys}])


def _restore(site: Path) -> None:
    """Put the last good site back where a build was ended between the two renames."""
    if not site.exists() and _old(site).is_dir():
        _old(site).rename(site)


def _old(site: Path) -> Path:
    return site.with_name(f"{site.name}.old")


def _spare(root: Path) -> Path | None:
    """Where the site before the last one is, for the next; None where it cannot be moved from."""
    folder = (root / SPARE).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        near = folder.stat().st_dev == root.stat().st_dev and not any(
            each.is_symlink() for each in (folder, *folder.parents) if each.is_relative_to(root) and each != root
        )
    except OSError:
        return None
    return root / SPARE if near else None


def _swap(new: Path, site: Path, spare: Path | None) -> None:
    """Put the new site in the place of the old one by two renames; the old one is where the next one begins."""
    old = _old(site)
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    if spare is not None and not spare.exists() and old.exists():
        with suppress(OSError):
            old.rename(spare)
    shutil.rmtree(old, ignore_errors=True)
