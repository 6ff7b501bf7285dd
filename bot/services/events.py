"""What the clock does for the servers' lists of events: each session stands there once, and as it is now."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from sqlite_utils import Database

from bot.facilitation import events as rules
from bot.facilitation import session_letters as letters
from bot.facilitation.delivery import Patience, Trouble, nonce
from bot.facilitation.events import AWAITED, Entry, Event, Listed, Step, next_step, waits_until, wanted
from bot.facilitation.sessions import Session
from bot.services.session_steps import group_of, invitation_of, setting_of
from bot.services.sessions import Sessions
from bot.storage import events, outbox, schedules, sessions, settings
from bot.storage.desk import Desk

ANSWER_SECONDS = 20.0
"""So long Discord may take for one answer; less than it is left in peace after a doubt."""

STEPS = 4
"""That may follow each other at once: found, brought up to date."""

STAMP = 12

log = logging.getLogger(__name__)


class EventList(Protocol):
    """The lists of events as Discord keeps them. Raises Trouble; `content` is what a card shows, with its `stamp`."""

    @property
    def me(self) -> int:
        """The bot's own account."""

    def allowed(self, guild: int) -> bool:
        """Whether we may write there; False also for a server that cannot be seen right now."""

    async def create(self, guild: int, event: Event, content: dict[str, Any]) -> int:
        """Put it into the list; returns Discord's number."""

    async def find(self, guild: int, stamp: str) -> Listed | None:
        """Our event with this stamp, if it is in the list."""

    async def edit(self, guild: int, number: int, event: Event, content: dict[str, Any]) -> None:
        """Let it show this from now on."""

    async def begin(self, guild: int, number: int) -> None:
        """Let it take place now."""

    async def end(self, guild: int, number: int) -> None:
        """Let it be over."""

    async def delete(self, guild: int, number: int) -> None:
        """Take it out of the list."""


@dataclass(frozen=True, slots=True)
class Case:
    """A session, how it stands in the list and how it should; `awaited` is until when its invitation may come."""

    session: Session
    entry: Entry
    wish: Event | None
    awaited: datetime | None = None


