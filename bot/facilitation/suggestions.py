"""Texts that members miss in the library: what a suggestion says, and how many may wait for a decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.facilitation.ask import visible
from bot.facilitation.delivery import Letter
from bot.facilitation.errors import Refusal
from bot.facilitation.paging import pages

LONGEST_TITLE = 120
LONGEST_AUTHOR = 80
LONGEST_LINK = 200
LONGEST_NOTE = 240
LONGEST_REASON = 200

MOST_OF_MEMBER = 5
MOST_OF_SERVER = 100
"""Suggestions that wait for a decision, of one member and of all."""

ON_ONE_LIST = 5

KIND = "suggestion-decided"
"""The direct message to whoever suggested a text."""

WORTH_TELLING = timedelta(days=7)
"""A decision that could not be told within this time is not told any more."""

KEPT = timedelta(days=1)
"""So long a message that was sent, or that she did not want, is kept, lest it be sent twice."""

Decision = Literal["accepted", "declined"]

DECIDED = "This suggestion has been decided on in the meantime: use /library suggestions to see what is left."


@dataclass(frozen=True, slots=True)
class SuggestedText:
    """What a member hands in; nothing is known of the text but what she says."""

    title: str
    author: str | None = None
    link: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested text, who suggested it and when; `inbox` is the channel of her direct messages."""

    number: int
    member: int
    text: SuggestedText
    made_at: datetime
    inbox: int | None = None


@dataclass(frozen=True, slots=True)
class OpenSuggestions:
    """One page (from 0) of those that wait for a decision, newest first, and how many there are."""

    shown: tuple[Suggestion, ...]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages they take."""
        return pages(self.total, ON_ONE_LIST)


def suggested(title: str, author: str = "", link: str = "", note: str = "") -> SuggestedText:
    """The words on one line each, without invisible characters. Refuses a text without a title, and too many words."""
    name = _line(title, "title", LONGEST_TITLE)
    if name is None or not any(character.isalnum() for character in name):
        raise Refusal("Give the text a title, so that the moderators can find it.")
    return SuggestedText(
        name,
        _line(author, "author", LONGEST_AUTHOR),
        _line(link, "link", LONGEST_LINK),
        _line(note, "note", LONGEST_NOTE),
    )


def require_space(of_member: int, of_server: int) -> None:
    """Refuses one more suggestion when many wait already."""
    if of_member >= MOST_OF_MEMBER:
        raise Refusal(
            f"{of_member} of your suggestions are waiting for the moderators: "
            "suggest the next text when they have decided on one."
        )
    if of_server >= MOST_OF_SERVER:
        raise Refusal(
            f"{of_server} suggestions are waiting in this server: "
            "ask a moderator to decide on some with /library suggestions."
        )


def reason_of(text: str) -> str | None:
    """Why it was declined, on one line; None when nothing was said. Refuses too many words."""
    return _line(text, "reason", LONGEST_REASON)


def news(
    found: Suggestion, guild: int, server: str, decision: Decision, reason: str | None, now: datetime
) -> Letter | None:
    """Tells her what the moderators decided; None when she cannot be told."""
    if found.inbox is None:
        return None
    content = {"title": found.text.title, "server": server, "decision": decision, "reason": reason}
    key = f"suggestion:{found.number}:{found.member}"
    return Letter(key, KIND, guild, found.inbox, now, now + WORTH_TELLING, content)


def _line(text: str, what: str, most: int) -> str | None:
    line = " ".join(visible(text).split())
    if len(line) > most:
        raise Refusal(f"The {what} is too long: give at most {most} characters.")
    return line or None
