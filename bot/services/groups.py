"""Making, changing and closing reading groups."""

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.audit import Change, Entry, Kind, differing, require_as_left
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import (
    NONE_YET,
    Group,
    GroupWishes,
    NewGroup,
    edited,
    founded,
    named,
    reopened,
    require_open,
    require_right_to_edit,
    restored,
    suggested,
    values,
)
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.schedules import went_on
from bot.facilitation.settings import require_allowed
from bot.services.audit import Undo, record
from bot.storage import groups, schedules, sessions, settings
from bot.storage.desk import Desk


class Groups:
    """The reading groups of every server, each server's apart."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.undoers: Mapping[tuple[Kind, str], Undo] = {
            ("group", "edited"): self._undo_edit,
            ("group", "closed"): self._reopen,
        }

    async def create(self, visitor: Visitor, wanted: NewGroup, now: datetime) -> Group:
        """Keep a new group. Refuses anybody but a moderator, a group that could not meet, and one too many."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> Group:
            new = founded(visitor, wanted, _open(db, visitor.guild))
            require_allowed(settings.of_guild(db, visitor.guild), new.channel)
            number = groups.add(db, new, now)
            made = groups.by_number(db, [number])[number]
            record(db, visitor, Change("group", "created", made.name, str(number), {}, values(made)), now)
            return made

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

    async def facilitates(self, guild: int, member: int) -> bool:
        """Whether she facilitates any group of the server, or a session that was handed over to her."""
        return await self._desk.run(
            lambda db: groups.facilitates(db, guild, member) or sessions.in_hands_of(db, guild, member)
        )

    async def suggest(self, guild: int, typed: str, *, closed: bool = False) -> list[Group]:
        """Groups to choose from while somebody types; the closed ones too if they can be chosen."""
        return suggested((group for group in await self._of(guild) if closed or not group.closed), typed)

    async def edit(self, visitor: Visitor, name: str, wishes: GroupWishes, now: datetime) -> Group:
        """The group after the change. Refuses whoever may not make it, and wishes that cannot be met."""

        def work(db: Database) -> Group:
            group = named(groups.of_guild(db, visitor.guild), name)
            require_right_to_edit(visitor, group, wishes)
            require_open(group)
            new = edited(group, wishes, _open(db, visitor.guild))
            _write(db, visitor, group, new, now)
            return new

        return await self._desk.run(work)

    async def _undo_edit(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Set back what a line changed. Refuses what was changed again since, and what cannot be any more."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> None:
            group = _by_number(db, visitor.guild, int(entry.change.key))
            require_open(group)
            require_as_left(entry.change, values(group))
            new = restored(group, entry.change.before or {}, _open(db, visitor.guild))
            _write(db, visitor, group, new, now, entry.number)

        await self._desk.run(work)

    async def _reopen(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Open a group again that was closed; its schedules go on with what is to come. Refuses where it cannot be."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> None:
            group = reopened(_by_number(db, visitor.guild, int(entry.change.key)), _open(db, visitor.guild))
            require_allowed(settings.of_guild(db, visitor.guild), group.channel)
            groups.reopen(db, group.id)
            for one in schedules.of_guild(db, visitor.guild):
                if one.group.id == group.id and one.state == "active":
                    schedules.replace(db, went_on(one, entry.at, now))
            record(db, visitor, Change("group", "reopened", group.name, str(group.id)), now, entry.number)

        await self._desk.run(work)

    async def choose(self, visitor: Visitor, name: str) -> Group:
        """The group that a moderator is about to close. Refuses anybody but a moderator."""
        require_moderator(visitor, "reading groups")
        group = await self.find(visitor.guild, name)
        require_open(group)
        return group

    async def close(self, visitor: Visitor, number: int, now: datetime) -> Group:
        """Close it; nothing of it is forgotten, and the audit can open it again. Refuses anybody but a moderator."""
        require_moderator(visitor, "reading groups")

        def work(db: Database) -> Group:
            group = _by_number(db, visitor.guild, number)
            require_open(group)
            groups.close(db, number, now)
            record(db, visitor, Change("group", "closed", group.name, str(number)), now)
            return group

        return await self._desk.run(work)

    async def _of(self, guild: int) -> tuple[Group, ...]:
        return await self._desk.run(lambda db: groups.of_guild(db, guild))


def _by_number(db: Database, guild: int, number: int) -> Group:
    group = groups.by_number(db, [number]).get(number)
    if group is None or group.guild != guild:
        raise Refusal(NONE_YET)
    return group


def _write(db: Database, visitor: Visitor, old: Group, new: Group, now: datetime, undoes: int | None = None) -> None:
    if new.channel != old.channel:
        require_allowed(settings.of_guild(db, visitor.guild), new.channel)
    groups.replace(db, new)
    before, after = differing(values(old), values(new))
    if before or undoes is not None:
        record(db, visitor, Change("group", "edited", new.name, str(new.id), before, after), now, undoes)


def _open(db: Database, guild: int) -> tuple[Group, ...]:
    return tuple(group for group in groups.of_guild(db, guild) if not group.closed)
