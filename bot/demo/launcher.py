"""Opens the demo in a browser: the real bot on a simulated Discord, until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.demo.needs import PREVIEW_PACKAGES, missing
from bot.settings import Settings

PORT = 8700
UNPRIVILEGED = 1024
LAST_PORT = 65534
"""One below the highest there is, since what is opened is shown on the next port."""

SIMULATED = "This Discord is simulated: no account, no token, and nothing leaves this machine."


async def serve(
    settings: Settings,
    *,
    port: int = PORT,
    browser: bool = True,
    write: Callable[[str], None] = print,
) -> int:
    """Run until Ctrl-C, which asyncio delivers as a cancellation. Returns the exit status."""
    if sentence := missing(PREVIEW_PACKAGES):
        write(sentence)
        return 2
    if (reason := _closed(port)) is not None:
        other = port + 10 if UNPRIVILEGED <= port <= LAST_PORT - 10 else PORT
        write(f"{reason} Choose another one: python -m bot demo --port {other}")
        return 2
    try:
        write(f"{SIMULATED}\nOne moment; the very first start takes about half a minute ...")
        async with open_launcher(settings, port=port) as address:
            write(f"Open {address} in a browser. Ctrl-C ends the visit.")
            if browser and _has_display():
                await asyncio.to_thread(webbrowser.open, address)
            await asyncio.Event().wait()
    except asyncio.CancelledError:
        write("Goodbye.")
    return 0


@asynccontextmanager
async def open_launcher(settings: Settings, *, port: int) -> AsyncIterator[str]:
    """Yields the address of the launcher page; what it opens is shown on the next port."""
    # Imported here because SimCord is optional, and `serve` says so in a sentence.
    from bot.demo.meetings import plan_meetings
    from bot.demo.routes import Routes
    from bot.demo.stage import Stage
    from bot.demo.visit import open_visit

    async with open_visit(settings) as world:
        await plan_meetings(world)
        stage = Stage(world, port=port + 1)
        runner = web.AppRunner(Routes(stage).application(), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{port}/"
        finally:
            await stage.close()
            await runner.cleanup()


def _closed(port: int) -> str | None:
    """Why one of the two ports cannot be had, in a sentence; None when both can."""
    for wanted in (port, port + 1):
        with socket.socket() as probe:
            if os.name == "posix":  # as asyncio does it: a port left a moment ago counts as free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except PermissionError:
                return f"Port {wanted} is not open to you on this machine."
            except OSError:
                return f"Port {wanted} is in use."
    return None


def _has_display() -> bool:
    # Without one, `webbrowser` may start a text browser in this terminal and wait for it.
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
