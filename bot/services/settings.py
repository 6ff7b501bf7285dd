"""Reading and changing a server's settings."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.audit import Change, Entry, differing, require_as_left
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.settings import ServerSettings, Wishes, changed, restored
from bot.services.audit import record
from bot.storage import gaps, groups, settings
from bot.storage.desk import Desk


class SettingsBook:
    """The settings of every server, each under its id; they are also held in memory, for whoever cannot wait."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[int, ServerSettings] = {}

    async def load(self) -> None:
        """Take all of them into memory."""
        self._known = await self._desk.run(settings.of_all)

    def known(self, guild: int) -> ServerSettings:
        """What holds in this server, from memory."""
        return self._known.get(guild, ServerSettings())

    async def of(self, guild: int) -> ServerSettings:
        """What holds in this server."""
        self._known[guild] = found = await self._desk.run(lambda db: settings.of_guild(db, guild))
        return found

    async def show(self, visitor: Visitor) -> ServerSettings:
        """The same for a moderator's eyes. Refuses anybody else."""
        require_moderator(visitor, "settings")
        return await self.of(visitor.guild)

    async def edit(self, visitor: Visitor, wishes: Wishes, now: datetime) -> ServerSettings:
        """What holds after the change. Refuses anybody but a moderator, and wishes that cannot be met."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> ServerSettings:
            old = settings.of_guild(db, visitor.guild)
            return _write(db, visitor, old, changed(old, wishes, visitor.guild, _homes(db, visitor.guild)), now)

        return await self._hold(visitor.guild, await self._desk.run(work))

    async def undo(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Set back what a line changed. Refuses what was changed again since, and what cannot be met any more."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> ServerSettings:
            old = settings.of_guild(db, visitor.guild)
            require_as_left(entry.change, old.values())
            new = restored(old, entry.change.before or {}, visitor.guild, _homes(db, visitor.guild))
            return _write(db, visitor, old, new, now, entry.number)

        await self._hold(visitor.guild, await self._desk.run(work))

    async def _hold(self, guild: int, new: ServerSettings) -> ServerSettings:
        kept, self._known[guild] = self.known(guild).gaps, new
        if kept and not new.gaps:
            await self._desk.settle()  # else the questions stay readable in the bytes of the file
        return new


def _homes(db: Database, guild: int) -> dict[int, str]:
    """Where open groups meet."""
    return {one.channel: one.name for one in groups.of_guild(db, guild) if not one.closed}


def _write(
    db: Database,
    visitor: Visitor,
    old: ServerSettings,
    new: ServerSettings,
    now: datetime,
    undoes: int | None = None,
) -> ServerSettings:
    before, after = differing(old.values(), new.values())
    if before or undoes is not None:
        record(db, visitor, Change("settings", "edited", "settings", "", before, after), now, undoes)
    settings.replace(db, visitor.guild, new)
    if not new.gaps:
        gaps.erase(db, visitor.guild)
    return new
