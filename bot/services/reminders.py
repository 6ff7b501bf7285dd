"""Reminders by direct message: asked for and given up by members, sent by the clock."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation import reminders as rules
from bot.facilitation import session_letters as letters
from bot.facilitation.library import Visitor
from bot.facilitation.session_letters import LEAST_NOTICE, Setting
from bot.facilitation.sessions import Session
from bot.services.session_steps import invitation_of, session_of
from bot.storage import outbox, reminders
from bot.storage.desk import Desk


class Reminders:
    """Who wants to be reminded of which session; nobody else ever hears of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def press(self, visitor: Visitor, number: int, inbox: int, now: datetime) -> datetime | None:
        """Turn hers on, which says for when, or off again (None). Refuses what is too late, and another server's."""

        def work(db: Database) -> datetime | None:
            session = session_of(db, number, visitor.guild)
            if reminders.remove(db, number, visitor.member):
                outbox.cancel(db, rules.key(session, visitor.member))
                return None
            rules.require_in_time(session, now)
            reminders.add(db, number, visitor.member, inbox)
            return letters.reminded_at(session)

        return await self._desk.run(work)


def lacking(db: Database, session: Session, now: datetime) -> bool:
    """Whether somebody has to be reminded now and is not yet."""
    if now < letters.reminded_at(session) or session.start - now < LEAST_NOTICE:
        return False
    return any(outbox.find(db, rules.key(session, one)) is None for one in reminders.of_session(db, session.id))


def remind(db: Database, session: Session, setting: Setting, now: datetime) -> None:
    """Write what those who asked for it get."""
    if now < letters.reminded_at(session) or session.start - now < LEAST_NOTICE:
        return
    link = letters.link(invitation_of(db, session))
    for member, inbox in reminders.of_session(db, session.id).items():
        outbox.add(db, [rules.reminder(session, setting, member, inbox, link)])
