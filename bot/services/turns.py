"""A few threads for many servers: each server has its turn, so that nobody waits behind the whole crowd of another."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.facilitation.errors import Refusal

MOST_WAITING = 100
"""Of one server, under way or waiting; whoever comes later is asked to come back instead of waiting a minute."""

MOST_WAITING_IN_ALL = 300
"""The same over all servers: at ten milliseconds each, the last one still waits for three seconds only."""

AHEAD = 2
"""Let in beyond the threads, so that a thread that is done finds the next work without waiting for the event loop."""

BUSY = "Many people are asking at this moment: try again in a few seconds."

T = TypeVar("T")


class Turns:
    """Threads, and the line before them: first come first served within a server, the servers by turns.

    Belongs to one event loop.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._free = threads + AHEAD
        self._lines: OrderedDict[int, deque[asyncio.Future[None]]] = OrderedDict()
        self._waiting: Counter[int] = Counter()

    @property
    def waiting(self) -> int:
        """Under way or in line, of all servers."""
        return self._waiting.total()

    async def run(self, guild: int, work: Callable[[], T]) -> T:
        """Do `work` in a thread when it is the server's turn. Refuses when too many wait."""
        if self._waiting[guild] >= MOST_WAITING or self._waiting.total() >= MOST_WAITING_IN_ALL:
            raise Refusal(BUSY)
        self._waiting[guild] += 1
        try:
            async with self._turn(guild):
                return await self.now(work)
        finally:
            self._waiting[guild] -= 1

    async def now(self, work: Callable[[], T]) -> T:
        """The same for work of no server, which stands in no line."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let running work end, drop what waits."""
        self._threads.shutdown(cancel_futures=True)

    @asynccontextmanager
    async def _turn(self, guild: int) -> AsyncIterator[None]:
        if self._free:
            self._free -= 1
        else:
            await self._stand_in_line(guild)
        try:
            yield
        finally:
            self._next()

    async def _stand_in_line(self, guild: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(guild, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._next()  # it was her turn already
            raise

    def _next(self) -> None:
        while self._lines:
            guild, line = self._lines.popitem(last=False)
            turn = line.popleft()
            if line:
                self._lines[guild] = line
            if not turn.done():  # else nobody waits for it any more
                turn.set_result(None)
                return
        self._free += 1
