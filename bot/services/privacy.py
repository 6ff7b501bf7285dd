"""What is stored of a member: shown to her, and erased when she says so."""

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation.audit import Change
from bot.facilitation.privacy import Kept
from bot.services.allowance import Allowances
from bot.services.ask import RecentQuestions
from bot.storage import audit, privacy
from bot.storage.desk import Desk

ERASED = Change("data", "erased", "what was stored of a member")


class Privacy:
    """What is kept of every member. `changed` is called when a session may go on without somebody."""

    def __init__(self, desk: Desk, questions: RecentQuestions, allowances: Allowances) -> None:
        self._desk = desk
        self._questions = questions
        self._allowances = allowances
        self.changed: Callable[[], None] = lambda: None

    async def kept(self, member: int, guild: int | None) -> tuple[Kept, ...]:
        """What is stored of her in one server or, without one, in all."""
        return await self._desk.run(lambda db: privacy.of_member(db, member, guild))

    async def erase(self, member: int, guild: int | None, now: datetime) -> tuple[Kept, ...]:
        """Erase it, also from the bytes of the file; returns what it was. Each server's audit says so of nobody."""

        def work(db: Database) -> tuple[Kept, ...]:
            found = privacy.of_member(db, member, guild)
            privacy.erase_member(db, member, guild)
            for one in found:
                audit.add(db, one.guild, None, ERASED, now)
            return found

        self._allowances.forget(member, guild)
        found = await self._desk.erase(work, now, guild=guild, member=member)
        self._questions.forget(member, guild)
        if found:
            self.changed()
        return found
