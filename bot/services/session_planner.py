"""What the clock does for sessions: invites, reminds, opens, moves on, ends; and tells facilitators what went wrong."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.calendar import local_time
from bot.facilitation.delivery import REASONS, Standing, grace
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.schedules import Schedule
from bot.facilitation.sessions import Session
from bot.services.delivery import log_only
from bot.services.schedules import Schedules
from bot.services.session_steps import (
    change,
    forum_home,
    group_of,
    home_of,
    invitation_of,
    session_of,
    setting_of,
    withdraw,
)
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.storage import outbox, schedules, sessions
from bot.storage.desk import Desk

BACK = timedelta(days=14)
"""So far back dates are looked for that went by while we were away."""

AHEAD = timedelta(days=letters.INVITED_DAYS + 2)
OUTSIDE = ("session-invitation", "session-reminder", "session-opening")
"""Letters that are posted where the group meets, not in a session's thread."""

PLAN_GONE = "Its plan or protocol is no longer there: make another schedule."

log = logging.getLogger(__name__)


class SessionPlanner:
    """A planner of the clock. Each session is looked at by itself: what happens to one stops no other."""

    def __init__(self, desk: Desk, plans: Schedules, sessions: Sessions, book: SettingsBook) -> None:
        self._desk = desk
        self._plans = plans
        self._sessions = sessions
        self._book = book

    async def plan(self, now: datetime) -> datetime | None:
        """Do what is due by now; say when something will be next."""
        moments: list[datetime | None] = []
        for schedule, occurrence in await self._plans.due(now - BACK, now + AHEAD):
            moments.append(await self._safely(self._keep, schedule, occurrence, now))
        for session in await self._desk.run(sessions.still_open):
            look = self._before if session.state == "planned" else self._during
            moments.append(await self._safely(look, session, now))
        return min((one for one in moments if one is not None and one > now), default=None)

    async def told(self, standing: Standing) -> None:
        """Tell facilitators, once, of a letter that did not go; where nothing can be posted the schedule is paused."""
        number = _session_number(standing)
        if number is None or standing.letter.kind == "session-notice" or standing.reason in ("orphan", "cancelled"):
            await log_only(standing)
            return
        session = await self._desk.run(lambda db: sessions.by_number(db, number))
        if session is None or standing.reason is None:
            return
        # Of a thread that was deleted or locked the schedule knows nothing: the next meeting has a thread of its own.
        blocked = standing.reason in ("forbidden", "gone") and standing.letter.kind in OUTSIDE
        reason = REASONS[standing.reason]
        if blocked and session.schedule is not None:
            await self._plans.suspend(session.schedule, reason, standing.letter.due)
        settings = await self._book.of(session.guild)
        place = settings.questions_channel if blocked else None
        what = f"{_what(standing, session)} {reason}"
        if blocked and session.schedule is not None:
            what += " The schedule is paused until a facilitator uses /schedule resume."
        now = max(standing.letter.due, standing.tried_at or standing.letter.due)
        note = letters.notice(session, standing.reason.replace(" ", "-"), what, now)
        if place is not None:
            note = replace(note, channel=place, form="message")
        await self._desk.run(lambda db: outbox.add(db, [note]))

    async def _safely(self, look: Callable[..., Awaitable[datetime | None]], *given: object) -> datetime | None:
        try:
            return await look(*given)
        except Exception:
            log.exception("A session could not be planned; the others go on.")
            return None

    async def _keep(self, schedule: Schedule, occurrence: Occurrence, now: datetime) -> datetime | None:
        """Make a session of a date whose invitation is due."""
        if await self._desk.run(lambda db: sessions.of_date(db, schedule.id, occurrence.planned)) is not None:
            return None
        invited = letters.days_before(occurrence.due, schedule.zone, letters.INVITED_DAYS)
        if invited > now:
            return invited
        if await self._sessions.keep(schedule, occurrence) is None:
            await self._plans.suspend(schedule.id, PLAN_GONE, now)
        return None

    async def _before(self, known: Session, now: datetime) -> datetime | None:
        """A session that has not begun: follow its schedule, invite, remind, open."""
        session = await self._desk.run(lambda db: _followed(db, known.id, now))
        if session is None:
            return None
        if now >= session.start:
            await self._sessions.open(session, now)
            return now + timedelta(milliseconds=1)
        if await self._desk.run(lambda db: _lacking(db, session, now)):
            found = await self._sessions.read(session.guild, session.essays)

            def work(db: Database) -> None:
                fresh = session_of(db, session.id)
                if fresh == session:
                    _invite(db, fresh, setting_of(db, fresh, found), now)

            await self._desk.run(work)
        moments = (letters.invited_at(session), letters.reminded_at(session), session.start)
        return min(one for one in moments if one > now)

    async def _during(self, known: Session, now: datetime) -> datetime | None:
        """A session that goes on: the next phase when it is due and the one before has been posted."""
        if (moment := rules.due(known)) is not None and moment <= now:
            await self._sessions.renew(known)

        def work(db: Database) -> datetime | None:
            session = session_of(db, known.id)
            if not session.going:
                return None
            home = home_of(db, session)
            if home is None or home.state in ("skipped", "dead", "uncertain"):
                change(db, session, rules.ended, now)
                return None
            card = outbox.find(db, letters.phase_prefix(session, session.phase) + "card")
            if card is not None and (card.state, card.reason) == ("dead", "gone"):
                sessions.replace(db, rules.ended(session))
                outbox.cancel(db, letters.phase_prefix(session, session.phase))
                return None
            if card is not None and card.state in ("pending", "sending") and not rules.interrupted(session, now):
                return None  # the clock is woken when it is there
            if card is not None and card.state == "sent" and card.tried_at is not None:
                late = rules.begun_at(session, session.phase, card.tried_at)
                if late != session:
                    sessions.replace(db, late)
                    session = late
            if rules.interrupted(session, now):
                change(db, session, rules.ended, now)
                sentence = f"“{session.title}” was interrupted, since I was away, and is ended."
                outbox.add(db, [letters.notice(session, "interrupted", sentence, now)])
                return None
            return rules.due(change(db, session, lambda one: rules.gone_on(one, now), now))

        return await self._desk.run(work)


