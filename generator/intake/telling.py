"""What was read out of a file, for the terminal: the body, the furniture around it, and where things are from."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from generator.intake.draft import Draft, Line
from generator.intake.filling import Blank, Form

EDGE = 6
"""So many lines of a long row of furniture are shown at either end."""
WIDTH = 96
"""Characters of a line that are shown."""


def safe(text: str, width: int = WIDTH) -> str:
    """A text that is safe to print: what moves a cursor or turns the direction is shown as a dot, the rest cut."""
    shown = "".join(char if char.isprintable() else "·" for char in text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def layout(draft: Draft) -> Iterator[str]:
    """The lines of a file, with the first and the last one of the body and everything that is not."""
    width = len(str(draft.lines[-1].number)) if draft.lines else 1
    body = draft.body
    first, last = (body[0].number, body[-1].number) if body else (0, -1)
    shown = [line for line in draft.lines if line.text.strip()]
    for is_body, group in groupby(shown, lambda line: line.body):
        lines = list(group)
        if not is_body:
            inside = first < lines[0].number < last
            yield from _shortened(lines, "between" if inside else "around", width)
            continue
        yield from _shortened([lines[0], *lines[1:-1], *lines[-1:]] if len(lines) > 1 else lines, "body", width, 1)


def _shortened(lines: Sequence[Line], what: str, width: int, edge: int = EDGE) -> Iterator[str]:
    for n, line in enumerate(lines):
        if edge <= n < len(lines) - edge:
            if n == edge:
                more = len(lines) - 2 * edge
                yield f"{what:>8} {'':>{width}} │ … {more} more {'line' if more == 1 else 'lines'}"
            continue
        yield f"{what:>8} {line.number:>{width}} │ {safe(line.text)}"


def gathered(form: Form) -> Iterator[str]:
    """What is known, and where it is from."""
    for key, value in form.values.items():
        if key != "body":
            yield f"{key:>10}: {safe(value)}  ({form.sources[key]})"
    if form.authors:
        yield f"{'authors':>10}: {safe(', '.join(form.authors))}  ({form.sources.get('authors', 'given')})"


def missing(blanks: Iterable[Blank]) -> str:
    """What is missing, each as the option that gives it, with what the file seems to say."""
    lines = ["The file does not give all that an article needs. Missing:"]
    for blank in blanks:
        offers = [f"--{blank.key} {shlex.quote(safe(offer.value, 300))}  ({offer.source})" for offer in blank.offers]
        lines.append(f"  --{blank.key}: {blank.what}")
        lines += [f"      perhaps {offer}" for offer in offers[:4]]
    return "\n".join(lines)
