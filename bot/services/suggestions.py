"""Suggesting a text for the library, and deciding on what was suggested."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.suggestions import (
    DECIDED,
    ON_ONE_LIST,
    OpenSuggestions,
    SuggestedText,
    Suggestion,
    pages,
    require_space,
)
from bot.storage import suggestions
from bot.storage.desk import Desk


class SuggestionBox:
    """What the members of every server suggested, each server's apart."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def require_space(self, guild: int, member: int) -> None:
        """Refuses a member whose suggestion would be one too many, before she writes it."""
        await self._desk.run(lambda db: _require_space(db, guild, member))

    async def suggest(self, guild: int, member: int, text: SuggestedText, now: datetime) -> None:
        """Keep it for the moderators. Refuses one too many."""

        def work(db: Database) -> None:
            _require_space(db, guild, member)
            suggestions.add(db, guild, member, text, now)

        await self._desk.run(work)

    async def waiting(self, visitor: Visitor, page: int) -> OpenSuggestions:
        """A page of what waits for a decision, or the last one. Refuses anybody but a moderator."""
        require_moderator(visitor)

        def work(db: Database) -> OpenSuggestions:
            total = suggestions.count_open(db, visitor.guild)
            number = min(page, pages(total) - 1)
            shown = suggestions.newest_open(db, visitor.guild, ON_ONE_LIST, number * ON_ONE_LIST)
            return OpenSuggestions(shown, number, total)

        return await self._desk.run(work)

    async def decide(self, visitor: Visitor, number: int) -> Suggestion:
        """Take a suggestion of this server off the list; nothing of it is kept. Refuses anybody but a moderator."""
        require_moderator(visitor)
        found = await self._desk.run(lambda db: suggestions.take(db, visitor.guild, number))
        if found is None:
            raise Refusal(DECIDED)
        return found


def _require_space(db: Database, guild: int, member: int) -> None:
    require_space(suggestions.count_open(db, guild, member), suggestions.count_open(db, guild))
