"""A file is laid out in one way only, and loses neither a value nor a comment on the way."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import yamlfile, yamltree
from generator.layout import formatted

CLAIM = "seeds/claims/x.yml"


def laid_out(text: str, file: str = CLAIM) -> str:
    result, problems = formatted(file, text)
    assert result is not None, problems
    assert not problems
    return result


def dedent(text: str) -> str:
    return re.sub(r"(?m)^ {8}", "", text).lstrip("\n").rstrip(" ")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        # the order of the model; what it does not know stays behind the key before it
        ("claim: b\nodd: c\ntitle: a\n", "title: a\nclaim: b\nodd: c\n"),
        ("measure: {unit: ducks, kind: quantity}\n", "measure:\n  kind: quantity\n  unit: ducks\n"),
        ("accounts:\n- quote: a\n  id: b\n", "accounts:\n  - id: b\n    quote: a\n"),
        # lists stay as they were typed, where they fit
        ("topics: [ a,b , c ]\n", "topics: [a, b, c]\n"),
        ("topics:\n - a\n - b\n", "topics:\n  - a\n  - b\n"),
        (f"topics: [{'a' * 60}, {'b' * 60}]\n", f"topics:\n  - {'a' * 60}\n  - {'b' * 60}\n"),
        ("sums: []\nother: {}\n", "sums: []\nother: {}\n"),
        # what another reader would take for something else
        ("measure:\n  exclusive: no\n", 'measure:\n  exclusive: "no"\n'),
        ("claim: 'yes'\n", 'claim: "yes"\n'),
        ("claim: 007\n", "claim: 007\n"),
        ("claim: '007'\n", 'claim: "007"\n'),
        ("claim: 1.10\n", "claim: 1.10\n"),
        ("claim: 12:30\n", "claim: 12:30\n"),
        ("claim: ''\ntitle:\n", 'title:\nclaim: ""\n'),
        # quotation marks only where they are needed
        ("claim: 'a word'\n", "claim: a word\n"),
        ('claim: "a: b"\n', "claim: >-\n  a: b\n"),
        ("topics: ['a, b']\n", 'topics: ["a, b"]\n'),
        ("claim: '\"Six,\" he said.'\n", 'claim: >-\n  "Six," he said.\n'),
        ("claim: '#tag'\n", 'claim: "#tag"\n'),
        # long texts are folded, short ones are not, and those of several lines stay so
        (f"claim: {'word ' * 30}\n", f"claim: >-\n  {'word ' * 22}word\n  {'word ' * 6}word\n"),
        ("claim: >-\n  two\n  words\n", "claim: two words\n"),
        ("claim: two\n  words\n", "claim: two words\n"),
        ("analysis: |\n    a\n\n      b\n", "analysis: |\n  a\n\n    b\n"),
        ("analysis: >-\n  a\n  b\n\n  c\n", "analysis: >-\n  a b\n\n  c\n"),
        ("analysis: |+\n  a\n\nclaim: b\n", "claim: b\nanalysis: |+\n  a\n\n"),
        # comments and empty lines
        ("# h\n\n\n# more\ntitle: a\n\n\nclaim: b   # tail\n\n", "# h\n\n# more\ntitle: a\n\nclaim: b   # tail\n"),
        ("claim: b\n# about a\ntitle: a\n# end", "# about a\ntitle: a\nclaim: b\n# end\n"),
        ("claim: >- # why\n  b\n", "claim: b # why\n"),
        ("topics: [a, # first\n  b] # all\n", "topics: # all\n  - a # first\n  - b\n"),
        ("accounts:\n- # who\n  id: a\n  # foot\n- id: b\n", "accounts:\n  # who\n  - id: a\n    # foot\n  - id: b\n"),
        ("accounts:\n- id: a # one\n# between\n- id: b\n", "accounts:\n  - id: a # one\n  # between\n  - id: b\n"),
        ("title: # first\n  # second\n  a # third\n", "# second\n# third\ntitle: a # first\n"),
        # line ends, a byte order mark, white space
        ("\ufefftitle: a  \r\nclaim: >-\r\n  b\r\n", "title: a\nclaim: b\n"),
        ("title: a", "title: a\n"),
        ("---\ntitle: a\n...\n", "title: a\n"),
    ],
)  # fmt: skip
def test_the_layout(typed: str, written: str) -> None:
    assert laid_out(typed) == written
    assert laid_out(written) == written


def test_registries_keep_the_order_of_their_entries() -> None:
    text = "# --- b ---\n\nb:\n  kind: body\n  name: B\na: {kind: person, name: A}\n"
    assert laid_out(text, "seeds/speakers.yml") == (
        "# --- b ---\n\nb:\n  name: B\n  kind: body\na:\n  name: A\n  kind: person\n"
    )


def test_the_schema_line_says_what_a_text_holds() -> None:
    text = "# yaml-language-server: $schema=../.disputed/schema/claim.json\nclaim: b\ntitle: a\n"
    assert laid_out(text, "-").endswith("\ntitle: a\nclaim: b\n")
    assert laid_out("claim: b\ntitle: a\n", "-") == "claim: b\ntitle: a\n"


@pytest.mark.parametrize("text", ["a: [b", "a: 1\na: 2\n", "a: &b c\n", "- a\n", "a: !b c\n", "a:\n\tb\n"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    result, problems = formatted(CLAIM, text)
    assert result is None
    assert problems


# --- properties -------------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("ab 7:#-,'\"[]{}…\n\t\\&*!|>%@`~?é\u200b🦆"), max_size=12) | st.text(
    st.characters(codec="utf-8"), max_size=200
)
KEYS = st.sampled_from(["title", "claim", "accounts", "id", "quote", "measure", "note", "odd key", "no", "7"])
COMMENTS = st.sampled_from(["", "", "", "  # here", " #", " # a: [b"])
VALUES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A YAML file as people and programs write them."""
    out: list[str] = []

    def scalar(text: str, flow: bool) -> str:
        form = draw(st.integers(0, 3))
        if form == 0 and re.fullmatch(r"[a-z7é🦆][a-z7 é🦆]*[a-z7é🦆]", text):
            return text
        if form == 1 and text.isprintable():
            return "'" + text.replace("'", "''") + "'"
        return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'

    def flow(value: object) -> str:
        if isinstance(value, str):
            return scalar(value, True)
        if isinstance(value, list):
            return "[" + ", ".join(flow(each) for each in value) + "]"
        assert isinstance(value, dict)
        return "{" + ", ".join(f'"{key}": {flow(each)}' for key, each in value.items()) + "}"

    def block(value: object, indent: int, opening: str) -> None:
        tail = draw(COMMENTS)
        if draw(st.integers(0, 5)) == 0:
            out.append("")
        if draw(st.integers(0, 5)) == 0:
            out.append(" " * indent + "# alone")
        space = " " * indent
        if isinstance(value, str) and re.fullmatch(r"\w(?:[\w ]*\w)?(?:\n+\w(?:[\w ]*\w)?)*", value):
            sign = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+"]))
            out.append(f"{space}{opening} {sign}{tail}")
            out.extend(" " * (indent + 3) + line for line in value.split("\n"))
            out.extend([""] * draw(st.integers(0, 2)))
        elif isinstance(value, str) or not value or draw(st.integers(0, 3)) == 0:
            out.append(f"{space}{opening} {flow(value)}{tail}")
        else:
            out.append(f"{space}{opening}{tail}")
            step = draw(st.integers(1, 4))
            if isinstance(value, list):
                for each in value:
                    block(each, indent + step, "-")
            else:
                assert isinstance(value, dict)
                for key, each in value.items():
                    block(each, indent + step, f'"{key}":' if not key.isalpha() else f"{key}:")

    for key, value in draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)).items():
        block(value, 0, f'"{key}":' if not key.isalpha() else f"{key}:")
    if draw(st.booleans()):
        out.append("# end")
    return draw(st.sampled_from(["\n", "\r\n"])).join(out) + draw(st.sampled_from(["", "\n", "\n\n"]))


@given(sources())
def test_values_and_comments_stay_and_a_second_time_changes_nothing(text: str) -> None:
    document, problems = yamlfile.read(CLAIM, text)
    if document is None or problems:
        assert formatted(CLAIM, text)[0] is None
        return
    result, refused = formatted(CLAIM, text)
    assert result is not None, (refused, text)
    after, problems = yamlfile.read(CLAIM, result)
    assert after is not None
    assert not problems
    assert after.data == document.data
    assert Counter(each.text for each in yamltree.parse(result).comments) == Counter(
        each.text for each in yamltree.parse(document.text).comments
    )
    assert formatted(CLAIM, result) == (result, [])
    assert not re.search(r"\r|\ufeff", result)


@given(st.text(st.sampled_from("ab:- #\n '\"[]{}|>,?&*!\t"), max_size=60))
def test_no_text_is_harmed(text: str) -> None:
    result, problems = formatted(CLAIM, text)
    assert (result is None) == bool(problems)
    if result is not None:
        before, after = yamlfile.read(CLAIM, text)[0], yamlfile.read(CLAIM, result)[0]
        assert before is not None
        assert after is not None
        assert before.data == after.data
        assert formatted(CLAIM, result) == (result, [])
