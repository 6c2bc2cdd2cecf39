"""The folders of a project that hold what is made, by their paths below the project."""

from __future__ import annotations

from generator import cache

DOCS = "docs"
"""The pages for the builder."""
SITE = "site"
"""The site, as it is published."""
SPARE = cache.FOLDER / SITE
"""The site before the last one, which the next one begins with."""
