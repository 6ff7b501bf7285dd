"""The schema of bot.db, as numbered steps that are never edited after a release."""

from sqlite_utils import Database, Migrations

bot_db = Migrations("bot")


@bot_db()
def m001_published_commands(db: Database) -> None:
    """What Discord was last told of our commands, by application: another token means another application."""
    db.execute("CREATE TABLE published_commands (application INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT")


@bot_db()
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


@bot_db()
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
            made_at TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined'))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX suggestions_of_guild ON suggestions (guild, state, member)")


def names() -> frozenset[str]:
    """Every step this version knows; a file with others was written by a newer one."""
    with Database(memory=True) as db:
        return frozenset(migration.name for migration in bot_db.pending(db))
