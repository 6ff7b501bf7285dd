"""Posts the letters of the outbox, each once: claim, send, mark. Nothing that happens to one letter stops another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.facilitation.delivery import (
    THREAD_EXISTS,
    Letter,
    Patience,
    Posted,
    Reason,
    Standing,
    State,
    Step,
    Trouble,
    Unreadable,
    Where,
    back_off,
    first_of_lanes,
    judge,
    marks,
    next_step,
    nonce,
    planned_for,
    quiet_until,
    skewed,
    where,
)
from bot.storage import outbox
from bot.storage.desk import Desk

AT_ONCE = 8
"""Letters under way at the same time."""

REST = timedelta(seconds=15)
"""Before a lane is tried again in which something failed on our side."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

log = logging.getLogger(__name__)

AFTERWARDS = 5.0
"""Seconds that whoever hears of a letter that was sent may take."""

Told = Callable[[Standing], Awaitable[None]]
"""Hears of a letter that did not go, or that waits for somebody; twice, if we are killed meanwhile."""

Sent = Callable[[Standing], Awaitable[None]]
"""Hears of a letter that was sent; never, if we are killed meanwhile, and whatever it raises is of no matter."""


class Post(Protocol):
    """What Discord does for us. Raises Trouble; whatever else it raises is a fault of ours."""

    @property
    def me(self) -> int:
        """The bot's own account."""

    @property
    def skew(self) -> timedelta | None:
        """Our clock minus Discord's, when it was last heard; None as long as it was not."""

    async def anchor(self, letter: Letter, at: Where) -> int:
        """The id of the newest message there, or one that is older than all of them."""

    async def put(
        self, letter: Letter, at: Where, nonce: str, marks: tuple[int, int], planned: datetime | None
    ) -> Posted:
        """Post it, marked; `planned` is named when it is late."""

    async def find(
        self, letter: Letter, at: Where, marks: tuple[int, int], after: int | datetime, until: datetime | None
    ) -> Posted | None:
        """Our message with these marks, among those after a message or a moment, and until one. Raises Unreadable."""

    async def measure(self) -> None:
        """Ask Discord for its time, so that `skew` is of now."""


async def nothing_more(standing: Standing) -> None:
    """Nothing follows from a letter that was sent."""


async def log_only(standing: Standing) -> None:
    """Nobody but the host hears of it."""
    log.warning("Letter %s is %s: %s.", standing.letter.key, standing.state, standing.reason)


