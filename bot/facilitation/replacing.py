"""An essay that gets another text: what changes, and which saved citations are then of a former one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facilitation.drafts import Draft
from bot.facilitation.errors import Refusal
from bot.facilitation.reading import Listing

RECENT = timedelta(days=60)
"""Citations in sessions that were longer ago are asked for by nobody."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph before and after, cut to where they differ; without one of the numbers it is new or gone."""

    number_before: int | None
    number_after: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A permanent citation that somebody relies on, and where: in a session, or in the glossary."""

    citation: str
    where: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A saved citation that will say "changed since". `stands`: its very words stand in the new text as well."""

    saved: Saved
    text: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a draft would change in an essay: paragraphs that stay, and pairs of those that do not."""

    essay: Listing
    draft: Draft
    kept: int
    changed: tuple[Pair, ...]
    new: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    alike: bool
    lost: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """The essay as it is now, and how many of its paragraphs stayed word for word."""

    essay: Listing
    kept: int


def require_revision(essay: Listing, revision: str) -> None:
    """Refuses when the essay has another text than the one that was looked at."""
    if not essay.revision.startswith(revision):
        raise Refusal(f"“{essay.title}” was replaced in the meantime: use /library show to see what it is now.")


def since(now: datetime) -> datetime:
    """From when on sessions are looked at."""
    return now - RECENT
