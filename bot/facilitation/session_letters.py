"""What a session posts: when the group is invited and reminded, and what stands in each letter.

A letter's content holds everything that its card shows, so that it can be drawn in any later run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.facilitation.ask import Quotation
from bot.facilitation.calendar import due, local_time
from bot.facilitation.delivery import LONGEST_GRACE, Form, Letter, Standing, grace
from bot.facilitation.prompts import Passage, Prompt
from bot.facilitation.protocols import length
from bot.facilitation.sessions import Session
from bot.facilitation.settings import Mentions
from bot.facilitation.upcoming import Reading

INVITED_DAYS = 3
REMINDED_DAYS = 1
"""Before the meeting, by the clocks of its zone: at the same hour as the meeting."""

LEAST_NOTICE = timedelta(hours=2)
"""An invitation or a reminder that would come later than this before the meeting is left out."""

BETWEEN = timedelta(hours=12)
"""A reminder so soon after the invitation says nothing new."""

MOST_USED = 8
"""Passages and questions that a closing message names."""


WORD = "session-word"
ROLE_GONE = "The role of “{group}” is gone, so nobody is mentioned from now on: /group edit chooses another one."

News = Literal["date", "meeting", "place", "on again", "nothing"]
"""What an invitation tells that comes after another one."""

Word = Literal["cancelled", "paused"]

SESSION_KINDS = tuple(
    f"session-{name}"
    for name in ("invitation", "word", "reminder", "opening", "phase", "passage", "news", "closing", "notice")
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the letters of a session tell beside the session itself."""

    group: str
    readings: tuple[Reading, ...] = ()
    next_date: datetime | None = None
    of_plan: str = ""
    mentions: Mentions = "openings"

    @property
    def minutes(self) -> int:
        """Minutes to read all of it."""
        return sum(one.essay.minutes for one in self.readings if one.essay)


def prefix(session: Session) -> str:
    """With which the keys of its letters begin."""
    return f"session:{session.id}:"


def key(session: Session, *parts: object) -> str:
    """The name of one of its letters, never used for another."""
    return prefix(session) + ":".join(map(str, parts))


def phase_prefix(session: Session, number: int) -> str:
    """With which the keys of a phase's letters begin."""
    return key(session, "phase", number, "")


def invited_at(session: Session) -> datetime:
    """When the group is invited."""
    return days_before(session.start, session.zone, INVITED_DAYS)


def reminded_at(session: Session) -> datetime:
    """When it is reminded to read."""
    return days_before(session.start, session.zone, REMINDED_DAYS)


def news_of(session: Session, known: Letter, *, called_off: bool) -> News:
    """What is new about a session for whoever knows an earlier invitation."""
    if known.content["start"] != _stamp(session.start):
        return "date"
    if known.content["title"] != session.title:
        return "meeting"
    if known.channel != session.channel:
        return "place"
    return "on again" if called_off else "nothing"


def invitation(session: Session, setting: Setting, now: datetime, news: News | None = None) -> Letter | None:
    """Says when the group meets and what it reads, and asks who comes; None when that would come too late.

    With `news` it goes at once, however late, to people who know of another date.
    """
    if news is None and session.start - now < LEAST_NOTICE:
        return None
    called = _called(session, setting, "invitations")
    return _letter(
        session,
        key(session, "invitation", session.version),
        "session-invitation",
        due=now if news else max(invited_at(session), min(now, session.start)),
        expires=session.start,
        content=about(session, setting, called) | {"moved": news == "date", "news": news},
        form="post" if session.is_forum else "message",
        mentions=called,
    )


def word(session: Session, what: Word, now: datetime, home: str | None = None) -> Letter:
    """Tells whoever was invited that it does not take place; `home` is the forum's post that invited them."""
    return _letter(
        session,
        key(session, "word", session.version),
        WORD,
        due=now,
        expires=max(session.start, now + timedelta(hours=1)),
        content={"title": session.title, "what": what, "start": _stamp(session.start), "zone": session.zone},
        parent=home,
        form="post" if session.is_forum and home is None else "message",
    )


