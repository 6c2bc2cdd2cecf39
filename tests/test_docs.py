"""The hand-written documents are true: what they name exists, and their examples run."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from generator import forms, model, render, reporting, rules, schema
from generator.cli import main
from generator.commands import checking
from generator.compiler import Compiled, compile_corpus
from generator.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/about.md",
    "docs/contributing.md",
    "docs/corrections.md",
    "docs/editors.md",
    "docs/methodology.md",
    "docs/pipeline.md",
    "docs/reviewing.md",
    "docs/scale.md",
)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def tokens(document: str) -> Iterator[Token]:
    """Everything in a document, block by block, with what stands inside each block after it."""
    for block in MarkdownIt("commonmark").enable("table").parse(text_of(document)):
        yield block
        yield from block.children or ()


def code(document: str) -> list[str]:
    """Each code span, and each line of the code blocks."""
    found = []
    for token in tokens(document):
        if token.type == "code_inline":
            found.append(token.content)
        elif token.type in ("fence", "code_block"):
            found.extend(line.strip() for line in token.content.splitlines())
    return found


def fenced(document: str, language: str) -> list[str]:
    return [token.content for token in tokens(document) if token.type == "fence" and token.info == language]


# --- what the documents name ------------------------------------------------------------------------------------------


WORDS = {
    *(name.value for each in (model.Rating, model.Kind, model.Confidence, model.Grade) for name in each),
    *(path.stem for path in (ROOT / "seeds").rglob("*.yml")),
    "data-article",
    *("disputed-check", "disputed-fmt", "site-preview"),
}
"""Words with hyphens that may stand in code and are no rules."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_rule_exists(document: str) -> None:
    spans = {token.content for token in tokens(document) if token.type == "code_inline"}
    named = {span for span in spans if re.fullmatch(r"[a-z]+(-[a-z]+)+", span)}
    named.update(re.findall(r"(?:error|warning)\[([a-z-]+)\]", text_of(document)))
    assert not named - rules.RULES.keys() - WORDS