class Delivery:
    """Delivers what is due. `rested` is called whenever something was settled, since more may be due now."""

    def __init__(
        self,
        desk: Desk,
        post: Post,
        *,
        now: Callable[[], datetime],
        patience: Patience | None = None,
        told: Told = log_only,
        sent: Sent = nothing_more,
    ) -> None:
        self._desk = desk
        self._post = post
        self._now = now
        self._patience = patience or Patience()
        self._told = told
        self._sent = sent
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, datetime] = {}
        self._moved: set[str] = set()
        self._silent_until = _LONG_AGO
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._database = ""
        self._closing = False
        self.rested: Callable[[], None] = lambda: None

    async def add(self, letters: Iterable[Letter]) -> int:
        """Put letters into the outbox, those with new keys; say how many."""
        batch = tuple(letters)
        return await self._desk.run(lambda db: outbox.add(db, batch))

    async def begin(self) -> None:
        """Take over from the run before, which is over: only one works on a data folder."""
        now = self._now()
        self._database = await self._desk.run(outbox.database_id)
        await self._desk.run(lambda db: outbox.free(db, now))

    async def deliver(self) -> datetime | None:
        """Begin with every lane in which a letter is due; say when the next will be."""
        now = self._now()
        standings, untold, following = await self._desk.run(
            lambda db: (outbox.due(db, now), outbox.untold(db), outbox.next_moment(db, now))
        )
        for standing in first_of_lanes(standings):
            lane = standing.lane
            ready = self._step(standing) != "wait" and self._resting.get(lane, now) <= now
            if ready and lane not in self._lanes and not self._closing:
                self._lanes[lane] = task = asyncio.create_task(self._along(lane), name=f"letters of {lane}")
                task.add_done_callback(partial(self._left, lane))
        await self._report(untold)
        rested = (moment for moment in self._resting.values() if moment > now)
        return min((moment for moment in (following, *rested) if moment is not None), default=None)

    async def idle(self) -> None:
        """Until nothing is under way."""
        while self._lanes:
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def close(self, patience: float = 10.0) -> None:
        """Claim nothing more and let end what is under way, for so many seconds."""
        self._closing = True
        tasks = tuple(self._lanes.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _left(self, lane: str, _: object) -> None:
        self._lanes.pop(lane, None)
        if lane in self._moved and not self._closing:
            self.rested()
        self._moved.discard(lane)

    async def _along(self, lane: str) -> None:
        """Letter after letter of one lane, until none is due."""
        self._resting.pop(lane, None)
        try:
            while (standing := await self._first(lane)) is not None:
                async with self._turns:
                    if self._closing or not await self._without_fault(standing):
                        return
        except Exception:
            log.exception("Letters of %s could not be handled; I try again.", lane)
            self._moved.discard(lane)
            self._resting[lane] = self._now() + REST

    async def _without_fault(self, standing: Standing) -> bool:
        try:
            return await self._handle(standing)
        except Exception:
            await self._desk.run(lambda db: outbox.stumble(db, standing.letter.key))
            raise

    async def _first(self, lane: str) -> Standing | None:
        now = self._now()
        due = await self._desk.run(lambda db: outbox.due(db, now))
        return next((one for one in first_of_lanes(due) if one.lane == lane), None)

    def _step(self, standing: Standing) -> Step:
        return next_step(standing, self._now(), self._patience)

    async def _handle(self, known: Standing) -> bool:
        """One letter, as far as it goes now. False when its lane has to wait."""
        step = self._step(known)
        now = self._now()
        if step == "wait" or self._silent_until > now or skewed(self._post.skew, self._patience):
            return False
        lease = now + self._patience.lease
        claimed = await self._desk.run(lambda db: outbox.claim(db, known, now, lease))
        if claimed is None:
            return False
        self._moved.add(known.lane)
        if step in ("skip", "orphan", "give up"):
            reasons: dict[Step, Reason] = {"skip": "late", "orphan": "orphan", "give up": "unfinished"}
            given_up: State = "dead" if claimed.doubt_since is None else "uncertain"
            return await self._finish(claimed, given_up if step == "give up" else "skipped", None, reasons[step])
        if step == "send":
            return await self._send(claimed, fresh=claimed.doubt_since is None)
        return await self._look(claimed, only=step == "look only")

    async def _look(self, claimed: Standing, *, only: bool) -> bool:
        """Look whether it is there, and post it if not."""
        letter, doubtful = claimed.letter, claimed.doubt_since is not None
        after: int | datetime = letter.due - self._patience.skew
        until: datetime | None = None
        if doubtful and claimed.anchor is not None and claimed.tried_at is not None:
            after, until = claimed.anchor, claimed.tried_at + self._patience.lease + self._patience.skew
        try:
            async with asyncio.timeout(self._seconds()):
                found = await self._post.find(letter, where(claimed), self._marks(letter), after, until)
        except (Unreadable, Trouble, TimeoutError) as error:
            if not unreadable(error, letter):
                return await self._refused(claimed, error, asked=False)
            if doubtful:
                return await self._finish(claimed, "uncertain", None, "unreadable")
            found = None
        if found is not None:
            log.info("Letter %s was there already.", letter.key)
            return await self._finish(claimed, "sent", found)
        if only:
            return await self._finish(claimed, "skipped", None, "late")
        return await self._send(claimed, fresh=True)

    async def _send(self, claimed: Standing, *, fresh: bool) -> bool:
        letter, at = claimed.letter, where(claimed)
        try:
            anchor = claimed.anchor
            if anchor is None:
                async with asyncio.timeout(self._seconds()):
                    anchor = await self._post.anchor(letter, at)
            if not self._may_ask(claimed):
                return await self._give_back(claimed)
        except (Trouble, TimeoutError) as error:
            return await self._refused(claimed, error, asked=False)
        now = self._now()
        if not await self._desk.run(lambda db: outbox.ask(db, claimed, now, anchor, fresh=fresh)):
            return False
        if not self._may_ask(claimed):  # the very last moment at which it can still be left
            return await self._give_back(claimed)
        try:
            async with asyncio.timeout(self._seconds()):
                name = nonce(self._post.me, self._database, letter.key)
                posted = await self._post.put(letter, at, name, self._marks(letter), planned_for(letter, now))
        except (Trouble, TimeoutError) as error:
            return await self._refused(claimed, error, asked=True)
        return await self._finish(claimed, "sent", posted)

    async def _refused(self, claimed: Standing, error: Exception, *, asked: bool) -> bool:
        """Discord did not take it, or did not say."""
        trouble = error if isinstance(error, Trouble) else Trouble(None, words="no answer in time")
        verdict, reason = judge(trouble, claimed.letter.form)
        if verdict == "posted":
            there = claimed.parent.message if trouble.code == THREAD_EXISTS and claimed.parent else None
            return await self._finish(claimed, "sent", Posted(there, there))
        if verdict == "unwanted":
            return await self._finish(claimed, "skipped")
        if verdict == "dead":
            log.warning("Letter %s was refused: %s", claimed.letter.key, trouble)
            return await self._finish(claimed, "dead", None, reason)
        wait = self._patience.blocked if verdict == "blocked" else back_off(claimed.failures, self._patience)
        until = self._now() + max(wait, trouble.wait)
        if trouble.everywhere:
            self._silent_until = until
        asked_now = asked and trouble.doubtful
        if asked_now and (quiet := quiet_until(await self._as_it_is(claimed), self._patience)):
            until = max(until, quiet)
        log.info("Letter %s waits until %s: %s", claimed.letter.key, until.isoformat(timespec="seconds"), trouble)
        await self._desk.run(lambda db: outbox.retry(db, claimed, until, asked=asked_now, reason=reason))
        if reason == "forbidden" and where(claimed) == Where(claimed.letter.channel):  # not in a thread of it
            await self._desk.run(lambda db: outbox.wait_with(db, claimed, until))
        return False

    async def _give_back(self, claimed: Standing) -> bool:
        """Leave a letter whose claim is nearly over, or that our clock should not post."""
        log.warning("Letter %s was left in the last moment.", claimed.letter.key)
        now = self._now()
        await self._desk.run(lambda db: outbox.retry(db, claimed, now, asked=False))
        return False

    async def _finish(
        self, claimed: Standing, state: State, posted: Posted | None = None, reason: Reason | None = None
    ) -> bool:
        finished = await self._desk.run(lambda db: outbox.finish(db, claimed, state, posted, reason))
        if finished and state == "uncertain":
            letter = claimed.letter
            said = "Letter %s may have been posted or not: its facilitators settle it with /session letters."
            log.warning(said, letter.key, extra={"server": letter.guild})
        if finished and state == "sent":
            try:
                async with asyncio.timeout(AFTERWARDS):
                    await self._sent(claimed)
            except Exception as error:
                log.info("What follows from letter %s did not: %r", claimed.letter.key, error)
        return finished

    async def _as_it_is(self, claimed: Standing) -> Standing:
        return await self._desk.run(lambda db: outbox.find(db, claimed.letter.key)) or claimed

    async def _report(self, untold: Iterable[Standing]) -> None:
        """Tell facilitators what they have to hear, each thing until it was heard."""
        for standing in untold:
            try:
                await self._told(standing)
                await self._desk.run(partial(outbox.tell, told=standing))
            except Exception:
                log.exception("Nobody could be told of letter %s.", standing.letter.key)

    def _may_ask(self, claimed: Standing) -> bool:
        left = (claimed.lease_until or self._now()) - self._now()
        return left > self._patience.margin and not skewed(self._post.skew, self._patience)

    def _seconds(self) -> float:
        """So long Discord may take for one answer: less than the margin."""
        return self._patience.margin.total_seconds() * 0.8

    def _marks(self, letter: Letter) -> tuple[int, int]:
        return marks(self._post.me, self._database, letter.key)


def unreadable(error: Exception, letter: Letter) -> bool:
    """Whether Discord does not let us look, so that asking again would help nobody."""
    return isinstance(error, Unreadable) or (isinstance(error, Trouble) and judge(error, letter.form)[0] == "blocked")
