"""The clock: asks every few seconds what is due, and never dies of one thing that goes wrong."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.facilitation.delivery import Letter, Patience, skewed
from bot.services.delivery import Delivery, Post

BEAT = 15.0
"""Seconds between two looks at the most."""

JUMP = timedelta(seconds=5)
"""Our clock was set when it went so much further than time did."""

PLANNING = 2.0
"""Seconds that letters wait for a planner; what it puts in later is looked for when it has ended."""

LEAST_REST = 0.05
LONGEST_REST = 300.0

Planner = Callable[[datetime], Awaitable[datetime | None]]
"""Puts letters into the outbox that are due by now; returns when it next will, or None when it cannot say."""

log = logging.getLogger(__name__)


class Alarm(Protocol):
    """Waits, and can be woken."""

    async def sleep(self, seconds: float) -> None:
        """For so long, or until somebody rings."""

    def ring(self) -> None:
        """End the sleep that is going on."""


class Clock:
    """Runs from `start` to `stop`. `now` is our wall clock, `elapsed` counts seconds and is never set."""

    def __init__(
        self,
        delivery: Delivery,
        post: Post,
        alarm: Alarm,
        *,
        now: Callable[[], datetime],
        elapsed: Callable[[], float],
        planners: Sequence[Planner] = (),
        beat: float = BEAT,
        patience: Patience | None = None,
    ) -> None:
        self._delivery = delivery
        self._post = post
        self._alarm = alarm
        self._now = now
        self._elapsed = elapsed
        self._planners = tuple(planners)
        self._beat = beat
        self._patience = patience or Patience()
        self._task: asyncio.Task[None] | None = None
        self._planning: dict[Planner, asyncio.Task[datetime | None]] = {}
        self._asleep = False
        self._woken = False
        self._stopping = False
        self._holding = False
        self._last: tuple[datetime, float] | None = None
        self.ticked: datetime | None = None
        """When it last looked; None before the first time."""
        delivery.rested = self.wake

    @property
    def holding(self) -> bool:
        """Whether nothing is posted because our clock and Discord's do not agree."""
        return self._holding

    @property
    def quiet(self) -> float | None:
        """Seconds since it last looked, without those that a longer beat rests on purpose; None before it first did."""
        if self._last is None:
            return None
        return max(0.0, self._elapsed() - self._last[1] - max(0.0, self._beat - BEAT))

    def start(self) -> None:
        """Begin, once; Discord says more than once that we are there."""
        if self._task is None and not self._stopping:
            self._task = asyncio.create_task(self._run(), name="clock")

    def wake(self) -> None:
        """Look now: something new may be due."""
        self._woken = True
        if self._asleep:
            self._alarm.ring()

    async def add(self, letters: Iterable[Letter]) -> int:
        """Put letters into the outbox and look at once; say how many had new keys."""
        number = await self._delivery.add(letters)
        self.wake()
        return number

    async def stop(self, patience: float = 10.0) -> None:
        """Begin nothing new, let end what is under way, for so many seconds."""
        self._stopping = True
        task = self._task
        if task is not None:
            if self._asleep:
                task.cancel()
            else:
                await asyncio.wait((task,), timeout=patience / 2)
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for planning in (late := tuple(self._planning.values())):
            planning.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        await self._delivery.close(patience / 2 if task else patience)

    async def tick(self, now: datetime) -> datetime | None:
        """Look once: what each planner has, then what the outbox has. Returns when there is next something to do."""
        self.ticked = now
        if await self._unbelievable(now):
            return None
        moments = [await self._within_time(planner, now) for planner in self._planners]
        moments.append(await self._delivery.deliver())
        return min((moment for moment in moments if moment is not None), default=None)

    async def _run(self) -> None:
        failures = 0
        begun = False
        while not self._stopping:
            rest = self._beat
            try:
                self._woken = False
                if not begun:
                    await self._delivery.begin()
                    await self._post.measure()
                    begun = True
                following = await self.tick(self._now())
                failures = 0
                if following is not None:
                    rest = min(rest, max(LEAST_REST, (following - self._now()).total_seconds()))
            except Exception:
                failures += 1
                rest = min(self._beat * 2 ** min(failures - 1, 10), LONGEST_REST) if begun else self._beat
                log.exception("The clock stumbled; it looks again in %.0f seconds.", rest)
            if not self._woken and not self._stopping:
                await self._sleep(rest)

    async def _sleep(self, seconds: float) -> None:
        self._asleep = True
        try:
            await self._alarm.sleep(seconds)
        finally:
            self._asleep = False

    async def _within_time(self, planner: Planner, now: datetime) -> datetime | None:
        """When a planner next has something; whoever takes too long goes on, and holds nothing up meanwhile."""
        if planner not in self._planning:
            self._planning[planner] = task = asyncio.create_task(self._plan(planner, now), name="planner")
            task.add_done_callback(lambda _: self._planning.pop(planner))
        task = self._planning[planner]
        done, _ = await asyncio.wait((task,), timeout=PLANNING)
        if done:
            return task.result()
        task.add_done_callback(lambda _: self.wake())
        return None

    async def _plan(self, planner: Planner, now: datetime) -> datetime | None:
        try:
            return await planner(now)
        except Exception:
            log.exception("A planner failed; the others go on.")
            return None

    async def _unbelievable(self, now: datetime) -> bool:
        """Whether our clock is too far from Discord's; measured anew when it was set or is doubted."""
        if self._jumped(now) or self._holding:
            try:
                await self._post.measure()
            except Exception as error:
                log.warning("Discord's time could not be asked: %s", error)
                self._holding = True  # by a clock that may be years off, what is to be kept would be deleted
                return True
        holding = skewed(self._post.skew, self._patience)
        if holding and not self._holding:
            seconds = self._post.skew.total_seconds() if self._post.skew else 0.0
            log.error(
                "This machine's clock is %+.0f seconds off Discord's: nothing is posted until it is set.", seconds
            )
        if self._holding and not holding:
            log.info("This machine's clock agrees with Discord's again: posting goes on.")
        self._holding = holding
        return holding

    def _jumped(self, now: datetime) -> bool:
        elapsed = self._elapsed()
        before, self._last = self._last, (now, elapsed)
        if before is None:
            return False
        jump = (now - before[0]) - timedelta(seconds=elapsed - before[1])
        if abs(jump) <= JUMP:
            return False
        log.warning("This machine's clock was set by %+.0f seconds.", jump.total_seconds())
        return True
