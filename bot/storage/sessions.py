"""Rows of sessions: how far each is, what its phases show and ask, who comes and who is ready."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast, get_args

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.ask import Quotation
from bot.facilitation.prompts import Evidence, Passage, Prompt
from bot.facilitation.protocols import Phase, Protocol
from bot.facilitation.sessions import COUNTED, Answer, Attendance, Session

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPEN = "sessions.state IN ('planned', 'running', 'held')"
_SELECT = """
    SELECT sessions.*, reading_groups.guild AS guild
    FROM sessions JOIN reading_groups ON reading_groups.id = sessions.reading_group
"""
_SHOWN = """
    FROM session_phases JOIN sessions ON sessions.id = session
    JOIN reading_groups ON reading_groups.id = sessions.reading_group WHERE guild = ?
"""


def add(db: Database, session: Session) -> int:
    """A new one; returns its number, which is never given twice."""
    row = _columns(session) | {
        "reading_group": session.group,
        "schedule": session.schedule,
        "planned": session.planned and session.planned.isoformat(),
    }
    return int(cast(int, cast(Table, db["sessions"]).insert(row).last_pk))


def replace(db: Database, session: Session) -> None:
    """Write it anew, with who is ready and who took part. When it is over, nobody's presence is kept."""
    cast(Table, db["sessions"]).update(session.id, _columns(session))
    if session.state in ("ended", "cancelled", "missed"):
        db.execute("DELETE FROM attendance WHERE session = ?", [session.id])
        return
    db.execute("UPDATE attendance SET ready_in = NULL, passed = 0 WHERE session = ?", [session.id])
    for member in sorted(session.took_part):
        ready = session.phase if member in session.ready | session.passed else None
        db.execute(
            """
            INSERT INTO attendance (session, member, took_part, ready_in, passed) VALUES (?, ?, 1, ?, ?)
            ON CONFLICT (session, member) DO UPDATE
            SET took_part = 1, ready_in = excluded.ready_in, passed = excluded.passed
            """,
            [session.id, member, ready, int(member in session.passed)],
        )


def answer(db: Database, session: int, member: int, given: Answer) -> None:
    """Note what somebody answered to the invitation, in place of what she said before."""
    db.execute(
        """
        INSERT INTO attendance (session, member, answer) VALUES (?, ?, ?)
        ON CONFLICT (session, member) DO UPDATE SET answer = excluded.answer
        """,
        [session, member, given],
    )


def forget_answers(db: Database, session: int) -> None:
    """Forget who answered what: the invitation is another one."""
    db.execute("DELETE FROM attendance WHERE session = ?", [session])


def attendance(db: Database, session: int) -> Attendance:
    """Who answered what."""
    names: dict[Answer, list[int]] = {one: [] for one in get_args(Answer)}
    rows = db.query("SELECT * FROM attendance WHERE session = ? AND answer IS NOT NULL ORDER BY member", [session])
    for row in rows:
        names[row["answer"]].append(row["member"])
    return Attendance({one: len(who) for one, who in names.items()}, {one: tuple(who) for one, who in names.items()})


def by_number(db: Database, number: int) -> Session | None:
    """One of any server."""
    return next(iter(_sessions(db, "sessions.id = ?", [number])), None)


def of_date(db: Database, schedule: int, planned: date) -> Session | None:
    """The session of a date of a schedule."""
    found = _sessions(db, "sessions.schedule = ? AND sessions.planned = ?", [schedule, planned.isoformat()])
    return next(iter(found), None)


def still_open(db: Database) -> tuple[Session, ...]:
    """Those of all servers that are planned or going on, in order."""
    return _sessions(db, _OPEN, [])


def of_group(db: Database, group: int) -> tuple[Session, ...]:
    """Those of a group that are planned or going on, in order."""
    return _sessions(db, f"{_OPEN} AND sessions.reading_group = ?", [group])


def in_hands_of(db: Database, guild: int, member: int) -> bool:
    """Whether any session of the server was handed over to her, also one that is over."""
    return (
        db.execute(f"SELECT 1 FROM ({_SELECT}) WHERE guild = ? AND facilitator = ?", [guild, member]).fetchone()
        is not None
    )


def of_schedule(db: Database, schedule: int, since: datetime) -> tuple[Session, ...]:
    """Those of a schedule that were to begin at that moment or later, in order."""
    return _sessions(db, "sessions.schedule = ? AND sessions.start >= ?", [schedule, _number(since)])


def forget_prompts(db: Database, session: int) -> None:
    """Forget what its phases show: it will be a session about something else."""
    db.execute("DELETE FROM session_phases WHERE session = ?", [session])


def write_prompts(db: Database, session: int, prompts: Sequence[Prompt]) -> None:
    """What every phase shows and asks; what a facilitator chose stays marked as chosen."""
    chosen = {number for number in _phases(db, session) if _phases(db, session)[number]["is_chosen"]}
    for number, prompt in enumerate(prompts, 1):
        write_prompt(db, session, number, prompt, chosen=number in chosen)


def write_prompt(db: Database, session: int, number: int, prompt: Prompt, *, chosen: bool) -> None:
    """What one phase shows and asks, and whether a facilitator chose it."""
    first, other = (*prompt.passages, None, None)[:2]
    row = {
        "session": session,
        "number": number,
        "place": first and first.quotation.place,
        "citation": first and first.permanent,
        "other_place": other and other.quotation.place,
        "other_citation": other and other.permanent,
        "words": json.dumps([asdict(one) for one in prompt.passages], ensure_ascii=False),
        "question": prompt.question,
        "is_open": int(prompt.open),
        "is_chosen": int(chosen),
        "evidence": json.dumps([asdict(one) for one in prompt.evidence], ensure_ascii=False),
    }
    cast(Table, db["session_phases"]).insert(row, replace=True)


