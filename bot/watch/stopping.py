"""Ending when the machine says so: once is a request, twice an order."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

SECONDS = 10.0
"""After a signal; then whoever sent it (Docker, systemd) would soon kill the process."""

T = TypeVar("T")

log = logging.getLogger(__name__)


async def until_told_to_stop(
    story: Coroutine[Any, Any, T],
    ending: Callable[[], Awaitable[object]] | None = None,
    *,
    leave_after: float | None = None,
) -> T | None:
    """Run until SIGTERM or SIGINT, or until the story ends with a result.

    After a signal the story goes on until `ending` has ended, then it is cancelled; a second signal ends the process at
    once. With `leave_after` the process ends with 0 so many seconds after the first, whatever is still under way: a
    thread cannot be cancelled. discord.py's own `run` leaves out SIGTERM, by which containers are stopped.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()

    def hear(sign: signal.Signals) -> None:
        if told.is_set():
            os._exit(128 + sign)
        told.set()
        log.info("%s: Footnote ends what is under way.", sign.name)
        if leave_after is not None:
            _leave_after(leave_after)

    for sign in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends asyncio.run by itself
            loop.add_signal_handler(sign, hear, sign)
    telling, waiting = asyncio.create_task(story), asyncio.create_task(told.wait())
    try:
        await asyncio.wait((telling, waiting), return_when=asyncio.FIRST_COMPLETED)
        if ending is not None and not telling.done():
            await ending()
        telling.cancel()
        await asyncio.wait((telling,))
        return None if telling.cancelled() else telling.result()  # or raises what ended the story
    finally:
        for task in (telling, waiting):
            task.cancel()
        await asyncio.gather(telling, waiting, return_exceptions=True)


def _leave_after(seconds: float) -> None:
    def leave() -> None:
        log.warning("Not everything has ended in time: what was under way is taken up again at the next start.")
        os._exit(0)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()
