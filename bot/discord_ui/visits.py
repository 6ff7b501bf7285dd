"""Reads an interaction into the values that the rules need."""

from datetime import datetime
from typing import TypeAlias

import discord

from bot.discord_ui.client import FootnoteBot
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor
from bot.facilitation.rights import SERVERS_ONLY
from bot.facilitation.settings import Room

Visit: TypeAlias = discord.Interaction[FootnoteBot]
"""Somebody used a command or pressed a button."""


def guild_of(visit: Visit) -> int:
    """The server in which it happened: the only library it can reach."""
    if visit.guild_id is None:
        raise Refusal(SERVERS_ONLY)
    return visit.guild_id


def visitor_of(visit: Visit) -> Visitor:
    """Who it was. Rights and roles are taken from Discord's own word in this very interaction."""
    guild, rights, roles = guild_of(visit), visit.permissions, roles_of(visit.user)
    settings = visit.client.settings.known(guild)
    manages = rights.manage_guild or rights.administrator or not roles.isdisjoint(settings.moderator_roles)
    return Visitor(guild, visit.user.id, manages, not roles.isdisjoint(settings.facilitator_roles))


def roles_of(user: discord.User | discord.Member) -> frozenset[int]:
    """The roles that somebody has in the server; none outside of it."""
    return frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()


def speaks_here(visit: Visit) -> bool:
    """Whether Footnote may speak in public where it happened, as far as the server's settings go."""
    within = visit.channel.parent_id if isinstance(visit.channel, discord.Thread) else None
    return visit.client.settings.known(guild_of(visit)).speaks_in(visit.channel_id, within)


def moment_of(visit: Visit) -> datetime:
    """When it happened, by Discord's own clock."""
    return visit.created_at


def text_channel(visit: Visit, channel: int) -> discord.TextChannel | None:
    """A text channel of the server in which it happened; None when it is gone or something else."""
    found = visit.guild.get_channel(channel) if visit.guild else None
    return found if isinstance(found, discord.TextChannel) else None


def room_of(visit: Visit, channel: int) -> Room:
    """What the bot may do in a text channel of the server in which it happened."""
    found = text_channel(visit, channel)
    if found is None:
        return Room(channel, visible=False, writable=False)
    rights = found.permissions_for(found.guild.me)
    return Room(channel, rights.view_channel, rights.send_messages)


def may_list(visit: Visit) -> bool:
    """Whether the bot may put something into the server's list of events."""
    return visit.guild is not None and visit.guild.me.guild_permissions.create_events


def may_post(visit: Visit, rights: discord.Permissions) -> bool:
    """Whether someone with these rights may write where it happened."""
    if isinstance(visit.channel, discord.Thread):
        return rights.send_messages_in_threads
    return rights.send_messages
