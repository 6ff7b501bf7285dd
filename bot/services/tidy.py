"""What is done once a day: everybody forgets what is kept for too long."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

DAILY = timedelta(days=1)

Chore = Callable[[datetime], Awaitable[None]]
"""Forgets what is too old at a moment."""

log = logging.getLogger(__name__)


class Tidy:
    """A planner of the clock, which puts nothing into the outbox. A chore that fails stops no other."""

    def __init__(self, *chores: Chore) -> None:
        self._chores = chores
        self._done: datetime | None = None

    async def plan(self, now: datetime) -> datetime | None:
        """Do every chore if a day has passed, or the clock was set back; say when it is time again."""
        if self._done is None or not timedelta(0) <= now - self._done < DAILY:
            self._done = now
            for chore in self._chores:
                await self._safely(chore, now)
        return self._done + DAILY

    async def _safely(self, chore: Chore, now: datetime) -> None:
        try:
            await chore(now)
        except Exception:
            log.exception("What is too old could not be deleted; it is tried again tomorrow.")
