"""What a page says of itself to programs: Open Graph, Highwire tags, links to its other forms.

The page of a fact carries these as the key `head` of its front matter, and the theme writes them out; for other pages
the theme knows enough by itself. Addresses must be absolute there, so those of a site whose address is not known are
left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from generator.exports.cards import HEIGHT, WIDTH, Card
from generator.exports.citing import Work
from generator.exports.text import one_line
from generator.views.common import Site

Tag = dict[str, str]

NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON takes as they are and YAML does not."""


def fact_tags(site: Site, cited: Work, description: str, card: Card) -> list[Tag]:
    """The tags of the page of a fact.

    Args:
        site: everything.
        cited: the page as something that can be cited.
        description: the verdict in a sentence.
        card: the picture that stands for it where it is shared.
    """
    image = site.settings.page(card.path)
    tags = [
        _property("og:type", "article"),
        _property("og:site_name", cited.site),
        _property("og:title", cited.title),
        _property("og:description", description),
        _property("article:modified_time", cited.day.isoformat()),
        _named("twitter:card", "summary_large_image" if image else "summary"),
        _named("citation_title", cited.title),
        _named("citation_author", cited.author),
        _named("citation_publisher", cited.author),
        _named("citation_publication_date", f"{cited.day:%Y/%m/%d}"),
        _named("citation_online_date", f"{cited.day:%Y/%m/%d}"),
        _named("citation_language", "en"),
    ]
    if image:
        tags += [
            _property("og:image", f"{image}?v={card.digest[:8]}"),
            _property("og:image:type", "image/png"),
            _property("og:image:width", str(WIDTH)),
            _property("og:image:height", str(HEIGHT)),
            _property("og:image:alt", card.words),
        ]
    if cited.url:
        tags += [
            _property("og:url", cited.url),
            _named("citation_public_url", cited.url),
            _named("citation_abstract_html_url", cited.url),
        ]
    data = site.settings.page(f"embeds/{cited.key}.json")
    if data:
        tags.append(
            {"tag": "link", "rel": "alternate", "type": "application/json+oembed", "href": data, "title": cited.title}
        )
    return tags


def _property(name: str, content: str) -> Tag:
    return {"tag": "meta", "property": name, "content": one_line(content)}


def _named(name: str, content: str) -> Tag:
    return {"tag": "meta", "name": name, "content": one_line(content)}


def as_yaml(tags: Sequence[Tag]) -> str:
    """The tags as one line of front matter. JSON is YAML, and is written a hundred times faster."""
    text = json.dumps(tags, ensure_ascii=False, separators=(", ", ": "))
    return "head: " + NOT_YAML.sub(_escaped, text) + "\n"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
