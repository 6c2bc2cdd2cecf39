"""The one module that knows MkDocs: named as a hook in `mkdocs.yml`, it generates the pages before MkDocs reads them.

So a bare `mkdocs build` or `mkdocs serve` publishes nothing that does not compile.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from generator import building, cache, engines, folders, reporting
from generator.alone import alone
from generator.compiler import compile_corpus
from generator.searching.theirs import sharded
from generator.settings import settings
from generator.staging import Staging
from generator.tidy import tidy

SERVING = "DISPUTED_SERVING"
"""Set in the process that serves: MkDocs tells its hooks what it was started for only once, before any build."""

log = logging.getLogger("mkdocs.hooks.disputed")


def on_startup(command: Literal["build", "gh-deploy", "serve"], **_: Any) -> None:
    """Remember whether this process serves."""
    if command == "serve":
        os.environ[SERVING] = "1"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the folder of sources that `disputed build` names: skeletons in the place of pages."""
    if sources := os.environ.get(engines.SOURCES):
        config.docs_dir = sources
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Check and generate, or stop the build.

    While serving, problems are only logged once there are pages: a reader's request would wait for as long as a build
    keeps failing, and an editor would rather see the last good page beside the problem.
    """
    root = Path(config.config_file_path).parent
    if not os.environ.get(engines.GENERATED):
        with alone(root):
            _generate(root)
    if sharded(root):
        config.extra_javascript.append(engines.SEARCH)


def _generate(root: Path) -> None:
    cache.program.cache_clear()  # while a site is served, templates change
    compiled = compile_corpus(root)
    report = reporting.as_text(compiled.problems)
    if compiled.sound:
        publication = compiled.corpus.publication if compiled.corpus else None
        generated = building.generate(root, compiled, settings(os.environ, publication))
        report += reporting.as_text(generated.problems)
        if not generated.problems:
            return
    if os.environ.get(SERVING) and (root / folders.DOCS / building.OWNED[0]).is_dir():
        log.error("Nothing was generated; the last good pages stay.\n\n%s", report)
        return
    raise PluginError(f"Nothing was generated.\n\n{report}")


def on_post_build(config: MkDocsConfig) -> None:
    """Draw the pictures for sharing. While serving nobody shares; after `disputed build`, that command draws them."""
    if os.environ.get(engines.GENERATED) or os.environ.get(SERVING):
        return
    compiled = compile_corpus(Path(config.config_file_path).parent)
    if compiled.corpus is not None:
        building.draw_cards(compiled, settings(os.environ, compiled.corpus.publication), Staging(Path(config.site_dir)))


def on_post_page(output: str, **_: Any) -> str:
    """Mend the theme's markup."""
    return tidy(output)


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """Mend the theme's markup on pages that are no pages of ours, such as the one for addresses that lead nowhere."""
    return tidy(output_content) if template_name.endswith(".html") else output_content


def on_serve(server: Any, config: MkDocsConfig, **_: Any) -> Any:
    """Rebuild on every save of a source or a template as well."""
    root = Path(config.config_file_path).parent
    for folder in ("seeds", "generator/templates"):
        if (root / folder).is_dir():
            server.watch(str(root / folder))
    return server