def _followed(db: Database, number: int, now: datetime) -> Session | None:
    """The session as its schedule wants it now; None when it is not to be looked at."""
    session = session_of(db, number)
    if session.state != "planned":
        return None
    schedule = None if session.schedule is None else schedules.by_number(db, session.schedule)
    if schedule is None or session.planned is None:
        return session
    start = rules.date_of(schedule, session.planned)
    if start is None:
        said = _was_announced(db, session)
        sentence = f"“{session.title}” does not take place on {_local(session)}."
        withdraw(db, session, "cancelled", now, "cancelled", sentence if said else None)
        return None
    group = group_of(db, session)
    fresh = replace(session, channel=group.channel, is_forum=group.is_forum, role=group.role)
    if start != session.start:
        outbox.cancel(db, letters.prefix(session))
        fresh = replace(fresh, start=start, version=schedule.version, zone=schedule.zone)
    if fresh != session:
        sessions.replace(db, fresh)
    following = schedule.next(start)
    if now - start >= grace(start, following[0].due if following else None) and now > start:
        sentence = (
            f"“{fresh.title}” was planned for {_local(fresh)}, when I was away, and is left out. "
            "/session start holds a session now."
        )
        latest = not following or following[0].due > now  # after a long absence one notice says enough
        withdraw(db, fresh, "missed", now, "missed", sentence if latest and not schedule.paused else None)
        return None
    return None if schedule.paused else fresh


def _lacking(db: Database, session: Session, now: datetime) -> bool:
    """Whether the group may have to be invited or reminded now."""
    if session.start - now < letters.LEAST_NOTICE:
        return False
    if invitation_of(db, session) is None and (now >= letters.invited_at(session) or _was_announced(db, session)):
        return True
    reminded = outbox.find(db, letters.key(session, "reminder", session.version))
    return reminded is None and now >= letters.reminded_at(session)


def _invite(db: Database, session: Session, setting: letters.Setting, now: datetime) -> None:
    invited = invitation_of(db, session)
    moved = invited is None and _was_announced(db, session)
    if invited is None and (moved or now >= letters.invited_at(session)):
        invitation = letters.invitation(session, setting, now, moved=moved)
        if invitation is not None:
            outbox.add(db, [invitation])
            invited = invitation_of(db, session)
    if now >= letters.reminded_at(session):
        reminder = letters.reminder(session, setting, invited.letter.due if invited else None, forum_home(db, session))
        if reminder is not None and reminder.expires > now:
            outbox.add(db, [reminder])


def _was_announced(db: Database, session: Session) -> bool:
    invitations = outbox.beginning_with(db, letters.key(session, "invitation", ""))
    return any(one.state == "sent" for one in invitations)


def _local(session: Session) -> str:
    return f"{local_time(session.start, session.zone):%Y-%m-%d, %H:%M}"


def _session_number(standing: Standing) -> int | None:
    parts = standing.letter.key.split(":")
    return int(parts[1]) if parts[0] == "session" and len(parts) > 2 and parts[1].isdecimal() else None


def _what(standing: Standing, session: Session) -> str:
    names = {"session-invitation": "The invitation to", "session-reminder": "The reminder of"}
    phase = standing.letter.content.get("phase")
    beginning = names.get(standing.letter.kind) or (f"The phase {phase} of" if phase else "A message of")
    return f"{beginning} “{session.title}” could not be posted."
