"""How to cite a page, in the forms that reference managers take: BibTeX, RIS, CSL-JSON; and COinS for what it cites.

What is not known, above all the address of a site nobody published yet, is left out.
"""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import quote, urlencode

from generator.corpus import Article
from generator.dates import MONTHS
from generator.exports.text import data_url, one_line, sentence_case
from generator.facts import Fact
from generator.records import Record
from generator.views.common import Site

LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


class Work(Record):
    """A page as something that can be cited.

    Attributes:
        key: its id.
        title: the question.
        author: the publisher, a corporate author.
        site: the name of the publication.
        day: the day of the last review, which is the version that is cited.
        url: its address, where it is known.
    """

    key: str
    title: str
    author: str
    site: str
    day: date
    url: str | None


class Citation(Record):
    """A citation in one format: as it is shown, and a link that holds it as a file."""

    label: str
    text: str
    file: str
    href: str


def work(site: Site, fact: Fact) -> Work:
    """The page of a fact as something that can be cited."""
    publication, day = site.corpus.publication, fact.claim.verdict.reviewed.day
    assert day is not None  # the model takes whole days only
    return Work(
        fact.id,
        one_line(site.called(fact)),
        one_line(sentence_case(publication.publisher)),
        one_line(publication.name),
        day,
        site.settings.page(f"claims/{fact.id}/"),
    )


def citations(cited: Work, plain: str) -> tuple[Citation, ...]:
    """Every format, the one for people first.

    Args:
        cited: the page.
        plain: the citation as the page shows it.
    """
    formats = (
        ("Plain text", one_line(plain), "txt", "text/plain"),
        ("BibTeX", bibtex(cited), "bib", "application/x-bibtex"),
        ("RIS", ris(cited), "ris", "application/x-research-info-systems"),
        ("CSL-JSON", csl_json(cited), "json", "application/vnd.citationstyles.csl+json"),
    )
    return tuple(
        Citation(label, text.replace("\r\n", "\n").strip("\n"), f"{cited.key}.{ending}", data_url(media_type, text))
        for label, text, ending, media_type in formats
    )


def bibtex(cited: Work) -> str:
    """An entry for BibTeX. Second braces keep styles from changing capitals or taking a body's name apart."""
    fields = [
        ("title", f"{{{_latex(cited.title)}}}"),
        ("author", f"{{{_latex(cited.author)}}}"),
        ("howpublished", _latex(cited.site)),
        ("year", str(cited.day.year)),
        ("month", MONTHS[cited.day.month - 1][:3].lower()),
        ("note", f"Reviewed {cited.day.day} {MONTHS[cited.day.month - 1]} {cited.day.year}"),
    ]
    if cited.url:
        fields.append(("url", quote(cited.url, safe="!$&'()*+,/:;=?@-._~%#")))
    # a month is a macro of BibTeX, not a text
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"]) + "\n"


def _latex(text: str) -> str:
    """A text with what LaTeX takes for commands escaped.

    BibTeX counts every brace, escaped or not, so a brace of the text may be one only where they come in pairs.
    """
    open_braces = [text[:end].count("{") - text[:end].count("}") for end in range(len(text) + 1)]
    paired = min(open_braces) == open_braces[-1] == 0
    braces = (r"\{", r"\}") if paired else (r"\textbraceleft{}", r"\textbraceright{}")
    return text.translate({**LATEX, ord("{"): braces[0], ord("}"): braces[1]})


def ris(cited: Work) -> str:
    """A record in RIS: two letters, two spaces, a hyphen, and a value that ends with its line."""
    lines = [
        ("TY", "ELEC"),
        ("TI", cited.title),
        ("AU", cited.author),
        ("T2", cited.site),
        ("PY", str(cited.day.year)),
        ("DA", f"{cited.day:%Y/%m/%d}/"),
        ("LA", "en"),
    ]
    if cited.url:
        lines.append(("UR", cited.url))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*lines, ("ER", "")])


def csl_json(cited: Work) -> str:
    """An item for citation processors (CSL-JSON)."""
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": cited.author}],
        "container-title": cited.site,
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "language": "en",
    }
    if cited.url:
        item["URL"] = cited.url
    lines = ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items())
    return f"[\n {{\n  {lines}\n }}\n]\n"


def coins(site: Site, article: Article) -> str:
    """An article as an OpenURL context object (Z39.88-2004), for the title of a COinS span.

    The Dublin Core format carries the kind of text, which the one for journals does not know.
    """
    meta = article.meta
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", meta.title),
        ("rft.source", site.corpus.speakers[meta.publisher].name),
        ("rft.date", str(meta.published)),
        ("rft.language", meta.language),
        *(("rft.creator", author) for author in meta.authors or ()),
    ]
    if meta.url:
        fields.append(("rft.identifier", meta.url))
    return urlencode([(key, one_line(value)) for key, value in fields], quote_via=quote)
