"""Reading plans: which essays a group reads, meeting by meeting, and by which protocol it talks about them."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.facilitation.protocols import LONGEST_ABOUT, LONGEST_TITLE
from bot.facilitation.seed_files import meant, name_of, plain
from bot.facilitation.seed_sheet import Sheet, Table

MOST_MEETINGS = 52
MOST_ESSAYS = 6
LONGEST_NOTE = 300
LONGEST_FILE_NAME = 200


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is read for it (file names, or essays of the server's library), by which protocol, and why."""

    title: str
    essays: tuple[str, ...]
    protocol: str
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Meetings in order. When they are is for the schedule to say."""

    name: str
    title: str
    about: str
    meetings: tuple[Meeting, ...]


def parse_plan(text: str, file: str, *, protocols: Collection[str], essays: Collection[str] | None = None) -> Plan:
    """The plan that a file describes; its name is the file's. Raises Faults with all that is wrong with it.

    A protocol must be one of `protocols`, and an essay one of `essays`, unless those are not known yet.
    """
    name, sheet = name_of(file), Sheet(text, file, "a plan")
    table = sheet.table
    plan = Plan(
        name=name,
        title=table.text("title", LONGEST_TITLE, "Three positions"),
        about=table.text("about", LONGEST_ABOUT, "Four meetings on three essays.", flows=True),
        meetings=tuple(
            _meeting(meeting, protocols, essays) for meeting in table.tables("meetings", "a meeting", MOST_MEETINGS)
        ),
    )
    table.end()
    sheet.close()
    return plan


def _meeting(table: Table, protocols: Collection[str], essays: Collection[str] | None) -> Meeting:
    meeting = Meeting(
        title=table.text("title", LONGEST_TITLE, "Ally"),
        essays=table.texts("essays", MOST_ESSAYS, LONGEST_FILE_NAME, "ally-or-accomplice.md"),
        protocol=table.text("protocol", LONGEST_TITLE, "chalk-talk"),
        note=table.text("note", LONGEST_NOTE),
    )
    if table.sound("protocol") and meeting.protocol not in protocols:
        table.fault(("protocol",), _unknown("protocol", meeting.protocol, protocols))
    for number, essay in enumerate(meeting.essays):
        if essay in meeting.essays[:number]:
            table.fault(("essays", number), f"“{plain(essay)[:60]}” stands twice in this meeting: keep it once.")
        elif essay and essays is not None and essay not in essays:
            table.fault(("essays", number), _unknown("essay", essay, essays))
    table.end()
    return meeting


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    near = meant(name, known)
    advice = f"did you mean “{near}”?" if near else f"add it, or choose one from the list of {what}s."
    return f"there is no {what} “{name[:60]}”: {advice}"
