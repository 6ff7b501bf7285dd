"""Suggesting a text for the library, and deciding on what was suggested."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.audit import Change
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor, require_moderator
from bot.facilitation.paging import pages
from bot.facilitation.suggestions import (
    DECIDED,
    KEPT,
    KIND,
    ON_ONE_LIST,
    Decision,
    OpenSuggestions,
    SuggestedText,
    Suggestion,
    news,
    reason_of,
    require_space,
)
from bot.services.audit import record
from bot.storage import outbox, suggestions
from bot.storage.desk import Desk


class SuggestionBox:
    """What the members of every server suggested, each server's apart.

    `changed` is called when somebody is to be told of a decision.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.changed: Callable[[], None] = lambda: None

    async def require_space(self, guild: int, member: int) -> None:
        """Refuses a member whose suggestion would be one too many, before she writes it."""
        await self._desk.run(lambda db: _require_space(db, guild, member))

    async def suggest(
        self, guild: int, member: int, text: SuggestedText, now: datetime, inbox: int | None = None
    ) -> None:
        """Keep it for the moderators; in her `inbox` she hears what they decide. Refuses one too many."""

        def work(db: Database) -> None:
            _require_space(db, guild, member)
            suggestions.add(db, guild, member, text, now, inbox)

        await self._desk.run(work)

    async def waiting(self, visitor: Visitor, page: int) -> OpenSuggestions:
        """A page of what waits for a decision, or the last one. Refuses anybody but a moderator."""
        require_moderator(visitor)

        def work(db: Database) -> OpenSuggestions:
            total = suggestions.count_open(db, visitor.guild)
            number = min(page, pages(total, ON_ONE_LIST) - 1)
            shown = suggestions.newest_open(db, visitor.guild, ON_ONE_LIST, number * ON_ONE_LIST)
            return OpenSuggestions(shown, number, total)

        return await self._desk.run(work)

    async def find(self, visitor: Visitor, number: int) -> Suggestion:
        """The one that a moderator is about to decline. Refuses anybody else, and what was decided meanwhile."""
        require_moderator(visitor)
        return _there(await self._desk.run(lambda db: suggestions.by_number(db, visitor.guild, number)))

    async def decide(
        self, visitor: Visitor, number: int, decision: Decision, now: datetime, *, server: str, reason: str = ""
    ) -> Suggestion:
        """Take a suggestion of this server off the list, and let whoever made it be told, with the reason if any.

        Its title is kept in the audit, and her message for a day. Refuses anybody but a moderator.
        """
        require_moderator(visitor)
        said = reason_of(reason)

        def work(db: Database) -> Suggestion:
            found = _there(suggestions.take(db, visitor.guild, number))
            record(db, visitor, Change("suggestion", decision, found.text.title, str(number)), now)
            if letter := news(found, visitor.guild, server, decision, said, now):
                outbox.add(db, [letter])
            return found

        decided = await self._desk.run(work)
        self.changed()
        return decided

    async def thin(self, now: datetime) -> None:
        """Forget the messages that were sent, and whom they were for."""
        await self._desk.run(lambda db: outbox.drop_settled(db, KIND, now - KEPT))


def _there(found: Suggestion | None) -> Suggestion:
    if found is None:
        raise Refusal(DECIDED)
    return found


def _require_space(db: Database, guild: int, member: int) -> None:
    require_space(suggestions.count_open(db, guild, member), suggestions.count_open(db, guild))
