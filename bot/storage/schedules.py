"""Rows of schedules: local times, zones and rules. Instants are never written, they follow from these."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.groups import Group
from bot.facilitation.recurrence import Recurrence, last_day
from bot.facilitation.schedules import Schedule
from bot.storage import groups

MARGIN = timedelta(days=2)
"""A local date and the date in UTC are never further apart."""


def add(db: Database, schedule: Schedule, made_at: datetime) -> int:
    """A new one; returns its number, which is never given twice."""
    row = _columns(schedule) | {
        "reading_group": schedule.group.id,
        "made_by": schedule.made_by,
        "made_at": _written(made_at),
    }
    number = int(cast(int, cast(Table, db["schedules"]).insert(row).last_pk))
    _write_dates(db, number, schedule.recurrence)
    return number


def replace(db: Database, schedule: Schedule) -> None:
    """Write it anew, all but its group and who made it when."""
    cast(Table, db["schedules"]).update(schedule.id, _columns(schedule))
    _write_dates(db, schedule.id, schedule.recurrence)


def remove(db: Database, number: int) -> None:
    """Take a draft out; a schedule that counted is never removed."""
    db.execute("DELETE FROM schedules WHERE id = ? AND state = 'draft'", [number])


def remove_drafts(db: Database, guild: int, member: int, before: datetime) -> None:
    """Take out the member's drafts in this server, and everybody's from before a moment."""
    of_guild = "SELECT id FROM reading_groups WHERE guild = :guild"
    db.execute(
        "DELETE FROM schedules WHERE state = 'draft'"
        f" AND (made_at < :before OR (made_by = :member AND reading_group IN ({of_guild})))",
        {"guild": guild, "member": member, "before": _written(before)},
    )


def by_number(db: Database, number: int) -> Schedule | None:
    """One of any server, a draft as well."""
    return next(iter(_schedules(db, "id = ?", [number])), None)


def of_guild(db: Database, guild: int) -> tuple[Schedule, ...]:
    """The server's schedules in the order in which they were made, without drafts."""
    of_guild = "SELECT id FROM reading_groups WHERE guild = ?"
    return _schedules(db, f"state <> 'draft' AND reading_group IN ({of_guild})", [guild])


def to_come(db: Database, after: datetime) -> tuple[Schedule, ...]:
    """The active ones of open groups in all servers that may have dates after a moment."""
    still_open = "SELECT id FROM reading_groups WHERE closed_at IS NULL"
    earliest = (after.astimezone(UTC) - MARGIN).date().isoformat()
    return _schedules(db, f"state = 'active' AND last_day >= ? AND reading_group IN ({still_open})", [earliest])


def _schedules(db: Database, condition: str, values: list[Any]) -> tuple[Schedule, ...]:
    rows = list(db.query(f"SELECT * FROM schedules WHERE {condition} ORDER BY id", values))
    found = groups.by_number(db, sorted({row["reading_group"] for row in rows}))
    dates: dict[int, list[dict[str, Any]]] = defaultdict(list)
    wanted = f"SELECT id FROM schedules WHERE {condition}"
    for date_row in db.query(f"SELECT * FROM schedule_dates WHERE schedule IN ({wanted})", values):
        dates[date_row["schedule"]].append(date_row)
    return tuple(_schedule(row, found[row["reading_group"]], dates[row["id"]]) for row in rows)


def _schedule(row: dict[str, Any], group: Group, dates: Iterable[dict[str, Any]]) -> Schedule:
    return Schedule(
        id=row["id"],
        group=group,
        title=row["title"],
        plan=row["plan"],
        protocol=row["protocol"],
        essays=tuple(json.loads(row["essays"])),
        recurrence=_recurrence(row, list(dates)),
        zone=row["zone"],
        pace=row["pace"],
        made_by=row["made_by"],
        state=row["state"],
        reason=row["reason"],
        version=row["version"],
        paused_at=row["paused_at"] and datetime.fromisoformat(row["paused_at"]),
    )


def _recurrence(row: dict[str, Any], dates: list[dict[str, Any]]) -> Recurrence:
    planned = [(date.fromisoformat(one["planned"]), one["moved_to"]) for one in dates]
    return Recurrence(
        kind=row["kind"],
        weekdays=tuple(json.loads(row["weekdays"])),
        time=time.fromisoformat(row["hour"]),
        start=date.fromisoformat(row["start"]),
        every=row["every"],
        nth=row["nth"],
        count=row["count"],
        until=row["until"] and date.fromisoformat(row["until"]),
        skipped=frozenset(day for day, to in planned if to is None),
        moved=frozenset((day, datetime.fromisoformat(to)) for day, to in planned if to is not None),
    )


def _columns(schedule: Schedule) -> dict[str, Any]:
    rule = schedule.recurrence
    return {
        "title": schedule.title,
        "plan": schedule.plan,
        "protocol": schedule.protocol,
        "essays": json.dumps(schedule.essays),
        "pace": schedule.pace,
        "zone": schedule.zone,
        "kind": rule.kind,
        "weekdays": json.dumps(rule.weekdays),
        "hour": rule.time.isoformat("minutes"),
        "start": rule.start.isoformat(),
        "every": rule.every,
        "nth": rule.nth,
        "count": rule.count,
        "until": rule.until and rule.until.isoformat(),
        "last_day": last_day(rule).isoformat(),
        "state": schedule.state,
        "reason": schedule.reason,
        "paused_at": schedule.paused_at and _written(schedule.paused_at),
        "version": schedule.version,
    }


def _write_dates(db: Database, number: int, rule: Recurrence) -> None:
    db.execute("DELETE FROM schedule_dates WHERE schedule = ?", [number])
    changes: dict[date, str | None] = dict.fromkeys(rule.skipped)
    changes |= {day: to.isoformat(timespec="minutes") for day, to in rule.moved}
    rows = ({"schedule": number, "planned": day.isoformat(), "moved_to": to} for day, to in sorted(changes.items()))
    cast(Table, db["schedule_dates"]).insert_all(rows)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
