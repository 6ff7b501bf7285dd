"""What only the bare answers of Discord tell: its own time, and a failure that must not be tried again by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

_ONCE: ContextVar[bool] = ContextVar("once", default=False)


class Failed(Exception):
    """Discord failed at a request that is not to be repeated unseen."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Discord answered {status}")
        self.status = status


@contextmanager
def once() -> Iterator[None]:
    """Meanwhile discord.py does not repeat what failed: a repeated forum post would be a second one."""
    token = _ONCE.set(True)
    try:
        yield
    finally:
        _ONCE.reset(token)


class Wire:
    """Listens to every answer. `skew` is our clock minus Discord's, None until it was heard."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.skew: timedelta | None = None
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_end.append(self._heard)

    def moment(self) -> datetime:
        """Discord's time, as far as it was heard; ours may be years off until the network has set it."""
        return self._now() - (self.skew or timedelta())

    async def _heard(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        with suppress(KeyError, TypeError, ValueError):  # whoever answered may have no clock
            self.skew = self._now() - parsedate_to_datetime(end.response.headers["Date"])
        if _ONCE.get() and end.response.status >= 500:
            raise Failed(end.response.status)
