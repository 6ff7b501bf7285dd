"""Keeping the questions that a library did not answer, where moderators want that, and showing them."""

from contextlib import suppress
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.facilitation.gaps import KEPT, MOST, OFF, ON_ONE_PAGE, Gaps
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.paging import pages
from bot.storage import gaps, settings
from bot.storage.desk import Desk, NoRoom


class GapBook:
    """The unanswered questions of every server, each server's apart. No one's name is among them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def note(self, guild: int, question: str, now: datetime) -> None:
        """Keep a question, or count it once more; nothing where the server does not want that."""

        def work(db: Database) -> None:
            if settings.of_guild(db, guild).gaps:  # also when it was turned off a moment ago
                gaps.note(db, guild, question, now, MOST)

        with suppress(NoRoom):  # whoever asked has her answer
            await self._desk.run(work)

    async def page(self, visitor: Visitor, page: int) -> Gaps:
        """A page of them, or the last one. Refuses anybody but a moderator, and where none are kept."""
        require_moderator(visitor, "settings")

        def work(db: Database) -> Gaps:
            if not settings.of_guild(db, visitor.guild).gaps:
                raise Refusal(OFF)
            total = gaps.count(db, visitor.guild)
            number = min(page, pages(total, ON_ONE_PAGE) - 1)
            return Gaps(gaps.page(db, visitor.guild, ON_ONE_PAGE, number * ON_ONE_PAGE), number, total)

        return await self._desk.run(work)

    async def thin(self, now: datetime) -> None:
        """Forget what is older than questions are kept, also from the bytes of the file."""
        if await self._desk.run(lambda db: gaps.thin(db, now - KEPT)):
            await self._desk.settle()
