"""Rows of questions that were not answered, each server's apart; nobody's id is among them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.facilitation.gaps import Gap, folded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def note(db: Database, guild: int, question: str, now: datetime, most: int) -> None:
    """Count a question; of more than `most` the ones that were asked longest ago go."""
    db.execute(
        """
        INSERT INTO gaps (guild, folded, question, at, times) VALUES (?, ?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET at = excluded.at, times = times + 1
        """,
        [guild, folded(question), question, _number(now)],
    )
    db.execute(
        """
        DELETE FROM gaps WHERE guild = :guild AND folded IN (
            SELECT folded FROM gaps WHERE guild = :guild ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET :most
        )
        """,
        {"guild": guild, "most": most},
    )


def page(db: Database, guild: int, most: int, skipped: int) -> tuple[Gap, ...]:
    """Those of this server, newest first."""
    query = "SELECT * FROM gaps WHERE guild = ? ORDER BY at DESC, rowid DESC LIMIT ? OFFSET ?"
    return tuple(map(_gap, db.query(query, [guild, most, skipped])))


def count(db: Database, guild: int) -> int:
    """How many there are."""
    return int(next(iter(db.query("SELECT count(*) AS number FROM gaps WHERE guild = ?", [guild])))["number"])


def erase(db: Database, guild: int) -> None:
    """Forget all of this server's."""
    db.execute("DELETE FROM gaps WHERE guild = ?", [guild])


def thin(db: Database, before: datetime) -> int:
    """Forget what was asked last before a moment; say how many."""
    return db.execute("DELETE FROM gaps WHERE at < ?", [_number(before)]).rowcount


def _gap(row: Mapping[str, Any]) -> Gap:
    return Gap(row["question"], _EPOCH + timedelta(milliseconds=row["at"]), row["times"])


def _number(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
