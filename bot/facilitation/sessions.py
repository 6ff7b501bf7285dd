"""Sessions: one meeting of a group, phase by phase; what may happen in it, and when it goes on by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Literal

from bot.facilitation import calendar
from bot.facilitation.delivery import LATE
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, may_facilitate
from bot.facilitation.library import Visitor
from bot.facilitation.protocols import MOST_HOURS, MOST_MINUTES, Pace, Phase, Protocol
from bot.facilitation.recurrence import holds
from bot.facilitation.schedules import Schedule

State = Literal["planned", "running", "held", "ended", "cancelled", "missed"]
"""`cancelled`: taken back before it began; `missed`: it could not begin in time."""

Answer = Literal["coming", "maybe", "slow", "not"]
"""Coming, perhaps, later on and in writing ("slow lane"), not this time."""

MORE: Mapping[Pace, timedelta] = {"live": timedelta(minutes=5), "slow": timedelta(hours=12)}
"""What *more time* adds to a phase."""

LONGEST_PHASE: Mapping[Pace, timedelta] = {"live": timedelta(minutes=MOST_MINUTES), "slow": timedelta(hours=MOST_HOURS)}
LONGEST_HOLD: Mapping[Pace, timedelta] = {"live": timedelta(days=1), "slow": timedelta(days=28)}
"""A session that stands still for longer is ended, since nobody seems to come back to it."""

LONGEST_ABSENCE: Mapping[Pace, timedelta] = {"live": timedelta(hours=2), "slow": timedelta(days=7)}
"""One that was interrupted for longer, because we were away, is ended: nobody sits there waiting any more."""

COUNTED: Mapping[Pace, frozenset[Answer]] = {
    "live": frozenset({"coming"}),
    "slow": frozenset({"coming", "maybe", "slow"}),
}
"""Answers of those for whom a group waits: over days also for whoever comes later, which is what these days are for."""

LEAST_SHARE = 4
"""A slow phase takes a quarter of its time at least, however soon all are ready who have been there."""

FEWEST_READY = 2
"""So many have to be there before readiness says anything about a group."""

PHASE_OVER = "The group has moved on already: use the buttons of the latest message."
NOT_BEGUN = "This session has not begun yet."
OVER = "This session is over."
WHICH = "There is no session here: choose a group that has one."


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting. `phase` counts from 1, 0 before it begins; `began` and `ends` are of that phase.

    What makes it the same meeting is its schedule and the date by the rule, `planned`; one that was begun without a
    schedule has neither. `changes` counts what was done to it, so that each notice of it has a name of its own.
    `coming` are those whose answers are COUNTED.
    """

    id: int
    guild: int
    group: int
    channel: int
    is_forum: bool
    role: int | None
    schedule: int | None
    planned: date | None
    version: int
    title: str
    note: str
    essays: tuple[str, ...]
    protocol: Protocol
    pace: Pace
    zone: str
    start: datetime
    state: State = "planned"
    phase: int = 0
    began: datetime | None = None
    ends: datetime | None = None
    held_at: datetime | None = None
    changes: int = 0
    facilitator: int | None = None
    coming: frozenset[int] = frozenset()
    took_part: frozenset[int] = frozenset()
    ready: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()

    @property
    def current(self) -> Phase:
        """The phase that is going on, or was the last."""
        return self.protocol.phases[max(self.phase, 1) - 1]

    @property
    def going(self) -> bool:
        """Whether it has begun and is not over."""
        return self.state in ("running", "held")

    @property
    def people(self) -> frozenset[int]:
        """Whoever said she was coming, or took part."""
        return self.coming | self.took_part

    @property
    def earliest(self) -> datetime | None:
        """When the phase may go on before its time is over, because everybody is ready; None when it does not."""
        if self.began is None or self.current.until != "ready":
            return None
        return self.began + (self.current.lasts(self.pace) / LEAST_SHARE if self.pace == "slow" else timedelta())


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many gave which answer; names are for facilitators only."""

    counts: Mapping[Answer, int]
    names: Mapping[Answer, tuple[int, ...]]


def starts(session: Session) -> tuple[datetime, ...]:
    """When each phase begins: what is over and under way as it was, the rest if every phase takes its time."""
    phases = session.protocol.phases
    if not session.going or session.ends is None or session.began is None:
        return tuple(_following(session, session.start, phases[:-1]))
    rest = _following(session, session.ends, phases[session.phase : -1]) if session.phase < len(phases) else ()
    return (*((session.began,) * session.phase), *rest)


def planned_end(session: Session) -> datetime:
    """When a session is over that begins on time, if every phase takes its time."""
    return tuple(_following(session, session.start, session.protocol.phases))[-1]


def may_run(visitor: Visitor, session: Session, group: Group) -> bool:
    """Whether she may move the session on: facilitators, moderators, and whoever it was handed over to."""
    return may_facilitate(visitor, group) or visitor.member == session.facilitator


def require_right(visitor: Visitor, session: Session, group: Group) -> None:
    """Refuses whoever may not run the session."""
    if not may_run(visitor, session, group):
        raise Refusal(f"Only the facilitators of “{group.name}” and moderators can do that: ask one of them.")


def date_of(schedule: Schedule, planned: date) -> datetime | None:
    """When the meeting of this date is now; None when its schedule does not hold it any more."""
    rule = schedule.recurrence
    if schedule.state == "cancelled" or schedule.group.closed or not holds(rule, planned):
        return None
    return calendar.due(dict(rule.moved).get(planned, datetime.combine(planned, rule.time)), schedule.zone)


def is_same_meeting(one: Session, other: Session) -> bool:
    """Whether both are about the same, by the same protocol."""
    return (one.title, one.note, one.essays, one.protocol.name) == (
        other.title,
        other.note,
        other.essays,
        other.protocol.name,
    )


def opened(session: Session, now: datetime) -> Session:
    """The session in its first phase. One that begins late takes its whole time all the same."""
    if session.state != "planned":
        raise Refusal("This session has begun already." if session.going else OVER)
    return _in_phase(session, 1, session.start if timedelta(0) <= now - session.start <= LATE else now)


def begun_at(session: Session, number: int, posted: datetime) -> Session:
    """The session after the message of a phase came so late that the phase begins only now."""
    if not session.going or session.phase != number or session.began is None or session.ends is None:
        return session
    if posted - session.began <= LATE:
        return session
    return replace(session, began=posted, ends=session.ends + (posted - session.began))


def everybody_ready(session: Session) -> bool:
    """Whether all who are there are ready or pass, and enough are there to say so."""
    people = session.people
    fewest = FEWEST_READY if session.coming else max(FEWEST_READY, session.protocol.fewest)
    return len(people) >= fewest and people <= session.ready | session.passed


def due(session: Session) -> datetime | None:
    """When it goes on by itself at the latest: begins, moves on, or ends because it was forgotten."""
    if session.state == "planned":
        return session.start
    if session.state == "held" and session.held_at is not None:
        return session.held_at + LONGEST_HOLD[session.pace]
    if session.state != "running" or session.ends is None:
        return None
    if session.earliest and everybody_ready(session):
        return min(session.earliest, session.ends)
    # A group that waits for its facilitator waits as long again, and then goes on without her.
    return session.ends + (
        session.current.lasts(session.pace) if session.current.until == "facilitator" else timedelta()
    )


def interrupted(session: Session, now: datetime) -> bool:
    """Whether we were away for so long that the session is over."""
    moment = due(session)
    return session.state == "running" and moment is not None and now - moment > LONGEST_ABSENCE[session.pace]


def gone_on(session: Session, now: datetime) -> Session:
    """The session after what is due by now: the next phase, its end, or itself. Never more than one phase at a time."""
    moment = due(session)
    if session.state == "held":
        return _ended(session) if moment is not None and moment <= now else session
    if session.state != "running" or moment is None:
        return session
    if moment > now:
        return session
    if session.earliest and everybody_ready(session):
        return _next(session, now)
    # After a pause of ours the next phase has its whole time, and nothing is posted in a burst.
    return _next(session, moment if now - moment <= LATE else now)


def ready(session: Session, number: int, member: int, now: datetime) -> Session:
    """Somebody is ready to go on, which may be what the group waited for."""
    _require_phase(session, number)
    return gone_on(_with(session, member, ready=True), now)


def passing(session: Session, number: int, member: int, now: datetime) -> Session:
    """Somebody passes on this phase; nobody waits for her."""
    _require_phase(session, number)
    return gone_on(_with(session, member, ready=False), now)


def moved_on(session: Session, number: int, now: datetime) -> Session:
    """A facilitator says: next. `number` is the phase in which she said so: of two at once, one counts."""
    _require_phase(session, number)
    return _next(session, now)


def held(session: Session, number: int, now: datetime) -> Session:
    """The session at a standstill. Refuses one that stands still."""
    _require_phase(session, number)
    if session.state == "held":
        raise Refusal("It is on hold already: press Go on to continue.")
    return _changed(replace(session, state="held", held_at=_later(session.began, now)))


def resumed(session: Session, number: int, now: datetime) -> Session:
    """The session goes on; the phase has as much time left as it had."""
    _require_phase(session, number)
    if session.state != "held" or session.held_at is None or session.ends is None:
        raise Refusal("It is not on hold.")
    waited = max(timedelta(0), now - session.held_at)
    began = None if session.began is None else session.began + waited  # the time on hold is no time of the phase
    return _changed(replace(session, state="running", held_at=None, began=began, ends=session.ends + waited))


def extended(session: Session, number: int, now: datetime) -> Session:
    """The phase with more time. Refuses to make it longer than any phase can be."""
    _require_phase(session, number)
    if session.began is None or session.ends is None:
        raise Refusal(NOT_BEGUN)
    begin = session.ends if session.state == "held" else max(session.ends, now)
    ends = begin + MORE[session.pace]
    if ends - session.began > LONGEST_PHASE[session.pace]:
        raise Refusal("This phase is as long as a phase can be: press Next, or Hold to stop the clock.")
    return _changed(replace(session, ends=ends))


def handed_over(session: Session, member: int) -> Session:
    """The session in somebody else's hands; she may run it as a facilitator does."""
    if session.state in ("ended", "cancelled", "missed"):
        raise Refusal(OVER)
    if session.facilitator == member:
        raise Refusal("The session is in these hands already.")
    return _changed(replace(session, facilitator=member))


