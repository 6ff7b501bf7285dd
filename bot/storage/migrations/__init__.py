"""The schema of bot.db, as numbered steps that are never edited after a release."""

from sqlite_utils import Database, Migrations

from bot.storage.migrations import audit, beginnings, departures, meetings, sessions, settings, suggestions

bot_db = Migrations("bot")

# In the order in which they were written; a new step goes to the end, into the module of its story.
for step in (
    *beginnings.STEPS,
    *meetings.STEPS,
    *audit.STEPS,
    *sessions.STEPS,
    *settings.STEPS,
    *departures.STEPS,
    *suggestions.STEPS,
):
    bot_db()(step)


def names() -> frozenset[str]:
    """Every step this version knows; a file with others was written by a newer one."""
    with Database(memory=True) as db:
        return frozenset(migration.name for migration in bot_db.pending(db))
