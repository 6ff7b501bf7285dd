"""Meetings as members and facilitators meet them: answering, being ready, starting, moving on, ending."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from bot.facilitation import sessions as rules
from bot.facilitation.audit import Change
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, named, require_facilitator, require_open
from bot.facilitation.library import Visitor
from bot.facilitation.plans import Meeting
from bot.facilitation.prompts import Prompt
from bot.facilitation.protocols import LONGEST_TITLE, Protocol
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.schedules import Schedule, meeting_of, require_different
from bot.facilitation.sessions import Answer, Attendance, Session
from bot.services import session_dates as dates
from bot.services.audit import record
from bot.services.protocols import Protocols
from bot.services.reading import slug_of
from bot.services.session_steps import (
    Event,
    change,
    group_of,
    invitation_of,
    session_of,
    withdraw,
)
from bot.services.session_texts import Texts
from bot.services.shelf import Shelf
from bot.storage import groups, schedules, sessions
from bot.storage.desk import Desk

Control = Literal["next", "hold", "resume", "extend", "end"]

GOING_ON = "This group is in a session: end it first with /session end."
NOTHING_TO_READ = "None of the essays of this meeting is in the library any more"
NOTHING_PLANNED = "Nothing is planned for this group: give a protocol and an essay to start a session now."
PLAN_GONE = "The plan or the protocol of this schedule is no longer there: make another schedule."
NO_SESSION = "This group is not in a session: /session start begins one."

_EVENTS: dict[Control, Callable[[Session, int, datetime], Session]] = {
    "next": rules.moved_on,
    "hold": rules.held,
    "resume": rules.resumed,
    "extend": rules.extended,
    "end": lambda session, number, now: rules.ended(session),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A session and what its phases show."""

    session: Session
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says, and how many answered what."""

    content: dict[str, Any]
    attendance: Attendance


class Sessions:
    """The sessions of every server, each server's apart. `changed` is called when letters may be due at once."""

    def __init__(self, desk: Desk, shelf: Shelf, protocols: Protocols) -> None:
        self._desk = desk
        self._shelf = shelf
        self._protocols = protocols
        self.texts = Texts(desk, shelf)
        self.changed: Callable[[], None] = lambda: None
        self.role_there: dates.RoleThere = lambda guild, role: True

    async def answer(self, visitor: Visitor, number: int, given: Answer, now: datetime) -> Invitation | None:
        """Note an answer to an invitation; None when the invitation is an older one.

        Of a session that goes on it may be what the group waited for.
        """

        def work(db: Database) -> Invitation | None:
            session = session_of(db, number, visitor.guild)
            rules.answered(session)
            sessions.answer(db, number, visitor.member, given)
            if session.going:
                change(db, session_of(db, number), lambda one: rules.gone_on(one, now), now)
            invited = invitation_of(db, session)
            return Invitation(dict(invited.letter.content), sessions.attendance(db, number)) if invited else None

        invitation = await self._desk.run(work)
        self.changed()
        return invitation

    async def attendance(self, visitor: Visitor, number: int) -> Attendance:
        """Who answered what. Refuses whoever may not run the session."""

        def work(db: Database) -> Attendance:
            _runnable(db, visitor, number)
            return sessions.attendance(db, number)

        return await self._desk.run(work)

    async def ready(self, visitor: Visitor, number: int, phase: int, now: datetime, *, passing: bool) -> Standing:
        """Somebody is ready to go on, or passes on this phase."""
        event = rules.passing if passing else rules.ready
        return await self._happen(visitor.guild, number, lambda one: event(one, phase, visitor.member, now), now)

    async def control(self, visitor: Visitor, number: int, phase: int, what: Control, now: datetime) -> Standing:
        """A facilitator moves the session on, holds it, gives it time or ends it.

        `phase` is the one she saw. Refuses whoever may not run the session, and a phase that is over.
        """
        event = _EVENTS[what]
        if what == "next":
            await self.texts.renew(await self._desk.run(lambda db: _runnable(db, visitor, number)), now)
        return await self._happen(visitor.guild, number, lambda one: event(one, phase, now), now, what, visitor)

    async def hand_over(self, visitor: Visitor, number: int, member: int, now: datetime) -> Standing:
        """Let somebody else run the session. Refuses whoever may not run it herself."""
        return await self._happen(
            visitor.guild, number, lambda one: rules.handed_over(one, member), now, "handed over", visitor, member
        )

    async def going(self, visitor: Visitor, group: str | None) -> Session:
        """The session in which a group is, the latest of several; without a name the only group that is in one.

        Refuses when there is none.
        """

        def work(db: Database) -> Session:
            known = groups.of_guild(db, visitor.guild)
            latest = {one.group: one for one in sessions.still_open(db) if one.going and one.guild == visitor.guild}
            if group is None and len(latest) == 1:  # also of a group that was closed meanwhile
                return next(iter(latest.values()))
            found = latest.get(named(known, group).id)
            if found is None:
                raise Refusal(NO_SESSION)
            return found

        return await self._desk.run(work)

    async def look(self, guild: int, number: int) -> Standing:
        """A session as it stands."""

        def work(db: Database) -> Standing:
            return Standing(session_of(db, number, guild), sessions.prompts(db, number))

        return await self._desk.run(work)

    async def start(
        self,
        visitor: Visitor,
        group: str | None,
        now: datetime,
        protocol: str | None = None,
        essays: Sequence[str] = (),
    ) -> Session:
        """Begin now: the meeting that is planned next or, with a protocol and essays, one that nobody planned.

        Refuses whoever does not facilitate the group, a group that is in a session, and one that has nothing planned.
        """
        chosen = await self._desk.run(lambda db: _startable(db, visitor, group))
        if protocol is None and not essays:
            session = await self.next_of(chosen, now)
        elif protocol is None or not essays:
            raise Refusal("Choose both, a protocol and an essay, or neither to start what is planned.")
        else:
            found = await self._shelf.use(
                chosen.guild, lambda library: [library.essay(slug_of(library, one)).info for one in essays]
            )
            slugs = tuple(info.slug for info in found)
            require_different(slugs)
            meeting = Meeting(" and ".join(info.title for info in found)[:LONGEST_TITLE], slugs, protocol, "")
            chosen_protocol = await self._protocols.find(chosen.guild, protocol)
            session = await self.add(_unplanned(chosen, meeting, chosen_protocol, now))
        opened = await self.open(session, now, by=visitor)
        if opened is None and session.schedule is None:  # what we have just put in was opened by the clock
            opened = (await self.look(chosen.guild, session.id)).session
            await self._desk.run(lambda db: record(db, visitor, _noted("started", session), now))
        if opened is None or not opened.going:
            raise Refusal("It has just been started.")
        self.changed()
        return opened

    async def next_of(self, group: Group, now: datetime) -> Session:
        """The group's next session, kept from now on. Refuses when nothing is planned."""

        def work(db: Database) -> tuple[Session | None, Schedule | None]:
            all_own = [one for one in schedules.of_guild(db, group.guild) if one.group.id == group.id]
            own = [one for one in all_own if not one.paused]
            at_rest = {one.id for one in all_own if one.paused}
            coming = sorted((one.next(now)[0].due, one.id, one) for one in own if one.next(now))
            planned = (one for one in sessions.of_group(db, group.id) if one.state == "planned" and one.start > now)
            known = [one for one in planned if one.schedule not in at_rest]
            if known and (not coming or known[0].start <= coming[0][0]):
                return known[0], None
            return None, coming[0][2] if coming else None

        known, schedule = await self._desk.run(work)
        if known is not None:
            return known
        if schedule is None:
            raise Refusal(NOTHING_PLANNED)
        return await self.keep(schedule, schedule.next(now)[0])

    async def keep(self, schedule: Schedule, occurrence: Occurrence) -> Session:
        """The session of a date, with its prompts, on the meeting that it has in its plan now.

        Refuses a schedule whose plan or protocol is gone or broken.
        """
        known = await self._desk.run(lambda db: sessions.of_date(db, schedule.id, occurrence.planned))
        plan = self._protocols.seeds.plans.get(schedule.plan) if schedule.plan else None
        meeting = meeting_of(schedule, occurrence, plan)
        protocol = await self._protocols.get(schedule.group.guild, meeting.protocol) if meeting else None
        if known is not None and (meeting is None or protocol is None or known.state not in ("planned", "cancelled")):
            return known
        if meeting is None or protocol is None:
            raise Refusal(PLAN_GONE)
        new = replace(
            _unplanned(schedule.group, meeting, protocol, occurrence.due),
            schedule=schedule.id,
            planned=occurrence.planned,
            version=schedule.version,
            pace=schedule.pace,
            zone=schedule.zone,
        )
        if known is not None and known.state == "planned" and rules.is_same_meeting(known, new):
            return known
        return await self.add(new)

    async def add(self, session: Session) -> Session:
        """Keep a new session and what its phases will show; the one that is there already if it is of the same date."""
        prepared = await self.texts.prepare(session)

        def work(db: Database) -> Session:
            if session.schedule is not None and session.planned is not None:
                known = sessions.of_date(db, session.schedule, session.planned)
                if known is not None:
                    return dates.brought_up_to_date(db, known, session, prepared)
            elif any(one.going or one.schedule is None for one in sessions.of_group(db, session.group)):
                raise Refusal(GOING_ON)  # somebody else began one at the same moment
            number = sessions.add(db, session)
            sessions.write_prompts(db, number, prepared)
            return session_of(db, number)

        return await self._desk.run(work)

    async def open(self, session: Session, now: datetime, *, by: Visitor | None = None) -> Session | None:
        """Begin a session, with what the library holds now; its first letters are written. None if it has begun.

        With none of its essays left it does not take place, and facilitators are told. Refuses what somebody begins
        (`by`) while the group is in another session.
        """
        await self.texts.renew(session, now)
        found = await self.texts.read(session.guild, session.essays)
        nothing = bool(found) and not any(one.essay for one in found)
        if nothing and by:
            raise Refusal(f"{NOTHING_TO_READ}: add one with /library add first.")

        def work(db: Database) -> Session | Refusal | None:
            fresh = session_of(db, session.id)
            if fresh.state != "planned":
                return None
            if by and any(one.going for one in sessions.of_group(db, fresh.group)):
                if fresh.schedule is None:
                    withdraw(db, fresh, "missed", now, "missed", None)
                return Refusal(GOING_ON)
            if nothing:
                sentence = f"“{fresh.title}” does not begin. {NOTHING_TO_READ}: add one, then use /session start."
                withdraw(db, fresh, "missed", now, "missed", sentence)
                return None
            if by:
                record(db, by, _noted("started", fresh), now)
            return dates.begin(db, fresh, found, now, self.role_there)

        done = await self._desk.run(work)
        if isinstance(done, Refusal):
            raise done
        return done

    async def forget_text(self, guild: int, essay: str, now: datetime) -> None:
        """An essay was removed: nothing that is still to come shows it, and none of its words is kept."""
        await self.texts.forget(guild, essay, now)
        self.changed()

    async def _happen(
        self,
        guild: int,
        number: int,
        event: Event,
        now: datetime,
        what: str | None = None,
        visitor: Visitor | None = None,
        named_in_news: int | None = None,
    ) -> Standing:
        def work(db: Database) -> Standing:
            old = session_of(db, number, guild)
            if visitor is not None:
                rules.require_right(visitor, old, group_of(db, old))
            by = None if visitor is None else named_in_news or visitor.member
            new = change(db, old, event, now, what=what, by=by)
            if visitor is not None and new.state == "ended":
                record(db, visitor, _noted("ended", new), now)
            return Standing(new, sessions.prompts(db, number))

        standing = await self._desk.run(work)
        self.changed()
        return standing


def _noted(verb: str, session: Session) -> Change:
    return Change("session", verb, session.title, str(session.id))


def _unplanned(group: Group, meeting: Meeting, protocol: Protocol, start: datetime) -> Session:
    return Session(
        id=0,
        guild=group.guild,
        group=group.id,
        channel=group.channel,
        is_forum=group.is_forum,
        role=group.role,
        schedule=None,
        planned=None,
        version=1,
        title=meeting.title,
        note=meeting.note,
        essays=meeting.essays,
        protocol=protocol,
        pace=group.pace,
        zone=group.zone,
        start=start,
    )


def _runnable(db: Database, visitor: Visitor, number: int) -> Session:
    session = session_of(db, number, visitor.guild)
    rules.require_right(visitor, session, group_of(db, session))
    return session


def _startable(db: Database, visitor: Visitor, name: str | None) -> Group:
    chosen = named(groups.of_guild(db, visitor.guild), name)
    require_facilitator(visitor, chosen)
    require_open(chosen)
    if any(one.going for one in sessions.of_group(db, chosen.id)):
        raise Refusal(GOING_ON)
    return chosen