def prompts(db: Database, session: int) -> tuple[Prompt, ...]:
    """What its phases show and ask, in order; nothing as long as nothing was prepared."""
    return tuple(_prompt(row) for _, row in sorted(_phases(db, session).items()))


def forget_text(db: Database, guild: int, essay: str) -> None:
    """Keep no words of an essay: phases that showed it show it no more, in all sessions of the server."""
    of_guild = (
        "SELECT sessions.id FROM sessions JOIN reading_groups ON reading_groups.id = reading_group WHERE guild = ?"
    )
    for row in list(db.query(f"SELECT * FROM session_phases WHERE session IN ({of_guild})", [guild])):
        words = json.loads(row["words"])
        left = [one for one in words if one["quotation"]["essay"] != essay]
        if left != words:
            kept = json.dumps(left, ensure_ascii=False)
            db.execute(
                "UPDATE session_phases SET words = ? WHERE session = ? AND number = ?",
                [kept, row["session"], row["number"]],
            )


def citations(db: Database, guild: int, since: datetime) -> list[tuple[str, str]]:
    """(citation, title of the session) of what sessions show that were to begin then or later."""
    rows = db.query(f"SELECT session_phases.*, title {_SHOWN} AND start >= ? ORDER BY start", [guild, _number(since)])
    return [(cited, row["title"]) for row in rows for cited in (row["citation"], row["other_citation"]) if cited]


def citation_of(db: Database, guild: int, place: str) -> str | None:
    """The permanent citation of a place that a session showed, the last one if there were several."""
    rows = db.query(f"SELECT session_phases.* {_SHOWN} AND ? IN (place, other_place)", [guild, place])
    found = [row["citation" if row["place"] == place else "other_citation"] for row in rows]
    return found[-1] if found else None


def chosen(db: Database, session: int) -> dict[int, Prompt]:
    """What a facilitator chose, by the number of the phase."""
    return {number: _prompt(row) for number, row in _phases(db, session).items() if row["is_chosen"]}


def _phases(db: Database, session: int) -> dict[int, dict[str, Any]]:
    return {row["number"]: row for row in db.query("SELECT * FROM session_phases WHERE session = ?", [session])}


def _prompt(row: Mapping[str, Any]) -> Prompt:
    return Prompt(
        passages=tuple(Passage(Quotation(**one["quotation"]), one["permanent"]) for one in json.loads(row["words"])),
        question=row["question"],
        open=bool(row["is_open"]),
        evidence=tuple(Evidence(**one) for one in json.loads(row["evidence"])),
    )


def _sessions(db: Database, condition: str, values: list[Any]) -> tuple[Session, ...]:
    rows = list(db.query(f"{_SELECT} WHERE {condition} ORDER BY sessions.start, sessions.id", values))
    return tuple(_session(db, row) for row in rows)


def _session(db: Database, row: Mapping[str, Any]) -> Session:
    people = list(db.query("SELECT * FROM attendance WHERE session = ?", [row["id"]]))
    answered = [one for one in people if one["took_part"] and one["ready_in"] == row["phase"]]
    return Session(
        id=row["id"],
        guild=row["guild"],
        group=row["reading_group"],
        channel=row["channel"],
        is_forum=bool(row["is_forum"]),
        role=row["role"],
        schedule=row["schedule"],
        planned=row["planned"] and date.fromisoformat(row["planned"]),
        version=row["version"],
        title=row["title"],
        note=row["note"],
        essays=tuple(json.loads(row["essays"])),
        protocol=_protocol(json.loads(row["protocol"])),
        pace=row["pace"],
        zone=row["zone"],
        start=_EPOCH + timedelta(milliseconds=row["start"]),
        state=row["state"],
        phase=row["phase"],
        began=_moment(row["began"]),
        ends=_moment(row["ends"]),
        held_at=_moment(row["held_at"]),
        changes=row["changes"],
        facilitator=row["facilitator"],
        coming=frozenset(one["member"] for one in people if one["answer"] in COUNTED[row["pace"]]),
        took_part=frozenset(one["member"] for one in people if one["took_part"]),
        ready=frozenset(one["member"] for one in answered if not one["passed"]),
        passed=frozenset(one["member"] for one in answered if one["passed"]),
    )


def _columns(session: Session) -> dict[str, Any]:
    return {
        "channel": session.channel,
        "is_forum": int(session.is_forum),
        "role": session.role,
        "version": session.version,
        "title": session.title,
        "note": session.note,
        "essays": json.dumps(session.essays),
        "protocol": json.dumps(asdict(session.protocol), ensure_ascii=False),
        "pace": session.pace,
        "zone": session.zone,
        "start": _number(session.start),
        "state": session.state,
        "phase": session.phase,
        "began": _number(session.began),
        "ends": _number(session.ends),
        "held_at": _number(session.held_at),
        "changes": session.changes,
        "facilitator": session.facilitator,
    }


def _protocol(known: dict[str, Any]) -> Protocol:
    phases = tuple(Phase(**{**phase, "questions": tuple(phase["questions"])}) for phase in known["phases"])
    return Protocol(**{**known, "phases": phases})


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else _EPOCH + timedelta(milliseconds=number)
