"""`new`: beginning something that editors then go on with. Each sub-command has a module of its own."""

from __future__ import annotations

import click

from generator.commands import new_article, new_claim


@click.group()
def new() -> None:
    """Begin an article or a claim; nothing that is there is ever overwritten."""


SUBCOMMANDS: tuple[click.Command, ...] = (new_article.article, new_claim.claim)

for command in SUBCOMMANDS:
    new.add_command(command)
