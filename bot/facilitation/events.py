"""A session in the server's own list of events: when it stands there, and what follows from how writing it went.

Like a letter, an event is a row before it is an event, and after a doubt it is looked for before it is made. What
somebody else took out of the list, or what Discord has finished, is not put back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.facilitation import sessions as rules
from bot.facilitation.delivery import Patience, Trouble, back_off
from bot.facilitation.session_letters import invited_at
from bot.facilitation.sessions import Session

SOONEST = timedelta(minutes=1)
"""Discord takes no event that has begun, so none is made for a session that begins sooner."""

AWAITED = timedelta(minutes=2)
"""So long an event waits for the invitation, to which it leads."""

UNKNOWN_EVENT = 10070
TOO_MANY_EVENTS = 30038
"""A server has a hundred events to come at the most."""

State = Literal["none", "asked", "there", "left"]
"""Not in the list; Discord was asked for it and nobody knows the outcome; there; no longer ours to touch."""

Step = Literal["nothing", "wait", "look", "create", "edit", "begin", "end", "delete"]
Verdict = Literal["again", "blocked", "gone", "refused"]


@dataclass(frozen=True, slots=True)
class Event:
    """What the list shows of a session, as far as it can change; `link` leads to the invitation."""

    title: str
    group: str
    channel: int
    start: datetime
    end: datetime
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An event of ours in the list, by Discord's number; `shown` as far as the list tells it."""

    number: int
    shown: Event


@dataclass(frozen=True, slots=True)
class Entry:
    """How a session stands in the list: `event` is Discord's number, `shown` what was last written there."""

    session: int
    guild: int
    state: State = "none"
    event: int | None = None
    shown: Event | None = None
    begun: bool = False
    asked_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0


def wanted(session: Session, group: str, link: str | None, *, off: bool) -> Event | None:
    """What the list should show; None when the session does not belong there. `off`: nothing of it takes place."""
    if session.state in ("cancelled", "missed") or (session.state == "planned" and off):
        return None
    return Event(session.title, group, session.channel, session.start, _ends(session), link)


def next_step(entry: Entry, session: Session, wish: Event | None, now: datetime, patience: Patience) -> Step:
    """What is to be done about a session's event."""
    if entry.state == "left" or (entry.shown is not None and now >= entry.shown.end):
        return "nothing"  # Discord ends an event in time by itself
    if _waits(entry, now, patience):
        return "wait"
    if entry.state == "asked":
        return "look"
    if entry.state == "none" or entry.shown is None:
        near = invited_at(session) <= now <= session.start - SOONEST
        return "create" if wish is not None and session.state == "planned" and near else "nothing"
    if wish is None:
        return "delete"
    begun = entry.begun or now >= entry.shown.start  # Discord begins it by itself too
    if session.state == "ended":
        return "end" if begun else "delete"
    if session.going and not begun:
        return "begin"
    return "edit" if wish != entry.shown else "nothing"


def waits_until(entry: Entry, patience: Patience) -> datetime | None:
    """Before this moment nothing is done: a request may be under way, or Discord wanted to be left alone."""
    quiet = entry.asked_at + patience.quiet if entry.state == "asked" and entry.asked_at else None
    return max((moment for moment in (quiet, entry.not_before) if moment is not None), default=None)


def judge(trouble: Trouble) -> Verdict:
    """What a refusal means."""
    if trouble.code == UNKNOWN_EVENT:
        return "gone"
    if trouble.code == TOO_MANY_EVENTS or trouble.status in (401, 403, 404):
        return "blocked"
    if trouble.status is None or trouble.status == 429 or trouble.status >= 500:
        return "again"
    return "refused"


def refused(entry: Entry, step: Step, wish: Event | None, trouble: Trouble, now: datetime, patience: Patience) -> Entry:
    """The entry, `asked` if it was to be made, after Discord did not do what it was asked."""
    verdict = judge(trouble)
    if verdict == "gone":
        return replace(entry, state="none" if step == "delete" else "left", event=None)
    if verdict == "refused":
        return done(entry, step, wish) if step in ("begin", "edit") else replace(entry, state="left")
    failed = put_off(entry, now, patience, trouble.wait)
    if verdict == "blocked":
        failed = replace(failed, not_before=now + patience.blocked, failures=0)
    if step == "create" and not trouble.doubtful:
        return replace(failed, state="none", asked_at=None)
    return failed


def put_off(entry: Entry, now: datetime, patience: Patience, wait: timedelta = timedelta(0)) -> Entry:
    """The entry after a failure, to be tried later."""
    later = now + max(wait, back_off(entry.failures, patience))
    return replace(entry, not_before=later, failures=entry.failures + 1)


def asked(entry: Entry, wish: Event, now: datetime) -> Entry:
    """The entry before Discord is asked for the event: whoever reads it later does not know what came of that."""
    return replace(entry, state="asked", asked_at=now, shown=wish, begun=False, not_before=None)


def found(entry: Entry, listed: Listed | None) -> Entry:
    """The entry after the list was looked through for it. What else is wrong about it is put right afterwards."""
    if listed is None:
        return replace(entry, state="none", event=None, asked_at=None)
    return replace(entry, state="there", event=listed.number, shown=listed.shown, asked_at=None)


def done(entry: Entry, step: Step, wish: Event | None) -> Entry:
    """The entry after a step that Discord took."""
    calm = replace(entry, not_before=None, failures=0)
    if step == "delete":
        return replace(calm, state="none", event=None, shown=None, begun=False)
    if step == "end":
        return replace(calm, state="left")
    if step == "begin":
        return replace(calm, begun=True)
    return replace(calm, shown=wish)


def _ends(session: Session) -> datetime:
    """When it is over if every phase takes its time; not sooner than was planned."""
    planned = rules.planned_end(session)
    if not session.going:
        return planned
    last = rules.starts(session)[-1] + session.protocol.phases[-1].lasts(session.pace)
    return max(planned, last, session.ends or planned)


def _waits(entry: Entry, now: datetime, patience: Patience) -> bool:
    until = waits_until(entry, patience)
    longest = max(patience.quiet, patience.blocked)
    return until is not None and now < until <= now + longest  # else our clock was set back since
