"""What the other builders are given: the words that a fact's page shows, worked out by Disputed beforehand.

They check nothing, compare nothing and draw no pictures. They make pages of finished words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from generator import prose
from generator.compiler import compile_corpus
from generator.settings import Settings
from generator.views.common import Site
from generator.views.fact import FactPage, Row, fact_page

Fact = dict[str, Any]
"""The words of a page, as the front matter that the builders read."""


def facts(folder: Path) -> Iterator[tuple[str, Fact]]:
    """The facts of a publication by id, in order."""
    compiled = compile_corpus(folder)
    assert compiled.corpus is not None
    site = Site(compiled, compiled.corpus, Settings())
    markdown = prose.parser()
    for name, examined in sorted(compiled.facts.items()):
        yield name, _words(fact_page(site, examined, markdown, ()))


def _words(page: FactPage) -> Fact:
    return {
        "title": page.title,
        "description": page.description,
        "rating": page.pill.label,
        "confidence": page.confidence,
        "reviewed": page.reviewed,
        "claim": page.claim,
        "summary": page.summary,
        "why_label": page.why_label,
        "why": page.why,
        "accounts": [_account(row) for row in page.rows],
        "relations": [
            {"label": each.label, "rule": each.rule, "pairs": [f"{p.a.short} and {p.b.short}" for p in each.pairs]}
            for each in page.relations
        ],
        "analysis": page.analysis,
        "json_ld": page.json_ld,
    }


def _account(row: Row) -> dict[str, str | int]:
    return {
        "id": row.id,
        "number": row.number,
        "who": row.speaker.text,
        "role": row.role,
        "hands": " → ".join(row.hands),
        "value": f"{row.value} {row.unit}".strip(),
        "quote": "".join(segment.text for segment in row.quote),
        "language": row.language,
        "said": row.said,
        "as_of": row.as_of,
        "before": row.context.before,
        "after": row.context.after,
        "article": row.article.text,
        "published": row.published,
        "paragraph": row.paragraph,
        "file": row.file,
        "start": row.start,
        "end": row.end,
    }


def front_matter(fact: Fact, **more: str) -> str:
    """A page that is nothing but front matter: a template makes the rest of it."""
    return f"---\n{_yaml({**fact, **more})}---\n"


def markdown(fact: Fact) -> str:
    """The same page in Markdown, for builders that have no template a page."""
    head = {"title": fact["title"], "description": fact["description"]}
    rows = [
        f"| **{a['who']}** {a['role']} in {a['hands']} | **{_cell(a['value'])}** | {_cell(a['quote'])} [{a['number']}]"
        f"(#{a['id']}) | said: {a['said']} as of: {a['as_of']} |"
        for a in fact["accounts"]
    ]
    relations = [
        f"**{each['label']}** {each['rule']}\n\n" + "\n".join(f"- {pair}" for pair in each["pairs"])
        for each in fact["relations"]
    ]
    evidence = [
        f"**{a['number']} {a['who']}**: {a['value']}\n{{ #{a['id']} }}\n\n"
        f"> {a['before']} **{a['quote']}** {a['after']}\n\n"
        f"{a['article']}, {a['published']}, paragraph {a['paragraph']}. Stored as `{a['file']}`, "
        f"characters {a['start']} to {a['end']}."
        for a in fact["accounts"]
    ]
    sources = [f"{a['number']}. {a['who']}, said {a['said']}, in {a['article']}" for a in fact["accounts"]]
    return "\n\n".join(
        (
            f"---\n{_yaml(head)}---",
            f"# {fact['title']}",
            "## Verdict",
            f"**{fact['rating']}** {fact['confidence']}, reviewed {fact['reviewed']}",
            str(fact["summary"]),
            f"**{fact['why_label']}** {fact['why']}",
            f"Claim under review: {fact['claim']}",
            "## What each source says",
            "| Who | Value | In their words | When |\n| --- | --- | --- | --- |\n" + "\n".join(rows),
            "## Do they contradict each other?",
            *relations,
            "## Analysis",
            str(fact["analysis"]),
            "## The evidence",
            *evidence,
            "## Sources",
            "\n".join(sources),
            f'<script type="application/ld+json">{fact["json_ld"]}</script>\n',
        )
    )


def _cell(words: object) -> str:
    return str(words).replace("|", "\\|").replace("\n", " ")


def _yaml(data: Fact) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