def commands(document: str) -> Iterator[list[str]]:
    for line in code(document):
        match = re.match(r"(?:\S*/)?(?:disputed|python -m generator)((?: .*)?)$", line)
        if match:
            yield shlex.split(match[1], comments=True)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_exists(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name, *given in (words for words in commands(document) if words):
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        context = command.make_context(name, given)
        if name == "explain" and given:
            assert context.params["rule"] in rules.RULES
        for path in context.params.get("paths", ()):
            assert str(path) == "-" or path.exists(), f"{path} is named in an example"


def test_the_readme_names_every_command_and_every_format() -> None:
    words = {" ".join(words[:1]) for words in commands("README.md")}
    assert words >= set(main.list_commands(click.Context(main)))
    choice = next(each.type for each in checking.check.params if each.name == "form")
    assert isinstance(choice, click.Choice)
    assert set(choice.choices) <= set(re.findall(r"\w+", text_of("README.md")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {match[1] for line in code(document) if (match := re.match(r"make ([a-z]+)\b", line))}
    assert not named - targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_code_exists(document: str) -> None:
    named = {
        path
        for line in code(document)
        for path in re.findall(r"(?<![\w./-])(?:seeds|generator|docs|tests|\.github)/[\w./-]*\w/?(?![\w*])", line)
        if not re.search(r"NAME|ID\b", path)
    }
    assert not {path for path in named if not (ROOT / path).exists() and not path.startswith("docs/schema")}


@pytest.fixture(scope="session")
def generated(compiled_toy: Compiled) -> Mapping[str, str]:
    """The generated pages that every publication has, below docs/."""
    pages = {path: content.decode() for path, content in render.pages(compiled_toy, Settings()).items()}
    schemas = {path: content.decode() for path, content in schema.schemas(render.MARKER).items()}
    lists = {path: text for path, text in pages.items() if re.fullmatch(r"(?:[a-z]+/)?index\.md", path)}
    return {**lists, **schemas}


def anchors(text: str) -> set[str]:
    """The ids that the table of contents gives to headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str, generated: Mapping[str, str]) -> None:
    links = [token.attrs.get("href") or token.attrs.get("src") for token in tokens(document)]
    for link in (str(each) for each in links if each):
        if re.match(r"https://", link):
            continue
        path, _, fragment = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        inside = target.relative_to(ROOT / "docs").as_posix() if target.is_relative_to(ROOT / "docs") else ""
        assert inside in generated or target.is_file(), f"{document}: {link} leads nowhere"
        if document.startswith("docs/"):
            assert target.is_relative_to(ROOT / "docs"), f"{document}: {link} leads out of the site"
        if fragment:
            there = generated[inside] if inside in generated else target.read_text(encoding="utf-8")
            assert fragment in anchors(there), f"{document}: there is no heading for {link}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_of_one_machine_is_told(document: str) -> None:
    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|usr|Users)\b|\.\./shared|://[^/\s]*@", text_of(document))


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each.startswith("docs/")])
def test_site_pages_use_what_both_builders_read(document: str) -> None:
    """Three extensions are on; fences and admonitions are not among them."""
    text = text_of(document)
    assert not re.search(r"^\s*(```|~~~|!!!|\?\?\?)", text, re.MULTILINE)
    assert text.startswith("# ")


# --- what the documents must not leave out ----------------------------------------------------------------------------


def keys(shape: Any) -> set[str]:
    """Every key of a record and of the records in it, as editors type them."""
    found: set[str] = set()
    for key in forms.keys_of(shape):
        found |= {key.typed, *keys(key.shape), *keys(forms.inside(key.shape, 0))}
    return found


@pytest.mark.parametrize("record", [model.Claim, model.ArticleMeta], ids=["claim", "article"])
def test_contributing_explains_every_key(record: type[model.Authored]) -> None:
    examples = "\n".join(fenced("CONTRIBUTING.md", "yaml"))
    typed = set(re.findall(r"^[ -]*(\w+):", examples, re.MULTILINE))
    named = {token.content for token in tokens("CONTRIBUTING.md") if token.type == "code_inline"}
    assert not keys(record) - typed - named


def test_contributing_explains_every_kind_of_measure_and_grade_of_correction() -> None:
    for kind in model.MeasureKind:
        assert re.search(rf"^\| {kind.value} \|", text_of("CONTRIBUTING.md"), re.MULTILINE)
    for grade in model.Grade:
        assert re.search(rf"^\| {grade.value} \|", text_of("docs/corrections.md"), re.MULTILINE)


def test_methodology_lists_relations_in_the_order_in_which_they_are_tried() -> None:
    from generator.compare import RELATIONS

    listed = re.findall(r"^\d+\. \*\*(.+?)\*\*:", text_of("docs/methodology.md"), re.MULTILINE)
    assert [label.lower() for label in listed] == [relation.label for relation in RELATIONS]


def test_methodology_names_every_verdict() -> None:
    bold = {word.lower() for word in re.findall(r"\*\*(.+?)\*\*", text_of("docs/methodology.md"))}
    assert {rating.value.replace("-", " ") for rating in model.Rating} <= bold


# --- the modules, in their order --------------------------------------------------------------------------------------


def modules() -> dict[str, Path]:
    folder = ROOT / "generator"
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] != "__init__":
            found[".".join(parts)] = path
        elif len(ast.parse(path.read_text(encoding="utf-8")).body) > 2:  # a package that is more than its name
            found[".".join(parts[:-1])] = path
    return {name: path for name, path in found.items() if name}


def imported(path: Path) -> set[str]:
    """The modules of the program that a module imports, wherever in it."""
    known = modules()
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "generator":
            base = node.module.removeprefix("generator").lstrip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                found.add(inner if inner in known else base)
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("generator") for alias in node.names), path
    return found - {""}


def test_the_pipeline_lists_every_module_once_and_imports_point_down() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \|", text_of("docs/pipeline.md"), re.MULTILINE)
    known = modules()
    assert sorted(listed) == sorted(known)
    for number, name in enumerate(listed):
        above = imported(known[name]) - set(listed[:number])
        assert not above, f"{name} imports {', '.join(sorted(above))}, which docs/pipeline.md lists below it"


def test_only_the_hook_imports_mkdocs() -> None:
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert name == "mkdocs_hook" or not any(each.split(".")[0] == "mkdocs" for each in names), name


# --- the examples -----------------------------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of the real publication, to spoil."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return tmp_path


ANNOTATED = "fighters-in-the-convoy"


def test_the_annotated_claim_file_compiles(real: Path) -> None:
    block = next(block for block in fenced("CONTRIBUTING.md", "yaml") if "\naccounts:" in block)
    before = set(compile_corpus(real).problems)
    (real / f"seeds/claims/{ANNOTATED}.yml").write_text(block, encoding="utf-8")
    compiled = compile_corpus(real)
    assert reporting.as_text([problem for problem in compiled.problems if problem not in before]) == ""
    assert ANNOTATED in compiled.facts


def test_the_article_metadata_compile(real: Path) -> None:
    block = next(block for block in fenced("CONTRIBUTING.md", "yaml") if "sha256:" in block)
    before = set(compile_corpus(real).problems)
    (real / "seeds/articles/rudaw-2017-08-31.yml").write_text(block, encoding="utf-8")
    problems = [problem for problem in compile_corpus(real).problems if problem not in before]
    assert reporting.as_text(problems) == ""


MISTAKE = ("buses-in-the-convoy", "quote: the 17 buses", "quote: the 11 buses")
"""The claim file that the README's example spoils, what it says, and what somebody typed."""


def without_numbers(report: str) -> str:
    """A report without its line numbers, which any edit of the claim file moves."""
    report = re.sub(r"(?m)^(\S+?\.yml):\d+:", r"\1:", report)
    return re.sub(r"(?m)^ +\d* ?\| ", " | ", report)


def test_the_mistake_in_the_readme_is_reported_like_that(real: Path, request: pytest.FixtureRequest) -> None:
    name, right, wrong = MISTAKE
    path = real / f"seeds/claims/{name}.yml"
    content = path.read_text(encoding="utf-8")
    assert content.count(right) == 1, f"Choose another mistake for the README: {right!r} is gone from {name}."
    path.write_text(content.replace(right, wrong), encoding="utf-8")
    found = [problem for problem in compile_corpus(real).problems if problem.rule is rules.QUOTE_NOT_FOUND]
    report = reporting.as_text(found)
    (shown,) = fenced("README.md", "text")
    if request.config.getoption("--accept"):
        (ROOT / "README.md").write_text(text_of("README.md").replace(shown, report), encoding="utf-8")
        return
    assert without_numbers(shown) == without_numbers(report)
