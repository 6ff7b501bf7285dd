"""Schedules: which meetings a group plans, when they are, and what may be changed about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, cast

from bot.facilitation.audit import Value
from bot.facilitation.calendar import due, local_time
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, Home
from bot.facilitation.plans import Meeting, Plan
from bot.facilitation.protocols import LONGEST_TITLE, Pace
from bot.facilitation.recurrence import Nth, Occurrence, Recurrence, occurrences, passed_over, recurrence, set_back
from bot.facilitation.seed_files import listed, plain

MOST_SCHEDULES = 10
"""Of one group, with dates to come."""

MOST_HOLIDAYS = 30
SHOWN = 5
"""Dates that are shown before a schedule is saved."""

LONGEST_REASON = 200
MOST_NAMED = 5
"""Schedules in one sentence."""

FARTHEST_START = timedelta(days=730)
DRAFT_KEPT = timedelta(days=1)

State = Literal["draft", "active", "paused", "cancelled"]
"""A draft is shown to whoever made it and waits for her *Save*."""

DECIDED = "This was saved or discarded in the meantime, or waited for more than a day: use /schedule create again."
WHICH = "There is no such schedule here: choose one from the list, or use /schedule list."
ALL_OVER = "No dates are left to come: a facilitator makes another schedule with /schedule create."
NONE_YET = "Nothing is scheduled yet: a facilitator makes a schedule with /schedule create."


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a group plans: the meetings of a plan, or one protocol on the same essays each time.

    `version` grows with every change of dates. What makes an occurrence the same one is its schedule and its `planned`
    date; neither ever changes.
    """

    id: int
    group: Group
    title: str
    plan: str | None
    protocol: str | None
    essays: tuple[str, ...]
    recurrence: Recurrence
    zone: str
    pace: Pace
    made_by: int
    state: State = "draft"
    reason: str | None = None
    version: int = 1
    paused_at: datetime | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still; `reason` may say why."""
        return self.state == "paused"

    def next(self, after: datetime, limit: int = 1) -> tuple[Occurrence, ...]:
        """Its next dates; none when it does not go on."""
        if self.state == "cancelled" or self.group.closed:
            return ()
        return occurrences(self.recurrence, self.zone, after, limit)

    def skipped(self, now: datetime) -> tuple[date, ...]:
        """Dates that are left out, as far as they are not over."""
        today = local_time(now, self.zone).date()
        return tuple(day for day in sorted(self.recurrence.skipped) if day >= today)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a schedule is about: a plan with so many meetings, or a protocol and essays, all by their titles.

    `lasts`: how long the longest of its meetings takes.
    """

    title: str
    essays: tuple[str, ...] = ()
    meetings: int | None = None
    lasts: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What a facilitator chose. What is left out comes from the group."""

    weekdays: tuple[int, ...]
    plan: str | None = None
    protocol: str | None = None
    essays: tuple[str, ...] = ()
    title: str | None = None
    at: time | None = None
    zone: str | None = None
    pace: Pace | None = None
    start: date | None = None
    every: int = 1
    nth: Nth | None = None
    count: int | None = None
    until: date | None = None
    holidays: tuple[date, ...] = ()


def drafted(group: Group, wanted: NewSchedule, member: int, plan: Plan | None, now: datetime) -> Schedule:
    """The schedule that a facilitator asked for, all of it in the future. Refuses what cannot be.

    `plan` is the one that she named, `wanted.essays` are known to the library.
    """
    _check_what(wanted)
    if plan is None:
        _check_how_long(wanted)
    zone = wanted.zone or group.zone
    return Schedule(
        id=0,
        group=group,
        title=_title(wanted, plan),
        plan=wanted.plan,
        protocol=wanted.protocol,
        essays=wanted.essays,
        recurrence=_recurrence(wanted, wanted.at or group.hour, zone, plan, now),
        zone=zone,
        pace=wanted.pace or group.pace,
        made_by=member,
    )


def saved(draft: Schedule, others: Sequence[Schedule], now: datetime) -> Schedule:
    """The draft as a schedule that counts. Refuses one whose first date went by, and one too many of the group."""
    coming = draft.next(now)
    if not coming or coming[0].number != 1:
        raise Refusal("Its first date is over by now: use /schedule create again.")
    _require_room(draft.group, others, now)
    return replace(draft, state="active")


def values(schedule: Schedule) -> dict[str, Value]:
    """What can be changed about it, by name, as the audit writes it."""
    rule = schedule.recurrence
    return {
        "state": schedule.state,
        "reason": schedule.reason,
        "skipped": [day.isoformat() for day in sorted(rule.skipped)],
        "moved": [f"{day.isoformat()} {to.isoformat(timespec='minutes')}" for day, to in sorted(rule.moved)],
    }


def dates_set_back(schedule: Schedule, before: Mapping[str, Value], now: datetime) -> Schedule:
    """The schedule with the skipped and moved dates that it once had. Refuses where that concerns what is over."""
    rule, earlier = schedule.recurrence, values(schedule) | dict(before)
    days, moves = cast(list[str], earlier["skipped"]), [one.split() for one in cast(list[str], earlier["moved"])]
    skipped = frozenset(map(date.fromisoformat, days))
    moved = frozenset((date.fromisoformat(day), datetime.fromisoformat(to)) for day, to in moves)
    return changed(schedule, set_back(rule, schedule.zone, skipped, moved, now))


def brought_back(
    schedule: Schedule, paused: bool, since: datetime, others: Sequence[Schedule], now: datetime
) -> Schedule:
    """A cancelled schedule as it was; what would have been since then is skipped. Refuses one too many, or over."""
    if schedule.state != "cancelled":
        raise Refusal("It is not cancelled: there is nothing to undo.")
    gone_on = went_on(replace(schedule, state="paused" if paused else "active"), since, now)
    if not gone_on.next(now):
        raise Refusal("None of its dates is still to come: make another schedule with /schedule create.")
    _require_room(schedule.group, others, now)
    return gone_on


def went_on(schedule: Schedule, since: datetime, now: datetime) -> Schedule:
    """The schedule without what would have taken place from `since` until now."""
    passed = passed_over(schedule.recurrence, schedule.zone, since, now)
    return schedule if passed == schedule.recurrence else changed(schedule, passed)


def _require_room(group: Group, others: Sequence[Schedule], now: datetime) -> None:
    if sum(bool(one.next(now)) for one in others) >= MOST_SCHEDULES:
        raise Refusal(
            f"“{group.name}” has {MOST_SCHEDULES} schedules with dates to come: cancel one with /schedule cancel first."
        )


def crowded(schedule: Schedule, lasts: timedelta, now: datetime) -> timedelta | None:
    """The least time between two of its dates when a meeting lasts longer, so that two would go on at once."""
    coming = [one.due for one in schedule.next(now, SHOWN + 1)]
    least = min((after - before for before, after in pairwise(coming)), default=lasts)
    return least if least < lasts - timedelta(hours=1) else None  # an hour may be a clock change


def changed(schedule: Schedule, rule: Recurrence) -> Schedule:
    """The schedule with other dates."""
    return replace(schedule, recurrence=rule, version=schedule.version + 1)


def paused(schedule: Schedule, reason: str | None, now: datetime) -> Schedule:
    """The schedule at a standstill. Refuses one that stands still."""
    if schedule.paused:
        raise Refusal("It is paused already: /schedule resume lets it go on.")
    words = plain(reason or "")
    if len(words) > LONGEST_REASON:
        raise Refusal(f"The reason is too long: give at most {LONGEST_REASON} characters.")
    return replace(schedule, state="paused", reason=words or None, paused_at=now)


def require_paused(schedule: Schedule) -> datetime:
    """Since when it stands still. Refuses one that goes on."""
    if not schedule.paused or schedule.paused_at is None:
        raise Refusal("It is not paused: there is nothing to resume.")
    return schedule.paused_at


def require_going(schedule: Schedule) -> None:
    """Refuses to change what was cancelled."""
    if schedule.state == "cancelled":
        raise Refusal("This schedule is cancelled: make another one with /schedule create.")


def require_unused(protocol: str, schedules: Sequence[Schedule], now: datetime) -> None:
    """Refuses to take a protocol from schedules that have dates to come."""
    using = [one for one in schedules if one.protocol == protocol and one.next(now)]
    if using:
        names = [f"“{one.title}” of “{one.group.name}” (number {one.id})" for one in using]
        more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
        raise Refusal(
            f"“{protocol}” is needed for {listed([*names[:MOST_NAMED], *more], 'and')}: "
            "cancel that with /schedule cancel first, or wait until its dates are over."
        )


def require_ready(group: Group, home: Home) -> None:
    """Refuses to plan meetings in a place that is gone or where Footnote lacks a permission."""
    if not home.there:
        raise Refusal(
            f"The channel of “{group.name}” is gone or hidden from me: "
            "a moderator can choose another one with /group edit."
        )
    if home.missing:
        raise Refusal(
            f"In the channel of “{group.name}” I lack {listed(home.missing, 'and')}: "
            "ask a moderator to give Footnote these permissions there."
        )


def require_different(essays: Sequence[str]) -> None:
    """Refuses one essay set against itself."""
    if len(set(essays)) < len(essays):
        raise Refusal("Both essays are the same: choose another second_essay, or leave it out.")


def meeting_of(schedule: Schedule, occurrence: Occurrence, plan: Plan | None) -> Meeting | None:
    """What is read at an occurrence, and by which protocol; None when the plan does not say any more."""
    if schedule.protocol is not None:
        return Meeting(schedule.title, schedule.essays, schedule.protocol, "")
    if plan is None or occurrence.number > len(plan.meetings):
        return None
    return plan.meetings[occurrence.number - 1]


def _check_what(wanted: NewSchedule) -> None:
    if (wanted.plan is None) == (wanted.protocol is None):
        raise Refusal("Choose either a plan, or a protocol and an essay.")
    if wanted.plan is not None and wanted.essays:
        raise Refusal("A plan brings its own essays: leave the essay out, or choose a protocol instead of a plan.")
    if wanted.protocol is not None and not wanted.essays:
        raise Refusal("Choose the essay that the group will talk about by this protocol.")
    require_different(wanted.essays)
    if len(wanted.holidays) > MOST_HOLIDAYS:
        raise Refusal(f"Give at most {MOST_HOLIDAYS} holidays; /schedule skip can leave out more dates later.")


def _check_how_long(wanted: NewSchedule) -> None:
    if wanted.count is None and wanted.until is None:
        raise Refusal("Say how often (times) or until when, so that the schedule has an end.")
    if wanted.count is not None and wanted.until is not None:
        raise Refusal("Say either how often or until when, not both.")


def _recurrence(wanted: NewSchedule, at: time, zone: str, plan: Plan | None, now: datetime) -> Recurrence:
    start, holidays = _start(wanted, at, zone, now), frozenset(wanted.holidays)
    if plan is None:
        kind: Literal["weekly", "monthly"] = "weekly" if wanted.nth is None else "monthly"
        return recurrence(
            kind,
            wanted.weekdays,
            at,
            start,
            every=wanted.every,
            nth=wanted.nth,
            count=wanted.count,
            until=wanted.until,
            skipped=holidays,
        )
    if wanted.nth is not None or wanted.count is not None or wanted.until is not None:
        raise Refusal("A plan has one date for each of its meetings: leave out monthly, times and until.")
    return recurrence(
        "plan", wanted.weekdays, at, start, every=wanted.every, count=len(plan.meetings), skipped=holidays
    )


def _start(wanted: NewSchedule, at: time, zone: str, now: datetime) -> date:
    """From when dates count: never from one whose hour is over, so that as many are held as were asked for."""
    today = local_time(now, zone).date()
    start = wanted.start or today
    if start < today:
        raise Refusal("The start is over: choose today or a later day.")
    if start - today > FARTHEST_START:
        raise Refusal("The start is too far away: choose one within two years.")
    return start + timedelta(days=1) if due(datetime.combine(start, at), zone) <= now else start


def _title(wanted: NewSchedule, plan: Plan | None) -> str:
    title = plain(wanted.title or "")
    if len(title) > LONGEST_TITLE:
        raise Refusal(f"The title is too long: give at most {LONGEST_TITLE} characters.")
    if wanted.title is not None and not any(character.isalnum() for character in title):
        raise Refusal("Give it a title with letters in it, or leave the title out.")
    return title or (plan.title if plan else " and ".join(wanted.essays)[:LONGEST_TITLE])
