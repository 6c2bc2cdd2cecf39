"""Finding what may become evidence: `find`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import fail, project

if TYPE_CHECKING:
    from generator.corpus import Corpus


def _corpus(root: Path, articles: tuple[str, ...]) -> Corpus:
    """Everything authored, as far as it can be read; problems elsewhere are none of a search."""
    from generator.authored import suggestion
    from generator.corpus import load

    corpus, problems = load(root)
    if corpus is None:
        fail(problems, "Nothing was searched.")
        raise AssertionError("fail() never returns")
    for name in articles:
        if name not in corpus.articles:
            raise click.UsageError(f"There is no article {name!r}. {suggestion(name, corpus.articles)}".rstrip())
    return corpus


@click.command()
@click.argument("text")
@click.option("--article", "articles", multiple=True, metavar="ID", help="Look through this article only; repeatable.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="The most passages shown.")
@click.option("--format", "form", type=click.Choice(("text", "json", "yaml")), default="text", help="How to print.")
@click.option("--furniture", is_flag=True, help="Look outside of the articles' bodies, too.")
@project
def find(text: str, articles: tuple[str, ...], limit: int, form: str, furniture: bool, root: Path) -> None:
    """Find TEXT in the stored articles, and print accounts to paste.

    What stands there word for word comes first, then what comes near.
    """
    from generator.suggesting import listing, passages

    if not text.strip():
        raise click.UsageError("TEXT must hold a word.")
    found = passages.find(_corpus(root, articles), text, articles, limit, furniture=furniture)
    match form:
        case "json":
            click.echo(listing.as_json(found), nl=False)
        case "yaml":
            click.echo(listing.as_yaml(found), nl=False)
        case _:
            click.echo(listing.as_text(found), nl=False)
    if not found:
        click.echo("Nothing like it stands in the stored articles.", err=True)
