"""What was read out of a received file, before anybody has looked at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.records import Record, replace


class Found(Record):
    """A piece of metadata that the file gives.

    Attributes:
        value: as the article's metadata would have it.
        source: where in the file it stands, in words.
        sure: whether the file declares it; what was only read out of the page needs an editor's word.
    """

    value: str
    source: str
    sure: bool


class Line(Record):
    """A line of the text.

    Attributes:
        number: counted from 1: in a plain text, its line; in a page, its place among the lines that are shown.
        text: the line without its end.
        body: whether it is the article's own, and not the site's around it.
        joined: whether it belongs to the same paragraph as the one before.
    """

    number: int
    text: str
    body: bool
    joined: bool = False


class Arranged(Record):
    """The text as it is stored.

    Attributes:
        text: the whole file.
        first: the first line of the body in it, from 1.
        last: the last line of the body.
        moved: lines that stood between those of the body, and stand below it now.
    """

    text: str
    first: int
    last: int
    moved: tuple[Line, ...]


class Draft(Record):
    """An article that is about to be stored.

    Attributes:
        kind: "html" or "text".
        lines: the lines in the file's own order; of a page without the empty ones.
        found: for each key of the metadata what the file gives, the likeliest first; several where it gives several.
        raw: the file itself, where it is plain text and stays as it is.
    """

    kind: str
    lines: tuple[Line, ...]
    found: Mapping[str, Sequence[Found]]
    raw: str = ""

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines of the body."""
        return tuple(line for line in self.lines if line.body)

    def with_body(self, first: int, last: int) -> Draft:
        """The same with all lines from the first to the last number as its body."""
        return replace(self, lines=tuple(replace(line, body=first <= line.number <= last) for line in self.lines))

    def arranged(self) -> Arranged:
        """The text as it is stored: a plain text as it was received; of a page, the body in one piece.

        Raises:
            ValueError: when no line belongs to the body.
        """
        body = self.body
        if not body:
            raise ValueError("no line belongs to the body")
        if self.kind == "text":
            return Arranged(self.raw, body[0].number, body[-1].number, ())
        above = [line for line in self.lines if line.number < body[0].number]
        between = [line for line in self.lines if body[0].number < line.number < body[-1].number and not line.body]
        below = [line for line in self.lines if line.number > body[-1].number]
        out: list[str] = []
        places: list[int] = []
        for line in (*above, *body, *between, *below):
            if out and not line.joined:
                out.append("")
            elif out and line in (body[0], *between[:1], *below[:1]):
                out.append("")  # what it was joined to stands elsewhere
            out.append(line.text)
            if line.body:
                places.append(len(out))
        return Arranged("\n".join(out) + "\n", places[0], places[-1], tuple(between))
