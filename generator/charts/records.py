"""What a picture of one fact is drawn from: small records that know no files, no pages and no templates."""

from __future__ import annotations

from collections.abc import Iterator

from generator.charts.svg import counted, listed
from generator.dates import Period
from generator.readings import Answer, Nothing, Reading, Where, Who
from generator.records import Record


class Account(Record):
    """One account, as every picture shows it.

    Attributes:
        number: its number on the page, from 1.
        id: its address on the page.
        who: the speaker's short name.
        citing: whom the speaker has it from; empty where nobody is named.
        value: what it states, in words.
        wording: the words of the quote that leave the value open, or that a house rule reads.
        reading: what it states.
        scopes: what it can be about; one empty text where the fact knows no scopes.
        origin: the independent origin it is counted with.
        said: when it was said.
        as_of: the time it is about.
        published: when the article appeared.
    """

    number: int
    id: str
    who: str
    citing: str
    value: str
    wording: str
    reading: Reading
    scopes: tuple[str, ...]
    origin: str
    said: Period
    as_of: Period
    published: Period

    @property
    def name(self) -> str:
        """Number and speaker, as descriptions put it."""
        return f"{self.number} {self.who}" + (f" (citing {self.citing})" if self.citing else "")

    @property
    def picks(self) -> tuple[str, ...]:
        """Which of the fact's choices it names: answers, parties or places."""
        match self.reading:
            case Answer(answers):
                return answers
            case Who(parties):
                return parties
            case Where(places):
                return places
        return ()

    @property
    def silent(self) -> bool:
        """Whether it gives no value at all."""
        return isinstance(self.reading, Nothing)


class Origin(Record):
    """An independent origin: its name, and why different speakers are counted as one."""

    id: str
    label: str
    why: tuple[str, ...]


class Choice(Record):
    """An answer, party or place that accounts can name.

    Attributes:
        id: its id.
        label: what readers see.
        within: the larger places it lies in, nearest first, in words.
        open: whether it takes no side.
        point: longitude and latitude, where a source gives them.
        source: which source that is.
    """

    id: str
    label: str
    within: tuple[str, ...] = ()
    open: bool = False
    point: tuple[float, float] | None = None
    source: str = ""


class Matter(Record):
    """One fact.

    Attributes:
        title: its question.
        accounts: in the order of the page.
        origins: the independent origins.
        unit: what its figures count.
        scopes: in the order of the claim.
        choices: what accounts can name, or the categories of a breakdown.
        exclusive: whether different choices contradict each other.
        about_percent: how the house reads "about".
    """

    title: str
    accounts: tuple[Account, ...]
    origins: tuple[Origin, ...]
    unit: str = ""
    scopes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    exclusive: bool = True
    about_percent: int = 10

    def origin(self, name: str) -> Origin:
        """An origin by its id; one without a reason where nobody else shares it."""
        return next((origin for origin in self.origins if origin.id == name), Origin(name, name, ()))


class Bunch(Record):
    """Accounts of one scope that go back to one origin, side by side."""

    origin: Origin
    accounts: tuple[Account, ...]

    @property
    def shared(self) -> bool:
        """Whether it is more than one account."""
        return len(self.accounts) > 1

    @property
    def note(self) -> str:
        """What stands at the bracket."""
        return f"counted as one: {self.origin.label}"


class Group(Record):
    """The accounts of one scope."""

    scope: str
    bunches: tuple[Bunch, ...]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All of them, in the order they are drawn."""
        return tuple(account for bunch in self.bunches for account in bunch.accounts)


def bunches(matter: Matter, accounts: tuple[Account, ...]) -> tuple[Bunch, ...]:
    """Accounts by origin: each origin where its first account stands; those that give no value stand last."""
    in_order = sorted(accounts, key=lambda account: account.silent)
    names = dict.fromkeys(account.origin for account in in_order)
    return tuple(
        Bunch(matter.origin(name), tuple(account for account in in_order if account.origin == name)) for name in names
    )


def groups(matter: Matter) -> tuple[Group, ...]:
    """The accounts by scope, each of them once.

    An account that can be read in two scopes stands where an unambiguous one keeps it company, else in its first.
    """
    sure = {account.scopes[0] for account in matter.accounts if len(account.scopes) == 1}
    home = {
        account.number: next((scope for scope in account.scopes if scope in sure), account.scopes[0])
        for account in matter.accounts
    }
    found = []
    for scope in dict.fromkeys((*matter.scopes, *home.values())):
        inside = tuple(account for account in matter.accounts if home[account.number] == scope)
        if inside:
            found.append(Group(scope, bunches(matter, inside)))
    return tuple(found)


def either(account: Account) -> str:
    """What is said of an account with two scopes."""
    return f"could be either: {listed(account.scopes, 'or')}" if len(account.scopes) > 1 else ""


def heading(scope: str) -> str:
    """A scope as a sub-heading."""
    return scope[:1].upper() + scope[1:]


def origins_in_words(matter: Matter) -> Iterator[str]:
    """A sentence for each origin that several accounts share."""
    for origin in matter.origins:
        numbers = [str(account.number) for account in matter.accounts if account.origin == origin.id]
        if len(numbers) > 1:
            yield f"Accounts {listed(numbers)} count as one origin, {origin.label}."


def closing_origins(matter: Matter, *, scattered: bool = False) -> list[str]:
    """For each origin that several accounts share, what stands below the picture.

    Args:
        matter: the fact.
        scattered: only those whose accounts stand under different scopes, where no bracket can hold them together.
    """
    home = {account.number: group.scope for group in groups(matter) for account in group.accounts}
    found = []
    for origin in matter.origins:
        numbers = [account.number for account in matter.accounts if account.origin == origin.id]
        if len(numbers) > 1 and (not scattered or len({home[number] for number in numbers}) > 1):
            found.append(f"{listed(map(str, numbers))} count as one origin: {origin.label}.")
    return found


def described(matter: Matter, opening: str, sentences: dict[str, list[str]], *closing: str) -> str:
    """The description of a picture.

    Args:
        matter: the fact.
        opening: what kind of picture it is.
        sentences: for each scope what its accounts say, one entry each.
        closing: sentences at the end.
    """
    parts = [f"{opening} of {counted(len(matter.accounts), 'account')}."]
    for scope, said in sentences.items():
        parts.append(f"{heading(scope)}: {'; '.join(said)}." if scope else f"{'; '.join(said)}.")
    return " ".join((*parts, *(each for each in closing if each), *origins_in_words(matter)))
