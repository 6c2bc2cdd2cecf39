"""`python -m bench.huge FOLDER`: adds to a made-up publication one article and one fact that are far too long.

The article has a paragraph for each of its quotes; the fact has many accounts of it, and many facts share the rest.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import yaml

NAME = "huge"
EACH = 8
"""How many accounts an ordinary one of these facts has."""


def add(folder: Path, accounts: int, quotes: int) -> None:
    """Write the article and its facts.

    Args:
        folder: holds `seeds/` of a publication made by `bench.corpus`.
        accounts: how many the one fact has.
        quotes: how many the article has, with those of that fact.
    """
    seeds = folder / "seeds"
    entries = yaml.safe_load((seeds / "speakers.yml").read_text(encoding="utf-8"))
    speakers = [name for name, entry in entries.items() if entry["kind"] in ("person", "body")]
    publisher = next(name for name, entry in entries.items() if entry["kind"] == "media")
    topic = next(iter(yaml.safe_load((seeds / "publication.yml").read_text(encoding="utf-8"))["topics"]))
    spoken = [speakers[n % len(speakers)] for n in range(quotes)]
    quoted = [f"{entries[who]['name']} counted {n + 10} carts at the post of day {n}." for n, who in enumerate(spoken)]
    text = "A very long article\n\n" + "\n\n".join(quoted) + "\n"
    (seeds / "articles" / f"{NAME}.txt").write_text(text, encoding="utf-8")
    meta = {
        "title": "A very long article",
        "publisher": publisher,
        "published": "2016-01-05",
        "language": "en",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "body": {"first_line": 3, "last_line": 2 * quotes + 1},
        "rights": {"show": "quotes", "note": "Made up."},
    }
    _write(seeds / "articles" / f"{NAME}.yml", meta)
    addresses = [f"articles/{NAME}"]
    at = 0
    while at < quotes:
        name = f"{NAME}-fact" if at == 0 else f"{NAME}-part-{at}"
        size = min(accounts if at == 0 else EACH, quotes - at)
        here = range(at, at + size)
        claim = {
            "title": f"How many carts were counted from day {at} on?",
            "claim": f"{at + 10} carts were counted.",
            "claimed_by": f"a-{at}",
            "topics": topic,
            "measure": {"kind": "quantity", "unit": "carts"},
            "accounts": [
                {
                    "id": f"a-{n}",
                    "article": NAME,
                    "speaker": spoken[n],
                    "said": "2016-01-04",
                    "as_of": "2016-01-04",
                    "quote": quoted[n],
                    "value": {"exact": n + 10},
                }
                for n in here
            ],
            "verdict": {
                "rating": "disputed" if size > 1 else "single-source",
                "confidence": "moderate",
                "summary": "The counts differ.",
                "reviewed": "2016-02-01",
            },
            "analysis": f"What can be said rests on the first count [@a-{at}].",
        }
        _write(seeds / "claims" / f"{name}.yml", claim)
        addresses.append(f"claims/{name}")
        at += size
    known = seeds / "addresses.yml"
    data = yaml.safe_load(known.read_text(encoding="utf-8"))
    _write(known, {**data, "published": sorted([*data["published"], *addresses])})


def _write(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.huge", description=__doc__)
    parser.add_argument("folder", type=Path, help="a made-up publication")
    parser.add_argument("--accounts", type=int, default=200, help="how many the one fact has")
    parser.add_argument("--quotes", type=int, default=10_000, help="how many the article has")
    arguments = parser.parse_args()
    add(arguments.folder, arguments.accounts, arguments.quotes)
