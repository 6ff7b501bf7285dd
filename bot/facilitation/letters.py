"""Letters that did not go as planned: what is said of them, and what a facilitator can choose."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.facilitation.delivery import REASONS, Letter, Reason, Standing, Where
from bot.facilitation.errors import Refusal
from bot.facilitation.session_letters import SESSION_KINDS, phase_prefix
from bot.facilitation.sessions import Session

KEPT = timedelta(days=90)
"""So long the letters of a session that is over are kept."""

AT_ONCE = 20
"""Sessions whose letters are deleted in one go."""

BETWEEN = timedelta(minutes=1)
"""Between two tries in one channel, however often its permissions change."""

ON_ONE_PAGE = 5
LONGEST_LINK = 200

Choice = Literal["there", "again", "out", "now"]
"""It is there; it is to be posted again; it is left out; what was refused is tried now."""

SETTLED = "That is settled already: /session letters shows what is left."
TOO_LATE = "It is too late to post that: choose “It is there” or “Leave it out”."
NO_LINK = "That is no link to a message here: choose Copy Message Link in the menu of my message and paste it."
NOT_THAT = "That is not this message of mine: look for the one that I posted there, or choose “Leave it out”."
UNREADABLE = "I cannot check that: let Footnote read the message history there, then try again."
STILL_SHUT = (
    "I still may not post there: /group show says which permissions I lack; a locked thread has to be unlocked."
)
NO_ANSWER = "Discord does not answer me right now: try again in a minute."

_LINK = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d{1,20})/(\d{1,20})(?:/(\d{1,20}))?/?")
_NAMES = {
    "session-invitation": "The invitation to",
    "session-reminder": "The reminder of",
    "session-opening": "The beginning of",
    "session-closing": "The closing message of",
}
_OF_A_PHASE = ("session-phase", "session-passage", "session-news")


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A letter that waits for somebody; `at` is where to look for it, `choices` is what she can do."""

    standing: Standing
    title: str
    at: Where
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a message is; one of a thread's own may stand for its first message."""

    place: int
    message: int


def concerns_group(letter: Letter) -> bool:
    """Whether facilitators have to do with it: no notice to themselves, and nobody's own reminder."""
    return letter.kind in SESSION_KINDS and letter.kind not in ("session-notice", "session-direct")


def session_number(letter: Letter) -> int | None:
    """Of which session it is."""
    parts = letter.key.split(":")
    return int(parts[1]) if parts[0] == "session" and len(parts) > 2 and parts[1].isdecimal() else None


def said(standing: Standing, title: str) -> str:
    """What became of a letter of the session of this title, and why, in one or two sentences."""
    phase = standing.letter.content.get("phase")
    name = _NAMES.get(standing.letter.kind) or (f"The phase {phase} of" if phase else "A message of")
    what = "is uncertain" if standing.state == "uncertain" else "could not be posted"
    reason = f" {_why(standing.letter, standing.reason)}" if standing.reason else ""
    return f"{name} “{title}” {what}.{reason}"


def _why(letter: Letter, reason: Reason) -> str:
    if reason != "gone" or letter.parent is None:
        return REASONS[reason]
    return "Its thread was deleted" + (", so the session is ended." if letter.kind in _OF_A_PHASE else ".")


def choices(standing: Standing, session: Session, now: datetime) -> tuple[Choice, ...]:
    """What can be done about a letter of this session."""
    if standing.state == "uncertain":
        wanted = standing.letter.expires > now and not behind(standing.letter, session)
        return ("there", "again", "out") if wanted else ("there", "out")
    if standing.state == "pending" and standing.reason is not None:
        return ("now",)
    return ("out",) if standing.state == "dead" else ()


def behind(letter: Letter, session: Session) -> bool:
    """Whether its session has gone on without it: an earlier phase, or all of it but the closing."""
    if letter.kind in ("session-closing", "session-notice"):
        return False
    if session.state not in ("planned", "running", "held"):
        return True
    return letter.kind in _OF_A_PHASE and not letter.key.startswith(phase_prefix(session, session.phase))


def linked(typed: str, guild: int) -> Link:
    """The message behind a link. Refuses anything else, and a link to another server."""
    found = _LINK.fullmatch(typed.strip())
    if found is None or int(found[1]) != guild:
        raise Refusal(NO_LINK)
    return Link(int(found[2]), int(found[3] or found[2]))
