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


ASKED = {"name": "Name of the site", "subtitle": "What it is about, in one line", "publisher": "Who publishes it"}


def _line(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    text = " ".join(value.split())
    if not text.isprintable() or not 0 < len(text) <= 200:
        raise click.BadParameter("must be one line of up to 200 characters.", param=parameter)
    return text


def _asked(given: dict[str, str | None]) -> dict[str, str]:
    """What was not given is asked for, where somebody is there to answer."""
    missing = [key for key, value in given.items() if value is None]
    if missing and not sys.stdin.isatty():
        raise click.UsageError(f"Say what goes into the files: {', '.join(f'--{key} TEXT' for key in missing)}.")
    return {key: value if value is not None else click.prompt(ASKED[key], err=True) for key, value in given.items()}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--name", callback=_line, help="What the site is called.")
@click.option("--subtitle", callback=_line, help="What it is about, in one line.")
@click.option("--publisher", callback=_line, help="Who publishes it.")
def init(folder: Path, name: str | None, subtitle: str | None, publisher: str | None) -> None:
    """Begin a new publication in DIR, complete and building, with one invented example."""
    from generator import reporting, starter
    from generator.compiler import compile_corpus

    terms = _asked({"name": name, "subtitle": subtitle, "publisher": publisher})
    try:
        written = starter.begin(folder, starter.Terms(**terms))
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
