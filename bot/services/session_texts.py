"""What the phases of sessions show: made from the library, renewed before it is shown, and forgotten with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation import session_letters as letters
from bot.facilitation.prompts import Prompt, is_own
from bot.facilitation.sessions import Session
from bot.facilitation.upcoming import Reading, readings
from bot.services import prompts as grounding
from bot.services.session_steps import session_of
from bot.services.shelf import Shelf
from bot.storage import outbox, sessions
from bot.storage.desk import Desk


class Texts:
    """Sessions and the library, of every server, each server's apart."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk = desk
        self._shelf = shelf

    async def renew(self, session: Session, now: datetime) -> None:
        """Look once more at what is still to be shown: what facilitators saw stays, unless its text was removed.

        Where that is a passage which one of them chose, they are told.
        """
        stored = await self._desk.run(lambda db: sessions.prompts(db, session.id))
        chosen = await self._desk.run(lambda db: sessions.chosen(db, session.id))
        kept = {
            number: prompt
            for number, (phase, prompt) in enumerate(zip(session.protocol.phases, stored, strict=True), 1)
            if number in chosen or number <= session.phase or prompt.passages or phase.shown in ("none", "choice")
        }
        prepared = await self.prepare(session, kept)

        def work(db: Database) -> None:
            fresh, present = session_of(db, session.id), sessions.prompts(db, session.id)
            for number, (new, old) in enumerate(zip(prepared, stored, strict=True), 1):
                if new == old or number <= fresh.phase or present[number - 1] != old:
                    continue
                own = number in chosen and is_own(session.protocol.phases[number - 1], new.question)
                lost = number in chosen and new.passages != old.passages
                sessions.write_prompt(db, session.id, number, new, chosen=own or (number in chosen and not lost))
                if lost:
                    gone = letters.passage_gone(session, number, new, kept=own)
                    outbox.add(db, [letters.notice(session, f"passage:{number}:{fresh.changes}", gone, now)])

        await self._desk.run(work)

    async def renew_all(self, guild: int, now: datetime) -> None:
        """The same for every session of a server that is planned or going on."""
        still_open = await self._desk.run(sessions.still_open)
        for session in still_open:
            if session.guild == guild:
                await self.renew(session, now)

    async def replaced(self, guild: int, essay: str, now: datetime) -> None:
        """An essay got another text: let nothing be posted that stands in it no more."""
        await self.renew_all(guild, now)
        waiting = await self._desk.run(lambda db: outbox.waiting_passages(db, guild, essay))
        if not waiting:
            return
        gone = await self._shelf.use(guild, lambda library: grounding.gone(library, waiting))
        await self._desk.run(lambda db: outbox.forget_places(db, guild, gone))

    async def forget(self, guild: int, essay: str, now: datetime) -> None:
        """An essay was removed: let what is still to come show something else, and keep none of its words."""
        await self.renew_all(guild, now)

        def work(db: Database) -> None:
            sessions.forget_text(db, guild, essay)
            outbox.forget_text(db, guild, essay)

        await self._desk.run(work)

    async def prepare(self, session: Session, chosen: dict[int, Prompt] | None = None) -> tuple[Prompt, ...]:
        """What its phases show, as far as the library goes now; what a facilitator chose stays."""
        found = await self.read(session.guild, session.essays)
        slugs = [one.essay.slug for one in found if one.essay]
        return await grounding.prepare(self._shelf, session.guild, slugs, session.protocol, chosen)

    async def read(self, guild: int, essays: Sequence[str]) -> tuple[Reading, ...]:
        """The essays of a meeting, as far as the library has them."""
        return readings(essays, await grounding.listings(self._shelf, guild))
