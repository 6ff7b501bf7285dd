"""Reading what was changed, and taking a change back."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from sqlite_utils import Database

from bot.facilitation.audit import KEPT, ON_ONE_PAGE, ONE_WAY, Change, Entry, Filter, Kind, Page, require_undoable
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.paging import pages
from bot.storage import audit
from bot.storage.desk import Desk

Undo: TypeAlias = Callable[[Visitor, Entry, datetime], Awaitable[None]]
"""Takes a change back, and writes the line which says so (with `undoes`), or refuses."""


def record(db: Database, visitor: Visitor, change: Change, now: datetime, undoes: int | None = None) -> None:
    """Write down a change within the transaction that makes it. Refuses to undo a line that is undone."""
    if undoes is not None:
        require_undoable(audit.by_number(db, visitor.guild, undoes))
    audit.add(db, visitor.guild, visitor.member, change, now, undoes)


class AuditBook:
    """What was changed in every server, each server's apart.

    `undoers` take back, by (kind, verb), what can be taken back; app.py fills it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.undoers: Mapping[tuple[Kind, str], Undo] = {}

    async def note(self, visitor: Visitor, change: Change, now: datetime, undoes: int | None = None) -> None:
        """Write down a change that was made elsewhere than in bot.db."""
        await self._desk.run(lambda db: record(db, visitor, change, now, undoes))

    async def page(self, visitor: Visitor, wanted: Filter, page: int) -> Page:
        """A page of the lines, or the last one. Refuses anybody but a moderator."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> Page:
            total = audit.count(db, visitor.guild, wanted)
            number = min(page, pages(total, ON_ONE_PAGE) - 1)
            return Page(audit.page(db, visitor.guild, wanted, ON_ONE_PAGE, number * ON_ONE_PAGE), number, total)

        return await self._desk.run(work)

    async def find(self, visitor: Visitor, number: int) -> Entry:
        """The line that a moderator is about to undo. Refuses anybody else, what was undone, and what cannot be."""
        require_moderator(visitor, "settings")
        entry = require_undoable(await self._desk.run(lambda db: audit.by_number(db, visitor.guild, number)))
        if not self.can_undo(entry):
            raise Refusal(ONE_WAY)
        return entry

    async def of_key(self, guild: int, kind: Kind, key: str) -> tuple[Entry, ...]:
        """What was done to one thing, newest first; for a story that has checked who asks."""
        return await self._desk.run(lambda db: audit.of_key(db, guild, kind, key))

    def can_undo(self, entry: Entry) -> bool:
        """Whether a line offers to take its change back."""
        return entry.undone_by is None and (entry.change.kind, entry.change.verb) in self.undoers

    async def undo(self, visitor: Visitor, number: int, now: datetime) -> Entry:
        """Take a change back. Refuses anybody but a moderator, what was undone, and what cannot be."""
        entry = await self.find(visitor, number)
        await self.undoers[entry.change.kind, entry.change.verb](visitor, entry, now)
        return entry

    async def thin(self, now: datetime) -> None:
        """Delete what is older than lines are kept."""
        await self._desk.run(lambda db: audit.thin(db, now - KEPT))
