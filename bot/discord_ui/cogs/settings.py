"""/settings show, edit, roles and channels, for moderators."""

from typing import Literal

import discord
from discord import app_commands
from typing_extensions import override

from bot.discord_ui.cards import settings as cards
from bot.discord_ui.client import Command, FootnoteBot
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.settings import show_channels, show_roles
from bot.discord_ui.visits import Visit, guild_of, may_list, moment_of, room_of, visitor_of
from bot.facilitation.settings import (
    MOST_A_DAY,
    MOST_A_MINUTE,
    MOST_OF_SERVER,
    Answers,
    Mentions,
    ServerSettings,
    Strictness,
    Wishes,
)
from bot.facilitation.zones import chosen_zone

settings = app_commands.Group(
    name="settings",
    description="How Footnote works in this server, for moderators",
)


class TextChannel(app_commands.Transformer[FootnoteBot]):
    """A text channel by its id, also one that the bot cannot see."""

    @property
    @override
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    @override
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text]

    @override
    async def transform(self, interaction: Visit, value: app_commands.AppCommandChannel, /) -> int:
        return value.id


@settings.command(name="show")
async def show(visit: Visit) -> None:
    """What is set in this server."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await _show(visit, await visit.client.settings.show(visitor_of(visit)))


@settings.command(name="edit")
@app_commands.describe(
    questions_channel="Where members can send what the essays did not answer; this turns Ask the facilitators on",
    ask_the_facilitators="Whether members can send the facilitators what the essays did not answer",
    strictness="What it takes for an excerpt to be shown as an answer",
    events="Whether each session stands in this server's list of events",
    answers="Whether answers are for whoever asks, or are posted in the channel, without a name",
    asks_a_minute="How many questions one member may ask within a minute",
    asks_a_day="How many questions one member may ask within a day",
    server_asks_a_minute="How many questions all members together may ask within a minute",
    zone="The time zone of new groups: type a city, a country or an offset such as +2; none takes it away",
    mentions="When a group's role is mentioned",
    gaps="Whether questions that the essays do not answer are kept for you, without who asked",
)
@app_commands.autocomplete(zone=choices.zones)
async def edit(
    visit: Visit,
    questions_channel: app_commands.Transform[int, TextChannel] | None = None,
    ask_the_facilitators: Literal["on", "off"] | None = None,
    strictness: Strictness | None = None,
    events: Literal["on", "off"] | None = None,
    answers: Answers | None = None,
    asks_a_minute: app_commands.Range[int, 1, MOST_A_MINUTE] | None = None,
    asks_a_day: app_commands.Range[int, 1, MOST_A_DAY] | None = None,
    server_asks_a_minute: app_commands.Range[int, 1, MOST_OF_SERVER] | None = None,
    zone: app_commands.Range[str, 1, 100] | None = None,
    mentions: Mentions | None = None,
    gaps: Literal["on", "off"] | None = None,
) -> None:
    """Change one or more settings; the others stay."""
    await visit.response.defer(ephemeral=True, thinking=True)
    before = visit.client.settings.known(guild_of(visit))
    wishes = Wishes(
        questions_room=None if questions_channel is None else room_of(visit, questions_channel),
        ask_the_facilitators=None if ask_the_facilitators is None else ask_the_facilitators == "on",
        strictness=strictness,
        events=None if events is None else events == "on",
        answers=answers,
        asks_a_minute=asks_a_minute,
        asks_a_day=asks_a_day,
        server_asks_a_minute=server_asks_a_minute,
        zone=zone if zone is None else _zone(zone),
        mentions=mentions,
        gaps=None if gaps is None else gaps == "on",
    )
    chosen = await visit.client.settings.edit(visitor_of(visit), wishes, moment_of(visit))
    if visit.client.clock:
        visit.client.clock.wake()  # what is in the list of events may have to go, or to come
    await _show(visit, chosen, ", changed", erased=before.gaps and not chosen.gaps)


@settings.command(name="roles")
async def roles(visit: Visit) -> None:
    """Which roles may ask, facilitate every group, or moderate Footnote."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_roles(visit, await visit.client.settings.show(visitor_of(visit)))


@settings.command(name="channels")
async def channels(visit: Visit) -> None:
    """In which channels Footnote may speak in public."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_channels(visit, await visit.client.settings.show(visitor_of(visit)))


async def _show(visit: Visit, chosen: ServerSettings, news: str = "", *, erased: bool = False) -> None:
    channel = chosen.questions_channel
    room = None if channel is None else room_of(visit, channel)
    card = cards.settings(chosen, room, may_list=may_list(visit), news=news, erased=erased)
    await visit.edit_original_response(view=card)


def _zone(typed: str) -> str:
    return "" if typed.strip().casefold() == "none" else chosen_zone(typed)


COMMANDS: tuple[Command, ...] = (settings,)
