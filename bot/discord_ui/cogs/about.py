"""/help and /about."""

from discord import app_commands

from bot.discord_ui.cards.about import about_card, help_card
from bot.discord_ui.client import Command
from bot.discord_ui.visits import Visit, visitor_of


@app_commands.command(name="help")
async def help_command(visit: Visit) -> None:
    """What Footnote can do for you."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await visit.edit_original_response(view=help_card(visitor_of(visit).manages_server))


@app_commands.command(name="about")
async def about(visit: Visit) -> None:
    """Version, model and privacy."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await visit.edit_original_response(view=about_card(visit.client.about))


COMMANDS: tuple[Command, ...] = (help_command, about)
