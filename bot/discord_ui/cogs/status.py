"""/status, for moderators."""

from discord import app_commands

from bot.discord_ui.cards import status as cards
from bot.discord_ui.client import Command
from bot.discord_ui.visits import Visit, visitor_of


@app_commands.command(name="status")
async def status(visit: Visit) -> None:
    """How Footnote itself is doing, and what to do about what is not well."""
    await visit.response.defer(ephemeral=True, thinking=True)
    found = await visit.client.checkup.status(visitor_of(visit))
    await visit.edit_original_response(view=cards.status(found, visit.client.about.version))


COMMANDS: tuple[Command, ...] = (status,)
