"""Questions that a library did not answer: kept for its moderators where a server wants that, and never who asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facilitation.paging import pages

KEPT = timedelta(days=30)
"""How long a question is kept after it was asked last."""

MOST = 500
"""Questions of one server; the one that was not asked for longest goes first."""

ON_ONE_PAGE = 10

OFF = (
    "No question is kept here. With gaps turned on in /settings edit, those that the essays do not answer are kept for "
    "30 days, without who asked."
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A question, when it was asked last, and how often."""

    question: str
    at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """A page of them, newest first, of so many in all."""

    shown: tuple[Gap, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages they take."""
        return pages(self.total, ON_ONE_PAGE)


def folded(question: str) -> str:
    """By which the same question is known again: neither capitals nor marks at its end make another one."""
    return " ".join(question.casefold().split()).rstrip(" ?!.…")
