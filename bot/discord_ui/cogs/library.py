"""/library add, list, remove and suggestions, for moderators."""

from functools import partial

import discord
from discord import app_commands

from bot.discord_ui.cards import library as cards
from bot.discord_ui.client import Command
from bot.discord_ui.cogs import choices
from bot.discord_ui.cogs.progress import Progress
from bot.discord_ui.controls.library import removal_card, show_library
from bot.discord_ui.controls.suggestions import show_suggestions
from bot.discord_ui.visits import Visit, visitor_of
from bot.facilitation.errors import Refusal
from bot.facilitation.library import Upload
from bot.services import library as story

# The default permissions only hide the commands, and a server can change them: each story checks again.
library = app_commands.Group(
    name="library",
    description="The essays of this server, for moderators",
    default_permissions=discord.Permissions(manage_guild=True),
)


@library.command(name="add")
@app_commands.describe(
    file="A .txt, .md or .html file",
    title="Its title, if the file does not say it well",
    author="Its author, if the file does not say it well",
    year="The year it was published",
)
async def add(
    visit: Visit,
    file: discord.Attachment,
    title: app_commands.Range[str, 1, 100] | None = None,
    author: app_commands.Range[str, 1, 100] | None = None,
    year: app_commands.Range[int, 1, 2999] | None = None,
) -> None:
    """Add an essay from a text, Markdown or HTML file."""
    await visit.response.defer(ephemeral=True, thinking=True)
    async with Progress(visit, file.filename) as progress:
        addition = await story.add(
            visit.client.shelf,
            visitor_of(visit),
            Upload(file.filename, file.size, title, author, year),
            server_takes=visit.filesize_limit,
            fetch=partial(_fetch, file),
            progress=progress.report,
        )
    await visit.edit_original_response(view=cards.added(addition))


@library.command(name="list")
async def list_essays(visit: Visit) -> None:
    """What the library holds, with the files it came from."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_library(visit, 0)


@library.command(name="remove")
@app_commands.describe(essay="Which essay?")
@app_commands.autocomplete(essay=choices.essays)
async def remove(visit: Visit, essay: app_commands.Range[str, 1, 100]) -> None:
    """Take an essay out of the library."""
    await visit.response.defer(ephemeral=True, thinking=True)
    listing = await story.choose(visit.client.shelf, visitor_of(visit), essay)
    await visit.edit_original_response(view=removal_card(listing))


@library.command(name="suggestions")
async def suggestions(visit: Visit) -> None:
    """Texts that members suggested, to accept or to decline."""
    await visit.response.defer(ephemeral=True, thinking=True)
    await show_suggestions(visit, 0)


async def _fetch(file: discord.Attachment) -> bytes:
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise Refusal(f"Discord did not hand over {file.filename}: upload it again.") from error


COMMANDS: tuple[Command, ...] = (library,)
