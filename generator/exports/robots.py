"""What search engines may read: everything."""

from __future__ import annotations

from generator.settings import Settings


def robots_txt(settings: Settings, marker: str) -> bytes:
    """The file `robots.txt` (RFC 9309). It counts only at the root of a host, and does no harm elsewhere."""
    lines = [f"# {marker}", "User-agent: *", "Allow: /"]
    sitemap = settings.page("sitemap.xml")
    if sitemap:
        lines += ["", f"Sitemap: {sitemap}"]
    return ("\n".join(lines) + "\n").encode()
