"""Commands, buttons and forms that are being answered: nobody is left with "thinking" when Footnote is restarted."""

import asyncio
import logging
from typing import Any

import discord

from bot.discord_ui import errors
from bot.facilitation.errors import Refusal

RESTARTED = "Footnote is being restarted: ask again in a minute."
LAST_WORD = 2.0
"""Seconds that the sentence may take."""

log = logging.getLogger(__name__)


class UnderWay:
    """Knows each by the task that answers it."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Task[Any], discord.Interaction[Any]] = {}
        self._closing = False

    def begin(self, interaction: discord.Interaction[Any]) -> None:
        """Remember that this task answers it, until the task ends. Refuses when Footnote is being restarted."""
        if self._closing:
            raise Refusal(RESTARTED)
        task = asyncio.current_task()
        if task is not None and task not in self._open:
            self._open[task] = interaction
            task.add_done_callback(lambda ended: self._open.pop(ended, None))

    async def close(self, patience: float) -> None:
        """Take nothing more, let end what is under way for so many seconds, and answer the rest with a sentence."""
        self._closing = True
        if self._open:
            await asyncio.wait(self._open, timeout=patience)
        if left := dict(self._open):
            log.warning(
                "Answers that were not ready in time: %d; whoever waits for one is told to ask again.", len(left)
            )
            for task in left:
                task.cancel()
            words = [asyncio.create_task(errors.reply(one, Refusal(RESTARTED))) for one in left.values()]
            _, late = await asyncio.wait(words, timeout=LAST_WORD)
            for word in late:
                word.cancel()
