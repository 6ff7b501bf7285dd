"""Reads an interaction into the values that the rules need."""

from typing import TypeAlias

import discord

from bot.discord_ui.client import FootnoteBot
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Visitor

Visit: TypeAlias = discord.Interaction[FootnoteBot]
"""Somebody used a command or pressed a button."""


def guild_of(visit: Visit) -> int:
    """The server in which it happened: the only library it can reach."""
    if visit.guild_id is None:
        raise Refusal("Footnote works inside a server: use it there.")
    return visit.guild_id


def visitor_of(visit: Visit) -> Visitor:
    """Who it was. Rights are taken from Discord's own word in this very interaction."""
    rights = visit.permissions
    return Visitor(guild_of(visit), visit.user.id, rights.manage_guild or rights.administrator)


def may_post(visit: Visit, rights: discord.Permissions) -> bool:
    """Whether someone with these rights may write where it happened."""
    if isinstance(visit.channel, discord.Thread):
        return rights.send_messages_in_threads
    return rights.send_messages
