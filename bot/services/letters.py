"""Letters that did not go as planned, and what is left of those that did: settled, tried again, closed, deleted."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlite_utils import Database

from bot.facilitation import letters as rules
from bot.facilitation.delivery import (
    Letter,
    Patience,
    Posted,
    Standing,
    Trouble,
    Unreadable,
    Where,
    marks,
    planned_for,
    where,
)
from bot.facilitation.errors import Refusal
from bot.facilitation.letters import Link, Unsettled
from bot.facilitation.library import Visitor
from bot.facilitation.session_letters import key, phase_content
from bot.facilitation.sessions import Session, may_run, require_right
from bot.services.delivery import Post, unreadable
from bot.services.session_steps import group_of
from bot.storage import outbox, sessions
from bot.storage.desk import Desk

PATIENCE = 60.0
"""Seconds that a search in a channel may take."""


class Mail(Post, Protocol):
    """What Discord does for us besides. Raises Trouble and Unreadable."""

    async def check(self, letter: Letter, at: Where, marks: tuple[int, int], link: Link) -> Posted | None:
        """The message behind the link, if it is ours, there, and has these marks."""

    async def redraw(
        self, letter: Letter, at: Where, marks: tuple[int, int], message: int, late: datetime | None
    ) -> None:
        """Draw a message that was posted as the letter says now."""

    def admits(self, letter: Letter, at: Where) -> bool:
        """Whether we may post there now, as far as Discord has told."""


class Letters:
    """The letters of every server, each server's apart. `changed` is called when one may go at once."""

    def __init__(self, desk: Desk, mail: Mail) -> None:
        self._desk = desk
        self._mail = mail
        self._refused: frozenset[int] = frozenset()
        self._doubted: set[int] = set()
        self._tried: dict[int, datetime] = {}
        self.changed: Callable[[], None] = lambda: None

    async def unsettled(self, visitor: Visitor, now: datetime) -> tuple[Unsettled, ...]:
        """What is uncertain, refused or did not go, of the sessions that she may run."""

        def work(db: Database) -> tuple[Unsettled, ...]:
            refused = (one for one in outbox.refused(db) if one.letter.guild == visitor.guild)
            uncertain, dead = (outbox.of_state(db, state, visitor.guild) for state in ("uncertain", "dead"))
            found = (_unsettled(db, one, visitor, now) for one in (*uncertain, *refused, *dead))
            return tuple(one for one in found if one is not None)

        return await self._desk.run(work)

    async def require(self, visitor: Visitor, number: int, choice: rules.Choice, now: datetime) -> Unsettled:
        """The letter for which she wants to choose this.

        Refuses whoever may not run its session, a letter that is settled meanwhile, and what makes no sense any more.
        """

        def work(db: Database) -> Unsettled:
            standing = outbox.by_number(db, number)
            if standing is None or standing.letter.guild != visitor.guild:
                raise Refusal(rules.SETTLED)
            session = _session(db, standing)
            if session is None or not rules.concerns_group(standing.letter):
                raise Refusal(rules.SETTLED)
            require_right(visitor, session, group_of(db, session))
            known = _as_it_is(standing, session, now)
            if choice not in known.choices:
                late = choice == "again" and standing.state == "uncertain"
                raise Refusal(rules.TOO_LATE if late else rules.SETTLED)
            return known

        return await self._desk.run(work)

    async def is_there(self, visitor: Visitor, number: int, now: datetime, link: str | None = None) -> bool:
        """Note that an uncertain letter is there; what waited for it goes on.

        It is looked for in the channel, or behind a `link`. False when it was not found without one.
        """
        known = await self.require(visitor, number, "there", now)
        posted = await self._find(known) if link is None else await self._behind(known, link)
        if posted is None:
            return False
        await self._settle(known, posted)
        return True

    async def post_again(self, visitor: Visitor, number: int, now: datetime) -> bool:
        """Let an uncertain letter be sent once more; False when it was found in the channel, and is settled so."""
        known = await self.require(visitor, number, "again", now)
        if posted := await self._find(known):
            await self._settle(known, posted)
            return False
        await self._write(known, outbox.post_again)
        return True

    async def leave_out(self, visitor: Visitor, number: int, now: datetime) -> None:
        """Leave an uncertain letter out, with what waits for it; or take one off the list that did not go."""
        await self._settle(await self.require(visitor, number, "out", now), None)

    async def try_now(self, visitor: Visitor, number: int, now: datetime) -> None:
        """Try what was refused, with everything that waits for the same channel."""
        known = await self.require(visitor, number, "now", now)
        letter = known.standing.letter
        if not self._mail.admits(letter, known.at):
            raise Refusal(rules.STILL_SHUT)
        await self._desk.run(lambda db: outbox.try_again(db, letter.channel))
        self.changed()

    def reconsider(self, guild: int) -> None:
        """Discord says that permissions or threads of a server have changed."""
        known = guild in self._doubted
        self._doubted.add(guild)  # also when nothing is known to be refused: it may have been since the last look
        if guild in self._refused and not known:
            self.changed()

    async def plan(self, now: datetime) -> datetime | None:
        """A planner of the clock, which puts nothing in: tries again where permissions are back."""
        return await self._return(now)

    async def thin(self, now: datetime) -> None:
        """Forget letters that are older than they are kept: some at once, so that others need not wait."""
        while await self._desk.run(lambda db: outbox.thin(db, now - rules.KEPT, rules.AT_ONCE)):
            pass

    async def sent(self, standing: Standing) -> None:
        """Take the buttons from the card of the phase before; one edit for each phase, if it succeeds or not."""
        found = await self._desk.run(lambda db: _card_before(db, standing.letter))
        if found is not None and found.message is not None:
            late = planned_for(found.letter, found.tried_at or found.letter.due)
            of = await self._marks(found.letter)
            await self._mail.redraw(found.letter, where(found), of, found.message, late)

    async def _return(self, now: datetime) -> datetime | None:
        refused = await self._desk.run(outbox.refused)
        self._refused = frozenset(one.letter.guild for one in refused)
        doubted, self._doubted = self._doubted, set()
        self._tried = {channel: at for channel, at in self._tried.items() if timedelta(0) <= now - at < rules.BETWEEN}
        waiting = [one for one in refused if one.letter.guild in doubted and self._mail.admits(one.letter, where(one))]
        for channel, guild in {one.letter.channel: one.letter.guild for one in waiting}.items():
            if channel in self._tried:
                self._doubted.add(guild)
            else:
                self._tried[channel] = now
                await self._desk.run(partial(outbox.try_again, channel=channel))
        return min(self._tried.values()) + rules.BETWEEN if self._doubted else None

    async def _find(self, known: Unsettled) -> Posted | None:
        """The letter in its channel, as far as we may read there."""
        standing = known.standing
        after = standing.letter.due - Patience().skew if standing.anchor is None else standing.anchor
        of = await self._marks(standing.letter)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._mail.find(standing.letter, known.at, of, after, None)
        except (Unreadable, Trouble, TimeoutError) as error:
            if not unreadable(error, standing.letter):
                raise Refusal(rules.NO_ANSWER) from error
            return None

    async def _behind(self, known: Unsettled, link: str) -> Posted:
        letter = known.standing.letter
        found = rules.linked(link, letter.guild)
        try:
            async with asyncio.timeout(PATIENCE):
                posted = await self._mail.check(letter, known.at, await self._marks(letter), found)
        except Unreadable:
            raise Refusal(rules.UNREADABLE) from None
        except (Trouble, TimeoutError) as error:
            raise Refusal(rules.NO_ANSWER) from error
        if posted is None:
            raise Refusal(rules.NOT_THAT)
        return posted

    async def _settle(self, known: Unsettled, posted: Posted | None) -> None:
        await self._write(known, partial(outbox.settle, posted=posted))

    async def _write(self, known: Unsettled, settle: Callable[[Database, str], bool]) -> None:
        """Settle a letter, if it still stands as known; whatever waited for it need not wait any longer."""
        letter = known.standing.letter

        def work(db: Database) -> None:
            if not settle(db, letter.key):
                raise Refusal(rules.SETTLED)
            outbox.try_again(db, letter.channel)

        await self._desk.run(work)
        self.changed()

    async def _marks(self, letter: Letter) -> tuple[int, int]:
        return marks(self._mail.me, await self._desk.run(outbox.database_id), letter.key)


