"""Editing in the browser: `edit`."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import click

from generator.commands.shared import project


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve, as HOST:PORT.")
@project
def edit(address: str, root: Path) -> None:
    """Serve the site on this machine with an editor at /admin/ that writes into this checkout."""
    from generator.admin import pages

    host, _, port = address.rpartition(":")
    if not port.isdigit() or not _this_machine(host.strip("[]")):
        raise click.UsageError(
            "The editor writes files and asks nobody for a password: it is served on 127.0.0.1 only."
        )
    if pages.bundle(root) is None:
        click.echo("The editor's scripts are not installed: run `make admin`, which needs Node.js.", err=True)
        sys.exit(1)
    os.chdir(root)
    click.echo(f"The editor: http://{address}/{pages.FOLDER}/", err=True)
    arguments = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    sys.stdout.flush()
    os.execve(
        sys.executable, arguments, {**os.environ, "DISPUTED_EDITING": "1", "SITE_URL": "", "NO_MKDOCS_2_WARNING": "1"}
    )


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