def ended(session: Session) -> Session:
    """The session over before all phases were. Refuses one that is not going on."""
    _require_going(session)
    return _ended(session)


def answered(session: Session) -> None:
    """Refuses an answer to an invitation that is no longer one."""
    if session.state in ("ended", "cancelled", "missed"):
        raise Refusal(OVER if session.state == "ended" else "This meeting does not take place.")


def _in_phase(session: Session, number: int, began: datetime) -> Session:
    phase = session.protocol.phases[number - 1]
    return replace(
        session,
        state="running",
        phase=number,
        began=began,
        ends=_after(session, began, phase),
        held_at=None,
        ready=frozenset(),
        passed=frozenset(),
    )


def _after(session: Session, began: datetime, phase: Phase) -> datetime:
    """When a phase is over: one of hours by the clocks on the wall, so that its turns come at the group's own hour."""
    lasts = phase.lasts(session.pace)
    return calendar.later(began, lasts, session.zone) if session.pace == "slow" else began + lasts


def _following(session: Session, begin: datetime, phases: Sequence[Phase]) -> Iterator[datetime]:
    """The given moment, and the ends of these phases after it."""
    return accumulate(phases, lambda moment, phase: _after(session, moment, phase), initial=begin)


def _next(session: Session, now: datetime) -> Session:
    if session.phase >= len(session.protocol.phases):
        return _ended(session)
    return _in_phase(session, session.phase + 1, _later(session.began, now))


def _ended(session: Session) -> Session:
    return replace(session, state="ended", held_at=None, ready=frozenset(), passed=frozenset())


def _with(session: Session, member: int, *, ready: bool) -> Session:
    one = frozenset({member})
    return replace(
        session,
        took_part=session.took_part | one,
        ready=session.ready | one if ready else session.ready - one,
        passed=session.passed - one if ready else session.passed | one,
    )


def _changed(session: Session) -> Session:
    return replace(session, changes=session.changes + 1)


def _later(began: datetime | None, now: datetime) -> datetime:
    """Times of a session never run backwards, whatever is done to the machine's clock."""
    return now if began is None else max(began, now)


def _require_phase(session: Session, number: int) -> None:
    _require_going(session)
    if number != session.phase:
        raise Refusal(PHASE_OVER)


def _require_going(session: Session) -> None:
    if not session.going:
        raise Refusal(NOT_BEGUN if session.state == "planned" else OVER)
