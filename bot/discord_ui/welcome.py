"""One message to a server that took Footnote in: what a moderator does first."""

import logging

import discord

from bot.discord_ui.cards import setup as cards
from bot.facilitation.settings import ServerSettings

log = logging.getLogger(__name__)


async def welcome(guild: discord.Guild, settings: ServerSettings) -> None:
    """Where the server lets its own system speak, and us; elsewhere nobody is disturbed."""
    channel = guild.system_channel
    if channel is None or not settings.speaks_in(channel.id) or guild.me is None:
        return
    rights = channel.permissions_for(guild.me)
    if not (rights.view_channel and rights.send_messages):
        return
    try:
        await channel.send(view=cards.welcome(), silent=True)
    except (discord.DiscordException, OSError) as error:  # nothing hangs on it: /setup is there all the same
        log.info("Server %s got no welcome: %s", guild.id, error)
