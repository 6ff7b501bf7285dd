"""Planning meetings: proposing, saving and changing schedules, and what is due."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlite_utils import Database

from bot.facilitation import recurrence as rule
from bot.facilitation.audit import Change, Entry, Kind, Value, differing, require_as_left
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Home, named, require_facilitator, require_open
from bot.facilitation.library import Visitor
from bot.facilitation.protocols import LONGEST_TITLE, length
from bot.facilitation.recurrence import Occurrence
from bot.facilitation.schedules import (
    DECIDED,
    DRAFT_KEPT,
    NONE_YET,
    WHICH,
    NewSchedule,
    Schedule,
    Subject,
    brought_back,
    changed,
    dates_set_back,
    drafted,
    paused,
    require_going,
    require_paused,
    require_ready,
    saved,
    values,
    went_on,
)
from bot.services import reading, session_dates
from bot.services.audit import Undo, record
from bot.services.protocols import Protocols
from bot.services.shelf import Shelf
from bot.storage import groups, schedules
from bot.storage.desk import Desk

_OPPOSITE = {"paused": "resumed", "resumed": "paused", "cancelled": "restored"}
"""How the line of the audit reads that takes a change back; anything else reads as the change itself."""


class Schedules:
    """The schedules of every server, each server's apart; `due` alone looks at all of them."""

    def __init__(self, desk: Desk, shelf: Shelf, protocols: Protocols) -> None:
        self._desk = desk
        self._shelf = shelf
        self.protocols = protocols
        self.seeds = protocols.seeds
        self.changed: Callable[[], None] = lambda: None
        """Called when something may be due at once."""
        verbs = ("moved", "skipped", "brought back", "paused", "resumed", "cancelled")
        self.undoers: Mapping[tuple[Kind, str], Undo] = {("schedule", verb): self._undo for verb in verbs}

    async def propose(self, visitor: Visitor, group: str, home: Home, wanted: NewSchedule, now: datetime) -> Schedule:
        """A draft, to be shown before it is saved; the member's earlier drafts are gone then.

        Refuses whoever does not facilitate the group, a place where it cannot meet, and what cannot be planned.
        """
        plan = None if wanted.plan is None else self.seeds.plan(wanted.plan)
        if wanted.protocol is not None:
            await self.protocols.find(visitor.guild, wanted.protocol)
        wanted = await self._with_essays(visitor.guild, wanted)

        def work(db: Database) -> Schedule:
            chosen = named(groups.of_guild(db, visitor.guild), group)
            require_facilitator(visitor, chosen)
            require_open(chosen)
            require_ready(chosen, home)
            draft = drafted(chosen, wanted, visitor.member, plan, now)
            schedules.remove_drafts(db, visitor.guild, visitor.member, now - DRAFT_KEPT)
            return replace(draft, id=schedules.add(db, draft, now))

        return await self._desk.run(work)

    async def save(self, visitor: Visitor, number: int, now: datetime) -> Schedule:
        """Let a draft count. Refuses another's draft, one that is decided or too late, and one too many."""

        def work(db: Database) -> Schedule:
            draft = _draft(db, visitor, number)
            if draft.protocol is not None:
                self.protocols.require(db, visitor.guild, draft.protocol)
            others = [one for one in schedules.of_guild(db, visitor.guild) if one.group.id == draft.group.id]
            new = saved(draft, others, now)
            schedules.replace(db, new)
            made: dict[str, Value] = {"group": new.group.name, "zone": new.zone, "first": f"{new.next(now)[0].local}"}
            record(db, visitor, Change("schedule", "created", new.title, str(new.id), {}, made), now)
            return new

        done = await self._desk.run(work)
        self.changed()
        return done

    async def discard(self, visitor: Visitor, number: int) -> Schedule:
        """Forget a draft."""

        def work(db: Database) -> Schedule:
            draft = _draft(db, visitor, number)
            schedules.remove(db, number)
            return draft

        return await self._desk.run(work)

    async def coming(self, guild: int, group: int | None, now: datetime) -> tuple[Schedule, ...]:
        """Those of the server, or of one group, that have dates to come; the soonest first, paused ones last."""
        found = await self._desk.run(lambda db: schedules.of_guild(db, guild))
        dated = [(one.paused, one.next(now), one) for one in found if group in (None, one.group.id)]
        return tuple(one for _, _, one in sorted((d for d in dated if d[1]), key=lambda d: (d[0], d[1][0].due)))

    async def none_yet(self, guild: int, group: int | None) -> bool:
        """Whether the server, or one group, never had any."""
        found = await self._desk.run(lambda db: schedules.of_guild(db, guild))
        return not any(group in (None, one.group.id) for one in found)

    async def find(self, guild: int, typed: str) -> Schedule:
        """One by its number or its title. Refuses when there is none."""
        return await self._desk.run(lambda db: _named(schedules.of_guild(db, guild), typed))

    async def suggest(self, guild: int, typed: str) -> list[Schedule]:
        """Schedules to choose from while somebody types, the latest first; the cancelled ones last."""
        wanted = typed.strip().removeprefix("#").casefold()
        found = await self._desk.run(lambda db: schedules.of_guild(db, guild))
        fits = [one for one in found if wanted in f"{one.title}\n{one.group.name}\n{one.id}".casefold()]
        return sorted(fits, key=lambda one: (one.state == "cancelled" or one.group.closed, -one.id))

    async def subject(self, one: Schedule) -> Subject:
        """What it is about, by the titles that people know."""
        if one.plan is not None:
            plan = self.seeds.plans.get(one.plan)
            lasts = await self._longest(one, {meeting.protocol for meeting in plan.meetings} if plan else set())
            return Subject(plan.title if plan else one.plan, meetings=one.recurrence.count, lasts=lasts)
        protocol = one.protocol or ""
        titles = {e.slug: e.title for e in await reading.suggest_essays(self._shelf, one.group.guild, "")}
        known = await self.protocols.titles(one.group.guild)
        lasts = await self._longest(one, {protocol})
        return Subject(known.get(protocol, protocol), tuple(titles.get(slug, slug) for slug in one.essays), lasts=lasts)

    async def _longest(self, one: Schedule, protocols: set[str]) -> timedelta:
        """How long the longest of its meetings takes."""
        found = [await self.protocols.get(one.group.guild, name) for name in sorted(protocols)]
        return max((length(protocol, one.pace) for protocol in found if protocol), default=timedelta())

    async def skip(
        self, visitor: Visitor, typed: str, first: date, last: date, now: datetime, *, back: bool = False
    ) -> Schedule:
        """Leave out the dates from `first` to `last`, or bring them back."""
        change = rule.bring_back if back else rule.skip
        return await self._change(
            visitor,
            typed,
            lambda _, one: changed(one, change(one.recurrence, one.zone, first, last, now)),
            "brought back" if back else "skipped",
            now,
        )

    async def move(
        self, visitor: Visitor, typed: str, day: date, to_day: date | None, to_hour: time | None, now: datetime
    ) -> Schedule:
        """Hold one date on another day, at another hour, or both."""

        def change(_: Database, one: Schedule) -> Schedule:
            return changed(one, rule.move(one.recurrence, one.zone, day, now, to_day=to_day, to_hour=to_hour))

        return await self._change(visitor, typed, change, "moved", now)

    async def pause(self, visitor: Visitor, typed: str, reason: str | None, now: datetime) -> Schedule:
        """Let nothing take place until it is resumed."""
        return await self._change(visitor, typed, lambda _, one: paused(one, reason, now), "paused", now)

    async def resume(self, visitor: Visitor, typed: str, home: Home, now: datetime) -> Schedule:
        """Go on; what would have been in the meantime is skipped. Refuses where the group cannot meet."""

        def change(db: Database, one: Schedule) -> Schedule:
            require_paused(one)
            require_ready(one.group, home)
            return _resumed(db, one, now)

        return await self._change(visitor, typed, change, "resumed", now)

    async def choose(self, visitor: Visitor, typed: str) -> Schedule:
        """The schedule that a facilitator is about to cancel."""
        found = await self.find(visitor.guild, typed)
        _require_right(visitor, found)
        return found

    async def cancel(self, visitor: Visitor, number: int, now: datetime) -> Schedule:
        """End it; its row stays, and a line of the audit brings it back."""
        return await self._change(
            visitor, str(number), lambda _, one: replace(one, state="cancelled"), "cancelled", now
        )

    async def _undo(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Take back what a line changed. Refuses what was changed again since, and what is over by now."""
        verb, before = entry.change.verb, entry.change.before or {}

        def change(db: Database, one: Schedule) -> Schedule:
            require_as_left(entry.change, values(one))
            if verb == "paused":
                return _resumed(db, one, now)
            if verb == "resumed":
                return paused(one, cast(str | None, before.get("reason")), now)
            if verb == "cancelled":
                others = [o for o in schedules.of_guild(db, visitor.guild) if o.group.id == one.group.id]
                return brought_back(one, before.get("state") == "paused", entry.at, others, now)
            return dates_set_back(one, before, now)

        await self._change(visitor, entry.change.key, change, _OPPOSITE.get(verb, verb), now, entry.number)

    async def suspend(self, number: int, reason: str, now: datetime) -> Schedule | None:
        """Pause a schedule that cannot go on, whoever its facilitators are; None when it stands still already."""

        def work(db: Database) -> Schedule | None:
            found = schedules.by_number(db, number)
            if found is None or found.state != "active":
                return None
            new = paused(found, reason, now)
            schedules.replace(db, new)
            return new

        return await self._desk.run(work)

    async def due(self, after: datetime, until: datetime) -> list[tuple[Schedule, Occurrence]]:
        """What takes place later than `after` and not later than `until`, in all servers, in order.

        Nothing of a group that is closed or of a schedule that is paused or cancelled, and no date that is skipped.
        """
        found = await self._desk.run(lambda db: schedules.to_come(db, after))
        pairs = ((one, date) for one in found for date in rule.between(one.recurrence, one.zone, after, until))
        return sorted(pairs, key=lambda pair: (pair[1].due, pair[0].id))

    async def _with_essays(self, guild: int, wanted: NewSchedule) -> NewSchedule:
        if not wanted.essays:
            return wanted
        found = await self._shelf.use(
            guild, lambda library: [library.essay(reading.slug_of(library, name)).info for name in wanted.essays]
        )
        title = " and ".join(info.title for info in found)
        short = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
        return replace(wanted, essays=tuple(info.slug for info in found), title=wanted.title or short)

    async def _change(
        self,
        visitor: Visitor,
        typed: str,
        change: Callable[[Database, Schedule], Schedule],
        verb: str,
        now: datetime,
        undoes: int | None = None,
    ) -> Schedule:
        """Write what `change` makes of a schedule. Refuses whoever does not facilitate its group."""

        def work(db: Database) -> Schedule:
            found = _named(schedules.of_guild(db, visitor.guild), typed)
            _require_right(visitor, found, also_cancelled=undoes is not None)
            new = change(db, found)
            before, after = differing(values(found), values(new))
            record(db, visitor, Change("schedule", verb, found.title, str(found.id), before, after), now, undoes)
            schedules.replace(db, new)
            return new

        done = await self._desk.run(work)
        self.changed()
        return done


def _named(found: Sequence[Schedule], typed: str) -> Schedule:
    """By number, else by title; of several with one title the latest that was not cancelled."""
    wanted = typed.strip().removeprefix("#").casefold()
    by_number = [one for one in found if wanted == str(one.id)]
    by_title = [one for one in found if one.title.casefold() == wanted]
    by_title.sort(key=lambda one: (one.state != "cancelled" and not one.group.closed, one.id))
    if not (matching := by_number or by_title):
        raise Refusal(WHICH if found else NONE_YET)
    return matching[-1]


def _draft(db: Database, visitor: Visitor, number: int) -> Schedule:
    draft = schedules.by_number(db, number)
    if draft is None or draft.state != "draft" or draft.group.guild != visitor.guild:
        raise Refusal(DECIDED)
    _require_right(visitor, draft)
    if draft.made_by != visitor.member:
        raise Refusal("Only whoever made this draft can save it: make your own with /schedule create.")
    return draft


def _resumed(db: Database, one: Schedule, now: datetime) -> Schedule:
    """The schedule going on, with what waited for it; what would have been in the meantime is skipped."""
    since = require_paused(one)
    gone_on = replace(one, state="active", reason=None, paused_at=None)
    held_until = session_dates.held_until(db, one, since, now)
    session_dates.let_go_on(db, one, since)
    return went_on(gone_on, held_until, now)


def _require_right(visitor: Visitor, schedule: Schedule, *, also_cancelled: bool = False) -> None:
    require_facilitator(visitor, schedule.group)
    require_open(schedule.group)
    if not also_cancelled:
        require_going(schedule)