class Events:
    """A planner of the clock, which waits for nobody: what is to be done in one server is done apart from the others.

    `rested` is called when something was done.
    """

    def __init__(
        self,
        desk: Desk,
        stories: Sessions,
        board: EventList,
        *,
        now: Callable[[], datetime],
        patience: Patience | None = None,
    ) -> None:
        self._desk = desk
        self._stories = stories
        self._board = board
        self._now = now
        self._patience = patience or Patience()
        self._database = ""
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._closing = False
        self.rested: Callable[[], None] = lambda: None

    async def plan(self, now: datetime) -> datetime | None:
        """Begin with what is to be done by now; say when something will be next."""
        self._database = self._database or await self._desk.run(outbox.database_id)
        work: dict[int, list[int]] = defaultdict(list)
        moments: list[datetime] = []
        finished: list[int] = []
        for case in await self._desk.run(lambda db: _cases(db, now)):
            step, until = self._step(case, now)
            if step == "nothing" and case.session.state in ("ended", "cancelled", "missed"):
                finished.append(case.session.id)
            if step == "wait" and until is not None:
                moments.append(until)
            elif step not in ("wait", "nothing") and self._board.allowed(case.session.guild):
                work[case.session.guild].append(case.session.id)
        if finished:
            await self._desk.run(lambda db: events.forget(db, finished))
        for guild, numbers in work.items():
            if guild not in self._lanes and not self._closing:
                self._lanes[guild] = task = asyncio.create_task(self._along(numbers), name=f"events of {guild}")
                task.add_done_callback(partial(self._left, guild))
        return min(moments, default=None)

    async def close(self, patience: float = 5.0) -> None:
        """Begin nothing more and let end what is under way, for so many seconds."""
        self._closing = True
        if tasks := tuple(self._lanes.values()):
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _left(self, guild: int, task: asyncio.Task[None]) -> None:
        del self._lanes[guild]
        if task.cancelled() or self._closing:
            return
        if fault := task.exception():  # it could not even be noted, so it rests until the clock looks again
            log.error("The events of server %d could not be kept; I try again.", guild, exc_info=fault)
        else:
            self.rested()

    def _step(self, case: Case, now: datetime) -> tuple[Step, datetime | None]:
        step = next_step(case.entry, case.session, case.wish, now, self._patience)
        if step in ("create", "edit") and case.awaited is not None:
            return "wait", case.awaited
        return step, waits_until(case.entry, self._patience)

    async def _along(self, numbers: Sequence[int]) -> None:
        """The sessions of one server, one after the other."""
        for number in numbers:
            for _ in range(STEPS):
                try:
                    if self._closing or not await self._once(number):
                        break
                except Exception:
                    log.exception("The event of session %d could not be kept; I try again.", number)
                    await self._desk.run(partial(_stumble, number=number, now=self._now(), patience=self._patience))
                    break

    async def _once(self, number: int) -> bool:
        """One step; False when there is none for now."""
        now = self._now()
        case = await self._desk.run(lambda db: _case_of(db, number, now))
        if case is None:
            return False
        step, _ = self._step(case, now)
        if step in ("wait", "nothing"):
            return False
        entry = case.entry
        content = await self._content(case) if step in ("create", "edit") else {}
        try:
            async with asyncio.timeout(ANSWER_SECONDS):  # this file may be a copy from before the event was made
                there = await self._board.find(entry.guild, self._stamp(number)) if step in ("look", "create") else None
            if step == "look" or there is not None:
                after = rules.found(entry, there)
            else:
                if step == "create" and case.wish is not None:
                    entry = rules.asked(entry, case.wish, self._now())
                    await self._desk.run(partial(events.write, entry=entry))
                async with asyncio.timeout(ANSWER_SECONDS):
                    after = await self._ask(step, case, entry, content)
        except (Trouble, TimeoutError) as error:
            trouble = error if isinstance(error, Trouble) else Trouble(None, words="no answer in time")
            log.info("The event of session %d: to %s it failed: %s", number, step, trouble)
            after = rules.refused(entry, step, case.wish, trouble, self._now(), self._patience)
        await self._desk.run(lambda db: events.write(db, after))
        return True

    async def _ask(self, step: Step, case: Case, entry: Entry, content: dict[str, Any]) -> Entry:
        board, guild, number, wish = self._board, entry.guild, entry.event or 0, case.wish
        if step == "create" and wish is not None:
            made = Listed(await board.create(guild, wish, content), wish)
            return rules.done(rules.found(entry, made), step, wish)
        if step == "edit" and wish is not None:
            await board.edit(guild, number, wish, content)
        elif step == "begin":
            await board.begin(guild, number)
        elif step == "end":
            await board.end(guild, number)
        elif step == "delete":
            await board.delete(guild, number)
        return rules.done(entry, step, wish)

    async def _content(self, case: Case) -> dict[str, Any]:
        """What the event tells, from the library as it is now."""
        session = case.session
        found = await self._stories.texts.read(session.guild, session.essays)
        setting = await self._desk.run(lambda db: setting_of(db, session, found))
        return letters.about(session, setting) | {
            "link": case.wish and case.wish.link,
            "stamp": self._stamp(session.id),
        }

    def _stamp(self, session: int) -> str:
        """By which we know the event again: the same for the same session of this bot.db."""
        return nonce(self._board.me, self._database, f"session:{session}:event")[:STAMP]


def _cases(db: Database, now: datetime) -> list[Case]:
    """Every session that stands in a list or may belong there by now, in order."""
    known, still_open = events.all_entries(db), {one.id: one for one in sessions.still_open(db)}
    gone = (sessions.by_number(db, number) for number in known if number not in still_open)
    found = [one for one in (*still_open.values(), *gone) if one is not None]
    near = [one for one in found if one.id in known or letters.invited_at(one) <= now < one.start]
    cases = [_case(db, one, known.get(one.id) or Entry(one.id, one.guild), now) for one in near]
    return sorted(cases, key=lambda one: (one.session.start, one.session.id))


def _case_of(db: Database, number: int, now: datetime) -> Case | None:
    session = sessions.by_number(db, number)
    if session is None:
        return None
    return _case(db, session, events.of_session(db, number) or Entry(number, session.guild), now)


def _case(db: Database, session: Session, entry: Entry, now: datetime) -> Case:
    schedule = None if session.schedule is None else schedules.by_number(db, session.schedule)
    off = not settings.of_guild(db, session.guild).events or (schedule is not None and schedule.paused)
    invited = invitation_of(db, session)
    link = letters.link(invited) or (entry.shown.link if entry.shown else None)
    wish = wanted(session, group_of(db, session).name, link, off=off)
    waiting = invited is not None and invited.state in ("pending", "sending") and invited.reason is None
    awaited = invited.letter.due + AWAITED if invited is not None and waiting else None
    return Case(session, entry, wish, awaited if awaited is not None and awaited > now else None)


def _stumble(db: Database, number: int, now: datetime, patience: Patience) -> None:
    """Note a fault of ours, so that it is not tried again at once."""
    case = _case_of(db, number, now)
    if case is not None:
        events.write(db, rules.put_off(case.entry, now, patience))
