"""`new claim`: the beginning of a claim file, with every field explained and marked where an editor must decide."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import fail, project

if TYPE_CHECKING:
    from generator.corpus import Corpus

KINDS = ("quantity", "breakdown", "date", "place", "party", "position")


@click.command()
@click.argument("question")
@click.option("--id", "name", metavar="ID", help="The fact's id; by default from the words of the question.")
@click.option("--kind", type=click.Choice(KINDS), help="What the accounts state.")
@click.option("--article", metavar="ID", help="The stored article of the first account, or of the quotes.")
@click.option("--quote", "quotes", metavar="TEXT", multiple=True, help="The words of an account; repeatable.")
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
@project
def claim(
    question: str,
    name: str | None,
    kind: str | None,
    article: str | None,
    quotes: tuple[str, ...],
    dry_run: bool,
    root: Path,
) -> None:
    """Begin a claim file for QUESTION, with every field explained.

    Quotes are looked up in the stored articles and must stand there word for word. Who says so is proposed from the
    sentence around them, for you to check. What has to be decided is marked `todo`, and refused until it is.
    """
    from generator import drafting
    from generator.authored import suggestion
    from generator.changing import Change, NotChangedError, carry_out
    from generator.corpus import SEEDS, load
    from generator.fixes import mended
    from generator.model import MeasureKind, is_id
    from generator.problems import Add, Mend
    from generator.renaming import ADDRESSES, RefusedError

    corpus, problems = load(root)
    if corpus is None or "addresses/*" in corpus.broken:
        fail(problems, "Nothing was written.")
        raise AssertionError("fail() never returns")
    question = " ".join(question.split())
    if not question.endswith("?") or len(question) > 300:
        raise click.UsageError("A question ends with a question mark, and has at most 300 characters.")
    name = name or drafting.slug(question)
    if not name:
        raise click.UsageError("No id can be made of this question; give one with --id.")
    if not is_id(name):
        raise click.UsageError(f"The id {name!r} must be small letters, digits and single hyphens, 80 at the most.")
    if article is not None and article not in corpus.articles:
        raise click.UsageError(f"There is no article {article!r}. {suggestion(article, corpus.articles)}".rstrip())
    file = f"{SEEDS}/claims/{name}.yml"
    try:
        _free(root, corpus, question, name)
        known = drafting.told_apart([drafting.known_of(drafting.located(corpus, quote, article)) for quote in quotes])
        if article is not None and not quotes:
            known = [drafting.known_of_article(corpus, article)]
        text = drafting.draft(corpus, question, MeasureKind(kind) if kind else None, known)
        if dry_run:
            click.echo(text, nl=False)
            return
        addresses = (root / ADDRESSES).read_bytes().decode()
        recorded = mended(
            Mend("", (Add(ADDRESSES, ("published",), f"claims/{name}", item=True),)), {ADDRESSES: addresses}.get
        )
        changes = {file: Change(None, text.encode())}
        if recorded and f"claims/{name}" not in corpus.addresses.published:
            changes[ADDRESSES] = Change(addresses.encode(), recorded[ADDRESSES].encode())
        carry_out(root, changes)
    except (RefusedError, NotChangedError) as error:
        click.echo(f"{error} Nothing was written.", err=True)
        sys.exit(1)
    click.echo(file)
    if ADDRESSES in changes:
        click.echo(
            f"Its address is recorded in {ADDRESSES}, so that it leads on if the fact ever gets another.", err=True
        )
    click.echo("Fill in what is marked `todo`; `disputed check` lists what is left.", err=True)


def _free(root: Path, corpus: Corpus, question: str, name: str) -> None:
    """Whether nothing stands where the file would go, and nobody asks the question already."""
    from generator.checks import same_question
    from generator.corpus import SEEDS
    from generator.renaming import RefusedError

    address = f"claims/{name}"
    if (root / SEEDS / f"{address}.yml").exists():
        raise RefusedError(f"{SEEDS}/{address}.yml is there already; choose another id with --id.")
    if address in corpus.addresses.redirects or address in corpus.addresses.published:
        end = corpus.addresses.redirects.get(address)
        raise RefusedError(
            f"{address} was the address of another page{f' and leads to {end}' if end else ''}; "
            "choose another id with --id."
        )
    for other in corpus.claims.values():
        if same_question(other.claim.title) == same_question(question):
            raise RefusedError(f"{other.document.file} asks this question already.")
