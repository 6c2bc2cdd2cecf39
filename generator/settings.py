"""Addresses that are not authored: where the site and the repository are. Unknown ones stay unknown, never made up."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from generator.model import Publication
from generator.records import Record

LARGE = 500
"""From so many facts on, the search is in many small files and long lists are in pages; measured, see the bench."""
LARGE_FROM = "DISPUTED_LARGE_FROM"
"""The environment variable that sets another number: to see at a small size what a large publication looks like."""


class Settings(Record):
    """Where things are.

    Attributes:
        site: the address of the published site with a slash at the end, or None.
        repository: the address of the repository without one, or None.
        branch: the branch that edits are made against.
        large: from how many facts on a publication counts as large.
    """

    site: str | None = None
    repository: str | None = None
    branch: str = "main"
    large: int = LARGE

    def page(self, path: str) -> str | None:
        """The full address of a page, or None while the site's is unknown."""
        return f"{self.site}{path}" if self.site else None

    def edit(self, file: str) -> str | None:
        """Where a file can be edited on GitHub."""
        return f"{self.repository}/edit/{self.branch}/{quote(file)}" if self.repository else None

    def history(self, file: str) -> str | None:
        """Where the history of a file can be read on GitHub."""
        return f"{self.repository}/commits/{self.branch}/{quote(file)}" if self.repository else None

    def report(self, page: str, title: str) -> str | None:
        """A prefilled error report about a page."""
        if not self.repository:
            return None
        fields = {"template": "report-an-error.yml", "title": f"Error: {title}", "page": self.page(page) or page}
        query = "&".join(f"{key}={quote(value, safe='')}" for key, value in fields.items())
        return f"{self.repository}/issues/new?{query}"


def settings(environment: Mapping[str, str], publication: Publication | None) -> Settings:
    """The addresses from the environment, else from the publication's own file.

    `SITE_URL` and `REPOSITORY_URL` count first; in GitHub Actions the repository is known without them.
    """
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    site = environment.get("SITE_URL") or (publication.site if publication else None)
    repository = (
        environment.get("REPOSITORY_URL")
        or (publication.repository if publication else None)
        or (f"{server}/{name}" if server and name else None)
    )
    return Settings(
        f"{site.rstrip('/')}/" if site and _http(site) else None,
        repository.rstrip("/") if repository and _http(repository) else None,
        large=int(large) if (large := environment.get(LARGE_FROM, "")).isdecimal() else LARGE,
    )


def _http(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return False
