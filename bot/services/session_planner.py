"""What the clock does for sessions: invites, reminds, opens, moves on, ends; and tells facilitators what went wrong."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.facilitation import letters as unsettled
from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.delivery import REASONS, Letter, Reason, Standing
from bot.facilitation.errors import Refusal
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.reminders import KIND
from bot.facilitation.schedules import Schedule
from bot.facilitation.sessions import Session
from bot.services import session_dates as dates
from bot.services.delivery import log_only
from bot.services.schedules import Schedules
from bot.services.session_steps import change, home_of, session_of, setting_of
from bot.services.sessions import Sessions
from bot.services.settings import SettingsBook
from bot.storage import outbox, sessions
from bot.storage.desk import Desk

LONGEST_LOOK = 20.0
"""Seconds for one session: a library that is slow holds up nobody else's."""

BACK = timedelta(days=14)
"""So far back dates are looked for that went by while we were away."""

AHEAD = timedelta(days=letters.INVITED_DAYS + 2)
OUTSIDE = ("session-invitation", "session-reminder", "session-opening")
"""Letters that are posted where the group meets, not in a session's thread."""

NOT_AT_HOME: tuple[Reason, ...] = ("forbidden", "locked", "crowded", "gone", "refused")

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
        number = unsettled.session_number(standing.letter)
        unheard = standing.letter.kind in (letters.WORD, KIND)
        if number is None or unheard or standing.reason in ("orphan", "cancelled"):
            await log_only(standing)
            return
        session = await self._desk.run(lambda db: sessions.by_number(db, number))
        if session is None or standing.reason is None:
            return
        settings = await self._book.of(session.guild)
        if standing.letter.kind == "session-notice":
            await self._tell_elsewhere(standing, settings.questions_channel)
            return
        blocked = standing.letter.kind in OUTSIDE and _is_blocked(standing.letter, standing.reason)
        if blocked and session.schedule is not None:
            await self._plans.suspend(session.schedule, REASONS[standing.reason], _just_before(standing.letter))
        place = settings.questions_channel if blocked else None
        what = unsettled.said(standing, session.title)
        if blocked and session.schedule is not None:
            what += " The schedule is paused until a facilitator uses /schedule resume."
        now = max(standing.letter.due, standing.tried_at or standing.letter.due)
        choices = () if standing.state == "dead" else unsettled.choices(standing, session, now)
        name = standing.reason.replace(" ", "-") + (f":{standing.number}" if standing.state == "uncertain" else "")
        note = letters.notice(session, name, what, now, standing.number, choices)
        if place is not None:
            note = replace(note, channel=place, form="message")
        await self._desk.run(lambda db: outbox.add(db, [note]))
        self._sessions.changed()

    async def _tell_elsewhere(self, lost: Standing, place: int | None) -> None:
        """Tell in the channel for questions, once, what facilitators could not be told where their group meets."""
        letter = lost.letter
        if place in (None, letter.channel) or lost.reason not in NOT_AT_HOME:
            await log_only(lost)
            return

        def work(db: Database) -> None:
            outbox.cancel(db, letter.key, notices=True)
            outbox.add(db, [replace(letter, key=f"{letter.key}:elsewhere", channel=place or 0, form="message")])

        await self._desk.run(work)
        self._sessions.changed()

    async def _safely(self, look: Callable[..., Awaitable[datetime | None]], *given: object) -> datetime | None:
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                return await look(*given)
        except Exception:
            log.exception("A session could not be planned; the others go on.")
            return None

    async def _keep(self, schedule: Schedule, occurrence: Occurrence, now: datetime) -> datetime | None:
        """Make a session of a date whose invitation is due, or bring the one up to date that is there already."""
        known = await self._desk.run(lambda db: sessions.of_date(db, schedule.id, occurrence.planned))
        if known is not None and (known.state not in ("planned", "cancelled") or occurrence.due <= now):
            return None
        invited = letters.days_before(occurrence.due, schedule.zone, letters.INVITED_DAYS)
        if invited > now:
            return invited
        try:
            await self._sessions.keep(schedule, occurrence)
        except Refusal as refusal:  # its plan or protocol is gone, or no longer fits the rules
            await self._plans.suspend(schedule.id, str(refusal), now)
        return None

    async def _before(self, known: Session, now: datetime) -> datetime | None:
        """A session that has not begun: follow its schedule, invite, remind, open."""
        session = await self._desk.run(lambda db: dates.followed(db, known.id, now))
        if session is None:
            return None
        if now >= session.start:
            await self._sessions.open(session, now)
            return now + timedelta(milliseconds=1)
        if await self._desk.run(lambda db: dates.lacking(db, session, now)):
            found = await self._sessions.texts.read(session.guild, session.essays)

            def work(db: Database) -> None:
                fresh = session_of(db, session.id)
                if fresh == session:
                    dates.invite(db, fresh, setting_of(db, fresh, found), now, self._sessions.role_there)

            await self._desk.run(work)
        moments = (letters.invited_at(session), letters.reminded_at(session), session.start)
        return min(one for one in moments if one > now)

    async def _during(self, known: Session, now: datetime) -> datetime | None:
        """A session that goes on: the next phase when it is due and the one before has been posted."""
        if (moment := rules.due(known)) is not None and moment <= now:
            await self._sessions.texts.renew(known, now)

        def work(db: Database) -> datetime | None:
            session = session_of(db, known.id)
            if not session.going:
                return None
            opening = outbox.find(db, letters.key(session, "opening"))
            if opening is not None and opening.letter.parent is not None and opening.reason == "gone":
                dates.begin_elsewhere(db, session, opening)
                return None
            home = home_of(db, session)
            if home is None or home.state in ("skipped", "dead"):  # while it is uncertain the whole session waits
                change(db, session, rules.ended, now)
                return None
            card = outbox.find(db, letters.phase_prefix(session, session.phase) + "card")
            if card is not None and (card.state, card.reason) == ("dead", "gone"):
                sessions.replace(db, rules.ended(session))
                outbox.cancel(db, letters.phase_prefix(session, session.phase))
                return None
            if home.state in ("pending", "sending"):
                return None  # as long as it can be posted the session can begin
            waits = card is not None and card.state in ("pending", "sending")
            if waits and (session.phase == 1 or not rules.interrupted(session, now)):
                return None  # the clock is woken when it is there
            if card is not None and card.state == "sent" and card.tried_at is not None:
                late = rules.begun_at(session, session.phase, card.tried_at)
                if late != session:
                    sessions.replace(db, late)
                    session = late
            if rules.interrupted(session, now):
                change(db, session, rules.ended, now)
                outbox.cancel(db, letters.phase_prefix(session, session.phase))
                outbox.cancel(
                    db, letters.key(session, "notice", "forbidden"), notices=True
                )  # that it is over says it all
                sentence = f"“{session.title}” is ended: it stood still for too long, as I was away or could not post."
                if home.state == "uncertain":
                    sentence = f"“{session.title}” is ended: nobody said whether its beginning was posted."
                outbox.add(db, [letters.notice(session, "interrupted", sentence, now)])
                return None
            return rules.due(change(db, session, lambda one: rules.gone_on(one, now), now))

        return await self._desk.run(work)


def _is_blocked(letter: Letter, reason: Reason) -> bool:
    """Whether nothing can be posted where the group meets.

    Of a thread or a post that somebody deleted the schedule knows nothing: the next meeting has one of its own.
    """
    if reason == "gone":
        return letter.parent is None
    return reason == "forbidden" or (reason == "refused" and letter.form == "post")


def _just_before(letter: Letter) -> datetime:
    """From when its schedule stands still: a meeting that could not begin is one of those that are passed over."""
    return letter.due.replace(second=0, microsecond=0) - timedelta(seconds=1)
