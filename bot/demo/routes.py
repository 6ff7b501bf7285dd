"""What the launcher page answers: itself, a place to open, time to let pass, an essay to take along."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.demo.pages import launcher_page
from bot.demo.stage import Stage
from bot.demo.visit import ESSAY

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST_ADVANCE = 24 * 7
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class Routes:
    """The launcher's answers. Only its own page may open a place or move the clock."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        # A web page elsewhere can post a form to this port; it cannot read this out of ours.
        self._token = secrets.token_urlsafe(16)

    def application(self) -> web.Application:
        """All of them behind one check."""
        application = web.Application(middlewares=[_ours_only])
        application.add_routes(
            [
                web.get("/", self.page),
                web.get("/essay", self.essay),
                web.get("/open/{key}", self.open),
                web.post("/advance", self.advance),
            ]
        )
        return application

    async def page(self, request: web.Request) -> web.Response:
        """The launcher page."""
        return self._page()

    async def essay(self, request: web.Request) -> web.Response:
        """A short essay as a file, to be added with /library add."""
        shown = {"Content-Disposition": f'attachment; filename="{ESSAY.name}"', **HEADERS}
        return web.Response(body=ESSAY.read_bytes(), content_type="text/markdown", headers=shown)

    async def open(self, request: web.Request) -> web.Response:
        """On to the preview of the place with this key."""
        place = self._stage.find(request.match_info["key"])
        if place is None:
            return self._page("There is no such place on this server. Choose one from the list.", status=404)
        return web.Response(status=302, headers={"Location": await self._stage.show(place), **HEADERS})

    async def advance(self, request: web.Request) -> web.Response:
        """Let hours pass, then back to the page."""
        form = await request.post()
        if not secrets.compare_digest(str(form.get("token", "")).encode(), self._token.encode()):
            return self._page("That form was not from this page. Press the button again here.", status=403)
        hours = str(form.get("hours", ""))
        if not (hours.isascii() and hours.isdigit() and 1 <= int(hours) <= LONGEST_ADVANCE):
            sentence = f"The clock moves by whole hours, from 1 to {LONGEST_ADVANCE}."
            return self._page(sentence, status=400)
        await self._stage.advance(int(hours))
        return web.Response(status=303, headers={"Location": "/", **HEADERS})

    def _page(self, notice: str = "", *, status: int = 200) -> web.Response:
        page = launcher_page(self._stage.world, token=self._token, notice=notice)
        return web.Response(text=page, content_type="text/html", status=status, headers=HEADERS)


@web.middleware
async def _ours_only(request: web.Request, handler: Answer) -> web.StreamResponse:
    # A name that someone pointed at 127.0.0.1 would make our pages readable to theirs.
    if request.url.host not in {"127.0.0.1", "localhost"}:
        return web.Response(text="Open the demo under the address it printed.", status=403)
    # Opening a place closes the one before, so a link elsewhere must not do it. Typed addresses say "none".
    came_from = request.headers.get("Sec-Fetch-Site", "none")
    if request.path != "/" and came_from not in {"none", "same-origin"}:
        return web.Response(text="Open this from the demo's own page.", status=403)
    return await handler(request)
