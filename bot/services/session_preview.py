"""Preparing a session: what it will post, seen before anybody else does, and other passages and questions for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.facilitation import session_letters as letters
from bot.facilitation import sessions as rules
from bot.facilitation.errors import Refusal
from bot.facilitation.groups import Group, named, require_facilitator, require_open
from bot.facilitation.library import Visitor
from bot.facilitation.prompts import Prompt, another, is_own, question_about, rewritten
from bot.facilitation.rehearsal import Shown, messages
from bot.facilitation.sessions import Session
from bot.services import prompts as grounding
from bot.services.session_steps import group_of, home_of, session_of, setting_of
from bot.services.sessions import Sessions
from bot.services.shelf import Shelf
from bot.storage import groups, outbox, sessions
from bot.storage.desk import Desk
from retrieval import Library

MOST_PASSAGES = 2
TOO_MANY = "A phase shows two passages at most: give one citation, or two with + between them."
PASSAGE_FIRST = "This phase is going on: give a passage by its citation, with a question if you like."
NO_OTHER = "These essays offer no other passage for this phase: press Change and give a citation of your own."


class Previews:
    """What facilitators see and change before a session posts it."""

    def __init__(self, desk: Desk, shelf: Shelf, stories: Sessions) -> None:
        self._desk = desk
        self._shelf = shelf
        self._stories = stories

    async def upcoming(self, visitor: Visitor, group: str | None, now: datetime) -> Session:
        """The session that a facilitator prepares: the group's next one. Refuses everybody else."""

        def work(db: Database) -> Group:
            chosen = named(groups.of_guild(db, visitor.guild), group)
            require_facilitator(visitor, chosen)
            require_open(chosen)
            return chosen

        return await self._stories.next_of(await self._desk.run(work), now)

    async def preview(self, visitor: Visitor, number: int, page: int, now: datetime) -> Shown:
        """One message of a session to come, as the library is `now`. Refuses whoever may not run it."""

        def look(db: Database) -> Session:
            session = session_of(db, number, visitor.guild)
            rules.require_right(visitor, session, group_of(db, session))
            return session

        session = await self._desk.run(look)
        await self._stories.texts.renew(session, now)
        standing = await self._stories.look(visitor.guild, number)
        found = await self._stories.texts.read(session.guild, session.essays)
        over = rules.planned_end(session)
        setting = await self._desk.run(lambda db: setting_of(db, session, found, after=over))
        shown = messages(session, standing.prompts, setting)
        page = min(page, len(shown) - 1)
        of_phase = shown[page].content["number"] if shown[page].kind == "session-phase" else None
        prompt = standing.prompts[of_phase - 1] if of_phase else None
        return Shown(shown[page], session.zone, page, len(shown), prompt)

    async def changeable(self, visitor: Visitor, number: int, phase: int) -> Prompt:
        """What a phase shows and asks, for whoever may change it. Refuses a phase that was posted already."""
        return await self._desk.run(lambda db: _changeable(db, visitor, number, phase)[1])

    async def choose(
        self, visitor: Visitor, number: int, phase: int, citations: Sequence[str], question: str, now: datetime
    ) -> bool:
        """Let a phase show other passages, by their citations, and ask another question; say whether it was posted.

        A passage that was left open is posted at once when its phase is going on, with the question of the phase unless
        there is another. Refuses to post it without a passage.
        """
        asked = rewritten(question)
        if len(citations) > MOST_PASSAGES:
            raise Refusal(TOO_MANY)
        session, before = await self._desk.run(lambda db: _changeable(db, visitor, number, phase))
        if session.going and session.phase == phase and not citations:
            raise Refusal(PASSAGE_FIRST)
        kind = session.protocol.phases[phase - 1]
        found = await self._stories.texts.read(session.guild, session.essays)
        slugs = [one.essay.slug for one in found if one.essay]

        def ground(library: Library) -> Prompt:
            passages = tuple(grounding.cited(library, one) for one in citations)
            told = asked
            if before.open and passages and not is_own(kind, asked):
                told = question_about(kind, passages, grounding.stock_of(library, slugs)) or asked
            prompt = Prompt(passages, told, open=before.open and not passages)
            return grounding.with_evidence(library, slugs, prompt, kind)

        prompt = Prompt(open=before.open)
        if citations or asked:
            prompt = await self._shelf.search(session.guild, ground)
        return await self._write(visitor, session, phase, prompt, now)

    async def another(self, visitor: Visitor, number: int, phase: int, now: datetime) -> None:
        """Let a phase show the next passage that fits it. Refuses when its essays offer no other."""
        session, _ = await self._desk.run(lambda db: _changeable(db, visitor, number, phase))
        shown = (await self._stories.look(session.guild, number)).prompts
        found = await self._stories.texts.read(session.guild, session.essays)
        slugs = [one.essay.slug for one in found if one.essay]

        def ground(library: Library) -> Prompt:
            kind = session.protocol.phases[phase - 1]
            prompt = another(kind, grounding.stock_of(library, slugs), shown, phase)
            if prompt is None:
                raise Refusal(NO_OTHER)
            return grounding.with_evidence(library, slugs, prompt, kind)

        await self._write(visitor, session, phase, await self._shelf.search(session.guild, ground), now)

    async def _write(self, visitor: Visitor, session: Session, phase: int, prompt: Prompt, now: datetime) -> bool:
        def work(db: Database) -> bool:
            fresh, _ = _changeable(db, visitor, session.id, phase)
            sessions.write_prompt(db, session.id, phase, prompt, chosen=True)
            home = home_of(db, fresh)
            if not fresh.going or fresh.phase != phase:
                return False
            if home is not None:
                told = replace(fresh, changes=fresh.changes + 1)
                sessions.replace(db, told)
                outbox.add(db, [letters.passage(told, prompt, now, home.letter.key)])
            return True

        posted = await self._desk.run(work)
        self._stories.changed()
        return posted


def _changeable(db: Database, visitor: Visitor, number: int, phase: int) -> tuple[Session, Prompt]:
    session = session_of(db, number, visitor.guild)
    rules.require_right(visitor, session, group_of(db, session))
    rules.answered(session)
    prompt = sessions.prompts(db, number)[max(phase - 1, 0) : phase]
    if not prompt:
        raise Refusal(f"There is no phase {phase} in this session.")
    if phase < session.phase or (phase == session.phase and not prompt[0].open):
        raise Refusal("This phase was posted already: change one that is still to come.")
    return session, prompt[0]
