"""What stands under `/admin`: the page, the scripts, the bundle of the CMS, and the configuration made for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.admin.fields import Field, address_field, fields
from generator.corpus import SEEDS, Corpus
from generator.settings import Settings

FOLDER = "admin"
STATIC = Path(__file__).parent / "static"
MODULES = Path("tools/cms/node_modules")
"""Where `make admin` puts the bundle, below the project or the repository that the program runs from."""
PROGRAM = Path(__file__).parents[2]
BUNDLE = ("decap-cms.js", "decap-cms.js.LICENSE.txt")
YAML = "yaml"

KINDS: Mapping[str, tuple[str, str]] = {
    "claim": ("claims", "../../.disputed/schema/claim.json"),
    "article": ("articles", "../../.disputed/schema/article.json"),
    "speakers": ("speakers", "../.disputed/schema/speakers.json"),
    "places": ("places", "../.disputed/schema/places.json"),
    "publication": ("publication", "../.disputed/schema/publication.json"),
}
"""The kinds of files that can be edited, each with its collection and the schema that its first line names."""


def bundle(root: Path) -> Path | None:
    """Where the CMS and the YAML library are installed, if they are."""
    for modules in (root / MODULES, PROGRAM / MODULES):
        if (modules / "decap-cms" / "dist" / BUNDLE[0]).is_file() and (modules / YAML / "browser" / "dist").is_dir():
            return modules
    return None


def files(modules: Path, configuration: Mapping[str, Any]) -> Iterator[tuple[str, Path | bytes]]:
    """Every file below `/admin` with where it is, or what it holds."""
    for path in sorted(STATIC.iterdir()):
        yield path.name, path
    yield "config.json", (json.dumps(configuration, ensure_ascii=False, indent=1) + "\n").encode()
    for name in BUNDLE:
        yield name, modules / "decap-cms" / "dist" / name
    library = modules / YAML / "browser" / "dist"
    for path in sorted(library.rglob("*.js")):
        yield f"{YAML}/{path.relative_to(library).as_posix()}", path
    yield f"{YAML}/LICENSE", modules / YAML / "LICENSE"


def built(root: Path, corpus: Corpus, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The editor as files of a site, where there is a bundle and a repository on GitHub to work with; else none.

    Args:
        root: the project's folder.
        corpus: the publication.
        settings: where site and repository are.
    """
    backend, modules = github(settings), bundle(root)
    if backend is None or modules is None:
        return
    for path, source in files(modules, configuration(corpus, backend, settings)):
        yield f"{FOLDER}/{path}", source if isinstance(source, bytes) else source.read_bytes()


LOCAL: Mapping[str, Any] = {"name": "disputed-local"}
"""The backend for a checkout on this machine. Where it listens is known to the page alone."""


def github(settings: Settings) -> dict[str, Any] | None:
    """The backend for the repository, or None where it is not on GitHub."""
    parts = urlsplit(settings.repository or "")
    name = parts.path.strip("/").removesuffix(".git")
    if parts.hostname != "github.com" or name.count("/") != 1:
        return None
    return {
        "name": "disputed-github",
        "repo": name,
        "branch": settings.branch,
        "open_authoring": True,  # without write access, a change goes through a copy of the repository
        "commit_messages": {
            "create": "A new entry in {{collection}}: {{slug}}",
            "update": "Changes to {{collection}}: {{slug}}",
        },
    }


def configuration(corpus: Corpus, backend: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Everything the page needs to know.

    Args:
        corpus: for the ids that are in use, or were.
        backend: how files are read and written.
        settings: where the site is.
    """
    addresses = {*corpus.addresses.published, *corpus.addresses.redirects}
    taken = {*corpus.claims, *(each.removeprefix("claims/") for each in addresses if each.startswith("claims/"))}
    kinds = {f"disputed-{name}": _kind(name, header) for name, (_, header) in KINDS.items()}
    cms = {
        "backend": dict(backend),
        **({"site_url": settings.site} if settings.site else {}),
        "publish_mode": "editorial_workflow" if backend["name"] == "disputed-github" else "simple",
        "media_folder": "docs/images",
        "public_folder": "images",
        "show_preview_links": backend["name"] == LOCAL["name"],
        "editor": {"preview": False},
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [_collection(name, collection, kinds) for name, (collection, _) in KINDS.items()],
    }
    return {"cms": cms, "kinds": kinds, "taken": sorted(taken)}


def _kind(name: str, schema: str) -> dict[str, Any]:
    made = fields(name)
    return {
        "file": name,
        "header": f"# yaml-language-server: $schema={schema}",
        "fields": [address_field(), *made] if name == "claim" else made,
        **({"mapping": made[0]["mapping"]} if "mapping" in made[0] else {}),
    }


def _collection(name: str, collection: str, kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    kind = f"disputed-{name}"
    form: list[Field] = kinds[kind]["fields"]
    common = {"name": collection, "format": kind, "extension": "yml", "delete": False, "create": name == "claim"}
    if collection == name:  # one file
        label = name.capitalize()
        file = {"name": name, "label": label, "file": f"{SEEDS}/{name}.yml", "fields": form}
        return {**common, "label": label, "files": [file]}
    return {
        **common,
        "label": "Facts" if name == "claim" else "Articles",
        "label_singular": "Fact" if name == "claim" else "Article",
        "folder": f"{SEEDS}/{collection}",
        "identifier_field": "title",
        "summary": "{{title}}",
        "slug": "{{fields.id}}",
        "preview_path": f"{collection}/{{{{slug}}}}/",
        "sortable_fields": ["title"],
        "fields": form,
    }
