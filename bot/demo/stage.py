"""The one place of the simulated server that is open in the browser, and its clock."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from simcord import Preview

from bot.demo.world import Place, World


class Stage:
    """SimCord shows one channel at a time, so opening the next closes the one before."""

    def __init__(self, world: World, *, port: int) -> None:
        self.world = world
        self._port = port
        self._pictures = world.pictures()
        self._turn = asyncio.Lock()
        self._opened = AsyncExitStack()
        self._preview: Preview | None = None

    def find(self, key: str) -> Place | None:
        """The place that a link means, if it is still there."""
        return next((place for place in self.world.places() if place.key == key), None)

    async def show(self, place: Place) -> str:
        """Open `place` and return its address, which lets whoever knows it act as the people in it."""
        async with self._turn:
            await self.world.idle()
            await self._opened.aclose()
            preview = self.world.env.preview(
                place.channel,
                viewers=place.viewers,
                layout="channel",
                port=self._port,
                assets=self._pictures,
            )
            self._preview = await self._opened.enter_async_context(preview)
            return preview.url

    async def advance(self, hours: int) -> None:
        """Let the server's clock run; the page that is open shows what came of it."""
        async with self._turn:
            await self.world.idle()
            await self.world.env.advance_time(hours * 3600)
            if self._preview is not None and self.world.is_open(self._preview):
                await self.world.idle()
                await self._preview.refresh()

    async def close(self) -> None:
        """Close what is open; before the world ends."""
        async with self._turn:
            await self._opened.aclose()
