"""Rows of suggested texts. One is gone, with the name of its member, as soon as moderators have decided on it."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from bot.facilitation.suggestions import SuggestedText, Suggestion

_OPEN = "FROM suggestions WHERE guild = :guild"


def add(
    db: Database, guild: int, member: int, text: SuggestedText, made_at: datetime, inbox: int | None = None
) -> None:
    """A new one, which waits for a decision; `inbox` is the channel of her direct messages."""
    cast(Table, db["suggestions"]).insert(
        {
            "guild": guild,
            "member": member,
            "title": text.title,
            "author": text.author,
            "link": text.link,
            "note": text.note,
            "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "inbox": inbox,
        }
    )


def count_open(db: Database, guild: int, member: int | None = None) -> int:
    """How many of the server, or of one member there, wait for a decision."""
    of_member = "" if member is None else " AND member = :member"
    rows = db.query(f"SELECT count(*) AS number {_OPEN}{of_member}", {"guild": guild, "member": member})
    return int(next(iter(rows))["number"])


def newest_open(db: Database, guild: int, most: int, skipped: int) -> tuple[Suggestion, ...]:
    """Those that wait for a decision, newest first."""
    order = "ORDER BY id DESC LIMIT :most OFFSET :skipped"
    rows = db.query(f"SELECT * {_OPEN} {order}", {"guild": guild, "most": most, "skipped": skipped})
    return tuple(_suggestion(row) for row in rows)


def by_number(db: Database, guild: int, number: int) -> Suggestion | None:
    """One of this server that waits for a decision."""
    rows = db.query(f"SELECT * {_OPEN} AND id = :number", {"guild": guild, "number": number})
    return next((_suggestion(row) for row in rows), None)


def take(db: Database, guild: int, number: int) -> Suggestion | None:
    """Take one of this server out and return it; None when there is no such one."""
    found = by_number(db, guild, number)
    if found is not None:
        cast(Table, db["suggestions"]).delete(number)
    return found


def _suggestion(row: dict[str, Any]) -> Suggestion:
    text = SuggestedText(row["title"], row["author"], row["link"], row["note"])
    return Suggestion(row["id"], row["member"], text, datetime.fromisoformat(row["made_at"]), row["inbox"])
