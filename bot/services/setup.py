"""Looking at what a server has so far, for the moderator who sets it up."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.reading import Listing
from bot.facilitation.settings import ServerSettings
from bot.facilitation.setup import Beginning, first_group
from bot.services.reading import listing
from bot.services.shelf import NO_ESSAYS, Shelf
from bot.storage import groups, schedules, sessions, settings
from bot.storage.desk import Desk
from retrieval import Library


class Beginnings:
    """The first steps of every server, each seen from its own rows and its own library."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf

    async def look(self, visitor: Visitor, now: datetime) -> Beginning:
        """What is there. Refuses anybody but a moderator."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> tuple[ServerSettings, Group | None, datetime | None, bool]:
            there = [one for one in groups.of_guild(db, visitor.guild) if not one.closed]
            planned = [one for one in schedules.of_guild(db, visitor.guild) if one.state == "active"]
            dates = [(one.next(now)[0].due, one.group) for one in planned if one.next(now)]
            held = any(one.phase > 0 for group in there for one in sessions.of_group(db, group.id))
            return settings.of_guild(db, visitor.guild), *first_group(there, dates), held

        chosen, group, meets, met = await self._desk.run(work)
        essays, drafts = await self._library(visitor.guild)
        return Beginning(chosen, essays, drafts, group, meets, met)

    async def _library(self, guild: int) -> tuple[tuple[Listing, ...], int]:
        def work(library: Library) -> tuple[tuple[Listing, ...], int]:
            return tuple(map(listing, library.essays())), len(library.drafts())

        try:
            return await self._shelf.use(guild, work)
        except Refusal as refusal:
            if str(refusal) != NO_ESSAYS:
                raise
            return (), 0
