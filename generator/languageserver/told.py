"""What the schemas for editors tell of claims: as much as it takes to see that one has to be written again."""

from __future__ import annotations

from generator.cache import digest
from generator.corpus import Corpus
from generator.schema import FILES, FOLDER

MOST_SCOPES = 200


def path_of(name: str) -> str:
    """The path of a schema below the project."""
    return f"{FOLDER}/schema/{name}.json"


def of_claims(corpus: Corpus) -> dict[str, str]:
    """For each schema the digest of all that it tells of claims; the rest is in other files."""
    titles = (part for name, claim in sorted(corpus.claims.items()) for part in (name, claim.gist.title))
    named = (part for pair in scopes(corpus) for part in pair)
    return {**dict.fromkeys(FILES, ""), "claim": digest(*named), "addresses": digest(*titles)}


def scopes(corpus: Corpus) -> list[tuple[str, str]]:
    """The first scopes by name, each with the question of a fact that knows it."""
    found: dict[str, str] = {}
    for _, file in sorted(corpus.claims.items()):
        for scope in file.gist.scopes:
            found.setdefault(scope, file.gist.title)
    return sorted(found.items())[:MOST_SCOPES]
