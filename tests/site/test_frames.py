"""A site put together from frames is, to the byte, the one that the builder makes of every page by itself."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import building, cache, engines, ledger, staging, tidy
from generator.compiler import compile_corpus
from generator.engines import Engine
from generator.frames import plan as planning
from generator.frames.memory import Memory
from generator.searching import theirs
from generator.settings import Settings

from .conftest import ROOT, disputed, make_project

NOWHERE = Settings()
SOMEWHERE = Settings("https://example.org/sub/", "https://github.com/example/pond")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Twice:
    """A project that is built both ways."""

    def __init__(self, root: Path, engine: Engine = Engine.MKDOCS) -> None:
        self.root = root
        self.engine = engine
        self.runs = 0

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, path
        (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        with (self.root / path).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def build(self, settings: Settings = NOWHERE, *, anew: bool = True) -> str:
        """Build both ways and compare, page by page; return why it was not put together, if so.

        Where nothing that counts has changed, the builder need not make every page anew.
        """
        compiled = compile_corpus(self.root)
        assert compiled.sound, compiled.problems
        done = building.generate(self.root, compiled, settings)
        assert not done.problems
        plain, put = self.root / "site.plain", self.root / "site.put"
        made = self.joined(put, settings, done.digests)
        if isinstance(made, Memory):
            if anew:
                shutil.rmtree(plain, ignore_errors=True)
                engines.run(self.root, plain, settings, self.engine)
                if theirs.sharded(self.root):
                    theirs.hand_over(plain)
            one, other = files(plain), files(put)
            assert sorted(one) == sorted(other)
            assert [path for path in one if one[path] != other[path]] == []
            shutil.rmtree(self.root / "site", ignore_errors=True)
            shutil.copytree(put, self.root / "site", copy_function=os.link)
            made.save(cache.at(self.root, {}, building.FRAMES))
            return ""
        return made

    def joined(self, folder: Path, settings: Settings, wanted: Mapping[str, str]) -> Memory | str:
        """Put the site together in a folder, which may hold an earlier one."""
        files = ledger.load(cache.at(self.root, {}, building.FRAMES), "test")
        into = staging.begin(folder, self.root / "site", files)
        made = building.joined(self.root, into, settings, self.engine, wanted)
        into.sweep()
        return made

    @property
    def frames(self) -> list[Path]:
        return sorted((self.root / ".cache/disputed/frames/built").iterdir())


@pytest.fixture(scope="module", params=Engine)
def twice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    return Twice(make_project(tmp_path_factory.mktemp("frames") / "project"), request.param)


def page_added(it: Twice) -> None:
    text = (it.root / "seeds/claims/pond-depth.yml").read_text(encoding="utf-8")
    text = re.sub(r"^title: .*$", "title: How deep is it again?", text, count=1, flags=re.MULTILINE)
    it.write("seeds/claims/a-second-depth.yml", text)
    it.edit("seeds/addresses.yml", "published:\n", "published:\n  - claims/a-second-depth\n")


def page_renamed(it: Twice) -> None:
    (it.root / "seeds/claims/a-second-depth.yml").rename(it.root / "seeds/claims/depth-again.yml")
    it.edit("seeds/addresses.yml", "published:\n", "published:\n  - claims/depth-again\n")
    it.append("seeds/addresses.yml", "  claims/a-second-depth: claims/depth-again\n")


def page_deleted(it: Twice) -> None:
    (it.root / "seeds/claims/depth-again.yml").unlink()
    it.edit("seeds/addresses.yml", "claims/a-second-depth: claims/depth-again", "claims/depth-again: claims/ducks")
    it.append("seeds/addresses.yml", "  claims/a-second-depth: claims/ducks\n")


def odd_name(it: Twice) -> None:
    it.write("docs/zébra & 50% ~.md", "# Odd\n\nWords.\n")
    it.edit("mkdocs.yml", "  - Map:", "  - Odd: zébra & 50% ~.md\n  - Map:")


LINKS = "\n[One](claims/ducks/index.md#levi), [all](claims/index.md#topic-animals), [data](data/facts.json)\n"
COMMENTS = "<p>{{ page.meta.title | e }} / {{ page.title }} / {{ page.url }} / {{ page.toc | length }}</p>\n"
EDITS: dict[str, Callable[[Twice], None]] = {
    "nothing": lambda _: None,
    "body": lambda it: it.edit("seeds/claims/ducks.yml", "Seventeen by the pond", "Seventeen & 1 < 19 by the pond"),
    "title with markup": lambda it: it.edit(
        "seeds/claims/ducks.yml", "title: How many ducks", 'title: How many "<ducks>" & *it\'s* _`geese`_ &amp; \\1'
    ),
    "words that builders know": lambda it: it.edit(
        "seeds/claims/refuge.yml", "To the mill race", 'data-search-exclude> <a href="ducks.md"> To the mill race'
    ),
    "page added": page_added,
    "page renamed": page_renamed,
    "page deleted": page_deleted,
    "navigation page": lambda it: it.append("docs/about.md", "\n## More\n\nSee [the rules](rules/index.md).\n"),
    "odd name": odd_name,
    "links to generated pages": lambda it: it.append("docs/about.md", LINKS),
    "name in the navigation": lambda it: it.edit("mkdocs.yml", "- Matrix:", "- The matrix:"),
    "page in the navigation": lambda it: it.edit("mkdocs.yml", "- Map:", "- Refuge: claims/refuge/index.md\n  - Map:"),
    "theme option": lambda it: it.edit("mkdocs.yml", "- toc.follow", "- toc.follow\n    - navigation.footer"),
    "search option": lambda it: it.edit("mkdocs.yml", "  - search\n", "  - search:\n      separator: '[\\s]+'\n"),
    "extension option": lambda it: it.edit("mkdocs.yml", "permalink: true", "permalink: '#'"),
    "extension added": lambda it: it.edit("mkdocs.yml", "  - tables\n", "  - tables\n  - admonition\n"),
    "template override": lambda it: it.write("overrides/partials/comments.html", COMMENTS),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_every_edit_both_ways_give_the_same_site(twice: Twice, edit: str) -> None:
    """The edits add up, in this order."""
    EDITS[edit](twice)
    assert twice.build(SOMEWHERE if edit in ("nothing", "page added", "theme option") else NOWHERE) == ""


def test_an_edited_fact_asks_nothing_of_the_builder(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twice.build() == ""
    twice.edit("seeds/claims/heron-seen.yml", "summary: ", "summary: 1 & 2 < 19. ")
    compiled = compile_corpus(twice.root)
    wanted = building.generate(twice.root, compiled, NOWHERE).digests
    monkeypatch.setattr(engines, "run", lambda *_: pytest.fail("the builder was run"))
    put = twice.root / "site.put"
    shutil.rmtree(put)
    assert isinstance(twice.joined(put, NOWHERE, wanted), Memory)
    assert "1 &amp; 2 &lt; 19. " in (put / "claims/heron-seen/index.html").read_text(encoding="utf-8")


def test_what_has_not_changed_stays_the_same_file(twice: Twice) -> None:
    assert twice.build() == ""
    before = {path: (twice.root / "site" / path).stat().st_ino for path in files(twice.root / "site")}
    twice.edit("seeds/claims/heron-seen.yml", "summary: ", "summary: Yes, yes. ")
    (twice.root / "site/claims/refuge/index.html").write_text("Somebody has been here.", encoding="utf-8")
    assert twice.build() == ""
    put = twice.root / "site.put"
    same = {path for path in before if (put / path).exists() and (put / path).stat().st_ino == before[path]}
    assert {"claims/pond-depth/index.html", "claims/bank-broke/index.html", "embeds/ducks.html"} <= same
    assert same.isdisjoint({"claims/heron-seen/index.html", "claims/refuge/index.html", "embeds/heron-seen.html"})


def test_a_file_that_a_page_leads_to_is_left_where_it_is(twice: Twice) -> None:
    """The builder is shown an empty one in its place."""
    twice.append("docs/about.md", "\n[The data](data/facts.json)\n")
    assert twice.build() == ""
    wanted = building.generate(twice.root, compile_corpus(twice.root), NOWHERE).digests
    into = staging.begin(twice.root / "site.put", twice.root / "site", ledger.NOTHING)
    assert isinstance(building.joined(twice.root, into, NOWHERE, twice.engine, wanted), Memory)
    assert "data/facts.json" in into.taken
    assert (into.written, into.linked) == ({}, {})


def test_a_frame_is_known_without_taking_pages_apart(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twice.build() == ""
    assert twice.build(anew=False) == ""
    with monkeypatch.context() as patch:
        patch.setattr(planning, "read", lambda *_: pytest.fail("a page was taken apart"))
        assert twice.build(anew=False) == ""
    claims = sorted((twice.root / "seeds/claims").glob("*.yml"))
    for claim in claims:  # one of them is the page that stands for all others of its kind
        twice.edit(f"seeds/claims/{claim.name}", "summary: ", "summary: Well. ")
    twice.append("docs/about.md", "\n[Levi](claims/ducks/index.md#levi)\n")
    assert twice.build() == ""


@pytest.mark.parametrize("spoilt", ["about/index.html", "sitemap.xml", "404.html"])
def test_a_damaged_frame_is_made_again(twice: Twice, spoilt: str) -> None:
    assert twice.build() == ""
    for spoilt_so in (None, b"", b"other"):
        path = max(twice.frames, key=lambda frame: frame.stat().st_mtime) / spoilt
        if spoilt_so is None:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-9] + spoilt_so)
        assert twice.build(anew=False) == ""


def test_a_damaged_site_map_is_made_again(twice: Twice) -> None:
    assert twice.build() == ""
    for folder in ("site", "site.put"):
        path = twice.root / folder / "sitemap.xml"
        path.unlink()
        path.write_text("Somebody has been here.", encoding="utf-8")
    assert twice.build(anew=False) == ""


@given(st.text(st.sampled_from("ab.%20/?#;:@\\[]//\x01é"), max_size=12) | st.text(max_size=9))
def test_the_path_in_an_address_is_what_the_library_says(text: str) -> None:
    for word in planning.MENTION.findall(text):
        try:
            wanted = unquote(urlsplit(word).path)
        except ValueError:
            wanted = None
        assert planning._path_of(word) == wanted


def test_a_frame_that_arrives_with_the_files_counts_as_absent(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twice.build() == ""
    copied = Twice(Path(shutil.copytree(twice.root, twice.root.with_name("copied"))), twice.engine)
    runs: list[Path] = []
    run = engines.run

    def counted(root: Path, site: Path, settings: Settings, engine: Engine, sources: Path | None = None) -> None:
        runs.append(site)
        run(root, site, settings, engine, sources)

    monkeypatch.setattr(engines, "run", counted)
    assert copied.build(anew=False) == ""
    assert len(runs) == 1


def test_a_template_that_does_more_with_a_page_is_noticed(twice: Twice) -> None:
    comments = twice.root / "overrides/partials/comments.html"
    kept = comments.read_text(encoding="utf-8")
    for template in (
        "{{ page.meta.title | upper }}",
        "{{ page.content | length }}",
        "{{ (page.meta.title or 1) | string | length }}",
    ):
        comments.write_text(template, encoding="utf-8")
        assert "cannot be taken apart" in twice.build(), template
    comments.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plugins:\n", "plugins:\n  - tags\n"),
        ("  - tables\n", "  - tables\n  - smarty\n"),
        ("  - generator/mkdocs_hook.py", "  - generator/mkdocs_hook.py\n  - other.py"),
        ("docs_dir: docs", "docs_dir: docs\nuse_directory_urls: false"),
    ],
)
def test_a_configuration_that_may_treat_every_page_is_left_to_the_builder(twice: Twice, old: str, new: str) -> None:
    kept = (twice.root / "mkdocs.yml").read_text(encoding="utf-8")
    twice.edit("mkdocs.yml", old, new)
    assert twice.build() != ""
    (twice.root / "mkdocs.yml").write_text(kept, encoding="utf-8")


def test_what_the_builder_objects_to_is_said_in_its_own_words(project: Path) -> None:
    (project / "docs/about.md").write_text("# About\n\n[Nothing](nothing.md), [here](claims/ducks/index.md#nobody)\n")
    plain, put = disputed(project, "build", "--plain"), disputed(project, "build")
    assert plain.returncode == put.returncode == 1
    note = "The builder makes every page itself: it found fault with a page.\n"
    seconds = re.compile(r"in [\d.]+ seconds")
    assert put.stderr.replace(note, "") == plain.stderr
    assert put.stdout == plain.stdout
    assert note in put.stderr
    assert "nothing.md" in plain.stderr
    assert "nobody" in plain.stderr
    assert not seconds.search(plain.stderr)


def test_every_fault_of_the_theme_has_a_sign() -> None:
    patterns = [fault.pattern for fault, _ in tidy.FAULTS] + [tidy.LABEL.pattern]
    patterns = [each.replace("(", "").replace(")", "") for each in patterns]
    assert [each for each in patterns if not any(sign in each for sign in tidy.SIGNS)] == []


@pytest.mark.parametrize("engine", Engine)
def test_a_large_publication_comes_out_the_same(project: Path, engine: Engine) -> None:
    large = Settings("https://example.org/sub/", large=1)
    it = Twice(project, engine)
    assert it.build(large) == ""
    it.edit("seeds/claims/ducks.yml", "Seventeen by the pond", "Seventeen & 1 < 19 by the pond")
    it.append("docs/about.md", "\n## Fréquences\n")
    assert it.build(large) == ""
    index = engines.DIALECTS[engine].index
    assert json.loads((project / "site" / index.path).read_text(encoding="utf-8"))[index.key] == []


@pytest.mark.parametrize("engine", Engine)
def test_the_publication_itself_comes_out_the_same(tmp_path: Path, engine: Engine) -> None:
    project = tmp_path / "project"
    for folder in ("seeds", "docs", "overrides"):
        shutil.copytree(ROOT / folder, project / folder)
    (project / "generator").mkdir()
    shutil.copy(ROOT / "generator/mkdocs_hook.py", project / "generator/mkdocs_hook.py")
    shutil.copy(ROOT / "mkdocs.yml", project / "mkdocs.yml")
    assert Twice(project, engine).build(SOMEWHERE) == ""
