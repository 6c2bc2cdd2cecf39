"""A fact as a page of its own for other sites to show in a frame, and the oEmbed answer that tells them how.

oEmbed: https://oembed.com, version 1.0, type "rich". Both need the site's address; without it only the page is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from generator.exports.cards import HEIGHT, WIDTH, Card
from generator.exports.citing import Work
from generator.records import Record, replace
from generator.views.common import Site

if TYPE_CHECKING:
    from generator.views.fact import FactPage, Row

LIMIT = 30_000
"""Bytes that the page may take."""
FRAME_WIDTH = 600


class EmbedPage(Record):
    """What the frame shows.

    Attributes:
        page: the view of the fact.
        rows: the accounts it shows: all, or the first ones where all are too many.
        left_out: how many accounts only the fact's own page shows.
        work: the fact as something that can be cited.
        address: of the fact's own page, where it is known.
        chart: a picture as inline SVG, made by this program; empty where there is none.
    """

    page: FactPage
    rows: tuple[Row, ...]
    left_out: int
    work: Work
    address: str | None
    chart: str


def path(fact: str) -> str:
    """The path of the page for frames, from the site's root."""
    return f"embeds/{fact}.html"


def html(page: FactPage, cited: Work, render: Callable[[EmbedPage], bytes], chart: str = "") -> bytes:
    """The page for frames, within its limit.

    Args:
        page: the view of the fact.
        cited: the fact as something that can be cited.
        render: turns the view into HTML.
        chart: a picture as inline SVG, made by this program.
    """
    view = EmbedPage(page, page.rows, 0, cited, page.address, chart)
    found = render(view)
    while len(found) > LIMIT and (view.rows or view.chart):
        # accounts go one by one, from the end; a picture that is too large by itself goes last
        rows = view.rows[:-1]
        view = replace(view, rows=rows, left_out=len(page.rows) - len(rows), chart=view.chart if view.rows else "")
        found = render(view)
    return found


def height(page: FactPage) -> int:
    """How high the frame should be to show most pages whole, in CSS pixels; a page that needs more scrolls."""
    lines = sum(max(2, -(-sum(len(segment.text) for segment in row.quote) // 40)) for row in page.rows)
    notice = 90 + 22 * (len(page.reason_text) // 60) if page.withdrawn else 0
    return min(900, 230 + notice + 22 * lines + 20 * len(page.rows))


def code(site: Site, page: FactPage) -> str:
    """What to paste into another page to show the frame; empty while the site's address is unknown."""
    address = site.settings.page(path(page.id))
    if not address:
        return ""
    return (
        f'<iframe src="{escape(address)}" title="{escape(page.tab)}" width="{FRAME_WIDTH}" height="{height(page)}" '
        'style="border:0;max-width:100%" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox">'
        "</iframe>"
    )


def oembed(site: Site, page: FactPage, cited: Work, card: Card, marker: str) -> bytes | None:
    """The oEmbed answer for the page of a fact, or None while the site's address is unknown."""
    frame, image = code(site, page), site.settings.page(card.path)
    if not frame or not image:
        return None
    answer = {
        "$comment": marker,
        "version": "1.0",
        "type": "rich",
        "title": cited.title,
        "author_name": cited.author,
        "provider_name": cited.site,
        "provider_url": site.settings.site,
        "html": frame,
        "width": FRAME_WIDTH,
        "height": height(page),
        "thumbnail_url": f"{image}?v={card.digest[:8]}",
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
