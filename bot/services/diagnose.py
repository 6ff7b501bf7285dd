"""Finding out why a command works for a member, or why it does not."""

from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.diagnose import Diagnosis, Facts, Known, diagnosed, right_of
from bot.facilitation.library import Visitor, require_moderator
from bot.services.reading import suggest_essays
from bot.services.shelf import Shelf
from bot.storage import allowance, groups, sessions, settings
from bot.storage.desk import Desk


class Examiner:
    """Knows what the rules know of a member; the facts are Discord's."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf

    async def examine(self, visitor: Visitor, member: int, facts: Facts, now: datetime) -> Diagnosis:
        """Why the command works for the member. Refuses anybody but a moderator, and an unknown command."""
        require_moderator(visitor, "settings")
        _, right = right_of(facts.command)
        guild, number = visitor.guild, len(await suggest_essays(self._shelf, visitor.guild, ""))

        def work(db: Database) -> Known:
            own = (one for one in groups.of_guild(db, guild) if not one.closed and member in one.facilitators)
            used, of_all = allowance.used(db, guild, member)
            handed = sessions.in_hands_of(db, guild, member)
            known = settings.of_guild(db, guild)
            return Known(known, tuple(one.name for one in own), handed, used, of_all, number)

        return diagnosed(facts, right, await self._desk.run(work), now)
