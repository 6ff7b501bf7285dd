"""How the outbox stands, in numbers."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.facilitation.health import Mail

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OF = "(:guild IS NULL OR letter.guild = :guild)"


def mail(db: Database, now: datetime, guild: int | None = None) -> Mail:
    """Of one server, or of all. What was refused, or waits for another letter, is not late."""
    given = {"guild": guild, "now": (now - _EPOCH) // timedelta(milliseconds=1)}
    counted = db.query(f"SELECT state, count(*) AS number FROM outbox AS letter WHERE {_OF} GROUP BY state", given)
    letters = {row["state"]: row["number"] for row in counted}
    (open_ones,) = db.query(
        f"""
        SELECT count(*) FILTER (WHERE letter.reason IS NOT NULL) AS refused,
               min(letter.due) FILTER (
                   WHERE letter.due <= :now AND letter.reason IS NULL
                   AND (parent.key IS NULL OR parent.state NOT IN ('pending', 'sending'))
               ) AS oldest
        FROM outbox AS letter LEFT JOIN outbox AS parent ON parent.key = letter.parent
        WHERE letter.state IN ('pending', 'sending') AND {_OF}
        """,
        given,
    )
    oldest = open_ones["oldest"]
    since = None if oldest is None else _EPOCH + timedelta(milliseconds=oldest)
    return Mail(letters, open_ones["refused"], since)
