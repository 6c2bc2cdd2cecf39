"""Who stands where: a column per answer, party or place, with the speakers as tokens below it."""

from __future__ import annotations

from generator.charts import rows
from generator.charts.canvas import Layout, Sheet
from generator.charts.records import Account, Bunch, Choice, Group, Matter, bunches, described, either, groups
from generator.charts.svg import line, listed, rect, wrap
from generator.records import Record

COLUMNS = 5
"""With more choices than this, each of them gets a row in the wide layout as well."""

GAP = 14
LEFT_OPEN = Choice("", "leaves it open", open=True)


class Column(Record):
    """A choice and who makes it."""

    choice: Choice
    bunches: tuple[Bunch, ...]


def draw(matter: Matter, layout: Layout, prefix: str, page: str) -> Sheet:
    """The strip in one layout.

    Args:
        matter: a fact whose readings name choices.
        layout: which one.
        prefix: makes ids unique on a page.
        page: the address before the accounts' anchors.
    """
    sheet = Sheet(layout, prefix)
    several = layout.stacked or len(_choices(matter)) > COLUMNS
    for group in groups(matter):
        rows.scope_heading(sheet, group.scope)
        columns = _columns(matter, group)
        if several:
            for column in (column for column in columns if column.bunches):
                _column(sheet, matter, column, 0, layout.width, page)
        else:
            _side_by_side(sheet, matter, columns, page)
    for words in (closing(matter), *_across(matter)):
        sheet.lines(0, wrap(words, layout.small, layout.width, 3) if words else (), "soft", small=True)
    return sheet


def _across(matter: Matter) -> list[str]:
    """That accounts of one origin stand in different columns, where no bracket can say so."""
    found = []
    for origin in matter.origins:
        alike = [account for account in matter.accounts if account.origin == origin.id]
        if len({(account.picks, account.scopes) for account in alike}) > 1:
            numbers = listed(str(account.number) for account in alike)
            found.append(f"{numbers} count as one origin: {origin.label}.")
    return found


def _choices(matter: Matter) -> tuple[Choice, ...]:
    """The choices that take a side first, then the open ones."""
    silent = any(account.silent for account in matter.accounts)
    return (
        *(choice for choice in matter.choices if not choice.open),
        *(choice for choice in matter.choices if choice.open),
        *((LEFT_OPEN,) if silent else ()),
    )


def _columns(matter: Matter, group: Group) -> tuple[Column, ...]:
    accounts = tuple(sorted(group.accounts, key=lambda account: account.number))
    return tuple(
        Column(
            choice,
            bunches(
                matter,
                tuple(a for a in accounts if (choice.id in a.picks if choice is not LEFT_OPEN else a.silent)),
            ),
        )
        for choice in _choices(matter)
    )


def _side_by_side(sheet: Sheet, matter: Matter, columns: tuple[Column, ...], page: str) -> None:
    opened = [column.choice.open for column in columns]
    apart = any(opened) and not all(opened)
    room = sheet.layout.width - GAP * (len(columns) - 1) - (GAP if apart else 0)
    width = min(room / len(columns), 340)
    top, deepest, x = sheet.y, sheet.y, 0.0
    below = max(_head(sheet.layout, column.choice, width)[0] for column in columns)
    for n, column in enumerate(columns):
        if n and opened[n] and not opened[n - 1]:
            x += GAP
            rule = x - GAP
        else:
            rule = 0
        sheet.y = top
        _column(sheet, matter, column, x, width, page, below)
        deepest = max(deepest, sheet.y)
        if rule:
            sheet.back.append(line(rule, top + 8, rule, deepest, "apart"))
        x += width + GAP
    sheet.y = deepest


