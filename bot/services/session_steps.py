"""What happens to a session within one transaction: its new state, and the letters that tell of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation import reminders as reminder_rules
from bot.facilitation import session_letters as letters
from bot.facilitation.delivery import LATE, Standing
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group
from bot.facilitation.session_letters import Setting
from bot.facilitation.sessions import WHICH, Session
from bot.facilitation.upcoming import Reading
from bot.storage import groups, outbox, reminders, schedules, sessions, settings

Event = Callable[[Session], Session]


def session_of(db: Database, number: int, guild: int | None = None) -> Session:
    """The session with this number. Refuses when there is none, or when it is another server's."""
    found = sessions.by_number(db, number)
    if found is None or (guild is not None and found.guild != guild):
        raise Refusal(WHICH)
    return found


def group_of(db: Database, session: Session) -> Group:
    """Whose session it is."""
    return groups.by_number(db, [session.group])[session.group]


def setting_of(
    db: Database, session: Session, readings: tuple[Reading, ...] = (), after: datetime | None = None
) -> Setting:
    """What its letters tell beside itself; the next date is one after the meeting, and after a moment."""
    schedule = None if session.schedule is None else schedules.by_number(db, session.schedule)
    # One that begins just now, when a long meeting closes, is the next one.
    since = session.start if after is None else max(session.start, after - LATE)
    following = schedule.next(since) if schedule and not schedule.paused else ()
    plan = schedule.title if schedule and schedule.plan and schedule.title != session.title else ""
    mentions = settings.of_guild(db, session.guild).mentions
    return Setting(group_of(db, session).name, readings, following[0].due if following else None, plan, mentions)


def home_of(db: Database, session: Session) -> Standing | None:
    """The letter in whose thread the session takes place."""
    if not session.is_forum:
        return outbox.find(db, letters.key(session, "thread"))
    opening = outbox.find(db, letters.key(session, "opening"))
    parent = opening.letter.parent if opening else None
    return outbox.find(db, parent) if parent else opening


def invitation_of(db: Database, session: Session) -> Standing | None:
    """The invitation to the date that holds now."""
    return outbox.find(db, letters.key(session, "invitation", session.version))


def forum_home(db: Database, session: Session) -> str | None:
    """The invitation's key when it is a post in a forum, in which the meeting can take place."""
    invited = invitation_of(db, session)
    there = invited is not None and invited.state == "sent" and invited.place is not None
    return invited.letter.key if invited and there and session.is_forum else None


def change(
    db: Database, old: Session, event: Event, now: datetime, *, what: str | None = None, by: int | None = None
) -> Session:
    """Let something happen to a session and put the letters that follow from it into the outbox.

    `what` names it in a message of its own, unless a new phase or the end says it all; `by`: somebody did it, so that
    what was about to be posted of the phase before is not posted any more.
    """
    new = event(old)
    if new == old:
        return new
    sessions.replace(db, new)
    home = home_of(db, new)
    moved_on = new.phase != old.phase or new.state == "ended"
    if home is None or home.state in ("skipped", "dead"):
        outbox.cancel(db, letters.prefix(new))
        return new
    if moved_on and by is not None:
        outbox.cancel(db, letters.phase_prefix(old, old.phase))
    if new.state == "ended":
        if home.state != "sent":  # nobody ever saw it begin
            outbox.cancel(db, letters.prefix(new))
            return new
        prompts = sessions.prompts(db, new.id)
        outbox.add(db, [letters.closing(new, prompts, setting_of(db, new, after=now), now, home.letter.key)])
    elif new.phase != old.phase:
        prompts = sessions.prompts(db, new.id)
        outbox.add(db, [letters.phase(new, prompts[new.phase - 1], home.letter.key)])
    elif what is not None:
        outbox.add(db, [letters.news(new, what, now, home.letter.key, by)])
    return new


def withdraw(db: Database, session: Session, state: str, now: datetime, name: str, sentence: str | None) -> Session:
    """Take a session back that has not begun; with a `sentence` for those who were invited, or for facilitators."""
    new = replace(session, state="cancelled" if state == "cancelled" else "missed")
    sessions.replace(db, new)
    outbox.cancel(db, letters.prefix(new))
    forget_reminders(db, new)
    if sentence is not None:
        outbox.add(db, [letters.notice(new, name, sentence, now)])
    return new


def forget_reminders(db: Database, session: Session) -> None:
    """Keep nothing of who asked for a direct message: it was sent, or there is nothing to be reminded of."""
    reminders.forget(db, session.id)
    outbox.erase(db, reminder_rules.prefix(session))
