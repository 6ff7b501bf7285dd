"""Files on their way into a library: what was read from each, with how much doubt, and what became of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.facilitation.details import Details
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Part
from bot.facilitation.reading import Listing, minutes

MOST_FILES = 5
"""Files that can be handed in at once; one of them may be a zip of many."""

MOST_DRAFTS = 100
"""That may wait in a server."""

TOO_MANY = f"{MOST_DRAFTS} drafts wait already: publish or discard some of them with /library list."

LONG_LINE = 10
"""Words from which on a line that was left out may be a sentence of the essay."""

MUCH = 20
"""Percent of the words, from which on more than the page around it may have been left out."""

_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_LAST = 999_999_999


@dataclass(frozen=True, slots=True)
class Scope:
    """The drafts that are looked at together: those of one command, by their first and last number, or all."""

    first: int = 0
    last: int = _LAST

    @classmethod
    def of(cls, written: str) -> "Scope":
        """As `str` wrote it."""
        first, dash, last = written.partition("-")
        return cls(int(first), int(last)) if dash else cls()

    def __str__(self) -> str:
        return "all" if self == Scope() else f"{self.first}-{self.last}"

    def holds(self, number: int) -> bool:
        """Whether the draft is one of them."""
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read from a file. `titled`: a title was found, else the file's name stands in for it.

    `suggested`: author and year as the file's properties say, which programs write and nobody checks.
    """

    number: int
    file: str
    kind: str
    details: Details
    titled: bool
    suggested: Details
    parts: tuple[Part, ...]
    paragraphs: int
    words: int
    first_lines: str
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Minutes to read it silently, at least one."""
        return minutes(self.words)

    @property
    def complete(self) -> bool:
        """Whether it can be published without a question: a title and an author were found."""
        return self.titled and self.details.author is not None

    @property
    def proposed(self) -> Details:
        """The details for a form: what was found, and where nothing was, what the properties say."""
        known, other = self.details, self.suggested
        return Details(
            known.title if self.titled else other.title or known.title,
            known.author or other.author,
            known.year if known.year is not None else other.year,
            known.source,
            known.licence,
            known.note,
        )


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was left out with the page around the text; `doubtful` are lines that may be the essay's own."""

    lines: tuple[str, ...]
    percent: int
    doubtful: int

    @property
    def much(self) -> bool:
        """Whether so much was left out that one should look."""
        return self.percent >= MUCH


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of the drafts of a scope, `page` (from 0) of `total`; None when none is left. `ready` are complete."""

    shown: Draft | None
    page: int
    total: int
    ready: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class Same:
    """A file whose text is there already, as this essay: in the library or in its stash."""

    file: str
    essay: Listing
    stashed: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files that were handed in; each failure is one sentence that names its file."""

    scope: Scope | None
    drafts: int
    same: tuple[Same, ...]
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A draft that is an essay now. `already`: its text was there; `restored`: it came back from the stash."""

    essay: Listing
    already: bool = False
    restored: bool = False


def cleaning(left_out: Sequence[str], words: int) -> Cleaning:
    """What was left out, the lines that may be the essay's own first."""
    long = [line for line in left_out if len(line.split()) >= LONG_LINE and _ENDS.search(line)]
    rest = [line for line in left_out if line not in long]
    gone = sum(len(line.split()) for line in left_out)
    return Cleaning((*long, *rest), round(100 * gone / max(1, gone + words)), len(long))


def scope_of(numbers: Iterable[int]) -> Scope | None:
    """Of the drafts with these numbers, which nobody else's stand between."""
    found = sorted(numbers)
    return Scope(found[0], found[-1]) if found else None


def page_of(drafts: int, page: int) -> int:
    """The page that is shown of so many, or the last one."""
    return max(0, min(page, drafts - 1))


def require_room(drafts: int) -> None:
    """Refuses one draft too many."""
    if drafts >= MOST_DRAFTS:
        raise Refusal(TOO_MANY)
