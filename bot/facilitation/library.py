"""Who may change a library, which files it takes, and what became of one."""

from dataclasses import dataclass

from bot.facilitation.errors import Refusal
from bot.facilitation.reading import Listing

LARGEST_FILE = 10 * 2**20
"""Bytes. 10 MB of prose take days to read; a server may let larger files in, or only smaller ones."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of a server as far as the rules need to know her."""

    guild: int
    member: int
    manages_server: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on offer, before it is fetched; title, author and year overrule what the file says."""

    file: str
    size: int
    title: str | None = None
    author: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of a file. `already`: the same text was there and nothing happened.

    `otherwise`: and it was offered under another title, author or year than it has.
    """

    essay: Listing
    already: bool
    left_out: tuple[str, ...]
    otherwise: bool = False


def differs(upload: Upload, essay: Listing) -> bool:
    """Whether a title, author or year was given that is not the essay's."""
    pairs = ((upload.title, essay.title), (upload.author, essay.author), (upload.year, essay.year))
    return any(given is not None and given != known for given, known in pairs)


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
