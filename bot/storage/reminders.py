"""Rows of reminders by direct message: who asked for one, until the session begins."""

from sqlite_utils import Database


def add(db: Database, session: int, member: int, inbox: int) -> None:
    """Somebody wants one, in this channel of her direct messages."""
    db.execute("INSERT OR REPLACE INTO reminders VALUES (?, ?, ?)", [session, member, inbox])


def remove(db: Database, session: int, member: int) -> bool:
    """She does not any more; False if she did not before."""
    return db.execute("DELETE FROM reminders WHERE session = ? AND member = ?", [session, member]).rowcount == 1


def of_session(db: Database, session: int) -> dict[int, int]:
    """Where each who asked for one gets it."""
    rows = db.query("SELECT member, inbox FROM reminders WHERE session = ? ORDER BY member", [session])
    return {row["member"]: row["inbox"] for row in rows}


def forget(db: Database, session: int) -> None:
    """Nobody's wish is kept."""
    db.execute("DELETE FROM reminders WHERE session = ?", [session])
