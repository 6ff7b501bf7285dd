"""Referring to the facilitators what the essays did not answer. Nothing of it is written to disk."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.facilitation.ask import clean_question
from bot.facilitation.errors import Refusal
from bot.facilitation.referral import NOT_HERE, Referral, recent, referral, require_new, require_pause
from bot.services.settings import SettingsBook

Post = Callable[[int, str], Awaitable[None]]
"""Posts a question in the channel with this id."""


class Referrals:
    """Remembers for some minutes who referred what, so that nothing is posted twice and nobody floods a channel."""

    def __init__(self, book: SettingsBook) -> None:
        self._book = book
        self._recent: list[Referral] = []

    async def channel(self, guild: int, member: int, now: datetime) -> int:
        """Where her question would be posted. Refuses when it would not be."""
        channel = await self._channel(guild)
        require_pause(self._recent, guild, member, now)
        return channel

    async def refer(self, guild: int, member: int, question: str, now: datetime, post: Post) -> int:
        """Post the question once and return the channel. Refuses one that cannot be asked or was asked just now."""
        words = clean_question(question)
        channel = await self._channel(guild)
        new = referral(guild, member, words, now)
        self._recent = recent(self._recent, now)
        require_new(self._recent, new)
        # Remembered before it is posted, lest a second press in the meantime posts it as well.
        self._recent.append(new)
        try:
            await post(channel, words)
        except BaseException:
            self._recent = [one for one in self._recent if one is not new]
            raise
        return channel

    async def _channel(self, guild: int) -> int:
        channel = (await self._book.of(guild)).questions_channel
        if channel is None:
            raise Refusal(NOT_HERE)
        return channel
