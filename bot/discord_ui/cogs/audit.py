"""/audit, for moderators."""

import discord
from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.controls.audit import show_audit
from bot.discord_ui.visits import Visit
from bot.facilitation.audit import Filter, Kind


@app_commands.command(name="audit")
@app_commands.describe(kind="Only changes of this", member="Only what this member changed")
async def audit(visit: Visit, kind: Kind | None = None, member: discord.User | None = None) -> None:
    """What was changed, by whom and when; most of it can be undone here."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_audit(visit, Filter(kind, None if member is None else member.id), 0)


COMMANDS: tuple[Command, ...] = (audit,)
