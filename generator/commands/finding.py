"""Finding what may become evidence: `find` and `suggest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import amount, fail, project

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


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="The most proposals.")
@click.option("--all", "everything", is_flag=True, help="Propose what existing claims cover, too, and mark it.")
@click.option("--format", "form", type=click.Choice(("text", "json", "yaml")), default="text", help="How to print.")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    is_flag=False,
    flag_value=Path("drafts"),
    help="Write each proposal as a claim file into this folder, by default drafts/; nothing is overwritten.",
)
@project
def suggest(
    articles: tuple[str, ...], limit: int, everything: bool, form: str, folder: Path | None, root: Path
) -> None:
    """Propose what may be disputed in the stored articles, or in those named.

    A proposal is a draft: what it marks `todo` is left to people, and `check` refuses it until that is done.
    """
    from generator.suggesting import drafts, proposals

    corpus = _corpus(root, articles)
    found = proposals.propose(corpus, articles)
    shown = [each for each in found if everything or not each.covered_by][:limit]
    left_out = 0 if everything else sum(bool(each.covered_by) for each in found)
    if folder is not None:
        target = folder if folder.is_absolute() else root / folder
        if (target.resolve()).is_relative_to(root / "seeds"):
            raise click.UsageError("A draft is no part of the publication yet; name a folder outside of seeds/.")
        try:
            written, kept = drafts.write(target, shown)
        except OSError as error:
            click.echo(f"{folder}: {error.strerror or error}.", err=True)
            sys.exit(1)
        for path in written:
            click.echo(path.relative_to(root) if path.is_relative_to(root) else path)
        already = f"; {len(kept)} were there already and were left as they are" if kept else ""
        click.echo(f"{amount(len(written), 'draft')} written{already}.", err=True)
    else:
        match form:
            case "json":
                click.echo(drafts.as_json(shown), nl=False)
            case "yaml":
                click.echo("---\n".join(drafts.claim_file(each) for each in shown), nl=False)
            case _:
                click.echo(drafts.as_text(shown), nl=False)
    if left_out:
        click.echo(f"Existing claims cover {left_out} more; --all shows them.", err=True)
    if not found:
        click.echo("Nothing that two voices speak of was found.", err=True)
