"""What was changed, and how much was asked lately."""

from sqlite_utils import Database


def m011_audit(db: Database) -> None:
    """What was changed; a line can be undone once. No number is given twice, since a button may still carry it."""
    db.execute(
        """
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            guild INTEGER NOT NULL,
            member INTEGER,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            verb TEXT NOT NULL,
            subject TEXT NOT NULL,
            key TEXT NOT NULL,
            before TEXT,
            after TEXT,
            undoes INTEGER UNIQUE
        ) STRICT
        """
    )
    db.execute("CREATE INDEX audit_of_guild ON audit (guild, number)")
    db.execute("CREATE INDEX audit_by_age ON audit (at)")


def m012_asked_lately(db: Database) -> None:
    """How much members asked within a minute and a day, as numbers; member 0 stands for a whole server."""
    db.execute(
        """
        CREATE TABLE asked_lately (
            guild INTEGER NOT NULL,
            member INTEGER NOT NULL,
            minute_began INTEGER NOT NULL,
            in_minute INTEGER NOT NULL,
            day_began INTEGER NOT NULL,
            in_day INTEGER NOT NULL,
            PRIMARY KEY (guild, member)
        ) STRICT, WITHOUT ROWID
        """
    )


STEPS = (m011_audit, m012_asked_lately)
