"""Lets a bare `mkdocs build` or `mkdocs serve` check and generate first. The work is done by the program."""

from generator.mkdocs_hook import *  # noqa: F403
