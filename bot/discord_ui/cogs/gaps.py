"""/gaps, for moderators."""

from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.controls.gaps import show_gaps
from bot.discord_ui.visits import Visit


@app_commands.command(name="gaps")
async def gaps(visit: Visit) -> None:
    """Questions that the essays could not answer, newest first, without who asked."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_gaps(visit, 0)


COMMANDS: tuple[Command, ...] = (gaps,)
