"""Blocks of every kind, nested at random, come out of frames as each builder writes them, with their search entries."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from generator import building, engines, ledger, staging
from generator.engines import Engine
from generator.frames.memory import Memory
from generator.settings import Settings

from .conftest import make_project
from .test_frames import files

PAGES = 120
SETTINGS = Settings("https://example.org/sub/")
WORDS = (
    *("one", " two", "three ", " ", "\n", "\n four", "é", "“five”", "1 &lt; 2", "six &amp; seven", "&nbsp;", "&#x27;"),
    *("&quot;", "&copy;", "&amp;amp;", "& eight", "&notanentity;", " / "),
)
PIECES = (
    *("<br>", "<wbr>", "<p></p>", "<code> </code>", "<h3>bare</h3>", '<img src="../a.png" alt="">'),
    *('<a href="../b/?q=1&amp;r=2#x">b</a>', '<script>"<p>"</script>', "<style>p {}</style>"),
    *('<svg viewBox="0 0 1 1"><title id="t">T</title><path d="M0 0"/></svg>', '<input type="checkbox">'),
)
INLINE = "b i code sub sup small span q a mark".split()
HOLDERS = "div section figure ul ol li dl blockquote table p".split()
BARE = "b i span q div section figure dl blockquote table".split()
"""What may stand where the search does not look; MkDocs' search fails on some others there."""
ATTRIBUTES = ("", "", "", ' class="x"', ' title="a &gt; b / &quot;c&quot;"', ' lang="en" dir="auto"')
EXCLUDED = (' class="y" data-search-exclude', " data-search-exclude")


class Blocks:
    """Blocks made of a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.headings = 0

    def text(self) -> str:
        return "".join(self.random.choices(WORDS, k=self.random.randrange(4)))

    def inside(self, depth: int, *, headed: bool, left_out: bool) -> Iterator[str]:
        pick = self.random
        yield self.text()
        for _ in range(pick.randrange(4)):
            chance = pick.random()
            if chance < 0.15:
                yield pick.choice(PIECES)
            elif chance < 0.25 and headed:
                self.headings += 1
                level = pick.randrange(2, 5)
                yield f'<h{level} id="h{self.headings}">Heading {self.text()}</h{level}>'
            elif depth < 4:
                names = BARE if left_out else (*INLINE, *HOLDERS)
                yield self.element(pick.choice(names), depth + 1, headed=headed, left_out=left_out)
            yield self.text()

    def element(self, name: str, depth: int = 0, *, headed: bool = True, left_out: bool = False) -> str:
        excluded = not left_out and self.random.random() < 0.12
        attributes = self.random.choice(EXCLUDED if excluded else ATTRIBUTES)
        headed = headed and not excluded and name in ("div", "section", "figure", "table")
        inner = "".join(self.inside(depth, headed=headed, left_out=left_out or excluded))
        inner = re.sub("\n+", "\n", inner)
        return f"<{name}{attributes}>{inner}</{name}>"

    def page(self, title: str) -> str:
        head = json.dumps([{"tag": "meta", "property": "og:title", "content": title}])
        front = f"---\ntitle: {json.dumps(title)}\ndescription: {json.dumps(title)}\nhead: {head}\n---\n"
        roots = self.random.choices(("div", "section", "figure", "table"), k=self.random.randrange(1, 4))
        return front + "".join(f"\n{self.element(root)}\n\n## Section\n" for root in roots)


@pytest.mark.parametrize("engine", Engine)
def test_blocks_of_every_kind_come_out_both_ways_the_same(tmp_path: Path, engine: Engine) -> None:
    root = make_project(tmp_path / "project")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"\nnav:\n(?: .*\n)+", "\nnav:\n  - Home: index.md\n", config)
    (root / "mkdocs.yml").write_text(config.partition("\nvalidation:")[0], encoding="utf-8")
    for written in (root / "docs").glob("*.md"):
        written.unlink()
    (root / "docs/index.md").write_text("# Home\n\nWords.\n", encoding="utf-8")
    generated: dict[str, str] = {}
    for number in range(PAGES):
        path = f"claims/page-{number}/index.md"
        text = Blocks(number).page(("A title", "It's one", 'A "quoted" one', "Either / or & <both>")[number % 4])
        (root / "docs" / path).parent.mkdir(parents=True)
        (root / "docs" / path).write_text(text, encoding="utf-8")
        generated[path] = sha256(text.encode()).hexdigest()
    into = staging.begin(root / "put", None, ledger.NOTHING)
    made = building.joined(root, into, SETTINGS, engine, generated)
    assert isinstance(made, Memory), made
    assert len(made.pages) > PAGES / 2, "most are left to the builder"
    engines.run(root, root / "site.plain", SETTINGS, engine)
    one, other = files(root / "site.plain"), files(root / "put")
    assert sorted(one) == sorted(other)
    assert [path for path in one if one[path] != other[path]] == []
