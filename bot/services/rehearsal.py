"""A whole plan on paper: every message of every meeting, with its local time, before there is a group."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.facilitation import rehearsal
from bot.facilitation.calendar import due
from bot.facilitation.plans import Plan
from bot.facilitation.protocols import Pace, Protocol
from bot.facilitation.recurrence import occurrences, recurrence
from bot.facilitation.session_letters import Setting
from bot.facilitation.sessions import Session, planned_end
from bot.facilitation.upcoming import readings
from bot.services.prompts import grounded
from bot.services.reading import listing
from bot.services.seed_files import Seeds
from retrieval import Library


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What to rehearse: weekly from `start` on; a `protocol` takes the place of all that the plan names."""

    plan: Plan
    zone: str
    start: date
    hour: time
    protocol: Protocol | None = None
    pace: Pace = "live"


def rehearse(library: Library, seeds: Seeds, wanted: Rehearsal) -> str:
    """The transcript, meeting after meeting."""
    rule = recurrence("plan", [wanted.start.weekday()], wanted.hour, wanted.start, count=len(wanted.plan.meetings))
    before = due(datetime.combine(wanted.start, wanted.hour), wanted.zone) - timedelta(days=1)
    dates = [one.due for one in occurrences(rule, wanted.zone, before, len(wanted.plan.meetings))]
    parts = [f"{wanted.plan.title}: {len(dates)} meeting{'s' if len(dates) != 1 else ''}"]
    parts += [_meeting(library, seeds, wanted, number, dates) for number in range(len(dates))]
    return "\n\n".join(parts)


def _meeting(library: Library, seeds: Seeds, wanted: Rehearsal, number: int, dates: list[datetime]) -> str:
    meeting = wanted.plan.meetings[number]
    found = readings(meeting.essays, [listing(info) for info in library.essays()])
    protocol = wanted.protocol or seeds.protocol(meeting.protocol)
    session = Session(
        id=number + 1,
        guild=0,
        group=0,
        channel=0,
        is_forum=False,
        role=None,
        schedule=None,
        planned=None,
        version=1,
        title=meeting.title,
        note=meeting.note,
        essays=meeting.essays,
        protocol=protocol,
        pace=wanted.pace,
        zone=wanted.zone,
        start=dates[number],
    )
    over = planned_end(session)
    following = next((one for one in dates[number + 1 :] if one >= over), None)
    slugs = [one.essay.slug for one in found if one.essay]
    prompts = grounded(library, slugs, protocol)
    shown = rehearsal.messages(session, prompts, Setting(wanted.plan.title, found, following))
    return f"=== Meeting {number + 1}: {meeting.title} ===\n\n{rehearsal.transcript(shown, prompts, wanted.zone)}"
