"""The command line. Exit codes: 0 fine, 1 problems, 2 misuse.

Each command imports what it needs when it runs, so that `check` does not wait for a template engine.
"""

from __future__ import annotations

import atexit
import gc
from importlib import import_module

import click

from generator import __version__

MODULES = {
    "build": "publishing",
    "check": "checking",
    "coverage": "covering",
    "diff": "reviewing",
    "edit": "serving",
    "explain": "checking",
    "find": "finding",
    "fmt": "formatting",
    "generate": "publishing",
    "init": "beginning",
    "lsp": "editors",
    "new": "new",
    "rename": "editing",
    "retract": "editing",
    "schema": "editors",
    "serve": "serving",
    "suggest": "finding",
    "verify": "publishing",
}
"""In which module of `generator.commands` each command is, under its own name."""


class Commands(click.Group):
    """The commands, each imported when somebody asks for it: of all of them, one runs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; where there is none, all are loaded, so that click can suggest another."""
        for name in (cmd_name,) if cmd_name in MODULES else MODULES:
            if name not in self.commands:
                self.add_command(getattr(import_module(f"generator.commands.{MODULES[name]}"), name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="disputed")
def main() -> None:
    """A compiler for fact-checks: what does not compile does not publish."""
    # nearly everything that a run makes lives until its end: to look for garbage often costs a sixth of a run, and
    # where the process ends anyway, once more costs another sixth of a short one
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
