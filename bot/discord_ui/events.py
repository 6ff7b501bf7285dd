"""Keeps sessions in the servers' lists of events, over requests alone: no further intent is needed."""

from typing import Any

import discord
from typing_extensions import override

from bot.discord_ui.cards import events as cards
from bot.discord_ui.post import in_our_words
from bot.discord_ui.wire import once
from bot.facilitation.delivery import Trouble
from bot.facilitation.events import UNKNOWN_EVENT, Event, Listed
from bot.services.events import EventList

TO_COME = (discord.EventStatus.scheduled, discord.EventStatus.active)


class DiscordEvents(EventList):
    """The real Discord."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    @property
    @override
    def me(self) -> int:
        return self._client.user.id if self._client.user else 0

    @override
    def allowed(self, guild: int) -> bool:
        server = self._client.get_guild(guild)
        known = server is not None and not server.unavailable and server.me is not None
        return known and server is not None and server.me.guild_permissions.create_events

    @override
    async def create(self, guild: int, event: Event, content: dict[str, Any]) -> int:
        with in_our_words(), once():  # repeated unseen, it would be a second event
            made = await self._server(guild).create_scheduled_event(
                name=cards.name(event),
                description=cards.description(event, content),
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=cards.location(event),
                start_time=event.start,
                end_time=event.end,
            )
        return made.id

    @override
    async def find(self, guild: int, stamp: str) -> Listed | None:
        with in_our_words():
            listed = await self._server(guild).fetch_scheduled_events(with_counts=False)
        ours = (one for one in listed if one.creator_id == self.me and one.status in TO_COME)
        found = next((one for one in ours if (one.description or "").rstrip().endswith(cards.mark(stamp))), None)
        if found is None:
            return None
        return Listed(found.id, Event(found.name, "", 0, found.start_time, found.end_time or found.start_time))

    @override
    async def edit(self, guild: int, number: int, event: Event, content: dict[str, Any]) -> None:
        with in_our_words():
            there = await self._there(guild, number)
            changes: dict[str, Any] = {"description": cards.description(event, content)}
            if there.start_time != event.start:  # of one that has begun Discord takes no other beginning
                changes["start_time"] = event.start
            await there.edit(name=cards.name(event), location=cards.location(event), end_time=event.end, **changes)

    @override
    async def begin(self, guild: int, number: int) -> None:
        with in_our_words():
            there = await self._there(guild, number)
            if there.status is discord.EventStatus.scheduled:
                await there.start()

    @override
    async def end(self, guild: int, number: int) -> None:
        with in_our_words():
            there = await self._there(guild, number)
            if there.status is discord.EventStatus.active:
                await there.end()
            else:
                await there.delete()

    @override
    async def delete(self, guild: int, number: int) -> None:
        with in_our_words():
            there = await self._server(guild).fetch_scheduled_event(number, with_counts=False)
            await there.delete()

    async def _there(self, guild: int, number: int) -> discord.ScheduledEvent:
        """The event as it is. What is over, or was called off by somebody, counts as gone."""
        found = await self._server(guild).fetch_scheduled_event(number, with_counts=False)
        if found.status not in TO_COME:
            raise Trouble(404, UNKNOWN_EVENT, words="it is over")
        return found

    def _server(self, guild: int) -> discord.Guild:
        server = self._client.get_guild(guild)
        if server is None:
            raise Trouble(None, words="the server cannot be seen right now")
        return server
