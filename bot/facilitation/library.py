"""Who may change a library, which files it takes, and what it holds for moderators' eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.facilitation.details import Details
from bot.facilitation.errors import Refusal
from bot.facilitation.reading import Listing, minutes

LARGEST_FILE = 10 * 2**20
"""Bytes. 10 MB of prose take days to read; a server may let larger files in, or only smaller ones."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of a server as far as the rules need to know her.

    `manages_server`: she may by Discord, or has a role that counts as much here; `facilitates_all`: she has a role that
    facilitates every group.
    """

    guild: int
    member: int
    manages_server: bool
    facilitates_all: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on offer, before it is fetched."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section by its length; `heading` is None for the text above the first heading."""

    heading: str | None
    words: int

    @property
    def minutes(self) -> int:
        """Minutes to read it silently, at least one."""
        return minutes(self.words)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of an essay. `published` and `replaced` as far as anybody remembers, the latest last."""

    essay: Listing
    language: str | None
    parts: tuple[Part, ...]
    published: datetime | None
    replaced: tuple[datetime, ...]

    @property
    def known(self) -> Details:
        """What is known of it beside its text."""
        one = self.essay
        return Details(one.title, one.author, one.year, one.source, one.licence, one.note)


@dataclass(frozen=True, slots=True)
class Stashed:
    """An essay out of sight that can be brought back until `gone_at`."""

    essay: Listing
    gone_at: datetime


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything in a library: what members see, what waits to be published (titles), what was removed."""

    essays: tuple[Listing, ...]
    drafts: tuple[str, ...]
    stash: tuple[Stashed, ...]


def parts(paragraphs: Sequence[tuple[str | None, int]]) -> tuple[Part, ...]:
    """The sections, by the section and the words of each paragraph."""
    found: list[Part] = []
    for heading, words in paragraphs:
        if found and found[-1].heading == heading:
            words += found.pop().words
        found.append(Part(heading, words))
    return tuple(found)


def require_moderator(visitor: Visitor, what: str = "library") -> None:
    """Refuses whoever may not change `what` of the server. Discord's own settings only hide a command."""
    if not visitor.manages_server:
        raise Refusal(f"Only moderators who may manage this server can change its {what}: ask one of them.")


def check_size(upload: Upload, server_takes: int) -> None:
    """Refuses an empty file and one that is too large for the server or for us, before a byte is fetched."""
    most = min(server_takes, LARGEST_FILE)
    if upload.size == 0:
        raise Refusal(f"{upload.file} is empty: choose a file with text in it.")
    if upload.size > most:
        raise Refusal(
            f"{upload.file} is too large: files may have up to {most / 2**20:.0f} MB here. "
            "Save the essay as plain text, or add it in parts."
        )
