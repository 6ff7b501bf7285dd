"""Servers that removed the bot: everything stays as it was for thirty days, then it is deleted."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.facilitation.privacy import REMOVED, RETURN
from bot.facilitation.schedules import paused
from bot.services.settings import SettingsBook
from bot.services.shelf import Shelf
from bot.storage import departures, privacy, schedules
from bot.storage.desk import Desk

log = logging.getLogger(__name__)


class Departures:
    """The servers that are gone, since when, and what becomes of what is left of them."""

    def __init__(self, desk: Desk, shelf: Shelf, book: SettingsBook, *, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._shelf = shelf
        self._book = book
        self._now = now
        self._compared = False

    async def left(self, guild: int) -> None:
        """A server removed us: pause its schedules and begin to count the days."""
        now = self._now()
        await self._desk.run(lambda db: _leave(db, guild, now))

    async def returned(self, guild: int) -> None:
        """It took us in again: nothing is deleted. Its schedules stay paused until somebody resumes them."""
        await self._desk.run(lambda db: departures.forget(db, [guild]))

    async def compare(self, there: Collection[int]) -> None:
        """See who removed us, or took us in again, while we were away; `there` also names servers out of reach."""
        now = self._now()

        def work(db: Database) -> int:
            departures.forget(db, there)
            gone = (privacy.guilds(db) | self._shelf.guilds()) - set(there)
            return sum(_leave(db, guild, now) for guild in sorted(gone))

        number = await self._desk.run(work)
        self._compared = True
        if number:
            log.warning(
                "Servers that are gone, with something stored: %d; it is deleted in %d days unless they return.",
                number,
                RETURN.days,
            )

    async def thin(self, now: datetime) -> None:
        """Delete what is left of servers that are gone for long enough, once it is known who returned."""
        for guild, since in (await self._desk.run(departures.all_of_them)).items():
            if self._compared and now - since >= RETURN:
                await self._forget(guild)

    async def _forget(self, guild: int) -> None:
        """The rows go last, with the note: whatever was interrupted is begun again."""
        try:
            await self._shelf.forget(guild)
        except (Refusal, OSError) as error:
            log.warning("The library of server %s is not deleted yet: %s", guild, error)
            return
        await purge(self._desk, guild, self._now())
        await self._book.of(guild)  # the defaults from now on
        log.info(
            "Server %s is gone for %d days: all that was stored of it is deleted.",
            guild,
            RETURN.days,
            extra={"server": guild},
        )


async def purge(desk: Desk, guild: int, now: datetime) -> None:
    """Delete all rows of a server, also from the bytes of the file."""
    await desk.erase(lambda db: privacy.erase_guild(db, guild), now, guild=guild)


def _leave(db: Database, guild: int, now: datetime) -> bool:
    for one in schedules.of_guild(db, guild):
        if one.state == "active":
            schedules.replace(db, paused(one, REMOVED, now))
    return departures.note(db, guild, now)
