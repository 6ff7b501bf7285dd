"""Rows of reading groups and of who facilitates them. A closed group keeps its row."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.groups import Group


def add(db: Database, group: Group, made_at: datetime) -> int:
    """A new one; returns its number, which is never given twice."""
    row = _columns(group) | {"guild": group.guild, "made_at": _written(made_at)}
    number = int(cast(int, cast(Table, db["reading_groups"]).insert(row).last_pk))
    _write_facilitators(db, number, group.facilitators)
    return number


def replace(db: Database, group: Group) -> None:
    """Write all of an open group anew."""
    cast(Table, db["reading_groups"]).update(group.id, _columns(group))
    _write_facilitators(db, group.id, group.facilitators)


def close(db: Database, number: int, closed_at: datetime) -> None:
    """Close it."""
    cast(Table, db["reading_groups"]).update(number, {"closed_at": _written(closed_at)})


def reopen(db: Database, number: int) -> None:
    """Open it again."""
    cast(Table, db["reading_groups"]).update(number, {"closed_at": None})


def of_guild(db: Database, guild: int) -> tuple[Group, ...]:
    """The server's groups, closed ones as well, in the order in which they were made."""
    return _groups(db, "guild = ?", [guild])


def all_open(db: Database) -> tuple[Group, ...]:
    """Those of every server that are not closed."""
    return _groups(db, "closed_at IS NULL", [])


def facilitates(db: Database, guild: int, member: int) -> bool:
    """Whether she facilitates any group of the server, also a closed one."""
    query = "SELECT 1 FROM facilitators JOIN reading_groups ON id = reading_group WHERE guild = ? AND member = ?"
    return db.execute(query, [guild, member]).fetchone() is not None


def by_number(db: Database, numbers: Sequence[int]) -> dict[int, Group]:
    """The groups with these numbers, of any server."""
    marks = ", ".join("?" * len(numbers))
    return {group.id: group for group in _groups(db, f"id IN ({marks})", list(numbers))}


def _groups(db: Database, condition: str, values: list[Any]) -> tuple[Group, ...]:
    facilitators: dict[int, set[int]] = defaultdict(set)
    wanted = f"SELECT id FROM reading_groups WHERE {condition}"
    for row in db.query(f"SELECT * FROM facilitators WHERE reading_group IN ({wanted})", values):
        facilitators[row["reading_group"]].add(row["member"])
    rows = db.query(f"SELECT * FROM reading_groups WHERE {condition} ORDER BY id", values)
    return tuple(_group(row, frozenset(facilitators[row["id"]])) for row in rows)


def _group(row: dict[str, Any], facilitators: frozenset[int]) -> Group:
    return Group(
        id=row["id"],
        guild=row["guild"],
        name=row["name"],
        channel=row["channel"],
        is_forum=bool(row["is_forum"]),
        facilitators=facilitators,
        role=row["role"],
        zone=row["zone"],
        pace=row["pace"],
        hour=time.fromisoformat(row["hour"]),
        closed=row["closed_at"] is not None,
    )


def _columns(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "channel": group.channel,
        "is_forum": int(group.is_forum),
        "role": group.role,
        "zone": group.zone,
        "pace": group.pace,
        "hour": group.hour.isoformat("minutes"),
    }


def _write_facilitators(db: Database, number: int, members: frozenset[int]) -> None:
    db.execute("DELETE FROM facilitators WHERE reading_group = ?", [number])
    cast(Table, db["facilitators"]).insert_all({"reading_group": number, "member": one} for one in sorted(members))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
