"""The command line. Exit codes: 0 fine, 1 problems, 2 misuse.

Each command imports what it needs when it runs, so that `check` does not wait for a template engine.
"""

from __future__ import annotations

import click

from generator import __version__
from generator.commands import (
    beginning,
    browser,
    checking,
    covering,
    editing,
    editors,
    finding,
    formatting,
    publishing,
    reviewing,
)
from generator.commands.new import new


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="disputed")
def main() -> None:
    """A compiler for fact-checks: what does not compile does not publish."""


for command in (
    beginning.init,
    checking.check,
    publishing.generate,
    publishing.build,
    publishing.serve,
    browser.edit,
    publishing.verify,
    new,
    finding.find,
    finding.suggest,
    covering.coverage,
    formatting.fmt,
    editing.rename,
    editing.retract,
    reviewing.diff,
    editors.lsp,
    editors.schema,
    checking.explain,
):
    main.add_command(command)
