"""The template engine: everything escaped, unknown names refused, block tags without the lines they stand on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined

from generator.cache import digest, program

COMPILED = Path(__file__).with_name("templates") / "__pycache__"
"""Where templates are kept as Python compiled them, as Python itself does with modules: known by their content."""


def environment() -> Environment:
    """The engine, with the templates of the program."""
    return Environment(
        bytecode_cache=_compiled(),
        loader=PackageLoader("generator"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates, which count while the program is the same: filters may be folded into them."""

    def get_source_checksum(self, source: str) -> str:
        return digest(program(), source)


def _compiled() -> _Compiled | None:
    """The compiled templates beside the templates; none where Python may not write, or shall not."""
    if sys.dont_write_bytecode:
        return None
    try:
        COMPILED.mkdir(exist_ok=True)
        if os.access(COMPILED, os.W_OK):
            return _Compiled(str(COMPILED), f"%s.{sys.implementation.cache_tag}.jinja")
    except OSError:
        return None
    return None
