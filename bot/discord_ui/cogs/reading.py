"""/essays and /read."""

from discord import app_commands

from bot.discord_ui.cards import reading as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.reading import TurnList, list_buttons, page_buttons
from bot.discord_ui.visits import Visit, guild_of
from bot.services import reading as story


@app_commands.command(name="essays")
async def essays(visit: Visit) -> None:
    """What this server's library holds."""
    await visit.response.defer(ephemeral=True, thinking=True)
    listings = await story.essays(visit.client.shelf, guild_of(visit))
    buttons = list_buttons(TurnList, "essays", listings, 0)
    await visit.edit_original_response(view=cards.essays(listings, 0, buttons=buttons))


@app_commands.command(name="read")
@app_commands.describe(essay="Which essay?", place="Where to begin: a paragraph's number or a section")
@app_commands.autocomplete(essay=choices.essays, place=choices.places)
async def read(
    visit: Visit,
    essay: app_commands.Range[str, 1, 100],
    place: app_commands.Range[str, 1, 100] | None = None,
) -> None:
    """Read an essay here, page by page; only you see it."""
    await visit.response.defer(ephemeral=True, thinking=True)
    page = await story.read(visit.client.shelf, guild_of(visit), essay, place)
    await visit.edit_original_response(view=cards.page(page, page_buttons(page)))


COMMANDS: tuple[Command, ...] = (essays, read)
