"""/essays and /read."""

from discord import app_commands

from bot.discord_ui.cards import reading as cards
from bot.discord_ui.cards.note import Card
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.controls.ask import context_buttons
from bot.discord_ui.controls.reading import TurnList, list_buttons, page_buttons, read_button
from bot.discord_ui.visits import Visit, guild_of
from bot.services import reading as story


@app_commands.command(name="essays")
@app_commands.describe(essay="Only this essay: what it is about, and three sentences to get a feel for it")
@app_commands.autocomplete(essay=choices.essays)
async def essays(visit: Visit, essay: app_commands.Range[str, 1, 100] | None = None) -> None:
    """What this server's library holds."""
    await visit.response.defer(ephemeral=True, thinking=True)
    card = await (_list(visit) if essay is None else _portrait(visit, essay))
    await visit.edit_original_response(view=card)


@app_commands.command(name="read")
@app_commands.describe(essay="Which essay?", place="Where to begin: a paragraph's number, a section or a citation")
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


async def _list(visit: Visit) -> Card:
    listings = await story.essays(visit.client.shelf, guild_of(visit))
    return cards.essays(listings, 0, buttons=list_buttons(TurnList, "essays", listings, 0))


async def _portrait(visit: Visit, essay: str) -> Card:
    shown = await story.portrait(visit.client.shelf, guild_of(visit), essay)
    return cards.portrait(shown, [*context_buttons(shown.quotations), read_button(shown.essay)])


COMMANDS: tuple[Command, ...] = (essays, read)
