"""A session until it begins, as its schedule wants it: kept for a date, invited, reminded, called off, begun."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.calendar import local_time
from bot.facilitation.delivery import Letter, Reason, Standing, grace
from bot.facilitation.prompts import Prompt
from bot.facilitation.recurrence import begun_early
from bot.facilitation.schedules import Schedule, changed
from bot.facilitation.sessions import Session
from bot.facilitation.upcoming import Reading
from bot.services import reminders
from bot.services.session_steps import (
    forget_reminders,
    forum_home,
    group_of,
    invitation_of,
    session_of,
    setting_of,
    withdraw,
)
from bot.storage import groups, outbox, schedules, sessions

PAUSING: tuple[Reason, ...] = ("forbidden", "gone", "refused")
"""What happened to a letter when its schedule was paused for it."""

RoleThere = Callable[[int, int], bool]
"""Whether a server still has a role, as far as Discord has told."""


def brought_up_to_date(db: Database, known: Session, wanted: Session, prompts: Sequence[Prompt]) -> Session:
    """The session of a date as it is wanted now: on another meeting of its plan, or held after all."""
    about_the_same = rules.is_same_meeting(known, wanted)
    if known.state not in ("planned", "cancelled") or (known.state == "planned" and about_the_same):
        return known
    told = known.state == "cancelled" or known.title != wanted.title
    version = max(wanted.version, known.version + 1) if told else known.version
    outbox.cancel(db, letters.prefix(known))
    sessions.replace(db, replace(wanted, id=known.id, version=version, changes=known.changes))
    if not about_the_same:
        sessions.forget_prompts(db, known.id)
        sessions.write_prompts(db, known.id, prompts)
    return session_of(db, known.id)


def followed(db: Database, number: int, now: datetime) -> Session | None:
    """The session as its schedule wants it now; None when it is not to be looked at."""
    session = session_of(db, number)
    if session.state != "planned":
        return None
    schedule = None if session.schedule is None else schedules.by_number(db, session.schedule)
    if schedule is None or session.planned is None:
        return session
    start = rules.date_of(schedule, session.planned)
    if start is None:
        home = forum_home(db, session)
        gone = withdraw(db, session, "cancelled", now, "cancelled", None)
        _call_off(db, gone, "cancelled", home, now)
        return None
    fresh = _fitted(db, session, schedule, start)
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
    if schedule.paused:
        _rest(db, fresh, now)
        return None
    return fresh


def lacking(db: Database, session: Session, now: datetime) -> bool:
    """Whether the group may have to be invited or reminded now."""
    invited = invitation_of(db, session) is not None
    if not invited and _announced(db, session) is not None:
        return True
    if session.start - now < letters.LEAST_NOTICE:
        return False
    if not invited and now >= letters.invited_at(session):
        return True
    if reminders.lacking(db, session, now):
        return True
    reminded = outbox.find(db, letters.key(session, "reminder", session.version))
    return reminded is None and now >= letters.reminded_at(session)


def invite(db: Database, planned: Session, setting: letters.Setting, now: datetime, there: RoleThere) -> None:
    """Write the invitation and the reminders that are due; an invitation anew to whoever knows of an older one."""
    session = _calling(db, planned, now, there)
    invited = invitation_of(db, session)
    before = _announced(db, session) if invited is None else None
    if invited is None and (before or now >= letters.invited_at(session)):
        called_off = outbox.beginning_with(db, letters.key(session, "word", ""))
        since = any(before and one.number > before.number and one.state == "sent" for one in called_off)
        news = letters.news_of(session, before.letter, called_off=since) if before else None
        invitation = letters.invitation(session, setting, now, news)
        if invitation is not None:
            outbox.add(db, [invitation])
            invited = invitation_of(db, session)
    if now >= letters.reminded_at(session):
        reminder = letters.reminder(session, setting, invited.letter.due if invited else None, forum_home(db, session))
        if reminder is not None and reminder.expires > now:
            outbox.add(db, [reminder])
        reminders.remind(db, session, setting, now)


def begin(db: Database, planned: Session, found: tuple[Reading, ...], now: datetime, there: RoleThere) -> Session:
    """Let a session begin where its group meets now, with its first letters."""
    group = group_of(db, planned)
    opened = rules.opened(replace(planned, channel=group.channel, is_forum=group.is_forum, role=group.role), now)
    opened = _calling(db, opened, now, there)
    if planned.schedule is not None and planned.planned is not None and now < planned.start:
        schedule = schedules.by_number(db, planned.schedule)
        if schedule is not None:
            rule = begun_early(schedule.recurrence, schedule.zone, planned.planned, now)
            schedules.replace(db, changed(schedule, rule))
    home = forum_home(db, opened)
    outbox.cancel(db, letters.prefix(opened))
    forget_reminders(db, opened)
    sessions.replace(db, opened)
    _write_beginning(db, opened, letters.opening(opened, setting_of(db, opened, found), home), home)
    return opened


def begin_elsewhere(db: Database, session: Session, lost: Standing) -> None:
    """The forum's post in which it should take place was deleted: begin in one of its own.

    Nothing of it was posted there, so its letters are as if they had never been.
    """
    for name in (lost.letter.key, letters.phase_prefix(session, session.phase)):
        outbox.erase(db, name)
    _write_beginning(db, session, [replace(lost.letter, parent=None, form="post")], None)


def held_until(db: Database, schedule: Schedule, since: datetime, now: datetime) -> datetime:
    """Until when its dates were held, although it stands still since a moment: some session had begun, or still may."""
    begun = [since]
    for session in sessions.of_schedule(db, schedule.id, since):
        start = rules.date_of(schedule, session.planned) if session.planned else None
        first = outbox.find(db, letters.key(session, "opening" if session.is_forum else "thread"))
        if start and start <= now and first is not None and first.state not in ("skipped", "dead"):
            begun.append(start)
    return max(begun)


def let_go_on(db: Database, schedule: Schedule, since: datetime) -> None:
    """What waited for a schedule that stood still may go now; what said that it stands still need not any more."""
    for session in sessions.of_schedule(db, schedule.id, since):
        outbox.cancel(db, letters.key(session, "word", ""))
        for reason in PAUSING:
            outbox.cancel(db, letters.key(session, "notice", reason), notices=True)
    outbox.try_again(db, schedule.group.channel)


def _fitted(db: Database, session: Session, schedule: Schedule, start: datetime) -> Session:
    """The session where and when it takes place now; another version of it when the group has to hear of that."""
    group = group_of(db, session)
    fresh = replace(session, channel=group.channel, is_forum=group.is_forum, role=group.role)
    if start != session.start:
        sessions.forget_answers(db, session.id)  # who said yes said it to another date
        fresh = replace(fresh, start=start, zone=schedule.zone)
    elsewhere = (start, group.channel) != (session.start, session.channel)
    if elsewhere or (not schedule.paused and _was_held_back(db, session)):
        outbox.cancel(db, letters.prefix(session))
        fresh = replace(fresh, version=max(schedule.version, session.version + 1))
    return fresh


def _calling(db: Database, session: Session, now: datetime, there: RoleThere) -> Session:
    """The session with a role that can be mentioned, or none; of one that is gone facilitators hear once."""
    if session.role is None or there(session.guild, session.role):
        return session
    group = group_of(db, session)
    groups.replace(db, replace(group, role=None))
    outbox.add(db, [letters.notice(session, "role", letters.ROLE_GONE.format(group=group.name), now)])
    return replace(session, role=None)


def _was_held_back(db: Database, session: Session) -> bool:
    """Whether a pause took back what was to be posted, or was told to the group."""
    word = outbox.find(db, letters.key(session, "word", session.version))
    reminded = outbox.find(db, letters.key(session, "reminder", session.version))
    taken_back = (one for one in (invitation_of(db, session), reminded) if one is not None)
    told = word is not None and word.state != "skipped"
    return told or any((one.state, one.reason) == ("skipped", "cancelled") for one in taken_back)


def _rest(db: Database, session: Session, now: datetime) -> None:
    """Post nothing of it while its schedule stands still; whoever was invited hears of that."""
    if outbox.find(db, letters.key(session, "word", session.version)) is None:
        outbox.cancel(db, letters.prefix(session))
        if now < session.start:
            _call_off(db, session, "paused", forum_home(db, session), now)


def _call_off(db: Database, session: Session, what: letters.Word, home: str | None, now: datetime) -> None:
    if _announced(db, session) is not None:
        outbox.add(db, [letters.word(session, what, now, home)])


def _announced(db: Database, session: Session) -> Standing | None:
    """The last invitation to it that was posted."""
    invitations = outbox.beginning_with(db, letters.key(session, "invitation", ""))
    return max((one for one in invitations if one.state == "sent"), key=lambda one: one.number, default=None)


def _write_beginning(db: Database, session: Session, first: list[Letter], home: str | None) -> None:
    prompt = sessions.prompts(db, session.id)[session.phase - 1]
    outbox.add(db, [*first, letters.phase(session, prompt, home or first[-1].key)])


def _local(session: Session) -> str:
    return f"{local_time(session.start, session.zone):%Y-%m-%d, %H:%M} ({session.zone} time)"
