"""The parts of a run, each by itself in one process, so that the limit is visible.

Prints one JSON object: seconds of processor time by part. It runs in a process of its own, since what the system calls
the peak memory of a process includes what the process that started it had at that moment.
"""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time
from typing import TypeVar

import yaml

from generator import authored, checks, coverage, evidence, files, prose, publish, render, schema, yamlfile
from generator.building import OWNED
from generator.compare import compare
from generator.compiler import compile_corpus
from generator.corpus import load
from generator.evidence import ArticleText
from generator.folders import DOCS
from generator.model import ArticleMeta, Authored, Claim
from generator.readings import interpret
from generator.settings import Settings
from generator.verify import verify

Result = TypeVar("Result")

MODELS: dict[str, type[Authored]] = {"claims": Claim, "articles": ArticleMeta}
"""The model of the files in each folder that grows."""


class Stopwatch:
    """The seconds of processor time that each part took: a busy machine changes them little."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, part: str, work: Callable[[], Result]) -> Result:
        start = process_time()
        result = work()
        self.seconds[part] = process_time() - start
        return result


def of_check(root: Path) -> dict[str, float]:
    """What checking consists of. Every part gets what the one before it made, and does its own work only."""
    watch = Stopwatch()
    paths = sorted((root / "seeds").rglob("*.*"))
    raw = watch.time("reading", lambda: [files.read_bytes(root, path, files.ARTICLE_LIMIT) for path in paths])
    stored = {path: data for path, data in zip(paths, raw, strict=True) if isinstance(data, bytes)}
    articles = [data for path, data in stored.items() if path.suffix == ".txt"]
    texts = [(path, data.decode()) for path, data in stored.items() if path.suffix == ".yml"]
    watch.time("hashing", lambda: [hashlib.sha256(data).hexdigest() for data in articles])
    watch.time("YAML events", lambda: _events(text for _, text in texts))
    documents = watch.time("YAML", lambda: [(path, yamlfile.read(path.name, text)[0]) for path, text in texts])

    def records() -> None:
        for path, document in documents:
            model = MODELS.get(path.parent.name)
            if model is not None and document is not None:
                authored.build(model, document)

    watch.time("records", records)
    corpus, _ = load(root)
    assert corpus is not None
    bodies = [ArticleText(article.text.raw, article.text.body) for article in corpus.articles.values()]
    watch.time("normalising", lambda: [text.normal for text in bodies])
    watch.time("sentences", lambda: [text.sentences for text in bodies])
    accounts = [(file.claim, account) for file in corpus.claims.values() for account in file.claim.accounts]
    texts_of = {name: article.text for name, article in corpus.articles.items()}
    assert all(text.body_range for text in texts_of.values())  # normalised, so that finding quotes need not do it
    watch.time("quotes", lambda: [evidence.locate(texts_of[a.article], a.quote) for _, a in accounts])
    watch.time("values", lambda: [interpret(a.value, claim.measure, (a.quote,), corpus) for claim, a in accounts])
    markdown = prose.parser()
    watch.time("prose", lambda: [list(checks.check_prose(file, markdown)) for file in corpus.claims.values()])
    compiled = watch.time("all of it", lambda: compile_corpus(root))
    facts = [examined.fact for examined in compiled.facts.values()]
    watch.time("comparing", lambda: [compare(fact, corpus) for fact in facts])
    watch.time("coverage", lambda: coverage.coverages(corpus, facts))
    return watch.seconds


def _events(texts: Iterable[str]) -> None:
    for text in texts:
        for _ in yaml.parse(text, Loader=yaml.CBaseLoader):
            pass


def of_generate(root: Path) -> dict[str, float]:
    """What generating adds to checking, over a folder of its own."""
    watch = Stopwatch()
    compiled = compile_corpus(root)
    wanted = watch.time("rendering", lambda: render.pages(compiled, Settings()))
    watch.time("schemas", lambda: schema.schemas(render.MARKER))
    folder = root / f"{DOCS}.bench"
    shutil.rmtree(folder, ignore_errors=True)

    def bring(*, write: bool) -> publish.Difference:
        return publish.bring(folder, wanted.items(), OWNED, render.MARKER, write=write)

    watch.time("writing", lambda: bring(write=True))
    watch.time("comparing files", lambda: bring(write=False))
    shutil.rmtree(folder)
    return watch.seconds


def of_verify(root: Path) -> dict[str, float]:
    """Verifying a site that was built before."""
    watch = Stopwatch()
    compiled = compile_corpus(root)
    problems = watch.time("verifying", lambda: verify(root / "site", "site", compiled, Settings()))
    assert not problems, problems[0]
    return watch.seconds


PARTS = {"check": of_check, "generate": of_generate, "verify": of_verify}

if __name__ == "__main__":
    gc.set_threshold(100_000)  # as the command does
    json.dump(PARTS[sys.argv[1]](Path(sys.argv[2])), sys.stdout)
