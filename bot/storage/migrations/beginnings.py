"""The first rows: what Discord was told, what moderators chose, what members suggested."""

from sqlite_utils import Database


def m001_published_commands(db: Database) -> None:
    """What Discord was last told of our commands, by application: another token means another application."""
    db.execute("CREATE TABLE published_commands (application INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT")


def m002_server_settings(db: Database) -> None:
    """What moderators chose, by server; later settings are columns with defaults."""
    db.execute(
        """
        CREATE TABLE server_settings (
            guild INTEGER PRIMARY KEY,
            questions_channel INTEGER,
            strictness TEXT NOT NULL CHECK (strictness IN ('strict', 'balanced', 'open'))
        ) STRICT
        """
    )


def m003_suggestions(db: Database) -> None:
    """Texts that members suggested. No number is given twice, since a button may still carry it."""
    db.execute(
        """
        CREATE TABLE suggestions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            member INTEGER NOT NULL,
            title TEXT NOT NULL,
            author TEXT,
            link TEXT,
            note TEXT,
            made_at TEXT NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX suggestions_of_guild ON suggestions (guild, member)")


STEPS = (m001_published_commands, m002_server_settings, m003_suggestions)
