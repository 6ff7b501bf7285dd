"""One visit: the real bot with the starter library in the seeded server; nothing of it stays."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import model_of, open_bot, starter_library
from bot.demo.world import SERVER_ID, World, open_world
from bot.discord_ui.client import FootnoteBot
from bot.settings import Settings
from retrieval import Encoder, LibraryError

ESSAY = Path(__file__).with_name("on-reading-aloud.md")
"""A short text for whoever has none at hand to add."""

BEAT = 24 * 3600.0
"""Simulated seconds between two looks of the bot's clock: time passes in a moment, and what is known is on time."""


@asynccontextmanager
async def open_visit(settings: Settings, *, encoder: Encoder | None = None) -> AsyncIterator[World]:
    """The first visit embeds the starter essays and keeps them in `settings.data`; later ones copy them."""
    used = encoder or model_of(settings)
    with TemporaryDirectory(prefix="footnote-demo-") as folder:
        mine = settings.model_copy(update={"data": Path(folder), "discord_token": None, "backups": 0})
        await asyncio.to_thread(_prepare, settings.data, used)
        async with open_bot(mine, encoder=used, beat=BEAT) as bot, open_world(bot) as world:
            # Only now: at its start the bot looks for servers that are gone, and this one is not there yet.
            await asyncio.to_thread(_furnish, mine.data / "libraries", settings.data)
            # The page cannot show that the bot is thinking: let the model be there before the first question.
            loading = asyncio.create_task(_warm_up(bot))
            yield world
            loading.cancel()


def _prepare(kept: Path, encoder: Encoder) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    starter_library(kept / "starter.db", encoder).close()


def _furnish(libraries: Path, kept: Path) -> None:
    libraries.mkdir(exist_ok=True)
    shutil.copyfile(kept / "starter.db", libraries / f"{SERVER_ID}.db")


async def _warm_up(bot: FootnoteBot) -> None:
    with suppress(LibraryError):  # whoever asks will read why
        await bot.shelf.warm_up()
