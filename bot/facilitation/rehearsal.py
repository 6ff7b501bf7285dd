"""A whole session before it takes place: every message, and when it comes if each phase takes its time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from textwrap import fill
from typing import Any

from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.calendar import WEEKDAYS, local_time
from bot.facilitation.delivery import Letter
from bot.facilitation.prompts import Prompt
from bot.facilitation.protocols import Pace
from bot.facilitation.session_letters import Setting
from bot.facilitation.sessions import Session

TAKING = {
    "open": "Whoever wants to speaks.",
    "round": "One after the other.",
    "silent": "In silence.",
    "pairs": "In pairs.",
    "groups": "In small groups.",
}
UNTIL = {
    "time": "until",
    "facilitator": "until the facilitator goes on, about",
    "ready": "until everybody is ready, at the latest",
}
SLOW_LANE: Mapping[Pace, str] = {
    "live": "you cannot be there at that hour, and write in the thread whenever you can",
    "slow": "you write when you can, and no step is cut short because others are ready sooner",
}
"""What one of the answers means."""

NOWHERE = "I found nothing on it in these essays"
ASKS_MEMBERS = "The question is for the members: no text was searched for it."
_PAPER: dict[str, Any] = {"width": 100, "initial_indent": "    ", "subsequent_indent": "      "}
INVITES = "Who comes? Coming · Maybe · Slow lane · Not this time"


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of a session to come; `page` of `pages` counts from 0, `prompt` is what its phase shows."""

    letter: Letter
    zone: str
    page: int
    pages: int
    prompt: Prompt | None = None


def messages(session: Session, prompts: Sequence[Prompt], setting: Setting) -> list[Letter]:
    """What the session will post, in order; not the thread that it begins."""
    planned = replace(session, state="planned", phase=0, began=None, ends=None, held_at=None)
    home = letters.key(planned, "rehearsal")
    invited = letters.invitation(planned, setting, letters.invited_at(planned))
    reminder = letters.reminder(planned, setting, invited.due if invited else None)
    now = rules.opened(planned, planned.start)
    found = [one for one in (invited, reminder, letters.opening(now, setting, None)[0]) if one is not None]
    while now.going:
        found.append(letters.phase(now, prompts[now.phase - 1], home))
        ends = now.ends or now.start
        over, now = now, rules.moved_on(now, now.phase, ends)
        if not now.going:
            found.append(letters.closing(over, prompts, setting, ends, home))
    return found


def transcript(found: Iterable[Letter], prompts: Sequence[Prompt], zone: str) -> str:
    """The messages as they can be read on paper, each under its local time, with who holds evidence."""
    parts = []
    for one in found:
        lines = in_words(one, zone)
        if one.kind == "session-phase":
            lines += _evidence(prompts[one.content["number"] - 1])
        parts.append("\n".join((_local(one.due, zone), *(fill(line, **_PAPER) for line in lines))))
    return "\n\n".join(parts)


def in_words(letter: Letter, zone: str) -> list[str]:
    """A message, line by line, without any markup."""
    content, kind = letter.content, letter.kind
    if kind == "session-phase":
        return _phase(content, zone)
    if kind == "session-closing":
        return _closing(content, zone)
    readings = [f"To read: {_reading(reading)}" for reading in content["readings"]]
    if kind == "session-reminder":
        return [f"REMINDER: {content['title']}, {_at(content['start'], zone)}", *readings]
    lines = [f"{'INVITATION' if kind == 'session-invitation' else 'OPENING'}: {content['title']} ({content['group']})"]
    lines += [_at(content["start"], zone)] if kind == "session-invitation" else []
    lines.append(f"By {content['protocol']}, {lasting(content['lasts'])}, {content['pace']}.")
    lines += [content["note"]] if content["note"] else []
    invites = [INVITES, f"Slow lane: {SLOW_LANE['slow' if content['pace'] == 'slow' else 'live']}."]
    return lines + readings + (invites if kind == "session-invitation" else [])


def lasting(seconds: int) -> str:
    """`45 minutes`, `2 hours`, `6 days`."""
    for name, size in (("day", 86_400), ("hour", 3600)):
        if seconds >= 2 * size or (seconds and seconds % size == 0):
            return _many(seconds / size, name)
    return _many(seconds / 60, "minute")


def _phase(content: Any, zone: str) -> list[str]:
    lines = [f"PHASE {content['number']} OF {content['of']}: {content['phase']}", TAKING[content["taking"]]]
    lines += [line for line in content["say"].splitlines() if line.strip()]
    for one in letters.passages_of(content["passages"]):
        lines += [f"> {one.quotation.text}", f"  — {one.quotation.citation()} [{one.permanent}]"]
    lines += ["(The facilitator chooses the passage.)"] if content["open"] else []
    lines += [f"Question: {content['question']}"] if content["question"] else []
    until = UNTIL[content["until"]]
    earliest = f" (not before {_at(content['earliest'], zone)})" if content["earliest"] else ""
    return [*lines, f"{until[0].upper()}{until[1:]} {_at(content['ends'], zone)}{earliest}"]


def _evidence(prompt: Prompt) -> list[str]:
    if prompt.question and not prompt.evidence:
        return [f"[{ASKS_MEMBERS}]"]
    found = (("Evidence in: ", True), ("No evidence in: ", False))
    titles = ((what, [one.title for one in prompt.evidence if one.holds is holds]) for what, holds in found)
    return [f"[{what}{', '.join(names)}]" for what, names in titles if names]


def _closing(content: Any, zone: str) -> list[str]:
    lines = ["CLOSING", f"That was “{content['title']}”."]
    for one in letters.passages_of(content["passages"]):
        lines.append(f"- {one.quotation.citation()} [{one.permanent}]")
    nowhere = f" ({NOWHERE})"
    for question in content["questions"]:
        lines.append(f"We asked: {question}{nowhere if question in content['unanswered'] else ''}")
    return lines + ([f"The next meeting: {_at(content['next'], zone)}"] if content["next"] else [])


def _reading(reading: Any) -> str:
    essay = reading["essay"]
    if essay is None:
        return f"{reading['name']}, which is not in the library"
    return f"{essay['title']}, about {_many(max(1, round(essay['words'] / 230)), 'minute')}"


def _at(stamp: int, zone: str) -> str:
    return _local(datetime.fromtimestamp(stamp, UTC), zone)


def _local(moment: datetime, zone: str) -> str:
    local = local_time(moment, zone)
    offset = (local - moment.replace(tzinfo=None)) // timedelta(minutes=1)
    sign, hours, minutes = "-" if offset < 0 else "+", *divmod(abs(offset), 60)
    return f"{WEEKDAYS[local.weekday()]} {local:%Y-%m-%d %H:%M} {zone} (UTC{sign}{hours:02}:{minutes:02})"


def _many(number: float, name: str) -> str:
    short = f"{number:.1f}".removesuffix(".0")
    return f"{short} {name}{'' if short == '1' else 's'}"
