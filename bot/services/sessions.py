"""Meetings as members and facilitators meet them: answering, being ready, starting, moving on, ending."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, named, require_facilitator, require_open
from bot.facilitation.library import Visitor
from bot.facilitation.plans import Meeting
from bot.facilitation.prompts import Prompt
from bot.facilitation.protocols import LONGEST_TITLE
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.schedules import Schedule, meeting_of
from bot.facilitation.sessions import Answer, Attendance, Session
from bot.facilitation.upcoming import Reading, readings
from bot.services import prompts as grounding
from bot.services.reading import slug_of
from bot.services.seed_files import Seeds
from bot.services.session_steps import Event, change, forum_home, group_of, invitation_of, session_of, setting_of
from bot.services.shelf import Shelf
from bot.storage import groups, outbox, schedules, sessions
from bot.storage.desk import Desk

Control = Literal["next", "hold", "resume", "extend", "end"]

GOING_ON = "This group is in a session: end it first with /session end."
NOTHING_PLANNED = "Nothing is planned for this group: give a protocol and an essay to start a session now."
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

    def __init__(self, desk: Desk, shelf: Shelf, seeds: Seeds) -> None:
        self._desk = desk
        self._shelf = shelf
        self.seeds = seeds
        self.changed: Callable[[], None] = lambda: None

    async def answer(self, visitor: Visitor, number: int, given: Answer) -> Invitation | None:
        """Note an answer to an invitation; None when the invitation is an older one."""

        def work(db: Database) -> Invitation | None:
            session = session_of(db, number, visitor.guild)
            rules.answered(session)
            sessions.answer(db, number, visitor.member, given)
            invited = invitation_of(db, session)
            return Invitation(dict(invited.letter.content), sessions.attendance(db, number)) if invited else None

        return await self._desk.run(work)

    async def attendance(self, visitor: Visitor, number: int) -> Attendance:
        """Who answered what. Refuses whoever may not run the session."""

        def work(db: Database) -> Attendance:
            session = session_of(db, number, visitor.guild)
            rules.require_right(visitor, session, group_of(db, session))
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
            await self.renew((await self.look(visitor.guild, number)).session)
        return await self._happen(visitor.guild, number, lambda one: event(one, phase, now), now, what, visitor)

    async def hand_over(self, visitor: Visitor, number: int, member: int, now: datetime) -> Standing:
        """Let somebody else run the session. Refuses whoever may not run it herself."""
        return await self._happen(
            visitor.guild, number, lambda one: rules.handed_over(one, member), now, "handed over", visitor, member
        )

    async def going(self, visitor: Visitor, group: str | None) -> Session:
        """The session in which a group is. Refuses when it is in none."""

        def work(db: Database) -> Session:
            chosen = named(groups.of_guild(db, visitor.guild), group)
            found = next((one for one in sessions.of_group(db, chosen.id) if one.going), None)
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
            title = " and ".join(info.title for info in found)[:LONGEST_TITLE]
            meeting = Meeting(title, tuple(dict.fromkeys(info.slug for info in found)), protocol, "")
            session = await self.add(self._unplanned(chosen, meeting, now))
        opened = await self.open(session, now)
        if opened is None:
            raise Refusal("It has just been started.")
        self.changed()
        return opened

    async def next_of(self, group: Group, now: datetime) -> Session:
        """The group's next session, kept from now on. Refuses when nothing is planned."""

        def work(db: Database) -> tuple[Session | None, Schedule | None]:
            own = [one for one in schedules.of_guild(db, group.guild) if one.group.id == group.id and not one.paused]
            coming = sorted((one.next(now)[0].due, one.id, one) for one in own if one.next(now))
            known = [one for one in sessions.of_group(db, group.id) if one.state == "planned" and one.start > now]
            if known and (not coming or known[0].start <= coming[0][0]):
                return known[0], None
            return None, coming[0][2] if coming else None

        known, schedule = await self._desk.run(work)
        if known is not None:
            return known
        if schedule is None:
            raise Refusal(NOTHING_PLANNED)
        session = await self.keep(schedule, schedule.next(now)[0])
        if session is None:
            raise Refusal("The plan or the protocol of this schedule is no longer there: make another schedule.")
        return session

    async def keep(self, schedule: Schedule, occurrence: Occurrence) -> Session | None:
        """The session of a date, with its prompts; None when its plan or protocol is gone."""
        known = await self._desk.run(lambda db: sessions.of_date(db, schedule.id, occurrence.planned))
        if known is not None:
            return known
        plan = self.seeds.plans.get(schedule.plan) if schedule.plan else None
        meeting = meeting_of(schedule, occurrence, plan)
        if meeting is None or meeting.protocol not in self.seeds.protocols:
            return None
        new = replace(
            self._unplanned(schedule.group, meeting, occurrence.due),
            schedule=schedule.id,
            planned=occurrence.planned,
            version=schedule.version,
            pace=schedule.pace,
            zone=schedule.zone,
        )
        return await self.add(new)

    async def add(self, session: Session) -> Session:
        """Keep a new session and what its phases will show; the one that is there already if it is of the same date."""
        prepared = await self.prepare(session)

        def work(db: Database) -> Session:
            if session.schedule is not None and session.planned is not None:
                known = sessions.of_date(db, session.schedule, session.planned)
                if known is not None:
                    return known
            number = sessions.add(db, session)
            sessions.write_prompts(db, number, prepared)
            return session_of(db, number)

        return await self._desk.run(work)

    async def open(self, session: Session, now: datetime) -> Session | None:
        """Begin a session, with what the library holds now; its first letters are written. None if it has begun."""
        await self.renew(session)
        found = await self.read(session.guild, session.essays)

        def work(db: Database) -> Session | None:
            fresh = session_of(db, session.id)
            if fresh.state != "planned":
                return None
            opened = rules.opened(fresh, now)
            home = forum_home(db, fresh)
            outbox.cancel(db, letters.prefix(fresh))
            sessions.replace(db, opened)
            prepared = sessions.prompts(db, opened.id)
            first = letters.opening(opened, setting_of(db, opened, found), home)
            outbox.add(db, [*first, letters.phase(opened, prepared[0], home or first[-1].key)])
            return opened

        return await self._desk.run(work)

    async def renew(self, session: Session) -> None:
        """Look once more at what is still to be shown: what facilitators saw stays, unless its text was removed."""
        stored = await self._desk.run(lambda db: sessions.prompts(db, session.id))
        chosen = await self._desk.run(lambda db: sessions.chosen(db, session.id))
        kept = {
            number: prompt
            for number, (phase, prompt) in enumerate(zip(session.protocol.phases, stored, strict=True), 1)
            if number in chosen or number <= session.phase or prompt.passages or phase.shown in ("none", "choice")
        }
        prepared = await self.prepare(session, kept)

        def work(db: Database) -> None:
            for number, prompt in enumerate(prepared, 1):
                if session.phase < number and sessions.prompts(db, session.id)[number - 1] == stored[number - 1]:
                    sessions.write_prompt(
                        db, session.id, number, prompt, chosen=number in chosen and prompt == stored[number - 1]
                    )

        await self._desk.run(work)

    async def prepare(self, session: Session, chosen: dict[int, Prompt] | None = None) -> tuple[Prompt, ...]:
        """What its phases show, as far as the library goes now; what a facilitator chose stays."""
        found = await self.read(session.guild, session.essays)
        slugs = [one.essay.slug for one in found if one.essay]
        return await grounding.prepare(self._shelf, session.guild, slugs, session.protocol, chosen)

    async def read(self, guild: int, essays: Sequence[str]) -> tuple[Reading, ...]:
        """The essays of a meeting, as far as the library has them."""
        return readings(essays, await grounding.listings(self._shelf, guild))

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
            return Standing(change(db, old, event, now, what=what, by=by), sessions.prompts(db, number))

        standing = await self._desk.run(work)
        self.changed()
        return standing

    def _unplanned(self, group: Group, meeting: Meeting, start: datetime) -> Session:
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
            protocol=self.seeds.protocol(meeting.protocol),
            pace=group.pace,
            zone=group.zone,
            start=start,
        )


def _startable(db: Database, visitor: Visitor, name: str | None) -> Group:
    chosen = named(groups.of_guild(db, visitor.guild), name)
    require_facilitator(visitor, chosen)
    require_open(chosen)
    if any(one.going for one in sessions.of_group(db, chosen.id)):
        raise Refusal(GOING_ON)
    return chosen
