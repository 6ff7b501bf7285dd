"""Reminders of a session by direct message, for those who asked: a day before, once, for the date that holds."""

from datetime import datetime

from bot.facilitation import session_letters as letters
from bot.facilitation.delivery import Letter
from bot.facilitation.errors import Refusal
from bot.facilitation.session_letters import LEAST_NOTICE, Setting, reminded_at
from bot.facilitation.sessions import Session

KIND = "session-direct"
BEGUN = "This session has begun already, or does not take place: there is nothing to remind you of."
TOO_LATE = "It begins {when}: too late for a message a day before."


def require_in_time(session: Session, now: datetime) -> None:
    """Refuses a wish that cannot be met any more."""
    if session.state != "planned":
        raise Refusal(BEGUN)
    if now >= reminded_at(session):
        raise Refusal(TOO_LATE.format(when=f"<t:{int(session.start.timestamp())}:R>"))


def prefix(session: Session) -> str:
    """With which the keys of all its reminders begin."""
    return letters.key(session, "direct", "")


def key(session: Session, member: int) -> str:
    """The name of hers; another date is another reminder."""
    return f"{prefix(session)}{session.version}:{member}:"


def reminder(session: Session, setting: Setting, member: int, inbox: int, link: str | None) -> Letter:
    """Tells one member when the group meets and what it reads; `inbox` is the channel of her direct messages."""
    return Letter(
        key(session, member),
        KIND,
        session.guild,
        inbox,
        reminded_at(session),
        session.start - LEAST_NOTICE,
        letters.about(session, setting) | {"link": link},
    )
