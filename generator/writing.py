"""Views to text: Markdown pages through Jinja.

A page is front matter, headings whose text is fixed in the template, and blocks of escaped HTML for everything curated.
No curated string ever meets a Markdown parser or a second template engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import yaml
from markupsafe import Markup

from generator.exports import head
from generator.publish import MARKER

if TYPE_CHECKING:
    from jinja2 import Environment

    from generator.exports.embeds import EmbedPage

try:
    from yaml import CSafeDumper as Dumper
except ImportError:  # PyYAML built without libyaml: slower, the same text
    from yaml import SafeDumper as Dumper  # type: ignore[assignment]

FENCE = re.compile(r"^( *)([`~])(?=\2\2)", re.MULTILINE)
"""A line that a builder would take for the beginning or end of a block of code, wherever in the page it stands: those
are looked for before anything knows of HTML. Written as a reference its first character is the same to a reader. The
templates begin no line like that, and neither JSON nor front matter can."""


def front_matter(title: str, description: str, source: str, tags: Sequence[head.Tag] = (), **more: Any) -> Markup:
    """The front matter of a page, written by a YAML library.

    The theme puts title and description into its HTML as they are, so they are escaped here; the tags it escapes.
    """
    data = {"title": escape(title), "description": escape(description), **more}
    dumped = yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return Markup(f"---\n# {MARKER} Source: {source}\n{dumped}{head.as_yaml(tags) if tags else ''}---\n")


class Renderer:
    """Turns views into the text of pages."""

    @cached_property
    def environment(self) -> Environment:
        """The template engine, which is loaded for the first page that has to be made."""
        from generator.templating import environment

        return environment()

    def page(
        self, template: str, view: Any, source: str, *, tags: Sequence[head.Tag] = (), extra: Any = None, **more: Any
    ) -> bytes:
        """The Markdown of a page.

        Args:
            template: the name of its template, without the ending.
            view: a frozen record with at least `title` and `description`, and `tab` where a tab says more.
            source: where its content comes from, for whoever opens the file.
            tags: what the page says of itself to programs.
            extra: what the template needs beside the view.
            more: further front matter.
        """
        front = front_matter(getattr(view, "tab", view.title), view.description, source, tags, **more)
        text = self.environment.get_template(f"{template}.md.j2").render(front=front, page=view, extra=extra)
        if "```" in text or "~~~" in text:
            text = FENCE.sub(lambda found: f"{found[1]}&#{ord(found[2])};", text)
        return text.lstrip("\n").encode()

    def redirect(self, title: str, target: str, canonical: str) -> bytes:
        """A page that leads elsewhere."""
        template = self.environment.get_template("redirect.html.j2")
        return _marked(template.render(title=title, target=target, canonical=canonical))

    def embed(self, view: EmbedPage) -> bytes:
        """A fact as a page for frames on other sites."""
        return _marked(self.environment.get_template("embed.html.j2").render(page=view))


def _marked(html: str) -> bytes:
    return html.replace("<head>\n", f"<head>\n<!-- {MARKER} -->\n", 1).encode()
