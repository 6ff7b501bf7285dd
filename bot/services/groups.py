"""Making, changing and closing reading groups."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.facilitation.groups import (
    NONE_YET,
    Group,
    GroupWishes,
    NewGroup,
    edited,
    founded,
    named,
    require_open,
    require_right_to_edit,
    suggested,
)
from bot.facilitation.library import Visitor, require_moderator
from bot.storage import groups
from bot.storage.desk import Desk


class Groups:
    """The reading groups of every server, each server's apart."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def create(self, visitor: Visitor, wanted: NewGroup, now: datetime) -> Group:
        """Keep a new group. Refuses anybody but a moderator, a group that could not meet, and one too many."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> Group:
            number = groups.add(db, founded(visitor, wanted, _open(db, visitor.guild)), now)
            return groups.by_number(db, [number])[number]

        return await self._desk.run(work)

    async def find(self, guild: int, name: str | None) -> Group:
        """The group of this name; without one the only open one. Refuses when there is none or more than one."""
        return named(await self._of(guild), name)

    async def all(self, guild: int) -> tuple[Group, ...]:
        """The server's open groups. Refuses when there are none."""
        found = tuple(group for group in await self._of(guild) if not group.closed)
        if not found:
            raise Refusal(NONE_YET)
        return found

    async def suggest(self, guild: int, typed: str, *, closed: bool = False) -> list[Group]:
        """Groups to choose from while somebody types; the closed ones too if they can be chosen."""
        return suggested((group for group in await self._of(guild) if closed or not group.closed), typed)

    async def edit(self, visitor: Visitor, name: str, wishes: GroupWishes) -> Group:
        """The group after the change. Refuses whoever may not make it, and wishes that cannot be met."""

        def work(db: Database) -> Group:
            group = named(groups.of_guild(db, visitor.guild), name)
            require_right_to_edit(visitor, group, wishes)
            require_open(group)
            new = edited(group, wishes, _open(db, visitor.guild))
            groups.replace(db, new)
            return new

        return await self._desk.run(work)

    async def choose(self, visitor: Visitor, name: str) -> Group:
        """The group that a moderator is about to close. Refuses anybody but a moderator."""
        require_moderator(visitor, "reading groups")
        group = await self.find(visitor.guild, name)
        require_open(group)
        return group

    async def close(self, visitor: Visitor, number: int, now: datetime) -> Group:
        """Close it for good; nothing of it is forgotten. Refuses anybody but a moderator."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> Group:
            group = groups.by_number(db, [number]).get(number)
            if group is None or group.guild != visitor.guild:
                raise Refusal(NONE_YET)
            require_open(group)
            groups.close(db, number, now)
            return group

        return await self._desk.run(work)

    async def _of(self, guild: int) -> tuple[Group, ...]:
        return await self._desk.run(lambda db: groups.of_guild(db, guild))


def _open(db: Database, guild: int) -> tuple[Group, ...]:
    return tuple(group for group in groups.of_guild(db, guild) if not group.closed)
