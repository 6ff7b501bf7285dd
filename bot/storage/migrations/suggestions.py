"""Where whoever suggested a text hears what became of it."""

from sqlite_utils import Database


def m021_inbox_of_suggestions(db: Database) -> None:
    """The channel of her direct messages; none when Discord did not open one, and for suggestions of before."""
    db.execute("ALTER TABLE suggestions ADD COLUMN inbox INTEGER")


STEPS = (m021_inbox_of_suggestions,)
