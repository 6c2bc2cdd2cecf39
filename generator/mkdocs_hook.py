"""The one module that knows MkDocs: named as a hook in `mkdocs.yml`, it generates the pages before MkDocs reads them.

So a bare `mkdocs build` or `mkdocs serve` publishes nothing that does not compile.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from generator import building, reporting
from generator.compiler import compile_corpus
from generator.settings import settings


def on_pre_build(config: MkDocsConfig) -> None:
    """Check and generate. While one page is being served, problems leave the last good pages standing."""
    if os.environ.get(building.GENERATED):
        return
    root = Path(config.config_file_path).parent
    compiled = compile_corpus(root)
    report = reporting.as_text(compiled.problems)
    if compiled.sound:
        publication = compiled.corpus.publication if compiled.corpus else None
        generated = building.generate(root, compiled, settings(os.environ, publication))
        report += reporting.as_text(generated.problems)
        if not generated.problems:
            return
    raise PluginError(f"Nothing was generated.\n\n{report}")


def on_serve(server: Any, config: MkDocsConfig, **_: Any) -> Any:
    """Rebuild on every save of a source or a template as well."""
    root = Path(config.config_file_path).parent
    for folder in ("seeds", "generator/templates"):
        if (root / folder).is_dir():
            server.watch(str(root / folder))
    return server
