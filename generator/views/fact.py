"""The page of one disputed fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from markdown_it import MarkdownIt

from generator import prose
from generator.charts import pictures
from generator.charts.pictures import Chart
from generator.checks import written_sum
from generator.compare import LABELS, Pair
from generator.compiler import Examined
from generator.facts import Fact, Witness
from generator.model import Grade, Kind, Rating
from generator.quantities import in_figures
from generator.readings import Breakdown, Nothing, Quantity
from generator.records import Record, field
from generator.views import common, passages, reasons, structured, versions
from generator.views.brief import POINTED
from generator.views.common import Link, Pill, Site
from generator.views.paging import Paging
from generator.views.passages import Context, Segment

BELOW = Paging(up="../../")


class Row(Record):
    """One account, in the table and in the evidence.

    Attributes:
        number: its number as a citation, from 1.
        heard_from: whom the speaker has it from, nearest first.
        carried: through whose hands it went after the speaker.
        hands: the same, or the publisher where the speaker is the publisher itself.
        unattributed: whether a newspaper says it in its own voice and names no source.
        place_in_article: the path of the passage on the article's page.
        steps: what had to be normalised to find the quote.
        standing: how it stands in the newest version of its article, where it is from an older one.
    """

    id: str
    number: int
    speaker: Link
    short: str
    role: str
    heard_from: tuple[Link, ...]
    carried: tuple[str, ...]
    hands: tuple[str, ...]
    unattributed: bool
    value: str
    read_as: str
    unit: str
    figure: bool
    open: bool
    scopes: tuple[str, ...]
    quote: tuple[Segment, ...]
    said: str
    said_in_full: str
    as_of: str
    as_of_in_full: str
    article: Link
    published: str
    article_id: str
    paragraph: int
    place_in_article: str
    context: Context
    note: str
    original: str | None
    language: str
    around: str
    translation: str
    file: str
    sha256: str
    start: int
    end: int
    steps: tuple[str, ...]
    standing: versions.Standing | None


class PairLine(Record):
    """How two accounts relate."""

    a: Row
    b: Row
    otherwise: str
    reason: str
    computed: str


class Relations(Record):
    """All pairs that relate in one way, and the rule that says so."""

    kind: str
    label: str
    rule: str
    pairs: tuple[PairLine, ...]
    folded: bool


class OriginLine(Record):
    """One independent origin, with the ways its information took."""

    name: Link
    chains: tuple[tuple[str, ...], ...]
    why: tuple[str, ...]


class SpreadLine(Record):
    """How far apart the figures of one scope lie."""

    scope: str
    low: str
    high: str
    ratio: str


class CorrectionLine(Record):
    """A correction."""

    date: str
    grade: str
    html: str


class FactPage(Record):
    """Everything the page of a fact shows.

    Attributes:
        table: the accounts in the table: all, unless it goes on on another page.
        evidence: those whose evidence and source are on this page.
        all_origins: how many independent origins there are.
        where: for each account whose evidence is on another page, the way there.
    """

    id: str
    title: str
    tab: str
    claim: str
    claimant: Row
    kicker: str
    pill: Pill
    withdrawn: bool
    confidence: str
    confidence_meaning: str
    reviewed: str
    summary: str
    description: str
    why_label: str
    why: str
    computed: str
    reason: str
    reason_text: str
    corrected: str
    rests_on: Row | None
    picture: Chart | None
    times: Chart | None
    graph: Chart | None
    rows: tuple[Row, ...]
    with_scope: bool
    articles: int
    version_count: int
    superseded: tuple[Row, ...]
    origins: tuple[OriginLine, ...]
    answering: int
    contradictions: int
    spreads: tuple[SpreadLine, ...]
    relations: tuple[Relations, ...]
    sums: tuple[str, ...]
    analysis: str
    corrections: tuple[CorrectionLine, ...]
    related: tuple[tuple[Link, Pill], ...]
    fairness: str
    cite: str
    address: str | None
    edit: str | None
    history: str | None
    report: str | None
    source: str
    json_ld: str
    table: tuple[Row, ...]
    evidence: tuple[Row, ...]
    all_origins: int
    where: Mapping[str, str] = field(default_factory=dict)
    paging: Paging = BELOW


def fact_page(site: Site, examined: Examined, markdown: MarkdownIt, near: Sequence[str]) -> FactPage:
    """What the page of a fact shows.

    Args:
        site: everything.
        examined: the fact.
        markdown: the parser of the editors' prose.
        near: ids of related facts, the closest first.
    """
    fact, comparison = examined.fact, examined.comparison
    claim, verdict = fact.claim, fact.claim.verdict
    first = {witness.account.speaker: witness.id for witness in reversed(fact.witnesses)}
    rows = tuple(
        _row(site, fact, witness, number, markdown, first[witness.account.speaker] == witness.id)
        for number, witness in enumerate(fact.witnesses, 1)
    )
    by_id = {row.id: row for row in rows}

    def cite(account: str) -> str:
        return citation(by_id[account])

    def rendered(text: str | None) -> str:
        return prose.render(markdown, text, cite) if text else ""

    publication = site.corpus.publication
    confidence = publication.confidence[verdict.confidence]
    pill = site.pill(fact)
    path = f"claims/{fact.id}/"
    address = site.settings.page(path)
    summary = rendered(verdict.summary)
    return FactPage(
        id=fact.id,
        title=claim.title,
        tab=site.called(fact),
        claim=claim.claim,
        claimant=by_id[claim.claimed_by],
        kicker=publication.topics[claim.topics[0]],
        pill=pill,
        withdrawn=verdict.rating is Rating.WITHDRAWN,
        confidence=confidence.label,
        confidence_meaning=confidence.meaning,
        reviewed=common.date(verdict.reviewed),
        summary=summary,
        description=_description(pill, prose.plain(markdown, verdict.summary)),
        why_label=reasons.LABELS[comparison.rating],
        why=reasons.why(site, fact, comparison),
        computed=publication.ratings[comparison.rating].label,
        reason=rendered(verdict.reason),
        reason_text=prose.plain(markdown, verdict.reason) if verdict.reason else "",
        corrected=_last_substantial(fact),
        rests_on=by_id[verdict.rests_on] if verdict.rests_on else None,
        picture=pictures.fact_chart(site.corpus, fact, comparison),
        times=pictures.timeline_chart(site.corpus, fact, comparison),
        graph=pictures.attribution_chart(site.corpus, fact, comparison),
        rows=rows,
        with_scope=claim.measure.scopes is not None,
        articles=len({site.corpus.publication_of(witness.article.id) for witness in fact.witnesses}),
        version_count=len({witness.article.id for witness in fact.witnesses}),
        superseded=tuple(row for row in rows if row.standing is not None and row.standing.lost),
        origins=tuple(
            OriginLine(
                site.speaker(origin.name),
                tuple(
                    dict.fromkeys(
                        tuple(site.corpus.speakers[name].name for name in fact.witness(account).chain)
                        for account in origin.accounts
                    )
                ),
                tuple(why.rstrip(".") for why in origin.why),
            )
            for origin in comparison.origins
        ),
        answering=sum(any(not fact.witness(name).open for name in origin.accounts) for origin in comparison.origins),
        contradictions=len(comparison.contradictions),
        spreads=tuple(
            SpreadLine(
                spread.scope,
                in_figures(spread.low),
                in_figures(spread.high) if spread.high is not None else "no upper limit",
                in_figures(spread.ratio) if spread.ratio is not None and spread.stated else "",
            )
            for spread in comparison.spreads
        ),
        relations=_relations(comparison.pairs, by_id),
        sums=tuple(_sum(site, fact, addition.parts, addition.total) for addition in claim.sums),
        analysis=rendered(claim.analysis),
        corrections=tuple(
            CorrectionLine(common.date(each.date), each.grade.value, rendered(each.text)) for each in claim.corrections
        ),
        related=tuple(
            (Link(beside.title, f"claims/{other}/"), beside.pill)
            for other in near
            for beside in (site.row(POINTED, other),)
        ),
        fairness=reasons.FAIRNESS,
        cite=_cite(site, fact, address),
        address=address,
        edit=site.settings.edit(fact.document.file),
        history=site.settings.history(fact.document.file),
        report=site.settings.report(path, claim.title),
        source=fact.document.file,
        json_ld=structured.claim_review(site, examined, pill.label),
        table=rows,
        evidence=rows,
        all_origins=len(comparison.origins),
    )


def _row(site: Site, fact: Fact, witness: Witness, number: int, markdown: MarkdownIt, first: bool) -> Row:
    """One account; who a speaker is is said at the first of their accounts only."""
    account, article = witness.account, witness.article
    speaker = site.corpus.speakers[account.speaker]
    parts = witness.located.parts
    return Row(
        id=account.id,
        number=number,
        speaker=site.speaker(account.speaker),
        short=site.short(account.speaker),
        role=(speaker.role or "") if first else "",
        heard_from=tuple(site.speaker(name) for name in account.heard_from or ()),
        carried=common.carried(site, witness),
        hands=common.carried(site, witness) or (site.short(article.meta.publisher),),
        unattributed=speaker.kind == "media" and not account.heard_from,
        value=site.value(fact, witness),
        read_as=site.house_reading(fact, witness),
        unit=site.unit(fact, witness),
        figure=isinstance(witness.reading, Quantity),
        open=isinstance(witness.reading, Nothing) or witness.open,
        scopes=account.scope or (),
        quote=passages.quote(witness),
        said=common.date(account.said),
        said_in_full=common.date_in_full(account.said),
        as_of=common.date(account.as_of),
        as_of_in_full=common.date_in_full(account.as_of),
        article=Link(site.publication_of(article), f"articles/{article.id}/"),
        published=common.dated(article.meta),
        article_id=article.id,
        paragraph=witness.paragraph,
        place_in_article=site.passage(article.id, witness.paragraph),
        context=passages.context(witness),
        note=prose.render(markdown, account.note, lambda name: f"[{escape(name)}]") if account.note else "",
        original=passages.text_fragment(article.meta.url, witness) if article.meta.url else None,
        language=account.language or article.meta.language,
        around=article.meta.language,
        translation=account.translation or "",
        file=article.file,
        sha256=article.meta.sha256,
        start=parts[0].start,
        end=parts[-1].end,
        steps=tuple(step.value for step in witness.located.steps),
        standing=versions.standing(site, witness),
    )


def citation(row: Row) -> str:
    """A numbered citation with the quote beside it, shown while it is hovered or focused."""
    words = escape(common.plain(row.quote))
    return (
        f'<span class="cite"><a href="#{escape(row.id)}" aria-label="Evidence {row.number}">{row.number}</a>'
        f'<span class="cite-quote" role="note" data-search-exclude><b>{escape(row.short)}</b> '
        f'<q data-article="{escape(row.article_id)}" lang="{escape(row.language)}" dir="auto">{words}</q> '
        f'<span class="cite-foot">{escape(row.article.text)}, {row.published}</span></span></span>'
    )


WEIGHT = (
    Kind.CONTRADICT,
    Kind.TOLD_DIFFERENTLY,
    Kind.DIFFER_IN_PRECISION,
    Kind.COMPLEMENTARY,
    Kind.CHANGED_OVER_TIME,
    Kind.DIFFERENT_SCOPE,
    Kind.SAME_ORIGIN,
    Kind.AGREE,
    Kind.NOT_COMPARABLE,
)
"""The order in which pairs are shown: what a reader came for first."""


FOLDED = (Kind.NOT_COMPARABLE, Kind.DIFFERENT_SCOPE)
"""Relations that say only that nothing was compared; their pairs are listed on demand."""


def _relations(pairs: tuple[Pair, ...], rows: dict[str, Row]) -> tuple[Relations, ...]:
    found = []
    for kind in WEIGHT:
        alike = tuple(_pair(pair, rows) for pair in pairs if pair.kind is kind)
        if alike:
            found.append(Relations(kind.value, LABELS[kind].label, LABELS[kind].rule, alike, kind in FOLDED))
    return tuple(found)


def _pair(pair: Pair, rows: dict[str, Row]) -> PairLine:
    return PairLine(
        rows[pair.a.id],
        rows[pair.b.id],
        LABELS[pair.otherwise].label if pair.otherwise else "",
        pair.reason or "",
        LABELS[pair.computed].label,
    )


def _sum(site: Site, fact: Fact, parts: tuple[str, ...], total: str) -> str:
    said = " and ".join(site.short(fact.witness(name).account.speaker) for name in parts)
    stated = fact.witness(total)
    figure = stated.reading
    number = figure.total if isinstance(figure, Breakdown) else figure.exact if isinstance(figure, Quantity) else None
    shown = in_figures(number) if number is not None else ""
    whose = site.short(stated.account.speaker)
    return f"{said}: {written_sum(fact, parts)} = {shown}, the total that {whose} gives."


def _last_substantial(fact: Fact) -> str:
    """The day of the last correction that changed a value or the verdict, or an empty text."""
    days = [each.date for each in fact.claim.corrections if each.grade is Grade.SUBSTANTIAL]
    return common.date(days[-1]) if days else ""


def _description(pill: Pill, text: str) -> str:
    cut = text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"
    return f"{pill.label}: {cut}"


def _cite(site: Site, fact: Fact, address: str | None) -> str:
    publication = site.corpus.publication
    reviewed = common.date(fact.claim.verdict.reviewed)
    where = f" {address}" if address else ""
    publisher = publication.publisher[:1].upper() + publication.publisher[1:]
    return f"{publisher}: “{site.called(fact)}”, {publication.name}, reviewed {reviewed}.{where}"