def reminder(session: Session, setting: Setting, invited: datetime | None, home: str | None = None) -> Letter | None:
    """Reminds of the reading; None when the invitation was only just posted, or there is nothing to read.

    `home` is the invitation, when it is a forum's post in which the meeting will take place.
    """
    moment = reminded_at(session)
    if not setting.readings or (invited is not None and moment - invited < BETWEEN):
        return None
    return _letter(
        session,
        key(session, "reminder", session.version),
        "session-reminder",
        due=moment,
        expires=session.start - LEAST_NOTICE,
        content=about(session, setting),
        parent=home,
        form="post" if session.is_forum and home is None else "message",
    )


def opening(session: Session, setting: Setting, home: str | None) -> list[Letter]:
    """Begins the meeting: a message and its thread, or a post, unless there is a post (`home`) already."""
    expires = _planned_start(session) + grace(_planned_start(session), setting.next_date)
    called = _called(session, setting, "openings")
    message = _letter(
        session,
        key(session, "opening"),
        "session-opening",
        due=_planned_start(session),
        expires=expires,
        content=about(session, setting, called) | {"phases": [phase.title for phase in session.protocol.phases]},
        parent=home,
        form="post" if session.is_forum and home is None else "message",
        mentions=called,
    )
    if session.is_forum:
        return [message]
    thread = _letter(
        session,
        key(session, "thread"),
        "session-opening",
        due=message.due,
        expires=expires + timedelta(minutes=10),
        content={"title": session.title},
        parent=message.key,
        form="thread",
    )
    return [message, thread]


def phase(session: Session, prompt: Prompt, home: str) -> Letter:
    """The phase that has just begun: what to do, the passage, the question, and until when."""
    began = session.began or session.start
    return _letter(
        session,
        phase_prefix(session, session.phase) + "card",
        "session-phase",
        due=began,
        expires=began + LONGEST_GRACE,
        content=phase_content(session, prompt),
        parent=home,
    )


def phase_content(session: Session, prompt: Prompt) -> dict[str, Any]:
    """What the card of the session's phase shows."""
    now = session.current
    return {
        "session": session.id,
        "number": session.phase,
        "of": len(session.protocol.phases),
        "phase": now.title,
        "say": now.say,
        "taking": now.taking,
        "until": now.until,
        "ends": _stamp(session.ends),
        "earliest": _stamp(session.earliest) if session.pace == "slow" else None,
        "held": session.state == "held",
        "pace": session.pace,
        "passages": [asdict(one) for one in prompt.passages],
        "question": prompt.question,
        "open": prompt.open,
        "ready": len(session.ready),
        "passed": len(session.passed),
    }


def news(session: Session, what: str, now: datetime, home: str, by: int | None = None) -> Letter:
    """Tells the group what a facilitator did: on hold, going on, more time, handed over."""
    return _letter(
        session,
        phase_prefix(session, session.phase) + f"news:{session.changes}",
        "session-news",
        due=now,
        expires=now + timedelta(hours=1),
        content={"what": what, "ends": _stamp(session.ends), "pace": session.pace, "member": by},
        parent=home,
    )


def passage(session: Session, prompt: Prompt, now: datetime, home: str) -> Letter:
    """What a facilitator chose for the phase that is going on."""
    return _letter(
        session,
        phase_prefix(session, session.phase) + f"passage:{session.changes}",
        "session-passage",
        due=now,
        expires=now + LONGEST_GRACE,
        content=phase_content(session, prompt),
        parent=home,
    )


def closing(session: Session, prompts: Sequence[Prompt], setting: Setting, now: datetime, home: str) -> Letter:
    """Ends the meeting: the passages and questions that were used, and when the group meets again.

    Of questions that a text can answer it says where none of the essays does.
    """
    shown = prompts[: session.phase]
    used = list({one.permanent: one for prompt in shown for one in prompt.passages}.values())
    asked = {prompt.question: prompt.unanswered for prompt in shown if prompt.question}
    return _letter(
        session,
        key(session, "closing"),
        "session-closing",
        due=now,
        expires=now + LONGEST_GRACE,
        content={
            "title": session.title,
            "passages": [asdict(one) for one in used[:MOST_USED]],
            "questions": list(asked)[:MOST_USED],
            "unanswered": [question for question, nowhere in asked.items() if nowhere],
            "next": _stamp(setting.next_date),
            "zone": session.zone,
            "credit": session.protocol.credit(),
            "protocol": session.protocol.title,
            "link": session.protocol.link,
        },
        parent=home,
    )


