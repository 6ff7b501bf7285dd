"""The protocols that a server can choose: those that come with Footnote, and the server's own, uploaded as files."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.audit import Change, Entry, Kind, Value, differing, require_as_left
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import require_any_facilitator
from bot.facilitation.library import Upload, Visitor
from bot.facilitation.protocols import (
    Choice,
    Choices,
    Protocol,
    ProtocolFile,
    check_offer,
    parse_own,
    parse_protocol,
    require_space,
)
from bot.facilitation.schedules import require_unused
from bot.facilitation.seed_files import Faults, text_of
from bot.services.audit import Undo, record
from bot.services.seed_files import Seeds, unknown
from bot.storage import groups, protocols, schedules
from bot.storage.desk import Desk

ON_ONE_LIST = 8
SEEDED = "“{}” comes with Footnote and stays: /protocol remove takes out what this server added."


class Protocols:
    """The one place where a protocol is looked up by its name. A server's own goes before one of Footnote's."""

    def __init__(self, desk: Desk, seeds: Seeds) -> None:
        self._desk = desk
        self.seeds = seeds
        self.undoers: Mapping[tuple[Kind, str], Undo] = {
            ("protocol", "removed"): self._undo,
            ("protocol", "replaced"): self._undo,
        }

    async def titles(self, guild: int, *, own: bool = False) -> Mapping[str, str]:
        """The titles of all that the server can choose, or of its own, by name; no file is read for it."""
        return await self._desk.run(lambda db: protocols.titles(db, guild) if own else self._titles(db, guild))

    async def get(self, guild: int, name: str) -> Protocol | None:
        """The protocol of this name; None when there is none. Refuses one whose file no longer fits the rules."""
        own = await self._own(guild, name)
        if own is None:
            return self.seeds.protocols.get(name)
        read = await _read(own)
        if isinstance(read, Faults):
            raise Refusal(f"The file of “{name}” no longer fits the rules: /protocol show says what to mend.")
        return read

    async def find(self, guild: int, name: str) -> Protocol:
        """The protocol of this name. Refuses one that is not there, and one whose file no longer fits the rules."""
        if (found := await self.get(guild, name)) is None:
            raise unknown(await self.titles(guild), name, "protocol")
        return found

    def require(self, db: Database, guild: int, name: str) -> None:
        """Refuses a name that was taken out in the meantime."""
        if name not in (known := self._titles(db, guild)):
            raise unknown(known, name, "protocol")

    async def choose(self, guild: int, name: str) -> Choice:
        """The protocol with its file, whether that still fits the rules or not. Refuses one that is not there."""
        source = await self._own(guild, name) or self.seeds.files.get(name)
        if source is None:
            raise unknown(await self.titles(guild), name, "protocol")
        return Choice(source, await self._content(source))

    async def page(self, guild: int, number: int) -> Choices:
        """A page of all that the server can choose, or the last one."""
        titles = await self.titles(guild)
        names = sorted(titles, key=lambda name: (titles[name].casefold(), name))
        pages = max(1, -(-len(names) // ON_ONE_LIST))
        page = min(number, pages - 1)
        shown = names[page * ON_ONE_LIST : (page + 1) * ON_ONE_LIST]
        return Choices(tuple([await self.choose(guild, name) for name in shown]), page, pages, len(names))

    async def add(
        self, visitor: Visitor, upload: Upload, fetch: Callable[[], Awaitable[bytes]], now: datetime
    ) -> tuple[Choice, bool]:
        """Keep a file; say whether it took the place of an earlier one, of which sessions that are there keep a copy.

        Refuses whoever facilitates no open group, one too many, and a file with faults: all of them at once.
        """
        await self._desk.run(lambda db: _require_right(db, visitor))
        check_offer(upload.file, upload.size)
        text = text_of(await fetch(), upload.file)
        read = await asyncio.to_thread(parse_own, text, upload.file, self.seeds.protocols.keys())
        source = ProtocolFile(read.name, read.title, text, visitor.member, now)

        def work(db: Database) -> bool:
            _require_right(db, visitor)
            require_space(source.name, protocols.titles(db, visitor.guild))
            _note(db, visitor, protocols.by_name(db, visitor.guild, source.name), source, now)
            return protocols.write(db, visitor.guild, source)

        return Choice(source, read), await self._desk.run(work)

    async def leaving(self, visitor: Visitor, name: str, now: datetime) -> ProtocolFile:
        """The file that somebody is about to take out. Refuses what `remove` refuses."""
        return await self._desk.run(lambda db: self._removable(db, visitor, name, now))

    async def remove(self, visitor: Visitor, name: str, now: datetime) -> ProtocolFile:
        """Take one of the server's own out.

        Refuses whoever facilitates no open group, one of Footnote's, and one that a schedule with dates to come needs.
        """

        def work(db: Database) -> ProtocolFile:
            found = self._removable(db, visitor, name, now)
            protocols.take(db, visitor.guild, name)
            _note(db, visitor, found, None, now)
            return found

        return await self._desk.run(work)

    async def _undo(self, visitor: Visitor, entry: Entry, now: datetime) -> None:
        """Put back the file that a line took out or replaced. Refuses what was changed again since, and one too many.

        Whoever undoes it counts as the one who added it.
        """
        before, name = entry.change.before or {}, entry.change.key

        def work(db: Database) -> None:
            _require_right(db, visitor)
            present = protocols.by_name(db, visitor.guild, name)
            require_as_left(entry.change, _values(present))
            require_space(name, protocols.titles(db, visitor.guild))
            file = ProtocolFile(name, str(before["title"]), str(before["text"]), visitor.member, now)
            _note(db, visitor, present, file, now, entry.number)
            protocols.write(db, visitor.guild, file)

        await self._desk.run(work)

    def _removable(self, db: Database, visitor: Visitor, name: str, now: datetime) -> ProtocolFile:
        _require_right(db, visitor)
        found = protocols.by_name(db, visitor.guild, name)
        if found is None:
            seeded = name in self.seeds.protocols
            raise Refusal(SEEDED.format(name)) if seeded else unknown(self._titles(db, visitor.guild), name, "protocol")
        require_unused(name, schedules.of_guild(db, visitor.guild), now)
        return found

    def _titles(self, db: Database, guild: int) -> dict[str, str]:
        return {name: one.title for name, one in self.seeds.protocols.items()} | protocols.titles(db, guild)

    async def _own(self, guild: int, name: str) -> ProtocolFile | None:
        return await self._desk.run(lambda db: protocols.by_name(db, guild, name))

    async def _content(self, source: ProtocolFile) -> Protocol | Faults:
        return self.seeds.protocols[source.name] if source.added_by is None else await _read(source)


async def _read(own: ProtocolFile) -> Protocol | Faults:
    """What a kept file says, or why it no longer fits: the rules may be newer than the file."""
    try:
        return await asyncio.to_thread(parse_protocol, own.text, own.file)
    except Faults as found:
        return found


def _values(file: ProtocolFile | None) -> dict[str, Value]:
    return {} if file is None else {"title": file.title, "text": file.text}


def _note(
    db: Database,
    visitor: Visitor,
    old: ProtocolFile | None,
    new: ProtocolFile | None,
    now: datetime,
    undoes: int | None = None,
) -> None:
    """Write down what becomes of a file, with its text, so that it can be put back."""
    named, (_, after) = new or old, differing(_values(old), _values(new))
    if named is not None and after:
        verb = "removed" if new is None else "replaced" if old else "added"
        record(db, visitor, Change("protocol", verb, named.title, named.name, _values(old), after), now, undoes)


def _require_right(db: Database, visitor: Visitor) -> None:
    require_any_facilitator(visitor, groups.of_guild(db, visitor.guild), "protocols")
