"""What Discord says of our application without a connection to its gateway, and how a server invites it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from bot.discord_ui.wire import Wire
from bot.facilitation.permissions import NEEDED

PERMISSIONS = discord.Permissions(**{one.key: True for one in NEEDED})
"""What the bot is invited with, and no more."""

PRIVILEGED = {
    "Presence": ("gateway_presence", "gateway_presence_limited"),
    "Server Members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "Message Content": ("gateway_message_content", "gateway_message_content_limited"),
}
"""By the portal's names for them: the flags of an application that has them switched on."""


def invite(application: int) -> str:
    """The address at which a server's owner invites the bot, with exactly the permissions it uses."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS)


@asynccontextmanager
async def signed_in(token: str, wire: Wire) -> AsyncIterator[discord.Client]:
    """A client that knows its application and can ask, but is not connected. Raises what discord.py's login raises."""
    async with discord.Client(intents=discord.Intents.none(), http_trace=wire.trace) as client:
        await client.login(token)
        yield client


async def introduced(token: str, wire: Wire) -> tuple[int, str]:
    """The number and the name of the application whose token this is."""
    async with signed_in(token, wire) as client:
        application = application_of(client)
        return application.id, " ".join(application.name.split())


def application_of(client: discord.Client) -> discord.AppInfo:
    """The application that it signed in as."""
    if client.application is None:
        raise discord.ClientException("Discord did not say which application this token belongs to.")
    return client.application


def privileged(application: discord.AppInfo) -> list[str]:
    """The privileged intents that are switched on."""
    return [name for name, flags in PRIVILEGED.items() if any(getattr(application.flags, one) for one in flags)]
