"""Reading and changing a server's settings."""

from sqlite_utils import Database

from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.settings import ServerSettings, Wishes, changed
from bot.storage import settings
from bot.storage.desk import Desk


class SettingsBook:
    """The settings of every server, each under its id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of(self, guild: int) -> ServerSettings:
        """What holds in this server."""
        return await self._desk.run(lambda db: settings.of_guild(db, guild))

    async def show(self, visitor: Visitor) -> ServerSettings:
        """The same for a moderator's eyes. Refuses anybody else."""
        require_moderator(visitor, "settings")
        return await self.of(visitor.guild)

    async def edit(self, visitor: Visitor, wishes: Wishes) -> ServerSettings:
        """What holds after the change. Refuses anybody but a moderator, and wishes that cannot be met."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> ServerSettings:
            new = changed(settings.of_guild(db, visitor.guild), wishes)
            settings.replace(db, visitor.guild, new)
            return new

        return await self._desk.run(work)