def _head(lay: Layout, choice: Choice, width: float) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    """The head of a column: its height, its label, and a remark below that."""
    label = wrap(choice.label, lay.size, width, 4, bold=True)
    remark: tuple[str, ...] = ()
    if choice.within:
        remark = wrap(f"in {', '.join(choice.within)}", lay.small, width, 2)
    elif choice.open and choice is not LEFT_OPEN:
        remark = ("takes no side",)
    return len(label) * lay.leading + len(remark) * lay.small_leading, label, remark


def _column(sheet: Sheet, matter: Matter, column: Column, x: float, width: float, page: str, below: float = 0) -> None:
    """A head and the tokens; `below` is the height that heads side by side share."""
    choice = column.choice
    height, label, remark = _head(sheet.layout, choice, width)
    sheet.y += 6 + max(below - height, 0)
    sheet.lines(x, label, "b i" if choice.open else "b")
    sheet.lines(x, remark, "soft", small=True)
    sheet.y += 5
    sheet.front.append(line(x, sheet.y, x + width, sheet.y, "head none" if choice.open else "head"))
    sheet.y += 7
    if not column.bunches:
        sheet.lines(x + 4, ("no account",), "soft i", small=True)
    for bunch in column.bunches:
        inset = rows.BRACKET if bunch.shared else 0
        top = sheet.y
        for account in bunch.accounts:
            _token(sheet, matter, account, choice, x + inset, width - inset, page)
        if bunch.shared:
            rows.bracket(sheet, x, top - 2, bunch.note, x + width)
    sheet.y += 6


def _token(sheet: Sheet, matter: Matter, account: Account, choice: Choice, x: float, width: float, page: str) -> None:
    lay, top = sheet.layout, sheet.y
    inner = x + 6 + rows.NUMBER + (8 if account.number > 99 else 0)
    room = x + width - inner - 5
    box = len(sheet.front)
    sheet.y += 4
    sheet.front.append(rows.number(x + 5, sheet.y + lay.size, account.number))
    sheet.lines(inner, wrap(account.who, lay.size, room, 3, bold=True), "b")
    for words in _remarks(matter, account, choice):
        sheet.lines(inner, wrap(words, lay.small, room, 3), "soft", small=True)
    sheet.y += 6
    sheet.front.insert(box, rect(x, top, width, sheet.y - top, "token none" if choice.open else "token"))
    sheet.hits.append(rows.hit(account, page, x, top, width, sheet.y - top))
    sheet.y += 5


def _remarks(matter: Matter, account: Account, choice: Choice) -> list[str]:
    others = [each.label for each in matter.choices if each.id in account.picks and each.id != choice.id]
    return [
        *([f"citing {account.citing}"] if account.citing else []),
        *([f"also: {', '.join(others)}"] if others else []),
        *([f"“{account.wording}”"] if account.silent and account.wording else []),
        *([either(account)] if len(account.scopes) > 1 else []),
    ]


def closing(matter: Matter) -> str:
    """Whether different choices exclude each other."""
    sided = [choice for choice in matter.choices if not choice.open]
    if len(sided) < 2:
        return ""
    if not matter.exclusive:
        return "Several of these can be true at once."
    apart = "For one and the same time, accounts that share none of these exclude each other"
    return f"{apart}, unless one place lies in the other." if any(choice.within for choice in sided) else f"{apart}."


def describe(matter: Matter) -> str:
    """The strip in words."""
    found: dict[str, list[str]] = {}
    for group in groups(matter):
        found[group.scope] = [_sentence(matter, column) for column in _columns(matter, group) if column.bunches]
    return described(matter, "Strip that shows who stands where,", found, closing(matter))


def _sentence(matter: Matter, column: Column) -> str:
    who = []
    for account in (account for bunch in column.bunches for account in bunch.accounts):
        more = [each for each in _remarks(matter, account, column.choice) if not each.startswith("citing ")]
        who.append(account.name + (f" ({'; '.join(more)})" if more else ""))
    label = column.choice.label + (f" (in {', '.join(column.choice.within)})" if column.choice.within else "")
    return f"{label}: {', '.join(who)}"
