"""Rows of what members and servers asked lately: numbers, never words. Moments are milliseconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.allowance import DAY, Used

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE_SERVER = 0
"""In place of a member: what all of them asked together."""


def used(db: Database, guild: int, member: int) -> Used | None:
    """What this member asked of this server's library lately."""
    rows = db.query("SELECT * FROM asked_lately WHERE guild = ? AND member = ?", [guild, member])
    for row in rows:
        return Used(_moment(row["minute_began"]), row["in_minute"], _moment(row["day_began"]), row["in_day"])
    return None


def write(db: Database, guild: int, member: int, now: Used) -> None:
    """Remember it until a day has passed."""
    row = {
        "guild": guild,
        "member": member,
        "minute_began": _number(now.minute_began),
        "in_minute": now.in_minute,
        "day_began": _number(now.day_began),
        "in_day": now.in_day,
    }
    cast(Table, db["asked_lately"]).insert(row, replace=True)


def thin(db: Database, now: datetime) -> None:
    """Forget what is older than a day."""
    db.execute("DELETE FROM asked_lately WHERE day_began < ?", [_number(now - DAY)])


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(number: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=number)
