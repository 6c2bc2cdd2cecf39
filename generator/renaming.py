"""Another id for a claim, an article or a speaker: its files, all that names it, and a redirect from where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import files, references, yamlfile
from generator.authored import suggestion
from generator.changing import Change
from generator.corpus import SEEDS, Corpus
from generator.fixes import mended
from generator.model import is_id
from generator.problems import Add, Drop, Mend, Problem, Put, Rename, Step
from generator.records import Record
from generator.yamledit import apply
from generator.yamltree import parse

KINDS = {"claims": "claim", "articles": "article", "speakers": "speaker"}
ADDRESSES = f"{SEEDS}/addresses.yml"
SPEAKERS = f"{SEEDS}/speakers.yml"


class RefusedError(Exception):
    """What was asked for cannot be done, and why, in a sentence for people."""


class Plan(Record):
    """What a change of id comes to.

    Attributes:
        old: the former address, such as claims/how-many.
        new: the new one.
        changes: the changes of files, by path.
    """

    old: str
    new: str
    changes: Mapping[str, Change]


def addresses(root: Path, corpus: Corpus) -> tuple[str, ...]:
    """The addresses of everything that is there, sound or not."""
    found = {f"{kind}/{path.stem}" for kind in ("claims", "articles") for path in (root / SEEDS / kind).glob("*.yml")}
    registry = corpus.documents.get(SPEAKERS)
    return tuple(sorted(found | {f"speakers/{name}" for name in (registry.data if registry else ())}))


def address_of(word: str, known: tuple[str, ...]) -> str:
    """The address that somebody typed, in full or without its folder.

    Raises:
        RefusedError: when there is none, or when several are meant.
    """
    word = word.removeprefix(f"{SEEDS}/").removesuffix(".yml").strip("/")
    found = [each for each in known if word in (each, each.partition("/")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedError(f"`{word}` is the id of several; write {' or '.join(found)}.")
    names = known if "/" in word else [each.partition("/")[2] for each in known]
    raise RefusedError(f"There is nothing with the id `{word}`. {suggestion(word, names)}".rstrip())


def plan(root: Path, corpus: Corpus, old: str, new: str) -> Plan:
    """Work out what a change of id comes to; nothing is written.

    Args:
        root: the project's folder.
        corpus: the publication.
        old: the id, with or without its folder.
        new: what it is to be, with or without that folder.

    Raises:
        RefusedError: when it cannot be done.
    """
    known = addresses(root, corpus)
    was = address_of(old, known)
    kind, _, name = was.partition("/")
    folder, _, wanted = new.removeprefix(f"{SEEDS}/").removesuffix(".yml").rpartition("/")
    if folder not in ("", kind):
        raise RefusedError(f"A {KINDS[kind]} stays a {KINDS[kind]}: the new id cannot stand in `{folder}`.")
    if not is_id(wanted):
        raise RefusedError(f"The id `{wanted}` must be small letters, digits and single hyphens, 80 at the most.")
    is_now = f"{kind}/{wanted}"
    if is_now == was:
        raise RefusedError(f"It is called `{wanted}` already.")
    taken = [f"{SEEDS}/{is_now}{end}" for end in (".yml", ".txt") if (root / SEEDS / f"{is_now}{end}").exists()]
    if taken or is_now in known:
        raise RefusedError(f"{taken[0] if taken else is_now} is there already.")
    texts = _texts(root)
    after = dict(texts)
    for file, text in texts.items():
        tree = parse(text)
        edits = [
            *references.ids(tree, file, kind, name, wanted),
            *references.links(tree, file, was, is_now, corpus.publication.site),
        ]
        after[file] = apply(text, edits)
    steps = [*_redirected(corpus, was, is_now), *([Rename(SPEAKERS, (name,), wanted)] if kind == "speakers" else [])]
    done = mended(Mend("", tuple(steps)), after.get)
    if done is None:
        raise RefusedError(
            f"{ADDRESSES} or {SPEAKERS} is laid out in a way that is not understood; run `disputed fmt`."
        )
    after.update(done)
    changes = {file: Change(texts[file].encode(), after[file].encode()) for file in texts if texts[file] != after[file]}
    if kind != "speakers":
        for end in (".yml", ".txt") if kind == "articles" else (".yml",):
            path = f"{SEEDS}/{was}{end}"
            before = _bytes(root, path)
            changes[path] = Change(before, None)
            changes[f"{SEEDS}/{is_now}{end}"] = Change(None, after[path].encode() if end == ".yml" else before)
    return Plan(was, is_now, changes)


def _redirected(corpus: Corpus, was: str, now: str) -> Iterator[Step]:
    """The changes of the addresses: the new one on record, and everything that led to the old one leading to it."""
    recorded, redirects = corpus.addresses.published, corpus.addresses.redirects
    if now in redirects or now in recorded:
        if redirects.get(now) != was:
            leads = f" and leads to {redirects[now]}" if now in redirects else ""
            raise RefusedError(
                f"{now} was the address of another page{leads}. Links to that page would come to this one; "
                "choose another id."
            )
        yield Drop(ADDRESSES, ("redirects", now))  # it gets back the address that it had
    if now not in recorded:
        yield Add(ADDRESSES, ("published",), now, item=True)
    for each, end in redirects.items():
        if end == was and each != now:
            yield Put(ADDRESSES, ("redirects", each), now)
    if was in recorded:
        yield Add(ADDRESSES, ("redirects", was), now)


def _texts(root: Path) -> dict[str, str]:
    """Every YAML file that may hold an id."""
    found: dict[str, str] = {}
    listed = [root / SEEDS / f"{name}.yml" for name in ("addresses", "places", "publication", "speakers")]
    listed += [path for kind in ("articles", "claims") for path in sorted((root / SEEDS / kind).glob("*.yml"))]
    for path in listed:
        file = files.relative(root, path)
        text = files.read_text(root, path)
        document, problems = (None, [text]) if isinstance(text, Problem) else yamlfile.read(file, text)
        if document is None or problems or isinstance(text, Problem):
            raise RefusedError(f"{file} cannot be read, and may name it: run `disputed check` and mend it first.")
        found[file] = text
    return found


def _bytes(root: Path, file: str) -> bytes:
    data = files.read_bytes(root, root / file, files.LARGEST)
    if isinstance(data, Problem):
        raise RefusedError(f"{file}: {data.message}")
    return data