def notice(
    session: Session, name: str, sentence: str, now: datetime, letter: int | None = None, choices: Sequence[str] = ()
) -> Letter:
    """Tells the facilitators, where the group meets, of something that went wrong; once for each name.

    `letter` is the number of the letter that went wrong, and `choices` what they can do about it.
    """
    return _letter(
        session,
        key(session, "notice", name),
        "session-notice",
        due=now,
        expires=now + timedelta(days=7),
        content={
            "text": sentence,
            "title": f"Notice: {session.title}",
            "letter": letter,
            "choices": list(choices),
        },
        form="post" if session.is_forum else "message",
    )


def passage_gone(session: Session, number: int, prompt: Prompt, *, kept: bool) -> str:
    """Says that a passage that a facilitator chose is gone, and what takes its place; `kept`: her question stays."""
    phase = f"phase {number} of “{session.title}”"
    instead = "another one takes its place" if prompt.passages else "none takes its place"
    stays = "; your question is still asked, so see whether it fits" if kept else ""
    sure = "." if session.state != "planned" else ": /session preview shows it."
    return f"The passage that was chosen for {phase} is no longer in the library, and {instead}{stays}{sure}"


def link(posted: Standing | None) -> str | None:
    """Where a letter can be read; None as long as it was not posted."""
    if posted is None or posted.state != "sent" or posted.message is None:
        return None
    letter = posted.letter
    return f"https://discord.com/channels/{letter.guild}/{posted.place or letter.channel}/{posted.message}"


def lasting(session: Session) -> timedelta:
    """How long the meeting takes if every phase takes its time."""
    return length(session.protocol, session.pace)


def passages_of(content: Iterable[dict[str, Any]]) -> list[Passage]:
    """Passages as a letter's content holds them."""
    return [Passage(Quotation(**one["quotation"]), one["permanent"]) for one in content]


def _letter(
    session: Session,
    name: str,
    kind: str,
    due: datetime,
    expires: datetime,
    content: dict[str, Any],
    *,
    parent: str | None = None,
    form: Form = "message",
    mentions: tuple[int, ...] = (),
) -> Letter:
    """A letter to where the session's group meets; `name` is its key."""
    return Letter(name, kind, session.guild, session.channel, due, expires, content, parent, form, mentions)


def about(session: Session, setting: Setting, called: tuple[int, ...] = ()) -> dict[str, Any]:
    """What every card says that tells of the whole session; `called` are the roles that it mentions."""
    return {
        "session": session.id,
        "title": session.title,
        "group": setting.group,
        "of_plan": setting.of_plan,
        "start": _stamp(session.start),
        "zone": session.zone,
        "protocol": session.protocol.title,
        "about": session.protocol.about,
        "credit": session.protocol.credit(),
        "pace": session.pace,
        "lasts": int(lasting(session).total_seconds()),
        "note": session.note,
        "role": called[0] if called else None,
        "minutes": setting.minutes,
        "readings": [asdict(one) for one in setting.readings],
    }


def _called(session: Session, setting: Setting, at: Literal["invitations", "openings"]) -> tuple[int, ...]:
    """Whom a letter mentions: the group's role, where the server wants that."""
    return () if session.role is None or at not in setting.mentions else (session.role,)


def _planned_start(session: Session) -> datetime:
    """For when the opening was planned: one that was begun before its time says that moment."""
    return session.start if session.began is None else min(session.start, session.began)


def days_before(moment: datetime, zone: str, days: int) -> datetime:
    """So many days earlier, at the same hour by the clocks of the zone."""
    return due(local_time(moment, zone) - timedelta(days=days), zone)


def _stamp(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
