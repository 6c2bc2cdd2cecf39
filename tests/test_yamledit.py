"""A change of one place of a YAML file changes that place, and leaves every comment and every other line alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile, yamltree
from generator.problems import Add, Drop, Put, Rename, Sort
from generator.yamledit import Edit, apply, edits_of
from generator.yamlscalar import written

FILE = """\
# a comment
title: How deep?  # of the pond
topics: [water, mud]
accounts:
  - id: reed
    # about the quote
    quote: two metres
    value: {exact: 2, words: two}
  # about the sign
  - id: sign
    quote: >-
      one
      and a half
    note: short
empty:
corrections:
  # the first
  - date: 2019-05-20
    text: A comma.
  # the second
  - date: 2019-05-08
    text: A dot.
redirects:
  claims/a: claims/b
published:
  - articles/x
  - claims/a
  - claims/c
  - speakers/x
"""


Step = Add | Drop | Put | Rename | Sort


def edited(step: Step, text: str = FILE) -> str | None:
    found = edits_of(step, text)
    return None if found is None else apply(text, found)


def changed(step: Step, text: str = FILE) -> tuple[list[str], list[str]]:
    """The lines that go and the lines that come."""
    after = edited(step, text)
    assert after is not None
    document, problems = yamlfile.read("x.yml", after)
    assert document
    assert not problems
    old, new = text.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("step", "gone", "come"),
    [
        (Put("x.yml", ("title",), "How wide?"), "title: How deep?  # of the pond", "title: How wide?  # of the pond"),
        (Put("x.yml", ("topics", 1), "a, b"), "topics: [water, mud]", 'topics: [water, "a, b"]'),
        (Put("x.yml", ("accounts", 0, "value", "exact"), "3"), "{exact: 2, words: two}", "{exact: 3, words: two}"),
        (Put("x.yml", ("accounts", 1, "quote"), "three"), "quote: >-|one|and a half", "quote: three"),
        (Put("x.yml", ("empty",), "full"), "empty:", "empty: full"),
        (Rename("x.yml", ("accounts", 0, "value", "exact"), "about"), "{exact: 2, words", "{about: 2, words"),
        (Rename("x.yml", ("empty",), "no"), "empty:", "no:"),
        (Drop("x.yml", ("topics", 0)), "[water, mud]", "[mud]"),
        (Drop("x.yml", ("topics", 1)), "[water, mud]", "[water]"),
        (Drop("x.yml", ("accounts", 0, "value", "words")), "{exact: 2, words: two}", "{exact: 2}"),
        (Drop("x.yml", ("accounts", 1, "quote")), "quote: >-|one|and a half", ""),
        (Drop("x.yml", ("accounts", 1, "id")), "- id: sign|quote: >-", "- quote: >-"),
        (Drop("x.yml", ("redirects", "claims/a")), "redirects:|claims/a: claims/b", ""),
        (Drop("x.yml", ("published", 1)), "- claims/a", ""),
        (Add("x.yml", ("published",), "claims/b", item=True), "", "- claims/b"),
        (Add("x.yml", ("published",), "places/x", item=True), "", "- places/x"),
        (Add("x.yml", ("topics",), "b: c", item=True), "[water, mud]", '[water, mud, "b: c"]'),
        (Add("x.yml", ("redirects", "claims/0"), "claims/b"), "", "claims/0: claims/b"),
        (Add("x.yml", ("accounts", 1, "scope"), "mud"), "", "scope: mud"),
        (Add("x.yml", ("empty",), "one", item=True), "", "- one"),
        (Add("x.yml", ("fresh", "key"), "one"), "", "fresh:|key: one"),
        (Sort("x.yml", ("topics",), (1, 0)), "[water, mud]", "[mud, water]"),
    ],
)  # fmt: skip
def test_a_step_changes_its_lines_only(step: Step, gone: str, come: str) -> None:
    old, new = changed(step)
    for said, lines in ((gone, old), (come, new)):
        words = said.split("|") if said else []
        assert len(lines) == len(words), lines
        assert all(word in line for word, line in zip(words, lines, strict=True)), lines


def test_items_that_change_places_take_their_comments_with_them() -> None:
    text = FILE.replace("  # the first\n", "")
    after = edited(Sort("x.yml", ("corrections",), (1, 0)), text)
    assert after
    assert "corrections:\n  # the second\n  - date: 2019-05-08\n    text: A dot.\n  - date: 2019-05-20\n" in after


@pytest.mark.parametrize(
    "step",
    [
        Put("x.yml", ("topics",), "water"),  # no text stands there
        Put("x.yml", ("nothing",), "water"),
        Put("x.yml", ("title",), "one\ntwo"),  # the comment behind it would become a part of it
        Rename("x.yml", ("title",), "topics"),  # that key is taken
        Drop("x.yml", ("title",)),  # the comment would go with it
        Drop("x.yml", ("accounts", 0)),
        Add("x.yml", ("title",), "water", item=True),
        Add("x.yml", ("redirects", "claims/a"), "claims/c"),
        Sort("x.yml", ("topics",), (0, 0)),
    ],
)
def test_what_cannot_be_done_without_a_loss_is_not_done(step: Step) -> None:
    assert edited(step) is None


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + FILE.replace("\n", "\r\n")
    after = edited(Put("x.yml", ("accounts", 0, "quote"), "x" * 80 + " " + "y" * 80), text)
    assert after is not None
    assert after.startswith("\ufeff")
    assert after.count("\n") == after.count("\r\n") == FILE.count("\n") + 2
    after = edited(Add("x.yml", ("published",), "claims/b", item=True), text)
    assert after is not None
    assert "\r\n  - claims/b\r\n" in after


def test_a_file_without_a_last_line_end_gets_one_before_more_is_added() -> None:
    after = edited(Add("x.yml", ("published",), "speakers/y", item=True), FILE.rstrip("\n"))
    assert after is not None
    assert after.endswith("  - speakers/x\n  - speakers/y\n")


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit("x", 0, 2, ""), Edit("x", 1, 3, "")])


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x85\u2028\u2029\ufeff")
    | st.sampled_from(" \n:#-?[]{},&*!|>'\"%@`0~\t")
)


@given(TEXTS, st.sampled_from(["", "'", '"', "|", ">"]), st.integers(0, 130))
def test_a_text_is_read_again_as_it_was(text: str, style: str, column: int) -> None:
    key = "k" * max(column - 2, 1)
    for source in (
        f"{key}: " + "\n".join(written(text, len(key) + 2, 2, style=style)) + "\nend: x\n",
        f"{key}:\n  - " + "\n".join(written(text, 4, 4, style=style)) + "\nend: x\n",
        f"{key}: [" + "\n".join(written(text, 4, 4, style=style, flow=True)) + "]\nend: x\n",
    ):
        document, problems = yamlfile.read("x.yml", source)
        assert document, problems
        read = document.data[key]
        assert read == text or read == [text], source


@given(st.lists(st.sampled_from(FILE.splitlines(keepends=True)), max_size=12))
def test_the_tree_says_what_the_reader_says(lines: list[str]) -> None:
    text = "".join(lines)
    document, problems = yamlfile.read("x.yml", text)
    if document is None or problems:
        return
    tree = yamltree.parse(text)

    def data(node: yamltree.Node) -> object:
        if node.kind == "scalar":
            return node.text
        if node.kind == "list":
            return [data(entry.value) for entry in node.entries]
        return {entry.key.text: data(entry.value) for entry in node.entries if entry.key}

    assert data(tree.top) == document.data
    assert [comment.text for comment in tree.comments] == [
        "#" + line.partition("#")[2].rstrip() for line in text.splitlines() if "#" in line
    ]
