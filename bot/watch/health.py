"""What a machine asks of Footnote over HTTP, on loopback only: is it alive, is it ready, how much of what."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.facilitation.health import not_ready, stopped
from bot.services.health import Checkup
from bot.watch.metrics import printed

HOST = "127.0.0.1"
ALIVE, READY = "alive", "ready"


@asynccontextmanager
async def answering(checkup: Checkup, port: int) -> AsyncIterator[int]:
    """Meanwhile `/healthz`, `/readyz` and `/metrics` are answered; yields the port, chosen by the machine for 0."""
    runner = web.AppRunner(application(checkup), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def application(checkup: Checkup) -> web.Application:
    """The three addresses."""

    async def healthz(_: web.Request) -> web.Response:
        """That this is answered at all says that the event loop turns."""
        if stopped(checkup.quiet):
            return web.Response(status=503, text=f"the clock has not looked for {checkup.quiet:.0f} seconds\n")
        return web.Response(text=f"{ALIVE}\n")

    async def readyz(_: web.Request) -> web.Response:
        faults = not_ready(await checkup.health())
        return web.Response(status=503 if faults else 200, text="\n".join(faults or (READY,)) + "\n")

    async def metrics(_: web.Request) -> web.Response:
        body = printed(await checkup.health())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app
