"""A line of prose that looks like the fence of a block of code stays what it is inside a block of HTML.

The builders' default extension for such blocks looks for fences in the whole page before anything knows of HTML.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from .conftest import disputed

CODE = ["first", "~~~", "1986. <b>", "~~~", "second", "```python", "a & b", "```", "   ~~~", "x", "   ~~~", "last"]
PROSE = r"""
  \~~~ or

      CODE

  then

  \```
  *plain*
  \```
"""


@pytest.mark.parametrize("plain", [True, False])
def test_fences_inside_of_code_and_prose_are_shown(project: Path, plain: bool) -> None:
    claim = project / "seeds" / "claims" / "refuge.yml"
    text = re.sub(r"\nanalysis: (?:.|\n {2}|\n\n)*", "", claim.read_text(encoding="utf-8"))
    written = PROSE.replace("CODE", "\n      ".join(CODE))
    claim.write_text(f"{text.rstrip()}\nanalysis: |{written}", encoding="utf-8")
    done = disputed(project, "build", *(["--plain"] if plain else []))
    assert done.returncode == 0, done.stdout + done.stderr
    html = (project / "site" / "claims" / "refuge" / "index.html").read_text(encoding="utf-8")
    shown = re.search(r'<div class="analysis">(.*?)</div>', html, re.DOTALL)
    assert shown is not None
    code = re.search(r"<pre><code>(.*?)</code></pre>", shown[1], re.DOTALL)
    assert code is not None
    assert unescape(code[1]).splitlines() == CODE
    assert "```\n<em>plain</em>\n```" in unescape(shown[1].rpartition("</pre>")[2])
