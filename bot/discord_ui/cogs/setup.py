"""/setup, for moderators."""

from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.controls.setup import show_setup
from bot.discord_ui.visits import Visit


@app_commands.command(name="setup")
async def setup(visit: Visit) -> None:
    """Set Footnote up in five steps, or go on where you stopped; only you see it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_setup(visit)


COMMANDS: tuple[Command, ...] = (setup,)
