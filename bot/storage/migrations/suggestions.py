"""Where whoever suggested a text hears what became of it; and that only those are kept that wait for a decision."""

from sqlite_utils import Database


def m021_inbox_of_suggestions(db: Database) -> None:
    """The channel of her direct messages; none when Discord did not open one, and for suggestions of before."""
    db.execute("ALTER TABLE suggestions ADD COLUMN inbox INTEGER")


def m022_suggestions_that_wait(db: Database) -> None:
    """The first files kept what was decided, in a column that no later one has."""
    if "state" in db.table("suggestions").columns_dict:
        db.execute("DELETE FROM suggestions WHERE state <> 'open'")
        db.execute("DROP INDEX suggestions_of_guild")
        db.execute("ALTER TABLE suggestions DROP COLUMN state")
        db.execute("CREATE INDEX suggestions_of_guild ON suggestions (guild, member)")


STEPS = (m021_inbox_of_suggestions, m022_suggestions_that_wait)
