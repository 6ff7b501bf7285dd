"""Rows of what Discord was last told of our commands."""

from typing import cast

from sqlite_utils import Database
from sqlite_utils.db import Table


def published(db: Database, application: int) -> str | None:
    """The fingerprint that Discord was last given for this application."""
    rows = list(db.query("SELECT fingerprint FROM published_commands WHERE application = ?", [application]))
    return rows[0]["fingerprint"] if rows else None


def publish(db: Database, application: int, fingerprint: str) -> None:
    """Replace the fingerprint of this application."""
    table = cast(Table, db["published_commands"])
    # Never `upsert`: on a full disk it takes SQLite for an old one, and then writes nothing without a word.
    table.insert({"application": application, "fingerprint": fingerprint}, replace=True)


def forget(db: Database) -> None:
    """Nobody knows what Discord was last told."""
    db.execute("DELETE FROM published_commands")
