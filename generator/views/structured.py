"""ClaimReview as JSON-LD (schema.org; the fields that fact-check readers require), saying what the page shows."""

from __future__ import annotations

import json
from typing import Any

from generator.compiler import Examined
from generator.facts import Witness
from generator.views.common import Site


def claim_review(site: Site, examined: Examined, verdict: str) -> str:
    """One ClaimReview. What is not known, such as the address of a site nobody published yet, is left out."""
    fact = examined.fact
    claim = fact.claim
    claimant = fact.witness(claim.claimed_by)
    publication = site.corpus.publication
    itself: dict[str, Any] = {
        "@type": "Claim",
        "name": claim.claim,
        "author": _agent(site, claimant),
        "appearance": [_appearance(site, witness) for witness in _one_per_publication(site, fact.witnesses)],
    }
    if claimant.account.said.day is not None:
        itself["datePublished"] = claimant.account.said.day.isoformat()
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": claim.claim,
        "datePublished": str(claim.verdict.reviewed),
        "author": {"@type": "Organization", "name": publication.publisher},
        "reviewRating": {"@type": "Rating", "alternateName": verdict},
        "itemReviewed": itself,
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    address = site.settings.page(f"claims/{fact.id}/")
    if address:
        review["url"] = address
    if site.settings.repository:
        review["author"]["url"] = site.settings.repository
    if claim.corrections:
        review["correction"] = [
            {"@type": "CorrectionComment", "datePublished": str(each.date), "text": each.text}
            for each in claim.corrections
        ]
    # "</" would end the script element, whatever JSON thinks of it
    return json.dumps(review, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _agent(site: Site, witness: Witness) -> dict[str, str]:
    speaker = site.corpus.speakers[witness.account.speaker]
    return {"@type": "Person" if speaker.kind == "person" else "Organization", "name": speaker.name}


def _one_per_publication(site: Site, witnesses: tuple[Witness, ...]) -> list[Witness]:
    """The first account from each article; two versions of one are one appearance."""
    publication_of = site.corpus.publication_of
    return list({publication_of(witness.article.id): witness for witness in reversed(witnesses)}.values())[::-1]


def _appearance(site: Site, witness: Witness) -> dict[str, Any]:
    meta = witness.article.meta
    found: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": meta.title,
        "datePublished": str(meta.published),
        "inLanguage": meta.language,
        "publisher": {"@type": "Organization", "name": site.corpus.speakers[meta.publisher].name},
    }
    if meta.modified:
        found["dateModified"] = str(meta.modified)
    if meta.url:
        found["url"] = meta.url
    if meta.authors:
        found["author"] = [{"@type": "Person", "name": name} for name in meta.authors]
    return found