def _session(db: Database, standing: Standing) -> Session | None:
    number = rules.session_number(standing.letter)
    return None if number is None else sessions.by_number(db, number)


def _unsettled(db: Database, standing: Standing, visitor: Visitor, now: datetime) -> Unsettled | None:
    session = _session(db, standing)
    if session is None or not rules.concerns_group(standing.letter):
        return None
    if not may_run(visitor, session, group_of(db, session)):
        return None
    return _as_it_is(standing, session, now)


def _as_it_is(standing: Standing, session: Session, now: datetime) -> Unsettled:
    return Unsettled(standing, session.title, where(standing), rules.choices(standing, session, now))


def _card_before(db: Database, sent: Letter) -> Standing | None:
    """The last card of a phase that was posted before this letter, as one of a phase that is over."""
    number = rules.session_number(sent)
    session = None if number is None else sessions.by_number(db, number)
    if session is None or sent.kind not in ("session-phase", "session-closing"):
        return None
    upto = sent.content.get("number", len(session.protocol.phases) + 1)
    cards = [
        one
        for one in outbox.beginning_with(db, key(session, "phase", ""))
        if one.letter.kind == "session-phase" and one.state == "sent" and one.letter.content["number"] < upto
    ]
    if not cards:
        return None
    card = max(cards, key=lambda one: int(one.letter.content["number"]))
    phase = card.letter.content["number"]
    prompt = sessions.prompts(db, session.id)[phase - 1]
    content = phase_content(replace(session, phase=phase), prompt) | {"over": True}
    return replace(card, letter=replace(card.letter, content=content))
