"""`fmt`: one layout for every YAML file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from generator.commands.shared import in_workspace, project
from generator.problems import Problem

ENDINGS = (".yml", ".yaml")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if a file is laid out otherwise.")
@click.option(
    "--format", "form", type=click.Choice(("text", "github")), default="text", help="How problems are printed."
)
@click.option("--name", default="", metavar="FILE", help="With `-`: which file of the project the text belongs to.")
@project
def fmt(paths: tuple[Path, ...], only_check: bool, form: str, name: str, root: Path) -> None:
    """Lay out the YAML files in seeds/, or those in PATHS; `-` reads a text and prints it laid out.

    Values, comments and empty lines between entries stay. What cannot be read is reported and left as it is.
    """
    from generator import files, layout, reporting

    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` stands for the standard input and is given alone.")
        _standard_input(name, only_check)
        return
    problems: list[Problem] = []
    changed: dict[str, tuple[bytes, bytes]] = {}
    listed = sorted(set(_files(root, paths)))
    for path in listed:
        file = files.relative(root, path)
        data = files.read_bytes(root, path, files.yaml_limit(path))
        text = data if isinstance(data, Problem) else files.decode(root, path, data)
        if isinstance(text, Problem) or isinstance(data, Problem):
            problems += [text] if isinstance(text, Problem) else []
        elif only_check:
            problems += layout.problems_of(file, text)
        else:
            result, found = layout.formatted(file, text)
            problems += found
            if result is not None and result != text:
                changed[file] = (data, result.encode())
    if changed:
        _write(root, changed)
    if problems:
        click.echo(
            reporting.as_github(problems, in_workspace(root)) if form == "github" else reporting.as_text(problems),
            nl=form == "text",
        )
    said = f"{len(changed)} of {len(listed)} files laid out anew." if changed else f"{len(listed)} files looked at."
    click.echo(f"{reporting.tally(problems)}. {said}" if problems else said, err=True)
    sys.exit(1 if problems else 0)


def _write(root: Path, changed: dict[str, tuple[bytes, bytes]]) -> None:
    from generator.changing import Change, NotChangedError, carry_out

    try:
        carry_out(root, {file: Change(before, after) for file, (before, after) in changed.items()})
    except NotChangedError as error:
        click.echo(f"{error} Nothing was written.", err=True)
        sys.exit(1)
    for file in sorted(changed):
        click.echo(file)


def _standard_input(name: str, only_check: bool) -> None:
    """Lay out a text, byte for byte on both sides; what cannot be laid out is printed as it came, for editors."""
    from generator import files, layout, reporting

    here, limit = Path(), files.yaml_limit(Path(name or "-"))
    data = sys.stdin.buffer.read(limit + 1)
    checked = files.bounded(here, Path(name or "-"), data, limit)
    text = checked if isinstance(checked, Problem) else files.decode(here, Path(name or "-"), checked)
    result, problems = (None, [text]) if isinstance(text, Problem) else layout.formatted(name or "-", text)
    if only_check:
        if not isinstance(text, Problem) and not problems and result != text:
            problems = list(layout.problems_of(name or "-", text))
    else:
        sys.stdout.buffer.write(data if result is None else result.encode())
    if problems:
        click.echo(reporting.as_text(problems), err=not only_check)
    sys.exit(1 if problems else 0)


def _files(root: Path, paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths or (root / "seeds",):
        full = path.absolute()
        if not full.resolve().is_relative_to(root) or not full.exists():
            raise click.UsageError(f"There is no {path} in the project {root.name}.")
        if full.is_dir():
            yield from (
                each
                for each in full.resolve().rglob("*")
                if each.suffix in ENDINGS
                and not any(part.startswith(".") for part in each.relative_to(full.resolve()).parts)
            )
        elif full.suffix in ENDINGS:
            yield full.parent.resolve() / full.name
        else:
            raise click.UsageError(f"{path} is no YAML file; they end in {' or '.join(ENDINGS)}.")
