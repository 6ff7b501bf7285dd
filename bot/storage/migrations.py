"""The schema of bot.db, as numbered steps that are never edited after a release."""

from sqlite_utils import Database, Migrations

bot_db = Migrations("bot")


@bot_db()
def m001_published_commands(db: Database) -> None:
    """What Discord was last told of our commands, by application: another token means another application."""
    db.execute("CREATE TABLE published_commands (application INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL) STRICT")


def names() -> frozenset[str]:
    """Every step this version knows; a file with others was written by a newer one."""
    with Database(memory=True) as db:
        return frozenset(migration.name for migration in bot_db.pending(db))
