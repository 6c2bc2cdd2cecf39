"""What was passed over: `coverage`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared import compiled_from, fail, project

if TYPE_CHECKING:
    from generator.views.colouring import Report


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the texts, coloured.")
@click.option("--fail-under", type=click.IntRange(0, 100), default=0, help="Fail below this share of any article.")
@project
def coverage(articles: tuple[str, ...], page: Path | None, fail_under: int, root: Path) -> None:
    """Show which sentences of the articles hold something to check and are cited by no claim."""
    from generator.authored import suggestion
    from generator.reporting import coverage_text
    from generator.views import colouring

    compiled = compiled_from(root)
    if compiled.corpus is None:
        fail(compiled.problems, "There is nothing to show.")
    for name in articles:
        if name not in compiled.coverage:
            raise click.UsageError(f"There is no article {name!r}. {suggestion(name, compiled.coverage)}".rstrip())
    shown = {name: each for name, each in compiled.coverage.items() if not articles or name in articles}
    report = colouring.report(compiled, articles)
    if page is not None:
        _write(page, report)
        click.echo(f"{page}: the texts, coloured. They are not yours to publish.", err=True)
    click.echo(_table(report))
    click.echo(coverage_text({name: each for name, each in shown.items() if each.percent < 100}), nl=False)
    low = [line.id for line in report.lines if line.percent < fail_under]
    if low:
        click.echo(f"Below {fail_under} %: {', '.join(low)}.", err=True)
        sys.exit(1)


def _table(report: Report) -> str:
    rows = [("article", "to check", "cited", "set aside", "left", "share")]
    rows += [
        (each.id, str(each.checkable), str(each.cited), str(each.aside), str(each.open), f"{each.percent} %")
        for each in report.lines
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(6)]
    lines = (
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )
    return "\n".join(lines) + "\n"


def _write(page: Path, report: Report) -> None:
    from generator.templating import environment

    html = environment().get_template("coverage.html.j2").render(report=report)
    temporary = page.with_name(f".{page.name}.new")
    try:
        temporary.write_text(html, encoding="utf-8")
        temporary.replace(page)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise click.UsageError(f"{page} cannot be written: {error.strerror}.") from error
