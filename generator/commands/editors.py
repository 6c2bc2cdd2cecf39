"""For editors: `lsp`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--project",
    "root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The project's folder; by default the one that the editor has open.",
)
@click.option("--stdio", is_flag=True, help="Standard input and output, which is the only way and need not be said.")
def lsp(root: Path | None, stdio: bool) -> None:
    """Serve an editor: problems, quick fixes, completion and more, while you type."""
    del stdio  # editors add it by themselves
    from generator.languageserver.server import serve

    serve(root.resolve() if root else None)
