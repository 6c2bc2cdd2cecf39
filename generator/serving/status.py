"""What a build came to, and how things stand: set by one thread, waited for by many."""

from __future__ import annotations

import json
import secrets
from threading import Condition

from generator.records import Record


class Outcome(Record):
    """What one build came to.

    Attributes:
        published: whether there is a new site.
        base: the path of the site's address, with a slash at both ends; None where that is not known.
        problems: how many problems there are.
        first: the first of them in one line, or what else stopped the build.
        report: all that the terminal was told of them.
    """

    published: bool
    base: str | None = None
    problems: int = 0
    first: str = ""
    report: str = ""


STOPPED = Outcome(published=False, first="The build was stopped. The terminal may say why.")
"""The process that built is gone and left no word."""


class State(Record):
    """How things stand.

    Attributes:
        site: names the site that is served; a page that was loaded under another name is out of date.
        builds: how many builds have come to their end.
        base: the path of its address, with a slash at both ends.
        last: what the last build came to.
    """

    site: str
    builds: int = 0
    base: str = "/"
    last: Outcome | None = None

    def told(self) -> str:
        """What a page in a browser needs to know of it, as JSON."""
        wrong = self.last if self.last is not None and not self.last.published else None
        return json.dumps(
            {
                "site": self.site,
                "builds": self.builds,
                "outdated": wrong is not None,
                "problems": wrong.problems if wrong else 0,
                "first": wrong.first if wrong else "",
            }
        )


class Status:
    """The state, and the one way to change it."""

    def __init__(self, base: str) -> None:
        self._run = secrets.token_hex(4)  # a page that an earlier run has served is out of date, too
        self._count = 0
        self._changed = Condition()
        self._state = State(f"{self._run}-0", base=base)
        self._ended = False

    @property
    def now(self) -> State:
        """How things stand."""
        return self._state

    def built(self, outcome: Outcome) -> None:
        """A build has come to its end."""
        with self._changed:
            self._count += outcome.published
            site, base = f"{self._run}-{self._count}", outcome.base or self._state.base
            self._state = State(site, self._state.builds + 1, base, outcome)
            self._changed.notify_all()

    def end(self) -> None:
        """Nobody needs to wait any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def after(self, known: State | None, seconds: float) -> State | None:
        """The state once it is another than the known one; the known one if that takes too long; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._state is not known, seconds)
            return None if self._ended else self._state
