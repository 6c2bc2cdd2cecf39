"""A publication of one's own: `init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

TODO = (
    "docs/about.md: what it covers, who publishes it and lives on what, under which licence",
    "seeds/publication.yml: the introduction, the topics, the house rules for vague words",
    ".github/workflows/: the address of the program, where it says OWNER/disputed",
    "a licence for the repository",
)


def _line(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    text = " ".join(value.split())
    if not text.isprintable() or not 0 < len(text) <= 200:
        raise click.BadParameter("must be one line of up to 200 characters.", param=parameter)
    return text


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--name", prompt="Name of the site", callback=_line, help="What the site is called.")
@click.option("--subtitle", prompt="What it is about, in one line", callback=_line, help="What it is about.")
@click.option("--publisher", prompt="Who publishes it", callback=_line, help="Who publishes it.")
def init(folder: Path, name: str, subtitle: str, publisher: str) -> None:
    """Begin a new publication in DIR, complete and building, with one invented example."""
    from generator import reporting, starter
    from generator.compiler import compile_corpus

    try:
        written = starter.begin(folder, starter.Terms(name, subtitle, publisher))
    except starter.NotEmpty as found:
        raise click.UsageError(f"{folder} is not empty: it holds {found}. Nothing was written.") from found
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written: {error.strerror}. Nothing was left behind.") from error
    compiled = compile_corpus(folder)
    if compiled.problems:  # never seen; it would be a fault of the program
        click.echo(reporting.as_text(compiled.problems))
        sys.exit(1)
    click.echo(f"{len(written)} files in {folder}. It compiles: {len(compiled.facts)} fact, invented.\n", err=True)
    click.echo(f"    cd {folder}\n    disputed build\n    disputed serve\n")
    click.echo("To be filled in:")
    for each in TODO:
        click.echo(f"  {each}")
