"""Rows of what members and servers asked lately: numbers, never words. Moments are milliseconds since 1970."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.facilitation.allowance import DAY, Used

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE_SERVER = 0
"""In place of a member: what all of them asked together."""


def used(db: Database, guild: int, member: int) -> tuple[Used | None, Used | None]:
    """What this member, and what the whole server, asked of its library lately."""
    rows = db.query("SELECT * FROM asked_lately WHERE guild = ? AND member IN (?, ?)", [guild, member, WHOLE_SERVER])
    found = {row["member"]: _used(row) for row in rows}
    return found.get(member), found.get(WHOLE_SERVER)


def of_all(db: Database) -> dict[tuple[int, int], Used]:
    """The same of everybody, by server and member."""
    return {(row["guild"], row["member"]): _used(row) for row in db.query("SELECT * FROM asked_lately")}


def write(db: Database, guild: int, member: int, own: Used, server: Used) -> None:
    """Remember both until a day has passed."""
    columns = "guild, member, minute_began, in_minute, day_began, in_day"
    db.execute(
        f"INSERT OR REPLACE INTO asked_lately ({columns}) VALUES (?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?)",
        [guild, member, *_row(own), guild, WHOLE_SERVER, *_row(server)],
    )


def thin(db: Database, now: datetime) -> None:
    """Forget what is older than a day."""
    db.execute("DELETE FROM asked_lately WHERE day_began < ?", [_number(now - DAY)])


def _used(row: Mapping[str, Any]) -> Used:
    return Used(_moment(row["minute_began"]), row["in_minute"], _moment(row["day_began"]), row["in_day"])


def _row(used: Used) -> tuple[int, int, int, int]:
    return _number(used.minute_began), used.in_minute, _number(used.day_began), used.in_day


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(number: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=number)
