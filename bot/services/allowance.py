"""Counting questions, so that nobody asks the machine to its knees; the counts outlive a restart."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.allowance import Allowance, require_within, used_once_more
from bot.storage import allowance as rows
from bot.storage.desk import Desk


class Allowances:
    """What members of every server may still ask."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def take(self, guild: int, member: int, allowance: Allowance, now: datetime) -> None:
        """Count one question. Refuses one too many, which is not counted."""

        def work(db: Database) -> None:
            own = used_once_more(rows.used(db, guild, member), now)
            server = used_once_more(rows.used(db, guild, rows.WHOLE_SERVER), now)
            require_within(allowance, own, server, now)
            rows.write(db, guild, member, own)
            rows.write(db, guild, rows.WHOLE_SERVER, server)

        await self._desk.run(work)

    async def thin(self, now: datetime) -> None:
        """Forget counts that no longer matter."""
        await self._desk.run(lambda db: rows.thin(db, now))
