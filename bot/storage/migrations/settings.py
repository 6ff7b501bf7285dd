"""What moderators can choose besides, and the questions that they may want kept."""

from sqlite_utils import Database


def m013_more_settings(db: Database) -> None:
    """Who may ask and how much, where Footnote speaks and to whom, and roles that count as moderators or facilitators.

    Roles and channels are lists in JSON.
    """
    for column in (
        "answers TEXT NOT NULL DEFAULT 'private' CHECK (answers IN ('private', 'public'))",
        "askers TEXT NOT NULL DEFAULT '[]'",
        "channels TEXT NOT NULL DEFAULT '[]'",
        "facilitator_roles TEXT NOT NULL DEFAULT '[]'",
        "moderator_roles TEXT NOT NULL DEFAULT '[]'",
        "asks_a_minute INTEGER NOT NULL DEFAULT 5 CHECK (asks_a_minute > 0)",
        "asks_a_day INTEGER NOT NULL DEFAULT 60 CHECK (asks_a_day > 0)",
        "server_asks_a_minute INTEGER NOT NULL DEFAULT 30 CHECK (server_asks_a_minute > 0)",
        "zone TEXT",
        "mentions TEXT NOT NULL DEFAULT 'openings'"
        " CHECK (mentions IN ('invitations and openings', 'openings', 'invitations', 'never'))",
        "gaps INTEGER NOT NULL DEFAULT 0 CHECK (gaps IN (0, 1))",
    ):
        db.execute(f"ALTER TABLE server_settings ADD COLUMN {column}")


def m014_gaps(db: Database) -> None:
    """Questions that a library did not answer, where a server wants them kept: never who asked.

    `folded` is by which the same question is known again. Moments are milliseconds since 1970.
    """
    db.execute(
        """
        CREATE TABLE gaps (
            guild INTEGER NOT NULL,
            folded TEXT NOT NULL,
            question TEXT NOT NULL,
            at INTEGER NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (guild, folded)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX gaps_of_guild ON gaps (guild, at)")


STEPS = (m013_more_settings, m014_gaps)
