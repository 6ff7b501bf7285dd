"""Rows of protocols that servers added, each server's apart; what they say is read from their text each time."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.protocols import ProtocolFile


def write(db: Database, guild: int, file: ProtocolFile) -> bool:
    """Keep it; say whether it took the place of another of that name."""
    replaced = take(db, guild, file.name)
    row = {"guild": guild, "name": file.name, "title": file.title, "text": file.text, "added_by": file.added_by}
    row["added_at"] = file.added_at and file.added_at.astimezone(UTC).isoformat(timespec="seconds")
    cast(Table, db["protocols"]).insert(row)
    return replaced


def take(db: Database, guild: int, name: str) -> bool:
    """Take one out; say whether it was there."""
    return db.execute("DELETE FROM protocols WHERE guild = ? AND name = ?", [guild, name]).rowcount > 0


def by_name(db: Database, guild: int, name: str) -> ProtocolFile | None:
    """The server's own of this name."""
    rows = db.query("SELECT * FROM protocols WHERE guild = ? AND name = ?", [guild, name])
    return next(map(_file, rows), None)


def titles(db: Database, guild: int) -> dict[str, str]:
    """The titles of all of the server's own, by name."""
    rows = db.query("SELECT name, title FROM protocols WHERE guild = ? ORDER BY name", [guild])
    return {row["name"]: row["title"] for row in rows}


def _file(row: dict[str, Any]) -> ProtocolFile:
    return ProtocolFile(
        row["name"], row["title"], row["text"], row["added_by"], datetime.fromisoformat(row["added_at"])
    )
