"""The rows of one server as a small bot.db of their own, and from there into the bot.db of another host.

Rows keep their numbers where those are free. Else all numbers of a table move on by as much as makes them new to both
files, so that an old button leads nowhere rather than to something else.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.storage.privacy import OF_GUILD, OF_NO_GUILD

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NUMBERED: Mapping[str, str] = {
    "reading_groups": "id",
    "schedules": "id",
    "sessions": "id",
    "suggestions": "id",
    "outbox": "number",
    "audit": "number",
}
"""The tables that give out numbers, each once and for ever."""

POINTING: Mapping[tuple[str, str], str] = {
    ("facilitators", "reading_group"): "reading_groups",
    ("schedules", "reading_group"): "reading_groups",
    ("schedule_dates", "schedule"): "schedules",
    ("sessions", "reading_group"): "reading_groups",
    ("sessions", "schedule"): "schedules",
    ("session_phases", "session"): "sessions",
    ("session_events", "session"): "sessions",
    ("attendance", "session"): "sessions",
    ("reminders", "session"): "sessions",
    ("audit", "undoes"): "audit",
}
"""The columns in which such a number stands."""

_IN_KEYS = {"session": "sessions", "suggestion": "suggestions"}
_KEY_COLUMNS = ("key", "lane", "parent")
_OF_AUDIT = {"group": "reading_groups", "schedule": "schedules", "session": "sessions", "suggestion": "suggestions"}
_LEFT_BEHIND = frozenset({"departures"})

Offsets = Mapping[str, int]


def leave_only(db: Database, guild: int) -> None:
    """Delete everything from a copy of bot.db that is not of one server."""
    db.execute("PRAGMA foreign_keys = OFF")  # what belongs to rows of others goes by its own condition
    for table, condition in OF_GUILD.items():
        keep = "FALSE" if table in _LEFT_BEHIND else condition
        db.execute(f"DELETE FROM {table} WHERE ({keep}) IS NOT TRUE", {"guild": guild})
    for table in OF_NO_GUILD:
        db.execute(f"DELETE FROM {table}")
    db.execute("VACUUM")


def guilds_in(db: Database) -> set[int]:
    """The servers of whom something is in such a copy."""
    direct = [table for table, condition in OF_GUILD.items() if condition == "guild = :guild"]
    return {row["guild"] for table in direct for row in db.query(f"SELECT DISTINCT guild FROM {table}")}


def take_in(db: Database, source: Database, guild: int, now: datetime) -> dict[str, int]:
    """Write all rows of such a copy; say how many, by table.

    Whoever wrote the copy may have posted since: of a letter that was due, facilitators say whether it is there.
    """
    offsets = _offsets(db, source)
    counts: dict[str, int] = {}
    for table in reversed(OF_GUILD):  # what others belong to goes in before them
        rows = [_moved(table, row, offsets) for row in source.query(f"SELECT * FROM {table}{_order(table)}")]
        if rows:
            names = ", ".join(f'"{name}"' for name in rows[0])
            marks = ", ".join("?" * len(rows[0]))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            db.conn.executemany(sql, [list(row.values()) for row in rows])
            counts[table] = len(rows)
    for table in NUMBERED:
        last = max(_given(db, table), _given(source, table) + offsets[table])
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, last])
    db.execute(
        """
        UPDATE outbox SET state = 'uncertain', reason = 'unreadable', told = 0, lease_until = NULL, not_before = NULL
        WHERE guild = :guild AND (state = 'sending' OR (state = 'pending' AND due <= :now)) AND form <> 'thread'
        """,
        {"guild": guild, "now": (now - _EPOCH) // timedelta(milliseconds=1)},
    )
    return counts


def _order(table: str) -> str:
    """An older row may be what a younger one belongs to."""
    return f" ORDER BY {NUMBERED[table]}" if table in NUMBERED else ""


def _offsets(db: Database, source: Database) -> dict[str, int]:
    """By how much the numbers of each table move on."""
    taken = any(_numbers(db, table, column) & _numbers(source, table, column) for table, column in NUMBERED.items())
    return {table: max(_given(db, table), _given(source, table)) if taken else 0 for table in NUMBERED}


def _numbers(db: Database, table: str, column: str) -> set[int]:
    return {row["number"] for row in db.query(f"SELECT {column} AS number FROM {table}")}


def _given(db: Database, table: str) -> int:
    rows = db.query("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
    return max((int(row["seq"]) for row in rows), default=0)


def _moved(table: str, row: dict[str, Any], offsets: Offsets) -> dict[str, Any]:
    """The row with its numbers, and those that it names, moved on."""
    if not any(offsets.values()):
        return row
    changed = dict(row)
    for name, value in row.items():
        if NUMBERED.get(table) == name:
            changed[name] = value + offsets[table]
        elif (table, name) in POINTING and value is not None:
            changed[name] = value + offsets[POINTING[table, name]]
    if table == "outbox":
        for name in _KEY_COLUMNS:
            changed[name] = row[name] and _moved_key(row[name], offsets)
        content = json.loads(row["content"])
        if isinstance(content, dict) and isinstance(content.get("letter"), int):
            content["letter"] += offsets["outbox"]
            changed["content"] = json.dumps(content, ensure_ascii=False, sort_keys=True)
    if table == "audit" and row["kind"] in _OF_AUDIT and str(row["key"]).isdecimal():
        changed["key"] = str(int(row["key"]) + offsets[_OF_AUDIT[row["kind"]]])
    return changed


def _moved_key(key: str, offsets: Offsets) -> str:
    def on(found: re.Match[str]) -> str:
        return f"{found[1]}:{int(found[2]) + offsets[_IN_KEYS[found[1]]]}:"

    return re.sub(rf"\b({'|'.join(_IN_KEYS)}):(\d+):", on, key)
