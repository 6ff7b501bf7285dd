"""What belongs to a session beside its letters: an event in the list, and reminders."""

from sqlite_utils import Database


def m009_session_events(db: Database) -> None:
    """Sessions in Discord's lists of events: rows before they are events. And whether a server wants them there."""
    db.execute(
        """
        CREATE TABLE session_events (
            session INTEGER PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
            guild INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('none', 'asked', 'there', 'left')),
            event INTEGER,
            shown TEXT,
            begun INTEGER NOT NULL CHECK (begun IN (0, 1)),
            asked_at INTEGER,
            not_before INTEGER,
            failures INTEGER NOT NULL,
            CHECK ((state = 'asked') = (asked_at IS NOT NULL)),
            CHECK (state <> 'there' OR (event IS NOT NULL AND shown IS NOT NULL))
        ) STRICT
        """
    )
    db.execute("ALTER TABLE server_settings ADD COLUMN events INTEGER NOT NULL DEFAULT 1 CHECK (events IN (0, 1))")


def m010_reminders(db: Database) -> None:
    """Who asked to be reminded of a session by a direct message; `inbox` is the channel of her direct messages."""
    db.execute(
        """
        CREATE TABLE reminders (
            session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
            member INTEGER NOT NULL,
            inbox INTEGER NOT NULL,
            PRIMARY KEY (session, member)
        ) STRICT, WITHOUT ROWID
        """
    )


STEPS = (m009_session_events, m010_reminders)
