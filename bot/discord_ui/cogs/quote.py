"""/quote and the message menu *Check this quote*."""

import discord
from discord import app_commands

from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.ask import PRIVATE
from bot.discord_ui.controls.public import is_public, show
from bot.discord_ui.controls.quote import quote_card
from bot.discord_ui.visits import Visit, guild_of
from bot.facilitation.quote import LONGEST_QUOTE
from bot.services import quote as story


@app_commands.command(name="quote")
@app_commands.describe(
    text="The quotation, with or without quotation marks",
    essay="The essay it is said to be from",
    author="Who is said to have written it",
    private=PRIVATE,
)
@app_commands.autocomplete(essay=choices.essays, author=choices.authors)
async def quote(
    visit: Visit,
    text: app_commands.Range[str, 1, LONGEST_QUOTE],
    essay: app_commands.Range[str, 1, 100] | None = None,
    author: app_commands.Range[str, 1, 100] | None = None,
    private: bool = False,
) -> None:
    """Check a quotation word for word, and find its place."""
    await visit.response.defer(ephemeral=True, thinking=True)
    checked = await story.check(visit.client.shelf, guild_of(visit), text, essay, author)
    public = quote_card([checked]) if checked.places and is_public(visit, private) else None
    await show(visit, quote_card([checked]), public)


@app_commands.context_menu(name="Check this quote")
async def check_this_quote(visit: Visit, message: discord.Message) -> None:
    """Check what a message quotes or, when it quotes nothing, all its words."""
    await visit.response.defer(ephemeral=True, thinking=True)
    checked = await story.check_message(visit.client.shelf, guild_of(visit), message.content)
    await visit.edit_original_response(view=quote_card(checked))


COMMANDS: tuple[Command, ...] = (quote, check_this_quote)
