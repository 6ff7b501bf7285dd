"""The brake: a Footnote that dies at every start does not use up the sessions that Discord lets it begin in a day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.facilitation import starts as rules
from bot.facilitation.starts import LEAST_IDENTIFIES, Identifies
from bot.storage import starts

UNNOTED = timedelta(minutes=2)
"""Before every start that cannot be noted: without a note nobody could tell that it is one of many."""

LOOK_AGAIN = timedelta(minutes=10)

Ask = Callable[[], Awaitable[Identifies | None]]
"""Asks Discord how many sessions are left; None when it does not say."""

log = logging.getLogger(__name__)


class Brake:
    """Waits where a start would be one too many; the log says for how long and what to do."""

    def __init__(
        self,
        folder: Path,
        ask: Ask,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._folder = folder
        self._ask = ask
        self._now = now
        self._sleep = sleep

    async def start(self) -> None:
        """Before the first session of a run."""
        await self._not_too_fast()
        await self.identify()

    async def identify(self) -> None:
        """Before every session: until Discord has enough of them left."""
        while (known := await self._ask()) is not None and known.left < LEAST_IDENTIFIES:
            wait = min(max(known.renewed, timedelta(seconds=1)), LOOK_AGAIN)
            log.warning(
                "Discord lets Footnote begin only %d more sessions today and counts anew in %s: it waits. "
                "Something began very many of them: look further up in this log for what ended each.",
                known.left,
                timedelta(seconds=round(known.renewed.total_seconds())),
                extra={"identifies_left": known.left, "seconds": wait.total_seconds()},
            )
            await self._sleep(wait.total_seconds())

    async def _not_too_fast(self) -> None:
        known = await asyncio.to_thread(starts.read, self._folder)
        wait = rules.wait(known, self._now())
        if wait:
            log.warning(
                "Footnote was started %d times within a short time and never lasted: it waits %d minutes before it "
                "connects. Look further up in this log for what ended it.",
                len(known.moments),
                wait // timedelta(minutes=1),
                extra={"seconds": wait.total_seconds()},
            )
            await self._sleep(wait.total_seconds())
        try:
            await asyncio.to_thread(starts.write, self._folder, rules.noted(known, self._now(), wait))
        except OSError as error:
            minutes = UNNOTED // timedelta(minutes=1)
            log.warning("This start could not be noted, so it waits %d minutes: %s", minutes, error)
            await self._sleep(UNNOTED.total_seconds())
