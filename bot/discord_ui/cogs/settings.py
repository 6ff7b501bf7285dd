"""/settings show and edit, for moderators."""

from typing import Literal

import discord
from discord import app_commands
from typing_extensions import override

from bot.discord_ui.cards import settings as cards
from bot.discord_ui.client import Command, FootnoteBot
from bot.discord_ui.visits import Visit, room_of, visitor_of
from bot.facilitation.settings import ServerSettings, Strictness, Wishes

# The default permissions only hide the commands, and a server can change them: each story checks again.
settings = app_commands.Group(
    name="settings",
    description="How Footnote works in this server, for moderators",
    default_permissions=discord.Permissions(manage_guild=True),
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
    chosen = await visit.client.settings.show(visitor_of(visit))
    await _show(visit, chosen)


@settings.command(name="edit")
@app_commands.describe(
    questions_channel="Where members can send what the essays did not answer; this turns Ask the facilitators on",
    ask_the_facilitators="Whether members can send the facilitators what the essays did not answer",
    strictness="What it takes for an excerpt to be shown as an answer",
)
async def edit(
    visit: Visit,
    questions_channel: app_commands.Transform[int, TextChannel] | None = None,
    ask_the_facilitators: Literal["on", "off"] | None = None,
    strictness: Strictness | None = None,
) -> None:
    """Change one or more settings; the others stay."""
    await visit.response.defer(ephemeral=True, thinking=True)
    wishes = Wishes(
        questions_room=None if questions_channel is None else room_of(visit, questions_channel),
        ask_the_facilitators=None if ask_the_facilitators is None else ask_the_facilitators == "on",
        strictness=strictness,
    )
    chosen = await visit.client.settings.edit(visitor_of(visit), wishes)
    await _show(visit, chosen, changed=True)


async def _show(visit: Visit, chosen: ServerSettings, *, changed: bool = False) -> None:
    channel = chosen.questions_channel
    room = None if channel is None else room_of(visit, channel)
    await visit.edit_original_response(view=cards.settings(chosen, room, changed=changed))


COMMANDS: tuple[Command, ...] = (settings,)
