"""Counting questions, so that nobody asks the machine to its knees; the counts outlive a restart."""

from datetime import datetime

from bot.facilitation.allowance import DAY, Allowance, Used, require_within, used_once_more
from bot.storage import allowance as rows
from bot.storage.desk import Desk


class Allowances:
    """What members of every server may still ask. Held in memory, since it is asked before every answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._used: dict[tuple[int, int], Used] = {}

    async def load(self) -> None:
        """Go on from the counts that were written."""
        self._used = await self._desk.run(rows.of_all)

    def take(self, guild: int, member: int, allowance: Allowance, now: datetime) -> None:
        """Count one question, which is written soon. Refuses one too many, which is not counted."""
        own, server = (used_once_more(self._used.get((guild, one)), now) for one in (member, rows.WHOLE_SERVER))
        require_within(allowance, own, server, now)
        self._used |= {(guild, member): own, (guild, rows.WHOLE_SERVER): server}
        self._desk.jot(lambda db: rows.write(db, guild, member, own, server))

    def forget(self, member: int, guild: int | None) -> None:
        """Forget what a member used, in one server or in all, before her rows are erased."""
        for place in [one for one in self._used if one[1] == member and guild in (None, one[0])]:
            del self._used[place]

    async def thin(self, now: datetime) -> None:
        """Forget counts that no longer matter."""
        self._used = {place: used for place, used in self._used.items() if now - used.day_began <= DAY}
        await self._desk.run(lambda db: rows.thin(db, now))
