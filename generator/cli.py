"""The command line. Exit codes: 0 fine, 1 problems, 2 misuse."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import reporting
from generator.compiler import compile_corpus


@click.group()
def main() -> None:
    """A compiler for fact-checks."""


@main.command()
def check() -> None:
    """Check."""
    compiled = compile_corpus(Path.cwd())
    click.echo(reporting.as_text(compiled.problems), nl=False)
    click.echo(reporting.coverage_text(compiled.coverage), nl=False)
    for name, e in compiled.facts.items():
        click.echo(
            f"{name}: computed {e.comparison.rating}; "
            + "; ".join(f"{p.a.id}~{p.b.id} {p.kind}" for p in e.comparison.pairs)
        )
    sys.exit(1 if compiled.problems else 0)
