"""For editors: `lsp` and `schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.shared import project


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


@click.command()
@project
def schema(root: Path) -> None:
    """Write JSON Schemas that know this publication's ids, for YAML language servers, into .disputed/schema/."""
    from generator import corpus
    from generator.languageserver import schemas
    from generator.publish import MARKER
    from generator.schema import FOLDER

    loaded, _ = corpus.load(root)
    try:
        done = schemas.write(root, loaded, MARKER)
    except OSError as error:
        click.echo(f"The schemas cannot be written: {error.strerror or error}.", err=True)
        sys.exit(1)
    if done.foreign:
        listed = ", ".join(done.foreign)
        click.echo(f"Nothing was written: {listed} was not generated. Move it elsewhere, or delete it.", err=True)
        sys.exit(1)
    if loaded is None:
        click.echo("seeds/publication.yml cannot be read; the schemas know no ids. See: disputed check", err=True)
    click.echo(
        f"{FOLDER}/schema/: {len(done.write)} files written." if done.write else "Every schema is up to date.",
        err=True,
    )
