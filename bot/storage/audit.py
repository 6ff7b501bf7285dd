"""Rows of the audit: a line for each change, newest last. Moments are milliseconds since 1970."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.facilitation.audit import Change, Entry, Filter

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SELECT = "SELECT audit.*, later.number AS undone_by FROM audit LEFT JOIN audit AS later ON later.undoes = audit.number"
_WANTED = (
    "audit.guild = :guild AND (:kind IS NULL OR audit.kind = :kind) AND (:member IS NULL OR audit.member = :member)"
)


def add(db: Database, guild: int, member: int | None, change: Change, now: datetime, undoes: int | None = None) -> int:
    """Write a line; returns its number."""
    row = db.execute(
        """
        INSERT INTO audit (guild, member, at, kind, verb, subject, key, before, after, undoes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
        """,
        [
            guild,
            member,
            _number(now),
            change.kind,
            change.verb,
            change.subject,
            change.key,
            _written(change.before),
            _written(change.after),
            undoes,
        ],
    ).fetchone()
    return int(row[0])


def by_number(db: Database, guild: int, number: int) -> Entry | None:
    """A line of this server."""
    rows = db.query(f"{_SELECT} WHERE audit.guild = ? AND audit.number = ?", [guild, number])
    return next((_entry(row) for row in rows), None)


def page(db: Database, guild: int, wanted: Filter, most: int, skipped: int) -> tuple[Entry, ...]:
    """Lines of this server, newest first."""
    rows = db.query(
        f"{_SELECT} WHERE {_WANTED} ORDER BY audit.number DESC LIMIT :most OFFSET :skipped",
        {**_values(guild, wanted), "most": most, "skipped": skipped},
    )
    return tuple(_entry(row) for row in rows)


def count(db: Database, guild: int, wanted: Filter) -> int:
    """How many there are."""
    rows = db.query(f"SELECT count(*) AS number FROM audit WHERE {_WANTED}", _values(guild, wanted))
    return int(next(iter(rows))["number"])


def of_key(db: Database, guild: int, kind: str, key: str) -> tuple[Entry, ...]:
    """What was done to one thing of this server, newest first."""
    where = "audit.guild = ? AND audit.kind = ? AND audit.key = ?"
    return tuple(map(_entry, db.query(f"{_SELECT} WHERE {where} ORDER BY audit.number DESC", [guild, kind, key])))


def thin(db: Database, before: datetime) -> int:
    """Delete the lines that are older; say how many."""
    return db.execute("DELETE FROM audit WHERE at < ?", [_number(before)]).rowcount


def _values(guild: int, wanted: Filter) -> dict[str, Any]:
    return {"guild": guild, "kind": wanted.kind, "member": wanted.member}


def _entry(row: Mapping[str, Any]) -> Entry:
    change = Change(row["kind"], row["verb"], row["subject"], row["key"], _read(row["before"]), _read(row["after"]))
    at = _EPOCH + timedelta(milliseconds=row["at"])
    return Entry(row["number"], row["guild"], row["member"], at, change, row["undoes"], row["undone_by"])


def _written(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def _read(written: str | None) -> dict[str, Any] | None:
    return None if written is None else dict(json.loads(written))


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
