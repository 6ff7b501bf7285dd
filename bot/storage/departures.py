"""Rows of servers that removed the bot. Moments are milliseconds since 1970."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def note(db: Database, guild: int, now: datetime) -> bool:
    """Note that it is gone since this moment; False when that was noted before."""
    at = (now - _EPOCH) // timedelta(milliseconds=1)
    return db.execute("INSERT INTO departures VALUES (?, ?) ON CONFLICT DO NOTHING", [guild, at]).rowcount == 1


def forget(db: Database, guilds: Iterable[int]) -> int:
    """They are back; say how many were noted as gone."""
    return sum(db.execute("DELETE FROM departures WHERE guild = ?", [guild]).rowcount for guild in guilds)


def all_of_them(db: Database) -> dict[int, datetime]:
    """Since when each is gone."""
    rows = db.query("SELECT guild, at FROM departures ORDER BY at")
    return {row["guild"]: _EPOCH + timedelta(milliseconds=row["at"]) for row in rows}
