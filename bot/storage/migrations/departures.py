"""Servers that removed the bot."""

from sqlite_utils import Database


def m020_departures(db: Database) -> None:
    """When a server removed the bot, in milliseconds since 1970: what is kept of it is deleted some time later."""
    db.execute("CREATE TABLE departures (guild INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT")


STEPS = (m020_departures,)
